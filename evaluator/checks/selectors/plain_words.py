"""What may stand in a text that we write ourselves: names and paths that are plain words and nothing else."""

from __future__ import annotations

import keyword
from typing import TYPE_CHECKING

from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evaluator.model.result import Result

_PATH = regex(r"(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,60}/){0,8}[A-Za-z0-9_][A-Za-z0-9_.-]{0,60}")
_COLUMN = regex(r"[A-Za-z_][A-Za-z0-9_]{0,40}(?: [A-Za-z0-9_]{1,20}){0,3}")
_DISTRIBUTION = regex(r"[a-z0-9][a-z0-9._-]{0,50}[a-z0-9]")
_NUMBER = regex(r"0\.\d{1,6}|[1-9]\d{0,8}")


def is_name(text: str) -> bool:
    """Whether this can be a name of Python, written in plain letters."""
    return text.isascii() and text.isidentifier() and not keyword.iskeyword(text) and len(text) <= 50


def is_dotted(text: str) -> bool:
    """Whether this is a name, or names with dots between them."""
    return all(is_name(part) for part in text.split("."))


def is_path(text: str) -> bool:
    """Whether this is a path within the tree, of plain letters, digits and dashes."""
    return _PATH.fullmatch(text) is not None


def is_column(text: str) -> bool:
    """Whether this is the name of a column without any sign of its own."""
    return _COLUMN.fullmatch(text) is not None


def is_distribution(text: str) -> bool:
    """Whether this is the name of a distribution."""
    return _DISTRIBUTION.fullmatch(text) is not None


def is_number(text: str) -> bool:
    """Whether this is a share or a whole number."""
    return _NUMBER.fullmatch(text) is not None


def failed(results: Mapping[str, Result], *checks: str) -> bool:
    """Whether one of these checks failed for sure."""
    return any(check in results and results[check].outcome == "fail" for check in checks)


def lacks(results: Mapping[str, Result], *checks: str) -> bool:
    """Whether one of these checks failed, or saw nothing that speaks for it."""
    found = [results[check] for check in checks if check in results]
    undecided = (each for each in found if each.outcome == "needs-review" and not any(item.supports for item in each.evidence))
    return failed(results, *checks) or next(undecided, None) is not None
