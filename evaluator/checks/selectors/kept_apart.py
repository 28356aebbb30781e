"""Rows kept to judge by where no split is seen: tables of questions, and slices named for a test or a validation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.naming_parts import part_in
from evaluator.checks.selectors.sliced import cuts
from evaluator.checks.selectors.training import asks_only
from evaluator.model.place import Location

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts

_QUESTIONS = frozenset({"question", "questions", "query", "queries", "user_input"})


def question_sets(facts: Facts) -> Iterator[Location]:
    """For a project that only asks language models: committed tables of questions with what they should find."""
    if asks_only(facts):
        for table in facts.tables:
            columns = {column.strip().lower() for column in table.source.columns}
            if columns & _QUESTIONS and len(columns) > 1 and table.role not in ("vendored", "template", "tutorial"):
                yield Location(table.path, 1)


def named_slices(facts: Facts) -> Iterator[Location]:
    """The first rows of something beside its later ones, each under the name of a part, neither of them one to train on."""
    for code in facts.product:
        for head, tail in cuts(facts, code):
            if all(part_in(name) == "test" for name in (_name(code, head), _name(code, tail))):
                yield tail.at


def _name(code: Code, part: Call) -> str:
    """The name of the module's own that holds a slice and nothing else."""
    number = part.number - code.calls[0].number
    return next((name for name, each in code.source.bindings.items() if each.inputs == (number,)), "")
