"""What a front page could say, begun with what the code tells: the target, the metric, the command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.measured import ERRORS
from evaluator.checks.selectors.named_facts import metric_names
from evaluator.checks.selectors.named_rows import answer_column
from evaluator.checks.selectors.plain_words import failed, lacks
from evaluator.checks.selectors.start_command import started
from evaluator.checks.selectors.targets import TARGETISH
from evaluator.model.review import Sketch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evaluator.model.facts import Facts
    from evaluator.model.result import Result


LOSSES = (ERRORS - {"r2"}) | {"log-loss", "perplexity", "fid", "wer"}
LEAST = 2


def problem_statement(facts: Facts, results: Mapping[str, Result]) -> Sketch | None:
    """The lines on the problem that are not there yet, with the reader's own target and metric."""
    column, metrics = answer_column(facts), metric_names(facts)
    if len(column) < LEAST or column.lower() in TARGETISH:
        return None
    lines = ["## Problem", ""]
    if lacks(results, "problem-described"):
        lines += [f"- What is predicted: {column}, in ...", "- From what: ..., all known before the decision"]
    if lacks(results, "use-described"):
        lines += [f"- Who decides: ... decides ... by the predicted {column}", "- What an error costs: one way ..., the other way ..."]
    if lacks(results, "success-criterion-stated") and metrics:
        lines.append(f"- Good enough: {metrics[0]} of at {'most' if metrics[0] in LOSSES else 'least'} ...; without a model it is ...")
    return Sketch("\n".join(lines), "markdown") if lines[LEAST:] else None


def readme(facts: Facts, results: Mapping[str, Result]) -> Sketch | None:
    """The order of the front page, with the command that starts the program and the metrics of the code."""
    command, metrics = started(facts), metric_names(facts)
    if not failed(results, "readme-substantial", "setup-explained", "commands-given") or command is None:
        return None
    table = f": {', '.join(metrics)} of a baseline and of the model" if metrics else ""
    lines = [
        "## Problem: who uses the prediction, and for what",
        f"## Results{table}",
        "## How to run",
        "",
        "    pip install -r requirements.txt",
        f"    {' '.join(command)}",
        "",
        "## Example: one input and the answer to it",
        "## How it works",
        "## Limits",
    ]
    return Sketch("\n".join(lines), "markdown")
