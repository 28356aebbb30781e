"""Can I read the result without running anything?"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from evaluator.checks.selectors.called import is_dormant
from evaluator.checks.selectors.counted import counted_by_hand
from evaluator.checks.selectors.figures import figures, means_metric
from evaluator.checks.selectors.measured import ERRORS, measured, plain_name
from evaluator.checks.selectors.prose import pages
from evaluator.checks.selectors.rivals import rivals, told_again
from evaluator.checks.selectors.scoring import by_formula, scorings
from evaluator.checks.selectors.standing import FOREIGN, own
from evaluator.checks.selectors.writings import on_metrics, unsaid, writings
from evaluator.model.place import REPOSITORY
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.figures import Figure
    from evaluator.model.code import Call
    from evaluator.model.documents import Link
    from evaluator.model.facts import Document, Facts
    from evaluator.model.result import Confidence

MOST = 3
REPORTED = frozenset({"accuracy", "f1", "precision", "recall"})
_OF_LOSS = {"mseloss": "mse", "l1loss": "mae", "l1_loss": "mae"}
REPORTS = frozenset({"readme", "model-card", "report"})
# Where a tracker shows the runs of one project, and not its own front page.
RUNS = regex(
    r"//(?:(?:www|app)\.)?(?:wandb\.ai/(?!site)[\w-]+/[\w-]+|tensorboard\.dev/experiment/|dagshub\.com/[\w-]+/[\w.-]+(?:/experiments|\.mlflow)"
    r"|neptune\.ai/(?!blog)[\w-]+/[\w-]+|comet\.(?:com|ml)/(?!site|docs)[\w-]+/[\w-]+)"
)
SHOWN = regex(
    r"confus|result|metric|accura|roc|score|performance|evaluat|(?<![a-z])eval(?![a-z])|leaderboard|benchmark|classification.report",
    re.IGNORECASE,
)
WORDS = regex(r"[\w./-]{1,120}\.[ct]sv(?!\w)")
MAX_WORDS = 2_000
BELOW = 3  # lines from the end of a sentence to the figure it announces
KEPT = regex(r"(?:^|[_\-/ ])(?:results?|metrics|leaderboard|benchmarks?)(?![a-z])[^/]{0,60}\.(?:csv|tsv)$", re.IGNORECASE)


def results_in_readme(facts: Facts) -> Iterator[Evidence]:
    """The README reports a result as a number with its metric.

    Why: A reader decides within a minute whether to look closer; a number with its metric is what they look for.
    Fix: Add a "Results" table: the baseline, your model, the metric on the test set, and the command that prints it.
    Ask: Which rows was this number computed on?
    Not for: library
    """
    found = [(document, figure) for document in pages(facts) for figure in figures(document.text)]
    told = _told(found)
    for document, figure in told[:MOST]:
        yield supports(
            document.at(figure.line, figure.cell), f"{figure.metric} {figure.number}", "high" if document.kind in REPORTS else "low"
        )
    if told:
        return
    yield from (
        supports(document.at(figure.line, figure.cell), f"{figure.metric} {figure.number}, perhaps a wish", "low")
        for document, figure in found[:MOST]
    )
    shown = [] if found else [*_unlinked(facts), *_pictures(facts), *_kept(facts)]
    yield from shown[:MOST]
    if not found and not shown:
        yield against(REPOSITORY, "no number with the name of a metric was found on the front page, what it links, or a card")


def _told(found: list[tuple[Document, Figure]]) -> list[tuple[Document, Figure]]:
    """What is told of the project's own, reports first; what was there before only where nothing else is told."""
    told = [(document, figure) for document, figure in found if not figure.wanted and not _of_others(document, figure)]
    told = [each for each in told if not each[1].before] or told
    return sorted(told, key=lambda each: each[0].kind not in REPORTS)


def results_have_code(facts: Facts) -> Iterator[Evidence]:
    """What the README reports, the code computes.

    Why: A number that nothing in the repository can produce is a claim, not a result.
    Fix: Commit the script or notebook that prints the reported number, and name it beside the table.
    Ask: Which command prints this number?
    Not for: library
    """
    computed = {each.name: each.call for each in reversed(list(measured(facts)))}
    computed = dict(_losses(facts)) | computed
    ways = (scorings(facts), by_formula(facts))
    general = next((call.at for calls in ways for call in calls), None) or next(counted_by_hand(facts), None)
    for name, document, figure in _reported(facts):
        call = computed.get(name) or (computed.get("report") if name in REPORTED else None)
        if call is not None:
            # Elsewhere a number may be an example.
            told: Confidence = "high" if document.kind in REPORTS and not is_dormant(facts, call) else "low"
            yield supports(call.at, f"computes {figure.metric}, which {document.path} reports at line {figure.line}", told)
        elif general is not None:
            yield supports(general, f"a score is computed; whether it is the {figure.metric} reported could not be told", "low")
        else:
            sure: Confidence = "low" if computed or _is_named(facts, name) else "high"
            yield against(document.at(figure.line, figure.cell), f"no code that computes {figure.metric} was found", sure)


def _losses(facts: Facts) -> Iterator[tuple[str, Call]]:
    """Losses that are a metric as well: `nn.MSELoss()`."""
    for call in facts.calls_to("loss"):
        name = _OF_LOSS.get(call.method.lower()) or plain_name(call.method)
        if name in ERRORS:
            yield name, call


def _is_named(facts: Facts, name: str) -> bool:
    """Whether product code gives a metric's name to a value, a key or a function: how it is worked out may not have been understood."""
    names = (each for code in facts.product for call in code.calls for each in (*call.targets, *(given.text for given in call.arguments)))
    functions = (function.name for code in facts.product for function in code.functions)
    return any(plain_name(each.rpartition(".")[2]) == name for each in (*names, *functions) if each)


def results_compared(facts: Facts) -> Iterator[Evidence]:
    """The report sets the result beside another one.

    Why: A number alone says little; beside a baseline's it says what the work was worth.
    Fix: Make the results a table of at least two rows: a simple baseline and your model, same metric, same test rows.
    Ask: How much better is this than the simplest answer you can think of?
    Not for: library
    """
    shown = {document.path for document in pages(facts)}
    found = []
    for document, paragraphs in on_metrics(facts):
        told: Confidence = "high" if document.kind in REPORTS or document.path in shown else "low"
        found += [(at, note, told if sure == "high" else sure) for at, note, sure in rivals(document, paragraphs)]
    found = found or [each for document in writings(facts) if document.kind in REPORTS for each in told_again(document)]
    for at, note, sure in sorted(found, key=lambda each: each[2] != "high")[:MOST]:
        yield supports(at, note, sure)
    if not found:
        yield unsaid(facts, "no two results side by side were found on the front page, what it links, reports or notebooks' text")


def _reported(facts: Facts) -> Iterator[tuple[str, Document, Figure]]:
    """The first figure of each metric that the pages report as the project's own."""
    seen: set[str] = set()
    for document in pages(facts):
        for figure in sorted(figures(document.text), key=lambda each: each.before):
            name = plain_name(figure.metric)
            if name and name not in seen and not figure.wanted and not _of_others(document, figure):
                seen.add(name)
                yield name, document, figure


def _of_others(document: Document, figure: Figure) -> bool:
    """Whether the number stands where others' work is cited, or the data are described."""
    sections = document.text.sections
    topics = sections[figure.section].topics if 0 <= figure.section < len(sections) else ()
    return topics in (("credits",), ("future",)) or (document.kind == "data-card")


def _unlinked(facts: Facts) -> Iterator[Evidence]:
    """A figure of each report that a reader of the front page is not led to."""
    shown = {document.path for document in pages(facts)}
    for document in own(facts.documents):
        if document.kind == "report" and document.path not in shown:
            told = [each for each in figures(document.text) if not (each.wanted or each.before)]
            often = Counter(each.metric.lower() for each in told)
            for figure in sorted(told, key=lambda each: (-often[each.metric.lower()], each.line))[:1]:
                at = document.at(figure.line, figure.cell)
                yield supports(at, f"{figure.metric} {figure.number}, in a report that the front page does not link", "low")


def _is_announced(document: Document, link: Link) -> bool:
    """Whether the paragraph right above a figure names a metric."""
    above = [each for each in document.text.paragraphs if each.cell == link.cell and each.line < link.line]
    last = max(above, key=lambda each: each.line, default=None)
    return last is not None and link.line - last.line_at(len(last.text)) <= BELOW and means_metric(last.text[:MAX_WORDS])


def _pictures(facts: Facts) -> Iterator[Evidence]:
    for document in pages(facts):
        for link in document.text.links:
            if link.image and _is_announced(document, link):
                yield supports(document.at(link.line, link.cell), "a figure right below a sentence that names a metric", "low")
            elif link.image and SHOWN.search(f"{link.target.rsplit('/', 1)[-1][:200]} {link.text[:200]}"):
                yield supports(document.at(link.line, link.cell), "a figure whose name speaks of results", "low")
            elif not link.image and RUNS.search(link.target[:300]):
                yield supports(document.at(link.line, link.cell), "links runs of a tracker; what they show was not looked up", "low")


def _kept(facts: Facts) -> Iterator[Evidence]:
    """Tables of results in the tree that a page names, but for what it names as data."""
    kept = {file.path for file in facts.paths if file.role not in FOREIGN and KEPT.search(file.path)}
    for document in pages(facts) if kept else ():
        folder = document.path.rpartition("/")[0]
        for paragraph in document.text.paragraphs:
            of_data = "data" in document.text.sections[paragraph.section].topics if paragraph.section >= 0 else False
            name = next((each for each in WORDS.findall(paragraph.text[:MAX_WORDS]) if KEPT.search(each)), "")
            if not of_data and (name.removeprefix("./") in kept or f"{folder}/{name}" in kept):
                line = paragraph.line_at(max(0, paragraph.text.find(name)))
                yield supports(
                    document.at(line, paragraph.cell),
                    f"{name} is in the tree; its name speaks of results, its numbers were not read",
                    "low",
                )
