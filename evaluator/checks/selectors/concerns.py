"""What a module is about: data, model and training, prediction and serving; told by its calls and classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import kept
from evaluator.checks.selectors.training import predictions, trainings_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts

READS = ("data.read", "data.builtin", "data.download", "data.query", "data-loading")
# Steps of preparation, and operations on tables that those who evaluate need as well.
STEPS = (
    "missing.handle", "transformer.fit", "transformer.transform", "encoding", "text-preprocessing", "split", "data-pipeline",
    "image-augmentation", "dataset.class", "text.chunk", "data-loader", "resampler.fit",
)  # fmt: skip
TABLES = ("scaling", "feature-engineering", "data.join", "duplicates", "outliers")
DATA = (*STEPS, *TABLES)
SCORES = ("metric", "model.score", "classification-metric", "regression-metric", "curves", "confusion-matrix")
MODEL = (
    "nn.module",
    "nn.layer",
    "classical-model",
    "neural-model",
    "training-loop",
    "optimizer",
    "loss",
    "vector-store.build",
    "fine-tuning",
)
CENTRAL = (
    "split", "transformer.fit", "estimator.fit", "nn.module", "nn.layer", "model.load", "model.predict", "model.train", "training.trainer",
    "folds", "llm.call", "vector-store.build", "vector-store.query", "search.run", "training-loop", "model.pretrained", "optimizer",
    "inference-runtime",
)  # fmt: skip
SERVE = (
    "route",
    "model.load",
    "model.predict",
    "demo.interface",
    "llm.call",
    "vector-store.query",
    "response.make",
    "bot.handler",
    "inference-runtime",
)
FARTHEST = 12
MOST_FEEDS = 200


def concerns_of(facts: Facts, code: Code) -> set[str]:
    """Among "data", "training" and "prediction", those of which functions or classes of the module speak.

    Reading a table is a concern of its own only where nothing else is: whoever trains or scores must read as well.
    """
    inside = {concept for call in code.calls if call.scope >= 0 and not code.functions[call.scope].stub for concept in call.concepts}
    bases = {concept for concepts in code.base_concepts for concept in concepts}
    shown = {
        "training": "nn.module" in bases or bool(inside & {*MODEL}) or _stands_inside(trainings_in(code)),
        "prediction": bool(inside & {*SERVE}) or _stands_inside(predictions(code)),
    }
    found = {about for about, holds in shown.items() if holds}
    operates = bool(inside & {*TABLES}) and not inside & {*SCORES}
    prepares = "dataset.class" in bases or bool(inside & {*STEPS}) or operates or code.path in _preparing(facts)
    return found | {"data"} if prepares or (not found and inside & {*READS}) else found


def _stands_inside(calls: Iterable[Call]) -> bool:
    """Whether one of the calls stands in a function."""
    return any(call.scope >= 0 for call in calls)


@kept
def _preparing(facts: Facts) -> frozenset[str]:
    """Files whose functions make what a model is asked about: own functions between a request or a row and `predict`."""
    graph = facts.graph
    found: set[str] = set()
    for code in facts.product:
        for call in predictions(code):
            given = [number for argument in call.arguments for number in argument.inputs]
            for each, _ in zip(graph.upstream(given), range(MOST_FEEDS), strict=False):
                if each.kind == "call" and each.own and each.name in graph.functions:
                    found.add(graph.functions[each.name][0])
    return frozenset(found)


@kept
def near_model(facts: Facts) -> frozenset[str]:
    """Product files that split, train or predict, and those bound to them by imports."""
    files = {code.path: code for code in facts.product}
    near = {path for path, code in files.items() if any(code.calls_to(*CENTRAL)) or any(trainings_in(code)) or any(predictions(code))}
    for _ in range(FARTHEST):
        above = {path for path, code in files.items() if near & set(code.local_imports)}
        below = {path for known in near for path in files[known].local_imports if path in files}
        if above | below <= near:
            break
        near |= above | below
    return frozenset(near)
