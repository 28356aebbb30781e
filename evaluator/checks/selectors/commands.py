"""Shell lines: which tools they run."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from evaluator.checks.selectors.shell import simple_commands
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from evaluator.checks.selectors.shell import Command

LONGEST = 2_000
IGNORED = regex(r"\|\|\s*(?:(?:true|exit 0)\b|:(?:\s|$)|echo\b(?!.*\bexit [1-9]))")
SHOWS = regex(r"\s--(?:version|help|show-settings|show-config)\b")  # a tool that only speaks of itself
# `coverage run -m pytest`, `docker compose run app pytest`: what runs something else, given as its arguments.
CARRIERS = frozenset(
    {
        "coverage",
        "docker",
        "docker-compose",
        "kedro",
        "hatch",
        "rye",
        "invoke",
        "inv",
        "dotenv",
        "uvx",
        "pipx",
        "npx",
        "xargs",
        "srun",
        "accelerate",
    }
)
INSTALLS = frozenset({"install", "add", "update", "sync", "remove", "export", "uninstall", "build"})


def numbered(text: str) -> list[tuple[int, str]]:
    """The commands of a shell text with the offset of their first line; continuation lines joined, comments left out."""
    found: list[tuple[int, str]] = []
    held, start = "", 0
    for offset, line in enumerate(text.splitlines()):
        if not held:
            start = offset
        held = f"{held} {line.strip()}".strip() if len(held) < LONGEST else held
        if held.endswith("\\"):
            held = held[:-1].rstrip()
            continue
        if held and not held.startswith("#"):
            found.append((start, held[:LONGEST]))
        held = ""
    return [*found, (start, held[:LONGEST])] if held and not held.startswith("#") else found


def lines_of(text: str) -> list[str]:
    """The commands of a shell text, continuation lines joined, comments left out."""
    return [line for _, line in numbered(text)]


def runs_tool(text: str, *tools: str, swallowed: bool = False) -> bool:
    """Whether a shell text runs one of the tools, does not merely install it, and lets its failure count (or not, when `swallowed`)."""
    if not any(tool.partition(" ")[0] in text for tool in tools):
        return False
    return any(
        _runs(line, tools)
        for line in lines_of(text)
        if any(tool.partition(" ")[0] in line for tool in tools) and (swallowed or not IGNORED.search(line)) and not SHOWS.search(line)
    )


def _runs(line: str, tools: tuple[str, ...], depth: int = 0) -> bool:
    return any(bool(called(command) & set(tools)) or _runs_inside(command, tools, depth) for command in simple_commands(line))


def _runs_inside(command: Command, tools: tuple[str, ...], depth: int) -> bool:
    """`sh -c "uv run pytest"`: a command line that is one word of another."""
    inner = [word for word in command.words[1:] if " " in word and len(command.words) > 1]
    return (
        depth == 0
        and any(word.startswith("-") and word.endswith("c") for word in command.words)
        and any(_runs(each, tools, 1) for each in inner)
    )


def called(command: Command) -> set[str]:
    """The names under which a command may be known: the program, `program subcommand`, what a carrier starts."""
    program, *rest = (word.rsplit("/", 1)[-1] for word in command.words or ("",))
    if program.startswith("python") or program == "py":
        after = rest[rest.index("-m") + 1 :] if "-m" in rest[:-1] else [word for word in rest if not word.startswith("-")]
        program, rest = (after[0], after[1:]) if after else ("", [])
    names = {program.partition("@")[0], program.removesuffix(".py"), f"{program.removesuffix('.py')} {rest[0]}" if rest else program}
    carried = {*rest, *(f"{one} {other}" for one, other in pairwise(rest))}  # `docker run checks coverage run tests.py`
    return names | carried if program in CARRIERS and not INSTALLS & set(rest[:2]) else names
