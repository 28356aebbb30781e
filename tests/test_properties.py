"""What holds for the whole house, on small projects in memory (house.md, "A check"; rubric.md, sections 1 and 5)."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluator import checks, facts
from evaluator.checks.selectors import technologies
from evaluator.model.snapshot import Blob, History, Snapshot
from tests.snapshot.making import repository
from tests.whole import rewriting, scripts
from tests.whole.judged import HIRING, Judged, hiring, judged, review_of, won
from tests.whole.parts import GOOD
from tests.whole.projects import PROJECTS, WITHOUT_LEARNING
from tests.whole.stuffing import STUFFING, filled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evaluator.model.facts import Facts

ROOT = Path(__file__).parents[1]
FEW = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
MOST_FOR_NOTHING = 1.0  # points of 100 for a heap of words, names and empty files
MOST_FOR_FILLER = 4.0  # for 1,300 words about nothing, well below what text alone may bring by the rubric
ABOUT_SCORES = [check.id for check in checks.catalogue() if check.dimension == "evaluation" or check.concern == "leakage"]


def with_parts(project: str, names: Sequence[str]) -> dict[str, str]:
    files = dict(PROJECTS[project])
    for name in names:
        files = GOOD[name](files)
    return files


def newly_asked(before: Judged, after: Judged) -> set[str]:
    """The criteria of which a check applies that did not: nobody asks of a notebook where its paths start, of a service they do."""
    return {
        criterion.id
        for criterion in hiring().criteria
        for level in criterion.levels
        for check in level.checks
        if before.results[check].outcome == "not-applicable" != after.results[check].outcome
    }


@FEW
@given(st.sampled_from(sorted(PROJECTS)), st.lists(st.sampled_from(sorted(GOOD)), min_size=1, max_size=8, unique=True))
def test_good_evidence_never_lowers_a_level_or_the_score(project: str, names: list[str]) -> None:
    before, after = review_of(with_parts(project, names[:-1])), review_of(with_parts(project, names))
    old, new = before.levels(), after.levels()
    asked = newly_asked(before, after)
    assert not {name: (level, new[name]) for name, level in old.items() if name in new and name not in asked and new[name] < level}, names[
        -1
    ]
    assert old.keys() <= new.keys(), f"{names[-1]}: what applied no longer does"
    if old.keys() == new.keys() and not asked:
        assert after.points() >= before.points() - 1e-6
        assert (after.assessment.score or 0) >= (before.assessment.score or 0)


@pytest.mark.parametrize("project", PROJECTS)
@pytest.mark.parametrize("name", GOOD)
def test_each_good_part_alone_takes_no_pass_away(project: str, name: str) -> None:
    before, after = review_of(PROJECTS[project]), review_of(with_parts(project, [name]))
    assert before.passed() <= after.passed()
    assert before.subject == after.subject


@pytest.mark.parametrize("project", PROJECTS)
def test_all_good_parts_together_are_worth_something(project: str) -> None:
    bare, full = review_of(PROJECTS[project]), review_of(with_parts(project, sorted(GOOD)))
    assert bare.assessment.score is not None
    assert full.assessment.score is not None
    assert full.assessment.score >= bare.assessment.score + 15
    assert not [name for name, result in full.results.items() if result.outcome == "open"]


@given(st.sets(st.sampled_from(sorted(WITHOUT_LEARNING))))
@FEW
def test_without_machine_learning_there_is_no_score_and_a_reason(names: set[str]) -> None:
    files = {path: text for name in sorted(names) for path, text in WITHOUT_LEARNING[name].items()}
    found = review_of(files)
    assert found.subject.kinds == ()
    assert found.assessment.score is None
    assert found.assessment.score_range is None
    assert "no machine learning was found" in (found.assessment.no_score_because or "")
    assert found.assessment.readiness.level == "none"
    assert found.points() == 0
    assert not found.assessment.actions


@pytest.mark.parametrize("project", PROJECTS)
@pytest.mark.parametrize("name", STUFFING)
def test_words_and_names_pass_nothing(project: str, name: str) -> None:
    before, after = review_of(PROJECTS[project]), review_of(STUFFING[name](dict(PROJECTS[project])))
    assert after.subject == before.subject
    worth = {check for criterion in hiring().criteria for level in criterion.levels for check in (*level.all, *level.any)}
    gained = (after.passed() - before.passed()) & worth
    assert not gained
    assert won(before, after) <= MOST_FOR_NOTHING


@pytest.mark.parametrize("project", PROJECTS)
def test_all_stuffing_together_is_worth_next_to_nothing(project: str) -> None:
    files = dict(PROJECTS[project])
    for stuffed in STUFFING.values():
        files = stuffed(files)
    before, after = review_of(PROJECTS[project]), review_of(files)
    assert won(before, after) <= MOST_FOR_NOTHING
    assert not [name for name, result in after.results.items() if result.outcome == "open"]


@pytest.mark.parametrize("project", PROJECTS)
def test_sentences_about_nothing_are_worth_little(project: str) -> None:
    before, after = review_of(PROJECTS[project]), review_of(filled(dict(PROJECTS[project])))
    assert won(before, after) <= MOST_FOR_FILLER <= hiring().prose.at_most


@pytest.mark.parametrize("habit", scripts.SCRIPTS)
@pytest.mark.parametrize("clothes", [*rewriting.SCRIPTS, "two modules", "cells"])
def test_the_same_program_in_other_clothes_is_judged_the_same(habit: str, clothes: str) -> None:
    code = scripts.SCRIPTS[habit]
    changed = {"train.ipynb": rewriting.cells(code)} if clothes == "cells" else rewriting.files(code, clothes)
    before, after = review_of({"train.py": code}), review_of(changed)
    assert after.subject.kinds == before.subject.kinds
    assert after.outcomes(ABOUT_SCORES) == before.outcomes(ABOUT_SCORES)


def test_the_habits_are_told_apart() -> None:
    failed = {habit: review_of({"train.py": code}) for habit, code in scripts.SCRIPTS.items()}
    said = {
        "a scaler sees all rows": "split-before-fit",
        "rows are blended before the split": "resample-after-split",
        "the answer is among the inputs": "target-not-in-features",
        "scored on the rows it learned from": "scored-on-held-out",
    }
    for habit, check in said.items():
        assert failed[habit].results[check].outcome == "fail", habit
        assert all(other.results[check].outcome != "fail" for name, other in failed.items() if name != habit), check


def gathered(files: Sequence[tuple[str, str]]) -> Facts:
    """The facts of files that lie, and are handed out, in this order."""
    contents = {path: text.encode() for path, text in files}
    blobs = tuple(Blob(path, hashlib.sha1(data).hexdigest(), len(data)) for path, data in contents.items())

    def read(wanted: Sequence[Blob]) -> Iterator[tuple[Blob, bytes | None]]:
        ordered = sorted(wanted, key=lambda blob: list(contents).index(blob.path))
        return ((blob, contents[blob.path]) for blob in ordered)

    return facts.gather(Snapshot(None, None, None, blobs=blobs, history=History()), facts.extracting(read))


def said_of(found: Facts) -> bytes:
    """All that a report would say, as bytes."""
    whole = judged(found)
    return msgspec.json.encode((whole.subject, whole.results, whole.assessment, technologies.seen(found)))


FULL = sorted(with_parts("a classification in a function", sorted(GOOD)).items())


@settings(FEW, max_examples=10)
@given(st.permutations(FULL))
def test_the_order_of_files_does_not_matter(files: list[tuple[str, str]]) -> None:
    assert said_of(gathered(files)) == said_of(gathered(FULL))


REVIEW = """
import sys
from pathlib import Path
import msgspec
from evaluator import pipeline
from evaluator.model.request import Request
rubric = Path(sys.argv[1])
for source in sys.argv[2:]:
    sys.stdout.buffer.write(msgspec.json.encode(pipeline.review(Request(source, rubric.read_text(), rubric.name))))
"""


def test_two_processes_with_different_hash_seeds_say_the_same(tmp_path: Path) -> None:
    places = [repository(tmp_path / str(number), with_parts(name, sorted(GOOD))) for number, name in enumerate(PROJECTS)]
    said = set()
    for seed in ("1", "4711"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", REVIEW, str(HIRING), *map(str, places)]
        said.add(subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True).stdout)
    assert len(said) == 1
    assert len(next(iter(said))) > 10_000
