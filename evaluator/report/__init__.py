"""From a review to text: one function for each format, and nothing is decided here."""

from evaluator.report.as_cohort_page import cohort_page
from evaluator.report.as_csv import grades_csv, levels_csv
from evaluator.report.as_json import json, read_json
from evaluator.report.as_markdown import markdown
from evaluator.report.as_page import page
from evaluator.report.as_sarif import annotations, sarif
from evaluator.report.as_terminal import terminal

__all__ = ["annotations", "cohort_page", "grades_csv", "json", "levels_csv", "markdown", "page", "read_json", "sarif", "terminal"]
