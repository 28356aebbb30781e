"""A text file of which only the lines matter: licences, ignore files, a server's configuration."""

from evaluator.facts.text import decode
from evaluator.facts.words import words
from evaluator.model.documents import Plain

KIND = "plain"
EDITION = 2
MAX_LINES = 400
MAX_LINE = 400

_NAMES = words(
    """license licence copying notice unlicense .gitignore .dockerignore .dvcignore .gcloudignore .gitattributes .python-version
    runtime.txt .tool-versions .editorconfig nginx.conf codeowners manifest.in aptfile packages.txt citation.cff .nojekyll
    caddyfile config.pbtxt .slugignore .vercelignore""",
)
_STEMS = ("license", "licence", "copying", "unlicense")
_ENDINGS = ("", ".md", ".txt", ".rst")


def matches(path: str) -> bool:
    """Whether a path is a licence, an ignore file or another file read by its lines."""
    name = path.rsplit("/", 1)[-1].lower()
    if name in _NAMES or name.endswith((".conf", ".service")):
        return True
    stem, dot, ending = name.partition(".")
    return stem.split("-")[0].split("_")[0] in _STEMS and dot + ending in _ENDINGS


def read(data: bytes) -> Plain:
    """The first lines, blank ones in their places, and how many lines there are.

    Raises:
        ValueError: when the bytes are no text.
    """
    lines = decode(data).splitlines()
    return Plain(tuple(line.strip()[:MAX_LINE] for line in lines[:MAX_LINES]), len(lines))
