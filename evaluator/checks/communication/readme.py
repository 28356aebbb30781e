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
MOST = 1
ASKS = regex(
    r"^[$>% \t]{0,4}curl[ \t](?!.{0,300}(?: -[LO]+ |/(?:healthz?|metrics|docs|ping|ready)\b))"
    r"|^[ \t]{0,4}https?[ \t]+(?:GET|POST|:)|requests\.(?:post|get)\(|\.(?:predict|generate)\("
    r"|^(?:POST|GET) /(?!health|metrics|docs|ping)"
    r"|^[$>% \t]{0,4}(?:python3?|uv run python|poetry run python) \S{0,80}(?:predict|infer|generate|sample)\w{0,20}\.py\b",
    re.MULTILINE,
)
ANSWER = regex(r"[{\[(]|\d|'|\"|(?:output|response|result|prediction)\b", re.IGNORECASE)
# An answer in the same block: a line of JSON by itself, or a word that announces it.
ANSWERED = regex(
    r"^\s{0,4}\{$|^\s{0,4}[{\[].{0,300}[}\]]\s*$|^\W{0,6}(?:output|response|result|answer|prediction)s?\b", re.IGNORECASE | re.MULTILINE
)
SHOWS = regex(
    r"example|output|result|print|looks? like|generates|returns?|response|ejemplo|exemplo|salida|saída|beispiel|ausgabe", re.IGNORECASE
)
TRAINS = regex(r"\btrain\w{0,20}\.py\b|pip install|\bpytest\b")
SHELL = regex(r"^\s*(?:[$>%#]\s|//|if \[|export |pip |python3? |git |docker |CUDA_)", re.MULTILINE)
STARTS = regex(r"(?:[$>%]\s)?(?:python3?|uv run|poetry run|\./|make|curl|streamlit|docker|pip|git|cd|conda|npm|export|bash)\b")
# What is asked of a tool of the trade shows its answer, not the work's.
OF_TOOLS = regex(
    r"[\w() ➜$>%#~:-]{0,40}?[$>%#➜]\s*(?:sudo )?(?:kubectl|docker|git|terraform|aws|gcloud|minikube|helm|conda|dvc|make|ls|nvidia-smi)\b"
)
SESSION = regex(
    r"^>>> .{1,300}\n(?!>>>|\.\.\.)\S|^\s{0,8}#\s?(?:=>|->|output|prints?|returns?)\b|^(?:output|response|prediction)s?\s?[:>]",
    re.IGNORECASE | re.MULTILINE,
)
PLOT = regex(r"plot|accura|loss|curve|confus|roc|hist|matrix|archi|diagram|pipeline|logo|certificate|button", re.IGNORECASE)
SHOT = regex(
    r"demo|screen ?-?_?shot|screen[_ -]?cap|\bapp\b|app[_-]|web[_ -]?(?:app|ui|page|interface)|\bui\b|gui|swagger|streamlit|gradio"
    r"|interface|predict|example|sample[_ -]?out",
    re.IGNORECASE,
)
ELSEWHERE = regex(r"//(?:[\w-]+\.)*(?:giphy|tenor|gfycat)\.com/", re.IGNORECASE)  # anybody's moving pictures
PAGE = regex(r"home[_ -]?page|captur|capture|result|output|screen|dashboard|frontend|resultado|tela\b|pantalla", re.IGNORECASE)


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
    titled = (each.line for each in page.text.sections if each.line and each.heading)
    first = [*titled, *(each.line for each in page.text.paragraphs if each.words), 1][0]
    if page.text.words >= WORDS:
        yield supports(page.at(first), f"{page.text.words} words outside headings, code, tables and badges")
        return
    longer = [each for each in linked(facts) if each.text.words >= WORDS and each.kind in ("readme", "docs", "report")]
    yield from (supports(each.at(1), f"the front page leads to {each.text.words} words", "low") for each in longer[:1])
    if not longer:
        yield against(
            page.at(first), f"{page.text.words or 'no'} words outside headings, code, tables and badges; {WORDS} would carry a reader"
        )


def usage_shown(facts: Facts) -> Iterator[Evidence]:
    """The README shows an example input and what comes out.

    Why: One request and its answer say more about a project than a page of prose.
    Fix: Paste one real request with the answer it got, or a screenshot of the app with a prediction.
    """
    found = [
        evidence for document in pages(facts) if document.kind != "notebook" for evidence in (*_exchanges(document), *_pictures(document))
    ]
    yield from sorted(found, key=lambda each: each.confidence == "low")[:MOST]
    if not found:
        yield against(REPOSITORY, "no example of an input with its output was found on the front page")


def _exchanges(document: Document) -> Iterator[Evidence]:
    """A request with an answer beside it, a session with its output, code with what it prints."""
    blocks = [fence for fence in document.text.fences if not fence.inline and not _sets_up(document, fence.section)]
    announced = [each.line for each in document.text.paragraphs if SHOWS.search(each.text)] if len(blocks) > 1 else []
    for number, fence in enumerate(blocks):
        after = blocks[number + 1] if number + 1 < len(blocks) else None
        beside = after if after is not None and after.section == fence.section else None
        asked = ASKS.search(fence.text)
        answered = beside is not None and ANSWER.match(beside.text.strip()) is not None and not ASKS.search(beside.text)
        if asked and (answered or ANSWERED.search(fence.text[asked.end() :])):
            yield supports(document.at(fence.line + fence.text.count("\n", 0, asked.start()), fence.cell), "a request with its answer")
        elif SESSION.search(fence.text) or (_printed(fence.text) and not TRAINS.search(fence.text)):
            yield supports(document.at(fence.line, fence.cell), "a session with its output")
        elif beside is not None and STARTS.match(fence.text.strip()) and _is_output(beside.text, beside.language):
            if not any(fence.line < line < beside.line for line in announced):
                continue
            yield supports(document.at(beside.line, beside.cell), "a block that may be what the command above it prints", "low")


def _sets_up(document: Document, section: int) -> bool:
    """Whether a heading announces how the project is set up."""
    topics = document.text.sections[section].topics if 0 <= section < len(document.text.sections) else ()
    return "usage" not in topics and bool({"install", "requirements"} & set(topics))


def _is_output(text: str, language: str) -> bool:
    """Whether a block without a language of code holds what a program printed."""
    return language in ("", "text", "txt", "json", "output", "plaintext") and not SHELL.search(text) and "├" not in text


def _printed(text: str) -> bool:
    """Prompted lines with others that follow them."""
    lines = [line for line in text.splitlines() if line.strip()]
    return any(
        prompted(line) and not OF_TOOLS.match(line) and not prompted(after) and not after.startswith((" ", "#"))
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
        moving = moving and not ELSEWHERE.search(link.target)
        if (link.image or moving) and (moving or (SHOT.search(words) and not _is_badge(link.target))):
            file = link.target.partition("?")[0].rsplit("/", 1)[-1]
            name = link.text.strip() if link.text.strip() and (moving or SHOT.search(link.text)) else file
            kind = "a moving picture" if moving else "a picture, of use by its name"
            yield supports(document.at(link.line, link.cell), f'{kind}: "{name[:60]}"')
        elif link.image and PAGE.search(words) and not PLOT.search(words) and not _is_badge(link.target):
            yield supports(document.at(link.line, link.cell), "a picture that may show the use", "low")
        elif link.image and {"usage", "deployment"} & topics and not PLOT.search(words) and not _is_badge(link.target):
            yield supports(document.at(link.line, link.cell), "a picture where the use is told", "low")


def _is_badge(target: str) -> bool:
    """Whether an image is a badge or an icon."""
    return re.search(r"badge|button|shields\.io|\.svg(?:\?|$)|icon|logo", target[:500], re.IGNORECASE) is not None
