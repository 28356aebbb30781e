"""What opening a repository says of it."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from evaluator.model.errors import SnapshotError
from evaluator.model.snapshot import Snapshot
from evaluator.snapshot import open_repository
from tests.snapshot.making import blob, commit, commit_of, git, repository, tree, write

FILES = {"README.md": "# Title\n", "src/train.py": "print(1)\n", "data/a.csv": "x,y\n" + "1,2\n" * 40_000}


def snapshot(folder: Path, **options: object) -> Snapshot:
    with open_repository(str(folder), **options) as opened:  # type: ignore[arg-type]
        return opened.snapshot


def contents(folder: Path, **options: object) -> dict[str, bytes | None]:
    with open_repository(str(folder), **options) as opened:  # type: ignore[arg-type]
        return {each.path: data for each, data in opened.read(opened.snapshot.blobs)}


def refusal(folder: Path | str, **options: object) -> str:
    with pytest.raises(SnapshotError) as error, open_repository(str(folder), **options):  # type: ignore[arg-type]
        pass
    message = str(error.value)
    assert "\n" not in message
    return message


def test_a_repository_is_its_tree_and_history(tmp_path: Path) -> None:
    made = repository(tmp_path / "r", FILES)
    seen = snapshot(made)
    assert [each.path for each in seen.blobs] == ["README.md", "data/a.csv", "src/train.py"]
    assert seen.commit == git(made, "rev-parse", "HEAD")
    assert seen.committed_at == "2024-03-01T12:00:00Z"
    assert [(each.author, each.subject, each.paths) for each in seen.history.commits] == [(0, "Work", tuple(sorted(FILES)))]
    assert (seen.history.known, seen.history.branches, seen.changed_on_disk, seen.origin) == (True, 1, 0, None)


def test_bytes_come_from_the_commit_and_tables_as_their_head(tmp_path: Path) -> None:
    made = repository(tmp_path / "r", FILES)
    write(made, {"src/train.py": "print(2)\n"})
    read = contents(made)
    assert read["src/train.py"] == b"print(1)\n"
    assert len(read["data/a.csv"] or b"") == 64 * 1024
    assert snapshot(made).changed_on_disk == 1


@pytest.mark.parametrize("form", ["bare", "sha256", "packed", "shallow", "worktree", "detached"])
def test_every_form_of_repository_reads_the_same(tmp_path: Path, form: str) -> None:
    made = repository(tmp_path / "r", FILES, *(["--object-format=sha256"] if form == "sha256" else []))
    commit(made, {"b.py": "b = 1\n"})
    target = made
    if form == "bare":
        git(tmp_path, "clone", "-q", "--bare", str(made), "bare")
        target = tmp_path / "bare"
        (target / "config").unlink()
    elif form == "packed":
        git(made, "gc", "-q")
    elif form == "shallow":
        git(tmp_path, "clone", "-q", "--depth=1", f"file://{made}", "shallow")
        target = tmp_path / "shallow"
    elif form == "worktree":
        git(made, "worktree", "add", "-q", str(tmp_path / "linked"))
        target = tmp_path / "linked"
    elif form == "detached":
        git(made, "checkout", "-q", "--detach")
    read = contents(target)
    assert read["b.py"] == b"b = 1\n"
    seen = snapshot(target)
    assert seen.history.shallow == (form == "shallow")
    assert len(seen.history.commits) == (1 if form == "shallow" else 2)
    assert seen.changed_on_disk == (None if form == "bare" else 0)


def test_a_partial_clone_lists_what_it_lacks(tmp_path: Path) -> None:
    made = repository(tmp_path / "r", {"small.py": "a = 1\n", "big.ipynb": "x" * 9_000, "w.bin": "y" * 9_000})
    git(made, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--bare", "--filter=blob:limit=5k", f"file://{made}", "partial")
    seen = snapshot(tmp_path / "partial")
    assert {each.path: each.size for each in seen.blobs} == {"small.py": 6, "big.ipynb": -1, "w.bin": -1}
    assert [each.path for each in seen.unread] == ["big.ipynb"]
    assert contents(tmp_path / "partial") == {"small.py": b"a = 1\n", "big.ipynb": None, "w.bin": None}
    assert seen.history.commits[0].paths


def test_a_damaged_object_costs_one_file(tmp_path: Path) -> None:
    made = repository(tmp_path / "r", {f"{name}.py": f"{name} = 1\n" for name in "abcd"})
    damaged = git(made, "rev-parse", "HEAD:b.py")
    file = made / ".git/objects" / damaged[:2] / damaged[2:]
    file.chmod(0o644)
    file.write_bytes(b"no zlib")
    assert contents(made) == {"a.py": b"a = 1\n", "b.py": None, "c.py": b"c = 1\n", "d.py": b"d = 1\n"}


def test_an_object_under_a_false_name_is_not_believed(tmp_path: Path) -> None:
    made = repository(tmp_path / "r", {"a.py": "a = 1\n"})
    true, false = git(made, "rev-parse", "HEAD:a.py"), blob(made, b"evil = 1\n")
    place = made / ".git/objects" / true[:2] / true[2:]
    place.unlink()
    (made / ".git/objects" / false[:2] / false[2:]).rename(place)
    assert contents(made) == {"a.py": None}


def test_rev_takes_branches_tags_and_ids(tmp_path: Path) -> None:
    made = repository(tmp_path / "r", {"a.py": "a = 1\n"})
    first = git(made, "rev-parse", "HEAD")
    git(made, "tag", "-a", "v1", "-m", "one")
    second = commit(made, {"a.py": "a = 2\n"})
    git(made, "branch", "feature/x", first)
    found = {name: snapshot(made, rev=name).commit for name in ("v1", "feature/x", "main~1", first[:8], "HEAD^", "refs/tags/v1")}
    assert set(found.values()) == {first}
    assert snapshot(made, rev=second).commit == second
    assert snapshot(made).history.tags == 1
    assert "did you mean feature/x" in refusal(made, rev="feature/y")
    assert "no such name" in refusal(made, rev="--output=/tmp/x")
    assert "missing or damaged" in refusal(made, rev="0123abcd")


def test_as_of_takes_the_last_commit_before_a_moment(tmp_path: Path) -> None:
    made = repository(tmp_path / "r", {"a.py": "a = 1\n"})
    first = git(made, "rev-parse", "HEAD")
    commit(made, {"a.py": "a = 2\n"}, at="2024-03-05T00:00:00Z")
    assert snapshot(made, as_of="2024-03-05").commit == first
    assert snapshot(made, as_of="2024-03-05T01:00:01+01:00").commit != first
    assert snapshot(made, as_of="2024-03-05T00:30:00+01:00").commit == first
    assert "no commit before" in refusal(made, as_of="2020-01-01")
    assert "write a date" in refusal(made, as_of="yesterday")


def test_as_of_goes_by_the_authors_where_the_history_was_written_again(tmp_path: Path) -> None:
    made = repository(tmp_path / "r")
    first = commit(made, {"a.py": "a = 0\n"}, at="2023-12-30T12:00:00Z")
    days = [f"2024-0{1 + day // 28}-{1 + day % 28:02d}T12:00:00Z" for day in range(40)]
    made_on = [commit(made, {"a.py": f"day = {day!r}\n"}, at="2024-09-01T12:00:00Z", GIT_AUTHOR_DATE=day) for day in days]
    assert snapshot(made, as_of="2024-02-01").commit == made_on[27]
    assert snapshot(made, as_of="2024-01-10").commit == first  # so few may have waited to be merged
    assert snapshot(made, as_of="2024-12-01").commit == made_on[-1]


def test_a_sub_project_keeps_its_paths_and_what_serves_it(tmp_path: Path) -> None:
    files = {"a/one/train.py": "1\n", "a/README.md": "a", "b/x.py": "2\n", "LICENSE": "MIT", "README.md": "r"}
    files[".github/workflows/ci.yml"] = "on: push"
    made = repository(tmp_path / "r", files)
    seen = snapshot(made, path="./a/one/")
    assert seen.reviewed_path == "a/one"
    assert [each.path for each in seen.blobs] == ["a/one/train.py"]
    assert [each.path for each in seen.root] == [".github/workflows/ci.yml", "LICENSE", "README.md", "a/README.md"]
    assert "did you mean a/one?" in refusal(made, path="a/onne")
    refusal(made, path="../r")


def test_excluded_paths_are_left_out(tmp_path: Path) -> None:
    made = repository(tmp_path / "r", {"a.py": "1", "old/b.py": "2", "c.ipynb": "{}"})
    seen = snapshot(made, excludes=("old/", "*.ipynb"))
    assert [each.path for each in seen.blobs] == ["a.py"]
    assert seen.excludes == ("old/", "*.ipynb")


def test_worktree_and_plain_folders_are_read_as_they_lie(tmp_path: Path) -> None:
    made = repository(tmp_path / "r", {"a.py": "a = 1\n", "gone.py": "g = 1\n"})
    (made / "gone.py").unlink()
    write(made, {"a.py": "a = 2\n", "new.py": "n = 1\n"})
    (made / "link").symlink_to("/etc/passwd")
    os.mkfifo(made / "pipe")
    assert contents(made, worktree=True) == {"a.py": b"a = 2\n", "new.py": b"n = 1\n"}
    seen = snapshot(made, worktree=True)
    assert (seen.commit, seen.links, len(seen.history.commits)) == (None, ("link",), 1)
    assert any(each.path == "pipe" for each in seen.unread)
    assert seen.blobs[0].id == blob(made, b"a = 2\n")
    assert snapshot(made).changed_on_disk == 2
    plain = tmp_path / "plain"
    write(plain, {"a.py": "a = 1\n"})
    assert contents(plain) == {"a.py": b"a = 1\n"}
    assert snapshot(plain).history.known is False


def test_line_endings_and_lfs_do_not_count_as_changes(tmp_path: Path) -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 9000\n"
    made = repository(tmp_path / "r", {"a.py": "a = 1\nb = 2\n", "m.bin": pointer, "c.py": "c = 1\n"})
    write(made, {"a.py": "a = 1\r\nb = 2\r\n", "m.bin": "z" * 9_000, "c.py": "c = 2\n"})
    assert snapshot(made).changed_on_disk == 1


def test_links_and_submodules_are_listed_not_followed(tmp_path: Path) -> None:
    made = repository(tmp_path / "r", {"a.py": "a = 1\n"})
    (made / "passwd").symlink_to("/etc/passwd")
    git(made, "add", "passwd")
    git(made, "update-index", "--add", "--cacheinfo", "160000," + "1" * 40 + ",vendor/sub")
    git(made, "commit", "-q", "-m", "Links")
    seen = snapshot(made)
    assert (seen.links, seen.submodules) == (("passwd",), ("vendor/sub",))
    assert set(contents(made)) == {"a.py"}


def test_authors_are_numbers_and_bots_and_uploads_are_known(tmp_path: Path) -> None:
    made = repository(tmp_path / "r", {"a.py": "1"})
    bob = {"GIT_AUTHOR_NAME": "Bob", "GIT_AUTHOR_EMAIL": "b@x", "GIT_COMMITTER_EMAIL": "noreply@github.com"}
    commit(made, {"b.py": "2"}, "Add files via upload", **bob)
    commit(made, {"c.py": "3"}, "Bump x", GIT_AUTHOR_NAME="dependabot[bot]", GIT_AUTHOR_EMAIL="d@x")
    commit(made, {"d.py": "4"}, "Update d.py")
    commit(made, {"e.py": "4"}, "Tidy", GIT_AUTHOR_NAME="ada", GIT_AUTHOR_EMAIL="other@example.org")
    commits = snapshot(made).history.commits
    assert [each.author for each in commits] == [0, 0, 1, 2, 0]
    assert [each.bot for each in commits] == [False, False, True, False, False]
    assert [each.web_upload for each in commits] == [False, False, False, True, False]


def test_a_missing_parent_ends_the_history_there(tmp_path: Path) -> None:
    made = repository(tmp_path / "r", {"a.py": "1"})
    tree_id = git(made, "rev-parse", "HEAD^{tree}")
    commit_of(made, tree_id, "1" * 40)
    seen = snapshot(made)
    assert (seen.history.shallow, len(seen.history.commits), seen.committed_at) == (True, 1, "2024-03-01T12:00:00Z")
    assert any("breaks off" in each.reason for each in seen.unread)


def test_dates_beyond_the_calendar_are_kept_in_range(tmp_path: Path) -> None:
    made = repository(tmp_path / "r", {"a.py": "1"})
    tree_id = git(made, "rev-parse", "HEAD^{tree}")
    for at in ("999999999999999 +0000", "9" * 300 + " +0000", "-5 +0000"):
        commit_of(made, tree_id, at=at)
        committed = snapshot(made).committed_at
        assert committed is not None
        assert len(committed) == 20


def test_names_git_does_not_check_out_are_left_out(tmp_path: Path) -> None:
    made = repository(tmp_path / "r", {})
    content = blob(made, b"x = 1\n")
    inner = tree(made, [("100644", b"config", content)])
    files = [("100644", b"caf\xe9.py", content), ("100644", b"good\nname.py", content)]
    top = tree(made, [("40000", b"..", inner), ("40000", b".git", inner), *files])
    commit_of(made, top)
    assert set(contents(made)) == {"caf\\xe9.py", "good\nname.py"}
    assert sum("does not check out" in each.reason for each in snapshot(made).unread) == 2


def test_a_tree_bomb_is_cut_off(tmp_path: Path) -> None:
    made = repository(tmp_path / "r", {})
    below = tree(made, [("100644", f"f{number}".encode(), blob(made, b"")) for number in range(10)])
    for _ in range(9):
        below = tree(made, [("40000", f"d{number}".encode(), below) for number in range(10)])
    commit_of(made, below)
    seen = snapshot(made)
    assert len(seen.blobs) == 20_000
    assert any("files" in each.reason for each in seen.unread)


def test_origin_is_an_https_address_without_credentials(tmp_path: Path) -> None:
    made = repository(tmp_path / "r", {"a.py": "1"})
    for url, said in {
        "https://user:token@GitHub.com/a/b.git?x=1": "https://github.com/a/b",
        "git@github.com:a/b.git": "https://github.com/a/b",
        "/home/somebody/b": None,
        "ext::sh -c evil": None,
    }.items():
        git(made, "config", "remote.origin.url", url)
        assert snapshot(made).origin == said


@pytest.mark.parametrize(
    "url",
    ["http://github.com/a/b", "file:///etc", "ext::sh -c x", "git://github.com/a/b", "https://github.com.evil.org/a/b", "https://u:p@github.com/a/b",
     "ssh://-oProxyCommand=x/a", "git@evil.org:a/b", "https://github.com/a/b?token=x", "https://github.com/../b"],
)  # fmt: skip
def test_only_known_addresses_are_cloned(url: str) -> None:
    message = refusal(url)
    assert "token" not in message
    assert ":p@" not in message


def _fifo_head(git_folder: Path) -> None:
    (git_folder / "HEAD").unlink()
    os.mkfifo(git_folder / "HEAD")


def _linked_head(git_folder: Path) -> None:
    (git_folder / "HEAD").unlink()
    (git_folder / "HEAD").symlink_to("/etc/passwd")


def _loop(git_folder: Path) -> None:
    (git_folder / "refs/heads/main").write_text("ref: refs/heads/b\n")
    (git_folder / "refs/heads/b").write_text("ref: refs/heads/main\n")


FAULTS: dict[str, Callable[[Path], object]] = {
    "fifo as HEAD": _fifo_head,
    "fifo as packed-refs": lambda folder: os.mkfifo(folder / "packed-refs"),
    "fifo in objects": lambda folder: os.mkfifo(folder / "objects/pack/pack-1.idx"),
    "alternates": lambda folder: (folder / "objects/info/alternates").write_text("/tmp\n"),
    "link in refs": lambda folder: (folder / "refs/heads/x").symlink_to("/etc/passwd"),
    "HEAD is a link": _linked_head,
    "HEAD leaves refs": lambda folder: (folder / "HEAD").write_text("ref: ../../x\n"),
    "refs in a circle": _loop,
    "reftable": lambda folder: (folder / "reftable").mkdir(),
    "no objects": lambda folder: (folder / "objects").rename(folder / "gone"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_git_would_wait_for_or_follow_is_refused(tmp_path: Path, fault: str) -> None:
    made = repository(tmp_path / "r", {"a.py": "1"})
    FAULTS[fault](made / ".git")
    assert refusal(made)


def test_a_git_file_or_link_to_another_repository_is_refused(tmp_path: Path) -> None:
    private = repository(tmp_path / "private", {"secret.py": "1"})
    forged = tmp_path / "forged"
    write(forged, {".git": f"gitdir: {private}/.git\n", "a.py": "1"})
    refusal(forged)
    linked = tmp_path / "linked"
    linked.mkdir()
    (linked / ".git").symlink_to(private / ".git")
    refusal(linked)
    evil = forged / "worktrees" / "x"
    write(evil, {"gitdir": f"{forged}/.git\n", "commondir": f"{private}/.git\n", "HEAD": "ref: refs/heads/main\n"})
    (forged / ".git").write_text(f"gitdir: {evil}\n")
    refusal(forged)


def test_nothing_to_review_is_said_in_one_line(tmp_path: Path) -> None:
    assert "no such folder" in refusal(tmp_path / "nothing")
    write(tmp_path, {"file": "x"})
    assert "a file" in refusal(tmp_path / "file")
    assert "no commits" in refusal(repository(tmp_path / "empty"))
    (tmp_path / "bare folder").mkdir()
    assert "empty" in refusal(tmp_path / "bare folder")


def test_an_unborn_head_falls_back_to_main(tmp_path: Path) -> None:
    made = repository(tmp_path / "r", {"a.py": "1"})
    git(made, "symbolic-ref", "HEAD", "refs/heads/other")
    seen = snapshot(made)
    assert [each.path for each in seen.blobs] == ["a.py"]
    assert any("main was reviewed" in each.reason for each in seen.unread)


def test_too_large_files_are_unread_and_heaps_of_data_are_one_line(tmp_path: Path) -> None:
    files = {"big.py": "x = 1\n" * 200_000, "a.py": "1"} | {f"d{number}.json": "1" * 600_000 for number in range(5)}
    made = repository(tmp_path / "r", files)
    assert [each.path for each in snapshot(made).unread] == ["big.py", ""]
    read = contents(made)
    assert read["big.py"] is None
    assert read["a.py"] == b"1"


def test_nothing_of_ours_reaches_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = repository(tmp_path / "other", {"other.py": "1"})
    made = repository(tmp_path / "r", {"a.py": "1"})
    for name, value in {"GIT_DIR": f"{other}/.git", "GIT_CONFIG_PARAMETERS": "'alias.log'='!touch x'", "GIT_WORK_TREE": str(other)}.items():
        monkeypatch.setenv(name, value)
    assert set(contents(made)) == {"a.py"}
    assert os.environ["GIT_DIR"] == f"{other}/.git"


def test_stopping_early_leaves_no_process(tmp_path: Path) -> None:
    made = repository(tmp_path / "r", {f"{number}.py": "x = 1\n" * 5_000 for number in range(50)})
    with open_repository(str(made)) as opened:
        answers = opened.read(opened.snapshot.blobs)
        next(answers)
    del answers
    left = subprocess.run(["ps", "--ppid", str(os.getpid()), "-o", "args="], capture_output=True, text=True, check=False).stdout
    assert "cat-file" not in left
