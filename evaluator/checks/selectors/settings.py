"""Settings files: which calls read one of the tree, and the texts behind names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import kept
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts

ENDINGS = (".yaml", ".yml", ".json", ".toml", ".ini", ".cfg", ".conf")
NO_SETTINGS_FILE = frozenset({"vendored", "generated", "template"})
ANY_FILE = frozenset({"main", "initialize", "initialize_config_dir", "initialize_config_module", "compose", "params_show", "LightningCLI"})
# Settings that are Python: `--config=configs/default.py`, a file with `get_config()` (ml_collections).
AS_PYTHON = "DEFINE_config_file"
LONGEST = 2_000
_STARTS = regex(r"\.py\b|\bpython")
_NAMES = regex(r"[\w./\\-]{1,200}\.(?:ya?ml|json|toml|ini|cfg|conf)\b")
SAYS_SETTINGS = ("config", "conf", "setting", "param", "hyp", "option", "cfg", "arg")


def lands(facts: Facts, call: Call) -> bool:
    """Whether a call reads a settings file that is in the tree: by its name, by a name nearby, or by a decorator's folder."""
    files = _files(facts)
    if call.means("settings.class") or call.method in ANY_FILE:
        return bool(files)
    if call.method == AS_PYTHON:
        return any(function.name == "get_config" for code in facts.product for function in code.functions)
    read = (facts.graph.calls.get(number) for each in call.arguments[:1] for number in each.inputs)
    if any(each is not None and each.name == ".join" for each in read):
        return False  # a text put together here, not a file
    home = facts.code_at(call.path)
    named = {text.replace("\\", "/").rsplit("/", 1)[-1] for text in texts_behind(facts, call)}
    may_hold = not call.means("json.parse") or _may_hold_settings(home, call)
    if not any(text.endswith(ENDINGS) for text in named) and home is not None and may_hold:
        named |= {text.replace("\\", "/").rsplit("/", 1)[-1] for text in _texts_near(home)}
    there: AbstractSet[str] = named & files
    if not there and may_hold:
        there = files & _given(facts)
    if not there and not call.means("json.parse"):
        there = files & _named_in_code(facts)
    if call.means("json.parse"):
        return any(word in name.lower() for name in there for word in SAYS_SETTINGS)
    return bool(there)


@kept
def _files(facts: Facts) -> frozenset[str]:
    """The names of the settings files of the tree."""
    return frozenset(
        file.path.rsplit("/", 1)[-1] for file in facts.paths if file.path.endswith(ENDINGS) and file.role not in NO_SETTINGS_FILE
    )


@kept
def landing(facts: Facts) -> dict[int, Call]:
    """The calls that read a settings file of the tree, by number."""
    return {call.number: call for call in facts.calls_to("config.read") if call.kind == "call" and lands(facts, call)}


def _may_hold_settings(home: Code | None, call: Call) -> bool:
    """Whether what is read goes by a name of settings, or by none: a reader of one's own that gives it back."""
    inside = home.functions[call.scope].name.lower() if home is not None and call.scope >= 0 else ""
    names = [*(target.lower() for target in call.targets), inside]
    return not call.targets or any(word in name for name in names for word in SAYS_SETTINGS)


def _texts_near(code: Code) -> set[str]:
    """Paths written in the same file."""
    constants = {binding.constant for binding in code.source.bindings.values() if isinstance(binding.constant, str)}
    return {text for text in (*constants, *(text for _, text in code.source.strings)) if text.endswith(ENDINGS)}


@kept
def _named_in_code(facts: Facts) -> frozenset[str]:
    """Names of settings files that product code names anywhere, and that call themselves settings: a reader of one's own is given them."""
    texts = (text for code in facts.product for _, text in code.source.strings)
    names = (text.replace("\\", "/").rsplit("/", 1)[-1] for text in texts if text.endswith(ENDINGS))
    return frozenset(name for name in names if any(word in name.lower() for word in SAYS_SETTINGS))


@kept
def _given(facts: Facts) -> frozenset[str]:
    """Names of settings files that stand as an option's default, or that a command of a page or target gives to a program."""
    defaults = (call.constant("default") for call in facts.calls_to("cli.define") if call.kind == "call")
    found = {text for text in defaults if isinstance(text, str) and text.endswith(ENDINGS)}
    found |= {name for line in _command_lines(facts) if _STARTS.search(line) for name in _NAMES.findall(line)}
    return frozenset(name.replace("\\", "/").rsplit("/", 1)[-1] for name in found)


def _command_lines(facts: Facts) -> Iterator[str]:
    texts = [fence.text for document in facts.documents if document.role not in NO_SETTINGS_FILE for fence in document.text.fences]
    texts += [line for work in facts.stages if work.role not in NO_SETTINGS_FILE for each in work.source.targets for line in each.commands]
    return (line[:LONGEST] for text in texts for line in text.splitlines())


def texts_behind(facts: Facts, call: Call) -> set[str]:
    """Literal texts among a call's arguments, among what feeds them, and among what callers pass to its function."""
    found: set[str] = set()
    for each in (call, *facts.graph.upstream(call)):
        callers = [facts.graph.calls[number] for number in facts.graph.passed.get(each.number, ())] if each.kind == "parameter" else []
        for one in (each, *callers):
            found |= {argument.constant for argument in one.arguments if isinstance(argument.constant, str)} | _defaults(facts, one)
    return found


def _defaults(facts: Facts, call: Call) -> set[str]:
    """The text of a module's constant that a free name or an argument stands for."""
    code = facts.code_at(call.path)
    names = [call.written, *(argument.text for argument in call.arguments)] if code else []
    bindings = code.source.bindings if code else {}
    found = (bindings[name].constant for name in names if name in bindings)
    return {constant for constant in found if isinstance(constant, str)}
