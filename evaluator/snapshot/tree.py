"""A commit's tree as a list of blobs: sizes from git without opening one, links and submodules named, nothing followed."""

import fnmatch
import re
from collections.abc import Iterable, Sequence

import msgspec

from evaluator.model.errors import SnapshotError
from evaluator.model.place import Unread
from evaluator.model.regex import regex
from evaluator.model.snapshot import Blob
from evaluator.snapshot.limits import MAX_LISTED, MAX_PATHS, MAX_TREE_OUTPUT
from evaluator.snapshot.shadow import Shadow
from evaluator.snapshot.words import display, path_text

_LINK, _SUBMODULE, _EXECUTABLE = b"120000", b"160000", b"100755"
_SERVES = regex(
    r"(?:readme|license|licence|copying|unlicense|notice|citation|contributing|code_of_conduct|security)[^/]{0,40}"
    r"|\.github/(?:workflows/[^/]{1,200}\.ya?ml|[^/]{1,100}\.md|dependabot\.ya?ml|codeowners)"
    r"|\.gitlab-ci\.ya?ml|\.travis\.yml|azure-pipelines\.ya?ml|jenkinsfile|\.circleci/config\.yml|bitbucket-pipelines\.yml"
    r"|\.pre-commit-config\.ya?ml|\.gitignore|\.gitattributes|\.dockerignore|\.python-version",
    re.IGNORECASE,
)


class Listing(msgspec.Struct, frozen=True):
    """What a tree or folder holds, in the order of its paths."""

    blobs: tuple[Blob, ...] = ()
    links: tuple[str, ...] = ()
    submodules: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()
    complete: bool = True


def list_tree(shadow: Shadow, tip: str) -> Listing:
    """The tree of a commit.

    Raises:
        SnapshotError: the tree itself is missing or damaged, so that nothing can be listed.
    """
    blobs: list[Blob] = []
    links: list[str] = []
    submodules: list[str] = []
    unread: list[Unread] = []
    with shadow.records("ls-tree", "-r", "-z", "-l", "--full-tree", tip, limit=MAX_TREE_OUTPUT) as records:
        for count, record in enumerate(records):
            if count >= MAX_LISTED:
                break
            words, _, raw = record.partition(b"\t")
            fields = words.split()
            path = path_text(raw)
            if len(fields) != 4 or not _sound(raw):
                unread.append(Unread(display(path), "a path that git does not check out"))
            elif fields[0] == _LINK:
                links.append(path)
            elif fields[0] == _SUBMODULE:
                submodules.append(path)
            else:
                size = int(fields[3]) if fields[3].isdigit() else -1
                blobs.append(Blob(path, fields[2].decode(), size, executable=fields[0] == _EXECUTABLE))
    if not records.complete:
        if not (blobs or links or submodules):
            raise SnapshotError("its newest commit has no readable tree: run `git fsck` in it, or clone it anew")
        unread.append(Unread("", f"the tree is damaged or very large: {len(blobs):,} files of it were listed"))
    return Listing(tuple(blobs), tuple(links), tuple(submodules), tuple(unread[:MAX_PATHS]), records.complete)


def _sound(raw: bytes) -> bool:
    return bool(raw) and not any(part in (b"", b".", b"..") or part.lower() == b".git" for part in raw.split(b"/"))


def folder_in(listing: Listing, path: str) -> str:
    """The sub-project that `--path` names, as the tree spells it ("" for the root).

    Raises:
        SnapshotError: the tree has no such folder; the message names the nearest one.
    """
    parts = [part for part in path.replace("\\", "/").split("/") if part not in ("", ".")]
    if not parts:
        return ""
    clean = "/".join(parts)
    if any(blob.path.startswith(clean + "/") for blob in listing.blobs):
        return clean
    import difflib

    folders = sorted({blob.path.rpartition("/")[0] for blob in listing.blobs} - {""})[:5_000]
    near = difflib.get_close_matches(clean, folders, 1)
    hint = f"did you mean {display(near[0])}?" if near else "name a folder of the reviewed commit"
    raise SnapshotError(f"--path {display(clean)}: there is no such folder with files in it: {hint}")


def narrowed(listing: Listing, folder: str, excludes: Sequence[str]) -> tuple[Listing, tuple[Blob, ...]]:
    """The listing of one folder (full paths) without what is excluded and with at most 20,000 files, and what serves it from outside."""
    excluded = _pattern(excludes)
    inside = folder + "/" if folder else ""

    def kept(path: str) -> bool:
        return path.startswith(inside) and not (excluded and excluded.fullmatch(path))

    blobs = [blob for blob in listing.blobs if kept(blob.path)]
    unread = [item for item in listing.unread if kept(item.path) or not item.path]
    if len(blobs) > MAX_PATHS:
        beyond = f"the other {len(blobs) - MAX_PATHS:,} were left out (--path or --exclude chooses)"
        unread.append(Unread("", f"more than {MAX_PATHS:,} files: {beyond}"))
    root = tuple(blob for blob in listing.blobs if inside and _serves(blob.path, folder))
    links = tuple(path for path in listing.links if kept(path))[:MAX_PATHS]
    submodules = tuple(path for path in listing.submodules if kept(path))[:MAX_PATHS]
    return Listing(tuple(blobs[:MAX_PATHS]), links, submodules, tuple(unread)), root


def _serves(path: str, folder: str) -> bool:
    """Whether a file outside the folder counts for it: in the root or a folder above it, by its name."""
    if path.startswith(folder + "/"):
        return False
    if _SERVES.fullmatch(path):
        return True
    above, _, name = path.rpartition("/")
    return bool(above) and folder.startswith(above + "/") and bool(_SERVES.fullmatch(name))


def _pattern(globs: Iterable[str]) -> re.Pattern[str] | None:
    """One pattern for all globs; `*` crosses folders, and a glob that names a folder takes what is below it."""
    sources = [fnmatch.translate(clean) + "|" + fnmatch.translate(clean + "/*") for glob in globs if (clean := glob.strip("/"))]
    return re.compile("|".join(f"(?:{source})" for source in sources)) if sources else None
