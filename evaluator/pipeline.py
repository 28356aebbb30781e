"""Snapshot, facts, results, scores, review: this room alone knows the order."""

from __future__ import annotations

import hashlib
import sys
from typing import TYPE_CHECKING

import msgspec

from evaluator import __version__, derived, resources, snapshot
from evaluator.model.candidate import Lineage
from evaluator.model.result import Result
from evaluator.model.review import Review, RubricUsed, Settings, Tool
from evaluator.model.rubric import Rubric

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from evaluator.checks.selectors import kinds
    from evaluator.facts.gather import Extract
    from evaluator.model.facts import Facts
    from evaluator.model.request import Request
    from evaluator.model.review import Action
    from evaluator.model.rubric import Words
    from evaluator.model.snapshot import Snapshot
    from evaluator.snapshot import Repository

    Remember = Callable[[Extract], Extract]
    Note = Callable[[str], None]
    Finished = Callable[[str, Callable[[], tuple[Review, bool]]], Review]
    Told = Callable[[Snapshot], None]


MOST_HIDDEN = 8
MOST_NAMED = 4
LONGEST_HEADING = 80
# Documents and archives in which a report may lie; pictures and data are seen by name elsewhere.
CLOSED = (".pdf", ".doc", ".docx", ".odt", ".ppt", ".pptx", ".odp", ".key", ".zip", ".rar", ".7z")
# Code whose bytes tell one work from another: not what everybody has (an empty `__init__.py`), not what others wrote.
CODE = (".py", ".ipynb", ".pyw", ".r", ".jl", ".scala")
LEAST_CODE = 200
FOREIGN = ("vendored", "generated", "template")


def prepare() -> None:
    """Import what every review needs; a process that forks its reviews does so once for all of them."""
    from evaluator import checks, facts, scoring
    from evaluator.checks.selectors import claims, kinds, technologies

    del claims, facts, scoring, kinds, technologies
    checks.functions()


def review(
    request: Request,
    remember: Remember = lambda extract: extract,
    note: Note = lambda _path: None,
    finished: Finished = lambda _name, make: make()[0],
    told: Told = lambda _taken: None,
) -> Review:
    """Review one repository.

    `remember` wraps the extractor (the cache does), `note` is told which file is being read. `finished` is asked for the
    whole review first, by the name of all that decides it. `told` is told of the snapshot.

    Raises:
        SnapshotError: the repository cannot be read.
        RubricError: the rubric does not validate.
    """
    with snapshot.open_repository(
        request.source, rev=request.rev, as_of=request.as_of, path=request.path, excludes=request.excludes, worktree=request.worktree
    ) as repository:
        told(repository.snapshot)
        return finished(identity(request, repository.snapshot), lambda: made(request, repository, remember, note))


def identity(request: Request, taken: Snapshot) -> str:
    """A name for all that decides a review beside this program; "" where it cannot be had.

    The snapshot holds the hash of every file that is read, so the same name is the same bytes.
    """
    try:
        return hashlib.sha256(msgspec.msgpack.encode((taken, request.rubric, request.profile, resources.precision()))).hexdigest()
    except (ValueError, OverflowError):  # a lone surrogate, a number beyond 64 bits
        return ""


def made(request: Request, repository: Repository, remember: Remember, note: Note) -> tuple[Review, bool]:
    """The review, and whether it lasts: whether another copy with the same name would give the same."""
    from evaluator import checks, facts, scoring
    from evaluator.checks.selectors import kinds
    from evaluator.facts.passages import passages
    from evaluator.facts.quote import quoted, read_again

    rubric = rubric_of(request, checks.fixes())
    taken = repository.snapshot
    found = facts.gather(taken, remember(facts.extracting(repository.read, note)))
    subject = kinds.subject(found)
    # of a collection nothing is said: statements over a mixture of projects are true of none of them
    judged = () if subject.candidates else checks.run(found, subject.kinds, subject.outside, subject.unseen)
    asks = scoring.advisory(scoring.precisions(resources.precision()).values())
    softened = scoring.softened(judged, asks)
    texts = read_again(softened, taken, repository.read)
    results = quoted(softened, texts)
    around = passages(results, texts, {each.path for each in found.secrets})
    refused = {blob.path for blob in (*taken.root, *taken.blobs) if not repository.readable(blob)}
    lasts = all(each.reason != facts.MISSING or each.path in refused for each in found.unread)
    review = assembled(request, rubric, taken, found, subject, results)
    return msgspec.structs.replace(review, passages=around, actions=shown(review.actions, taken, repository)), lasts


def shown(actions: tuple[Action, ...], taken: Snapshot, repository: Repository) -> tuple[Action, ...]:
    """Actions with the lines at which they begin: some are cited by no check."""
    from evaluator.facts.quote import quoted, read_again

    begun = [Result(each.criterion, "", "open", evidence=each.at) for each in actions]
    told = quoted(begun, read_again(begun, taken, repository.read))
    return tuple(msgspec.structs.replace(each, at=one.evidence) for each, one in zip(actions, told, strict=True))


def rubric_of(request: Request, known: Mapping[str, str]) -> Rubric:
    """The rubric that is asked for; reading its YAML takes ten times as long as all of scoring, so it is kept as read.

    Raises RubricError as `scoring.load_rubric` does: what does not validate is not kept.
    """
    from evaluator import scoring

    decided_by = (request.rubric, sorted(known.items()), derived.edition(("model", "scoring")))
    name = f"rubric-{hashlib.sha256(repr(decided_by).encode()).hexdigest()}"
    return derived.worked_out(name, Rubric, lambda: scoring.load_rubric(request.rubric, request.rubric_name, known))


def assembled(
    request: Request, rubric: Rubric, taken: Snapshot, found: Facts, subject: kinds.Subject, results: tuple[Result, ...]
) -> Review:
    """All of it in the published shape, scored."""
    from evaluator import scoring
    from evaluator.checks.selectors import claims, technologies

    unread = tuple(sorted(set(found.unread)))
    assessed = scoring.assess(
        results, rubric, request.profile, subject.kinds, unread, subject.no_score_because, unread_share=unread_share(found)
    )
    actions = tuple(illustrated(begun(each, found, rubric.words), found, results) for each in assessed.actions)
    assessed = msgspec.structs.replace(assessed, actions=actions)
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
        claims=claims.audited(found, results),
        unread=unread,
        settings=settings(taken),
        path_candidates=subject.candidates,
        notices=(*notices(taken), *hidden(found), *unopened(taken)),
        heading=heading(found),
        changed_on_disk=taken.changed_on_disk,
        submodules=taken.submodules,
        **{name: getattr(assessed, name) for name in assessed.__struct_fields__},
    )


def begun(action: Action, found: Facts, words: Words) -> Action:
    """The action with where it begins, when nothing at a place speaks against: in the reader's own files, or in one that would be new."""
    from evaluator import scoring
    from evaluator.checks.selectors import starting

    if action.at:
        return action
    places = starting.begins_at(found, action.criterion)
    new = "" if places else starting.begins_new(found, action.criterion)
    return scoring.begun_at(action, places, new, words)


def illustrated(action: Action, found: Facts, results: tuple[Result, ...]) -> Action:
    """The action with what it looks like on the reader's own code, where the facts carry that."""
    from evaluator.checks import sketches

    made = sketches.sketched(found, results, action.criterion)
    return msgspec.structs.replace(action, example=made.text, language=made.language) if made else action


def hidden(found: Facts) -> tuple[str, ...]:
    """Lines of the front page that a reader of it never sees."""
    page = found.readme
    if page is None or not page.text.hidden:
        return ()
    lines = ", ".join(str(line) for line in page.text.hidden[:MOST_HIDDEN])
    word = "line" if len(page.text.hidden) == 1 else "lines"
    more = f" and {len(page.text.hidden) - MOST_HIDDEN} more" if len(page.text.hidden) > MOST_HIDDEN else ""
    return (f"Text of {page.path} that is not shown when it is rendered was not counted: {word} {lines}{more}.",)


def heading(found: Facts) -> str:
    """What the front page calls the work: its first heading."""
    page = found.readme
    titles = (" ".join(section.heading.split()) for section in page.text.sections) if page else ()
    return next((title[:LONGEST_HEADING] for title in titles if title), "")


def unopened(taken: Snapshot) -> tuple[str, ...]:
    """Documents and archives by name that nobody opened: a report that lies in them was not read."""
    paths = [blob.path for blob in (*taken.root, *taken.blobs) if blob.path.lower().endswith(CLOSED)]
    if not paths:
        return ()
    named = ", ".join(f"`{path}`" for path in paths[:MOST_NAMED])
    more = f" and {len(paths) - MOST_NAMED} more" if len(paths) > MOST_NAMED else ""
    return (f"Not opened, as this tool reads no such files: {named}{more}. What matters in them belongs in the README.",)


def lineage(taken: Snapshot) -> Lineage:
    """What tells a copy of this repository from a work of its own."""
    from evaluator.facts import layout

    roles = layout.roles([blob.path for blob in taken.blobs])
    code = (blob for blob in taken.blobs if blob.path.lower().endswith(CODE) and blob.size >= LEAST_CODE and blob.id)
    commits = taken.history.commits
    whole = commits and not taken.history.shallow and not taken.history.truncated
    return Lineage(
        commits=tuple(commit.id for commit in commits),
        first_at=min(commit.at for commit in commits) if whole else None,
        last_at=max((commit.at for commit in commits), default=None),
        path=taken.reviewed_path,
        code={blob.id: blob.size for blob in code if roles.get(blob.path) not in FOREIGN},
    )


def settings(taken: Snapshot) -> Settings:
    """What else decides the bytes of this review."""
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return Settings(version, snapshot.LIMITS, taken.excludes, len(taken.history.commits))


def unread_share(found: Facts) -> float:
    """The share of product code, in bytes, that was not read or not parsed; a notebook that lost some cells was read.

    What a partial clone lacks has no size there, and is what was too long for it: it counts like all the rest together.
    """
    unread = {each.path for each in found.unread} - {each.path for each in found.notebooks}
    code = [file for file in found.product_files if file.kind in ("python", "notebook")]
    known = sum(max(file.size, 0) for file in code)
    lacking = known * sum(file.size < 0 for file in code if file.path in unread)
    whole = known + lacking
    return (sum(max(file.size, 0) for file in code if file.path in unread) + lacking) / whole if whole else 0.0


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
