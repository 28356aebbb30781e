"""Did they look at the data before modelling it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.training import trainings
from evaluator.model.place import REPOSITORY
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

COUNTS = frozenset({"value_counts", "countplot", "bincount", "Counter", "hist", "histplot", "distplot", "displot", "kdeplot", "unique"})
TARGETISH = frozenset({"target", "label", "labels", "y", "class", "classes", "outcome", "y_train", "y_test", "species", "diagnosis"})


def target_examined(facts: Facts) -> Iterator[Evidence]:
    """The distribution of the target is looked at.

    Why: Who has not seen how rare the rare class is cannot choose a metric, a split or a baseline.
    Fix: Print `df["target"].value_counts(normalize=True)` or draw its histogram before modelling, and write what follows from it.
    Ask: What share does the rarest class have, and what did you do about it?
    Not for: rl, llm-app, library, clustering
    """
    columns = _target_columns(facts)
    found = []
    for code in facts.product:
        for call in code.calls:
            if call.kind == "call" and (call.method in COUNTS or call.means("target.distribution")):
                about = _about_target(facts, call, columns)
                if about:
                    found.append(supports(call.at, about))
            elif call.kind == "call" and call.means("data.profile"):
                found.append(supports(call.at, "a profile report shows every column, the target too"))
    yield from found
    if not found:
        yield against(REPOSITORY, "no count or plot of the target's distribution was found")


def _target_columns(facts: Facts) -> set[str]:
    """The literal names of columns that are used as the target: `y = df["x"]`, `drop("x", axis=1)` before a split or fit."""
    found: set[str] = set()
    for call in trainings(facts):
        for argument in _answers(call):
            for fed in facts.graph.upstream(argument, most=400):
                key = fed.constant("", 0) if fed.kind == "item" and fed.name.endswith(("[]",)) else None
                if isinstance(key, str):
                    found.add(key)
                elif fed.kind == "item" and fed.written.startswith(".") and fed.type == "pandas.Series":
                    found.add(fed.written[1:])
    return found


def _answers(call: Call) -> list[tuple[int, ...]]:
    """What a training call gets as the truth: its second positional argument, or `y=`."""
    positional = [argument for argument in call.arguments if argument.name == ""]
    named = [argument for argument in call.arguments if argument.name in ("y", "target", "label")]
    return [argument.inputs for argument in (*positional[1:2], *named)]


def _about_target(facts: Facts, call: Call, columns: set[str]) -> str:
    """How a count is about the target; "" when it is not."""
    texts = {argument.constant for argument in call.arguments if isinstance(argument.constant, str)}
    texts |= {argument.text.rpartition(".")[2] for argument in call.arguments if argument.text}
    near = [facts.graph.calls[number] for number in call.inputs if number in facts.graph.calls]
    for fed in near:
        if fed.kind == "item":
            key = fed.constant("", 0)
            texts |= {key} if isinstance(key, str) else {fed.written.removeprefix(".")}
            texts |= set(fed.targets)
        texts |= set(fed.targets)
    hit = next((text for text in sorted(text for text in texts if isinstance(text, str)) if text in columns), "")
    if hit:
        return f"counts or draws `{hit}`, which the model predicts"
    said = next((text for text in sorted(text for text in texts if isinstance(text, str)) if text.lower() in TARGETISH), "")
    return f"counts or draws `{said}`" if said and not columns else ""
