"""`mlreview explain ID`."""

from __future__ import annotations

import difflib

import click

from evaluator.cli.asking import rubric_text


@click.command("explain")
@click.argument("name", metavar="ID")
@click.option("--rubric", default="hiring", metavar="NAME|FILE", show_default=True, help="Whose criteria.")
def command(name: str, rubric: str) -> None:
    """What a check or a criterion looks for, why employers care, and how to mend it."""
    from evaluator import checks, scoring

    known = checks.functions()
    read = scoring.load_rubric(*rubric_text(rubric), frozenset(known))
    criteria = {criterion.id: criterion for dimension in read.dimensions for criterion in dimension.criteria}
    if name in known:
        check = known[name][0]
        click.echo(f"{check.id} ({check.dimension}, {check.concern})\n\n{check.title}.\n")
        for head, text in (
            ("Why", check.why),
            ("Fix", check.fix),
            ("They may ask", check.ask),
            ("Does not apply to", ", ".join(check.not_for)),
        ):
            if text:
                click.echo(click.wrap_text(f"{head}: {text}", 100))
        click.echo(click.wrap_text(read_by_hand(name), 100))
        used = [criterion.id for criterion in criteria.values() if any(name in (*level.all, *level.any) for level in criterion.levels)]
        click.echo(f"Used by: {', '.join(used) or 'no criterion of this rubric'}")
    elif name in criteria:
        criterion = criteria[name]
        click.echo(f"{criterion.id}\n\n{criterion.title}\n")
        for level in criterion.levels:
            click.echo(click.wrap_text(f"Level {level.level}: {level.descriptor}", 100, subsequent_indent="  "))
        click.echo("\n" + click.wrap_text(f"Next: {criterion.advice}", 100))
    else:
        near = difflib.get_close_matches(name, [*known, *criteria], 3)
        hint = f"did you mean {', '.join(near)}?" if near else "`mlreview checks` lists them"
        raise click.UsageError(f"there is no check or criterion `{name}`; {hint}")


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
