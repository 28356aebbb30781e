"""A review written by hand, as real as we could make it, and the same one with everything in it hostile."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from evaluator import checks, resources, scoring
from evaluator.cohort.candidate import candidate as cohort_candidate
from evaluator.comparison import compared
from evaluator.model.candidate import Candidate, Lineage, Portrait, Studied
from evaluator.model.cohort import CohortRow, row_of
from evaluator.model.comparison import Comparison
from evaluator.model.result import Check, Evidence, Result
from evaluator.model.review import Readiness, Review
from evaluator.report import read_json

CHECKS = (
    Check(
        "split-before-fit",
        "data",
        "leakage",
        "Data are split before any transformer is fitted",
        "A scaler fitted on every row has seen the test rows.",
        "Split first, or put the scaler into a pipeline.",
        "What happens to the test error if the scaler sees the test rows, and why is it often too small to notice?",
    ),
    Check(
        "baseline-compared",
        "modelling",
        "model-comparison",
        "A baseline is scored on the same rows",
        "Without one a number says nothing.",
        "Score a naive forecast on the same rows.",
        "Why is last week the baseline, and not yesterday?",
    ),
    Check("missing-values-handled", "data", "cleaning", "Missing values are met with a rule", "", "", "When is interpolating wrong?"),
)


def review() -> Review:
    """A good course project: real data and a service, one leak, no error analysis."""
    return read_json((Path(__file__).parent / "sample.json").read_bytes())


def unscored() -> Review:
    """A folder of several projects: no score, and where to look instead."""
    return msgspec.structs.replace(
        review(),
        score=None,
        score_range=None,
        dimensions=(),
        actions=(),
        stages=(),
        roles=(),
        results=(),
        claims=(),
        decided=0.0,
        readiness=Readiness("", "", None, ()),
        kind=("collection",),
        no_score_because="This is a collection of several projects; each is to be reviewed by itself.",
        path_candidates=("churn", "digits", "projects/bikes"),
        criteria_applicable=0,
    )


def cohort(size: int = 24, word: str = "") -> tuple[CohortRow, ...]:
    """A course: scores and levels spread by arithmetic, one failure; `word` stands wherever a student could write."""
    first = row_of(review(), word or "student 00", "page-00.html")
    rows = [
        msgspec.structs.replace(
            first,
            name=word or f"student {number:02}",
            score=(number * 37) % 61 + 30,
            score_range=((number * 37) % 61 + 30, (number * 37) % 61 + 34),
            readiness=("learner", "practitioner", "job-ready")[(number * 37) % 61 // 21],
            levels={criterion: (number * 7 + place * 5) % 4 for place, criterion in enumerate(first.levels) if (number + place) % 11},
            page=f"page-{number:02}.html",
        )
        for number in range(size)
    ]
    return (*rows, CohortRow(word or "student 99", failure=word or "the repository is empty: push a commit first"))


def candidate(word: str = "") -> Candidate:
    """One person's three repositories, one of which failed; `word` stands wherever the person could write."""
    path = resources.rubrics() / "hiring.yaml"
    rubric = scoring.load_rubric(path.read_text(encoding="utf-8"), path.name, checks.fixes())
    told = hostile(word) if word else review()
    portraits = [
        Portrait(row_of(told, f"{word or 'work'} {number}", f"page-{number}.html"), Studied(told, Lineage((str(number),), number * 10**7)))
        for number in range(2)
    ]
    return cohort_candidate(
        [*portraits, Portrait(CohortRow(f"{word or 'work'} 9", failure=word or "the repository is empty: push a commit first"))], rubric
    )


PAYLOADS = (
    '"><script>alert(1)</script>',
    "<img src=x onerror=alert(2)>",
    "'onmouseover='alert(3)",
    "javascript:alert(4)",
    "</style></script><svg/onload=alert(5)>",
    "{{ 7 * 7 }}{% raw %}${7*7}",
    "::set-output name=x::y ##[error]boo",
    "\n::error::split over lines\r\n::warning::x",
    "\u202egnp.exe\u2066 \u200b\ufeff",
    "\x1b[31mred\x1b]0;title\x07\x9b31m",
    '=HYPERLINK("http://x.example","y")',
    "[bold red]markup[/bold red] [link=http://x.example]l[/link]",
    "| a | b |\n|---|---|\n# h1 `code` <!-- --> @someone ![i](http://x.example/i.png) ~~~ </code>",
    "half \udcff\ud800 pair",
    "-->]]><!--<plaintext>",
    "\u0301" * 50 + "x" * 5000,
)

# Words that only the tool itself writes: fixed ids, versions, outcomes.
_OURS = {
    *("outcome", "confidence", "verdict", "signal", "state", "effort", "judge", "commit", "digest", "version", "level", "possible", "next"),
    *("id", "name", "check", "checks", "criterion", "concern", "opens_after", "python", "committed_at"),
}


def hostile(payload: str) -> Review:
    """The same review where every word that a repository could have a hand in is the payload."""
    replaced: Review = _everywhere(review(), lambda text: payload if text else text)
    return replaced


def since(word: str = "") -> Comparison:
    """From a review with a fault that was mended, another that is new and one criterion lower, to the same; `word` as in `hostile`."""
    after = hostile(word) if word else review()
    first, *rest = after.dimensions
    criterion, *others = first.criteria
    lower = msgspec.structs.replace(criterion, level=criterion.level - 1, points=criterion.points - 1)
    mended = Evidence(
        False, "high", word or "src/bikes/old.py", 3, None, word or "rows = rows.sample(frac=2)", word or "copied before the split"
    )
    results = tuple(_before(result, mended) for result in after.results)
    before = msgspec.structs.replace(after, dimensions=(msgspec.structs.replace(first, criteria=(lower, *others)), *rest), results=results)
    return compared(before, after)


def _before(result: Result, mended: Evidence) -> Result:
    if result.check == "split-before-fit":
        return msgspec.structs.replace(result, outcome="pass", evidence=())
    if result.check == "tests-assert":
        return msgspec.structs.replace(result, outcome="fail", evidence=(mended,))
    return result


def _everywhere(value: Any, change: Callable[[str], str], field: str = "") -> Any:
    if isinstance(value, str):
        return value if field in _OURS else change(value)
    if isinstance(value, tuple):
        return tuple(_everywhere(item, change, field) for item in value)
    if isinstance(value, msgspec.Struct):
        names = value.__struct_fields__
        return msgspec.structs.replace(value, **{name: _everywhere(getattr(value, name), change, name) for name in names})
    return value
