"""Parts of a method that are the project's own: networks, transformers, environments, losses, features."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.built import is_built, is_whole
from evaluator.checks.selectors.by_expression import by_expression
from evaluator.checks.selectors.gaps import Onward
from evaluator.checks.selectors.lineage import is_part_of_date, lineage
from evaluator.checks.selectors.once import kept, once
from evaluator.checks.selectors.stock import is_of_one, is_stock_part
from evaluator.checks.selectors.targets import TARGETISH, target_columns
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence

ENOUGH_LAYERS = 2
ENOUGH_FEATURES = 3
ENOUGH_COLUMNS = 2
_NEAREST = 12
_NEAR = 4
_LABELS = regex(r"(?:^|_)(?:id|idx|index|uuid)$|churned$|pred")
EACH_COLUMN = "a column whose name is put together"
# What a table is called that gives each value its code.
_TABLE = regex(
    r"(?:2|_to_)(?:id|idx|ind(?:ex)?|int|num(?:ber)?|code|label|class)s?$|(?:^|_)(?:map|mapping|mapper|dict|encod(?:ing|er)|codes|ids)$"
)
# Code that tries a library out, and code that judges or shows what a model gave.
_TRIAL = regex(r"(?:^|[/_])(?:tests?|test_utils|bench(?:marks?)?|examples?)(?:[/_.]|$)")
_ASIDE = regex(
    r"(?:^|[/_])(?:back_?test\w*|reports?|reporting|plots?|plotting|visuali[sz]\w*|monitor\w*|dashboards?|evaluat\w*|metrics)(?:[/_.]|$)"
)
_FORWARD = frozenset({"forward", "call", "__call__", "build", "training_step"})
_NETWORK, ENVIRONMENT, _ESTIMATOR = "a network", "an environment", "a transformer or estimator"
_ESTIMATORS = frozenset(f"sklearn.base.{name}" for name in ("BaseEstimator", "TransformerMixin", "ClassifierMixin", "RegressorMixin"))

_LOSS = regex(r"Loss|Criterion")
# What parts of networks are called.
_PART = regex(
    r"(?:Block|Layer|Attention|Attn|Embeddings?|Embedder|Norm|Head|Bottleneck|Activation|Pool(?:ing)?|Conv\d?[dD]?|Positional\w*)$"
)
# A loss that is asked for, and what makes one number of many.
_HANDS_ON = regex(r"loss|criterion|cross_entropy|(?:^|_)(?:mse|bce|nll|kl_div|ctc)(?:_|$)|objective")
_REDUCES = frozenset({"mean", "sum", "norm", "reduce_mean", "reduce_sum", "logsumexp", "einsum", "square", "abs", "log", "exp", "pow"})
_ARRAYS = ("torch.", "tensorflow.", "keras.ops.", "keras.backend.", "jax.numpy.", "numpy.")
_TIME = frozenset(
    [
        "shift", "rolling", "ewm", "pct_change", "diff", "hour", "dayofweek", "weekday", "month", "year", "day", "extract", "expanding",
        "total_seconds", "dt",
    ]
)  # fmt: skip


class OwnClass(msgspec.Struct, frozen=True):
    """A class of the project's own: where, what it is, whether anything builds it, and whether as a whole."""

    at: Location
    note: str
    built: bool
    whole: bool


@once
def own_parts(facts: Facts) -> Iterator[tuple[Location, str]]:
    """Each with its place and what it is; a class that nothing builds is a left-over."""
    tried = [code for code in facts.product if not _TRIAL.search(code.path)]
    made = [each for code in tried for each in own_classes(facts, code) if each.built]
    yield from ((each.at, each.note) for each in sorted(made, key=lambda each: not each.whole))
    yield from own_losses(facts)
    columns = [each for each in derived_features(facts).items() if not (is_aside(each[1]) or is_stock_part(facts, each[1]))]
    for name, call in columns[:ENOUGH_FEATURES] if len(columns) >= ENOUGH_FEATURES else ():
        of = "another column" if is_of_one(facts, call, name) else "other columns"
        yield call.at, f"{name} is derived from another" if name.startswith(EACH_COLUMN) else f"`{name}` is derived from {of}"


@once
def own_losses(facts: Facts) -> Iterator[tuple[Location, str]]:
    """Functions of the project's own that work a loss out, outside of trials."""
    for code in facts.product:
        if not _TRIAL.search(code.path):
            yield from _own_losses(facts, code)


def is_aside(call: Call) -> bool:
    """Whether a call stands in a file that judges or shows what a model gave."""
    return _ASIDE.search(call.path) is not None


@once
def own_classes(facts: Facts, code: Code) -> Iterator[OwnClass]:
    """Networks of several layers, environments, estimators and transformers with methods of their own."""
    for index, klass in enumerate(code.classes):
        what = _kind_of(facts, code, index)
        if what:
            whole = what != _NETWORK or (is_whole(facts, code, index) and not _PART.search(klass.name))
            words = what if whole else f"{what}, or a part of one,"
            words = "a loss" if what == _NETWORK and _LOSS.search(klass.name) else words
            note = f"`{klass.name}` is {words} of the project's own"
            yield OwnClass(code.at(klass.line), note, is_built(facts, code, index), whole)


@kept
def _networks(facts: Facts) -> frozenset[str]:
    """The names of the project's classes that descend from a network."""
    every = ((code, index) for code in facts.product for index in range(len(code.base_concepts)))
    return frozenset(code.classes[index].name for code, index in every if "nn.module" in code.base_concepts[index])


def _kind_of(facts: Facts, code: Code, index: int) -> str:
    """What a class is by its base and its methods, "" for what is none of these."""
    methods = {function.name for function in code.functions if function.owner == index}
    concepts = code.base_concepts[index] if index < len(code.base_concepts) else ()
    bases = code.bases[index] if index < len(code.bases) else ()
    if "nn.module" in concepts and methods & _FORWARD and layers_of(facts, code, index) >= ENOUGH_LAYERS:
        return _NETWORK
    if "rl.environment-class" in concepts and {"step", "reset"} <= methods:
        return ENVIRONMENT
    return _ESTIMATOR if _ESTIMATORS & set(bases) and methods & {"transform", "predict"} else ""


def layers_of(facts: Facts, code: Code, index: int) -> int:
    """How many layers, parameters or other modules the methods of a class make."""
    scopes = [number for number, function in enumerate(code.functions) if function.owner == index]
    return sum(1 for scope in scopes for call in code.within(scope) if call.kind == "call" and _is_layer(facts, call))


def _is_layer(facts: Facts, call: Call) -> bool:
    if call.own:
        return call.method in _networks(facts)
    return call.means("nn.layer", "neural-model", "model.pretrained") or call.method in ("Parameter", "add_weight", "self_variable")


def _own_losses(facts: Facts, code: Code) -> Iterator[tuple[Location, str]]:
    """A function of the project's own whose value is back-propagated or given to a model as its loss."""
    for call in code.those(("model.compile", "loss.backward"), ("backward",)):
        if call.means("model.compile"):
            given = call.argument("loss")
            name = given.text if given else ""
            index = next((number for number, function in enumerate(code.functions) if function.name == name), -1)
            if name and index >= 0:
                yield code.at(code.functions[index].line), f"`{name}` is a loss of the project's own"
        elif call.kind == "call" and (call.means("loss.backward") or call.name == ".backward") and call.receiver:
            near = [facts.graph.calls[number] for number in call.receiver if number in facts.graph.calls]
            for each in near:
                place = facts.graph.functions.get(each.name) if each.own and "loss" in each.method.lower() else None
                home = facts.code_at(place[0]) if place else None
                if home and place and not each.means("nn.module") and _computes(home, place[1]):
                    yield home.at(home.functions[place[1]].line), f"`{each.method}` is a loss of the project's own"


def _computes(code: Code, index: int) -> bool:
    """Whether a function works something out by itself, or adds up several losses; one that hands on to a single loss does neither."""
    inside = [call for call in code.within(index) if call.kind == "call"]
    asked = {call.written for call in inside if call.means("loss") or _HANDS_ON.search(call.method.lower())}
    whole = any(call.means("loss") and call.constant("reduction") == "none" for call in inside)  # which it then weighs or picks from itself
    inside = [call for call in inside if not call.means("loss")]
    return len(asked) > 1 or ((whole or not asked) and any(call.method in _REDUCES or call.name.startswith(_ARRAYS) for call in inside))


@kept
def derived_features(facts: Facts) -> dict[str, Call]:
    """Columns stored in a table that are computed from two or more other columns, or by time or text of one; by name."""
    found: dict[str, Call] = {}
    onward = Onward(facts)
    for code in facts.product:
        for call in code.calls:
            if call.kind == "call" and (call.name.startswith(("pyspark.", "polars.")) or call.name == ".with_columns"):
                found = {**by_expression(facts, call), **found}
            key = call.constant("", 0)
            if call.kind != "set-item" or not call.arguments[-1].inputs or key in found:
                continue
            frame = call.type.startswith(("pandas.", "polars.", "pyspark."))
            if isinstance(key, str) and (frame or _is_given(facts, call)) and _is_derived(facts, call, key):
                found[key] = call
            elif frame and _computed_key(facts, call) and onward.reaches(call):
                found[f"{EACH_COLUMN} (line {call.line})"] = call
    return found


def rewritten(facts: Facts) -> Iterator[tuple[Location, str, Confidence]]:
    """Columns cut into bins in place, computed from one other or by a function: what that is worth, a person says."""
    for code in facts.product:
        for stored in (call for call in code.calls if call.kind == "set-item" and call.arguments[-1].inputs):
            key = stored.constant("", 0)
            if not isinstance(key, str) or not (stored.type.startswith(("pandas.", "polars.")) or _is_given(facts, stored)):
                continue
            made = [facts.graph.calls[number] for number in stored.arguments[-1].inputs if number in facts.graph.calls]
            others = _columns(facts, stored, stored.arguments[-1].inputs) | {
                each.method for each in lineage(facts, stored.arguments[-1].inputs) if each.kind == "item" and each.type == "pandas.Series"
            }
            by = next((each.arguments[0].text for each in made if each.method in ("apply", "map") and each.arguments), "")
            near = (*made, *facts.graph.upstream(stored.arguments[-1].inputs, most=_NEAR))
            if key.lower() in TARGETISH or _LABELS.search(key.lower()):
                continue
            if any(_only_codes(facts, each) for each in made):
                continue
            if any(each.name in ("pandas.cut", "pandas.qcut") for each in near):
                yield stored.at, f"`{key}` is cut into bins", "low"
            elif by and by not in ("str", "int", "float", "len"):
                yield stored.at, f"`{key}` is computed by `{by}`", "low"
            elif made and others - {key, "[]"}:
                yield stored.at, f"`{key}` is computed from another column", "low"


def _only_codes(facts: Facts, call: Call) -> bool:
    """Whether values are exchanged one for one by a table and not by a function: `df["tag"].map(class_to_index)`."""
    by = call.argument("arg", 0) if call.method == "map" else None
    return by is not None and not by.is_constant and by.text not in _functions(facts) and _TABLE.search(by.text.lower()) is not None


@kept
def _functions(facts: Facts) -> frozenset[str]:
    """The names of the project's functions, methods left out."""
    return frozenset(function.name for code in facts.product for function in code.functions if function.owner < 0)


def _is_derived(facts: Facts, stored: Call, key: str) -> bool:
    """Whether a column is computed of others, and not of what a model answered."""
    values = stored.arguments[-1].inputs
    columns = {each for each in _columns(facts, stored, values) if each != key}
    if len(columns) < ENOUGH_COLUMNS and not (columns and _by_time_or_text(facts, values)):
        return is_part_of_date(facts, values)
    names = (call.name for call in facts.graph.upstream(values, most=40))
    return "pandas.cut" not in names or not any(facts.graph.upstream(values, "model.predict", most=200))


def _computed_key(facts: Facts, stored: Call) -> bool:
    """Whether a new name is put together (`df["log_" + name] = ...`) for a value of the same table."""
    key, values = stored.arguments[0], stored.arguments[-1].inputs
    # The name may run over the columns; a mask or a list of columns puts values back where they were.
    fed = [facts.graph.calls[each] for each in key.inputs]
    fed += [facts.graph.calls[number] for each in fed if each.kind == "delete" for number in each.receiver]
    runs = all(each.method == "columns" or each.kind in ("parameter", "delete") for each in fed)
    put_back = any(
        facts.graph.calls[each].means("transformer.fit", "transformer.transform", "missing.handle", "label.encode") for each in values
    )
    if key.is_constant or key.items or key.text or not runs or put_back or len(stored.arguments) != len(("key", "value")):
        return False
    return any(facts.graph.calls[each].kind in ("item", "call") for each in values) and any(
        each.kind == "item" and each.receiver == stored.receiver for each in facts.graph.upstream(values, most=_NEAREST)
    )


def _is_given(facts: Facts, stored: Call) -> bool:
    """Whether the table is a parameter, whose type is not known; what was made here without a known type may be a dictionary."""
    return any(each.kind == "parameter" for each in lineage(facts, stored.receiver))


def _columns(facts: Facts, stored: Call, numbers: tuple[int, ...], depth: int = 4) -> set[str]:
    """The literal columns of the same table from which a stored value is computed, nearest only."""
    found: set[str] = set()
    for number in numbers:
        call = facts.graph.calls.get(number)
        if call is None or call.means("data.read"):
            continue
        key = call.constant("", 0)
        if call.kind == "item" and call.name.endswith("[]") and isinstance(key, str):
            found |= {key} if call.receiver == stored.receiver else set()
        elif call.kind in ("item", "call") and depth:
            found |= _columns(facts, stored, call.inputs, depth - 1)
    return found


def is_of_target(facts: Facts, name: str, stored: Call) -> bool:
    """Whether a column is what is predicted, or computed of it and not of its past: `df["total"] = df["price"] + df["tax"]`."""
    values = stored.arguments[-1].inputs if stored.kind == "set-item" else ()
    targets = target_columns(facts)
    return name in targets or (bool(_columns(facts, stored, values) & targets) and not _by_time_or_text(facts, values))


def _by_time_or_text(facts: Facts, numbers: tuple[int, ...]) -> bool:
    """Whether a value is a lag, a window, a part of a date, or taken out of a text."""
    return any(
        call.method in _TIME or call.name in ("pandas.cut", "pandas.qcut") or call.written.startswith((".dt.", ".str."))
        for number in numbers
        for call in (facts.graph.calls[number], *facts.graph.upstream((number,), most=40))
        if call.kind in ("item", "call")
    )
