"""How the data come to the code: committed files it reads, downloads and loaders it calls."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from evaluator.checks.selectors.data_links import fetches
from evaluator.checks.selectors.files import named_file
from evaluator.checks.selectors.shell import simple_commands
from evaluator.checks.selectors.sources import readings
from evaluator.checks.selectors.standing import FOREIGN, own
from evaluator.model.place import Location

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts, File

TABLES = (
    ".csv", ".tsv", ".parquet", ".feather", ".xlsx", ".xls", ".jsonl", ".npz", ".npy", ".data", ".arff", ".mat", ".sqlite", ".db",
    ".csv.gz", ".csv.zip", ".zip", ".tar.gz", ".pdf", ".hdf5",
)  # fmt: skip
NO_DATA = ("submission", "sample_", "example", "prediction", "result", "metric", "history", "log")
FOLDERS = frozenset({"ImageFolder", "DatasetFolder", "CSVLogger"})
FEWEST = 10
_PRIVATE = ("boto3.", "google.cloud.", "azure.", "minio.", "psycopg", "sqlalchemy.", "sqlite3.", "pymysql", "pymongo.")
_KEPT = ("data.write", "data.construct", "data.read")
_ASKS = ("requests.", "httpx.", "aiohttp.", "urllib.request.urlopen")
_NO_SOURCE = ("nltk.", "spacy.")
_SENDS = frozenset({"post", "put", "delete", "patch", "Session", "Client", "AsyncClient", "raise_for_status"})
_KAGGLE = frozenset({
    "competition_download_files", "competition_download_file", "dataset_download_files", "dataset_download_file", "dataset_download",
    "competition_download", "competition_download_cli", "dataset_download_cli",
})  # fmt: skip
BUCKETS = frozenset({"gsutil", "aws", "gcloud", "az"})
MOST_TEXT = 2_000
_WRITES = frozenset({"write", "write_bytes", "write_text", "extractall", "copyfileobj", "DataFrame"})


def committed(facts: Facts) -> Iterator[File]:
    """Files and folders of data in the tree that the code names."""
    named = _named(facts)
    names = {posixpath.basename(path) for path in named}
    folders = {path.strip("/") for path in named if "/" in path and "." not in posixpath.basename(path)}
    crowded: dict[str, list[File]] = {}
    for file in facts.paths:
        low = file.name.lower()
        if file.role in FOREIGN or file.role == "test":
            continue
        if (
            low.endswith(TABLES)
            and not any(word in low for word in NO_DATA)
            and (file.name in names or file.name.removesuffix(".dvc") in names)
        ):
            yield file
        for folder in folders:
            if file.path.startswith(f"{folder}/") and file.role == "data":
                crowded.setdefault(folder, []).append(file)
    for files in crowded.values():
        if len(files) >= FEWEST:
            yield files[0]


def _named(facts: Facts) -> frozenset[str]:
    """Every path that product code names."""
    found = {text.replace("\\", "/").removeprefix("./") for code in facts.product for _, text in code.source.strings if len(text) < 200}
    found |= {name for call in readings(facts) if (name := named_file(facts, call))}
    return frozenset(found)


def pointed_to(facts: Facts) -> Iterator[File]:
    """Pointers of DVC to data in a remote that others can reach."""
    configs = (manifest for manifest in facts.manifests if manifest.path.endswith(".dvc/config"))
    if any("://" in value for manifest in configs for _, value, _ in manifest.source.values):
        yield from (file for file in facts.paths if file.name.endswith(".dvc") or file.name == "dvc.lock")


def obtained(facts: Facts) -> Iterator[tuple[Call, bool]]:
    """Calls that fetch data or load a published set; not certain where the source may be private or no data at all."""
    for call in (call for code in facts.product for call in code.calls if call.kind == "call" and call.method not in FOLDERS):
        texts = [argument.constant for argument in call.arguments if isinstance(argument.constant, str)]
        changes = call.method == "execute" and not any("SELECT" in text.upper()[:MOST_TEXT] for text in texts)
        if call.name.startswith(_NO_SOURCE) or call.method in _SENDS or changes:
            continue
        if call.means("data.builtin") or call.method in _KAGGLE:
            yield call, True
        elif call.name.startswith(_PRIVATE) and call.means("data.download", "data.query"):
            yield call, False
        elif call.means("data.download"):
            yield call, _is_kept(facts, call) if call.name.startswith(_ASKS) else not call.name.startswith("huggingface_hub.")
        elif call.means("data.read") and any(text.startswith(("http://", "https://", "hf://")) for text in texts):
            yield call, True


def fetching_commands(facts: Facts) -> Iterator[tuple[Location, tuple[str, ...]]]:
    """Shell commands of scripts, targets and notebooks that fetch data; `dvc pull` only with a remote."""
    remote = any(True for _ in pointed_to(facts))
    lines = [
        (Location(work.path, target.line), line) for work in own(facts.stages) for target in work.source.targets for line in target.commands
    ]
    for notebook in own(facts.notebooks):
        for cell in notebook.source.cells:
            lines += [(Location(notebook.path, line, cell.number), text.lstrip("!% ")) for line, text in cell.shell]
    for place, line in lines:
        for command in simple_commands(line[:MOST_TEXT]):
            program = command.words[0] if command.words else ""
            if program and program not in BUCKETS and fetches(command.words) and (remote or program != "dvc"):
                yield place, command.words


def _is_kept(facts: Facts, call: Call) -> bool:
    """Whether an answer becomes a file or a table."""
    return any(each.means(*_KEPT) or each.method in _WRITES for each in facts.downstream(call))
