"""Which Python a project asks for, where it says so, and whether that one was still looked after on a day."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.prose import front, topics_of, unlinked
from evaluator.checks.selectors.standing import own
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from evaluator.model.facts import Facts

Version = tuple[int, int]
# Version of Python: the days of its first release and of its last care (devguide.python.org/versions; a month is its last day).
CARE = {
    (2, 6): ("2008-10-01", "2013-10-29"),
    (2, 7): ("2010-07-03", "2020-01-01"),
    (3, 0): ("2008-12-03", "2009-06-27"),
    (3, 1): ("2009-06-27", "2012-04-09"),
    (3, 2): ("2011-02-20", "2016-02-20"),
    (3, 3): ("2012-09-29", "2017-09-29"),
    (3, 4): ("2014-03-16", "2019-03-18"),
    (3, 5): ("2015-09-13", "2020-09-30"),
    (3, 6): ("2016-12-23", "2021-12-23"),
    (3, 7): ("2018-06-27", "2023-06-27"),
    (3, 8): ("2019-10-14", "2024-10-07"),
    (3, 9): ("2020-10-05", "2025-10-31"),
    (3, 10): ("2021-10-04", "2026-10-31"),
    (3, 11): ("2022-10-24", "2027-10-31"),
    (3, 12): ("2023-10-02", "2028-10-31"),
    (3, 13): ("2024-10-07", "2029-10-31"),
    (3, 14): ("2025-10-07", "2030-10-31"),
}
NEWEST = max(CARE)
_SIDES = regex(r"\|\|?")
_PART = regex(r"(?<![\w.])(===?|~=|!=|<=|>=|<|>|\^|~|=)?\s{0,4}v?(\d)(?:\.(\d{1,2}|[*x]))?(?:\.(\d{1,3}|[*x])\w{0,6})?(?==\w|$|[\s,;|])")
_IMAGE = regex(r"(?:^|/)(?:python:|[\w./-]{1,80}:python-?)(\d)\.(\d{1,2})(?!\d)")
_BESIDE = frozenset({"python-version", "runtime", "tool-versions"})
_FILE_LINE = regex(r"(?:c?python[- ]?)?(\d)\.(\d{1,2})(?:\.\d{1,3})?$")
_SAID = regex(
    r"(?<!in )\bpython(?:\s?version)?\s?(?:[-:=≥]|>=|==)?\s{0,2}v?(\d)\.(\d{1,2})(?!\d)"
    r"(\s?\+|\s?(?:or|and) (?:later|newer|above|higher|up)\b)?",
    2,
)
_COMMANDED = regex(r"\b(?:[Pp]ython(?:={0,2}| )|pyenv (?:install|local|global) )(\d)\.(\d{1,2})(?!\d)")
_OPEN = regex(r"≥|>=")
_TOLD = frozenset({"install", "requirements"})


class Asked(msgspec.Struct, frozen=True):
    """A place that asks for a Python: as written, the versions it lets in, whether all newer ones are let in too."""

    at: Location
    written: str
    versions: frozenset[Version]
    onwards: bool = False
    sure: bool = True


def reviewed_on(facts: Facts) -> str:
    """The day of the reviewed commit as `2024-05-31`, "" where it is not known."""
    commits = facts.history.commits if facts.history.known else ()
    return datetime.fromtimestamp(commits[0].at, UTC).date().isoformat() if commits else ""


def cared_for(version: Version, day: str) -> bool:
    """Whether a version was out and still given fixes on a day."""
    first, last = CARE[version]
    return first <= day <= last


def ran_by(metadata: Mapping[str, str]) -> Version | None:
    """The version of Python that a notebook's metadata name as the one that ran it."""
    parts = metadata.get("language_info.version", "").split(".")
    version = (int(parts[0]), int(parts[1])) if len(parts) > 1 and parts[0].isdigit() and parts[1].isdigit() else None
    return version if version in CARE else None


def pythons(facts: Facts) -> tuple[Asked, ...]:
    """Every place that asks for a Python: package metadata, images, files of one version; or else commands, or the front page."""
    return tuple(_declared(facts)) or tuple(_commanded(facts)) or tuple(_told(facts))


def set_up_by_ci(facts: Facts) -> bool:
    """Whether a workflow sets a Python up; which one is not known."""
    steps = (step for each in own(facts.workflows) for job in each.source.jobs for step in job.steps)
    return any("setup-python" in step.uses or "setup-uv" in step.uses for step in steps)


def _declared(facts: Facts) -> Iterator[Asked]:
    for declared in own(facts.dependencies):
        versions = _let_in(declared.source.python) if not declared.source.lock else frozenset()
        if versions:
            wanted = declared.source.python
            lines = (
                line for each in facts.manifests if each.path == declared.path for _, value, line in each.source.values if value == wanted
            )
            yield Asked(Location(declared.path, next(lines, 0)), wanted[:40], versions, NEWEST in versions)
    for container in own(facts.containers):
        for step in container.source.instructions:
            if step.keyword == "FROM" and step.values and (found := _IMAGE.search(step.values[0])):
                yield from _one(Location(container.path, step.line), found.group(0).lstrip("/"), found.group(1), found.group(2))
    for plain in own(facts.lines):
        name = plain.path.rpartition("/")[2].lstrip(".").removesuffix(".txt")
        for number, line in enumerate(plain.source.lines if name in _BESIDE else (), 1):
            if (name != "tool-versions" or line.startswith("python ")) and (found := _FILE_LINE.match(line)):
                yield from _one(Location(plain.path, number), line[:40], found.group(1), found.group(2))


def _commanded(facts: Facts) -> Iterator[Asked]:
    """Commands that bring or start one version: of images, scripts and pages; what a script holds for several cases is doubtful."""
    given = [(each.path, step.line, " ".join(step.values), True) for each in own(facts.containers) for step in each.source.instructions]
    given += [
        (each.path, fence.line + number, line, True)
        for each in own(facts.documents)
        for fence in (each.text.fences if each.kind == "readme" else ())
        for number, line in enumerate(fence.text.splitlines())
    ]
    given += [
        (each.path, target.line_of(number), command, False)
        for each in own(facts.stages)
        for target in each.source.targets
        for number, command in enumerate(target.commands)
    ]
    for path, line, text, sure in given:
        if found := _COMMANDED.search(text[:1_000]):
            yield from _one(Location(path, line), found.group(), found.group(1), found.group(2), sure=sure)


def _one(at: Location, written: str, major: str, minor: str, *, sure: bool = True) -> Iterator[Asked]:
    version = (int(major), int(minor))
    if version in CARE:
        yield Asked(at, written, frozenset({version}), sure=sure)


def _told(facts: Facts) -> Iterator[Asked]:
    """What the front page says; sure where it tells what is needed."""
    page = front(facts)
    for paragraph in page.text.paragraphs if page is not None else ():
        for found in _SAID.finditer(unlinked(paragraph.text)):
            version = (int(found.group(1)), int(found.group(2)))
            if version not in CARE or page is None:
                continue
            onwards = found.group(3) is not None or _OPEN.search(found.group()) is not None
            versions = frozenset(each for each in CARE if each == version or (onwards and each > version and each[0] == version[0]))
            needed = bool(_TOLD & set(topics_of(page.text, paragraph)))
            yield Asked(page.at(paragraph.line_at(found.start()), paragraph.cell), found.group(), versions, onwards, needed)


def _let_in(specifier: str) -> frozenset[Version]:
    """The versions that a specifier lets in; none where it says nothing, or cannot be read."""
    found: set[Version] = set()
    for side in _SIDES.split(specifier[:200]):
        parts = [each for each in _PART.findall(side) if each[1] in "23"]
        if parts:
            found |= {version for version in CARE if all(_fits(version, *each) for each in parts)}
    return frozenset(found) if len(found) < len(CARE) else frozenset()


def _fits(version: Version, sign: str, major: str, minor: str, rest: str = "") -> bool:
    """Whether a version's first two numbers fit one part; what is said of the third is left aside but for bounds."""
    asked = (int(major), int(minor)) if minor.isdigit() else (int(major), -1)
    here = version if asked[1] >= 0 else (version[0], -1)
    if sign == "^" or (sign == "~=" and not rest):
        return version[0] == asked[0] and here >= asked
    if sign == "!=":
        return here != asked or bool(rest)
    by_sign = {"<": here < asked or bool(rest.strip("0") and here == asked), "<=": here <= asked, ">": here >= asked, ">=": here >= asked}
    return by_sign.get(sign, here == asked)
