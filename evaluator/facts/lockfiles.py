"""Lock files: each names exact versions. They are written by programs, so their lines have one form; they may be large."""

import re

from evaluator.facts.pins import normalised
from evaluator.model.documents import Requirement, Requirements
from evaluator.model.regex import regex

MAX_LINE = 500
MAX_PACKAGES = 5_000

_TOML_NAME = regex(r'name = "([^"]{1,200})"')
_TOML_VERSION = regex(r'version = "([^"]{1,100})"')
_YAML_NAME = regex(r"\s{0,8}(?:- )?(?:\s{0,4})name: [\"']?([\w.\-]{1,200})")
_YAML_VERSION = regex(r"\s{0,8}(?:- )?(?:\s{0,4})version: [\"']?([\w.\-+!]{1,100})")
_JSON_NAME = regex(r'\s{8}"([\w.\-\[\]]{1,200})": \{')
_JSON_VERSION = regex(r'\s{8,12}"version": "={0,3}([^"]{1,100})"')
_ADDRESS = regex(r"(?:https?://|@EXPLICIT).{0,300}?/([A-Za-z0-9_][\w.\-]{0,100}?)-(\d[\w.]{0,40})-[\w.]{1,80}\.(?:conda|tar\.bz2)")
_PIXI = regex(r"\s{0,8}- (?:conda|pypi): .{0,300}?/([A-Za-z0-9_][\w.\-]{0,100}?)-(\d[\w.]{0,40}?)-[\w.\-]{1,100}\.(?:conda|tar\.bz2|whl)")

_FORMS: dict[str, tuple[re.Pattern[str], re.Pattern[str]]] = {
    "poetry.lock": (_TOML_NAME, _TOML_VERSION),
    "uv.lock": (_TOML_NAME, _TOML_VERSION),
    "pdm.lock": (_TOML_NAME, _TOML_VERSION),
    "pylock.toml": (_TOML_NAME, _TOML_VERSION),
    "pipfile.lock": (_JSON_NAME, _JSON_VERSION),
    "conda-lock.yml": (_YAML_NAME, _YAML_VERSION),
}


def lock_kind(name: str) -> str:
    """The known lock file that a file name (in lower case) is, "" for none."""
    if name.startswith("pylock.") and name.endswith(".toml"):
        return "pylock.toml"
    if name in ("conda-lock.yml", "conda-lock.yaml") or name.endswith((".conda-lock.yml", "-conda-lock.yml")):
        return "conda-lock.yml"
    if name == "pixi.lock" or (name.startswith("conda-") and name.endswith(".lock")):
        return "urls"
    return name if name in _FORMS else ""


def read_lock(text: str, kind: str) -> Requirements:
    """The packages of a lock file, each pinned, each once.

    Raises:
        ValueError: when the file names no package and does not look like a lock file.
    """
    found = _addresses(text) if kind == "urls" else _pairs(text, *_FORMS[kind])
    unique = {(one.name, one.specifier): one for one in reversed(found)}
    packages = sorted(unique.values(), key=lambda one: (one.line, one.name))
    if not packages and text.strip() and not re.search(r"lock|version|_meta|package", text[:2_000]):
        raise ValueError("no lock file of a known form")
    return Requirements(kind, tuple(packages[:MAX_PACKAGES]), lock=True)


def _pairs(text: str, name: re.Pattern[str], version: re.Pattern[str]) -> list[Requirement]:
    """A version belongs to the name before it; a name without a version (the project itself) is passed over."""
    found: list[Requirement] = []
    pending: tuple[str, int] | None = None
    group = ""
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw[:MAX_LINE]
        if line.startswith('    "'):
            group = "dev" if line.strip().startswith('"develop"') else ""
        if named := name.match(line):
            pending = (named[1], number)
        elif pending and (versioned := version.match(line)):
            found.append(Requirement(normalised(pending[0]), f"=={versioned[1]}", pending[1], pinned=True, group=group))
            pending = None
    return found


def _addresses(text: str) -> list[Requirement]:
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if match := _ADDRESS.match(line[:MAX_LINE]) or _PIXI.match(line[:MAX_LINE]):
            found.append(Requirement(normalised(match[1]), f"=={match[2]}", number, pinned=True))
    return found
