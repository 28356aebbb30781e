"""Forms that answers of language models and documents must have: schemas by which a project that only asks takes them apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.called import asleep
from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.training import asks_only

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location

_VALIDATES = frozenset(
    {"model_validate", "model_validate_json", "parse_obj", "parse_raw", "validate_json", "validate_python", "model_validate_strings"}
)
_GIVEN_AS = frozenset(
    {"response_format", "response_model", "text_format", "output_type", "output_schema", "pydantic_object", "schema", "result_type", ""}
)
_TAKES = frozenset({"parse", "create", "with_structured_output", "PydanticOutputParser", "generate_content", "stream", "Agent"})
_FIELDS = 2


@once
def forms(facts: Facts) -> Iterator[tuple[Call, str, Location]]:
    """Calls that hold an answer or a document against a class of the project's own: the call, the class's name and its place."""
    if not asks_only(facts):
        return
    classes = {
        found.name: code.at(found.line)
        for code in facts.product
        for index, found in enumerate(code.classes)
        if "schema.model" in code.base_concepts[index] and len(found.fields) >= _FIELDS
    }
    for code in facts.product if classes else ():
        for call in code.those((), (*_VALIDATES, *_TAKES)):
            name = _form(call)
            if name in classes and not asleep(facts, call):
                yield call, name, classes[name]


def _form(call: Call) -> str:
    """The name of the class by which a call takes an answer apart, "" for none."""
    if call.method in _VALIDATES:
        return call.name.rpartition(":")[2].rpartition(".")[0] if call.own else call.written.rpartition(".")[0]
    asks = call.method in ("with_structured_output", "PydanticOutputParser") or call.means("llm.call", "llm.chain", "llm-framework")
    given = (each.text.rpartition(".")[2] for each in call.arguments if each.name in _GIVEN_AS and each.text)
    return next((text for text in given if text[:1].isupper()), "") if asks else ""
