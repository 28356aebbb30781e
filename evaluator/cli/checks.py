"""`mlreview checks`."""

from __future__ import annotations

import click


@click.command("checks")
def command() -> None:
    """The catalogue of checks: id, and the claim that is true of a good repository."""
    from evaluator import checks

    dimension = ""
    for check in sorted(checks.catalogue(), key=lambda each: (checks.DIMENSIONS.index(each.dimension), each.concern, each.id)):
        if check.dimension != dimension:
            dimension = check.dimension
            click.echo(f"{chr(10) if dimension != checks.DIMENSIONS[0] else ''}{dimension}")
        click.echo(f"  {check.id:28} {check.title}.")
