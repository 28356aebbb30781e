"""Points cannot be had for words, for files of others or for dates: the model stays as it is, and so does its worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from evaluator import snapshot
from tests.snapshot.making import commit, repository
from tests.whole import attacks
from tests.whole.judged import review_of, won
from tests.whole.projects import PROJECTS

if TYPE_CHECKING:
    from pathlib import Path

MOST_FOR_STUFFING = 15.0  # points of 100, each attack with a real fit beside it
MOST_FOR_A_README = 8  # of the score as it is printed


@pytest.mark.parametrize("project", PROJECTS)
@pytest.mark.parametrize("attack", attacks.NOTHING_GAINED)
def test_what_belongs_to_no_program_gains_nothing(project: str, attack: str) -> None:
    before, after = review_of(PROJECTS[project]), review_of(attacks.NOTHING_GAINED[attack](dict(PROJECTS[project])))
    assert won(before, after) == 0
    assert after.subject == before.subject


@pytest.mark.parametrize("project", PROJECTS)
def test_a_rewritten_front_page_alone_gains_little(project: str) -> None:
    before, after = review_of(PROJECTS[project]), review_of(attacks.rewritten(dict(PROJECTS[project])))
    assert before.assessment.score is not None
    assert after.assessment.score is not None
    assert 0 < after.assessment.score - before.assessment.score <= MOST_FOR_A_README


@pytest.mark.parametrize("project", PROJECTS)
def test_all_attacks_together_stay_far_below_a_level(project: str) -> None:
    files = attacks.rewritten(dict(PROJECTS[project]))
    for attack in attacks.NOTHING_GAINED.values():
        files = attack(files)
    assert review_of(files).points() - review_of(PROJECTS[project]).points() <= MOST_FOR_STUFFING


@pytest.mark.parametrize("project", [name for name in PROJECTS if "notebook" not in name])
def test_the_folders_of_a_template_gain_nothing(project: str) -> None:
    before, after = review_of(PROJECTS[project]), review_of(attacks.moved(dict(PROJECTS[project])))
    assert after.points() <= before.points()


@pytest.mark.parametrize("project", PROJECTS)
def test_days_on_which_nothing_changed_are_no_history(project: str) -> None:
    files = PROJECTS[project]
    before, after = review_of(files, attacks.hourly(files)), review_of(files, attacks.padded(files))
    assert won(before, after) == 0


def test_the_dates_that_authors_give_are_not_read(tmp_path: Path) -> None:
    folder = repository(tmp_path / "repo")
    for day in range(1, 20):
        commit(folder, {"train.py": f"step = {day}\n"}, GIT_AUTHOR_DATE=f"2023-05-{day:02}T12:00:00Z")
    with snapshot.open_repository(str(folder)) as opened:
        assert len({each.at for each in opened.snapshot.history.commits}) == 1
