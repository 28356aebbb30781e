"""From results to levels: which level of each criterion holds, read strictly (low) or with doubts as passed (high)."""

from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from evaluator.model.result import Result
from evaluator.model.rubric import Ceiling, Criterion, Level, Rubric, Seen, Variant

State = Literal["pass", "fail", "doubt", "none"]
Results = Mapping[str, Result]

_STATES: Mapping[str, State] = {"pass": "pass", "fail": "fail", "needs-review": "doubt", "open": "doubt", "not-applicable": "none"}


class Reached(msgspec.Struct, frozen=True):
    """A criterion's level read strictly, the level possible when doubts and a person's answers go well, and why.

    `checks` are all that its levels name. `firm` and `firm_high` are the highest of the two levels that do not rest on
    prose alone; `silent` is true while the prerequisite, the check `needs`, fails; `ceiling` holds the level down.
    """

    criterion: Criterion
    levels: tuple[Level, ...]
    title: str
    advice: str
    applies: bool
    low: int = 0
    high: int = 0
    firm: int = 0
    firm_high: int = 0
    silent: bool = False
    ceiling: Ceiling | None = None
    checks: tuple[str, ...] = ()
    needs: str = ""

    def next_level(self) -> Level | None:
        """The level after the one reached."""
        return next((level for level in self.levels if level.level > self.low), None)


def by_check(results: Iterable[Result]) -> dict[str, Result]:
    """Results by the id of their check; a check may have only one."""
    return {result.check: result for result in results}


def state(results: Results, check: str) -> State:
    """What a check's result means for a level; a check without a result is in doubt."""
    result = results.get(check)
    if result is None:
        return "doubt"
    return _STATES[result.outcome] if result.applies else "none"


def seen(results: Results, what: Seen) -> bool:
    """Whether a check has one of the outcomes, on evidence of that confidence where it speaks against."""
    result = results.get(what.check)
    if result is None:
        return False
    outcome = result.outcome if result.applies else "not-applicable"
    if outcome not in what.outcome:
        return False
    if outcome != "fail":
        return True
    against = [item for item in result.evidence if not item.supports]
    firm = [item for item in against if what.confidence == "low" or item.confidence == "high"]
    return bool(firm or not against) if not what.located else any(item.path for item in firm)


def all_reached(
    results: Results,
    rubric: Rubric,
    kinds: tuple[str, ...],
    known: Mapping[str, Reached] | None = None,
    changed: frozenset[str] = frozenset(),
) -> dict[str, Reached]:
    """Every criterion's level, by its id; with `known` levels, only those are judged again that name a changed check."""
    ceilings = [ceiling for ceiling in rubric.ceilings if all(seen(results, what) for what in ceiling.when)]
    held = {name for one in rubric.ceilings for name in one.criteria if any(what.check in changed for what in one.when)}
    prose = frozenset(rubric.prose.checks)
    return {
        one.id: known[one.id]
        if known and one.id not in held and changed.isdisjoint((*known[one.id].checks, known[one.id].needs))
        else _reached(one, results, kinds, prose, ceilings)
        for one in rubric.criteria
    }


def _reached(criterion: Criterion, results: Results, kinds: tuple[str, ...], prose: frozenset[str], ceilings: list[Ceiling]) -> Reached:
    variant = next((one for one in criterion.instead if kinds and set(kinds) <= set(one.kinds)), None)
    reached = _unjudged(criterion, variant, applies=_applies(criterion, variant, results, kinds))
    if not reached.applies:
        return reached
    need = state(results, reached.needs) if reached.needs else "pass"
    strict, hopeful = need == "pass", need != "fail"
    low, firm = _highest(reached.levels, results, prose, high=False) if strict else (0, 0)
    high, firm_high = _highest(reached.levels, results, prose, high=True) if hopeful else (0, 0)
    holding = next((one for one in ceilings if criterion.id in one.criteria and one.at_most < high), None)
    most = holding.at_most if holding else 3
    return msgspec.structs.replace(
        reached,
        low=min(low, most),
        high=min(high, most),
        firm=min(firm, most),
        firm_high=min(firm_high, most),
        silent=need == "fail",
        ceiling=holding,
    )


def levels_of(criterion: Criterion, variant: Variant | None) -> tuple[Level, ...]:
    """The levels of the variant, where it has its own."""
    return (variant.levels if variant else ()) or criterion.levels


def _unjudged(criterion: Criterion, variant: Variant | None, *, applies: bool) -> Reached:
    levels = levels_of(criterion, variant)
    title = (variant and variant.title) or criterion.title
    advice = (variant and variant.advice) or criterion.advice
    checks = tuple(dict.fromkeys(check for level in levels for check in level.checks))
    return Reached(criterion, levels, title, advice, applies, checks=checks, needs=needed(criterion, variant))


def needed(criterion: Criterion, variant: Variant | None) -> str:
    """The check that must hold first; "" where none must."""
    return (variant and variant.needs) or criterion.needs


def _applies(criterion: Criterion, variant: Variant | None, results: Results, kinds: tuple[str, ...]) -> bool:
    """Dropped are what every kind excludes, what needs something that does not apply, and what no check applies to."""
    if kinds and set(kinds) <= set(criterion.not_for):
        return False
    needs = needed(criterion, variant)
    if needs and state(results, needs) == "none":
        return False
    levels = levels_of(criterion, variant)
    checks = [check for level in levels for check in level.checks]
    return not checks or any(state(results, check) != "none" for check in checks)


def _highest(levels: tuple[Level, ...], results: Results, prose: frozenset[str], *, high: bool) -> tuple[int, int]:
    """The highest level that holds, and the highest that does not rest on prose alone.

    A person's level is possible only where the level below it is; what a person says is more than prose.
    """
    reached = firm = 0
    for level in levels:
        if level.judge == "person":
            if high and reached == level.level - 1:
                reached = firm = level.level
        elif holds(level, results, high=high):
            reached = level.level
            firm = level.level if _rests_on_more(level, results, prose, high=high) else firm
    return reached, firm


def holds(level: Level, results: Results, *, high: bool = False) -> bool:
    """Whether a level's conditions hold; with `high` a doubt counts as passed.

    What does not apply is skipped in `all`, provided that another check of the level passed.
    """
    good = {"pass", "doubt"} if high else {"pass"}
    every = [state(results, check) for check in level.all]
    some = [state(results, check) for check in level.any]
    if level.any and not good.intersection(some):
        return False
    return all(one in good or one == "none" for one in every) and bool(good.intersection(every + some))


def _rests_on_more(level: Level, results: Results, prose: frozenset[str], *, high: bool) -> bool:
    good = {"pass", "doubt"} if high else {"pass"}
    return any(check not in prose and state(results, check) in good for check in level.checks)
