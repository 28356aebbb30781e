"""Where a new model takes the place of the one in use, and what it must be for that."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from evaluator.checks.selectors.conditions import around, governed, is_order, is_plain
from evaluator.checks.selectors.making import maker_of
from evaluator.checks.selectors.measured import plain_name
from evaluator.checks.selectors.once import kept
from evaluator.checks.selectors.pipelines import runs
from evaluator.checks.selectors.standing import is_for_tests
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence
    from evaluator.model.source import Condition

    Found = tuple[Location, str, Confidence]

REGISTERS = frozenset(
    {
        "transition_model_version_stage",
        "set_registered_model_alias",
        "copy_model_version",
        "register_model",
        "create_model_version",
        "link_artifact",
    }
)
_OWN = regex(
    r"(?:^|_)promot|push(?:es|ing)?_(?:best_)?model|model_push|(?:replace|swap|update|deploy|release"
    r"|publish)_(?:the_)?(?:new_|best_|prod\w*_|current_)?model"
    r"|model_(?:deploy|release)|set_(?:champion|production)|register_(?:new_|best_|the_)?model|start_model_pusher|deploy_to_prod"
)
_PROMOTES = regex(r"promot|should_(?:deploy|replace|update)|(?:is|are)_better|beats|champion")
_PLACES = regex(r"champion|production|deployed|prod_model|live_model|current_model|serving")
_WRITES = ("model.save", "serialise")
_COPIES = frozenset({"copy", "copy2", "copyfile", "copytree", "move", "replace", "upload_file", "put_object", "upload_blob"})
_PUTS = REGISTERS | _COPIES
_BETTER = regex(
    r"better|accept|improv|promot|approv|qualif|eligib|(?:^|_|\.)(?:passed|passes|gate|meets|valid_model)|beats|outperform"
    r"|should_(?:deploy|register)|deploy_decision"
)
_OLD = regex(r"champion|current|prod|best|baseline|existing|old|previous|prev_|deployed|latest|incumbent|live|last_|staging|reference")
_IN_USE = regex(
    r"(?:champion|prod|production|deployed|incumbent|live)_?(?:model)?[_.\['\" ]{0,3}"
    r"(?:best|metric|score|acc|f1|auc|rmse|mae|loss|r2)"
    r"|(?:current|existing|previous|old)_(?:best|model|champion|prod)"
)
_BAR = regex(r"thresh|min_|max_|minimum|expected|required|target|tolerance|margin|limit|base_|_bar\b|\b0?\.\d+|\d\.\d|THRESH|MIN_|MAX_")
_SCORES = regex(r"scor|metric|perf|accura|loss|error|rmse|mae|mse|auc|f1|r2|recall|precision|improvement|gain|delta|diff")
_WORDS = regex(r"[A-Za-z][A-Za-z0-9_]*")
_DECIDES = frozenset({"deploy_decision", "approval_status"})
_SEARCHES = frozenset({"search_runs"})
_OF_PLATFORMS = frozenset({"ConditionStep", "ConditionGreaterThanOrEqualTo", "ConditionGreaterThan", "ConditionLessThanOrEqualTo"})
_RUNS_PROMOTION = regex(r"promot")


def gated(facts: Facts) -> Iterator[Found]:
    """Promotions that a comparison decides; doubtful where only a choice among runs, or steps before, decide."""
    registrars = _registrars(facts)
    for code in facts.product:
        if not is_for_tests(code.path):
            for call in _promotions(code, registrars):
                yield from _gate(facts, code, call)
            yield from _compared(facts, code)
    for call in facts.those(("orchestration", "model-serving"), _OF_PLATFORMS, _DECIDES):
        if call.method in _OF_PLATFORMS and call.means("orchestration"):
            yield call.at, f"{call.method} decides by a number whether the next step is made", "high"
        elif any(each.name in _DECIDES and not each.is_constant for each in call.arguments):
            yield call.at, "a step decides whether the new model is deployed", "high"
    yield from _by_service(facts)


@cache
def _may_promote(method: str) -> bool:
    return _OWN.search(method) is not None


@kept
def _registrars(facts: Facts) -> frozenset[str]:
    """The full names of the project's own functions that enter a model in the registry or move it there."""
    places = {
        (call.path, call.scope)
        for call in facts.those(("model.register",), REGISTERS)
        if call.scope >= 0 and not call.own and call.method != "create_registered_model"
    }
    return frozenset(name for name, place in facts.graph.functions.items() if place in places)


def _compared(facts: Facts, code: Code) -> Iterator[Found]:
    """Comparisons with the score of a model in use, and bars before a model is kept; what they decide was not followed."""
    keeps = maker_of(facts).keeps
    for condition in code.source.conditions:
        if not condition.otherwise and is_order(condition.text) and _decides(condition) and _IN_USE.search(condition.text.lower()):
            note = f"`{condition.text[:80]}` compares with what is called current or in use; what it decides could not be told"
            yield code.at(condition.line), note, "low"
        elif not condition.otherwise and is_order(condition.text) and (asked := _weighs(code, condition)):
            note = f"`{condition.text[:80]}` is asked in {asked}; what comes of its answer could not be told"
            yield code.at(condition.line), note, "low"
        elif condition.otherwise and is_order(condition.text) and _decides(condition) and _BAR.search(condition.text):
            inside = [call for call in governed(code, condition) if call.kind == "call" and not call.loops]
            if any(call.number in keeps or (call.own and facts.graph.functions.get(call.name) in _keepers(facts)) for call in inside):
                note = f"a model is not kept where `{condition.text[:80]}`; that it is compared with the one in use was not seen"
                yield code.at(condition.line), note, "low"


def _weighs(code: Code, condition: Condition) -> str:
    """A function, named for a promotion, that is given what is in use and something else, and asks this; "" for any other."""
    function = code.functions[condition.scope] if condition.scope >= 0 else None
    if function is None or not _PROMOTES.search(function.name.lower()) or len(function.parameters) < 2:
        return ""
    old = next((name for name in function.parameters if _PLACES.search(name.lower()) or _IN_USE.search(name.lower())), "")
    return f"`{function.name}`, which is given `{old}`" if old else ""


@kept
def _keepers(facts: Facts) -> frozenset[tuple[str, int]]:
    """The project's own functions in which a model, or an object that may be one, is kept."""
    return frozenset((call.path, call.scope) for number in maker_of(facts).keeps if (call := facts.graph.calls[number]).scope >= 0)


def _promotions(code: Code, registrars: frozenset[str]) -> Iterator[Call]:
    """Calls that put a model into use, or enter it in the registry."""
    for call in code.called:
        if (call.own or call.concepts or call.method in _PUTS) and (
            (call.means("model.register") and call.method != "create_registered_model")
            or (call.method in REGISTERS and call.name.startswith("."))
            or (call.own and (call.name in registrars or _may_promote(call.method)))
            or ((call.means(*_WRITES) or call.method in _COPIES) and not call.loops and _PLACES.search(_said(call)))
        ):
            yield call


def _said(call: Call) -> str:
    return " ".join(f"{each.text} {each.constant if isinstance(each.constant, str) else ''}" for each in call.arguments).lower()


def _gate(facts: Facts, code: Code, call: Call) -> Iterator[Found]:
    """The question that decides on a promotion; around the call, or before what leads to it."""
    condition = next((each for each in around(code, call) if _decides(each)), None)
    if condition is not None:
        reached = "is not reached where" if condition.otherwise else "is reached only where"
        yield code.at(condition.line), f"{call.method} {reached} `{condition.text[:80]}`", "high"
        return
    searched = next((each for each in facts.graph.upstream(call, most=300) if each.method in _SEARCHES and each.argument("order_by")), None)
    if searched is not None:
        note = f"{call.method} takes the best of the runs by a metric; that it is compared with the model in use was not seen"
        yield call.at, note, "low"


def _decides(condition: Condition) -> bool:
    """Whether a question asks if a model is good enough, or better than another."""
    text = condition.text
    if is_order(text):
        low = text.lower()
        if "len(" in low or "epoch" in low or "version" in low:
            return False
        measured = _SCORES.search(low) is not None or any(plain_name(word) for word in _WORDS.findall(text))
        return measured and (_OLD.search(low) is not None or _BAR.search(text) is not None or low.count("metric") > 1)
    return _BETTER.search(text.lower()) is not None and not is_plain(text)


def _by_service(facts: Facts) -> Iterator[Found]:
    """A workflow that starts the program of a promotion after steps that may stop it."""
    maker = maker_of(facts)
    homes = {call.path for code in facts.product for call in _promotions(code, frozenset()) if call.means("model.register")}
    for ran in runs(facts):
        for line, said, _ in ran.lines:
            if _RUNS_PROMOTION.search(said) and any(spot.path in homes for spot in maker.programs(said, ran.folder)):
                note = "a workflow promotes a model after its steps before; what these ask of the model could not be told"
                yield Location(ran.at.path, line), note, "low"
