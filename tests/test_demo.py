"""The demo is the same repository on every machine, whatever the user's git is set to do."""

import json
import subprocess
from pathlib import Path

import pytest

from evaluator import resources
from evaluator.demo import lay_down, stored_at
from evaluator.model.errors import SnapshotError

HEAD = "301cdafe83d65d2ba0c22a4016d07872a0f99380"
COMMITS = 12


def git(repository: Path, *arguments: str) -> str:
    return subprocess.run(("git", "-C", repository, *arguments), check=True, capture_output=True, text=True).stdout.strip()


def test_the_commit_id_is_always_the_same(tmp_path: Path) -> None:
    repository = lay_down(tmp_path / "demo")
    assert repository == tmp_path / "demo"
    assert git(repository, "rev-parse", "HEAD") == HEAD
    assert git(repository, "symbolic-ref", "HEAD") == "refs/heads/main"
    assert git(repository, "rev-list", "--count", "HEAD") == str(COMMITS)


def test_the_history_is_sound_and_the_work_tree_clean(tmp_path: Path) -> None:
    repository = lay_down(tmp_path)
    assert git(repository, "fsck", "--strict") == ""
    assert git(repository, "status", "--porcelain", "--ignored") == ""
    dates = git(repository, "log", "--format=%aI %cI").splitlines()
    assert dates == sorted(dates, reverse=True)
    assert all(author == committer for author, committer in map(str.split, dates))


def test_settings_hooks_and_variables_of_the_user_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fired = tmp_path / "fired"
    template = tmp_path / "template" / "hooks"
    template.mkdir(parents=True)
    for name in ("post-checkout", "post-index-change", "reference-transaction"):
        hook = template / name
        hook.write_text(f"#!/bin/sh\ntouch '{fired}'\n")
        hook.chmod(0o755)
    settings = tmp_path / "gitconfig"
    settings.write_text(
        f"[init]\n\ttemplateDir = {template.parent}\n\tdefaultObjectFormat = sha256\n[core]\n\thooksPath = {template}\n\tautocrlf = true\n"
        "[user]\n\tname = Somebody\n\temail = somebody@example.org\n[commit]\n\tgpgSign = true\n"
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Somebody")
    monkeypatch.setenv("GIT_TEMPLATE_DIR", str(template.parent))
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    repository = lay_down(tmp_path / "demo")
    for name in ("GIT_CONFIG_GLOBAL", "GIT_DIR", "GIT_AUTHOR_NAME", "GIT_TEMPLATE_DIR"):
        monkeypatch.delenv(name)
    assert not fired.exists()
    assert not (tmp_path / "elsewhere").exists()
    assert git(repository, "rev-parse", "HEAD") == HEAD


def test_the_last_commit_is_what_is_stored_under_project(tmp_path: Path) -> None:
    repository, project = lay_down(tmp_path), resources.demo() / "project"
    tracked = git(repository, "ls-files").splitlines()
    stored = {str(stored_at(resources.demo(), COMMITS, path).relative_to(project)) for path in tracked}
    assert stored == {str(path.relative_to(project)) for path in project.rglob("*") if path.is_file() and path.suffix != ".pyc"}
    for path in tracked:
        assert (repository / path).read_bytes() == stored_at(resources.demo(), COMMITS, path).read_bytes()


def test_every_earlier_version_is_used_and_differs_from_the_next(tmp_path: Path) -> None:
    demo = resources.demo()
    commits = json.loads((demo / "history.json").read_text(encoding="utf-8"))["commits"]
    listed = {stored_at(demo, number, path) for number, commit in enumerate(commits, start=1) for path in commit["files"]}
    assert {path for path in demo.joinpath("earlier").rglob("*") if path.is_file() and path.suffix != ".pyc"} <= listed
    repository = lay_down(tmp_path)
    for number, commit in enumerate(commits, start=1):
        changed = git(repository, "diff-tree", "--root", "--no-commit-id", "--name-only", "-r", f"HEAD~{COMMITS - number}").splitlines()
        assert sorted(changed) == sorted(commit["files"])


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(SnapshotError, match="not empty"):
        lay_down(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_without_git_the_remedy_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SnapshotError, match="install"):
        lay_down(tmp_path / "demo")
