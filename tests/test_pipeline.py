"""Whole reviews of real repositories: whatever the copy, the review says what it saw and what it could not see."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from evaluator import pipeline
from evaluator.model.errors import SnapshotError
from evaluator.model.request import Request
from tests.snapshot.making import commit, git, repository, write
from tests.whole.parts import GOOD
from tests.whole.projects import PROJECTS, TABULAR, notebook, project
from tests.whole.texts import MIT, WORKFLOW

if TYPE_CHECKING:
    from evaluator.model.review import Review

HIRING = Path(__file__).parents[1] / "rubrics" / "hiring.yaml"
FERRIES = GOOD["a test that asserts"](GOOD["a problem"](PROJECTS["a regression script"])) | {"data/ferries.csv": "rain,riders\n1,2\n"}
OTHER = project("Kites", "fly.py", TABULAR.replace("ferries", "kites").replace("riders", "height"), "pandas\nscikit-learn\n")


def review(folder: Path, **options: object) -> Review:
    request = Request(str(folder), HIRING.read_text(encoding="utf-8"), HIRING.name, **options)  # type: ignore[arg-type]
    return pipeline.review(request)


def outcome(found: Review, check: str) -> str:
    return next(result.outcome for result in found.results if result.check == check)


def cited(found: Review) -> set[str]:
    return {item.path for result in found.results for item in result.evidence if item.path}


def reasons(found: Review, path: str) -> list[str]:
    return [each.reason for each in found.unread if each.path == path]


def contents(top: Path) -> dict[Path, bytes]:
    return {path.relative_to(top): path.read_bytes() for path in top.rglob("*") if path.is_file()}


def judgement(found: Review) -> tuple[object, ...]:
    """What must not depend on the form of the copy, history aside."""
    told = [(result.check, result.outcome, result.evidence) for result in found.results if result.concern != "history"]
    return (found.kind, found.technologies, told, found.commit)


@pytest.fixture
def ferries(tmp_path: Path) -> Path:
    made = repository(tmp_path / "ferries", FERRIES)
    commit(made, {"notes.md": "# Notes\n\nThe second boat leaves at noon.\n"}, "Notes", at="2024-04-02T08:00:00Z")
    return made


def test_a_repository_is_reviewed_to_the_end(ferries: Path) -> None:
    found = review(ferries)
    assert found.kind == ("tabular",)
    assert found.score is not None
    assert found.score_range is not None
    assert found.score_range[0] == found.score <= found.score_range[1]
    assert (found.commit, found.committed_at) == (git(ferries, "rev-parse", "HEAD"), "2024-04-02T08:00:00Z")
    assert outcome(found, "tests-assert-project") == "pass"
    assert "open" not in {result.outcome for result in found.results}
    assert found.unread == ()
    assert found.notices == ()
    assert found.heading == FERRIES["README.md"].splitlines()[0].lstrip("# ")
    quoted = next(result for result in found.results if result.check == "held-out-split").evidence[0]
    assert (quoted.path, quoted.snippet) == ("train.py", FERRIES["train.py"].splitlines()[quoted.line - 1].strip())
    assert str(ferries) not in repr(found)


@pytest.mark.parametrize("form", ["bare", "worktree", "packed"])
def test_every_form_of_a_copy_is_judged_the_same(ferries: Path, tmp_path: Path, form: str) -> None:
    expected = review(ferries)
    target = tmp_path / form
    if form == "bare":
        git(tmp_path, "clone", "-q", "--bare", str(ferries), "bare")
    elif form == "worktree":
        git(ferries, "worktree", "add", "-q", str(target))
    else:
        git(ferries, "gc", "-q")
        target = ferries
    found = review(target)
    assert judgement(found) == judgement(expected)
    assert (found.score, found.score_range) == (expected.score, expected.score_range)


def test_a_shallow_clone_says_that_history_is_missing(ferries: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{ferries}", "shallow")
    found = review(tmp_path / "shallow")
    assert judgement(found) == judgement(review(ferries))
    assert any("shallow" in notice for notice in found.notices)
    assert outcome(found, "history-incremental") != "fail"
    assert found.settings.history_depth == 1


def test_a_partial_clone_says_which_file_it_lacks(tmp_path: Path) -> None:
    long = TABULAR + "".join(f"print({number})\n" for number in range(2_000))
    made = repository(tmp_path / "whole", {**FERRIES, "long.py": long})
    git(made, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--bare", "--filter=blob:limit=5k", f"file://{made}", "partial")
    found = review(tmp_path / "partial")
    assert len(reasons(found, "long.py")) == 1
    assert "not in this clone" in reasons(found, "long.py")[0]
    assert "long.py" not in cited(found)
    assert found.score is not None
    assert found.confidence == "low"


def test_a_plain_folder_has_no_history_to_judge(tmp_path: Path) -> None:
    write(tmp_path / "plain", FERRIES)
    found = review(tmp_path / "plain")
    assert (found.commit, found.committed_at, found.changed_on_disk) == (None, None, None)
    assert any("plain folder" in notice for notice in found.notices)
    assert outcome(found, "history-incremental") == "not-applicable"
    assert found.score is not None


def test_the_commit_is_reviewed_and_the_files_on_disk_only_when_asked(ferries: Path) -> None:
    write(ferries, {"tests/test_features.py": "def test_nothing():\n    pass\n", "more.py": "print(1)\n"})
    assert outcome(review(ferries), "tests-assert-project") == "pass"
    assert review(ferries).changed_on_disk == 1
    assert outcome(review(ferries, worktree=True), "tests-assert-project") == "fail"
    assert review(ferries, worktree=True).commit is None


def test_the_root_of_a_monorepo_serves_its_parts(tmp_path: Path) -> None:
    files = {f"ferries/{path}": text for path, text in FERRIES.items()} | {f"kites/{path}": text for path, text in OTHER.items()}
    workflow = WORKFLOW.replace("pytest tests", "pytest ferries/tests").replace("-r requirements", "-r ferries/requirements")
    made = repository(tmp_path / "mono", {**files, "LICENSE": MIT, ".github/workflows/checks.yml": workflow})
    found = review(made, path="ferries")
    assert found.reviewed_path == "ferries"
    assert outcome(found, "licence-present") == "pass"
    assert outcome(found, "ci-configured") == "pass"
    assert outcome(found, "tests-run-in-ci") == "pass"
    assert not {path for path in cited(found) if path.startswith("kites/")}
    assert "ferries/train.py" in cited(found)


def test_what_is_excluded_is_not_seen(ferries: Path) -> None:
    found = review(ferries, excludes=("tests/",))
    assert outcome(found, "tests-assert-project") == "fail"
    assert found.settings.excludes == ("tests/",)
    assert not {path for path in cited(found) if path.startswith("tests/")}


def test_a_date_picks_the_commit_before_it(ferries: Path) -> None:
    commit(ferries, {"LICENSE": MIT}, "Licence", at="2024-05-01T00:00:00Z")
    assert outcome(review(ferries), "licence-present") == "pass"
    before = review(ferries, as_of="2024-05-01")
    assert outcome(before, "licence-present") == "fail"
    assert before.committed_at == "2024-04-02T08:00:00Z"
    with pytest.raises(SnapshotError, match="no commit before"):
        review(ferries, as_of="2020-01-01")


def test_documents_that_nobody_opened_are_named(ferries: Path) -> None:
    for name in ("Report.pdf", "appendix/Tables.DOCX"):
        (ferries / name).parent.mkdir(exist_ok=True)
        (ferries / name).write_bytes(b"\x00closed")
    git(ferries, "add", "-A")
    git(ferries, "commit", "-q", "-m", "Reports")
    (notice,) = review(ferries).notices
    assert "`Report.pdf`" in notice
    assert "`appendix/Tables.DOCX`" in notice


def test_submodules_and_links_are_named_and_left_alone(ferries: Path) -> None:
    (ferries / "passwords").symlink_to("/etc/passwd")
    (ferries / "LICENSE").symlink_to("notes.md")
    git(ferries, "add", "-A")
    git(ferries, "update-index", "--add", "--cacheinfo", "160000," + "1" * 40 + ",vendor/boats")
    git(ferries, "commit", "-q", "-m", "Links")
    found = review(ferries)
    assert found.submodules == ("vendor/boats",)
    assert "2 symbolic links are listed, none is followed." in found.notices
    assert outcome(found, "licence-present") == "fail"
    assert "root:" not in repr(found)


def test_requirements_in_utf_16_are_read(tmp_path: Path) -> None:
    pinned = "pandas==2.2.2\r\nscikit-learn==1.5.1\r\n".encode("utf-16")
    found = review(repository(tmp_path / "r", {**FERRIES, "requirements.txt": pinned}))
    assert outcome(found, "dependencies-declared") == "pass"
    assert outcome(found, "imports-declared") == "pass"
    assert outcome(found, "dependencies-pinned") == "pass"


def test_a_file_of_python_2_is_said_once(tmp_path: Path) -> None:
    found = review(repository(tmp_path / "r", {**FERRIES, "old.py": "import os\nprint 'riders', os.getcwd()\n"}))
    assert len(reasons(found, "old.py")) == 1
    assert outcome(found, "code-parses") == "fail"
    assert [item.path for result in found.results if result.check == "code-parses" for item in result.evidence] == ["old.py"]


def test_one_broken_cell_costs_one_cell(tmp_path: Path) -> None:
    cells = TABULAR.strip().split("\n\n")
    files = {**PROJECTS["a notebook"], "train.ipynb": notebook([*cells[:2], "for in every boat:\n    (", *cells[2:]])}
    found = review(repository(tmp_path / "r", files))
    assert outcome(found, "model-is-trained") == "pass"
    assert outcome(found, "scored-on-held-out") == "pass"
    assert found.kind == ("tabular",)
    assert len(reasons(found, "train.ipynb")) == 1
    assert reasons(found, "train.ipynb")[0].startswith("cell 3: does not parse")
    assert found.confidence != "low" or found.score_range != (found.score, found.score)


def test_a_notebook_that_is_no_json_is_unread(tmp_path: Path) -> None:
    cut = PROJECTS["a notebook"]["train.ipynb"][:200]
    found = review(repository(tmp_path / "r", {**FERRIES, "cut.ipynb": cut}))
    assert len(reasons(found, "cut.ipynb")) == 1
    assert found.score is not None


def test_a_collection_has_no_score_and_names_its_folders(tmp_path: Path) -> None:
    names = ("bells", "ferries", "kites")
    each = PROJECTS["a regression script"].items()
    files = {f"{name}/{path}": text.replace("ferries", name) for name in names for path, text in each}
    found = review(repository(tmp_path / "r", {**files, "README.md": "# My course work\n"}))
    assert found.score is None
    assert found.path_candidates == names
    assert "review one folder at a time" in (found.no_score_because or "")
    assert review(tmp_path / "r", path="kites").score is not None


def test_a_repository_without_machine_learning_has_no_score(tmp_path: Path) -> None:
    found = review(repository(tmp_path / "r", {"README.md": "# Deep learning\n", "hello.py": "print('hello')\n"}))
    assert found.score is None
    assert found.score_range is None
    assert "no machine learning" in (found.no_score_because or "")
    assert found.results
    assert json.loads(msgspec.json.encode(found))["score"] is None


def test_nothing_to_review_is_one_clear_line(tmp_path: Path) -> None:
    for name, made in (("no commits", repository(tmp_path / "unborn")), ("no such folder", tmp_path / "nowhere")):
        with pytest.raises(SnapshotError, match=name) as error:
            review(made)
        assert "\n" not in str(error.value)


def test_an_empty_commit_is_no_machine_learning(tmp_path: Path) -> None:
    found = review(repository(tmp_path / "r", {}))
    assert found.score is None
    assert "no machine learning" in (found.no_score_because or "")


def test_nothing_in_the_repository_changes(ferries: Path, tmp_path: Path) -> None:
    shutil.copytree(ferries, tmp_path / "before", symlinks=True)
    review(ferries)
    assert contents(tmp_path / "before") == contents(ferries)
