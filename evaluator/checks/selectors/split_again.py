"""A split of the reader written again with what it lacks: a fixed seed, the shares of the target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.plain_words import failed, is_column, is_dotted, is_name, is_number, is_path
from evaluator.checks.selectors.splits import splits
from evaluator.checks.selectors.targets import target_columns
from evaluator.model.review import Sketch

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.result import Result
    from evaluator.model.source import Argument

SPLIT = "sklearn.model_selection.train_test_split"
LACKS = {"random_state": "split-reproducible", "stratify": "split-stratified"}


def split_again(facts: Facts, results: Mapping[str, Result], lacking: str) -> Sketch | None:
    """A split of the reader that is cited for what it lacks, written again with it."""
    places = {name: cited(results, check) for name, check in LACKS.items()}
    for split in splits(facts) if places[lacking] else ():
        call, place = split.call, (split.call.path, split.call.line, split.call.cell)
        if call.name != SPLIT or split.kind != "call" or split.doubtful or not is_path(call.path) or place not in places[lacking]:
            continue
        added = dict(_added(facts, call, seed=place in places["random_state"], shares=place in places["stratify"]))
        given = [written(argument) for argument in call.arguments]
        if lacking in added and all(given):
            kept = [text for argument, text in zip(call.arguments, given, strict=True) if argument.name not in added]
            return _split(f"# {stands(call)}", kept, added)
    return None


def stands(call: Call) -> str:
    """Where a call stands, in words."""
    return f"{call.path}, cell {call.cell}" if call.cell is not None else f"{call.path}, line {call.line}"


def _split(where: str, kept: list[str], added: dict[str, str]) -> Sketch:
    lines = [where, "train_test_split(", f"    {', '.join(kept)},", *(f"    {name}={value}," for name, value in added.items()), ")"]
    return Sketch("\n".join(lines), "python")


def _added(facts: Facts, call: Call, *, seed: bool, shares: bool) -> Iterator[tuple[str, str]]:
    """The arguments that a split lacks; the target by the second array, or by the one column that is known for it."""
    arrays = [argument for argument in call.arguments if argument.name == ""]
    unmixed = call.constant("shuffle") is False
    if seed and not unmixed and call.argument("random_state") is None:
        yield "random_state", "42"
    if not shares or unmixed or call.argument("stratify") is not None:
        return
    columns = sorted(target_columns(facts))
    if len(arrays) == 2 and is_dotted(arrays[1].text):
        yield "stratify", arrays[1].text
    elif len(arrays) == 1 and is_dotted(arrays[0].text) and len(columns) == 1 and is_column(columns[0]):
        yield "stratify", f'{arrays[0].text}["{columns[0]}"]'


def written(argument: Argument) -> str:
    """An argument as it could be written again; "" where the facts do not tell."""
    named = f"{argument.name}=" if argument.name else ""
    if named and not is_name(argument.name):
        return ""
    if argument.is_constant:
        value = repr(argument.constant)
        value = f'"{argument.constant}"' if isinstance(argument.constant, str) and is_name(argument.constant) else value
        return f"{named}{value}" if is_number(value) or value in ("True", "False", "None") or value.startswith('"') else ""
    return f"{named}{argument.text}" if argument.text and is_dotted(argument.text) else ""


def cited(results: Mapping[str, Result], check: str) -> set[tuple[str, int, int | None]]:
    """The places that speak for sure against a check that failed."""
    told = results[check].evidence if failed(results, check) else ()
    return {(each.path, each.line, each.cell) for each in told if not each.supports and each.confidence == "high"}
