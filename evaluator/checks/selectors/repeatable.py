"""Whether the same rows fall into the same part each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.chance import is_drawn_once, started_with
from evaluator.checks.selectors.files import behind
from evaluator.checks.selectors.parted import is_drawn
from evaluator.checks.selectors.seeds import seeded
from evaluator.checks.selectors.splits import Split, splits
from evaluator.checks.selectors.validation import GIVEN_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location

ANEW = "a new order is drawn each time the rows are read, so they change from part to part; `reshuffle_each_iteration=False` holds them"
_STREAM = "tensorflow.data.Dataset.shuffle"
_NEAR = 8
_SHUFFLES = frozenset({"permutation", "shuffle", "randperm", "sample"})
_SORTS = frozenset({"sort_values", "sort_index", "sort", "sorted", "argsort"})
_RANDOM_FOLDS = ("Shuffle", "StratifiedShuffle", "GroupShuffle", "Repeated")


def repeatability(facts: Facts) -> Iterator[tuple[Split, str]]:
    """Each split with how the same rows fall into the same part each time; "" where nothing says so."""
    drawn = any(split.kind in ("call", "folds", "cross-validation") for split in splits(facts))
    given = {call.number for call, _ in seeded(facts)}
    for split in splits(facts):
        writer = _writer(facts, split)
        elsewhere = writer is not None and writer.call.path != split.call.path
        if drawn and not elsewhere and split.kind in ("files", "loaders", "published"):
            continue  # the project draws parts itself; these may be the ones it wrote
        how = _how(facts, writer or split, given)
        if how is None or (not how and split.call.method == "SubsetRandomSampler"):
            continue  # a seed is set that may or may not meet this split; a sampler draws the order within a part
        if how and writer is not None:
            how = f"this part is written by {writer.call.path}: {how}"
        if not (drawn and split.kind == "share" and _has_given_rows(split.call)):
            yield split, how


def _has_given_rows(call: Call) -> bool:
    """Whether rows for validation are handed over, and no share of the training rows."""
    return any(call.argument(name) for name in GIVEN_ROWS)


def _are_drawn(facts: Facts, call: Call) -> bool:
    """Whether folds are shuffled: by the call, or where the folds that it is given or belongs to are made."""
    made = _makers(facts, call)
    told = any(argument.name == "shuffle" and argument.constant is True for each in made for argument in each.arguments)
    makers = [each.name for each in made if each.kind == "call"]
    return told or any(name.startswith("pyspark.") or name.rsplit(".", 2)[-2:][0].startswith(_RANDOM_FOLDS) for name in makers)


def _makers(facts: Facts, call: Call) -> list[Call]:
    """A call on folds, and what makes the folds: what it is called on, what it or that is given as `cv`."""
    found = [call]
    of_rows = {number for argument in call.arguments for number in argument.inputs}
    for each in found:
        given = [number for argument in each.arguments if argument.name == "cv" for number in argument.inputs]
        near = [
            facts.graph.calls[number]
            for number in (*(set(each.inputs) - of_rows if each is call else ()), *given)
            if number in facts.graph.calls
        ]
        near += [far for maker in near if maker.kind != "call" for far in facts.graph.upstream(maker, most=_NEAR)]
        found += [maker for maker in near if maker not in found]
    return found


def drawn_at(facts: Facts, split: Split) -> Location:
    """Where the way in which rows are drawn is told: what makes the folds, or the search that cuts them; else the split itself."""
    if split.kind not in ("folds", "cross-validation"):
        return split.call.at
    made = [each for each in _makers(facts, split.call) if each.kind == "call"]
    told = [each for each in made if _tells_how(each)] or [each for each in made if each.argument("cv")]
    return (told or [split.call])[-1].at


def _tells_how(call: Call) -> bool:
    """Whether a call says by which seed, in which order or into how many parts rows are drawn."""
    return any(call.argument(name) is not None for name in ("random_state", "shuffle", "seed", "n_splits", "numFolds"))


def _writer(facts: Facts, split: Split) -> Split | None:
    """The split of the project's own that made a part which is read from a file."""
    if split.kind != "files":
        return None
    before = {call.number for call in behind(facts, (split.call.number,))}
    return next((each for each in splits(facts) if each.kind in ("call", "folds") and each.call.number in before), None)


def _how(facts: Facts, split: Split, given: set[int]) -> str | None:
    """How the same rows fall into the same part, "" where they do not, None where that was not followed."""
    call = split.call
    if split.kind in ("folds", "cross-validation"):
        made = _makers(facts, call)
        if {each.number for each in made} & given and _are_drawn(facts, call):
            return "the folds are given a seed"
        if any((shuffle := each.argument("shuffle")) is not None and not shuffle.is_constant for each in made):
            return None
        return _of_program(facts, call) if _are_drawn(facts, call) else "folds are cut in order"
    before = [call, *facts.graph.upstream(call, most=200)]
    shuffled = _is_shuffled(facts, split, before)
    if given & {each.number for each in before} and (shuffled or split.kind != "slices"):
        return "the split is given a seed"
    return (_unshuffled(split, shuffled) if not shuffled or split.kind != "slices" else "") or _of_program(facts, call)


def _of_program(facts: Facts, call: Call) -> str | None:
    """Whether rows are drawn once for all, or a seed is set for the program that draws them; None where that was not followed."""
    if is_drawn_once(facts, call):
        return "rows are drawn once, and the parts are kept in files"
    seeded_all = started_with(facts, call)
    return None if seeded_all is None else "a seed is set for the whole program" if seeded_all else ""


def shuffled_anew(facts: Facts, split: Split) -> Call | None:
    """What draws the order of a stream anew in each round before its rows are parted, as `tf.data.Dataset.shuffle` does by itself."""
    if split.kind != "slices":
        return None
    before = facts.graph.upstream(split.data, most=_NEAR)
    drawn = [call for call in before if call.name == _STREAM]
    return next((call for call in drawn if call.constant("reshuffle_each_iteration") is not False), None)


def _is_shuffled(facts: Facts, split: Split, before: list[Call]) -> bool:
    """Whether the last thing done to the order of rows is to draw it, also in place: `random.shuffle(indices)`."""
    if split.kind == "condition" and is_drawn(facts, split.train):
        return True
    ordered = next((each for each in before if each.kind == "call" and each.method in _SHUFFLES | _SORTS), None)
    users = (facts.graph.calls[each] for number in split.data for each in facts.graph.consumers.get(number, ()))
    in_place = any(each.method == "shuffle" and not each.used and each.number < split.call.number for each in users)
    return in_place or (ordered is not None and ordered.method in _SHUFFLES)


def _unshuffled(split: Split, shuffled: bool) -> str:
    """How the rows of a split stand still without a seed, "" when they do not."""
    call = split.call
    if split.kind == "condition":
        return "" if shuffled else "rows are parted by what they hold"
    if split.kind in ("slices", "files", "published", "loaders"):
        return "rows are cut by their order" if split.kind == "slices" else "the data come in parts"
    if call.constant("shuffle") is False or call.means("time-split") or (split.kind == "share" and call.argument("validation_split")):
        return "rows are not shuffled before the cut"
    return "the part is given, not drawn" if split.kind == "share" and _has_given_rows(call) else ""
