"""Can the model be trained from code, not from memory?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.shelled import in_notebooks, in_stages
from evaluator.checks.selectors.training import started_training, trainings
from evaluator.model.place import REPOSITORY
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts


def model_is_trained(facts: Facts) -> Iterator[Evidence]:
    """A model is trained in the code.

    Why: Training is the part of the work that the title promises.
    Fix: Fit a model on your own data, a simple one first.
    Ask: What does this model learn that a rule of thumb does not know?
    Not for: llm-app, library
    """
    found = [(call.at, f"{call.method} trains a model") for call in trainings(facts)]
    found += [*in_stages(facts), *in_notebooks(facts)]
    for place, words in found:
        yield supports(place, words)
    if not found:
        yield against(REPOSITORY, "no call that trains a model was found")


def training_is_scripted(facts: Facts) -> Iterator[Evidence]:
    """Training can be started from a script.

    Why: What runs from a command can be scheduled, repeated and reviewed; cells run by hand cannot.
    Fix: Move the training cells into `train.py` with a `main()` and start it with `python train.py`.
    Ask: How would a colleague train this model tonight?
    Not for: llm-app, library
    """
    found = [*((call.at, how) for call, how in started_training(facts)), *in_stages(facts)]
    for place, how in found:
        yield supports(place, how)
    if not found:
        trained = [*(call.at for call in trainings(facts)), *(place for place, _ in in_notebooks(facts)), REPOSITORY][0]
        where = f"only in {trained.path}" if trained.path else "nowhere"
        yield against(trained, f"training is started {where}, from no script")
