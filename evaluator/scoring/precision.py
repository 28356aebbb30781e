"""What was found when outcomes were read by hand: which checks accuse, and which only ask."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import msgspec

from evaluator.model.result import Precision, Result

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

FIELDS = ("check", "read", "borderline", "unfair", "untrue")


def precisions(text: str) -> dict[str, Precision]:
    """The table `precision.csv` by check; raises `msgspec.ValidationError` where a number is none."""
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {row["check"]: msgspec.convert(row, Precision, strict=False) for row in rows}


def advisory(known: Iterable[Precision]) -> frozenset[str]:
    """The checks whose fails are questions until they are better."""
    return frozenset(each.check for each in known if each.is_advisory)


def softened(results: Iterable[Result], asks: Collection[str]) -> tuple[Result, ...]:
    """The results, with every fail of an advisory check turned into a question."""
    return tuple(_asked(result) if result.check in asks and result.outcome == "fail" else result for result in results)


def _asked(result: Result) -> Result:
    evidence = tuple(each if each.supports else msgspec.structs.replace(each, confidence="low") for each in result.evidence)
    return msgspec.structs.replace(result, outcome="needs-review", evidence=evidence)
