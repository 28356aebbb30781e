"""From results and a rubric to all that scoring says: the one entry of this room."""

import math
from collections.abc import Mapping

import msgspec

from evaluator.model.assessment import Assessment
from evaluator.model.errors import RubricError
from evaluator.model.place import Unread
from evaluator.model.result import Result
from evaluator.model.review import Action, CriterionScore, DimensionScore, ProfileScore, Readiness, Review, RubricUsed
from evaluator.model.rubric import Dimension, Level, Profile, ReadinessLevel, Rubric, Words
from evaluator.scoring.actions import Judge, Judged, next_actions
from evaluator.scoring.advice import advised
from evaluator.scoring.convert import nearest, quoted
from evaluator.scoring.levels import Reached, Results, all_reached, by_check, holds, state
from evaluator.scoring.points import Weights, points, profile_named, total, weights, whole
from evaluator.scoring.readiness import Standing, ladder_for, readiness
from evaluator.scoring.signals import confidence, roles, stages
from evaluator.scoring.wording import fill

LIBRARY = "library"
COLLECTION = "collection"
DIGITS = 4


class Scale:
    """A rubric bound to a profile and to kinds; it scores any results."""

    def __init__(self, rubric: Rubric, profile: str | None, kinds: tuple[str, ...], *, scored: bool) -> None:
        self.rubric = rubric
        self.profile = _profile(rubric, profile)
        self.kinds = kinds
        self.scored = scored
        asked = {level.score_profile for level in self.ladder()}
        self.asked: dict[str, Profile | None] = {name: profile_named(rubric, name) for name in sorted(asked | {""})}
        self._weights: dict[tuple[str, tuple[bool, ...]], Weights] = {}

    def ladder(self) -> tuple[ReadinessLevel, ...]:
        """The levels of readiness for these kinds and this profile, from low to high."""
        return ladder_for(self.rubric, self.kinds, self.profile.id if self.profile else None)

    def weights(self, profile: Profile | None, reached: Mapping[str, Reached]) -> Weights:
        """The weights of a profile; they hang only on which criteria apply."""
        key = (profile.id if profile else "", tuple([one.applies for one in reached.values()]))
        if key not in self._weights:
            self._weights[key] = weights(self.rubric, profile, reached)
        return self._weights[key]

    def judge(self, results: Results, since: Judged | None = None, changed: tuple[str, ...] = ()) -> Judged:
        """Score results in the chosen profile, and in those that gates ask for.

        Where only the `changed` checks differ from results judged before, only what names them is judged again.
        """
        known = since.standing.reached if since else None
        reached = all_reached(results, self.rubric, self.kinds, known, frozenset(changed))
        low: dict[str, float] = {}
        high: dict[str, float] = {}
        for name, profile in self.asked.items():
            shares = self.weights(profile, reached)
            low[name] = total(points(self.rubric, shares, reached))
            high[name] = total(points(self.rubric, shares, reached, high=True))
        own = self.weights(self.profile, reached)
        counts = self.scored and own.total >= self.rubric.minimum
        score = total(points(self.rubric, own, reached)) if counts else None
        return Judged(results, score, Standing(reached, low, high, results))


def _profile(rubric: Rubric, name: str | None) -> Profile | None:
    found = profile_named(rubric, name)
    if name is not None and found is None:
        known = [profile.id for profile in rubric.profiles]
        raise RubricError(f"unknown profile {quoted(name)}{nearest(name, known)} (there are {', '.join(known)})")
    return found


def assess(
    results: tuple[Result, ...],
    rubric: Rubric,
    profile: str | None,
    kinds: tuple[str, ...],
    unread: tuple[Unread, ...] = (),
    no_score_because: str | None = None,
    unread_share: float | None = None,
) -> Assessment:
    """All that scoring says of some results; pure, the same for the same arguments.

    `no_score_because` is the reason why nothing can be scored (no machine learning, a collection, a library);
    `unread_share` the share of product statements that could not be read, where it is known.
    Raises RubricError for a profile that the rubric does not have.
    """
    scale = Scale(rubric, profile, kinds, scored=no_score_because is None)
    now = scale.judge(by_check(results))
    reached = now.standing.reached
    shares = scale.weights(scale.profile, reached)
    high = total(points(rubric, shares, reached, high=True))
    because = no_score_because or (rubric.words.too_little if now.score is None else None)
    ready = readiness_of(scale, now)
    above = next((level for level in scale.ladder() if level.id == ready.next), None)
    return Assessment(
        score=None if now.score is None else whole(now.score),
        score_range=None if now.score is None else (whole(now.score), whole(high)),
        decided=0.0 if now.score is None else _decided(shares, reached),
        readiness=ready,
        dimensions=_dimensions(scale, shares, now),
        actions=next_actions(rubric, now, above, again(scale, now), shares) if ready.gates else (),
        roles=roles(rubric, reached, now.results),
        stages=stages(rubric, now.results),
        confidence=confidence(rubric.confidence, high - (now.score or 0.0) if now.score is not None else 0.0, unread, unread_share),
        criteria_applicable=sum(one.applies for one in reached.values()),
        criteria_total=len(reached),
        no_score_because=because,
        profiles=() if now.score is None else _in_profiles(scale, now),
    )


def _in_profiles(scale: Scale, now: Judged) -> tuple[ProfileScore, ...]:
    """What the same levels are worth to each kind of reader."""

    def scored(profile: Profile) -> ProfileScore:
        shares = scale.weights(profile, now.standing.reached)
        low, high = (whole(total(points(scale.rubric, shares, now.standing.reached, high=high))) for high in (False, True))
        return ProfileScore(profile.id, profile.title, low, (low, high))

    return tuple(scored(profile) for profile in scale.rubric.profiles)


def rescore(review: Review, rubric: Rubric, profile: str | None = None) -> Review:
    """A saved review by another rubric, version or profile: from its results alone, nothing is read again."""
    made = assess(review.results, rubric, profile, review.kind, review.unread, _still_unscored(review))
    used = RubricUsed(rubric.id, rubric.version, rubric.digest, profile, rubric.title)
    copied = {name: getattr(made, name) for name in made.__struct_fields__}
    copied["actions"] = tuple(illustrated(each, review) for each in made.actions)
    return msgspec.structs.replace(review, rubric=used, **copied)


def illustrated(action: Action, review: Review) -> Action:
    """The action with the example and the beginning that the review has for its criterion: facts are not at hand any more."""
    shown = next((each for each in review.actions if each.criterion == action.criterion), action)
    action = msgspec.structs.replace(action, example=shown.example, language=shown.language)
    begins = not action.at and shown.text.startswith(action.text)
    return msgspec.structs.replace(action, text=shown.text, at=shown.at) if begins else action


def _still_unscored(review: Review) -> str | None:
    """The reason given by the review, but for a score that was missing only because too little of the old rubric applied."""
    barred = not review.kind or review.path_candidates or {LIBRARY, COLLECTION} & set(review.kind)
    return review.no_score_because if review.score is None and barred else None


def again(scale: Scale, now: Judged) -> Judge:
    """Scores results of which only some checks differ from those judged now."""
    return lambda given, changed: scale.judge(given, now, changed)


def readiness_of(scale: Scale, now: Judged) -> Readiness:
    """The readiness of what was judged; none where nothing can be scored, unless it is a library, which has a ladder of its own."""
    if now.score is None and LIBRARY not in scale.kinds:
        return Readiness("none", "none", None, (), in_words=scale.rubric.words.not_ready)
    return readiness(scale.rubric, scale.kinds, scale.profile.id if scale.profile else None, now.standing)


def _decided(shares: Weights, reached: Mapping[str, Reached]) -> float:
    """The share of the weight whose criteria have one level only, doubts or not."""
    return round(math.fsum(shares.worth[name] for name, one in reached.items() if one.low == one.high) / 100, DIGITS)


def _dimensions(scale: Scale, shares: Weights, now: Judged) -> tuple[DimensionScore, ...]:
    """The dimensions with their points; of a library, which has no score, how much of each holds, and no points."""
    shown = now.score is not None or LIBRARY in scale.kinds
    won = points(scale.rubric, shares, now.standing.reached) if shown else {}
    made = tuple(_dimension(one, scale.rubric, shares, now, won) for one in scale.rubric.dimensions)
    return made if now.score is not None else tuple(msgspec.structs.replace(one, points=0.0, max_points=0.0) for one in made)


def _dimension(dimension: Dimension, rubric: Rubric, shares: Weights, now: Judged, won: Mapping[str, float]) -> DimensionScore:
    names = [criterion.id for criterion in dimension.criteria]
    most = math.fsum(shares.worth[name] for name in names) if won else 0.0
    brought = math.fsum(won[name] for name in names) if won else 0.0
    return DimensionScore(
        id=dimension.id,
        title=dimension.title,
        weight=shares.dimensions[dimension.id],
        effective_weight=round(shares.effective[dimension.id], DIGITS),
        score=round(100 * brought / most, 1) if most > 0 else None,
        points=round(brought, DIGITS),
        max_points=round(most, DIGITS),
        criteria=tuple(_criterion(now.standing.reached[name], rubric, shares, now.results, won) for name in names),
    )


def _criterion(one: Reached, rubric: Rubric, shares: Weights, results: Results, won: Mapping[str, float]) -> CriterionScore:
    name = one.criterion.id
    following = one.next_level()
    person = following is not None and following.judge == "person"
    asked = "" if following is None else following.question if person else following.descriptor
    return CriterionScore(
        id=name,
        title=one.title,
        weight=shares.criteria[name],
        points=round(won.get(name, 0.0), DIGITS),
        max_points=round(shares.worth[name], DIGITS) if won else 0.0,
        level=one.low,
        possible_level=one.high,
        applicable=one.applies,
        judge="person" if person else "tool",
        descriptor=_descriptor(one, rubric, results),
        next_level=asked,
        advice=advised(one, following, results, rubric.fixes) if following else one.advice,
        checks=one.checks,
        missing=tuple(check for check in following.checks if state(results, check) in {"fail", "doubt"}) if following else (),
        opens_after=one.criterion.opens_after if one.silent else None,
        held=one.ceiling.sentence if one.ceiling and not one.silent else None,
    )


def _descriptor(one: Reached, rubric: Rubric, results: Results) -> str:
    if one.silent:
        titles = {criterion.id: criterion.title for criterion in rubric.criteria}
        return fill(rubric.words.opens_after, criterion=titles[one.criterion.opens_after])
    reached = _in_words(one, rubric.words, results)
    return f"{reached} {one.ceiling.sentence}" if one.ceiling else reached


def _in_words(one: Reached, words: Words, results: Results) -> str:
    """What the level says; of one that was reached over a check that does not apply, only what was seen."""
    level = next((level for level in one.levels if level.level == one.low), None)
    if level is None:
        return (words.nothing_sure if one.high else "") or words.nothing_found
    if not words.rest_not_asked or _speaks(level, one.levels, results):
        return level.descriptor
    lower = [each for each in one.levels if each.level < one.low and holds(each, results) and _speaks(each, one.levels, results)]
    return " ".join((*(each.descriptor for each in lower[-1:]), words.rest_not_asked))


def _speaks(level: Level, levels: tuple[Level, ...], results: Results) -> bool:
    """Whether everything that the level's descriptor speaks of applies."""
    before = {check for each in levels if each.level < level.level for check in each.all}
    said = level.says or [check for check in level.all if check not in before]
    return all(state(results, check) != "none" for check in said)
