"""A repository in memory: its facts, without git or disk."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from evaluator import facts
from evaluator.model.snapshot import Blob, Commit, History, Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from evaluator.model.facts import Facts


def facts_of(files: Mapping[str, str | bytes], commits: tuple[Commit, ...] = ()) -> Facts:
    """The facts of a repository that holds these files."""
    contents = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
    blobs = tuple(sorted(Blob(path, hashlib.sha1(data).hexdigest(), len(data)) for path, data in contents.items()))
    taken = Snapshot(None, None, None, blobs=blobs, history=History(commits, known=bool(commits)))

    def read(wanted: Sequence[Blob]) -> Iterator[tuple[Blob, bytes | None]]:
        return ((blob, contents[blob.path]) for blob in wanted)

    return facts.gather(taken, facts.extracting(read))
