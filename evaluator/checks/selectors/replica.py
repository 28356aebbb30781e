"""Signs that parts of a work are widely known material: tutorial data, course blanks, kept texts, templates nobody filled in.

The strengths are those of rubric.md 5.5; a sign is never an accusation, and no sign speaks of assistants.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

import msgspec

from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.prose import front, pages
from evaluator.checks.selectors.standing import own
from evaluator.checks.selectors.words import said
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts

ENOUGH_CALLS = 8
TWO = 2
_FIRM = ("loader", "columns", "file")
_BLANK = regex(
    r"\b(?:START CODE HERE|END CODE HERE|YOUR CODE (?:HERE|STARTS|GOES)|YOUR SOLUTION HERE|GRADED (?:FUNCTION|CELL)|UNQ_C\d|BEGIN SOLUTION"
    r"|DO NOT EDIT (?:THIS CELL|ANYTHING)|TODO: Implement this function)\b"
)
_TASK = regex(
    r"\b(?:some template code has already been provided for you"
    r"|you will need to implement additional functionality"
    r"|in this (?:assignment|exercise|homework|lab),? (?:you|we) (?:will|'ll|are going to)"
    r"|after completing this lab|complete the following exercise)\b",
    re.IGNORECASE,
)
_KEPT = regex(
    r"\bIn this tutorial,? (?:you|we)(?: will|'ll)\b|\bRun in Google Colab\b"
    r"|\bCopyright \d{4} The (?:TensorFlow|Flax|JAX|HuggingFace|Keras) (?:Authors|Team)\b"
)
_BUILT_ON = regex(
    r"\b(?:based on|adapted from|inspired by|follow(?:s|ing)|built on)\b[^.]{0,80}\b(?:tutorial|course|notebook|example|template|book)\b",
    re.IGNORECASE,
)
# What a page says of the code itself, and not of the data, the weights or a command.
_CLONED = regex(
    r"\b(?:code|repo(?:sitory)?|project|implementation)(?: (?:is|was|here|has been|mostly|largely|entirely|directly)){0,3}"
    r" (?:cloned|copied)(?: \w{2,12})? from\b"
    r"|\bthis (?:(?:repo(?:sitory)?|project|code) )?is an? (?:exact |direct |plain )?(?:clone|copy) of\b",
    re.IGNORECASE,
)
_KAGGLE = regex(r"defined by the kaggle/python (?:docker image|Docker image)")
_COURSEWORK = regex(r"\b(?:homework|assignment|problem set|practical lab)\b", re.IGNORECASE)
_STAGES = frozenset(
    [
        "initiate_data_ingestion", "initiate_data_transformation", "initiate_model_trainer", "evaluate_models", "CustomException",
        "error_message_detail", "get_data_transformer_object",
    ]
)  # fmt: skip
_STOCK = (
    "A short description of the project.", "This is your new Kedro project, which was generated using", "Your Project Name",
    "To make it easy for you to get started with GitLab", "This is a template repository for deep learning projects",
)  # fmt: skip
_STEP = "making final data set from raw data"
_MISSING = "More Information Needed"


class Sign(msgspec.Struct, frozen=True):
    """One sign: its family, strength, place and what it is."""

    family: Literal["data", "course", "template"]
    strength: float
    at: Location
    what: str


def replica(facts: Facts, signs: list[Sign]) -> float:
    """How far the work is widely known material, 0 to 1: the strongest two signs of each family; open credit halves it."""
    rest = 1.0
    for family in ("data", "course", "template"):
        strengths = sorted({(each.strength, each.what) for each in signs if each.family == family}, reverse=True)
        for strength, _ in strengths[:TWO]:
            rest *= 1 - strength
    return (1 - rest) / (2 if is_credited(facts) else 1)


def signs_of(facts: Facts, *, extended: bool) -> list[Sign]:
    """Every sign of product code, notebooks and prose; a method of one's own halves what the data say."""
    found = list(_data(facts, 0.5 if extended else 1.0))
    if sum(1 for code in facts.product for call in code.calls if call.concepts) >= ENOUGH_CALLS:
        found += [*_blanks(facts), *_texts(facts), *_cloned(facts)]
    return [*found, *_mlproject(facts), *templates(facts)]


def _data(facts: Facts, share: float) -> Iterator[Sign]:
    seen: set[str] = set()
    for sign in facts.known_data:
        if sign.how in _FIRM and sign.id not in seen:
            seen.add(sign.id)
            yield Sign("data", sign.strength * share, sign.at, f"the data set {sign.id}")


def _blanks(facts: Facts) -> Iterator[Sign]:
    for code in facts.product:
        for comment in code.source.comments:
            if _BLANK.search(comment.text):
                yield Sign("course", 0.4, code.at(comment.line), "a blank of a course, filled in")
                break
    for notebook in own(facts.notebooks):
        if any("nbgrader" in key for key in notebook.source.metadata):
            yield Sign("course", 0.4, Location(notebook.path, 1), "an assignment's notebook")
    for document in own(facts.documents):
        if document.kind in ("readme", "notebook") and _COURSEWORK.search(document.text.title[:200]):
            line = next(((each.line, each.cell) for each in document.text.sections if each.heading == document.text.title), (1, None))
            yield Sign("course", 0.4, document.at(*line), "coursework by its title")


def _texts(facts: Facts) -> Iterator[Sign]:
    for document in own(facts.documents):
        if document.kind not in ("readme", "notebook"):
            continue
        for paragraph in document.text.paragraphs:
            if _TASK.search(paragraph.text):
                yield Sign("course", 0.4, document.at(paragraph.line, paragraph.cell), "the text of an exercise")
            elif document.kind == "notebook" and _KEPT.search(paragraph.text):
                yield Sign("course", 0.3, document.at(paragraph.line, paragraph.cell), "a sentence of a tutorial")
    for code in facts.product:
        for comment in code.source.comments:
            if _KEPT.search(comment.text):
                yield Sign("course", 0.3, code.at(comment.line), "the head of a published example")
            elif _KAGGLE.search(comment.text):
                yield Sign("course", 0.2, code.at(comment.line), "the first cell that Kaggle gives")


def _cloned(facts: Facts) -> Iterator[Sign]:
    """Where a page says itself that the code is somebody else's."""
    pages_told = ((document, each) for document in own(facts.documents) if document.kind == "readme" for each in document.text.paragraphs)
    for document, paragraph in pages_told:
        if _CLONED.search(paragraph.text):
            yield Sign("course", 0.65, document.at(paragraph.line, paragraph.cell), "the page says from where the code was copied")


def _mlproject(facts: Facts) -> Iterator[Sign]:
    """The most copied course template, told by five of its names together."""
    names: dict[str, Location] = {}
    for code in facts.product:
        places = [(each.name, each.line) for each in code.functions] + [(each.name, each.line) for each in code.classes]
        for name, line in places:
            if name in _STAGES:
                names.setdefault(name, code.at(line))
    if len(names) >= 5:
        yield Sign("template", 0.45, next(iter(names.values())), "the stages of a much used course template, under their names")


@once
def templates(facts: Facts) -> Iterator[Sign]:
    """Sentences that a template brings and that its user is asked to replace."""
    page = front(facts)
    for document in (page,) if page else ():
        lines = [(each.line, each.text, each.cell) for each in document.text.paragraphs]
        lines += [(each.line, each.heading, each.cell) for each in document.text.sections]
        for line, text, cell in lines:
            stock = next((each for each in _STOCK if each in text), "")
            if stock:
                yield Sign("template", 0.25, document.at(line, cell), f"a template's own words: {stock!r}")
    for document in pages(facts):
        blanks = [each for each in document.text.paragraphs if _MISSING in each.text[:200]]
        if len(blanks) > TWO:
            yield Sign("template", 0.25, document.at(blanks[0].line), "a card's blanks, not filled in")
    for code in facts.product:
        for call in code.calls:
            if call.arguments and call.arguments[0].constant == _STEP and not _works(code, call):
                yield Sign("template", 0.25, call.at, "a template's empty data step")


def _works(code: Code, call: Call) -> bool:
    """Whether the function around a template's message does anything with data."""
    return any(each.own or each.means("data.read", "data.write") for each in code.within(call.scope) if each.kind == "call")


def is_credited(facts: Facts) -> bool:
    """Whether the front page names and links what it builds on, in a section of its own or beside words of credit."""
    page = front(facts)
    if page is None:
        return False
    for link in page.text.links:
        section = page.text.sections[link.section] if 0 <= link.section < len(page.text.sections) else None
        if section is not None and "://" in link.target and not link.image and "credits" in section.topics:
            return True
    return any(_BUILT_ON.search(paragraph.text) and said("credit", paragraph.text) for paragraph in page.text.paragraphs)
