"""Reports into files: whole or not at all, never through a link, never over a file of the reviewed repository."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from evaluator.model.comparison import Comparison
    from evaluator.model.result import Check
    from evaluator.model.review import Review

    Catalogue = Callable[[], tuple[Check, ...]]

DEFAULT_PAGE = "mlreview-report.html"
ENDINGS = (".badge.json", ".html", ".md", ".json", ".sarif", ".csv", ".xml", ".svg")  # the longer of two alike comes first


class Telling(NamedTuple):
    """What is to be told: a review, the catalogue, whether without numbers, what changed since a saved review, the author's own words."""

    review: Review
    checks: Catalogue
    no_score: bool = False
    since: Comparison | None = None
    explained: Mapping[str, str] = {}


def rendered(telling: Telling, form: str) -> bytes:
    """A review in a format: an ending of ENDINGS, or github (annotations). No folder's name enters: same commit, same bytes.

    The page and Markdown say what changed since an earlier review and annotations mark what is new; the others are of this commit alone.
    """
    from evaluator import report

    review, checks, no_score, since, explained = telling
    writers: dict[str, Callable[[], bytes | str]] = {
        "html": lambda: report.page(review, no_score=no_score, checks=checks(), since=since, explained=explained),
        "md": lambda: summary(telling),
        "json": lambda: report.json(review),
        "sarif": lambda: report.sarif(review, checks()),
        "csv": lambda: report.levels_csv(review),
        "xml": lambda: report.junit(review, checks()),
        "svg": lambda: report.badge(review, no_score=no_score),
        "badge.json": lambda: report.endpoint(review, no_score=no_score),
        "github": lambda: report.annotations(review, checks(), since=since),
    }
    text = writers[form]()
    return text if isinstance(text, bytes) else text.encode("utf-8", "backslashreplace")


def summary(telling: Telling) -> str:
    """Markdown for the summary of a build; what changed comes first."""
    from evaluator import report

    review, checks, no_score, since, explained = telling
    changed = report.comparison_markdown(since, checks(), no_score=no_score) + "\n" if since else ""
    return report.cut((changed + report.markdown(review, no_score=no_score, explained=explained)).encode("utf-8", "backslashreplace"))


def form_of(path: str) -> str:
    """The format that a file's ending picks.

    Raises:
        click.BadParameter: the ending is none that we know.
    """
    found = next((ending for ending in ENDINGS if path.endswith(ending)), None)
    if found is None:
        raise click.BadParameter(f"{path}: the ending picks the format: {', '.join(ENDINGS)}", param_hint="-o")
    return found[1:]


def write(path: Path, data: bytes, source: str, default: bool = False) -> None:
    """Write a report; `source` is what was reviewed.

    Raises:
        click.ClickException: the place may not be written.
    """
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise click.ClickException(f"{path} is no regular file: name another with -o")
    root = work_tree(source, path)
    if root is not None and (not default or tracked(root, path)):
        raise click.ClickException(f"{path} lies inside the reviewed repository: name a place outside it with -o")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".mlreview-")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written ({error.strerror}): name another place with -o") from error


def work_tree(source: str, path: Path) -> Path | None:
    """The reviewed folder, when the report would lie inside it."""
    root = Path(source)
    try:
        inside = root.is_dir() and path.resolve().parent.is_relative_to(root.resolve())
    except OSError:
        return None
    return root.resolve() if inside else None


def tracked(root: Path, path: Path) -> bool:
    """Whether a file that is there already belongs to the commit."""
    if not path.exists():
        return False
    from evaluator.snapshot import open_repository

    with open_repository(str(root)) as repository:
        name = path.resolve().relative_to(root).as_posix()
        return repository.snapshot.commit is None or any(blob.path == name for blob in repository.snapshot.blobs)
