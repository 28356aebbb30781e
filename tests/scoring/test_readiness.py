"""Readiness: gates, caps, ranges and variants (rubric.md 4.2)."""

import pytest

from evaluator.model.result import Evidence, Outcome, Result
from evaluator.model.review import Readiness
from evaluator.scoring import assess
from tests.scoring import archetypes
from tests.scoring.given import CHECKS, hiring, needed, passing, results


def ready(
    outcomes: dict[str, Outcome], rest: Outcome = "fail", profile: str | None = None, kinds: tuple[str, ...] = ("tabular",)
) -> Readiness:
    return assess(results(outcomes, rest), hiring(), profile, kinds).readiness


def good(levels: dict[str, int], **changed: Outcome) -> dict[str, Outcome]:
    outcomes: dict[str, Outcome] = dict.fromkeys(needed(levels) | {"entry-path-sound"}, "pass")
    return outcomes | {name.replace("_", "-"): outcome for name, outcome in changed.items()}


def everything(**changed: Outcome) -> dict[str, Outcome]:
    outcomes: dict[str, Outcome] = dict.fromkeys(CHECKS, "pass")
    return outcomes | {name.replace("_", "-"): outcome for name, outcome in changed.items()}


def test_all_but_two_must_hold() -> None:
    practitioner = {"training-code": 2, "held-out": 2, "secrets": 1, "metrics": 1, "readme": 1, "cleaning": 1, "reported-results": 1}
    plain: dict[str, Outcome] = {"resample-after-split": "not-applicable"}
    low = ready(good(practitioner) | plain)
    assert low.level == "practitioner", "no seed and a score under 35: two are unmet"
    fewer = good({name: level for name, level in practitioner.items() if name != "readme"}) | plain
    assert ready(fewer).level == "learner"
    tested: dict[str, Outcome] = dict.fromkeys(needed({"tests": 3}), "pass")
    assert ready(fewer | tested).level == "practitioner", "tests of every stage make up for one"


def test_a_compulsory_gate_is_not_bought_with_points() -> None:
    made = ready(everything(scored_on_held_out="fail"))
    assert made.level == "learner"
    assert "Not yet: The score has rows of its own, and nothing shows that the model learned from them" in made.missing


def test_what_is_undecided_names_nobody_a_learner() -> None:
    """Which rows a score was taken on is often not to be followed; job-ready asks that it was seen."""
    doubt = everything(scored_on_held_out="needs-review")
    assert ready(doubt).level == "practitioner"
    assert "For a person to settle: The score was taken on rows or questions kept apart for it" in ready(doubt).missing
    weak = {"training-code": 2, "held-out": 1, "secrets": 1, "metrics": 1, "readme": 1, "cleaning": 1, "reported-results": 1, "seeds": 1}
    undecided = good(weak, held_out_split="pass", scored_on_held_out="needs-review")
    assert ready(undecided).level == "learner", "under 35: nothing speaks for it"


def test_resampling_weighs_only_where_rows_are_resampled() -> None:
    levels = {"training-code": 2, "held-out": 2, "secrets": 1, "metrics": 1, "readme": 1, "cleaning": 1, "reported-results": 1}
    assert ready(good(levels, resample_after_split="pass")).level == "practitioner"
    assert ready(good(levels, resample_after_split="fail")).level == "learner"


def test_depth_makes_up_for_nothing_in_a_replica() -> None:
    levels = {"training-code": 2, "held-out": 2, "secrets": 1, "metrics": 1, "readme": 1, "reported-results": 1, "framework-depth": 3}
    plain: dict[str, Outcome] = {"resample-after-split": "not-applicable"}
    assert ready(good(levels, not_a_replica="pass") | plain).level == "practitioner"
    assert ready(good(levels, not_a_replica="fail") | plain).level == "learner"


def test_who_trains_nothing_is_named_by_what_answers() -> None:
    levels = {"inference-service": 2, "readme": 1, "run-path": 2, "modularity": 2, "secrets": 1}
    untrained: dict[str, Outcome] = {"model-is-trained": "not-applicable", "training-is-scripted": "not-applicable"}
    assert ready(good(levels) | untrained, kinds=("llm-app",)).level == "learner", "no score, no result, under 35"
    unmeasured: dict[str, Outcome] = dict.fromkeys(("scored-on-held-out", "metric-computed", "results-in-readme", "seed-fixed"), "fail")
    made = ready(everything() | unmeasured | untrained, kinds=("llm-app",))
    assert (made.level, made.next) == ("practitioner", "job-ready")
    assert "Not yet: The score was taken on rows or questions kept apart for it" in made.missing
    assert ready(everything() | unmeasured, kinds=("llm-app", "tabular")).level == "learner"


@pytest.mark.parametrize(
    ("check", "cap", "level"),
    [
        ("no-secret-committed", "A password or key is committed", "practitioner"),
        ("target-not-in-features", "The inputs hold what is to be predicted", "practitioner"),
        ("resample-after-split", "Rows were resampled before the split", "practitioner"),
        ("scored-on-held-out", "The score was taken on rows that the model learned from", "learner"),
        ("entry-path-sound", "What is started first cannot run", "practitioner"),
        ("not-a-replica", "These parts match widely known material", "practitioner"),
    ],
)
def test_a_cap_is_a_sentence_with_its_place(check: str, cap: str, level: str) -> None:
    made = ready({**everything(), check: "fail"})
    assert made.level == level
    assert any(text.startswith(cap) and "`src/train.py`, line 3" in text for text in made.caps)
    assert ready(everything()).caps == ()


def test_a_cap_needs_firm_evidence() -> None:
    made = ready(everything(target_not_in_features="needs-review"))
    assert (made.caps, made.level, made.possible) == ((), "practitioner", "production-minded")


def test_absence_is_no_leak() -> None:
    """A cap on validity rests on a place, not on something that was not found."""
    nowhere = [item if item.check != "scored-on-held-out" else Result(item.check, "", "fail") for item in results(everything())]
    assert assess(tuple(nowhere), hiring(), None, ("tabular",)).readiness.caps == ()


def test_a_notebook_stays_a_practitioner_whatever_the_sum() -> None:
    changed: dict[str, Outcome] = {
        "code-in-modules": "fail",
        "training-is-scripted": "fail",
        "service-predicts": "fail",
        "demo-predicts": "not-applicable",
    }
    made = ready(everything() | changed)
    assert made.level == made.possible == "practitioner"
    assert "whatever the sum" in made.caps[0]
    assert made.missing[0] == made.caps[0]
    assert ready(everything() | changed | {"training-is-scripted": "pass"}).caps == ()


def test_doubt_gives_a_range_and_an_open_gate() -> None:
    made = ready(good(archetypes.ZOOMCAMP, commands_resolve="needs-review"))
    assert (made.level, made.possible, made.next) == ("practitioner", "job-ready", "job-ready")
    gate = next(gate for gate in made.gates if gate.criterion == "run-path")
    assert (gate.holds, gate.compulsory) == (None, True)


def test_production_includes_job_ready() -> None:
    made = ready(everything(commands_resolve="fail"))
    assert made.level == "practitioner"


def test_what_does_not_apply_leaves_the_list() -> None:
    outcomes = good(archetypes.ZOOMCAMP)
    made = ready(outcomes, kinds=("llm-app",))
    assert not any(gate.criterion in {"leakage", "training-code"} for gate in made.gates)


def test_a_stand_in_counts_only_where_the_first_does_not_apply() -> None:
    without: dict[str, Outcome] = {"container-defined": "fail", "container-resolves": "fail", "container-sound": "fail"}
    made = ready(everything() | without)
    assert any(gate.holds is False and gate.criterion == "container" for gate in made.gates)
    dropped: dict[str, Outcome] = dict.fromkeys((*without, "container-use-explained", "image-built-in-ci"), "not-applicable")
    made = ready(everything() | dropped)
    assert any(gate.holds is True and gate.criterion == "serving-format" for gate in made.gates)


def test_gates_do_not_follow_the_profile() -> None:
    outcomes = good(archetypes.MLOPS)
    levels = {profile: ready(outcomes, profile=profile).level for profile in (None, "production", "entry-level")}
    assert set(levels.values()) == {"production-minded"}


def test_the_research_variant_has_its_own_top() -> None:
    made = ready(everything(), profile="research")
    assert (made.level, made.next) == ("research-minded", None)
    one_less = ready(everything(score_spread_reported="fail"), profile="research")
    assert (one_less.level, one_less.next) == ("job-ready", "research-minded")
    assert ready(good(archetypes.MLOPS), profile="research").level == "job-ready"


def test_an_undecided_gate_asks_a_person() -> None:
    outcomes: dict[str, Outcome] = dict.fromkeys(CHECKS, "pass")
    doubts: dict[str, Outcome] = {"scored-on-held-out": "needs-review"}
    made = assess(results(outcomes | doubts), hiring(), None, ("tabular",))
    assert made.readiness.missing == ("For a person to settle: The score was taken on rows or questions kept apart for it",)


def test_a_library_is_named_by_engineering_gates() -> None:
    because = "A library is not scored."
    engineering = {"tests": 2, "continuous-integration": 2, "readme": 2, "dependencies": 2, "licence-credit": 1, "secrets": 1}
    rest: Outcome = "not-applicable"
    made = assess(passing(*needed(engineering), rest=rest), hiring(), None, ("library",), no_score_because=because)
    assert (made.score, made.readiness.level) == (None, "job-ready")
    failing: dict[str, Outcome] = {"tests-assert-project": "fail", "tests-cover-ml": "fail"}
    untested: dict[str, Outcome] = dict.fromkeys(needed(engineering), "pass")
    untested.update(failing)
    less = assess(results(untested, rest), hiring(), None, ("library",), no_score_because=because)
    assert less.readiness.level == "practitioner"
    assert less.readiness.missing == ("Not yet: Tests look at what matters",)
    assert [action.gain for action in less.actions] == [0.0] * len(less.actions)
    assert less.actions[0].criterion == "tests"
    assert assess(results({}, "not-applicable"), hiring(), None, ("library",), no_score_because=because).readiness.level == "learner"


def test_a_secret_without_a_line_still_caps() -> None:
    secret = Evidence(False, "high", ".env", 0, None, "", "a file of keys")
    made = [
        item if item.check != "no-secret-committed" else Result(item.check, "", "fail", evidence=(secret,))
        for item in results(everything())
    ]
    assert "at `.env`:" in assess(tuple(made), hiring(), None, ("tabular",)).readiness.caps[0]
