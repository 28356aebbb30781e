from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from evaluator import demo

ROOT = Path(__file__).parents[2]
HEAVY = (
    "git", "nbformat", "jinja2", "rich", "radon", "yaml", "msgspec", "multiprocessing", "concurrent.futures", "importlib.metadata",
    "logging", "sqlite3",
)  # fmt: skip


def run(*arguments: str, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(cwd), "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(cwd / "cache"), **more}
    command = [sys.executable, "-m", "evaluator.cli", *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo.lay_down(tmp_path_factory.mktemp("example") / "demo")


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom evaluator.cli import run\nsys.stdout = open('/dev/null', 'w')\nrun(['--help'])\n"
        f"print(sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_a_review_writes_one_page_and_says_where(example: Path, tmp_path: Path) -> None:
    done = run(str(example), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "mlreview-report.html" in done.stdout
    assert "Traceback" not in done.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cache", "mlreview-report.html"]


def test_two_runs_from_two_places_give_the_same_bytes(example: Path, tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    moved = shutil.copytree(example, tmp_path / "moved and renamed")
    found = []
    elsewhere = {"TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8", "COLUMNS": "40", "PYTHONHASHSEED": "7"}
    for place, folder, more in ((example, here, {"TZ": "UTC", "LC_ALL": "C"}), (moved, there, elsewhere)):
        folder.mkdir()
        done = run(str(place), "-o", "r.html", "-o", "r.json", "-o", "r.md", "-o", "r.sarif", "-o", "r.csv", cwd=folder, **more)
        assert done.returncode == 0, done.stderr
        found.append([done.stdout, *((folder / name).read_bytes() for name in ("r.html", "r.json", "r.md", "r.sarif", "r.csv"))])
    assert found[0] == found[1]


def test_the_json_keeps_the_contract(example: Path, tmp_path: Path) -> None:
    done = run(str(example), "--format", "json", cwd=tmp_path)
    review = json.loads(done.stdout)
    assert review["schema_version"] == 1
    assert review["commit"]
    assert str(example) not in done.stdout
    assert set(review) >= {
        "schema_version", "tool", "origin", "commit", "committed_at", "reviewed_path", "rubric", "kind", "technologies", "score",
        "score_range", "decided", "readiness", "dimensions", "results", "actions", "claims", "unread", "settings",
    }  # fmt: skip
    assert not list(tmp_path.glob("*.html"))


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("no-such-folder",), 3, "no such folder"),
        (("--no-such-option",), 2, "No such option"),
        ((".", "--rubric", "hirng"), 2, "hiring"),
        ((".", "-o", "report.pdf"), 2, ".html, .md, .json, .sarif, .csv"),
        (("explain", "split-before-fitt"), 2, "split-before-fit"),
        (("demo", "--profile", "reserch"), 2, "research"),
    ],
)
def test_errors_are_one_line_with_the_remedy(arguments: tuple[str, ...], code: int, words: str, tmp_path: Path) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_gate_that_fails_is_told_by_the_exit_status(example: Path, tmp_path: Path) -> None:
    assert run(str(example), "--fail-under", "100", "--quiet", cwd=tmp_path).returncode == 1
    assert run(str(example), "--fail-under", "0", "--quiet", cwd=tmp_path).returncode == 0


def test_a_report_never_lands_on_a_file_of_the_repository(example: Path, tmp_path: Path) -> None:
    before = (example / "README.md").read_bytes()
    assert run(str(example), "-o", str(example / "README.md"), cwd=tmp_path).returncode == 2
    assert (example / "README.md").read_bytes() == before
    link = tmp_path / "mlreview-report.html"
    link.symlink_to(example / "README.md")
    assert run(str(example), cwd=tmp_path).returncode == 2
    assert (example / "README.md").read_bytes() == before


def test_rescoring_lists_what_changed(example: Path, tmp_path: Path) -> None:
    run(str(example), "-o", "r.json", "--quiet", cwd=tmp_path)
    done = run("rescore", "r.json", "--profile", "production", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("score ")
    assert run("rescore", "r.json", "--format", "json", cwd=tmp_path).stdout == (tmp_path / "r.json").read_text()


def test_the_catalogue_and_the_rubric_are_told(tmp_path: Path) -> None:
    assert "split-before-fit" in run("checks", cwd=tmp_path).stdout
    assert "Why:" in run("explain", "split-before-fit", cwd=tmp_path).stdout
    assert "Level 3" in run("explain", "leakage", cwd=tmp_path).stdout
    assert "leakage (4): " in run("explain", "data", cwd=tmp_path).stdout
    assert "--profile entry-level" in run("rubric", "list", cwd=tmp_path).stdout
    shown = run("rubric", "show", cwd=tmp_path).stdout
    (tmp_path / "mine.yaml").write_text(shown)
    assert "a valid rubric" in run("rubric", "check", "mine.yaml", cwd=tmp_path).stdout
    (tmp_path / "wrong.yaml").write_text(shown.replace("any: [training-is-scripted", "any: [training-is-scriptd", 1))
    done = run("rubric", "check", "wrong.yaml", cwd=tmp_path)
    assert done.returncode == 2
    assert "wrong.yaml:" in done.stderr
    assert "training-is-scripted" in done.stderr
    assert json.loads(run("rubric", "schema", cwd=tmp_path).stdout)["$defs"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_what_cannot_be_written_is_told(example: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "evaluator.cli", str(example), "-o", str(tmp_path / "page.html")]
    for arguments in (["--format", "json"], []):
        with Path("/dev/full").open("w") as full:
            done = subprocess.run([*command, *arguments], cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
        assert (done.returncode, done.stderr.count("\n")) == (4, 1), done.stderr


def test_who_stops_reading_is_no_fault(example: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "evaluator.cli", str(example), "--format", "json", "-o", str(tmp_path / "page.html")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_a_shell_completes_commands_and_ids(tmp_path: Path) -> None:
    def completed(words: str) -> list[str]:
        asked = {"_MLREVIEW_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
        return run(cwd=tmp_path, **asked).stdout.split()

    assert "plain,rescore" in completed("mlreview re")
    assert "plain,leakage" in completed("mlreview explain lea")
    assert "plain,--fail-under" in completed("mlreview review . --fail-u")
