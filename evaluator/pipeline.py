"""Snapshot, facts, results, scores, review: this room alone knows the order."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

from evaluator import __version__, checks, facts, scoring, snapshot
from evaluator.checks.selectors import kinds, technologies
from evaluator.facts.quote import quoted
from evaluator.model.review import Review, RubricUsed, Settings, Tool

if TYPE_CHECKING:
    from collections.abc import Callable

    from evaluator.facts.gather import Extract
    from evaluator.model.facts import Facts
    from evaluator.model.request import Request
    from evaluator.model.result import Result
    from evaluator.model.rubric import Rubric
    from evaluator.model.snapshot import Snapshot

    Remember = Callable[[Extract], Extract]
    Note = Callable[[str], None]


def prepare() -> None:
    """Import what every review needs; a process that forks its reviews does so once for all of them."""
    checks.functions()


def review(request: Request, remember: Remember = lambda extract: extract, note: Note = lambda _path: None) -> Review:
    """Review one repository.

    `remember` wraps the extractor (the cache does), `note` is told which file is being read.

    Raises:
        SnapshotError: the repository cannot be read.
        RubricError: the rubric does not validate.
    """
    rubric = scoring.load_rubric(request.rubric, request.rubric_name, frozenset(checks.functions()))
    with snapshot.open_repository(
        request.source, rev=request.rev, as_of=request.as_of, path=request.path, excludes=request.excludes, worktree=request.worktree
    ) as repository:
        found = facts.gather(repository.snapshot, remember(facts.extracting(repository.read, note)))
        subject = kinds.subject(found)
        results = quoted(checks.run(found, subject.kinds), repository.snapshot, repository.read)
        return assembled(request, rubric, repository.snapshot, found, subject, results)


def assembled(
    request: Request, rubric: Rubric, taken: Snapshot, found: Facts, subject: kinds.Subject, results: tuple[Result, ...]
) -> Review:
    """All of it in the published shape, scored."""
    unread = tuple(sorted(set(found.unread)))
    assessed = scoring.assess(
        results, rubric, request.profile, subject.kinds, unread, subject.no_score_because, unread_share=unread_share(found)
    )
    return Review(
        tool=Tool("mlreview", __version__),
        origin=taken.origin,
        commit=taken.commit,
        committed_at=taken.committed_at,
        reviewed_path=taken.reviewed_path,
        rubric=RubricUsed(rubric.id, rubric.version, rubric.digest, request.profile, rubric.title),
        kind=subject.kinds,
        technologies=technologies.seen(found),
        results=results,
        claims=(),
        unread=unread,
        settings=settings(taken),
        path_candidates=subject.candidates,
        notices=notices(taken),
        changed_on_disk=taken.changed_on_disk,
        submodules=taken.submodules,
        **{name: getattr(assessed, name) for name in assessed.__struct_fields__},
    )


def settings(taken: Snapshot) -> Settings:
    """What else decides the bytes of this review."""
    version = ".".join(platform.python_version_tuple()[:2])
    return Settings(version, snapshot.LIMITS, taken.excludes, len(taken.history.commits))


def unread_share(found: Facts) -> float:
    """The share of product code, in bytes, that was not read or not parsed."""
    unread = {each.path for each in found.unread}
    code = [file for file in found.product_files if file.kind in ("python", "notebook")]
    whole = sum(max(file.size, 0) for file in code)
    return sum(max(file.size, 0) for file in code if file.path in unread) / whole if whole else 0.0


def notices(taken: Snapshot) -> tuple[str, ...]:
    """What a reader should know of the copy that was reviewed."""
    said = []
    if not taken.history.known:
        said.append("This is a plain folder without Git history: what needs history does not apply.")
    elif taken.history.shallow:
        said.append("The history is shallow: older commits are not in this copy.")
    if taken.history.truncated:
        said.append(f"Only the last {len(taken.history.commits)} commits were read.")
    if taken.links:
        said.append(f"{len(taken.links)} symbolic links are listed, none is followed.")
    return tuple(said)
