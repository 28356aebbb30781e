"""What a project says of itself in prose: the front page, what it links, and sentences by their place."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from evaluator.checks.selectors.once import kept, once
from evaluator.checks.selectors.standing import own
from evaluator.checks.selectors.words import KNOWN
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evaluator.model.documents import Paragraph, Section, Text
    from evaluator.model.facts import Document, Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

OWN_WORDS = 25  # rubric.md, substance rule 5
LONGEST_NOTICE = 200
_TO_WORKERS = frozenset({"AGENTS.md", "CLAUDE.md", "GEMINI.md", "CONTRIBUTING.md", "CHANGELOG.md"})
_GIVEN_UP = regex(r"\[(?:archived|deprecated)\]|\b(?:no longer|not) (?:being )?maintained\b|\bunmaintained\b", re.IGNORECASE)
_AS_EXAMPLE = regex(r"\W{0,4}(?:examples?|beispiel|ejemplo|exemple|exemplo|esempio)\s?:", re.IGNORECASE)
_ADDRESS = regex(r"(?:https?://|www\.)\S{1,500}")
_HOSTED = regex(r"https?://(?:www\.)?git(?:hub|lab)\.com/[\w.-]{1,80}/[\w.-]{1,100}/(?:-/)?(?:tree|blob)/[\w.-]{1,80}/([^?#]{1,300})")
_WHOLE_WORDS = regex(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SENTENCE = regex(r"(?<=[.!?。！？])\s+|(?<=[。！？])|\n")


def front(facts: Facts) -> Document | None:
    """The README of the project, None when it has none of its own."""
    readme = facts.readme
    return readme if readme is not None and next(own((readme,)), None) is not None else None


@once
def linked(facts: Facts) -> Iterator[Document]:
    """Documents in the tree that the front page links, itself left out."""
    page = front(facts)
    if page is None:
        return
    home = posixpath.dirname(page.path)
    places = [
        posixpath.normpath(posixpath.join(home, link.target.split("#")[0].split("?")[0].lstrip("/")))
        for link in page.text.links
        if "://" not in link.target
    ]
    # By its whole address, of this repository or of the one it was copied from, a page of the tree is linked as well.
    hosted = (_HOSTED.match(link.target) for link in page.text.links if "://" in link.target and not link.image)
    places += [posixpath.normpath(unquote(found.group(1))) for found in hosted if found is not None]
    reached = {place for place in places if place not in (".", "")}
    for document in own(facts.documents):
        if document.path != page.path and (
            document.path in reached or (document.kind == "readme" and posixpath.dirname(document.path) in reached)
        ):
            yield document


def presented(facts: Facts) -> frozenset[str]:
    """Pages that the front page links and that set something else up: what is given up, or what one makes of a template."""
    kits = {file.path.partition("/{{")[0] for file in facts.paths if "/{{" in file.path}
    return frozenset(each.path for each in linked(facts) if posixpath.dirname(each.path) in kits or _is_given_up(each.text))


def _is_given_up(text: Text) -> bool:
    """Whether a page begins by saying that what it is about is no longer looked after."""
    begins = (text.title, *(each.heading for each in text.sections[:2]), *(each.text[:LONGEST_NOTICE] for each in text.paragraphs[:1]))
    return any(_GIVEN_UP.search(each) for each in begins)


@once
def pages(facts: Facts) -> Iterator[Document]:
    """The front page, what it links and the cards: what a reader meets who opens the repository."""
    page = front(facts)
    seen = [] if page is None else [page]
    seen += [document for document in linked(facts) if document.kind not in ("licence", "contributing", "changelog")]
    seen += [document for document in own(facts.documents) if document.kind in ("model-card", "data-card")]
    yield from {document.path: document for document in seen}.values()


@once
def written(facts: Facts) -> Iterator[Document]:
    """What a reader meets, and every report and page of documentation of the project's own; not what speaks to those who work on it."""
    found = {document.path: document for document in pages(facts)}
    found |= {document.path: document for document in own(facts.documents) if document.kind in ("readme", "report", "docs", "model-card")}
    yield from (document for document in found.values() if not _speaks_to_workers(document.path))


def _speaks_to_workers(path: str) -> bool:
    return path.rsplit("/", 1)[-1] in _TO_WORKERS or path.startswith((".github/", ".claude/", ".cursor/"))


def notebook_introductions(facts: Facts) -> Iterator[Document]:
    """The prose of the project's notebooks."""
    return (document for document in own(facts.documents) if document.kind == "notebook")


def certainty(text: Text) -> Confidence:
    """Whether the absence of a word says something in the language of this text."""
    return "high" if text.language in KNOWN else "low"


def section_of(text: Text, paragraph: Paragraph) -> Section | None:
    """The section in which a paragraph stands."""
    return text.sections[paragraph.section] if 0 <= paragraph.section < len(text.sections) else None


def topics_of(text: Text, paragraph: Paragraph) -> tuple[str, ...]:
    """What the heading over a paragraph announces."""
    section = section_of(text, paragraph)
    return section.topics if section else ()


@once
def sentences(text: Text) -> Iterator[tuple[Paragraph, str]]:
    """Every sentence with its paragraph."""
    return ((paragraph, sentence) for paragraph in text.paragraphs for sentence in sentences_of(paragraph))


def telling(text: Text, signs: tuple[str, ...], topic: str = "") -> Iterator[tuple[Paragraph, str]]:
    """The sentences with one of some words or a letter beyond ASCII, and all under headings that announce a topic.

    Most texts hold few of the words, and only these are looked for in their paragraphs.
    """
    here = held(text, signs)
    for paragraph, beginning in zip(text.paragraphs, _lowered(text), strict=True):
        if topic and topic in topics_of(text, paragraph):
            yield from ((paragraph, sentence) for sentence in sentences_of(paragraph))
        elif not beginning.isascii() or any(sign in beginning for sign in here):
            for sentence in sentences_of(paragraph):
                said = sentence.lower()
                if not said.isascii() or any(sign in said for sign in here):
                    yield paragraph, sentence


@kept
def _lowered(text: Text) -> list[str]:
    return [paragraph.text.lower() for paragraph in text.paragraphs]


@kept
def _small(text: Text) -> tuple[str, str]:
    """All paragraphs of a text in small letters, and each of its words once."""
    small = "\n".join(_lowered(text))
    return small, " ".join(set(small.split()))


def held(text: Text, signs: Iterable[str]) -> tuple[str, ...]:
    """Those of some small letters that stand anywhere in a text: the others need not be looked for in every sentence."""
    small, words = _small(text)
    return tuple(sign for sign in signs if sign in (small if " " in sign else words))


def speaking(text: Text, signs: Iterable[str], shortest: int, longest: int) -> Iterator[tuple[Paragraph, str]]:
    """Sentences of some length that hold one of some small letters, each with its paragraph."""
    near = held(text, signs)
    for paragraph, sentence in sentences(text) if near else ():
        if len(sentence) <= longest and (shortest <= len(sentence) or shortest <= _weight(sentence)):
            low = sentence.lower()
            for sign in near:
                if sign in low:
                    yield paragraph, sentence
                    break


def _weight(sentence: str) -> int:
    """How long a sentence is where each sign of Chinese, Japanese or Korean says as much as three letters."""
    return len(sentence) + 2 * len(_WHOLE_WORDS.findall(sentence))


def sentences_of(paragraph: Paragraph) -> Iterator[str]:
    """The sentences of one paragraph."""
    return (sentence.strip() for sentence in _SENTENCE.split(paragraph.text) if sentence.strip())


def is_example(paragraph: Paragraph) -> bool:
    """Whether a paragraph says what might be written (`Example: we served 500 requests`), as forms and templates do."""
    return _AS_EXAMPLE.match(paragraph.text) is not None


def place(document: Document, paragraph: Paragraph, sentence: str, words: str = "") -> Location:
    """The line in which words of a sentence of a paragraph stand."""
    begin = max(0, paragraph.text.find(sentence))
    return document.at(paragraph.line_at(begin + max(0, sentence.lower().find(words.lower()))), paragraph.cell)


def unlinked(text: str) -> str:
    """A text with its addresses blanked out, as long as before: the words in them say nothing."""
    if "://" not in text and "www." not in text:
        return text
    return _ADDRESS.sub(lambda found: " " * len(found.group()), text)
