"""Functions of notebooks that ask a model which was loaded for a new case: what a reader can call with a picture or a text of his own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.asking import METHODS, Asker, is_part_of_network
from evaluator.checks.selectors.called import asleep
from evaluator.checks.selectors.training import trainings_in
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.reach import Reach
    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

_ROWS = regex(r"loader|data|batch|(?:^|_)(?:test|train|val|valid|set|rows|model|net|labels?)(?:_|$|[xy]$)|^[xX]$|^X_|^gen")
_SCORED = ("metric", "confusion-matrix", "loss", "loss.backward", "model.evaluate")
_NEAR, _FAR = 8, 60


def notebook_askers(facts: Facts, reach: Reach) -> Iterator[Found]:
    """One place a function, the firm ones first."""
    found = [each for code in facts.product if code.is_notebook for each in _in_notebook(facts, reach, code)]
    yield from sorted(found, key=lambda each: each[2] != "high")


def _in_notebook(facts: Facts, reach: Reach, code: Code) -> Iterator[Found]:
    asker, training = Asker(reach, language=False), {call.scope for call in trainings_in(code)}
    seen = {-1, *training}
    for call in code.called:
        if call.scope in seen or code.functions[call.scope].owner >= 0 or not asker.asks(call) or is_part_of_network(code, call):
            continue
        load = _load_of(facts, call)
        case = _case_of(facts, call)
        if load is None or not case or next(facts.downstream(call, *_SCORED), None) is not None:
            continue
        seen.add(call.scope)
        idle = asleep(facts, call)
        where = f"cell {load.cell}, line {load.line}" if load.cell else f"line {load.line}"
        words = f"`{code.functions[call.scope].name}` asks the model loaded in {where} for the `{case}` it is given"
        yield call.at, f"{words}; {idle}" if idle else words, "low" if idle else "high"


def _load_of(facts: Facts, call: Call) -> Call | None:
    """Where the model that is asked was loaded; None for one that is as others published it, or only fitted."""
    given = {number for argument in call.arguments for number in argument.inputs}
    asked = [number for number in (*call.receiver, *(each for each in call.inputs if each not in given)) if number not in given]
    near = [facts.graph.calls[number] for number in asked]
    near += facts.graph.upstream(tuple(asked), most=_NEAR) if call.method in METHODS else ()
    return next((each for each in near if each.kind == "call" and each.means("model.load") and not each.own), None)


def _case_of(facts: Facts, call: Call) -> str:
    """The parameter of the function from which what is asked about comes, "" for none and for rows by the many."""
    given = tuple(number for argument in call.arguments for number in argument.inputs)
    before = [facts.graph.calls[number] for number in given] + list(facts.graph.upstream(given, most=_FAR))
    named = [each.name for each in before if each.kind == "parameter" and each.scope == call.scope]
    return named[0] if named and not any(_ROWS.search(name.lower()) for name in named) else ""
