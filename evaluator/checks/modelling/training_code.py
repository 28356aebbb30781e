"""Can the model be trained from code, not from memory?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.entries import started_by, started_training, unstarted
from evaluator.checks.selectors.handed import handed
from evaluator.checks.selectors.outside import elsewhere, given
from evaluator.checks.selectors.own_steps import own_steps, steps_told
from evaluator.checks.selectors.scoring import is_stopped
from evaluator.checks.selectors.shelled import in_notebooks, in_stages
from evaluator.checks.selectors.switched import OFF, is_switched_off
from evaluator.checks.selectors.traces import missing
from evaluator.checks.selectors.training import has_steps, is_gradient, trainings, updates
from evaluator.checks.selectors.trial import settled
from evaluator.model.place import REPOSITORY
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.own_steps import Learned
    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence


def model_is_trained(facts: Facts) -> Iterator[Evidence]:
    """A model is trained in the code.

    Why: Training is the part of the work that the title promises.
    Fix: Fit a model on your own data, a simple one first.
    Ask: What does this model learn that a rule of thumb does not know?
    Not for: llm-app, library
    """
    found = list(trainings(facts))
    yield from settled(facts, (_trained(facts, call) for call in found))
    elsewhere = [*in_stages(facts), *in_notebooks(facts)]
    for place, words in elsewhere:
        yield supports(place, words)
    others = [] if found or elsewhere else [*steps_told(facts), *_on_folds(facts)]
    yield from settled(facts, (supports(*each) for each in others))
    if not found and not elsewhere and not others:
        yield against(REPOSITORY, "no call that trains a model was found")


def _on_folds(facts: Facts) -> Iterator[tuple[Location, str, Confidence]]:
    """Models that are fitted once for each fold, scored, and not kept."""
    return ((call.at, f"{call.method} fits a model on each fold", "high") for call in facts.calls_to("cross-validate"))


def _trained(facts: Facts, call: Call) -> Evidence:
    """What is said of a call that trains; gradients alone may explain or measure a model."""
    code = facts.code_at(call.path)
    if is_gradient(call) and code is not None and not has_steps(code):
        return supports(call.at, f"{call.method} computes gradients; that the weights are changed by them was not seen", "low")
    words = "a function is told how it changes the weights" if updates(call) else f"{call.method} trains a model"
    off = is_switched_off(facts, call)
    return supports(call.at, words + OFF * off, "low" if off or is_stopped(facts, call) else "high")


def training_is_scripted(facts: Facts) -> Iterator[Evidence]:
    """Training can be started from a script.

    Why: What runs from a command can be scheduled, repeated and reviewed; cells run by hand cannot.
    Fix: Move the training cells into `train.py` with a `main()` and start it with `python train.py`.
    Ask: How would a colleague train this model tonight?
    Not for: llm-app, library
    """
    found = [supports(*each) for each in started_training(facts)] + [supports(*each) for each in in_stages(facts)]
    yield from found
    if not found:
        shelled = [place for place, _ in in_notebooks(facts)]
        begun = unstarted(facts)
        by_hand = [] if begun or shelled else list(own_steps(facts))
        if begun is not None:
            yield against(*begun)
        elif by_hand:
            yield _by_hand(facts, by_hand)
        elif shelled:
            yield against(shelled[0], "training is started only in a notebook, from no script")
        else:
            yield against(REPOSITORY, "no training was found that a script starts")


def _by_hand(facts: Facts, learned: list[Learned]) -> Evidence:
    """What is said of learning written out by hand: how a script comes to it, or that this was not seen."""
    for each in learned:
        how = started_by(facts, each.near) if each.near is not None else ""
        if how:
            return supports(each.at, f"{how}; the steps are written out by hand")
    return against(learned[0].at, "learning is written out by hand here; nothing was seen in the tree that a script starts it by", "low")


def training_parameterised(facts: Facts) -> Iterator[Evidence]:
    """The training takes its data and settings from outside.

    Why: What can be started with other data and other settings can be repeated, scheduled and searched.
    Fix: Let `train.py` take the data path and the main settings as options, or read them from one settings file.
    Ask: How do I train on another file with half the learning rate?
    Not for: llm-app, library
    """
    found = list(given(facts))
    yield from settled(facts, (supports(*each) for each in found))
    if found or (first := next(trainings(facts), None)) is None:
        return
    where = f"{first.path}, cell {first.cell}" if first.cell else f"{first.path}, line {first.line}"
    if (aside := elsewhere(facts)) is not None:
        yield against(aside, f"settings are taken from outside here; that they reach the training ({where}) was not seen", "low")
    elif (told := handed(facts)) is not None:
        yield against(*told, "low")
    elif next(iter((*in_stages(facts), *in_notebooks(facts))), None) is not None:
        yield against(REPOSITORY, "what the program that trains takes from outside was not seen", "low")
    else:
        yield missing(
            facts, f"the training ({where}) takes no data or settings from outside: no options, settings file or variable for it was found"
        )
