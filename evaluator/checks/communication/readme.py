"""Does the front page carry me from question to answer?"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from evaluator.checks.selectors.prose import front, linked, pages
from evaluator.checks.selectors.shell import prompted
from evaluator.checks.selectors.standing import own
from evaluator.model.place import REPOSITORY
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Document, Facts

WORDS = 120  # rubric.md, criterion `readme`
MOST = 3
ASKS = regex(r"\b(?:curl|http|wget)\s|requests\.(?:post|get)|\.predict\(|client\.|/predict\b")
ANSWER = regex(r"[{\[(]|\d|'|\"|(?:output|response|result|prediction)\b", re.IGNORECASE)
SESSION = regex(
    r"^>>> .{1,300}\n(?!>>>|\.\.\.)\S|^\s{0,8}#\s?(?:=>|->|output|prints?|returns?)\b|^(?:output|response|prediction)s?\s?[:>]",
    re.IGNORECASE | re.MULTILINE,
)
PLOT = regex(r"plot|accura|loss|curve|confus|roc|hist|matrix|archi|diagram", re.IGNORECASE)
SHOT = regex(
    r"demo|screen ?-?_?shot|screen[_ -]?cap|\bapp\b|app[_-]|web[_ -]?(?:app|ui|page|interface)|\bui\b|gui|swagger|streamlit|gradio"
    r"|interface|prediction|example|sample[_ -]?out",
    re.IGNORECASE,
)


def readme_substantial(facts: Facts) -> Iterator[Evidence]:
    """The README says enough in words of its own.

    Why: The README is the only file that every reviewer opens.
    Fix: Order it so: problem, result table, how to run, example request and answer, how it works, limits.
    """
    page = front(facts)
    if page is None:
        nested = next((each for each in own(facts.documents) if each.kind == "readme"), None)
        yield against(REPOSITORY, "no README was found" if nested is None else "no README of the project's own was found")
        return
    if page.text.words >= WORDS:
        yield supports(page.at(1), f"{page.text.words} words of its own")
        return
    longer = [each for each in linked(facts) if each.text.words >= WORDS and each.kind in ("readme", "docs", "report")]
    yield from (supports(each.at(1), f"the front page leads to {each.text.words} words", "low") for each in longer[:1])
    if not longer:
        yield against(page.at(1), f"{page.text.words} words outside code, tables and badges; {WORDS} would carry a reader")


def usage_shown(facts: Facts) -> Iterator[Evidence]:
    """The README shows an example input and what comes out.

    Why: One request and its answer say more about a project than a page of prose.
    Fix: Paste one real request with the answer it got, or a screenshot of the app with a prediction.
    """
    found = [
        evidence for document in pages(facts) if document.kind != "notebook" for evidence in (*_exchanges(document), *_pictures(document))
    ]
    firm = [each for each in found if each.confidence == "high"]
    yield from (firm or found)[:MOST]
    if not found:
        yield against(REPOSITORY, "no example of an input with its output was found on the front page")


def _exchanges(document: Document) -> Iterator[Evidence]:
    """A request with an answer beside it, a session with its output, code with what it prints."""
    blocks = [fence for fence in document.text.fences if not fence.inline]
    for number, fence in enumerate(blocks):
        after = blocks[number + 1] if number + 1 < len(blocks) else None
        answered = after is not None and after.section == fence.section and ANSWER.match(after.text.strip()) is not None
        if ASKS.search(fence.text) and (answered or ANSWER.search(fence.text.partition("\n\n")[2])):
            yield supports(document.at(fence.line), "a request with its answer")
        elif SESSION.search(fence.text) or _printed(fence.text):
            yield supports(document.at(fence.line), "a session with its output")


def _printed(text: str) -> bool:
    """Prompted lines with others that follow them."""
    lines = [line for line in text.splitlines() if line.strip()]
    return any(
        prompted(line) and not prompted(after) and not after.startswith((" ", "#"))
        for line, after in pairwise(lines)
        if not line.endswith("\\")
    )


def _pictures(document: Document) -> Iterator[Evidence]:
    """Screenshots and recordings by their names; other figures where use or deployment is told, doubtfully."""
    sections = document.text.sections
    for link in document.text.links:
        words = f"{link.target.rsplit('/', 1)[-1][:200]} {link.text[:200]}"
        topics = set(sections[link.section].topics) if 0 <= link.section < len(sections) else set()
        moving = link.target.lower().split("?")[0].endswith((".gif", ".mp4", ".webm", ".mov"))
        if (link.image or moving) and (moving or SHOT.search(words)):
            yield supports(document.at(link.line), "a screenshot or recording")
        elif link.image and {"usage", "deployment"} & topics and not PLOT.search(words) and not _is_badge(link.target):
            yield supports(document.at(link.line), "a picture where the use is told", "low")


def _is_badge(target: str) -> bool:
    """Whether an image is a badge or an icon."""
    return re.search(r"badge|shields\.io|\.svg(?:\?|$)|icon|logo", target[:500], re.IGNORECASE) is not None
