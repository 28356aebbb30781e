"""Runs of a training program from elsewhere whose folder is kept in the tree: its table of metrics, its pictures, its weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.shelled import in_notebooks, in_stages
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

_FOREIGN = frozenset({"vendored", "template", "tutorial", "test"})
_CONFUSION = regex(r"(?:^|/)confusion_matrix(?:_normalized)?\.(?:png|jpg)$")
_WEIGHTS = regex(r"/weights/best\.\w{1,12}$|/best\.(?:pt|pth|ckpt|onnx)$")


class KeptRun(msgspec.Struct, frozen=True):
    """One run: where its table stands, what it measured, whether losses of training and validation rows stand in it."""

    at: Location
    folder: str
    metrics: tuple[str, ...]
    both: bool


@once
def kept_runs(facts: Facts) -> Iterator[KeptRun]:
    """Tables of epochs with metrics, where a line of shell starts the training."""
    if next(in_notebooks(facts), None) is None and next(in_stages(facts), None) is None:
        return
    for table in facts.tables:
        columns = [column.strip() for column in table.source.columns]
        metrics = tuple(column.partition("/")[2] for column in columns if column.startswith("metrics/"))
        if metrics and "epoch" in columns and table.role not in _FOREIGN:
            both = all(any(column.startswith(side) for column in columns) for side in ("train/", "val/"))
            yield KeptRun(Location(table.path, 1), table.path.rpartition("/")[0], metrics, both)


def run_metrics(facts: Facts, fewest: int = 1) -> Iterator[Found]:
    """What runs measured, one place each."""
    for each in kept_runs(facts):
        if len(each.metrics) >= fewest:
            yield each.at, f"the kept run measured {', '.join(each.metrics[:3])} after each epoch", "high"


def run_losses(facts: Facts) -> Iterator[Found]:
    """Runs whose table holds losses on training rows beside those on others."""
    yield from ((each.at, "losses on training and on validation rows stand side by side", "high") for each in kept_runs(facts) if each.both)


def run_files(facts: Facts, *, weights: bool) -> Iterator[Found]:
    """Weights that a run left, or pictures of its confusion matrix."""
    folders = tuple(f"{each.folder}/" for each in kept_runs(facts) if each.folder)
    pattern, words = (_WEIGHTS, "the best weights of the kept run") if weights else (_CONFUSION, "the confusion matrix of the kept run")
    for file in facts.paths if folders else ():
        if file.path.startswith(folders) and pattern.search(file.path):
            yield Location(file.path, 0), words, "high"
