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
MOST_LISTED = 8  # a check cites no more places than these: of those that follow nobody can tell whether they are new
LITTLE = 0.005
_NUMBER = regex(r"\d+")
Key = Callable[[Evidence], object]
# From the surest likeness to the loosest. A line of a notebook is as good as one of a script.
LIKENESS: tuple[Key, ...] = (
    lambda item: (item.path, item.cell, item.line, item.snippet.strip(), item.note),
    lambda item: (item.path, item.snippet.strip(), item.note),
    lambda item: (item.path, item.snippet.strip()) if item.snippet.strip() else None,
    lambda item: (item.snippet.strip(), item.note) if item.snippet.strip() else None,
    lambda item: (item.path, _NUMBER.sub("#", item.note)) if item.path else None,
    lambda item: None if item.path else "the whole repository",
)
UNTOLD: dict[Outcome, str] = {
    "needs-review": "now for a person to decide",
    "not-applicable": "is not asked any more",
    "open": "the check broke this time",
}


def compared(before: Review, after: Review) -> Comparison:
    """What changed from one review to the next."""
    results = {result.check: result for result in before.results}
    now = {result.check: result for result in after.results}
    names = dict.fromkeys((*now, *results))
    findings = tuple(change for name in names for change in _changes(name, results.get(name), now.get(name)))
    return Comparison(
        before=_side(before),
        after=_side(after),
        findings=findings,
        criteria=tuple(_criteria(before, after)),
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
    pairs = matched(old, new)
    found = {number for _, number in pairs}
    for first, second in sorted(pairs, key=lambda pair: pair[1]):
        yield Change(check, "unchanged", old[first], new[second])
    for number, item in enumerate(new):
        if number not in found:
            yield _appeared(check, item, before, old)
    gone = {number for number, _ in pairs}
    reason = _untold(after, new)
    for number, item in enumerate(old):
        if number not in gone:
            yield Change(check, "untold" if reason else "absent", before=item, reason=reason)


def _appeared(check: str, item: Evidence, before: Result | None, old: tuple[Evidence, ...]) -> Change:
    """New, unless the earlier review could not have told."""
    if before is None:
        return Change(check, "untold", after=item, reason="the earlier version did not ask this")
    if len(old) >= MOST_LISTED:
        return Change(check, "untold", after=item, reason=f"the earlier review lists only {MOST_LISTED} places")
    return Change(check, "new", after=item)


def _untold(after: Result | None, new: tuple[Evidence, ...]) -> str:
    """Why a finding that is not there any more may not be fixed; "" where it is."""
    if after is None:
        return "the later version does not ask this"
    if not after.applies:
        return UNTOLD["not-applicable"]
    return f"the later review lists only {MOST_LISTED} places" if len(new) >= MOST_LISTED else UNTOLD.get(after.outcome, "")


def matched(old: tuple[Evidence, ...], new: tuple[Evidence, ...]) -> list[tuple[int, int]]:
    """Pairs of positions of the same finding, each used once; the surest likeness pairs first, then the looser ones."""
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
    return pairs


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
    """Why a criterion moved: the checks whose outcome changed, what the rubric asks otherwise, its weight, or a rule that held it down."""
    if was is None or now is None:
        yield "not in the later rubric" if was else "not in the earlier rubric"
        return
    told = tuple(_moves(was, now, old, new))
    yield from told or ((f"then: {was.descriptor}",) if was.descriptor != now.descriptor else ())


def _moves(was: CriterionScore, now: CriterionScore, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    if was.applicable != now.applicable:
        yield "applies now" if now.applicable else "does not apply any more"
    for check in now.checks:
        outcome, then = new.get(check), old.get(check)
        if outcome != then:
            yield f"`{check}`: {_said(then)}, now {_said(outcome)}"
    for check in sorted({*was.checks} ^ {*now.checks}):
        yield f"`{check}` is {'asked now' if check in now.checks else 'not asked any more'}"
    if was.opens_after != now.opens_after:
        yield f"waits for `{now.opens_after}`" if now.opens_after else f"does not wait for `{was.opens_after}` any more"
    if was.applicable and now.applicable and abs(was.max_points - now.max_points) >= LITTLE:
        yield f"weighs {now.max_points:.2f} points, not {was.max_points:.2f}: what applies beside it changed, or its weight"


def _said(outcome: str | None) -> str:
    return (outcome or "not asked").replace("-", " ")


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
