"""Are settings apart from code?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.settings import texts_behind
from evaluator.model.place import REPOSITORY
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts

FEWEST = 2
ENDINGS = (".yaml", ".yml", ".json", ".toml", ".ini", ".cfg", ".conf")
NO_SETTING = frozenset({"port", "host", "help", "version", "debug", "--port", "--host", "--help", "--version", "--debug"})


def config_file_used(facts: Facts) -> Iterator[Evidence]:
    """Settings are read from a file that is in the repository.

    Why: Who changes a learning rate should not have to change code.
    Fix: Move paths and hyper-parameters into `config.yaml`, load it in one place, and let the command line override it.
    Ask: What would I change to train on another data set?
    Not for: library
    """
    files = {file.path for file in facts.paths if file.path.endswith(ENDINGS) and file.role not in ("vendored", "generated", "template")}
    found = False
    for call in facts.calls_to("config.read"):
        if call.kind == "call" and _lands(facts, call, files):
            found = True
            yield supports(call.at, f"{call.method} reads settings from a file")
    if not found:
        yield against(REPOSITORY, "no code that reads settings from a file in the tree was found")


def cli_arguments_used(facts: Facts) -> Iterator[Evidence]:
    """Settings can be given on the command line.

    Why: A script with options can be run by a scheduler, a colleague or a sweep; one with constants must be edited.
    Fix: Give `train.py` options for the data path and the main hyper-parameters with `argparse` or `typer`.
    Ask: How do I train with another learning rate without touching the code?
    Not for: library
    """
    found = False
    for code in facts.product:
        options = [call for call in code.calls_to("cli.define") if call.kind == "call" and not _is_no_setting(call)]
        options += [call for call in options if call.method in ("Fire", "main", "run")]
        if len(options) >= FEWEST:
            found = True
            yield supports(options[0].at, f"{len(set(options))} options are defined")
    if not found:
        yield against(REPOSITORY, "no script with two or more options was found")


def _is_no_setting(call: Call) -> bool:
    first = next((argument.constant for argument in call.arguments if argument.name == ""), None)
    return call.method in ("ArgumentParser", "add_argument_group", "parse_args") or first in NO_SETTING


def _lands(facts: Facts, call: Call, files: set[str]) -> bool:
    """Whether a call reads a settings file that exists: by its name, by a name nearby, or by a decorator's folder."""
    texts = texts_behind(facts, call)
    home = facts.code_at(call.path)
    if any(_names_a_file(text, files) for text in texts):
        return True
    if call.means("settings.class") or call.method in ("main", "initialize", "compose"):
        return bool(files)
    near = _texts_near(home, call) if home else set()
    return any(_names_a_file(text, files) for text in near)


def _texts_near(code: Code, call: Call) -> set[str]:
    """Paths written in the same file, and constants of the module."""
    constants = {binding.constant for binding in code.source.bindings.values() if isinstance(binding.constant, str)}
    return constants | {text for _, text in code.source.strings if text.endswith(ENDINGS)} if call.inputs or not call.arguments else set()


def _names_a_file(text: str, files: set[str]) -> bool:
    last = text.replace("\\", "/").rsplit("/", 1)[-1]
    return bool(last) and last.endswith(ENDINGS) and any(path.rsplit("/", 1)[-1] == last for path in files)
