"""Losses of training rows and of others that a loop keeps in one record: `history["train"].append(...)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.naming_parts import PHASE, part_in
from evaluator.checks.selectors.training import trainings_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

_ENDS = ("_losses", "_loss", "loss")
_NEAR = 40
_PARTS = ("train", "test")
_BOTH = "both"


def kept_losses(facts: Facts) -> Iterator[Found]:
    """Each record in which a loss is kept for both, turn by turn, in a file that trains."""
    for code in facts.product:
        if any(True for _ in trainings_in(code)):
            yield from _of_one_file(facts, code)


def _of_one_file(facts: Facts, code: Code) -> Iterator[Found]:
    seen: dict[str, Call] = {}
    for call in code.those(methods=("append",)):
        part = _part(facts, call) if call.loops else ""
        if part and any(is_loss(each) for each in facts.graph.upstream(call.inputs, most=_NEAR)):
            seen.setdefault(part, call)
    if (named := seen.pop(_BOTH, None)) is not None and len(seen) < len(_PARTS):
        yield named.at, "a loss is kept here under the name of a part of the data; that both parts are kept could not be told", "low"
    if len(seen) == len(_PARTS):
        train, other = seen["train"], seen["test"]
        where = f"cell {train.cell}, line {train.line}" if train.cell else f"line {train.line}"
        yield other.at, f"the loss of validation or test rows is kept here, that of training rows at {where}", "high"


def _part(facts: Facts, call: Call) -> str:
    """The part that the key of a list speaks of, `train`, `val_loss`; each in turn where the key is a part's name, `history[phase]`."""
    items = (facts.graph.calls[number] for number in call.receiver if number in facts.graph.calls)
    keys = [each.arguments[0] for each in items if each.kind == "item" and each.arguments]
    if any(PHASE.search(key.text.lower()) for key in keys):
        return _BOTH
    key = next((key.constant.lower() for key in keys if isinstance(key.constant, str)), "")
    for end in _ENDS:
        key = key.removesuffix(end)
    return part_in(key.rstrip("_ "))


def is_loss(call: Call) -> bool:
    """Whether a call gives a loss, by what it means or by the name of what it gives."""
    return call.means("loss") or any("loss" in target.lower() for target in call.targets)
