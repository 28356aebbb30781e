"""Which repositories are one work told twice: the same history, or the same code byte for byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from evaluator.model.cohort import CohortRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evaluator.model.candidate import Lineage

    Known = tuple[CohortRow, Lineage]

HALF = 0.5
MOST_OF = 0.8
LEAST_BYTES = 500


class Tie(msgspec.Struct, frozen=True):
    """How a repository hangs together with another: `same` when the two are one work."""

    host: CohortRow
    same: bool
    words: str


def ties(judged: Sequence[Known]) -> dict[str, Tie]:
    """The repositories that hang together with a larger one, by name; what is folded is no host of others.

    Two works that lie in a third are not each other: a tie is always to one host, never handed on.
    """
    hosts: list[Known] = []
    found: dict[str, Tie] = {}
    for one in sorted(judged, key=_size):
        told = [tie for host in hosts if (tie := tie_of(one, host))]
        tie = next((each for each in told if each.same), next(iter(told), None))
        if tie is not None:
            found[one[0].name] = tie
        if tie is None or not tie.same:
            hosts.append(one)
    return found


def _size(one: Known) -> tuple[int, int, int, str]:
    """The one with most code first, since it holds the others; then the better one, then the longer history."""
    row, lineage = one
    return (-sum(lineage.code.values()), -(row.score or 0), -len(lineage.commits), row.name)


def tie_of(one: Known, host: Known) -> Tie | None:
    """What a repository has in common with a host, None where it stands by itself."""
    (_, mine), (into, theirs) = one, host
    common = mine.code.keys() & theirs.code.keys()
    whole = sum(mine.code.values())
    share = sum(mine.code[blob] for blob in common) / whole if whole else 0.0
    shared = len(set(mine.commits) & set(theirs.commits)) if _nested(mine.path, theirs.path) else 0
    if shared:
        same = share >= HALF or shared >= HALF * min(len(mine.commits), len(theirs.commits))
        commits = "1 commit" if shared == 1 else f"{shared} commits"
        return Tie(into, same, f"has {commits} in common with {into.name}")
    if share >= MOST_OF and whole >= LEAST_BYTES:
        count = len(mine.code)
        files = f"{len(common)} of its {count} code files are" if count > 1 else "its code file is"
        return Tie(into, True, f"{files} in {into.name} too, byte for byte")
    return None


def _nested(one: str, other: str) -> bool:
    """Whether two reviewed folders of a repository overlap."""
    return f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/") or not one or not other
