"""What a training takes from outside: options of a command, settings files, environment variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.chance import training_side
from evaluator.checks.selectors.executed import EXECUTES, overridden
from evaluator.checks.selectors.options import FEWEST, MANY, NO_SETTING, options_of, without_parser
from evaluator.checks.selectors.reach import Spot, decorators, reach_of
from evaluator.checks.selectors.scoring import shifted
from evaluator.checks.selectors.settings import landing
from evaluator.checks.selectors.standing import is_aside
from evaluator.checks.selectors.training import trainings, trainings_in
from evaluator.checks.selectors.trials import is_product
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

_SOURCES = ("cli.read", "config.read", "environment.read", "settings.class")
_MOST = 2_500
_FEW_TRAININGS = 12
_DEEP = 5
_TRAINING = regex(
    r"(?:^|_)(?:lr|rate|epochs?|batch|layers?|depth|estimators|alpha|dropout|decay|seed|steps|iters?|trials|model|data(?:set)?|input|train|path|dir|folder|file"
    r"|config|cfg|hidden|units|size|split|features?|target|optimi[sz]er|c|k)(?:_|$)"
)
_OF_FLOWS = regex(
    r"(?:^|_)(?:path|file|filename|url|month|year|date|folder|dir|epochs?|lr|trials|batch_size|config|params|estimators|depth|model_name)(?:_|$)"
)
# Addresses and keys of a service are no settings of a training.
_OF_SERVICES = regex(
    r"uri|url|token|key|secret|password|host|port|user|project|bucket|region|credential|home|rank|world_size|cuda|device|log|remote"
    r"|server|address|(?:^|_)ip(?:_|$)|endpoint|tracking|entity|workspace|mlflow|wandb|comet|dagshub|aws|gcp|azure|(?:^|_)ids?(?:_|$)"
    r"|(?:^|_)env(?:_|$)"
)


def given(facts: Facts) -> Iterator[Found]:
    """Settings that reach a training, or stand in a file that trains or starts what does; firm ones first."""
    found = [*_reaching(facts), *_optional(facts), *_read(facts), *overridden(facts)]
    kept: dict[Location, Found] = {}
    for each in found:
        if each[0] not in kept or each[2] == "high":
            kept.setdefault(each[0], each)
    yield from kept.values()


def _reaching(facts: Facts) -> Iterator[Found]:
    """Sources of settings from which something of a training comes."""
    for number, training in enumerate(trainings(facts)):
        if number >= _FEW_TRAININGS:
            return
        for call in facts.graph.upstream(training, most=_MOST):
            if call.kind != "call" or not call.means(*_SOURCES) or is_aside(call.path) or not is_product(facts, call):
                continue
            if call.means("environment.read"):
                name = str(call.constant("", 0) or "")
                if name and not _OF_SERVICES.search(name.lower()):
                    sure: Confidence = "high" if _TRAINING.search(name.lower()) else "low"
                    yield call.at, f"`{name}` of the environment reaches {_spoken(training)}", sure
            elif call.means("config.read") and not call.means("cli.read"):
                if call.number in landing(facts):
                    yield call.at, f"settings read here from a file reach {_spoken(training)}", "high"
            elif options_of_file(facts, call) >= FEWEST:
                yield call.at, f"options of the command line reach {_spoken(training)}", "high"


def options_of_file(facts: Facts, call: Call) -> int:
    """How many options are defined in the file of a call, or in those it imports."""
    code = facts.code_at(call.path)
    near = [code, *(facts.code_at(path) for path in code.local_imports)] if code is not None else []
    return max((options_of(each)[0] for each in near if each is not None), default=0)


def _spoken(training: Call) -> str:
    """A training in words, with its place."""
    return f"the training ({training.path}, " + (f"cell {training.cell})" if training.cell else f"line {training.line})")


def _optional(facts: Facts) -> Iterator[Found]:
    """Options of commands of files that train, or that start what does."""
    side = training_side(facts)
    trains = {code.path for code in facts.product if any(trainings_in(code))}
    for code in facts.product:
        if code.path not in side or is_aside(code.path):
            continue
        count, place = options_of(code)
        close = code.path in trains or bool(trains & set(code.local_imports))
        if place is not None and count >= FEWEST:
            named = count == MANY or any(_TRAINING.search(name) for name in _option_names(code))
            words = f"{count} settings" if count < MANY else f"by `{place.name}` every setting"
            where = "a file that trains" if code.path in trains else "a file that starts the training"
            if close and named and (code.path in trains or _starts(facts, code)):
                yield place.at, f"{words} can be given on the command line of {where}", "high"
            elif close and named:
                words = f"{words} can be given on the command line of a file that imports what trains"
                yield place.at, f"{words}; that it starts the training was not seen", "low"
        elif close and (by_hand := without_parser(facts, code)) is not None:
            yield *by_hand, "low"
        elif code.path in trains:
            yield from _of_flow(code)


def _starts(facts: Facts, code: Code) -> bool:
    """Whether something that trains is reached from the functions of a file."""
    trained = {(each.path, each.scope) for each in trainings(facts)}
    reach = reach_of(facts)
    starts = [Spot(code.path, index) for index in range(-1, len(code.functions))]
    return any((spot.path, spot.index) in trained for spot in reach.spots(starts, _DEEP))


def _option_names(code: Code) -> Iterator[str]:
    """The names of a file's options."""
    for call in code.calls_to("cli.define", "cli.read"):
        for each in call.arguments:
            if isinstance(each.constant, str) and not each.name:
                yield each.constant.lstrip("-").replace("-", "_").lower()
    for index, function in enumerate(code.functions):
        if any(each.means("cli.define") for each in decorators(code, index)) or function.name in ("main", "train"):
            yield from (name.lower() for name in function.parameters)


def _of_flow(code: Code) -> Iterator[Found]:
    """Parameters of a flow that trains: whoever deploys it may give them."""
    scopes = {call.scope for call in trainings_in(code)}
    for index, function in enumerate(code.functions):
        flow = any(each.means("flow.define") for each in decorators(code, index))
        inside = index in scopes or any(call.own and call.kind == "call" and call.path == code.path for call in code.within(index))
        names = [name for name in function.parameters if _OF_FLOWS.search(name.lower()) and name not in NO_SETTING]
        if flow and inside and names and not function.name.startswith("_"):
            yield code.at(function.line), f"`{function.name}` takes {', '.join(names[:3])}; what starts the flow may give them", "low"


def _read(facts: Facts) -> Iterator[Found]:
    """Settings files that are read in a file that trains, or starts what does; further off it was not followed."""
    side = training_side(facts)
    trains = {code.path for code in facts.product if any(trainings_in(code))}
    for call in facts.calls_to("config.read"):
        if call.kind != "call" or call.path not in side or is_aside(call.path) or call.number not in landing(facts):
            continue
        code = facts.code_at(call.path)
        used = bool(facts.graph.consumers.get(call.number)) or (code is not None and call.number in _returned(code)) or not call.used
        if call.path in trains and used:
            yield call.at, "a file that trains reads settings here", "high"
        elif used:
            yield call.at, "settings are read here; whether they reach the training could not be told", "low"


def _returned(code: Code) -> set[int]:
    return {number for function in code.functions for number in shifted(code, function.returns)}


def elsewhere(facts: Facts) -> Location | None:
    """Where something that may be the training's is taken from outside, in a file that was not seen to meet it."""
    for code in facts.product:
        count, place = options_of(code)
        if place is not None and count >= FEWEST:
            return place.at
        if (by_hand := without_parser(facts, code)) is not None:
            return by_hand[0]
        run = next((call for call in code.called if call.name in EXECUTES), None)
        if run is not None:
            return run.at
    side = training_side(facts)
    read = next((call for call in facts.calls_to("environment.read") if call.path in side and _is_setting(call)), None)
    if read is not None:
        return read.at
    return next((call.at for call in landing(facts).values()), None)


def _is_setting(call: Call) -> bool:
    """Whether a variable of the environment may be a setting, and no address or key of a service."""
    name = str(call.constant("", 0) or "")
    return call.kind == "call" and bool(name) and not _OF_SERVICES.search(name.lower())
