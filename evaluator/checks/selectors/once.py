"""Something computed once for a repository and asked for by several checks."""

from __future__ import annotations

from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from evaluator.model.facts import Facts

Given = ParamSpec("Given")
Found = TypeVar("Found")
MOST = 1 << 14


class Same:
    """Facts by identity: they are frozen, and too large to be compared."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    def __hash__(self) -> int:
        return id(self.facts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.facts is self.facts


def once(function: Callable[Given, Iterator[Found]]) -> Callable[Given, Iterator[Found]]:
    """Let a generator over facts, or over facts and one of their files, run once for the same ones."""
    generate: Callable[..., Iterator[Found]] = function

    @lru_cache(maxsize=MOST)
    def known(*given: Same) -> tuple[Found, ...]:
        return tuple(generate(*(each.facts for each in given)))

    @wraps(function)
    def asked(*given: Any) -> Iterator[Found]:
        return iter(known(*(Same(each) for each in given)))

    return asked  # type: ignore[return-value]
