"""`mlreview compare`, `plan`, `--baseline` and the gate on regression, on a real repository that got better and then worse."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from evaluator import demo
from tests.cli.test_door import run

if TYPE_CHECKING:
    from pathlib import Path


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=Ana", "-c", "user.email=ana@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(("git", "-C", folder, *who, *arguments), check=True, capture_output=True)


@pytest.fixture(scope="module")
def works(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, reviewed before (`old.json`) and after (`new.json`) somebody removed its tests and moved a line down."""
    folder = tmp_path_factory.mktemp("works")
    place = demo.lay_down(folder / "demo")
    assert run(str(place), "-o", "old.json", "--quiet", cwd=folder).returncode == 0
    git(place, "rm", "-rq", "tests")
    git(place, "commit", "-qm", "Drop the tests")
    assert run(str(place), "-o", "new.json", "--quiet", cwd=folder).returncode == 0
    return folder


def test_what_got_worse_is_new_and_costs_points(works: Path) -> None:
    done = run("compare", "old.json", "new.json", cwd=works)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("score ")
    moved, new = done.stdout.split("\nPoints by")[1].split("\nNew (")
    assert "test" in new
    assert any(line.strip().startswith("-") and "`tests-assert-project`" in line for line in moved.splitlines())
    assert "tests-assert-project" in done.stdout


def test_what_got_better_is_fixed(works: Path) -> None:
    done = run("compare", "new.json", "old.json", "--format", "markdown", cwd=works)
    assert "### Fixed (" in done.stdout
    assert "### New (" not in done.stdout


def test_the_json_of_a_comparison_names_every_state(works: Path) -> None:
    found = json.loads(run("compare", "old.json", "new.json", "--format", "json", cwd=works).stdout)
    assert found["schema_version"] == 1
    assert {change["state"] for change in found["findings"]} >= {"new", "unchanged"}
    assert found["after"]["score"] < found["before"]["score"]


def test_a_regression_fails_only_when_that_was_asked(works: Path) -> None:
    place = str(works / "demo")
    gentle = run(place, "--baseline", "old.json", "-o", "page.html", cwd=works)
    assert gentle.returncode == 0, gentle.stderr
    assert gentle.stdout.startswith("score ")
    assert "Since last time" in (works / "page.html").read_text(encoding="utf-8")
    strict = run(place, "--baseline", "old.json", "--fail-on-regression", "--quiet", cwd=works)
    assert strict.returncode == 1
    assert "the score fell from" in strict.stderr
    assert run(place, "--baseline", "new.json", "--fail-on-regression", "--quiet", cwd=works).returncode == 0


def test_the_review_itself_says_nothing_of_the_baseline(works: Path) -> None:
    alone = run(str(works / "demo"), "--format", "json", cwd=works)
    beside = run(str(works / "demo"), "--format", "json", "--baseline", "old.json", cwd=works)
    assert alone.stdout == beside.stdout


def test_a_baseline_by_another_profile_is_scored_anew(works: Path) -> None:
    done = run(str(works / "demo"), "--baseline", "new.json", "--profile", "production", cwd=works)
    assert done.returncode == 0, done.stderr
    assert "(+0)" in done.stdout.splitlines()[0]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("compare", "old.json", "demo/README.md"), 3, "save one with -o review.json"),
        (("compare", "old.json"), 2, "NEW"),
        (("compare", "old.json", "new.json", "--profile", "production"), 2, "--rubric"),
        (("demo-or-not", "--fail-on-regression"), 2, "--baseline"),
        (("compare", "old.json", "new.json", "--rubric", "hirin"), 2, "did you mean `hiring`"),
    ],
)
def test_wrong_use_is_one_clear_line(works: Path, arguments: tuple[str, ...], code: int, words: str) -> None:
    done = run(*arguments, cwd=works)
    assert done.returncode == code, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_the_best_hour_is_the_same_of_a_repository_and_of_its_saved_review(works: Path) -> None:
    saved = run("plan", "new.json", "--minutes", "90", cwd=works)
    assert saved.returncode == 0, saved.stderr
    assert saved.stdout.startswith("The best 1 hour 30 minutes: ")
    assert run("plan", "demo", "--minutes", "90", cwd=works).stdout == saved.stdout
    assert json.loads(run("plan", "new.json", "--format", "json", cwd=works).stdout)["minutes"] == 60
    assert run("plan", "new.json", "--minutes", "0", cwd=works).returncode == 2


def test_the_authors_own_words_are_shown_and_change_no_point(works: Path) -> None:
    (works / "why.yaml").write_text("tests: They live in a repository of their own.\n", encoding="utf-8")
    place = str(works / "demo")
    done = run(place, "--explanations", "why.yaml", "-o", "told.html", "-o", "told.json", "--quiet", cwd=works)
    assert done.returncode == 0, done.stderr
    assert "They live in a repository of their own." in (works / "told.html").read_text(encoding="utf-8")
    assert (works / "told.json").read_bytes() == (works / "new.json").read_bytes()
    (works / "why.yaml").write_text("test: x\n", encoding="utf-8")
    refused = run(place, "--explanations", "why.yaml", cwd=works)
    assert refused.returncode == 2
    assert "why.yaml:1:" in refused.stderr
