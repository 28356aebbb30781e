"""What a review is worth, as data: a rubric is one YAML file, and these are its nouns.

Weights, gates, caps and every sentence a reader sees stand in the file; code that reads it knows none of them. Levels
mean the same everywhere: 1 it is there and it is real, 2 it is done properly, 3 a reviewer would mention it to a colleague.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from evaluator.model.result import Outcome

Id = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", description="Kebab-case: lower case, digits, hyphens.")]
Sentence = Annotated[str, Meta(min_length=1, max_length=1_000)]
Weight = Annotated[float, Meta(ge=0, le=100)]
LevelNumber = Annotated[int, Meta(ge=1, le=3)]
Share = Annotated[float, Meta(ge=0, le=1)]
Effort = Annotated[Literal["S", "M", "L"], Meta(description="S under an hour, M an evening or two, L a week.")]


class WhenBuilt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole conditions of a level some of whose checks do not exist yet; scoring ignores them."""

    all: tuple[Id, ...] = ()
    any: tuple[Id, ...] = ()


class EffortGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another effort for the same step when a check passes."""

    check: Id
    effort: Effort


class Level(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A level of a criterion, written in full: every check of `all` passes, and one of `any`.

    `judge: person` stops the tool one level below and puts the `question`. `effort` is for the step from the level below,
    and so is `advice`, where that of the criterion does not fit this step. `says` are the checks that the descriptor speaks of
    (not given: those of `all` that no lower level names): where one of them does not apply, a lower descriptor is shown.
    """

    level: LevelNumber
    descriptor: Sentence
    all: tuple[Id, ...] = ()
    any: tuple[Id, ...] = ()
    judge: Literal["tool", "person"] = "tool"
    question: str = ""
    effort: Effort = "M"
    advice: str = ""
    says: tuple[Id, ...] = ()
    effort_given: EffortGiven | None = None
    when_built: WhenBuilt | None = None

    @property
    def checks(self) -> tuple[str, ...]:
        """The checks it names, in order."""
        return (*self.all, *self.any)


class Mend(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to do where all that a step lacks is to mend faults of one check at their places: no new work, and less of it."""

    check: Id
    advice: Sentence
    effort: Effort = "S"


class Variant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a criterion asks instead, where every kind of the project is one of `kinds`; what is not given stays as it is."""

    kinds: Annotated[tuple[Id, ...], Meta(min_length=1)]
    levels: tuple[Level, ...] = ()
    title: str = ""
    advice: str = ""
    needs: str = ""


class Criterion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question a hiring manager asks, answered by a level from 0 to 3; level 0 always holds and is not written.

    `advice` may hold {file}, {line}, {cell} and {place}. `needs` is a prerequisite check; while it fails the criterion is
    silent and `opens_after` names the criterion to see to first. `not_for` lists the kinds it is dropped for.
    `mends` are told instead of the advice where a fault stands at a place.
    """

    id: Id
    title: Sentence
    weight: Weight
    advice: Sentence
    levels: Annotated[tuple[Level, ...], Meta(min_length=1, max_length=3)]
    needs: str = ""
    opens_after: str = ""
    not_for: tuple[Id, ...] = ()
    instead: tuple[Variant, ...] = ()
    mends: tuple[Mend, ...] = ()


class Dimension(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A group of criteria; `weight` is its share of the score before anything is dropped."""

    id: Id
    title: Sentence
    weight: Weight
    criteria: Annotated[tuple[Criterion, ...], Meta(min_length=1)]


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Other weights for other readers; never another level, nor another meaning. Weight 0: shown, worth nothing.

    `enough` names criteria of which no action asks more than that level.
    """

    id: Id
    title: Sentence
    description: str = ""
    dimensions: dict[str, Weight] = {}
    criteria: dict[str, Weight] = {}
    enough: dict[str, LevelNumber] = {}


class Demand(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that is written here holds: a criterion at a level, a check that passes (with `doubt`, or is undecided), a score.

    `without` names a criterion that must not apply, for demands that stand in for it.
    """

    criterion: str = ""
    level: Annotated[int, Meta(ge=0, le=3)] = 0
    check: str = ""
    doubt: bool = False
    score: Annotated[float, Meta(ge=0, le=100)] = 0
    without: str = ""


class GateRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A gate holds when one of its demands does; it leaves the list when none of their criteria applies."""

    text: Sentence
    any: Annotated[tuple[Demand, ...], Meta(min_length=1)]


class ReadinessLevel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A name for a reader in a hurry: every compulsory gate holds, and all but `allow_unmet` of the others.

    `includes` names a lower level whose gates must hold too. Levels and score are those of the rubric without a profile,
    but for the score of a level with a `score_profile`. `profiles` and `except_profiles` say where it is used.
    """

    id: Id
    title: Sentence
    words: Sentence
    compulsory: tuple[GateRule, ...] = ()
    others: tuple[GateRule, ...] = ()
    allow_unmet: Annotated[int, Meta(ge=0, le=20)] = 2
    includes: str = ""
    profiles: tuple[str, ...] = ()
    except_profiles: tuple[str, ...] = ()
    score_profile: str = ""


class Ladder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Readiness levels from low to high, for these kinds (none: for all that have no ladder of their own).

    With `stand_in` its levels only take the place of those of the same id in the ladder for all.
    """

    levels: Annotated[tuple[ReadinessLevel, ...], Meta(min_length=1)]
    kinds: tuple[Id, ...] = ()
    stand_in: bool = False


class Seen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A check with one of these outcomes; with `located`, on evidence against at a place, not on absence alone."""

    check: Id
    outcome: Annotated[tuple[Outcome, ...], Meta(min_length=1)]
    confidence: Literal["high", "low"] = "high"
    located: bool = False


class Cap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Holds readiness at `at_most` while all of `when` is seen; `sentence` says so, `advice` what to do.

    An `urgent` cap is offered as an action before anything else, under its `criterion`.
    """

    id: Id
    when: Annotated[tuple[Seen, ...], Meta(min_length=1)]
    at_most: str
    sentence: Sentence
    criterion: str
    advice: Sentence
    effort: Effort = "S"
    urgent: bool = False


class Ceiling(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Holds the level of some criteria at `at_most` while all of `when` is seen."""

    id: Id
    when: Annotated[tuple[Seen, ...], Meta(min_length=1)]
    criteria: Annotated[tuple[str, ...], Meta(min_length=1)]
    at_most: Annotated[int, Meta(ge=0, le=2)]
    sentence: Sentence


class RoleRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A signal to one kind of team: the weighted mean of criterion levels, 0 to 3, against two thresholds."""

    id: Id
    title: Sentence
    criteria: dict[str, Weight]
    clear: Annotated[float, Meta(ge=0, le=3)]
    strong: Annotated[float, Meta(ge=0, le=3)]


class StageRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A stage of the life cycle, and the checks one of which lights it."""

    id: Id
    title: Sentence
    checks: Annotated[tuple[Id, ...], Meta(min_length=1)]


class Prose(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Checks that only text can pass, and the points that levels resting on them alone may bring together."""

    at_most: Weight
    checks: tuple[Id, ...]


class Sureness(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A degree of confidence: the printed range is at most so wide, and at most this share of the code was not read."""

    range: Weight
    unread: Share


class Confidences(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Confidence of a review; what is neither high nor medium is low."""

    high: Sureness
    medium: Sureness


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Sentences of no criterion, with {place}, {criterion}, {gate} and {level}; an empty one leaves alone what it would qualify."""

    nothing_found: Sentence
    opens_after: Sentence
    start_at: Sentence
    at_cell: Sentence
    at_line: Sentence
    repository: Sentence
    opens_gate: Sentence
    urgent: Sentence
    too_little: Sentence
    not_ready: Sentence
    at_new: str = ""
    nothing_sure: str = ""
    rest_not_asked: str = ""
    gate_closed: str = ""
    gate_open: str = ""
    score_open: str = ""
    score_nearly: str = ""


class Rubric(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rubric. `points` are the worth of levels 0 to 3; `minimum` the weight that must apply for there to be a score.

    `planned` names checks that are written nowhere yet and that gates, caps, stages or `needs` already mention.
    `digest` is the SHA-256 of the file and `fixes` what each check says to do; neither is ever written in it.
    """

    id: Id
    title: Sentence
    version: Annotated[str, Meta(pattern=r"^\d+(\.\d+)*$")]
    points: Annotated[tuple[Share, ...], Meta(min_length=4, max_length=4)]
    minimum: Weight
    kinds: Annotated[tuple[Id, ...], Meta(min_length=1)]
    dimensions: Annotated[tuple[Dimension, ...], Meta(min_length=1)]
    profiles: tuple[Profile, ...]
    readiness: Annotated[tuple[Ladder, ...], Meta(min_length=1)]
    caps: tuple[Cap, ...]
    ceilings: tuple[Ceiling, ...]
    roles: tuple[RoleRule, ...]
    stages: tuple[StageRule, ...]
    prose: Prose
    confidence: Confidences
    words: Words
    planned: tuple[Id, ...] = ()
    digest: str = ""
    fixes: dict[str, str] = {}

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """All criteria, in order."""
        return tuple(criterion for dimension in self.dimensions for criterion in dimension.criteria)
