"""What learns from rows before a model does: fitted transformers, statistics taken by hand, resampled rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.once import kept, once
from evaluator.checks.selectors.scoring import SCORES, shifted
from evaluator.checks.selectors.training import TRAINS
from evaluator.model.code import Call
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Code
    from evaluator.model.facts import Facts

_CENTRES = frozenset({"mean", "median", "mode", "nanmean", "nanmedian", "average", "min", "nanmin", "quantile"})
_SPREADS = frozenset({"std", "nanstd", "var", "max", "nanmax"})
_SCALES = {"mean": "std", "min": "max", "average": "std", "nanmean": "nanstd", "median": "std"}
_PER_ROW = frozenset({"apply", "map", "applymap"})
_CHAINS = frozenset({
    "Pipeline", "ColumnTransformer", "FeatureUnion", "make_pipeline", "make_column_transformer", "make_union", "make_column_selector",
})  # fmt: skip
# Steps that learn no statistic of the rows: the categories at most.
_FIXED = frozenset({
    "OneHotEncoder", "OrdinalEncoder", "LabelEncoder", "LabelBinarizer", "MultiLabelBinarizer", "FunctionTransformer", "Normalizer",
    "Binarizer", "PolynomialFeatures", "HashingVectorizer", "FeatureHasher",
})  # fmt: skip
_STEPS = ("sklearn.", "imblearn.", "category_encoders.", "feature_engine.", "project:")
_LEAKS = regex(r"leak|\bsins\b|\bsin:|gets to see|contaminat", re.IGNORECASE)
# What is said of a leak that is kept out, in several languages: `avoids leakage`, `para evitar data leakage`, `leak-free`.
_KEPT_OUT = regex(
    r"avoid|prevent|without|\bno(?:t|n)?\b|n't\b|never|safe|against|free|stop|evit|previn|prevenir|\bsin\b(?!:)|\bsem\b|vermeid|verhinder|\bohne\b|éviter|\bsans\b",
    re.IGNORECASE,
)
_TESTED = regex(r"(?:^|_)(?:val|valid|validation|test|holdout)(?:$|_)")
_TOLD = frozenset({"print", "display", "info", "debug", "warning", "write", "echo", "metric"})
_SCORED = regex(
    r"(?:^|[^a-z])(?:\w{0,30}_)?(?:scores?|acc|accurac(?:y|ies)|loss(?:es)?|metrics?|f1s?|aucs?|rmses?|maes?|preds?|predictions?)(?:$|[^a-z])"
)
_ENDS = (
    *TRAINS,
    "split",
    "folds",
    "cross-validate",
    "data-loader",
    "model.predict",
    "transformer.fit",
    "transformer.transform",
    "data.matrix",
)
_FITS = frozenset({"fit", "fit_transform", "fit_predict", "predict", "train_test_split"})
_NEAR = 5
_ABOVE = 8
_MOST_STEPS = 400
_UNDER = regex(r"under|nearmiss|tomek|cleaning|edited|condensed|instancehardness", re.IGNORECASE)


class Fit(msgspec.Struct, frozen=True):
    """Something that learns from rows: the nodes of the `rows` it sees, the nodes that carry what it `made`.

    `inplace` holds the frames that it changes without giving them back. Not `certain` where it may be harmless.
    """

    call: Call
    did: str
    rows: tuple[int, ...]
    made: tuple[int, ...] = ()
    inplace: tuple[int, ...] = ()
    certain: bool = True


def fits(facts: Facts) -> Iterator[Fit]:
    """Transformers that learn statistics from rows; those of labels and of fixed categories learn nothing that leaks."""
    for call in facts.calls_to("transformer.fit"):
        if (
            call.kind == "call"
            and ".TSNE." not in call.name  # it places rows in a picture, and nothing else can be placed beside them
            and not call.means("transformer.stateless", "label.encode", "encoder.fit", "resampler.fit")
            and not _of_fixed_steps(facts, call)
        ):
            yield Fit(call, "fitted", _first(call), (call.number,))


def _of_fixed_steps(facts: Facts, call: Call) -> bool:
    """Whether a chain is fitted whose steps are all known and learn nothing but categories."""
    if not any(f".{chain}." in call.name for chain in _CHAINS):
        return False
    made = [each for each in facts.graph.upstream(call.receiver, most=_MOST_STEPS) if each.kind == "call" and each.name.startswith(_STEPS)]
    steps = [each.method for each in made if each.type == each.name and each.method not in _CHAINS]
    return bool(steps) and _FIXED.issuperset(steps)


def resamplings(facts: Facts) -> Iterator[Fit]:
    """Rows copied, blended or left out to change the balance of classes."""
    for call in facts.calls_to("resampler.fit"):
        if call.kind == "call":
            yield Fit(call, "resampled", _first(call), (call.number,), certain=not _UNDER.search(call.name))
    for call in facts.calls_named("sklearn.utils.resample"):
        copies = call.constant("replace") is not False
        yield Fit(call, "resampled", _first(call), (call.number,), certain=copies and call.argument("n_samples") is not None)


@once
def by_hand(facts: Facts) -> Iterator[Fit]:
    """`df.fillna(df.mean())` and `(X - X.mean()) / X.std()`."""
    for code in facts.product:
        statistics = [call for call in code.called if call.method in _CENTRES | _SPREADS and _whole_columns(call)]
        if statistics:
            yield from _filled(facts, code, statistics)
            yield from _scaled(facts, code, [call for call in statistics if not _of_scores(facts, call)])
            yield from _compared(facts, code, statistics)
        yield from _binned(code)


def _first(call: Call) -> tuple[int, ...]:
    """The nodes of the rows: the first positional argument, or what is given as X."""
    found = call.argument("X", 0) or call.argument("raw_documents") or call.argument("texts")
    return found.inputs if found else ()


def _about(call: Call) -> tuple[int, ...]:
    """What a statistic is taken of: its receiver, or its first argument (`np.mean(x)`)."""
    return call.receiver or _first(call)


def _whole_columns(call: Call) -> bool:
    """Whether a statistic goes down the rows of a table or an array; not along each row, nor over groups."""
    axis = call.constant("axis", 0 if call.receiver else 1)
    return axis not in (1, "columns", -1, (1,)) and bool(_about(call)) and ".groupby" not in call.name and "GroupBy" not in call.name


def _filled(facts: Facts, code: Code, statistics: list[Call]) -> Iterator[Fit]:
    numbers = {call.number: call for call in statistics}
    for fill in code.calls_to("missing.handle"):
        given = [number for argument in fill.arguments for number in argument.inputs]
        near = next((numbers[number] for number in _nearest(facts, given) if number in numbers), None)
        if near is not None and fill.kind == "call" and near.method in _CENTRES:
            inplace = _root(facts, fill.receiver) if not fill.used or fill.constant("inplace") is True else ()
            yield Fit(fill, "filled with a statistic", _about(near), (fill.number,), inplace, certain=bool(fill.receiver))


def _binned(code: Code) -> Iterator[Fit]:
    """Columns cut at their own quantiles, or into equal bins; whether they stay among the inputs is not followed."""
    for call in code.those((), ("qcut", "cut")):
        bins = call.argument("bins", 1)
        whole = call.name == "pandas.cut" and bins is not None and isinstance(bins.constant, int) and not isinstance(bins.constant, bool)
        if call.kind == "call" and (call.name == "pandas.qcut" or whole):
            did = f"cut into bins by the {'quantiles' if call.method == 'qcut' else 'range'} of a column"
            yield Fit(call, did, _first(call), (call.number,), certain=False)


def _compared(facts: Facts, code: Code, statistics: list[Call]) -> Iterator[Fit]:
    """A new column of comparisons with a statistic of the old one: `salary.apply(lambda x: x > salary.mean())`."""
    by_line: dict[tuple[int, int | None], Call] = {(each.line, each.cell): each for each in statistics if each.receiver}
    for call in code.those((), _PER_ROW) if by_line else ():
        near = by_line.get((call.line, call.cell)) if len(call.receiver) == 1 else None
        if near is not None and call.receiver[0] < near.number < call.number and _same_column(facts, call, near):
            yield Fit(call, "compared with a statistic", near.receiver, (call.number,), certain=False)


def _same_column(facts: Facts, one: Call, other: Call) -> bool:
    """Whether two calls are made on the same value, or on the same column of the same table."""
    first, second = (facts.graph.calls[each.receiver[0]] for each in (one, other))
    return first is second or (
        first.kind == "item" == second.kind
        and first.receiver == second.receiver
        and [each.text or each.constant for each in first.arguments] == [each.text or each.constant for each in second.arguments]
    )


def _nearest(facts: Facts, numbers: list[int]) -> Iterator[int]:
    """The nodes given, and what they are picked out of (`df.mode()[0]`)."""
    for number in numbers:
        yield number
        call = facts.graph.calls.get(number)
        if call is not None and (call.kind == "item" or call.method in ("round", "float", "int")):
            yield from call.inputs


def _root(facts: Facts, receiver: tuple[int, ...]) -> tuple[int, ...]:
    """The frame whose column is changed in place."""
    found = [facts.graph.calls[number] for number in receiver if number in facts.graph.calls]
    return tuple(number for call in found for number in (call.receiver if call.kind == "item" else (call.number,)))


def _of_scores(facts: Facts, call: Call) -> bool:
    """Whether a statistic is taken of scores or answers: what a metric or a model gave, or what is called so."""
    about = [facts.graph.calls[number] for number in _about(call) if number in facts.graph.calls]
    names = [call.written.rpartition(".")[0], *(argument.text for argument in call.arguments[:1])]
    names += [name for each in about for name in (*each.targets, each.name if each.kind in ("parameter", "free") else "")]
    return any(_SCORED.search(name.lower()) for name in names) or any(facts.graph.upstream(_about(call), *SCORES, "model.predict"))


def _scaled(facts: Facts, code: Code, statistics: list[Call]) -> Iterator[Fit]:
    """A centre and a spread of the same rows that meet them again on the way to a fit; over one picture or in a loop it may be harmless."""
    for centre in statistics:
        wanted = _SCALES.get(centre.method)
        for spread in statistics:
            same = (
                spread.method == wanted and _about(spread) == _about(centre) and (spread.scope, spread.cell) == (centre.scope, centre.cell)
            )
            if same and abs(spread.line - centre.line) <= 1 and _goes_on(facts, code, {centre.number, spread.number, *_about(centre)}):
                typed = centre.name.startswith(("pandas.DataFrame", "pandas.Series", "polars."))
                yield Fit(centre, "scaled by a statistic", _about(centre), (centre.number,), certain=typed and not centre.loops)
                break


def _goes_on(facts: Facts, code: Code, numbers: set[int]) -> bool:
    """Whether rows, their centre and their spread come together in what is fitted, split, stored in a table or given back."""
    if any(numbers <= set(shifted(code, function.returns)) for function in code.functions):
        return True
    shared = set.intersection(*(set(facts.graph.consumers.get(number, ())) for number in numbers))
    users = [facts.graph.calls[number] for number in sorted(shared)]
    return any(
        each.kind == "set-item" or each.means(*_ENDS) or each.method in _FITS or _ends(facts, each)
        for each in users
        if each.method not in _TOLD
    )


def _ends(facts: Facts, call: Call) -> bool:
    """Whether a value reaches something that learns or splits."""
    return any(each.means(*_ENDS) or each.method in _FITS for each in facts.downstream(call))


def comes_from_outside(facts: Facts, fit: Fit) -> bool:
    """Whether the rows are a parameter's that no caller was seen to give."""
    fed = [facts.graph.calls[number] for number in fit.rows if number in facts.graph.calls]
    known = any(each.means("data.read", "data.builtin", "data.query") for each in facts.graph.upstream(fit.rows))
    givers = (each for each in (*fed, *facts.graph.upstream(fit.rows)) if each.kind == "parameter")
    return not known and any(not facts.graph.passed.get(each.number) for each in givers)


def is_sure(fit: Fit) -> bool:
    """Whether a fit before a split is surely a leak: not on rows that are named for training, of which a part is split off once more."""
    return fit.certain and not any("train" in argument.text.rpartition(".")[2].lower() for argument in fit.call.arguments[:1])


def speaks_of_test(fit: Fit) -> bool:
    """Whether the names a fit takes and gives both say that its rows were kept apart: `val_X = vectorizer.fit_transform(val_rows)`."""
    given = [argument.text.rpartition(".")[2].lower() for argument in fit.call.arguments[:1]]
    return any(_TESTED.search(name) and "train" not in name for name in given) and any(
        _TESTED.search(name.lower()) for name in fit.call.targets
    )


def said_on_purpose(facts: Facts, call: Call) -> bool:
    """Whether a comment, the name of function or file, or a setting asked just above calls it a leak: `if sins["scale_everything"]`."""
    code = facts.code_at(call.path)
    if code is None:
        return False
    first = next((start for start, cell in code.cells if cell == call.cell), 1) - 1 if call.cell else 0
    if any(abs(line - first - call.line) <= _NEAR for line in _admitted(facts).get(call.path, ())):
        return True
    named = (code.functions[call.scope].name if call.scope >= 0 else "", call.path.rpartition("/")[2].rpartition(".")[0])
    items = (each for each in code.within(call.scope) if each.kind == "item" and each.cell == call.cell) if call.guards else ()
    asked = (name for each in items if 0 < call.line - each.line <= _ABOVE for name in _names_of_item(facts, each))
    return any(_admits(name.replace("_", " ").replace("-", " ")) for name in (*named, *asked))


@kept
def _admitted(facts: Facts) -> dict[str, list[int]]:
    """The lines of comments that speak of a leak, for each file that has any."""
    found = {code.path: [each.line for each in code.source.comments if _admits(each.text)] for code in facts.product}
    return {path: lines for path, lines in found.items() if lines}


def _admits(words: str) -> bool:
    return _LEAKS.search(words) is not None and _KEPT_OUT.search(words) is None


def _names_of_item(facts: Facts, item: Call) -> Iterator[str]:
    """The key of an item, and the name of what it is taken of."""
    yield from (argument.constant for argument in item.arguments if isinstance(argument.constant, str))
    yield from (each.method for number in item.receiver if (each := facts.graph.calls.get(number)) is not None)
