"""`mlreview REPO`."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evaluator.cli.asking import catalogue, explanations, review_options, reviewed, rubric_text
from evaluator.cli.compare import gate, since
from evaluator.cli.writing import DEFAULT_PAGE, Telling, form_of, rendered, write
from evaluator.model.request import Request

if TYPE_CHECKING:
    from collections.abc import Mapping


STANDARD = {"markdown": "md"}


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
    help="Write a report; its ending picks the format: .html .md .json .sarif .csv .xml (JUnit) .svg .badge.json. May be repeated.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["terminal", "json", "markdown", "sarif", "github"]),
    default="terminal",
    help="What goes to standard output.",
)
@click.option("--fail-under", type=click.IntRange(0, 100), metavar="N", help="Exit with 1 when the score is under N.")
@click.option(
    "--baseline",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A saved review (its JSON): say what was fixed and what is new since then.",
)
@click.option("--fail-on-regression", is_flag=True, help="With --baseline: exit with 1 when the score or the readiness fell.")
@click.option(
    "--explanations",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Your own words on findings (YAML: `check or criterion: reason`), shown beside them; they change no point.",
)
@click.option("--no-score", is_flag=True, help="Leave the numbers out.")
@click.option("--quiet", is_flag=True, help="Nothing on standard output.")
def command(repo: str, output: tuple[str, ...], form: str, fail_under: int | None, no_score: bool, quiet: bool, **asked: Any) -> int:
    """Review REPO: a work tree, a bare repository, a plain folder, or a clone URL."""
    gc.disable()  # a process that lives for one review has nothing to collect
    for path in output:
        form_of(path)
    if asked["fail_on_regression"] and asked["baseline"] is None:
        raise click.UsageError("--fail-on-regression needs --baseline FILE: a review saved with -o review.json")
    request = requested(repo, asked)
    review = reviewed(request, use_cache=not asked["no_cache"])
    changed = since(asked["baseline"], review, asked["rubric"])
    telling = Telling(review, catalogue, no_score, changed, explanations(asked["explanations"], review))
    pages = deliver(telling, repo, output, form)
    if not quiet:
        show(telling, form, pages)
    too_low = fail_under is not None and (review.score is None or review.score < fail_under)
    return gate(changed, asked=asked["fail_on_regression"]) or int(too_low)


def requested(repo: str, asked: Mapping[str, Any]) -> Request:
    """What is to be reviewed, and by what, from the options given."""
    text, name = rubric_text(asked["rubric"])
    return Request(
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


def show(telling: Telling, form: str, pages: tuple[str, ...]) -> None:
    """The review on standard output; `pages` are the files written."""
    from evaluator import report

    if form != "terminal":
        sys.stdout.buffer.write(rendered(telling, STANDARD.get(form, form)))
        return
    text = report.terminal(telling.review, colour=coloured(), no_score=telling.no_score, page=", ".join(pages))
    if telling.since:
        text = f"{report.comparison_text(telling.since, telling.checks(), no_score=telling.no_score)}\n{text}"
    click.echo(text, nl=False, color=True)


def coloured() -> bool:
    """Whether standard output is a terminal that wants colours."""
    import os

    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def deliver(telling: Telling, source: str, output: tuple[str, ...], form: str) -> tuple[str, ...]:
    """Write the files that were asked for; the page in the current folder when none was and the terminal is read."""
    for path in output:
        write(Path(path), rendered(telling, form_of(path)), source)
    if not output and form == "terminal":
        write(Path(DEFAULT_PAGE), rendered(telling, "html"), source, default=True)
        return (DEFAULT_PAGE,)
    return output
