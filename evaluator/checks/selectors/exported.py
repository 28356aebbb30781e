"""Portable forms of a model: where they are made, which runtime opens them, what compares and what shrinks them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.once import kept
from evaluator.checks.selectors.serving import commanded, foreign
from evaluator.checks.selectors.shell import word_set
from evaluator.checks.selectors.standing import FOREIGN
from evaluator.model.code import Call
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts, File
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

_NOT_WRITING = word_set(
    """
    load load_model load_model_from_string check_model infer_shapes printable_graph deserialize convert_version
    make_model make_node make_graph make_tensor_value_info make_tensor SaveOptions update_registered_converter
    FloatTensorType StringTensorType Int64TensorType DoubleTensorType wrap_as_onnx_mixin ONNXProgram
    build_raw_serving_input_receiver_fn RangeDim ImageType TensorType ClassifierConfig
    """
)
MAKES = word_set("trace script convert convert_model from_keras_model from_saved_model optimize_for_mobile")
_METHODS = word_set("to_onnx to_torchscript save_pretrained_gguf convert_to_tflite sklearn2pmml export_to_pmml")
_LIBRARIES = (
    "mlflow.onnx.", "bentoml.onnx.", "sklearn2pmml.", "nyoka.", "m2cgen.",
    "optimum.", "torch.onnx._export", "torch.onnx.utils.export", "tensorflow.lite.TFLiteConverter", "executorch.exir.",
)  # fmt: skip
_COMMANDS = regex(
    r"\btf2onnx\.convert\b|\boptimum-cli\s+export\b|\bconvert[_-]hf[_-]to[_-]gguf\b|\btflite_convert\b|\bovc\s|\bmo\s+--|\btrtexec\b"
    r"|\btensorflowjs_converter\b|\byolo\s+[^\n]{0,80}export\b|\bexport\.py\s[^\n]{0,120}--include\b"
)
# What a name says of the form: the parts by which makers and runtimes of the same form agree.
_FORMS = (
    ("ONNX", regex(r"onnx|\.ORT")),
    ("TF Lite", regex(r"(?i)lite|ai_edge|toco")),
    ("TorchScript", regex(r"torch\.jit|torchscript|torch\.export|optimize_for_mobile")),
    ("Core ML", regex(r"coreml")),
    ("OpenVINO", regex(r"openvino")),
    ("TensorRT", regex(r"(?i)tensorrt|trt")),
    ("SavedModel", regex(r"saved_model|keras.*\.export|serving")),
    ("PMML", regex(r"pmml")),
    ("GGUF", regex(r"gguf|llama_cpp")),
)
_OPENS = regex(
    r"(?:^|\.)onnxruntime\.InferenceSession$|^\.InferenceSession$|optimum\.onnxruntime\.ORTModel\w{0,40}\.from_pretrained$"
    r"|^(?:mlflow|bentoml)\.onnx\.(?:load_model|get)$|cv2\.dnn\.readNetFromONNX$"
    r"|(?:tensorflow\.lite|tflite_runtime\.interpreter|ai_edge_litert\.interpreter)\.Interpreter$|ai_edge_litert\.compiled_model\.CompiledModel\b"
    r"|^torch\.(?:jit|export)\.load$|^tensorflow\.saved_model\.load$|^coremltools\.models\.(?:\w{1,20}\.)?MLModel$"
    r"|^openvino\.(?:\w{1,30}\.)*(?:read_model|compile_model)$|deserialize_cuda_engine$|^llama_cpp\.Llama$|pypmml\.Model\.\w{1,20}$"
)
OPENERS = word_set(
    """
    InferenceSession from_pretrained load_model get readNetFromONNX Interpreter CompiledModel load MLModel read_model compile_model
    deserialize_cuda_engine Llama YOLO fromFile from_file fromString
    """
)
# Runtimes that open another's form.
_READS_TOO = {"OpenVINO": ("ONNX",), "TensorRT": ("ONNX",)}
_OTHER_CODE = (".cpp", ".cc", ".cxx", ".java", ".kt", ".swift", ".dart", ".rs", ".go", ".ts", ".tsx", ".js", ".mm", ".cs")
_FILE = regex(r"\.(?:onnx|ort|tflite|torchscript|engine|mlmodel|mlpackage|pmml|gguf)$")
_ASKS = frozenset(
    {"run", "invoke", "get_tensor", "run_with_iobinding", "infer", "run_async", "set_tensor", "__call__", "create_completion"}
)


class Export(msgspec.Struct, frozen=True):
    """A place that makes a portable form: which, as far as its name tells ("" for any), and the call, if one does."""

    at: Location
    note: str
    form: str
    call: Call | None = None


@kept
def exports(facts: Facts) -> tuple[Export, ...]:
    """Every place that makes a portable form of the model: calls of product code, then commands of named work."""
    found = [
        Export(call.at, f"{call.method} {'makes' if call.method in MAKES else 'writes'} a portable form of the model", form_of(call), call)
        for code in facts.product
        for call in code.calls
        if is_export(call)
    ]
    return (*found, *_by_command(facts))


def _by_command(facts: Facts) -> Iterator[Export]:
    for work in facts.stages:
        for target in work.source.targets:
            said = next((found.group() for command in target.commands if (found := _COMMANDS.search(command[:2_000]))), "")
            if said:
                yield Export(Location(work.path, target.line), f"{target.name} exports the model", _named(said))


def is_export(call: Call) -> bool:
    """Whether a call makes a portable form of a model."""
    if call.kind != "call" or call.method in _NOT_WRITING:
        return False
    if call.name.startswith(_LIBRARIES):
        return call.method not in ("load", "from_pretrained", "get", "load_model") or call.argument("export") is not None
    return call.means("model-export") or (call.name.startswith(".") and call.method in _METHODS)


def form_of(call: Call) -> str:
    """The form that a call makes or opens, "" where its name and its arguments tell none."""
    told = [
        each.constant
        for each in call.arguments
        if isinstance(each.constant, str) and (each.name == "format" or _FILE.search(each.constant))
    ]
    return _named(f"{call.name} {' '.join(told)}")


def _named(text: str) -> str:
    return next((form for form, pattern in _FORMS if pattern.search(text)), "")


def openings(facts: Facts) -> Iterator[Call]:
    """Calls of product code by which a runtime opens an exported model."""
    return (call for call in facts.those(methods=OPENERS) if opens(call))


def opens(call: Call) -> bool:
    """Whether a call opens an exported model in a runtime."""
    if call.kind != "call" or call.method not in OPENERS:
        return False
    if _OPENS.search(call.name) is not None:
        return True
    first = call.arguments[0].constant if call.arguments else None
    return call.method == "YOLO" and isinstance(first, str) and _FILE.search(first) is not None


def consumed(facts: Facts) -> Iterator[Found]:
    """Where a runtime of the project opens what it exports."""
    made = exports(facts)
    yield from (_opened(facts, call, made) for call in openings(facts))
    if made:
        note = "that it serves this export could not be told"
        yield from ((at, f"a model server is started: {text}; {note}", "low") for at, text in commanded(facts))
        yield from ((at, note, "low") for at, note in foreign(facts))


def _opened(facts: Facts, call: Call, made: tuple[Export, ...]) -> Found:
    """What is said of one call that opens an exported model."""
    form = form_of(call)
    same = next((each for each in made if each.form == form), None)
    same = same or next((each for each in made if each.form in _READS_TOO.get(form, ())), None)
    opened = f"{call.method} opens {'an' if form[:1] in 'OM' else 'a'} {form or 'portable'} model"
    if same is None and not any(not each.form for each in made):
        return call.at, f"{opened}; that the project exports it was not seen", "low"
    if call.scope >= 0 and any(each.call and (each.call.path, each.call.scope) == (call.path, call.scope) for each in made):
        return call.at, f"{opened} in the function that exports it; whether it is served from was not seen", "low"
    if not _asked(facts, call, beside=any(each.at.path == call.path for each in made)):
        return call.at, f"{opened}; that it is asked could not be told", "low"
    where = f", and {same.at.path} writes {same.form}" if same is not None and same.at.path != call.path else ""
    return call.at, f"{opened}{where}", "high"


def _asked(facts: Facts, call: Call, *, beside: bool) -> bool:
    """Whether the runtime that a call makes is asked: by what takes it, or in the same file where that does not export as well."""
    if any(each.method in _ASKS or each.name in ("()", ".forward") for each in facts.graph.downstream(call, most=200)):
        return True
    code = facts.code_at(call.path)
    return not beside and bool(call.targets or call.used) and code is not None and any(True for _ in code.those(methods=_ASKS | {"()"}))


def other_code(facts: Facts) -> str:
    """A file of a program in a language that is not read here, which may open what is exported; "" where there is none."""
    return next((file.path for file in _own_files(facts) if file.name.lower().endswith(_OTHER_CODE)), "")


def _own_files(facts: Facts) -> Iterator[File]:
    """The files of the tree that count, documentation left out."""
    return (file for file in facts.paths if file.role not in FOREIGN and file.role != "docs")
