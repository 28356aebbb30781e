"""Rows kept apart, a baseline beside the model, the worst errors: with the names that the reader's own code has for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.fits import fits
from evaluator.checks.selectors.named_rows import Parts, has_third, parts, scored
from evaluator.checks.selectors.plain_words import is_dotted, is_name, lacks
from evaluator.checks.selectors.split_again import cited, stands, written
from evaluator.model.review import Sketch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.result import Result

MOST = 20


def held_out(facts: Facts, results: Mapping[str, Result]) -> Sketch | None:
    """A third part, split off what the model learns from, for every choice that is now made on the test part."""
    if not lacks(results, "test-used-once", "scored-on-held-out") or has_third(facts):
        return None
    found = next((each for each in parts(facts) if "test" in each.names[1].lower()), None)
    if found is None:
        return None
    learned, apart = found.names[::2], found.names[1::2]
    third = tuple(name.replace("test", "val").replace("Test", "Val").replace("TEST", "VAL") for name in apart)
    if len({*found.names, *third}) != len(found.names) + len(third):
        return None
    order = "shuffle=False" if found.call.constant("shuffle") is False else "random_state=42"
    given = ", ".join(name for pair in zip(learned, third, strict=True) for name in pair)
    lines = [
        f"# {stands(found.call)}: after this split",
        f"{given} = {found.call.written}(",
        f"    {', '.join(learned)}, test_size=0.25, {order},",
        ")",
        f"# stop, tune and choose by {third[0]}; score {apart[0]} once, at the end",
    ]
    return Sketch("\n".join(lines), "python")


def leakage(facts: Facts, results: Mapping[str, Result]) -> Sketch | None:
    """The reader's own split first, and their own transformer fitted on the part to learn from."""
    places = cited(results, "split-before-fit")
    late = [fit.call for fit in fits(facts) if (fit.call.path, fit.call.line, fit.call.cell) in places]
    made = (_turned(facts, found, call) for found in (parts(facts) if late else ()) for call in late)
    return next(filter(None, made), None)


def _turned(facts: Facts, found: Parts, fit: Call) -> Sketch | None:
    """A transformer that makes what is split of what it is given, written the other way round."""
    split, given = found.call, [written(argument) for argument in found.call.arguments]
    made = next((facts.graph.calls[number] for number in fit.receiver if number in facts.graph.calls), None)
    raw, name = fit.argument("X", 0), made.targets[0] if made is not None and len(made.targets) == 1 else ""
    plain = fit.method == "fit_transform" and len(fit.arguments) == 1 and len(fit.targets) == 1 and raw is not None and is_dotted(raw.text)
    if not plain or raw is None or not is_name(name) or not all(given) or (fit.path, fit.scope) != (split.path, split.scope):
        return None
    if split.arguments[0].text != fit.targets[0] or split.arguments[0].name or made is None or made.scope != fit.scope:
        return None
    rows, rest = found.names[:2]
    lines = [
        f"# {stands(split)}: split first",
        f"# (in place of the fit in {f'cell {fit.cell}' if fit.cell else f'line {fit.line}'})",
        f"{', '.join(found.names)} = {split.written}(",
        f"    {', '.join([raw.text, *given[1:]])},",
        ")",
        f"{rows} = {name}.fit_transform({rows})",
        f"{rest} = {name}.transform({rest})",
    ]
    return Sketch("\n".join(lines), "python")


def model_comparison(facts: Facts, results: Mapping[str, Result]) -> Sketch | None:
    """A model that looks at nothing, scored by the reader's own metric on their own rows."""
    found = next(scored(facts), None) if lacks(results, "baseline-evaluated") else None
    if found is None:
        return None
    given = [written(argument) for argument in found.metric.arguments if argument.name not in ("", "y_true", "y_pred")]
    if not all(given):
        return None
    kind, how = ("DummyClassifier", "most_frequent") if found.classes else ("DummyRegressor", "mean")
    said = ", ".join([found.truth, "guessed", *given])
    lines = [
        f"# {stands(found.metric)}: beside this score",
        f"from sklearn.dummy import {kind}",
        "",
        f'baseline = {kind}(strategy="{how}")',
        f"baseline.fit({', '.join(found.learned)})",
        f"guessed = baseline.predict({found.asked})",
        f'print("baseline", {found.metric.written}({said}))',
    ]
    return Sketch("\n".join(lines), "python")


def error_analysis(facts: Facts, results: Mapping[str, Result]) -> Sketch | None:
    """The rows of the reader's test part that the model gets most wrong."""
    asked = lacks(results, "confusion-shown", "residuals-shown", "errors-listed", "errors-inspected")
    found = next((each for each in scored(facts) if is_dotted(each.said)), None) if asked else None
    if found is None:
        return None
    order = f"np.flatnonzero(truth != said)[:{MOST}]" if found.classes else f"np.argsort(-abs(truth - said))[:{MOST}]"
    lines = [
        f"# {stands(found.metric)}: after this score",
        "import numpy as np",
        "",
        f"truth, said = np.asarray({found.truth}).ravel(), np.asarray({found.said}).ravel()",
        f"for row in {order}:",
        "    print(row, truth[row], said[row])",
    ]
    return Sketch("\n".join(lines), "python")
