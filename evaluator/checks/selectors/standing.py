"""Which files count: what another project, a template or a machine wrote does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TypeVar

    from evaluator.model.place import Placed

    Any_ = TypeVar("Any_", bound=Placed)

FOREIGN = frozenset({"vendored", "generated", "template", "archive", "tutorial"})


def own(found: Iterable[Any_]) -> Iterator[Any_]:
    """Those that count."""
    return (each for each in found if each.role not in FOREIGN)
