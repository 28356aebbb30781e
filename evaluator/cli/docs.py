"""`mlreview docs PAGE`: the pages of the documentation, as they were shipped."""

from __future__ import annotations

import difflib
import sys
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from evaluator import resources
from evaluator.model.regex import regex

if TYPE_CHECKING:
    import re

FIRST = "index"
ORDER = (FIRST, "students", "mentors", "courses", "github", "scoring", "own-rubric", "contract", "safety", "architecture")
# What the site takes from files that are not shipped, or that another command prints.
ELSEWHERE = {
    "schema-review": "`mlreview schema review` prints every key with what it means.",
    "schema-comparison": "`mlreview schema comparison` prints every key with what it means.",
    "schema-plan": "`mlreview schema plan` prints every key with what it means.",
    "inputs": "They stand in `action.yml`.",
    "outputs": "They stand in `action.yml`.",
    "workflow-push": "It stands in `examples/workflows/push.yml` of this program's repository.",
    "workflow-pull-request": "It stands in `examples/workflows/pull-request.yml` of this program's repository.",
    "workflow-organisation": "It stands in `examples/workflows/organisation.yml` of this program's repository.",
    "hook": "It stands in `.pre-commit-hooks.yaml` of this program's repository.",
    "rooms": "Who may import whom stands in `tests/test_plan.py` of this program's repository.",
}
PLACE = regex(r"\{\{([a-z_-]+)\}\}")
PICTURE = regex(r"(?m)^!\[.*\n\n?")
LINK = regex(r"\[([^\]]+)\]\(([a-z/-]+)\.(?:md|json)(?:#[^)]*)?\)")


def known() -> dict[str, str]:
    """The pages in the order in which they are read, each with its title."""
    there = {path.stem: path for path in sorted(resources.pages().glob("*.md"))}
    names = dict.fromkeys((*ORDER, *there))
    return {name: title(there[name].read_text(encoding="utf-8"), name) for name in names if name in there}


def title(text: str, name: str) -> str:
    """The heading of a page; of the first one, which is headed by the program's name, that of its first chapter."""
    heads = [line.lstrip("# ") for line in text.splitlines() if line.startswith("#")]
    return next(iter(heads[name == FIRST :]), name)


def completed(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The pages that begin so, for a shell."""
    return [CompletionItem(name, help=title) for name, title in known().items() if name.startswith(incomplete)]


@click.command("docs")
@click.argument("page", default="", metavar="[PAGE]", shell_complete=completed)
def command(page: str) -> None:
    """The documentation without a network: no PAGE lists the pages; a PAGE is printed, as Markdown where it is piped."""
    pages = known()
    if not page:
        for name, title in pages.items():
            click.echo(f"  {name:14} {title}")
        click.echo("\n`mlreview docs PAGE` prints one; `mlreview explain ID` tells of a check, a criterion or a dimension.")
    elif page in pages:
        told(printed(page))
    else:
        near = difflib.get_close_matches(page, pages, 1)
        raise click.UsageError(f"there is no page `{page}`; " + (f"did you mean {near[0]}?" if near else "`mlreview docs` lists them"))


def printed(name: str) -> str:
    """A page as Markdown that is whole by itself: filled in, its links the commands that print what they lead to."""
    text = (resources.pages() / f"{name}.md").read_text(encoding="utf-8")
    values = dict(ELSEWHERE)
    if any(found not in values for found in PLACE.findall(text)):
        from evaluator.cli.asking import rubric_of
        from evaluator.cli.rubric_tables import of_rubric

        values |= of_rubric(rubric_of("hiring"))
    return PICTURE.sub("", LINK.sub(_leads, PLACE.sub(lambda found: values[found[1]], text)))


def _leads(found: re.Match[str]) -> str:
    """A link between pages, as the command that prints what it leads to."""
    folder, _, name = found[2].rpartition("/")
    commands = {"": f"mlreview docs {name}", "schemas": f"mlreview schema {name}", "rubric": "mlreview rubric show"}
    return f"{found[1]} (`{commands[folder]}`)"


def told(text: str) -> None:
    """Markdown set for a terminal, as it stands for a file."""
    if not sys.stdout.isatty():
        click.echo(text, nl=False)
        return
    from rich.console import Console
    from rich.markdown import Markdown
    from rich.theme import Theme

    console = Console(theme=Theme({"markdown.code": "bold"}))
    console.print(Markdown(text, hyperlinks=False, code_theme="ansi_dark"), width=min(100, console.width))
