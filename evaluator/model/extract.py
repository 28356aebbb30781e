"""What a reader is asked and what it may answer: the seam that the cache wraps."""

import msgspec

from evaluator.model.documents import (
    ContainerSource,
    Manifest,
    NotebookSource,
    Plain,
    Requirements,
    Secrets,
    Stages,
    TableHeader,
    Text,
    WorkflowSource,
)
from evaluator.model.snapshot import Blob
from evaluator.model.source import PythonSource

Source = (
    PythonSource
    | NotebookSource
    | Text
    | Requirements
    | Manifest
    | ContainerSource
    | WorkflowSource
    | Stages
    | TableHeader
    | Plain
    | Secrets
)

TYPES: dict[str, type[msgspec.Struct]] = {
    "python": PythonSource,
    "beside": PythonSource,
    "notebook": NotebookSource,
    "document": Text,
    "dependencies": Requirements,
    "manifest": Manifest,
    "container": ContainerSource,
    "workflow": WorkflowSource,
    "stages": Stages,
    "table": TableHeader,
    "plain": Plain,
    "secrets": Secrets,
}


class Wanted(msgspec.Struct, frozen=True):
    """A blob to be read as a kind; `name` is the last part of its path where the format hangs on it, else "".

    `edition` is the reader's: what it said before is forgotten when it changes.
    """

    blob: Blob
    kind: str
    name: str
    edition: int
