"""`mlreview rescore`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from evaluator.cli.asking import rubric_text
from evaluator.model.errors import SnapshotError


@click.command("rescore")
@click.argument("review", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--rubric", default="hiring", metavar="NAME|FILE", show_default=True, help="The rubric to score by.")
@click.option("--profile", metavar="NAME", help="Weights for one reader.")
@click.option("--format", "form", type=click.Choice(["terminal", "json"]), default="terminal", help="What goes to standard output.")
def command(review: Path, rubric: str, profile: str | None, form: str) -> None:
    """Score the results of a saved REVIEW (its JSON) again; every change is listed with the criterion responsible."""
    from evaluator import checks, report, scoring

    try:
        old = report.read_json(review.read_bytes())
    except ValueError as error:
        raise SnapshotError(f"{review} is no review of this tool: save one with -o review.json") from error
    new = scoring.rescore(old, scoring.load_rubric(*rubric_text(rubric), frozenset(checks.functions())), profile)
    if form == "json":
        sys.stdout.buffer.write(report.json(new))
        return
    click.echo(f"score {old.score} -> {new.score}, readiness {old.readiness.level} -> {new.readiness.level}")
    before = {criterion.id: criterion for dimension in old.dimensions for criterion in dimension.criteria}
    for dimension in new.dimensions:
        for criterion in dimension.criteria:
            was = before.get(criterion.id)
            if was is None or round(was.points, 2) != round(criterion.points, 2) or was.level != criterion.level:
                then = f"level {was.level}, {was.points:.2f} points" if was else "not in the old rubric"
                click.echo(f"  {criterion.id:24} {then} -> level {criterion.level}, {criterion.points:.2f} points")
    for lost in sorted(set(before) - {criterion.id for dimension in new.dimensions for criterion in dimension.criteria}):
        click.echo(f"  {lost:24} {before[lost].points:.2f} points -> not in the new rubric")
