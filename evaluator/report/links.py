"""Links to the lines on the hosting site, at the reviewed commit; only https and only hosts whose addresses are known."""

import re
from urllib.parse import quote

from evaluator.model.place import Location
from evaluator.model.regex import regex

_ORIGIN = regex(r"https://(github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)((?:/[A-Za-z0-9._~-]{1,100}){2,8})", re.ASCII)
_COMMIT = regex(r"[0-9a-f]{40}(?:[0-9a-f]{24})?", re.ASCII)
_HTTPS = regex(r"https://[a-z0-9.-]{1,100}/[A-Za-z0-9._~%/?=#&-]{0,4000}", re.ASCII)
_PAGE = regex(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,200}\.html(?:#[a-z-]{1,20})?", re.ASCII)
_RENDERED = (".md", ".markdown", ".rst", ".ipynb", ".csv")

_BLOB = {
    "github.com": "/blob/{commit}/{path}",
    "gitlab.com": "/-/blob/{commit}/{path}",
    "bitbucket.org": "/src/{commit}/{path}",
    "codeberg.org": "/src/commit/{commit}/{path}",
}
_LINE = {"github.com": "#L{}", "gitlab.com": "#L{}", "bitbucket.org": "#lines-{}", "codeberg.org": "#L{}"}
_SOURCE = {"github.com": "?plain=1", "gitlab.com": "?plain=1", "bitbucket.org": "", "codeberg.org": "?display=source"}


def repository_link(origin: str | None) -> str:
    """The address of the repository on its hosting site, "" when the site is not known."""
    found = _ORIGIN.fullmatch((origin or "").removesuffix("/").removesuffix(".git"))
    return "" if not found or _climbs(found[2][1:]) else found[0]


def line_link(origin: str | None, commit: str | None, at: Location) -> str:
    """The address of a line at a commit, "" when it cannot be known; a notebook's cell links to the notebook."""
    repository = repository_link(origin)
    if not repository or not _COMMIT.fullmatch(commit or "") or not at.path or _climbs(at.path):
        return ""
    host = repository.split("/")[2]
    try:
        path = quote(at.path.encode("utf-8", "surrogateescape"), safe="/")
    except UnicodeEncodeError:
        return ""
    address = repository + _BLOB[host].format(commit=commit, path=path)
    if not at.line or at.cell is not None:
        return address
    source = _SOURCE[host] if at.path.lower().endswith(_RENDERED) else ""
    return address + source + _LINE[host].format(int(at.line))


def _climbs(path: str) -> bool:
    return any(part in {"", ".", ".."} for part in path.split("/"))


def https(address: str) -> str:
    """The address itself when it is one that we built: the only thing a template may put into `href`.

    Raises:
        ValueError: it is not https, or has a character that our addresses never have.
    """
    if not _HTTPS.fullmatch(address):
        raise ValueError("an address of a report must be https")
    return address


def page_name(name: str) -> str:
    """The file name of a page beside this one, with a chapter of it where one is meant.

    Raises:
        ValueError: it is not a plain file name that ends in .html.
    """
    if not _PAGE.fullmatch(name):
        raise ValueError("the name of a page must be a plain file name that ends in .html")
    return name
