"""The project's own functions that score a model, and are handed rows of the test or validation part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.counted import counts_by_hand
from evaluator.checks.selectors.naming_parts import part_in
from evaluator.checks.selectors.reach import Spot, reach_of
from evaluator.checks.selectors.scored import asks_for_test
from evaluator.checks.selectors.scoring import certainty, scorings
from evaluator.checks.selectors.splits import READS, reads_itself
from evaluator.checks.selectors.training import trainings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

_DEEP = 2


def handed_scores(facts: Facts) -> Iterator[Found]:
    """Where such a function is called with rows that a literal or a constant asks for as a held-out part."""
    homes = {Spot(call.path, call.scope) for call in scorings(facts) if call.scope >= 0}
    homes |= {Spot(code.path, scope) for code, _, _, scope in counts_by_hand(facts) if scope >= 0}
    reads = [call for code in facts.product for call in code.called if _reads(facts, call)] if homes else []
    if not reads:
        return
    reach, trained = reach_of(facts), {Spot(call.path, call.scope) for call in trainings(facts)}
    for read in reads:
        for call in _takers(facts, read):
            spots = set(reach.spots(reach.led_to(call), _DEEP))
            if spots & homes and not spots & trained and not any(part_in(each.text) == "train" for each in call.arguments):
                where = f"{'' if read.path == call.path else f'{read.path}, '}{f'cell {read.cell}, ' if read.cell else ''}line {read.line}"
                words = f"{call.method} computes the score, and is given rows that {where} asks for as the test or validation part"
                yield call.at, words, certainty(facts, call)


def _reads(facts: Facts, call: Call) -> bool:
    return (call.own or call.means(*READS)) and asks_for_test(facts, call) and (call.means(*READS) or reads_itself(facts, call))


def _takers(facts: Facts, read: Call) -> Iterator[Call]:
    """The project's own functions that are handed what was read, as it is or by a loader."""
    users = [facts.graph.calls[number] for number in facts.graph.consumers.get(read.number, ())]
    users += [
        facts.graph.calls[number] for each in users if each.means("data-loader") for number in facts.graph.consumers.get(each.number, ())
    ]
    seen: set[int] = set()
    for call in users:
        if call.kind == "call" and call.own and call.number not in seen and not reads_itself(facts, call):
            seen.add(call.number)
            yield call
