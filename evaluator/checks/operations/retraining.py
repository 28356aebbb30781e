"""How does the next model come about?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.flows import orchestrated, scheduled
from evaluator.checks.selectors.having import having
from evaluator.checks.selectors.making import maker_of, trains_unseen
from evaluator.checks.selectors.next_model import missing_command, next_models
from evaluator.checks.selectors.promoting import gated
from evaluator.checks.selectors.traces import missing
from evaluator.checks.selectors.triggers import triggered
from evaluator.model.place import REPOSITORY
from evaluator.model.result import against

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts
    from evaluator.model.result import Evidence

MOST = 3


def retraining_orchestrated(facts: Facts) -> Iterator[Evidence]:
    """Retraining is a flow of steps.

    Why: A flow says which step failed, tries it again, and keeps what each step gave.
    Fix: Make the steps from data to saved model stages of a `dvc.yaml`, or tasks of one flow (Prefect, Airflow, Kubeflow).
    Ask: What happens when the third step of your retraining fails?
    Not for: library
    """
    if maker_of(facts).trains:
        yield from having(orchestrated(facts), "no flow or pipeline of stages that trains was found", most=MOST)


def retraining_scheduled(facts: Facts) -> Iterator[Evidence]:
    """A schedule starts training.

    Why: A model that is trained again only when somebody remembers grows old unseen.
    Fix: Start your training from a schedule: `cron` in a workflow, a schedule of the flow's deployment, or a CronJob.
    Ask: How old may the model in use become?
    Not for: library
    """
    if maker_of(facts).trains:
        yield from having(scheduled(facts), "no schedule that starts training was found", most=MOST)


def retraining_one_command(facts: Facts) -> Iterator[Evidence]:
    """One command makes the next model.

    Why: A model that takes an afternoon of steps is trained again too late, or wrongly.
    Fix: Give the one command that reads the data, trains, evaluates and saves the model: a target `train`, `dvc repro`, a flow.
    Ask: What do you type to get the next model, and where does it land?
    Not for: library
    """
    maker = maker_of(facts)
    if maker.trains:
        found = list(next_models(facts))
        nothing, sure = missing_command(facts) if not found else ("", "high")
        yield from having(found, nothing, sure, MOST)
    elif any(facts.calls_to("model.load")):
        nothing = "no command that trains the next model was found"
        yield against(REPOSITORY, nothing, "low") if trains_unseen(facts) else missing(facts, nothing, of_training=True)


def retraining_triggered(facts: Facts) -> Iterator[Evidence]:
    """Training starts by itself when something has changed.

    Why: New data or a worse model are better seen by a program than by whoever looks at last.
    Fix: Let the measure of drift or of quality start the training when it passes a threshold, or new data start a workflow.
    Ask: What would have to happen for a new model to be trained tonight?
    Not for: library
    """
    if maker_of(facts).trains:
        yield from having(triggered(facts), "nothing that starts training when data or quality change was found", most=MOST)


def promotion_gated(facts: Facts) -> Iterator[Evidence]:
    """A new model replaces the one in use only if it is no worse.

    Why: A bad night's data should not become everybody's model by morning.
    Fix: Score the new model and the one in use on the same rows, and move the alias or file only if the new one is better.
    Ask: When did a new model last fail to replace the old one?
    Not for: library
    """
    if maker_of(facts).trains:
        nothing = "no comparison that a new model must pass before it replaces the one in use was found"
        yield from having(gated(facts), nothing, most=MOST)
