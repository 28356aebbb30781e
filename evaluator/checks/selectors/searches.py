"""Searches over settings: by which rows each trial is scored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import kept, once
from evaluator.checks.selectors.reach import Spot, reach_of
from evaluator.checks.selectors.scoring import scorings, shifted
from evaluator.checks.selectors.splits import of_the_best, splits
from evaluator.checks.selectors.sweeps import described
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.splits import Split
    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.source import Argument

_NO_SEARCH = frozenset(
    {
        "lr_find",
        "suggest",
        "tell",
        "complete_trial",
        "get_next_trial",
        "create_experiment",
        "enqueue_trial",
        "validation_curve",
        "learning_curve",
    }
)
_GIVEN = ("fn", "func", "objective", "trainable", "f")
_VALID = regex(r"(?:^|[^a-z])(?:val|valid|validation|dev|cv|oof|fold)(?:[^a-z]|$)|xval|yval")
_TEST = regex(r"(?:^|[^a-z])tests?(?:[^a-z]|$)|testset|test_?loader")
_TRUTHS = ("y_true", "labels_true", "y", "target")
_NEAR = 120
_FAR = 2_500
_DEEP = 2
_PARTS = 3


@once
def searches(facts: Facts) -> Iterator[Call]:
    """Calls that search over settings; what tries rates of learning, or draws an elbow, is none."""
    for call in facts.calls_to("search.run"):
        if (
            call.kind == "call"
            and call.method not in _NO_SEARCH
            and not call.name.startswith("yellowbrick.")
            and not of_the_best(facts, call)
        ):
            yield call


def scored_by(facts: Facts, tried: list[Call]) -> Iterator[Evidence]:
    """What is said of the rows by which each search, or each loop that tries models, chooses; nothing where there is none."""
    for call in searches(facts):
        if call.means("cross-validation") or call.method == "cross_val":
            yield _on_folds(facts, call)
        elif call.argument("validation_data") or call.argument("validation_split"):
            yield _on_given(facts, call)
        else:
            yield _by_objective(facts, call, list(objectives_of(facts, call)))
    yield from _of_sweeps(facts)
    for call in tried:
        yield _in_loop(facts, call)


def _in_loop(facts: Facts, tried: Call) -> Evidence:
    """What is said of a loop that makes a model for each value and scores it; which of them is taken, a reader may say."""
    here = [each for each in scorings(facts) if each.loops and (each.path, each.scope, each.cell) == (tried.path, tried.scope, tried.cell)]
    for score in here:
        if score.means("cross-validate"):
            return supports(score.at, "each value that the loop tries is scored on folds")
        said = _of_score(facts, tried, score, {(tried.path, tried.scope)})
        if said is not None:
            return said if said.supports else against(said.at, said.note, "low")
    code = facts.code_at(tried.path)
    fits = [each for each in code.within(tried.scope) if each.loops and each.cell == tried.cell] if code is not None else []
    given = next((each for each in fits if each.argument("validation_data") or each.argument("validation_split")), None)
    asked = facts.graph.functions.get(tried.name)
    if given is None and asked is None:
        return against(tried.at, "by which rows this loop chooses could not be told", "low")
    said = _on_given(facts, given) if given is not None else _by_objective(facts, tried, [Spot(*asked)] if asked else [])
    return said if said.supports else against(said.at, said.note, "low")


def _on_folds(facts: Facts, call: Call) -> Evidence:
    given = call.argument("X", 0)
    rows = set(given.inputs) if given is not None else set()
    test = next((each for each in _apart(facts) if rows & set(each.test)), None)
    what = f" of `{given.text}`" if given is not None and given.text.isidentifier() else ""
    if test is not None and _TEST.search(given.text.lower() if given else ""):
        return against(call.at, f"the search runs on folds{what}, which line {test.call.line} sets apart for the test", "low")
    return supports(call.at, f"the search scores each setting on folds{what}")


def _on_given(facts: Facts, call: Call) -> Evidence:
    """What is said of a search that is given rows for validation, or keeps a share of its own."""
    given = call.argument("validation_data")
    if given is None:
        return supports(call.at, "the search keeps a share of the training rows for validation")
    part = _part_of(facts, set(given.inputs))
    final = _scored_again(facts, call, part, set()) if part is not None else None
    if final is not None and not _is_parted_again(facts, part, given):
        return against(call.at, f"the search chooses by the rows on which the model is scored again ({_where(final, call)})")
    names = _names(facts, given)
    if _TEST.search(names) and not _VALID.search(names):
        return against(call.at, "by their name, the rows by which the search chooses are those of the test", "low")
    return supports(call.at, "the search is given rows for validation")


@kept
def _apart(facts: Facts) -> list[Split]:
    """The splits whose parts are known one by one."""
    return [each for each in splits(facts) if each.kind == "call" and each.test]


def _part_of(facts: Facts, numbers: set[int]) -> Split | None:
    """The split whose held-out part some values are."""
    near = numbers | {call.number for call in facts.graph.upstream(tuple(numbers), most=_NEAR)}
    found = [each for each in _apart(facts) if near & set(each.test)]
    return found[0] if len(found) == 1 else None


def _is_parted_again(facts: Facts, part: Split | None, given: Argument) -> bool:
    """Whether a held-out part has been split once more on the way, or gives three parts at once."""
    if part is None:
        return True
    before = {call.number for call in facts.graph.upstream(given.inputs, most=_NEAR)}
    others = [each for each in splits(facts) if each.call is not part.call and each.call.number in before]
    items = facts.graph.consumers.get(part.call.number, ())
    return bool(others) or len([number for number in items if facts.graph.calls[number].kind == "item"]) == _PARTS


def _scored_again(facts: Facts, search: Call, part: Split, inside: set[tuple[str, int]]) -> Call | None:
    """Where what a search found is scored by the same held-out part, outside of the functions that the search calls.

    Not where a submission is written: the rows of the test are then others, and somebody else's.
    """
    if _is_handed_in(facts):
        return None
    found = {search.number, *search.receiver}
    again: Call | None = None
    for call in scorings(facts):
        truth = _truth(call)
        later = (call.path, call.scope) not in inside and not call.loops and call.number > search.number
        if truth is None or not later or not found & {each.number for each in facts.graph.upstream(call, most=_FAR)}:
            continue
        if set(truth.inputs) & set(part.test):
            again = again or call
        elif not set(truth.inputs) & set(part.train):
            return None  # it is scored by other rows as well, which may be those of the test
    return again


@kept
def _is_handed_in(facts: Facts) -> bool:
    """Whether answers for rows without a truth are written for a competition."""
    return any("submission" in text.lower() for code in facts.product for _, text in code.source.strings) or any(
        "submission" in str(each.constant).lower() for call in facts.calls_to("data.write") for each in call.arguments
    )


def _truth(call: Call) -> Argument | None:
    """What a score is measured against: the first argument of a metric, the second of `model.score(X, y)`."""
    if call.method in ("score", "evaluate"):
        return call.argument("y", 1)
    return next((found for name in _TRUTHS if (found := call.argument(name)) is not None), None) or call.argument("", 0)


def _by_objective(facts: Facts, call: Call, spots: list[Spot]) -> Evidence:
    """What is said of a search, or a turn of a loop, that asks functions of the project's own for each score."""
    reached = reach_of(facts).spots(spots, _DEEP) if spots else ()
    inside = {(spot.path, spot.index) for spot in reached}
    calls = [each for spot in reached for each in reach_of(facts).within(spot)]
    said = [_of_score(facts, call, each, inside) for each in _given_back(facts, spots, _scores(facts, calls))]
    ranked = sorted((each for each in said if each is not None), key=lambda each: (each.supports, each.confidence == "low"))
    folds = next((each for each in calls if each.kind == "call" and each.means("cross-validate", "folds")), None)
    if ranked and not (folds is not None and ranked[0].confidence == "low"):
        return ranked[0]
    if folds is not None:
        return supports(folds.at, f"what the search in line {call.line} asks for scores on folds")
    watched = next((each for each in calls if each.argument("validation_split") or each.argument("validation_data")), None)
    if watched is not None:
        return _on_given(facts, watched)
    return against(call.at, "by which rows this search chooses could not be told", "low")


def objectives_of(facts: Facts, call: Call) -> Iterator[Spot]:
    """The project's own functions that a search is given."""
    given = next((found for name in _GIVEN if (found := call.argument(name)) is not None), None) or call.argument("", 0)
    if given is None:
        return
    for number in given.inputs:
        each = facts.graph.calls.get(number)
        if each is not None:
            yield from reach_of(facts).led_to(each)
    code = facts.code_at(call.path)
    name = given.text.rpartition(".")[2]
    if code is not None and name:
        near = [index for index, each in enumerate(code.functions) if each.name == name]
        inner = [index for index in near if code.functions[index].parent == call.scope] or near
        if inner:
            yield Spot(code.path, inner[-1])
        else:
            place = next((each for full, each in facts.graph.functions.items() if full.endswith(f":{name}")), None)
            if place is not None:
                yield Spot(*place)


def _given_back(facts: Facts, spots: list[Spot], scores: list[Call]) -> list[Call]:
    """The scores from which what a search asks for comes; others are only told. All of them where that is not seen."""
    given: set[int] = set()
    for spot in spots:
        code = facts.code_at(spot.path)
        returns = shifted(code, code.functions[spot.index].returns) if code is not None else ()
        given |= {*returns, *(call.number for call in facts.graph.upstream(returns, most=_FAR))}
    folds = any(facts.graph.calls[number].means("cross-validate") for number in given if number in facts.graph.calls)
    return [call for call in scores if call.number in given] or ([] if folds else scores)


def _scores(facts: Facts, calls: list[Call]) -> list[Call]:
    numbers = {call.number for call in calls}
    return [call for call in scorings(facts) if call.number in numbers and not call.means("model.compile", "cross-validate")]


def _of_score(facts: Facts, search: Call, score: Call, inside: set[tuple[str, int]]) -> Evidence | None:
    """What is said of one score inside what a search asks for; None where its rows are not known."""
    truth = _truth(score)
    if truth is None:
        return None
    names = _names(facts, truth)
    part = _part_of(facts, set(truth.inputs))
    if part is not None and (part.call.path, part.call.scope) in inside and part.call.scope >= 0:
        return supports(score.at, f"what the search in line {search.line} asks for scores on rows that it sets apart itself")
    if part is not None and not _is_parted_again(facts, part, truth) and not _VALID.search(names):
        return _of_held_out(facts, search, score, part, inside)
    if _VALID.search(names):
        sure = part is not None or _is_read_for_it(facts, truth)
        return supports(score.at, "the search chooses by rows that are set apart for validation", "high" if sure else "low")
    by_name = "by their name, the rows by which the search chooses are those of the test"
    return against(score.at, by_name, "low") if _TEST.search(names) else None


def _of_held_out(facts: Facts, search: Call, score: Call, part: Split, inside: set[tuple[str, int]]) -> Evidence:
    """What is said of a score on the one part that is held out: a fault where the model is scored by it again at the end."""
    final = _scored_again(facts, search, part, inside)
    where = _where(search, score)
    if final is None:
        return against(score.at, f"the search ({where}) chooses by these rows; which rows are left for a test was not seen", "low")
    return against(score.at, f"the search ({where}) chooses by the rows on which the model is scored again ({_where(final, score)})")


def _is_read_for_it(facts: Facts, truth: Argument) -> bool:
    """Whether rows come from a file, or a part of the data, that is named for validation; not for the test as well."""
    before = [call for call in facts.graph.upstream(truth.inputs, most=_NEAR) if call.kind in ("call", "item")]
    texts = [str(each.constant).lower() for call in before for each in call.arguments if isinstance(each.constant, str)]
    pieces = [name.lower() for call in before if call.kind == "call" for name in call.targets]
    return any(_VALID.search(text) for text in texts) or any(_VALID.search(name) for name in pieces)


def _names(facts: Facts, given: Argument) -> str:
    """What rows are called where they are given, where they are picked and where they are handed on."""
    near = [facts.graph.calls[number] for number in given.inputs if number in facts.graph.calls]
    names = [given.text, *(name for each in near for name in (*each.targets, each.name if each.kind in ("parameter", "free") else ""))]
    return " ".join(names).lower()


def _where(call: Call, beside: Call) -> str:
    """A place in words, as short as its distance allows."""
    line = f"line {call.line}"
    if (call.path, call.cell) == (beside.path, beside.cell):
        return line
    return f"cell {call.cell}, {line}" if call.path == beside.path else f"{call.path}, {line}"


def _of_sweeps(facts: Facts) -> Iterator[Evidence]:
    """By which measure each described sweep chooses."""
    for place in described(facts):
        name, line = _measure(facts, place)
        if _VALID.search(name.lower()):
            yield supports(type(place)(place.path, line), f"the sweep chooses by `{name}`")
        elif name:
            words = "which by its name is of the test" if _TEST.search(name.lower()) else "whose rows could not be told"
            yield against(type(place)(place.path, line), f"the sweep chooses by `{name}`, {words}", "low")


def _measure(facts: Facts, place: Location) -> tuple[str, int]:
    """(name of the measure that a sweep's file names, its line), "" for none."""
    for each in (*facts.settings, *facts.manifests):
        if each.path == place.path:
            return next(((value, line) for key, value, line in each.source.values if key == "metric.name"), ("", 1))
    return "", 1
