"""Were settings chosen by evidence?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.asked_in_turn import NOT_TUNED, SCORED, asks_with_setting, set_in_turn
from evaluator.checks.selectors.called import is_dormant
from evaluator.checks.selectors.counted import counts_by_hand
from evaluator.checks.selectors.explicit import chosen
from evaluator.checks.selectors.having import firmest, having
from evaluator.checks.selectors.own_searches import own_searches
from evaluator.checks.selectors.questioned import settings_compared
from evaluator.checks.selectors.scoring import is_stopped, scorings
from evaluator.checks.selectors.searches import scored_by, searches
from evaluator.checks.selectors.splits import of_the_best
from evaluator.checks.selectors.sweeps import described, landing, started
from evaluator.checks.selectors.switched import OFF, is_switched_off
from evaluator.checks.selectors.traces import missing
from evaluator.checks.selectors.training import trainings
from evaluator.checks.selectors.trial import settled
from evaluator.checks.selectors.trials import gathered, kept_trials, winner
from evaluator.model.regex import regex
from evaluator.model.result import Confidence, Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

# What has settings, a model from elsewhere too: where none of it is called and nothing trains, there is nothing to set.
MODELS = (
    "estimator.fit", "classical-model", "neural-model", "nn.layer", "search.run", "llm.call", "llm.client", "llm-api", "llm-framework",
    "model.load", "model.predict",
)  # fmt: skip
BY_ITSELF = "sklearn.linear_model."  # models that choose their strength on folds within one fit, and keep what they tried
LONGEST = 80
MOST = 3
SEARCHES = regex(
    r"grid_?search|random(?:ized)?_?search|param(?:eter)?_?(?:grid|space|dist)|search_?space|optuna|hyper_?opt|^fmin$|(?<![a-z])tuner|_sweep$|^sweep"
    r"|^best_?(?:specs?|params?|config|settings?|hyper\w*|lr|k|alpha|depth|c)$|hyper_?param\w*_?(?:search|tuning|optimi)"
)
TRIALS = regex(
    r"cv_results|trials?_(?:df|table|dataframe|log|history|results)|study[_.]db|(?:search|tuning|hpo|sweep)_(?:results|log|history)"
)
VALIDATION = ("validation_data", "validation_split", "eval_set", "evals")
PLAIN = regex(r"\.(?:LinearRegression|GaussianNB|DummyClassifier|DummyRegressor)\.fit$|^statsmodels\..*\.OLS\.fit$")
CHAIN = ("sklearn.pipeline.", "sklearn.compose.", "imblearn.pipeline.")


def hyperparameters_searched(facts: Facts) -> Iterator[Evidence]:
    """Settings are chosen by trying several and scoring each.

    Why: Defaults are somebody else's guess; a search shows that the choice was made by evidence.
    Fix: Search two or three settings with `RandomizedSearchCV` or Optuna on validation folds and keep the table of trials.
    Ask: Which setting mattered, and how far from the edge of your grid was the best value?
    Not for: library
    """
    found = [call for call in facts.calls_to("search.run") if call.kind == "call" and not of_the_best(facts, call)]
    for call in found:
        off = is_switched_off(facts, call)
        sure: Confidence = "low" if off or is_stopped(facts, call) or is_dormant(facts, call) else "high"
        yield supports(call.at, f"{call.method} tries several settings and scores each{OFF * off}", sure)
    loops = [] if found else [supports(call.at, SCORED) for call in _tried_in_a_loop(facts)]
    loops = loops or ([] if found else [supports(*each) for each in own_searches(facts)])
    loops = loops or ([] if found else [supports(*each) for each in set_in_turn(facts)])
    yield from loops
    asked = [] if found or loops else firmest(settings_compared(facts), MOST)
    yield from asked
    sweeps = [] if found or loops or asked else list(_sweeps(facts))
    yield from sweeps
    if not found and not loops and not sweeps and not asked:
        yield missing(facts, "no search over settings was found: no search call, and no loop that scores several values", SEARCHES)


def hyperparameters_explicit(facts: Facts) -> Iterator[Evidence]:
    """The settings of the model are written down.

    Why: A default is a choice somebody else made for another problem; what is written down can be questioned.
    Fix: Name the settings that matter (depth, learning rate, epochs) where the model is made, or in one dictionary or file.
    Ask: Which of these values did you choose, and which did you copy?
    Not for: library
    """
    found, trained = list(chosen(facts)), list(trainings(facts))
    settable = not all(_has_nothing_to_set(facts, call) for call in trained) if trained else any(facts.calls_to(*MODELS))
    if found or settable:
        yield from settled(facts, having(found, "no setting of a model was found by name"))


def _has_nothing_to_set(facts: Facts, training: Call) -> bool:
    """Whether a model without settings worth a choice is fitted, by itself or as the only estimator of a pipeline."""
    steps = facts.graph.upstream(training.receiver, "classical-model") if training.name.startswith(CHAIN) else ()
    made = [call for call in steps if call.family]
    return PLAIN.search(training.name) is not None or (bool(made) and all(PLAIN.search(f"{call.name}.fit") for call in made))


def search_on_validation(facts: Facts) -> Iterator[Evidence]:
    """A search chooses by rows for validation, not by those of the test.

    Why: Rows by which settings are chosen look better afterwards than new rows will; a test kept for the end does not.
    Fix: Let each trial be scored on folds or on a validation part of the training rows; score the test part once, at the end.
    Ask: Which rows told you that this setting is the best?
    Not for: library
    """
    yield from settled(facts, scored_by(facts, _loops(facts)))


def search_recorded(facts: Facts) -> Iterator[Evidence]:
    """The trials of a search are kept, and the best of them is used.

    Why: The table of trials shows which settings matter; the best one alone shows only who won.
    Fix: Save `cv_results_` or `study.trials_dataframe()` as a CSV, or log each trial as a run, and train with the best settings.
    Ask: How much better was the best trial than the tenth?
    Not for: library
    """
    first = next((call for call in (*searches(facts), *_loops(facts)) if not call.name.startswith(BY_ITSELF)), None)
    found = list(dict.fromkeys((*kept_trials(facts), *gathered(facts, _loops(facts))))) if first or next(described(facts), None) else []
    used = winner(facts)
    for place, words, sure in found:
        aside = "" if used is not None or sure == "low" else "; what becomes of the best settings could not be told"
        yield supports(place, words + aside, sure if used is not None else "low")
    if not found and first is not None:
        words = "the best settings are used" if used is not None else "settings are searched"
        where = f"{first.path}, cell {first.cell}" if first.cell else f"{first.path}, line {first.line}"
        yield missing(facts, f"{words} ({where}), and nothing that keeps the trials was found", TRIALS)
    elif not found and (asked := next(settings_compared(facts), None)) is not None:
        yield against(asked[0], "ways of finding or asking are scored here; what keeps the scores could not be told", "low")


def _loops(facts: Facts) -> list[Call]:
    """Loops that try settings where nothing else does."""
    return [] if next(searches(facts), None) is not None or next(described(facts), None) is not None else list(_tried_in_a_loop(facts))


def _tried_in_a_loop(facts: Facts) -> Iterator[Call]:
    """A model made inside a loop with a setting from the loop, and scored there or watched on validation rows."""
    places = {(call.path, call.scope, call.cell) for call in scorings(facts) if call.loops}
    places |= {(call.path, call.scope, call.cell) for code in facts.product for call in code.calls if call.loops and _watches(call)}
    counted = {(code.path, scope, code.at(line).cell) for code, line, _, scope in counts_by_hand(facts)}
    for code in facts.product:
        for call in code.calls:
            at = (call.path, call.scope, call.cell)
            here = call.loops and call.kind == "call" and (at in places or (at in counted and call.means("classical-model")))
            made = here and _has_setting(facts, call) and (call.family or (call.own and _is_trained(facts, call)))
            if made or asks_with_setting(facts, call):
                yield call


def _watches(call: Call) -> bool:
    """Whether a call in a loop gives the spread of clusters, a criterion of information, or a history of scores on validation rows."""
    if call.method in ("inertia_", "aic", "bic"):
        return True
    return call.used and call.method in ("fit", "train") and any(argument.name in VALIDATION for argument in call.arguments)


def _has_setting(facts: Facts, call: Call) -> bool:
    """Whether an argument may be a setting that the loop changes: a bare name or numbers of a range, by keyword or as the only value."""
    code = facts.code_at(call.path)
    steady = code.functions[call.scope].parameters if code is not None and call.scope >= 0 else ()  # the same in every turn
    for argument in call.arguments:
        bare = bool(argument.text) and not argument.is_constant and argument.text.isidentifier() and argument.text not in steady
        counted = any(facts.graph.calls[number].name == "range" for number in argument.inputs if number in facts.graph.calls)
        if (bare or counted) and argument.name and argument.name not in NOT_TUNED:
            return True
        if bare and not argument.name and call.family and call.type.rpartition(".")[2] == call.method and len(call.arguments) == 1:
            return True
    return False


def _is_trained(facts: Facts, call: Call) -> bool:
    """Whether what the project's own function gives back is trained next."""
    after = (facts.graph.calls[number] for number in facts.graph.consumers.get(call.number, ()))
    return any(each.method in ("fit", "fit_generator") and each.loops and each.scope == call.scope for each in after)


def _sweeps(facts: Facts) -> Iterator[Evidence]:
    """A sweep file with parameters: firm where a command starts it, or its program takes them and trains; doubtful by itself."""
    files = list(described(facts))
    begun = list(started(facts)) if files else []
    for place, line in begun:
        told = next((each.path for each in files if each.path.rpartition("/")[2] in line), "")
        yield supports(place, f"`{line[:LONGEST]}` starts " + (f"the sweep that {told} describes" if told else "a sweep"))
    lands = dict(landing(facts)) if files and not begun else {}
    for place, program in lands.items():
        yield supports(place, f"describes a sweep over settings that {program} takes, which trains")
    for place in () if begun or lands else files:
        yield supports(place, "a sweep over settings is described; what starts it was not found", "low")
