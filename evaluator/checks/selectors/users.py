"""Who does something with a prediction: people and what the work does for them, whom it warns, what a wrong answer costs them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.predicted import predicted
from evaluator.checks.selectors.prose import place, section_of, sentences, topics_of
from evaluator.checks.selectors.shapes import is_library, is_published, is_template
from evaluator.checks.selectors.words import each_said, said
from evaluator.model.place import Location
from evaluator.model.regex import regex
from evaluator.model.result import Confidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.documents import Paragraph, Text
    from evaluator.model.facts import Document, Facts

SHORTEST = 40
OPENING = 20  # lines
_ASKED = regex(
    r"\buse[- ]?cases?\b|\bwho (?:is|uses|needs|would)|\bmotivation|\bbusiness|\bstakeholder|\baudience|casos? de uso|cas d['’]usage",
    re.IGNORECASE,
)
ASIDE = frozenset({"install", "usage", "licence", "contents", "requirements", "credits", "architecture", "future", "monitoring"})
_NEVER = frozenset({"licence", "contents", "credits"})
# A trade is named in any text on it; that it wants or can do something is told by more.
_TRADE = ("business", "negoci", "negóci")
_ACTS = regex(r"\bbusiness (?:would|could|can|will|wants?|needs?)\b|\bobjetivo de neg[oó]cio\b|\bactionable\b", re.IGNORECASE)
# Who gets a message when something is predicted.
_WARNED = regex(
    r"\b(?:notify|notifies|notifying|alerts?|alerting|warns?|warning|inform(?:s|ing)?) (?:[\w-]+ ){0,3}"
    r"(?:part(?:y|ies)|authorities|rangers?|owners?|staff|drivers?|doctors?|nurses?|operators?|people|teams?|personnel|police"
    r"|users?|customers?|clients?|security|residents?|farmers?|managers?|analysts?|engineers?)\b",
    re.IGNORECASE,
)
# What the reader is given, who is the one served: "finds the rooms that suit you".
_ADDRESSED = regex(
    r"\b(?:finds?|recommends?|suggests?|tells?|warns?|predicts?|analy[sz]es?|matches)\b[^.]{0,80}\b(?:for you|suit you|tell you|your)\b"
    r"|\btells? you\b",
    re.IGNORECASE,
)
# What a wrong answer costs somebody, beside another one.
_WRONG = regex(
    r"\b(?:false(?:ly)?|miss(?:ed|ing)?|wrong(?:ly)?|incorrectly|mistaken(?:ly)?|fail(?:s|ing)? to (?:detect|identify|spot))\b",
    re.IGNORECASE,
)
_COSTS = regex(
    r"\b(?:costs?|costly|costlier|expensive|sever(?:e|ity)|worse|los(?:e|es|ing)|harm\w*|danger\w*|dearer|deadly|delays?)\b", re.IGNORECASE
)
# What hints at somebody who uses it, where no sentence says so.
_HINTS = regex(
    r"\b(?:appli(?:cation|ed)s?|alert|notif\w+|decid\w+|prioriti\w+|interven\w+|assist\w*|automat\w+|practical|real[- ]world|save[sd]?\b"
    r"|so that|in order to|help(?:s|ing)?\b|useful|use[- ]?cases?|motivation|benefit\w*|stakeholder|business)",
    re.IGNORECASE,
)
# Why somebody would want it, where nobody is named: "takes days", "harms the harvest".
_NEED = regex(
    r"\b(?:time[- ]consuming|sav(?:es?|ing) (?:time|money|lives?)|reduc\w+ (?:the |its |their )?(?:time|costs?|risks?|waste|losses|burden)"
    r"|accelerat\w+|speed(?:s|ing)? up|tedious|manually|experts?|diagnos\w+|early detection|treatment|lives|deaths?|damag\w+|economic\w*"
    r"|losses|safety|assist\w*|healthcare|medic\w+|support\w* (?:this|the|their|an?) (?:workflow|decision|diagnosis|work)"
    r"|keep up with|diagn[oó]st\w+|salud|saúde|santé|gesundheit|salute)\b",
    re.IGNORECASE,
)


# What others begin from, by its own title.
_BEGUN_FROM = regex(r"\b(?:template|skeleton|boilerplate|starter|scaffold(?:ing)?|cookiecutter)\b", re.IGNORECASE)
# Written without spaces between words: sentences are shorter there than any that is read here.
_DENSE = frozenset({"zh", "ja", "ko"})


class Use(msgspec.Struct, frozen=True):
    """A sentence on who uses the prediction: where, by what words, whether for certain."""

    at: Location
    note: str
    sure: Confidence


def used(document: Document, *, is_front: bool) -> Iterator[Use]:
    """Sentences that name people and what the work does for them; firm where the problem is told, or a prediction at the very beginning."""
    for paragraph, sentence in _about(document.text):
        who, uses = said("people", sentence), each_said("use", sentence)
        use = next((words for words in uses if not words.startswith(_TRADE)), next(iter(uses), ""))
        section = section_of(document.text, paragraph)
        told = section is not None and ("problem" in section.topics or _ASKED.search(section.heading) is not None)
        opens = is_front and paragraph.line <= OPENING and predicted(sentence) != ""
        if who and use:
            note = f'a sentence with "{who}" and "{use}"' if who != use else f'a sentence with "{who}"'
            firm = (told or opens) and (not use.startswith(_TRADE) or _ACTS.search(sentence) is not None)
            yield Use(place(document, paragraph, sentence, use), note, "high" if firm else "low")
        elif (other := _otherwise(sentence, who, told=told, near=is_front and paragraph.line <= OPENING)) is not None:
            yield Use(place(document, paragraph, sentence, other[0]), other[1], "high")


def _otherwise(sentence: str, who: str, *, told: bool, near: bool) -> tuple[str, str] | None:
    """(words, note) where somebody is warned, the reader is served, or a wrong answer costs somebody something."""
    if (warned := _WARNED.search(sentence)) and predicted(sentence):
        return warned.group(), f'a sentence on who is told of it ("{warned.group()[:50]}")'
    if (told or near) and (served := _ADDRESSED.search(sentence)):
        return served.group(), f'a sentence on what its reader gets ("{served.group()[:50]}")'
    if told and who and (wrong := _WRONG.search(sentence)) and (costs := _COSTS.search(sentence)):
        return wrong.group(), f'a sentence on what a wrong answer costs ("{wrong.group()}", "{who}", "{costs.group()}")'
    return None


def hinted(text: Text) -> bool:
    """Whether a text names people beside something that may be a use or a prediction, or a need: then a person reads it."""
    return any(
        (said("people", sentence) and (_HINTS.search(sentence) is not None or predicted(sentence) != ""))
        or (_NEED.search(sentence) is not None and not ASIDE & set(topics_of(text, paragraph)))
        for paragraph, sentence in sentences(text)
        if len(sentence) >= SHORTEST and not _NEVER & set(topics_of(text, paragraph))
    )


def is_offered(facts: Facts, page: Document | None) -> bool:
    """Whether a work is for others to build on, or its page is in writing whose short sentences are not read for a use."""
    if is_library(facts) or is_template(facts) or is_published(facts):
        return True
    return page is not None and (page.text.language in _DENSE or _BEGUN_FROM.search(page.text.title) is not None)


def _about(text: Text) -> Iterator[tuple[Paragraph, str]]:
    """Sentences of some length outside sections on how something is set up or run; a "Use case" is none of them."""
    for paragraph, sentence in sentences(text):
        section = section_of(text, paragraph)
        aside = section is not None and ASIDE & set(section.topics) and not _ASKED.search(section.heading)
        if len(sentence) >= SHORTEST and not aside:
            yield paragraph, sentence
