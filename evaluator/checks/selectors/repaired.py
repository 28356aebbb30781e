"""Where rows that are wrong are met: duplicates, outliers, types, spellings, broken pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.answers import gives_classes, gives_numbers
from evaluator.checks.selectors.lineage import lineage
from evaluator.checks.selectors.targets import TARGETISH, target_columns
from evaluator.checks.selectors.training import trainings
from evaluator.model.regex import regex

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
_QUARTILES = frozenset({"quantile", "percentile", "nanpercentile", "nanquantile", "approxQuantile"})
_MASKS = frozenset({"clip", "where", "mask", "between", "any", "all"})
MOST_ENDS = 30
_WALKED = frozenset({"unique", "items", "range", "enumerate", "groupby"})
_RESULTS = regex(r"(?:^|_)(?:results?|metrics|leaderboard|predictions?|preds?)(?:$|_)")
_DATED = regex(r"date|year|period|month|time|^day|^index$|fecha|datum")


def repairs(facts: Facts) -> Iterator[Found]:
    """Everything that looks for wrong rows or mends them."""
    texts = any(facts.calls_to("text-preprocessing"))
    kept = _used(facts)
    targets = target_columns(facts) if gives_classes(facts) and not gives_numbers(facts) else frozenset()
    yield from _beyond_quartiles(facts)
    for call in (call for code in facts.product for call in code.calls if call.kind in ("call", "item")):
        if call.kind == "call":
            yield from _by_call(facts, call, texts=texts)
        elif _keeps_good_rows(facts, call, kept) and not _picks_a_class(facts, call, targets):
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
    return item.number in kept and not _is_display(facts, item) and not _chooses_period(fed)


def _is_display(facts: Facts, item: Call) -> bool:
    """Whether rows are picked in a loop by its running name, by positions, or out of a table of results."""
    near = [facts.graph.calls[number] for number in (*item.receiver, *item.arguments[0].inputs) if number in facts.graph.calls]
    walked = item.loops > 0 and any(each.method in _WALKED for each in near)
    by_position = any(each.kind == "call" and each.method == "isin" and each.name.startswith("pandas.Index") for each in near)
    results = any(_RESULTS.search(name.lower()) for each in near for name in each.targets)
    return walked or by_position or results or any(facts.graph.upstream(item.receiver, "model.predict", "metric"))


def _chooses_period(fed: list[Call]) -> bool:
    """Whether every column of a condition is a date or an index: a period is chosen, no wrong row is met."""
    columns = [str(each.constant("", 0) or each.method).lower() for each in fed if each.type == "pandas.Series" or "Index" in each.type]
    return bool(columns) and all(_DATED.search(name) for name in columns)


def _picks_a_class(facts: Facts, item: Call, targets: frozenset[str]) -> bool:
    """Whether rows are chosen by what is predicted alone: `df[df["label"] == 1]`."""
    fed = [facts.graph.calls[number] for number in item.arguments[0].inputs if number in facts.graph.calls]
    names = {str(each.constant("", 0) or each.method) for each in fed if each.type == "pandas.Series"}
    return len(names) == 1 and all(name in targets or name.lower() in TARGETISH for name in names)


def _beyond_quartiles(facts: Facts) -> Iterator[Found]:
    """Both quartiles of a column, and rows that are chosen, dropped or clipped by them."""
    places: dict[tuple[str, int, int | None], dict[int, set[float]]] = {}
    for call in (call for call in facts.called if call.method in _QUARTILES):
        shares = [each for argument in call.arguments[:2] for each in (argument.constant, *argument.items)]
        told = {share / 100 if share > 1 else share for share in shares if isinstance(share, (int, float)) and share is not True}
        parts = [facts.graph.calls[number] for number in facts.graph.consumers.get(call.number, ())]
        for each in (call, *(part for part in parts if part.kind == "item" and call.number in part.receiver)):
            places.setdefault((call.path, call.scope, call.cell), {})[each.number] = told
    for found in places.values():
        if {0.25, 0.75} <= set().union(*found.values()):
            users = {number for quartile in found for number in facts.graph.consumers.get(quartile, ())}
            chosen = (facts.graph.calls[number] for number in sorted(users))
            yield from (
                (call.at, "rows far beyond the quartiles are looked for", "high") for call in chosen if _by_both(facts, call, found)
            )


def _by_both(facts: Facts, call: Call, quartiles: dict[int, set[float]]) -> bool:
    """Whether rows are chosen by two quartiles: by a mask of both, or by a call that clips or masks."""
    if call.kind == "call" and call.method in _MASKS:
        masked = [facts.graph.calls[number] for number in facts.graph.consumers.get(call.number, ())]
        chooses = any(each.kind == "item" and each.arguments and call.number in each.arguments[0].inputs for each in masked)
        return len(quartiles.keys() & set(call.inputs)) > 1 and (chooses or call.method in ("clip", "where", "mask"))
    return call.kind == "item" and bool(call.arguments) and len(quartiles.keys() & set(call.arguments[0].inputs)) > 1


def _is_of_range(facts: Facts, item: Call) -> bool:
    """Whether two conditions bound one column; a single one may pick a group or a period and only narrow the question."""
    fed = [facts.graph.calls[number] for number in item.arguments[0].inputs]
    columns = [str(each.constant("", 0) or each.method).lower() for each in fed]
    bounded = {name for name in columns if columns.count(name) > 1}
    return any(not any(word in name for word in ("date", "year", "period", "month")) for name in bounded)
