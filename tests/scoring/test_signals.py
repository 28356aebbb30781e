"""Roles, the life cycle and confidence stand beside the score."""

import pytest

from evaluator.model.place import Unread
from evaluator.model.result import Outcome, Result
from evaluator.scoring import assess
from evaluator.scoring.signals import confidence
from tests.scoring import archetypes
from tests.scoring.given import evidence, hiring, needed, passing, results

REST = "What else this level asks for does not apply to this project."


def test_stages_are_lit_by_evidence() -> None:
    made = assess(results({"model-is-trained": "pass", "service-predicts": "needs-review"}), hiring(), None, ("tabular",))
    states = {stage.id: stage.state for stage in made.stages}
    assert list(states) == ["collect", "clean", "features", "train", "evaluate", "package", "serve", "monitor", "retrain"]
    assert (states["train"], states["serve"], states["monitor"]) == ("found", "undecided", "not-found")
    train = next(stage for stage in made.stages if stage.id == "train")
    assert train.evidence[0].path == "src/train.py"
    nothing = assess(results({}, "not-applicable"), hiring(), None, ("tabular",))
    assert {stage.state for stage in nothing.stages} == {"not-applicable"}


def test_roles_are_faint_clear_or_strong() -> None:
    made = assess(passing(*needed(archetypes.MLOPS), "entry-path-sound"), hiring(), None, ("tabular",))
    signals = {role.id: role.signal for role in made.roles}
    assert signals == {"research": "clear", "production-engineering": "strong", "data": "strong"}
    assert all(len(role.evidence) <= 3 for role in made.roles)
    best = assess(results({}, "pass"), hiring(), None, ("tabular",))
    assert {role.signal for role in best.roles} == {"strong"}
    worst = assess(results({}, "fail"), hiring(), None, ("tabular",))
    assert {(role.signal, role.evidence) for role in worst.roles} == {("faint", ())}


@pytest.mark.parametrize(
    ("span", "unread", "share", "wanted"),
    [
        (0, (), None, "high"),
        (5, (), 0.02, "high"),
        (6, (), 0.0, "medium"),
        (13, (), 0.0, "low"),
        (0, (), 0.03, "medium"),
        (0, (), 0.2, "low"),
        (0, (Unread("src/a.py", "not UTF-8"),), None, "medium"),
        (0, (Unread("docs/a.pdf", "binary"),), None, "high"),
    ],
)
def test_confidence_by_range_and_by_what_was_not_read(span: float, unread: tuple[Unread, ...], share: float | None, wanted: str) -> None:
    assert confidence(hiring().confidence, span, unread, share) == wanted


def test_a_criterion_says_what_is_missing() -> None:
    outcomes: dict[str, Outcome] = {"held-out-split": "pass", "target-not-in-features": "pass", "split-before-fit": "needs-review"}
    made = assess(results(outcomes), hiring(), None, ("tabular",))
    leakage = next(one for dimension in made.dimensions for one in dimension.criteria if one.id == "leakage")
    assert leakage.missing == ("resample-after-split", "split-before-fit")
    assert leakage.descriptor == "Rows are held out, and the target is not hidden among the inputs."
    assert leakage.next_level == "Nothing is fitted or resampled before the split."
    monitoring = next(one for dimension in made.dimensions for one in dimension.criteria if one.id == "monitoring")
    assert monitoring.opens_after == "inference-service"
    assert monitoring.descriptor == "Opens after: Can another program ask it for a prediction?"


LEAKAGE = ("held-out-split", "target-not-in-features", "split-before-fit", "resample-after-split", "split-respects-structure")


@pytest.mark.parametrize(
    ("missing", "wanted"),
    [
        ((), "The split also respects people, groups or time where the data has them."),
        (("split-respects-structure",), f"Nothing is fitted or resampled before the split. {REST}"),
        (LEAKAGE[3:], f"Nothing is fitted or resampled before the split. {REST}"),
        (LEAKAGE[2:], f"Rows are held out, and the target is not hidden among the inputs. {REST}"),
    ],
)
def test_a_criterion_says_only_what_was_seen(missing: tuple[str, ...], wanted: str) -> None:
    """A level is reached over checks that do not apply; its sentence is not said of them."""
    nothing: dict[str, Outcome] = dict.fromkeys(missing, "not-applicable")
    seen: dict[str, Outcome] = dict.fromkeys(LEAKAGE, "pass")
    made = assess(results(seen | nothing), hiring(), None, ("tabular",))
    leakage = next(one for dimension in made.dimensions for one in dimension.criteria if one.id == "leakage")
    assert (leakage.level, leakage.descriptor) == (3, wanted)


def test_a_doubt_is_not_nothing() -> None:
    outcomes: dict[str, Outcome] = {"schema-defined": "needs-review"}
    made = assess(results(outcomes), hiring(), None, ("tabular",))
    said = {one.id: one.descriptor for dimension in made.dimensions for one in dimension.criteria}
    assert said["data-validation"] == "Nothing that counts for sure was found; a person may see it otherwise."
    assert said["drift"] == "Nothing that counts was found."


def test_the_persons_question_is_what_the_next_level_asks() -> None:
    made = assess(passing("choices-named", "choices-justified"), hiring(), None, ("tabular",))
    decisions = next(one for dimension in made.dimensions for one in dimension.criteria if one.id == "decisions")
    assert (decisions.level, decisions.possible_level, decisions.judge) == (2, 3, "person")
    assert decisions.next_level.endswith("?")


def test_a_check_that_broke_is_a_doubt() -> None:
    made = assess((Result("model-is-trained", "", "open", evidence=evidence("open")),), hiring(), None, ("tabular",))
    assert made.score_range is not None
    assert made.score_range[0] < made.score_range[1]
