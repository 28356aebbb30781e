"""How do they meet missing, wrong and duplicated data?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.called import is_dormant, is_left_over
from evaluator.checks.selectors.gaps import Onward
from evaluator.checks.selectors.having import having
from evaluator.checks.selectors.left_out import left_out
from evaluator.checks.selectors.looked import is_about_results
from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.prose import certainty, front
from evaluator.checks.selectors.reasoned import reasons
from evaluator.checks.selectors.repaired import repairs
from evaluator.checks.selectors.targets import TARGETISH
from evaluator.checks.selectors.traces import missing, reserved
from evaluator.checks.selectors.where_cleaned import where_cleaned
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

CLEAN = frozenset({"mnist", "fashion-mnist", "cifar-10", "cifar-100", "iris", "digits", "flowers", "cats-dogs"})
BUILT_IN = ("torchvision.datasets.", "keras.datasets.", "tensorflow.keras.datasets.", "tensorflow_datasets.")
FOLDERS = frozenset({"ImageFolder", "DatasetFolder"})
_ZEROS = regex(r"^(?:\S.{0,60}\s)?0(?:\.0+)?%?$")
_FEWEST = 2
SHIFTS = frozenset({"shift", "rolling", "diff", "pct_change", "ewm"})
# Files of which the name, and folders of which the whole name, says that something is watched or drawn.
MEASURES = regex(
    r"(?:^|/)(?:\w{0,40}_)?(?:monitor(?:ing)?|drift|visuali[sz]ations?|plots?|plotting)(?:_\w{0,40})?\.\w{2,5}$"
    r"|(?:^|/)(?:monitoring|drift|plots|visuali[sz]ations?)/"
)
NEAR = 25
MOST = 3
_FEW_WORDS = 40
FARTHEST = 100


def missing_values_handled(facts: Facts) -> Iterator[Evidence]:
    """Missing values are met on purpose.

    Why: Gaps are where real data differ from a tutorial's; what is done about them decides what the model learns.
    Fix: Print the share missing per column, choose drop or impute for each, and put the choice into one tested function.
    Ask: Why did you drop or fill here, and what would the other choice have changed?
    Not for: rl, llm-app, library, generative
    """
    found = list(_gaps_met(facts))
    found += [supports(call.at, "texts are padded, and a mask says where") for call in facts.those(arguments=("padding",)) if _pads(call)]
    found += [*_zeros(facts), *_unreadable(facts)]
    found = found or list(_asked(facts))
    yield from found
    if not found and not _cannot_have_gaps(facts):
        yield missing(facts, "nothing that drops, fills or masks missing values of the data was found")


def bad_rows_handled(facts: Facts) -> Iterator[Evidence]:
    """Wrong, repeated and extreme rows are looked for.

    Why: Duplicates flatter the score, outliers bend the fit, and a misspelt category becomes one more class.
    Fix: Count duplicates and impossible values, decide for each what to do, and write the rule into one tested function.
    Ask: How many rows did each rule remove, and how do you know that they were wrong?
    Not for: rl, llm-app, library, generative
    """
    loaded = {sign.id for sign in facts.known_data if sign.how == "loader"}
    every = list(_rows_met(facts))
    firm = {place for place, _, sure in every if sure == "high"}
    found = [each for each in every if each[2] == "high" or each[0] not in firm]
    if found or not loaded or any(name not in CLEAN for name in loaded):
        yield from reserved(facts, having(found, "nothing that looks for repeated, wrong or extreme rows of the data was found"))


def cleaning_in_module(facts: Facts) -> Iterator[Evidence]:
    """Cleaning stands in a function that training imports and calls.

    Why: What was cleaned in a notebook cell is not cleaned in tomorrow's file, and nobody can test it.
    Fix: Move the rules into one function `clean(df)` of a module, call it from training and from prediction, and test it with a bad row.
    Ask: Where would you change a rule of cleaning, and what else would change with it?
    Not for: rl, llm-app, library, generative
    """
    yield from where_cleaned(facts, _cleaned(facts))


def cleaning_justified(facts: Facts) -> Iterator[Evidence]:
    """The text or a comment says why rows and values were dropped, filled or changed.

    Why: To drop a row or to fill a gap is a claim about the world; the reason shows whether it was thought about.
    Fix: Beside each rule write one line: what share it touches, why you drop or fill, and what the other choice would do.
    Ask: What would the other choice have changed?
    Not for: rl, llm-app, library, generative
    """
    cleaned = list(_cleaned(facts))
    found = list(reasons(facts, [each.at for each in cleaned]))
    found = found or [(at, f"{note}; whether it says why was not told", "low") for at, note, _ in left_out(facts)]
    if found or cleaned:
        page = front(facts)
        sure = certainty(page.text) if page is not None and page.text.words >= _FEW_WORDS else "high"
        note = "no comment or sentence was found that says why rows or values are dropped, filled or changed"
        yield from having(found, note, sure, most=MOST)


@once
def _gaps_met(facts: Facts) -> Iterator[Evidence]:
    """Calls that drop or fill gaps, and rows chosen by them."""
    onward = Onward(facts)
    for call in facts.calls_to("missing.handle"):
        if call.kind == "call" and _is_of_inputs(facts, call):
            yield _handled(onward, call)
    for call in facts.calls_to("missing.count"):
        if (picked := _filters(facts, call)) and _is_of_data(facts, call):
            yield _left_out(onward, call, picked)


@once
def _rows_met(facts: Facts) -> Iterator[tuple[Location, str, Confidence]]:
    yield from repairs(facts)


def _cleaned(facts: Facts) -> Iterator[Evidence]:
    """Every place where gaps or wrong rows are met."""
    yield from _gaps_met(facts)
    yield from (supports(place, note, sure) for place, note, sure in _rows_met(facts))


def _handled(onward: Onward, call: Call) -> Evidence:
    """Gaps met; doubtful where the rows are only drawn or counted."""
    if call.name.startswith("pandas.") and (MEASURES.search(call.path) or not onward.reaches(call)):
        return supports(call.at, f"{call.method} handles missing values, of rows that were not seen to reach a model or a file", "low")
    if is_left_over(onward.facts, call):
        return supports(call.at, f"{call.method} handles missing values; what calls this was not found", "low")
    if call.method == "dropna" and _trims(onward.facts, call):
        return supports(call.at, "dropna trims the rows that a shift or a window left without a value", "low")
    return supports(call.at, f"{call.method} handles missing values")


def _trims(facts: Facts, call: Call) -> bool:
    """Whether gaps come of a shift or a window over the same table, made in the same place shortly before."""
    code = facts.code_at(call.path)
    if code is None or call.argument("subset") is not None:
        return False
    before = (each for each in code.within(call.scope) if each.kind == "call" and each.method in SHIFTS)
    shifts = [each for each in before if each.cell == call.cell and 0 <= call.line - each.line <= NEAR]
    roots = {each.number for each in facts.graph.upstream(call.receiver, most=FARTHEST)}
    return any(roots & {each.number, *(fed.number for fed in facts.graph.upstream(each.receiver, most=FARTHEST))} for each in shifts)


def _left_out(onward: Onward, call: Call, picked: list[Call]) -> Evidence:
    """Rows chosen by a mask, or values written where it finds gaps; numpy marks what is no number in results as well as in data."""
    graph = onward.facts.graph
    written = [graph.calls[each] for each in graph.consumers.get(call.number, ()) if graph.calls[each].kind == "set-item"]
    if any(call.number in each.arguments[0].inputs for each in written):
        return supports(call.at, "values are written where they are missing", "low" if MEASURES.search(call.path) else "high")
    present = call.method.startswith("not") or any(call.number not in each.arguments[0].inputs for each in picked)
    if not present and not any(onward.reaches(each) for each in picked):
        return supports(call.at, "rows are picked by whether a value is missing", "low")
    return supports(call.at, "rows with missing values are left out", "low" if _is_doubtful(call) else "high")


def _is_doubtful(call: Call) -> bool:
    return call.name.startswith("numpy.") or MEASURES.search(call.path) is not None


def _is_of_data(facts: Facts, call: Call) -> bool:
    """Marks over a table, or over an array that was read; arrays of scores are made."""
    if not call.name.startswith("numpy."):
        return not is_about_results(facts, call)
    return any(each.scope == call.scope for each in facts.graph.upstream(call.inputs, "data.read", "data.query", "data.builtin"))


def _is_of_inputs(facts: Facts, call: Call) -> bool:
    """Not where the truth itself is filled (`y = df["target"].fillna(0)`), nor rows of results."""
    columns = [facts.graph.calls[number] for number in call.receiver if number in facts.graph.calls]
    filled = call.method == "fillna" and any(str(each.constant("", 0)).lower() in TARGETISH for each in columns if each.kind == "item")
    return not filled and not is_about_results(facts, call)


def _filters(facts: Facts, call: Call) -> list[Call]:
    """The rows that marks of missing values choose: `df[df.age.notna()]`."""
    marks = {call.number}
    turned = [facts.graph.calls[number] for number in facts.graph.consumers.get(call.number, ())]
    marks |= {each.number for each in turned if each.kind == "call" and each.method in ("apply", "map", "invert", "logical_not")}
    after = [facts.graph.calls[each] for number in marks for each in facts.graph.consumers.get(number, ())]
    return [item for item in after if item.kind == "item" and item.arguments and marks & set(item.arguments[0].inputs)]


def _pads(call: Call) -> bool:
    """Whether texts are padded by a tokenizer, also by one whose class is not known: `self.tokenizer(texts, padding="longest")`."""
    padding = call.argument("padding")
    if padding is None or padding.constant is False:
        return False
    unknown = call.written.rpartition(".")[2] in ("tokenizer", "encode_plus", "batch_encode_plus") and not call.own
    return call.means("tokenizer") or (unknown and (call.constant("return_attention_mask") is not False))


def _asked(facts: Facts) -> Iterator[Evidence]:
    """Values asked one by one whether they are missing, in a function that somebody calls."""
    for call in facts.calls_to("missing.count"):
        conditional = call.kind == "call" and call.scope >= 0 and call.loops > 0 and not call.name.startswith("numpy.")
        if conditional and not is_dormant(facts, call):
            yield supports(call.at, "single values are asked whether they are missing", "low")


def _zeros(facts: Facts) -> Iterator[Evidence]:
    """A count of missing values whose committed output shows nothing but zeros."""
    counts = {(call.path, call.cell): call for call in facts.calls_to("missing.count") if call.cell}
    for notebook in facts.notebooks:
        for cell in notebook.source.cells:
            call = counts.get((notebook.path, cell.number))
            lines = [line.strip() for output in cell.outputs for line in output.text.splitlines() if line.strip() and "dtype" not in line]
            if call is not None and len(lines) >= _FEWEST and all(_ZEROS.match(line) for line in lines):
                yield supports(call.at, "missing values are counted, and the output shows none")


def _unreadable(facts: Facts) -> Iterator[Evidence]:
    """Pictures that cannot be read are skipped."""
    for code in facts.product:
        reads = {call.scope for call in code.calls_to("image.read")}
        for handler in code.source.handlers:
            if handler.scope in reads and handler.scope >= 0 and handler.does in ("pass", "print", "log", "handle"):
                yield supports(code.at(handler.line), "files that cannot be read are passed over", "low")


def _cannot_have_gaps(facts: Facts) -> bool:
    """Whether all data come from sets that are known to be complete."""
    loaded = {sign.id for sign in facts.known_data if sign.how == "loader"}
    built_in = [call for call in facts.calls_to("data.builtin") if call.name.startswith(BUILT_IN) and call.method not in FOLDERS]
    tables = any(call.name.startswith(("pandas.", "polars.")) for call in facts.calls_to("data.read"))
    return bool(loaded and loaded <= CLEAN) or bool(built_in and not tables)
