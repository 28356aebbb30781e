"""Shell scripts and Windows batch files as targets."""

import re

from evaluator.facts.shell_lines import MAX_COMMANDS, MAX_LINE, commands
from evaluator.model.documents import Target
from evaluator.model.regex import regex

_FUNCTION = regex(r"(?:function\s{1,8})?([A-Za-z_][\w\-]{0,80})\s{0,8}\(\s{0,4}\)\s{0,8}\{?|function\s{1,8}([\w\-]{1,80})\s{0,8}\{?")

_SET = regex(r'(?i)set\s{1,8}"?([A-Za-z_]\w{0,60})=(.{0,300})')
_VARIABLE = regex(r"%([A-Za-z_]\w{0,60})%")
_INTERPRETER = regex(r'(^|[\s&|("])"?[\w./ -]{0,200}/python(?:\.exe)?"?(?=\s)')


def read_shell(text: str) -> list[Target]:
    """One target "" with the script's own commands, then one for each of its functions."""
    main: list[tuple[int, str]] = []
    functions: list[tuple[str, int, list[tuple[int, str]]]] = []
    inside = False
    for line, command in commands(text):
        opened = _FUNCTION.fullmatch(command.split("#")[0].strip()[:300])
        if opened and not inside:
            functions.append((opened[1] or opened[2], line, []))
            inside = True
        elif inside and command.strip() in ("}", "{"):
            inside = command.strip() == "{"
        elif inside:
            functions[-1][2].append((line, command))
        else:
            main.append((line, command))
    first = main[0][0] if main else 1
    return [_target("", first, main), *(_target(name, line, body) for name, line, body in functions)]


def _target(name: str, line: int, body: list[tuple[int, str]]) -> Target:
    return Target(name, line, tuple(command for _, command in body), lines=tuple(number for number, _ in body))


def read_batch(text: str) -> list[Target]:
    """A batch or PowerShell file as one target ""."""
    lines = [(number, line[:MAX_LINE].strip().lstrip("@")) for number, line in enumerate(text.splitlines(), 1)]
    kept = [(number, line) for number, line in lines if line and not re.match(r"(?i)rem\b|::|#|echo off", line)]
    held = {found[1].lower(): found[2].strip('" ') for _, line in kept if (found := _SET.match(line))}
    kept = [(number, _as_shell(line, held)) for number, line in kept]
    return [_target("", kept[0][0] if kept else 1, kept[:MAX_COMMANDS])]


def _as_shell(line: str, held: dict[str, str]) -> str:
    """A line of a batch file as other shells write it: its variables filled in, paths with slashes, the interpreter by its name."""
    filled = _VARIABLE.sub(lambda found: held.get(found[1].lower(), found[0]), line.removeprefix("call "))
    return _INTERPRETER.sub(r"\1python", filled.replace("\\", "/"))
