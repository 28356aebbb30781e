"""What a module is about: data, model and training, prediction and serving; told by its calls and classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.training import predictions, trainings_in

if TYPE_CHECKING:
    from evaluator.model.code import Code
    from evaluator.model.facts import Facts

DATA = (
    "data.read", "data.builtin", "data.download", "data.query", "data-loading", "missing.handle", "transformer.fit", "transformer.transform",
    "encoding", "scaling", "text-preprocessing", "feature-engineering", "split", "data-pipeline", "image-augmentation", "dataset.class",
    "data.join", "duplicates", "text.chunk", "data-loader",
)  # fmt: skip
MODEL = ("nn.module", "nn.layer", "classical-model", "neural-model", "training-loop", "optimizer", "loss", "vector-store.build", "fine-tuning")
SERVE = ("route", "model.load", "model.predict", "demo.interface", "llm.call", "vector-store.query", "response.make", "bot.handler")


def concerns_of(facts: Facts, code: Code) -> set[str]:
    """Among "data", "training" and "prediction", those of which functions or classes of the module speak."""
    del facts
    inside = [call for call in code.calls if call.scope >= 0 and not code.functions[call.scope].stub]
    bases = {concept for concepts in code.base_concepts for concept in concepts}
    found = set()
    if "dataset.class" in bases or any(call.means(*DATA) for call in inside):
        found.add("data")
    if "nn.module" in bases or any(call.means(*MODEL) for call in inside) or any(call.scope >= 0 for call in trainings_in(code)):
        found.add("training")
    if any(call.means(*SERVE) for call in inside) or any(call.scope >= 0 for call in predictions(code)):
        found.add("prediction")
    return found
