"""Where the data come from: what code reads, downloads or loads by name, and which tables of the tree are data."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from evaluator.model.regex import regex

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
_RESULT_FOLDER = regex(
    r"(?:predictions?|preds?|submissions?|results?|runs?|exp\d{0,4}|logs?|metrics|wandb|mlruns|output_?files|evaluations?)"
)
_RESULT_NAME = regex(
    r"(?:^|[_\W])(?:submissions?|predictions?|preds?|predicted|results?|metrics|history|leaderboard|scores?|logs?|evaluation|grid_?search|gs|cv_?results)(?:[_\W\d]|$)"
)
_ALWAYS = regex(r"(?:^|[_\W])submissions?(?:[_\W\d]|$)")
_DATA_FOLDER = regex(
    r"(?:.{0,60}[_\- ])?"
    r"(?:data|datasets?|raw|interim|processed|inputs?|csvs?|corpus|tables|archive|files|dados|datos|daten|donnees|données)"
    r"(?:[_\- \d].{0,60})?"
)
_SHOWS = ("streamlit.", "gradio.", "IPython.display.", "dash.", "tkinter.")
_LONGEST = 300
_MOST_PIECES = 4
FRAMES = ("pandas.", "polars.", "pyspark.", "dask.", "h5py.")
MODELS = (
    ".xgb", ".pkl", ".pickle", ".joblib", ".pt", ".pth", ".h5", ".keras", ".onnx", ".bin", ".ckpt", ".safetensors", ".gguf", ".tflite",
    ".params",
)  # fmt: skip
_METRIC = regex(
    r"(?:(?:train|tr|test|ts|val|vl|valid|validation|mean|std|cv|best|split\d{1,3})[_ -]){0,2}"
    r"(?:accuracy|balanced_accuracy|precision|recall|f1|f1[_ -]score|auc|roc[_ -]auc|pr[_ -]auc|rmse|mae|mse|mee|mape|r2|loss|epoch|score)"
    r"(?:[_ -](?:mean|std|dev|score|rank)){0,2}"
)


def readings(facts: Facts) -> Iterator[Call]:
    """Calls that read data from files or databases."""
    return (call for call in facts.calls_to(*READS) if call.kind == "call")


def loadings(facts: Facts) -> Iterator[Call]:
    """Calls that load a named public data set or download one."""
    return (call for call in facts.calls_to(*LOADS) if call.kind == "call")


def fetches_data(call: Call) -> bool:
    """Whether a loading may bring data: not a list of stop words, and not a request that only sends."""
    return not call.name.startswith(NO_SOURCE) and call.method not in SENDS


def brings_model(facts: Facts, call: Call) -> bool:
    """Whether a model is fetched or read: told by the ending of the file, or by what is done with it next."""
    if call.name.startswith(FRAMES):
        return False
    texts = [argument.constant for argument in call.arguments if isinstance(argument.constant, str)]
    if call.method == "execute" and texts and not any(word in texts[0].upper() for word in ("SELECT", "COPY")):
        return True  # a command that gives no rows
    if any(text.lower().endswith(MODELS) for text in texts if len(text) < _LONGEST):
        return True
    return next(facts.downstream(call, "model.load"), None) is not None


def data_set(path: str) -> str:
    """What a path is called without the part it holds: `train.csv` and `test.csv` of one folder are one data set."""
    folder, _, name = path.lower().replace("\\", "/")[-_LONGEST:].rstrip("/").rpartition("/")
    stem = re.sub(r"(?<![a-z])(?:train|test|val|valid|validation|dev|holdout)(?:ing)?(?![a-z])", "", name.partition(".")[0]).strip(
        "_-. 0123456789"
    )
    return stem or folder.rpartition("/")[2]


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
    patterns = _written_patterns(facts)
    named = {last_part(text) for code in facts.product for _, text in code.source.strings if len(text) < _LONGEST}
    for table in facts.tables:
        name = posixpath.basename(table.path)
        if table.role in ("vendored", "generated", "test", "template") or _ALWAYS.search(name.lower()):
            continue
        if is_result(table.path) and (name in made or name not in named):
            continue
        if _holds_scores(table) or (name not in named and any(pattern.fullmatch(name) for pattern in patterns)):
            continue
        folders = table.path.lower().split("/")[:-1]
        if name in named or any(_DATA_FOLDER.fullmatch(part[:_LONGEST]) for part in folders):
            yield table


def _holds_scores(table: DataTable) -> bool:
    """Whether two columns or more are called by names of metrics."""
    return sum(bool(_METRIC.fullmatch(column.strip().lower()[:_LONGEST])) for column in table.source.columns) > 1


def _written_patterns(facts: Facts) -> list[re.Pattern[str]]:
    """The names, put together of pieces (`f"run_{k}.csv"`), of the tables that the project writes."""
    found = []
    for code in facts.product:
        pieces: dict[tuple[int, int | None], list[str]] = {}
        for line, text in code.source.strings:
            if len(text) < _LONGEST:
                place = code.at(line)
                pieces.setdefault((place.line, place.cell), []).append(text)
        for call in code.calls_to("data.write"):
            told = [last_part(text) for text in pieces.get((call.line, call.cell), ())]
            known = any(isinstance(argument.constant, str) for argument in call.arguments[:1])
            if not known and len(told) > 1 and told[-1].lower().endswith(DATA_ENDINGS) and any(len(each) > 1 for each in told[:-1]):
                found.append(re.compile("[^/]{0,80}".join(re.escape(each) for each in told[:_MOST_PIECES])))
    return found


def last_part(text: str) -> str:
    """The file or folder name at the end of a path."""
    return text.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]


def shortened(text: str, most: int) -> str:
    """A text that fits into a note; what is left out is told by dots: of a path its beginning."""
    if len(text) <= most:
        return text
    return f"...{text[3 - most :]}" if "/" in text and not set(text) & {" ", "?"} else f"{text[: most - 3]}..."
