"""The benchmarks' own parts: what is counted as the floor, and how the tables are written."""

import subprocess
from pathlib import Path

from benchmarks import floor
from benchmarks.measure import Cost
from benchmarks.run import milliseconds, ratio, table


def test_the_floor_reads_every_regular_file_of_head(tmp_path: Path) -> None:
    notebook = '{"cells": [{"cell_type": "code", "source": ["a = 1\\n", "b"]}, {"cell_type": "markdown", "source": "c"}]}'
    files = {"a.py": "x = 1\n", "b c.ipynb": notebook, "d.csv": "1,2\n", "e.ipynb": "{"}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "link.py").symlink_to("a.py")
    git = ["git", "-C", str(tmp_path), "-c", "user.name=A", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "first"]):
        subprocess.run([*git, *command], check=True)
    found = dict(floor.blobs(str(tmp_path / ".git")))
    assert found == {name: text.encode() for name, text in files.items()}
    assert [floor.sources(name, found[name]) for name in files] == [["x = 1\n"], ["a = 1\nb"], [], []]


def test_cells_of_a_table() -> None:
    assert ratio(Cost(0.3, 1, 0), Cost(0.1, 1, 1)) == "3.0"
    assert ratio(Cost(0.3, 1, 2), Cost(0.1, 1, 0)) == "-"
    assert [milliseconds(Cost(1.2345, 1, code)) for code in (0, 2)] == ["1,234", "failed"]
    assert table(("a", "b"), [("c", "1")]) == "| a | b |\n| --- | ---: |\n| c | 1 |\n"
