"""The real command on every hostile repository; and a careless one, which the judge must catch at everything."""

import os
import sys
from pathlib import Path

import pytest

from tests.hostile import parsers, programs, volume, words
from tests.hostile.building import CASES
from tests.hostile.judging import command, judged

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes, links and limits of POSIX")
assert all((parsers, programs, volume, words))  # importing them fills the register


# Members of a family are judged together; one by one (minutes) with HOSTILE=all.
CHOSEN = [name for name, case in CASES.items() if not case.family or os.environ.get("HOSTILE") == "all"]


@pytest.mark.parametrize("name", CHOSEN)
def test_hostile(name: str, tmp_path: Path) -> None:
    assert judged(command(), CASES[name], tmp_path) == []


@pytest.mark.parametrize("name", [name for name in CASES if "in every file" in name or name.startswith("names")])
def test_annotations_of_a_runner(name: str, tmp_path: Path) -> None:
    assert judged(command(), CASES[name], tmp_path, "--format", "github") == []


ON_DISK = ["links to secrets and to themselves", "pipes in the work tree", "live html in every file", "filters of any name", "fsmonitor"]


@pytest.mark.parametrize("name", ON_DISK)
def test_files_as_they_lie(name: str, tmp_path: Path) -> None:
    assert judged(command(), CASES[name], tmp_path, "--worktree") == []


@pytest.mark.parametrize("name", ["modules named like ours", "settings for other tools", "fsmonitor"])
def test_from_inside_the_repository(name: str, tmp_path: Path) -> None:
    assert judged(command(), CASES[name], tmp_path, inside=True) == []


CAUGHT = {
    "fsmonitor": {"canary", "modified", "leak"},
    "filters of any name": {"canary"},
    "promisor with a missing blob": {"canary"},
    "links to secrets and to themselves": {"leak"},
    "names of live html": {"html"},
    "names of formulas": {"formula"},
    "names of workflow commands": {"workflow command"},
    "names of terminal escapes": {"escape"},
    "names that turn text around": {"escape"},
    "secrets of the student": {"leak"},
    "names that are no utf 8": {"traceback", "status"},
    "head leaves the folder": {"status"},
    "refs in a circle": {"status"},
}


@pytest.mark.parametrize("name", CAUGHT)
def test_the_judge_catches_a_careless_reviewer(name: str, tmp_path: Path) -> None:
    careless = [sys.executable, str(Path(__file__).with_name("careless.py"))]
    said = {complaint.split(":")[0] for complaint in judged(careless, CASES[name], tmp_path)}
    assert said >= CAUGHT[name]
