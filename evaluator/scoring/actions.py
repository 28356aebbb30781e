"""Next best actions: what to do, what it would bring (by scoring everything again), and in which order (rubric.md 5.3)."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

import msgspec

from evaluator.model.result import Evidence, Result
from evaluator.model.review import Action
from evaluator.model.rubric import Cap, Criterion, Effort, Level, Mend, ReadinessLevel, Rubric
from evaluator.scoring.advice import advised, unmet
from evaluator.scoring.levels import Reached, Results, state
from evaluator.scoring.points import Weights
from evaluator.scoring.readiness import Standing, caps_on, gates_of, score_lacking
from evaluator.scoring.wording import fill, with_place

MOST = 5
MOST_OF_A_DIMENSION = 2
MOST_PLACES = 3
# A level whose score lies farther off than five good steps bring is not opened by its other gates: what brings points leads.
NEAR = 10.0
COST: Mapping[Effort, int] = {"S": 1, "M": 3, "L": 8}


class Judged(msgspec.Struct, frozen=True):
    """Some results, their score before rounding (None where there is none), and where that stands."""

    results: Results
    score: float | None
    standing: Standing


Judge = Callable[[Results, tuple[str, ...]], Judged]


class Step(msgspec.Struct, frozen=True):
    """A possible action before it is ranked; `checks` are those to turn, `urgency` is 0 for the most urgent.

    `leads` where it opens a gate of a level that is not far.
    """

    criterion: Criterion
    dimension: str
    advice: str
    checks: tuple[str, ...]
    effort: Effort
    gain: float
    levels: tuple[int, int]
    opens: str | None
    weight: float
    urgency: int | None = None
    leads: bool = False

    def order(self) -> tuple[int, int, float, float, str]:
        """Urgent first, then what opens a gate of a level in reach, then the rest; by gain for the effort, dimension and id."""
        group = 0 if self.urgency is not None else 1 if self.leads else 2
        return (group, self.urgency or 0, -self.gain / COST[self.effort], -self.weight, self.criterion.id)


class Search:
    """The search for actions over one set of results; `above` is the next readiness level."""

    def __init__(self, rubric: Rubric, now: Judged, above: ReadinessLevel | None, judge: Judge, weights: Weights) -> None:
        self.rubric = rubric
        self.now = now
        self.above = above
        self.judge = judge
        self.weights = weights
        self.dimensions = {one.id: dimension.id for dimension in rubric.dimensions for one in dimension.criteria}
        self.gates = self._holding(now)
        self.near = above is None or score_lacking(above, now.standing) <= NEAR

    def _holding(self, judged: Judged) -> dict[str, bool]:
        gates = gates_of(self.above, judged.standing) if self.above else ()
        return {one.text: one.holds is True for one in gates}

    def _settled(self, asked: tuple[str, ...]) -> Judged:
        """Where the work would stand if what is only asked were there: an action is given no points for that."""
        return self.judge(turned(self.now.results, asked), asked) if asked else self.now

    def opened(self, after: Judged, before: Judged) -> str | None:
        """The first gate of the next readiness level that holds only afterwards."""
        gates = self.gates if before is self.now else self._holding(before)
        new = (text for text, holds in self._holding(after).items() if holds and not gates.get(text, True))
        text = next(new, None)
        return fill(self.rubric.words.opens_gate, level=self.above.title, gate=text) if text and self.above else None

    def gain(self, after: Judged, before: Judged) -> float:
        """Points of the score, to one decimal; none where there is no score."""
        return 0.0 if before.score is None or after.score is None else round(after.score - before.score, 1)

    def urgent(self) -> Iterator[Step]:
        """Safety and validity first, whatever the gain: one step for each urgent cap, one for each criterion."""
        done: set[str] = set()
        for number, cap in enumerate(caps_on(self.rubric, self.now.results)):
            if cap.urgent and cap.criterion not in done and self.now.standing.reached[cap.criterion].applies:
                done.add(cap.criterion)
                yield self._lifted(cap, number)

    def _lifted(self, cap: Cap, number: int) -> Step:
        before = self.now.standing.reached[cap.criterion]
        checks = tuple(what.check for what in cap.when if self.now.results[what.check].outcome == "fail")
        after = self.judge(turned(self.now.results, checks), checks)
        levels = (before.low, after.standing.reached[cap.criterion].low)
        return self._made(before.criterion, (cap.advice, checks, cap.effort), after, levels, number)

    def ordinary(self, reached: Reached, mended: Collection[str] = ()) -> Step | None:
        """The step to the next level that the tool could see reached and that brings points or opens a gate.

        `mended` are the checks that urgent steps turn: a training that cannot start holds much back, and no other step is told its gain.
        """
        if self.weights.worth[reached.criterion.id] == 0 or (reached.needs and state(self.now.results, reached.needs) != "pass"):
            return None
        enough = self.weights.enough.get(reached.criterion.id, 3)
        for level in reached.levels:
            if not reached.low < level.level <= enough or level.judge == "person":
                continue
            checks = unmet(level, reached, self.now.results)
            if all(state(self.now.results, check) == "doubt" for check in checks):
                continue  # it may be there already: that is a question for a person, not a thing to do
            after = self.judge(turned(self.now.results, checks), checks)
            number = after.standing.reached[reached.criterion.id].low
            todo = [check for check in spoken_against(self.now.results, checks) if check not in mended]
            if todo and number >= level.level:
                asked = tuple(check for check in checks if check not in todo)
                mend = self._mend(reached.criterion, todo)
                said = advised(reached, level, self.now.results, self.rubric.fixes)
                told = (mend.advice, checks, mend.effort) if mend else (said, checks, self._effort(reached, number))
                step = self._made(reached.criterion, told, after, (reached.low, number), before=self._settled(asked))
                if step.gain > 0 or step.opens:
                    return step
        return None

    def _mend(self, criterion: Criterion, todo: list[str]) -> Mend | None:
        """What the rubric says to do about a fault at a place, where that alone is left to do."""
        mends = (mend for mend in criterion.mends if todo == [mend.check])
        return next((mend for mend in mends if any(item.confidence == "high" for item in located(self.now.results, todo))), None)

    def _made(
        self,
        one: Criterion,
        todo: tuple[str, tuple[str, ...], Effort],
        after: Judged,
        levels: tuple[int, int],
        urgency: int | None = None,
        before: Judged | None = None,
    ) -> Step:
        dimension = self.dimensions[one.id]
        gain, opens = self.gain(after, before or self.now), self.opened(after, before or self.now)
        return Step(one, dimension, *todo, gain, levels, opens, self.weights.dimensions[dimension], urgency, bool(opens) and self.near)

    def _effort(self, reached: Reached, to: int) -> Effort:
        steps = [level for level in reached.levels if reached.low < level.level <= to]
        return max((self._effort_of(level) for level in steps), key=COST.__getitem__)

    def _effort_of(self, level: Level) -> Effort:
        given = level.effort_given
        return given.effort if given and state(self.now.results, given.check) == "pass" else level.effort

    def action(self, step: Step) -> Action:
        """The step in words, at the repository's own places."""
        places = located(self.now.results, step.checks)
        words = self.rubric.words
        reason = words.urgent if step.urgency is not None else step.opens or ""
        text = with_place(step.advice, places[0] if places else None, words)
        return Action(step.criterion.id, step.gain, step.effort, text, *step.levels, opens=step.opens, reason=reason, at=places)


def next_actions(rubric: Rubric, now: Judged, above: ReadinessLevel | None, judge: Judge, weights: Weights) -> tuple[Action, ...]:
    """At most five actions, at most two of one dimension, none whose prerequisite fails.

    `judge` scores results of which only the given checks differ from now, `weights` are those of the profile:
    what is worth nothing in it is not offered, whatever gate it opens, unless it is urgent.
    """
    search = Search(rubric, now, above, judge, weights)
    return tuple(search.action(step) for step in chosen(steps(search)))


def steps(search: Search) -> list[Step]:
    """Every step that can be offered, in no order: the urgent ones, and one for each other criterion."""
    urgent = list(search.urgent())
    taken = {step.criterion.id for step in urgent}
    mended = {check for step in urgent for check in step.checks}
    ordinary = (search.ordinary(one, mended) for name, one in search.now.standing.reached.items() if name not in taken)
    return urgent + [step for step in ordinary if step]


def chosen(offered: Iterable[Step]) -> list[Step]:
    """The first few in order, with room for other dimensions, and never one that another of them already does."""
    kept: list[Step] = []
    for step in sorted(offered, key=Step.order):
        done = any(set(step.checks) <= set(one.checks) for one in kept)
        crowded = sum(one.dimension == step.dimension for one in kept) >= MOST_OF_A_DIMENSION
        if len(kept) < MOST and not done and not crowded:
            kept.append(step)
    return kept


def turned(results: Results, checks: Iterable[str]) -> dict[str, Result]:
    """The results as if these checks had passed."""
    given = dict(results)
    given.update({check: Result(check, given[check].concern if check in given else "", "pass") for check in checks})
    return given


def spoken_against(results: Results, checks: Iterable[str]) -> tuple[str, ...]:
    """Those against which anything speaks: what may well be there, with nothing seen against it, is a question and not a thing to do."""
    found = [results[check] for check in checks if check in results]
    return tuple(each.check for each in found if each.outcome != "needs-review" or any(not item.supports for item in each.evidence))


def located(results: Results, checks: Iterable[str]) -> tuple[Evidence, ...]:
    """The strongest evidence against at a place, at most three."""
    against = [item for check in checks if check in results for item in results[check].evidence if item.path and not item.supports]
    return tuple(sorted(against, key=lambda item: item.confidence != "high")[:MOST_PLACES])
