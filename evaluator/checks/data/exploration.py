"""Did they look at the data before modelling it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.called import asleep
from evaluator.checks.selectors.findings import findings
from evaluator.checks.selectors.having import having
from evaluator.checks.selectors.looked import MADE, beside_answers, plots, samples, summaries, undecided_plots
from evaluator.checks.selectors.prose import certainty
from evaluator.checks.selectors.standing import own
from evaluator.checks.selectors.targets import TARGETISH, names_in, target_columns
from evaluator.checks.selectors.traces import missing, reserved
from evaluator.checks.selectors.training import asks_only
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence

COUNTS = frozenset(
    {"value_counts", "countplot", "bincount", "Counter", "hist", "histplot", "distplot", "displot", "kdeplot", "histogram", "catplot"}
)
GROUPED = frozenset({"size", "count"})
SHOWN = frozenset({"", "x", "y", "data", "a", "vec", "column", "iterable", "subset"})
DRAWN = frozenset({"hist", "histplot", "distplot", "displot", "kdeplot", "countplot"})  # beside the answers' too, the target's own
ANSWERS = regex(r"^y_(?:val|valid|validation|dev|all|full)$|^(?:val|valid)_(?:y|labels)$")
FEW = 20
SUMS = "sums up"
MOST = 3
CLASSES = regex(r"label|target|(?:^|_)class(?:es)?(?:$|_)|sentiment|categor|outcome|quality|^y$")
WEIGHTS = frozenset({"class_weight", "class_weights", "weight", "pos_weight", "scale_pos_weight", "sample_weight"})
NAMED_TARGET = regex(r"(?:^|\.)(?:target|label|TARGET|LABEL)(?:_?(?:col|column|name|var|variable|feature|COL|COLUMN|NAME))?$")
SUMMARIES = frozenset({"describe", "corr"})
SHARES = frozenset({"sum", "mean"})
SPREADS = frozenset({"hist", "kde", "density", "box"})  # kinds of pandas' `plot` that draw how values are spread


def target_examined(facts: Facts) -> Iterator[Evidence]:
    """The distribution of the target is looked at.

    Why: Who has not seen how rare the rare class is cannot choose a metric, a split or a baseline.
    Fix: Print `df["target"].value_counts(normalize=True)` or draw its histogram before modelling, and write what follows from it.
    Ask: What share does the rarest class have, and what did you do about it?
    Not for: rl, llm-app, library, clustering, generative, recommender
    """
    looks = list(_looks_at_target(facts))
    found = [each for each in looks if each.confidence == "high"] or looks
    none = "no count or plot of the target's distribution was found"
    counted = next(_groups_counted(facts), None) if not found else None
    if counted is not None:
        yield against(counted.at, f"{none}; here one group is counted", "low")
    else:
        yield from found or [missing(facts, none)]


def data_summarised(facts: Facts) -> Iterator[Evidence]:
    """The data are summed up in numbers.

    Why: Ranges, counts and gaps of each column tell in a minute what can go wrong for a week.
    Fix: Print `df.describe(include="all")`, `df.isna().sum()` and the counts of each category before modelling.
    Ask: Which number in this summary surprised you?
    Not for: rl, library
    """
    found = list(summaries(facts))
    if asks_only(facts):  # what is counted there is mostly what was judged of the answers
        found = [each for each in found if SUMS in each[1]]
        if not found:
            return
    yield from reserved(
        facts,
        having(found, "no summary of the columns was found: no describe, info, counts of values or gaps, correlation or profile report"),
    )


def data_plotted(facts: Facts) -> Iterator[Evidence]:
    """The data are drawn before they are modelled.

    Why: A plot shows the skew, the gap and the impossible value that a mean hides.
    Fix: Draw the distribution of each input that matters and its relation to the target; write what you see under each.
    Ask: What did you change in the preparation because of a plot?
    Not for: rl, library
    """
    found = list(plots(facts))
    drawn = next(undecided_plots(facts), None) if not found else None
    shown = not found and any(sure == "high" for _, _, sure in samples(facts))
    none = "no plot of the data was found" + (" beside single examples" if shown else "")
    if not found and asks_only(facts):
        return
    if drawn is not None:
        yield against(drawn.at, f"{none}; what {drawn.method} draws here could not be told", "low")
    else:
        yield from reserved(facts, having(found, f"{none}; plots of training and of results do not count here", "low" if shown else "high"))


def samples_inspected(facts: Facts) -> Iterator[Evidence]:
    """Single pictures, texts or sounds of the data were looked at.

    Why: Half an hour with the raw examples finds wrong labels, duplicates and odd formats that no statistic shows.
    Fix: Show a grid of random examples with their labels, or print the shortest, longest and most frequent texts.
    Ask: What was odd among the examples you looked at?
    Not for: rl, library, tabular, time-series, clustering, recommender
    """
    found = list(samples(facts))
    asks = asks_only(facts)
    if found or not asks or any(facts.calls_to("data.read")):
        note = "no look at single examples of the data was found, such as a grid of pictures, lengths or frequent words of texts"
        yield from reserved(facts, having(found, note, "low" if asks else "high"))


def findings_written(facts: Facts) -> Iterator[Evidence]:
    """What was seen in the data is written beside it.

    Why: A plot nobody comments on may not have been looked at; one sentence shows what was seen and what follows from it.
    Fix: Under each plot or table write one sentence of what it shows, and one that begins "So in the preparation I ...".
    Ask: Which of these plots changed what you did next?
    Not for: rl, library
    """
    found = list(findings(facts))
    if not found and asks_only(facts):
        return
    read = [document for document in own(facts.documents) if document.text.words >= FEW]
    sure: Confidence = "low" if any(certainty(document.text) == "low" for document in read) else "high"
    yield from reserved(
        facts, having(found, "no sentence that states something seen in the data was found beside its plots and summaries", sure, most=MOST)
    )


def _looks_at_target(facts: Facts) -> Iterator[Evidence]:
    """Counts, plots and sums that hold the target; doubtful where only a name tells so."""
    columns = target_columns(facts)
    numeric = any(facts.calls_to("regressor", "regression-metric")) and not any(facts.calls_to("classifier", "classification-metric"))
    for call in facts.those(("data.profile", "target.distribution"), {"unique", "plot", *GROUPED, *COUNTS, *SUMMARIES, *SHARES}):
        if idle := asleep(facts, call):
            if _counts(facts, call) and (said := _about_target(facts, call, columns)):
                yield supports(call.at, f"counts or draws `{said}`, which the model predicts, but {idle}", "low")
        elif call.means("data.profile"):
            yield supports(call.at, "a profile report shows every column, the target too")
        elif _counts(facts, call) and (said := _about_target(facts, call, columns)):
            yield _counted(facts, call, said)
        elif _counts(facts, call) and _speaks_of_classes(facts, call):
            yield supports(call.at, "counts or draws what may be the target, by its name", "low")
        elif _sums_up(facts, call, numeric=numeric) and (said := _about_target(facts, call, columns)):
            yield _counted(facts, call, said, f"{call.method} tells of")
        elif numeric and call.method in SUMMARIES and call.name.startswith("pandas.DataFrame.") and _holds(facts, call, columns):
            does = "relates the columns to each other" if call.method == "corr" else "sums up the columns"
            yield supports(call.at, f"{call.method} {does}, the predicted number among them")


def _sums_up(facts: Facts, call: Call, *, numeric: bool) -> bool:
    """Whether one column is described, or its rows of one class are counted for the reader: `print((df["late"] == 1).sum())`."""
    if not call.name.startswith("pandas.Series."):
        return False
    shown = not call.used or any(facts.graph.calls[number].name == "print" for number in facts.graph.consumers.get(call.number, ()))
    return call.method == "describe" or (call.method in SHARES and shown and not numeric)


def _counted(facts: Facts, call: Call, said: str, does: str = "counts or draws") -> Evidence:
    """A count of the target; doubtful where weights are made of it, or where it only stands beside answers."""
    code = facts.code_at(call.path)
    inside = code.functions[call.scope].name if code is not None and call.scope >= 0 else ""
    weighs = any(argument.name in WEIGHTS for each in facts.graph.downstream(call, most=FEW) for argument in each.arguments)
    if weighs or any("weight" in name.lower() for name in (inside, *call.targets)):
        return supports(call.at, f"counts `{said}`, which the model predicts, it seems for weights", "low")
    if beside_answers(facts, call) and call.method not in DRAWN:
        return supports(call.at, f"{does} `{said}`, which the model predicts, beside what it answered", "low")
    return supports(call.at, f"{does} `{said}`, which the model predicts")


def _speaks_of_classes(facts: Facts, call: Call) -> bool:
    near = [facts.graph.calls[number] for number in call.inputs if number in facts.graph.calls]
    names = [
        *call.targets,
        *(argument.text for argument in call.arguments),
        *(name for each in near for name in (each.method, *each.targets)),
    ]
    return any(CLASSES.search(name.lower()) for name in names) and not any(MADE.search(name) for name in names)


def _holds(facts: Facts, call: Call, columns: frozenset[str]) -> bool:
    """Whether a table has the target in it: all its columns, or a choice that names it."""
    near = [facts.graph.calls[number] for number in call.receiver if number in facts.graph.calls]
    chosen = [
        item for each in near if each.kind == "item" for argument in each.arguments for item in argument.items if isinstance(item, str)
    ]
    return not chosen or bool(columns & set(chosen))


def _groups_counted(facts: Facts) -> Iterator[Call]:
    """How many rows a condition picks, told to the reader: `print(len(ids_of_spoiled))`."""
    for call in (call for call in facts.called if call.name == "print"):
        for number in call.inputs:
            fed = facts.graph.calls.get(number)
            if fed is not None and fed.name == "len" and any(_is_picked(facts, each) for each in facts.graph.upstream((number,), most=FEW)):
                yield call


def _is_picked(facts: Facts, item: Call) -> bool:
    """`df[df["rust"] == 1]`."""
    masks = item.arguments[0].inputs if item.kind == "item" and item.type == "pandas.DataFrame" and item.arguments else ()
    return any(facts.graph.calls[number].type == "pandas.Series" for number in masks if number in facts.graph.calls)


def _counts(facts: Facts, call: Call) -> bool:
    """Whether a call counts or draws how often each value occurs."""
    if call.method == "unique":
        return call.constant("return_counts") is True
    if call.method in GROUPED:
        return any(facts.graph.calls[number].method == "groupby" for number in call.receiver if number in facts.graph.calls)
    if call.method == "plot":
        return call.constant("kind") in SPREADS
    return (call.method in COUNTS and not call.means("metrics-monitoring")) or call.means("target.distribution")


def _about_target(facts: Facts, call: Call, columns: frozenset[str]) -> str:
    """The name of the target that a count is about; "" when it is about something else."""
    shown = [argument for argument in call.arguments if argument.name in SHOWN]
    texts = {text for argument in shown for text in (*names_in(facts, argument), argument.text.rpartition(".")[2])}
    number_of = {number for argument in shown for number in argument.inputs} | set(call.receiver)
    for number in number_of:
        fed = facts.graph.calls.get(number)
        if fed is None or (fed.kind == "call" and fed.method != "groupby" and not fed.targets):
            continue
        texts |= set(fed.targets) | {fed.name if fed.kind in ("parameter", "free") else ""}
        if fed.kind == "item" or fed.method == "groupby":
            texts |= {text for argument in fed.arguments[:1] for text in names_in(facts, argument)} | {fed.written.removeprefix(".")}
            texts |= {"target" for argument in fed.arguments[:1] if NAMED_TARGET.search(argument.text)}
    known = sorted(text for text in texts if text in columns)
    axes = {argument.constant for argument in shown if isinstance(argument.constant, str) and len(argument.constant) == 1}
    likely = sorted(text for text in texts - axes if text.lower() in TARGETISH or ANSWERS.match(text.lower()))
    return (known or likely or [""])[0]
