"""From results and a rubric to scores: pure functions of frozen values, and the door where rubrics are refused."""

from evaluator.scoring.assess import assess, rescore
from evaluator.scoring.load import load_rubric, schema

__all__ = ["assess", "load_rubric", "rescore", "schema"]
