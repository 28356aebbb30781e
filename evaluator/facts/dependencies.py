"""What a repository says it needs: requirements files, package metadata, conda environments, lock files."""

import re

import msgspec

from evaluator.facts.conda import read_conda
from evaluator.facts.lockfiles import lock_kind, read_lock
from evaluator.facts.pip_lines import read_pip
from evaluator.facts.pyproject import read_pipfile, read_pyproject
from evaluator.facts.secret import mask
from evaluator.facts.setup_files import read_setup_cfg, read_setup_py
from evaluator.facts.text import decode
from evaluator.model.documents import Requirements
from evaluator.model.regex import regex

KIND = "dependencies"
EDITION = 2
NEEDS_NAME = True
MAX_BYTES = 1024 * 1024
MAX_LOCK_BYTES = 8 * 1024 * 1024

_WORDS = regex(r"requi?re?ments?|requirments|requeriments|requirement|reqs?|constraints?|dependencies|deps")
_CONDA = regex(
    r"(?:conda[-_.]?)?(?:env|environment|environments|conda|anaconda|requirements)(?:[-_.].{0,60})?\.ya?ml|.{1,60}[-_.](?:env|environment|conda)\.ya?ml|conda_dependencies\.ya?ml|python_env\.ya?ml"
)
_READERS = {"pyproject.toml": read_pyproject, "pipfile": read_pipfile, "setup.cfg": read_setup_cfg, "setup.py": read_setup_py}


def matches(path: str) -> bool:
    """Whether a path is of a name by which dependencies are declared."""
    folder, _, name = path.lower().rpartition("/")
    if name in _READERS or lock_kind(name) or _CONDA.fullmatch(name):
        return True
    stem, _, ending = name.rpartition(".")
    if ending not in ("txt", "in", "pip", "lock"):
        return False
    return _speaks_of_requirements(stem) or (ending != "lock" and _WORDS.fullmatch(folder.rsplit("/", 1)[-1]) is not None)


def read(data: bytes, name: str) -> Requirements:
    """What a file declares; `kind` names its format.

    Raises:
        ValueError: when it does not hold what its name promises.
    """
    lower = name.lower()
    kind = lock_kind(lower)
    if len(data) > (MAX_LOCK_BYTES if kind else MAX_BYTES):
        raise ValueError("a dependency file too large to be one")
    text = decode(data).replace("\x00", "")
    text = text if kind else mask(text)
    if kind:
        found = read_lock(text, kind)
    elif lower in _READERS:
        found = _READERS[lower](text)
    elif lower.endswith((".yml", ".yaml")):
        found = read_conda(text)
    else:
        found = read_pip(text)
    return msgspec.structs.replace(found, encoding=_encoding(data))


def _speaks_of_requirements(stem: str) -> bool:
    return any(_WORDS.fullmatch(word) for word in re.split(r"[-_. ]", stem[:200]))


def _encoding(data: bytes) -> str:
    """utf-16 is what PowerShell's redirection writes; pip reads it only with a byte-order mark."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    return "utf-8-sig" if data[:3] == b"\xef\xbb\xbf" else "utf-8"
