"""The lines of a module that show best what it is about: data, training or prediction."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.called import is_dormant
from evaluator.checks.selectors.concerns import READS
from evaluator.checks.selectors.training import predictions, trainings_in
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts

# What a call says by itself, the most telling first.
PREPARES = {
    "split": "splits the rows",
    "missing.handle": "handles missing values",
    "transformer.fit": "fits a transformer",
    "encoding": "encodes categories",
    "resampler.fit": "resamples the rows",
    "text-preprocessing": "prepares text",
    "text.chunk": "cuts documents into pieces",
    "image-augmentation": "prepares images",
    "transformer.transform": "applies a transformer",
    "data-loader": "serves data in batches",
}
OF_TABLES = {
    "scaling": "rescales values",
    "feature-engineering": "makes features",
    "duplicates": "handles duplicates",
    "outliers": "handles outliers",
    "data.join": "joins tables",
}
MODELS = {
    "nn.layer": "builds a part of a network",
    "classical-model": "makes a model",
    "neural-model": "builds a part of a network",
    "optimizer": "makes an optimiser",
    "fine-tuning": "adapts a model",
}
CLASSES = {"nn.module": ("training", "is a network or a part of one"), "dataset.class": ("data", "is a dataset of examples")}
MODELLED = regex(r"model|net|predict|classif|encod|decod|generat|estimat|regress|detect|policy|pipe", re.IGNORECASE)
ASKS = regex(
    r"predict|forecast|generat|call|infer|answer|invoke|run|transform|creat|complet|recommend|classif|detect|score|ask|chat|decision"
)
NO_MODEL = ("loss", "metric", "criterion")  # what bears such a name is fitted, and answers nothing
ANYTHING = ("pickle.", "joblib.", "dill.", "cloudpickle.")  # these load whatever was saved
LOADERS = frozenset({"from_pretrained", "load"})
NAMED = {
    "data": regex(r"data|prep|process|clean|feature|load|split|transform|ingest|token|augment", re.IGNORECASE),
    "training": regex(r"train|fit|learn", re.IGNORECASE),
    "prediction": regex(r"predict|infer|serv|api|app|answer|model|score|recommend|rag", re.IGNORECASE),
}
FAINT = 50


class Shown(msgspec.Struct, frozen=True, order=True):
    """A line that speaks of a concern; the smaller `rank` the more plainly, from `FAINT` on not by itself."""

    rank: int
    path: str
    line: int
    about: str
    words: str

    @property
    def at(self) -> Location:
        """Where it stands."""
        return Location(self.path, self.line)


def shown(facts: Facts, code: Code) -> Iterator[Shown]:
    """What the functions and classes of a module show of "data", "training" and "prediction"."""
    for index, concepts in enumerate(code.base_concepts):
        for concept, (about, words) in CLASSES.items():
            if concept in concepts:
                yield Shown(1, code.path, code.classes[index].line, about, f"`{code.classes[index].name}` {words}")
    trains = {call.number for call in trainings_in(code)}
    predicts = {call.number for call in predictions(code) if not _is_layer(code, call)}
    for call in code.called:
        if not (call.concepts or call.number in trains or call.number in predicts):
            continue
        if call.scope < 0 or code.functions[call.scope].stub:
            continue
        for rank, about, words in _said(call, trains, predicts):
            fitted = call.receiver if call.method == "fit" else ()
            odd = is_dormant(facts, call) or any(facts.graph.calls[number].name.endswith(NO_MODEL) for number in fitted)
            asleep = (20 if odd else 0) + (_unnamed(call) if about == "prediction" else 0)
            name = code.functions[call.scope].name
            yield Shown(rank + asleep + _odd(about, name, code.path), code.path, call.line, about, f"`{name}` {words} (`{call.method}`)")


def _unnamed(call: Call) -> int:
    """How much less plain a call of an object is than one of `predict`: little where its name says what it is."""
    if call.method != "__call__":
        return 0
    return 10 if MODELLED.search(call.written.rpartition("(")[0] or call.written) else FAINT


def is_function(call: Call) -> bool:
    """Whether a layer is used as a mere function (`F.interpolate`, `softmax`), which builds nothing."""
    return call.means("nn.layer", "neural-model") and not call.means("model.pretrained") and not call.method[:1].isupper()


def _is_layer(code: Code, call: Call) -> bool:
    """Whether a network calls a part of itself on the way through."""
    owner = code.functions[call.scope].owner if call.scope >= 0 else -1
    inside = owner >= 0 and ("nn.module" in code.base_concepts[owner] or code.functions[call.scope].name == "forward")
    return call.method == "__call__" and inside


def _odd(about: str, name: str, path: str) -> int:
    """0 where function and file bear a name that speaks of it, 2 where neither does: a reader looks there first."""
    stem = path.rpartition("/")[2]
    return sum(1 for each in (name, stem) if not NAMED[about].search(each))


def _said(call: Call, trains: set[int], predicts: set[int]) -> Iterator[tuple[int, str, str]]:
    if call.number in trains and call.method != "grad":
        yield (2, "training", "searches for settings of a model") if call.means("search.run") else (0, "training", "trains a model")
    elif call.number in predicts:
        yield 0 if ASKS.search(call.method) else FAINT, "prediction", "asks a model for its answer"
    elif call.means("inference-runtime"):
        yield 2, "prediction", "runs an exported model"
    elif call.means("model.load"):
        yield FAINT, "prediction", "loads a saved object" if call.name.startswith(ANYTHING) else "loads a model"
    for about, table in (("data", PREPARES), ("training", MODELS)) if call.method not in LOADERS else ():
        rank = next((rank for rank, concept in enumerate(table) if call.means(concept) and not is_function(call)), -1)
        if rank >= 0:
            yield rank + 2, about, list(table.values())[rank]
            return
    if faint := next((words for concept, words in OF_TABLES.items() if call.means(concept)), ""):
        yield FAINT, "data", faint
    elif call.means(*READS) and not call.means("config.read", "json.parse"):
        yield FAINT + 1, "data", "reads data"
