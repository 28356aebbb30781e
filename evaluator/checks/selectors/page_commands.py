"""The commands of a project's pages, and what each of them starts."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.ground import Started, ground_of
from evaluator.checks.selectors.prose import front, linked
from evaluator.checks.selectors.shell import prompted, simple_commands, word_set
from evaluator.checks.selectors.standing import own
from evaluator.checks.selectors.started import stands, walk
from evaluator.model.place import Location

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.documents import Fence
    from evaluator.model.facts import Document, Facts

SHELLS = word_set(
    "bash sh shell zsh console shell-session shellsession terminal cmd powershell ps ps1 bat batch batchfile dos fish cli command"
)
UNSAID = frozenset(
    {"", "text", "txt", "plaintext", "plain", "none", "code", "md", "markdown", "python", "py", "makefile", "make", "yaml", "yml"}
)
_CLONE = re.compile(r"git clone\s+(?:-\S+\s+(?:\d+\s+)?){0,4}\S{1,300}?([\w.-]{1,100}?)(?:\.git)?/?(?=\s|$|[&;|])")
_PROGRAM_LINE = re.compile(
    r"\s{0,8}(?:[$%>!#]\s?)?(?:\w{1,40}=\S{1,100}\s){0,3}(?:sudo |uv run |poetry run |pipenv run |conda run |nohup )?"
    r"(?:python[\d.]{0,5}|py|pip3?|conda|mamba|poetry|uv|pipenv|pdm|cd|make|docker|docker-compose|streamlit|uvicorn|gunicorn|flask"
    r"|jupyter|papermill|bash|sh|dvc|mlflow|npm|yarn|pnpm|Rscript|julia|snakemake|kedro|kaggle|wget|curl|gdown|torchrun|accelerate|deepspeed"
    r"|pytest|git|\./\S+)(?:\s+\S.*)?$"
)
_PATH_WORD = re.compile(r"[\w./-]{3,120}")
_GO = re.compile(
    r"\b(?:navigate|go (?:in)?to|change (?:in)?to|enter|move (?:in)?to|switch to|inside|from within|cd (?:in)?to|in the"
    r"|entra|accede|navega|acesse|aller|allez|wechsel|vai|перейд|进入|移動|이동)",
    re.IGNORECASE,
)
_PROSE_TAIL = re.compile(r"make (?:sure|a|an|the|it|your|use|changes|predictions?)\b")


class Given(msgspec.Struct, frozen=True):
    """A command of a page and what it starts."""

    at: Location
    command: str
    starts: Started
    section: int


def commands_of(document: Document, facts: Facts) -> Iterator[Given]:
    """What the commands of a page start, in reading order; `cd` holds on from block to block."""
    home = posixpath.dirname(document.path)
    stood: tuple[str, ...] = ()
    cloned: tuple[str, ...] = ()
    for fence in document.text.fences:
        text = shell_text(fence)
        if not text:
            continue
        folders = tuple(dict.fromkeys(("", home, *stood, *_named_folders(document, fence, facts))))
        for command, started in walk(text, facts, folders, cloned):
            yield Given(document.at(fence.line + started.line, fence.cell), command, started, fence.section)
        cloned += tuple(_CLONE.findall(text[:4_000]))
        stood = tuple(dict.fromkeys((*stands(text, facts, folders), *stood)))[:8]


def _named_folders(document: Document, fence: Fence, facts: Facts) -> tuple[str, ...]:
    """Folders of the tree that the words around a command name, or to which an earlier sentence sends ("go to `sources` and run")."""
    text = document.text
    said = [each.text for each in text.paragraphs if each.section == fence.section or (each.line < fence.line and _GO.search(each.text))]
    said += [each.text[:200] for each in text.fences if each.inline and each.section == fence.section]
    said += [text.sections[fence.section].heading] if 0 <= fence.section < len(text.sections) else []
    words = {word.strip("./").lower() for word in _PATH_WORD.findall(" ".join(said)[:20_000])}
    found = [folder for folder in ground_of(facts).folders if folder.lower() in words or folder.rsplit("/", 1)[-1].lower() in words]
    return tuple(sorted(found, key=lambda folder: (folder.count("/"), folder)))[:12]


def shell_text(fence: Fence) -> str:
    """A block's shell lines at their places, everything else blank; "" when it holds none."""
    lines = fence.text.splitlines()
    if any(prompted(line) for line in lines):
        lines = [
            line if prompted(line) or (number and lines[number - 1].rstrip().endswith("\\")) else "" for number, line in enumerate(lines)
        ]
    elif fence.inline and len(fence.text.split()) == 1 and "/" not in fence.text:
        return ""  # `make` in a sentence names a tool
    elif fence.language in UNSAID or fence.inline:
        lines = [
            line if _PROGRAM_LINE.match(line[:500]) or (number and lines[number - 1].rstrip().endswith("\\")) else ""
            for number, line in enumerate(lines)
        ]
    elif fence.language not in SHELLS:
        return ""
    lines = ["" if _PROSE_TAIL.match(line.strip()) or line.lstrip().startswith(">>>") else line for line in lines]
    return "\n".join(lines) if any(lines) else ""


def given(facts: Facts) -> tuple[Given, ...]:
    """The commands of the front page; where it gives none, those of what it links and of other READMEs."""
    page = front(facts)
    found = tuple(commands_of(page, facts)) if page else ()
    if any(each.starts.kind != "tests" for each in found):
        return found
    others = {document.path: document for document in (*linked(facts), *(each for each in own(facts.documents) if each.kind == "readme"))}
    return found + tuple(
        each for document in others.values() if page is None or document.path != page.path for each in commands_of(document, facts)
    )


def shell_lines(facts: Facts) -> Iterator[tuple[Location, tuple[str, ...]]]:
    """(place, words) of every simple command on the front page and what it links."""
    page = front(facts)
    for document in (*((page,) if page else ()), *linked(facts)):
        for fence in document.text.fences:
            for number, line in enumerate(shell_text(fence).splitlines()):
                for command in simple_commands(line):
                    yield document.at(fence.line + number, fence.cell), command.words
