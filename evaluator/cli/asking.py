"""What commands share: the options of a review, the rubric's text, and one review in a child process."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evaluator.model.errors import RubricError, SnapshotError

if TYPE_CHECKING:
    from collections.abc import Callable

    from evaluator.model.request import Request
    from evaluator.model.result import Check
    from evaluator.model.review import Review
    from evaluator.model.rubric import Rubric

MAX_RUBRIC = 1_000_000
MAX_REVIEW = 50_000_000


def review_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that decide what is reviewed and by what."""
    options = (
        click.option(
            "--rubric", default="hiring", metavar="NAME|FILE", show_default=True, help="The rubric: a shipped one, or your own file."
        ),
        click.option("--profile", metavar="NAME", help="Weights for one reader: hiring, research, production, entry-level."),
        click.option("--exclude", multiple=True, metavar="GLOB", help="Leave out paths; may be repeated."),
        click.option("--no-cache", is_flag=True, help="Read every file anew."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def rubric_text(name: str) -> tuple[str, str]:
    """The text of a rubric and how errors call it."""
    from evaluator import resources

    shipped = {path.stem: path for path in sorted(resources.rubrics().glob("*.yaml"))}
    path = shipped.get(name) or Path(name)
    try:
        if path.stat().st_size > MAX_RUBRIC:
            raise RubricError(f"{name}: larger than any rubric; is it the right file?")
        return path.read_text(encoding="utf-8"), path.name
    except (OSError, UnicodeDecodeError, ValueError) as error:
        from difflib import get_close_matches

        near = get_close_matches(name, shipped, 1)
        hint = f"did you mean `{near[0]}`?" if near else f"shipped are: {', '.join(shipped)}"
        raise RubricError(f"there is no rubric `{name}`; {hint}") from error


def reviewed(request: Request, use_cache: bool) -> Review:
    """One review, done in a process of its own, which alone imports what reviews: the report needs none of it."""
    from evaluator import worker

    return unpacked(worker.review_in_child(worker.reviewing, worker.Job(request, cache_folder(use_cache))))


def saved(path: Path) -> Review:
    """A review from its JSON.

    Raises:
        SnapshotError: the file holds none.
    """
    from evaluator import report

    try:
        with path.open("rb") as file:
            return report.read_json(file.read(MAX_REVIEW))
    except (OSError, ValueError) as error:
        raise SnapshotError(f"{path} is no review of this tool: save one with -o review.json") from error


def rescored(review: Review, rubric: str, profile: str | None) -> Review:
    """A saved review by another rubric or profile: from its results alone."""
    from evaluator import scoring

    return scoring.rescore(review, rubric_of(rubric), profile)


def rubric_of(name: str) -> Rubric:
    """The rubric of a name or file, every check that it names known."""
    from evaluator import checks, scoring

    return scoring.load_rubric(*rubric_text(name), checks.fixes())


def explanations(path: Path | None, review: Review) -> dict[str, str]:
    """The author's own words by check or criterion, from a file that is given on the command line, never from the repository."""
    if path is None:
        return {}
    from evaluator import scoring

    known = {result.check for result in review.results} | {one.id for dimension in review.dimensions for one in dimension.criteria}
    try:
        return scoring.explanations(path.read_text(encoding="utf-8"), path.name, known)
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"{path} cannot be read as text: write `check or criterion: reason`, a line each") from error


def cache_folder(use_cache: bool) -> str | None:
    """Where facts are remembered; None for nowhere."""
    if not use_cache:
        return None
    from evaluator import cache

    folder = cache.prepare()
    return str(folder) if folder else None


def catalogue() -> tuple[Check, ...]:
    """What every check says of itself, kept so that a page needs none of their modules."""
    from evaluator import derived
    from evaluator.model.result import Check

    def made() -> tuple[Check, ...]:
        from evaluator import checks

        return checks.catalogue()

    return derived.worked_out(f"catalogue-{derived.edition(('checks',))}", tuple[Check, ...], made)


def unpacked(answer: Any) -> Review:
    """The review a child sent, or the error it met."""
    import msgspec

    from evaluator.model.review import Review
    from evaluator.worker import Failure

    if not isinstance(answer, Failure):
        return msgspec.msgpack.decode(answer, type=Review)
    if answer.kind == "rubric":
        raise RubricError(answer.reason)
    if answer.kind in ("repository", "limit"):
        raise SnapshotError(answer.reason)
    raise click.exceptions.Exit(failed(answer.reason))


def failed(reason: str) -> int:
    """A fault of ours in the child."""
    from evaluator.cli import OUR_FAULT, complain

    return complain(f"a fault of ours ({reason}): please report it with what you reviewed", OUR_FAULT)
