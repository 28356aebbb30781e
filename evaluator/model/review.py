"""A review: all that any report may say. It becomes the published JSON by itself (schema_version 1)."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from evaluator.model.place import Passage, Unread
from evaluator.model.result import Evidence, Result

Score = Annotated[int, Meta(ge=0, le=100)]
Share = Annotated[float, Meta(ge=0, le=1)]
LevelReached = Annotated[int, Meta(ge=0, le=3)]


class Tool(msgspec.Struct, frozen=True):
    """Who reviewed."""

    name: str
    version: str


class RubricUsed(msgspec.Struct, frozen=True):
    """By which rubric: `digest` is the SHA-256 of its file."""

    id: str
    version: str
    digest: str
    profile: str | None
    title: str = ""


class Technology(msgspec.Struct, frozen=True):
    """A library, tool or platform seen in the repository.

    `depth` 0 (only named), 1 used, 2 composed, 3 commanded (rubric.md 5.4); `concepts` what it is used for.
    """

    id: str
    used: bool
    depth: LevelReached
    concepts: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class CriterionScore(msgspec.Struct, frozen=True):
    """The level a criterion reached (0 to 3) and what it is worth.

    `points` of `max_points` are shares of the 100-point score in the chosen profile; `possible_level` counts what is
    undecided as passed; `judge` is "person" where the next level is one that only a person can award; `opens_after`
    names the criterion whose check is a failed prerequisite (`needs`), then this criterion is silent; `held` says which rule
    of the rubric holds the level down, whatever its checks say.
    """

    id: str
    title: str
    weight: float
    points: float
    max_points: float
    level: LevelReached
    possible_level: LevelReached
    applicable: bool
    judge: Literal["tool", "person"]
    descriptor: str
    next_level: str
    advice: str
    checks: tuple[str, ...]
    missing: tuple[str, ...] = ()
    opens_after: str | None = None
    held: str | None = None


class DimensionScore(msgspec.Struct, frozen=True):
    """A dimension's score, 0 to 100, or None where nothing of it applies; `weight` as the profile gives it."""

    id: str
    title: str
    weight: float
    effective_weight: float
    score: float | None
    points: float
    max_points: float
    criteria: tuple[CriterionScore, ...]


class Gate(msgspec.Struct, frozen=True):
    """One condition of a readiness level: does it hold (None: undecided), and is it compulsory."""

    text: str
    holds: bool | None
    compulsory: bool
    criterion: str | None = None


class Readiness(msgspec.Struct, frozen=True):
    """The readiness level reached, the one that may be reached if open questions go well, and what blocks the next.

    `caps` are sentences about what holds the level down, each with its evidence.
    """

    level: str
    possible: str
    next: str | None
    missing: tuple[str, ...]
    gates: tuple[Gate, ...] = ()
    caps: tuple[str, ...] = ()
    in_words: str = ""


class Sketch(msgspec.Struct, frozen=True):
    """What an action looks like on the reader's own code: a few lines of `language` (python, dockerfile, yaml, markdown, text)."""

    text: str
    language: str


class Action(msgspec.Struct, frozen=True):
    """A next best action. `gain` in points of the score, recomputed by scoring; gains are not additive.

    `at` is what speaks against the level, or else the reader's own places that the action begins at (evidence that supports).
    `example` is what it looks like on the reader's own code, in `language`; "" where the facts carry none.
    """

    criterion: str
    gain: float
    effort: Literal["S", "M", "L"]
    text: str
    from_level: int = 0
    to_level: int = 0
    opens: str | None = None
    reason: str = ""
    at: tuple[Evidence, ...] = ()
    example: str = ""
    language: str = ""


class Role(msgspec.Struct, frozen=True):
    """A signal to one kind of team: faint, clear or strong; never part of the score."""

    id: str
    title: str
    signal: Literal["faint", "clear", "strong"]
    evidence: tuple[Evidence, ...] = ()


Verdict = Literal["supported", "unsupported", "contradicted"]


class Claim(msgspec.Struct, frozen=True):
    """A claim of the README held against the repository; it gives no points."""

    text: str
    path: str
    line: int
    verdict: Verdict
    evidence: tuple[Evidence, ...] = ()


class Stage(msgspec.Struct, frozen=True):
    """A stage of the life cycle, lit by its evidence or marked as not found."""

    id: str
    title: str
    state: Literal["found", "undecided", "not-found", "not-applicable"]
    evidence: tuple[Evidence, ...] = ()


class ProfileScore(msgspec.Struct, frozen=True):
    """The score in one profile of the rubric: other weights for another reader, the same levels."""

    id: str
    title: str
    score: Score
    score_range: tuple[Score, Score]


class Settings(msgspec.Struct, frozen=True):
    """What else decides the bytes of a review, recorded for the appeal."""

    python: str
    limits: dict[str, int] = {}
    excludes: tuple[str, ...] = ()
    history_depth: int = 0


class Review(msgspec.Struct, frozen=True):
    """The published contract: keys are stable; a new one may be added, none renamed.

    `passages` are the lines around the places that `results` cite, for most of them; who needs the lines alone has them as snippets.
    """

    tool: Tool
    origin: str | None
    commit: str | None
    committed_at: str | None
    reviewed_path: str
    rubric: RubricUsed
    kind: tuple[str, ...]
    technologies: tuple[Technology, ...]
    score: Score | None
    score_range: tuple[Score, Score] | None
    decided: Share
    readiness: Readiness
    dimensions: tuple[DimensionScore, ...]
    results: tuple[Result, ...]
    actions: tuple[Action, ...]
    claims: tuple[Claim, ...]
    unread: tuple[Unread, ...]
    settings: Settings
    schema_version: int = 1
    no_score_because: str | None = None
    path_candidates: tuple[str, ...] = ()
    confidence: Literal["high", "medium", "low"] = "high"
    criteria_applicable: int = 0
    criteria_total: int = 0
    roles: tuple[Role, ...] = ()
    stages: tuple[Stage, ...] = ()
    notices: tuple[str, ...] = ()
    changed_on_disk: int | None = None
    submodules: tuple[str, ...] = ()
    profiles: tuple[ProfileScore, ...] = ()
    passages: tuple[Passage, ...] = ()
    heading: str = ""
