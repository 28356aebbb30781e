"""Reviews of repositories and of the demo, each as a whole process, beside the floor and beside other tools.

`python -m benchmarks REPO...` prints Markdown tables. Only numbers of one run compare with each other: what counts is the
ratio to the floor, not the milliseconds. `python -m benchmarks --profile REPO` shows where the time goes instead.
"""

import argparse
import importlib.util
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks import floor
from benchmarks.measure import Cost, adopt_orphans, cost
from benchmarks.rooms import profile
from evaluator.demo import lay_down

ROOT = Path(__file__).resolve().parents[1]
REVIEW = (sys.executable, "-P", "-m", "evaluator.cli", "review")
FOUND_SOMETHING = {"ruff": 1, "repo-review": 3}  # with which these end when they have something to say


class Subject(NamedTuple):
    """A repository under measurement: its git folder and an exported copy of its files, for tools that read from disk."""

    name: str
    source: Path
    git_dir: Path
    files: Path


def main(arguments: Sequence[str] | None = None) -> None:
    """The door."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("repositories", nargs="*", type=Path, metavar="REPO", help="work tree or bare repository, beside the demo")
    parser.add_argument("--runs", type=int, default=5, help="runs of each command; the median counts (default: 5)")
    parser.add_argument("--profile", type=Path, metavar="REPO", help="print where one review spends its time, by room")
    asked = parser.parse_args(arguments)
    if asked.profile:
        print(profile(asked.profile.resolve()))
        return
    adopt_orphans()
    with tempfile.TemporaryDirectory() as folder:
        print(start_up(Path(folder), asked.runs))
        print(reviews(asked.repositories, Path(folder), asked.runs))


def environment(folder: Path) -> dict[str, str]:
    """The caller's, with a cache of our own and the checkout on the path, and nothing that steers Python or git."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "GIT_"))}
    own = {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(folder / "cache"), "NO_COLOR": "1", "GIT_NO_LAZY_FETCH": "1"}
    return {**kept, **own}


def medians(commands: dict[str, Sequence[str]], folder: Path, runs: int) -> dict[str, Cost]:
    """Measure the commands by turns, so that a slow moment of the machine falls on all; the first turn warms up and is not counted."""
    found: dict[str, list[Cost]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            used = cost(command, environment(folder), str(folder))
            if turn:
                found[name].append(used)
    return {
        name: Cost(statistics.median(each.cpu for each in costs), max(each.memory for each in costs), costs[-1].code)
        for name, costs in found.items()
    }


def start_up(folder: Path, runs: int) -> str:
    """The table of what it costs to start."""
    commands: dict[str, Sequence[str]] = {
        "`python -I -c pass`": (sys.executable, "-I", "-c", "pass"),
        "`mlreview --help`": (*REVIEW[:-1], "--help"),
        "`mlreview --version`": (*REVIEW[:-1], "--version"),
    }
    found = medians(commands, folder, 2 * runs)
    least = found["`python -I -c pass`"]
    rows = [(name, milliseconds(used), ratio(used, least)) for name, used in found.items()]
    return table(("start", "CPU ms", "x python"), rows)


def reviews(repositories: Sequence[Path], folder: Path, runs: int) -> str:
    """The table of reviews, floors and other tools."""
    rows = [row(subject, folder, runs) for subject in subjects(repositories, folder)]
    head = ("repository", "blobs", "sources", "lines", "floor", "cold", "cold / floor", "warm", "warm / floor")
    return table((*head, "ruff", "cold / ruff", "repo-review", "cold / repo-review", "MB"), rows)


def subjects(repositories: Sequence[Path], folder: Path) -> list[Subject]:
    """The demo and the given repositories, exported."""
    found = []
    for number, source in enumerate([lay_down(folder / "demo"), *repositories]):
        command = ["git", "-C", str(source), "rev-parse", "--absolute-git-dir"]
        git_dir = Path(subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip())
        name = source.resolve().name if source.resolve().name not in {"repo", ".git"} else source.resolve().parent.name
        files = folder / f"files-{number}"
        export(git_dir, files)
        found.append(Subject(name, source.resolve(), git_dir, files))
    return found


def export(git_dir: Path, target: Path) -> None:
    """Write the regular files of HEAD to a folder; a path that would leave it is left out."""
    target.mkdir()
    for path, data in floor.blobs(str(git_dir)):
        file = (target / path).resolve()
        if file.is_relative_to(target.resolve()) and ".git" not in file.parts:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)


def row(subject: Subject, folder: Path, runs: int) -> tuple[str, ...]:
    """Measure one repository."""
    page = ("--quiet", "-o", str(folder / "page.html"))
    commands: dict[str, Sequence[str]] = {
        "floor": (sys.executable, "-P", "-m", "benchmarks.floor", str(subject.git_dir)),
        "cold": (*REVIEW, str(subject.source), "--no-cache", *page),
        "warm": (*REVIEW, str(subject.source), *page),
    }
    ruff = shutil.which("ruff", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if ruff:
        commands["ruff"] = (ruff, "check", "--select=E9,F", "--no-cache", "--isolated", str(subject.files))
    if importlib.util.find_spec("repo_review"):
        commands["repo-review"] = (sys.executable, "-P", "-m", "repo_review", "--format", "json", str(subject.files))
    found = medians(commands, folder, runs)
    found |= {name: found[name]._replace(code=0) for name, code in FOUND_SOMETHING.items() if name in found and found[name].code == code}
    cells = [milliseconds(found["floor"])]
    for name in ("cold", "warm"):
        cells += [milliseconds(found[name]), ratio(found[name], found["floor"])]
    for name in ("ruff", "repo-review"):
        cells += [milliseconds(found[name]), ratio(found["cold"], found[name])] if name in found else ["-", "-"]
    return (subject.name, *counts(subject, folder), *cells, f"{found['cold'].memory:.0f}")


def counts(subject: Subject, folder: Path) -> list[str]:
    """Blobs, Python sources and lines of a repository."""
    command = (sys.executable, "-P", "-m", "benchmarks.floor", str(subject.git_dir))
    return subprocess.run(command, capture_output=True, text=True, check=True, env=environment(folder)).stdout.split()


def milliseconds(used: Cost) -> str:
    """CPU time as it stands in the tables."""
    return f"{used.cpu * 1000:,.0f}" if used.code in {0, 1} else "failed"


def ratio(ours: Cost, other: Cost) -> str:
    """How many times the other."""
    return f"{ours.cpu / other.cpu:.1f}" if other.cpu and {ours.code, other.code} <= {0, 1} else "-"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
