"""What becomes of a search over settings: whether its trials are kept, and whether the best of them is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.explicit import RATES
from evaluator.checks.selectors.figures import names_metric
from evaluator.checks.selectors.prose import pages
from evaluator.checks.selectors.reach import Spot, reach_of
from evaluator.checks.selectors.searches import objectives_of, searches
from evaluator.checks.selectors.sweeps import described, started
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

_TABLES = frozenset(
    {"cv_results_", "trials_dataframe", "results_summary", "get_dataframe", "results_df", "get_n_best", "trials", "get_trials", "dataframe"}
)
_BEST = frozenset({
    "best_params_", "best_params", "best_trial", "best_estimator_", "get_best_hyperparameters", "get_best_models", "best_model",
    "bestModel", "get_best_result", "best_config", "best_trials", "get_best_trial", "best_checkpoint", "space_eval",
})  # fmt: skip
_LENGTHS = frozenset({"epochs", "n_epochs", "num_epochs", "max_epochs", "max_iters"})
_BARE = frozenset({"trials", "get_trials"})
# What finds the best runs again where each trial was written to one.
_LOOKED_UP = frozenset({"search_runs", "get_best_run", "best_run"})
_TRACKS = ("track.metric", "track.param")
_AUTO = frozenset(
    {"autolog", "MLflowCallback", "WeightsAndBiasesCallback", "TensorBoardCallback", "WandbLoggerCallback", "MLflowLoggerCallback"}
)
_USES = (
    "estimator.fit",
    "model.train",
    "model.predict",
    "model.score",
    "model.save",
    "serialise",
    "data.write",
    "track.param",
    "model.register",
)
_SETTING = regex(r"^(?:learning[ _-]?rate|max[ _-]?depth|n[ _]?estimators|batch[ _-]?size|hidden|dropout|layers?|lr|c|k|alpha|units)$")
_MODEL = regex(r"model|method|algorithm|architecture|backbone|network|classifier|regressor|run|experiment")
_SEARCHED = regex(r"^(?:params?_|param$|mean_test_score$|params$)")
_FAR = 300
_DEEP = 2


def kept_trials(facts: Facts) -> Iterator[Found]:
    """Where the trials of a search are kept: tables, plots, stores of studies, runs, files of the tree."""
    for call in searches(facts):
        yield from _of_search(facts, call)
    for call in facts.calls_to("search.result"):
        if call.kind == "call" and call.method.startswith("plot_"):
            yield call.at, f"{call.method} draws the trials of the search", "high"
    begun = [place for place, _ in started(facts)]
    yield from ((place, "the sweep keeps each of its trials as a run", "high") for place in begun)
    yield from (
        (place, "a sweep keeps its trials as runs; what starts it was not found", "low") for place in ([] if begun else described(facts))
    )
    yield from _in_files(facts)


def _of_search(facts: Facts, call: Call) -> Iterator[Found]:
    """What keeps the trials of one search."""
    every = facts.graph.downstream((call.number, *call.receiver), most=_FAR)
    after = [each for each in every if each.kind in ("call", "item") and is_product(facts, each)]
    table = next((each for each in after if each.method in _TABLES and _goes_on(facts, each) and not _is_of_best(facts, each)), None)
    if table is not None:
        yield table.at, f"the trials are read here (`{table.method}`)", "high"
    started_by = [facts.graph.calls[number] for number in call.receiver if number in facts.graph.calls]
    for each in started_by:
        place = next((given for name in ("storage", "directory", "storage_path") if (given := each.argument(name)) is not None), None)
        if place is not None and not (place.is_constant and place.constant is None):
            yield each.at, f"the trials are kept by `{place.name}`", "high"
    inside = [each for each in reach_of(facts).calls(objectives_of(facts, call), _DEEP) if each.kind == "call"]
    run = next((each for each in inside if each.means(*_TRACKS)), None)
    if run is not None:
        yield run.at, f"each trial of the search in line {call.line} is written to a run here", "high"
    auto = sorted((each for each in facts.those((), _AUTO) if not _is_too_late(facts, each, call)), key=lambda each: each.path != call.path)
    if auto and auto[0].path == call.path:
        yield auto[0].at, f"{auto[0].method} writes down what the search tries", "high"
    elif auto:
        yield auto[0].at, f"{auto[0].method} writes runs down here; that those of the search are among them could not be told", "low"
    trials = call.argument("trials")
    if trials is not None and any(_taken_after(facts, number, call) for number in trials.inputs):
        yield call.at, "the trials are kept in `trials`, and read afterwards", "high"


def _is_too_late(facts: Facts, auto: Call, search: Call) -> bool:
    """Whether what writes runs down is switched on after a search, or after the call that leads to it."""
    if auto.path != search.path or auto.loops or auto.means("search.run"):
        return False
    if auto.scope == search.scope:
        return auto.number > search.number
    reach, code = reach_of(facts), facts.code_at(auto.path)
    here = code.within(auto.scope) if code is not None else ()
    before = [each for each in here if each.kind == "call" and each.own and each.number < auto.number]
    return any(Spot(search.path, search.scope) in reach.spots(reach.led_to(each), _DEEP) for each in before)


def _is_of_best(facts: Facts, table: Call, depth: int = _DEEP) -> bool:
    """Whether of a table of trials only the best row or the length is read: `cv_results_["mean_test_score"][search.best_index_]`."""
    takers = [facts.graph.calls[number] for number in facts.graph.consumers.get(table.number, ())]
    return bool(takers) and all(
        each.method == "len" or (each.kind == "item" and (_by_best(facts, each) or (depth > 0 and _is_of_best(facts, each, depth - 1))))
        for each in takers
    )


def _by_best(facts: Facts, item: Call) -> bool:
    """Whether a subscript is the place of the best trial."""
    fed = (facts.graph.calls.get(number) for each in item.arguments for number in each.inputs)
    return any(each is not None and each.method == "best_index_" for each in fed)


def is_product(facts: Facts, call: Call) -> bool:
    """Whether a call stands in code that counts."""
    code = facts.code_at(call.path)
    return code is not None and code.is_product


def _taken_after(facts: Facts, number: int, call: Call) -> bool:
    return any(each > call.number for each in facts.graph.consumers.get(number, ()))


def _goes_on(facts: Facts, call: Call) -> bool:
    """Whether something takes a value, or it is shown below a cell."""
    takers = [facts.graph.calls[number] for number in facts.graph.consumers.get(call.number, ())]
    shown = bool(call.cell) and call.method not in _BARE
    return any(each.method != "len" for each in takers) or (not takers and (shown or call.method == "results_summary"))


def _in_files(facts: Facts) -> Iterator[Found]:
    """Tables of trials in the tree and on the pages."""
    for table in facts.tables:
        columns = [column.strip().lower() for column in table.source.columns]
        if table.role not in ("vendored", "template", "tutorial", "test") and sum(bool(_SEARCHED.search(each)) for each in columns) > 1:
            yield Location(table.path, 1), "a table of trials is in the tree", "high"
    for document in pages(facts):
        for each in document.text.tables:
            names = [name.strip().lower() for name in each.header]
            if any(_MODEL.search(name) for name in names):
                continue
            settings = [name for name in names if _SETTING.match(name) or name.replace(" ", "_") in RATES - _LENGTHS]
            if settings and any(names_metric(f"{name} ") for name in names if name not in settings) and each.rows > 1:
                yield document.at(each.line, each.cell), f"a table gives a score for each value of {settings[0]}", "high"


def gathered(facts: Facts, tried: list[Call]) -> Iterator[Found]:
    """Where a loop that tries models keeps the score of each, in a list, a table or a run."""
    for call in tried:
        code = facts.code_at(call.path)
        here = [each for each in code.within(call.scope) if each.loops and each.cell == call.cell] if code is not None else []
        keeper = next((each for each in here if each.method == "append" or each.kind == "set-item" or each.means(*_TRACKS)), None)
        if keeper is not None and keeper.number > call.number:
            yield keeper.at, "something is kept for each value that the loop tries; whether the best is used could not be told", "low"


def winner(facts: Facts) -> Location | None:
    """Where the best of a search is used: its settings or its model trained, asked, scored or saved."""
    for call in searches(facts):
        if call.means("cross-validation") and _is_asked(facts, call):
            return call.at
        for each in facts.graph.downstream((call.number, *call.receiver), most=_FAR):
            if _BEST & {each.method, *each.name.split(".")} and is_product(facts, each) and _is_used(facts, each):
                return each.at
        if call.targets and call.method == "fmin" and _is_used(facts, call):
            return call.at
    for call in facts.those((), _LOOKED_UP):
        if _is_used(facts, call):
            return call.at
    return None


def _is_asked(facts: Facts, call: Call) -> bool:
    """Whether a search is asked for answers or scores itself, as a model that was fitted by its best settings, or kept."""
    users = [facts.graph.calls[number] for made in call.receiver for number in facts.graph.consumers.get(made, ())]
    users += [facts.graph.calls[number] for number in facts.graph.consumers.get(call.number, ())]
    return any(
        each.number > call.number and (each.means(*_USES[2:]) or each.method in ("predict", "predict_proba", "score")) for each in users
    )


def _is_used(facts: Facts, call: Call) -> bool:
    """Whether a value goes on to a model, a file or the caller."""
    code = facts.code_at(call.path)
    given = {number for each in code.functions for number in each.returns} if code is not None else set()
    first = code.calls[0].number if code is not None and code.calls else 0
    if call.number - first in given:
        return True
    for each in facts.graph.downstream(call, most=_FAR):
        if (
            each.means(*_USES)
            or each.family
            or each.method in ("fit", "dump", "set_params", "predict")
            or (each.own and each.kind == "call")
        ):
            return True
        if each.number - first in given and each.path == call.path:
            return True
    return False
