"""Choices on test rows that are made round by round: the best score of a loop is kept, or a trainer keeps its best state by them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.counted import counts_by_hand
from evaluator.checks.selectors.judged import Choice, stands_on_test, test_scores
from evaluator.checks.selectors.named_files import APART, TEST, test_file_for_validation
from evaluator.checks.selectors.scoring import certainty, shifted
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts

_BETTER = regex(r"(?:self\.)?(\w{1,60})(?:\.item\(\))? [<>]=? (?:self\.)?(\w{1,60})")
_BEST = regex(r"(?:^|_)(?:best|top|max|min|highest|lowest)(?:_|$)|^best")
_NEAR, _FAR = 3, 60


def by_rounds(facts: Facts) -> Iterator[Choice]:
    """The first of each kind."""
    yield from list(_kept_in_loop(facts))[:1]
    yield from list(_kept_by_trainer(facts))[:1]


def _kept_in_loop(facts: Facts) -> Iterator[Choice]:
    """A score on test rows, taken in a loop and kept where it is better than the best so far."""
    asked = [(code, *each) for code in facts.product for each in _asked(code)]
    scored = _scored_in_loops(facts) if asked else {}
    for code, numbers, line in asked:
        score = next((scored[number] for number in numbers if number in scored), None) or _by_own_function(facts, numbers)
        if score is not None and score.path == code.path and certainty(facts, score) == "high" and not _is_folded(facts, score):
            given = _given_by(facts, score)
            if given is None:
                yield Choice(code.at(line), "the best of several by a score on test rows is kept here", score, by_it=True)
            else:
                yield Choice(
                    given.at, f"{given.method} is given test rows, and keeps the best of several by a score on them", score, by_it=True
                )


def _given_by(facts: Facts, score: Call) -> Call | None:
    """The one call that hands the rows of a score to the function in which it is taken; None where they are that function's own."""
    handed = [facts.graph.passed.get(number, {}) for number in score.inputs if facts.graph.calls[number].kind == "parameter"]
    callers = {number for each in handed for number in each}
    return facts.graph.calls[callers.pop()] if len(callers) == 1 else None


def _scored_in_loops(facts: Facts) -> dict[int, Call]:
    """The scores on test rows that are taken again and again: metrics, and counts of right answers."""
    found = {call.number: call for call in test_scores(facts) if call.loops}
    for code, line, truth, _ in counts_by_hand(facts):
        takers = [facts.graph.calls[each] for number in truth for each in facts.graph.consumers.get(number, ())]
        near = [call for call in takers if call.loops and 0 <= code.line_of(call) - line <= _NEAR]
        if near and stands_on_test(facts, truth):
            chain = [each for call in near for each in (call, *facts.graph.downstream(call, most=_NEAR))]
            found |= {call.number: call for call in chain if call.path == code.path and 0 <= code.line_of(call) - line <= _NEAR}
    return found


def _by_own_function(facts: Facts, numbers: tuple[int, ...]) -> Call | None:
    """The call in a loop by which a function of the project's own gives one of some values for rows that are called the test's."""
    for number in numbers:
        call = facts.graph.calls.get(number)
        if call is not None and call.kind == "item" and len(call.receiver) == 1:
            call = facts.graph.calls.get(call.receiver[0])
        if call is None or call.kind != "call" or not call.own or not call.loops:
            continue
        names = [each.text.lower() for each in call.arguments if each.inputs]
        if any(TEST.search(each) for each in names) and not any(APART.search(each) for each in names):
            return call
    return None


def _asked(code: Code) -> Iterator[tuple[tuple[int, ...], int]]:
    """What is compared with the best so far, and in which line."""
    for each in code.source.conditions:
        names = None if each.otherwise else _BETTER.fullmatch(each.text)
        if names is not None and any(_BEST.search(name.lower()) for name in names.groups()):
            yield shifted(code, each.inputs), each.line


def _is_folded(facts: Facts, score: Call) -> bool:
    """Whether the rows of a score are those of a fold, which serve for choices."""
    before = facts.graph.upstream(score.inputs, most=_FAR)
    return any(each.means("folds", "cross-validate") or each.method == "split" for each in before)


def _kept_by_trainer(facts: Facts) -> Iterator[Choice]:
    """A trainer that is told to keep its best state, is given test rows to find it by, and then scores on the same."""
    for call in facts.calls_to("training.trainer"):
        given = call.argument("eval_dataset")
        if call.kind != "call" or given is None or not _keeps_best(facts, call):
            continue
        named = "" if _is_test(facts, given.inputs, given.text) else test_file_for_validation(facts)
        told = f"rows for validation, and {named}" if named else "the test rows" if _is_test(facts, given.inputs, given.text) else ""
        users = (facts.graph.calls[each] for each in facts.graph.consumers.get(call.number, ()))
        score = next((each for each in users if each.method == "evaluate" and not each.arguments), None)
        if told and score is not None:
            yield Choice(call.at, f"this trainer keeps its best state by {told}", score)


def _keeps_best(facts: Facts, trainer: Call) -> bool:
    """Whether a trainer stops early, or goes back to its best state in the end."""
    before = [trainer, *facts.graph.upstream(trainer, most=_FAR)]
    return any(each.constant("load_best_model_at_end") is True or each.means("early-stopping") for each in before)


def _is_test(facts: Facts, numbers: tuple[int, ...], text: str) -> bool:
    """Whether rows are a test part by how they were split off, by their key, or by their name."""
    if stands_on_test(facts, numbers):
        return True
    near = [facts.graph.calls[number] for number in numbers if number in facts.graph.calls]
    keys = [str(argument.constant) for each in near if each.kind == "item" for argument in each.arguments if argument.constant]
    names = [*keys, text] if not any(APART.search(each.lower()) for each in (*keys, text)) else []
    return any(TEST.search(each.lower()) for each in names)
