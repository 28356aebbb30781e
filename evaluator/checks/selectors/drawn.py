"""Plots of a model's answers: beside the truth case by case, or as a spread over another spread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.scoring import answers
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.source import Argument

NEAR = 8
POINTS = frozenset({"scatter", "regplot", "scatterplot", "jointplot", "lmplot", "Scatter", "residplot", "hexbin"})
LINES = frozenset({"plot", "lineplot", "line", "step", "Scatter", "scatter"})
HEAPS = frozenset({"hist", "histplot", "distplot", "kdeplot", "displot", "histogram"})
GRIDS = frozenset({"linspace", "arange", "logspace", "geomspace", "meshgrid"})
# Where one picture ends and another begins.
ENDS = frozenset({"figure", "show", "close", "clf"})
SPREADS = HEAPS | {"boxplot", "bar"} | POINTS | LINES
# What a model is given, by name; a density is no answer.
GIVEN = regex(r"^(?:x|features?|inputs?)(?:_\w+)?$")
DENSITIES = frozenset({"density", "support", "cdf", "icdf", "evaluate_density"})
RESIDUAL = regex(r"^resid(?:uals?|_dev|_pearson|_response)?$")
TWO_LINES = 4  # `plot(x, told, x, truth)`
PREDICTED = regex(r"pred|forecast|y_?hat")
ACTUAL = regex(r"actual|truth|y_?true|(?:^|_)real|y_?test|y_?val|observed|ground")


def beside_truth(facts: Facts, code: Code) -> Iterator[Call]:
    """One plot of points of both, a plot of their difference, or a line of the predictions beside a line of something else."""
    drawn = _drawn(code, SPREADS)
    lines = {call.number: _answered(facts, call) for call in drawn if call.method in LINES}
    for call in drawn:
        line = lines.get(call.number) is True and any(lines.get(other.number) is False for other in _beside(code, drawn, call))
        if line or _shows_both(facts, call):
            yield call


def left_over(code: Code) -> Iterator[Call]:
    """A plot of the residuals that a fit keeps: `plot(results.resid)`."""
    for call in _drawn(code, SPREADS):
        if any(RESIDUAL.search(argument.text.rpartition(".")[2]) for argument in call.arguments if argument.inputs):
            yield call


def overlaid(facts: Facts, code: Code) -> Iterator[Call]:
    """A histogram or density of the answers over another one."""
    drawn = _drawn(code, HEAPS)
    told = {call.number: _answered(facts, call) for call in drawn}
    for call in drawn:
        if told[call.number] is True and any(told[other.number] is False for other in _beside(code, drawn, call)):
            yield call


def _drawn(code: Code, methods: frozenset[str]) -> list[Call]:
    return [call for call in code.calls_to("plot.draw") if call.kind == "call" and call.method in methods]


def _beside(code: Code, drawn: list[Call], call: Call) -> Iterator[Call]:
    """What is drawn near a call, in the same figure."""
    near = (each for each in drawn if (each.scope, each.cell) == (call.scope, call.cell) and abs(each.line - call.line) <= NEAR)
    ends = [each.line for each in code.within(call.scope) if each.method in ENDS and each.kind == "call" and each.cell == call.cell]
    return (each for each in near if not any(min(each.line, call.line) < line < max(each.line, call.line) for line in ends))


def _shows_both(facts: Facts, call: Call) -> bool:
    """Whether one plot is given the answers and something beside them that is no input of the model."""
    placed = [argument for argument in call.arguments[:6] if argument.name in ("", "x", "y") and _is_value(facts, argument)]
    told = [{answers(facts, number) for number in argument.inputs} for argument in placed]
    told += [_of_a_table(facts, number) for argument in call.arguments for number in (*argument.inputs, *call.receiver)]
    if call.method in POINTS:
        named = {_told_by_name(argument.text) for argument in call.arguments[:2] if argument.name in ("", "x", "y")}
        return {True, False} in told or ({True} in told and {False} in told) or {True, False} <= named
    several = sum(bool(argument.inputs) for argument in call.arguments if argument.name == "") >= TWO_LINES
    return {True, False} in told or (several and {True} in told and {False} in told)


def _is_value(facts: Facts, argument: Argument) -> bool:
    """Whether an argument is a computed value and no column of what the model is given: `x["age"]`, `X_test.age`."""
    near = [facts.graph.calls[number] for number in argument.inputs if number in facts.graph.calls]
    columns = (each for each in near if each.kind == "item" and not (each.arguments and isinstance(each.arguments[0].constant, int)))
    whole = [facts.graph.calls[number] for each in columns for number in each.receiver if number in facts.graph.calls]
    names = [
        argument.text.partition(".")[0] if "." in argument.text else "",
        *(name for each in whole for name in (*each.targets, _own_name(each))),
    ]
    return bool(argument.inputs) and not any(GIVEN.search(name.lower()) for name in names)


def _own_name(call: Call) -> str:
    """The name of a value that comes from elsewhere: a parameter, or what is imported."""
    return call.method if call.kind in ("free", "parameter") else ""


def _told_by_name(text: str) -> bool | None:
    """True for the name of an answer, False for that of the truth, None for any other."""
    name = text.rpartition(".")[2].lower()
    return True if PREDICTED.search(name) else False if ACTUAL.search(name) else None


def _answered(facts: Facts, call: Call) -> bool | None:
    """Whether what a line shows, its last value, is a model's answer; None when it is no computed value, or a density."""
    given = [argument for argument in call.arguments if argument.name in ("", "x", "y") and not isinstance(argument.constant, str)]
    if not given and call.receiver:
        return _of_columns(facts, call)
    values = [argument for argument in given if argument.inputs]
    if not values or values[-1] is not given[-1] or values[-1].text.rpartition(".")[2] in DENSITIES:
        return None
    near = [facts.graph.calls[number] for number in values[-1].inputs if number in facts.graph.calls]
    if near and all(each.kind == "call" and each.method in GRIDS for each in near):
        return None  # a line of one's own over even steps, whatever its name
    named = _told_by_name(values[-1].text)
    return named if named is not None else any(answers(facts, number) for number in values[-1].inputs)


def _of_columns(facts: Facts, call: Call) -> bool | None:
    """The same where columns draw themselves: `df[["forecast"]].plot()`; None where no column is named."""
    picked = facts.graph.calls.get(call.receiver[0])
    if picked is None or picked.kind != "item" or not picked.arguments or not picked.type.startswith("pandas."):
        return None
    key = picked.arguments[0]
    names = [text for text in (key.constant, *key.items) if isinstance(text, str)]
    return any(PREDICTED.search(name.lower()) for name in names) if names and not key.text else None


def _of_a_table(facts: Facts, number: int) -> set[bool]:
    """For a table made of several values: whether they are answers, or the truth."""
    made = facts.graph.calls.get(number)
    if made is None or not made.means("data.construct"):
        return set()
    values = [argument for argument in made.arguments if argument.name not in ("index", "columns", "dtype")]
    return {answers(facts, each) for argument in values for each in argument.inputs}
