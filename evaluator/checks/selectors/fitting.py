"""What is done against overfitting, and whether both sides of it are measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.both_parts import both_parts
from evaluator.checks.selectors.detectors import whole
from evaluator.checks.selectors.scoring import is_stopped, of_a_model, scorings
from evaluator.checks.selectors.splits import Split, splits
from evaluator.checks.selectors.unread import taken
from evaluator.checks.selectors.watched import watched
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

_WATCHED = frozenset({"evals", "eval_set", "valid_sets"})
_TRAIN = regex(r"(?:^|[^a-z])(?:train|tr|trn)(?:ing)?(?:[^a-z]|$)|[xy]_?tr(?:ain)?(?:[^a-z]|$)")
_OTHER = regex(r"(?:^|[^a-z])(?:test|val|valid|validation|eval|dev|holdout|te)(?:[^a-z]|$)|[xy]_?(?:te|va)(?:st|l|lid)?(?:[^a-z]|$)")
_BEST_NAME = regex(r"best|(?:min|max|lowest|highest)_?\w{0,12}(?:loss|acc|score|err)|(?:loss|acc|accuracy|score|err)_?(?:min|max)")
_BEST_SCORE = regex(
    r"best_?(?:\w{0,20}_)?(?:\w{0,5}loss|acc|score|f1|f_?score|bleu|metric|err|fit|auc|iou|map|perf|dice|r?mse|mae|val|epoch)"
)
_BEST = frozenset({"restore_best_weights", "save_best_only", "load_best_model_at_end", "save_best_model", "use_best_model", "keep_best"})
_UNASKED = "whether the model is asked again afterwards could not be told"
_NEAR = 12
_KEEPERS = ("SaveModelCallback", "ModelCheckpoint", "early_stopping")
_KEEPING = ("checkpoint_score_attribute", "checkpoint_score_attr", "early_stopping_rounds", *_BEST)


def both_sides(facts: Facts) -> Iterator[Found]:
    """The same score on training rows and on others."""
    found = list(splits(facts))
    for split in found:
        if split.kind == "share" and not split.call.means("estimator.fit") and split.call.means("model.train", "training.trainer"):
            yield split.call.at, "the fit reports what it measures on training and on validation rows side by side", "high"
    for call in facts.calls_to("model.train"):
        if call.kind == "call" and call.name.startswith("fastai.") and call.method.startswith(("fit", "fine_tune")):
            yield call.at, "the fit reports the losses of training and of validation side by side", "high"
    yield from whole(facts, "reports the losses of training and of validation side by side")
    yield from _watched(facts)
    yield from _scored_twice(facts, found)
    yield from both_parts(facts)
    yield from (each for each in watched(facts) if each[2] == "high" and each[1].startswith("the loss of"))
    for code in facts.product:
        yield from _named_both(code)


def _scored_twice(facts: Facts, found: list[Split]) -> Iterator[Found]:
    """One metric in one file, computed on training rows and on others: by what they are split off, or by their names."""
    parts = {"train": {number for split in found for number in split.train}, "test": {number for split in found for number in split.test}}
    named = {"train": _TRAIN, "test": _OTHER}
    seen: dict[tuple[str, str], dict[str, Call]] = {}
    for call in (call for call in scorings(facts) if of_a_model(facts, call)):
        fed = {number for argument in call.arguments for number in argument.inputs}
        words = " ".join(argument.text for argument in call.arguments).lower()
        for side in ("train", "test"):
            if fed & parts[side] or named[side].search(words):
                seen.setdefault((call.path, call.method), {}).setdefault(side, call)
        if call.constant("return_train_score") is True or call.method in ("learning_curve", "validation_curve"):
            yield call.at, "training scores are given beside those of the folds", "high"
    for (_, method), sides in seen.items():
        if len(sides) > 1:
            where = f"in cell {sides['test'].cell}" if sides["test"].cell else f"at line {sides['test'].line}"
            yield sides["train"].at, f"{method} is computed on training rows here, on others {where}", "high"


def _watched(facts: Facts) -> Iterator[Found]:
    """Boosting told to score several parts at each round: `eval_set=[(X_train, y_train), (X_val, y_val)]`."""
    for call in facts.those(("estimator.fit", "model.train")):
        given = next((argument for argument in call.arguments if argument.name in _WATCHED), None)
        near = [facts.graph.calls[number] for number in given.inputs if number in facts.graph.calls] if given is not None else []
        names = " ".join(name.lower() for each in near for name in (*each.targets, each.name, *_taken_of(facts, each)))
        both = _TRAIN.search(names) is not None and len(near) > 1
        only_others = len(near) == 1 and _OTHER.search(names) is not None and not both
        if given is not None and not only_others and not call.means("training.trainer"):
            note = f"`{given.name}` may hold training rows beside others; both would be scored at every round"
            yield call.at, "training rows and others are scored at every round" if both else note, "high" if both else "low"


def _taken_of(facts: Facts, item: Call) -> tuple[str, ...]:
    """The name of the table that columns are taken of: `train` of `train[columns]`; no item of a split."""
    whole = [facts.graph.calls[number] for number in item.receiver] if item.kind == "item" else []
    numbered = bool(item.arguments) and isinstance(item.arguments[0].constant, int)
    return whole[0].targets if len(whole) == 1 and len(whole[0].targets) == 1 and not numbered else ()


_SIDES = regex("(?i:train|val|test)")


def _named_both(code: Code) -> Iterator[Found]:
    """Losses or scores named for training and for validation in one file, in a loop or a log."""
    words: dict[str, Call] = {}
    met: set[object] = {""}
    for call in code.calls:
        for text in (*call.targets, *[each.text for each in call.arguments], *[each.constant for each in call.arguments]):
            if text in met:
                continue
            met.add(text)
            if isinstance(text, str) and len(text) < 60 and _SIDES.search(text):
                words.setdefault(
                    text.lower().replace("/", "_").replace("training", "train").replace("valid_", "val_").replace("test_", "val_"),
                    call,
                )
    for kind in ("loss", "acc", "accuracy", "score", "f1", "rmse"):
        train = next((word for word in words if word.endswith(f"train_{kind}")), "")
        other = next((word for word in words if word.endswith((f"val_{kind}", f"validation_{kind}", f"eval_{kind}"))), "")
        if train and other:
            yield words[other].at, f"{kind} is kept for training and for validation", "low"


def best_kept(facts: Facts) -> Iterator[Found]:
    """The weights that were best on validation are kept, not the last ones; of models that nothing asks again only where no others are."""
    found = [*_best_kept(facts), *_put_back(facts), *whole(facts, "keeps the weights that were best on validation by itself")]
    left = {call.at for call in facts.those(arguments=("restore_best_weights",)) if _is_left(facts, call)}
    yield from [each for each in found if each[0] not in left] or ((at, f"{note}; {_UNASKED}", "low") for at, note, _ in found)


def _is_left(facts: Facts, call: Call) -> bool:
    """Whether weights are restored in a model that the same function makes and fits, and then neither gives back nor asks anything."""
    code = facts.code_at(call.path)
    fits = [each for each in facts.graph.downstream(call, most=_NEAR) if each.kind == "call" and each.method == "fit"]
    if code is None or call.scope < 0 or len(fits) != 1:
        return False
    models = [facts.graph.calls[number] for number in fits[0].receiver]
    made = bool(models) and all(each.kind == "call" and each.scope == call.scope for each in models)
    return made and not any(each.number in taken(code) or _is_asked(facts, each, fits[0]) for each in models)


def _is_asked(facts: Facts, model: Call, fit: Call) -> bool:
    """Whether anything takes a model after it is fitted, or keeps it."""
    users = (facts.graph.calls[number] for number in facts.graph.consumers.get(model.number, ()))
    return any("." in name for name in model.targets) or any(each.number > fit.number or each.kind == "set-item" for each in users)


def _best_kept(facts: Facts) -> Iterator[Found]:
    for call in (each for each in facts.those(("model.save",), _KEEPERS, _KEEPING) if not is_stopped(facts, each)):
        monitored = str(call.constant("monitor") or "").lower()
        training: Confidence = "low" if monitored in ("loss", "accuracy", "acc", "train_loss") else "high"
        if call.argument("checkpoint_score_attribute") or call.argument("checkpoint_score_attr"):
            yield call.at, "the checkpoint with the best score is kept", "high"
        elif any(argument.name in _BEST and argument.constant is True for argument in call.arguments):
            yield call.at, "the best weights are kept" + ("; judged by training rows" if training == "low" else ""), training
        elif call.method == "SaveModelCallback" or (
            call.method == "ModelCheckpoint" and "lightning" in call.name and call.argument("monitor")
        ):
            yield call.at, "the best weights are kept", training
        elif call.argument("early_stopping_rounds") or call.name == "lightgbm.early_stopping":
            yield call.at, "early stopping finds the best round", "high"
        elif call.means("model.save") and call.guards and (sure := _when_better(facts, call)):
            how = "inside the loop when a score is better" if call.loops else "when the caller says that they are the best"
            yield call.at, f"weights are written {how}", sure
    looped = any(facts.calls_to("loss.backward", "gradient.tape")) or any(facts.calls_named(".backward"))
    for code in facts.product if looped else ():
        best = next((each for each in code.source.numbers if _BEST_SCORE.match(each.name.lower()) and each.kind == "name"), None)
        if best is not None:
            yield code.at(best.line), f"`{best.name}` is kept; what is done with it could not be told", "low"


def _put_back(facts: Facts) -> Iterator[Found]:
    """A copy of the weights that is made when a score is better and loaded again."""
    for call in facts.those(methods=("deepcopy", "state_dict")):
        put_back = call.guards and call.loops and any(each.method == "load_state_dict" for each in facts.downstream(call))
        if put_back and (sure := _when_better(facts, call)):
            named = any("best" in name.lower() for name in call.targets)
            yield call.at, "the weights are kept in memory when a score is better, and put back at the end", "high" if named else sure


def _when_better(facts: Facts, call: Call) -> Confidence | None:
    """Whether a condition inside the loop of epochs, beside a best score, guards a save; None where it is saved in any case."""
    code = facts.code_at(call.path)
    if code is None:
        return None
    here = [each for each in code.within(call.scope) if each.kind == "call"]
    names = [name for each in here for name in (*each.targets, *(given.text for given in each.arguments))]
    near = [facts.graph.calls[number] for argument in call.arguments for number in argument.inputs if number in facts.graph.calls]
    texts = [argument.constant for each in near for argument in each.arguments if isinstance(argument.constant, str)]
    names += [each.name for each in code.source.numbers] + texts
    function = code.functions[call.scope] if call.scope >= 0 else None
    if not call.loops:  # a function that the loop calls and tells that this is the best
        told = function is not None and any("best" in name.lower() for name in function.parameters)
        return "high" if told else None
    starts = [each.line for each in code.source.statements if each.kind in ("for", "while") and each.line <= call.line]
    inside = [each.guards for each in here if each.loops and each.line >= max(starts, default=0)]
    if call.guards <= min(inside, default=0) or not any(_BEST_NAME.search(name.lower()) for name in names):
        return None
    written = " ".join(str(text) for each in call.arguments for text in (each.text, each.constant)).lower() + " ".join(texts).lower()
    return "high" if "best" in written else "low"
