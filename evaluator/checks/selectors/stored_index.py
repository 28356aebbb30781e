"""Where an application that only asks keeps the vectors and texts that it searches: a file, a server, a table of a database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.entries import GUESSED, started_by
from evaluator.checks.selectors.training import asks_only
from evaluator.checks.selectors.turned import only_makes
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

_INTO_TABLE = regex(r"\b(?:insert\s+into|update)\b[^;]{0,600}\b\w*(?:embedding|vector)s?\b", 2)
_LASTS = frozenset({"persist_directory", "persist_dir"})
_IN_MEMORY = ":memory:"


def kept_index(facts: Facts) -> Iterator[tuple[Location, str]]:
    """Each place where an index is kept, or is filled in a store that outlives the process."""
    for call in facts.calls_to("vector-store.save"):
        if call.kind == "call":
            yield call.at, "the index is kept"
    lasting = any(
        call.kind == "call" and all(argument.constant != _IN_MEMORY for argument in call.arguments)
        for call in facts.calls_to("vector-store.lasting")
    )
    for call in facts.calls_to("vector-store.build"):
        named = any(argument.name in _LASTS for argument in call.arguments)
        if call.kind == "call" and (lasting or named) and not call.method[:1].isupper():
            yield call.at, "the index is put into a store that outlives the process"
    for call in facts.those((), {"execute", "executemany"}):
        if any(isinstance(argument.constant, str) and _INTO_TABLE.search(argument.constant) for argument in call.arguments[:1]):
            yield call.at, "vectors are put into a table of a database"


def filled_by_entry(facts: Facts) -> Iterator[tuple[Location, str, Confidence]]:
    """Texts put into a store by what a script, a command or a schedule of such a project starts."""
    for call in facts.calls_to("vector-store.build") if asks_only(facts) else ():
        code = facts.code_at(call.path)
        if call.kind != "call" or only_makes(call) or code is None or code.is_notebook:
            continue
        if how := started_by(facts, call):
            reached = how if how.startswith("stands") else f"is reached: {how}"
            yield call.at, f"{call.method} puts texts into a store; this {reached}", "low" if how.endswith(GUESSED) else "high"
