from __future__ import annotations

import csv
import subprocess
from pathlib import Path

import pytest

from evaluator import cohort, demo
from tests.cli.test_door import run


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of two repositories (one of them a copy) and one that has no commit."""
    folder = tmp_path_factory.mktemp("course")
    demo.lay_down(folder / "anna")
    demo.lay_down(folder / "berta")
    subprocess.run(["git", "init", "-q", str(folder / "empty")], check=True)
    return folder


def grades(folder: Path) -> list[dict[str, str]]:
    with (folder / "grades.csv").open(newline="", encoding="utf-8-sig") as lines:
        return list(csv.DictReader(lines))


def test_a_folder_becomes_a_cohort_and_a_failure_is_a_row(course: Path, tmp_path: Path) -> None:
    done = run("batch", str(course), "-o", "out", "--jobs", "2", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "2 reviewed, 1 failed" in done.stdout
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["0001-anna.html", "0001-anna.json", "0002-berta.html", "0002-berta.json", "grades.csv", "index.html"]
    rows = grades(tmp_path / "out")
    assert [row["name"] for row in rows] == ["anna", "berta", "empty"]
    assert (tmp_path / "out" / "0001-anna.json").read_bytes() == (tmp_path / "out" / "0002-berta.json").read_bytes()


def test_a_roster_names_students_deadlines_and_folders(course: Path, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text(f"student,path,deadline\n=1+1,{course / 'anna'},2026-11-10\nb,{course / 'berta'},\nc,{tmp_path / 'nowhere'},\n")
    done = run("batch", "roster.csv", "-o", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    rows = grades(tmp_path / "out")
    assert [row["name"] for row in rows] == ["'=1+1", "b", "c"]
    assert rows[0]["commit"] != rows[1]["commit"]


def test_a_roster_without_a_column_of_places_is_refused(tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text("who,when\na,b\n")
    done = run("batch", "roster.csv", cwd=tmp_path)
    assert done.returncode == 3
    assert "column of paths or URLs" in done.stderr


def test_names_are_unique_and_file_names_are_ours() -> None:
    found = cohort.entries(["https://github.com/a/x", "https://github.com/a/x", "no/such/place"], Path)
    assert [entry.name for entry in found] == ["a/x", "a/x (2)", "place"]
    from evaluator.cohort.run import slug

    assert slug("../../Ünï <b>") == "uni-b"
    assert slug("///") == "repository"
