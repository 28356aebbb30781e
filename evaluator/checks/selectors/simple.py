"""Simple answers to compare with: dummies, naive forecasts, linear models beside larger ones, rows of a results table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.figures import figures
from evaluator.checks.selectors.models import by_kind, one_of_several
from evaluator.checks.selectors.page_commands import given
from evaluator.checks.selectors.prose import pages
from evaluator.checks.selectors.scoring import SCORES, answers, shifted
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

SIMPLE = frozenset({"linear", "baseline", "naive-bayes"})
_NAMED = regex(
    r"(?:^|_)(?:baseline|dummy|naive|majority_(?:class|baseline|guess)|random_policy|random_agent|persistence|zero_?shot)(?:_|$)"
)
_ANSWER = regex(r"class|label|categor|guess|pred|answer|outcome")
_GUESSES = frozenset({"random.choice", "numpy.random.choice"})
_PROGRAMS = frozenset({"script", "module", "notebook", "console"})
_SEVERAL = 2
_ROW = regex(r"\b(?:baseline|dummy|naive|majority|random (?:guess|policy|agent)|persistence|zero-?shot|paper)\b", re.IGNORECASE)


def baselines(facts: Facts) -> Iterator[Found]:
    """Each with its place and how sure it is that it is scored."""
    for call in facts.calls_to("baseline"):
        if call.kind == "call":
            scored = any(each.means(*SCORES) or each.name in (".score", ".evaluate") for each in facts.downstream(call))
            yield call.at, f"{call.method} is a simple answer to beat", "high" if scored or call.family == "baseline" else "low"
    kinds = by_kind(facts)
    if len(kinds) > 1:
        alternatives = one_of_several(facts, kinds.values())
        alone = len(kinds) - len(alternatives) < 2
        for kind in sorted(kinds.keys() & SIMPLE):
            yield kinds[kind].call.at, f"a {kind} model is scored beside others", "low" if alone and kinds[kind] in alternatives else "high"
    yield from _guessed(facts)
    yield from _named(facts)
    yield from _told(facts)


def _guessed(facts: Facts) -> Iterator[Found]:
    """A guess at random that is compared with the truth, and metrics of values that are named for a simple answer."""
    compared = {
        number
        for code in facts.product
        for statement in code.source.statements
        if statement.kind == "compare" and statement.text == "==" and len(set(statement.inputs)) > 1
        for number in shifted(code, statement.inputs)
    }
    for call in facts.called:
        if call.name in _GUESSES and call.number in compared and _is_of_answers(facts, call):
            yield call.at, "a guess at random is compared with the truth", "high"
        elif call.means("metric") and (given := next((each for each in call.arguments if _NAMED.search(each.text.lower())), None)):
            learned = any(answers(facts, number) for number in given.inputs)
            yield call.at, f"{call.method} scores `{given.text}`", "low" if learned else "high"


def _is_of_answers(facts: Facts, call: Call) -> bool:
    """Whether what is drawn is an answer by its names, `choice(data.classes)`, and no move of a game or row for a batch."""
    first = call.argument("", 0)
    fed = [facts.graph.calls[number] for number in first.inputs] if first is not None else []
    names = [*call.targets, *((first.text,) if first is not None else ()), *(each.method for each in fed)]
    return any(_ANSWER.search(name.lower()) for name in names)


def _named(facts: Facts) -> Iterator[Found]:
    """Functions of the project's own whose name says so."""
    for call in (call for call in facts.called if call.own):
        if _NAMED.search(call.method.lower()):
            yield call.at, f"`{call.method}` speaks of a simple answer", "low"


def _told(facts: Facts) -> Iterator[Found]:
    """Rows of a table of results, and tables under a heading of baselines; firm beside the command of the project that is to score them."""
    started = {(each.at.path, each.section): each.starts for each in given(facts) if each.starts.kind in _PROGRAMS and each.starts.exists}
    for document in pages(facts):
        scored = {figure.section for figure in figures(document.text) if figure.before}
        for table in (table for table in document.text.tables if table.section in scored and table.rows >= _SEVERAL):
            if run := started.get((document.path, table.section)):
                yield document.at(table.line, table.cell), f"scores of baselines, beside the command that starts `{run.name}`", "high"
        simple = [table for table in document.text.tables if any(_ROW.search(cell[:100]) for row in table.cells for cell in row[:2])]
        for table in simple:
            if any(figure.section == table.section for figure in figures(document.text)):
                yield document.at(table.line, table.cell), "a table of results holds a simple answer", "low"
