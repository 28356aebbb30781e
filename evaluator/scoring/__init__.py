"""From results and a rubric to scores: pure functions of frozen values, and the door where rubrics are refused."""

from evaluator.model.rubric import Assessment
from evaluator.scoring.assess import assess, rescore
from evaluator.scoring.load import load_rubric, schema

__all__ = ["Assessment", "assess", "load_rubric", "rescore", "schema"]
