"""Where credentials come from outside: the environment, a secret store."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts
    from evaluator.model.place import Location

_CREDENTIAL = regex(r"(?:key|token|secret|passw(?:or)?d|pwd|credential|dsn|connection_?string)(?:_|s?$)", re.IGNORECASE)
_NOT_ITSELF = regex(r"^(?:OLD)?PWD$|_(?:name|id|path|file|dir|url|uri|host|user|username|length|expiry|type)s?$", re.IGNORECASE)
_STORES = frozenset({"get_secret", "get_secret_value", "access_secret_version", "getpass", "SecretClient", "get_parameter"})


def from_outside(facts: Facts) -> Iterator[tuple[Location, str]]:
    """Readings of variables and stores whose name speaks of a credential, each once in a file; the value is never seen."""
    found: dict[tuple[str, str], tuple[Location, str]] = {}
    asking = (code for code in facts.product if "environment.read" in code.by_concept or any(code.those(methods=_STORES)))
    for call in (call for code in asking for call in code.calls):
        if call.kind == "call" and call.method in _STORES and not call.own:
            found.setdefault((call.path, call.method), (call.at, f"`{call.method}` asks for a credential from outside"))
            continue
        behind = [facts.graph.calls[number] for number in call.receiver if number in facts.graph.calls] if call.kind == "item" else []
        if not any(each.means("environment.read") for each in (call, *behind)):
            continue
        name = next((argument.constant for argument in call.arguments if isinstance(argument.constant, str)), "")[:100]
        if _CREDENTIAL.search(name) and not _NOT_ITSELF.search(name):
            key = (call.path, name)
            if key not in found or (call.targets and not found[key][1].endswith("kept")):
                whence = "the environment" if "env" in call.name.lower() or behind else "outside the code"
                found[key] = call.at, f"`{name[:60]}` is read from {whence}" + (" and kept" if call.targets else "")
    yield from found.values()
