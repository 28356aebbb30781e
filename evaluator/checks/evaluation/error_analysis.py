"""Do they know where the model fails?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.called import awake
from evaluator.checks.selectors.drawn import PREDICTED, beside_truth, left_over, overlaid
from evaluator.checks.selectors.having import firmest
from evaluator.checks.selectors.kept_runs import run_files
from evaluator.checks.selectors.mistakes import acted_on, observed
from evaluator.checks.selectors.prose import notebook_introductions
from evaluator.checks.selectors.scoring import answers, certainty, is_sample, shifted
from evaluator.checks.selectors.shown import is_shown
from evaluator.checks.selectors.slices import slices
from evaluator.checks.selectors.traces import missing
from evaluator.checks.selectors.worst import worst
from evaluator.checks.selectors.writings import unsaid
from evaluator.model.place import REPOSITORY
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.source import Statement

SOON = 2
MOST = 3
LONGEST = 80
# Subjects of commits that answer to mistakes of a model.
ACTED = regex(
    r"misclassif|error analysis|(?:reduc|fewer|lower|less)\w* (?:\w+ )?false (?:positives?|negatives?|alarms?)\b"
    r"|mislabel|relabel|wrong predictions?"
)
SLICED = regex(
    r"(?:acc|accuracy|f1|ap|iou|precision|recall|metrics?|scores?|errors?|auc|correct|mae|rmse)s?_(?:by|per)_(?:class|segment|group|slice|category)"
    r"|(?:by|per)_(?:class|segment|group|slice|category)_(?:acc|accuracy|f1|ap|iou|precision|recall|metric|score|error|auc|mae|rmse)"
    r"|(?:^|_)class_(?:acc|accuracy|correct|f1|iou)(?:$|_)|(?:slice|tier|segment|cohort|bucket|quartile|subgroup)_(?:metrics?|scores?|acc|accuracy)|errors?_(?:economics|breakdown|by|per)(?:$|_)"
)
# Methods of a learner's interpretation that everybody calls by these names.
SHOWN = ("plot_top_losses", "most_confused")
# Names that speak of each of these.
HEADED = regex(r"\bconfusion matri(?:x|ces)\b")
CONFUSED = regex(r"confusion|conf_?mat(?:rix)?$")
RESIDUALS = regex(
    r"residuals$|residual_?plot|plot_residual|(?:actual|true|truth|real)s?[ _](?:vs\.?|versus|against)[ _]?(?:the )?(?:pred|forecast)"
    r"|(?:pred\w*|forecast\w*)[ _](?:vs\.?|versus|against)[ _]?(?:the )?(?:actual|true|truth|real)"
)
MISTAKEN = regex(
    r"misclassif|(?<![a-z])top_loss|(?:wrong|incorrect)(?:ly)?[ _](?:pred|classif|ind|idx|case|sample|image|label)"
    r"|false[ _](?:positives|negatives)$"
)
SELECTS = frozenset({"where", "flatnonzero", "nonzero", "argwhere"})


def confusion_shown(facts: Facts) -> Iterator[Evidence]:
    """A confusion matrix shows which classes are taken for which.

    Why: Two models with the same accuracy can fail in opposite ways; the matrix shows which error is made.
    Fix: Compute `confusion_matrix(y_test, y_pred)` on the test part and say in one sentence which confusion costs most.
    Ask: Which cell of the matrix would worry the user of this model most?
    Not for: rl, clustering, library
    """
    found = [call for call in facts.calls_to("confusion-matrix") if call.kind == "call" and not is_sample(facts, call)]
    for call in found:
        yield supports(call.at, "a confusion matrix is computed", certainty(facts, call))
    pictures = firmest(run_files(facts, weights=False), MOST) if not found else []
    yield from pictures
    if not found and not pictures:
        yield _headed(facts) or missing(facts, "no confusion matrix was found", CONFUSED)


def _headed(facts: Facts) -> Evidence | None:
    """A part of a notebook that is headed for a confusion matrix, where no call makes one: it may be counted or drawn by hand."""
    for document in notebook_introductions(facts):
        for section in document.text.sections:
            if HEADED.search(section.heading.lower()):
                note = "no call that makes a confusion matrix was found; this part is headed for one, and what it shows could not be told"
                return against(document.at(section.line, section.cell), note, "low")
    return None


def residuals_shown(facts: Facts) -> Iterator[Evidence]:
    """Predicted and actual values are drawn beside each other.

    Why: A residual plot shows where a regression bends, fans out or misses; one number cannot.
    Fix: Plot predictions against actual values of the test part, or the residuals over time or over the prediction.
    Ask: Where along the axis are the errors largest, and why there?
    Not for: rl, clustering, library
    """
    found = [call for call in facts.calls_to("residuals.show") if call.kind == "call"]
    found += [call for code in facts.product for call in beside_truth(facts, code)]
    for call in found:
        yield supports(call.at, "predictions are drawn beside what was true")
    residuals = [call for code in facts.product for call in left_over(code)]
    for call in residuals:
        yield supports(call.at, "the residuals are drawn")
    found += residuals
    spread = [] if found else [call for code in facts.product for call in overlaid(facts, code)]
    for call in spread:
        yield supports(call.at, "the spread of the answers is drawn over another; which answer was wrong cannot be seen", "low")
    if not found and not spread:
        yield missing(facts, "no plot of predictions beside actual values was found", RESIDUALS)


def errors_listed(facts: Facts) -> Iterator[Evidence]:
    """Wrong cases are picked out and shown.

    Why: Reading twenty mistakes teaches more than any average.
    Fix: Select the test rows where the prediction is wrong (`X_test[y_pred != y_test]`), print the worst twenty and read them.
    Ask: What did the worst mistakes have in common?
    Not for: rl, clustering, library
    """
    calls = [*facts.calls_to("errors.show"), *(call for code in facts.product for call in code.methods(*SHOWN))]
    found = [supports(call.at, "wrong cases are shown") for call in calls if call.kind == "call"]
    found += [supports(call.at, f"{note} and shown") for call, note in worst(facts) if is_shown(facts, call)]
    for code in facts.product:
        for statement in code.source.statements:
            numbers = set(shifted(code, statement.inputs))
            if statement.kind != "compare" or statement.text != "!=" or len(numbers) < 2:
                continue
            picked = _picked(code, numbers, statement)
            if not (picked or _gathers(code, statement)) or not _is_judged(facts, numbers):
                continue
            if picked:
                found.append(_told(facts, code.at(statement.line), picked))
            else:
                note = "cases are gathered where the prediction is wrong; what becomes of them could not be told"
                found.append(supports(code.at(statement.line), note, "low"))
    yield from found or [missing(facts, "no selection of wrongly predicted cases was found", MISTAKEN)]


def slices_scored(facts: Facts) -> Iterator[Evidence]:
    """Parts of the rows are scored each for itself.

    Why: A good average can hide a class, an hour or a kind of customer for whom the model does not work.
    Fix: Print the metric for each class, or `for name, part in test.groupby("segment")`, beside the average.
    Ask: For which part of your data is the score worst?
    Not for: library, rl, clustering
    """
    told = awake(facts, firmest(slices(facts)))
    yield from told[:MOST]
    if not told:
        yield missing(facts, "no score of a part of the rows was found: by class, by group or by the values of a column", SLICED)


def errors_inspected(facts: Facts) -> Iterator[Evidence]:
    """The text says what wrong answers have in common.

    Why: A matrix shows how often a model fails; a sentence on when it fails is the beginning of the next improvement.
    Fix: Read the twenty worst test cases and write what two groups of them have in common, in thirty words.
    Ask: Which kind of case does the model get wrong again and again?
    Not for: library
    """
    told = firmest(observed(facts), MOST)
    yield from told
    if not told:
        yield unsaid(facts, "no sentence on what wrong answers have in common was found")


def errors_acted_on(facts: Facts) -> Iterator[Evidence]:
    """Something was changed because of what the errors showed.

    Why: An error analysis is worth what it changes.
    Fix: Take one group of wrong cases, change one thing for it, and report its score before and after.
    Ask: Which change did you make because of an error you had seen, and what did it do?
    Not for: library
    """
    told = list(acted_on(facts))[:MOST]
    for at, note, sure in told:
        yield supports(at, note, sure)
    commit = None if told else next((each for each in facts.history.commits if ACTED.search(each.subject.lower())), None)
    if commit is not None:
        yield supports(REPOSITORY, f'a commit speaks of wrong answers: "{commit.subject[:LONGEST]}"', "low")
    elif not told:
        yield unsaid(facts, "no change that refers to wrong answers was found in texts or commits")


def _is_judged(facts: Facts, numbers: set[int]) -> bool:
    """Whether one of two compared values is a prediction, and none runs over numbers or classes."""
    told = any(answers(facts, each) or _is_largest(facts, each) or _is_named(facts, each) for each in numbers)
    return told and not any(_is_in_turn(facts, each) for each in numbers)


def _is_in_turn(facts: Facts, number: int) -> bool:
    """Whether a value runs over numbers or classes: rows of another class or fold are no mistakes."""
    near = facts.graph.calls.get(number)
    return near is not None and near.kind == "call" and near.method in ("range", "unique")


def _is_largest(facts: Facts, number: int) -> bool:
    """Whether a value is the likeliest class: an `argmax`."""
    near = facts.graph.calls.get(number)
    return near is not None and near.kind == "call" and near.method == "argmax"


def _is_named(facts: Facts, number: int) -> bool:
    """Whether a value, or what it is an item of, is named for a prediction."""
    near = facts.graph.calls.get(number)
    whole = [facts.graph.calls[each] for each in near.receiver if each in facts.graph.calls] if near is not None else []
    return any(PREDICTED.search(name.lower()) for each in (near, *whole) if each is not None for name in each.targets)


def _gathers(code: Code, statement: Statement) -> bool:
    """Whether a list grows on the line below a comparison, under a condition."""
    below = code.at(statement.line)
    grown = (
        call for call in code.within(statement.scope) if call.kind == "call" and call.method == "append" and call.guards and call.loops
    )
    return any(call.cell == below.cell and 0 < call.line - below.line <= SOON for call in grown)


def _picked(code: Code, numbers: set[int], statement: Statement) -> list[Call]:
    """Where a comparison chooses rows, on its own line or by its name: `X_test[wrong]`, `np.where(wrong)`; not where another one does."""
    at = code.at(statement.line)
    places = (call for call in code.within(statement.scope) if call.kind == "item" or (call.kind == "call" and call.method in SELECTS))
    return [
        call
        for call in places
        if any(
            numbers <= set(argument.inputs)
            and (argument.text.isidentifier() or (call.cell == at.cell and abs(call.line - at.line) <= SOON))
            for argument in call.arguments
        )
    ]


def _told(facts: Facts, at: Location, picked: list[Call]) -> Evidence:
    """Firm where the cases themselves are seen to be printed, drawn or written, and not their number or their mean."""
    if any(is_shown(facts, call) for call in picked):
        return supports(at, "cases whose prediction is wrong are picked out and shown")
    note = "cases whose prediction is wrong are picked out; that they are printed, drawn or written was not seen"
    return supports(at, note, "low")
