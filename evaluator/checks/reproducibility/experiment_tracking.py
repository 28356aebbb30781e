"""Can I see what was tried, and which artefact came of it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.tracking import kept, parameters, tracked
from evaluator.model.place import REPOSITORY
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts


def runs_tracked(facts: Facts) -> Iterator[Evidence]:
    """Training runs are recorded with their metrics.

    Why: A team must see what was tried before it tries again.
    Fix: Log parameters and the validation metric of every run with MLflow or a CSV of your own.
    Ask: Which experiment surprised you, and where can I see it?
    Not for: library
    """
    found = [supports(place, words, confidence) for place, words, confidence in tracked(facts)]
    yield from found
    if not found:
        yield against(REPOSITORY, "no call that records a run's metrics was found (MLflow, W&B, TensorBoard, an own log)")


def metrics_logged(facts: Facts) -> Iterator[Evidence]:
    """The metrics of a run are written where they stay.

    Why: A number that was only printed is gone when the terminal is closed.
    Fix: Write the metrics of each run to `metrics.json` or to a tracker.
    Ask: What was the score of the run before last?
    Not for: library
    """
    found = [supports(place, words, confidence) for place, words, confidence in (*tracked(facts), *kept(facts))]
    yield from found
    if not found:
        yield against(REPOSITORY, "no metric that is written to a file or a tracker was found")


def parameters_logged(facts: Facts) -> Iterator[Evidence]:
    """The settings of a run are recorded beside its metrics.

    Why: A score without its settings cannot be had again.
    Fix: Call `mlflow.log_params(...)`, or give `wandb.init` your `config`, before training starts.
    Ask: With which settings was the model trained that you serve?
    Not for: library
    """
    found = [supports(place, words, confidence) for place, words, confidence in parameters(facts)]
    yield from found
    if not found:
        yield against(REPOSITORY, "no call that records a run's settings was found")
