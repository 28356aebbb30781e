"""Rows that a condition leaves out, where the words right above say what is wrong with them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.reasoned import WISH
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

_ABOVE = 3
_LONGEST = 400
_OUT = regex(
    r"\b(?:kick(?:s|ed|ing)? out|drop(?:s|ped|ping)?|remov(?:e|es|ed|ing)|discard(?:s|ed|ing)?|exclud(?:e|es|ed|ing)|delet(?:e|es|ed|ing)"
    r"|throw(?:s|ing)? (?:away|out)|leav(?:e|es|ing) out|get(?:ting)? rid of)\b[^.]{0,80}"
    r"\b(?:rows?|records?|samples?|images?|pictures?|photos?|examples?|entries|observations?|texts?|reviews?|documents?|outliers?)\b"
)
_WRONG = regex(
    r"\b(?:outliers?|extreme|duplicat\w{1,8}|invalid|impossible|corrupt\w{0,6}|erroneous|unreadable|mislabel\w{0,6}|implausible|unrealistic"
    r"|malformed|negative (?:values?|prices?|amounts?|ages?|durations?|quantit\w{1,4})"
    r"|(?:double|multiple|ambiguous|conflicting|contradict\w{1,6}|wrong|incorrect|more than one|two|several) labels?)\b"
)
_GAPS = regex(r"\b(?:missing|null|nan|empty|na)\b")


@once
def left_out(facts: Facts) -> Iterator[Found]:
    """`kept = table[(table["rust"] == 1) & (table["miner"] != 1)]` under "We kick out the images with double labels"."""
    graph = facts.graph
    for code in facts.product:
        for call in (each for each in code.calls if each.kind == "item" and graph.consumers.get(each.number)):
            if _picks(facts, call) and (said := _said_above(facts, code, call)):
                yield call.at, f'rows are kept by a condition, and the words above say which are left out ("{said}")', "high"


def _picks(facts: Facts, item: Call) -> bool:
    """Whether rows of a table are picked by a mask."""
    if not item.name.startswith("pandas.DataFrame") or not item.name.endswith("[]") or not item.arguments:
        return False
    given, calls = item.arguments[0], facts.graph.calls
    return not given.is_constant and any(calls[each].type == "pandas.Series" for each in given.inputs if each in calls)


def _said_above(facts: Facts, code: Code, item: Call) -> str:
    """What is wrong with the rows, by a comment just above or by the prose of the cell before; "" where nothing says so."""
    line = code.line_of(item.at)
    texts = [each.text for each in code.source.comments if 0 <= line - each.line <= _ABOVE]
    notebook = next((each for each in facts.notebooks if each.path == code.path), None) if item.cell else None
    if notebook is not None:
        texts += [each.text for each in notebook.source.prose.paragraphs if each.cell == (item.cell or 0) - 1]
    for sentence in (each for text in texts for each in re.split(r"(?<=[.!?])\s+", text[:_LONGEST].lower())):
        wrong = _WRONG.search(sentence)
        if wrong is not None and _OUT.search(sentence) and not _GAPS.search(sentence) and not WISH.search(sentence):
            return wrong.group()
    return ""
