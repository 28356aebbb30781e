"""Where a repository keeps its objects and names, found without git: `.git`, a linked work tree, or a bare folder."""

import re
from pathlib import Path

import msgspec

from evaluator.model.errors import SnapshotError
from evaluator.model.regex import regex
from evaluator.snapshot.files import is_file, is_folder, mode_of, read_regular, walk_store
from evaluator.snapshot.limits import KB, MAX_CONFIG, MAX_STORE_ENTRIES

_SECTION = regex(r'^[ \t]{0,20}\[remote "origin"\]', re.MULTILINE)
_URL = regex(r"^[ \t]{0,20}url[ \t]{0,9}=[ \t]{0,9}(\S{1,300})[ \t\r]{0,20}$", re.MULTILINE)
_WEB = regex(r"https://(?:[^/@\s]{0,200}@)?([\w.-]{1,100})(?::443)?/([\w./~+-]{1,200})")
_SSH = regex(r"(?:ssh://)?git@([\w.-]{1,100})[:/]([\w./~+-]{1,200})")


class Store(msgspec.Struct, frozen=True):
    """The folders of one repository. `head` holds HEAD (of this work tree), `common` objects and refs; `tree` is None when bare."""

    head: Path
    common: Path
    tree: Path | None


def find_store(folder: Path) -> Store | None:
    """The repository in a folder itself, never one above it; None for a plain folder.

    Raises:
        SnapshotError: something is there that git would follow elsewhere or wait for.
    """
    dot = folder / ".git"
    if mode_of(dot) == 0:
        bare = is_file(folder / "HEAD") and is_folder(folder / "objects") and is_folder(folder / "refs")
        return _checked(Store(folder, folder, None)) if bare else None
    if is_folder(dot):
        return _checked(Store(dot, dot, folder))
    if is_file(dot):
        return _checked(_linked(dot))
    raise SnapshotError("its .git is a link or no regular file: clone the repository anew, or pass the folder that holds the real .git")


def _linked(dot: Path) -> Store:
    """A work tree made by `git worktree add`: its git folder must point back here, which a forger cannot write."""
    target = _path_in(dot, b"gitdir:")
    home = Path(dot.parent, target) if target else None
    back = _path_in(home / "gitdir") if home else None
    if home is None or back is None or Path(home, back).resolve() != dot.resolve() or home.resolve().parent.name != "worktrees":
        raise SnapshotError("its .git is a file that leads to another repository: pass the main repository, or clone it anew")
    return Store(home.resolve(), home.resolve().parent.parent, dot.parent)


def _path_in(file: Path, prefix: bytes = b"") -> str | None:
    data = read_regular(file, 4 * KB)
    if data is None or not data.startswith(prefix) or b"\0" in data:
        return None
    return data[len(prefix) :].strip().decode("utf-8", "surrogateescape") or None


def _checked(store: Store) -> Store:
    objects, refs = store.common / "objects", store.common / "refs"
    if not is_folder(objects) or not is_folder(refs):
        raise SnapshotError("its .git folder is not complete (objects and refs are missing or links): clone it anew")
    if is_folder(store.common / "reftable"):
        raise SnapshotError("it keeps its refs as a reftable, which is not read: `git refs migrate --ref-format=files`, or clone it anew")
    for name in ("alternates", "http-alternates"):
        if mode_of(objects / "info" / name):
            raise SnapshotError("it borrows objects of another repository: run `git repack -a -d` and remove objects/info/alternates")
    walk_store(refs, walk_store(objects, MAX_STORE_ENTRIES))
    return store


def origin_of(store: Store) -> str | None:
    """The remote called origin as an https address without credentials; None when there is none that all can open.

    The configuration is never parsed: it may include other files. A regex looks at its first 64 kB.
    """
    data = read_regular(store.common / "config", MAX_CONFIG)
    _, *sections = _SECTION.split(data.decode("utf-8", "replace"), maxsplit=1) if data else [""]
    found = _URL.search(sections[0].split("\n[", maxsplit=1)[0]) if sections else None
    return normalised(found[1]) if found else None


def normalised(url: str) -> str | None:
    """`https://host/owner/name` for an https or git@ address, without user, query and `.git`; None for anything else."""
    match = _WEB.fullmatch(re.split(r"[?#]", url, maxsplit=1)[0]) or _SSH.fullmatch(url)
    if match is None or ".." in match[2]:
        return None
    return f"https://{match[1].lower()}/{match[2].strip('/').removesuffix('.git')}"
