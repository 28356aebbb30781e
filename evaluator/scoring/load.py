"""The door for rubrics: a file is taken whole and right, or refused with every error it has."""

import hashlib
from collections.abc import Collection, Mapping
from typing import Any

import msgspec

from evaluator.model.errors import RubricError
from evaluator.model.rubric import Rubric
from evaluator.model.schema import json_schema
from evaluator.scoring.tree import TreeError, read


def load_rubric(text: str, name: str, known_checks: Collection[str]) -> Rubric:
    """The rubric of a YAML text; `name` stands for the file in messages, `known_checks` are the ids of built checks, by which may stand
    what each says to do.

    Raises RubricError with one line an error: `file:line: what is wrong; did you mean ...?`.
    """
    from evaluator.scoring.convert import Reading, struct_of  # a rubric that is kept as read needs neither
    from evaluator.scoring.validity import examine

    try:
        tree = read(text)
    except TreeError as error:
        raise RubricError(f"{name}:{error.line}: {error}") from error
    reading = Reading(tree)
    rubric: Rubric | None = reading.value(tree, struct_of(Rubric), ())
    if rubric is not None:
        examine(rubric, reading, frozenset(known_checks))
    if reading.errors or rubric is None:
        raise RubricError("\n".join(f"{name}:{line}: {message}" for line, message in sorted(set(reading.errors))))
    fixes = dict(known_checks) if isinstance(known_checks, Mapping) else {}
    return msgspec.structs.replace(rubric, digest=hashlib.sha256(text.encode()).hexdigest(), fixes=fixes)


def schema() -> dict[str, Any]:
    """JSON Schema of a rubric file, for editors; descriptions are the docstrings of the nouns."""
    made = json_schema(Rubric, "A rubric of mlreview")
    definitions = made["$defs"]
    for name in ("digest", "fixes"):
        del definitions["Rubric"]["properties"][name]
    for definition in definitions.values():
        for field in definition.get("properties", {}).values():
            field.pop("default", None)
    return made
