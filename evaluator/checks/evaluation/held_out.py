"""Was the score taken on rows the model never saw?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.scoring import certainty, scorings
from evaluator.checks.selectors.splits import Split, splits
from evaluator.model.place import REPOSITORY
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts


def scored_on_held_out(facts: Facts) -> Iterator[Evidence]:
    """The score is taken on held-out rows.

    Why: Only rows the model has never seen tell how it will do tomorrow.
    Fix: Compute the metric on `X_test, y_test` (or on validation folds), and report that number, not the training score.
    Ask: Which rows is your headline number computed on?
    Not for: clustering, library, rl
    """
    found = list(splits(facts))
    told = [_told(facts, call, found) for call in scorings(facts)]
    shares = [split for split in found if split.kind in ("share", "cross-validation")]
    firm = [each for each in told if each and each.supports and each.confidence == "high"]
    firm += [supports(split.call.at, split.how) for split in shares]
    doubtful = [each for each in told if each and each.supports and each.confidence == "low"]
    wrong = [each for each in told if each and not each.supports]
    yield from firm or doubtful or wrong
    if firm or doubtful or wrong:
        return
    if not found:
        yield against(REPOSITORY, "no rows are held out, so no score can stand on them")
    elif any(True for _ in scorings(facts)):
        yield supports(next(iter(scorings(facts))).at, "a score is computed; on which rows was not followed", "low")
    else:
        yield against(REPOSITORY, "rows are held out; a metric computed on them was not found", "low")


def _told(facts: Facts, call: Call, found: list[Split]) -> Evidence | None:
    """What the rows of one score are, by the parts that feed it."""
    if call.means("cross-validate"):
        return supports(call.at, f"{call.method} scores on folds", certainty(facts, call))
    fed = {each.number for each in facts.graph.upstream(_rows(call))} | _rows(call)
    tests = {number for split in found for number in _test_part(split)}
    trains = {number for split in found for number in split.train}
    if fed & tests:
        return supports(call.at, f"{call.method} stands on rows that were held out", certainty(facts, call))
    if not fed & trains:
        return None
    return against(call.at, f"{call.method} stands on the rows the model was fitted on", "high" if _rows(call) & trains else "low")


def _rows(call: Call) -> set[int]:
    """The nodes of the rows a score is given; of a metric, the truth alone, since the answer is also fed by the fit."""
    given = [argument for argument in call.arguments if argument.inputs]
    named = [argument for argument in given if argument.name in ("y_true", "y", "labels", "X")]
    rows = named or given[:1] if call.means("metric") else given
    return {number for argument in rows for number in argument.inputs}


def _test_part(split: Split) -> tuple[int, ...]:
    return split.test or ((split.call.number,) if split.kind in ("files", "published") else ())
