"""Prompts that are kept under a name or in a file of their own, where they can be read, changed and held against each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.spoken_files import is_spoken_of
from evaluator.checks.selectors.standing import FOREIGN
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Code
    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence

_NAMES = regex(r"(?:^|_)(?:prompt|instruction)s?(?:_?(?:template|text|message))?(?:_?v?\d{1,3})?$")
_FILES = regex(r"(?:(?:^|/)prompts?/[^/]{1,80}|[\w-]{0,60}prompt[\w-]{0,60})\.(?:txt|md|ya?ml|j2|jinja2?|prompty?)$")
_FOLDERS = regex(r"prompts?$")
_ASKING = ("llm.call", "llm.client")


def prompts(facts: Facts) -> Iterator[tuple[Location, str, Confidence]]:
    """Prompts of a project that asks a language model: names of modules, and files; doubtful where code was not seen to name the file."""
    asking = {call.path for call in facts.calls_to(*_ASKING)}
    near = asking | {path for code in facts.product if code.path in asking for path in code.local_imports}
    for code in facts.product if asking else ():
        yield from _named(code) if code.path in near else ()
    for file in facts.paths if asking else ():
        if file.role not in FOREIGN and _FILES.search(file.path.lower()):
            read = is_spoken_of(facts, file.path, _FOLDERS)
            rest = "" if read else "; what reads it was not found"
            yield Location(file.path, 1), f"a prompt stands in a file of its own{rest}", "high" if read else "low"


def _named(code: Code) -> Iterator[tuple[Location, str, Confidence]]:
    """Names of the module that hold a prompt, written out or filled in."""
    for name, bound in code.source.bindings.items():
        if _NAMES.search(name.lower()) and (isinstance(bound.constant, str) or not bound.is_constant):
            yield code.at(bound.line), f"the prompt {name} is written down by name", "high"
