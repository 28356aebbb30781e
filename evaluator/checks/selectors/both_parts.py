"""Losses and scores that a function of the project's own works out, asked of training rows and of others."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from evaluator.checks.selectors.counted import counts_by_hand
from evaluator.checks.selectors.naming_parts import part_in
from evaluator.checks.selectors.splits import splits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

_NEAR = 30
_MOST = 40


def both_parts(facts: Facts) -> Iterator[Found]:
    """One function of the project's own that is told training rows and others."""
    for code in facts.product:
        if any(call.loops for call in code.called):
            yield from _asked_twice(facts, code)


def _asked_twice(facts: Facts, code: Code) -> Iterator[Found]:
    """`run(train_loader, True)` and `run(val_loader)` where `run` works out a loss or counts answers."""
    seen: dict[str, dict[str, Call]] = {}
    for call in code.called:
        if call.own and call.arguments and call.targets and call.loops and _measures(facts, call):
            part = _part(facts, call)
            if part:
                seen.setdefault(call.name, {}).setdefault(part, call)
    for sides in seen.values():
        if len(sides) > 1:
            train, other = sides["train"], sides["test"]
            yield train.at, f"{train.method} is told training rows here, and others at line {other.line}; both answers are kept", "high"


def _measures(facts: Facts, call: Call) -> bool:
    """Whether a function of the project's own works out a loss or counts right answers, and gives something back."""
    path, scope = facts.graph.functions.get(call.name, ("", -1))
    home = facts.code_at(path)
    if home is None or scope < 0 or not home.functions[scope].returns:
        return False
    counted = any(where.path == path and at == scope for where, _, _, at in counts_by_hand(facts))
    return counted or any(each.means("loss", "metric") or "loss" in " ".join(each.targets).lower() for each in home.within(scope))


def _part(facts: Facts, call: Call) -> str:
    """The part of the rows that a call is given: by what they were split off, or by the name they go by."""
    given = [number for argument in call.arguments for number in argument.inputs]
    fed = {*given, *(each.number for each in facts.graph.upstream(given, most=_NEAR))}
    found = list(islice(splits(facts), _MOST))
    learned = fed & {number for split in found for number in split.train}
    held = fed & {number for split in found for number in split.test}
    if bool(learned) != bool(held):
        return "train" if learned else "test"
    named = {part for argument in call.arguments if (part := part_in(argument.text))}
    return named.pop() if len(named) == 1 else ""
