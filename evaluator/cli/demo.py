"""`mlreview demo`."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from evaluator.cli.asking import catalogue, reviewed, rubric_text
from evaluator.cli.review import deliver, show
from evaluator.cli.writing import Telling
from evaluator.model.request import Request


@click.command("demo")
@click.option(
    "--keep", type=click.Path(path_type=Path), metavar="FOLDER", help="Lay the example down here and leave it for you to explore."
)
@click.option("-o", "--output", multiple=True, metavar="FILE", help="Write a report; the ending picks the format: .html .md .json.")
@click.option("--profile", metavar="NAME", help="Weights for one reader.")
@click.option("--no-cache", is_flag=True, help="Read every file anew.")
@click.option("--quiet", is_flag=True, help="Nothing on standard output.")
def command(keep: Path | None, output: tuple[str, ...], profile: str | None, no_cache: bool, quiet: bool) -> None:
    """Lay down a small example project as a real Git repository and review it like any other."""
    from evaluator import demo

    text, name = rubric_text("hiring")
    with tempfile.TemporaryDirectory(prefix="mlreview-demo-") as folder:
        place = demo.lay_down(keep or Path(folder) / "demo")
        review = reviewed(Request(str(place), text, name, profile), use_cache=not no_cache)
        telling = Telling(review, catalogue)
        pages = deliver(telling, str(place), output, "terminal")
        if not quiet:
            show(telling, "terminal", pages)
    if keep and not quiet:
        click.echo(f"The example lies in {keep}: change it, commit, and run mlreview on it again.")
