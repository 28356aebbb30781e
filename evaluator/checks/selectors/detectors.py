"""Training by one call of a detector's library: it measures on validation rows after each epoch and keeps the best weights by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.called import asleep
from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.standing import FOREIGN
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

_WHOLE = "model.train-whole"
_OWN_WEIGHTS = regex(r"(?:^|/)runs/|(?:^|/)(?:best|last)\.\w{1,8}$")
_LIMITS = frozenset(
    {"patience", "dropout", "weight_decay", "mosaic", "mixup", "degrees", "fliplr", "flipud", "hsv_h", "label_smoothing", "freeze"}
)


@once
def whole_trainings(facts: Facts) -> Iterator[Call]:
    """Calls that train a detector from beginning to end."""
    yield from (call for call in facts.calls_to(_WHOLE) if call.kind == "call" and not asleep(facts, call))


def whole(facts: Facts, words: str) -> Iterator[Found]:
    """The same, with what each does by itself."""
    yield from ((call.at, f"{call.method} {words}", "high") for call in whole_trainings(facts))


def limited(facts: Facts) -> Iterator[Found]:
    """Those that are told how to hold the detector back."""
    for call in whole_trainings(facts):
        names = [argument.name for argument in call.arguments if argument.name in _LIMITS and argument.constant not in (0, 0.0, False)]
        if names:
            yield call.at, f"{', '.join(names[:3])} {'is' if len(names) == 1 else 'are'} given to {call.method}", "high"


def parts_in_files(facts: Facts) -> Iterator[Found]:
    """Settings files that name a part to train on and one to validate on, and that such a training is given."""
    given = {str(call.constant("data", 0)).rpartition("/")[2] for call in whole_trainings(facts)}
    for declared in (*facts.settings, *facts.manifests) if given else ():
        lines = {key: line for key, value, line in declared.source.values if key in ("train", "val", "test") and value}
        if {"train", "val"} <= lines.keys() and declared.role not in FOREIGN and declared.path.rpartition("/")[2] in given:
            yield Location(declared.path, lines["val"]), "names the rows to validate on apart from those to train on", "high"


def measured_on_validation(facts: Facts) -> Iterator[Found]:
    """Trainings whose measures stand on rows that a file of the tree names for validation; a question where no file was found."""
    named = next(parts_in_files(facts), None)
    for call in whole_trainings(facts):
        if named is not None:
            yield call.at, f"{call.method} measures on the rows for validation that {named[0].path.rpartition('/')[2]} names", "high"
        else:
            yield call.at, f"{call.method} measures on the rows for validation; which these are was not seen", "low"


def weights_again(facts: Facts) -> Iterator[Call]:
    """Models made of weights that such a training leaves, by the path."""
    if next(whole_trainings(facts), None) is not None:
        for call in facts.calls_to("model.pretrained"):
            first = next((argument.constant for argument in call.arguments[:1] if isinstance(argument.constant, str)), "")
            if call.kind == "call" and _OWN_WEIGHTS.search(first.replace("\\", "/")):
                yield call
