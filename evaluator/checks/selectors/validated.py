"""Where settings are held against a form before they are used: typed classes, schemas, checks that refuse a value."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.called import asleep
from evaluator.checks.selectors.once import kept
from evaluator.checks.selectors.reach import reach_of
from evaluator.checks.selectors.settings import landing
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence
    from evaluator.model.source import Statement

    Told = tuple[Location, str, Confidence]

CHECKS = ("validation.check", "config.validate")
_LOCKED = "ml_collections.config_flags.DEFINE_config_file"  # refuses keys that the file lacks, and values of another type
_NAMED_FOR_SETTINGS = regex(r"(?:config\w{0,8}|settings?|params|parameters?|hparams|arguments|args|options?|cfg)$", re.IGNORECASE)
_LOADS = frozenset(
    {"model_validate", "parse_obj", "model_validate_json", "parse_raw", "parse_file", "load", "from_dict", "validate_python"}
)
_STARTS = frozenset({"__post_init__", "__init__", "validate", "__attrs_post_init__"})
_ASKS = frozenset({"item", "call"})
FEWEST = 2
MOST_FEEDS = 40
NEAR = 14
LONGEST = 40
_PLAIN = frozenset(
    {
        "get", "int", "float", "str", "bool", "len", "isinstance", "set", "list", "tuple", "dict", "sorted", "keys", "values", "items",
        "open",
        "Path", "join", "dirname", "abspath", "resolve", "type", "lower", "strip", "parse_args", "getenv", "read", "read_text",
        "to_container",
    }
)  # fmt: skip
ABOVE = 3
_OF_VALUES = regex(r"(?:Value|Key|Type|Assertion|\w*Config\w*)Error")
# An error that a request or a missing file is answered with says nothing of a setting's value.
_OTHER = regex(r"HTTP\w*|FileNotFoundError|SystemExit|NotImplementedError|Runtime\w*|ImportError|\w*Exception$")


def validated(facts: Facts) -> Iterator[Told]:
    """Every place where settings are checked, with what checks them; doubtful where nothing starts it."""
    for code in facts.product:
        yield from _settings_classes(facts, code)
        for call in code.those(methods=("DEFINE_config_file",)):
            if call.name == _LOCKED and call.constant("lock_config") is not False:
                yield call.at, "options are held against the file's names and types; nothing was seen to check the file's own", "low"
        for call in code.those(("config.validate",), (), ()):
            if words := _by_library(facts, call):
                yield _told(facts, call, words)
        yield from _refusing_classes(facts, code)
        yield from _built(facts, code)
        yield from _refused(facts, code)


def _told(facts: Facts, call: Call, words: str) -> Told:
    why = asleep(facts, call)
    return (call.at, f"{words}; {why}", "low") if why else (call.at, words, "high")


def _settings_classes(facts: Facts, code: Code) -> Iterator[Told]:
    """Classes whose typed fields are filled from the environment or a file, and refuse what does not fit."""
    for index, klass in enumerate(code.classes):
        if "settings.class" in _concepts(code, index) and len(klass.fields) >= FEWEST:
            made = f"project:{code.path}:{klass.name}" in _made(facts)
            words = f"`{klass.name}` gives its {len(klass.fields)} settings types, and refuses what does not fit"
            yield code.at(klass.line), words if made else f"{words}; nothing was seen to make one", "high" if made else "low"


def _refusing_classes(facts: Facts, code: Code) -> Iterator[Told]:
    """Classes named for settings that raise where a value does not fit, as soon as one is made."""
    for index, klass in enumerate(code.classes):
        if len(klass.fields) >= FEWEST and _refuses(code, index) and f"project:{code.path}:{klass.name}" in _made(facts):
            yield code.at(klass.line), f"`{klass.name}` refuses settings that do not fit as soon as it is made", "high"


@kept
def _made(facts: Facts) -> frozenset[str]:
    """The full names of the project's own classes and functions that are called."""
    return frozenset(call.name for call in facts.called if call.own)


def _by_library(facts: Facts, call: Call) -> str:
    """What a library's call checks of settings; "" where it is given no form."""
    if call.method == "store":
        node = call.argument("node", 2)
        held = node is not None and any(
            reach_of(facts).class_of(facts.graph.calls[each].name) for each in node.inputs if each in facts.graph.calls
        )
        typed = held or (node is not None and any(klass.name == node.text for code in facts.product for klass in code.classes))
        return f"`{node.text[:40]}` is stored as the form that settings must have" if node is not None and typed else ""
    return f"{call.method} holds settings against a form"


def _built(facts: Facts, code: Code) -> Iterator[Told]:
    """Settings that were read from a file and are given to a schema, or to a class of the project that refuses values."""
    for call in code.those(("validation.check", "input.checked", "schema.model"), (*_LOADS, *_forms(facts))):
        if not _may_check(facts, call):
            continue
        read = next((each for each in facts.graph.upstream(call.inputs, most=MOST_FEEDS) if each.number in landing(facts)), None)
        if read is None:
            continue
        by = call.method if not call.own else call.name.rpartition(":")[2]
        yield _told(facts, call, f"`{by[:50]}` checks what {read.written[:30] or read.method} has read")


@kept
def _forms(facts: Facts) -> frozenset[str]:
    """The names of the project's classes that are schemas, or that refuse values."""
    classes = ((code, index, klass) for code in facts.product for index, klass in enumerate(code.classes))
    return frozenset(klass.name for code, index, klass in classes if "schema.model" in _concepts(code, index) or _refuses(code, index))


def _concepts(code: Code, index: int) -> tuple[str, ...]:
    """What the library classes mean from which a class descends."""
    return code.base_concepts[index] if index < len(code.base_concepts) else ()


def _may_check(facts: Facts, call: Call) -> bool:
    """Whether a call makes or loads a schema, or makes an object of a class that refuses values."""
    if not call.own:
        return call.means("validation.check") or (call.method in _LOADS and call.means("input.checked", "schema.model"))
    name = call.name.rpartition(".")[0] if call.method in _LOADS else call.name
    found = reach_of(facts).class_of(name) if call.name.rpartition(":")[2].partition(".")[0][:1].isupper() else None
    if found is None:
        return False
    code, index = found
    concepts = _concepts(code, index)
    whole = any(each.name == "**" and set(each.inputs) & landing(facts).keys() for each in call.arguments)
    named = whole or _NAMED_FOR_SETTINGS.search(code.classes[index].name) is not None
    return ("schema.model" in concepts and named) or _refuses(code, index)


def _refuses(code: Code, index: int) -> bool:
    """Whether a class named for settings raises or asserts where an object of it is made."""
    klass = code.classes[index]
    if not _NAMED_FOR_SETTINGS.search(klass.name):
        return False
    starts = {number for number, each in enumerate(code.functions) if each.owner == index and each.name in _STARTS}
    return any(each.kind in ("assert", "raise") and each.scope in starts for each in code.source.statements)


def _refused(facts: Facts, code: Code) -> Iterator[Told]:
    """A value of a file's settings that is asserted, or for which an error is raised."""
    if not landing(facts) or (code.path not in _holding(facts)):
        return
    caught = {each.line for each in code.source.handlers}
    for each in code.source.statements:
        if each.kind == "assert" and _is_read(facts, each.inputs):
            yield code.at(each.line), f"`{each.text[:60]}` is asserted of the settings", "high"
        elif each.kind == "raise" and not _OTHER.fullmatch(each.text) and not any(0 <= each.line - line <= ABOVE for line in caught):
            found = _asked(facts, code, each)
            if found is not None:
                what, sure = found
                yield code.at(each.line), f"{each.text[:40]} is raised where {what}", sure


@kept
def _holding(facts: Facts) -> frozenset[str]:
    """The files in which a settings file is read, and those to which what was read is passed."""
    return frozenset(
        each.path for number in landing(facts) for each in (facts.graph.calls[number], *facts.graph.downstream((number,), most=600))
    )


def _asked(facts: Facts, code: Code, raised: Statement) -> tuple[str, Confidence] | None:
    """What is asked of the settings where an error is raised: of one of them on the line above, or somewhere before."""
    near = [call for call in code.within(raised.scope) if raised.line - code.line_of(call) == 1 and call.kind in _ASKS and not call.targets]
    for call in near:
        if (call.kind == "item" or call.method in ("get", "isinstance")) and _is_read(facts, call.inputs):
            return ("the settings are of another type", "low") if call.method == "isinstance" else ("a setting does not fit", "high")
        if call.kind == "item" and _may_be_read(facts, call.inputs) and isinstance(call.constant("", 0), str):
            return "a value that may be a setting does not fit", "low"
    if _OF_VALUES.fullmatch(raised.text):
        taken = (call for call in code.within(raised.scope) if call.kind == "item" and 0 < raised.line - code.line_of(call) <= LONGEST)
        if raised.scope >= 0 and any(_is_read(facts, call.inputs) for call in taken):
            return "settings are taken apart; for which of them could not be told", "low"
    return None


def _may_be_read(facts: Facts, numbers: tuple[int, ...]) -> bool:
    """Whether values come of a settings file by any steps."""
    return any(each.number in landing(facts) for each in facts.graph.upstream(numbers, most=MOST_FEEDS))


def _is_read(facts: Facts, numbers: tuple[int, ...]) -> bool:
    """Whether values come of a settings file by nothing but plain steps."""
    near = tuple(facts.graph.upstream(numbers, most=NEAR))
    plain = (each.kind != "call" or each.own or each.method in _PLAIN or each.number in landing(facts) for each in near)
    return any(each.number in landing(facts) for each in near) and all(plain)
