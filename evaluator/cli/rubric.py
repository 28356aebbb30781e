"""`mlreview rubric list / show / check / schema`."""

from __future__ import annotations

import click

from evaluator.cli.asking import rubric_of, rubric_text


@click.group("rubric")
def command() -> None:
    """The shipped rubrics, and yours."""


@command.command("list")
def listed() -> None:
    """The shipped rubrics with their profiles."""
    from evaluator import checks, resources, scoring

    for path in sorted(resources.rubrics().glob("*.yaml")):
        read = scoring.load_rubric(*rubric_text(path.stem), checks.fixes())
        criteria = sum(len(dimension.criteria) for dimension in read.dimensions)
        click.echo(f"{read.id} {read.version}: {read.title}; {len(read.dimensions)} dimensions, {criteria} criteria")
        for profile in read.profiles:
            click.echo(f"  --profile {profile.id}")


@command.command("show")
@click.argument("name", default="hiring", metavar="NAME|FILE")
def shown(name: str) -> None:
    """A rubric's text, to read or to start your own from."""
    click.echo(rubric_text(name)[0], nl=False)


@command.command("check")
@click.argument("file", metavar="FILE")
def checked(file: str) -> None:
    """Validate a rubric; every error with its line and the nearest valid name."""
    read = rubric_of(file)
    click.echo(f"{file}: a valid rubric ({read.id} {read.version})")


@command.command("schema")
def schema() -> None:
    """The JSON Schema of rubrics, for editors."""
    import json

    from evaluator import scoring

    click.echo(json.dumps(scoring.schema(), indent=2, ensure_ascii=False))
