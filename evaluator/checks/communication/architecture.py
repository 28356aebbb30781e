"""Can I see how the parts connect?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.parts import of_diagram, of_tree
from evaluator.checks.selectors.prose import pages
from evaluator.checks.selectors.standing import own
from evaluator.model.place import REPOSITORY
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.documents import Fence, Paragraph
    from evaluator.model.facts import Document, Facts
    from evaluator.model.result import Confidence

MOST = 3
FEWEST_FILES = 3
MOST_FILES = 20_000  # of a larger tree only so many files are known
FEWEST_NAMES = 3
OPENED = 80  # letters of a line in which a name and what follows it stand
OPENING = 8  # letters before a name that stands first: a bullet, a folder, a quote
LISTED = regex(r"\A\W{0,3}([\w.-]{1,60})(?=\s?[:–—-]|\s?\()")
TOLD = regex(r"[ \t*-]{0,24}([\w.][\w./-]{0,100}?)/?(?:[ \t]{2,}|\t|[ \t]+[#–—:-]{1,2}[ \t]+)(\S.{2,200})$")  # a name, and what it is for
TOLD_IN = frozenset({"", "text", "txt", "plaintext", "tree", "bash", "sh", "shell", "console", "md", "markdown"})
FOLDER = regex(r"[\s*-]{0,20}[\w.-]{1,60}/\s*(?:[#<:—–-].{0,200})?$")  # a line that names a folder and nothing else
DRAWN = regex(r"[\s|]{0,40}(?:\|--?|[+`\\]-{1,3})[ \w.]")  # a branch in plain letters: `|- src`, `+-- data`, `\- run.py`
NAME = regex(r"[\w.][\w./-]{1,100}")
DIAGRAM = regex(
    r"archi(?!ve)|diagram|pipeline|workflow|flow[_ -]?chart|data[_ -]?flow|system|schema|(?:project|solution|architecture)[_ -]?overview"
    r"|infra|component",
    re.IGNORECASE,
)
NO_DIAGRAM = regex(
    r"badge|button|logo|icon|shields\.io|\.svg|youtu|plot|accura|loss|curve|confus|roc|hist|matrix|corr|importance|shap|distribution"
    r"|screen|demo|predict|sample|example|certificate|\.gif|avatar|banner",
    re.IGNORECASE,
)
NETWORK = regex(
    r"plot_model|model[_ -]?(?:plot|summary|archi)|network|layers?|cnn|lstm|resnet|transformer|unet|confus|roc|loss|accuracy", re.IGNORECASE
)
OTHER_SITES = regex(r"badge|/workflows/|youtu|shields\.io")
LAYER = regex(r"\b(?:dropout|dense|conv\d?d?|softmax|relu|lstm|embedding layer|fully connected|max ?pool\w*)\b", re.IGNORECASE)
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
    firm = [each for each in found if each.confidence == "high"]
    yield from (firm or found)[:MOST]
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
        # A picture without a telling name may be the diagram.
        images = (f"{link.target} {link.text}" for page in pages(facts) for link in page.text.links if link.image)
        pictured = any(not NO_DIAGRAM.search(words) and not NETWORK.search(words) for words in images)
        note = "no diagram of parts and data flow was found on the front page and what it links"
        yield against(REPOSITORY, note, "low" if pictured else "high")


def architecture_matches(facts: Facts) -> Iterator[Evidence]:
    """What the diagram names is there.

    Why: A diagram that shows what is planned, or what was once, sends every reader the wrong way.
    Fix: Write the names of files and services into the boxes, and redraw when one of them goes.
    """
    if not _has_parts(facts) or len(facts.paths) >= MOST_FILES:
        return
    told = [each for document in pages(facts) for each in (*_compared(facts, document), *_listed_wrongly(facts, document))]
    yield from told
    if not told:
        pictures = [each for document in pages(facts) for each in _pictured(document) if each.confidence == "high"]
        yield from (supports(each.at, "whether the parts of the picture are there is for a person", "low") for each in pictures[:1])


def _compared(facts: Facts, document: Document) -> Iterator[Evidence]:
    """Diagrams in letters, with their parts that are there, and those that are not."""
    drawn = {each.line for each in _drawn(document)}
    for fence in document.text.fences:
        if fence.line not in drawn or fence.inline or of_tree(facts, fence) is not None:
            continue
        parts, at = of_diagram(facts, fence), document.at(fence.line, fence.cell)
        if parts.missing:
            names = ", ".join(f"`{each}`" for each in parts.missing[:MOST])
            nothing = not parts.there and len(parts.missing) >= FEWEST_NAMES
            yield against(at, f"drawn, and not found in files, code or settings: {names}", "high" if nothing else "low")
        elif len(parts.there) >= FEWEST_NAMES:
            more = " and others" if len(parts.there) > MOST else ""
            yield supports(at, f"{len(parts.there)} named parts are there: {', '.join(parts.there[:MOST])}{more}")
        else:
            yield supports(at, "the diagram names too few files, steps or products to compare with what is there", "low")


def _listed_wrongly(facts: Facts, document: Document) -> Iterator[Evidence]:
    """Trees of which several programs are not there."""
    for fence in document.text.fences:
        parts = None if fence.inline else of_tree(facts, fence)
        if parts is not None and len(parts.missing) > 1 and 4 * len(parts.missing) >= len(parts.there):
            names = ", ".join(f"`{each}`" for each in parts.missing[:MOST])
            yield against(document.at(fence.line, fence.cell), f"listed, and not in the repository: {names}", "low")


def _has_parts(facts: Facts) -> bool:
    return sum(1 for code in own(facts.product) if code.calls) >= FEWEST_FILES


def _maps(document: Document, names: set[str]) -> Iterator[Evidence]:
    """Trees in blocks, and lists or tables whose entries begin with a name of the tree."""
    for fence in document.text.fences:
        known = {
            word
            for line in fence.text.splitlines()
            if "├" in line or "└" in line or DRAWN.match(line) or FOLDER.match(line)
            for word in _known(line, names)
        }
        if not fence.inline and len(known) >= FEWEST_NAMES:
            yield supports(document.at(fence.line), f"a tree with {len(known)} names that are there")
        elif not fence.inline and len(told := _described(fence, names)) >= FEWEST_NAMES:
            yield supports(document.at(fence.line), f"a block that tells of {len(told)} files and folders that are there")
    for table in document.text.tables:
        known = {word for row in table.cells if row for word in _known(row[0], names)[:1]}
        if len(known) >= FEWEST_NAMES:
            yield supports(document.at(table.line), f"a table of {len(known)} files and folders that are there")
    yield from _lists(document, names)


def _described(fence: Fence, names: set[str]) -> set[str]:
    """Names of the tree that begin a line and are followed by words on them, as columns are written; no mere row of names."""
    lines = [found for line in fence.text.splitlines() if (found := TOLD.match(line))] if fence.language in TOLD_IN else []
    told = [found.group(1).rsplit("/", 1)[-1] for found in lines if found.group(2).split()[0].rstrip("/") not in names]
    known = {name for name in told if name in names}
    return known if any("." in name for name in known) else set()


def _lists(document: Document, names: set[str]) -> Iterator[Evidence]:
    """Lists by their section; firm where the heading announces the layout or most entries are explained."""
    listed: dict[int, list[tuple[Paragraph, list[str]]]] = {}
    for paragraph in document.text.paragraphs:
        drawn = "├" in paragraph.text or "└" in paragraph.text
        first = _known(paragraph.text[:80], names)
        if not first and paragraph.item and _tells_layout(document, paragraph.section):
            first = [name for name in LISTED.findall(paragraph.text[:80])[:1] if name in names]
        if first and (paragraph.item or drawn):
            listed.setdefault(paragraph.section, []).append((paragraph, first if "├" in paragraph.text else first[:1]))
        elif paragraph.breaks and not paragraph.item and len(lines := _begun(paragraph, names)) >= FEWEST_NAMES:
            yield supports(document.at(paragraph.line), f"lines on {len(lines)} files and folders that are there")
    for section, entries in listed.items():
        known = {name for _, found in entries for name in found}
        if len(known) >= FEWEST_NAMES:
            explained = sum(LISTED.match(paragraph.text) is not None for paragraph, _ in entries)
            begun = sum(found[0] in paragraph.text[: len(found[0]) + OPENING] for paragraph, found in entries) >= FEWEST_NAMES
            sure: Confidence = "high" if begun and (_tells_layout(document, section) or explained >= FEWEST_NAMES) else "low"
            yield supports(document.at(entries[0][0].line), f"a list of {len(known)} files and folders that are there", sure)


def _begun(paragraph: Paragraph, names: set[str]) -> set[str]:
    """Names of the tree that begin a line of a paragraph and are followed by words on them; at least one looks like a file."""
    starts = (0, *paragraph.breaks)
    found = [LISTED.match(paragraph.text[start : start + OPENED].lstrip()) for start in starts]
    known = {each.group(1) for each in found if each is not None and each.group(1) in names}
    return known if any("." in name for name in known) and 2 * len(known) >= len(starts) else set()


def _tells_layout(document: Document, section: int) -> bool:
    """Whether a heading announces how the project is laid out."""
    return 0 <= section < len(document.text.sections) and "architecture" in document.text.sections[section].topics


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
            lines = sum(1 for line in fence.text.splitlines() if line.strip())
            yield supports(document.at(fence.line, fence.cell), "a diagram in letters", "high" if lines > 1 else "low")


def _is_sketch(fence: Fence) -> bool:
    boxes = sum(
        1 for line in fence.text.splitlines() if re.search(r"[┌┐└┘│─╔║╗]|\+-{3,}\+", line) and "├──" not in line and "└──" not in line
    )
    arrows = len(ARROW.findall(fence.text))
    layers = len(NETWORK.findall(fence.text)) >= FEWEST_NAMES or LAYER.search(fence.text) is not None
    return (
        not layers
        and fence.language in ("", "text", "txt", "ascii", "plaintext")
        and (arrows >= FEWEST_NAMES or (boxes >= 4 and arrows >= 1))
    )


def _pictured(document: Document) -> Iterator[Evidence]:
    sections = document.text.sections
    for link in document.text.links:
        words = f"{link.target.rsplit('/', 1)[-1][:200]} {link.text[:200]}"
        topics = sections[link.section].topics if 0 <= link.section < len(sections) else ()
        if link.image and DIAGRAM.search(words) and not NETWORK.search(words) and not OTHER_SITES.search(link.target):
            yield supports(document.at(link.line, link.cell), "a picture of the system, by its name")
        elif link.image and "architecture" in topics and "model" not in topics and not NO_DIAGRAM.search(f"{link.target} {link.text}"):
            yield supports(document.at(link.line, link.cell), "a picture where the structure is told", "low")
