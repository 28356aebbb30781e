"""Cases in prose: every `##` section of a Markdown file is a small repository, its title says a check's outcome.

    ## split-before-fit fails: the scaler sees every row

    `train.py`
    ```python
    X = scaler.fit_transform(X)  # <- split-before-fit
    ```

A line that ends in a mark `<- check-id` (in any comment sign) must be cited by that check as evidence for the outcome; the mark is not part
of the file. A file that follows its name in backticks holds what the fence holds; a fence in four backticks may hold fences. Notebooks are
written as JSON, or as ```notebook fences in which `%%` starts a code cell and `%% md` a Markdown cell. A case with `kinds: rl` in its
prose is run as a project of that kind. A file `.git/log` is the history, oldest commit first: `2026-01-31 subject: path, path`.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from evaluator.model.snapshot import Commit

if TYPE_CHECKING:
    from pathlib import Path

OUTCOMES = {"passes": "pass", "fails": "fail", "needs review": "needs-review", "does not apply": "not-applicable"}
TITLE = re.compile(r"^## ([a-z0-9-]+) (passes|fails|needs review|does not apply): (.+)$")
MARK = re.compile(r"[ \t]*(?:#|//|--|;|<!--)?[ \t]*<- ([a-z0-9, -]+?)(?: -->)?$")
NAMED = re.compile(r"^`([^`]+)`$")
LOG = ".git/log"
KINDS = re.compile(r"^kinds: (.+)$")


class Case(NamedTuple):
    """One section."""

    source: str
    check: str
    outcome: str
    title: str
    files: dict[str, str]
    marks: frozenset[tuple[str, int, int | None]]
    kinds: tuple[str, ...]
    commits: tuple[Commit, ...] = ()


def cases_in(path: Path) -> list[Case]:
    """All cases of a file."""
    sections = re.split(r"(?m)^(?=## )", path.read_text(encoding="utf-8"))[1:]
    return [case_of(path.name, section.splitlines()) for section in sections]


def case_of(source: str, lines: list[str]) -> Case:
    """One section as a case."""
    titled = TITLE.match(lines[0])
    if titled is None:
        raise ValueError(f"{source}: a case's title reads '## check-id passes|fails|needs review|does not apply: words', not {lines[0]!r}")
    files: dict[str, str] = {}
    marks: set[tuple[str, int, int | None]] = set()
    kinds: tuple[str, ...] = ()
    name, fence, language = "", "", ""
    body: list[str] = []
    for line in lines[1:]:
        if fence:
            if line.rstrip() == fence:
                files[name], found = finished(name, body, language, titled[1])
                marks |= found
                fence, body = "", []
            else:
                body.append(line)
        elif named := NAMED.match(line.strip()):
            name = named[1]
        elif line.startswith("```"):
            fence = re.match("`+", line)[0]  # type: ignore[index]
            language = line[len(fence) :].strip()
        elif said := KINDS.match(line):
            kinds = tuple(kind.strip() for kind in said[1].split(","))
    commits = log(files.pop(LOG, ""))
    return Case(source, titled[1], OUTCOMES[titled[2]], titled[3], files, frozenset(marks), kinds, commits)


def log(text: str) -> tuple[Commit, ...]:
    """Commits, newest first, from lines such as `2026-01-31 Split by customer: train.py, clean.py`."""
    found = []
    for number, line in enumerate(text.splitlines()):
        day, _, rest = line.partition(" ")
        subject, _, paths = rest.rpartition(": ")
        at = int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())
        found.append(Commit(f"{number:040x}", at, 0, subject, 1, tuple(path.strip() for path in paths.split(","))))
    return tuple(reversed(found))


def finished(name: str, body: list[str], language: str, check: str) -> tuple[str, set[tuple[str, int, int | None]]]:
    """A file's text without marks, and the marked places."""
    marks: set[tuple[str, int, int | None]] = set()
    if language == "notebook":
        cells, text = notebook(body)
        for number, lines in enumerate(cells, 1):
            marks |= {(name, line, number) for line in marked(lines, check)}
        return text, marks
    marks |= {(name, line, None) for line in marked(body, check)}
    return "\n".join(MARK.sub("", line) for line in body) + "\n", marks


def marked(lines: list[str], check: str) -> set[int]:
    """The numbers of the lines marked for a check."""
    found = ((number, MARK.search(line)) for number, line in enumerate(lines, 1))
    return {number for number, mark in found if mark and check in [each.strip() for each in mark[1].split(",")]}


def notebook(body: list[str]) -> tuple[list[list[str]], str]:
    """Cells as written (marks kept), and the notebook as JSON, executed from top to bottom."""
    cells: list[tuple[str, list[str]]] = []
    for line in body:
        if line.startswith("%%") and line.strip() in ("%%", "%% md"):
            cells.append(("markdown" if line.strip().endswith("md") else "code", []))
        else:
            cells[-1][1].append(line)
    made = []
    for count, (kind, lines) in enumerate(cells, 1):
        cell: dict[str, object] = {"cell_type": kind, "metadata": {}, "source": "\n".join(MARK.sub("", line) for line in lines)}
        if kind == "code":
            cell |= {"execution_count": count, "outputs": []}
        made.append(cell)
    text = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {"language_info": {"name": "python"}}, "cells": made})
    return [lines for _, lines in cells], text
