"""Tests that test: functions that call the project's own code and assert on what comes of it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from evaluator.checks.selectors.concerns import DATA, MODEL, READS, SCORES, TABLES
from evaluator.checks.selectors.once import kept, once
from evaluator.checks.selectors.reach import decorators
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evaluator.checks.selectors.reach import Reach, Spot
    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.source import Function

ASSERTS = regex(r"(?:assert|raises|fail|warns|approx)(?:$|_|[A-Z])")
TEST = regex(r"test(?!s_|ing|er)")
FEATURES = ("behave.", "pytest_bdd.")
THEN = frozenset({"then", "Then"})
STEPS = THEN | {"given", "when", "step", "Given", "When", "Step"}
CLIENTS = ("test.client",)
LOOKS = frozenset({"callable", "hasattr", "isinstance", "issubclass", "dir", "inspect.isfunction", "inspect.isclass", "inspect.signature"})
PREPARES = regex(
    r"prep|normali|clean|transform|feature|encod|scal|split|load|read|data|filter|tokeni|augment|merge|impute|drop|fill|filtr|carg|limp"
)
PREDICTS = regex(r"predict|infer|classif|score|recommend|forecast|segment|detect|generate|ask|chat|answer|invocation", re.IGNORECASE)
ABOUT = {"data": (*DATA, *READS), "training": MODEL, "prediction": ("model.predict", "inference-runtime", "llm.call")}
_FAINT = frozenset((*TABLES, "data.download", "data-loading"))
_PLAIN = frozenset((*DATA, *READS)) - _FAINT
_MOVED = regex(r"(?:down|up)load")
_OF_MODEL = regex(r"(?:load|save|restore)_(?:\w{0,40}_)?(?:model|weights?|checkpoint|state_dict)|offload")
_OF_SCORES = regex(r"metric|loss|score")
_ANSWERS = regex(r"(?:predict|classify|answer)(?:$|_)")
_ROWS = regex(
    r"data(?!_?(?:class|config|param))|rows|records|samples|feature|corpus|texts|label|annot|reviews|tweets|examples|vocab|encod|categor"
    r"|classes"
)
BASES = {"nn.module": "training", "dataset.class": "data", "transformer.class": "data", "estimator.class": "training"}


@once
def tests_of(facts: Facts) -> Iterator[tuple[Code, int]]:
    """(file, function index) of every test function with an assertion."""
    for code in facts.code:
        if code.role not in ("test", "product"):
            continue
        asserting = asserting_scopes(code)
        for index, function in enumerate(code.functions):
            named = TEST.match(function.name) and (code.role == "test" or _named_as_test(code) or _in_case(code, function))
            if index in asserting and (named or _is_step(code, index, THEN)):
                yield code, index


def _in_case(code: Code, function: Function) -> bool:
    """Whether a method belongs to a class derived from `unittest.TestCase`, whatever its file is called."""
    bases = code.bases[function.owner] if 0 <= function.owner < len(code.bases) else ()
    return any(base.endswith("TestCase") for base in bases)


def _is_step(code: Code, index: int, names: frozenset[str]) -> bool:
    """Whether a function is a step of a feature (behave, pytest-bdd)."""
    return any(call.name.startswith(FEATURES) and call.method in names for call in decorators(code, index))


def _named_as_test(code: Code) -> bool:
    name = code.path.rsplit("/", 1)[-1]
    return TEST.match(name) is not None or name.endswith("_test.py")


@kept
def asserting_scopes(code: Code) -> set[int]:
    """The functions of a file in which something is asserted, helpers of the same file followed one step."""
    found = {statement.scope for statement in code.source.statements if statement.kind == "assert" and statement.text not in ("True", "1")}
    found |= {call.scope for call in code.called if ASSERTS.match(call.method)}
    helpers = {code.functions[scope].name for scope in found if scope >= 0}
    found |= {call.scope for call in code.calls if call.own and call.method in helpers}
    return found


def reaching(facts: Facts, code: Code, index: int) -> Iterator[Call]:
    """The calls by which a test function reaches product code: directly, by a fixture, a client, a process or its set-up."""
    product = _product(facts)
    for call in scope_calls(facts, code, index):
        target = _target(call)
        if (target in product and target != code.path) or call.means(*CLIENTS) or starts_project(facts, call):
            yield call
        elif target and target not in product:
            home = facts.code_at(target)
            inner = facts.graph.functions.get(call.name)
            if home is not None and inner is not None and any(_target(each) in product for each in home.within(inner[1])):
                yield call


@kept
def _product(facts: Facts) -> frozenset[str]:
    return frozenset(each.path for each in facts.product)


def starts_project(facts: Facts, call: Call) -> bool:
    """Whether a call starts a process that is told a file of the project, or a function for a framework to serve."""
    if not call.means("process.start") or call.kind != "call":
        return False
    words = [word for each in call.arguments for said in (each.constant, *each.items) if isinstance(said, str) for word in said.split()]
    files = {code.path.rsplit("/", 1)[-1] for code in facts.product} | {code.module for code in facts.product if code.module}
    served = {words[at + 1] for at, word in enumerate(words[:-1]) if word in ("--target", "--function", "-m")}
    functions = {function.name for code in facts.product for function in code.functions} if served else set()
    return any(word.rsplit("/", 1)[-1] in files for word in words) or bool(served & (functions | files))


def subjects(facts: Facts, reach: Reach, code: Code, index: int) -> set[str]:
    """What a test function is about, among "data", "training" and "prediction": told by what it calls of the project, one step deep."""
    found: set[str] = set()
    for call in scope_calls(facts, code, index):
        spots = [spot for spot in reach.led_to(call) if reach.codes[spot.path].is_product]
        klass = reach.class_of(call.name) if call.own else None
        if klass is not None and klass[0].is_product:
            found |= {about for concept, about in BASES.items() if concept in klass[0].base_concepts[klass[1]]}
        found |= {about for spot in reach.spots(spots, 1) for about in _about(reach, spot)}
        if call.means(*CLIENTS) and any(isinstance(each.constant, str) and PREDICTS.search(each.constant) for each in call.arguments):
            found.add("prediction")
        if call.kind == "call" and call.means(*READS) and not call.means("json.parse", "config.read"):
            found.add("data")
    return found


def asserts_on_data(facts: Facts, reach: Reach, code: Code, index: int) -> bool:
    """Whether what a test asserts on comes of reading or preparing data, or a refusal is expected of what prepares them."""
    inside = [call for call in _scope_calls(code, index) if call.scope >= 0]
    prepares = {call.number for call in inside if _prepares(reach, call)}
    if not prepares:
        return False
    statements = [each for each in code.source.statements if each.kind == "assert" and _within(code, each.scope, index)]
    asserted = {code.calls[number].number for each in statements for number in each.inputs if number < len(code.calls)}
    methods = [call for call in inside if call.method.lower().startswith("assert")]
    asserted |= {number for call in methods for number in call.inputs}
    fed = asserted | {each.number for each in facts.graph.upstream(sorted(asserted))}
    asked = any(facts.graph.calls[number].means("model.predict", *SCORES) for number in fed if number in facts.graph.calls)
    expects = any(call.method == "raises" for call in inside) and any(
        _within(code, call.scope, index) for call in inside if call.number in prepares
    )
    return (bool(prepares & fed) and not asked) or expects or _only_prepares(reach, code, index, prepares)


def _only_prepares(reach: Reach, code: Code, index: int, prepares: set[int]) -> bool:
    """Whether a test itself calls what prepares data, and nothing that trains, answers, scores or asks a service."""
    direct = [call for call in _scope_calls(code, index) if _within(code, call.scope, index) and call.kind == "call"]
    beside = any(
        call.means("model.predict", "model.load", "data.download", "request.send", *SCORES, *CLIENTS)
        or call.name in (".predict", ".predict_proba")
        for call in direct
    )
    spots = [spot for call in direct for spot in reach.led_to(call)]
    return (
        any(call.number in prepares for call in direct)
        and not beside
        and not any({"training", "prediction"} & _about(reach, spot) for spot in spots)
    )


def _within(code: Code, scope: int, index: int) -> bool:
    return scope == index or (scope >= 0 and code.functions[scope].parent == index)


def _prepares(reach: Reach, call: Call) -> bool:
    """Whether a call reads data, or enters a function of the project that reads or prepares them."""
    if call.kind == "call" and call.means(*READS) and not call.means("json.parse", "config.read", "data.download"):
        return True
    if call.own and _ANSWERS.match(call.method.lower()):
        return False  # what answers prepares its question too; a test of it is one of the answer
    klass = reach.class_of(call.name) if call.own else None
    if klass is not None and klass[0].is_product and (kinds := {BASES.get(each) for each in klass[0].base_concepts[klass[1]]}) - {None}:
        return "data" in kinds
    spots = [spot for spot in reach.led_to(call) if reach.codes[spot.path].is_product]
    if any(each.means("route") for spot in spots for each in reach.within(spot)):
        return False  # what makes a service prepares nothing yet
    deep = 1 if PREPARES.search(call.method.lower()) else 0
    return any("data" in _about(reach, spot) and "training" not in _about(reach, spot) for spot in reach.spots(spots, deep))


@lru_cache(maxsize=4096)
def _about(reach: Reach, spot: Spot) -> frozenset[str]:
    held = list(reach.within(spot))
    told = {concept for call in held if not is_helper(reach, spot, call) for concept in call.concepts}
    found = {about for about, concepts in ABOUT.items() if not told.isdisjoint(concepts)}
    if "data" in found and not is_of_rows(reach, spot, (call for call in held if not is_helper(reach, spot, call))):
        found.discard("data")
    return frozenset(found | {"prediction" for call in held if call.name in (".predict", ".predict_proba")})


def is_of_rows(reach: Reach, spot: Spot, held: Iterable[Call]) -> bool:
    """Whether calls prepare data by themselves; downloads and operations on any array do where function or file is named for it."""
    name, stem = reach.codes[spot.path].functions[spot.index].name.lower() if spot.index >= 0 else "", spot.path.rpartition("/")[2].lower()
    if _OF_MODEL.search(name):
        return False
    told = {concept for call in held if call.kind != "free" for concept in call.concepts}
    if told & _PLAIN or not told & _FAINT:
        return bool(told & _PLAIN)
    words = _MOVED.sub("", f"{name} {stem}")
    return _OF_SCORES.search(stem) is None and (PREPARES.search(words) or _ROWS.search(words)) is not None


def is_helper(reach: Reach, spot: Spot, call: Call) -> bool:
    """Whether a call reads JSON or settings, and nothing in the function's name says that those are data."""
    name = reach.codes[spot.path].functions[spot.index].name if spot.index >= 0 else ""
    return call.means("json.parse", "config.read") and not _ROWS.search(name.lower())


def scope_calls(facts: Facts, code: Code, index: int) -> Iterator[Call]:
    """Nodes of a test function, of its fixtures, of its class's set-up; fixtures of a `conftest.py` count.

    A function of the project that is named and neither called nor handed over, as in `callable(train)`, is not among them.
    """
    functions, used = facts.graph.functions, _used(code)
    yield from (call for call in _scope_calls(code, index) if call.kind == "call" or call.number in used or call.name not in functions)
    wanted = set(code.functions[index].parameters)
    for other in _shared(facts) if wanted else ():
        if other is not code:
            scopes = {at for at, each in enumerate(other.functions) if each.name in wanted}
            yield from _in_scopes(other, scopes)


@kept
def _used(code: Code) -> frozenset[int]:
    """Numbers of the nodes that some call or access is given, other than one that only looks at what is there."""
    users = (node for node in code.calls if node.name not in LOOKS)
    return frozenset(number for node in users for number in (*node.inputs, *node.receiver))


@kept
def _shared(facts: Facts) -> tuple[Code, ...]:
    """The files whose fixtures other tests may use."""
    return tuple(each for each in facts.tests if each.path.endswith("conftest.py"))


def _scope_calls(code: Code, index: int) -> Iterator[Call]:
    """Nodes of a test function, of its fixtures (parameters), of its class's set-up, and of the module."""
    function = code.functions[index]
    fixtures = {i for i, each in enumerate(code.functions) if each.name in function.parameters}
    if function.owner >= 0:
        fixtures |= {i for i, each in enumerate(code.functions) if each.owner == function.owner and each.name.lower().startswith("setup")}
    if _is_step(code, index, STEPS):
        fixtures |= {i for i in range(len(code.functions)) if _is_step(code, i, STEPS)}
    scopes = {index, *fixtures, *(i for i, each in enumerate(code.functions) if each.parent == index)}
    return _in_scopes(code, scopes)


def _in_scopes(code: Code, scopes: set[int]) -> Iterator[Call]:
    """Calls and names that stand in some functions, in the order of the file."""
    positions = sorted(position for scope in scopes for position in code.by_scope.get(scope, ()))
    return (call for call in map(code.calls.__getitem__, positions) if call.kind in ("call", "free"))


def _target(call: Call) -> str:
    """The project's file that a name leads to."""
    return call.name.removeprefix("project:").partition(":")[0] if call.own else ""
