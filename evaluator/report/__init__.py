"""From a review to text: one function for each format, and nothing is decided here.

A format is imported when it is first asked for: a run writes one or two of them.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evaluator.report.as_badge import badge, endpoint
    from evaluator.report.as_candidate_page import candidate_page
    from evaluator.report.as_cohort_page import cohort_page
    from evaluator.report.as_comparison import comparison_json, comparison_markdown, comparison_text
    from evaluator.report.as_csv import grades_csv, levels_csv
    from evaluator.report.as_json import json, read_json, schema
    from evaluator.report.as_junit import junit
    from evaluator.report.as_markdown import cut, markdown
    from evaluator.report.as_page import page
    from evaluator.report.as_plan import plan_json, plan_markdown, plan_text
    from evaluator.report.as_sarif import annotations, sarif
    from evaluator.report.as_terminal import terminal

__all__ = [
    "annotations",
    "badge",
    "candidate_page",
    "cohort_page",
    "comparison_json",
    "comparison_markdown",
    "comparison_text",
    "cut",
    "endpoint",
    "grades_csv",
    "json",
    "junit",
    "levels_csv",
    "markdown",
    "page",
    "plan_json",
    "plan_markdown",
    "plan_text",
    "read_json",
    "sarif",
    "schema",
    "terminal",
]

_HOMES = {
    "annotations": "as_sarif",
    "badge": "as_badge",
    "candidate_page": "as_candidate_page",
    "cohort_page": "as_cohort_page",
    "comparison_json": "as_comparison",
    "comparison_markdown": "as_comparison",
    "comparison_text": "as_comparison",
    "cut": "as_markdown",
    "endpoint": "as_badge",
    "grades_csv": "as_csv",
    "json": "as_json",
    "junit": "as_junit",
    "levels_csv": "as_csv",
    "markdown": "as_markdown",
    "page": "as_page",
    "plan_json": "as_plan",
    "plan_markdown": "as_plan",
    "plan_text": "as_plan",
    "read_json": "as_json",
    "sarif": "as_sarif",
    "schema": "as_json",
    "terminal": "as_terminal",
}


def __getattr__(name: str) -> Any:
    """Import the format that a function of this room writes."""
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(importlib.import_module(f"evaluator.report.{_HOMES[name]}"), name)
