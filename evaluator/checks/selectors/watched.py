"""Whether the losses of training and of validation rows are both told while a model trains."""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING

from evaluator.checks.selectors.called import is_dormant
from evaluator.checks.selectors.detectors import whole
from evaluator.checks.selectors.kept_losses import kept_losses
from evaluator.checks.selectors.naming_parts import PHASE
from evaluator.checks.selectors.once import kept
from evaluator.model.regex import regex

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

_GIVEN = frozenset({"validation_data", "validation_split"})
_EVALUATED = frozenset({"eval_strategy", "evaluation_strategy", "do_eval"})
_BOTH = frozenset({"evals", "eval_set", "valid_sets"})
_TRAIN = regex(
    r"(?:^|[^a-z])(?:train|training|tr|trn)(?:ing)?[^a-z]{0,3}(?:(?:epoch|batch|avg|mean|total"
    r"|running)[^a-z]{1,2})?loss(?:es)?(?:[^a-z]|$)|loss(?:es)?[^a-z]{1,3}(?:on |of )?(?:train|tr)"
)
_OTHER = regex(
    r"(?:^|[^a-z])(?:val|valid|validation|test|eval|dev)(?:ation)?[^a-z]{0,3}(?:(?:epoch|batch|avg|mean|total"
    r"|running)[^a-z]{1,2})?loss(?:es)?(?:[^a-z]|$)"
    r"|loss(?:es)?[^a-z]{1,3}(?:on |of )?(?:val|test|eval|dev)"
)
_PLAIN = regex(r"(?:^|[^a-z])loss(?:es)?(?:[^a-z]|$)")
_TELLS = ("log.event", "track.metric", "plot.draw", "plot.show", "experiment-tracking")
_METHODS = frozenset({
    "print", "log", "log_dict", "add_scalar", "add_scalars", "plot", "write", "info", "debug", "log_metrics", "log_metric", "set_postfix",
    "set_description", "writerow", "line", "echo", "secho", "tqdm_write", "report", "scalar", "update", "display",
})  # fmt: skip
_SPAN = 6
_LONGEST = 400
_FAR = 60
_NEAR = 12
_SCORED = r"(?:acc|accuracy|score|f1|rmse|mae|auc|error|perplexity)"
_TRAIN_SCORE = regex(rf"(?:^|[^a-z])(?:train|training|tr)[^a-z]{{0,3}}{_SCORED}")
_OTHER_SCORE = regex(rf"(?:^|[^a-z])(?:val|valid|validation|test|eval|dev)[^a-z]{{0,3}}{_SCORED}")
_NETWORKS = ("gradient.tape", "training.trainer")


def trained_in_rounds(facts: Facts) -> Call | None:
    """A network that is trained round by round; None where nothing is."""
    found = (
        call for code in facts.product for call in code.those(("loss.backward", *_NETWORKS, "model.train"), ("backward", "value_and_grad"))
    )
    for call in found:
        if call.method in ("backward", "value_and_grad") or call.means(*_NETWORKS) or call.family == "neural" or _is_long(call):
            return call
    return None


def _is_long(call: Call) -> bool:
    """Whether a fit is told how many rounds to learn, as that of a network is."""
    return call.method in ("fit", "fit_generator") and any(
        each.name in ("epochs", "nb_epoch", "steps_per_epoch") for each in call.arguments
    )


def watched(facts: Facts) -> Iterator[Found]:
    """Each with its place: what a fit reports, what a loop tells, what a figure shows."""
    for call in facts.those(("model.train", "training.trainer", "estimator.fit"), ("fit", "fit_generator", "fit_one_cycle", "fine_tune")):
        yield from _of_fit(facts, call)
    yield from whole(facts, "reports the losses of training and of validation after each epoch")
    yield from _of_settings(facts)
    for code in facts.product:
        yield from _told(facts, code)
    yield from kept_losses(facts)


def _of_fit(facts: Facts, call: Call) -> Iterator[Found]:
    """What one fit says of both sides."""
    given = {each.name: each for each in call.arguments}
    unsure: Confidence = "low" if is_dormant(facts, call) else "high"
    if call.name.startswith("fastai.") and call.means("model.train"):
        yield call.at, f"{call.method} prints the losses of training and of validation after each epoch", unsure
    elif _GIVEN & given.keys() and not (given.get("epochs") is None and call.family != "neural"):
        drawn = _drawn(facts, call)
        if drawn is not None:
            yield drawn.at, f"the losses that {call.method} reports are shown here (line {call.line} trains)", unsure
        elif "verbose" not in given or given["verbose"].constant != 0 or not given["verbose"].is_constant:
            yield call.at, f"{call.method} prints the losses of training and of validation rows after each epoch", unsure
    elif _BOTH & given.keys():
        rows = given[next(iter(_BOTH & given.keys()))]
        near = [facts.graph.calls[number] for number in rows.inputs if number in facts.graph.calls]
        names = " ".join(name.lower() for each in near for name in (*each.targets, each.name))
        quiet = "verbose" in given and given["verbose"].constant in (0, False) and given["verbose"].is_constant
        quiet = quiet or ("verbose_eval" in given and given["verbose_eval"].constant is False)
        if "train" in names and len(near) > 1 and not quiet:
            yield call.at, f"{call.method} scores training rows and others at each round", unsure


def _drawn(facts: Facts, call: Call) -> Call | None:
    """Where the history of a fit is drawn, printed or logged, of both its losses that of other rows."""
    after = list(facts.graph.downstream(call, most=_FAR))
    keys = {str(each.constant("", 0)): each for each in after if each.kind == "item"}
    if not {"loss", "val_loss"} <= keys.keys():
        return None
    takers = facts.graph.downstream(keys["val_loss"], most=_NEAR)
    return next((each for each in takers if each.means("plot.draw", "log.event", "track.metric") or each.method in ("plot", "print")), None)


def _of_settings(facts: Facts) -> Iterator[Found]:
    """A trainer of a library that is told to evaluate while it trains, and given rows for it."""
    trainers = [call for call in facts.calls_to("training.trainer") if call.kind == "call"]
    given = next((call for call in trainers if call.argument("eval_dataset") is not None), None)
    for call in facts.calls_to("training.settings"):
        told = next((each for each in call.arguments if each.name in _EVALUATED), None)
        if call.kind != "call" or told is None or told.constant in ("no", False) or given is None:
            continue
        yield call.at, f"the trainer logs the training loss, and by `{told.name}` that of its other rows", "high"


def _told(facts: Facts, code: Code) -> Iterator[Found]:
    """Losses of both sides that one file prints, logs or draws."""
    lines = _lines(code)
    tellers = [(code.line_of(call), call) for call in code.those(_TELLS, _METHODS)]
    ends = sorted({line for line, _ in tellers})
    said: list[tuple[Call, str]] = []
    for first, call in tellers:
        after = bisect.bisect_right(ends, first)
        last = min(first + _SPAN, ends[after] if after < len(ends) else first + _SPAN)
        said.append((call, _words(facts, call, [text for line in range(first, last) for text in lines.get(line, [])])))
    losses = [(call, words) for call, words in said if "loss" in words]
    if both := _both(losses, _TRAIN, _OTHER):
        yield _found(facts, *both, "the loss", "high")
    elif both := _both(said, _TRAIN_SCORE, _OTHER_SCORE):
        yield _found(facts, *both, "a score, not the loss,", "low")
    elif (other := next((call for call, words in losses if _OTHER.search(words)), None)) and (plain := _plain(facts, said)):
        where = f"cell {plain.cell}, line {plain.line}" if plain.cell else f"line {plain.line}"
        note = f"the loss of validation or test rows is told here, and a loss at {where}; whether that of training rows could not be told"
        yield other.at, note, "low"
    elif named := next((call for call, words in losses if PHASE.search(words) and _has_both(code)), None):
        yield named.at, "a loss is told here under the name of a part of the data; that both parts are told could not be told", "low"


def _plain(facts: Facts, said: list[tuple[Call, str]]) -> Call | None:
    """What tells a loss, by its words or by the name of a value, and does not say of which rows."""
    for call, words in said:
        given = (facts.graph.calls[number] for each in call.arguments for number in each.inputs if number in facts.graph.calls)
        if not _OTHER.search(words) and (_PLAIN.search(words) or any("loss" in name for each in given for name in _called(facts, each))):
            return call
    return None


def perhaps(facts: Facts) -> Location | None:
    """Where a loss is told beside another value, whose names in the text are not seen."""
    for code in facts.product:
        for call in code.those(_TELLS, _METHODS):
            given = [facts.graph.calls[number] for each in call.arguments for number in each.inputs if number in facts.graph.calls]
            names = [" ".join(_called(facts, each)).lower() for each in given]
            if call.loops and len(given) > 1 and any("loss" in name for name in names):
                return call.at
    return None


def _called(facts: Facts, call: Call) -> Iterator[str]:
    """What a value goes by: its own names, and those of what it is asked of (`loss` of `loss.item()`)."""
    yield from (*call.targets, call.written, call.name)
    for number in call.receiver:
        yield from facts.graph.calls[number].targets


def _both(said: list[tuple[Call, str]], train: re.Pattern[str], other: re.Pattern[str]) -> tuple[Call, Call] | None:
    """The first calls that tell something of training rows and of others."""
    first = next((call for call, words in said if train.search(words)), None)
    last = next((call for call, words in said if other.search(words)), None)
    return None if first is None or last is None else (first, last)


def _found(facts: Facts, first: Call, last: Call, what: str, sure: Confidence) -> Found:
    """What is said of two calls that tell both sides."""
    where = (
        "beside it"
        if first.number == last.number
        else f"at cell {first.cell}, line {first.line}"
        if first.cell
        else f"at line {first.line}"
    )
    words = f"{what} of validation or test rows is told here, that of training rows {where}"
    return last.at, words, "low" if is_dormant(facts, last) else sure


def _has_both(code: Code) -> bool:
    """Whether a file names both parts of the data."""
    texts = {text.lower() for _, text in code.source.strings} | {
        str(item).lower() for call in code.calls for each in call.arguments for item in each.items
    }
    return "train" in texts and bool({"val", "valid", "validation", "test", "eval"} & texts)


@kept
def _lines(code: Code) -> dict[int, list[str]]:
    """The texts of a file by line."""
    found: dict[int, list[str]] = {}
    for line, text in code.source.strings:
        found.setdefault(line, []).append(text[:_LONGEST])
    return found


def _words(facts: Facts, call: Call, texts: list[str]) -> str:
    """What a telling call is given: names, literals, keys, and the names of what feeds it."""
    words: list[str] = []
    for each in call.arguments:
        words += [each.name, each.text, *(str(item) for item in each.items), str(each.constant or "")]
        for number in each.inputs:
            near = facts.graph.calls.get(number)
            if near is not None and near.path == call.path:
                words += [*near.targets, near.written, near.method, str(near.constant("", 0) or "")]
    words += texts if call.method not in ("append", "update") else []
    return " | ".join(word for word in words if word)[: 4 * _LONGEST].lower()
