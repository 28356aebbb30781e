"""Which stages of the work tests reach: the data, the model, the service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.lost import lost_imports
from evaluator.checks.selectors.once import kept, once
from evaluator.checks.selectors.reach import reach_of
from evaluator.checks.selectors.serving import requests_in_tests, served
from evaluator.checks.selectors.tested import MOCKS, SPEAKS, best_call, called, spoken_of
from evaluator.checks.selectors.testing import CLIENTS, scope_calls, tests_of
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts

STAGES = {"data": "data", "training": "model", "prediction": "model"}
ENOUGH = 2
OUTSIDE = frozenset({*CLIENTS, "model.load"})
ASKS = frozenset({"get", "post", "put", "patch", "delete", "request", "simulate_post", "open", "websocket_connect"})
PREDICTS = (".predict", ".predict_proba")
PREPARED = regex(r"prepar|preproc|clean|feature|encod|impute")
MOCKED = 8  # ranks from here on are of tests that put something else in the place of what they reach


class Stage(msgspec.Struct, frozen=True):
    """A test that reaches a stage: the smaller `rank` the plainer."""

    rank: int
    at: Location
    name: str
    note: str

    @property
    def firm(self) -> bool:
        """Whether the stage itself is reached."""
        return self.rank < MOCKED


@kept
def stages_tested(facts: Facts) -> dict[str, Stage]:
    """The plainest test of each stage, another for each where there is one; where one is plain, others whose names speak of a stage."""
    every = sorted(_stages(facts), key=lambda each: each.rank)
    found: dict[str, Stage] = {}
    for each in every:
        if each.name not in found and all(each.at != other.at for other in found.values()):
            found[each.name] = each
    if len([each for each in found.values() if each.firm]) < ENOUGH:
        for each in (*every, *_named(facts)):
            if all(each.at != other.at for other in found.values()):
                found.setdefault(each.name, each)
    return found


def of_model(facts: Facts) -> list[Stage]:
    """Every test that is about the model, the plainest first."""
    return sorted((each for each in (*_stages(facts), *_named(facts)) if each.name == "model"), key=lambda each: each.rank)


def _tests(facts: Facts) -> Iterator[tuple[Code, int]]:
    lost = lost_imports(facts)
    return ((code, index) for code, index in tests_of(facts) if code.path not in lost)


@once
def _stages(facts: Facts) -> Iterator[Stage]:
    reach, lost = reach_of(facts), lost_imports(facts)
    services = [each for each in served(facts) if each.handler.kind == "service"]
    for at, note, firm in requests_in_tests(facts, reach, services):
        if at.path not in lost:
            yield Stage(0 if firm else MOCKED, at, "service", note)
    shared = {concept for other in facts.tests if other.path.endswith("conftest.py") for concept in other.by_concept}
    for code, index in _tests(facts):
        place = code.at(code.functions[index].line)
        meets = not shared.isdisjoint(OUTSIDE) or not OUTSIDE.isdisjoint(code.by_concept)
        calls = list(scope_calls(facts, code, index)) if meets else []
        asked = _asks_client(code, index, calls)
        if asked is not None:
            yield Stage(1, place, "service", f"{called(code, index, asked)}, and the test asserts")
        for each in spoken_of(facts)[code.path, index]:
            if asked is None or each.about != "prediction":
                yield Stage(each.rank, each.at, STAGES[each.about], each.note)
        loads = next((call for call in calls if call.kind == "call" and call.means("model.load")), None)
        if loads is not None and any(call.means("model.predict") or call.name in PREDICTS for call in calls if call.kind == "call"):
            put_in = any(MOCKS.search(each) for each in code.functions[index].parameters) or any(
                MOCKS.search(call.written) for call in calls
            )
            yield Stage(MOCKED - (not put_in), place, "model", f"asks a model that `{loads.method}` loads, and asserts")


def _asks_client(code: Code, index: int, calls: list[Call]) -> Call | None:
    """The request that a test sends by a test client."""
    if not any(call.means(*CLIENTS) for call in calls):
        return None
    here = (call for call in calls if call.kind == "call" and call.path == code.path and call.scope == index)
    return next((call for call in here if call.method in ASKS and not call.own), None)


@once
def _named(facts: Facts) -> Iterator[Stage]:
    """Tests that call the project, and whose names, or those of what they call, speak of a stage: what they are about was not followed."""
    for code, index in _tests(facts):
        best = best_call(facts, code, index)
        if best is None or best[1].means(*CLIENTS):
            continue
        words = f"{code.functions[index].name} {best[1].written.partition('(')[0]}"
        for about, speaks in SPEAKS.items():
            if speaks.search(words):
                yield Stage(
                    MOCKED, code.at(code.functions[index].line), STAGES[about], f"{called(code, index, best[1])}, and the test asserts"
                )


def named_for_preparation(facts: Facts) -> Stage | None:
    """A test whose call bears the name of a preparation of data; whether it is one was not followed."""
    for code, index in _tests(facts):
        best = best_call(facts, code, index)
        if best is not None and not best[1].means(*CLIENTS) and PREPARED.search(best[1].method.lower()):
            return Stage(MOCKED, code.at(code.functions[index].line), "data", f"{called(code, index, best[1])}, and the test asserts")
    return None


def untold(facts: Facts) -> bool:
    """Whether a test calls the project and nothing was told of the stage that it reaches."""
    told = {each.at for each in _stages(facts)}
    return any(
        best_call(facts, code, index) is not None for code, index in _tests(facts) if code.at(code.functions[index].line) not in told
    )
