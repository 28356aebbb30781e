"""What several repositories of one person show together; nothing here is a grade of the person."""

from typing import Literal

import msgspec

from evaluator.model.cohort import CohortRow
from evaluator.model.result import Evidence
from evaluator.model.review import Action, CriterionScore, Review, Stage

Signal = Literal["faint", "clear", "strong"]


class Lineage(msgspec.Struct, frozen=True):
    """What tells a copy from a work of its own: the commits (newest first) and the code, sizes by blob id.

    Vendored, generated and template code is left out. `first_at` and `last_at` are seconds since 1970; `first_at` is None
    where the beginning of the history is not known. `path` is the folder that was reviewed.
    """

    commits: tuple[str, ...] = ()
    first_at: int | None = None
    last_at: int | None = None
    path: str = ""
    code: dict[str, int] = {}


class Studied(msgspec.Struct, frozen=True):
    """A review, and where its repository comes from."""

    review: Review
    lineage: Lineage


class Portrait(msgspec.Struct, frozen=True):
    """A repository of a candidate; `studied` is None where it could not be reviewed."""

    row: CohortRow
    studied: Studied | None = None


class Listed(msgspec.Struct, frozen=True):
    """A repository in the list: `counted` as a work of its own; `note` says why not, or what else must be known of it."""

    row: CohortRow
    begun: str = ""
    last: str = ""
    note: str = ""
    counted: bool = True


class Cited(msgspec.Struct, frozen=True):
    """A piece of evidence with the repository that it stands in."""

    row: CohortRow
    evidence: Evidence


class Shown(msgspec.Struct, frozen=True):
    """A criterion where it is shown best; `proper` of `asked` works reach level 2 in it.

    `telling` when the first place shows what the level asks beyond the one below: no level that a kind of task is spared.
    """

    criterion: CriterionScore
    dimension: str
    row: CohortRow
    proper: int
    asked: int
    seen: tuple[Evidence, ...] = ()
    telling: bool = False


class DimensionShown(msgspec.Struct, frozen=True):
    """A dimension with its criteria, each where it is shown best."""

    title: str
    criteria: tuple[Shown, ...]


class Step(msgspec.Struct, frozen=True):
    """A next action in one of the repositories; `new` when no repository shows its criterion yet.

    What is urgent is so in the repositories of `also` too.
    """

    row: CohortRow
    action: Action
    new: bool = False
    also: tuple[CohortRow, ...] = ()


class Absent(msgspec.Struct, frozen=True):
    """A criterion that no repository shows; `step` is where it would bring most, `doubtful` who may show it already."""

    criterion: CriterionScore
    dimension: str
    step: Step | None = None
    doubtful: tuple[CohortRow, ...] = ()


class RoleShown(msgspec.Struct, frozen=True):
    """A signal to one kind of team from the best level of each criterion; `alone` is the strongest of one repository."""

    title: str
    signal: Signal
    alone: Signal
    seen: tuple[Cited, ...] = ()


class StageShown(msgspec.Struct, frozen=True):
    """A stage of the life cycle as the works show it together, with one that shows it."""

    stage: Stage
    row: CohortRow | None = None


class Framework(msgspec.Struct, frozen=True):
    """A framework composed or commanded by the author (depth 2 or 3): in which works how deeply, the deepest first."""

    id: str
    places: tuple[tuple[CohortRow, int], ...]
    seen: Cited | None = None


class Layer(msgspec.Struct, frozen=True):
    """A layer of a system, and the criterion that shows it done properly, if one does."""

    title: str
    shown: Shown | None = None


class Breadth(msgspec.Struct, frozen=True):
    """What the works cover together; `grade` is "" where there are not two works to speak of."""

    grade: str
    frameworks: tuple[Framework, ...] = ()
    families: int = 0
    layers: tuple[Layer, ...] = ()
    kinds: tuple[tuple[str, tuple[CohortRow, ...]], ...] = ()
    crossed: tuple[Cited, ...] = ()


class Rise(msgspec.Struct, frozen=True):
    """A criterion whose level never falls from one work to the next and ends higher."""

    criterion: str
    levels: tuple[int, ...]


class Growth(msgspec.Struct, frozen=True):
    """Levels over the works in the order in which they were begun; `order` is empty where no order can be told."""

    order: tuple[Listed, ...] = ()
    rising: tuple[Rise, ...] = ()
    falling: int = 0

    @property
    def growing(self) -> bool:
        """Three rising criteria, and twice as many as fall."""
        return len(self.rising) >= 3 and len(self.rising) >= 2 * self.falling


class Best(msgspec.Struct, frozen=True):
    """The work that stands highest; `beside` counts the other works at practitioner or above."""

    row: CohortRow
    review: Review
    rank: int
    possible: int
    beside: int = 0


class Candidate(msgspec.Struct, frozen=True):
    """All that the page over one person's repositories may say."""

    name: str
    listed: tuple[Listed, ...]
    dimensions: tuple[DimensionShown, ...] = ()
    best: Best | None = None
    roles: tuple[RoleShown, ...] = ()
    stages: tuple[StageShown, ...] = ()
    breadth: Breadth = Breadth("")
    growth: Growth = Growth()
    absent: tuple[Absent, ...] = ()
    steps: tuple[Step, ...] = ()
    proper_together: int = 0
    proper_alone: int = 0
