"""Where a next action begins in the reader's own files: for an advice that nothing in the tree speaks against at a place.

A place is named for what stands there and no more; where the tree holds nothing of the kind, the file that would be new.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from evaluator.checks.selectors.carried import saved_models
from evaluator.checks.selectors.chance import drawn
from evaluator.checks.selectors.entries import started_training
from evaluator.checks.selectors.exported import exports
from evaluator.checks.selectors.installed import declarations
from evaluator.checks.selectors.judged import test_scores
from evaluator.checks.selectors.measured import measured
from evaluator.checks.selectors.scored import scores
from evaluator.checks.selectors.serving import served
from evaluator.checks.selectors.splits import splits
from evaluator.checks.selectors.training import asks_only, predictions, trainings
from evaluator.model.place import Location
from evaluator.model.result import supports

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from evaluator.model.documents import Section
    from evaluator.model.facts import Facts
    from evaluator.model.result import Evidence

    Found = tuple[Location, str]
    Finder = Callable[[Facts], Iterator[Found]]

MOST = 3
FEEDS = 3
_READS = ("data.read", "data.builtin", "data-loading")
_ASIDE = frozenset({"monitoring", "deployment"})  # a heading with one of these is of what is measured or done in use
_CUT = ("call", "slices", "folds")
_WITH_NOTEBOOKS = frozenset({"IPython", "ipywidgets"})


def _metric(facts: Facts) -> Iterator[Found]:
    found = sorted(measured(facts), key=lambda each: not (each.call.means("metric") or each.call.own))
    yield from ((each.call.at, "a metric is named here") for each in found)


def _score(facts: Facts) -> Iterator[Found]:
    firm = (each.call for each in measured(facts) if each.call.means("metric"))
    yield from ((call.at, "quality is measured here") for call in itertools.chain(test_scores(facts), firm))
    yield from ((each.at, "quality is measured here") for each in scores(facts))


def _split(facts: Facts) -> Iterator[Found]:
    found = sorted((each for each in splits(facts) if not each.doubtful), key=lambda each: each.kind not in _CUT)
    yield from ((each.call.at, "rows are set apart here") for each in found)


def _cut(facts: Facts) -> Iterator[Found]:
    """Splits that code makes: what lies in files of its own is drawn no more."""
    yield from ((each.call.at, "rows are set apart here") for each in splits(facts) if not each.doubtful and each.kind in ("call", "folds"))


def _draw(facts: Facts) -> Iterator[Found]:
    bare = (each.call for each in drawn(facts).values() if each.call is not None)
    yield from ((call.at, "chance comes in here") for call in bare)


def _training(facts: Facts) -> Iterator[Found]:
    yield from ((at, "a model is trained here") for at, _, sure in started_training(facts) if sure == "high")
    yield from ((call.at, "a model is trained here") for call in trainings(facts))


def _answer(facts: Facts) -> Iterator[Found]:
    if asks_only(facts) and any(facts.calls_to("llm.call")):  # what makes vectors of texts answers nobody
        yield from _asked(facts)
    else:
        yield from ((call.at, "a model is asked for an answer here") for code in facts.product for call in predictions(code))


def _asked(facts: Facts) -> Iterator[Found]:
    yield from ((call.at, "a language model is asked here") for call in facts.calls_to("llm.call"))


def _reading(facts: Facts) -> Iterator[Found]:
    fed = (call for training in itertools.islice(trainings(facts), FEEDS) for call in facts.upstream(training, *_READS))
    answering = {each.prediction.path for each in served(facts)}
    others = (call for call in facts.calls_to(*_READS) if call.path not in answering and not call.name.startswith("PIL."))
    yield from ((call.at, "data are read here") for call in itertools.chain(fed, others) if call.kind == "call")


def _saving(facts: Facts) -> Iterator[Found]:
    yield from ((call.at, "a model is saved here") for call, _ in saved_models(facts))
    yield from ((each.at, "a model is exported here") for each in exports(facts))


def _loading(facts: Facts) -> Iterator[Found]:
    yield from ((call.at, "a model is loaded here") for call in facts.calls_to("model.load"))


def _serving(facts: Facts) -> Iterator[Found]:
    yield from ((each.prediction.at, "the answer that is served comes from here") for each in served(facts))


def _tested(facts: Facts) -> Iterator[Found]:
    yield from ((Location(code.path), "a file of tests") for code in facts.tests if code.called)


def _declared(facts: Facts) -> Iterator[Found]:
    yield from ((Location(each.path), "dependencies are declared here") for each in declarations(facts) if not each.source.lock)


def _imported(facts: Facts) -> Iterator[Found]:
    for code in facts.product:
        yield from (
            (code.at(line), f"`{name}` is imported here")
            for name, line in code.packages
            if name in facts.distributions and name not in _WITH_NOTEBOOKS
        )


def _ignored(facts: Facts) -> Iterator[Found]:
    yield from ((Location(file.path), "says what git leaves out") for file in facts.paths if file.path == ".gitignore")


def _page(facts: Facts) -> Iterator[Found]:
    if facts.readme is not None:
        first = next((each.line for each in facts.readme.text.sections if each.heading and each.line), 1)  # below a logo
        yield facts.readme.at(first), "the front page"


def _part(*topics: str) -> Finder:
    """The part of the front page on a topic, by its heading."""

    def found(facts: Facts) -> Iterator[Found]:
        page = facts.readme
        parts = list(_parts(page.text.sections)) if page is not None else []
        for line in (each.line for topic in topics for each in parts if topic in each.topics):
            yield Location(page.path if page else "", line), "the part of the front page on this"

    return found


def _parts(sections: Iterable[Section]) -> Iterator[Section]:
    """The headings of a page but for those of what is measured or done in use, and what stands below these."""
    closed = 0
    for each in sections:
        if not closed or each.level <= closed:
            closed = each.level if _ASIDE & set(each.topics) else 0
            if not closed and each.line:
                yield each


_CODE = (_training, _answer, _asked)
_ROWS = (_reading, _training, _answer)
_FOUND: Mapping[str, tuple[Finder, ...]] = {
    "problem-statement": (_part("problem"), _page),
    "reported-results": (_part("results", "evaluation"), _score, _metric, _page, _training, _answer),
    "readme": (_page,),
    "run-path": (_part("install", "usage", "requirements"), _page),
    "decisions": (_part("decisions"), _page),
    "limitations": (_part("limitations"), _page),
    "architecture": (_part("architecture"), _page),
    "licence-credit": (_part("licence", "credits"), _page),
    "real-data": (_reading, _part("data")),
    "data-access": (_reading, _part("data")),
    "originality": (_page, _training),
    "exploration": _ROWS,
    "cleaning": _ROWS,
    "features": _ROWS,
    "data-pipeline": _ROWS,
    "data-validation": _ROWS,
    "imbalance": (_split, *_ROWS),
    "leakage": (_split, _training, _answer),
    "held-out": (_split, _score, _training, _answer, _asked),
    "validation-scheme": (_split, _training),
    "metrics": (_metric, _score, _training, _answer),
    "model-comparison": (_score, _metric, _training, _answer, _asked),
    "error-analysis": (_score, _metric, _answer, _training, _asked),
    "interpretation": (_score, _training, _answer),
    "uncertainty": (_score, _metric, _training),
    "dependencies": (_declared, _imported),
    "seeds": (_draw, _cut, _training, _asked),
    "inference-service": (_serving, _saving, _loading, _answer, _training),
    "request-contract": (_serving, _loading, _answer),
    "train-serve-parity": (_serving, _loading, _saving, _training),
    "model-persistence": (_training, _saving),
    "serving-format": (_saving, _loading, _training),
    "monitoring": (_serving, _loading, _answer),
    "drift": (_serving, _loading, _answer),
    "hygiene": (_ignored,),
    "tests": (_tested, *_CODE),
    "continuous-integration": (_tested, *_CODE),
}
_FRONT = "README.md"
_NEW: Mapping[str, str] = {
    "dependencies": "requirements.txt",
    "hygiene": ".gitignore",
    **dict.fromkeys(("problem-statement", "reported-results", "readme", "run-path", "decisions", "limitations", "architecture"), _FRONT),
}


def begins_at(facts: Facts, criterion: str) -> tuple[Evidence, ...]:
    """The places that an action on a criterion begins at, one of each kind, the likeliest first; at most three."""
    kinds = (next(finder(facts), None) for finder in _FOUND.get(criterion, _CODE))
    return tuple(supports(at, note) for at, note in itertools.islice(dict.fromkeys(filter(None, kinds)), MOST))


def begins_new(facts: Facts, criterion: str) -> str:
    """The file that an action would add, "" where it would add none or where the tree holds it."""
    path = _NEW.get(criterion, "")
    return "" if facts.exists(path) or (path == _FRONT and facts.readme is not None) else path
