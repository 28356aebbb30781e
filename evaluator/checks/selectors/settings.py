"""Settings files: which calls read one of the tree, and the texts behind names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts

ENDINGS = (".yaml", ".yml", ".json", ".toml", ".ini", ".cfg", ".conf")
NO_SETTINGS_FILE = frozenset({"vendored", "generated", "template"})
ANY_FILE = frozenset({"main", "initialize", "initialize_config_dir", "initialize_config_module", "compose", "params_show", "LightningCLI"})
SAYS_SETTINGS = ("config", "conf", "setting", "param", "hyp", "option", "cfg", "arg")


def lands(facts: Facts, call: Call) -> bool:
    """Whether a call reads a settings file that is in the tree: by its name, by a name nearby, or by a decorator's folder."""
    files = {file.path.rsplit("/", 1)[-1] for file in facts.paths if file.path.endswith(ENDINGS) and file.role not in NO_SETTINGS_FILE}
    if call.means("settings.class") or call.method in ANY_FILE:
        return bool(files)
    home = facts.code_at(call.path)
    named = {text.replace("\\", "/").rsplit("/", 1)[-1] for text in texts_behind(facts, call)}
    if not any(text.endswith(ENDINGS) for text in named) and home is not None:
        named |= {text.replace("\\", "/").rsplit("/", 1)[-1] for text in _texts_near(home)}
    there = named & files
    if call.means("json.parse"):
        return any(word in name.lower() for name in there for word in SAYS_SETTINGS)
    return bool(there)


def _texts_near(code: Code) -> set[str]:
    """Paths written in the same file."""
    constants = {binding.constant for binding in code.source.bindings.values() if isinstance(binding.constant, str)}
    return {text for text in (*constants, *(text for _, text in code.source.strings)) if text.endswith(ENDINGS)}


def texts_behind(facts: Facts, call: Call) -> set[str]:
    """Literal texts among a call's arguments, among what feeds them, and among what callers pass to its function."""
    found: set[str] = set()
    for each in (call, *facts.graph.upstream(call)):
        callers = [facts.graph.calls[number] for number in facts.graph.passed.get(each.number, ())] if each.kind == "parameter" else []
        for one in (each, *callers):
            found |= {argument.constant for argument in one.arguments if isinstance(argument.constant, str)}
        found |= _defaults(facts, each)
    return found


def _defaults(facts: Facts, call: Call) -> set[str]:
    """The text of a module's constant that a free name or an argument stands for."""
    code = facts.code_at(call.path)
    names = [call.written, *(argument.text for argument in call.arguments)] if code else []
    bindings = code.source.bindings if code else {}
    found = (bindings[name].constant for name in names if name in bindings)
    return {constant for constant in found if isinstance(constant, str)}
