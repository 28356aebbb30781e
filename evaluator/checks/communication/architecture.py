"""Can I see how the parts connect?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.prose import pages
from evaluator.checks.selectors.standing import own
from evaluator.model.place import REPOSITORY
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.documents import Fence
    from evaluator.model.facts import Document, Facts

MOST = 3
FEWEST_FILES = 3
FEWEST_NAMES = 3
NAME = regex(r"[\w.][\w./-]{1,100}")
DIAGRAM = regex(
    r"archi|diagram|pipeline|workflow|flow[_ -]?chart|data[_ -]?flow|system|schema|design|overview|infra|component", re.IGNORECASE
)
NETWORK = regex(
    r"plot_model|model[_ -]?(?:plot|summary|archi)|network|layers?|cnn|lstm|resnet|transformer|unet|confus|roc|loss|accuracy", re.IGNORECASE
)
ARROW = regex(r"-{1,3}>|→|⟶|=>|➜|▶|──>|↓|▼|--\|>")


def layout_explained(facts: Facts) -> Iterator[Evidence]:
    """The README says what lies where.

    Why: A map of the folders saves every reader the same search.
    Fix: List the main folders and files with half a line each, and nothing that is not there.
    """
    if not _has_parts(facts):
        return
    names = {part for file in facts.paths for part in file.path.split("/")}
    found = [evidence for document in pages(facts) if document.kind != "notebook" for evidence in _maps(document, names)]
    yield from found[:MOST]
    if not found:
        yield against(REPOSITORY, "no list of the project's own files and folders was found on the front page")


def architecture_shown(facts: Facts) -> Iterator[Evidence]:
    """A diagram shows the parts of the system and what passes between them.

    Why: Who can draw the system knows it.
    Fix: Draw in mermaid: source, preparation, training, model store, service, log; label each arrow with what passes.
    """
    if not _has_parts(facts):
        return
    found = [evidence for document in pages(facts) for evidence in (*_drawn(document), *_pictured(document))]
    firm = [each for each in found if each.confidence == "high"]
    yield from (firm or found)[:MOST]
    if not found:
        yield against(REPOSITORY, "no diagram of parts and data flow was found on the front page and what it links")


def _has_parts(facts: Facts) -> bool:
    return sum(1 for code in own(facts.product) if code.calls) >= FEWEST_FILES


def _maps(document: Document, names: set[str]) -> Iterator[Evidence]:
    """Trees in blocks, and lists or tables whose entries begin with a name of the tree."""
    for fence in document.text.fences:
        known = {
            word
            for line in fence.text.splitlines()
            if "├" in line or "└" in line or "|--" in line or line.rstrip().endswith("/")
            for word in _known(line, names)
        }
        if not fence.inline and len(known) >= FEWEST_NAMES:
            yield supports(document.at(fence.line), f"a tree with {len(known)} names that are there")
    listed: dict[int, set[str]] = {}
    lines: dict[int, int] = {}
    for paragraph in document.text.paragraphs:
        first = _known(paragraph.text[:80], names)
        if first and (paragraph.item or "├" in paragraph.text or "└" in paragraph.text):
            listed.setdefault(paragraph.section, set()).update(first if "├" in paragraph.text else first[:1])
            lines.setdefault(paragraph.section, paragraph.line)
    for table in document.text.tables:
        known = {word for row in table.cells if row for word in _known(row[0], names)[:1]}
        if len(known) >= FEWEST_NAMES:
            yield supports(document.at(table.line), f"a table of {len(known)} files and folders that are there")
    for section, known in listed.items():
        if len(known) >= FEWEST_NAMES:
            yield supports(document.at(lines[section]), f"a list of {len(known)} files and folders that are there")


def _known(text: str, names: set[str]) -> list[str]:
    """Words of a line that are names of the tree and look like files or folders."""
    found = [word.rstrip("/").rsplit("/", 1)[-1] for word in NAME.findall(text[:300])]
    return [
        word
        for word in found
        if word in names and (("." in word and not word[0].isdigit()) or f"{word}/" in text or "├" in text or "└" in text)
    ]


def _drawn(document: Document) -> Iterator[Evidence]:
    """Mermaid, PlantUML, Graphviz; arrows between words in a block of text."""
    for fence in document.text.fences:
        if fence.inline:
            continue
        if fence.language in ("mermaid", "plantuml", "dot", "graphviz", "d2") and not re.match(r"\s*(?:pie|gantt|gitgraph)", fence.text):
            yield supports(document.at(fence.line, fence.cell), "a drawn diagram")
        elif _is_sketch(fence):
            yield supports(document.at(fence.line, fence.cell), "a diagram in letters")


def _is_sketch(fence: Fence) -> bool:
    boxes = sum(
        1 for line in fence.text.splitlines() if re.search(r"[┌┐└┘│─╔║╗]|\+-{3,}\+", line) and "├──" not in line and "└──" not in line
    )
    arrows = len(ARROW.findall(fence.text))
    return fence.language in ("", "text", "txt", "ascii", "plaintext") and (arrows >= FEWEST_NAMES or (boxes >= 4 and arrows >= 1))


def _pictured(document: Document) -> Iterator[Evidence]:
    sections = document.text.sections
    for link in document.text.links:
        words = f"{link.target.rsplit('/', 1)[-1][:200]} {link.text[:200]}"
        topics = sections[link.section].topics if 0 <= link.section < len(sections) else ()
        if (
            link.image
            and DIAGRAM.search(words)
            and not NETWORK.search(words)
            and "badge" not in link.target
            and "/workflows/" not in link.target
        ):
            yield supports(document.at(link.line, link.cell), "a picture of the system")
        elif link.image and "architecture" in topics and "model" not in topics and "badge" not in link.target:
            yield supports(document.at(link.line, link.cell), "a picture where the structure is told", "low")
