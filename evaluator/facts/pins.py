"""When a declared dependency is pinned (practice 16): `==`, `===`, `~=`, or an upper and a lower bound; conda `=`.

Poetry's `^` and `~` and a plain Poetry version are such bounds too. A URL is pinned when it names a commit, a release
tag or an archive.
"""

import re
from urllib.parse import urlsplit, urlunsplit

from evaluator.model.documents import Requirement
from evaluator.model.regex import regex

_CLAUSE = regex(r"(===|==|~=|!=|<=|>=|<|>|=|\^|~)?\s{0,8}v?([0-9*][^\s,|<>=!~^]{0,60})")
_REVISION = regex(r"@(?:[0-9a-f]{7,64}|(?:[\w.-]{0,30}?[-_/])?v?\d[\w.\-]{0,40})(?:$|[#&?])")
_ARCHIVE = regex(r"\.(?:whl|tar\.gz|zip|tar\.bz2)(?:$|[#?])")
_SEPARATORS = regex(r"[-_.]{1,40}")


def normalised(name: str) -> str:
    """A distribution's name as PEP 503 writes it."""
    return _SEPARATORS.sub("-", name.strip()).lower()


def is_pinned(specifier: str) -> bool:
    """Whether a PEP 440 specifier fixes or bounds the version from both sides."""
    operators = {(operator or "==") for operator, version in _clauses(specifier) if version != "*"}
    exact = operators & {"==", "===", "~=", "="}
    return bool(exact) or bool(operators & {"<", "<="} and operators & {">", ">="})


def is_pinned_by_poetry(specifier: str) -> bool:
    """The same for Poetry, where `1.2` is exact and `^1.2`, `~1.2` have both bounds; alternatives must all be pinned."""
    parts = [part for part in specifier.split("|") if part.strip()]
    return bool(parts) and all(is_pinned(part) or _leads(part, "^~") for part in parts)


def is_pinned_url(url: str) -> bool:
    """Whether a URL or version-control address names one version."""
    if url.startswith(("file:", ".", "/")):
        return False
    return bool(_ARCHIVE.search(url[:2_000]) or _REVISION.search(url[:2_000]))


def without_credentials(url: str) -> str:
    """A URL with user and password masked."""
    try:
        parts = urlsplit(url)
        netloc = parts.netloc.rpartition("@")
        clean = urlunsplit(parts._replace(netloc=f"***@{netloc[2]}")) if netloc[0] not in ("", "git") else url
    except ValueError:
        clean = re.sub(r"//[^/@]{1,500}@", "//***@", url[:2_000])
    return clean


def requirement(name: str, specifier: str, line: int, group: str = "", *, poetry: bool = False, url: str = "") -> Requirement:
    """A requirement with its name normalised and its pinning decided."""
    specifier = specifier.strip()
    pinned = is_pinned_by_poetry(specifier) if poetry else is_pinned(specifier)
    return Requirement(normalised(name), specifier, line, pinned or is_pinned_url(url), group, without_credentials(url) if url else "")


_NUMBER = r"[0-9]{1,9}(?:\.[0-9]{1,9}){0,5}"
_FROM = rf"(?:(?:==|>=|>) ?{_NUMBER}|~= ?[0-9]{{1,9}}\.{_NUMBER})"
_TO = rf"(?:(?:<=|<|!=) ?{_NUMBER})"
_NAMED = r"([A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?)(?:\[[A-Za-z0-9]{1,40}\])?"
_PLAINEST = regex(rf"{_NAMED} ?({_FROM}|{_TO}|{_FROM} ?, ?{_TO}|{_TO} ?, ?{_FROM})?")


def parsed(text: str, line: int, group: str = "") -> Requirement | None:
    """A PEP 508 requirement; None when it is none. The environment marker is not kept.

    Most are a name and numbers: these are read here as `packaging` reads them, since to import it costs a small review a thirtieth.
    """
    if plain := _PLAINEST.fullmatch(text):
        clauses = (plain[2] or "").replace(" ", "").split(",")
        return requirement(plain[1], ",".join(sorted(clauses)), line, group)
    from packaging.requirements import InvalidRequirement
    from packaging.requirements import Requirement as Parsed

    try:
        found = Parsed(text)
    except (InvalidRequirement, ValueError, RecursionError):
        return None
    return requirement(found.name, str(found.specifier), line, group, url=found.url or "")


def _clauses(specifier: str) -> list[tuple[str, str]]:
    return _CLAUSE.findall(specifier[:500])


def _leads(part: str, signs: str) -> bool:
    return part.strip()[:1] in tuple(signs)
