"""Something computed once for a repository and asked for by several checks."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Given = ParamSpec("Given")
Found = TypeVar("Found")
Kept = TypeVar("Kept")
MOST = 1 << 14


def kept(function: Callable[Given, Kept]) -> Callable[Given, Kept]:
    """Let a function of facts, or of facts and one of their files, be worked out once for the same ones; what it gives is not changed.

    The same by identity: facts are frozen, and too large to be compared. What was given is held, so that its number stays its own.
    """
    work: Callable[..., Kept] = function
    known: dict[tuple[int, ...], tuple[tuple[object, ...], Kept]] = {}

    @wraps(function)
    def asked(*given: Any) -> Kept:
        key = tuple(map(id, given))
        found = known.get(key)
        if found is None:
            found = (given, work(*given))
            if len(known) >= MOST:
                del known[next(iter(known))]
            known[key] = found
        return found[1]

    return asked  # type: ignore[return-value]


def once(function: Callable[Given, Iterator[Found]]) -> Callable[Given, Iterator[Found]]:
    """Let a generator over facts, or over facts and one of their files, run once for the same ones."""
    generate: Callable[..., Iterator[Found]] = function
    known = kept(lambda *given: tuple(generate(*given)))

    @wraps(function)
    def asked(*given: Any) -> Iterator[Found]:
        return iter(known(*given))

    return asked  # type: ignore[return-value]
