"""What is done to rows without a table's own methods: kept one by one, gathered class by class, written field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.called import is_dormant, is_left_over
from evaluator.checks.selectors.conditions import around, is_order
from evaluator.checks.selectors.targets import TARGETISH
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

_CLEANS = regex(r"clean|invalid|(?:^|_)bad_|sanit|filter_(?:data|rows|samples|examples)")
_SIDES = regex(r"([\w.]{0,40}\(?[\w.]{1,40}(?:\[[^\]]{1,40}\])?\)?) (>=?|<=?) [\w.\-]{1,60}")
_BETWEEN = regex(r"[\w.\-]{1,60} <=? ([\w.]{0,40}\(?[\w.]{1,40}(?:\[[^\]]{1,40}\])?\)?) <=? [\w.\-]{1,60}")
_COMMONEST = frozenset({"head", "nlargest", "[]"})
_REPLACES = frozenset({"apply", "map", "where", "mask"})
_RETYPES = frozenset({"join", "str", "int", "float", "strip", "lower", "upper", "replace", "sub", "title", "split", "unescape"})
_READS = frozenset({"json.load", "json.loads", "yaml.safe_load", "csv.DictReader"})
_MOST_COLUMNS = 3
_NAME = regex(r"[A-Za-z_]\w{0,40}")
_FEW = 12
_TWO = 2


def kept_one_by_one(facts: Facts) -> Iterator[Found]:
    """`for row in rows: if low <= row[3] <= high: kept.append(row)`: the rows themselves, chosen by a range of one of their values."""
    for code in facts.product:
        for call in code.those(methods={"append"}) if code.source.conditions else ():
            given = call.arguments[0].text if call.loops and call.guards and not call.used and len(call.arguments) == 1 else ""
            if given and _in_range(code, call, given):
                told = call.scope >= 0 and _CLEANS.search(code.functions[call.scope].name.lower())
                yield call.at, "rows are kept by a condition, one by one", "high" if told else "low"


def _in_range(code: Code, call: Call, row: str) -> bool:
    """Whether the `if` around a call bounds one value of the row on both sides."""
    for asked in (each for each in around(code, call) if is_order(each.text) and row in each.text):
        bounds: dict[str, set[str]] = {}
        for each in _SIDES.finditer(asked.text):
            bounds.setdefault(each[1], set()).add(each[2][0])
        ranged = {value for value, sides in bounds.items() if len(sides) == _TWO} | {each[1] for each in _BETWEEN.finditer(asked.text)}
        if not asked.otherwise and any(row in _NAME.findall(value) for value in ranged):
            return True
    return False


def rare_merged(facts: Facts) -> Iterator[Found]:
    """`top = df["kind"].value_counts().head(5).index`, and the same column is rewritten by it shortly after."""
    for call in facts.those(methods={"value_counts"}):
        column = _column(facts, call.receiver)
        kept = [each for each in facts.graph.downstream(call, most=_FEW) if (each.path, each.scope) == (call.path, call.scope)]
        index = next((each for each in kept if each.written == ".index"), None)
        code = facts.code_at(call.path)
        if not column or index is None or code is None or not any(each.method in _COMMONEST for each in kept):
            continue
        for each in code.within(call.scope):
            near = each.cell == index.cell and 0 < each.line - index.line <= _MOST_COLUMNS
            if near and each.kind == "set-item" and each.constant("", 0) == column and _is_rewritten(facts, each, column):
                yield each.at, "rare values of a column are merged, it seems", "low"


def _column(facts: Facts, numbers: tuple[int, ...]) -> str:
    """The name of the column that a value is."""
    items = [facts.graph.calls[number] for number in numbers if number in facts.graph.calls]
    names = [str(each.constant("", 0) or each.written.removeprefix(".")) for each in items if each.kind == "item"]
    return names[0] if len(names) == 1 else ""


def _is_rewritten(facts: Facts, stored: Call, column: str) -> bool:
    """Whether what is stored comes of the same column, by a call that may put another value in place."""
    made = [facts.graph.calls[number] for number in stored.arguments[-1].inputs if number in facts.graph.calls]
    return any(each.kind == "call" and each.method in _REPLACES and _column(facts, each.receiver) == column for each in made)


def classes_copied(facts: Facts) -> Iterator[Found]:
    """`rare = rows[rows.target == 1]`, added to a list again and again, and the list is joined: copies of one class."""
    for call in facts.those(methods={"concat", "vstack", "concatenate"}):
        code = facts.code_at(call.path)
        adds = (
            [each for each in code.those(methods={"append"}) if each.scope == call.scope and each.loops] if code and call.scope >= 0 else []
        )
        if adds:
            fed = {each.number for each in facts.graph.upstream(call, most=50)}
            for each in (one for one in adds if one.number in fed):
                chosen = [one for one in facts.graph.upstream(each.arguments[0].inputs, most=_FEW) if _is_one_class(facts, one, each)]
                if chosen:
                    trained = any("train" in facts.graph.calls[number].name.lower() for number in chosen[0].receiver)
                    sure: Confidence = "high" if trained and not (is_dormant(facts, call) or is_left_over(facts, call)) else "low"
                    yield each.at, "rows of one class are added again and again", sure
                    break


def _is_one_class(facts: Facts, item: Call, added: Call) -> bool:
    """Whether rows of one class are chosen by a mask, outside the loop that adds them."""
    if item.kind != "item" or item.scope != added.scope or item.loops >= added.loops or not item.arguments or item.written != "[]":
        return False
    return not item.arguments[0].text and _column(facts, item.arguments[0].inputs).lower() in TARGETISH


def fields_rewritten(facts: Facts, codes: Iterator[Code]) -> Iterator[Found]:
    """`for row in rows: row["tags"] = " ".join(row["tags"])`: fields of records that were read, rewritten one by one."""
    for code in codes:
        seen: set[int] = set()
        for call in code.calls:
            if call.kind == "set-item" and call.loops and call.scope >= 0 and call.scope not in seen and _retypes(facts, call):
                seen.add(call.scope)
                idle = is_dormant(facts, call) or is_left_over(facts, call)
                note = "rewrites fields of the records" + ("; what calls it was not found" if idle else "")
                function = code.functions[call.scope]
                yield code.at(function.line), f"`{function.name}` {note}", "low" if idle else "high"


def _retypes(facts: Facts, stored: Call) -> bool:
    """Whether a field of a record is stored anew, made of the same record, that a file or service gave."""
    made = [facts.graph.calls[number] for number in stored.arguments[-1].inputs if number in facts.graph.calls]
    if not any(each.kind == "call" and each.method in _RETYPES and not each.own for each in made):
        return False
    same = {each.number for each in facts.graph.upstream(stored.arguments[-1].inputs, most=_FEW)} & set(stored.receiver)
    return bool(same) and any(each.name in _READS or each.means("data.read") for each in facts.graph.upstream(stored.receiver, most=_FEW))
