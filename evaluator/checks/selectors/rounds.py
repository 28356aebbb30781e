"""Trainings that are done again with another seed: in a loop over seeds, by a command, by a sweep."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.scoring import SCORES, certainty
from evaluator.checks.selectors.seeds import DRAWN, KEYWORDS, MOST_FEEDS, NO_USE, sets_seed
from evaluator.checks.selectors.standing import own
from evaluator.checks.selectors.training import trainings_in
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence
    from evaluator.model.source import Argument

    Found = tuple[Location, str, Confidence]

_SEED = regex(r"(?:^|[._])(?:seed|random_state)s?(?:$|[._\d])|^rs$", re.IGNORECASE)
_SEEDS = regex(r"seeds$|random_states$|(?:num|n)_(?:seeds|runs|trials|repeats|repetitions)$", re.IGNORECASE)
_RUNS = regex(r"train|run|fit|eval|experiment|score|main|simulat|bench|test", re.IGNORECASE)
_LOOP = regex(r"\bfor\s+\w*seed\w*\s+in\b|\bseed=\d+,\d+|--multirun\b[^\n]*seed|\bseed\w*=range\(", re.IGNORECASE)
_SWEPT = regex(r"parameters\.(?:[\w.]*[._])?(?:seed|random_state)\.values\.1$")
_CUTS = frozenset({"RepeatedKFold", "RepeatedStratifiedKFold"})


@once
def rounds(facts: Facts) -> Iterator[Found]:
    """Where a training is repeated with other seeds."""
    for code in facts.product:
        yield from _loops(facts, code)
        for call in code.those(methods=_CUTS):
            yield call.at, f"{call.method} cuts the rows anew several times; whether the model's own seed changes could not be told", "low"
    yield from _commands(facts)
    for declared in own((*facts.settings, *facts.manifests)):
        swept = next((line for key, _, line in declared.source.values if _SWEPT.search(key)), 0)
        if swept:
            yield Location(declared.path, swept), "a sweep tries several seeds", "high"


def _commands(facts: Facts) -> Iterator[Found]:
    """Commands of targets and pages that are started again for other seeds."""
    for work in own(facts.stages):
        for target in work.source.targets:
            numbers = (number for number, line in enumerate(target.commands) if _LOOP.search(line))
            yield from (
                (Location(work.path, target.line_of(number)), "the command is repeated for several seeds", "high") for number in numbers
            )
    for document in own(facts.documents):
        for fence in document.text.fences:
            found = _LOOP.search(fence.text) if "seed" in fence.text and not fence.inline else None
            if found is not None and fence.language != "python":
                line = fence.line + fence.text.count("\n", 0, found.start())
                yield document.at(line, fence.cell), "a command repeats the training for several seeds", "high"


def _loops(facts: Facts, code: Code) -> Iterator[Found]:
    """Calls inside a loop that are given the seed of the round, where something is trained or scored in it."""
    learned = {call.scope for call in trainings_in(code) if call.loops} | {call.scope for call in code.calls_to(*SCORES) if call.loops}
    fixed = {each.name for each in code.source.numbers if each.kind in ("name", "parameter")}
    fixed |= {name for name, binding in code.source.bindings.items() if binding.is_constant and type(binding.constant) is int}
    for call in code.called:
        if (
            not call.loops
            or call.method in NO_USE
            or not (call.own or sets_seed(call) or call.argument("random_state") or call.argument("seed"))
        ):
            continue
        given = next((each for each in call.arguments if _is_of_round(facts, call, each, fixed)), None)
        if given is None:
            continue
        if call.own and (_RUNS.search(call.method) is not None):
            yield call.at, f"{call.method} is called again for each seed", certainty(facts, call)
        elif call.scope in learned and not call.means("split", "folds"):
            yield call.at, f"each round gives {call.method} another seed", certainty(facts, call)
        elif sets_seed(call) and any(each.own and each.loops for each in code.within(call.scope)):
            yield call.at, "each round sets another seed; what is trained in it could not be told", "low"


def _is_of_round(facts: Facts, call: Call, argument: Argument, fixed: set[str]) -> bool:
    """Whether an argument is a seed that changes with the round."""
    name = argument.text
    seeder = sets_seed(call) and argument.name in ("", "seed")
    if argument.is_constant or not (argument.name in KEYWORDS or seeder or _SEED.search(name)):
        return False
    if not argument.inputs:
        return name.isidentifier() and name not in fixed and not name.isupper()
    fed = [each for each, _ in zip(facts.graph.upstream(argument.inputs), range(MOST_FEEDS), strict=False)]
    near = [facts.graph.calls[number] for number in argument.inputs if number in facts.graph.calls]
    if any(each.kind == "parameter" and each.scope == call.scope for each in near):
        return False  # one seed for all rounds; those who call this may change it
    if any(each.name in DRAWN and each.loops for each in near):
        return True
    listed = [each for each in fed if each.kind in ("item", "parameter", "free", "self") and _SEEDS.search(each.name.rpartition(".")[2])]
    return name.isidentifier() and bool(listed)
