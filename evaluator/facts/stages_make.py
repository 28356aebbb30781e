"""Makefiles, justfiles and Snakefiles, by their lines."""

import re
from collections.abc import Mapping

from evaluator.facts.shell_lines import MAX_LINE
from evaluator.model.documents import Target
from evaluator.model.regex import regex

MAX_COMMANDS = 500

_RULE = regex(r"([^\s:#=?+!][^:#=]{0,400}?)\s{0,8}:{1,2}(?![=:])([^#]{0,1500})")
_VARIABLE = regex(r"(?:export\s{1,8}|override\s{1,8})?([A-Za-z_][\w.\-]{0,80})\s{0,8}(?::{0,3}=|\?=)\s{0,8}(.{0,500})")
_REFERENCE = regex(r"\$[({]([A-Za-z_][\w.\-]{0,80})[)}]")
_RECIPE = regex(r"@?([A-Za-z_][\w\-]{0,80})((?:\s{1,8}[^:]{1,200})?)\s{0,8}:(?!=)(.{0,500})")
_SNAKE_RULE = regex(r"(?:rule|checkpoint)\s{1,8}(\w{1,100})\s{0,8}:")
_SNAKE_KEY = regex(r"\s{1,16}(input|output|shell|script|notebook|run|params|log|message|benchmark)\s{0,4}:\s{0,8}(.{0,1000})")
_LITERAL = regex(r"""[fr]?(?:\"{1,3}|'{1,3})([^"']{1,1000})""")


class _Rules:
    """Targets whose commands are still being collected; a rule may name several."""

    def __init__(self) -> None:
        self.found: list[tuple[str, int, str, list[tuple[int, str]]]] = []
        self.variables: dict[str, str] = {}

    def command(self, line: int, text: str) -> None:
        if self.found and text and len(self.found[-1][3]) < MAX_COMMANDS:
            self.found[-1][3].append((line, text))

    def targets(self) -> list[Target]:
        return [self._target(name, rule) for rule in self.found for name in self._expanded(rule[0]).split()[:50]]

    def _target(self, name: str, rule: tuple[str, int, str, list[tuple[int, str]]]) -> Target:
        _, line, written, body = rule
        needs = [word for word in self._expanded(written).replace("|", " ").split() if not set(word) & set("$(),")][:100]
        automatic = {"$@": name, "$<": needs[0] if needs else "$<", "$^": " ".join(needs) or "$^"}
        commands = tuple(self._expanded(each, automatic) for _, each in body)
        return Target(name, line, commands, tuple(needs), lines=tuple(number for number, _ in body))

    def _expanded(self, text: str, automatic: Mapping[str, str] = {}) -> str:
        """Simple variables in place; twice, for variables made of variables. What is unknown stays as written."""
        for _ in range(2):
            text = _REFERENCE.sub(lambda match: self.variables.get(match[1], match[0]), text)[:MAX_LINE]
        for sign, value in automatic.items():
            text = text.replace(sign, value)[:MAX_LINE]
        return text


def read_make(text: str) -> list[Target]:
    """The rules of a Makefile with their commands, simple variables expanded; `.PHONY` and its like left out."""
    rules = _Rules()
    defining = False
    for number, line in _continued(text):
        if line.startswith(("define ", "endef")):
            defining = line.startswith("define ")
        elif defining or line.lstrip().startswith("#"):
            continue
        elif line.startswith("\t"):
            rules.command(number, _recipe_line(line))
        elif assigned := _VARIABLE.fullmatch(line.strip()):
            rules.variables[assigned[1]] = assigned[2].split(" #")[0].strip()
        elif (rule := _RULE.fullmatch(line.split(" #")[0].rstrip())) and not rule[1].startswith(
            (".PHONY", ".DEFAULT", ".SILENT", ".ONESHELL", "$(")
        ):
            needs, _, inline = rule[2].partition(";")
            rules.found.append((rule[1], number, needs, []))
            rules.command(number, inline.strip())
    return rules.targets()


def _recipe_line(line: str) -> str:
    stripped = line.strip()
    command = stripped.lstrip("@-+ ")
    signs = stripped[: len(stripped) - len(command)]
    if not command or command.startswith("#"):
        return ""
    return f"{command} || true" if "-" in signs else command


def _continued(text: str) -> list[tuple[int, str]]:
    """Lines with those joined that end in a backslash, numbered by their first."""
    found: list[tuple[int, str]] = []
    open_ = False
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw[:MAX_LINE].rstrip()
        body = line.removesuffix("\\").rstrip()
        if open_:
            found[-1] = (found[-1][0], f"{found[-1][1]} {body.strip()}"[: 2 * MAX_LINE])
        else:
            found.append((number, body))
        open_ = line.endswith("\\")
    return found


def read_just(text: str) -> list[Target]:
    """The recipes of a justfile."""
    rules = _Rules()
    for number, line in _continued(text):
        if line[:1] in (" ", "\t"):
            rules.command(number, _recipe_line(line))
        elif (recipe := _RECIPE.fullmatch(line.split(" #")[0])) and recipe[1] not in ("set", "export", "alias", "import", "mod"):
            rules.found.append((recipe[1], number, " ".join(re.findall(r"[\w\-]{1,80}", recipe[3])), []))
    return rules.targets()


def read_snakefile(text: str) -> list[Target]:
    """The rules of a Snakefile: inputs, outputs, and the literals of shell, script and notebook."""
    rules: list[tuple[str, int, dict[str, list[str]]]] = []
    key = ""
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw[:MAX_LINE].rstrip()
        if rule := _SNAKE_RULE.match(line):
            rules.append((rule[1], number, {}))
            key = ""
            continue
        if line and not line[0].isspace():
            key = ""
        if not rules or not line.strip() or line.lstrip().startswith("#"):
            continue
        rest = line
        if named := _SNAKE_KEY.fullmatch(line):
            key, rest = named[1], named[2]
        if key:
            literals = _LITERAL.findall(rest)
            rules[-1][2].setdefault(key, []).extend(literals or ([rest.strip()] if key == "shell" and rest.strip(" \"'") else []))
    return [_snake_target(name, line, parts) for name, line, parts in rules]


def _snake_target(name: str, line: int, parts: dict[str, list[str]]) -> Target:
    shell = " ".join(part.strip() for part in parts.get("shell", ()))
    commands = [shell] if shell else []
    commands += [f"python {path}" for path in parts.get("script", ())] + [
        f"jupyter nbconvert --execute {path}" for path in parts.get("notebook", ())
    ]
    return Target(name, line, tuple(commands), tuple(parts.get("input", ())), tuple(parts.get("output", ())))
