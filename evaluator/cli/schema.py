"""`mlreview schema`."""

from __future__ import annotations

import json
from typing import Any

import click

KINDS = ("review", "comparison", "rubric")


@click.command("schema")
@click.argument("kind", type=click.Choice(KINDS), default="review")
def command(kind: str) -> None:
    """The JSON Schema of a review, a comparison or a rubric: for who writes a script or a rubric."""
    click.echo(written(kind), nl=False)


def written(kind: str) -> str:
    """A schema as text; docs/schemas/ holds the same."""
    return json.dumps(_schema(kind), indent=2, ensure_ascii=False) + "\n"


def _schema(kind: str) -> dict[str, Any]:
    from evaluator import report, scoring
    from evaluator.model.comparison import Comparison
    from evaluator.model.review import Review

    if kind == "rubric":
        return scoring.schema()
    return (
        report.schema(Review, "A review by mlreview")
        if kind == "review"
        else report.schema(Comparison, "Two reviews by mlreview, compared")
    )
