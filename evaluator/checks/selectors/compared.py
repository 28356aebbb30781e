"""Comparisons of what an exported model answers with what the original answers, and forms of it that take less room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.exported import OPENERS, exports, is_export, opens
from evaluator.checks.selectors.shell import word_set
from evaluator.checks.selectors.standing import own
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

_COMPARES = word_set(
    """
    allclose isclose assert_allclose assert_close assert_almost_equal assert_array_almost_equal assert_array_equal array_equal
    assertAlmostEqual assert_equal max_abs_diff compare_outputs assert_array_less assert_array_max_ulp
    """
)
_DIFFERS = frozenset(
    {"abs", "max", "mean", "amax", "norm", "absolute", "mse_loss", "cosine_similarity", "mean_squared_error", "linalg.norm"}
)
_VERIFYING = word_set("verify find_mismatch verify_aten_fallback validate_model_outputs convert_and_compare")
_VERIFIES = regex(r"^torch\.onnx\.verification\.|validate_model_outputs$|convert_and_compare")
_RUNS = frozenset({"run", "invoke", "get_tensor", "infer"})
_FAR = 400
_QUANTISES = word_set(
    """
    quantize_dynamic quantize_static quantize quantize_qat quantize_ convert_fx quantize_model quantize_apply linear_quantize_weights
    palettize_weights linear_quantize_activations quantize_weights compress_weights convert_float_to_float16
    quantize_with_accuracy_control export_dynamic_quantized_onnx_model export_static_quantized_openvino_model auto_convert_mixed_precision
    """
)
_PORTABLE = regex(r"onnx|tensorflow\.lite|tflite|coremltools|nncf|openvino|tensorrt|^ultralytics")
_SWITCHES = {"half": True, "int8": True, "compress_to_fp16": True, "fp16_mode": True, "fp16": True, "int8_mode": True, "quantize": True}
_LITE = regex(r"^tensorflow\.lite\.Optimize\.\w{1,30}$")
_FLAGS = regex(r"\bBuilderFlag\.(?:FP16|INT8|BF16|FP8)$")
_COMMANDS = regex(
    r"\boptimum-cli\s+onnxruntime\s+quantize\b|\bllama-quantize\b|\bonnxruntime\.quantization\b|--quantize_(?:uint8|float16|uint16)\b"
    r"|\byolo\s+[^\n]{0,80}export[^\n]{0,80}(?:half|int8)=True|\bexport\.py\s[^\n]{0,160}--(?:half|int8)\b|--weight-format\s+(?:int8|int4|fp16)"
)


def verified(facts: Facts) -> Iterator[Found]:
    """Where answers of the exported model are held against those of the original, in product code or tests."""
    for code in (*facts.product, *facts.tests):
        runs = any(_is_exported(call) for call in code.those(("model-export",), OPENERS))
        for call in code.those(methods=_COMPARES | _DIFFERS | _VERIFYING) if runs or not code.is_product else ():
            if call.method in _VERIFYING and _VERIFIES.search(call.name):
                yield call.at, f"{call.method} compares the outputs of both", "high"
            elif runs and call.method in _COMPARES:
                yield from _comparison(facts, code, call)
            elif runs and call.method in _DIFFERS and _meet(call) and _is_of_both(facts, call):
                yield call.at, f"{call.method} measures how far the exported model's answer and the original's lie apart", "high"


def _is_exported(call: Call) -> bool:
    """Whether a call opens an exported model, or makes one that answers at once."""
    return opens(call) or (is_export(call) and call.method in ("trace", "script"))


def _comparison(facts: Facts, code: Code, call: Call) -> Iterator[Found]:
    """A comparison of two values, of which one comes from a runtime and one does not."""
    given = [call.receiver] if call.receiver and not call.method.startswith("assert") and len(call.arguments) == 1 else []
    sides = [_of_runtime(facts, each) for each in (*given, *(each.inputs for each in call.arguments if each.inputs))][:2]
    if (any(sides) and not all(sides)) or _is_of_both(facts, call):
        yield call.at, f"{call.method} holds the exported model's answer against another", "high"
    elif any(_is_exported(each) for each in code.within(call.scope)):
        yield call.at, f"{call.method} stands where the exported model is opened; what it compares could not be told", "low"


def _of_runtime(facts: Facts, numbers: tuple[int, ...]) -> bool:
    """Whether a value comes out of an exported model."""
    return any(_is_exported(each) for each in facts.graph.upstream(numbers, most=_FAR))


def _is_of_both(facts: Facts, call: Call) -> bool:
    """Whether the answer of an exported model and that of a network meet in a call."""
    given = [number for each in call.arguments for number in each.inputs] + list(call.receiver)
    fed = [each for each in facts.graph.upstream(given, most=_FAR) if each.kind == "call"]
    asked = any(
        each.method in ("__call__", "predict", "forward") or each.name == "()" for each in fed if not _of_runtime(facts, each.receiver)
    )
    return asked and any(each.method in _RUNS or each.name == "()" for each in fed)


def _meet(call: Call) -> bool:
    """Whether a call is given two values: as arguments, or as one that is worked out of two."""
    return sum(len(each.inputs) for each in call.arguments) > 1


def form_checked(facts: Facts) -> Call | None:
    """Where the graph of an exported model is checked, and not what it answers."""
    return next((call for call in facts.calls_to("export.verify") if call.kind == "call"), None)


def quantised(facts: Facts) -> Iterator[Found]:
    """Where the exported model is made smaller: by fewer bits."""
    portable = any(exports(facts))
    for code in facts.product:
        yield from (found for node in code.calls_to("quantisation") for found in _by_value(code, node))
    for call in facts.those(methods=_QUANTISES | {"set_flag"}, arguments=_SWITCHES):
        yield from _by_call(facts, call, portable=portable)
    for work in own(facts.stages):
        for target in work.source.targets:
            number = next((number for number, each in enumerate(target.commands) if _COMMANDS.search(each[:2_000])), None)
            if number is not None:
                yield (
                    Location(work.path, target.line_of(number)),
                    f"{target.name or 'a script'} quantises: {target.commands[number].strip()[:60]}",
                    "high",
                )


def _by_value(code: Code, node: Call) -> Iterator[Found]:
    """A converter that is told to optimise."""
    if node.kind == "free" and _LITE.search(node.name):
        converted = any(each.method == "convert" for each in code.within(node.scope))
        note = f"the converter is told {node.name.rpartition('lite.')[2]}"
        yield node.at, note if converted else f"{note}; that it converts with it was not seen", "high" if converted else "low"


def _by_call(facts: Facts, call: Call, *, portable: bool) -> Iterator[Found]:
    switched = next((each for each in call.arguments if each.name in _SWITCHES and each.constant is True), None)
    if switched is not None and (is_export(call) or (call.method == "export" and portable) or call.method in ("save_model", "torch2trt")):
        yield call.at, f"{call.method} exports with {switched.name}=True", "high"
    if call.method == "set_flag" and (flag := next((each.text for each in call.arguments if _FLAGS.search(each.text)), "")):
        yield call.at, f"the engine is built with {flag}", "high"
    if call.method not in _QUANTISES or not (call.means("quantisation") or _PORTABLE.search(call.name)):
        return
    if _PORTABLE.search(call.name) and call.kind == "call":
        yield call.at, f"{call.method} makes the exported model smaller by fewer bits", "high"
    elif call.used and any(is_export(each) for each in facts.downstream(call)):
        yield call.at, f"{call.method} quantises the model that is then exported", "high"
    else:
        yield call.at, f"{call.method} quantises the model; that this form is exported could not be told", "low"
