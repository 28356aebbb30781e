"""How a criterion is read (rubric.md 1)."""

import pytest

from evaluator.model.result import Outcome
from evaluator.scoring.levels import Reached, all_reached, by_check
from tests.scoring.given import CHECKS, criterion, hiring, results


def reach(name: str, outcomes: dict[str, Outcome], rest: Outcome = "fail", kinds: tuple[str, ...] = ("tabular",)) -> Reached:
    return all_reached(by_check(results(outcomes, rest)), hiring(), kinds)[name]


@pytest.mark.parametrize(
    ("outcomes", "low", "high"),
    [
        ({}, 0, 0),
        ({"held-out-split": "pass"}, 0, 0),
        ({"held-out-split": "pass", "target-not-in-features": "pass"}, 1, 1),
        ({"held-out-split": "pass", "target-not-in-features": "needs-review"}, 0, 1),
        ({"held-out-split": "pass", "target-not-in-features": "open"}, 0, 1),
        ({"held-out-split": "pass", "target-not-in-features": "not-applicable"}, 1, 1),
        ({"held-out-split": "not-applicable", "target-not-in-features": "not-applicable"}, 0, 0),
        ({"held-out-split": "needs-review", "target-not-in-features": "not-applicable"}, 0, 1),
        (
            {
                "held-out-split": "pass",
                "target-not-in-features": "pass",
                "resample-after-split": "not-applicable",
                "split-before-fit": "pass",
                "split-respects-structure": "not-applicable",
            },
            3,
            3,
        ),
    ],
)
def test_leakage_levels(outcomes: dict[str, Outcome], low: int, high: int) -> None:
    reached = reach("leakage", outcomes)
    assert (reached.low, reached.high) == (low, high)


def test_a_higher_level_stands_without_the_lower() -> None:
    """Each level is written in full."""
    reached = reach("efficiency", {"cost-measured": "pass", "cost-reported": "pass"})
    assert reached.low == 2
    assert reach("data-validation", {"schema-enforced": "pass"}).low == 2


def test_both_lists_must_hold() -> None:
    assert reach("exploration", {"target-examined": "pass"}).low == 0
    assert reach("exploration", {"data-plotted": "pass"}).low == 1
    assert reach("exploration", {"target-examined": "pass", "samples-inspected": "pass"}).low == 2


def test_all_may_rest_on_a_pass_in_any() -> None:
    outcomes: dict[str, Outcome] = {"errors-inspected": "not-applicable", "errors-listed": "pass"}
    assert reach("error-analysis", outcomes).low == 2


def test_a_criterion_of_which_nothing_applies_is_dropped() -> None:
    reached = reach("notebook-state", dict.fromkeys(criterion("notebook-state").levels[2].checks, "not-applicable"), "not-applicable")
    assert not reached.applies


def test_kinds_drop_a_criterion_only_together() -> None:
    assert not reach("leakage", {}, kinds=("rl",)).applies
    assert not reach("leakage", {}, kinds=("rl", "llm-app")).applies
    assert reach("leakage", {}, kinds=("rl", "tabular")).applies
    assert reach("leakage", {}, kinds=()).applies


def test_kinds_replace_levels() -> None:
    outcomes: dict[str, Outcome] = {"metric-computed": "pass", "hyperparameters-searched": "pass", "held-out-split": "not-applicable"}
    assert reach("held-out", outcomes, kinds=("clustering",)).low == 2
    assert reach("held-out", outcomes, kinds=("clustering",)).title == "Are the clusters stable?"
    assert reach("held-out", outcomes, kinds=("clustering", "tabular")).low == 1
    assert reach("leakage", outcomes, kinds=("clustering",)).applies


def test_a_failed_prerequisite_silences() -> None:
    silent = reach("monitoring", {"predictions-logged": "pass"})
    assert (silent.low, silent.high, silent.silent, silent.applies) == (0, 0, True, True)
    open_end = reach("monitoring", {"predictions-logged": "pass", "service-predicts": "needs-review"})
    assert (open_end.low, open_end.high, open_end.silent) == (0, 1, False)
    assert reach("monitoring", {"predictions-logged": "pass", "service-predicts": "pass"}).low == 1
    assert not reach("monitoring", {"predictions-logged": "pass", "service-predicts": "not-applicable"}).applies


def test_a_persons_level_opens_the_upper_end_only_next_to_what_holds() -> None:
    two = reach("originality", {"not-a-replica": "pass", "template-adapted": "pass", "method-extended": "pass"})
    assert (two.low, two.high) == (2, 3)
    one = reach("originality", {"not-a-replica": "pass"})
    assert (one.low, one.high) == (1, 1)


def test_a_result_that_does_not_apply_counts_as_none() -> None:
    made = tuple(
        item if item.check != "target-not-in-features" else type(item)(item.check, "", "fail", applies=False)
        for item in results({"held-out-split": "pass"})
    )
    assert all_reached(by_check(made), hiring(), ("tabular",))["leakage"].low == 1


def test_a_missing_result_is_a_doubt() -> None:
    some = [item for item in results({"held-out-split": "pass"}) if item.check != "target-not-in-features"]
    reached = all_reached(by_check(some), hiring(), ("tabular",))["leakage"]
    assert (reached.low, reached.high) == (0, 1)


def test_a_broken_entry_path_holds_four_criteria_down() -> None:
    passing: dict[str, Outcome] = dict.fromkeys(CHECKS, "pass")
    reached = all_reached(by_check(results({**passing, "entry-path-sound": "fail"})), hiring(), ("tabular",))
    assert {name for name, one in reached.items() if one.ceiling} == {"lifecycle", "inference-service", "container", "tests"}
    assert all(reached[name].high == 1 for name in ("lifecycle", "inference-service", "container", "tests"))


def test_a_model_chosen_by_its_test_score_holds_held_out_down() -> None:
    passing: dict[str, Outcome] = dict.fromkeys(CHECKS, "pass")
    assert reach("held-out", {**passing, "search-on-validation": "fail"}).low == 1
    absent = results({**passing, "search-on-validation": "fail"})
    nowhere = tuple(item if item.check != "search-on-validation" else type(item)(item.check, "", "fail") for item in absent)
    assert all_reached(by_check(nowhere), hiring(), ("tabular",))["held-out"].low == 3
