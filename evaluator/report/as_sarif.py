"""Findings for machines that show them beside the code: SARIF 2.1.0 (OASIS), and annotations of a GitHub build."""

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from evaluator.model.comparison import Comparison
from evaluator.model.result import Check, Evidence, Result
from evaluator.model.review import Review
from evaluator.report.as_json import as_json
from evaluator.report.display import display, place, prose, snippet, unobeyed
from evaluator.report.findings import Reading
from evaluator.report.links import repository_link

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
KINDS = {"fail": "fail", "needs-review": "review", "open": "open"}
PLACES = 10
ANNOTATIONS = 10  # GitHub shows no more of one kind for a step
_REFERENCE = {"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"}


def sarif(review: Review, checks: Iterable[Check] = ()) -> bytes:
    """What is missing or undecided as SARIF; what has no place in a file and what was not read become notifications."""
    reading = Reading(review, checks)
    found = [result for result in review.results if result.applies and result.outcome in KINDS]
    rules = [_rule(reading, result.check) for result in found]
    results = [item for number, result in enumerate(found) for item in _results(reading, result, number)]
    placeless = [f"{reading.title(result.check)}: {_said(result)}" for result in found if not _shown(result)]
    unread = [f"not read: {display(item.path)} {prose(item.reason)}" for item in review.unread]
    run: dict[str, Any] = {
        "tool": {"driver": {"name": review.tool.name, "version": review.tool.version, "rules": rules}},
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [{"level": "note", "message": {"text": text}} for text in (*placeless, *unread)],
            }
        ],
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    repository = repository_link(review.origin)
    if repository and review.commit:
        run["versionControlProvenance"] = [{"repositoryUri": repository, "revisionId": review.commit}]
    return as_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(reading: Reading, check: str) -> dict[str, Any]:
    known = reading.checks.get(check)
    rule: dict[str, Any] = {"id": check, "shortDescription": {"text": reading.title(check)}}
    if known and (known.why or known.fix):
        rule["help"] = {"text": f"{prose(known.why)} {prose(known.fix)}".strip()}
    return rule


def _shown(result: Result) -> tuple[Evidence, ...]:
    """The places that speak against the check's claim, or make it doubtful."""
    places = [item for item in result.evidence if item.path and (not item.supports or item.confidence == "low")]
    return tuple(places[:PLACES])


def _said(result: Result) -> str:
    return prose(next((item.note for item in result.evidence if item.note and not item.supports), "")) or "see the report"


def _results(reading: Reading, result: Result, rule: int) -> Iterator[dict[str, Any]]:
    for item in _shown(result):
        where = f" ({place(item.at)})" if item.cell is not None else ""
        yield {
            "ruleId": result.check,
            "ruleIndex": rule,
            "kind": KINDS[result.outcome],
            "level": "warning" if result.outcome == "fail" else "none",
            "message": {"text": f"{reading.title(result.check)}: {prose(item.note)}{where}"},
            "locations": [{"physicalLocation": _physical(item)}],
        }


def _physical(item: Evidence) -> dict[str, Any]:
    """A line of a cell is no line of the notebook's file: then the file alone is named."""
    located: dict[str, Any] = {"artifactLocation": {"uri": quote(item.path.encode("utf-8", "backslashreplace"), safe="/")}}
    if item.line and item.cell is None:
        located["region"] = {"startLine": item.line} | ({"snippet": {"text": snippet(item.snippet)}} if item.snippet else {})
    return located


def annotations(review: Review, checks: Iterable[Check] = (), *, since: Comparison | None = None) -> str:
    """Workflow commands that mark at most ten lines as warnings and ten as notices, those with most points first.

    With a comparison only the findings that are new in it are marked, and no question. These are the only commands that we
    mean a build server to obey: whatever the repository wrote stands escaped inside.
    """
    reading = Reading(review, checks)
    lost = {check: c.max_points - c.points for _, c in reading.criteria() for check in c.checks}
    found = sorted((result for result in review.results if result.applies), key=lambda r: (-lost.get(r.check, 0.0), r.check))
    new = None if since is None else {(change.check, change.after) for change in since.of("new")}
    places = [(r, item) for r in found for item in _shown(r) if new is None or (r.check, item) in new]
    warnings = [_command("warning", reading, r.check, item) for r, item in places if r.outcome == "fail"]
    notices = [_command("notice", reading, r.check, item) for r, item in places if r.outcome == "needs-review"]
    return "".join(f"{line}\n" for line in (*warnings[:ANNOTATIONS], *notices[:ANNOTATIONS]))


def _command(kind: str, reading: Reading, check: str, item: Evidence) -> str:
    said = f"{place(item.at)}: {prose(item.note)}" if item.note else place(item.at)
    named = display(item.path, 1000) == item.path and unobeyed(item.path) == item.path
    where = f"file={_property(item.path)}," if named else ""
    line = f"line={item.line}," if named and item.line and item.cell is None else ""
    return f"::{kind} {where}{line}title={_property(reading.title(check))}::{_data(said)}"


def _property(text: str) -> str:
    return re.sub(r"[%\r\n:,]", lambda found: _REFERENCE[found.group()], unobeyed(text))


def _data(text: str) -> str:
    return re.sub(r"[%\r\n]", lambda found: _REFERENCE[found.group()], unobeyed(text))
