"""Names that say nothing: stand-ins, piles of versions, rows of numbers behind a word that fits anything."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.once import once
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Code
    from evaluator.model.facts import Facts

STAND_IN = regex(
    r"_{0,2}(?:foo|foo_?bar|baz|qux|blah?|asdf\w*|qwe\w*|stuff|thingy?|something|whatever|untitled|unnamed|my_?(?:func(?:tion)?|class|method|var)"
    r"|do_?(?:it|stuff|something|things?)|some_?(?:func(?:tion)?|thing)|new_?func(?:tion)?)_?\d*",
)
# Said of functions and classes alone: a variable may hold any function or class.
GENERIC = regex(r"(?:func|function|fun|fn|method|procedure|routine)_?\d*|(?:My)?[Cc]lass_?\d+")
TURNS = regex(r"new|old|final|finale?|copy|latest|last|updated|fixed|modified|tmp|temp|\d{1,2}|v\d{1,2}")
TURNED = regex(r"new|old|final|finale?|copy|latest|updated|fixed|modified")
SERIES = regex(r"(df|dfs|data|dataframe|temp|tmp|var|val|lst|list|arr|aux|dummy|thing|dff|dd|abc|xx|yy)_?(\d{1,2})")
NUMBERED = regex(r"(.*[^\d_])_?\d{1,3}")
FEWEST_TURNS, FEWEST_SERIES = 2, 3


class Named(msgspec.Struct, frozen=True):
    """A name that says nothing, where it is first given, and what makes it so."""

    at: Location
    name: str
    why: str


@once
def said_nothing(facts: Facts) -> Iterator[Named]:
    """The names of functions, classes and variables that tell a reader nothing, each once a file."""
    for code in facts.product:
        series: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for line, name, defined in _names(code):
            if why := _why(name, defined=defined):
                yield Named(code.at(line), name, why)
            elif (told := SERIES.fullmatch(name)) is not None:
                series[told[1]].setdefault(name, line)
        for stem, found in series.items():
            if len(found) >= FEWEST_SERIES:
                first = min(found, key=lambda name: found[name])
                more = ", ".join(f"`{name}`" for name in sorted(found, key=len)[:FEWEST_SERIES])
                yield Named(code.at(found[first]), first, f"is one of {len(found)} that differ by a number behind `{stem}` ({more})")


@once
def how_many(facts: Facts) -> Iterator[tuple[Location, int, int]]:
    """For each file of product code the number of names in it, and of those that differ from two others but by a number."""
    for code in facts.product:
        stems: defaultdict[str, int] = defaultdict(int)
        names = list(_names(code))
        for _, name, _ in names:
            if (told := NUMBERED.fullmatch(name)) is not None:
                stems[told[1]] += 1
        yield Location(code.path), len(names), sum(count for count in stems.values() if count >= FEWEST_SERIES)


def _why(name: str, *, defined: bool) -> str:
    """Why a name tells nothing; "" where it may tell something."""
    low = name.lower()
    if STAND_IN.fullmatch(low):
        return "stands in for a name"
    if defined and GENERIC.fullmatch(name):
        return "says only that it is one"
    parts = low.strip("_").split("_")
    turns = [each for each in parts[1:] if TURNS.fullmatch(each)]
    if len(turns) >= FEWEST_TURNS and len(set(turns)) > 1 and any(TURNED.fullmatch(each) for each in turns):
        return "says in which turn it was made, not what it holds"
    return ""


@once
def _names(code: Code) -> Iterator[tuple[int, str, bool]]:
    """(line, name, whether of a function or class) of what a file names, each name where it is given first."""
    found: dict[str, tuple[int, bool]] = {}
    for function in code.functions:
        if function.parent < 0 and function.owner < 0:
            found.setdefault(function.name, (function.line, True))
    for klass in code.classes:
        found.setdefault(klass.name, (klass.line, True))
    for call in code.calls:
        for target in call.targets:
            if "." not in target and target not in found:
                found[target] = code.line_of(call), False
    for name, binding in code.source.bindings.items():
        if binding.line and name not in found:
            found[name] = binding.line, False
    return ((line, name, defined) for name, (line, defined) in found.items())
