"""Regular expressions that are compiled when they are first asked for something, and once a machine.

There are some hundreds of them, a repository needs half, and to compile them is a fifth of the review of a small one.
Python compiles an expression to a program for its engine, in Python; the engine takes the program back as it was, and
checks it (`_validate` in CPython's Modules/_sre/sre.c). Where an engine has no such door, expressions are compiled each time.
"""

import importlib
import re
import sys
from array import array
from collections.abc import Callable
from typing import Any, cast

import msgspec

_ASKED = ("findall", "finditer", "flags", "fullmatch", "groupindex", "groups", "match", "pattern", "search", "split", "sub", "subn")
_MOST = 4000


class Program(msgspec.Struct, frozen=True, array_like=True):
    """What an expression with flags is compiled to: all flags, the engine's words, the number of groups and their names."""

    expression: str
    asked: int
    flags: int
    words: list[int]
    groups: int
    names: dict[str, int]


class _Engine:
    """The programs that are known, those that were kept (read when the first is asked for), and CPython's engine, which runs them."""

    def __init__(self) -> None:
        self.known: dict[str, Program] = {}
        self.kept: dict[str, msgspec.Raw] = {}
        self.keeper: Callable[[], bytes | None] | None = None
        self.learnt = False
        self.magic = 0
        try:
            self._sre: Any = importlib.import_module("_sre")
            self._compiler: Any = importlib.import_module("re._compiler")
            self.magic = self._sre.MAGIC if array("I").itemsize == self._sre.CODESIZE else 0
        except (ImportError, AttributeError):
            return

    def pattern(self, expression: str, flags: int) -> re.Pattern[str]:
        """The pattern, from its program where that is known."""
        if self.magic:
            try:
                return self._built(self._program(expression, int(flags)))
            except (AttributeError, TypeError, ValueError, RuntimeError, OverflowError):  # an engine of another make
                self.magic = 0
        return re.compile(expression, flags)

    def _program(self, expression: str, flags: int) -> Program:
        key = f"{flags} {expression}"
        if key not in self.known:
            kept = self._recalled(key)
            self.known[key] = kept or self._compiled(expression, flags)
            self.learnt = self.learnt or kept is None
        return self.known[key]

    def _recalled(self, key: str) -> Program | None:
        """The program as it was kept; what is no such thing is not known."""
        try:
            if self.keeper is not None:
                words, self.keeper = self.keeper(), None
                self.kept = msgspec.msgpack.decode(words, type=dict[str, msgspec.Raw]) if words else {}
            return msgspec.msgpack.decode(self.kept[key], type=Program) if key in self.kept else None
        except msgspec.MsgspecError:
            return None

    def _compiled(self, expression: str, flags: int) -> Program:
        """As `re._compiler.compile` does it."""
        tree = self._compiler._parser.parse(expression, flags)
        words = [int(word) for word in self._compiler._code(tree, flags)]
        state = tree.state
        return Program(expression, flags, int(flags | state.flags), words, state.groups - 1, dict(state.groupdict))

    def _built(self, made: Program) -> re.Pattern[str]:
        numbered: list[str | None] = [None] * (made.groups + 1)
        for name, number in made.names.items():
            numbered[number] = name
        built = self._sre.compile(made.expression, made.flags, made.words, made.groups, made.names, tuple(numbered))
        return cast("re.Pattern[str]", built)


_ENGINE = _Engine()


class _Late:
    """Stands for a pattern: the first attribute that is asked for fills all of them, so that what follows costs nothing more."""

    __slots__ = (*_ASKED, "_given")

    def __init__(self, expression: str, flags: int) -> None:
        self._given = (expression, flags)

    def __getattr__(self, name: str) -> Any:
        if name not in _ASKED:
            raise AttributeError(name)
        compiled = _ENGINE.pattern(*self._given)
        for each in _ASKED:
            setattr(self, each, getattr(compiled, each))
        return getattr(compiled, name)

    def lowered(self) -> re.Pattern[str]:
        """The pattern with its letters small, those behind a backslash kept; nothing is compiled by it."""
        expression, flags = self._given
        small = "".join(each if before == "\\" else each.lower() for before, each in zip(f" {expression}", expression, strict=False))
        return regex(small, flags & ~re.IGNORECASE)


def regex(expression: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern of an expression, as `re.compile` gives it; an error in the expression comes up at its first use."""
    return cast("re.Pattern[str]", _Late(expression, flags))


def lowered(pattern: re.Pattern[str]) -> re.Pattern[str]:
    """The same for a text in small letters: whether a pattern that tells no cases apart finds anything takes a third of the time so."""
    return cast("_Late", pattern).lowered()


def programs_name() -> str:
    """The name under which programs are kept: they are of one make of the engine."""
    return f"programs-{sys.implementation.cache_tag}-{_ENGINE.magic}"


def recall(keeper: Callable[[], bytes | None]) -> None:
    """Ask the keeper for the programs that `learnt` gave before when the first expression is compiled, once a process."""
    if not _ENGINE.kept:
        _ENGINE.keeper = keeper


def learnt() -> bytes | None:
    """All programs that are known, where some of them were not known before; the oldest are forgotten when they pile up."""
    if not _ENGINE.learnt:
        return None
    _ENGINE.learnt = False
    new = {key: msgspec.Raw(msgspec.msgpack.encode(made)) for key, made in _ENGINE.known.items() if key not in _ENGINE.kept}
    _ENGINE.kept = dict(list((_ENGINE.kept | new).items())[-_MOST:])
    return msgspec.msgpack.encode(_ENGINE.kept)
