"""Where two frameworks work on one thread: a runtime for another's model, features of one for another, rivals on the same rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.models import scored_models
from evaluator.checks.selectors.training import trainings
from evaluator.checks.selectors.trial import is_trial

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

_FRAMEWORKS = {
    **dict.fromkeys(("sklearn", "xgboost", "lightgbm", "catboost", "imblearn", "statsmodels"), "scikit-learn and its kin"),
    **dict.fromkeys(
        ("torch", "torchvision", "lightning", "pytorch_lightning", "timm", "sentence_transformers", "fastai", "ultralytics", "peft", "trl"),
        "PyTorch",
    ),
    **dict.fromkeys(("tensorflow", "keras", "tensorflow_hub", "tf_keras"), "TensorFlow"),
    **dict.fromkeys(("jax", "flax", "equinox", "haiku", "optax"), "JAX"),
    "pyspark": "Spark",
}
_STARTS = frozenset(
    {"InferenceSession", "Interpreter", "compile_model", "read_model", "ORTModelForSequenceClassification", "LiteRtInterpreter"}
)
_ROWS = ("split", "data.read", "data.builtin", "data-loading")
_MAKES = ("model.predict", "embedding.make")
_FITS = ("estimator.fit", "model.train", "pipeline.fit")
_MOST = 40
_NEAR = 20


def crossings(facts: Facts) -> Iterator[Found]:
    """Every crossing that is seen."""
    trained = {name: call for call in trainings(facts) if (name := framework(facts, call))}
    yield from _elsewhere(facts, trained)
    yield from _fed(facts)
    yield from _beside(facts)


def framework(facts: Facts, call: Call) -> str:
    """The framework of a call, by its library, or that of the classes of the project's own; "" for none that is known."""
    if not call.own:
        return _FRAMEWORKS.get(call.name.partition(".")[0], "")
    _, path, name = [*call.name.split(":", 2), "", ""][:3]
    code = facts.code_at(path)
    for number, each in enumerate(code.classes if code is not None else ()):
        if code is not None and each.name == name.partition(".")[0] and number < len(code.bases):
            return next((found for base in code.bases[number] if (found := _FRAMEWORKS.get(base.partition(".")[0], ""))), "")
    return ""


def _elsewhere(facts: Facts, trained: dict[str, Call]) -> Iterator[Found]:
    """A runtime that answers for a model trained in a framework, or exported from one; once a runtime."""
    written = [call for call in facts.calls_to("model-export") if call.kind == "call" and not call.own]
    home = next(iter(trained), "") or next((found for call in written if (found := framework(facts, call))), "")
    exports = next((call for call in written if framework(facts, call) in ("", home)), None)
    told: set[str] = set()
    for call in facts.calls_to("inference-runtime"):
        library = call.name.partition(".")[0]
        answers = call.kind == "call" and (call.method in _STARTS or call.means("model.predict"))
        if not answers or not home or library in told or is_trial(call.path):
            continue
        if home == "TensorFlow" and library == "tensorflow" and exports is None:
            continue
        told.add(library)
        if _is_drawn_here(facts, call):
            yield call.at, f"{library} computes here what is put together on the spot; of a model of {home} or not could not be told", "low"
            continue
        words = f"{library} answers here for a model of {home}"
        made = next((each for each in written if f"{library.replace('runtime', '')}." in f"{each.name}."), exports)
        yield call.at, f"{words}; models are exported at {made.path}:{made.line}" if made else words, "high" if exports else "low"


def _is_drawn_here(facts: Facts, call: Call) -> bool:
    """Whether a runtime is handed a graph that is put together on the spot, and no model that was trained or exported."""
    library = call.name.partition(".")[0]
    fed = facts.graph.upstream((*call.receiver, *call.inputs), most=_NEAR)
    return any(each.kind == "call" and each.method == "Model" and each.name.startswith(f"{library}.") for each in fed)


def _fed(facts: Facts) -> Iterator[Found]:
    """What one framework answers trains another's model."""
    for fit in [call for call in facts.calls_to(*_FITS) if call.kind == "call"][:_MOST]:
        home = framework(facts, fit)
        for made in facts.upstream(fit, *_MAKES) if home else ():
            other = framework(facts, made)
            if other and other != home and made.kind == "call":
                yield fit.at, f"{fit.method} of {home} learns from what {made.method} of {other} gives ({made.path}:{made.line})", "high"
                break


def _beside(facts: Facts) -> Iterator[Found]:
    """Models of two frameworks that are scored; on the same rows for certain where one reading or split feeds both."""
    first: dict[str, Call] = {}
    for model in scored_models(facts):
        name = framework(facts, model.call)
        if name and not is_trial(model.call.path):
            first.setdefault(name, model.call)
    if len(first) < 2:
        return
    (one, left), (other, right) = list(first.items())[:2]
    shared = left.path == right.path and _rows(facts, left) & _rows(facts, right)
    told = f"a model of {one} and one of {other} ({right.path}:{right.line}) are scored"
    yield (
        left.at,
        f"{told} on rows of one source" if shared else f"{told}; whether on the same rows was not seen",
        "high" if shared else "low",
    )


def _rows(facts: Facts, model: Call) -> set[int]:
    """The readings and splits of rows that feed what a model learns or answers."""
    near = [call for call in facts.downstream(model) if call.kind == "call"][:_MOST]
    return {call.number for each in near for call in facts.upstream(each, *_ROWS)}
