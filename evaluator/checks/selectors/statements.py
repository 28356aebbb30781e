"""Statements in SQL, as they are written in the code that asks a database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.constants import constant_of

if TYPE_CHECKING:
    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.source import Argument

_LONGEST = 1_000


def asked_of_table(facts: Facts, call: Call) -> str:
    """The text of the statement that a call is given first, in small letters: written there, wrapped, or held by the module; else ""."""
    for argument in call.arguments[:1]:
        wrapped = (facts.graph.calls[number] for number in argument.inputs if number in facts.graph.calls)
        texts = (_text(facts, call.path, each) for each in (argument, *(one for node in wrapped for one in node.arguments[:1])))
        return next((text for text in texts if text), "").lower()[:_LONGEST]
    return ""


def _text(facts: Facts, path: str, argument: Argument) -> str:
    code = facts.code_at(path)
    said = argument.constant if argument.is_constant or code is None else constant_of(facts, code, argument.text)
    return said if isinstance(said, str) else ""
