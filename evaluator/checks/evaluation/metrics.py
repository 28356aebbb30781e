"""Do the metrics fit the question?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.answers import gives_classes, gives_numbers
from evaluator.checks.selectors.by_judge import JUDGED, judgements
from evaluator.checks.selectors.called import awake, is_dormant
from evaluator.checks.selectors.counted import counted_by_hand
from evaluator.checks.selectors.detectors import whole
from evaluator.checks.selectors.hard_labels import given_classes
from evaluator.checks.selectors.having import firmest
from evaluator.checks.selectors.held_losses import losses_of_parts, losses_told
from evaluator.checks.selectors.kept_runs import run_metrics
from evaluator.checks.selectors.mean_rewards import mean_rewards
from evaluator.checks.selectors.measured import (
    CLASSES_SEEN,
    ERRORS,
    OTHERS,
    Measured,
    another_named,
    in_a_loss,
    measured,
    on_training_rows,
    own_name,
    plain_name,
)
from evaluator.checks.selectors.metric_reasons import reasoned
from evaluator.checks.selectors.own_scores import own_scores
from evaluator.checks.selectors.read_back import of_searches, read_back
from evaluator.checks.selectors.scoring import LISTED, by_formula, certainty, of_a_model, scorings
from evaluator.checks.selectors.shelled import in_notebooks, in_stages
from evaluator.checks.selectors.told_scores import told_scores
from evaluator.checks.selectors.traces import missing, unread_code
from evaluator.checks.selectors.writings import unsaid
from evaluator.model.place import REPOSITORY, Location
from evaluator.model.regex import regex
from evaluator.model.result import Confidence, Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

NO_METRIC = "no metric was found: no metric function, score, or metric given to a model"
METRICS = regex(
    r"accuracy|^(?:\w+_)?(?:rmse|mae|auc|iou|bleu|perplexity|hit_rate|mrr|nll|log_?loss)(?:_score)?$|^\w+_(?:acc|f1|r2)$|^(?:f1"
    r"|r2)_score$|^(?:best_)?(?:val|valid|validation|test|eval)_loss$"
    r"|(?:^|_)(?:log_?lik(?:elihoods?)?|elbo|regrets?)(?:$|_)"
)
FED = frozenset({"add", "add_batch", "update", "update_state"})
# Calls that work out a metric made or told elsewhere.
SHARED = frozenset({"evaluate", "compute", "compute_score", "result", "load", "load_metric"}) | FED
COLLECTIONS = frozenset({"MultiMetric", "MetricCollection"})
MOST_REASONS = 3


MEASURES = "measures the metrics of its task on validation rows after each epoch"


def metric_computed(facts: Facts) -> Iterator[Evidence]:
    """A metric of the model's quality is computed.

    Why: Without a number nobody, the author included, knows whether the model works.
    Fix: Compute the metric that your question asks for on held-out rows and print it.
    Ask: What does a difference of one point in this metric mean for the person who uses the model?
    Not for: library
    """
    scored = list(scorings(facts))
    plain = (call for call in scored if not call.means("confusion-matrix") and "ConfusionMatrix." not in call.name)
    told = [call for call in plain if of_a_model(facts, call) and not in_a_loss(facts, call)]
    used = {call.name.rpartition(".")[0] for call in told if certainty(facts, call) == "high"}
    told = [call for call in told if not (_is_maker(call) and call.name in used)]  # the use says more than the making
    found = [supports(each.at, _named(each), certainty(facts, each)) for each in sorted(told, key=lambda one: on_training_rows(facts, one))]
    found += [supports(place, "answers are compared with the truth and counted") for place in counted_by_hand(facts)]
    found += [supports(call.at, _averaged(facts, call)) for call in by_formula(facts)]
    found += list(mean_rewards(facts))
    found = found or next(filter(None, _otherwise(facts, scored)), [])
    yield from awake(facts, found) or [_nowhere(facts, NO_METRIC)]


def _otherwise(facts: Facts, scored: list[Call]) -> Iterator[list[Evidence]]:
    """Scores by other ways than a metric's function, the surer first."""
    yield [supports(call.at, JUDGED, sure) for call, sure in judgements(facts)]
    yield [supports(call.at, words) for call, words in own_scores(facts)]
    yield [supports(call.at, f"`{name}`, worked out of the model's answers, is told") for call, name in told_scores(facts)]
    yield [supports(each.call.at, _at_work(each), certainty(facts, each.call)) for each in measured(facts) if each.words]
    yield [supports(call.at, _named(call), certainty(facts, call)) for call in scored]
    yield [supports(call.at, words, certainty(facts, call)) for call, words in (*read_back(facts), *of_searches(facts))]
    yield list(firmest((*run_metrics(facts), *whole(facts, MEASURES))))
    yield list(_unfollowed(facts))


def metric_fits_task(facts: Facts) -> Iterator[Evidence]:
    """The metric fits the question.

    Why: A metric that cannot see the error that matters rewards the wrong model.
    Fix: Name the costlier error and choose the metric that sees it: recall, the area under the precision-recall curve, the error in euros.
    Ask: Which of two models with the same accuracy would you ship, and how would you tell?
    Not for: library
    """
    blunt = given_classes(facts)
    found = [each for each in measured(facts) if each.call.number not in blunt]
    fitting = [each for each in found if _fits(facts, each)]
    told = [supports(each.call.at, _fitting(each), certainty(facts, each.call)) for each in fitting]
    told = told or [supports(call.at, JUDGED, sure) for call, sure in judgements(facts)]
    yield from awake(facts, told)
    yield from _blunted(facts, blunt, beside=bool(fitting))
    if told or blunt:
        return
    if found:
        note = f"{found[0].name} alone tells little where classes may be uneven, or where numbers are predicted"
        yield against(found[0].call.at, note, "low")
        return
    yield from list(mean_rewards(facts)) or firmest((*run_metrics(facts), *whole(facts, MEASURES))) or [_unnamed(facts)]


def _unnamed(facts: Facts) -> Evidence:
    """That no metric with a name was found; only a question where something is scored all the same."""
    if _scored_somehow(facts):
        return against(REPOSITORY, "a score is computed; a metric with a name was not found", "low")
    return _nowhere(facts, NO_METRIC)


def _blunted(facts: Facts, blunt: dict[int, Call], *, beside: bool) -> Iterator[Evidence]:
    """Metrics of probabilities that are given classes: a loss means nothing then, a rank is one of two only."""
    for call in list(blunt.values())[:MOST_REASONS]:
        if call.means("probability-loss"):
            note = f"{call.method} is given the classes of `predict`; it asks for probabilities"
            yield against(call.at, note, certainty(facts, call))
        else:
            note = f"{call.method} is given the classes of `predict`, so it sees one threshold; probabilities would show all"
            yield supports(call.at, note, "low") if beside else against(call.at, note, "low")


def _fitting(each: Measured) -> str:
    """Of a function of the project's own only the name is known."""
    by_name = ", as its name says; how it is computed could not be told" if each.call.own and not each.words else ""
    return f"{own_name(each)} fits what is predicted{by_name}"


def several_metrics_computed(facts: Facts) -> Iterator[Evidence]:
    """Two or more metrics that can disagree are computed.

    Why: Each metric is blind to something; two that disagree show what one would have hidden.
    Fix: Print a second metric of another kind beside the first: recall beside precision, the median error beside the mean square.
    Ask: When did two of your metrics disagree, and which did you follow?
    Not for: library
    """
    found: dict[str, Measured] = {}
    for each in sorted(measured(facts), key=lambda each: certainty(facts, each.call) == "low"):
        found.setdefault(each.name, each)
    live = {name: each for name, each in found.items() if certainty(facts, each.call) == "high"}
    if len(found) >= 2 or "report" in found:
        firm = live if _of_one_task(facts, live) or "report" in live else {}
        sure: Confidence = "high" if firm else "low"
        yield from (supports(each.call.at, _at_work(each), sure) for _, each in sorted((firm or found).items()))
    elif found:
        yield _only_one(facts, *next(iter(found.items())))
    elif several := firmest((*run_metrics(facts, fewest=2), *whole(facts, MEASURES))):
        yield from several
    elif _scored_somehow(facts):
        yield against(REPOSITORY, "no two metrics were found", "low")  # a score without a name may hide several
    else:
        yield _nowhere(facts, "no two metrics were found")


def metric_justified(facts: Facts) -> Iterator[Evidence]:
    """The text says why this metric.

    Why: A metric is a choice about which error hurts; a sentence shows that somebody made it.
    Fix: Write one sentence: which error costs more, which metric sees it, and why accuracy would not be enough.
    Ask: Who pays for a false alarm, and who for a case that was missed?
    Not for: library
    """
    told = sorted(reasoned(facts), key=lambda each: each[2] != "high")[:MOST_REASONS]
    for at, note, sure in told:
        yield supports(at, note, sure)
    if not told:
        yield unsaid(facts, "no sentence that says why a metric was chosen was found")


def _of_one_task(facts: Facts, live: dict[str, Measured]) -> bool:
    """Whether two metrics may be of one model: both of classes, both of numbers, or both in one file."""
    kinds = [name in ERRORS for name in live]
    if max(kinds.count(True), kinds.count(False)) >= 2:
        return True
    here = {(each.name, each.call.path) for each in measured(facts) if each.name in live and certainty(facts, each.call) == "high"}
    paths = [path for _, path in here]
    return len(set(paths)) < len(paths)


def _at_work(each: Measured) -> str:
    """That a metric is computed by a call, or asked for in its arguments."""
    own = own_name(each)
    return f"{own} is computed" if each.words or own == each.call.method else f"{own} is asked for"


def _only_one(facts: Facts, name: str, each: Measured) -> Evidence:
    """That one metric is the only one; a question where answers are counted by hand, or a function bears another metric's name."""
    by_hand = next(counted_by_hand(facts), None) is not None
    beside = None if by_hand else _beside(facts, name)
    if beside is not None:
        note = f"{own_name(each)} is the only metric found with a name of its own; `{beside.method}` here may give another"
        return against(beside.at, note, "low")
    other = None if by_hand else another_named(facts, name)
    if other is not None:
        note = f"{own_name(each)} is the only metric seen at work; whether `{other[0]}` is computed too could not be told"
        return against(other[1], note, "low")
    note = f"{own_name(each)} is the only metric found"
    if unread := unread_code(facts):
        return against(each.call.at, f"{note}; {unread} could not be read", "low")
    return against(each.call.at, note, "low" if by_hand or each.words else "high")


def _beside(facts: Facts, name: str) -> Call | None:
    """A score that metric-computed tells of, and that may be of another kind than the one metric with a name."""
    same = {each.call.number for each in measured(facts)}
    kinds = ("metric", "model.score") if name not in ("accuracy", "r2") else ("metric",)
    others = (call for call in scorings(facts) if call.number not in same and call.means(*kinds) and of_a_model(facts, call))
    unlike = (call for call in others if plain_name(call.method) != name and call.method not in SHARED | COLLECTIONS)
    return next((call for call in unlike if not is_dormant(facts, call)), None)


def _named(call: Call) -> str:
    """What a call that scores gives, in words that are true of its line."""
    if call.means("confusion-matrix"):
        return "a confusion matrix of the model's answers is computed"
    if call.means("model.compile"):
        return "the model is told which metrics to report"
    if _is_maker(call):
        return f"{call.method} is made to measure the model's quality"
    if call.method in FED:
        return f"{call.method} feeds a metric of the model's quality"
    name = call.written.rpartition(".")[2].strip("()") or call.name.rpartition(".")[0].rpartition(".")[2]
    return LISTED if call.name == "()" else f"{name if call.method == '__call__' else call.method} gives the model's quality"


def _is_maker(call: Call) -> bool:
    """Whether a call only makes what measures: `Accuracy(num_classes=9)`."""
    return call.means("metric") and call.type == call.name and call.method[:1].isupper()


def _averaged(facts: Facts, call: Call) -> str:
    """What a mean over answers and truth tells: the share of those that are alike, or how far they lie apart."""
    code = facts.code_at(call.path)
    compared = {each.line for each in code.source.statements if each.kind == "compare"} if code is not None else set()
    here = any(code.at(line) == call.at for line in compared) if code is not None else False
    return "answers are compared with the truth and counted" if here else "how far answers lie from the truth is averaged"


def _nowhere(facts: Facts, note: str) -> Evidence:
    """That no metric was found; only a question where a program from elsewhere trains, or where the table of one was kept."""
    elsewhere = next(iter((*in_notebooks(facts), *in_stages(facts))), None)
    if elsewhere is not None:
        return against(elsewhere[0], f"{note}; a program that is not in the tree trains here, and may measure", "low")
    tables = (each for each in facts.tables if each.role not in ("vendored", "template", "tutorial"))
    kept = next((each for each in tables if any(column.strip().startswith("metrics/") for column in each.source.columns)), None)
    if kept is not None:
        return against(Location(kept.path, 1), f"{note}; this table holds metrics of a run", "low")
    return missing(facts, note, METRICS)


def _scored_somehow(facts: Facts) -> bool:
    """Whether there is a score without the name of a metric; a training loop may hold one that no call tells."""
    looped = any(call.means("loss.backward", "gradient.tape") or call.name == ".backward" for code in facts.product for call in code.calls)
    several = (scorings, counted_by_hand, by_formula, own_scores, told_scores, of_searches, mean_rewards)
    return looped or any(next(iter(each(facts)), None) for each in several)


def _fits(facts: Facts, each: Measured) -> bool:
    """Whether a metric is of the kind the task asks for."""
    if each.name in OTHERS or each.words:
        return True
    if each.name in ERRORS:
        return gives_numbers(facts) or not gives_classes(facts)
    return each.name in CLASSES_SEEN and (gives_classes(facts) or not gives_numbers(facts))


def _unfollowed(facts: Facts) -> Iterator[Evidence]:
    """What is called as a metric is, or else a loss that nothing learns from: a weak metric, but a number."""
    found = list(measured(facts))
    for each in found:
        yield supports(each.call.at, f"{_at_work(each)}; whether it judges the model could not be told", "low")
    for call in losses_told(facts) if not found else ():
        yield supports(call.at, "a loss is computed where nothing is learned", "low")
    for call in losses_of_parts(facts) if not found else ():
        yield supports(call.at, f"{call.method} is given rows that are held out by their name; what it computes could not be told", "low")
