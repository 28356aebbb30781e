"""From a review to text: one function for each format, and nothing is decided here."""

from evaluator.report.as_json import json, read_json
from evaluator.report.as_page import page
from evaluator.report.as_terminal import terminal

__all__ = ["json", "page", "read_json", "terminal"]
