"""The door: click, and the only place that puts the house together. Heavy rooms are entered only when a command needs them."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from evaluator import __version__


@click.command()
@click.argument("repo")
@click.option("--rev")
@click.option("--as-of")
@click.option("--path", "subdir", default="")
@click.option("--exclude", multiple=True)
@click.option("--worktree", is_flag=True)
@click.option("--profile")
@click.option("--format", "form", default="terminal")
@click.option("--no-cache", is_flag=True)
@click.version_option(__version__)
def main(repo, rev, as_of, subdir, exclude, worktree, profile, form, no_cache):  # type: ignore[no-untyped-def]
    """Review one repository."""
    from evaluator import pipeline, report
    from evaluator.model.request import Request

    text = (Path(__file__).parents[1] / "rubrics" / "hiring.yaml").read_text(encoding="utf-8")
    review = pipeline.review(Request(repo, text, "hiring.yaml", profile, rev, as_of, subdir, tuple(exclude), worktree))
    if form == "json":
        sys.stdout.buffer.write(report.json(review))
    else:
        sys.stdout.write(report.terminal(review))


if __name__ == "__main__":
    main()
