"""`mlreview rescore`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from evaluator.cli.asking import rescored, saved
from evaluator.cli.compare import compared, told


@click.command("rescore")
@click.argument("review", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--rubric", default="hiring", metavar="NAME|FILE", show_default=True, help="The rubric to score by.")
@click.option("--profile", metavar="NAME", help="Weights for one reader.")
@click.option("--format", "form", type=click.Choice(["terminal", "json"]), default="terminal", help="What goes to standard output.")
def command(review: Path, rubric: str, profile: str | None, form: str) -> None:
    """Score the results of a saved REVIEW (its JSON) again; every change is listed with its reason and the criterion responsible."""
    from evaluator import report

    old = saved(review)
    new = rescored(old, rubric, profile)
    sys.stdout.buffer.write(report.json(new) if form == "json" else told(compared(old, new), "terminal"))
