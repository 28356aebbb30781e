"""Do I know within a minute what is predicted, for whom, and what would be good enough?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.figures import figures
from evaluator.checks.selectors.prose import OWN_WORDS, certainty, front, linked, notebook_introductions, pages, sentences, topics_of
from evaluator.checks.selectors.words import said
from evaluator.model.place import REPOSITORY
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.documents import Paragraph
    from evaluator.model.facts import Document, Facts

MOST = 3
LONG_ITEM = 8
NOT_THE_PROBLEM = frozenset({"install", "usage", "licence", "contents", "requirements", "credits", "architecture", "future", "monitoring"})


def problem_described(facts: Facts) -> Iterator[Evidence]:
    """The README says what goes in and what is predicted.

    Why: A reviewer who does not know what is predicted cannot value anything that follows.
    Fix: Add a "Problem" section of five lines: who decides something, what you predict, from what inputs, and what an error costs.
    Ask: Who would use this prediction, and what would they do differently?
    """
    page = front(facts)
    texts = [page, *(each for each in linked(facts) if each.kind in ("docs", "readme"))] if page else list(notebook_introductions(facts))
    best = max((_described(document) for document in texts), key=lambda found: found[0], default=(0, None))
    if best[1]:
        yield best[1]
    else:
        where = "no README was found" if page is None else "no 25 words on what goes in and what is predicted were found in the README"
        yield against(REPOSITORY, where, "high" if page is None or page.text.words < OWN_WORDS else certainty(page.text))


def use_described(facts: Facts) -> Iterator[Evidence]:
    """The README says who uses the prediction, or which decision it changes.

    Why: Teams hire for models that change a decision, not for models.
    Fix: Say in two sentences who acts on the prediction and what they would do without it.
    Ask: What would somebody do differently after this prediction?
    """
    found = [
        supports(
            document.at(paragraph.line),
            f'the text says what it is for ("{said("use", sentence)}")',
            "high" if "problem" in topics_of(document.text, paragraph) else "low",
        )
        for document in pages(facts)
        for paragraph, sentence in sentences(document.text)
        if not set(topics_of(document.text, paragraph)) & NOT_THE_PROBLEM and said("use", sentence) and len(sentence) >= 40
    ]
    firm = [each for each in found if each.confidence == "high"]
    yield from (firm or found)[:MOST]
    if not found:
        page = front(facts)
        yield against(
            REPOSITORY, "no sentence on who uses the prediction was found", "high" if page is None or page.text.words < OWN_WORDS else "low"
        )


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


def _described(document: Document) -> tuple[int, Evidence | None]:
    """(2, firm), (1, doubtful) or (0, nothing): the section that names both sides, else the page as a whole."""
    told: dict[int, list[Paragraph]] = {}
    for paragraph in document.text.paragraphs[:200]:
        if not set(topics_of(document.text, paragraph)) & NOT_THE_PROBLEM and (not paragraph.item or paragraph.words >= LONG_ITEM):
            told.setdefault(paragraph.section, []).append(paragraph)
    sections = sorted(told.values(), key=lambda group: "problem" not in topics_of(document.text, group[0]))
    named = next((group for group in sections if _names_both(group)), None)
    loose = document.kind == "notebook"
    if named is not None:
        text = " ".join(paragraph.text for paragraph in named)
        first = next(paragraph for paragraph in named if said("predict", paragraph.text))
        note = f'the text says what is predicted ("{said("predict", text)}") and from what ("{said("input", text)}")'
        return 1 if loose else 2, supports(document.at(first.line, first.cell), note, "low" if loose else "high")
    everything = [paragraph for group in sections for paragraph in group]
    if (
        not loose
        and sum(paragraph.words for paragraph in everything) >= OWN_WORDS
        and said("predict", " ".join(each.text for each in everything))
    ):
        return 1, supports(
            document.at(everything[0].line, everything[0].cell), "the text speaks of a prediction, its input is told loosely", "low"
        )
    return 0, None


def _names_both(group: list[Paragraph]) -> bool:
    text = " ".join(paragraph.text for paragraph in group)
    words = sum(paragraph.words for paragraph in group)
    return (
        words >= OWN_WORDS
        and bool(said("predict", text))
        and bool(said("input", text))
        and any(said("predict", each.text) for each in group)
    )
