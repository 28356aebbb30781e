"""Whether rows whose gaps were met go on to anything: a model, a file, another function; or only into a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.scoring import shifted
from evaluator.checks.selectors.training import TRAINS

if TYPE_CHECKING:
    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

_ENDS = (
    *TRAINS, "split", "data.write", "transformer.fit", "transformer.transform", "model.predict", "data-loader", "dataset.class", "folds",
    "cross-validate", "data.matrix", "data.validate",
)  # fmt: skip
_FITS = frozenset({"fit", "fit_transform", "to_csv", "to_parquet", "to_pickle", "write", "train_test_split", "save"})


class Onward:
    """What values become; built once for a check."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._given_back = {
            number for code in facts.product for function in code.functions for number in shifted(code, function.returns)
        } | {
            number
            for code in facts.product
            for klass in code.classes
            for numbers in klass.attributes.values()
            for number in shifted(code, numbers)
        }

    def reaches(self, call: Call) -> bool:
        """Whether a value is stored in a table, trained on, written, kept by an object or given back by a function."""
        if call.constant("inplace") is True:
            return True
        users = (self.facts.graph.calls[number] for number in self.facts.graph.consumers.get(call.number, ()))
        if call.number in self._given_back or any(_stores(each, call) for each in users):
            return True
        reached = self.facts.downstream(call)
        return any(each.number in self._given_back or each.means(*_ENDS) or each.method in _FITS for each in reached)


def _stores(user: Call, call: Call) -> bool:
    """`df["age"] = df["age"].fillna(0)`: the value is put into a table."""
    return user.kind == "set-item" and user.name.endswith("[]") and call.number in user.arguments[-1].inputs
