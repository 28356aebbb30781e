"""`mlreview REPO`."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evaluator.cli.asking import catalogue, review_options, reviewed, rubric_text
from evaluator.cli.writing import DEFAULT_PAGE, check_ending, rendered, write
from evaluator.model.request import Request

if TYPE_CHECKING:
    from evaluator.cli.writing import Catalogue
    from evaluator.model.review import Review


@click.command("review")
@click.argument("repo")
@click.option("--rev", metavar="REV", help="Review this commit, tag or branch (default: HEAD).")
@click.option("--as-of", metavar="DATE", help="Review the last commit before a date; a bare date is midnight UTC.")
@click.option("--worktree", is_flag=True, help="Read the files as they lie on disk, uncommitted ones too.")
@click.option("--path", "subdir", default="", metavar="SUBDIR", help="Review one project of a repository of many.")
@review_options
@click.option(
    "-o",
    "--output",
    multiple=True,
    metavar="FILE",
    help="Write a report; the ending picks the format: .html .md .json .sarif .csv. May be repeated.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["terminal", "json", "markdown", "sarif", "github"]),
    default="terminal",
    help="What goes to standard output.",
)
@click.option("--fail-under", type=click.IntRange(0, 100), metavar="N", help="Exit with 1 when the score is under N.")
@click.option("--no-score", is_flag=True, help="Leave the numbers out.")
@click.option("--quiet", is_flag=True, help="Nothing on standard output.")
def command(repo: str, output: tuple[str, ...], form: str, fail_under: int | None, no_score: bool, quiet: bool, **asked: Any) -> int:
    """Review REPO: a work tree, a bare repository, a plain folder, or a clone URL."""
    gc.disable()  # a process that lives for one review has nothing to collect
    for path in output:
        check_ending(path)
    text, name = rubric_text(asked["rubric"])
    request = Request(
        source=repo,
        rubric=text,
        rubric_name=name,
        profile=asked["profile"],
        rev=asked["rev"],
        as_of=asked["as_of"],
        path=asked["subdir"].strip("/"),
        excludes=asked["exclude"],
        worktree=asked["worktree"],
    )
    review = reviewed(request, use_cache=not asked["no_cache"])
    pages = deliver(review, repo, output, form, no_score, catalogue)
    if not quiet:
        show(review, form, no_score, pages, catalogue)
    return 1 if fail_under is not None and (review.score is None or review.score < fail_under) else 0


def show(review: Review, form: str, no_score: bool, pages: tuple[str, ...], checks: Catalogue) -> None:
    """The review on standard output; `pages` are the files written."""
    from evaluator import report

    if form == "terminal":
        text = report.terminal(review, colour=coloured(), no_score=no_score, page=", ".join(pages))
        click.echo(text, nl=False, color=True)
    else:
        sys.stdout.buffer.write(rendered(review, form, checks, no_score=no_score))


def coloured() -> bool:
    """Whether standard output is a terminal that wants colours."""
    import os

    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def deliver(review: Review, source: str, output: tuple[str, ...], form: str, no_score: bool, checks: Catalogue) -> tuple[str, ...]:
    """Write the files that were asked for; the page in the current folder when none was and the terminal is read."""
    for path in output:
        write(Path(path), rendered(review, path.rpartition(".")[2], checks, no_score=no_score), source)
    if not output and form == "terminal":
        write(Path(DEFAULT_PAGE), rendered(review, "html", checks, no_score=no_score), source, default=True)
        return (DEFAULT_PAGE,)
    return output
