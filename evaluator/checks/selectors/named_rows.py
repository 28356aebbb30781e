"""Rows by the names they have in the reader's code, where all that is needed has one in the same function or script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.measured import CLASSES_SEEN, ERRORS, plain_name
from evaluator.checks.selectors.plain_words import is_column, is_dotted, is_name, is_path
from evaluator.checks.selectors.split_again import SPLIT
from evaluator.checks.selectors.splits import splits
from evaluator.checks.selectors.training import trainings
from evaluator.model.code import Call
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts
    from evaluator.model.source import Argument

_METRICS = "sklearn.metrics."
_CLASSES = CLASSES_SEEN | {"accuracy"}
_TWO = 2
_THIRD = regex(r"(?:^|_)(?:val|valid|validation|dev)(?:_|\d|$)", re.IGNORECASE)
_MEASURED = regex(r"loss|acc|score|metric|best|error|result", re.IGNORECASE)


class Scored(msgspec.Struct, frozen=True):
    """A fit, a prediction and a metric of one script or function, by the names of what they are given."""

    metric: Call
    learned: tuple[str, str]
    asked: str
    truth: str
    said: str
    classes: bool


class Parts(msgspec.Struct, frozen=True):
    """A call that splits rows, with the names of two parts, or of four where it splits the answers, too, in the order given."""

    call: Call
    names: tuple[str, ...]


def parts(facts: Facts) -> Iterator[Parts]:
    """Splits of scikit-learn that give two or four parts, each under a name of its own."""
    for split in splits(facts):
        call, names = split.call, split.call.targets
        meant = call.name == SPLIT and split.kind == "call" and not split.doubtful and _can_be_told(call)
        if meant and len(names) in (_TWO, 2 * _TWO) and all(map(is_name, names)) and len(set(names)) == len(names):
            yield Parts(call, names)


def has_third(facts: Facts) -> bool:
    """Whether anything in product code goes by the name of a part to validate on."""
    return any(_THIRD.search(name) and not _MEASURED.search(name) for code in facts.product for call in code.calls for name in call.targets)


def answer_column(facts: Facts) -> str:
    """The one column that is split off or learned from as the answer, taken by its name straight from a table; "" for none or several."""
    asked = [each.call for each in splits(facts) if each.call.name == SPLIT] + [call for call in trainings(facts) if call.method == "fit"]
    given = [[each for each in call.arguments if each.name in ("", "y")][1:2] for call in asked]
    nodes = [facts.graph.calls[number] for each in given for one in each for number in one.inputs if number in facts.graph.calls]
    columns = {_column(node) for node in nodes if node.kind == "item"} - {""}
    return columns.pop() if len(columns) == 1 else ""


def _column(node: Call) -> str:
    """The plain name by which a column is picked."""
    name = node.arguments[0].constant if len(node.arguments) == 1 else None
    return name if isinstance(name, str) and is_column(name) else ""


def scored(facts: Facts) -> Iterator[Scored]:
    """Scores by a metric of scikit-learn on other rows than those learned from, the last in a file first."""
    fitted = [call for call in trainings(facts) if call.method == "fit" and call.kind == "call"]
    for metric in reversed(list(facts.calls_to("metric")) if fitted else []):
        truth, said = (_named(metric, name, position) for position, name in enumerate(("y_true", "y_pred")))
        if not metric.name.startswith(_METRICS) or truth is None or said is None or not _can_be_told(metric):
            continue
        for asking in (facts.graph.calls[number] for number in said.inputs if number in facts.graph.calls):
            found = _scored(metric, truth, said, asking, fitted) if asking.method == "predict" else None
            if found is not None:
                yield found


def _scored(metric: Call, truth: Argument, said: Argument, asking: Call, fitted: list[Call]) -> Scored | None:
    asked = asking.argument("X", 0)
    name = plain_name(metric.method)
    if asked is None or not _stand_together(metric, asking) or not (is_dotted(asked.text) and is_dotted(truth.text)):
        return None
    for fit in fitted:
        given = [argument.text for argument in fit.arguments[:_TWO] if argument.name in ("", "X", "y")]
        same = set(fit.receiver) & set(asking.receiver) or fit.number in asking.receiver
        plain = len(given) == _TWO and all(map(is_dotted, given)) and given[0] != asked.text and given[1] != truth.text
        if same and plain and _stand_together(fit, metric) and (name in _CLASSES or name in ERRORS):
            return Scored(metric, (given[0], given[1]), asked.text, truth.text, said.text, name in _CLASSES)
    return None


def _named(call: Call, name: str, position: int) -> Argument | None:
    found = call.argument(name, position)
    return found if found is not None and found.inputs else None


def _can_be_told(call: Call) -> bool:
    return is_path(call.path) and is_dotted(call.written)


def _stand_together(one: Call, other: Call) -> bool:
    return (one.path, one.scope) == (other.path, other.scope)
