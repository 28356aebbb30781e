"""Where the time of one review goes: own time by room and file, what the rooms spend in the interpreter, and by library."""

import cProfile
import pstats
import sysconfig
from collections import defaultdict
from pathlib import Path

import evaluator
from evaluator import pipeline, report, resources
from evaluator.model.request import Request

PACKAGE = str(Path(evaluator.__file__).parent)
Key = tuple[str, int, str]
SHOWN = 25


def profile(source: Path) -> str:
    """Review a repository in this process under cProfile, without cache and child; small functions look dearer than they are."""
    rubric = resources.rubrics() / "hiring.yaml"
    request = Request(source=str(source), rubric=rubric.read_text(encoding="utf-8"), rubric_name=rubric.name)
    profiler = cProfile.Profile()
    profiler.enable()
    report.page(pipeline.review(request))
    profiler.disable()
    return shown(pstats.Stats(profiler))


def shown(stats: pstats.Stats) -> str:
    """The profile as Markdown tables."""
    raw: dict[Key, tuple[int, int, float, float, dict[Key, tuple[int, int, float, float]]]] = stats.stats  # type: ignore[attr-defined]
    rooms: dict[str, float] = defaultdict(float)
    files: dict[str, float] = defaultdict(float)
    functions: dict[str, float] = defaultdict(float)
    for key, (_, _, own, _, callers) in raw.items():
        functions[f"{place(key)}:{key[2]}"] += own
        if key[0] != "~" or not callers:
            rooms[place(key).partition("/")[0]] += own
            files[place(key)] += own
            continue
        for caller, (_, _, part, _) in callers.items():
            label = "ast.parse" if "compile" in key[2] else place(caller)
            rooms[label.partition("/")[0]] += part
            files[label] += part
    total = sum(rooms.values())
    return "\n".join(listed(title, found, total) for title, found in (("room", rooms), ("file", files), ("function (own time)", functions)))


def place(key: Key) -> str:
    """`room/file` for our own code, the library's name for the rest."""
    path = key[0]
    if path.startswith(PACKAGE):
        return path[len(PACKAGE) + 1 :]
    if path == "~":
        return "built in"
    if path.startswith("<"):
        return "(import)" if "importlib" in path else "(generated code)"
    for folder in ("purelib", "platlib", "stdlib"):
        if path.startswith(base := sysconfig.get_path(folder) + "/"):
            return f"({path[len(base) :].partition('/')[0].removesuffix('.py')})"
    return "(elsewhere)"


def listed(title: str, found: dict[str, float], total: float) -> str:
    """The dearest entries of one table."""
    dearest = sorted(found.items(), key=lambda entry: (-entry[1], entry[0]))[:SHOWN]
    rows = [f"| {name} | {own * 1000:,.0f} | {own / total:.0%} |" for name, own in dearest]
    return "\n".join([f"| {title} | ms | share |", "| --- | ---: | ---: |", *rows]) + "\n"
