"""Rewrite the levels of a rubric in place, so that it names only checks that exist.

    python tools/open_levels.py rubrics/hiring.yaml                 # the checks found in evaluator/checks
    python tools/open_levels.py rubrics/hiring.yaml --known ids.txt # one id a line, `-` for standard input
    python tools/open_levels.py rubrics/hiring.yaml --check         # change nothing; exit 1 if something would change

A level that needs a check which is not built becomes `judge: person` and keeps its conditions under `when_built`; when
all of them are built it is turned back. Of an `any` list the built checks stay, and `when_built` holds the whole list.
Names mentioned outside levels (needs, gates, caps, stages, prose) that are not built are listed under `planned`.
"""

import argparse
import ast
import re
import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import yaml

LEVEL = re.compile(r"^(\s*- )(\{level: .*\})$")
LISTS = re.compile(r"\b(?:check|needs): ([a-z0-9-]+)|\bchecks: \[([^\]]*)\]")
CHECKS = Path(__file__).parent.parent / "evaluator" / "checks"
QUESTION = "Is it so here? "


def built_checks(folder: Path = CHECKS) -> frozenset[str]:
    """The ids of the checks that exist: public functions of `facts` that give evidence, read without importing them."""
    found: set[str] = set()
    for path in sorted(folder.rglob("*.py")):
        for item in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(item, ast.FunctionDef) and not item.name.startswith("_") and _is_check(item):
                found.add(item.name.replace("_", "-"))
    return frozenset(found)


def _is_check(function: ast.FunctionDef) -> bool:
    gives = ast.unparse(function.returns) if function.returns else ""
    return len(function.args.args) == 1 and gives in {"Iterator[Evidence]", "Iterable[Evidence]"}


def rewritten(text: str, known: Collection[str]) -> str:
    """The rubric's text with each level's line, and the line of planned names, as the known checks allow."""
    lines = [_level_line(line, known) for line in text.splitlines()]
    mentioned = {name for line in lines if not LEVEL.match(line) for name in _mentions(line)}
    effort = {name for line in lines if LEVEL.match(line) for name in re.findall(r"effort_given: \{check: ([a-z0-9-]+)", line)}
    planned = ", ".join(sorted((mentioned | effort) - set(known)))
    return "\n".join(f"planned: [{planned}]" if line.startswith("planned:") else line for line in lines) + "\n"


def _mentions(line: str) -> Iterator[str]:
    if not line.lstrip().startswith("#"):
        for one, several in LISTS.findall(line):
            yield from (name.strip() for name in (one or several).split(",") if name.strip())


def _level_line(line: str, known: Collection[str]) -> str:
    found = LEVEL.match(line)
    return f"{found[1]}{_written(_opened(yaml.safe_load(found[2]), known))}" if found else line


def _opened(level: dict[str, Any], known: Collection[str]) -> dict[str, Any]:
    """The level with its whole conditions, or what is left of them for a person."""
    waiting = level.pop("when_built", {})
    every = level.pop("all", waiting.get("all", []))
    built = level.pop("any", [])
    some = waiting.get("any", built)
    if not every and not some:
        return level
    level = {key: value for key, value in level.items() if key not in {"judge", "question"}}
    here = [name for name in some if name in known]
    if set(every) <= set(known) and (here or not some):
        return level | {"all": every, "any": here} | ({"when_built": {"any": some}} if here != some else {})
    question = QUESTION + level["descriptor"]
    return level | {"judge": "person", "question": question, "when_built": {"all": every, "any": some}}


def _written(level: dict[str, Any]) -> str:
    """One line, keys in a fixed order, empty lists left out."""
    parts = [f"level: {level['level']}", f"descriptor: {_quoted(level['descriptor'])}"]
    parts += [f"{key}: {_list(level[key])}" for key in ("all", "any", "says") if level.get(key)]
    if "judge" in level:
        parts += [f"judge: {level['judge']}", f"question: {_quoted(level['question'])}"]
    if waiting := level.get("when_built"):
        parts.append("when_built: {" + ", ".join(f"{key}: {_list(names)}" for key, names in waiting.items() if names) + "}")
    parts += [f"effort: {level['effort']}"] if "effort" in level else []
    parts += [f"advice: {_quoted(level['advice'])}"] if "advice" in level else []
    if given := level.get("effort_given"):
        parts.append(f"effort_given: {{check: {given['check']}, effort: {given['effort']}}}")
    return "{" + ", ".join(parts) + "}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _list(names: list[str]) -> str:
    return "[" + ", ".join(names) + "]"


def main() -> int:
    """Rewrite the file; 1 when `--check` finds something to rewrite."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("rubric", type=Path)
    parser.add_argument("--known", help="a file with one check id a line, `-` for standard input")
    parser.add_argument("--check", action="store_true", help="change nothing, say whether something would change")
    given = parser.parse_args()
    lines = sys.stdin if given.known == "-" else Path(given.known).read_text(encoding="utf-8").splitlines() if given.known else None
    known = frozenset(line.strip() for line in lines if line.strip()) if lines is not None else built_checks()
    before = given.rubric.read_text(encoding="utf-8")
    after = rewritten(before, known)
    if given.check:
        return int(before != after)
    given.rubric.write_text(after, encoding="utf-8")
    waiting = after.count("when_built: {")
    print(f"{given.rubric}: {len(known)} checks are built, {waiting} levels wait for others")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
