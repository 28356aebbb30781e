"""Something computed once for a repository and asked for by several checks."""

from __future__ import annotations

from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from evaluator.model.facts import Facts

Given = ParamSpec("Given")
Found = TypeVar("Found")
Kept = TypeVar("Kept")
MOST = 1 << 14


class Same:
    """Facts by identity: they are frozen, and too large to be compared."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    def __hash__(self) -> int:
        return id(self.facts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.facts is self.facts


def kept(function: Callable[Given, Kept]) -> Callable[Given, Kept]:
    """Let a function of facts, or of facts and one of their files, be worked out once for the same ones; what it gives is not changed."""
    work: Callable[..., Kept] = function

    @lru_cache(maxsize=MOST)
    def known(*given: Same) -> Kept:
        return work(*(each.facts for each in given))

    @wraps(function)
    def asked(*given: Any) -> Kept:
        return known(*[Same(each) for each in given])

    return asked  # type: ignore[return-value]


def once(function: Callable[Given, Iterator[Found]]) -> Callable[Given, Iterator[Found]]:
    """Let a generator over facts, or over facts and one of their files, run once for the same ones."""
    generate: Callable[..., Iterator[Found]] = function
    known = kept(lambda *given: tuple(generate(*given)))

    @wraps(function)
    def asked(*given: Any) -> Iterator[Found]:
        return iter(known(*given))

    return asked  # type: ignore[return-value]
