"""`mlreview compare`, and what `--baseline` asks of a review."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evaluator.cli.asking import catalogue, rescored, saved

if TYPE_CHECKING:
    from evaluator.model.comparison import Comparison
    from evaluator.model.review import Review

READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("compare")
@click.argument("old", type=READABLE)
@click.argument("new", type=READABLE)
@click.option("--rubric", metavar="NAME|FILE", help="Score both by this rubric first, so that only the work differs.")
@click.option("--profile", metavar="NAME", help="Weights for one reader; with --rubric.")
@click.option(
    "--format", "form", type=click.Choice(["terminal", "json", "markdown"]), default="terminal", help="What goes to standard output."
)
@click.option("--no-score", is_flag=True, help="Leave the numbers out.")
@click.option("--fail-on-regression", is_flag=True, help="Exit with 1 when the score or the readiness fell.")
def command(old: Path, new: Path, rubric: str | None, profile: str | None, form: str, no_score: bool, fail_on_regression: bool) -> int:
    """What was fixed, what is new and which points moved between two saved reviews (their JSON), OLD and NEW."""
    if profile and not rubric:
        raise click.UsageError("--profile needs --rubric: both reviews are then scored anew")
    reviews = [saved(path) for path in (old, new)]
    if rubric:
        reviews = [rescored(review, rubric, profile) for review in reviews]
    comparison = compared(*reviews)
    sys.stdout.buffer.write(told(comparison, form, no_score=no_score))
    return gate(comparison, asked=fail_on_regression)


def compared(before: Review, after: Review) -> Comparison:
    """What changed from one review to the next."""
    from evaluator import comparison

    return comparison.compared(before, after)


def since(baseline: Path | None, review: Review, rubric: str) -> Comparison | None:
    """What changed since a saved review, scored by the rubric and profile of this one where it was by another."""
    if baseline is None:
        return None
    before, used = saved(baseline), review.rubric
    if (before.rubric.digest, before.rubric.profile) != (used.digest, used.profile):
        before = rescored(before, rubric, used.profile)
    return compared(before, review)


def told(comparison: Comparison, form: str, *, no_score: bool = False) -> bytes:
    """The comparison in a format: terminal, markdown or json."""
    from evaluator import report

    if form == "json":
        return report.comparison_json(comparison)
    written = report.comparison_markdown if form == "markdown" else report.comparison_text
    return written(comparison, catalogue(), no_score=no_score).encode("utf-8", "backslashreplace")


def gate(comparison: Comparison | None, *, asked: bool) -> int:
    """The exit status: 1, with one line on standard error, where a regression was to be refused and is there."""
    if not asked or comparison is None or not comparison.regressions:
        return 0
    click.echo(f"mlreview: {'; '.join(comparison.regressions)}", err=True)
    return 1
