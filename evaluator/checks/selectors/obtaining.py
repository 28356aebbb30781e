"""How the data come to the code: committed files it reads, downloads and loaders it calls."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.data_links import FETCHERS, fetches
from evaluator.checks.selectors.files import named_file, written_names
from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.opened import only_opened_to_write
from evaluator.checks.selectors.settings import texts_behind
from evaluator.checks.selectors.shell import simple_commands
from evaluator.checks.selectors.sources import brings_model, fetches_data, is_result, readings
from evaluator.checks.selectors.standing import FOREIGN, own
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts, File

TABLES = (
    ".csv", ".tsv", ".parquet", ".feather", ".xlsx", ".xls", ".jsonl", ".npz", ".npy", ".data", ".arff", ".mat", ".sqlite", ".db",
    ".csv.gz", ".csv.zip", ".zip", ".tar.gz", ".pdf", ".hdf5",
)  # fmt: skip
NO_DATA = (
    "submission", "sample_", "example", "prediction", "result", "metric", "history", "log", "mlflow", "optuna", "hist_", "loss",
    "hiperparam", "hyperparam", "best_param", "indices",
)  # fmt: skip
_DOCUMENTS = (".pdf", ".md", ".txt", ".html", ".docx", ".json", ".epub", ".rst")
_OF_FOLDER = regex(r"Directory(?:Loader|Reader)$")
_README = regex(r"readme|licen[cs]e|changelog|contributing", re.IGNORECASE)
FOLDERS = frozenset({"ImageFolder", "DatasetFolder", "CSVLogger"})
_SETTINGS = regex(r"config|setting|schema|param|mapping|package|vocab|index|meta|info|label")
_MODEL = regex(r"(?:^|/)models?(?:\.dvc$|/)|\.(?:pkl|pt|pth|h5|keras|onnx|joblib|ckpt|bin|safetensors)\.dvc$")
_RUNS = regex(r"(?:^|/)(?:experiments?|runs?|results?|wandb|mlruns)/")
FEWEST = 10
NAME = 200
NEAR = 3
BEFORE = 6
_FETCHES = (*FETCHERS, "dvc")
_TABLE_FILES = (".csv", ".tsv", ".parquet", ".jsonl", ".xlsx", ".arff", ".csv.gz", ".csv.zip")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg")
_OF_MODEL = regex(r"(?:^|[/_.-])(?:models?|weights?|checkpoints?|pre-?trained|ckpts?|vocab|tokenizers?)(?:[/_.-]|$)|_model")
_OF_DATA = regex(r"(?:^|[/_.-])data(?:sets?)?(?:[/_.-]|$)")
FRAMES = ("pandas.", "polars.", "pyspark.", "dask.", "ray.data.", "numpy.", "datasets.")
# What belongs to a model that is downloaded: its tokenizer, its settings.
PARTS = ("tokenizer.json", "config.json", "vocab.txt", "vocab.json", "tokenizer_config.json", ".model", ".vocab", ".yaml", ".yml")
_PRIVATE = ("boto3.", "google.cloud.", "azure.", "minio.", "psycopg", "sqlalchemy.", "sqlite3.", "pymysql", "pymongo.")
_FROM_DATABASE = frozenset({"read_sql", "read_sql_query", "read_sql_table", "read_gbq", "read_database", "read_database_uri"})
_SHOWN = regex(r"(?:^|/)(?:ui|web|front-?_?end|dashboard|streamlit_?app|pages)/")  # what asks its own service
_BRINGS = ("data.builtin", "data.download", "data.query", "data.read")
_KEPT = ("data.write", "data.construct", "data.read")
ASKS = ("requests.get", "requests.request", "requests.Session", "httpx.", "aiohttp.", "urllib.request.urlopen", "urllib3.")
_KAGGLE = frozenset({
    "competition_download_files", "competition_download_file", "dataset_download_files", "dataset_download_file", "dataset_download",
    "competition_download", "competition_download_cli", "dataset_download_cli",
})  # fmt: skip
BUCKETS = frozenset({"gsutil", "aws", "gcloud", "az"})
# Stores that may be open to all or to one account only.
STORES = ("s3://", "s3a://", "s3n://", "gs://", "hdfs://", "abfss://", "wasbs://")
MOST_TEXT = 2_000
_WRITES = frozenset({"write", "write_bytes", "write_text", "extractall", "copyfileobj", "DataFrame"})


def committed(facts: Facts) -> Iterator[File]:
    """Files and folders of data in the tree that the code names; not what only the code writes."""
    named, read = _named(facts)
    names = {posixpath.basename(path) for path in named} | read
    only_written = (written_names(facts) | only_opened_to_write(facts)) - read
    folders = {path.strip("/") for path in named if "/" in path and "." not in posixpath.basename(path.rstrip("/"))} - {""}
    crowded: dict[str, list[File]] = {}
    for file in facts.paths:
        if file.role in FOREIGN or file.role == "test":
            continue
        if _is_table(file, names) and not (file.name in only_written or (is_result(file.path) and file.name not in read)):
            yield file
        for folder in folders:
            if file.path.startswith(f"{folder}/") and file.role == "data":
                crowded.setdefault(folder, []).append(file)
    for files in crowded.values():
        if len(files) >= FEWEST:
            yield next((file for file in files if not file.name.startswith(("_", "."))), files[0])
    yield from _of_folders(facts)


def _of_folders(facts: Facts) -> Iterator[File]:
    """A document of each folder that a loader of documents is given: `DirectoryLoader("data/docs")`."""
    readers = [call for call in facts.calls_to("data-loading") if _OF_FOLDER.search(call.method)]
    told = ((call.path.rpartition("/")[0], text) for call in readers for text in texts_behind(facts, call) if len(text) < NAME)
    named = {posixpath.normpath(posixpath.join(home, text)) for folder, text in told for home in ("", folder)} - {"."}
    shown = (file for file in facts.paths if file.role not in (*FOREIGN, "test") and file.name.lower().endswith(_DOCUMENTS))
    files = [file for file in shown if not _README.match(file.name)] if named else []
    for folder in sorted(named):
        yield from [file for file in files if file.path.startswith(f"{folder}/")][:1]


def _is_table(file: File, names: set[str]) -> bool:
    """Whether a file is data by its ending and named by code; or lies in a folder that is one table (`rows.parquet/part-0`)."""
    low = file.name.lower()
    rows = low.endswith(TABLES) or (low.endswith(".json") and file.role == "data" and not _SETTINGS.search(low))
    if not rows or any(word in low for word in NO_DATA) or _RUNS.search(file.path.lower()):
        return False
    in_parts = any(part in names for part in file.path.split("/")[:-1] if part.endswith((".parquet", ".zarr", ".delta")))
    return in_parts or file.name in names or file.name.removesuffix(".dvc") in names


def _named(facts: Facts) -> tuple[frozenset[str], set[str]]:
    """Every path that product code names, as from the root; the names of the files that it reads."""
    texts = {text.replace("\\", "/") for code in facts.product for _, text in code.source.strings if len(text) < 200}
    read = {name for call in readings(facts) if (name := named_file(facts, call))}
    return frozenset(_from_root(text) for text in texts | read), {posixpath.basename(path) for path in read}


def _from_root(path: str) -> str:
    """A path without the dots before it; a bare folder keeps a slash, so that it is told from a word (`./images` as `images/`)."""
    plain = path
    while plain.startswith(("./", "../")):
        plain = plain.partition("/")[2]
    return plain if plain == path or "/" in plain or not plain else f"{plain}/"


def pointed_to(facts: Facts) -> Iterator[File]:
    """Pointers of DVC to data in a remote that others can reach."""
    configs = (manifest for manifest in facts.manifests if manifest.path.endswith(".dvc/config"))
    if any("://" in value for manifest in configs for _, value, _ in manifest.source.values):
        yield from (
            file for file in facts.paths if (file.name.endswith(".dvc") and not _MODEL.search(file.path)) or file.name == "dvc.lock"
        )


@once
def obtained(facts: Facts) -> Iterator[tuple[Call, bool]]:
    """Calls that fetch data or load a published set; not certain where the source may be private or no data at all."""
    for call in (each for each in facts.called if _may_bring(each)):
        texts = [argument.constant for argument in call.arguments if isinstance(argument.constant, str)]
        changes = call.method == "execute" and not any("SELECT" in text.upper()[:MOST_TEXT] for text in texts)
        if not fetches_data(call) or changes or (call.means("data.download") and fetches_model(facts, call)):
            continue
        if call.means("data.builtin") or call.method in _KAGGLE:
            yield call, True
        elif (call.name.startswith(_PRIVATE) and call.means("data.download", "data.query")) or call.method in _FROM_DATABASE:
            yield call, False
        elif call.means("data.download"):
            asks = call.name.startswith(ASKS)
            if not asks or is_kept(facts, call):
                yield call, not (call.name.startswith("huggingface_hub.") or (asks and _SHOWN.search(call.path)))
        elif call.means("data.read"):
            told = (*texts, *(texts_behind(facts, call) if call.name.startswith(FRAMES) else ()), *_just_above(facts, call))
            if any(text.startswith(("http://", "https://", "hf://")) for text in told):
                yield call, True
            elif any(text.startswith(STORES) for text in told):
                yield call, False


def _just_above(facts: Facts, call: Call) -> Iterator[str]:
    """Addresses written just above, in the same function, where a table is read by the name of a text: `read_excel(url)`."""
    code, first = facts.code_at(call.path), call.argument("", 0)
    if code is None or first is None or not first.text or first.inputs or "." in first.text or not call.name.startswith(FRAMES):
        return
    last = code.line_of(call.at)
    begins = max(last - NEAR, code.functions[call.scope].line if call.scope >= 0 else 0)
    yield from (text for line, text in code.source.strings if begins <= line <= last)


def _may_bring(call: Call) -> bool:
    """Whether a call may bring data: asked before all else."""
    looked_up = call.method == "get" and ".info." in f"{call.name}.{call.written}"  # one field of a quote
    return call.method not in FOLDERS and not looked_up and (call.method in _KAGGLE or call.means(*_BRINGS))


def fetches_model(facts: Facts, call: Call) -> bool:
    """Whether what is downloaded is a model or its settings: by its name, or by what reads the same place next."""
    texts = [argument.constant for argument in call.arguments if isinstance(argument.constant, str)]
    if brings_model(facts, call) or any(text.lower().endswith(PARTS) for text in texts) or _is_called_model(facts, call):
        return True
    places = {argument.text or argument.constant for argument in call.arguments} - {None, ""}
    code = facts.code_at(call.path)
    after = code.within(call.scope) if code and places else ()
    return any(
        each.kind == "call"
        and 0 < each.line - call.line <= NEAR
        and each.cell == call.cell
        and (each.means("model.load") or (each.method == "open" and each.name == "open"))
        and any((argument.text or argument.constant) in places for argument in each.arguments)
        for each in after
    ) and not any(
        each.means("data.read") and not each.means("json.parse", "model.load") and 0 < each.line - call.line <= NEAR
        for each in (code.within(call.scope) if code else ())
    )


def _is_called_model(facts: Facts, call: Call) -> bool:
    """Whether the address, the function or the file around a download speaks of a model, or it brings one picture by its name."""
    code = facts.code_at(call.path)
    if code is None or call.method in _KAGGLE:
        return False
    around = ((code.at(line), text.lower()) for line, text in code.source.strings if len(text) < MOST_TEXT)
    near = [text for at, text in around if at.cell == call.cell and -BEFORE <= at.line - call.line <= NEAR]
    if any(text.endswith(_TABLE_FILES) for text in near):
        return False
    named = [text for text in near if "/" in text]
    named += [code.functions[call.scope].name.lower()] if call.scope >= 0 else []
    named += [] if code.is_notebook else [posixpath.basename(call.path).lower()]
    told = any(_OF_MODEL.search(text) for text in named) and not any(_OF_DATA.search(text) for text in named)
    return told or any(text.endswith(_PICTURES) for text in near)


def fetching_commands(facts: Facts) -> Iterator[tuple[Location, tuple[str, ...]]]:
    """Shell commands of scripts, targets and notebooks that fetch data; `dvc pull` only with a remote."""
    remote = any(True for _ in pointed_to(facts))
    lines = [
        (Location(work.path, target.line_of(number)), line)
        for work in own(facts.stages)
        for target in work.source.targets
        for number, line in enumerate(target.commands)
    ]
    for notebook in own(facts.notebooks):
        for cell in notebook.source.cells:
            lines += [(Location(notebook.path, line, cell.number), text.lstrip("!% ")) for line, text in cell.shell]
    for place, line in lines:
        if not any(each in line for each in _FETCHES):
            continue  # before the line is taken apart
        for command in simple_commands(line[:MOST_TEXT]):
            program = command.words[0] if command.words else ""
            if program and program not in BUCKETS and fetches(command.words) and (remote or program != "dvc"):
                yield place, command.words


def is_kept(facts: Facts, call: Call) -> bool:
    """Whether an answer becomes a file or a table."""
    return any(each.means(*_KEPT) or each.method in _WRITES for each in facts.downstream(call))
