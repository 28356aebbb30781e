"""Seeds: which calls are given one, and whether the number behind it is fixed in the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.callers import callers, given_for
from evaluator.checks.selectors.once import kept, once

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.source import Argument

KEYWORDS = frozenset({"random_state", "seed", "random_seed", "np_seed", "numpy_seed", "rng_seed", "data_seed", "seed_value"})
SETTERS = frozenset(
    {"manual_seed", "manual_seed_all", "set_seed", "seed_everything", "set_random_seed", "default_rng", "PRNGKey", "RandomState"}
)
CLOCKS = ("timing",)
FRESH = frozenset(
    {
        "os.urandom", "secrets.randbits", "torch.seed", "torch.initial_seed", "os.getpid", "random.randint", "random.random",
        "random.randrange", "random.getrandbits", "numpy.random.randint", "uuid.uuid4",
    }
)  # fmt: skip
DRAWN = frozenset({"range", "enumerate", "numpy.arange", "jax.random.split"})
NO_USE = frozenset({"update", "print", "log", "info", "format", "get", "log_param", "log_params", "dict", "dumps"})
MOST_FEEDS = 60


@once
def seeded(facts: Facts) -> Iterator[tuple[Call, str]]:
    """Calls of libraries that are given a seed, with how fixed it is: "fixed", or "unknown" when nothing in the tree says its number."""
    for code in facts.product:
        for call in code.those(("seed.set",), (*SETTERS, "Random"), KEYWORDS):
            argument = None if call.own else seed_argument(call)
            how = how_fixed(facts, code, argument) if argument else ""
            if not how and argument and sets_seed(call) and _is_sum(facts, argument):
                how = "unknown"
            if how:
                yield call, how


def _is_sum(facts: Facts, argument: Argument) -> bool:
    """Whether a seed is made by an expression, of which the literals are not seen: `1337 + rank`."""
    fed = (each for each, _ in zip(facts.graph.upstream(argument.inputs), range(MOST_FEEDS), strict=False))
    return not argument.is_constant and not argument.text and not any(each.means(*CLOCKS) or each.name in FRESH for each in fed)


def sets_seed(call: Call) -> bool:
    """Whether a call fixes a generator, rather than passing a seed on."""
    return call.means("seed.set") or call.method in SETTERS or call.name == "random.Random"


def seed_argument(call: Call) -> Argument | None:
    """The argument that carries a seed."""
    if sets_seed(call):
        names = ("", "key", *KEYWORDS, *(("a",) if call.name == "random.seed" else ()))
        return next((each for each in call.arguments if each.name in names), None)
    if call.method in NO_USE or call.means("cli.define", "config.read", "track.param"):
        return None
    return next((each for each in call.arguments if each.name in KEYWORDS), None)


def how_fixed(facts: Facts, code: Code, argument: Argument) -> str:
    """How fixed a seed is: "fixed", "unknown", or "" for what is no seed or changes with every run."""
    if argument.is_constant:
        return "fixed" if type(argument.constant) in (int, float) else ""
    fed = [each for each, _ in zip(facts.graph.upstream(argument.inputs), range(MOST_FEEDS), strict=False)]
    if any(each.means(*CLOCKS) or each.name in FRESH for each in fed):
        return ""
    if any(_is_never_given(facts, each) for each in fed if each.kind == "parameter"):
        return ""
    names = _names(argument, fed)
    given = any(_given_number(facts, each) for each in fed if each.kind == "parameter")
    open_names = _left_open(facts, fed)
    told = {name for name in names if name not in open_names or any(each.kind in ("free", "item") for each in fed if _last(each) == name)}
    if argument.items or given or told & numbers_of(facts) or _is_literal(code, argument) or any(each.name in DRAWN for each in fed):
        return "fixed"
    return "unknown" if any("seed" in name or "random_state" in name for name in names) else ""


def _is_literal(code: Code, argument: Argument) -> bool:
    """A plain name that nothing feeds holds a literal."""
    binding = code.source.bindings.get(argument.text)
    empty = binding is not None and binding.is_constant and binding.constant is None
    return not argument.inputs and bool(argument.text) and "." not in argument.text and not empty


def _left_open(facts: Facts, fed: list[Call]) -> set[str]:
    """The names of parameters that are None by default: a number of that name elsewhere says nothing of them."""
    found: set[str] = set()
    for each in fed:
        code = facts.code_at(each.path) if each.kind == "parameter" and each.scope >= 0 else None
        switches = code.functions[each.scope].switches if code is not None else {}
        if switches.get(each.name.rpartition(".")[2], True) is None:
            found.add(_last(each))
    return found


def _last(call: Call) -> str:
    """The last part of the name of a node, in small letters."""
    return call.name.rpartition(".")[2].rpartition(":")[2].lower()


def _names(argument: Argument, fed: list[Call]) -> set[str]:
    """The last parts of the names that a value goes by."""
    names = {argument.text.rpartition(".")[2].lower()} if argument.text else set()
    for each in fed:
        if each.kind in ("parameter", "free", "item", "self"):
            names.add(_last(each))
            names |= {given.constant.lower() for given in each.arguments if isinstance(given.constant, str)}
        elif each.method == "get":
            names |= {given.constant.lower() for given in each.arguments[:1] if isinstance(given.constant, str)}
    return names - {"", "[]"}


def _given_number(facts: Facts, parameter: Call) -> bool:
    """Whether a caller gives a number for a parameter: a literal, or a name that the tree gives one."""
    for number in facts.graph.passed.get(parameter.number, {}):
        given = given_for(facts, parameter, facts.graph.calls[number])
        if given is None or (given.is_constant and type(given.constant) is not int):
            continue
        if given.is_constant or (given.text and given.text.rpartition(".")[2].lower() in numbers_of(facts)):
            return True
    return False


def _is_never_given(facts: Facts, parameter: Call) -> bool:
    """Whether a parameter is None by default and all calls of its function that are seen leave it so."""
    code = facts.code_at(parameter.path)
    function = code.functions[parameter.scope] if code is not None and parameter.scope >= 0 else None
    if code is None or function is None or function.switches.get(parameter.name.rpartition(".")[2], True) is not None:
        return False
    calls = [facts.graph.calls[number] for number in callers(facts, code, parameter.scope)]
    plain = all(each.kind == "call" and not {"*", "**"} & {given.name for given in each.arguments} for each in calls)
    return bool(calls) and plain and not facts.graph.passed.get(parameter.number)


@kept
def numbers_of(facts: Facts) -> frozenset[str]:
    """Names that look like seeds and are given a number in the tree: in code, in settings, as default of an option."""
    found: set[str] = set()
    for code in facts.product:
        found |= {name for name, binding in code.source.bindings.items() if type(binding.constant) is int}
        found |= {each.name for each in code.source.numbers}
        for call in code.calls_to("cli.define"):
            found |= set(_option(call))
    for declared in (*facts.settings, *facts.manifests):
        found |= {key.rpartition(".")[2] for key, value, _ in declared.source.values if value.strip().lstrip("-").isdigit()}
    return frozenset(name.lower() for name in found if "seed" in name.lower() or "random_state" in name.lower() or name.lower() == "rs")


def _option(call: Call) -> Iterator[str]:
    """Names of options with a number as default."""
    default = call.argument("default") if call.means("cli.define") else None
    if default is not None and type(default.constant) is int:
        for each in call.arguments:
            if each.name == "" and isinstance(each.constant, str):
                yield each.constant.lstrip("-").replace("-", "_")
