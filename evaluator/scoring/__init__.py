"""From results and a rubric to scores: pure functions of frozen values, and the door where rubrics are refused."""

from evaluator.model.assessment import Assessment
from evaluator.scoring.assess import assess, rescore
from evaluator.scoring.explanations import explanations
from evaluator.scoring.load import load_rubric, schema
from evaluator.scoring.plan import MINUTES, plan
from evaluator.scoring.precision import FIELDS, advisory, precisions, softened
from evaluator.scoring.wording import begun_at

__all__ = [
    "FIELDS",
    "MINUTES",
    "Assessment",
    "advisory",
    "assess",
    "begun_at",
    "explanations",
    "load_rubric",
    "plan",
    "precisions",
    "rescore",
    "schema",
    "softened",
]
