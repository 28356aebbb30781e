"""Was the score taken on rows the model never saw?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.best_rounds import by_rounds
from evaluator.checks.selectors.called import awake
from evaluator.checks.selectors.detectors import measured_on_validation
from evaluator.checks.selectors.handed_scores import handed_scores
from evaluator.checks.selectors.having import having
from evaluator.checks.selectors.judged import choices, is_last, test_scores
from evaluator.checks.selectors.kept_apart import named_slices, question_sets
from evaluator.checks.selectors.last_looks import last_looks
from evaluator.checks.selectors.picked_runs import ordered_by_test, picked_runs
from evaluator.checks.selectors.questioned import compared, scored_on_questions
from evaluator.checks.selectors.scored import Score, scores, stands_on_test
from evaluator.checks.selectors.scoring import certainty
from evaluator.checks.selectors.shelled import in_notebooks, in_stages
from evaluator.checks.selectors.splits import Split, splits
from evaluator.checks.selectors.told_choices import told_choices
from evaluator.checks.selectors.traces import missing
from evaluator.checks.selectors.training import asks_only
from evaluator.checks.selectors.validation import validation_parts
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.judged import Choice
    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence

MOST = 3
HELD_OUT = regex(
    r"^[xy]_?(?:test|val|valid)$|(?:^|_)(?:test|val|valid|validation|eval|holdout)_?(?:set|split|data|dataset|df|loader"
    r"|size|share|rows)(?:_path|_dir|_file)?$"
)
FARTHEST = 300
APART = regex(r"(?:^|[^a-z])(?:test|hold_?out|valid|val|eval|dev|oof|oob|unseen)(?:ing|ation|uation)?(?:[^a-z]|$)")


def scored_on_held_out(facts: Facts) -> Iterator[Evidence]:
    """The score is taken on held-out rows.

    Why: Only rows the model has never seen tell how it will do tomorrow.
    Fix: Compute the metric on `X_test, y_test` (or on validation folds), and report that number, not the training score.
    Ask: Which rows is your headline number computed on?
    Not for: clustering, library, rl
    """
    found = list(splits(facts))
    told = awake(facts, (_told(facts, score, found) for score in scores(facts)))
    firm = [each for each in told if each.supports and each.confidence == "high"]
    firm += [supports(split.call.at, split.how) for split in found if split.kind in ("share", "cross-validation")]
    doubtful = [each for each in told if each.supports]
    if not firm:
        firm = [supports(place, words) for place, words, sure in handed_scores(facts) if sure == "high"][:MOST]
    asked = [] if found or firm else [*scored_on_questions(facts), *measured_on_validation(facts)]
    if asked:
        yield from having(asked, "", most=MOST)
    elif not found and not firm:
        yield _none_held_out(facts)
    elif told or firm:
        yield from firm or doubtful[:MOST] or told
    else:
        yield supports(found[0].call.at, "rows are held out; what scores them could not be told", "low")


def test_used_once(facts: Facts) -> Iterator[Evidence]:
    """The test part judges once, after the last choice.

    Why: A score on rows that helped to choose the model is a little too good, and nobody knows by how much.
    Fix: Split three ways, choose everything on validation or folds, and score the test part in one last step.
    Ask: Which of your choices would have been another one had you not seen the test score?
    Not for: clustering, library, rl
    """
    if asks_only(facts):
        yield from _asked_again(facts)
        return
    made = [evidence for each in [*choices(facts), *by_rounds(facts), *picked_runs(facts)][:MOST] for evidence in _chosen(each)]
    said = "the text says that the model is chosen by its score on the test part"
    yield from made or [against(at, said) for at in told_choices(facts)][:MOST] or _unknown(facts)


def _asked_again(facts: Facts) -> Iterator[Evidence]:
    """Of a project that only asks: a question where several ways of asking are scored on kept questions."""
    first = next(compared(facts), None) if next(scored_on_questions(facts), None) is not None else None
    if first is not None:
        note = "several ways are scored on the kept questions; whether others were kept for the last score could not be told"
        yield against(first.call.at, note, "low")


def _chosen(each: Choice) -> Iterator[Evidence]:
    """Both places of a choice on test rows: where it is made, and where the same rows judge."""
    where = f"{each.score.path}:{each.score.line}" + (f", cell {each.score.cell}" if each.score.cell else "")
    then = "is that score" if each.by_it else "then scores on the same rows"
    yield against(each.at, f"{each.how}; {each.score.method} at {where} {then}")
    made = f"line {each.at.line}" + (f" of cell {each.at.cell}" if each.at.cell else "")
    yield against(each.score.at, f"{each.score.method} stands on test rows by which a choice was made at {made}")


def _unknown(facts: Facts) -> Iterator[Evidence]:
    """What can be said where no choice on test rows was followed: seldom more than a question."""
    scores = [call for call in test_scores(facts) if certainty(facts, call) == "high"]
    looks = scores or list(last_looks(facts))
    apart = next((each for each in validation_parts(facts) if each[2] == "high"), None)
    held = next(splits(facts), None)
    run = next(ordered_by_test(facts), None)
    if run is not None:
        note = f"a run is picked here by `{run[1]}`, by its name a score on the test part; what it was measured on could not be told"
        yield against(run[0].at, note, "low")
    elif looks and apart is not None:
        sure: Confidence = "high" if is_last(facts, looks, apart[0]) else "low"
        note = "the test part is scored here, and there are other rows for choices"
        yield supports(looks[0].at, note if sure == "high" else f"{note}; how often it was looked at could not be told", sure)
    elif scores:
        note = "the test part is scored; no other rows for choices were found, so it may have served for them too"
        yield against(scores[0].at, note, "low")
    elif held is not None:
        yield against(held.call.at, "rows are held out here; whether a test part is scored once, at the end, could not be told", "low")


def _none_held_out(facts: Facts) -> Evidence:
    """That no rows are held out; only a question where rows may be held out by a script from elsewhere, or were kept to ask by."""
    elsewhere = next(iter((*in_notebooks(facts), *in_stages(facts))), None)
    if elsewhere is not None:
        return against(elsewhere[0], "this trains by a program that is not in the tree; which rows it holds out was not seen", "low")
    questions = next(question_sets(facts), None)
    if questions is not None:
        return supports(questions, "questions with what they should find are kept; what is scored on them could not be told", "low")
    if (part := next(named_slices(facts), None)) is not None:
        return supports(part, "a part is cut off and named for a test or validation; what it is kept from could not be told", "low")
    return missing(facts, "no rows that are held out were found, so no score was seen to stand on such", HELD_OUT)


def _told(facts: Facts, score: Score, found: list[Split]) -> Evidence:
    """What the rows of one score are, by the parts that feed it; an accusation only where its truth is a training part itself."""
    call = score.call
    if call is not None and call.means("cross-validate"):
        return supports(score.at, f"{score.what} scores on folds", score.confidence)
    if held := stands_on_test(facts, score, found):
        return supports(score.at, f"{score.what} {held}", score.confidence)
    trained = score.rows and score.rows <= {number for split in found for number in split.train}
    if call is not None and (trained or _learned_from(facts, call, score.rows)) and not _kept_apart(facts, call):
        return against(score.at, f"{score.what} stands on the rows the model was fitted on")
    return supports(score.at, "a score is computed; on which rows could not be told", "low")


def _learned_from(facts: Facts, call: Call, rows: frozenset[int]) -> bool:
    """Whether the very rows that are scored were given to the fit of the model that answers."""
    fed = facts.graph.upstream(call.inputs, "estimator.fit", "model.train", most=FARTHEST) if rows else ()
    return any(rows <= {number for argument in fit.arguments for number in argument.inputs} for fit in fed if fit.kind == "call")


def _kept_apart(facts: Facts, call: Call) -> bool:
    """Whether a name beside a score speaks of rows kept apart, or its answers come from folds."""
    given = [number for argument in call.arguments for number in argument.inputs]
    near = [facts.graph.calls[number] for number in given if number in facts.graph.calls]
    names = [argument.text for argument in call.arguments] + [name for each in (call, *near) for name in each.targets]
    folded = any(each.means("cross-validate") for each in facts.graph.upstream(given, most=FARTHEST))
    return folded or any(APART.search(name.lower()) for name in names)
