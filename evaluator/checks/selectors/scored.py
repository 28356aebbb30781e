"""On which rows a model is scored: by a metric, by its own score, by answers that are compared with the truth and counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.called import is_dormant
from evaluator.checks.selectors.commanded import given_by_command
from evaluator.checks.selectors.counted import counts_by_hand
from evaluator.checks.selectors.held_losses import held_losses
from evaluator.checks.selectors.naming_parts import part_in
from evaluator.checks.selectors.scoring import by_formula, certainty, scorings, truth_of
from evaluator.checks.selectors.splits import PLACES, READS, reads_itself
from evaluator.model.code import Call
from evaluator.model.place import Location
from evaluator.model.regex import regex
from evaluator.model.result import Confidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evaluator.checks.selectors.splits import Split
    from evaluator.model.code import Code
    from evaluator.model.facts import Facts
    from evaluator.model.source import Argument

# Methods that a framework calls with rows which it trains no model on, and calls that have it do so.
_STEPS = frozenset({"validation_step", "test_step", "on_validation_batch_end", "on_test_batch_end"})
_RUNS = ("Trainer.test", "Trainer.validate")
_TRUTH = ("y_true", "y", "labels", "X")
_LOADS = regex(r"(?:load|read|get|open)(?:_|$)")
COUNTED = "a count of right or wrong answers"
AVERAGED = "an average of how far answers lie from the truth"


class Score(msgspec.Struct, frozen=True):
    """A model's quality, taken at a place: `what` in words, the nodes of its `rows`, and the `contract` by which they are held out."""

    at: Location
    what: str
    rows: frozenset[int]
    confidence: Confidence = "high"
    call: Call | None = None
    contract: str = ""


def scores(facts: Facts) -> Iterator[Score]:
    """Every score of product code, calls first."""
    for call in scorings(facts):
        code = facts.code_at(call.path)
        contract = "takes the rows of the test or validation loader" if call.name.endswith(_RUNS) else ""
        contract = contract or (_step(code, call.scope) if code is not None else "")
        yield Score(call.at, _named(call), frozenset(_rows(call)), certainty(facts, call), call, contract)
    for call in by_formula(facts):
        code = facts.code_at(call.path)
        yield Score(call.at, AVERAGED, truth_of(facts, call), contract=_step(code, call.scope) if code is not None else "")
    for each in held_losses(facts):
        yield Score(each.call.at, each.words, frozenset(each.rows), certainty(facts, each.call), each.call)
    for code, line, sides, scope in counts_by_hand(facts):
        yield Score(code.at(line), COUNTED, frozenset(sides), contract=_step(code, scope))


def _rows(call: Call) -> set[int]:
    """The nodes of the rows a score is given; of a metric, the truth alone, since the answer is also fed by the fit."""
    given = [argument for argument in call.arguments if argument.inputs]
    named = [argument for argument in given if argument.name in _TRUTH]
    if call.method in ("update", "__call__") and len(given) > 1 and not named:
        return set(given[-1].inputs)  # torchmetrics: answers first, then the truth
    rows = named or given[:1] if call.means("metric") else given
    return {number for argument in rows for number in argument.inputs}


def _named(call: Call) -> str:
    """The method; of an object that is called itself, the name it is kept under, else its class."""
    if call.name == "()":
        return "a metric of a list"
    if call.method != "__call__":
        return call.method
    kept = call.written.rpartition(".")[2]
    return kept if kept.isidentifier() else call.name.split(".")[-2].rpartition(":")[2]


def _step(code: Code, scope: int) -> str:
    """The method of a framework's module that holds a scope, where the framework calls it with held-out rows."""
    function = code.functions[scope] if scope >= 0 else None
    if function is None or function.name not in _STEPS or function.owner < 0:
        return ""
    is_module = any(base.endswith("LightningModule") for base in code.bases[function.owner])
    return f"is taken in {function.name}, which is called with rows of the validation or test loader" if is_module else ""


def stands_on_test(facts: Facts, score: Score, found: list[Split]) -> str:
    """How the rows of a score are held out, in words; "" where that was not seen."""
    if score.contract:
        return score.contract
    fed = {each.number: each for each in facts.graph.upstream(score.rows)}
    if (fed.keys() | score.rows) & {number for split in found for number in test_part(split)}:
        return "" if _picked_to_train(fed.values()) else "stands on rows that were held out"
    named = next((each for each in fed.values() if asks_for_test(facts, each) and not is_dormant(facts, each)), None)
    if named is None:
        return given_by_command(facts, score.at.path, fed.values())
    where = f"{'' if named.path == score.at.path else f'{named.path}, '}{f'cell {named.cell}, ' if named.cell else ''}line {named.line}"
    return f"stands on rows that {where} asks for as the test or validation part"


def _picked_to_train(fed: Iterable[Call]) -> bool:
    """Whether the nearest part that is picked by its name is the training's: `loaders["train"]`."""
    keys = (argument.constant for each in fed if each.kind == "item" for argument in each.arguments if isinstance(argument.constant, str))
    return next((part for key in keys if (part := part_in(key))), "") == "train"


def test_part(split: Split) -> tuple[int, ...]:
    """The nodes of the held-out part."""
    return split.test or ((split.call.number,) if split.kind in ("files", "published") else ())


def asks_for_test(facts: Facts, call: Call) -> bool:
    """Whether a literal asks for the test or validation part: `Digits(train=False)`, `read("test.csv")`; the name of a variable is none."""
    if call.kind != "call":
        return False
    placed = [argument for argument in call.arguments if argument.name in PLACES]
    if not (call.means(*READS) or reads_itself(facts, call)):
        return call.own and _LOADS.match(call.method) is not None and any(_is_test_option(facts, call, each) for each in placed)
    if any(each.name in ("train", "is_train", "training") and each.constant is False for each in call.arguments):
        return True
    literals = (text for each in placed for text in _literals(facts, call, each))
    return any(part_in(text) == "test" for text in literals) or any(_is_test_option(facts, call, each) for each in placed)


def _is_test_option(facts: Facts, call: Call, argument: Argument) -> bool:
    """Whether it is a command-line option for the held-out part, beside one for the training part: `args.val_data`, `--train-data`."""
    parsed, _, name = argument.text.rpartition(".")
    code = facts.code_at(call.path)
    if not parsed or code is None or part_in(name) != "test":
        return False
    given = (argument.constant for each in code.calls for argument in each.arguments)
    options = {text for text in given if isinstance(text, str) and text.startswith("--")}
    named = options & {f"--{name}", f"--{name.replace('_', '-')}"}
    return bool(named) and any(part_in(option) == "train" for option in options)


def _literals(facts: Facts, call: Call, argument: Argument) -> Iterator[str]:
    """The literal an argument is, or the one that its module-level name stands for: `HOLDOUT = "data/holdout.csv"`."""
    code = facts.code_at(call.path)
    binding = code.source.bindings.get(argument.text) if code is not None and argument.text else None
    for text in (argument.constant, binding.constant if binding is not None and binding.is_constant else None):
        if isinstance(text, str):
            yield text
