"""A review as JUnit XML, as build servers and editors read test results: a suite a dimension, a case a check.

There is no standard; this keeps to what Jenkins and GitLab read (the Jenkins xunit plugin's junit-10.xsd).
"""

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from evaluator.model.result import Check, Evidence, Result
from evaluator.model.review import Review
from evaluator.report.display import place, prose, snippet, unobeyed
from evaluator.report.findings import OUTCOMES, Reading

PLACES = 10
OTHER = "Other"


def junit(review: Review, checks: Iterable[Check] = ()) -> bytes:
    """Passes and failures as they are; what a person must decide and what does not apply is skipped, what broke is an error."""
    reading = Reading(review, checks)
    homes = {check: dimension.title for dimension, criterion in reading.criteria() for check in reversed(criterion.checks)}
    titles = dict.fromkeys((*(dimension.title for dimension in review.dimensions), OTHER))
    root = ET.Element("testsuites", name="mlreview")
    for title in titles:
        results = [result for result in review.results if homes.get(result.check, OTHER) == title]
        if results:
            _suite(root, title, results, reading)
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _suite(root: ET.Element, title: str, results: list[Result], reading: Reading) -> None:
    kinds = [_kind(result) for result in results]
    suite = ET.SubElement(root, "testsuite", name=_words(title), tests=str(len(results)))
    for name, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(kinds.count(kind)))
    for result, kind in zip(results, kinds, strict=True):
        case = ET.SubElement(suite, "testcase", classname=_words(result.concern), name=_words(reading.title(result.check)))
        if kind:
            deciding = [item for item in result.evidence if not item.supports] or list(result.evidence)
            said = _words(deciding[0].note) if deciding else OUTCOMES[result.outcome]
            told = ET.SubElement(case, kind, message=f"{OUTCOMES[result.outcome]}: {said}")
            told.text = "\n".join(_line(item) for item in deciding[:PLACES])


def _kind(result: Result) -> str:
    """The element inside the case; none for a pass."""
    if not result.applies or result.outcome in ("not-applicable", "needs-review"):
        return "skipped"
    return {"fail": "failure", "open": "error"}.get(result.outcome, "")


def _line(item: Evidence) -> str:
    return unobeyed(f"{place(item.at)}: {prose(item.note)}" + (f"   {snippet(item.snippet)}" if item.snippet else ""))


def _words(text: str) -> str:
    """Text that XML 1.0 can hold: what cannot be printed stands written out already."""
    return unobeyed(prose(text).encode("utf-8", "backslashreplace").decode())
