"""The tool that rewrites levels whose checks are not built."""

import random
from pathlib import Path

from evaluator.scoring import assess, load_rubric
from tests.scoring.given import CHECKS, TEXT, TOOL, results

rewritten = TOOL["rewritten"]


def test_a_level_waits_for_a_missing_check() -> None:
    text = rewritten(TEXT, CHECKS - {"use-described"})
    rubric = load_rubric(text, "hiring.yaml", CHECKS - {"use-described"})
    one = next(one for one in rubric.criteria if one.id == "problem-statement")
    assert [level.judge for level in one.levels] == ["tool", "person", "person"]
    assert one.levels[1].question.startswith("Is it so here? It also says who acts")
    assert one.levels[1].when_built is not None
    assert one.levels[1].when_built.all == ("problem-described", "use-described")
    assert rewritten(text, CHECKS) == TEXT


def test_an_any_list_keeps_what_is_built() -> None:
    text = rewritten(TEXT, CHECKS - {"data-plotted"})
    one = next(one for one in load_rubric(text, "x", CHECKS - {"data-plotted"}).criteria if one.id == "exploration")
    assert one.levels[0].judge == "tool"
    assert one.levels[0].any == ("data-summarised", "samples-inspected")
    assert one.levels[0].when_built is not None
    assert one.levels[0].when_built.any == ("data-summarised", "data-plotted", "samples-inspected")


def test_names_outside_levels_are_planned() -> None:
    known = CHECKS - {"entry-path-sound", "service-predicts", "model-saved"}
    rubric = load_rubric(rewritten(TEXT, known), "x", known)
    assert rubric.planned == ("entry-path-sound", "model-saved", "service-predicts")


def test_any_set_of_checks_gives_a_rubric_that_loads_and_goes_back() -> None:
    chance = random.Random(7)
    for share in (0.0, 0.1, 0.5, 0.9):
        known = frozenset(check for check in sorted(CHECKS) if chance.random() < share)
        text = rewritten(TEXT, known)
        rubric = load_rubric(text, "hiring.yaml", known)
        assert rewritten(text, known) == text
        assert {check for one in rubric.criteria for level in one.levels for check in level.checks} <= known
        assert rewritten(text, CHECKS) == TEXT
        made = assess(tuple(item for item in results({}, "pass") if item.check in known), rubric, None, ("tabular",))
        assert made.score_range is not None
        assert made.score_range[1] == 100


def test_checks_are_found_without_importing_them(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "leakage.py").write_text(
        "import nowhere\n"
        "def split_before_fit(facts: Facts) -> Iterator[Evidence]:\n    yield\n"
        "def _hidden(facts: Facts) -> Iterator[Evidence]:\n    yield\n"
        "def splits(facts: Facts) -> tuple[Call, ...]:\n    return ()\n",
        encoding="utf-8",
    )
    assert TOOL["built_checks"](tmp_path) == {"split-before-fit"}
