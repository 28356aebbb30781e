"""A commit's tree as data: blobs by path, the history behind it, nothing of their content."""

import msgspec

from evaluator.model.place import Unread


class Blob(msgspec.Struct, frozen=True, order=True):
    """A regular file of the tree (git: blob). `size` in bytes, -1 where git does not know it (a missing blob)."""

    path: str
    id: str
    size: int
    executable: bool = False


class Commit(msgspec.Struct, frozen=True):
    """One commit; authors are numbers in order of first appearance, identities stay outside the house.

    `at` is the committer date in seconds since 1970 (UTC); `paths` are the paths it changed (empty for merges).
    """

    id: str
    at: int
    author: int
    subject: str
    parents: int
    paths: tuple[str, ...] = ()
    bot: bool = False
    web_upload: bool = False


class History(msgspec.Struct, frozen=True):
    """The commits reachable from the reviewed one, newest first; `known` is false for a plain folder."""

    commits: tuple[Commit, ...] = ()
    known: bool = False
    shallow: bool = False
    truncated: bool = False
    tags: int = 0
    branches: int = 0


class Snapshot(msgspec.Struct, frozen=True):
    """What is reviewed: a commit's tree (or a folder as it lies on disk).

    `origin` is a normalised https remote or None, never a path of this machine. `links` are symbolic links and
    `submodules` gitlinks: listed, never followed. `changed_on_disk` counts files whose bytes on disk differ from the tree.
    `root` holds blobs outside `reviewed_path` that still serve it (licence, CI, README of the root).
    """

    origin: str | None
    commit: str | None
    committed_at: str | None
    reviewed_path: str = ""
    blobs: tuple[Blob, ...] = ()
    root: tuple[Blob, ...] = ()
    links: tuple[str, ...] = ()
    submodules: tuple[str, ...] = ()
    history: History = History()
    unread: tuple[Unread, ...] = ()
    excludes: tuple[str, ...] = ()
    changed_on_disk: int | None = None
