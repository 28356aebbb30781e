"""Where a model is scored: metrics over its answers, scores of its own, metrics it was compiled with, answers counted by hand."""

from __future__ import annotations

import math
from collections import deque
from typing import TYPE_CHECKING

from evaluator.checks.selectors.called import is_dormant
from evaluator.checks.selectors.once import kept, once
from evaluator.checks.selectors.training import positional
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence

SCORES = ("metric", "model.score", "cross-validate", "confusion-matrix", "llm.evaluate")
_BEFORE_MODELS = frozenset({"mutual_info_score", "normalized_mutual_info_score", "adjusted_mutual_info_score"})
LOOKS_UP = regex(
    r"^_*(?:fetch|read|load|lookup|query)_|^_*get_(?:run|champion|best|last|latest|previous|current|old|prod\w*|stored|logged)_"
)
SHOWS = regex(
    r"plot|figure|draw|show|chart|display|print|log_|save|loss|target|threshold|goal|compar|histor|types?$|label|mask"
    r"|(?:^|_)(?:load|read|fetch|parse|extract|fmt|format)(?:_|$)"
)
_NAMED = regex(
    r"(?:^|_)(?:accuracy|acc|recall|precision|f1|hit_?rate|mrr|ndcg|rmse|mape|mae|mse|auc|bleu|iou|dice|perplexity|sharpe|r2|map_?at_?k)(?:$|_)"
)
# What overlaps or relevance are worked out for besides scores: which box is dropped or meant, which tag belongs to a film.
ASIDE = regex(r"nms|suppress|assign|match|(?:genome|tag|term|item|doc|keyword|topic)\w{0,3}_relevance")
_RANKS = regex(r"(?:^|_)(?:ranking|retrieval|rank|recommend\w*)_metrics?(?:$|_)|(?:^|_)metrics?_(?:from|at|of)_(?:rank|k(?:$|_))")
_ANSWERS = frozenset({".predict", ".predict_proba", ".predict_classes"})
_NETWORK = regex(r"(?:^|[._])(?:model|net|network|classifier)(?:$|_?\d)")
_PLACED = frozenset({"to", "cuda", "cpu", "eval", "half", "float"})
_DISTANCES = frozenset({"abs", "absolute", "square", "power", "pow", "fabs"})
_FARTHEST = 600
_NEAR_LIST = 12
LISTED = "each metric of a list gives the model's quality"
_PAIR = ("y_true", "y_pred")
_GIVEN = frozenset({"", "y_true", "y_pred", "y_score", "labels_true", "labels_pred", "y_prob"})
_PURE = ("sklearn.metrics.", "sklearn.model_selection.", "torchmetrics.functional.")
_ARRAYS = frozenset({"array", "asarray", "tensor", "Series", "list", "constant", "zeros", "ones"})


@once
def scorings(facts: Facts) -> Iterator[Call]:
    """Calls of product code that give a model's quality."""
    for code in facts.product:
        for call in code.called:
            if call.method in _BEFORE_MODELS:
                continue
            compiled = call.means("model.compile") and call.argument("metrics")
            scores = compiled or call.means(*SCORES) or (call.name == ".score" and positional(call) == 2) or _own_metric(facts, call)
            scores = scores or bool(handed_metrics(facts, call))
            if scores and not is_sample(facts, call):
                yield call
    for code in facts.tests:  # answers of language models are judged where their tools are run: by a runner of tests
        yield from (call for call in code.calls_to("llm.evaluate") if call.kind == "call")


def handed_metrics(facts: Facts, call: Call) -> tuple[Call, ...]:
    """The metrics that are kept in a list or under names, and called from there: `for name, metric in METRICS.items(): metric(y, told)`."""
    if call.name != "()" or positional(call) < len(_PAIR):
        return ()
    near = facts.graph.upstream(call.receiver, most=_NEAR_LIST)
    return tuple(each for each in near if each.kind == "free" and each.means("metric"))


def is_sample(facts: Facts, call: Call) -> bool:
    """Whether a metric is given nothing but literals, as an example in a manual does: `f1_score([1, 0], [1, 1])`."""
    given = [argument for argument in call.arguments if argument.name in _GIVEN]
    if len(given) < len(_PAIR) or not call.name.startswith(_PURE):
        return False
    fed = [each for argument in given for each in facts.graph.upstream(argument.inputs, most=_FARTHEST)]
    return all(each.kind == "call" and not each.own and each.method in _ARRAYS for each in fed)


def certainty(facts: Facts, call: Call) -> Confidence:
    """Low where nothing starts the score, a script throws it away, or it stands after a line on which the script cannot but stop."""
    code = facts.code_at(call.path)
    if is_dormant(facts, call):
        return "low"
    if code is None or code.is_notebook:
        return "low" if is_stopped(facts, call) else "high"
    thrown = not call.used and call.name.startswith(_PURE) and not call.method.startswith(("plot", "from_")) and "Display" not in call.name
    return "low" if thrown or (call.scope < 0 and _stops(code) <= call.line) else "high"


def is_stopped(facts: Facts, call: Call) -> bool:
    """Whether a call stands in a script that reads its data, at or after a line on which it cannot but stop (substance rule 9).

    In a notebook: in a cell that was never run, at or after a line of the cell that reads a name which no cell defines.
    """
    code = facts.code_at(call.path)
    if code is not None and code.cells and call.scope < 0 and code.source.undefined:
        return call.line >= _stopped_cells(facts, code).get(call.cell, math.inf)
    if code is None or code.is_notebook or call.scope >= 0 or _stops(code) > call.line:
        return False
    return any(each.scope < 0 and each.line < _stops(code) for each in code.calls_to("data.read", "data.builtin", "data-loading"))


def _stops(code: Code) -> float:
    """The first line of a script's top level that reads a name which nobody defines."""
    return min(_undefined_at_top(code), default=math.inf)


def _undefined_at_top(code: Code) -> Iterator[int]:
    """The lines of the top level that read a name which nobody defines."""
    inside = [(function.line, function.end_line) for function in code.functions]
    lines = code.source.undefined if code.source.dialect == "python" else ()
    return (line for line, _ in lines if not any(first <= line <= last for first, last in inside))


@kept
def _stopped_cells(facts: Facts, code: Code) -> dict[int | None, int]:
    """The cells of a notebook that were never run and cannot be: the first line of each that reads a name which no cell defines."""
    notebook = next((each for each in facts.notebooks if each.path == code.path), None)
    cells = notebook.source.cells if notebook is not None else ()
    unrun = {each.number for each in cells if each.execution_count is None and not each.outputs}
    found: dict[int | None, int] = {}
    for place in map(code.at, sorted(_undefined_at_top(code))):
        if place.cell in unrun:
            found.setdefault(place.cell, place.line)
    return found


def _own_metric(facts: Facts, call: Call) -> bool:
    """A function of the project's own that bears a metric's name, takes and gives back something; not in a loss."""
    name = call.method.lower() if call.own and call.arguments else ""
    ranks = _RANKS.search(name) is not None and len(call.arguments) >= len(_PAIR)
    other = any(sign.search(name) for sign in (SHOWS, ASIDE, LOOKS_UP))
    if not (ranks or _NAMED.search(name)) or other or _is_of_loss(facts, call):
        return False
    place = facts.graph.functions.get(call.name)
    code = facts.code_at(place[0]) if place else None
    return code is not None and place is not None and bool(code.functions[place[1]].returns)


def _is_of_loss(facts: Facts, call: Call) -> bool:
    """Whether a call stands in a function, a class or a file that is a loss by its name: it teaches, and judges nothing."""
    code = facts.code_at(call.path)
    owner = code.functions[call.scope] if code is not None and call.scope >= 0 else None
    names = [call.path.rpartition("/")[2], *call.path.split("/")[-2:-1]]
    if code is not None and owner is not None:
        names += [owner.name, code.classes[owner.owner].name if owner.owner >= 0 else ""]
    return any("loss" in name.lower() for name in names)


def by_formula(facts: Facts) -> Iterator[Call]:
    """`np.sqrt(np.mean((told - truth) ** 2))` and `np.mean(np.abs(told - truth))`: an average of how far answers lie from the truth."""
    for code in facts.product:
        for call in code.those(methods=("mean", "average", "nanmean", "reduce_mean")):
            sides = _sides(facts, call)
            after = [facts.graph.calls[number] for number in facts.graph.consumers.get(call.number, ())]
            named = any(_NAMED.search(name.lower()) for each in (call, *after) for name in each.targets)
            far = named or sides != [call.inputs] or any(each.method == "sqrt" for each in after)
            if far and any({answers(facts, number) for number in numbers} == {True, False} for numbers in sides):
                yield call


def _sides(facts: Facts, call: Call) -> list[tuple[int, ...]]:
    """What an average is taken of: what distances are taken of, where it averages such."""
    inside = [facts.graph.calls[number] for number in call.inputs]
    return [each.inputs for each in inside if each.method in _DISTANCES] or [call.inputs]


def truth_of(facts: Facts, call: Call) -> frozenset[int]:
    """The nodes of the truth from which a formula tells how far answers lie."""
    return frozenset(number for numbers in _sides(facts, call) for number in numbers if not answers(facts, number))


def of_a_model(facts: Facts, call: Call) -> bool:
    """Whether a score may be a model's: not where a metric is given two columns of one table, the target and another."""
    given = [argument for argument in call.arguments if argument.inputs and argument.name in _GIVEN]
    if not call.means("metric") or len(given) < len(_PAIR) or any(answers(facts, number) for each in given for number in each.inputs):
        return True
    first = [facts.graph.calls[number] for argument in given for number in argument.inputs if number in facts.graph.calls]
    tables = {number for each in first if each.kind == "item" for number in each.receiver}
    return len(tables) != 1 or not all(each.kind == "item" for each in first)


def answers(facts: Facts, number: int) -> bool:
    """Whether a value is a model's answer, or made of one; not a score of it. What is entered by one call is left by the same."""
    graph = facts.graph
    start: tuple[int, tuple[int, ...]] = (number, ())
    seen, edge = {start}, deque([start])
    while edge and len(seen) < _FARTHEST:
        at, entered = edge.popleft()
        call = graph.calls.get(at)
        if call is None or (call.kind == "call" and (call.means(*SCORES) or call.means("estimator.fit", "model.train", "split"))):
            continue
        if call.kind == "call" and (call.means("model.predict") or call.name in _ANSWERS or _asks_by_name(facts, call)):
            return True
        for state in graph.feeds(call, entered):
            if state not in seen:
                seen.add(state)
                edge.append(state)
    return False


def _asks_by_name(facts: Facts, call: Call) -> bool:
    """Whether an object of unknown type is called that comes in under a model's name: `model(rows)`, also `model.to(device)(rows)`."""
    if call.name != "()" or not call.arguments:
        return False
    held = [facts.graph.calls[number] for number in call.receiver]
    held += [facts.graph.calls[number] for each in held if each.method in _PLACED for number in each.receiver]
    return any(each.kind in ("parameter", "self", "free") and _NETWORK.search(each.name) for each in held)


def shifted(code: Code, numbers: tuple[int, ...]) -> tuple[int, ...]:
    """Numbers of one source as numbers of the repository."""
    first = code.calls[0].number if code.calls else 0
    return tuple(number + first for number in numbers)
