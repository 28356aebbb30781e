"""Many reviews, each in its own process; one failure is a row, never the end."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from evaluator import report, scoring, worker
from evaluator.cohort.candidate import candidate
from evaluator.model.candidate import Portrait, Studied
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
    for entry, stem, outcome in outcomes(worker.reviewing, entries, order):
        if isinstance(outcome, worker.Failure):
            yield CohortRow(name=entry.name, failure=outcome.reason)
        else:
            yield finished(entry, stem, msgspec.msgpack.decode(outcome, type=Review), order)


def portray_all(entries: Sequence[Entry], order: Order) -> Iterator[Portrait]:
    """The same for the repositories of one person: each review is kept, and where its repository comes from."""
    for entry, stem, outcome in outcomes(worker.studying, entries, order):
        if isinstance(outcome, worker.Failure):
            yield Portrait(CohortRow(name=entry.name, failure=outcome.reason))
        else:
            studied = msgspec.msgpack.decode(outcome, type=Studied)
            yield Portrait(finished(entry, stem, studied.review, order), studied)


def outcomes(task: worker.Task, entries: Sequence[Entry], order: Order) -> Iterator[tuple[Entry, str, Outcome]]:
    """What came of each repository, as they end, with the stem of its files' names."""
    order.folder.mkdir(parents=True, exist_ok=True)
    jobs = [worker.Job(request_of(entry, order), order.cache) for entry in entries]
    worker.prepare()
    for index, outcome in worker.review_each(task, jobs, workers=order.workers):
        yield entries[index], f"{index + 1:04d}-{slug(entries[index].name)}", outcome


def request_of(entry: Entry, order: Order) -> Request:
    """What is asked for one repository."""
    return Request(entry.source, order.rubric, order.rubric_name, order.profile, entry.rev, entry.as_of, entry.path, order.excludes)


def finished(entry: Entry, stem: str, review: Review, order: Order) -> CohortRow:
    """Write the page and the JSON of a review."""
    page = f"{stem}.html"
    text = report.page(review, no_score=order.no_score, checks=order.checks, name=entry.name)
    (order.folder / page).write_text(text, encoding="utf-8", errors="backslashreplace")
    (order.folder / f"{stem}.json").write_bytes(report.json(review))
    return row_of(review, entry.name, page)


def conclude(rows: Sequence[CohortRow], order: Order) -> None:
    """The cohort page and the grades, rows by name whatever the order in which they ended."""
    ordered = tuple(sorted(rows, key=lambda row: row.name))
    written(report.cohort_page(ordered), ordered, order)


def conclude_candidate(portraits: Sequence[Portrait], order: Order) -> None:
    """The page over one person's repositories instead of the cohort page, and the grades."""
    ordered = tuple(sorted(portraits, key=lambda one: one.row.name))
    rubric = scoring.load_rubric(order.rubric, order.rubric_name, {check.id: check.fix for check in order.checks})
    page = report.candidate_page(candidate(ordered, rubric), no_score=order.no_score)
    written(page, tuple(one.row for one in ordered), order)


def written(page: str, ordered: Sequence[CohortRow], order: Order) -> None:
    """The two files over all repositories."""
    (order.folder / "index.html").write_text(page, encoding="utf-8", errors="backslashreplace")
    (order.folder / "grades.csv").write_text(report.grades_csv(ordered), encoding="utf-8-sig", errors="backslashreplace", newline="")


def slug(name: str) -> str:
    """A file name that no reviewed repository can choose."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "repository"
