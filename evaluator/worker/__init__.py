"""One review in a process that can be limited and killed; it dies alone, and what killed it is left out the next time.

Guards inside a process cannot work: a parser written in C takes the whole interpreter with it, and no Python signal
handler runs while it does. So the kernel keeps time: an alarm without a handler ends the child at the file it reads, a
shared note says which file that was, and the review starts again without it.
"""

from evaluator.worker.job import Job, prepare, reviewing, studying
from evaluator.worker.limits import Failure, Limits, Outcome, Task
from evaluator.worker.parent import review_each, review_in_child

__all__ = ["Failure", "Job", "Limits", "Outcome", "Task", "prepare", "review_each", "review_in_child", "reviewing", "studying"]
