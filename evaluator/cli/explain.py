"""`mlreview explain ID`."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from evaluator.cli.asking import catalogue, rubric_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.result import Check
    from evaluator.model.rubric import Criterion, Dimension, Rubric

WIDTH = 100


def completed(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The ids that begin so, with their titles, for a shell."""
    read = rubric_of("hiring")
    known = {check.id: check.title for check in catalogue()}
    known |= {criterion.id: criterion.title for criterion in read.criteria}
    known |= {dimension.id: dimension.title for dimension in read.dimensions}
    return [CompletionItem(name, help=title) for name, title in sorted(known.items()) if name.startswith(incomplete)]


@click.command("explain")
@click.argument("name", metavar="ID", shell_complete=completed)
@click.option("--rubric", default="hiring", metavar="NAME|FILE", show_default=True, help="Whose criteria.")
def command(name: str, rubric: str) -> None:
    """What a check, a criterion or a dimension looks for, why employers care, and how to mend it."""
    read = rubric_of(rubric)
    checks = {check.id: check for check in catalogue()}
    criteria = {criterion.id: criterion for criterion in read.criteria}
    dimensions = {dimension.id: dimension for dimension in read.dimensions}
    if name in checks:
        told = of_check(checks[name], read)
    elif name in criteria:
        told = of_criterion(criteria[name])
    elif name in dimensions:
        told = of_dimension(dimensions[name])
    else:
        near = difflib.get_close_matches(name, [*checks, *criteria, *dimensions], 3)
        hint = f"did you mean {', '.join(near)}?" if near else "`mlreview checks` lists them"
        raise click.UsageError(f"there is no check, criterion or dimension `{name}`; {hint}")
    for line in told:
        click.echo(click.wrap_text(line, WIDTH, subsequent_indent="  " if line.startswith("Level") else ""))
        if line.endswith("\n"):
            click.echo()


def of_check(check: Check, rubric: Rubric) -> Iterator[str]:
    """A check in words, with how often it was right and who uses it."""
    yield f"{check.id} ({check.dimension}, {check.concern})\n"
    yield f"{check.title}.\n"
    told = (("Why", check.why), ("Fix", check.fix), ("They may ask", check.ask), ("Does not apply to", ", ".join(check.not_for)))
    yield from (f"{head}: {text}" for head, text in told if text)
    yield read_by_hand(check.id)
    used = [one.id for one in rubric.criteria if any(check.id in (*level.all, *level.any) for level in one.levels)]
    yield f"Used by: {', '.join(used) or 'no criterion of this rubric'}"


def of_criterion(criterion: Criterion) -> Iterator[str]:
    """A criterion's levels, what its next step is, and the checks that decide it."""
    yield f"{criterion.id}\n"
    yield f"{criterion.title}\n"
    yield from (f"Level {level.level}: {level.descriptor}" for level in criterion.levels)
    yield f"Next: {criterion.advice}"
    named = dict.fromkeys(name for level in criterion.levels for name in (*level.all, *level.any))
    yield f"Decided by: {', '.join(named) or 'a person'}"


def of_dimension(dimension: Dimension) -> Iterator[str]:
    """A dimension's weight and the question of each of its criteria."""
    yield f"{dimension.id}: {dimension.title}, weight {dimension.weight:g} of 100\n"
    yield from (f"{criterion.id} ({criterion.weight:g}): {criterion.title}" for criterion in dimension.criteria)


def read_by_hand(name: str) -> str:
    """How often a check was found right, in words."""
    from evaluator import resources, scoring

    found = scoring.precisions(resources.precision()).get(name)
    if found is None:
        return "Read by hand: not yet."
    least, most = found.interval()
    asks = "; until it is better its fails are only questions" if found.is_advisory else ""
    return (
        f"Read by hand: {found.right} of {found.read} outcomes on public repositories were right"
        f" (95 % interval {least:.0%} to {most:.0%}){asks}."
    )
