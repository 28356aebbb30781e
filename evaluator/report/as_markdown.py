"""A review as Markdown for the summary of a build: numbers, fixed words, and the repository's words inside `<code>`.

Job summaries hold 1 MiB (GitHub Actions runner, AttachmentSizeLimit); what is longer is cut at a line and says so.
"""

import html
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from evaluator.model.regex import regex
from evaluator.model.result import Evidence
from evaluator.model.review import Action, Review
from evaluator.report.as_terminal import readiness_words
from evaluator.report.display import display, example, in_words, place, points, snippet, spans, unobeyed
from evaluator.report.findings import EFFORTS, Finding, Question, Reading
from evaluator.report.links import line_link

LIMIT_BYTES = 1_000_000
STRENGTHS = GAPS = 8
QUESTIONS = 8
UNREAD = 20
# What could begin a list or a heading counts at the start only; a dot after "www" makes a link by itself.
_LIVE = regex(r"[\\`*_\[\]#!|~@:<>&$^\"']|^[-+=]|^\d{1,9}[.)](?=\s|$)|(?i:www)\.")
# Mentions and issue numbers are looked for after the references are resolved: a space of no width keeps them apart.
_HIDDEN = {"@": "&#64;&#8203;", "#": "&#35;&#8203;", ".": "&#8203;."}


def markdown(review: Review, *, no_score: bool = False, explained: Mapping[str, str] = MappingProxyType({})) -> str:
    """The summary of a review as Markdown of at most 1 MiB, in which no word of the repository can be markup.

    `explained` holds the author's own words by check or criterion.
    """
    lines = (*_lines(review, Reading(review), numbers=review.score is not None and not no_score), *_explained(explained))
    text = "\n".join(line.rstrip(" ") for line in lines)
    return cut(unobeyed(text).encode("utf-8", "backslashreplace"))


def cut(content: bytes) -> str:
    """At most LIMIT_BYTES, cut after a whole line."""
    if len(content) <= LIMIT_BYTES:
        return content.decode() + "\n"
    kept = content[:LIMIT_BYTES].rsplit(b"\n", 1)[0].decode("utf-8", "ignore")
    return kept + "\n\nThis summary was cut; the report has all of it.\n"


def words(text: str) -> str:
    """Words as text: every sign that Markdown or HTML could take for markup becomes a numbered character reference."""
    return "".join(code(piece) if is_code else _escaped(piece) for piece, is_code in spans(text))


def code(text: str) -> str:
    """A name or a line of code: inside `<code>`, escaped for HTML and for Markdown, which both read what stands there."""
    return f"<code>{_escaped(text)}</code>" if text else ""


def _escaped(text: str) -> str:
    return _LIVE.sub(lambda found: found.group()[:-1] + _reference(found.group()[-1]), text)


def _reference(char: str) -> str:
    return _HIDDEN.get(char) or f"&#{ord(char)};"


def _lines(review: Review, reading: Reading, *, numbers: bool) -> Iterator[str]:
    yield from _head(review, numbers=numbers)
    yield from _readiness(review)
    yield from _actions(review, numbers=numbers)
    strengths, gaps = reading.strengths(), reading.gaps()
    yield from _table(review, "Done well", [(f, f.praise, f.criterion.points) for f in strengths[:STRENGTHS]], numbers=numbers)
    yield from _table(review, "Missing", [(f, f.absence, -f.lost) for f in gaps[:GAPS]], numbers=numbers)
    yield from _open(review, reading)


def _head(review: Review, *, numbers: bool) -> Iterator[str]:
    origin = code(display(review.origin)) if review.origin else "this repository"
    commit = f" at {code(display(review.commit[:10]))}" if review.commit else ""
    if numbers:
        low, high = review.score_range or (review.score, review.score)
        bounds = f" ({low} to {high})" if low != high else ""
        yield f"## {review.score} of 100{bounds}"
    else:
        yield "## Portfolio review"
    yield ""
    rubric = f"rubric {words(review.rubric.id)} {words(review.rubric.version)}"
    yield f"{origin}{commit}, {rubric}, {100 * review.decided:.0f} % decided by the tool."
    if review.score is None:
        yield f"\nNo score: {words(review.no_score_because or 'too little here that this rubric can judge')}"
        yield from _bullets(f"review {code(display(folder))} by itself" for folder in review.path_candidates[:10])
    yield from _bullets(words(notice) for notice in review.notices)


def _readiness(review: Review) -> Iterator[str]:
    readiness = review.readiness
    if readiness.level:
        yield f"\n**Readiness:** {words(readiness_words(review))}"
    if readiness.next and readiness.missing:
        yield f"\nWhat stands between this and {words(readiness.next)}:"
        yield from _bullets(words(missing) for missing in readiness.missing[:10])
    yield from _bullets(words(cap) for cap in readiness.caps)


def _actions(review: Review, *, numbers: bool) -> Iterator[str]:
    if review.actions:
        yield "\n### Do next\n"
    for number, action in enumerate(review.actions[:3], 1):
        gain = f"**+{points(action.gain)} points**, " if numbers else ""
        yield f"{number}. {gain}{EFFORTS[action.effort]}. {words(action.text)} {' '.join(_cited(review, item) for item in action.at[:1])}"
        yield from fenced(action)


def fenced(action: Action) -> Iterator[str]:
    """What an action looks like, as a block within its item of a list; `example` lets nothing through that could end it."""
    lines = example(action)
    if lines:
        yield from ("", f"   ```{action.language}", *(f"   {line}".rstrip() for line in lines), "   ```", "")


def _table(review: Review, heading: str, rows: list[tuple[Finding, str, float]], *, numbers: bool) -> Iterator[str]:
    if not rows:
        return
    yield f"\n### {heading}\n"
    yield "| | What | Seen at |" + (" Points |" if numbers else "")
    yield "|---|---|---|" + ("---:|" if numbers else "")
    for finding, said, worth in rows:
        seen = next((_cited(review, item) for item in finding.seen if item.path), "")
        sign = "+" if worth > 0 else ""
        yield f"| {words(in_words(finding.criterion.id))} | {words(said)} | {seen} |" + (f" {sign}{points(worth)} |" if numbers else "")


def _open(review: Review, reading: Reading) -> Iterator[str]:
    questions = reading.questions()
    if questions or review.unread:
        yield "\n### Not decided, not read"
    yield from _bullets(_asked(review, question) for question in questions[:QUESTIONS])
    yield from _bullets(f"not read: {code(display(item.path))} {words(item.reason)}" for item in review.unread[:UNREAD])
    more = max(0, len(questions) - QUESTIONS) + max(0, len(review.unread) - UNREAD)
    if more:
        yield f"\nand {more} more, in the report."


def _explained(explained: Mapping[str, str]) -> Iterator[str]:
    if explained:
        yield "\n### The author's own words"
    yield from _bullets(f"{words(in_words(name))}: {words(reason)}" for name, reason in explained.items())


def _asked(review: Review, question: Question) -> str:
    asked = f": {words(question.text)}" if question.text else ""
    return f"{words(question.subject)}{asked} ({question.kind}) {' '.join(_cited(review, item) for item in question.seen[:1])}"


def _bullets(items: Iterable[str]) -> Iterator[str]:
    for number, item in enumerate(items):
        yield f"{'' if number else chr(10)}- {item}"


def _cited(review: Review, evidence: Evidence) -> str:
    where = code(place(evidence.at)) if evidence.path else words(place(evidence.at))
    address = line_link(review.origin, review.commit, evidence.at)
    linked = f'<a href="{html.escape(address)}">{where}</a>' if address else where
    line = code(snippet(evidence.snippet, 80))
    return f"{linked} {line}".strip()
