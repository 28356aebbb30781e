"""Does the trained model outlive the process?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.training import trainings
from evaluator.model.place import REPOSITORY
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

KEEPS = ("model.save", "track.autolog", "checkpointing")
NO_MODEL = ("transformer.fit", "encoding", "scaling", "data.read", "data-loading", "label.encode")


def model_saved(facts: Facts) -> Iterator[Evidence]:
    """The trained model is written to disk or to a registry.

    Why: A model that ends with the process cannot be served, compared or audited.
    Fix: Save one object that holds preprocessing and model together (`joblib.dump(pipeline, "model.joblib")`).
    Ask: What would you need besides this file to predict tomorrow?
    Not for: library
    """
    found, doubtful = [], []
    for call in facts.calls_to(*KEEPS):
        if call.kind != "call" or call.method in ("load", "load_model"):
            continue
        what = _what(facts, call)
        if what == "model":
            found.append(supports(call.at, f"{call.method} keeps the trained model"))
        elif what == "unknown":
            doubtful.append(supports(call.at, f"{call.method} keeps an object; that it is the trained model was not followed", "low"))
    yield from found or doubtful
    if not found and not doubtful:
        yield against(REPOSITORY, "no code that saves the trained model was found")


def _what(facts: Facts, call: Call) -> str:
    """Whether a model, something else, or something unknown is kept."""
    if not call.means("serialise") or call.means("track.autolog"):
        return "model"
    fed = list(facts.graph.upstream(call))
    if any(each.means("estimator.fit", "model.train", "search.run", "classical-model", "neural-model", "nn.layer", "nn.module") for each in fed):
        return "model"
    if any(each.method in ("fit", "state_dict", "best_estimator_") or each.family for each in fed):
        return "model"
    if fed and any(each.means(*NO_MODEL) for each in fed):
        return "else"
    return "unknown" if next(trainings(facts), None) is not None else "else"
