"""A review dies alone: what stops it is left out, what stops it for good is said in one line."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import psutil
import pytest

from evaluator.model.errors import SnapshotError
from evaluator.worker import Failure, Limits, review_each, review_in_child

QUICK = Limits(file_seconds=0.2, seconds=20.0)


class Read(msgspec.Struct):
    files: list[str]
    poisoned: list[str]
    seen: list[str] = []


def reading(files: list[str], note: Callable[[str], None], poisoned: frozenset[str]) -> Read:
    """A task that does what the names of its files say."""
    for name in files:
        if name in poisoned:
            continue
        note(name)
        word = name.split(".", maxsplit=1)[0]
        if word == "crash":
            ctypes.string_at(0)
        elif word == "spin":
            while True:
                pass
        elif word == "memory":
            bytearray(4 << 30)
        elif word == "refuse":
            raise SnapshotError("it is empty: fill it")
        elif word == "break":
            raise ZeroDivisionError("secret words of the file")
        elif word == "print":
            sys.stdout.write("::error::from the child\n")
            sys.stderr.write("and here\n")
    note("")
    return Read([name for name in files if name not in poisoned], sorted(poisoned), sorted(os.environ))


def answered(outcome: bytes | Failure) -> Read:
    assert isinstance(outcome, bytes)
    return msgspec.msgpack.decode(outcome, type=Read)


def sleeping(_arguments: Any, note: Callable[[str], None], _poisoned: frozenset[str]) -> Read:
    """A task that stands still where it reads no file, with a process of its own."""
    note("")
    subprocess.run(["sleep", "600"], check=False)
    return Read([], [])


def test_the_result_crosses_the_border() -> None:
    assert answered(review_in_child(reading, ["a.py", "b.py"])).files == ["a.py", "b.py"]


@pytest.mark.parametrize("fault", ["crash.py", "spin.py", "memory.py"])
def test_what_stops_a_child_is_left_out(fault: str) -> None:
    read = answered(review_in_child(reading, ["a.py", fault, "b.py"], QUICK))
    assert (read.files, read.poisoned) == (["a.py", "b.py"], [fault])


def test_too_many_such_files_end_the_review() -> None:
    files = [f"crash.{number}" for number in range(5)]
    outcome = review_in_child(reading, files, Limits(restarts=2))
    assert isinstance(outcome, Failure)
    assert outcome.kind == "limit"


def test_refusals_and_faults_are_one_line_of_ours() -> None:
    assert review_in_child(reading, ["refuse.py"]) == Failure("repository", "it is empty: fill it")
    fault = review_in_child(reading, ["break.py"])
    assert isinstance(fault, Failure)
    assert fault.kind == "fault"
    assert fault.reason.startswith("ZeroDivisionError")
    assert "secret" not in fault.reason


def test_the_child_says_nothing_and_knows_no_tokens(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "decoy")
    read = answered(review_in_child(reading, ["print.py"]))
    assert capfd.readouterr() == ("", "")
    assert "GITHUB_TOKEN" not in read.seen
    assert "PATH" in read.seen


def test_one_failure_costs_one_job() -> None:
    jobs = [["a.py"], ["crash.py", "b.py"], None, ["spin.py"], ["refuse.py"], ["z.py"]]
    outcomes = dict(review_each(reading, jobs, QUICK, workers=2))
    assert [index for index in sorted(outcomes) if isinstance(outcomes[index], Failure)] == [2, 4]
    assert answered(outcomes[1]).files == ["b.py"]
    assert answered(outcomes[3]).files == []


def test_a_review_that_stands_still_is_ended_with_its_processes() -> None:
    before = time.monotonic()
    outcome = review_in_child(sleeping, None, Limits(seconds=0.5))
    assert isinstance(outcome, Failure)
    assert outcome.kind == "limit"
    assert time.monotonic() - before < 10
    assert not [each for each in psutil.process_iter(["cmdline"]) if each.info["cmdline"] == ["sleep", "600"]]


PARENT = """
import sys
sys.path.insert(0, {root!r})
from evaluator.worker import review_in_child
from tests.test_worker import sleeping
review_in_child(sleeping, None)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's signal for a closed pipe")
def test_children_die_with_the_parent(tmp_path: Path) -> None:
    root = str(Path(__file__).parents[1])
    parent = subprocess.Popen([sys.executable, "-c", PARENT.format(root=root)], env=os.environ | {"TMPDIR": str(tmp_path)})
    try:
        family = _family(parent.pid)
        assert len(family) >= 2
    finally:
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    _, alive = psutil.wait_procs(family, timeout=5)
    assert not [each for each in alive if each.status() != psutil.STATUS_ZOMBIE]


def _family(parent: int) -> list[psutil.Process]:
    """The children and grandchildren once there are any; the parent needs a moment to start them."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        found = psutil.Process(parent).children(recursive=True)
        if any("sleep" in each.name() for each in found):
            return found
    return []


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    review_in_child(reading, ["crash.py", "spin.py", "a.py"], QUICK)
    assert list(tmp_path.iterdir()) == []
