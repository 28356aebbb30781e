"""Can another program, or a person, ask the model for a prediction?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.callable import callable_predictions
from evaluator.checks.selectors.loading import is_on_one_machine, loadings
from evaluator.checks.selectors.notebook_askers import notebook_askers
from evaluator.checks.selectors.reach import reach_of
from evaluator.checks.selectors.serving import commanded, foreign, is_client, posts_asserted, requests_in_tests, served
from evaluator.checks.selectors.unrunnable import stopping
from evaluator.model.place import REPOSITORY
from evaluator.model.regex import regex
from evaluator.model.result import against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.reach import Reach
    from evaluator.checks.selectors.serving import Served
    from evaluator.model.facts import Facts
    from evaluator.model.result import Evidence

MOST = 3
_REFUSED = regex(
    r"invalid|missing|empty|wrong|reject|error|unauth|auth|bad|fail|large|exceed|undefined|nopayload|_no_|_not_|returns?_[45]\d\d"
)


def _said(facts: Facts, found: Served) -> Evidence:
    cell = f" cell {found.prediction.cell}" if found.prediction.cell else ""
    where = f"{found.prediction.path}{cell}:{found.prediction.line}"
    note = f"{found.handler.how} asks {'the service' if is_client(found.prediction) else 'the model'} at {where}"
    stop = stopping(facts, found.handler)
    note += f"; as the tree stands it stops at {stop.at.path}:{stop.at.line}" if stop else ""
    return supports(
        found.handler.at, note if found.firm else f"{note}; whether the answer goes back was not seen", "high" if found.firm else "low"
    )


def _tried(facts: Facts, reach: Reach, found: Served) -> Evidence:
    """What is said of a demo; a question where nobody else has the file from which its model is read."""
    said = _said(facts, found)
    read, again = loadings(facts, reach, found)
    first = read or next(iter(again), None)
    if first is None or not is_on_one_machine(first):
        return said
    return supports(found.handler.at, f"{said.note}; line {first.line} of {first.path} reads the model from a path of one machine", "low")


def service_predicts(facts: Facts) -> Iterator[Evidence]:
    """A service answers with a prediction of the model.

    Why: A model that other programs can ask is of use; one that lives in a notebook is not.
    Fix: Write a route that hands its input to the saved model and returns the prediction.
    Ask: What happens in your service between the request and the answer?
    Not for: library
    """
    found = [_said(facts, each) for each in served(facts) if each.handler.kind == "service"]
    exported = next(facts.calls_to("model.save", "model-export"), None) is not None
    found += [supports(at, f"a model server is started: {text}", "high" if exported else "low") for at, text in commanded(facts)]
    yield from found
    if not found:
        yield against(
            REPOSITORY, "no handler that reaches a prediction found; looked at routes, servicers, cloud functions, bots and consumers"
        )


def demo_predicts(facts: Facts) -> Iterator[Evidence]:
    """An interactive demo shows predictions of the model.

    Why: A demo lets a reviewer try the model in a minute.
    Fix: Write a small Streamlit or Gradio page that calls the saved model and shows its answer.
    Not for: library
    """
    reach = reach_of(facts)
    found = [_tried(facts, reach, each) for each in served(facts) if each.handler.kind == "demo"]
    found += [supports(at, note, "low") for at, note in foreign(facts)]
    yield from found
    if not found:
        yield against(REPOSITORY, "no demo that reaches a prediction found; looked at Streamlit, Gradio, Dash and Chainlit code")


def prediction_callable(facts: Facts) -> Iterator[Evidence]:
    """A function or command asks the saved model for new input.

    Why: Whoever takes the project over needs one place that answers for a new case.
    Fix: Write `predict.py` with a function that loads the saved model and predicts what it is given.
    Not for: library
    """
    reach = reach_of(facts)
    found = [_said(facts, each) for each in served(facts)]
    if not any(each.confidence == "high" for each in found):
        told = list(callable_predictions(facts, reach))
        found += [supports(call.at, note, "high" if firm else "low") for call, note, firm in told[:MOST]]
    if not any(each.confidence == "high" for each in found):
        found = [*(supports(*each) for each in notebook_askers(facts, reach)), *found]
    yield from found[:MOST]
    if not found:
        yield against(REPOSITORY, "no function that loads a saved model and predicts new input found; looked at modules and notebooks")


def model_loaded_once(facts: Facts) -> Iterator[Evidence]:
    """The service loads its model once, not for every request.

    Why: Reading a model from disk for each request makes every answer slow.
    Fix: Load the model at start-up: at the module's top level, in a lifespan function, or in a cached function.
    Ask: When is your model read from disk, and what would change with ten workers?
    Not for: library
    """
    reach = reach_of(facts)
    for each in served(facts):
        once, again = loadings(facts, reach, each)
        yield from (against(load.at, f"loaded again whenever {each.handler.how} is asked") for load in again)
        if once and not again:
            yield supports(once.at, f"loaded once, not each time {each.handler.how} is asked")


def service_tested(facts: Facts) -> Iterator[Evidence]:
    """A test asks the service for a prediction and checks the answer.

    Why: A route that no test calls breaks unseen.
    Fix: Post an example to the route with a test client and assert on the answer.
    Not for: library
    """
    reach = reach_of(facts)
    services = [each for each in served(facts) if each.handler.kind == "service"]
    told = list(requests_in_tests(facts, reach, services))
    answered = [each for each in told if not _REFUSED.search(each[1].partition(" ")[0].lower())]
    found = [supports(at, note, "high" if firm else "low") for at, note, firm in answered or told]
    found = found or [supports(at, note, "low") for at, note in posts_asserted(facts, services)]
    yield from found[:MOST]
    if services and not found:
        missing = "no test that asks the predicting handler and asserts was found"
        yield against(REPOSITORY, f"{missing}; looked at test clients, requests and calls of the handler")
