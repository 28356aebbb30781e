"""`mlreview batch`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from evaluator.cli.asking import cache_folder, review_options, rubric_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from evaluator.cohort import Order

T = TypeVar("T")


@click.command("batch")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("mlreview-cohort"), show_default=True, help="The folder for the pages."
)
@review_options
@click.option("--jobs", type=click.IntRange(1, 64), metavar="N", help="Reviews at a time (default: one a processor).")
@click.option("--no-score", is_flag=True, help="Leave the numbers out of the pages.")
@click.option("--candidate", is_flag=True, help="All are one person's: index.html says what they show together.")
@click.option("--quiet", is_flag=True, help="No progress, no summary.")
def command(sources: tuple[str, ...], output: Path, jobs: int | None, candidate: bool, quiet: bool, **asked: Any) -> None:
    """Review many: a roster (CSV with a column path or url), a folder of repositories, several paths or URLs.

    Written into the output folder: a page and a JSON a repository, index.html for the cohort, grades.csv.
    With --candidate index.html is the page over one person's repositories: the best that any of them shows, what no
    repository shows, and no grade of the whole. A repository that cannot be reviewed is a row that says why.
    """
    from evaluator import checks, cohort

    entries = cohort.entries(sources, Path)
    text, name = rubric_text(asked["rubric"])
    order = cohort.Order(
        folder=output,
        rubric=text,
        rubric_name=name,
        profile=asked["profile"],
        excludes=asked["exclude"],
        cache=cache_folder(not asked["no_cache"]),
        workers=jobs or os.cpu_count() or 1,
        no_score=asked["no_score"],
        checks=checks.catalogue(),
    )
    check_rubric(text, name)
    if candidate:
        found = progressing(cohort.portray_all(entries, order), len(entries), quiet)
        rows = [each.row for each in concluding(found, cohort.conclude_candidate, order)]
    else:
        rows = concluding(progressing(cohort.review_all(entries, order), len(entries), quiet), cohort.conclude, order)
    if not quiet:
        failed = sum(1 for row in rows if row.failure)
        click.echo(f"{len(rows) - failed} reviewed, {failed} failed: {output / 'index.html'}, {output / 'grades.csv'}")


def concluding(found: Iterator[T], conclude: Callable[[list[T], Order], None], order: Order) -> list[T]:
    """All that was found; what is over all of it is written whatever happens on the way."""
    rows: list[T] = []
    try:
        rows.extend(found)
    finally:
        if rows:
            conclude(rows, order)
    return rows


def check_rubric(text: str, name: str) -> None:
    """A rubric that does not validate ends the run before it starts, not once for each repository."""
    from evaluator import checks, scoring

    scoring.load_rubric(text, name, checks.fixes())


def progressing(rows: Iterator[T], total: int, quiet: bool) -> Iterator[T]:
    """The rows as they come, with a progress bar where somebody watches."""
    if quiet or not sys.stderr.isatty():
        yield from rows
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task("reviewing", total=total)
        for row in rows:
            bar.advance(task)
            yield row
