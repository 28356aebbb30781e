"""Readiness: gates by name, never the sum alone, and caps applied last (rubric.md 4.2)."""

from collections.abc import Iterable, Mapping

import msgspec

from evaluator.model.review import Gate, Readiness
from evaluator.model.rubric import Cap, Demand, GateRule, Ladder, ReadinessLevel, Rubric, Words
from evaluator.scoring.levels import Reached, Results, seen, state
from evaluator.scoring.points import whole
from evaluator.scoring.wording import fill, place


class Standing(msgspec.Struct, frozen=True):
    """All that gates ask about: levels, the scores by profile ("" for none), strict and hopeful, and the results."""

    reached: Mapping[str, Reached]
    low: Mapping[str, float]
    high: Mapping[str, float]
    results: Results


def ladder_for(rubric: Rubric, kinds: tuple[str, ...], profile: str | None) -> tuple[ReadinessLevel, ...]:
    """The levels from low to high for these kinds, those of the profile only."""
    own: Ladder | None = next((one for one in rubric.readiness if one.kinds and kinds and set(kinds) <= set(one.kinds)), None)
    general: Ladder = next((one for one in rubric.readiness if not one.kinds), rubric.readiness[0])
    levels = general.levels
    if own is not None:
        named = {one.id: one for one in own.levels}
        levels = tuple(named.get(one.id, one) for one in general.levels) if own.stand_in else own.levels
    return tuple(one for one in levels if (not one.profiles or profile in one.profiles) and profile not in one.except_profiles)


def gate(rule: GateRule, at: Standing, level: ReadinessLevel, *, compulsory: bool) -> Gate | None:
    """One gate as it stands: True, False or None (open); no gate at all where none of its criteria applies."""
    asked = [demand for demand in rule.any if _asked(demand, at)]
    if not asked:
        return None
    low = any(_met(demand, at, level, high=False) for demand in asked)
    high = any(_met(demand, at, level, high=True) for demand in asked)
    named = next((demand.criterion for demand in asked if demand.criterion), None)
    return Gate(rule.text, True if low else None if high else False, compulsory, named)


def _asked(demand: Demand, at: Standing) -> bool:
    if demand.without and at.reached[demand.without].applies:
        return False
    if demand.check and state(at.results, demand.check) == "none":
        return False
    return not demand.criterion or at.reached[demand.criterion].applies


def _met(demand: Demand, at: Standing, level: ReadinessLevel, *, high: bool) -> bool:
    scores = at.high if high else at.low
    if demand.check and state(at.results, demand.check) not in ({"pass", "doubt"} if high or demand.doubt else {"pass"}):
        return False
    if demand.criterion:
        one = at.reached[demand.criterion]
        if (one.high if high else one.low) < demand.level:
            return False
    return round(scores[level.score_profile], 6) >= demand.score


def gates_of(level: ReadinessLevel, at: Standing) -> tuple[Gate, ...]:
    """The gates of a level that apply here, compulsory ones first."""
    found = [gate(rule, at, level, compulsory=True) for rule in level.compulsory]
    found += [gate(rule, at, level, compulsory=False) for rule in level.others]
    return tuple(one for one in found if one)


def score_lacking(level: ReadinessLevel, at: Standing) -> float:
    """The points between the score and the one that the level asks for; 0 where the open questions may bring them."""
    asked = max((demand.score for rule in (*level.compulsory, *level.others) for demand in rule.any), default=0.0)
    return asked - at.low[level.score_profile] if at.high[level.score_profile] < asked else 0.0


def _open_or(gates: Iterable[Gate], *, high: bool) -> list[Gate]:
    return [one for one in gates if one.holds is False or (one.holds is None and not high)]


def attained(level: ReadinessLevel, ladder: tuple[ReadinessLevel, ...], at: Standing, *, high: bool = False) -> bool:
    """Whether its gates hold, and those of the level it includes."""
    gates = gates_of(level, at)
    if not gates and (level.compulsory or level.others):
        return False
    unmet = _open_or(gates, high=high)
    if any(one.compulsory for one in unmet) or len(unmet) > level.allow_unmet:
        return False
    lower = next((one for one in ladder if one.id == level.includes), None)
    return lower is None or attained(lower, ladder, at, high=high)


def caps_on(rubric: Rubric, results: Results) -> tuple[Cap, ...]:
    """The caps whose conditions are seen, in the order of the file."""
    return tuple(cap for cap in rubric.caps if all(seen(results, what) for what in cap.when))


def readiness(rubric: Rubric, kinds: tuple[str, ...], profile: str | None, at: Standing) -> Readiness:
    """The level reached and the one possible, what blocks the next, and the caps that hold it down."""
    ladder = ladder_for(rubric, kinds, profile)
    order = [one.id for one in ladder]
    caps = [cap for cap in caps_on(rubric, at.results) if cap.at_most in order]
    most = min((order.index(cap.at_most) for cap in caps), default=len(ladder) - 1)
    low = min(most, _top(ladder, at, high=False))
    high = min(most, max(low, _top(ladder, at, high=True)))
    above = ladder[low + 1] if low + 1 < len(ladder) else None
    gates = gates_of(above or ladder[low], at)
    said = tuple(_said(cap, rubric, at.results) for cap in caps)
    blocking = tuple(text for cap, text in zip(caps, said, strict=True) if order.index(cap.at_most) <= low)
    unmet = sorted(_open_or(gates, high=False), key=lambda one: (not one.compulsory, one.holds is None))
    return Readiness(
        level=ladder[low].id,
        possible=ladder[high].id,
        next=above.id if above else None,
        missing=(*blocking, *(_waiting(one, above, at, rubric.words) for one in unmet)) if above else (),
        gates=gates,
        caps=said,
        in_words=ladder[low].words,
    )


def _waiting(unmet: Gate, level: ReadinessLevel, at: Standing, words: Words) -> str:
    """A gate that does not hold yet, or of which a person must say whether it does: one of the score alone by the questions behind it."""
    demands = [demand for rule in (*level.compulsory, *level.others) if rule.text == unmet.text for demand in rule.any]
    asked = min((each.score for each in demands), default=0.0)
    if asked and not any(each.criterion or each.check for each in demands) and unmet.holds is None and words.score_open:
        low, high = (scores[level.score_profile] for scores in (at.low, at.high))
        nearly = words.score_nearly if low < asked <= whole(low) else ""
        return fill(words.score_open, gate=unmet.text, low=nearly or str(whole(low)), high=str(whole(high)))
    sentence = words.gate_open if unmet.holds is None else words.gate_closed
    return fill(sentence, gate=unmet.text) if sentence else unmet.text


def _top(ladder: tuple[ReadinessLevel, ...], at: Standing, *, high: bool) -> int:
    return max((number for number, level in enumerate(ladder) if attained(level, ladder, at, high=high)), default=0)


def _said(cap: Cap, rubric: Rubric, results: Results) -> str:
    """The sentence of a cap with the first place that it rests on."""
    places = (place(item, rubric.words) for what in cap.when for item in results[what.check].evidence if not item.supports)
    return fill(cap.sentence, place=next((one for one in places if one), rubric.words.repository))
