"""Have they thought about data that changes?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.files import behind
from evaluator.checks.selectors.prose import OWN_WORDS, certainty, front, notebook_introductions, pages
from evaluator.checks.selectors.standing import own
from evaluator.checks.selectors.words import said
from evaluator.model.place import REPOSITORY
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.documents import Paragraph
    from evaluator.model.facts import Document, Facts

MOST = 3
WORDS_TO_A_COMMA = 3
FARTHEST = 300
LONGEST = 200
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
    found = [evidence for document in (*texts.values(), *notebook_introductions(facts)) for evidence in _told(document)]
    firm = [each for each in found if each.confidence == "high"]
    yield from (firm or found)[:MOST]
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
    found = [_measure(facts, call) for call in facts.calls_to("drift.measure", "drift-monitoring") if _measures(facts, call)]
    named = [(code, each) for code in facts.product for each in code.functions if OWN_MEASURE.search(each.name.lower()) and not each.stub]
    found += [supports(code.at(each.line), f"{each.name} measures drift by hand") for code, each in named if each.statements > 1]
    yield from found
    if not found:
        yield against(REPOSITORY, "no measure of drift found; looked for Evidently, alibi-detect, NannyML, PSI and two-sample tests")


def _measure(facts: Facts, call: Call) -> Evidence:
    """Drift measured by a library; doubtful between two halves of one random split, and for a statistic outside a file on drift."""
    runs = [each for each in facts.downstream(call) if each.kind == "call" and each.method in RUNS and each.means("drift.measure")]
    halves = [
        each for run in (call, *runs[:MOST]) for each in behind(facts, run.inputs) if each.means("split") and not each.means("time-split")
    ]
    words = f"; both halves come from the split at {halves[0].path}:{halves[0].line}" if halves else ""
    statistics = call.name.startswith("scipy.") and not any(name in call.path.lower() for name in ("drift", "monitor"))
    return supports(call.at, f"{call.method} measures drift{words}", "low" if halves or statistics else "high")


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


def _is_list(paragraph: Paragraph) -> bool:
    """Whether a paragraph lists words rather than says something: a comma for every three words."""
    return paragraph.text.count(",") * WORDS_TO_A_COMMA >= paragraph.words


def _told(document: Document) -> Iterator[Evidence]:
    """Sections that speak of drift: firm with 25 words around it, doubtful with a mention."""
    for number, section in enumerate(document.text.sections):
        spoken = [each for each in document.text.paragraphs if each.section == number and said("drift", each.text)]
        headed = said("drift", section.heading)
        words = section.words if headed else sum(each.words for each in spoken if not _is_list(each))
        if spoken or (headed and section.words):
            place = document.at(spoken[0].line, spoken[0].cell) if spoken else document.at(section.line, section.cell)
            yield supports(
                place, f'{words} words with "{headed or said("drift", spoken[0].text)}"', "high" if words >= OWN_WORDS else "low"
            )
