"""Many repositories: whom to review, and how it is done so that one failure stops no other."""

from evaluator.cohort.roster import Entry, entries
from evaluator.cohort.run import Order, conclude, conclude_candidate, portray_all, review_all

__all__ = ["Entry", "Order", "conclude", "conclude_candidate", "entries", "portray_all", "review_all"]
