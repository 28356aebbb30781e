"""Where rows that are wrong are met: duplicates, outliers, types, spellings, broken pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.lineage import lineage
from evaluator.checks.selectors.training import trainings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

_REPEATED = frozenset({"drop_duplicates", "duplicated", "dropDuplicates", "unique_rows"})
_EXTREME = frozenset({"clip", "winsorize", "zscore"})
_STATISTICAL = frozenset({"scipy.stats.zscore", "scipy.stats.mstats.winsorize"})
_TEXTS = frozenset({"strip", "lower", "upper", "replace", "title", "lstrip", "rstrip", "normalize", "encode"})
_CLEANS = frozenset({"re.sub", "re.compile().sub", "unicodedata.normalize", "html.unescape", "bs4.BeautifulSoup"})
_BROKEN = frozenset({"verify", "validate_image", "verify_images", "imghdr.what"})
MOST_ENDS = 30


def repairs(facts: Facts) -> Iterator[Found]:
    """Everything that looks for wrong rows or mends them."""
    texts = any(facts.calls_to("text-preprocessing"))
    kept = _used(facts)
    for call in (call for code in facts.product for call in code.calls if call.kind in ("call", "item")):
        if call.kind == "call":
            yield from _by_call(facts, call, texts=texts)
        elif _keeps_good_rows(facts, call, kept):
            yield call.at, "rows are kept by a condition", "high" if _is_of_range(facts, call) else "low"


def _by_call(facts: Facts, call: Call, *, texts: bool) -> Iterator[Found]:
    if call.method in _REPEATED:
        yield call.at, "repeated rows are looked for", "high"
    elif (call.method in _EXTREME and call.name.startswith("pandas.")) or call.name in _STATISTICAL:
        yield call.at, f"{call.method} meets extreme values", "high"
    elif call.means("outliers") and call.name.startswith("sklearn."):
        yield call.at, f"{call.name.split('.')[2]} looks for outliers", "high"
    elif call.constant("errors") == "coerce":
        yield call.at, "values of the wrong type are found out", "high"
    elif call.method == "replace" and call.name.startswith(("pandas.Series", "pandas.DataFrame")):
        yield call.at, "values are put right", "high"
    elif call.method in _TEXTS and _is_of_text(facts, call):
        yield call.at, f"str.{call.method} puts spellings right", "high"
    elif call.name in _CLEANS and texts:
        yield call.at, "texts are cleaned", "low"
    elif call.method in _BROKEN and (call.name in _BROKEN or call.name.startswith(("PIL.", "fastai."))):
        yield call.at, "broken pictures are found out", "high"


def _is_of_text(facts: Facts, call: Call) -> bool:
    """Whether a method of texts is applied to a column's values, not to the names of columns."""
    near = [facts.graph.calls[number] for number in call.receiver if number in facts.graph.calls]
    return any(each.written.endswith(".str") for each in near) and not any(
        each.method == "columns" for each in lineage(facts, call.receiver)
    )


def _used(facts: Facts) -> frozenset[int]:
    """The nodes that feed a training, a split or a file that is written."""
    ends = [*trainings(facts), *facts.calls_to("split", "data.write")]
    return frozenset(fed.number for end in ends[:MOST_ENDS] for fed in facts.graph.upstream(end))


def _keeps_good_rows(facts: Facts, item: Call, kept: frozenset[int]) -> bool:
    """`df = df[df["age"] > 0]`: a condition over a column of the same table, whose rows go on to a model or a file."""
    if not item.name.startswith("pandas.DataFrame") or not item.name.endswith("[]") or not item.arguments:
        return False
    given = item.arguments[0]
    if given.is_constant or given.items or given.text or not given.inputs:
        return False
    fed = [facts.graph.calls[number] for number in given.inputs if number in facts.graph.calls]
    if not any(each.type == "pandas.Series" for each in fed):
        return False
    return item.number in kept


def _is_of_range(facts: Facts, item: Call) -> bool:
    """Whether two conditions bound one column; a single one may pick a group or a period and only narrow the question."""
    fed = [facts.graph.calls[number] for number in item.arguments[0].inputs]
    columns = [str(each.constant("", 0) or each.method).lower() for each in fed]
    bounded = {name for name in columns if columns.count(name) > 1}
    return any(not any(word in name for word in ("date", "year", "period", "month")) for name in bounded)
