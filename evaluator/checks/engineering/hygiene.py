"""Is the repository clean?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.folders import laid_out, loose, sorted_in, untouched
from evaluator.checks.selectors.standing import FOREIGN
from evaluator.model.place import REPOSITORY, Location
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts, Lines
    from evaluator.model.result import Confidence

MOST = 3
FEWEST_KINDS = 2
LONGEST = 40
LARGE = 50_000_000  # bytes; hosts warn from here on
IGNORED = {
    "caches": regex(r"__pycache__|\*\.py\[|\*\.pyc|\.pytest_cache|\.mypy_cache|\.ruff_cache|\.Rhistory|node_modules|\*\.class|target/"),
    "environments": regex(r"^[/*]*(?:\.?venv\w*|env|ENV|\.?conda|\.?virtualenv)/?\**$|^\.env/$|site-packages"),
    "settings and keys": regex(r"\.env\b(?!/)|\.envrc|secrets?\b|credentials"),
    "checkpoints of notebooks": regex(r"ipynb_checkpoints"),
    "data, models or runs": regex(
        r"^(?!.*(?:npm|pnpm|yarn|lerna)-(?:debug|error)\.log).*?(?:(?:^|[/_*.-])data(?:sets?)?(?:$|[/_*.-])|\.(?:csv|pkl|pth?|ckpt|safetensors|h5|zip|parquet|joblib|onnx|npy|log|tsv|bin)\b|(?:^|/)(?:models?|outputs?|logs?|runs"
        r"|results?|artifacts|checkpoints|datos|raw)(?:$|/)|mlruns|wandb|lightning_logs|images?/)",
        re.IGNORECASE,
    ),
    "files of editors and systems": regex(r"\.DS_Store|\.idea|\.vscode|Thumbs|\.swp|\.Rproj|\.spyproject|\.code-workspace"),
}
MOST_NAMED = 4
FEWEST_FILES, FEW_FILES, MANY_LOOSE = 4, 12, 8
FEWEST_FOLDERS, FEWEST_EMPTY = 3, 3
NUMBERED = regex(r"(?:[A-Za-z]{0,10}[_-]?)?\d{1,2}[A-Za-z]?[_. -]")
CLUTTER = {
    "a cache of Python is committed": regex(r"(?:^|/)__pycache__/|\.py[co]$|(?:^|/)\.(?:pytest|mypy|ruff)_cache/"),
    "a checkpoint of a notebook is committed": regex(r"(?:^|/)\.ipynb_checkpoints/|-checkpoint\.ipynb$"),
    "a file of the operating system is committed": regex(r"(?:^|/)(?:\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]+(?<!\.crc))$"),
    "a file of an editor is committed": regex(r"(?:^|/)\.idea/|\.sw[op]$|(?:^|/)~\$"),
    "an environment is committed": regex(r"(?:^|/)(?:site-packages|pyvenv\.cfg)(?:/|$)|(?:^|/)node_modules/"),
    "a build is committed": regex(r"\.egg-info/"),
    "what a session or a measurement left behind is committed": regex(
        r"(?:^|/)(?:\.coverage|\.Rhistory|\.RData|nohup\.out)$|(?:^|/)htmlcov/"
    ),
}
RUNS = regex(r"(?:^|/)(?:mlruns|wandb|lightning_logs|catboost_info|\.terraform)/|terraform\.tfstate|(?:^|/)events\.out\.tfevents|\.log$")
EDITOR = regex(r"(?:^|/)\.vscode/")
COPY = regex(r"(?:[_ -]copy(?:[ _(]?\d{0,2}\)?)?|[_ -]final[_ -]?v?\d{0,2}|\(\d\)|[_ -]backup|[_ -]old)\.(?:py|ipynb)$", re.IGNORECASE)


def gitignore_fits(facts: Facts) -> Iterator[Evidence]:
    """An ignore file keeps caches, environments and data out.

    Why: What git ignores cannot be committed by accident: caches, keys, a customer's data.
    Fix: Start from GitHub's Python template and add your data and model folders.
    """
    files = _ignore_files(facts)
    if not files:
        unread = any(file.name == ".gitignore" for file in facts.paths)
        yield against(REPOSITORY, "the ignore file says nothing" if unread else "no ignore file was found")
        return
    found = {kind: first for kind, pattern in IGNORED.items() if (first := _first(files, pattern))}
    place = next((at for at, _ in found.values()), Location(files[0].path, 1))
    if len(found) >= FEWEST_KINDS or "caches" in found:
        named = ", ".join(f"`{text}` ({kind})" for kind, (_, text) in list(found.items())[:MOST_NAMED])
        yield supports(place, f"git ignores {named}")
    elif found:
        kind, (_, text) = next(iter(found.items()))
        yield against(place, f"of what is commonly ignored it names only {kind} (`{text}`, ...)", "low")
    else:
        yield against(place, "it names neither caches, environments nor data")


def _first(files: list[Lines], pattern: re.Pattern[str]) -> tuple[Location, str] | None:
    """Where the ignore files first name something of a kind, and as what."""
    for each in files:
        for number, line in enumerate(each.source.lines, 1):
            if not line.startswith(("#", "!")) and pattern.search(line.strip()):
                return Location(each.path, number), line.strip()[:LONGEST]
    return None


def _ignore_files(facts: Facts) -> list[Lines]:
    """The project's own ignore files, the one nearest the root first."""
    named = [each for each in facts.lines if each.path.rsplit("/", 1)[-1] == ".gitignore" and each.role not in FOREIGN]
    files = [each for each in named if any(each.source.lines)]
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
            yield against(Location(paths[0]), kind + (f", with {len(paths) - 1} more" if len(paths) > 1 else ""))
    for path, note in _doubtful(facts):
        clean = False
        yield against(Location(path), note, "low")
    if clean:
        kinds = "caches, checkpoints, environments, builds, logs and files of editors and systems"
        yield supports(REPOSITORY, f"looked at {len(facts.paths)} paths for {kinds}; none is committed")


def _doubtful(facts: Facts) -> Iterator[tuple[str, str]]:
    """Runs, large files and copies: sometimes meant."""
    runs = [file.path for file in facts.paths if RUNS.search(file.path) and file.role != "vendored" and not file.path.endswith(".py")]
    if runs:
        yield runs[0], "a file of a run or a state is committed" + (f", with {len(runs) - 1} more" if len(runs) > 1 else "")
    if editor := next((file.path for file in facts.paths if EDITOR.search(file.path)), ""):
        yield editor, "settings of an editor are committed"
    large = [file for file in facts.paths if file.size >= LARGE]
    yield from ((file.path, f"{file.size // 1_000_000} MB are committed") for file in large[:MOST])
    names = {file.path for file in facts.paths}
    for file in facts.paths:
        if COPY.search(file.path) and COPY.sub(lambda found: "." + found.group().rsplit(".", 1)[-1], file.path) in names:
            yield file.path, "a copy beside its original is committed"
            return


def layout_telling(facts: Facts) -> Iterator[Evidence]:
    """Folders say what lies where.

    Why: Who looks for the training code or the tests should find it by the names of the folders.
    Fix: Give code, data, notebooks, tests and settings a folder each, named so, and leave at the root only what is started there.
    Ask: Where would you look first for the step that prepares the data?
    """
    top, inside, kinds = loose(facts), sorted_in(facts), laid_out(facts)
    total = len(top) + len(inside)
    if total < FEWEST_FILES:
        return
    empty = untouched(facts)
    named = ", ".join(f"`{folder}`" for folder in list(kinds.values())[:MOST_NAMED])
    if len(empty) >= FEWEST_EMPTY:
        yield against(Location(empty[0]), f"one of {len(empty)} folders that hold nothing but a placeholder", "low")
    if len(top) >= FEWEST_FILES and len(top) > len(inside):
        listed = sum(1 for path in top if NUMBERED.match(path)) > len(top) / 2  # chapters: numbers are their order
        sure: Confidence = "high" if len(top) >= MANY_LOOSE and not listed else "low"
        yield against(REPOSITORY, f"{len(top)} of {total} scripts and notebooks lie side by side at the root", sure)
    elif len(kinds) >= FEWEST_FOLDERS or (len(kinds) == FEWEST_FOLDERS - 1 and total <= FEW_FILES):
        yield supports(REPOSITORY, f"folders are named for what they hold: {named}{', ...' if len(kinds) > MOST_NAMED else ''}")
    else:
        words = f"only {named} bears" if named else "no folder bears"
        yield against(REPOSITORY, f"{total} scripts and notebooks; {words} a name that tells what is in it (src, data, tests, ...)", "low")
