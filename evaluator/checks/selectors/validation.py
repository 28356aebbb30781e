"""A part kept for choices, apart from training and from the last test; and whether the same rows fall into it each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.files import behind
from evaluator.checks.selectors.seeds import seeded
from evaluator.checks.selectors.splits import Split, splits
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

_NAMED = regex(r"(?:^|[^a-z])(?:valid|val|dev)(?:ation|id)?(?:[^a-z]|$)")
_PARTS = 3


def validation_parts(facts: Facts) -> Iterator[Found]:
    """Parts for choices: shares given to a fit, a third part, a part split off the training part, folds."""
    found = list(splits(facts))
    for split in found:
        if split.kind in ("share", "folds", "cross-validation"):
            yield split.call.at, split.how, "low" if split.doubtful else "high"
        elif split.kind == "call" and (note := _third(facts, split, found)):
            yield split.call.at, note, "high"
    for code in facts.product:
        for call in code.calls:
            if call.kind == "call" and call.means("data.read", "data.builtin", "data-loading") and _reads_validation(call):
                yield call.at, "a validation part is read", "high"
            elif call.kind == "call" and call.means("metric", "model.predict", "model.score", "data-loader") and _names_validation(call):
                yield call.at, "something is named for validation; how its rows were chosen was not followed", "low"


def _third(facts: Facts, split: Split, found: list[Split]) -> str:
    """How a split makes a part for choices; "" when it makes only a test part."""
    parts = [facts.graph.calls[number] for number in facts.graph.consumers.get(split.call.number, ())]
    names = {name.lower() for part in parts for name in (*part.targets, *split.call.targets)}
    if any(_NAMED.search(name) for name in names) or any(_NAMED.search(name.lower()) for name in split.call.targets):
        return "a part for validation is split off"
    if len([part for part in parts if part.kind == "item"]) == _PARTS or len(split.call.targets) == _PARTS:
        return "rows are split into three parts"
    others = {number for other in found if other is not split and other.kind == "call" for number in other.train}
    return "the training part is split once more" if others and others & {each.number for each in facts.graph.upstream(split.data)} else ""


def _reads_validation(call: Call) -> bool:
    texts = [argument.constant for argument in call.arguments if argument.name in ("", "split", "directory", "subset", "root")]
    return any(isinstance(text, str) and len(text) < 200 and _NAMED.search(text.lower()) for text in texts)


def _names_validation(call: Call) -> bool:
    return any(_NAMED.search(argument.text.lower()) for argument in call.arguments if argument.text)


def repeatability(facts: Facts) -> Iterator[tuple[Split, str]]:
    """Each split with how the same rows fall into the same part each time; "" where nothing says so."""
    given = {call.number for call, _ in seeded(facts)}
    general = next((call for call, _ in seeded(facts) if call.means("seed.set")), None)
    for split in splits(facts):
        yield split, _how(facts, _writer(facts, split) or split, given, general)


def _writer(facts: Facts, split: Split) -> Split | None:
    """The split of the project's own that made a part which is read from a file."""
    if split.kind != "files":
        return None
    before = {call.number for call in behind(facts, (split.call.number,))}
    return next((each for each in splits(facts) if each.kind in ("call", "folds") and each.call.number in before), None)


def _how(facts: Facts, split: Split, given: set[int], general: Call | None) -> str:
    call = split.call
    fed = {call.number} | {each.number for each in facts.graph.upstream(call, most=200)}
    if fed & given:
        return "the split is given a seed"
    if split.kind in ("slices", "files", "published"):
        return "rows are cut by their order, or come in parts"
    if call.constant("shuffle") is False or call.means("time-split") or (split.kind == "share" and call.argument("validation_split")):
        return "rows are not shuffled before the cut"
    if split.kind == "share" and any(call.argument(name) for name in ("validation_data", "eval_set", "eval_dataset")):
        return "the part is given, not drawn"
    if split.kind in ("folds", "cross-validation") and not any(
        argument.name == "shuffle" and argument.constant is True for argument in call.arguments
    ):
        return "folds are cut in order"
    return "a seed is set for the whole program" if general is not None else ""
