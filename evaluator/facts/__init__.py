"""From a snapshot to facts: one reader for each kind of file, names resolved, code linked."""

from evaluator.facts.gather import gather
from evaluator.facts.readers import MISSING, extracting

__all__ = ["MISSING", "extracting", "gather"]
