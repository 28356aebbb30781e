"""`mlreview schema`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from msgspec import Struct

KINDS = ("review", "comparison", "plan", "rubric")


@click.command("schema")
@click.argument("kind", type=click.Choice(KINDS), default="review")
def command(kind: str) -> None:
    """The JSON Schema of a review, a comparison, a plan or a rubric: for who writes a script or a rubric."""
    click.echo(written(kind), nl=False)


def written(kind: str) -> str:
    """A schema as text; docs/schemas/ holds the same."""
    return json.dumps(_schema(kind), indent=2, ensure_ascii=False) + "\n"


def _schema(kind: str) -> dict[str, Any]:
    from evaluator import report, scoring
    from evaluator.model.comparison import Comparison
    from evaluator.model.plan import Plan
    from evaluator.model.review import Review

    if kind == "rubric":
        return scoring.schema()
    documents: dict[str, tuple[type[Struct], str]] = {
        "review": (Review, "A review by mlreview"),
        "comparison": (Comparison, "Two reviews by mlreview, compared"),
        "plan": (Plan, "The best use of some minutes, by mlreview"),
    }
    return report.schema(*documents[kind])
