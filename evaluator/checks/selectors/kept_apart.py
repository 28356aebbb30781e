"""Rows kept to judge by where no split is seen: tables of questions, and slices named for a test or a validation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.naming_parts import part_in
from evaluator.checks.selectors.scored import asks_for_test
from evaluator.checks.selectors.sliced import cuts
from evaluator.checks.selectors.splits import READS
from evaluator.checks.selectors.training import asks_only
from evaluator.model.place import Location

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts

_QUESTIONS = frozenset({"question", "questions", "query", "queries", "user_input"})
# Other names of what is asked, which tell a question only beside a name of what it should be answered.
_ASKED = frozenset({"q", "input", "inputs", "prompt", "instruction", "text"})
_EXPECTED = frozenset({
    "a", "answer", "answers", "expected", "expected_output", "expected_answer", "ground_truth", "reference", "reference_answer", "ideal",
    "target", "gold", "relevant_docs", "doc_id", "label", "category", "sentiment", "intent",
})  # fmt: skip
# Cases that a runner of tests for language models is given, each with its question.
_IN_TESTS = frozenset({"LLMTestCase", "ConversationalTestCase", "Golden"})
_RUNNERS = ("deepeval.",)


def question_sets(facts: Facts) -> Iterator[Location]:
    """For a project that only asks language models: tables of questions with what they should find, in tests too, or a published part."""
    if asks_only(facts):
        for table in facts.tables:
            columns = {column.strip().lower() for column in table.source.columns}
            asked = columns & _QUESTIONS and len(columns) > 1
            if (asked or (columns & _ASKED and columns & _EXPECTED)) and table.role not in ("vendored", "template", "tutorial"):
                yield Location(table.path, 1)
        yield from (call.at for code in facts.code for call in code.those(methods=_IN_TESTS) if call.name.startswith(_RUNNERS))
        yield from (call.at for call in facts.calls_to(*READS) if asks_for_test(facts, call))


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
