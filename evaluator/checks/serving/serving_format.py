"""Is the model in a form made for serving?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.model.place import REPOSITORY, Location
from evaluator.model.regex import regex
from evaluator.model.result import against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.result import Evidence

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
# Functions that write any object.
_ANYTHING = frozenset(f"{library}.{name}" for library in ("pickle", "cloudpickle", "dill", "joblib") for name in ("dump", "dumps")) | {
    "torch.save",
    "numpy.save",
    "skops.io.dump",
    "safetensors.torch.save_file",
}
_MODELS = ("estimator.fit", "search.run", "classical-model", "pipeline.fit", "nn.module", "neural-model", "model.train")
_WRITERS = frozenset(
    [
        *(
            "save",
            "dump",
            "dumps",
            "save_model",
            "save_weights",
            "save_pretrained",
            "log_model",
            "save_checkpoint",
            "save_file",
            "to_json",
            "export",
        ),
        *(
            "ModelCheckpoint",
            "SaveModelCallback",
            "push_to_hub",
            "simple_save",
            "save_state",
            "saver",
            "model_to_json",
            "write",
            "StandardCheckpointer",
        ),
        *("CheckpointManager", "PyTreeCheckpointer", "upload_file", "upload_folder", "Checkpoint", "BackupAndRestore"),
    ]
)
_NATIVE = ("model.save", "checkpointing")


def portable_export(facts: Facts) -> Iterator[Evidence]:
    """The model is exported to a portable format.

    Why: ONNX, TF Lite or TorchScript run without the training code, in other languages and on small machines.
    Fix: Export to one portable format, and compare its outputs with the original on ten inputs.
    Not for: library, llm-app, clustering, rl
    """
    found = [
        supports(call.at, f"{call.method} writes a portable form of the model")
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
    calls = [call for call in facts.calls_to(*_NATIVE) if call.kind == "call" and call.method in _WRITERS]
    deep = [call for call in calls if call.name == "torch.save" and _is_whole(facts, call)]
    found = [call for call in calls if call not in deep and (call.name not in _ANYTHING or _is_model(facts, call))]
    found += list(facts.calls_to("track.autolog"))
    doubtful = [] if found else [call for call in calls if call not in deep and _is_untold(facts, call)]
    yield from (supports(call.at, f"{call.method} saves in the framework's format") for call in found)
    yield from (supports(call.at, f"{call.method} keeps an object; that it is the model was not followed", "low") for call in doubtful)
    if not found:
        yield from (against(call.at, "the whole network is pickled, code and all", "low") for call in deep)
    if not found and not deep and not doubtful:
        yield against(REPOSITORY, "no model saved in a framework's format found")


def _is_model(facts: Facts, call: Call) -> bool:
    """Whether an object that is written by a general function is a model: a fitted estimator or the state of a network."""
    return any(
        each.method in ("state_dict", "fit", "best_estimator_") or each.means(*_MODELS)
        for each in facts.graph.upstream(call)
        if each is not call
    )


def _is_untold(facts: Facts, call: Call) -> bool:
    """Whether nothing says that what is written is something else than a model."""
    return next(facts.upstream(call, "transformer.fit", "data.read", "data-loading", "encoding", "data.builtin"), None) is None


def _is_whole(facts: Facts, call: Call) -> bool:
    """`torch.save(model)` instead of its state."""
    first = call.argument("obj", 0)
    if first is None or not first.inputs:
        return False
    given = [facts.graph.calls[number] for number in first.inputs]
    return all(not each.method.endswith("state_dict") for each in facts.graph.upstream(first.inputs, most=200)) and any(
        each.means("nn.module", "neural-model", "model.pretrained") or each.own for each in given
    )
