"""Can I see what was tried, and which artefact came of it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    found = [call for call in facts.calls_to("track.metric", "track.autolog") if call.kind == "call"]
    for call in found:
        yield supports(call.at, f"{call.method} records a run's metrics")
    reported = [] if found else list(_reported(facts))
    yield from reported
    if not found and not reported:
        yield against(REPOSITORY, "no call that records a run's metrics was found (MLflow, W&B, TensorBoard, an own log)")


def _reported(facts: Facts) -> Iterator[Evidence]:
    """Trainers told to report: `report_to="wandb"`, `logger=WandbLogger(...)`."""
    for code in facts.product:
        for call in code.calls:
            argument = call.argument("report_to")
            told = [argument.constant, *argument.items] if argument else []
            name = next((each for each in told if isinstance(each, str) and each != "none"), None)
            if name:
                yield supports(call.at, f"runs are reported to {name}")
