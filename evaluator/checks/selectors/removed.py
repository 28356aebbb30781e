"""Calls and modules that today's versions of a library have no more, and whether an older version is asked for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.outgrown import outgrown
from evaluator.checks.selectors.standing import own
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Code
    from evaluator.model.facts import Facts

# Module or call: distribution, since which version it is gone. Sources: the release notes of each library.
MODULES = {
    "sklearn.cross_validation": ("scikit-learn", "0.20"),
    "sklearn.grid_search": ("scikit-learn", "0.20"),
    "sklearn.learning_curve": ("scikit-learn", "0.20"),
    "sklearn.externals.joblib": ("scikit-learn", "0.23"),
    "sklearn.externals.six": ("scikit-learn", "0.23"),
    "tensorflow.contrib": ("tensorflow", "2.0"),
    "tensorflow.examples": ("tensorflow", "2.0"),
    "keras.layers.normalization.batch_normalization": ("keras", "3.0"),
    "keras.layers.convolutional": ("keras", "3.0"),
    "keras.layers.core": ("keras", "3.0"),
    "keras.callbacks.callbacks": ("keras", "3.0"),
    "keras.utils.np_utils": ("keras", "3.0"),
    "keras.preprocessing.text": ("keras", "3.0"),
    "keras.wrappers.scikit_learn": ("keras", "2.12"),
    "scipy.misc.imread": ("scipy", "1.2"),
    "pandas.util.testing": ("pandas", "2.0"),
    "fbprophet": ("prophet", "1.0"),
    "torchtext.legacy": ("torchtext", "0.12"),
    **{f"keras.layers.{each}": ("keras", "3.0") for each in ("recurrent", "wrappers", "pooling", "merge", "embeddings", "noise")},
    **{f"keras.layers.{each}": ("keras", "3.0") for each in ("advanced_activations", "normalization")},
    **{f"scipy.misc.{each}": ("scipy", "1.3") for each in ("imresize", "imsave", "imrotate")},
    **{f"evidently.{each}": ("evidently", "0.7") for each in ("dashboard", "model_profile", "model_monitoring", "pipeline", "tabs")},
    **{f"evidently.{each}": ("evidently", "0.7") for each in ("report", "test_suite", "metric_preset", "test_preset", "ColumnMapping")},
    **{f"prefect.{each}": ("prefect", "3.0") for each in ("deployments.Deployment", "orion", "flow_runners", "filesystems.S3")},
    **{f"prefect.{each}": ("prefect", "3.0") for each in ("filesystems.GCS", "filesystems.GitHub", "task_runners.SequentialTaskRunner")},
    **{f"langchain.{each}": ("langchain", "1.0") for each in ("text_splitter", "document_loaders", "vectorstores", "llms", "chains")},
    **{f"langchain.{each}": ("langchain", "1.0") for each in ("prompts", "schema", "memory", "retrievers", "callbacks")},
    "transformers.AdamW": ("transformers", "5.0"),
}
CALLS = {
    "tensorflow.Session": ("tensorflow", "2.0"),
    "tensorflow.placeholder": ("tensorflow", "2.0"),
    "tensorflow.get_variable": ("tensorflow", "2.0"),
    "tensorflow.global_variables_initializer": ("tensorflow", "2.0"),
    "sklearn.datasets.load_boston": ("scikit-learn", "1.2"),
    "sklearn.metrics.plot_confusion_matrix": ("scikit-learn", "1.2"),
    "sklearn.metrics.plot_roc_curve": ("scikit-learn", "1.2"),
    "sklearn.metrics.plot_precision_recall_curve": ("scikit-learn", "1.2"),
    "sklearn.preprocessing.OneHotEncoder.get_feature_names": ("scikit-learn", "1.2"),
    "sklearn.preprocessing.PolynomialFeatures.get_feature_names": ("scikit-learn", "1.2"),
    "sklearn.preprocessing.Imputer": ("scikit-learn", "0.22"),
    **{f"tensorflow.train.{each}": ("tensorflow", "2.0") for each in ("AdamOptimizer", "GradientDescentOptimizer", "Saver")},
    **{f"tensorflow.{each}": ("tensorflow", "2.0") for each in ("reset_default_graph", "ConfigProto", "variable_scope")},
    **{
        f"sklearn.feature_extraction.{each}.get_feature_names": ("scikit-learn", "1.2")
        for each in ("text.CountVectorizer", "text.TfidfVectorizer", "DictVectorizer")
    },
    "PIL.Image.ANTIALIAS": ("pillow", "10.0"),
    "pandas.Series.append": ("pandas", "2.0"),
    "pandas.DataFrame.append": ("pandas", "2.0"),
    "pandas.DataFrame.ix": ("pandas", "1.0"),
    "pandas.Series.ix": ("pandas", "1.0"),
    "pandas.DataFrame.as_matrix": ("pandas", "1.0"),
    "pandas.DataFrame.iteritems": ("pandas", "2.0"),
    "openai.ChatCompletion.create": ("openai", "1.0"),
    "openai.Completion.create": ("openai", "1.0"),
    "openai.Embedding.create": ("openai", "1.0"),
    "numpy.int": ("numpy", "1.24"),
    "numpy.float": ("numpy", "1.24"),
    "numpy.object": ("numpy", "1.24"),
    **{f"numpy.{each}": ("numpy", "2.0") for each in ("NaN", "Inf", "infty", "float_")},
    "scipy.misc.imread": ("scipy", "1.2"),
    "keras.Sequential.predict_classes": ("keras", "2.6"),
    "tensorflow.keras.Sequential.predict_classes": ("tensorflow", "2.6"),
}
# Methods of Keras's models that no other library has.
METHODS = dict.fromkeys(("fit_generator", "predict_generator", "evaluate_generator"), ("keras", "3.0"))
SAME = {
    "keras": ("tensorflow", "tensorflow-gpu", "tensorflow-cpu", "tensorflow-macos"),
    "tensorflow": ("tensorflow-gpu", "tensorflow-cpu", "tensorflow-macos"),
    "scikit-learn": ("sklearn",),
    "prophet": ("fbprophet",),
    "lightning": ("pytorch-lightning",),
}
KERAS_WITH = "2.16"  # the first TensorFlow that brings Keras 3
_WRITTEN = regex(
    r"\b(tensorflow|keras|scikit-learn|pandas|numpy|openai|torchtext|prefect|evidently|langchain)\s{0,2}(?:version\s|v|==|-)?\s{0,2}"
    r"(\d{1,2}(?:\.\d{1,3}){0,2})\b",
    re.IGNORECASE,
)
_INSTALLED = regex(r"(?<![\w.-])([A-Za-z][\w.-]{0,60})(==[\w.]{1,20}|<=?[\w.]{1,20}|~=[\w.]{1,20})")
_BOUND = regex(r"(===?|~=|<=?|=)\s{0,4}v?(\d{1,6}(?:\.\d{1,6}){0,4})|\^\s{0,4}(\d{1,6}(?:\.\d{1,6}){0,4})")
MAX_LINE = 2_000
_MESSAGES = frozenset({"print", "warn", "warning", "error", "info", "ImportError", "RuntimeError", "exit"})


class Gone(msgspec.Struct, frozen=True):
    """Something used that is gone: what, from which version on, where first and in how many places; the older version asked for."""

    name: str
    since: str
    at: Location
    pinned: str
    places: int = 1


class Pin(msgspec.Struct, frozen=True):
    """A version asked for: of what, as written, in which file; whether that declares dependencies, and is a lock file."""

    name: str
    version: str
    path: str
    declared: bool = False
    lock: bool = False


def gone(facts: Facts) -> Iterator[Gone]:
    """What today's versions have no more and product code uses, each thing once."""
    pins = [*_pins(facts), *_told(facts)]
    found: dict[str, list[Location]] = {}
    known: dict[str, tuple[str, str]] = METHODS | CALLS | MODULES
    for code in (each for each in facts.product if each.source.dialect != "python2"):
        for name, at in (*_imported(code), *_called(code)):
            found.setdefault(name, []).append(at)
        for name, since, call in outgrown(code):
            known[name] = since
            found.setdefault(name, []).append(call.at)
    for name, places in found.items():
        library, version = known[name]
        limits = {library: version, **dict.fromkeys(SAME.get(library, ()), KERAS_WITH if library == "keras" else version)}
        near = {each: pin for each in limits if (pin := _nearest(pins, each, places[0].path))}
        older = next((pin for each, pin in near.items() if _is_older(pin.version, limits[each])), None)
        yield Gone(name, f"{library} {version}", places[0], f"{older.version} in {older.path}" if older else "", len(places))


def _nearest(pins: list[Pin], name: str, path: str) -> Pin | None:
    """The pin of a distribution that holds for a file: of the nearest folder above it, and in that not of the lock file."""

    def distance(pin: Pin) -> tuple[bool, int, bool]:
        folder = pin.path.rpartition("/")[0]
        above = not folder or path.startswith(f"{folder}/")
        return not (pin.declared and above), -len(folder) if above else 0, pin.lock

    return min((pin for pin in pins if pin.name == name), key=distance, default=None)


_HEADS = frozenset(name.partition(".")[0] for name in MODULES)


def _imported(code: Code) -> Iterator[tuple[str, Location]]:
    guarded = {
        handler.scope for handler in code.source.handlers if "ImportError" in handler.catches or "ModuleNotFoundError" in handler.catches
    }
    for each in code.imports:
        if each.module.partition(".")[0] not in _HEADS:
            continue
        full = f"{each.module}.{each.name}" if each.name and each.name != "*" else each.module
        known = next((name for name in MODULES if full == name or full.startswith(f"{name}.")), "")
        if known and each.level == 0 and each.scope not in guarded:
            yield known, code.at(each.line)


def _called(code: Code) -> Iterator[tuple[str, Location]]:
    for call in code.calls:
        # A list of tables looks like a table here; only the table's `append` gives something back.
        if call.name in CALLS and call.kind in ("call", "free", "item") and (call.method != "append" or call.used):
            yield call.name, call.at
        elif call.method in METHODS and call.kind == "call" and not call.own:
            yield call.method, call.at


def _is_older(asked: str, version: str) -> bool:
    """Whether what is asked for lies below a version: `==2.4`, `~=2.4`, `<3` and `^2.1` below 3.0."""
    limit = _numbers(version)
    for sign, number, caret in _BOUND.findall(asked):
        below = _numbers(number or caret)
        if below < limit or (sign == "<" and below <= limit):
            return True
    return False


def _numbers(version: str) -> tuple[int, ...]:
    """`3.0` as (3,): zeros at the end say nothing."""
    parts = [int(part) for part in version.split(".") if part.isdigit()]
    while parts and parts[-1] == 0:
        parts.pop()
    return tuple(parts)


def _pins(facts: Facts) -> Iterator[Pin]:
    """Distributions of which a version is asked for, with it as written, and where."""
    for declared in own(facts.dependencies):
        for each in declared.source.requirements:
            if each.pinned or "<" in each.specifier or "^" in each.specifier:
                yield Pin(each.name, each.specifier, declared.path, True, declared.source.lock)
    for path, line in _lines(facts):
        if "install" in line[:MAX_LINE]:
            for name, version in _INSTALLED.findall(line[:MAX_LINE]):
                yield Pin(name.lower().replace("_", "-"), version, path)
    for document in own(facts.documents):
        for paragraph in document.text.paragraphs if document.kind == "readme" else ():
            for name, version in _WRITTEN.findall(paragraph.text):
                yield Pin(name.lower(), f"=={version}", document.path)


def _told(facts: Facts) -> Iterator[Pin]:
    """Versions that a message of the code asks for: `print("TensorFlow 1.x is not installed")`."""
    for call in facts.called:
        if call.method in _MESSAGES:
            for text in (each.constant for each in call.arguments if isinstance(each.constant, str)):
                for name, version in _WRITTEN.findall(text[:MAX_LINE]) if "install" in text or "require" in text else ():
                    yield Pin(name.lower(), f"=={version}", call.path)


def _lines(facts: Facts) -> Iterator[tuple[str, str]]:
    """Lines that may install something, with their file: of notebooks, images and pages."""
    for notebook in own(facts.notebooks):
        yield from ((notebook.path, text) for cell in notebook.source.cells for _, text in cell.shell)
    for container in own(facts.containers):
        yield from ((container.path, " ".join(each.values)) for each in container.source.instructions if each.keyword == "RUN")
    for document in own(facts.documents):
        yield from ((document.path, line) for fence in document.text.fences for line in fence.text.splitlines())
