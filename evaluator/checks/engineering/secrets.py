"""Is it safe to publish?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.model.place import REPOSITORY, Location
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts


def no_secret_committed(facts: Facts) -> Iterator[Evidence]:
    """No password or key is committed.

    Why: A published key is found by robots within minutes, and whoever reviews you will not give you another.
    Fix: Revoke the key today, remove it from history (`git filter-repo`), and read it from the environment.
    """
    for found in facts.secrets:
        if found.role in ("vendored", "generated"):
            continue
        where = "in the output of this cell" if found.secret.where == "output" else "here"
        yield against(Location(found.path, found.secret.line, found.secret.cell), f"what looks like {found.secret.kind} stands {where}", found.secret.confidence)
    if not facts.secrets:
        texts = sum(1 for file in facts.paths if file.kind)
        yield supports(REPOSITORY, f"looked through {texts} text files, no credential was found")
