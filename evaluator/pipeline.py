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
    from evaluator.model.request import Request
    from evaluator.model.rubric import Rubric
    from evaluator.model.snapshot import Snapshot

    Remember = Callable[[Extract], Extract]
    Note = Callable[[str], None]


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
        used = technologies.seen(found)
        taken = repository.snapshot
    assessed = scoring.assess(results, rubric, request.profile, subject.kinds, found.unread, subject.no_score_because)
    return assembled(taken, rubric, request, subject, results, used, found, assessed)


def assembled(  # noqa: PLR0917
    taken: Snapshot,
    rubric: Rubric,
    request: Request,
    subject: kinds.Subject,
    results: tuple[checks.Result, ...],
    used: tuple[technologies.Technology, ...],
    found: facts.Facts,
    assessed: scoring.Assessment,
) -> Review:
    """All of it in the published shape."""
    return Review(
        tool=Tool("mlreview", __version__),
        origin=taken.origin,
        commit=taken.commit,
        committed_at=taken.committed_at,
        reviewed_path=taken.reviewed_path,
        rubric=RubricUsed(rubric.id, rubric.version, rubric.digest, request.profile, rubric.title),
        kind=subject.kinds,
        technologies=used,
        score=assessed.score,
        score_range=assessed.score_range,
        decided=assessed.decided,
        readiness=assessed.readiness,
        dimensions=assessed.dimensions,
        results=results,
        actions=assessed.actions,
        claims=(),
        unread=tuple(sorted(set(found.unread))),
        settings=Settings(
            python=".".join(platform.python_version_tuple()[:2]),
            limits=snapshot.LIMITS,
            excludes=taken.excludes,
            history_depth=len(taken.history.commits),
        ),
        no_score_because=assessed.no_score_because,
        path_candidates=subject.candidates,
        confidence=assessed.confidence,
        criteria_applicable=assessed.criteria_applicable,
        criteria_total=assessed.criteria_total,
        roles=assessed.roles,
        stages=assessed.stages,
        changed_on_disk=taken.changed_on_disk,
        submodules=taken.submodules,
    )
