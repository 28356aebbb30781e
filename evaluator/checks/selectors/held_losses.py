"""Losses worked out where nothing is learned: of a model that makes texts or pictures, or gives numbers, they are the metric."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.kinds import weighed
from evaluator.checks.selectors.once import kept, once
from evaluator.checks.selectors.scoring import shifted
from evaluator.model.code import Call
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Code
    from evaluator.model.facts import Facts

HELD_LOSS = "held-out-loss"
_QUIET = ("model.eval-mode", "evaluation-mode")
_QUIETS = frozenset({"eval", "no_grad", "inference_mode"})
_LEARNS = frozenset({"backward", "minimize", "apply_gradients", "gradient", "grad"})
_TELLS = ("log.event", "track.metric", "experiment-tracking")
_SAYS = frozenset({"print", "log", "log_dict", "add_scalar", "write", "info", "set_postfix", "set_description"})
_LOSS = regex(r"(?:^|_)(?:loss|nll|elbo)(?:$|_)")
_PART = regex(r"(?:^|_)(?:test|val|valid|validation|eval|held_?out)(?:_?(?:loader|data|dataset|set|dl|ds|iter|batches))?$")
_SQUARED = regex(r"^(?:mse|l2)_?loss$")
_ABSOLUTE = regex(r"^(?:l1|mae)_?loss$")
_WORDS = {"mse": "squared error", "mae": "absolute error"}
_RANKS = regex(r"(?:^|_)(?:ranks|ranking|reciprocal_ranks?|mrr|mrrs)$")
_SORTS = frozenset({"sort", "argsort", "sorted", "topk", "rankdata", "sort_values"})
_FAR = 60


class HeldLoss(msgspec.Struct, frozen=True):
    """A loss that nothing learns from: the plain name of what it measures, where it is worked out, the nodes of its rows."""

    name: str
    call: Call
    rows: tuple[int, ...]

    @property
    def words(self) -> str:
        """What is computed."""
        return f"the {_WORDS.get(self.name, 'loss')} outside training"


@once
def held_losses(facts: Facts) -> Iterator[HeldLoss]:
    """Those that are a metric by what the model does: squared and absolute errors, and any loss of a model that generates."""
    for call in losses_told(facts):
        kind = f"{call.name}.".rsplit(".", 3)[-3] if call.method in ("__call__", "forward") else call.method
        name = "mse" if _SQUARED.search(kind.lower()) else "mae" if _ABSOLUTE.search(kind.lower()) else ""
        if name or _generates(facts):
            yield HeldLoss(name or HELD_LOSS, call, _rows(facts, call))


def mean_ranks(facts: Facts) -> Iterator[Call]:
    """`np.mean(ranks)`: the mean of places that were looked up among sorted answers."""
    for call in facts.those(methods=("mean",)):
        names = [each.text for each in call.arguments[:1]]
        names += [name for number in call.receiver for name in facts.graph.calls[number].targets]
        if any(_RANKS.search(name.lower()) for name in names):
            before = facts.graph.upstream(call, most=4 * _FAR)
            if any(each.kind == "call" and each.method in _SORTS for each in before):
                yield call


@kept
def _generates(facts: Facts) -> bool:
    return "generative" in weighed(facts)


def _rows(facts: Facts, call: Call) -> tuple[int, ...]:
    """What a loss is given, and what the model was given whose answer it takes; not the model."""
    near = [call, *(facts.graph.calls[number] for number in call.inputs)]
    asked = [each for each in near if each.kind == "call" and (each is call or each.means("model.predict"))]
    answers = {each.number for each in asked}
    return tuple(number for each in asked for given in each.arguments for number in given.inputs if number not in answers)


@once
def losses_told(facts: Facts) -> Iterator[Call]:
    """Each loss that stands after a switch of the mode, is given back or told, and changes no weight."""
    for code in facts.product:
        switched = [call for call in code.calls_to(*_QUIET) if call.kind == "call" and call.method in _QUIETS]
        firsts: dict[int, int] = {}
        for call in switched:
            firsts.setdefault(call.scope, call.line)
        firsts.update(dict.fromkeys(_decorated(code, {call.number for call in switched}), 0))
        for scope, first in firsts.items():
            taught = {number for call in code.within(scope) if call.method in _LEARNS for number in (*call.inputs, *call.receiver)}
            given = _given_back(facts, code, scope)
            for call in code.within(scope):
                if call.line >= first and _is_loss(facts, call) and _is_only_told(facts, call, taught, given):
                    yield call


def losses_of_parts(facts: Facts) -> Iterator[Call]:
    """Functions of the project's own that are losses by name, are given a part named for tests or validation, and teach nothing."""
    for call in facts.called:
        if call.kind == "call" and call.own and call.targets and _LOSS.search(call.method.lower()):
            parts = any(_PART.search(argument.text.lower()) for argument in call.arguments)
            after = facts.graph.downstream(call, most=_FAR) if parts else ()
            if parts and not any(each.method in _LEARNS for each in after):
                yield call


def _decorated(code: Code, switched: set[int]) -> Iterator[int]:
    """The functions that work out no gradients by their decorator."""
    return (scope for scope, function in enumerate(code.functions) if switched.intersection(shifted(code, function.decorators)))


def _given_back(facts: Facts, code: Code, scope: int) -> set[int]:
    """What a function's answer is made of, in the function itself."""
    if scope < 0:
        return set()
    before = facts.graph.upstream(shifted(code, code.functions[scope].returns), most=4 * _FAR)
    return {each.number for each in before if each.scope == scope and each.path == code.path}


def _is_loss(facts: Facts, call: Call) -> bool:
    """Whether a value is a loss: of a function of losses that is given two things, or of a model, by its name."""
    if call.kind == "call" and call.means("loss"):
        return len([each for each in call.arguments if each.inputs]) > 1
    if call.kind not in ("call", "item") or len(call.targets) != 1 or not _LOSS.search(call.targets[0].lower()):
        return False
    near = [call, *(facts.graph.calls[number] for number in call.receiver)]
    return any(each.kind == "call" and each.means("model.predict") for each in near)


def _is_only_told(facts: Facts, call: Call, taught: set[int], given: set[int]) -> bool:
    """Whether a loss is printed, logged or given back, and no step of learning takes it."""
    after = [each for each in facts.graph.downstream(call, most=_FAR) if (each.path, each.scope) == (call.path, call.scope)]
    if taught.intersection((call.number, *(each.number for each in after))):
        return False
    tells = (each.kind == "call" and (each.means(*_TELLS) or each.method in _SAYS) for each in after)
    return call.number in given or any(tells)
