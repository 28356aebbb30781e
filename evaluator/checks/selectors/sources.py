"""Where the data come from: what code reads, downloads or loads by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

READS = ("data.read", "data.query")
LOADS = ("data.builtin", "data.download")
DATA_ENDINGS = (
    ".csv", ".tsv", ".parquet", ".feather", ".json", ".jsonl", ".xlsx", ".xls", ".data", ".txt", ".npz", ".npy", ".h5", ".hdf5", ".pkl", ".zip",
    ".gz", ".arff", ".sqlite", ".db", ".mat", ".libsvm", ".svm", ".orc", ".dat", ".wav", ".jpg", ".png",
)  # fmt: skip


def readings(facts: Facts) -> Iterator[Call]:
    """Calls that read data from files or databases."""
    return (call for call in facts.calls_to(*READS) if call.kind == "call")


def loadings(facts: Facts) -> Iterator[Call]:
    """Calls that load a named public data set or download one."""
    return (call for call in facts.calls_to(*LOADS) if call.kind == "call")


def last_part(text: str) -> str:
    """The file or folder name at the end of a path."""
    return text.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
