"""The commands of a project's pages, and what each of them starts."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.ground import Started, ground_of
from evaluator.checks.selectors.once import kept, once
from evaluator.checks.selectors.prose import front, linked
from evaluator.checks.selectors.shell import prompted, simple_commands, word_set
from evaluator.checks.selectors.standing import own
from evaluator.checks.selectors.started import makes_project, stands, walk
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.documents import Fence
    from evaluator.model.facts import Document, Facts

MOST_FOLDERS = 12
SHELLS = word_set(
    "bash sh shell zsh console shell-session shellsession terminal cmd powershell ps ps1 bat batch batchfile dos fish cli command"
)
UNSAID = frozenset(
    {"", "text", "txt", "plaintext", "plain", "none", "code", "md", "markdown", "python", "py", "makefile", "make", "yaml", "yml"}
)
_CLONE = regex(r"git clone\s+(?:-\S+\s+(?:\d+\s+)?){0,4}\S{1,300}?([\w.-]{1,100}?)(?:\.git)?/?(?=\s|$|[&;|])")
_PROGRAM_LINE = regex(
    r"\s{0,8}(?:[$%>!#]\s?)?(?:\w{1,40}=\S{1,100}\s){0,3}(?:sudo |uv run |poetry run |pipenv run |conda run |nohup )?"
    r"(?:python[\d.]{0,5}|py|pip3?|conda|mamba|poetry|uv|pipenv|pdm|cd|make|docker|docker-compose|streamlit|uvicorn|gunicorn|flask"
    r"|cookiecutter|cruft|copier|ccds|jupyter|papermill|bash|sh|dvc|mlflow|npm|yarn|pnpm|Rscript|julia|snakemake|kedro|kaggle|wget|curl|gdown|torchrun|accelerate|deepspeed"
    r"|pytest|git|\./\S+)(?:\s+\S.*)?$"
)
_PATH_WORD = regex(r"[\w./-]{3,120}")
_GO = regex(
    r"\b(?:navigate|go (?:in)?to|change (?:in)?to|enter|move (?:in)?to|switch to|inside|from within|cd (?:in)?to|in the"
    r"|entra|accede|navega|acesse|aller|allez|wechsel|vai|перейд|进入|移動|이동)",
    re.IGNORECASE,
)
_PROSE_TAIL = regex(r"make (?:sure|a|an|the|it|your|use|changes|predictions?)\b")


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
    told = _Told(document, facts)
    cloned: tuple[str, ...] = ()
    made = False
    for fence in document.text.fences:
        text = shell_text(fence)
        if not text:
            continue
        folders = tuple(dict.fromkeys(("", home, *stood, *told.before(fence))))
        there = False
        for command, started in walk(text, facts, folders, cloned, made=made):
            there = there or bool(started.exists)
            yield Given(document.at(fence.line + started.line, fence.cell), command, started, fence.section)
        made = made or any(makes_project(each.words) for line in text.splitlines() for each in simple_commands(line) if each.words)
        if there and not cloned and "git clone" not in text:
            cloned = ("",)  # one stands in this repository already: what is cloned later is another
        cloned += tuple(_CLONE.findall(text[:4_000]))
        stood = tuple(dict.fromkeys((*stands(text, facts, folders), *stood)))[:8]


class _Told:
    """Folders of the tree that the words of a page name, by section, and those to which a sentence sends ("go to `sources`")."""

    def __init__(self, document: Document, facts: Facts) -> None:
        self._folders: dict[str, list[str]] = {}
        for folder in sorted(ground_of(facts).folders, key=lambda each: (each.count("/"), each)):
            for name in {folder.lower(), folder.rsplit("/", 1)[-1].lower()}:
                self._folders.setdefault(name, []).append(folder)
        self._by_section: dict[int, dict[str, None]] = {}
        self._sent: list[tuple[int, list[str]]] = []
        text = document.text
        for number, section in enumerate(text.sections):
            self._note(number, section.heading)
        for fence in text.fences:
            if fence.inline:
                self._note(fence.section, fence.text[:200])
        for paragraph in text.paragraphs:
            found = self._note(paragraph.section, paragraph.text)
            if found and _GO.search(paragraph.text):
                self._sent.append((paragraph.line, found))

    def _note(self, section: int, words: str) -> list[str]:
        found = [folder for word in _PATH_WORD.findall(words) for folder in self._folders.get(word.strip("./").lower(), ())]
        self._by_section.setdefault(section, {}).update(dict.fromkeys(found))
        return found

    def before(self, fence: Fence) -> list[str]:
        """The folders that count for a block: the last to which a sentence before it sends, and those of its section."""
        sent = [folder for line, found in self._sent[-200:] if line < fence.line for folder in found]
        return [*dict.fromkeys(reversed(sent)), *self._by_section.get(fence.section, ())][:MOST_FOLDERS]


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


@kept
def given(facts: Facts) -> tuple[Given, ...]:
    """The commands of the front page; where it gives none, those of what it links and of other READMEs."""
    page = front(facts)
    found = tuple(commands_of(page, facts)) if page else ()
    if any(each.starts.kind != "tests" for each in found):
        return found
    others = {document.path: document for document in (*linked(facts), *readmes(facts))}
    return found + tuple(
        each for document in others.values() if page is None or document.path != page.path for each in commands_of(document, facts)
    )


def shell_lines(facts: Facts) -> Iterator[tuple[Location, tuple[str, ...]]]:
    """(place, words) of every simple command on the front page and what it links."""
    page = front(facts)
    for document in (*((page,) if page else ()), *linked(facts)):
        yield from lines_of(document)


@once
def lines_of(document: Document) -> Iterator[tuple[Location, tuple[str, ...]]]:
    """The same of one page."""
    for fence in document.text.fences:
        for number, line in enumerate(shell_text(fence).splitlines()):
            for command in simple_commands(line):
                yield document.at(fence.line + number, fence.cell), command.words


def readmes(facts: Facts) -> Iterator[Document]:
    """The READMEs of the project, of whatever folder."""
    return (each for each in own(facts.documents) if each.kind == "readme")
