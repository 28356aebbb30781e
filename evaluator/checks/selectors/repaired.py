"""Where rows that are wrong are met: duplicates, outliers, types, spellings, broken pictures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.answers import gives_classes, gives_numbers
from evaluator.checks.selectors.by_hand import kept_one_by_one, rare_merged
from evaluator.checks.selectors.left_out import left_out
from evaluator.checks.selectors.lineage import lineage
from evaluator.checks.selectors.looked import MADE, RESULT_FILE, is_about_results
from evaluator.checks.selectors.targets import TARGETISH, target_columns
from evaluator.checks.selectors.training import trainings
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

_REPEATED = frozenset({"drop_duplicates", "duplicated", "dropDuplicates", "unique_rows"})
_EXTREME = frozenset({"clip", "winsorize", "zscore"})
_STATISTICAL = frozenset({"scipy.stats.zscore", "scipy.stats.mstats.winsorize"})
_TEXTS = frozenset({"strip", "lower", "upper", "replace", "title", "lstrip", "rstrip", "normalize", "encode"})
_REWRITES = frozenset({"replace", "encode"})
_CLEANS = frozenset({"re.sub", "re.compile().sub", "unicodedata.normalize", "html.unescape", "bs4.BeautifulSoup"})
_BROKEN = frozenset({"verify", "validate_image", "verify_images", "imghdr.what"})
_QUARTILES = frozenset({"quantile", "percentile", "nanpercentile", "nanquantile", "approxQuantile"})
_MASKS = frozenset({"clip", "where", "mask", "between", "any", "all"})
MOST_ENDS = 30
_FEW = 6
_SEVERAL = 2
_WALKED = frozenset({"unique", "items", "range", "enumerate", "groupby"})
_RESULTS = regex(r"(?:^|_)(?:results?|metrics|leaderboard|predictions?|preds?|h[iy]per-?param\w{0,20})(?:$|_)")
_CLEANERS = regex(r"outlier|clean|invalid|(?:^|_)bad_|filter|sanit|duplicate|drop_(?:\w{1,30}_)?rows")
_COPIES = regex(
    r"^\w{0,40}duplicate\w{0,40}(?:\.|$)|(?:file|image|content|compute)_?hash|hash(?:es)?_?(?:seen|dict|set)|seen_hash|hash_file"
    r"|(?:^|[._])\w{0,30}outliers?\w{0,20}$|percentile_clip"
)
_FILTERS = frozenset({"filter", "where", "query"})
_LISTS = frozenset({"select", "[]"})
_BOUND = regex(r"^\s{0,9}`?[^\W\d][\w ]{0,60}`?\s{0,9}[<>]=?\s{0,9}-?\d[\d_.e]{0,20}\s{0,9}$")
_GAPS = regex(r"\bnan\b|none|\bna\b|inf", re.IGNORECASE)
_DATED = regex(r"date|year|period|month|time|^day|^index$|fecha|datum")


def repairs(facts: Facts) -> Iterator[Found]:
    """Everything that looks for wrong rows or mends them."""
    texts = any(facts.calls_to("text-preprocessing"))
    kept = _used(facts)
    targets = target_columns(facts) if gives_classes(facts) and not gives_numbers(facts) else frozenset()
    yield from _beyond_quartiles(facts)
    yield from _by_name(facts)
    yield from kept_one_by_one(facts)
    yield from rare_merged(facts)
    yield from left_out(facts)
    codes = [code for code in facts.product if not RESULT_FILE.search(code.path)]
    for code, call in ((home, each) for home in codes for each in home.calls):
        if call.kind == "call":
            yield from _by_call(facts, call, texts=texts)
            if call.method == "query" and call.number in kept and _asks_a_range(call):
                yield call.at, "rows are kept by a condition", "high"
            elif call.method in _FILTERS and call.arguments and call.scope >= 0 and _is_in_cleaner(code, call):
                yield call.at, "rows are kept by a condition", "low"
        elif call.kind == "set-item" and _sets_some_rows(facts, call) and not _cuts_bins(code, call):
            yield call.at, "a value is written into the rows that a condition picks", "low"
        elif call.kind == "item" and _keeps_good_rows(facts, call, kept) and not _picks_a_class(facts, call, targets):
            yield call.at, "rows are kept by a condition", "high" if _is_of_range(facts, call) else "low"
        elif call.kind == "item" and _chooses(call) and _is_in_cleaner(code, call):
            yield call.at, "rows are kept by a condition", "low"


def _is_in_cleaner(code: Code, call: Call) -> bool:
    """Whether the function around a call is named for cleaning."""
    return _CLEANERS.search(code.functions[call.scope].name.lower()) is not None


def _asks_a_range(call: Call) -> bool:
    """`df.query("load_mw > 19000")`: a bound for one column that is no date."""
    asked = call.constant("", 0)
    return isinstance(asked, str) and _BOUND.match(asked) is not None and not _DATED.search(asked.lower())


def _halves(call: Call) -> bool:
    """`delta.clip(lower=0)`: gains are told from losses, nothing is extreme."""
    bounds = [argument for argument in call.arguments if argument.name in ("", "lower", "upper")]
    return len(bounds) == 1 and bounds[0].is_constant and bounds[0].constant == 0


def _by_name(facts: Facts) -> Iterator[Found]:
    """Copies found by other means than a table's: `duplicate_images.append(name)`; one place a file."""
    for code in facts.product:
        calls: dict[str, Call] = {}
        for call in code.called:
            for text in (call.written, *(argument.text for argument in call.arguments)):
                calls.setdefault(text, call)
        name = next((text for text in calls if _COPIES.search(text.lower())), "")
        if name and not any(call.method in _REPEATED for call in code.called):
            yield calls[name].at, f"`{name}` speaks of repeated or extreme examples", "low"


def _by_call(facts: Facts, call: Call, *, texts: bool) -> Iterator[Found]:
    if call.method in _REPEATED or (call.means("duplicates") and call.name.startswith("polars.")):
        if not _lists_values(facts, call):
            yield call.at, "repeated rows are looked for", "high"
    elif (call.method in _EXTREME and call.name.startswith("pandas.") and not _halves(call)) or call.name in _STATISTICAL:
        yield call.at, f"{call.method} meets extreme values", "high"
    elif call.means("outliers") and call.name.startswith("sklearn."):
        yield call.at, f"{call.name.split('.')[2]} looks for outliers", "high"
    elif call.constant("errors") == "coerce":
        yield call.at, "what cannot be read as the right type becomes a gap", "high"
    elif call.method in _TEXTS and _is_of_text(facts, call):
        yield _respelt(call)
    elif call.method == "replace" and call.name.startswith(("pandas.Series.replace", "pandas.DataFrame.replace")):
        yield from _replaced(facts, call)
    elif call.name in _CLEANS and texts:
        yield call.at, "texts are cleaned", "low"
    elif call.method in _BROKEN and (call.name in _BROKEN or call.name.startswith(("PIL.", "fastai."))):
        yield call.at, "broken pictures are found out", "low" if is_about_results(facts, call) else "high"


def _respelt(call: Call) -> Found:
    """A method of texts; what is replaced may have been right (`"AB.SA"` becomes `"AB"`), or differ only in how it is written."""
    if call.method in _REWRITES:
        return call.at, f"str.{call.method} changes the texts of a column; whether they were wrong could not be told", "low"
    return call.at, f"str.{call.method} evens out how texts are written", "high"


def _replaced(facts: Facts, call: Call) -> Iterator[Found]:
    """`replace("?", nan)`: wrong values; a mapping may put spellings right, or only number the classes."""
    columns = {str(each.constant("", 0) or each.method).lower() for each in origins(facts, call)[:1]}
    first = call.argument("to_replace", 0)
    mapped = first is not None and first.items and call.argument("value", 1) is None
    texts = [str(argument.constant) if argument.is_constant else argument.text for argument in call.arguments if not argument.items]
    told = any(_GAPS.search(text) for text in texts)
    named = call.written.partition(".")[0].lower()
    if not (mapped and columns & TARGETISH) and "target" not in named and "label" not in named:
        sure = not mapped and (told or (first is not None and first.is_constant))
        yield call.at, "values are replaced", "high" if sure else "low"


def _lists_values(facts: Facts, call: Call) -> bool:
    """Whether the values of one column are listed, or runs are compared: no repeated row is looked for."""
    near = origins(facts, call)
    one = bool(near) and near[0].method in _LISTS and near[0].kind in ("call", "item") and len(near[0].arguments) == 1
    alone = one and (near[0].method == "select" or not near[0].arguments[0].inputs) and len(near[0].arguments[0].items) < _SEVERAL
    told = {name for each in near for name in each.targets} | {
        str(argument.constant) for each in near for argument in each.arguments if argument.is_constant or argument.constant
    }
    made = any(MADE.search(name) or _RESULTS.search(name.lower()) for name in told)
    return (alone and call.method != "duplicated") or made


def origins(facts: Facts, call: Call) -> list[Call]:
    """What a method is called on, and what that was called on, a few steps back."""
    found: list[Call] = []
    numbers = call.receiver
    while len(numbers) == 1 and len(found) < _FEW and numbers[0] in facts.graph.calls:
        found.append(facts.graph.calls[numbers[0]])
        numbers = found[-1].receiver
    return found


def _sets_some_rows(facts: Facts, stored: Call) -> bool:
    """`df.loc[df["age"] == 999, "age"] = 99`: a literal written into rows that a mask picks."""
    if not stored.type.startswith("pandas.") or stored.arguments[-1].inputs or not stored.arguments[0].inputs:
        return False
    masks = [facts.graph.calls[number] for number in stored.arguments[0].inputs if number in facts.graph.calls]
    near = [*masks, *origins(facts, stored)]
    results = any(_RESULTS.search(name.lower()) for each in near for name in each.targets)
    return any(each.type == "pandas.Series" for each in masks) and not results


def _cuts_bins(code: Code, stored: Call) -> bool:
    """Whether several rows' values of one column are written one after another: ranges become classes, no row is wrong."""
    key = stored.arguments[0]
    alike = [each for each in code.within(stored.scope) if each.kind == "set-item" and each.cell == stored.cell]
    return sum(1 for each in alike if each.arguments[0].items == key.items and each.arguments[0].inputs) > 1


def _chooses(item: Call) -> bool:
    """`df[mask]` inside a function."""
    if item.scope < 0 or not item.name.startswith("pandas.DataFrame") or not item.name.endswith("[]") or not item.arguments:
        return False
    given = item.arguments[0]
    return bool(len(given.inputs) > 1 and not (given.is_constant or given.items or given.text))


def _is_of_text(facts: Facts, call: Call) -> bool:
    """Whether a method of texts is applied to a column's values, not to the names of columns."""
    near = origins(facts, call)
    headings = any(each.method == "columns" for each in (*near, *lineage(facts, call.receiver)))
    return bool(near) and near[0].written.endswith(".str") and not headings


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
    near += origins(facts, item)
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
    for call in facts.those(methods=_QUARTILES):
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
