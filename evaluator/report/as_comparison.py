"""What changed between two reviews, for the terminal and as Markdown: what was fixed comes first."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from evaluator.model.comparison import Change, Comparison, CriterionChange, Side, State
from evaluator.model.result import Check
from evaluator.report.as_json import as_json
from evaluator.report.as_markdown import code, cut, words
from evaluator.report.display import display, in_words, place, points, prose, snippet, unobeyed

SHOWN = 12
LEAST_SHOWN = 0.05  # of points, that a row may say something else than 0.0
HEADINGS: dict[State, str] = {
    "absent": "Fixed",
    "new": "New",
    "asked": "Asked or decided only now",
    "untold": "Failed then, cannot be told now",
}
MARKS: dict[State, str] = {"absent": "+", "new": "-", "asked": " ", "untold": "?"}


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
    yield from (f"\n{line}" for line in _open(comparison))


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
    yield from (f"\n{words(line)}" for line in _open(comparison))


def headlines(comparison: Comparison, *, numbers: bool) -> Iterator[str]:
    """What changed as a whole, from which commit to which, and what limits the comparison."""
    before, after = comparison.before, comparison.after
    fixed, new, still = (len(_grouped(comparison, state)) for state in ("absent", "new", "unchanged"))
    counted = f"{fixed} fixed, {new} new, {still} still open"
    yield f"{_score(before, after)}, {counted}" if numbers else counted
    yield f"readiness {_turned(prose(before.readiness, 60) or 'none', prose(after.readiness, 60) or 'none')}"
    yield f"commit {_commit(before)} → {_commit(after)}"
    yield from comparison.notices


def _turned(then: str, now: str) -> str:
    return f"{then} → {now}" if then != now else f"{now}, as before"


def _score(before: Side, after: Side) -> str:
    gained = f" ({after.score - before.score:+d})" if before.score is not None and after.score is not None else ""
    return f"score {_number(before.score)} → {_number(after.score)}{gained}"


def _number(score: int | None) -> str:
    return "none" if score is None else str(score)


def _commit(side: Side) -> str:
    day = f" of {display(side.committed_at[:10])}" if side.committed_at else ""
    return f"{display(side.commit[:10])}{day}" if side.commit else "(none)"


def sections(comparison: Comparison, checks: Iterable[Check], *, numbers: bool) -> Iterator[tuple[str, tuple[Row, ...]]]:
    """The parts that have something to say, each with its rows; what moved most points comes first."""
    titles = {check.id: prose(check.title) for check in checks}
    gains = {change.id: change.after_points - change.before_points for change in comparison.criteria}
    moved = tuple(_moved(comparison))
    if moved and numbers:
        yield "Points by criterion", moved
    for state, heading in HEADINGS.items():
        ranked = sorted(_grouped(comparison, state), key=lambda group: -abs(gains.get(group[0].criterion, 0.0)))
        if ranked:
            yield heading, tuple(_row(group, titles) for group in ranked)


def _grouped(comparison: Comparison, state: State) -> list[list[Change]]:
    """The findings in one state, those together that one line settles: what is counted is what is told."""
    groups: dict[tuple[str, ...], list[Change]] = {}
    for change in comparison.of(state):
        shown = change.now or change.place
        key = (place(shown.at), change.reason) if shown.path else (change.criterion, shown.note, change.reason)
        groups.setdefault(key, []).append(change)
    return list(groups.values())


def _open(comparison: Comparison) -> Iterator[str]:
    """What is said of the findings that stand in both reviews: a comparison is about what moved."""
    still = len(_grouped(comparison, "unchanged"))
    if still:
        yield f"{still} still open, as in the review itself; --format json names each with its place then and now."


def _row(group: list[Change], titles: dict[str, str]) -> Row:
    """One row for all checks that one thing settled."""
    first = group[0]
    title = ", ".join(titles.get(change.check) or in_words(change.check) for change in group)
    item = first.now or first.place
    tense = "was: " if first.state == "untold" else "not found any more: " if first.state == "absent" and not first.now else ""
    said = title if first.state == "absent" else f"does not hold: {title}" if first.state in {"new", "asked"} else title
    said_of_it = dict.fromkeys(prose((change.now or change.place).note) for change in group)
    notes = "; ".join(one for one in said_of_it if not any(one != other and one in other for other in said_of_it))
    note = f": {tense}{notes}" if notes and (item.path or first.state != "untold") else ""
    because = f" ({prose(first.reason)})" if first.reason else ""
    return Row(MARKS[first.state], f"{said}{note}{because}", place(item.at) if item.path else "", snippet(item.snippet, 80))


def _moved(comparison: Comparison) -> Iterator[Row]:
    """The criteria whose points moved, most points first, and last what no act moved."""
    ranked = sorted(comparison.criteria, key=lambda change: -abs(_gained(change)))
    yield from (_turn(change) for change in ranked if abs(_gained(change)) >= LEAST_SHOWN)
    if abs(comparison.reweighted) >= LEAST_SHOWN:
        yield Row(" ", f"{_signed(comparison.reweighted)} points in all because other criteria apply beside those that stayed")


def _gained(change: CriterionChange) -> float:
    return change.after_points - change.before_points


def _signed(gain: float) -> str:
    return f"{'+' if gain > 0 else ''}{points(gain)}"


def _turn(change: CriterionChange) -> Row:
    reasons = "; ".join(change.reasons)
    levels = _turned(_level(change.before_level), _level(change.after_level))
    return Row(" ", f"{_signed(_gained(change))} {prose(change.title)}: level {levels}{f' ({reasons})' if reasons else ''}")


def _level(level: int | None) -> str:
    return "n/a" if level is None else str(level)
