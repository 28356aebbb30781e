"""Whether rows are split as a new case would come: by group, by time; or at random though they hang together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.called import is_dormant
from evaluator.checks.selectors.looked import is_about_results
from evaluator.checks.selectors.naming_parts import PART
from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.splits import is_thrown_away, splits
from evaluator.checks.selectors.standing import is_aside
from evaluator.checks.selectors.unread import in_vain
from evaluator.model.place import Location
from evaluator.model.regex import regex
from evaluator.model.result import Confidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.splits import Split
    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts

FARTHEST = 1_500
SHIFTED = frozenset({"shift", "rolling", "pct_change", "ewm", "diff"})
WITHIN = frozenset({"transform", "cumcount", "shift", "rank", "rolling", "cumsum", "ngroup", "ffill", "diff", "pct_change"})
RANDOM = frozenset({"train_test_split", "random_split", "randomSplit"})
DATED = regex(r"date|(?:^|_)time(?:stamp)?s?(?:$|_)|^day$|month|year|^ds$|fecha|datum")
# What one person, thing or recording is called, of which a table may hold several rows.
OF_GROUP = regex(
    r"^(?:patient|subject|user|person|speaker|driver|household|session|device|machine|engine|vehicle|track|participant|author|recording"
    r"|customer|client|store|shop|account|paciente|usuario|cliente|sujeto)s?[_ ]?(?:id|ids|nr|no|num|number|code|key|name)?$"
)
SEVERAL = regex(
    r"^(?:patient|subject|speaker|driver|session|device|machine|engine|track|participant|recording|paciente"
    r"|sujeto)s?[_ ]?(?:id|nr|no|num|number|code)$"
)


class Seen(msgspec.Struct, frozen=True):
    """What a split does to rows that hang together: respects it, or (`respects` false) does not."""

    respects: bool
    at: Location
    note: str
    sure: Confidence


@once
def structure(facts: Facts) -> Iterator[Seen]:
    """What the code shows of groups and time in its splits."""
    yield from _kept_together(facts)
    for code in facts.product:
        yield from _cut_by_date(facts, code)
    for split in splits(facts):
        idle = (
            split.doubtful
            or split.call.number in in_vain(facts)
            or is_thrown_away(facts, split)
            or is_aside(split.call.path)
            or is_dormant(facts, split.call)
        )
        if not idle and not is_about_results(facts, split.call):
            yield from _of_split(facts, split)


def _kept_together(facts: Facts) -> Iterator[Seen]:
    """Splitters that keep groups or order, and groups that are given to a split."""
    for call in facts.those(("group-split", "time-split"), (), ("groups", "group_kfold")):
        given = call.argument("groups")
        if call.kind != "call" or is_aside(call.path) or call.means("nn.layer"):
            continue
        if (
            given is not None
            and not given.is_constant
            and (call.means("split", "folds", "cross-validate", "group-split", "search.run") or call.method in ("split", "fit"))
        ):
            yield Seen(True, call.at, f"{call.method} is given groups, which stay on one side", "high")
        elif call.means("group-split") and given is None and call.method[:1].isupper():
            yield Seen(True, call.at, f"{call.method} keeps groups on one side", "high")
        elif call.means("time-split"):
            yield Seen(True, call.at, f"{call.method} splits in the order of time", "high")


def _cut_by_date(facts: Facts, code: Code) -> Iterator[Seen]:
    """`train = df[df["day"] < cut]` beside `test = df[df["day"] >= cut]`."""
    parts: dict[tuple[int, str], dict[str, Call]] = {}
    for item in code.calls:
        if item.kind != "item" or not item.arguments or not item.arguments[0].inputs or item.arguments[0].text:
            continue
        near = [facts.graph.calls[number] for number in item.arguments[0].inputs if number in facts.graph.calls]
        columns = [str(each.constant("", 0) or each.method).lower() for each in near if each.kind == "item"]
        dated = next((name for name in columns if DATED.search(name)), "")
        said = [PART.search(name.lower()) for name in _names(facts, code, item)] if dated else []
        part = next((each[1] for each in said if each is not None), "")
        if part:
            parts.setdefault((item.scope, dated), {}).setdefault("train" if part == "train" else "test", item)
    for (_, dated), both in parts.items():
        if len(both) > 1:
            yield Seen(True, both["test"].at, f"the parts are cut by `{dated}`", "high")


def _names(facts: Facts, code: Code, item: Call) -> Iterator[str]:
    """The names under which a choice of rows goes on."""
    first = code.calls[0].number
    yield from (name for name, each in code.source.bindings.items() if item.number - first in each.inputs)
    for user in (facts.graph.calls[number] for number in facts.graph.consumers.get(item.number, ())):
        yield from user.targets
        yield from (argument.text for argument in user.arguments if argument.inputs == (item.number,))


def _of_split(facts: Facts, split: Split) -> Iterator[Seen]:
    """A split in order, or one at random over rows that hang together by time or by a group."""
    call = split.call
    fed = list(facts.graph.upstream(split.data or split.call.inputs, most=FARTHEST))
    made = next((each for each in fed if each.kind == "call" and each.method in SHIFTED and _of_rows(each)), None)
    dated = _dates(fed)
    if split.kind == "slices" and (made is not None or dated):
        yield Seen(True, call.at, "the first rows train, the later ones are kept apart", "high")
    elif split.kind == "call" and call.method in RANDOM:
        order = call.argument("shuffle")
        if order is not None and order.is_constant and not order.constant:
            yield Seen(True, call.at, "rows are split in their order, not at random", "high" if made is not None or dated else "low")
        elif order is None or order.is_constant:
            yield from _at_random(facts, split, fed, made, dated)


def _at_random(facts: Facts, split: Split, fed: list[Call], made: Call | None, dated: str) -> Iterator[Seen]:
    at, method = split.call.at, split.call.method
    if made is not None:
        where = "" if made.path == split.call.path and not made.cell else f"{made.path}, " + (f"cell {made.cell}, " if made.cell else "")
        note = f"{method} draws rows at random whose columns were made of other rows by `{made.method}` ({where}line {made.line})"
        yield Seen(False, at, note, "high" if made.loops == 0 and _is_plain(made) else "low")
    elif dated:
        yield Seen(False, at, f"{method} draws rows at random that hold dates (`{dated}`); would a new case come later?", "low")
    elif group := _groups(facts, fed):
        yield Seen(False, at, f"{method} draws rows at random of which several may share one `{group}`", "low")


def _of_rows(call: Call) -> bool:
    """Whether a method moves along the rows of a table, and not of an array or a picture."""
    return call.name.startswith(("pandas.", "polars.")) and call.constant("axis") not in (1, "columns")


def _is_plain(call: Call) -> bool:
    """`shift` and `rolling` surely take other rows in; a `diff` may only look for changes."""
    return call.method in ("shift", "rolling", "pct_change", "ewm")


def _dates(fed: list[Call]) -> str:
    """The name of a column of dates that the rows were given; "" for none."""
    for each in fed:
        if each.kind == "call" and (each.method == "to_datetime" or each.argument("parse_dates") is not None):
            given = [each.argument("parse_dates")] if each.method != "to_datetime" else list(each.arguments[:1])
            named = [
                text for argument in given if argument is not None for text in (argument.constant, *argument.items) if isinstance(text, str)
            ]
            return next(iter(named), each.method)
    return ""


def _groups(facts: Facts, fed: list[Call]) -> str:
    """A column that names a person or a thing, by which rows are counted or filled within their group; or one of a committed table."""
    for each in fed:
        if each.kind == "call" and each.method == "groupby":
            named = [text for argument in each.arguments[:1] for text in (argument.constant, *argument.items) if isinstance(text, str)]
            users = {facts.graph.calls[number].method for number in facts.graph.consumers.get(each.number, ())}
            users |= {
                facts.graph.calls[user].method
                for number in facts.graph.consumers.get(each.number, ())
                for user in facts.graph.consumers.get(number, ())
            }
            if users & WITHIN and (group := next((name for name in named if OF_GROUP.search(name.lower())), "")):
                return group
    columns = {column.strip().strip('"') for table in facts.tables if table.role == "data" for column in table.source.columns}
    return next((name for name in sorted(columns) if SEVERAL.search(name.lower())), "")
