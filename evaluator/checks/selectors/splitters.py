"""Objects that cut rows into folds, by the name of their class or by the name under which they were handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.model.regex import regex

if TYPE_CHECKING:
    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

_OLD_FOLDS = "sklearn.cross_validation."  # before scikit-learn 0.18 the folds themselves were gone through
_SPLITTER = regex(r"^(?:cv|s?kf|tscv|gkf|sgkf|splitter)$|k_?fold|folds?$|(?:^|_)cv(?:_|$)|_splitter$")


def is_fold_split(facts: Facts, call: Call) -> bool:
    """`MultilabelStratifiedKFold(n_splits=5).split(X, y)`: the split of any library's folds, told by the name of what it is called on."""
    if call.means("folds") and (call.name.startswith(_OLD_FOLDS) or call.argument("n_folds")):
        users = (facts.graph.calls[number] for number in facts.graph.consumers.get(call.number, ()))
        return any(user.kind == "item" or user.name == "enumerate" for user in users)
    made = [facts.graph.calls[number] for number in call.receiver if number in facts.graph.calls]
    if call.method != "split" or call.own or not call.arguments or call.arguments[0].is_constant:
        return False
    folds = any(each.kind == "call" and each.method.endswith("KFold") and not each.own for each in made)
    return folds or _is_handed_splitter(facts, call, made)


def _is_handed_splitter(facts: Facts, call: Call, asked: list[Call]) -> bool:
    """`for train, rest in cv.split(X, y)` where `cv` was handed in: told by its name, and by what its answers are taken apart into."""
    named = any(each.kind in ("parameter", "self", "item", "free") and _SPLITTER.search(each.method.lower()) for each in asked)
    users = (facts.graph.calls[number] for number in facts.graph.consumers.get(call.number, ())) if named else ()
    return any(user.kind == "item" or user.name == "enumerate" for user in users)
