"""A line of shell as simple commands: prompts, comments, redirections and what merely wraps a command taken off."""

from __future__ import annotations

import re
import shlex
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LINE = 2_000
ANY = "{}"  # stands for what the reader is to fill in


def word_set(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


_PROMPT = regex(
    r"^\s{0,12}(?:\([\w.-]{1,40}\)\s{0,3})?(?:[\w.-]{1,40}@[\w.:~/-]{1,80}[$#%]\s|PS [^>]{0,80}>\s?|[A-Z]:\\[^>]{0,80}>\s?"
    r"|[$%>❯➜]\s{1,3}|!{1,2}\s?)"
)

_COMMENT = regex(r"(?:^|\s)(?:#|//|REM\s|::\s).*$")
_FILLED_IN = regex(r"\$\{\{[^{}]{0,200}\}\}|<[^<>|&;]{1,80}>|\$\([^()]{0,200}\)|`[^`]{0,200}`|%[A-Za-z_]\w{0,40}%")
_WINDOWS_SLASH = regex(r"(?<=[\w.])\\(?=[\w.])")
_ASSIGNED = regex(r"(?:\$env:)?([A-Za-z_]\w{0,60})=(.{0,300})", re.DOTALL)
_SEPARATORS = frozenset({";", "&", "|", "&&", "||", "(", ")", ";;", "|&"})
_BEFORE = word_set("sudo nohup time exec env command winpty call nice xvfb-run caffeinate then do else start")
# Runners of a project's environment: `<tool> run [options] <command>`; options that take a value of their own.
_RUNNERS = word_set("poetry uv pipenv pdm rye hatch pixi conda mamba micromamba doppler dotenv op aws-vault infisical")
_WITH_VALUE = word_set(
    """
    -n --name -p --prefix --python --with --with-requirements --extra --group --env-file --directory --project --package -e
    --environment -f --file -c --config --only-group --no-group -u --user -g
    """
)


class Command(msgspec.Struct, frozen=True):
    """The words of a simple command, wrappers taken off; `settings` are the variables set before it."""

    words: tuple[str, ...]
    settings: tuple[tuple[str, str], ...] = ()
    runner: str = ""


def prompted(line: str) -> bool:
    """Whether a line begins with a shell's prompt."""
    return (
        re.match(r"\s{0,12}(?:\([\w.-]{1,40}\)\s{0,3})?(?:\$|❯|➜|PS [^>]{0,80}>|[\w.-]{1,40}@[\w.:~/-]{1,80}[$#])\s", line[:MAX_LINE])
        is not None
    )


def simple_commands(line: str) -> Iterator[Command]:
    """The simple commands of a line, from left to right."""
    held: list[str] = []
    skip = False
    for word in _words(line):
        if word in _SEPARATORS:
            yield from _unwrapped(held)
            held, skip = [], False
        elif set(word) <= set("<>&"):
            skip = True
        elif skip:
            skip = False
        else:
            held.append(word)
    yield from _unwrapped(held)


def is_open(word: str) -> bool:
    """Whether a word stands for what the reader fills in, or for several files, so that no tree can hold it."""
    plain = word.lower()
    return (
        any(sign in word for sign in "{}$*?[]<>…")
        or "..." in word
        or plain.startswith(("path/to", "/path/to", "your", "my_", "xxx", "some_"))
    )


@lru_cache(maxsize=4096)
def _words(line: str) -> tuple[str, ...]:
    text = _PROMPT.sub("", line[:MAX_LINE], count=1)
    text = _WINDOWS_SLASH.sub("/", _FILLED_IN.sub(ANY, _COMMENT.sub("", text)))
    lexer = shlex.shlex(text, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    lexer.commenters = ""
    try:
        return tuple(lexer)
    except ValueError:
        return tuple(text.split())


def _unwrapped(words: list[str]) -> Iterator[Command]:
    """The command without what stands before it; nothing when nothing is left."""
    rest, settings, runner = list(words), [], ""
    while rest:
        if assigned := _ASSIGNED.fullmatch(rest[0]):
            settings.append((assigned[1], assigned[2]))
            rest = rest[1:]
        elif rest[0] in _BEFORE:
            rest = _past_options(rest[1:])
        elif len(rest) > 1 and rest[0] in _RUNNERS and rest[1] == "run":
            runner = rest[0]
            rest = _past_options(rest[2:], keep="-m" if runner == "uv" else "")
        else:
            break
    if rest or settings:
        yield Command(tuple(rest), tuple(settings), runner)


def _past_options(words: list[str], keep: str = "") -> list[str]:
    """What follows the options at the front; `uv run -m x` stands for `python -m x`."""
    rest = words
    while rest and rest[0].startswith("-"):
        if rest[0] == keep:
            return ["python", *rest]
        rest = rest[2:] if rest[0] in _WITH_VALUE else rest[1:]
    return rest
