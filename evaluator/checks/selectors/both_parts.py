"""Losses and scores that a function of the project's own works out, asked of training rows and of others."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from evaluator.checks.selectors.counted import counts_by_hand
from evaluator.checks.selectors.kept_losses import is_loss
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
_TELLS = frozenset({"print", "append", "add_scalar", "info", "write", "log", "set_postfix"})


def both_parts(facts: Facts) -> Iterator[Found]:
    """One function of the project's own that is told training rows and others."""
    for train, other in _asked_twice(facts):
        yield train.at, f"{train.method} is told training rows here, and others at line {other.line}; both answers are kept", "high"


def losses_of_both(facts: Facts) -> Iterator[Found]:
    """The same where the function works out a loss, and what it answers is told each time."""
    for train, other in _asked_twice(facts):
        if _works_out(facts, train, "loss") and all(_is_told(facts, each) for each in (train, other)):
            yield (
                train.at,
                f"{train.method} works out the loss of training rows here, and of others at line {other.line}; both are told",
                "high",
            )


def _is_told(facts: Facts, call: Call) -> bool:
    after = facts.graph.downstream(call, most=_NEAR)
    return any(each.method in _TELLS or each.means("log.event", "track.metric") for each in after)


def _asked_twice(facts: Facts) -> Iterator[tuple[Call, Call]]:
    """Each function that is asked of training rows and of others in the turns of a loop."""
    for code in facts.product:
        if any(call.loops for call in code.called):
            yield from _of_one_file(facts, code)


def _of_one_file(facts: Facts, code: Code) -> Iterator[tuple[Call, Call]]:
    """`run(train_loader, True)` and `run(val_loader)`, `run("train")` and `run("val")`, where `run` works out a loss or counts answers."""
    seen: dict[str, dict[str, Call]] = {}
    for call in code.called:
        if call.own and call.arguments and call.targets and call.loops and _measures(facts, call):
            part = _part(facts, call)
            if part:
                seen.setdefault(call.name, {}).setdefault(part, call)
    for sides in seen.values():
        if len(sides) > 1:
            yield sides["train"], sides["test"]


def _measures(facts: Facts, call: Call) -> bool:
    """Whether a function of the project's own works out a loss or counts right answers, and gives something back."""
    path, scope = facts.graph.functions.get(call.name, ("", -1))
    home = facts.code_at(path)
    if home is None or scope < 0 or not home.functions[scope].returns:
        return False
    counted = any(where.path == path and at == scope for where, _, _, at in counts_by_hand(facts))
    return counted or _works_out(facts, call, "loss", "metric")


def _works_out(facts: Facts, call: Call, *concepts: str) -> bool:
    """Whether the function that is called works out something of these kinds, or a loss by its name."""
    path, scope = facts.graph.functions.get(call.name, ("", -1))
    home = facts.code_at(path)
    inside = home.within(scope) if home is not None and scope >= 0 else ()
    return any(each.means(*concepts) or is_loss(each) for each in inside)


def _part(facts: Facts, call: Call) -> str:
    """The part of the rows that a call is given: by what they were split off, or by the name they go by."""
    given = [number for argument in call.arguments for number in argument.inputs]
    fed = {*given, *(each.number for each in facts.graph.upstream(given, most=_NEAR))}
    found = list(islice(splits(facts), _MOST))
    learned = fed & {number for split in found for number in split.train}
    held = fed & {number for split in found for number in split.test}
    if bool(learned) != bool(held):
        return "train" if learned else "test"
    told = (text for argument in call.arguments for text in (argument.text, argument.constant) if isinstance(text, str))
    named = {part for text in told if (part := part_in(text))}
    return named.pop() if len(named) == 1 else ""
