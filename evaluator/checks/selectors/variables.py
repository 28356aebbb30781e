"""Settings of an application that stand in its environment: a form of the `.env` file in the tree, and the code that reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.standing import own
from evaluator.checks.selectors.training import asks_only
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts

_SECRET = regex(r"key|token|secret|passw|pwd|credential|user(?:name)?$")
_FEWEST = 2


def variables(facts: Facts) -> Iterator[tuple[Location, list[str]]]:
    """For a project that only asks language models: each file that names variables which its code reads, keys and passwords left out."""
    if not asks_only(facts):
        return
    read = {str(call.constant("key", 0)) for call in facts.calls_to("environment.read") if call.kind in ("call", "item")}
    for manifest in own(facts.manifests):
        if manifest.source.kind == "dotenv":
            lines = {key: line for key, _, line in manifest.source.values if key in read and not _SECRET.search(key.lower())}
            if len(lines) >= _FEWEST:
                yield Location(manifest.path, min(lines.values())), list(lines)
