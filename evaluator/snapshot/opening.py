"""From an address, a repository or a plain folder to a `Repository`: a `Snapshot` and the bytes behind it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec

from evaluator.model.errors import SnapshotError
from evaluator.model.place import Unread
from evaluator.model.regex import regex
from evaluator.model.snapshot import Blob, History, Snapshot
from evaluator.snapshot.clone import cloned, is_url
from evaluator.snapshot.disk import Folder, blob_id, count_changed
from evaluator.snapshot.files import is_file, is_folder, mode_of
from evaluator.snapshot.history import iso, last_before, parse_moment, read_history
from evaluator.snapshot.limits import MAX_KEPT, TABLE_HEAD, cap, is_table, lines, refusals
from evaluator.snapshot.refs import ID, Refs, read_refs
from evaluator.snapshot.shadow import Shadow, shadow_of
from evaluator.snapshot.store import Store, find_store, normalised, origin_of
from evaluator.snapshot.tree import Listing, folder_in, list_tree, narrowed
from evaluator.snapshot.words import display

Contents = Callable[[Sequence[Blob]], Iterator[bytes | None]]
_REVISION = regex(r"([^~^]{1,300})((?:[~^]\d{0,4}){0,20})")
_HEX = regex(r"[0-9a-f]{4,64}")


class Repository:
    """A snapshot with its bytes, open for the length of a `with`."""

    def __init__(self, snapshot: Snapshot, contents: Contents) -> None:
        refused = sorted(refusals((*snapshot.blobs, *snapshot.root)))
        self.snapshot = msgspec.structs.replace(snapshot, unread=(*snapshot.unread, *lines(refused)))
        self._contents = contents
        self._refused = frozenset(item.path for item in refused)
        self._kept: dict[str, bytes] = {}
        self._room = MAX_KEPT

    def read(self, blobs: Sequence[Blob]) -> Iterator[tuple[Blob, bytes | None]]:
        """The bytes of blobs, streamed in the order asked for; of tables the first 64 kB.

        None where the content is missing or damaged, or larger than files of that name are read (`snapshot.unread`
        names those that matter). Close or exhaust the iterator before the repository is left. What was read is kept up to a
        limit, since some of it is quoted later.
        """
        wanted = [blob for blob in blobs if self.readable(blob) and blob.id not in self._kept]
        answers = iter(self._contents(wanted) if wanted else ())
        fresh = {id(blob) for blob in wanted}
        for blob in blobs:
            data = next(answers, None) if id(blob) in fresh else self._kept.get(blob.id) if self.readable(blob) else None
            yield blob, self._remembered(blob, data)

    def _remembered(self, blob: Blob, data: bytes | None) -> bytes | None:
        """The bytes that count of a blob, kept while there is room."""
        if data is None:
            return None
        if is_table(blob.path):
            return data[:TABLE_HEAD]
        if len(data) <= self._room and blob.id not in self._kept:
            self._kept[blob.id] = data
            self._room -= len(data)
        return data

    def readable(self, blob: Blob) -> bool:
        """Whether files of its name and size are read at all, which the snapshot alone decides."""
        return 0 <= blob.size <= cap(blob.path) and blob.path not in self._refused


@contextmanager
def open_repository(
    source: str,
    *,
    rev: str | None = None,
    as_of: str | None = None,
    path: str = "",
    excludes: Sequence[str] = (),
    worktree: bool = False,
) -> Iterator[Repository]:
    """Open a repository (a folder, a bare git folder, a clone URL) or a plain folder for reading; nothing in it is changed.

    `rev` names the commit (HEAD by default), `as_of` takes the last one before a date, `path` one folder of it,
    `excludes` are globs of paths left out, `worktree` reads the files on disk. Paths stay those of the whole tree.

    Raises:
        SnapshotError: it cannot be read; one line that names the remedy.
    """
    if worktree and (rev or as_of):
        raise SnapshotError("--worktree reads the files on disk: it does not go with --rev or --as-of")
    with ExitStack() as stack:
        snapshot, whole, contents = _opened(stack, source, rev, as_of, worktree=worktree)
        yield Repository(_narrowed(snapshot, whole, path, tuple(excludes)), contents)


def _opened(stack: ExitStack, source: str, rev: str | None, as_of: str | None, *, worktree: bool) -> tuple[Snapshot, Listing, Contents]:
    address = is_url(source)
    folder = stack.enter_context(cloned(source, whole=rev is not None)) if address else _folder(source)
    store = find_store(folder)
    if store is None:
        return _plain(folder, rev or as_of)
    if worktree and store.tree is None:
        raise SnapshotError("--worktree: a bare repository has no files on disk: leave the option out")
    refs = read_refs(store)
    if refs.head is None and not worktree and rev is None:
        raise SnapshotError("it has no commits yet: commit your files, or review them as they lie with --worktree")
    shadow = stack.enter_context(shadow_of(store, refs.head or "0" * 40))
    origin = normalised(source) if address else origin_of(store)
    if worktree and store.tree:
        return _on_disk(store.tree, shadow, refs, origin)
    if rev or as_of:
        return _at_commit(store, shadow, refs, _tip(shadow, refs, rev, as_of), origin)
    return _at_head(store, shadow, refs, origin)


def _folder(source: str) -> Path:
    if not source or "\0" in source:
        raise SnapshotError("no repository was named: pass a folder or a clone URL")
    given = Path(source)
    mode_of(given)
    try:
        folder = given.resolve(strict=True)
    except (OSError, RuntimeError) as error:
        raise SnapshotError(f"{display(source)}: there is no such folder: check the path") from error
    if is_file(folder):
        raise SnapshotError(f"{display(source)}: this is a file: pass the folder of the repository (unpack an archive first)")
    if not is_folder(folder):
        raise SnapshotError(f"{display(source)}: this is no folder: pass the folder of the repository")
    return folder


def _tip(shadow: Shadow, refs: Refs, rev: str | None, as_of: str | None) -> str:
    start = _resolved(shadow, refs, rev) if rev else _commit_id(shadow, refs.head or "", "HEAD")
    if as_of is None:
        return start
    moment = parse_moment(as_of)
    if moment is None:
        raise SnapshotError(f"--as-of {display(as_of, 40)}: write a date as 2024-05-31 or 2024-05-31T18:00+02:00")
    found = last_before(shadow, start, moment)
    if found is None:
        raise SnapshotError(f"--as-of {display(as_of, 40)}: there is no commit before that moment ({iso(max(moment, 0))})")
    return found


def _resolved(shadow: Shadow, refs: Refs, rev: str) -> str:
    match = _REVISION.fullmatch(rev)
    name, steps = match.groups() if match else (rev, "")
    found = refs.lookup(name) or (name if _HEX.fullmatch(name) else None)
    if found is None:
        import difflib

        near = difflib.get_close_matches(name, sorted(full.split("/", 2)[-1] for full in refs.names)[:5_000], 1)
        hint = f"did you mean {display(near[0], 80)}?" if near else "name a branch, a tag or a commit id"
        raise SnapshotError(f"--rev {display(rev, 80)}: there is no such name here: {hint}")
    return _commit_id(shadow, found + steps, f"--rev {display(rev, 80)}")


def _commit_id(shadow: Shadow, name: str, said: str) -> str:
    found = shadow.line("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if ID.fullmatch(found):
        return found
    raise SnapshotError(f"{said}: the commit it names is missing or damaged: fetch it, or clone the repository anew")


def _at_head(store: Store, shadow: Shadow, refs: Refs, origin: str | None) -> tuple[Snapshot, Listing, Contents]:
    """The commit of HEAD: git is asked what its id names only where the history does not begin with it."""
    head = refs.head or ""
    try:
        found = _at_commit(store, shadow, refs, head, origin)
    except SnapshotError:
        _commit_id(shadow, head, "HEAD")
        raise
    first = found[0].history.commits[:1]
    if [commit.id for commit in first] == [head]:
        return found
    tip = _commit_id(shadow, head, "HEAD")
    return found if tip == head else _at_commit(store, shadow, refs, tip, origin)


def _at_commit(store: Store, shadow: Shadow, refs: Refs, tip: str, origin: str | None) -> tuple[Snapshot, Listing, Contents]:
    whole = list_tree(shadow, tip)
    history, lost = read_history(shadow, tip, refs, bounded=whole.complete)
    sparse = bool(mode_of(store.head / "info" / "sparse-checkout"))
    changed = count_changed(store.tree, whole, shadow, sparse=sparse) if store.tree else None
    at = iso(history.commits[0].at) if history.commits else None
    snapshot = Snapshot(origin, tip, at, history=history, unread=(*refs.unread, *lost), changed_on_disk=changed)

    def contents(blobs: Sequence[Blob]) -> Iterator[bytes | None]:
        for blob, data in zip(blobs, shadow.objects([blob.id for blob in blobs], [cap(blob.path) for blob in blobs]), strict=True):
            # git does not check names; a cache that believed a forged one would hand it to other repositories
            yield data if data is not None and blob_id(data, wide=len(blob.id) == 64) == blob.id else None

    return snapshot, whole, contents


def _on_disk(top: Path, shadow: Shadow, refs: Refs, origin: str | None) -> tuple[Snapshot, Listing, Contents]:
    folder = Folder(top)
    history, lost = read_history(shadow, _commit_id(shadow, refs.head, "HEAD"), refs) if refs.head else (History(), ())
    notice = Unread("", "the files were read as they lie on disk: the commit is not what was reviewed")
    snapshot = Snapshot(origin, None, None, history=history, unread=(notice, *lost))
    return snapshot, folder.listing(), folder.contents


def _plain(top: Path, asked: str | None) -> tuple[Snapshot, Listing, Contents]:
    if asked:
        raise SnapshotError("it is a plain folder without git history: --rev and --as-of do not apply")
    folder = Folder(top)
    notices = [Unread("", "a plain folder: what needs git history does not apply")]
    if any(mode_of(above / ".git") for above in top.parents):
        notices.append(Unread("", "the folder lies inside a git repository: name that one with --path to use its history"))
    listing = folder.listing()
    if not listing.blobs and not listing.links:
        raise SnapshotError("the folder is empty: pass the folder of the repository")
    return Snapshot(None, None, None, unread=tuple(notices)), listing, folder.contents


def _narrowed(snapshot: Snapshot, whole: Listing, path: str, excludes: tuple[str, ...]) -> Snapshot:
    reviewed = folder_in(whole, path)
    listing, root = narrowed(whole, reviewed, excludes)
    return msgspec.structs.replace(
        snapshot,
        reviewed_path=reviewed,
        blobs=listing.blobs,
        root=root,
        links=listing.links,
        submodules=listing.submodules,
        unread=(*snapshot.unread, *listing.unread),
        excludes=excludes,
    )
