"""Does the candidate understand what optimisation is doing?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.both_parts import losses_of_both
from evaluator.checks.selectors.loops import said_of_loops
from evaluator.checks.selectors.objectives import of_estimators, of_networks
from evaluator.checks.selectors.traces import having_or_asking
from evaluator.checks.selectors.training import positional, trainings
from evaluator.checks.selectors.trial import settled
from evaluator.checks.selectors.watched import perhaps, trained_in_rounds, watched
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

_NEAR = 8
# Names that speak of a loss on rows that were set apart.
LOSSES = regex(
    r"(?:^|[_/])(?:val|valid|validation|test|eval|dev)[_/]?(?:\w{1,12}_)?loss(?:es)?(?:$|_)|(?:^|_)history(?:$|_)|loss_?(?:curve|plot|history)|learning_?curve"
)


def objective_fits_task(facts: Facts) -> Iterator[Evidence]:
    """Loss, output and labels agree.

    Why: A loss that is given what it does not take still goes down; it only learns more slowly, or something else.
    Fix: Give `CrossEntropyLoss` scores without a softmax; pair softmax with categorical, sigmoid with binary, linear with squared loss.
    Ask: What does your loss expect from the last layer?
    Not for: llm-app, library
    """
    networks = list(of_networks(facts))
    found = [*networks, *of_estimators(facts)]
    yield from settled(facts, found)
    first = None if networks else trained_in_rounds(facts)
    if not found and first is None:
        # groups of rows are found without answers: there is nothing that a loss could disagree with
        first = next((call for call in trainings(facts) if not _finds_groups(facts, call)), None)
    if first is not None:
        yield against(first.at, "whether the loss agrees with the model's output could not be told", "low")


def _finds_groups(facts: Facts, call: Call) -> bool:
    """Whether what is fitted looks for groups, by itself or inside what tries several numbers of them."""
    if call.means("clustering") or (call.method == "fit_predict" and positional(call) == 1):
        return True
    return any(each.means("clustering") for each in facts.graph.upstream(call.receiver or call.inputs, most=_NEAR))


def training_loop_correct(facts: Facts) -> Iterator[Evidence]:
    """A training loop that is written out clears gradients, switches modes and steps its schedules.

    Why: Each of these is one line, and without it the training still runs, on wrong gradients or with layers in the wrong mode.
    Fix: Call `zero_grad()` at each step, `model.eval()` and `torch.no_grad()` before scoring, and `scheduler.step()` once an epoch.
    Ask: What would happen to your validation score without `model.eval()`?
    Not for: llm-app, library
    """
    yield from settled(facts, said_of_loops(facts))


def training_watched(facts: Facts) -> Iterator[Evidence]:
    """The loss on training rows and on validation rows are both watched while a model trains.

    Why: Two curves show in one look whether to train longer, stop earlier or change the model; one curve shows only that it learns.
    Fix: Log or plot the loss on training rows and on validation rows after each epoch, in one figure.
    Ask: At which epoch do the two curves part?
    Not for: rl, llm-app, library, clustering
    """
    found = [*watched(facts), *losses_of_both(facts)]
    if any(sure == "high" for _, _, sure in found) or trained_in_rounds(facts) is not None:
        missing = "no losses were found that are told for training rows and for validation rows"
        named = any("val_loss" in value for each in (*facts.settings, *facts.manifests) for _, value, _ in each.source.values)
        if not found and (told := perhaps(facts)) is not None:
            yield against(told, "a loss is told here beside another value; whether that is the loss of other rows could not be told", "low")
        else:
            yield from settled(facts, having_or_asking(facts, found, missing, LOSSES, firm=not named))
