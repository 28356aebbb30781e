"""Many reviews, each in its own process; one failure is a row, never the end."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from evaluator import report, worker
from evaluator.model.cohort import CohortRow, row_of
from evaluator.model.request import Request
from evaluator.model.result import Check
from evaluator.model.review import Review

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evaluator.cohort.roster import Entry
    from evaluator.worker.limits import Outcome


class Order(msgspec.Struct, frozen=True):
    """How a cohort is reviewed: by which rubric, with how many processes at a time, where the pages go.

    `checks` is the catalogue, from which the pages take titles and questions.
    """

    folder: Path
    rubric: str
    rubric_name: str
    profile: str | None = None
    excludes: tuple[str, ...] = ()
    cache: str | None = None
    workers: int = 1
    no_score: bool = False
    checks: tuple[Check, ...] = ()


def review_all(entries: Sequence[Entry], order: Order) -> Iterator[CohortRow]:
    """The rows of a cohort as they are finished; each page is written before its row is given."""
    order.folder.mkdir(parents=True, exist_ok=True)
    jobs = [worker.Job(request_of(entry, order), order.cache) for entry in entries]
    worker.prepare()
    for index, outcome in worker.review_each(worker.reviewing, jobs, workers=order.workers):
        yield finished(entries[index], f"{index + 1:04d}-{slug(entries[index].name)}", outcome, order)


def request_of(entry: Entry, order: Order) -> Request:
    """What is asked for one repository."""
    return Request(entry.source, order.rubric, order.rubric_name, order.profile, entry.rev, entry.as_of, entry.path, order.excludes)


def finished(entry: Entry, stem: str, outcome: Outcome, order: Order) -> CohortRow:
    """Write the page and the JSON of a review; say why there is none."""
    if isinstance(outcome, worker.Failure):
        return CohortRow(name=entry.name, failure=outcome.reason)
    review = msgspec.msgpack.decode(outcome, type=Review)
    page = f"{stem}.html"
    text = report.page(review, no_score=order.no_score, checks=order.checks, name=entry.name)
    (order.folder / page).write_text(text, encoding="utf-8", errors="backslashreplace")
    (order.folder / f"{stem}.json").write_bytes(report.json(review))
    return row_of(review, entry.name, page)


def conclude(rows: Sequence[CohortRow], order: Order) -> None:
    """The cohort page and the grades, rows by name whatever the order in which they ended."""
    ordered = tuple(sorted(rows, key=lambda row: row.name))
    (order.folder / "index.html").write_text(report.cohort_page(ordered), encoding="utf-8", errors="backslashreplace")
    (order.folder / "grades.csv").write_text(report.grades_csv(ordered), encoding="utf-8-sig", errors="backslashreplace", newline="")


def slug(name: str) -> str:
    """A file name that no reviewed repository can choose."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "repository"
