"""What makes a model cheaper: fewer bits, fewer weights, a compiled graph, a smaller pupil of a larger model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.called import asleep
from evaluator.checks.selectors.cost import COMPILES
from evaluator.checks.selectors.switched import OFF, is_switched_off
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence
    from evaluator.model.source import Argument

    Found = tuple[Location, str, Confidence]

_CONCEPTS = ("quantisation", "mixed-precision", "pruning", "compilation")
_DOES = {
    "quantisation": "stores the model in fewer bits",
    "mixed-precision": "computes in half precision",
    "pruning": "takes weights out of the model",
    "compilation": "compiles the model",
}
# Values and parts that reduce nothing by themselves.
_NO_REDUCTION = frozenset(
    [
        "bfloat16", "float16", "qint8", "QuantType", "QuantFormat", "CalibrationDataReader", "CalibrationMethod", "QuantStub",
        "DeQuantStub", "GradScaler", "scale", "update", "unscale_", "step", "set_floatx", "set_float32_matmul_precision",
        "vmap", "grad",
        "functional_call",
        "symbolic_trace", "get_default_qconfig", "is_pruned", "remove", "do_not_convert", "make_jaxpr", "checkpoint", "host_callback",
        "PolynomialDecay", "ConstantSparsity", "UpdatePruningStep", "custom_fwd", "custom_bwd", "quant_pre_process", "QuantizationPreset",
        "ModelType", "TargetDevice", "Dataset", "LossScaleOptimizer", "DTypePolicy", "is_autocast_available", "state_dict",
        "load_state_dict",
        "get_scale", "prepare_model_for_kbit_training", "QuantizedDTypePolicy", "AbsMaxQuantizer", "quantize_per_tensor",
    ]
)  # fmt: skip
# Ways of writing code that compile as they go, and exports; both may be for another reason than cost.
_USUAL = frozenset({"jit", "filter_jit", "function", "trace", "script", "xla", "half", "optimize_for_inference", "freeze", "set_jit"})
_SWITCHES = frozenset(
    {"fp16", "bf16", "load_in_8bit", "load_in_4bit", "half", "int8", "use_amp", "amp", "jit_compile", "torch_compile", "mixed_precision"}
)
_PRECISION = regex(r"^(?:bf)?16(?:-mixed|-true)?$|^(?:fp16|bf16|float16|bfloat16|mixed_float16|mixed_bfloat16)$")
_DISTILS = regex(r"distil(?!bert|roberta|gpt|-)|(?:^|_|\.)kd(?:_|$)")
_TEACHER, _PUPIL = regex(r"teacher"), regex(r"student|pupil")
_LIKENESS = frozenset({"kl_div", "KLDivLoss", "KLDivergence", "kl_divergence"})


def reductions(facts: Facts) -> Iterator[Found]:
    """Each with its place; doubtful where it is a switch, an export, or nothing starts it."""
    seen: set[tuple[str, str]] = set()
    for call in facts.those(_CONCEPTS, _LIKENESS, (*_SWITCHES, "precision", "enabled")):
        told = _reduced(facts, call)
        if told and (call.path, call.method) not in seen:
            seen.add((call.path, call.method))
            note, sure = told
            why = asleep(facts, call)
            off = is_switched_off(facts, call)
            yield call.at, note + (f"; {why}" if why else OFF * off), "low" if why or off else sure


def _reduced(facts: Facts, call: Call) -> tuple[str, Confidence] | None:
    """What a call does to the cost, None for nothing."""
    concept = next((each for each in _CONCEPTS if call.means(each)), "")
    if call.method in _LIKENESS:
        return _taught(facts, call)
    if concept and call.method not in _NO_REDUCTION and not call.own:
        return _by_concept(call, concept)
    for each in call.arguments:
        if (each.name in _SWITCHES or each.name == "precision") and call.method not in ("add_argument", "print", "dict"):
            return _by_switch(call, each)
    return None


def _by_concept(call: Call, concept: str) -> tuple[str, Confidence] | None:
    given = call.argument("enabled") or call.argument("mode" if call.method == "compile" else "enabled")
    if given is not None and given.is_constant and given.constant is False:
        return None
    if call.method == "autocast" and given is not None and not given.is_constant:
        return f"{call.method} {_DOES[concept]} where `{given.text or 'its switch'}` is on", "low"
    if "policy" in call.method.lower() and not any(_PRECISION.match(str(each.constant)) for each in call.arguments):
        return None
    if call.name in COMPILES or call.method.startswith("fake_quant"):  # which only rounds as if there were fewer bits
        return None
    if call.method in _USUAL:
        return f"{call.method} compiles, or makes smaller, what it is given; that a prediction was to cost less was not seen", "low"
    does = "asks for a model in fewer bits" if concept == "quantisation" and call.method.endswith("Config") else _DOES[concept]
    return f"{call.method} {does}", "high"


def _by_switch(call: Call, given: Argument) -> tuple[str, Confidence] | None:
    """An option of somebody else's trainer or model."""
    if call.own or (given.constant in (False, None, 0, "no") and given.is_constant):
        return None
    if given.name == "precision" and (
        not _PRECISION.match(str(given.constant)) if given.is_constant else not call.method.endswith("Trainer")
    ):
        return None
    if given.name in ("half", "amp", "int8", "mixed_precision") and not given.is_constant:
        return None
    if given.is_constant:
        return f"{call.method} is given `{given.name}={given.constant}`", "high"
    return f"{call.method} is given `{given.name}` from outside; whether it is on could not be told", "low"


def _taught(facts: Facts, call: Call) -> tuple[str, Confidence] | None:
    """A likeness between the outputs of a pupil and its teacher."""
    names = [name for each in facts.graph.upstream(call, most=200) for name in (*each.targets, each.written, each.method)]
    code = facts.code_at(call.path)
    inside = code.functions[call.scope] if code is not None and call.scope >= 0 else None
    names += [argument.text for argument in call.arguments] + ([inside.name, *inside.parameters] if inside else [])
    low = " ".join(names).lower()
    if any(_DISTILS.search(name.lower()) for name in names) or (_TEACHER.search(low) and _PUPIL.search(low)):
        return f"{call.method} teaches a model from another one's outputs", "high"
    return None
