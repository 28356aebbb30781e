"""Do they know where it should not be used?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.evaluation.error_analysis import errors_listed
from evaluator.checks.selectors.gapped import unread_report
from evaluator.checks.selectors.groups import attributes, compared, told
from evaluator.checks.selectors.misses import misses
from evaluator.checks.selectors.prose import certainty, front, notebook_introductions, pages, place, topics_of
from evaluator.checks.selectors.standing import own
from evaluator.checks.selectors.weaknesses import (
    ANNOUNCES,
    MINDED,
    OF_MACHINES,
    OF_WORK,
    OUTRIGHT,
    SEEKS,
    WARRANTY,
    of_others,
    weaknesses,
    worded,
)
from evaluator.checks.selectors.words import said
from evaluator.model.place import REPOSITORY
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Document, Facts

MOST = 3
FEWEST_WORDS = 8
# Whom a prediction is about.
PERSONS = regex(
    r"\b(?:patients?|customers?|clients|applicants?|borrowers?|students?|employees?|passengers?|candidates|defendants|tenants|clientes?|pacientes?"
    r"|estudiantes|estudantes|empleados|kunden|patienten|étudiants)\b|пациент|клиент|студент|患者|客户|顾客|顧客|学生|환자|고객",
    re.IGNORECASE,
)
WEAK = frozenset({"within noise"})  # of what is compared, seldom of the work
TOLD_ELSEWHERE = frozenset({"install", "usage", "licence", "contents", "requirements", "credits"})


def limitations_stated(facts: Facts) -> Iterator[Evidence]:
    """The text says where the result should not be trusted.

    Why: Whoever knows the limits of a model can be trusted with one.
    Fix: Name three inputs on which you would not trust it, with the evidence from your error analysis.
    Ask: On which input would you expect this model to be wrong?
    """
    read = list(_read(facts))
    firm = [evidence for document in read for evidence in _headed(document)]
    loose = [] if firm else [evidence for document in read for evidence in _mentioned(document)]
    yield from firm[:MOST]
    yield from sorted(loose, key=lambda each: each.confidence == "low")[:MOST]
    if not firm and not loose:
        yield _absent(facts, f"no sentence on what weakens the result was found in {len(read)} text{'s' * (len(read) != 1)}")


def limitations_specific(facts: Facts) -> Iterator[Evidence]:
    """A limit is told by what is special here: a group, a period, a gap in the data, a number, a condition.

    Why: "More data would help" is true of every model; "no winter months in the data" is true of this one.
    Fix: Replace the general sentence by one that names who or what is missing, from when to when, how many, or when it fails.
    Ask: Whom or what has this model never seen?
    """
    read = list(_read(facts))
    found = [each for document in read for each in weaknesses(document, beside=False)]
    if not any(each.sure == "high" for each in found):
        found = [each for document in read for each in weaknesses(document, beside=True)]
    firm = [each for each in found if each.sure == "high"]
    loose = [each for each in found if each.by]
    yield from (supports(each.at, f"a limit is told with {each.by}") for each in firm[:MOST])
    if not firm and (loose or found):
        note = "a limit may be told here; whether it is one of this project alone is for a person"
        yield from (supports(each.at, note, "low") for each in (loose or found)[:1])
    elif not firm:
        yield _absent(facts, "no limit with a group, period, number or condition of this project was found")


def failure_cases_shown(facts: Facts) -> Iterator[Evidence]:
    """Cases in which the model fails are shown.

    Why: A reader believes a limit that can be seen: this photo, this sentence, this week.
    Fix: Show five test cases the model got wrong, each with input, truth and answer, and one sentence on what they share.
    Ask: Which of the wrong cases would a person also get wrong?
    Not for: library
    """
    held = frozenset(file.name for file in facts.paths)
    found = [each for document in _read(facts) for each in misses(document, held)]
    firm = [each for each in found if each.sure == "high"]
    yield from (supports(each.at, each.note, each.sure) for each in (firm or found)[:MOST])
    if not firm:
        listed = [each for each in errors_listed(facts) if each.supports and each.path]
        ran = {each.path for each in facts.notebooks if any(cell.outputs for cell in each.source.cells)}
        for each in sorted(listed, key=lambda each: each.confidence == "low" or each.path not in ran)[:1]:
            yield supports(each.at, f"{each.note}, in code", each.confidence if each.path in ran else "low")
        if not found and not listed:
            yield _absent(facts, "no picture, table or sentence of a case that goes wrong was found in the texts")


def fairness_considered(facts: Facts) -> Iterator[Evidence]:
    """How groups of people fare, or what privacy and misuse ask, is considered.

    Why: A model that is good on average can be wrong mostly for those who are few.
    Fix: Score the test set by group (age, sex, region, language) in one table, and say who might be harmed by a wrong answer, or by misuse.
    Ask: For whom is this model worst, and who would notice?
    Not for: library, rl
    """
    found = [*compared(facts), *(each for document in _read(facts) for each in told(document))]
    firm = [each for each in found if each.sure == "high"]
    yield from (supports(each.at, each.note, each.sure) for each in (firm or found)[:MOST])
    if found:
        return
    page, column = front(facts), attributes(facts)
    spoken = page is not None and any(PERSONS.search(each.text) for each in page.text.paragraphs)
    if column or spoken:
        why = f" though a column is named `{column[:30]}`" if column else ""
        note = f"no scores by groups of people and no words on fairness, privacy or misuse were found{why}"
        yield against(REPOSITORY, note, "high" if column or page is None else "low")


def _absent(facts: Facts, note: str) -> Evidence:
    """That nothing of the kind was found; a question where the language is not read, or a report is of a form that is not."""
    page, unread = front(facts), unread_report(facts)
    if unread:
        return against(REPOSITORY, f"{note}; {unread} was not read", "low")
    return against(REPOSITORY, note, "high" if page is None or not page.text.words else certainty(page.text))


def _read(facts: Facts) -> Iterator[Document]:
    seen = {document.path: document for document in pages(facts)}
    seen |= {document.path: document for document in own(facts.documents) if document.kind in ("readme", "report", "docs", "model-card")}
    yield from seen.values()
    yield from notebook_introductions(facts)


def _headed(document: Document) -> Iterator[Evidence]:
    """Sections whose heading announces limits and that say a sentence of their own."""
    for section in document.text.sections:
        if "limitations" in section.topics and section.words >= FEWEST_WORDS and not OF_MACHINES.search(section.heading):
            weak = said("limitation", section.text)
            if not weak and MINDED.search(section.heading) and not ANNOUNCES.search(section.heading):
                continue
            loose = not weak and ("future" in section.topics or document.kind == "notebook")
            loose = loose or not ANNOUNCES.search(section.heading) or SEEKS.search(section.heading) is not None
            note = f"{section.words} words under a heading that announces limits"
            yield supports(document.at(section.line, section.cell), note, "low" if loose else "high")


def _mentioned(document: Document) -> Iterator[Evidence]:
    """Sentences that name a weakness; firm where results are told or the words leave no doubt, doubtful elsewhere."""
    ours = document.kind in ("readme", "report", "model-card")
    for paragraph, sentence, words in worded(document.text):
        topics = topics_of(document.text, paragraph)
        if set(topics) & TOLD_ELSEWHERE or topics == ("future",):
            continue
        if not (WARRANTY.search(paragraph.text) or said("wish", sentence) or of_others(words, sentence, topics)):
            told = {"results", "evaluation", "limitations", "model"} & set(topics) and words not in WEAK
            of_work = OF_WORK.search(sentence) is not None
            firm = bool(told) or (ours and of_work and OUTRIGHT.search(sentence) is not None)
            if firm or of_work:
                yield supports(place(document, paragraph, sentence, words), f'a sentence with "{words}"', "high" if firm else "low")
