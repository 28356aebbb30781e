"""JSON Schema of the nouns; descriptions are their docstrings."""

import inspect
from typing import Any

import msgspec

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(kind: type[msgspec.Struct], title: str) -> dict[str, Any]:
    """JSON Schema (2020-12) of a noun and all that it holds, the same whatever Python makes it.

    Before 3.13 a docstring keeps the indentation of its file; a description has none.
    """
    made: dict[str, Any] = msgspec.json.schema(kind)
    for definition in made["$defs"].values():
        if "description" in definition:
            definition["description"] = inspect.cleandoc(definition["description"])
    return {"$schema": DIALECT, "title": title, **made}
