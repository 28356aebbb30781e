"""From a review to text: one function for each format, and nothing is decided here.

A format is imported when it is first asked for: a run writes one or two of them.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evaluator.report.as_candidate_page import candidate_page
    from evaluator.report.as_cohort_page import cohort_page
    from evaluator.report.as_csv import grades_csv, levels_csv
    from evaluator.report.as_json import json, read_json
    from evaluator.report.as_markdown import markdown
    from evaluator.report.as_page import page
    from evaluator.report.as_sarif import annotations, sarif
    from evaluator.report.as_terminal import terminal

__all__ = [
    "annotations",
    "candidate_page",
    "cohort_page",
    "grades_csv",
    "json",
    "levels_csv",
    "markdown",
    "page",
    "read_json",
    "sarif",
    "terminal",
]

_HOMES = {
    "annotations": "as_sarif",
    "candidate_page": "as_candidate_page",
    "cohort_page": "as_cohort_page",
    "grades_csv": "as_csv",
    "json": "as_json",
    "levels_csv": "as_csv",
    "markdown": "as_markdown",
    "page": "as_page",
    "read_json": "as_json",
    "sarif": "as_sarif",
    "terminal": "as_terminal",
}


def __getattr__(name: str) -> Any:
    """Import the format that a function of this room writes."""
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(importlib.import_module(f"evaluator.report.{_HOMES[name]}"), name)
