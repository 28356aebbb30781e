"""`mlreview plan`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evaluator.cli.asking import review_options, reviewed, rubric_of, rubric_text, saved
from evaluator.model.request import Request

if TYPE_CHECKING:
    from evaluator.model.review import Review

WEEK = 7 * 24 * 60


@click.command("plan")
@click.argument("source")
@click.option("--minutes", type=click.IntRange(1, WEEK), default=60, show_default=True, metavar="N", help="How much time there is.")
@click.option(
    "--format", "form", type=click.Choice(["terminal", "json", "markdown"]), default="terminal", help="What goes to standard output."
)
@review_options
def command(source: str, minutes: int, form: str, **asked: Any) -> None:
    """The best use of an hour on SOURCE, a repository or a saved review (its JSON); every gain is recomputed by scoring."""
    from evaluator import report, scoring

    review = _review(source, asked)
    made = scoring.plan(review, rubric_of(asked["rubric"]), asked["profile"], minutes)
    if form == "json":
        sys.stdout.buffer.write(report.plan_json(made))
        return
    written = report.plan_markdown if form == "markdown" else report.plan_text
    sys.stdout.buffer.write(written(made).encode("utf-8", "backslashreplace"))


def _review(source: str, asked: dict[str, Any]) -> Review:
    """The saved review, or one made now."""
    if source.endswith(".json") and Path(source).is_file():
        return saved(Path(source))
    text, name = rubric_text(asked["rubric"])
    request = Request(source, text, name, asked["profile"], excludes=asked["exclude"])
    return reviewed(request, use_cache=not asked["no_cache"])
