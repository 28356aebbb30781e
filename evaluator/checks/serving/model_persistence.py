"""Does the trained model outlive the process?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.keeping import is_preparer, names_of, readings_back, savings
from evaluator.checks.selectors.training import trainings
from evaluator.model.place import REPOSITORY
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts


def model_saved(facts: Facts) -> Iterator[Evidence]:
    """The trained model is written to disk or to a registry.

    Why: A model that ends with the process cannot be served, compared or audited.
    Fix: Save one object that holds preprocessing and model together (`joblib.dump(pipeline, "model.joblib")`).
    Ask: What would you need besides this file to predict tomorrow?
    Not for: library
    """
    told = list(savings(facts))
    found = [supports(call.at, f"{call.method} keeps the trained model") for call, what in told if what == "model"]
    note = "keeps an object; that it is the trained model was not followed"
    doubtful = [supports(call.at, f"{call.method} {note}", "low") for call, what in told if what == "unknown"]
    if found or doubtful:
        yield from found or doubtful
    elif next(trainings(facts), None) is None and any(facts.calls_to("llm.call", "llm-api", "vector-store")):
        yield from (supports(call.at, "the index is kept") for call in facts.calls_to("vector-store.save") if call.kind == "call")
    else:
        yield against(REPOSITORY, "no code that saves the trained model was found")


def saved_model_loaded(facts: Facts) -> Iterator[Evidence]:
    """The model that is saved is the model that is loaded.

    Why: A service that loads a file nobody writes stops with the next training.
    Fix: Keep the path or registry name in one place, and read it where you save and where you load.
    Ask: Which training run made the model that answers now?
    Not for: library, llm-app
    """
    kept = {name for call, what in savings(facts) if what != "else" for name in names_of(facts, call)}
    read = list(readings_back(facts))
    for call in read:
        shared = sorted(names_of(facts, call) & kept)
        if is_preparer(facts, call):
            yield supports(call.at, "loads what prepares the rows, a scaler or encoder; it is no model", "low")
        elif shared:
            yield supports(call.at, f"loads {shared[0]}, which the project saves")
        else:
            yield supports(call.at, "loads a model; that the project saves it under this name was not seen", "low")
    if not read:
        yield against(REPOSITORY, "no code that loads the saved model was found")
