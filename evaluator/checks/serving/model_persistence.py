"""Does the trained model outlive the process?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.carried import carried, saved_models
from evaluator.checks.selectors.found_again import found_again
from evaluator.checks.selectors.having import having
from evaluator.checks.selectors.keeping import goes_beside, is_aside, is_fetched, is_preparer, names_of, readings_back, savings
from evaluator.checks.selectors.kept_runs import run_files
from evaluator.checks.selectors.loading import is_on_one_machine
from evaluator.checks.selectors.stored_index import kept_index
from evaluator.checks.selectors.training import trainings
from evaluator.model.place import REPOSITORY
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

MOST = 3
_FOLDERS = frozenset(
    {"pretrained", "models", "checkpoints", "weights", "artifacts", "output", "outputs", "data", "results", "saved_models"}
)
_IS_FOLDER = regex(r"(?:folder|dir|directory)(?:_?(?:path|name))?$")
_MODEL_NAME = regex(r"model|ckpt|checkpoint|weight|state|learn|estimator|classifier|regressor|booster|net\b|clf|session")
CALLBACK = 1


def model_saved(facts: Facts) -> Iterator[Evidence]:
    """The trained model is written to disk or to a registry.

    Why: A model that ends with the process cannot be served, compared or audited.
    Fix: Save one object that holds preprocessing and model together (`joblib.dump(pipeline, "model.joblib")`).
    Ask: What would you need besides this file to predict tomorrow?
    Not for: library
    """
    told = list(savings(facts))
    kept = sorted((call for call, what in told if what == "model"), key=_weakness)
    found = [supports(call.at, _kept(call)) for call in kept if _weakness(call) == _weakness(kept[0])]
    note = "keeps an object; that it is the trained model could not be told"
    doubtful = [supports(call.at, f"{call.method} {note}", "low") for call, what in told if what == "unknown"]
    if found or doubtful:
        yield from (found or doubtful)[:MOST]
    elif next(trainings(facts), None) is None and any(facts.calls_to("llm.call", "llm-api", "vector-store")):
        yield from (supports(*each) for each in kept_index(facts))
    else:
        yield from having(run_files(facts, weights=True), "no code that saves the trained model was found")


def saved_model_loaded(facts: Facts) -> Iterator[Evidence]:
    """The model that is saved is the model that is loaded.

    Why: A service that loads a file nobody writes stops with the next training.
    Fix: Keep the path or registry name in one place, and read it where you save and where you load.
    Ask: Which training run made the model that answers now?
    Not for: library, llm-app
    """
    kept = {name for call, what in savings(facts) if what != "else" for name in names_of(facts, call)}
    read = list(readings_back(facts))
    models = [call for call in read if not is_aside(call) and not is_preparer(facts, call)]
    own = (call for call in read if not is_preparer(facts, call) and not is_fetched(facts, call))
    same = [(call, name) for call in own if (name := _shared(facts, call, kept))]
    same.sort(key=lambda each: _is_elsewhere(facts, each[0]))
    yield from (_told_again(facts, call, name) for call, name in same[:MOST])
    again = [] if same else [supports(call.at, note) for call, note in found_again(facts)][:MOST]
    yield from again
    if not same and not again:
        whole = [call for call in models if _is_whole(call)]
        told = sorted(whole or models, key=_looks_unlike)
        yield from (supports(call.at, _read(facts, call), "low") for call in told[:2])
    if not models and not same and not again and read:
        yield from _only_beside(facts, read)
    if not read and not again:
        yield against(REPOSITORY, "no code that loads the saved model was found")


def model_carries_context(facts: Facts) -> Iterator[Evidence]:
    """With the model is saved what it takes to use and to know it.

    Why: A file of weights without its scaler, its labels, its version and its score is a riddle within a month.
    Fix: Save preparation and model as one object, or the scaler and label map beside it; write version, date and test metric into a file
        next to it.
    Ask: Here is a model file of last spring: how do you find out what it expects, and how good it was?
    Not for: library, llm-app
    """
    saved = saved_models(facts)
    if saved:
        missing = "a model is saved; no preparation, label map, version or metrics kept with it were found"
        sure = any(what == "model" for _, what in saved)
        yield from having(carried(facts), missing, "high" if sure else "low", most=MOST)


def _is_whole(call: Call) -> bool:
    """Whether a model is read and not only the weights that are put into one."""
    return call.method != "load_state_dict" and (call.means("model.load") or call.method in ("load_from_checkpoint", "from_pretrained"))


def _only_beside(facts: Facts, read: list[Call]) -> Iterator[Evidence]:
    """What is said where things are read back, and none of them is a model."""
    prepares = [call for call in read if is_preparer(facts, call)]
    yield from (supports(call.at, "loads what prepares the rows, a scaler or encoder; it is no model", "low") for call in prepares[:1])
    if not prepares:
        yield against(REPOSITORY, "no code that loads the saved model was seen; what is read back goes beside it", "low")


def _shared(facts: Facts, call: Call, kept: set[str]) -> str:
    """A name under which something is both saved and read back, "" for none; data and settings saved beside a model are no model."""
    told = names_of(facts, call)
    whole = _is_whole(call) and all(_IS_FOLDER.search(name) for name in told)  # a folder may hold a model, and much beside it
    names = {name for name in told & kept - _FOLDERS if whole or not _IS_FOLDER.search(name)}
    shared = sorted(names, key=lambda name: ("." not in name, name))
    return next((name for name in shared if not is_aside(call) or not goes_beside(name)), "")


def _is_elsewhere(facts: Facts, call: Call) -> bool:
    """Whether a model is read from a path of one machine, at which nothing of the project saves one."""
    texts = {each.constant for call, _ in savings(facts) for each in call.arguments}
    return is_on_one_machine(call) and not any(isinstance(each.constant, str) and each.constant in texts for each in call.arguments)


def _told_again(facts: Facts, call: Call, name: str) -> Evidence:
    """A question where the file lies at a path that nobody else has."""
    if _is_elsewhere(facts, call):
        return supports(call.at, f"{_found_again(name)}, from a path of one machine", "low")
    return supports(call.at, _found_again(name))


def _found_again(name: str) -> str:
    return f"loads {name if '.' in name else f'`{name}`'}, a name under which the project saves too"


def _read(facts: Facts, call: Call) -> str:
    named = "model" in " ".join(call.targets).lower()
    users = {facts.graph.calls[number].method for number in facts.graph.consumers.get(call.number, ())}
    if {call.method, *users} & {"load_state_dict", "load_weights"} or "state_dict" in " ".join(call.targets):
        what = "loads a model's weights"
    else:
        what = "loads a model" if named or (not call.means("serialise") and call.name != "torch.load") else "reads an object back"
    return f"{what}; that the project saves the model under this name was not seen"


def _looks_unlike(call: Call) -> bool:
    """Whether nothing near a load is named as a model."""
    texts = (*call.targets, *(f"{each.text} {each.constant or ''}" for each in call.arguments))
    return _MODEL_NAME.search(" ".join(texts).lower()) is None


def _weakness(call: Call) -> int:
    """How far a call is from writing the model itself: written, by a callback, by logging, entered in a registry."""
    if call.means("model.register") and not call.means("model.save"):
        return 3
    if call.means("track.autolog"):
        return 2
    return CALLBACK if call.method[:1].isupper() else 0


def _kept(call: Call) -> str:
    if call.means("track.autolog"):
        return f"{call.method} logs the trained model by itself"
    if _weakness(call) == 3:
        return f"{call.method} enters a trained model in the registry"
    if _weakness(call) == CALLBACK:
        return f"{call.method} writes the model while it trains"
    return f"{call.method} keeps the trained model"
