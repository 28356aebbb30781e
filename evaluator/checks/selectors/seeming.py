"""What by its name is a measure, where its value was not followed back to a metric."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.concerns import near_model
from evaluator.checks.selectors.settings import texts_behind
from evaluator.checks.selectors.tracking import OWN_LOGS
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.tracking import Told
    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

A_FILE = regex(r"[^\s\n]{1,100}(?:\.[a-z]{2,5}|[_/-])", re.IGNORECASE)  # or the beginning of a name that goes on
# Names of files that hold what was measured, where what is written was not followed back to a metric.
MEASURED = regex(
    r"(?:^|[^a-z])(?:metrics?|scores?|loss(?:es)?|acc|accuracy|recall|rmse|auc|eval(?:uation)?|hist(?:ory)?|benchmarks?|backtest)(?:[^a-z]|$)",
    re.IGNORECASE,
)
_WRITER = regex(
    r"_?(?:write|save|dump|store|persist|export)_(?:[a-z]{2,12}_)?(?:metrics|scores|results)(?:_(?:json|csv|ya?ml|file|to_\w{2,12}))?$"
)
_PUTS = frozenset({"write_text", "write", "dump", "to_csv", "to_json", "writerow"})
_PUT = regex(r"(?:^|_)(?:write|dump|save)(?:_|$)")


def seeming(facts: Facts) -> Iterator[Told]:
    """What by its name or its keys holds what was measured, written near the model by code whose values were not followed to a metric."""
    yield from _by_own_writers(facts)
    near = near_model(facts)
    for code in facts.product:
        told: set[str] = set()
        for call in code.those(("data.write",), ("dump", "save", *OWN_LOGS)) if code.path in near else ():
            named = _named_for_measures(facts, call)
            if named and named not in told:
                told.add(named)
                yield call.at, f"{call.method} writes what the name `{named[:60]}` calls a measure; that it is one could not be told", "low"


def _by_own_writers(facts: Facts) -> Iterator[Told]:
    """Calls of the project's own functions that write, and are named for writing measures: `write_metrics_json(folder, found)`."""
    for call in facts.called:
        home = facts.graph.functions.get(call.name) if call.own and call.arguments and _WRITER.match(call.method) else None
        code = facts.code_at(home[0]) if home is not None else None
        if home is None or code is None:
            continue
        inside = (each for each in code.within(home[1]) if each.kind == "call")
        if any(each.means("data.write", "serialise") or each.method in _PUTS or (each.own and _PUT.search(each.method)) for each in inside):
            yield call.at, f"{call.method} writes measures by its name; what they are could not be told", "low"


def _named_for_measures(facts: Facts, call: Call) -> str:
    """The file, or the key of a dictionary, by whose name a call that writes writes measures; "" when none is."""
    keys = [item for item in call.arguments[0].items if isinstance(item, str)] if call.arguments and call.method == "dump" else []
    if not call.means("model.save", "serialise") and (call.means("data.write") or call.method in OWN_LOGS or call.name == "numpy.save"):
        keys += [text for text in sorted(texts_behind(facts, call)) if A_FILE.fullmatch(text)]
    return next((key for key in keys if MEASURED.search(key.rstrip("/").rpartition("/")[2])), "")
