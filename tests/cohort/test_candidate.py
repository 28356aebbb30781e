"""Several repositories of one person: the best of each, copies once, and no word more than the reviews say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from evaluator.cohort.candidate import candidate, day, telling
from evaluator.model.candidate import Lineage, Portrait, Shown
from evaluator.model.place import REPOSITORY, Location
from evaluator.model.result import Result, supports
from evaluator.model.review import Action
from tests.cohort.portraits import DAY, failed, hiring, portrait
from tests.report import sample

if TYPE_CHECKING:
    from evaluator.model.candidate import Candidate
    from evaluator.model.rubric import Rubric


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    return hiring()


def shown(found: Candidate, criterion: str) -> Shown:
    return next(one for each in found.dimensions for one in each.criteria if one.criterion.id == criterion)


def with_actions(one: Portrait, *actions: Action) -> Portrait:
    assert one.studied
    review = msgspec.structs.replace(one.studied.review, actions=actions)
    return msgspec.structs.replace(one, studied=msgspec.structs.replace(one.studied, review=review))


def with_results(one: Portrait, *results: Result) -> Portrait:
    assert one.studied
    review = one.studied.review
    others = tuple(each for each in review.results if each.check not in {result.check for result in results})
    changed = msgspec.structs.replace(review, results=(*others, *results))
    return msgspec.structs.replace(one, studied=msgspec.structs.replace(one.studied, review=changed))


def test_a_criterion_is_as_high_as_its_best_repository(rubric: Rubric) -> None:
    found = candidate([portrait("a", tests=3, container=0), portrait("b", tests=0, container=2)], rubric)
    assert (shown(found, "tests").criterion.level, shown(found, "tests").row.name) == (3, "a")
    assert (shown(found, "container").criterion.level, shown(found, "container").row.name) == (2, "b")
    assert (shown(found, "tests").proper, shown(found, "tests").asked) == (1, 2)
    assert found.proper_together > found.proper_alone


def test_more_repositories_of_the_same_level_lift_nothing(rubric: Rubric) -> None:
    one = candidate([portrait("a")], rubric)
    ten = candidate([portrait(f"a{number}") for number in range(10)], rubric)
    assert one.best
    assert ten.best
    assert (ten.best.rank, ten.proper_together) == (one.best.rank, one.proper_together)
    assert [role.signal for role in ten.roles] == [role.signal for role in one.roles]


def test_readiness_is_that_of_the_best_single_repository(rubric: Rubric) -> None:
    found = candidate([portrait("a", ready="learner", score=90), portrait("b", ready="job-ready", score=60), portrait("c")], rubric)
    assert found.best
    assert found.best.row.name == "b"
    assert found.best.beside == 1
    assert [one.row.name for one in found.listed] == ["b", "c", "a"]


def test_a_copy_counts_once_and_says_of_what(rubric: Rubric) -> None:
    copy = portrait("copy", Lineage(("x",), 0, 0, code={"one": 900, "two": 900}))
    found = candidate([copy, portrait("first", Lineage(("y",), 0, 0, code={"one": 900, "two": 900, "three": 900}))], rubric)
    told = {one.row.name: one for one in found.listed}
    assert told["first"].counted
    assert not told["copy"].counted
    assert told["copy"].note == "2 of its 2 code files are in first too, byte for byte: counted once."
    assert shown(found, "tests").asked == 1
    assert found.best
    assert found.best.beside == 0
    assert found.breadth.grade == ""


def test_what_failed_or_holds_no_learning_is_a_row_that_says_so(rubric: Rubric) -> None:
    review = msgspec.structs.replace(sample.unscored(), no_score_because="no machine learning was found")
    bare = portrait("bare")
    assert bare.studied
    unscored = msgspec.structs.replace(bare, studied=msgspec.structs.replace(bare.studied, review=review))
    found = candidate([failed("gone", "there is no such folder"), unscored, portrait("a")], rubric)
    assert [(one.row.name, one.counted, one.note) for one in found.listed] == [
        ("a", True, ""),
        ("bare", False, "no machine learning was found"),
        ("gone", False, "there is no such folder"),
    ]


def test_nothing_at_all_is_a_page_too(rubric: Rubric) -> None:
    found = candidate([failed("gone", "why")], rubric)
    assert found.best is None
    assert (found.dimensions, found.steps, found.absent, found.roles) == ((), (), (), ())


def test_a_role_is_the_mean_of_the_best_levels(rubric: Rubric) -> None:
    one = portrait("a", framework_depth=3, model_comparison=0, error_analysis=0, seeds=0)
    other = portrait("b", framework_depth=0, model_comparison=3, error_analysis=3, seeds=3)
    role = next(role for role in candidate([one, other], rubric).roles if role.title == "Research")
    assert role.signal == "strong"
    assert role.alone == "faint"
    assert {each.row.name for each in role.seen} <= {"a", "b"}


def test_what_nobody_shows_comes_with_the_step_that_brings_most(rubric: Rubric) -> None:
    small = Action("container", 1.5, "M", "write a Dockerfile", 0, 1)
    large = Action("container", 4.0, "M", "mend the Dockerfile", 0, 1)
    found = candidate([with_actions(portrait("a", container=0), small), with_actions(portrait("b", container=0), large)], rubric)
    gap = next(one for one in found.absent if one.criterion.id == "container")
    assert gap.step
    assert (gap.step.row.name, gap.step.action.gain) == ("b", 4.0)
    assert [(step.row.name, step.new) for step in found.steps] == [("b", True)]
    assert "retraining" not in {one.criterion.id for one in found.absent}  # it opens after monitoring


def test_what_one_of_them_shows_is_not_absent(rubric: Rubric) -> None:
    found = candidate([portrait("a", container=0), portrait("b", container=1)], rubric)
    assert "container" not in {one.criterion.id for one in found.absent}


def test_what_a_person_may_find_there_is_not_called_absent_outright(rubric: Rubric) -> None:
    found = candidate([portrait("a"), portrait("b")], rubric)
    seeds = next(one for one in found.absent if one.criterion.id == "seeds")
    assert [row.name for row in seeds.doubtful] == ["a", "b"]
    container = next(one for one in found.absent if one.criterion.id == "container")
    assert container.doubtful == ()


def test_what_is_urgent_anywhere_is_the_first_step(rubric: Rubric) -> None:
    key = Action("secrets", 0.1, "S", "revoke the key", 0, 1, reason=rubric.words.urgent)
    opens = Action("error-analysis", 1.0, "L", "look at the errors", 0, 1, opens="production-minded: a gate")
    best = with_actions(portrait("best", ready="job-ready"), opens)
    worse = with_actions(portrait("worse"), Action("tests", 9.0, "S", "write tests", 1, 2), key)
    found = candidate([best, worse], rubric)
    assert [(step.row.name, step.action.criterion) for step in found.steps] == [
        ("worse", "secrets"),
        ("best", "error-analysis"),
        ("worse", "tests"),
    ]


def test_what_is_urgent_twice_is_said_once(rubric: Rubric) -> None:
    key = Action("secrets", 0.1, "S", "revoke the key", 0, 1, reason=rubric.words.urgent)
    found = candidate([with_actions(portrait("a"), key), with_actions(portrait("b"), msgspec.structs.replace(key, gain=2.0))], rubric)
    assert [(step.row.name, [row.name for row in step.also]) for step in found.steps] == [("b", ["a"])]


def test_a_committed_key_comes_before_a_larger_gain(rubric: Rubric) -> None:
    key = Action("secrets", 0.1, "S", "revoke the key", 0, 1, reason=rubric.words.urgent)
    leak = Action("leakage", 9.0, "S", "split first", 0, 1, reason=rubric.words.urgent)
    found = candidate([with_actions(portrait("a"), leak), with_actions(portrait("b"), key)], rubric)
    assert [step.action.criterion for step in found.steps] == ["secrets", "leakage"]


def test_a_replica_yields_to_work_of_ones_own_that_is_as_good(rubric: Rubric) -> None:
    typed = with_results(portrait("typed", score=90, tests=2, container=3), Result("not-a-replica", "originality", "fail"))
    found = candidate([typed, portrait("own", score=40, tests=2, container=1)], rubric)
    assert shown(found, "tests").row.name == "own"
    assert shown(found, "container").row.name == "typed"
    assert found.best
    assert found.best.row.name == "own"
    assert found.best.beside == 0
    assert "as good" in next(one.note for one in found.listed if one.row.name == "typed")


def test_breadth_has_a_name_from_the_second_practitioner_on(rubric: Rubric) -> None:
    assert candidate([portrait("a"), portrait("b", ready="learner")], rubric).breadth.grade == ""
    found = candidate([portrait("a"), portrait("b")], rubric).breadth
    assert found.grade == "single"
    assert [(one.id, [depth for _, depth in one.places]) for one in found.frameworks] == [("pytorch", [2, 2])]
    assert [(one.title, one.shown is not None) for one in found.layers] == [("Service", True), ("Automation", False), ("Operations", False)]
    assert {len(rows) for _, rows in found.kinds} == {2}


def begun(days: int, *, code: str) -> Lineage:
    return Lineage((code,), days * DAY, days * DAY, code={code: 900})


def test_growth_is_read_from_first_commits_and_only_when_little_falls(rubric: Rubric) -> None:
    early = portrait("early", begun(0, code="e"), tests=0, container=0, monitoring=0, limitations=2)
    late = portrait("late", begun(400, code="l"), tests=2, container=1, monitoring=2, limitations=1)
    found = candidate([late, early], rubric).growth
    assert [one.row.name for one in found.order] == ["early", "late"]
    assert {rise.criterion: rise.levels for rise in found.rising} == {"tests": (0, 2), "container": (0, 1), "monitoring": (0, 2)}
    assert (found.falling, found.growing) == (1, True)
    assert not msgspec.structs.replace(found, falling=2).growing


def test_no_order_is_read_from_works_begun_within_a_month_or_without_a_beginning(rubric: Rubric) -> None:
    near = [portrait("a", begun(0, code="a"), tests=0), portrait("b", begun(29, code="b"), tests=3)]
    assert candidate(near, rubric).growth.order == ()
    unknown = [portrait("a", begun(0, code="a")), portrait("b", Lineage(("b",), None, 9 * DAY, code={"b": 900}))]
    assert candidate(unknown, rubric).growth.order == ()


def test_a_person_is_named_only_where_every_origin_names_one(rubric: Rubric) -> None:
    assert candidate([portrait("a"), portrait("b"), failed("c", "why")], rubric).name == "ana-example"
    stranger = portrait("b")
    stranger = msgspec.structs.replace(stranger, row=msgspec.structs.replace(stranger.row, origin="https://github.com/other/x"))
    assert candidate([portrait("a"), stranger], rubric).name == ""
    unknown = msgspec.structs.replace(stranger, row=msgspec.structs.replace(stranger.row, origin=None))
    assert candidate([portrait("a"), unknown], rubric).name == ""


def test_the_order_of_reviews_changes_nothing(rubric: Rubric) -> None:
    works = [portrait("a", tests=3), portrait("b", tests=3), failed("c", "why"), portrait("d", container=2)]
    assert msgspec.json.encode(candidate(works, rubric)) == msgspec.json.encode(candidate(works[::-1], rubric))


@pytest.mark.parametrize(("seconds", "words"), [(0, "1970-01-01"), (None, ""), (10**18, ""), (-(10**18), "")])
def test_a_date_is_one_that_a_calendar_knows(seconds: int | None, words: str) -> None:
    assert day(seconds) == words


def test_the_place_that_shows_the_level_comes_before_the_rest() -> None:
    def at(check: str, *places: Location) -> Result:
        return Result(check, "container", "pass", evidence=tuple(supports(place, "seen") for place in places))

    results = (at("defined", Location("a", 1), Location("b", 1)), at("resolves", Location("z", 1), REPOSITORY))
    review = msgspec.structs.replace(sample.review(), results=results)
    criterion = msgspec.structs.replace(review.dimensions[0].criteria[0], checks=("defined", "resolves"))
    seen, sure = telling(review, criterion, frozenset({"resolves"}))
    assert ([item.path for item in seen], sure) == (["z", "a"], True)
    seen, sure = telling(review, criterion, frozenset({"spared"}))
    assert ([item.path for item in seen], sure) == (["a", "b"], False)
