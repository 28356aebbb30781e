"""What a value comes of: an option, a settings file, the environment, the place of the code itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import kept
from evaluator.checks.selectors.reach import decorators
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

OPTION, SETTINGS, ENVIRONMENT, ANCHOR, ELSEWHERE = "an option", "a settings file", "the environment", "anchor", "elsewhere"
GIVEN = (OPTION, SETTINGS, ENVIRONMENT)
_SETTINGS = regex(r"(?:^|[._])(?:settings?|config|cfg|conf|env)(?:\(\))?$")
_ROOTS = frozenset(
    {"get_original_cwd", "to_absolute_path", "setup_root", "find_root", "here", "files", "resource_filename", "resource_path"}
)
_ABSOLUTE = frozenset(
    {
        *("home", "expanduser", "gettempdir", "mkdtemp", "TemporaryDirectory", "NamedTemporaryFile", "TemporaryFile", "mkstemp"),
        *("user_cache_dir", "user_data_dir", "find_dotenv"),
    }
)
_NAMED_FOR_PATHS = regex(
    r"(?:^|[^a-z])(?:path|paths|dir|dirs|directory|files?|filename|folder|root|data|dataset|input|output|out|save|ckpt|checkpoint|weights|resume|loc|fp"
    r"|csv|json|source|src|target|dest|dst|log|logs|logdir|artifacts?|store|storage|home|results?|train|test|val|raw|processed|vocab|config|cfg"
    r"|uri|url|bucket|\w*(?:path|dir|file|folder|filename))(?:[^a-z]|$)",
    re.IGNORECASE,
)
_NAME_ONLY = regex(r"(?<!file)(?<!file_)names?$", re.IGNORECASE)
DEEPEST = 12


def origin(facts: Facts, call: Call) -> str:
    """What a value says of a path's origin, "" when nothing."""
    if call.name == "__file__" or (call.kind == "call" and call.method in _ROOTS):
        return ANCHOR
    if call.kind == "call" and call.method in _ABSOLUTE:
        return ELSEWHERE
    if call.kind == "parameter":
        return _of_program(facts, call)
    if call.means("cli.read") or call.name == "sys.argv":
        return OPTION
    if call.means("environment.read") or _is_of_settings(facts, call):
        return ENVIRONMENT
    return SETTINGS if call.kind == "call" and call.means("config.read") and not call.means("json.parse") else ""


@kept
def _settings_fields(facts: Facts) -> frozenset[str]:
    """The fields of the project's classes that read their values from the environment (`class Settings(BaseSettings)`)."""
    found = ((code, index) for code in facts.product for index in range(len(code.classes)) if "config.read" in code.base_concepts[index])
    return frozenset(name for code, index in found for name in code.classes[index].fields)


def _is_of_settings(facts: Facts, call: Call) -> bool:
    """Whether a value is a field of such a class, of an object that is called for its settings."""
    owner, _, name = call.written.rpartition(".") if call.kind in ("free", "item") else ("", "", "")
    return bool(owner) and name in _settings_fields(facts) and _SETTINGS.search(owner.lower()) is not None


def _of_program(facts: Facts, parameter: Call) -> str:
    """Whether a parameter is filled by the command line or by a settings file: its function is a command (`@app.command()`)."""
    code = facts.code_at(parameter.path)
    if code is None or parameter.scope < 0:
        return ""
    for each in decorators(code, parameter.scope):
        if each.means("config.read"):
            return SETTINGS
        if each.means("cli.define"):
            return OPTION
    name = code.functions[parameter.scope].name
    return OPTION if name in _commands(facts) else ""


@kept
def _commands(facts: Facts) -> frozenset[str]:
    """Functions that a library turns into a command: `typer.run(main)`."""
    calls = (
        call for call in facts.calls_to("cli.read", "cli.define") if call.kind == "call" and call.method in ("run", "Fire", "cli", "CLI")
    )
    return frozenset(argument.text for call in calls for argument in call.arguments[:1] if argument.text)


def taken(facts: Facts, origin: Call, into: Mapping[int, int]) -> Iterator[str]:
    """The names under which a value is taken from where it comes from: `args.data`, `cfg["paths"]["raw"]`, `os.getenv("DATA_DIR")`."""
    if origin.kind == "parameter":
        yield origin.name
    yield from (each.constant for each in origin.arguments[:1] if isinstance(each.constant, str))
    number, begun = into.get(origin.number, -1), False
    for _ in range(DEEPEST):
        each = facts.graph.calls.get(number)
        if each is None or (begun and each.kind != "item"):
            return
        if each.kind == "item" or each.method == "get":
            begun = True
            yield each.name.rpartition(".")[2]
            yield from (str(argument.constant) for argument in each.arguments[:1] if isinstance(argument.constant, str | int))
        number = into.get(number, -1)


def is_named_for_path(name: str) -> bool:
    """Whether a name speaks of a place: `raw_dir`, `model_path`."""
    return _NAMED_FOR_PATHS.search(name) is not None and not _NAME_ONLY.search(name)
