"""Calls and modules that today's versions of a library have no more, and whether an older version is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.standing import own
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    "keras.utils.np_utils": ("keras", "3.0"),
    "keras.preprocessing.text": ("keras", "3.0"),
    "keras.wrappers.scikit_learn": ("keras", "2.12"),
    "scipy.misc.imread": ("scipy", "1.2"),
    "pandas.util.testing": ("pandas", "2.0"),
    "fbprophet": ("fbprophet", "1.0"),
    "torchtext.legacy": ("torchtext", "0.12"),
}
CALLS = {
    "tensorflow.Session": ("tensorflow", "2.0"),
    "tensorflow.placeholder": ("tensorflow", "2.0"),
    "tensorflow.get_variable": ("tensorflow", "2.0"),
    "tensorflow.global_variables_initializer": ("tensorflow", "2.0"),
    "sklearn.datasets.load_boston": ("scikit-learn", "1.2"),
    "sklearn.metrics.plot_confusion_matrix": ("scikit-learn", "1.2"),
    "sklearn.metrics.plot_roc_curve": ("scikit-learn", "1.2"),
    "sklearn.preprocessing.Imputer": ("scikit-learn", "0.22"),
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
    "scipy.misc.imread": ("scipy", "1.2"),
    "keras.Sequential.predict_classes": ("keras", "2.6"),
    "tensorflow.keras.Sequential.predict_classes": ("tensorflow", "2.6"),
}
_INSTALLED = regex(r"(?<![\w.-])([A-Za-z][\w.-]{0,60})(==[\w.]{1,20}|<=?[\w.]{1,20}|~=[\w.]{1,20})")
MAX_LINE = 2_000


class Gone(msgspec.Struct, frozen=True):
    """Something used that is gone: what, since when, where, and the line that pins an older version, if any."""

    name: str
    since: str
    at: Location
    pinned: str


def gone(facts: Facts) -> Iterator[Gone]:
    """Every use in product code of what today's versions have no more."""
    pins = _pins(facts)
    for code in facts.product:
        if code.source.dialect == "python2":
            continue
        guarded = {
            handler.scope
            for handler in code.source.handlers
            if "ImportError" in handler.catches or "ModuleNotFoundError" in handler.catches
        }
        for each in code.imports:
            full = f"{each.module}.{each.name}" if each.name and each.name != "*" else each.module
            known = next((name for name in MODULES if full == name or full.startswith(f"{name}.")), "")
            if known and each.level == 0 and each.scope not in guarded:
                yield Gone(known, " ".join(MODULES[known]), code.at(each.line), pins.get(MODULES[known][0], ""))
        for call in code.calls:
            # A list of tables looks like a table here; only the table's `append` gives something back.
            if call.name in CALLS and call.kind in ("call", "free", "item") and (call.method != "append" or call.used):
                yield Gone(call.name, " ".join(CALLS[call.name]), call.at, pins.get(CALLS[call.name][0], ""))


def _pins(facts: Facts) -> dict[str, str]:
    """Distributions of which a version is asked for, with it as written."""
    found: dict[str, str] = {}
    for declared in own(facts.dependencies):
        for each in declared.source.requirements:
            if each.pinned or "<" in each.specifier:
                found.setdefault(each.name, each.specifier)
    lines = [text for notebook in own(facts.notebooks) for cell in notebook.source.cells for _, text in cell.shell]
    lines += [
        " ".join(each.values) for container in own(facts.containers) for each in container.source.instructions if each.keyword == "RUN"
    ]
    for line in lines:
        if "install" in line[:MAX_LINE]:
            for name, version in _INSTALLED.findall(line[:MAX_LINE]):
                found.setdefault(name.lower().replace("_", "-"), version)
    return found
