"""Models that are read back without a name in common: from the tracker that keeps the project's runs, by the class that writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.detectors import weights_again
from evaluator.checks.selectors.keeping import is_aside, is_fetched, is_preparer, readings_back, savings
from evaluator.checks.selectors.once import kept

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

_ENTERS = ("model.register", "track.autolog")
_LOGS = frozenset({"log_model", "autolog", "register_model", "create_model_version"})


def found_again(facts: Facts) -> Iterator[tuple[Call, str]]:
    """Each load with how it is known to be of the project's own model."""
    yield from ((call, "loads the weights that the training leaves, by their path") for call in weights_again(facts))
    saved = [call for call, what in savings(facts) if what == "model"]
    trackers = {_library(call) for call in saved if call.means(*_ENTERS) or call.method in _LOGS} - {""}
    for call in readings_back(facts):
        if is_aside(call) or is_preparer(facts, call) or is_fetched(facts, call):
            continue
        if call.means("model.load") and _library(call) in trackers and _is_of_runs(call):
            yield call, "loads a model from the tracker or registry in which the project keeps its own"
        elif call.kind == "call" and (writer := next((each for each in saved if _is_pair(facts, each, call)), None)) is not None:
            yield call, f"reads back what {writer.method} writes in the same class (line {writer.line})"


def _library(call: Call) -> str:
    return "" if call.own else call.name.partition(".")[0]


def _is_of_runs(call: Call) -> bool:
    """Whether a model is asked of runs or of a registry: by a worked-out name, or an address of these, and not by a path."""
    texts = [argument.constant for argument in call.arguments[:1] if isinstance(argument.constant, str)]
    return bool(call.arguments) and all(":/" in text for text in texts)


def _is_pair(facts: Facts, writer: Call, reader: Call) -> bool:
    """Whether two methods of one class write and read by the same library, the reader by a path that it is given."""
    if writer.path != reader.path or _library(writer) != _library(reader) or any(isinstance(a.constant, str) for a in reader.arguments[:1]):
        return False
    code = facts.code_at(writer.path)
    if code is None or min(writer.scope, reader.scope) < 0 or writer.scope == reader.scope:
        return False
    writes, reads = code.functions[writer.scope], code.functions[reader.scope]
    return writes.owner >= 0 and writes.owner == reads.owner and {writes.name, reads.name} <= _called(facts)


@kept
def _called(facts: Facts) -> frozenset[str]:
    """The last parts of the names of all that product code calls."""
    return frozenset(call.method for call in facts.called)
