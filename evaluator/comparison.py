"""Two reviews of one repository, held against each other: what was fixed, what is new, which points moved and why.

Findings are matched as SARIF's result management does it, by what they say and not by their line: a place that only moved, a
file that was renamed and a line that was edited around the same fault are still the same finding.
"""

from collections.abc import Callable, Iterator, Mapping

from evaluator.model.comparison import Change, Comparison, CriterionChange, Side
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, Outcome, Result
from evaluator.model.review import CriterionScore, Review

RUNGS = {"none": 0, "learner": 1, "practitioner": 2, "job-ready": 3, "research-minded": 4, "production-minded": 4}
LITTLE = 0.005
WEIGHED = "weighs otherwise: other criteria apply beside it"
_NUMBER = regex(r"\d+")
# What one check does now, and what several do.
TURNED = {
    "pass": ("passes now", "pass now"),
    "fail": ("fails now", "fail now"),
    "needs-review": ("is for a person now", "are for a person now"),
    "not-applicable": ("is not asked now", "are not asked now"),
    "open": ("broke now", "broke now"),
}
THEN = {"needs-review": "for a person to decide then", "not-applicable": "not asked then", "open": "broken then"}
WORTH = {"fail": 0, "pass": 2}
DOUBTFUL = 1
Key = Callable[[Evidence], object]
# From the surest likeness to the loosest. A line of a notebook is as good as one of a script.
LIKENESS: tuple[Key, ...] = (
    lambda item: (item.path, item.cell, item.line, item.snippet.strip(), item.note),
    lambda item: (item.path, item.snippet.strip(), item.note),
    lambda item: (item.path, item.snippet.strip()) if item.snippet.strip() else None,
    lambda item: (item.snippet.strip(), item.note) if item.snippet.strip() else None,
    lambda item: (item.path, _NUMBER.sub("#", item.note)) if item.path else None,
    lambda item: _NUMBER.sub("#", item.note) if not item.path else None,
    lambda item: item.path,
)
SURE = LIKENESS[:3]
ELSEWHERE = "the check still fails; other places are named now"
UNNAMED = "the check failed then too; this place was not named"
UNTOLD: dict[Outcome, str] = {
    "needs-review": "now for a person to decide",
    "not-applicable": "is not asked any more",
    "open": "the check broke this time",
}
ASKED: dict[Outcome, str] = {
    "needs-review": "the check was left to a person then",
    "not-applicable": "the check did not apply then",
    "open": "the check broke then",
}


def compared(before: Review, after: Review) -> Comparison:
    """What changed from one review to the next."""
    results = {result.check: result for result in before.results}
    now = {result.check: result for result in after.results}
    names = dict.fromkeys((*now, *results))
    findings = tuple(change for name in names for change in _changes(name, results.get(name), now.get(name)))
    moved = tuple(_criteria(before, after))
    same_weights = (before.rubric.digest, before.rubric.profile) == (after.rubric.digest, after.rubric.profile)
    reweighted = tuple(change for change in moved if same_weights and change.reasons == (WEIGHED,))
    return Comparison(
        before=_side(before),
        after=_side(after),
        findings=findings,
        criteria=tuple(change for change in moved if change not in reweighted),
        reweighted=sum(change.after_points - change.before_points for change in reweighted),
        regressions=tuple(_regressions(before, after)),
        notices=tuple(_notices(before, after)),
    )


def _side(review: Review) -> Side:
    used = review.rubric
    level = review.readiness.level
    rubric = f"{used.id} {used.version}"
    return Side(review.commit, review.committed_at, review.score, level, review.tool.version, rubric, used.profile)


def faults(result: Result | None) -> tuple[Evidence, ...]:
    """The places for which a check failed; none where it did not."""
    if result is None or not result.applies or result.outcome != "fail":
        return ()
    return tuple(item for item in result.evidence if not item.supports and item.confidence == "high")


def _changes(check: str, before: Result | None, after: Result | None) -> Iterator[Change]:
    """What became of the findings of one check, in the order of the later review."""
    old, new = faults(before), faults(after)
    criterion = next(one.concern for one in (after, before) if one)
    pairs = matched(old, new)
    left = [number for number in range(len(old)) if number not in {first for first, _ in pairs}]
    right = [number for number in range(len(new)) if number not in {second for _, second in pairs}]
    for first, second in sorted(pairs, key=lambda pair: pair[1]):
        yield Change(check, "unchanged", criterion, old[first], new[second])
    unknown = min(len(left), len(right))
    for place, number in enumerate(right):
        reason = UNNAMED if place < unknown else _asked(new[number], before)
        yield Change(check, "asked" if reason else "new", criterion, after=new[number], reason=reason)
    for place, number in enumerate(left):
        reason = ELSEWHERE if place < unknown else _untold(old[number], after)
        now = None if reason else _mended(before, after)
        yield Change(check, "untold" if reason else "absent", criterion, old[number], reason=reason, now=now)


def _asked(item: Evidence, before: Result | None) -> str:
    """Why a finding may be no newer than the earlier review; "" where that review looked and did not find it."""
    if before is None:
        return "the earlier version did not ask this"
    if not before.applies or before.outcome == "not-applicable":
        return "" if item.path else ASKED["not-applicable"]  # a line at fault came with what made the check apply
    return ASKED.get(before.outcome, "") or ("was in doubt then" if _in_doubt(item, before) else "")


def _untold(item: Evidence, after: Result | None) -> str:
    """Why a finding that is not there any more may not be fixed; "" where it is."""
    if after is None:
        return "the later version does not ask this"
    if not after.applies:
        return UNTOLD["not-applicable"]
    return UNTOLD.get(after.outcome, "") or ("is in doubt now" if _in_doubt(item, after) else "")


def _in_doubt(item: Evidence, other: Result) -> bool:
    doubted = tuple(each for each in other.evidence if not each.supports and each.confidence != "high")
    return any(likeness(item) is not None and likeness(item) == likeness(each) for likeness in SURE for each in doubted)


def _mended(before: Result | None, after: Result | None) -> Evidence | None:
    """What stands for the check's claim now that it holds: rather what was not there when it failed."""
    stands = [item for item in after.evidence if item.supports] if after and after.outcome == "pass" else []
    then = {likeness(item) for item in (before.evidence if before else ()) if item.supports for likeness in SURE}
    return min(stands, key=lambda item: any(likeness(item) in then for likeness in SURE if likeness(item) is not None), default=None)


def matched(old: tuple[Evidence, ...], new: tuple[Evidence, ...]) -> list[tuple[int, int]]:
    """Pairs of positions of the same finding, each used once; the surest likeness pairs first, then the looser ones.

    A check cites some of the places that speak against it, often one: while it still fails, what is left in one file, or where a
    side names one place alone, is the same fault seen elsewhere. Of what is left in other files nobody can tell.
    """
    pairs: list[tuple[int, int]] = []
    left, right = list(range(len(old))), list(range(len(new)))
    for likeness in LIKENESS:
        waiting: dict[object, list[int]] = {}
        for number in right:
            key = likeness(new[number])
            if key is not None:
                waiting.setdefault(key, []).append(number)
        for number in tuple(left):
            same = waiting.get(likeness(old[number]))
            if same:
                pairs.append((number, same.pop(0)))
                left.remove(number)
                right.remove(pairs[-1][1])
    return pairs if len(old) > 1 and len(new) > 1 else [*pairs, *zip(left, right, strict=False)]


def _by_id(review: Review) -> dict[str, CriterionScore]:
    return {criterion.id: criterion for dimension in review.dimensions for criterion in dimension.criteria}


def _criteria(before: Review, after: Review) -> Iterator[CriterionChange]:
    """The criteria that moved, in the order of the later rubric."""
    old, new = _by_id(before), _by_id(after)
    outcomes = ({one.check: one.outcome for one in before.results}, {one.check: one.outcome for one in after.results})
    for name in dict.fromkeys((*new, *old)):
        was, now = old.get(name), new.get(name)
        points = (was.points if was else 0.0, now.points if now else 0.0)
        levels = (_level(was), _level(now))
        if levels[0] != levels[1] or abs(points[0] - points[1]) >= LITTLE:
            shown = now or was
            assert shown is not None  # noqa: S101  the name came from one of the two
            yield CriterionChange(name, shown.title, *levels, *points, tuple(_reasons(was, now, *outcomes)))


def _level(criterion: CriterionScore | None) -> int | None:
    return criterion.level if criterion and criterion.applicable else None


def _reasons(was: CriterionScore | None, now: CriterionScore | None, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    """Why a criterion moved: what turned the way that it moved, a rule that holds it down, what is asked otherwise, or its weight."""
    if was is None or now is None:
        yield "not in the later rubric" if was else "not in the earlier rubric"
    elif was.applicable != now.applicable:
        yield "applies now" if now.applicable else "does not apply any more"
    elif was.level == now.level and abs(was.points * now.max_points - now.points * was.max_points) < LITTLE:
        yield WEIGHED
    else:
        up = (now.level, now.points) > (was.level, was.points)
        told = tuple(said for way, said in _moves(was, now, old, new) if way is None or way == up)
        yield from told or (f"then: {was.descriptor}",)


def _moves(was: CriterionScore, now: CriterionScore, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[tuple[bool | None, str]]:
    """What turned, and whether that is a gain; None where it may be either, or where it is told in any case."""
    turned: dict[tuple[str, str], list[str]] = {}
    for check in now.checks:
        then, outcome = old.get(check, ""), new.get(check, "")
        if then and outcome and then != outcome:
            turned.setdefault((then, outcome), []).append(f"`{check}`")
    for (then, outcome), named in turned.items():
        before = f" ({THEN[then]})" if then in THEN else ""
        way = None if outcome == "not-applicable" else WORTH.get(outcome, DOUBTFUL) > WORTH.get(then, DOUBTFUL)
        yield way, f"{', '.join(named)} {TURNED[outcome][len(named) > 1]}{before}"
    for check in sorted({*was.checks} ^ {*now.checks}):
        yield None, f"`{check}` is {'asked now' if check in now.checks else 'not asked any more'}"
    if was.opens_after != now.opens_after:
        waits = f"waits for `{now.opens_after}`" if now.opens_after else f"does not wait for `{was.opens_after}` any more"
        yield not now.opens_after, waits
    if now.held and now.held != was.held:
        yield None, now.held.rstrip(".")
    elif was.held and not now.held:
        yield True, f"then: {was.held.rstrip('.')}"


def _regressions(before: Review, after: Review) -> Iterator[str]:
    """What became worse as a whole: a lower score, or a lower level of readiness."""
    if before.score is not None and after.score is not None and after.score < before.score:
        yield f"the score fell from {before.score} to {after.score}"
    if before.score is not None and after.score is None:
        yield "there was a score, and there is none now"
    was, now = before.readiness.level, after.readiness.level
    if RUNGS.get(now, 0) < RUNGS.get(was, 0):
        yield f"readiness fell from {was} to {now}"


def _notices(before: Review, after: Review) -> Iterator[str]:
    """What limits the comparison."""
    if before.tool.version != after.tool.version:
        yield f"The reviews were made by versions {before.tool.version} and {after.tool.version}: the tool may see other things now."
    if before.rubric.digest != after.rubric.digest or before.rubric.profile != after.rubric.profile:
        yield "The reviews were scored by different rubrics or profiles: points may have moved for that alone."
    if before.origin != after.origin or before.reviewed_path != after.reviewed_path:
        yield "The reviews are of different repositories or folders."
    if before.unread != after.unread:
        yield f"Files not read: {len(before.unread)} then, {len(after.unread)} now."
