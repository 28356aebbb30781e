"""Do I know within a minute what is predicted, for whom, and what would be good enough?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.figures import figures
from evaluator.checks.selectors.predicted import ABOUT, LOOSE, NOUN, VAGUE, from_what, given, is_around, predicted, taught, titled
from evaluator.checks.selectors.prose import (
    OWN_WORDS,
    certainty,
    front,
    linked,
    notebook_introductions,
    pages,
    place,
    sentences_of,
    topics_of,
)
from evaluator.checks.selectors.users import ASIDE, hinted, is_offered, used
from evaluator.model.place import REPOSITORY
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.documents import Paragraph
    from evaluator.model.facts import Document, Facts
    from evaluator.model.result import Confidence

MOST, FIRM = 2, 2
BESIDE = 2  # lines
LONG_ITEM = 8
EARLY = 60  # a line
MOST_TEXT = 200  # paragraphs
NOT_THE_PROBLEM = ASIDE


def problem_described(facts: Facts) -> Iterator[Evidence]:
    """The README says what goes in and what is predicted.

    Why: A reviewer who does not know what is predicted cannot value anything that follows.
    Fix: Add a "Problem" section of five lines: who decides something, what you predict, from what inputs, and what an error costs.
    Ask: Who would use this prediction, and what would they do differently?
    """
    page = front(facts)
    texts = [page, *(each for each in linked(facts) if each.kind in ("docs", "readme"))] if page else list(notebook_introductions(facts))
    best = max((_described(facts, document, page) for document in texts), key=lambda found: found[0], default=(0, None))
    other = _otherwise(facts, page) if page is not None and best[0] < FIRM else None
    if other or best[1]:
        yield from [each for each in (other, best[1]) if each][:1]
    else:
        yield against(REPOSITORY, "no README was found") if page is None else _lacking(facts, page)


def _otherwise(facts: Facts, page: Document) -> Evidence | None:
    """A title that says what is predicted, with words on the rows below; or a model that writes or draws, and what it is taught with."""
    near = [each for each in page.text.paragraphs[:MOST_TEXT] if _may_tell(facts, page, each)]
    if sum(each.words for each in near) < OWN_WORDS:
        return None
    for paragraph in (each for each in near if each.line <= EARLY):
        model, on = taught(paragraph.text)
        if model:
            note = f'the text says what is trained ("{model}") and on what ("{on}")'
            return supports(place(page, paragraph, paragraph.text, model), note)
    words = titled(page.text.title)
    rows = [(each, found) for each in near if "data" in topics_of(page.text, each) and (found := given(each.text))]
    exact = next((each for each in rows if not VAGUE.fullmatch(each[1]) and each[1] not in words.lower()), None)
    if not words or exact is None or exact[0].words < LONG_ITEM:
        return None
    at = exact[0].line_at(max(0, exact[0].text.lower().find(exact[1])))
    line = next((each.line for each in page.text.sections if each.heading == page.text.title), 1)
    return supports(page.at(line), f'the title says what is predicted ("{words}"), line {at} from what ("{exact[1]}")')


def _lacking(facts: Facts, page: Document) -> Evidence:
    """What a front page lacks that does not describe the problem; doubtful where words of a prediction stand in other sections."""
    everywhere = [(paragraph, words) for paragraph in page.text.paragraphs if (words := predicted(paragraph.text))]
    told = [each for each in everywhere if not set(topics_of(page.text, each[0])) & NOT_THE_PROBLEM]
    near = any(not is_around(facts, page.text, paragraph) and not _is_far(paragraph, words) for paragraph, words in told)
    if near or page.text.words < OWN_WORDS or (everywhere and not told):
        note = "no 25 words on what goes in and what is predicted were found in the README"
        return against(REPOSITORY, note, "high" if page.text.words < OWN_WORDS else certainty(page.text))
    return against(REPOSITORY, "no paragraph of the README names what is predicted", "low" if told else certainty(page.text))


def use_described(facts: Facts) -> Iterator[Evidence]:
    """The README says who uses the prediction, or which decision it changes.

    Why: Teams hire for models that change a decision, not for models.
    Fix: Say in two sentences who acts on the prediction and what they would do without it.
    Ask: What would somebody do differently after this prediction?
    """
    page = front(facts)
    found = [each for document in pages(facts) for each in used(document, is_front=document is page)]
    told = [each for each in found if each.sure == "high"] or found
    yield from (supports(each.at, each.note, each.sure) for each in list({each.at: each for each in reversed(told)}.values())[::-1][:MOST])
    if not found:
        spoken = is_offered(facts, page) or any(hinted(document.text) for document in pages(facts))
        sure = "high" if page is None or page.text.words < OWN_WORDS else certainty(page.text)
        yield against(REPOSITORY, "no sentence on who uses the prediction was found", "low" if spoken else sure)


def success_criterion_stated(facts: Facts) -> Iterator[Evidence]:
    """The README says what would be good enough, as a number.

    Why: A number set beforehand is what separates an experiment from a lucky run.
    Fix: State the metric value, the latency or the cost of an error at which the model would be useful, before the results.
    """
    found = [
        supports(document.at(each.line), f"{each.metric} {each.number} is asked for")
        for document in pages(facts)
        for each in figures(document.text)
        if each.wanted
    ]
    yield from found[:MOST]
    if not found:
        yield against(REPOSITORY, "no wanted value of a metric was found outside the results")


def _described(facts: Facts, document: Document, page: Document | None) -> tuple[int, Evidence | None]:
    """(2, firm), (1, doubtful) or (0, nothing): the section that names both sides, else the page as a whole."""
    told: dict[int, list[Paragraph]] = {}
    for paragraph in document.text.paragraphs[:MOST_TEXT]:
        if _may_tell(facts, document, paragraph):
            told.setdefault(max(paragraph.section, 1), []).append(paragraph)
    sizes = {number: sum(paragraph.words for paragraph in group) for number, group in told.items()}
    problem = {number for number, group in told.items() if "problem" in topics_of(document.text, group[0])}
    whole = sum(sizes[number] for number in problem)  # "Motivation" and "Goal" tell it together
    long = [group for number, group in told.items() if max(sizes[number], whole if number in problem else 0) >= OWN_WORDS]
    both = [found for group in long for found in _both(document, group)]
    if both:
        _, evidence = max(both, key=lambda found: found[0])
        firm = evidence.confidence == "high" and (page is None or document is page or "problem" in _title_topics(document))
        firm = firm and document.kind != "notebook"
        return 1 + firm, evidence if firm else supports(evidence.at, evidence.note, "low")
    everything = [paragraph for group in told.values() for paragraph in group]
    named = next((each for each in everything if (words := predicted(each.text)) and not _is_far(each, words)), None)
    if named is None or document.kind == "notebook" or sum(each.words for each in everything) < OWN_WORDS:
        return 0, None
    words = predicted(named.text)
    return 1, supports(place(document, named, named.text, words), f'"{words}" is said; from what, only loosely', "low")


def _may_tell(facts: Facts, document: Document, paragraph: Paragraph) -> bool:
    """Whether a paragraph may be on the problem: long enough, and not on what is done around the model."""
    topics = set(topics_of(document.text, paragraph))
    long = not paragraph.item or paragraph.words >= LONG_ITEM
    return long and not topics & NOT_THE_PROBLEM and not is_around(facts, document.text, paragraph)


def _is_far(paragraph: Paragraph, words: str) -> bool:
    """Whether words of many meanings stand far down the page: there they are about how something is used."""
    return paragraph.line > EARLY and LOOSE.fullmatch(words) is not None


def _title_topics(document: Document) -> tuple[str, ...]:
    """What the first heading of a document announces."""
    return document.text.sections[0].topics if document.text.sections else ()


def _both(document: Document, group: list[Paragraph]) -> Iterator[tuple[tuple[bool, ...], Evidence]]:
    """Sentences of a section that says what is predicted, and from what, each with its worth; doubtful where words are loose."""
    told = group[0].section <= 1 or "problem" in topics_of(document.text, group[0])
    said = [(each, sentence, words) for each in group for sentence in sentences_of(each) if (words := predicted(sentence))]
    here = {each.section for each in group} if said else set()
    inputs = [(each, words) for each in document.text.paragraphs[:MOST_TEXT] if each.section in here and (words := given(each.text))]
    for paragraph, sentence, words in said:
        inside = given(sentence) or from_what(sentence)
        if not (inside or inputs) or (not told and _is_far(paragraph, words)):
            continue
        near, other = min(inputs, key=lambda each: abs(each[0].line - paragraph.line), default=(paragraph, inside))
        where = "" if inside else f", line {near.line_at(max(0, near.text.lower().find(other)))}"
        of = "of whom or what" if ABOUT.fullmatch(inside or other) else "from what"
        note = f'the text says what is predicted ("{words}") and {of} ("{inside or other}"{where})'
        exact = not LOOSE.fullmatch(words)
        verb = exact and not NOUN.fullmatch(words)
        beside = near is paragraph or (abs(near.line - paragraph.line) <= BESIDE and not VAGUE.fullmatch(other))
        apart = not inside and not beside and (not exact or (near.item and VAGUE.fullmatch(other) is not None))
        odds = words.startswith("probabilit") and f"{words} of" not in sentence.lower()
        sure: Confidence = "high" if not (apart or odds) and (told or (verb and paragraph.line <= EARLY)) else "low"
        yield (
            (sure == "high", verb and bool(inside), verb, exact and bool(inside), exact, told, bool(inside)),
            supports(place(document, paragraph, sentence, words), note, sure),
        )
