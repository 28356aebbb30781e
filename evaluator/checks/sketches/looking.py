"""A first look at the reader's own table or folder of pictures, under the name that it has in their code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.named_rows import answer_column
from evaluator.checks.selectors.plain_words import is_name, is_path, lacks
from evaluator.checks.selectors.split_again import split_again, stands
from evaluator.checks.selectors.training import trainings
from evaluator.model.review import Sketch

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.result import Result

TABLE = "pandas.DataFrame"
PICTURES = "torchvision.datasets.ImageFolder"


def cleaning(facts: Facts, results: Mapping[str, Result]) -> Sketch | None:
    """What is missing in the reader's table, and how many rows stand in it twice."""
    read = next(_tables(facts), None) if lacks(results, "missing-values-handled", "bad-rows-handled") else None
    if read is None:
        return None
    name = read.targets[0]
    lines = [
        f"# after {stands(read)}",
        f"missing = {name}.isna().mean().sort_values(ascending=False)",
        "print(missing[missing > 0])  # then for each column: drop or fill, and why",
        f'print({name}.duplicated().sum(), "rows are there twice")',
    ]
    return Sketch("\n".join(lines), "python")


def exploration(facts: Facts, results: Mapping[str, Result]) -> Sketch | None:
    """The reader's table and its target in numbers and in one plot."""
    if not lacks(results, "data-summarised", "data-plotted", "target-examined"):
        return None
    found = _target(facts)
    if found is None:
        return _counted(facts)
    read, column = found
    lines = [
        f"# after {stands(read)}",
        f'print({read.targets[0]}.describe(include="all").T)',
        f'print({read.targets[0]}["{column}"].describe())',
        f'{read.targets[0]}["{column}"].value_counts().head(20).plot.bar()',
        "# below the plot: So in preprocessing I ...",
    ]
    return Sketch("\n".join(lines), "python")


def imbalance(facts: Facts, results: Mapping[str, Result]) -> Sketch | None:
    """The reader's own split with the shares of the target kept; else the classes of their target, counted."""
    again = split_again(facts, results, "stratify")
    if again is not None or not lacks(results, "target-examined"):
        return again
    found = _target(facts)
    if found is None:
        return _counted(facts)
    read, column = found
    return Sketch(f'# after {stands(read)}\nprint({read.targets[0]}["{column}"].value_counts(normalize=True))', "python")


def _counted(facts: Facts) -> Sketch | None:
    """The pictures of each class of a folder."""
    found = [call for call in facts.calls_named(PICTURES) if len(call.targets) == 1 and is_name(call.targets[0]) and is_path(call.path)]
    if not found:
        return None
    name = found[0].targets[0]
    lines = [
        f"# after {stands(found[0])}",
        "from collections import Counter",
        "",
        f"for number, count in Counter({name}.targets).most_common():",
        f"    print({name}.classes[number], count)",
    ]
    return Sketch("\n".join(lines), "python")


def _tables(facts: Facts) -> Iterator[Call]:
    """The tables that are read and reach a training, each under one plain name."""
    for training in trainings(facts):
        for call in facts.upstream(training, "data.read"):
            if call.kind == "call" and call.type == TABLE and len(call.targets) == 1 and is_name(call.targets[0]) and is_path(call.path):
                yield call


def _target(facts: Facts) -> tuple[Call, str] | None:
    """The table that holds the one known answer, as far as nothing in the code makes that column anew."""
    column, read = answer_column(facts), next(_tables(facts), None)
    if not column or read is None or _is_made(facts, column):
        return None
    return (read, column) if not facts.tables or any(column in each.source.columns for each in facts.tables) else None


def _is_made(facts: Facts, column: str) -> bool:
    """Whether a column is stored into somewhere, or columns are renamed."""
    for code in facts.product:
        if any(call.kind == "set-item" and call.arguments and call.arguments[0].constant == column for call in code.calls):
            return True
        if any(call.method in ("rename", "set_axis") or column in [argument.name for argument in call.arguments] for call in code.called):
            return True
    return False
