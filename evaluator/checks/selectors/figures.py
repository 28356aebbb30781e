"""Numbers beside the names of metrics, in sentences, tables and printed output."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.once import once
from evaluator.model.regex import lowered, regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.documents import Table, Text

MAX_LINE = 1_000
MOST_NAMES = 12
LONGEST_LEAD = 60
PRINTED = frozenset({"", "text", "txt", "console", "output", "plaintext", "json", "bash", "sh", "shell", "log", "yaml"})
# By their first letter, so that an engine tries a few of them at each word; the order counts among those of one letter.
_NAMES = (
    r"a(?:ccurac(?:y|ies)|cc(?=[\s:=|])|u-?roc|uc(?:[- _]?roc)?|uprc|verage precision|p(?:@[\d.:\[\]]{1,12}|50)|verage[ _]rewards?"
    r"|vg[ _]rewards?|nswer relevanc[ey]|curácia|curacia|ccuratezza)|b(?:est[_ ]loss|rier|leu(?:-\d)?|its per (?:character|byte))"
    r"|c(?:rmsl?e|lassification error|ross[- ]entropy|ider|er|umulative[ _]rewards?|osine similarity)"
    r"|d(?:ice|cg(?:@\d{1,3})?|avies[- ]bouldin)|e(?:val[_ ]loss|valuation[_ ]loss|pisode[ _]rewards?|rror rate|xactitud|xactitude)"
    r"|f(?:-?1|_?beta|-?score|2|id|inal[ _]rewards?|aithfulness)"
    r"|g(?:ini|enauigkeit)|h(?:it[- _]?rate(?:@\d{1,3})?|r@\d{1,3})|iou|jaccard|kappa|log[- _]?loss"
    r"|m(?:ae|ape|ase|se|dape|ean (?:absolute|squared)(?: percentage)? error|cc|atthews|iou|dice|ap(?:@[\d.:\[\]]{1,12}|50)"
    r"|ap(?=[\s:=|])|eteor|rr(?:@\d{1,3})?|ean[ _]rewards?|ean return)|n(?:rmsl?e|mae|dcg(?:@\d{1,3})?)|p(?:recision|r[- _]?auc"
    r"|erplexity|pl|snr|rec(?:ision)?@\d{1,3}|recisión|recisão|récision|recisione)|r(?:ecall|oc[- _]?auc|\s?[²2]|\^2|-squared|2[_ ]score"
    r"|msl?e|ouge(?:-\w)?|ecall@\d{1,3}|appel)|s(?:ensitivity|pecificity|mape|sim|ilhouette(?: score| coefficient)?|harpe"
    r"|ensibilidad)|t(?:est[_ ](?:acc\w{0,8}|err(?:or)?)|est[_ ]loss|op-?[15]|otal[ _]rewards?)|v(?:al(?:idation)?[_ ]acc\w{0,8}|al[_ ]loss"
    r"|alidation[_ ]loss)|w(?:ape|mape|er|in[- ]?rate)"
    r"|полнот[аы]|точность|再現率|准确率|召回率|正解率|準確率|精(?:度|确率)|適合率|재현율|정(?:확도|밀도)"
)
METRIC = regex(rf"(?<![a-z])(?:{_NAMES})(?![a-z])", re.IGNORECASE)
_NAMED = lowered(METRIC)
# A share, a decimal number or an error in its own unit; not a version, a year or a range of settings.
NUMBER = regex(
    r"(?<![\w.$@/-])\d{1,3}(?:[.,]\d{1,4})?\s?[-–]\s?\d{1,3}(?:[.,]\d{1,4})?\s?%|(?<![\w.$@/-])[-−]?\d{1,7}(?:[.,]\d{1,20})?(?:e-?\d{1,2})?\s?%|(?<![\w.@/-])[-−]?\d{1,3}(?:,\d{3}){1,3}(?:\.\d+)?"
    r"|(?<![\w.@/-])[-−]?\d{0,7}[.,]\d{1,20}(?![\w.]*\d)|(?<![\w.@/-])[-−]?\d{1,6}(?![\w.,]?\d|\w)"
)

_WHOLE = regex(r"mse|mae|mape|(?<!test[ _])(?<!classification )error|reward|return|fid|ppl|perplex|psnr", re.IGNORECASE)
_REACH = 60
_CHANCE = regex(r"\bp(?:[- ]?values?)?\s?[<=>≤]\s?$", re.IGNORECASE)
_EARLIER = regex(r"\b(?:start(?:ing)?|initial|before|baseline|previous|old)\b", re.IGNORECASE)
_WANTED = regex(
    r"\b(?:target|goal|at least|should|must|thresholds?|aim|require[sd]?|objetivo|meta|ziel|minimum|maximum"
    r"|greater than|less than)\b|[≥≤]|[<>]=|(?<![-=<>])[<>]\s?\d"
    r"|\b(?:if|until|when|once)\b.{1,60}\b(?:above|over|below|under|exceeds?|reaches|reached|beats?|falls?|drops?|lower|higher|better)\b",
    re.IGNORECASE,
)
# "85% accuracy, 80% recall": the number is the one before its metric.
_BEFORE = regex(r"\d\s?[%+]{0,2}\s?$")
_TELLS = regex(r"[*_`\s]{0,4}(?:[:=|(]|of\b|is\b|was\b|at\b|\d)")
# What stands behind this word is where a line was drawn, not what came out: "mAP at IoU thresholds from 0.5 to 0.95".
_PRAISED = "state of the art"
# Where a number is a setting under which something went well, or how far a metric may move.
_SETTING = regex(r"\b(?:works?|worked|to work|working) (?:best|well|better|fine)\b", re.IGNORECASE)
_MOVES = regex(r"\s?(?:of )?(?:variance|variation|deviation|fluctuation|tolerance|margin|noise)\b", re.IGNORECASE)
# What is counted, and no value of a metric: "measured on this 30 days window".
_COUNTED = regex(
    r"[\s-]?(?:days?|weeks?|months?|years?|hours?|minutes?|seconds?|secs?|epochs?|steps?|iterations?|rows?|samples?|images?|classes|folds?|runs?"
    r"|users?|items?|queries|questions|points? (?:window|horizon)|time ?steps?)\b",
    re.IGNORECASE,
)
_OWN = regex(r"\b(?:our|ours|my|this (?:model|project|work|repo\w*))\b", re.IGNORECASE)
_THRESHOLD = "threshold"
# Whose number it is: of what was there before, measured as it stands, and not of what is better than that.
_BEFOREHAND = regex(
    r"^(?:(?!\b(?:than|over|beat\w*|compared|outperform\w*|improv\w*|versus|vs|against|exceed\w*|surpass\w*)\b).){0,160}?"
    r"\b(?:baselines?|(?:just|only|merely) evaluated|evaluated (?:as is|as it stands|zero[- ]shot)|off[- ]the[- ]shelf"
    r"|(?:un|not )fine-?tuned|without (?:any )?(?:further )?(?:training|fine-?tuning))\b",
    re.IGNORECASE,
)
_BASELINES = regex(r"\W*(?:the |our )?baselines?(?: (?:models?|results?|scores?|performance))?\W*", re.IGNORECASE)
_ROW = regex(r"\b(?:baseline|dummy|naive|majority|random (?:guess|policy|agent)|persistence)\b", re.IGNORECASE)
# Numbers that only explain what a metric is: "Example: RMSE = 3 means that ...".
_SUCH = (
    r"(?:e\.\s?g\.|z\.\s?b\.|p\.\s?ex\.|(?:(?:for|as an|por|par|zum|ad|per|um|un|uno) )?"
    r"(?:examples?|exemplos?|ejemplos?|beispiele?|esempio|exemples?)\b)"
)
_EXAMPLE = regex(rf"\W{{0,8}}{_SUCH}\W{{0,8}}$", re.IGNORECASE)
_FOR_EXAMPLE = regex(rf"(?<!\w){_SUCH}", re.IGNORECASE)
_MEANS = regex(
    r"\b(?:means\b|would mean\b|significa\w*|quer dizer|quiere decir|bedeutet|heißt|signifie|veut dire|vuol dire)", re.IGNORECASE
)


class Figure(msgspec.Struct, frozen=True):
    """A metric with its number at a line; `wanted` when the sentence asks for it, `before` when it is a baseline's or a checkpoint's."""

    line: int
    metric: str
    number: str
    section: int
    wanted: bool = False
    cell: int | None = None
    before: bool = False


@once
def figures(text: Text) -> Iterator[Figure]:
    """Every metric with a number in a document: tables first, then sentences, then printed output in blocks."""
    baselines = {number for number, section in enumerate(text.sections) if _BASELINES.fullmatch(section.heading[:MAX_LINE])}
    for figure in (*(each for table in text.tables for each in _of_table(table)), *_in_sentences(text)):
        yield msgspec.structs.replace(figure, before=True) if figure.section in baselines else figure
    for section in text.sections:
        if (pair := _pair(section.heading)) is not None:
            yield Figure(section.line, *pair, -1, wanted=False, cell=section.cell)
    yield from _printed(text)


def _in_sentences(text: Text) -> Iterator[Figure]:
    """Metrics with numbers in paragraphs, but for what others praise and what only explains."""
    for number, paragraph in enumerate(text.paragraphs):
        if (pair := _pair(paragraph.text)) is not None:
            clause = _clause(paragraph.text[:MAX_LINE], pair[0])
            if _PRAISED in clause.lower().replace("-", " ") and not _OWN.search(clause):
                continue  # what a paper reports of its own
            if _SETTING.search(clause) and "loss" in clause.lower():
                continue  # the weight of a loss that served
            if _explains(text, number):
                continue
            line = paragraph.line_at(max(0, paragraph.text.find(pair[0])))
            ahead = clause.partition(pair[0])[0]
            before = _BEFOREHAND.match(ahead) is not None and not _OWN.search(clause)
            yield Figure(line, *pair, paragraph.section, bool(_WANTED.search(clause)), paragraph.cell, before)


def _explains(text: Text, number: int) -> bool:
    """Whether a paragraph gives an example of what a metric's number means."""
    here = text.paragraphs[number]
    beside = [each.text if each.section == here.section else "" for each in text.paragraphs[max(0, number - 1) : number + 2]]
    lead = beside[0] if number else ""
    if len(lead) <= LONGEST_LEAD and _EXAMPLE.match(lead):
        return True
    after = beside[-1] if number + 1 < len(text.paragraphs) else ""
    said = _FOR_EXAMPLE.search(here.text[:MAX_LINE])
    return said is not None and (_MEANS.search(here.text[:MAX_LINE], said.end()) or _MEANS.match(after)) is not None


def names_metric(text: str) -> bool:
    """Whether a text names a metric."""
    return _NAMED.search(text.lower()) is not None


def means_metric(text: str) -> bool:
    """Whether a text names a metric by more than "map", which is a map far more often than an mAP."""
    return names_metric(text) and any(found.group() != "map" for found in METRIC.finditer(text))


def _clause(text: str, metric: str) -> str:
    """The sentence in which a metric stands."""
    return next((each for each in re.split(r"(?<=[a-z\])%])[.!?]\s", text) if metric in each), text)


def _printed(text: Text) -> Iterator[Figure]:
    """Metrics in blocks that are no code: what a program printed."""
    for fence in text.fences:
        if fence.inline or fence.language not in PRINTED:
            continue
        for number, line in enumerate(fence.text.splitlines()):
            pair = None if re.match(r"\s{0,8}(?:[$>#]|python|--)", line) or "=[" in line else _pair(line, decimal=True)
            if pair is not None:
                wanted = ("<" in line or ">" in line) and bool(_WANTED.search(line[:MAX_LINE]))
                yield Figure(fence.line + number, *pair, fence.section, wanted, fence.cell)


def _of_table(table: Table) -> Iterator[Figure]:
    """Columns named for a metric with numbers below; rows that begin with a metric and hold a number."""
    for column, name in enumerate(table.header):
        found = METRIC.search(name[:MAX_LINE])
        rows = [row for row in table.cells if column < len(row)]
        values = [row[column] for row in sorted(rows, key=lambda row: _ROW.search(row[0][:MAX_LINE]) is not None)]
        number = next((value for value in values if _is_number(value)), "")
        if found and number:
            yield Figure(table.line, found.group(), number, table.section, wanted=bool(_WANTED.search(name)), cell=table.cell)
            return
    for at, row in enumerate(table.cells):
        found = METRIC.search(row[0][:MAX_LINE]) if row else None
        asked = {column for column, name in enumerate(table.header) if _WANTED.search(name)}
        numbers = [(column, value) for column, value in enumerate(row) if column and _is_number(value)]
        numbers.sort(key=lambda each: each[0] < len(table.header) and _EARLIER.search(table.header[each[0]]) is not None)
        held: dict[bool, str] = {}
        for column, value in numbers:
            held.setdefault(column in asked, value)
        if found and held:
            for wanted, number in held.items():
                yield Figure(table.line + 2 + at, found.group(), number.strip("*~≈ "), table.section, wanted, table.cell)
            return


def _is_number(value: str) -> bool:
    return re.match(r"[~≈*\s]{0,4}[-−+]?[$€£]?\d[\d.,]{0,12}\s?%?", value) is not None and len(value) <= 40


def _pair(text: str, *, decimal: bool = False) -> tuple[str, str] | None:
    """The first metric with a number near it, in the same clause."""
    line = text[:MAX_LINE]
    if not names_metric(line):
        return None  # before the dearer questions
    for found in islice(METRIC.finditer(line), MOST_NAMES):
        after = re.split(r"[;\n]|(?<=[a-z\])%])\.\s", line[found.end() : found.end() + _REACH], maxsplit=1)[0].partition(_THRESHOLD)[0]
        before = re.split(r"[;\n]|\.\s", line[max(0, found.start() - _REACH // 2) : found.start()])[-1]
        if before.endswith("--"):
            continue  # an option of a command
        first = _number(before, found.group(), decimal=True, last=True) if _BEFORE.search(before) and not _TELLS.match(after) else ""
        number = first or _number(after, found.group(), decimal=decimal) or _number(before, found.group(), decimal=True, last=True)
        if number:
            return found.group(), number
    return None


def _number(text: str, metric: str, *, decimal: bool, last: bool = False) -> str:
    """A number that can be a value of the metric: a share, a decimal; a whole number only where an error or reward is told."""
    whole = not decimal and _WHOLE.search(metric) is not None
    values = [
        value.group().strip()
        for value in NUMBER.finditer(text)
        if not _CHANCE.search(text[max(0, value.start() - 12) : value.start()])
        and not (_MOVES.match(text, value.end()) or _COUNTED.match(text, value.end()))
    ]
    fitting = [value for value in values if "%" in value or re.search(r"\d?[.,]\d", value) or whole]
    return (fitting[-1] if last else fitting[0]) if fitting else ""
