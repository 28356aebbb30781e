"""Can I see what was tried, and which artefact came of it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.having import having
from evaluator.checks.selectors.kept_runs import run_metrics
from evaluator.checks.selectors.published import published
from evaluator.checks.selectors.registered import registered
from evaluator.checks.selectors.seeming import seeming
from evaluator.checks.selectors.tracking import kept, kept_once, parameters, tracked
from evaluator.checks.selectors.training import asks_only, trainings
from evaluator.checks.selectors.versioned import versioned
from evaluator.model.result import against

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence, Evidence


MOST = 4


def runs_tracked(facts: Facts) -> Iterator[Evidence]:
    """Training runs are recorded with their metrics.

    Why: A team must see what was tried before it tries again.
    Fix: Log parameters and the validation metric of every run with MLflow or a CSV of your own.
    Ask: Which experiment surprised you, and where can I see it?
    Not for: library
    """
    found = (*tracked(facts), *_traced(facts))
    if not found and asks_only(facts):
        return
    own = None if found else kept_once(facts)
    if own is not None:
        firm = own[1] == "high" and not any(parameters(facts))
        words = "which the next run writes anew" if firm else "and whether each run keeps its own is not seen"
        yield against(own[0], f"metrics go to a file of one's own, {words}; no call of a tracker was found", "high" if firm else "low")
        return
    yield from having(found, "no call that records a run's metrics with a tracker was found (MLflow, W&B, TensorBoard and the like)")


def metrics_logged(facts: Facts) -> Iterator[Evidence]:
    """The metrics of a run are written where they stay.

    Why: A number that was only printed is gone when the terminal is closed.
    Fix: Write the metrics of each run to `metrics.json` or to a tracker.
    Ask: What was the score of the run before last?
    Not for: library
    """
    found = (*tracked(facts), *kept(facts), *run_metrics(facts)) or tuple(seeming(facts))
    if found or not asks_only(facts):
        yield from having(found, "no metric that is written to a file or a tracker was found")


def parameters_logged(facts: Facts) -> Iterator[Evidence]:
    """The settings of a run are recorded beside its metrics.

    Why: A score without its settings cannot be had again.
    Fix: Call `mlflow.log_params(...)`, or give `wandb.init` your `config`, before training starts.
    Ask: With which settings was the model trained that you serve?
    Not for: library
    """
    found = tuple(parameters(facts))
    if found or not asks_only(facts):
        yield from having(found, "no call that records a run's settings was found")


def artefacts_versioned(facts: Facts) -> Iterator[Evidence]:
    """Models and data are kept in versions that can be told apart.

    Why: A score belongs to one model file and one state of the data; who cannot name them cannot have it again.
    Fix: Log the model with its run (`log_model`, `wandb.Artifact`), or keep models and data with DVC or Git LFS and a remote.
    Ask: Which file is the model behind your best score, and from which data was it made?
    Not for: library
    """
    found = tuple(versioned(facts))
    if found or any(trainings(facts)):
        yield from having(
            found, "no pointer of DVC or Git LFS, no model or data logged with a run, and no push to a hub was found", most=MOST
        )


def model_registered(facts: Facts) -> Iterator[Evidence]:
    """Trained models are entered in a registry.

    Why: A registry says which version serves today, which run it came of, and which one to go back to.
    Fix: Register the best run's model (`mlflow.register_model`, a W&B registry) and load it by name and stage or alias where you serve.
    Ask: How do I find out which model is in production, and how do I go back to the one before?
    Not for: library
    """
    found = tuple(registered(facts))
    if found or any(trainings(facts)):
        yield from having(found, "no call or command that enters a model in a registry was found", most=MOST)


def runs_published(facts: Facts) -> Iterator[Evidence]:
    """The runs can be looked at by a reader.

    Why: A link to the runs shows what was tried and how training went, without anything to install.
    Fix: Link the public project or a report of your tracker (W&B, DagsHub, Comet, Neptune) in the README.
    Ask: Where can I look at the curves of your runs?
    Not for: library
    """
    found = tuple(published(facts))
    if found or any(trainings(facts)):
        yield from having(found, "no link to a page that shows the project's runs was found", most=MOST)


def _traced(facts: Facts) -> Iterator[tuple[Location, str, Confidence]]:
    """What a project that only asks sends to a tracer of its questions and answers."""
    calls = facts.calls_to("llm.trace") if asks_only(facts) else ()
    yield from (
        (call.at, f"{call.method} records what the language model is asked and answers", "high") for call in calls if call.kind == "call"
    )
