"""The summary in the terminal: short enough to be read by somebody who is tired."""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from evaluator.model.result import Evidence
from evaluator.model.review import Action, Review
from evaluator.report.display import display, example, in_words, place, points, prose, snippet, unobeyed
from evaluator.report.findings import EFFORTS, Finding, Reading, towards

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

STRENGTHS = GAPS = 5
QUESTIONS = 3
UNREAD = 3
BLOCKERS = 4


def terminal(review: Review, width: int = 100, *, colour: bool = False, no_score: bool = False, page: str = "") -> str:
    """The summary of a review as lines of at most `width` characters; plain unless `colour`.

    `page` is where the HTML report was written; `no_score` leaves score and points out.
    """
    from rich.console import Console

    out = io.StringIO()
    console = Console(
        file=out,
        width=max(width, 40),
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
        _environ={},
    )
    _Summary(console, review, no_score=no_score).write(page)
    lines = (line.rstrip() for line in out.getvalue().split("\n"))
    return unobeyed("\n".join(lines)).rstrip("\n") + "\n"


class _Summary:
    """Writes the parts one after another; each part is left out when it has nothing to say."""

    def __init__(self, console: "Console", review: Review, *, no_score: bool) -> None:
        self.console = console
        self.review = review
        self.reading = Reading(review)
        self.no_score = no_score

    def write(self, page: str) -> None:
        """All parts, the most important first."""
        self._headline()
        self._readiness()
        self._actions()
        self._findings("Done well", self.reading.strengths()[:STRENGTHS], missing=False)
        self._findings("Missing", self.reading.gaps()[:GAPS], missing=True)
        self._undecided()
        if page:
            self._line("", f"\nThe whole report, with every line it rests on: {display(page, 1000)}")

    def _line(self, style: str, text: str) -> None:
        self.console.print(_text(text, style))

    def _item(self, mark: str, body: "RenderableType", style: str = "") -> None:
        from rich.table import Table

        grid = Table.grid(padding=(0, 1))
        grid.add_column(width=4, justify="right", no_wrap=True)
        grid.add_column(ratio=1, overflow="fold")
        grid.add_row(_text(mark, style), body)
        self.console.print(grid)

    def _headline(self) -> None:
        review = self.review
        name = prose(review.origin or "this repository", 200).removeprefix("https://")
        commit = f" at {display(review.commit[:10])}" if review.commit else ""
        kinds = f" ({', '.join(prose(kind, 40) for kind in review.kind)})" if review.kind else ""
        self._line("dim", f"{name}{commit}{kinds}")
        for notice in self._notices():
            self._line("yellow", notice)
        self._line("", "")

    def _notices(self) -> Iterator[str]:
        if self.review.changed_on_disk:
            files = "file differs" if self.review.changed_on_disk == 1 else "files differ"
            yield f"{self.review.changed_on_disk} {files} on disk from the commit reviewed here: commit, or use --worktree."
        yield from (prose(notice) for notice in self.review.notices)

    def _readiness(self) -> None:
        review = self.review
        if review.score is None:
            self._line("bold", "No score. " + prose(review.no_score_because or ""))
            for folder in review.path_candidates[:10]:
                self._item(">", _text(f"review one project by itself: --path {display(folder)}"))
        elif not self.no_score:
            self._line("bold", _score(review))
        if review.readiness.level:
            self._line("bold", f"Readiness: {readiness_words(review)}")
        if review.readiness.next and review.readiness.missing:
            self._line("", f"What stands between this and {prose(review.readiness.next)}:")
            for missing in review.readiness.missing[:BLOCKERS]:
                self._item("-", _text(prose(missing)))
            self._more(len(review.readiness.missing) - BLOCKERS)
        for cap in review.readiness.caps:
            self._item("!", _text(prose(cap)), "yellow")

    def _more(self, count: int) -> None:
        if count > 0:
            self._item("", _text(f"and {count} more, in the report", "dim"))

    def _actions(self) -> None:
        if self.review.actions:
            self._line("bold", "\nDo next")
        for number, action in enumerate(self.review.actions[:3], 1):
            text = _text(prose(action.text))
            text.append(f"\n{self._worth(action)}", "cyan")
            for evidence in action.at[:1]:
                text.append("\n" + _cited(evidence), "dim")
            text.append("".join(f"\n    {line}" for line in example(action)), "dim")
            self._item(f"{number}.", text)

    def _worth(self, action: Action) -> str:
        gain = "" if self.no_score else f"+{points(action.gain)} points, "
        opens = f", on the way to {towards(action)}" if action.opens else ""
        return f"{gain}{EFFORTS[action.effort]}{opens}"

    def _findings(self, heading: str, findings: tuple[Finding, ...], *, missing: bool) -> None:
        if findings:
            self._line("bold", f"\n{heading}")
        for finding in findings:
            self._item("-" if missing else "+", self._finding(finding, missing=missing), "" if missing else "green")

    def _finding(self, finding: Finding, *, missing: bool) -> "Text":
        text = _text(f"{in_words(finding.criterion.id)}: {finding.absence if missing else finding.praise}")
        if not self.no_score:
            worth = f"{points(finding.lost)} to win" if missing else f"{points(finding.criterion.points)} points"
            text.append(f" ({worth})", "dim")
        for evidence in finding.seen[:1]:
            if evidence.path:
                text.append("\n" + _cited(evidence), "dim")
        return text

    def _undecided(self) -> None:
        questions, unread = self.reading.questions(), self.review.unread
        if questions or unread:
            self._line("bold", "\nNot decided, not read")
        for question in questions[:QUESTIONS]:
            where = f" ({place(question.seen[0].at)})" if question.seen else ""
            self._item("?", _text(f"{question.subject}{': ' if question.text else ''}{question.text}{where}"))
        self._more(len(questions) - QUESTIONS)
        for item in unread[:UNREAD]:
            self._item("?", _text(f"not read: {display(item.path, 120)}{': ' if item.path else ''}{prose(item.reason, 160)}"))
        self._more(len(unread) - UNREAD)


def _text(words: str, style: str = "") -> "Text":
    from rich.text import Text

    return Text(words, style=style, overflow="fold")


def _cited(evidence: Evidence) -> str:
    line = snippet(evidence.snippet, 80)
    return f"{place(evidence.at)}   {line}" if line else f"{place(evidence.at)}   {prose(evidence.note, 80)}"


def _score(review: Review) -> str:
    low, high = review.score_range or (review.score, review.score)
    bounds = f" ({low} to {high} once a person has decided the rest)" if low != high else ""
    return f"{review.score} of 100{bounds}"


def readiness_words(review: Review) -> str:
    """The level, with the one that may be reached if open questions go well."""
    readiness = review.readiness
    level, possible = prose(readiness.level, 60), prose(readiness.possible, 60)
    perhaps = f", perhaps {possible}" if possible and possible != level else ""
    words = f". {prose(readiness.in_words)}" if readiness.in_words else ""
    return f"{level}{perhaps}{words}"
