"""Is the repository clean?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.standing import FOREIGN
from evaluator.model.place import REPOSITORY, Location
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts, Lines

MOST = 3
LARGE = 50_000_000  # bytes; hosts warn from here on
IGNORED = {
    "caches": regex(
        r"__pycache__|\*\.py\[|\*\.pyc|\.pytest_cache|\.mypy_cache|\.ruff_cache|\.Rhistory|\.Rproj|node_modules|\*\.class|target/"
    ),
    "environments": regex(r"^/?\.?(?:v?env|venv\w*|ENV|conda|virtualenv)/?$|\.env\b|site-packages"),
    "notebooks": regex(r"ipynb_checkpoints"),
    "data and models": regex(
        r"data|\.csv|\.pkl|\.pt|\.h5|\.zip|models?/|mlruns|wandb|logs?|checkpoints|outputs?|runs|\.parquet|\.joblib|artifacts|dataset",
        re.IGNORECASE,
    ),
    "editors and systems": regex(r"\.DS_Store|\.idea|\.vscode|Thumbs|\.swp"),
}
CLUTTER = {
    "a cache of Python": regex(r"(?:^|/)__pycache__/|\.py[co]$|(?:^|/)\.(?:pytest|mypy|ruff)_cache/"),
    "a checkpoint of a notebook": regex(r"(?:^|/)\.ipynb_checkpoints/|-checkpoint\.ipynb$"),
    "a file of the operating system": regex(r"(?:^|/)(?:\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]+)$"),
    "settings of an editor": regex(r"(?:^|/)\.idea/|\.sw[op]$|(?:^|/)~\$"),
    "an environment": regex(r"(?:^|/)(?:site-packages|pyvenv\.cfg)(?:/|$)|(?:^|/)node_modules/"),
    "a build": regex(r"\.egg-info/"),
}
RUNS = regex(r"(?:^|/)(?:mlruns|wandb|lightning_logs|catboost_info|\.terraform)/|terraform\.tfstate|(?:^|/)events\.out\.tfevents")
COPY = regex(r"(?:[_ -]copy(?:[ _(]?\d{0,2}\)?)?|[_ -]final[_ -]?v?\d{0,2}|\(\d\)|[_ -]backup|[_ -]old)\.(?:py|ipynb)$", re.IGNORECASE)


def gitignore_fits(facts: Facts) -> Iterator[Evidence]:
    """An ignore file keeps caches, environments and data out.

    Why: What git ignores cannot be committed by accident: caches, keys, a customer's data.
    Fix: Start from GitHub's Python template and add your data and model folders.
    """
    found = _ignore_files(facts)
    if not found:
        unread = any(file.name == ".gitignore" for file in facts.paths)
        yield against(REPOSITORY, "the ignore file says nothing" if unread else "no ignore file was found")
        return
    lines = [line for each in found for line in each.source.lines if not line.startswith(("#", "!"))]
    kinds = [kind for kind, pattern in IGNORED.items() if any(pattern.search(line) for line in lines)]
    if len(kinds) >= 2 or "caches" in kinds:
        yield supports(Location(found[0].path, 1), f"covers {', '.join(kinds)}")
    else:
        yield against(
            Location(found[0].path, 1),
            f"covers {kinds[0] if kinds else 'neither caches nor environments'} only",
            "low" if kinds else "high",
        )


def _ignore_files(facts: Facts) -> list[Lines]:
    """The project's own ignore files, the one nearest the root first."""
    files = [each for each in facts.lines if each.path.rsplit("/", 1)[-1] == ".gitignore" and each.role not in FOREIGN]
    return sorted(files, key=lambda each: (each.path.count("/"), each.path))


def no_clutter_committed(facts: Facts) -> Iterator[Evidence]:
    """No caches, environments or leftovers are committed.

    Why: Clutter hides the work, and reviewers notice it first.
    Fix: `git rm -r --cached` the caches and environments, extend `.gitignore`, and move data to DVC, LFS or a download step.
    """
    clean = True
    for kind, pattern in CLUTTER.items():
        paths = [file.path for file in facts.paths if pattern.search(file.path)]
        if paths:
            clean = False
            yield against(Location(paths[0]), f"{kind} is committed" + (f", with {len(paths) - 1} more" if len(paths) > 1 else ""))
    for path, note in _doubtful(facts):
        clean = False
        yield against(Location(path), note, "low")
    if clean:
        yield supports(REPOSITORY, f"looked at {len(facts.paths)} paths, no clutter was found")


def _doubtful(facts: Facts) -> Iterator[tuple[str, str]]:
    """Runs, large files and copies: sometimes meant."""
    runs = [file.path for file in facts.paths if RUNS.search(file.path) and file.role != "vendored"]
    if runs:
        yield runs[0], f"{len(runs)} files of runs or states are committed"
    large = [file for file in facts.paths if file.size >= LARGE]
    yield from ((file.path, f"{file.size // 1_000_000} MB are committed") for file in large[:MOST])
    names = {file.path for file in facts.paths}
    for file in facts.paths:
        if COPY.search(file.path) and COPY.sub(lambda found: "." + found.group().rsplit(".", 1)[-1], file.path) in names:
            yield file.path, "a copy beside its original is committed"
            return
