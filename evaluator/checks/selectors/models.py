"""Which kinds of model are made: families of learners, networks of one's own, pretrained ones, networks put together of layers."""

from __future__ import annotations

import re
from collections import Counter, deque
from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.counted import hand_counts
from evaluator.checks.selectors.once import kept, once
from evaluator.checks.selectors.scoring import SCORES, is_stopped
from evaluator.model.code import Call
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evaluator.model.code import Code
    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence
    from evaluator.model.source import Function

NO_FAMILY = frozenset({"", "clustering", "ensemble", "neural"})
_NEAR_LIST = 10
_CONTAINERS = frozenset({"Sequential", "Model"})
_PARTS = (
    ("recurrent", ("LSTM", "GRU", "SimpleRNN", "RNN", "ConvLSTM2D")),
    ("convolutional", ("Conv1D", "Conv2D", "Conv3D", "Conv1d", "Conv2d", "Conv3d", "SeparableConv2D")),
    ("attention", ("MultiHeadAttention", "MultiheadAttention", "TransformerEncoder", "Attention")),
    ("dense", ("Dense", "Linear")),
)
_NAMES_A_MODEL = regex(r"model|arch|backbone|net|checkpoint|encoder|^name$")
_FARTHEST = 4_000
_TASKS = ("classifier", "regressor")
_LEARNED = frozenset({
    "feature_importances_", "coef_", "intercept_", "feature_importance", "get_support", "support_", "ranking_", "best_params_",
    "get_params", "get_booster", "get_score", "get_feature_importance", "SelectFromModel", "RFE", "RFECV", "plot_importance",
    "get_feature_names_out", "device", "str",
})  # fmt: skip
_SCORED = frozenset({".score", ".evaluate"})
# Names of what a network is made of, or taught or wrapped by.
_LAYERS = regex(
    r"(?:loss|layer|block|cell|unit|encoding|embeddings?|norm|noise|activation|nms|wrapper|backend|criterion"
    r"|compose|affine|distance|sampler|miner|reducer|transforms?|augment\w*)$",
    re.IGNORECASE,
)
_BASES = regex(r"(?:Layer|Cell|Loss|Transform(?!er)\w*)$")


class Model(msgspec.Struct, frozen=True):
    """A place where a model is made, and what kind it is."""

    call: Call
    kind: str


@once
def scored_models(facts: Facts) -> Iterator[Model]:
    """Every model whose answers reach a score."""
    counted = hand_counts(facts)
    for code in facts.product:
        for call in code.calls:
            made = call.kind == "call" or _is_made_of_a_list(facts, call)
            kind = _kind(facts, code, call) if made and (call.concepts or call.family or call.own) else ""
            if kind and _is_scored(facts, call, counted):
                yield Model(call, kind)


def _is_made_of_a_list(facts: Facts, call: Call) -> bool:
    """Whether a class of models is kept in a list, and made from there: `for kind in (Ridge, SVR): kind().fit(...)`."""
    after = facts.graph.downstream(call, most=_NEAR_LIST) if call.kind == "free" and call.family else ()
    return any(each.name == "()" and each.loops for each in after)


def by_kind(facts: Facts) -> dict[str, Model]:
    """One scored model for each kind: where it can run, and where most kinds stand beside each other."""
    running = [model for model in scored_models(facts) if not is_stopped(facts, model.call)]
    together: dict[str, set[str]] = {}
    for model in running:
        together.setdefault(model.call.path, set()).add(model.kind)
    found: dict[str, Model] = {}
    for model in sorted(running, key=lambda each: (_is_of_idle_class(facts, each.call), -len(together[each.call.path]))):
        found.setdefault(model.kind, model)
    alone = _alone_in_its_task(running)
    return {kind: model for kind, model in found.items() if kind not in alone} or dict(list(found.items())[:1])


def _alone_in_its_task(models: Iterable[Model]) -> frozenset[str]:
    """Kinds that no other kind can be measured beside: a classifier among regressors, or the other way round."""
    tasks: dict[str, set[str]] = {}
    for model in models:
        tasks.setdefault(model.kind, set()).update(task for task in _TASKS if model.call.means(task))
    return frozenset(
        kind
        for kind, own in tasks.items()
        if len(tasks) > 1 and own and not any(other != kind and (not theirs or own & theirs) for other, theirs in tasks.items())
    )


def _is_of_idle_class(facts: Facts, call: Call) -> bool:
    """Whether a call stands in a method of a class that nothing is seen to make."""
    code = facts.code_at(call.path)
    function = code.functions[call.scope] if code is not None and call.scope >= 0 else None
    if code is None or function is None or function.owner < 0:
        return False
    return f"project:{code.path}:{code.classes[function.owner].name}" not in _own_names(facts)


@kept
def _own_names(facts: Facts) -> frozenset[str]:
    """The full names of all of the project's own that product code calls."""
    return frozenset(call.name for call in facts.called if call.own)


def one_of_several(facts: Facts, found: Iterable[Model]) -> list[Model]:
    """Models among which a condition chooses one: guarded, in no loop, and beside others in the same function."""
    guarded = [(model, _choices(facts, model.call)) for model in found]
    places = Counter(place for _, chosen in guarded for place in chosen)
    return [model for model, chosen in guarded if any(places[place] > 1 for place in chosen)]


def _choices(facts: Facts, call: Call) -> set[tuple[str, int]]:
    """Functions in which a condition decides whether a model is made: its own, and those that call the function or class that makes it."""
    code = facts.code_at(call.path)
    found = {(call.path, call.scope)} if _is_chosen(call) else set()
    if code is None or call.scope < 0:
        return found
    function = code.functions[call.scope]
    every = [facts.graph.calls[number] for number in facts.graph.callers.get(_full_name(code, function), ())]
    started = [each for each in every if (home := facts.code_at(each.path)) is not None and home.is_product]
    made = [*started, *_made(facts, code, function)]
    return found | {(each.path, each.scope) for each in made if _is_chosen(each)}


def _full_name(code: Code, function: Function) -> str:
    owner = f"{code.classes[function.owner].name}." if function.owner >= 0 else ""
    return f"project:{code.path}:{owner}{function.name}"


def _made(facts: Facts, code: Code, function: Function) -> list[Call]:
    """Where the class is made to which a method belongs."""
    return list(facts.calls_named(f"project:{code.path}:{code.classes[function.owner].name}")) if function.owner >= 0 else []


def _is_chosen(call: Call) -> bool:
    return bool(call.guards and not call.loops)


@kept
def _tasks(facts: Facts) -> frozenset[str]:
    """What the project's models do, as far as they tell: those that are scored, or else all that are made."""
    scored = frozenset(task for model in scored_models(facts) for task in _TASKS if model.call.means(task))
    return scored or frozenset(task for task in _TASKS if any(facts.calls_to(task)))


def _is_of_another_task(facts: Facts, call: Call) -> bool:
    """Whether a model tells amounts where the project's tell kinds, or the other way round."""
    own = next((task for task in _TASKS if call.means(task)), "")
    return bool(own) and own not in (_tasks(facts) or {own})


def unfollowed(facts: Facts, besides: str) -> Iterator[Model]:
    """Models of another kind, own networks or such as a function hands on, of which a score may not be seen."""
    for code in (each for each in facts.code if each.is_product or each.role in ("tutorial", "archive")):
        for call in code.calls:
            seen = code.is_product and call.scope < 0
            made = call.kind == "call" and call.type == call.name
            kind = _kind(facts, code, call) if made and call.own else call.family if made and not seen else ""
            if kind not in NO_FAMILY and kind != besides and not _is_of_another_task(facts, call):
                yield Model(call, kind)


def listed_models(facts: Facts) -> Iterator[tuple[Call, Confidence]]:
    """Published models taken from a list of names, built and scored one after the other in a loop."""
    for code in facts.product:
        for call in (call for call in code.called if call.loops):
            names = _names_given(call)
            if not names or not _builds_by_name(facts, call):
                continue
            bound = [code.source.bindings.get(name) for name in names] if call.scope < 0 else []
            if any(each.loops and (each.means(*SCORES) or each.name in _SCORED) for each in facts.downstream(call)):
                yield call, "high" if any(each is not None and not each.is_constant for each in bound) else "low"


def _names_given(call: Call) -> list[str]:
    """Arguments that are bare names of no computed value, as the running name of a loop over names of models is."""
    bare = [each.text for each in call.arguments if each.text.isidentifier() and not each.is_constant and not each.inputs]
    return [name for name in bare if _NAMES_A_MODEL.search(name.lower())]


def _builds_by_name(facts: Facts, call: Call) -> bool:
    """Whether a call takes a published model by the name it is given, itself or in a function of the project's own."""
    if call.means("model.pretrained"):
        return True
    place = facts.graph.functions.get(call.name) if call.own else None
    code = facts.code_at(place[0]) if place else None
    inside = code.within(place[1]) if code is not None and place is not None else ()
    return any(each.means("model.pretrained") and any(_is_parameter(facts, number) for number in each.inputs) for each in inside)


def _is_parameter(facts: Facts, number: int) -> bool:
    found = facts.graph.calls.get(number)
    return found is not None and found.kind == "parameter"


def _kind(facts: Facts, code: Code, call: Call) -> str:
    """A family, an own network, a pretrained one, or what a network is put together of; "" for none."""
    if call.family and call.family not in NO_FAMILY:
        return "" if "NearestNeighbors" in call.name else call.family  # which looks up, and answers nothing
    if call.means("baseline"):
        return "baseline"
    if _within_network(code, call):
        return ""
    if call.means("model.pretrained") and not call.name.startswith("spacy."):  # which takes texts apart
        return call.method if call.method not in ("from_pretrained", "load", "create_model") else _named(call)
    if call.own and call.type == call.name:
        return call.method if _is_network(facts, call.name) and not _is_part(facts, call) else ""
    return _put_together(code, call) if call.method in _CONTAINERS and call.means("neural-model", "nn.layer", "nn.module") else ""


def _named(call: Call) -> str:
    """The published name of a pretrained model."""
    given = next((argument.constant for argument in call.arguments if isinstance(argument.constant, str)), "")
    return str(given)


def _within_network(code: Code, call: Call) -> bool:
    """Whether a call only makes a part of a network: it stands in a method of one."""
    owner = code.functions[call.scope].owner if call.scope >= 0 else -1
    return owner >= 0 and owner < len(code.base_concepts) and "nn.module" in code.base_concepts[owner]


def _is_network(facts: Facts, full_name: str) -> bool:
    """Whether a class of one's own is a whole network, as far as its base and its name tell: no layer, no loss."""
    path, _, name = full_name.removeprefix("project:").partition(":")
    home = facts.code_at(path)
    index = next((number for number, each in enumerate(home.classes) if each.name == name), None) if home else None
    if home is None or index is None or index >= len(home.base_concepts) or "nn.module" not in home.base_concepts[index]:
        return False
    return not _LAYERS.search(name) and not any(_BASES.search(base) for base in home.classes[index].bases)


def _is_part(facts: Facts, call: Call) -> bool:
    """Whether a network stands in a row of layers, as one of them: `Sequential([MyDense(30), ...])`."""
    users = [facts.graph.calls[number] for number in facts.graph.consumers.get(call.number, ())]
    rows = [each.number for each in users if each.kind == "definition"]
    users += [facts.graph.calls[number] for row in rows for number in facts.graph.consumers.get(row, ())]
    return any(each.method == "Sequential" for each in users)


def _put_together(code: Code, call: Call) -> str:
    """What the layers beside a container are: those of its function, or of its cell."""
    beside = [each for each in code.within(call.scope) if each.cell == call.cell or call.scope >= 0]
    pretrained = next((each.method for each in beside if each.kind == "call" and each.means("model.pretrained")), "")
    layers = {each.method for each in beside if each.kind == "call"}
    return pretrained or "-".join(name for name, methods in _PARTS if layers & set(methods)) or "network"


def _is_scored(facts: Facts, call: Call, counted: frozenset[int]) -> bool:
    """Whether what a model gives reaches a score; not where only its weights, its settings or the columns it chose go on."""
    for reached in _answered(facts, call):
        if reached.means(*SCORES) or reached.name in _SCORED or reached.number in counted:
            return True
        if reached.means("model.compile") and reached.argument("metrics"):
            return True
    return False


def _answered(facts: Facts, call: Call) -> Iterator[Call]:
    """All that a model's value reaches, but for what is learned of it."""
    seen, edge = {call.number}, deque([call.number])
    while edge and len(seen) < _FARTHEST:
        for number in facts.graph.consumers.get(edge.popleft(), ()):
            each = facts.graph.calls[number]
            if number not in seen and each.method not in _LEARNED:
                seen.add(number)
                edge.append(number)
                yield each
