"""Do tests say what the code must do?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.lost import lost_imports
from evaluator.checks.selectors.stages_tested import stages_tested, untold
from evaluator.checks.selectors.tested import ABOUT, best_call, called, hinted, spoken_of
from evaluator.checks.selectors.testing import tests_of
from evaluator.model.place import REPOSITORY
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence

MOST = 3
FEWEST = 2
STAGES = ("data", "model", "service")


def tests_assert_project(facts: Facts) -> Iterator[Evidence]:
    """A test calls the project's code and asserts on the outcome.

    Why: Whoever changes your code tomorrow must be told what it may not break.
    Fix: Write three tests: a row with a missing value is cleaned, the model's output has the right shape, `/predict` refuses bad input.
    Ask: Which of your tests has caught a fault?
    """
    found: dict[str, tuple[int, Evidence]] = {}
    doubtful = []
    for code, index in tests_of(facts):
        best = best_call(facts, code, index)
        place = code.at(code.functions[index].line)
        lost = lost_imports(facts).get(code.path, "")
        if lost:
            doubtful.append(supports(place, f"asserts, and its file imports {lost}, which is not in the tree", "low"))
        elif best is not None:
            rank, call = best
            if code.path not in found or rank < found[code.path][0]:
                found[code.path] = rank, supports(place, f"{called(code, index, call)}, and the test asserts")
        elif any(path for path in code.local_imports):
            doubtful.append(supports(place, "asserts, and its file imports project code; the call between them could not be told", "low"))
    yield from [evidence for _, evidence in found.values()] or doubtful[:MOST]
    if not found and not doubtful:
        yield against(REPOSITORY, "no test function that calls project code and asserts on the outcome was found")


def tests_cover_ml(facts: Facts) -> Iterator[Evidence]:
    """A test asserts on data preparation, on the model or on its predictions.

    Why: The faults that cost most in machine learning (a wrong shape, a broken row, a changed unit) raise no error by themselves.
    Fix: Test the output's shape and range on three rows, a row with a missing value, and one step of training on one batch.
    Ask: What would your tests say if two columns were swapped?
    """
    tests = [each for each in tests_of(facts) if each[0].path not in lost_imports(facts)]
    found = [each for code, index in tests for each in spoken_of(facts)[code.path, index]]
    best = [min((each for each in found if each.about == about), key=lambda each: each.rank, default=None) for about in ABOUT]
    for at, note in {each.at: each.note for each in reversed(best) if each is not None}.items():
        yield supports(at, note)
    hints = [] if found else [each for code, index in tests if (each := hinted(facts, code, index))]
    for each in hints[:MOST]:
        yield supports(each.at, each.note, "low")
    if not found and not hints:
        yield against(REPOSITORY, "no test that calls data preparation, model or prediction code and asserts on the outcome was found")


def tests_cover_stages(facts: Facts) -> Iterator[Evidence]:
    """Tests reach two of the stages: data, model, service.

    Why: Faults arise where one stage hands over to the next; tests of one stage alone do not meet them.
    Fix: Test the stage that has no test: a broken row for the data, the shape of an output for the model, `/predict` for the service.
    Ask: Which stage has broken most often, and did a test tell you?
    """
    found = stages_tested(facts)
    firm = [name for name in STAGES if name in found and found[name].firm]
    if len(firm) >= FEWEST:
        yield from (supports(found[name].at, f"{name}: {found[name].note}") for name in firm)
    elif len(found) >= FEWEST:
        for name in (each for each in STAGES if each in found):
            replaced = "" if found[name].firm else "; whether it is about that, or reaches it, could not be told"
            yield supports(found[name].at, f"{name}: {found[name].note}{replaced}", "low")
    elif found:
        name, stage = next(iter(found.items()))
        others = " nor ".join(each for each in STAGES if each != name)
        sure: Confidence = "low" if not stage.firm or untold(facts) else "high"
        doubt = "; of other tests it was not told what they reach" if sure == "low" else ""
        yield against(stage.at, f"a test of the {name}; no test of {others} was found{doubt}", sure)
    elif untold(facts):
        yield against(REPOSITORY, "tests call the project; that they reach the data, the model or the service was not seen", "low")
    else:
        yield against(REPOSITORY, "no test that reaches the data, the model or the service was found")
