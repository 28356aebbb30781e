"""Where answers of language models and finds of retrievers are scored: on kept questions, and in one way beside another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.by_judge import JUDGED, judgements
from evaluator.checks.selectors.counted import counts_by_hand
from evaluator.checks.selectors.kept_apart import question_sets
from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.scored import scores
from evaluator.checks.selectors.training import asks_only
from evaluator.model.code import Call
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence
    from evaluator.model.source import Argument

    Found = tuple[Location, str, Confidence]

_ASKS = (
    "llm.call", "llm.client", "llm.chain", "vector-store", "vector-store.query", "embedding.make", "model.pretrained", "text.chunk",
)  # fmt: skip
_JUDGES = ("llm.evaluate",)
_READS = ("data.read", "data-loading", "json.parse")
# Found by words alone, or answered without what was found: the simple way of these applications.
_SIMPLE = regex(r"baseline|keyword|lexical|bm25|tf_?idf|full_?text|text_search|naive|plain|basic|no_?(?:rag|context|retriev)|without")
# What only brings the questions, and values that name rows or files, tell no way of asking.
_BRINGS = regex(r"load|read|question|ground|truth|data|split|sample|parse")
_ROWS = regex(r"[/\\]|\.\w{2,5}$|(?:^|_)(?:val|valid|validation|test|train|dev)(?:_|$)")
_COUNTS = regex(r"^(?:k|n|top_?[nk]|limit|size|alpha|boost\w*|weight\w*|num_\w+|n_\w+|chunk_\w+|temperature)$")
_FARTHEST = 300
_NEAR_COUNT = 15
_NESTED = 2
_DEEPEST = 2
_LONGEST = 60


class Round(msgspec.Struct, frozen=True):
    """One call that scores: the function that scores, what the answers came from, whether it stands in a loop over ways of asking."""

    call: Call
    scorer: str
    ways: frozenset[str]
    varied: bool = False


@once
def rounds(facts: Facts) -> Iterator[Round]:
    """Each place where a project that only asks has its answers scored."""
    if not asks_only(facts):
        return
    found = [score.call for score in scores(facts) if score.call is not None]
    for call in (*found, *facts.calls_to(*_JUDGES)):
        if call.kind == "call" and call.scope < 0:
            yield Round(call, call.name, _ways(facts, call))
    yield from _counted_rounds(facts)
    edge = dict.fromkeys(name for call in found if (name := _holder(facts, call)))
    seen: set[str] = set()
    for _ in range(_DEEPEST):
        callers = [(name, facts.graph.calls[number]) for name in edge for number in facts.graph.callers.get(name, ())]
        seen |= edge.keys()
        for name, call in callers:
            if (code := facts.code_at(call.path)) is not None and code.is_product:
                yield Round(call, name, _ways(facts, call), _is_varied(facts, call, name))
        edge = dict.fromkeys(name for _, call in callers if (name := _holder(facts, call)) and name not in seen)


def _counted_rounds(facts: Facts) -> Iterator[Round]:
    """Answers that are counted in a loop over the questions, itself in a loop over ways of asking."""
    for code, line, _, scope in counts_by_hand(facts):
        for call in code.within(scope):
            near = 0 <= line - code.line_of(call) <= _NEAR_COUNT and call.loops >= _NESTED
            if near and (call.own or call.means("llm.call")) and call.kind == "call" and _takes_a_way(code, call):
                yield Round(call, call.name, frozenset(), varied=True)


def compared(facts: Facts) -> Iterator[Round]:
    """Rounds of one scorer that differ in what the answers came from, or that stand in a loop over it."""
    by_scorer: dict[tuple[str, str], dict[frozenset[str], Round]] = {}
    for each in rounds(facts):
        if each.varied:
            yield each
        elif each.ways:
            by_scorer.setdefault((each.scorer, each.call.path), {}).setdefault(each.ways, each)
    for ways in by_scorer.values():
        if len(ways) > 1:
            yield from ways.values()


def settings_compared(facts: Facts) -> Iterator[Found]:
    """The same, as a search for the best setting; firm where a way stands in a module that something else uses too."""
    for each in compared(facts):
        words = "a loop scores several ways of finding or asking" if each.varied else "one way of finding or asking is scored beside others"
        shared = any(_is_shared(facts, way, each.call.path) for way in sorted(each.ways))
        aside = "" if shared else "; that the best of them answers in use could not be told"
        yield each.call.at, f"{words}{aside}", "high" if shared else "low"


def _is_shared(facts: Facts, way: str, path: str) -> bool:
    """Whether a function of that name in a module elsewhere is called from a third file too."""
    name = way.partition("(")[0]
    modules = (code for code in facts.product if code.path != path and not code.is_notebook)
    homes = [code.path for code in modules if any(each.name == name for each in code.functions)]
    return any(
        facts.graph.calls[number].path not in (home, path)
        for home in homes
        for number in facts.graph.callers.get(f"project:{home}:{name}", ())
    )


def simple_ways(facts: Facts) -> Iterator[Found]:
    """Rounds of a comparison whose way is by its name the simple one."""
    for each in compared(facts):
        named = next((way for way in sorted(each.ways) if _SIMPLE.search(way.lower())), "")
        if named:
            yield each.call.at, f"`{named}` is a simple way of answering, scored beside another", "high"


def scored_on_questions(facts: Facts) -> Iterator[Found]:
    """Scores whose questions are read from a table that is kept in the tree."""
    names = {place.path.rpartition("/")[2] for place in question_sets(facts)}
    told = [(score.call, f"{score.what} is computed", score.confidence) for score in scores(facts) if score.call is not None and names]
    told += [(call, JUDGED, sure) for call, sure in judgements(facts) if names]
    for call, words, sure in told:
        yield from _of_questions(facts, (call.number, *call.inputs), (call.at, words, sure), names)
    for code, line, truth, _ in counts_by_hand(facts) if names else ():
        yield from _of_questions(facts, truth, (code.at(line), "answers are counted", "high"), names)


def _of_questions(facts: Facts, rows: tuple[int, ...], said: Found, names: set[str]) -> Iterator[Found]:
    """What is said of a score, where its rows are read from one of these files."""
    place, words, sure = said
    found = (_names(each) | _names_of_opened(facts, each) for each in facts.graph.upstream(rows, *_READS, most=_FARTHEST))
    file = next((min(each & names) for each in found if each & names), "")
    if file:
        yield place, f"{words} on the questions of {file}", sure


def _names_of_opened(facts: Facts, call: Call) -> set[str]:
    """The names of the files that are opened for a reader: `json.load(open(path))`."""
    near = (facts.graph.calls[number] for number in call.inputs if number in facts.graph.calls)
    return {name for each in near if each.kind == "call" for name in _names(each)}


def _names(call: Call) -> set[str]:
    """The names of files that a call is given."""
    return {str(each.constant).replace("\\", "/").rpartition("/")[2] for each in call.arguments if isinstance(each.constant, str)}


def _holder(facts: Facts, call: Call) -> str:
    """The full name of the function in which a call stands, "" for none and for one that has no name."""
    code = facts.code_at(call.path)
    if code is None or call.scope < 0:
        return ""
    function = code.functions[call.scope]
    owner = f"{code.classes[function.owner].name}." if function.owner >= 0 else ""
    return f"project:{code.path}:{owner}{function.name}"


def _ways(facts: Facts, call: Call) -> frozenset[str]:
    """What the scored answers came from: functions of the project's own, models and stores, with the words and numbers given to them."""
    near = (each for each in facts.graph.upstream(call.inputs, most=_FARTHEST) if each.own or each.means(*_ASKS))
    found = {_said(each) for each in near if not (each.own and _BRINGS.search(each.method.lower()))}
    given = {f"{each.name}={each.constant}" for each in call.arguments if _tells(each)}
    return frozenset(found | given | _functions_given(facts, call))


def _tells(argument: Argument) -> bool:
    """Whether a literal may choose a way of asking: a word that names no rows, or a number under a setting's name."""
    value = argument.constant
    if isinstance(value, str):
        return bool(value) and len(value) <= _LONGEST and not _ROWS.search(value)
    return isinstance(value, (int, float)) and not isinstance(value, bool) and _COUNTS.match(argument.name) is not None


def _functions_given(facts: Facts, call: Call) -> set[str]:
    """Functions of the project's own that are handed over by name."""
    near = [facts.graph.calls[number] for argument in call.arguments for number in argument.inputs]
    return {each.name.rpartition(":")[2] for each in near if each.kind == "free" and each.name.startswith("project:")}


def _said(call: Call) -> str:
    constants = [str(each.constant) for each in call.arguments if _tells(each)]
    return f"{call.method}({', '.join(constants)})" if constants else call.method


def _is_varied(facts: Facts, call: Call, scorer: str) -> bool:
    """Whether a loop hands several ways to a function that goes through the questions itself."""
    place = facts.graph.functions.get(scorer)
    inside = facts.code_at(place[0]) if place else None
    if not call.loops or place is None or inside is None:
        return False
    return any(each.loops for each in inside.within(place[1]) if each.kind == "call") and _takes_a_way(inside, call)


def _takes_a_way(code: Code, call: Call) -> bool:
    """Whether an argument may be a way of asking: a bare name that is none of the questions'."""
    return any(each.text.isidentifier() and not each.is_constant for each in call.arguments) and code.is_product
