"""What changed between two reviews, for the terminal and as Markdown: what was fixed comes first."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from evaluator.model.comparison import Change, Comparison, CriterionChange, Side
from evaluator.model.result import Check, Evidence
from evaluator.report.as_json import as_json
from evaluator.report.as_markdown import code, cut, words
from evaluator.report.display import display, in_words, place, points, prose, snippet, unobeyed

SHOWN = 12
HEADINGS = (("absent", "Fixed"), ("new", "New"), ("untold", "Cannot be told"))
STILL = (("unchanged", "Still open"),)
MARKS = {"absent": "+", "new": "-", "untold": "?", "unchanged": " "}


class Row(NamedTuple):
    """A line about one change: what, where, and the line of code that stands there."""

    mark: str
    said: str
    where: str = ""
    line: str = ""


def comparison_json(comparison: Comparison) -> bytes:
    """The comparison as JSON, with the same care as a review."""
    import msgspec

    return as_json({"schema_version": 1, **msgspec.to_builtins(comparison, order="deterministic")})


def comparison_text(comparison: Comparison, checks: Iterable[Check] = (), *, no_score: bool = False) -> str:
    """The comparison as plain lines, a place and its line under each change."""
    return unobeyed("\n".join(_plain(comparison, checks, numbers=not no_score))) + "\n"


def comparison_markdown(comparison: Comparison, checks: Iterable[Check] = (), *, no_score: bool = False) -> str:
    """The comparison as Markdown, in which no word of the repository can be markup; at most 1 MiB."""
    lines = "\n".join(_marked(comparison, checks, numbers=not no_score))
    return cut(unobeyed(lines).encode("utf-8", "backslashreplace"))


def _plain(comparison: Comparison, checks: Iterable[Check], *, numbers: bool) -> Iterator[str]:
    yield from headlines(comparison, numbers=numbers)
    for heading, rows in sections(comparison, checks, numbers=numbers):
        yield f"\n{heading} ({len(rows)})"
        for row in rows[:SHOWN]:
            yield f"  {row.mark} {row.said}"
            if row.where:
                yield f"      {row.where}   {row.line}".rstrip()
        if len(rows) > SHOWN:
            yield f"    and {len(rows) - SHOWN} more"


def _marked(comparison: Comparison, checks: Iterable[Check], *, numbers: bool) -> Iterator[str]:
    first, *rest = headlines(comparison, numbers=numbers)
    yield f"## {words(first)}"
    for line in rest:
        yield f"\n{words(line)}"
    for heading, rows in sections(comparison, checks, numbers=numbers):
        yield f"\n### {heading} ({len(rows)})\n"
        for row in rows[:SHOWN]:
            yield f"- {words(row.said)}" + (f" {code(row.where)} {code(row.line)}".rstrip() if row.where else "")
        if len(rows) > SHOWN:
            yield f"\nand {len(rows) - SHOWN} more."


def headlines(comparison: Comparison, *, numbers: bool) -> Iterator[str]:
    """What changed as a whole, from which commit to which, and what limits the comparison."""
    before, after = comparison.before, comparison.after
    fixed, new, still = (len(comparison.of(state)) for state in ("absent", "new", "unchanged"))
    counted = f"{fixed} fixed, {new} new, {still} still open"
    yield f"{_score(before, after)}, {counted}" if numbers else counted
    yield f"readiness {prose(before.readiness, 60) or 'none'} -> {prose(after.readiness, 60) or 'none'}"
    yield f"commit {_commit(before)} -> {_commit(after)}"
    yield from comparison.notices


def _score(before: Side, after: Side) -> str:
    gained = f" ({after.score - before.score:+d})" if before.score is not None and after.score is not None else ""
    return f"score {_number(before.score)} -> {_number(after.score)}{gained}"


def _number(score: int | None) -> str:
    return "none" if score is None else str(score)


def _commit(side: Side) -> str:
    return display(side.commit[:10]) if side.commit else "(none)"


def sections(comparison: Comparison, checks: Iterable[Check], *, numbers: bool) -> Iterator[tuple[str, tuple[Row, ...]]]:
    """The parts that have something to say, each with its rows."""
    titles = {check.id: prose(check.title) for check in checks}
    yield from _stated(comparison, titles, HEADINGS)
    moved = tuple(_moved(change) for change in comparison.criteria)
    if moved and numbers:
        yield "Points by criterion", moved
    yield from _stated(comparison, titles, STILL)


def _stated(comparison: Comparison, titles: dict[str, str], headings: Iterable[tuple[str, str]]) -> Iterator[tuple[str, tuple[Row, ...]]]:
    """The findings in each state; those with a place come first."""
    for state, heading in headings:
        rows = sorted((_row(change, titles) for change in comparison.findings if change.state == state), key=lambda row: not row.where)
        if rows:
            yield heading, tuple(rows)


def _row(change: Change, titles: dict[str, str]) -> Row:
    title = titles.get(change.check) or in_words(change.check)
    said = title if change.state == "absent" else f"does not hold: {title}"
    because = f" ({prose(change.reason)})" if change.reason else ""
    item = change.place
    note = f": {prose(item.note)}" if item.note else ""
    was = ", was " + place(change.before.at) if change.before and change.after and _elsewhere(change.before, change.after) else ""
    return Row(MARKS[change.state], f"{said}{note}{because}", f"{place(item.at)}{was}" if item.path else "", snippet(item.snippet, 80))


def _elsewhere(before: Evidence, after: Evidence) -> bool:
    return (before.path, before.cell, before.line) != (after.path, after.cell, after.line)


def _moved(change: CriterionChange) -> Row:
    gained = change.after_points - change.before_points
    sign = "+" if gained > 0 else ""
    reasons = "; ".join(change.reasons)
    levels = f"level {_level(change.before_level)} -> {_level(change.after_level)}"
    return Row(" ", f"{in_words(change.id)}: {sign}{points(gained)} points, {levels}{f' ({reasons})' if reasons else ''}")


def _level(level: int | None) -> str:
    return "n/a" if level is None else str(level)
