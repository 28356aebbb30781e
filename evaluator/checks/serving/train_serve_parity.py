"""Does serving prepare inputs just as training did?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.having import having
from evaluator.checks.selectors.keeping import savings
from evaluator.checks.selectors.parity import (
    asked,
    chained_models,
    fitted_again,
    input_steps,
    needs_preparation,
    raw,
    served_chains,
    shared_steps,
)
from evaluator.checks.selectors.parity_tests import parity_tests
from evaluator.checks.selectors.reach import reach_of
from evaluator.model.result import Evidence, against

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts

MOST = 3


def serving_prepares_input(facts: Facts) -> Iterator[Evidence]:
    """Serving prepares its inputs before it asks the model.

    Why: A model fed with raw values where it learned from prepared ones answers confidently and wrongly.
    Fix: Call the preparation of training in the handler, or save it inside the pipeline.
    Ask: What happens to a request between the handler and the model?
    Not for: library, llm-app, rl
    """
    if asked(facts) and needs_preparation(facts):
        untouched = list(raw(facts))
        yield from (against(place, note) for place, note, _ in untouched)
        found = [*input_steps(facts), *served_chains(facts)]
        if found or not untouched:
            yield from having(found, "a model is asked; what prepares its input was not found", "low", most=MOST)


def preparation_shared(facts: Facts) -> Iterator[Evidence]:
    """Training and serving prepare by the same code.

    Why: Two copies of the same preparation drift apart, and nobody notices until the answers are wrong.
    Fix: Move the preparation into a module that both import, or load what training fitted.
    Ask: If you change a step of the preparation, in how many places?
    Not for: library, llm-app, rl
    """
    if not asked(facts) or not needs_preparation(facts):
        return
    yield from (against(place, note) for place, note, _ in fitted_again(facts))
    yield from having(
        [*shared_steps(facts), *served_chains(facts)], "no preparation was found that training and serving share", "low", most=MOST
    )


def pipeline_saved_whole(facts: Facts) -> Iterator[Evidence]:
    """Preparation and model are saved as one object.

    Why: One file that takes raw inputs cannot be combined with the wrong scaler.
    Fix: Fit a `Pipeline` of preparation and model, save that, and give it raw rows when serving.
    Ask: What would happen if the scaler's file were older than the model's?
    Not for: library, llm-app, rl
    """
    if any(what == "model" for _, what in savings(facts)) and needs_preparation(facts):
        learned = any(facts.calls_to("transformer.fit", "encoder.fit"))
        yield from having(
            chained_models(facts),
            "a model is saved; its preparation was not found in the same object",
            "high" if learned else "low",
            most=MOST,
        )


def parity_tested(facts: Facts) -> Iterator[Evidence]:
    """A test compares what serving gives with what training gives.

    Why: The two paths part silently; only a test that asks both for the same row notices.
    Fix: Give one raw row to the handler and to the pipeline as training holds it, and assert that the predictions are equal.
    Ask: Which change to the preparation would reach the service without anybody noticing?
    Not for: library, llm-app, rl
    """
    if asked(facts) and needs_preparation(facts):
        missing = "no test that holds answers or prepared rows of serving against those of training was found"
        yield from having(parity_tests(facts, reach_of(facts)), missing, most=MOST)
