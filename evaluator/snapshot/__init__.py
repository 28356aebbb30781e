"""From a git repository (or a plain folder) to a `Snapshot`: no checkout, nothing executed, nothing obeyed."""

from evaluator.snapshot.limits import RECORDED as LIMITS
from evaluator.snapshot.opening import Repository, open_repository
from evaluator.snapshot.words import display

__all__ = ["LIMITS", "Repository", "display", "open_repository"]
