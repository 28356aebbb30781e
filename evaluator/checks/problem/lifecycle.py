"""Does one thread run from raw data to something that predicts?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.scoring import scorings
from evaluator.checks.selectors.training import trainings
from evaluator.checks.selectors.unrunnable import all_stopped, asking_handlers, faults, looked_at, unanswering
from evaluator.model.place import REPOSITORY
from evaluator.model.result import against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence, Evidence


def entry_path_sound(facts: Facts) -> Iterator[Evidence]:
    """What is started can run: its names, modules and files exist.

    Why: A script that stops at its first missing name was not run since it was last changed.
    Fix: Run every entry point from a fresh clone, and add the import, file or name it stops at.
    Ask: When did you last start this from a fresh clone?
    """
    starts, reached = looked_at(facts)
    found = faults(facts)
    yield from (against(each.at, each.note, "high" if each.firm else "low") for each in found)
    if starts and not found:
        yield supports(
            REPOSITORY,
            f"looked at {len(starts)} entry point{'s' * (len(starts) != 1)} and the {len(reached)} functions reached:"
            " no undefined name, absent module or renamed file was found",
        )


def training_can_start(facts: Facts) -> Iterator[Evidence]:
    """Something that trains can be started as the tree stands.

    Why: Where every way to the training stops at an import, no number of the project can be had again.
    Fix: Start the training from a fresh clone, and mend the line at which it stops.
    Ask: When was this model last trained from what is committed here?
    Not for: llm-app, library
    """
    yield from _one_can_run(facts, list(trainings(facts)), "training")


def score_can_be_taken(facts: Facts) -> Iterator[Evidence]:
    """Something that scores a model can run as the tree stands.

    Why: A score that nobody can take again is a claim.
    Fix: Score the model from a fresh clone, and mend the line at which that stops.
    Ask: When did you last take this score from what is committed here?
    Not for: library
    """
    taught = list(trainings(facts))
    learns = bool(taught) and all_stopped(facts, taught) is None  # what can be trained may be scored by hand, beside the calls known here
    yield from _one_can_run(facts, list(scorings(facts)), "score", "low" if learns else "high")


def _one_can_run(facts: Facts, calls: list[Call], what: str, sure: Confidence = "high") -> Iterator[Evidence]:
    """Whether one of some calls can run, as far as the tree tells."""
    stopped = all_stopped(facts, calls)
    if stopped is not None:
        call, fault = stopped
        note = f"{fault.note}; every {what} that was found comes to such a stop, as in {call.path}, line {call.line}"
        yield against(fault.at, note if sure == "high" else f"{note}; a training was found that can run", sure)
    elif calls:
        yield supports(calls[0].at, f"nothing was found that stops every way to a {what}")


def service_can_answer(facts: Facts) -> Iterator[Evidence]:
    """A service or demo that asks a model can run to its answer as the tree stands.

    Why: A service that stops on its way to the model answers nobody.
    Fix: Ask the service one question from a fresh clone, and mend the line at which it stops.
    Ask: What did this service answer when you last asked it?
    Not for: library
    """
    asking = asking_handlers(facts)
    stopped = unanswering(facts, asking)
    if stopped is not None:
        yield against(stopped.at, f"{stopped.note}; every service or demo that was seen to ask a model comes to such a stop")
    elif asking:
        yield supports(asking[0].at, "nothing was found that stops every service or demo on its way to the model")
