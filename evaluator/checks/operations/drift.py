"""Have they thought about data that changes?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.files import behind
from evaluator.checks.selectors.having import having
from evaluator.checks.selectors.prose import OWN_WORDS, certainty, front, notebook_introductions, pages, sentences_of
from evaluator.checks.selectors.reacting import reactions
from evaluator.checks.selectors.standing import own
from evaluator.checks.selectors.words import said
from evaluator.model.place import REPOSITORY
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evaluator.model.code import Call
    from evaluator.model.documents import Paragraph
    from evaluator.model.facts import Document, Facts

MOST = 2
A_STATEMENT = 9
FARTHEST = 300
LONGEST = 200
TRAINING, TESTING = frozenset({"train", "training"}), frozenset({"test", "testing", "val", "valid", "validation"})
RUNS = frozenset({"run", "calculate"})
DRIFTS = regex(r"drift|NoTargetPerformance", re.IGNORECASE)
MONITORS = frozenset(
    {
        "CBPE",
        "DLE",
        "PerformanceCalculator",
        "ModelMonitoring",
        "ADWIN",
        "KSWIN",
        "PageHinkley",
        "calculate_drift_scores",
        "MonitorSchedule",
    }
)
_LEFT_OUT = regex(r"\black(?:ed|ing)? (?:the |of )?(?:resources?|time|capacity)\b|\bhad (?:no|not enough) time\b", re.IGNORECASE)
_PARTS = regex(r"[,;:。，；]\s|(?<=[.!?])\s+|\n")
_NOT_ITS_TEXTS = frozenset({"AGENTS.md", "CLAUDE.md", "GEMINI.md", "CONTRIBUTING.md", "CHANGELOG.md"})
OWN_MEASURE = regex(
    r"(?:^|_)(?:psi|population_stability_index|ks_drift|data_drift|feature_drift|drift_score|detect_drift|compute_drift|calculate_drift)(?:_|$)"
)


def drift_discussed(facts: Facts) -> Iterator[Evidence]:
    """The text says what may shift in the data, and how one would notice.

    Why: Most models fail in use because the world changed, not because the code did.
    Fix: Cut your data by date, train on the past, score each later month, and write down what declined and why.
    Ask: What will change first in these data, and who would notice?
    Not for: library, rl
    """
    texts = {document.path: document for document in pages(facts)}
    texts |= {document.path: document for document in own(facts.documents) if document.kind in ("readme", "report", "docs", "model-card")}
    told = [each for each in (*texts.values(), *notebook_introductions(facts)) if not _is_aside(each.path)]
    ranked = sorted((each for document in told for each in _told(document)), key=lambda each: -each[0])
    found = [evidence for _, evidence in ranked]
    firm = [each for each in found if each.confidence == "high"]
    yield from firm[:MOST] or found[:1]
    if not found:
        page = front(facts)
        yield against(
            REPOSITORY, "no words on data that change were found", "high" if page is None or not page.text.words else certainty(page.text)
        )


def drift_measured(facts: Facts) -> Iterator[Evidence]:
    """Later data are compared with the data of training.

    Why: A number for drift tells before the complaints do that a model has grown old.
    Fix: Compare each month's inputs with the training rows (PSI, Kolmogorov-Smirnov, Evidently) and plot the values.
    Ask: Which two samples does your drift measure compare?
    Not for: library, rl
    """
    calls = [call for call in facts.calls_to("drift.measure", "drift-monitoring") if _measures(facts, call)]
    first = {(call.path, call.method in RUNS): call for call in reversed(calls)}.values()
    found = [_measure(facts, call) for call in sorted(first, key=lambda call: call.number)]
    named = [(code, each) for code in facts.product for each in code.functions if OWN_MEASURE.search(each.name.lower()) and not each.stub]
    files = {call.path for call in calls}
    hands = [(code, each) for code, each in named if each.statements > 1 and code.path not in files]
    found += [supports(code.at(each.line), f"{each.name} measures drift by hand") for code, each in hands]
    yield from found
    if not found:
        yield against(REPOSITORY, "no measure of drift found; looked for Evidently, alibi-detect, NannyML, PSI and two-sample tests")


def drift_acted_on(facts: Facts) -> Iterator[Evidence]:
    """Measured drift leads to something: an alarm, a training, a stop.

    Why: A number for drift that nothing reads is found again after the damage.
    Fix: Set a threshold, and above it send a message, start the training, or let the service abstain.
    Ask: What happens by itself when the measure passes its threshold?
    Not for: library, rl
    """
    yield from having(reactions(facts), "nothing that is done about measured drift was found", most=MOST)


def _measure(facts: Facts, call: Call) -> Evidence:
    """Drift measured by a library; doubtful between two halves of one random split, and for a statistic outside a file on drift."""
    runs = [each for each in facts.downstream(call) if each.kind == "call" and each.method in RUNS and each.means("drift.measure")]
    halves = [
        each for run in (call, *runs[:MOST]) for each in behind(facts, run.inputs) if each.means("split") and not each.means("time-split")
    ]
    words = f"; both halves come from the split at {halves[0].path}:{halves[0].line}" if halves else ""
    if not halves and (part := next(filter(None, (_parts(behind(facts, run.inputs)) for run in (call, *runs[:MOST]))), None)):
        words = f"; what it compares are the parts for training and for testing of one set, read at {part.path}:{part.line}"
        halves = [part]
    statistics = call.name.startswith("scipy.") and not any(name in call.path.lower() for name in ("drift", "monitor"))
    return supports(call.at, f"{call.method} measures drift{words}", "low" if halves or statistics else "high")


def _parts(fed: Iterable[Call]) -> Call | None:
    """Where one and the same function is asked for the part for training, and elsewhere for the part for testing."""
    asked: dict[str, dict[str, Call]] = {}
    for each in fed:
        named = {given.constant.lower() for given in each.arguments if isinstance(given.constant, str) and each.kind == "call"}
        for part in sorted(named & (TRAINING | TESTING)):
            asked.setdefault(each.name, {})["train" if part in TRAINING else "test"] = each
    return next((parts["train"] for parts in asked.values() if len(parts) > 1), None)


def _measures(facts: Facts, call: Call) -> bool:
    """Whether a call measures drift: a measure by itself, or a report or suite that holds one."""
    if call.kind != "call" or not (call.means("drift.measure") or call.method in MONITORS):
        return False
    if not call.name.startswith("evidently.") or DRIFTS.search(call.method):
        return True
    held = [each.name for each in facts.graph.upstream(call.receiver, most=FARTHEST)]
    code = facts.code_at(call.path)
    told = [each.name for each in code.imports] + [text for _, text in code.source.strings] if code and call.method in MONITORS else []
    return any(DRIFTS.search(text) for text in (*held, *told) if len(text) < LONGEST)


def _spoken_in(text: str) -> int:
    """The words of the longest part of a text, cut at commas and ends of sentences, that speaks of drift."""
    return max((len(part.split()) for part in _PARTS.split(text) if said("drift", part)), default=0)


def _around(paragraph: Paragraph) -> int:
    """The words of the sentences of a paragraph that speak of drift, each with the one behind it; not what says it was left out."""
    told = list(sentences_of(paragraph))
    speak = [bool(said("drift", each)) and not _LEFT_OUT.search(each) for each in told]
    return sum(len(each.split()) for number, each in enumerate(told) if speak[number] or (number and speak[number - 1]))


def _is_aside(path: str) -> bool:
    """Whether a page speaks to those who work on the code, not of the project."""
    return path.rsplit("/", 1)[-1] in _NOT_ITS_TEXTS or path.startswith((".github/", ".claude/", ".cursor/"))


def _told(document: Document) -> Iterator[tuple[int, Evidence]]:
    """Sections that speak of drift, with how much: firm with 25 words on it, doubtful with a mention."""
    for number, section in enumerate(document.text.sections):
        spoken = [each for each in document.text.paragraphs if each.section == number and each.words and said("drift", each.text)]
        headed = said("drift", section.heading)
        words = section.words if headed else sum(_around(each) for each in spoken if _spoken_in(each.text) >= A_STATEMENT)
        longest = max(spoken, key=lambda each: _spoken_in(each.text), default=None)
        firm = words >= OWN_WORDS
        if longest is not None:
            word = headed or said("drift", longest.text)
            note = (
                f'{words} words {"under a heading with" if headed else "in sentences on"} "{word}"'
                if firm
                else f'"{word}" is named; whether it is said what shifts was not told'
            )
            strength = _spoken_in(longest.text) + (OWN_WORDS if headed else 0)
            yield strength, supports(document.at(longest.line, longest.cell), note, "high" if firm else "low")
        elif headed and section.words:
            place = document.at(section.line, section.cell)
            yield OWN_WORDS, supports(place, f'{words} words under "{section.heading[:LONGEST]}"', "high" if firm else "low")
