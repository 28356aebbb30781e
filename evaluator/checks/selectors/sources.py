"""Where the data come from: what code reads, downloads or loads by name, and which tables of the tree are data."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import DataTable, Facts

READS = ("data.read", "data.query")
LOADS = ("data.builtin", "data.download")
DATA_ENDINGS = (
    ".csv", ".tsv", ".parquet", ".feather", ".json", ".jsonl", ".xlsx", ".xls", ".data", ".txt", ".npz", ".npy", ".h5", ".hdf5", ".pkl",
    ".zip", ".gz", ".arff", ".sqlite", ".db", ".mat", ".libsvm", ".svm", ".orc", ".dat", ".wav", ".jpg", ".png",
)  # fmt: skip
# Corpora for the words of a language, and sending instead of fetching.
NO_SOURCE = ("nltk.", "spacy.")
SENDS = frozenset({"post", "put", "delete", "patch", "Session", "Client", "AsyncClient", "raise_for_status"})
# Where and under which names runs leave what they made: predictions, scores, logs.
_RESULT_FOLDER = re.compile(
    r"(?:predictions?|preds?|submissions?|results?|runs?|exp\d{0,4}|logs?|metrics|wandb|mlruns|output_?files|evaluations?)"
)
_RESULT_NAME = re.compile(
    r"(?:^|[_\W])(?:submissions?|predictions?|preds?|predicted|results?|metrics|history|leaderboard|scores?|logs?|evaluation)(?:[_\W\d]|$)"
)
_ALWAYS = re.compile(r"(?:^|[_\W])submissions?(?:[_\W\d]|$)")
_DATA_FOLDER = re.compile(
    r"(?:.{0,60}[_\- ])?"
    r"(?:data|datasets?|raw|interim|processed|inputs?|csvs?|corpus|tables|archive|files|dados|datos|daten|donnees|données)"
    r"(?:[_\- \d].{0,60})?"
)
_SHOWS = ("streamlit.", "gradio.", "IPython.display.", "dash.", "tkinter.")
_LONGEST = 300


def readings(facts: Facts) -> Iterator[Call]:
    """Calls that read data from files or databases."""
    return (call for call in facts.calls_to(*READS) if call.kind == "call")


def loadings(facts: Facts) -> Iterator[Call]:
    """Calls that load a named public data set or download one."""
    return (call for call in facts.calls_to(*LOADS) if call.kind == "call")


def fetches_data(call: Call) -> bool:
    """Whether a loading may bring data: not a list of stop words, and not a request that only sends."""
    return not call.name.startswith(NO_SOURCE) and call.method not in SENDS


def is_ornament(facts: Facts, call: Call) -> bool:
    """Whether a picture called by its name is only shown: a banner, a logo."""
    if not call.means("image.read") or not any(isinstance(argument.constant, str) for argument in call.arguments[:1]):
        return False
    reached = [each for each in facts.downstream(call) if each.kind == "call"]
    shown = any(each.name.startswith(_SHOWS) or each.method in ("image", "set_page_config") for each in reached)
    return shown and not any(each.means("model.predict", "model.train", "transformer.transform", "image-augmentation") for each in reached)


def is_result(path: str) -> bool:
    """Whether a path tells that a run made the file: predictions, scores, logs."""
    folder, _, name = path.lower().replace("\\", "/")[-_LONGEST:].rpartition("/")
    return bool(_RESULT_NAME.search(name)) or any(_RESULT_FOLDER.fullmatch(part) for part in folder.split("/"))


def tables_of_data(facts: Facts, made: frozenset[str]) -> Iterator[DataTable]:
    """Tables of the tree that are data: named by code, or in a folder of data; not what runs left behind, nor what code alone makes.

    `made` holds the names of the files that the project writes.
    """
    named = {last_part(text) for code in facts.product for _, text in code.source.strings if len(text) < _LONGEST}
    for table in facts.tables:
        name = posixpath.basename(table.path)
        if table.role in ("vendored", "generated", "test") or _ALWAYS.search(name.lower()):
            continue
        if is_result(table.path) and (name in made or name not in named):
            continue
        folders = table.path.lower().split("/")[:-1]
        if name in named or any(_DATA_FOLDER.fullmatch(part[:_LONGEST]) for part in folders):
            yield table


def last_part(text: str) -> str:
    """The file or folder name at the end of a path."""
    return text.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
