"""Is the model in a form made for serving?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.native import native_writes
from evaluator.model.place import REPOSITORY, Location
from evaluator.model.regex import regex
from evaluator.model.result import against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.result import Evidence

MOST = 3
_NOT_WRITING = frozenset(
    [
        *(
            "load",
            "load_model",
            "load_model_from_string",
            "check_model",
            "infer_shapes",
            "printable_graph",
            "deserialize",
            "convert_version",
        ),
        *("make_model", "make_node", "make_graph", "make_tensor_value_info", "make_tensor", "SaveOptions", "update_registered_converter"),
        *("FloatTensorType", "StringTensorType", "Int64TensorType", "DoubleTensorType", "wrap_as_onnx_mixin", "ONNXProgram"),
        *("build_raw_serving_input_receiver_fn", "RangeDim", "ImageType", "TensorType", "ClassifierConfig"),
    ]
)
_MAKES = frozenset({"trace", "script", "convert", "convert_model", "from_keras_model", "from_saved_model", "optimize_for_mobile"})
_METHODS = frozenset({"to_onnx", "to_torchscript", "save_pretrained_gguf", "convert_to_tflite", "sklearn2pmml", "export_to_pmml"})
_LIBRARIES = (
    "mlflow.onnx.",
    "bentoml.onnx.",
    "sklearn2pmml.",
    "nyoka.",
    "m2cgen.",
    "optimum.",
    "tensorflow.lite.TFLiteConverter",
    "executorch.exir.",
)
_COMMANDS = regex(
    r"\btf2onnx\.convert\b|\boptimum-cli\s+export\b|\bconvert[_-]hf[_-]to[_-]gguf\b|\btflite_convert\b|\bovc\s|\bmo\s+--|\btrtexec\b|\btensorflowjs_converter\b"
    r"|\byolo\s+[^\n]{0,80}export\b|\bexport\.py\s[^\n]{0,120}--include\b"
)


def portable_export(facts: Facts) -> Iterator[Evidence]:
    """The model is exported to a portable format.

    Why: ONNX, TF Lite or TorchScript run without the training code, in other languages and on small machines.
    Fix: Export to one portable format, and compare its outputs with the original on ten inputs.
    Not for: library, llm-app, clustering, rl
    """
    found = [
        supports(call.at, f"{call.method} {'makes' if call.method in _MAKES else 'writes'} a portable form of the model")
        for code in facts.product
        for call in code.calls
        if _exports(call)
    ]
    found += [
        supports(Location(work.path, target.line), f"{target.name} exports the model")
        for work in facts.stages
        for target in work.source.targets
        if any(_COMMANDS.search(command[:2_000]) for command in target.commands)
    ]
    yield from found
    if not found:
        yield against(REPOSITORY, "no export to ONNX, TF Lite, TorchScript, SavedModel, Core ML, OpenVINO or PMML found")


def _exports(call: Call) -> bool:
    if call.kind != "call" or call.method in _NOT_WRITING:
        return False
    if call.name.startswith(_LIBRARIES):
        return call.method not in ("load", "from_pretrained") or call.argument("export") is not None
    return call.means("model-export") or (call.name.startswith(".") and call.method in _METHODS)


def framework_native_export(facts: Facts) -> Iterator[Evidence]:
    """The model is saved in the format of its framework.

    Why: The framework's own format survives new versions better than a pickled object.
    Fix: Save weights, booster or pipeline by the framework's own function instead of pickling the object.
    Not for: library, llm-app, clustering
    """
    told = list(native_writes(facts))
    found = [each for each in told if each.confidence == "high" and each.holds]
    doubtful = [each for each in told if each.confidence == "low" and each.holds]
    yield from (supports(each.at, each.note, each.confidence) for each in (found or doubtful)[:MOST])
    if not found and not doubtful:
        yield from (against(each.at, each.note, each.confidence) for each in told[:MOST])
    if not told:
        yield against(REPOSITORY, "no model saved in a framework's format found")
