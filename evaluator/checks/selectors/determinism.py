"""Where a project asks its frameworks for the same result from the same seed, and where it asks for speed instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.called import asleep, is_dormant
from evaluator.checks.selectors.chance import training_side
from evaluator.checks.selectors.concerns import near_model
from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.reach import Spot, reach_of
from evaluator.checks.selectors.seeds import sets_seed
from evaluator.checks.selectors.standing import is_aside, own
from evaluator.checks.selectors.switched import OFF, is_switched_off
from evaluator.checks.selectors.training import trainings
from evaluator.model.place import Location

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence
    from evaluator.model.source import Argument

    Told = tuple[Location, str, Confidence]

HASHES = "PYTHONHASHSEED"
VARIABLES = frozenset({HASHES, "TF_DETERMINISTIC_OPS", "TF_CUDNN_DETERMINISTIC", "CUBLAS_WORKSPACE_CONFIG"})
LATE = "is set while the program runs, when its own hashing has begun; only programs it starts follow it"
KEYWORDS = ("deterministic", "full_determinism", "worker_init_fn", "workers")
NETWORKS = ("nn.layer", "training.trainer", "loss.backward", "optimizer")
FRAMEWORKS = ("torch.", "torchvision.", "keras.", "tensorflow.", "transformers.", "trl.", "lightning.")
_SWITCHES = frozenset({"deterministic", "full_determinism"})
_BACKEND = "backends.cudnn"
_TRAINS = ("training.trainer", "training.settings", "model.train", "classical-model", "estimator.fit")


@once
def asked(facts: Facts) -> Iterator[Told]:
    """Calls, switches and variables that ask for determinism; doubtful where they are off, asleep, or not near a training."""
    near = training_side(facts) | near_model(facts)
    for code in facts.product:
        for call, words, sure in _in_code(facts, code):
            why = asleep(facts, call)
            far = bool(near) and call.path not in near
            off = is_switched_off(facts, call)
            aside = OFF if off else f"; {why}" if why else "; that it meets the training was not seen" if far else ""
            yield call.at, f"{words}{aside}", "low" if aside or not sure or is_aside(call.path) else "high"
    yield from _outside(facts)


def trains_networks(facts: Facts) -> bool:
    """Whether a network is trained by a framework whose fast algorithms may differ from run to run."""
    return any(trainings(facts)) and any(call.kind == "call" and call.name.startswith(FRAMEWORKS) for call in facts.calls_to(*NETWORKS))


@once
def hurried(facts: Facts) -> Iterator[Told]:
    """Where a file that trains lets cuDNN choose its algorithms anew in each run, or take ones that differ."""
    near, train = training_side(facts), {call.path for call in trainings(facts)}
    for code in facts.product:
        found = tuple(_switched(facts, code)) if code.path in near else ()
        asks = {each.scope for each, name, value in found if name == "deterministic" and value}
        for call, name, value in found:
            meets = call.scope < 0 or code.path in train or call.scope in asks or _is_called_from(facts, code, call, train)
            if value is (name == "benchmark") and meets and not is_dormant(facts, call):
                words = "lets each run choose its algorithms by their speed" if value else "allows algorithms that differ from run to run"
                yield call.at, f"`cudnn.{name} = {value}` {words}", "high"


def _is_called_from(facts: Facts, code: Code, call: Call, paths: set[str]) -> bool:
    """Whether one of some files calls the function in which a call stands."""
    callers = facts.graph.callers.get(f"project:{code.path}:{code.functions[call.scope].name}", ())
    return any(facts.graph.calls[number].path in paths for number in callers if number in facts.graph.calls)


def _in_code(facts: Facts, code: Code) -> Iterator[tuple[Call, str, bool]]:
    """(call, what it asks for, whether that is sure) in one file."""
    for call in code.those(("determinism.set",), (), KEYWORDS):
        if call.means("determinism.set"):
            mode = call.argument("mode", 0)
            if mode is None or not mode.is_constant or mode.constant not in (False, 0):
                yield call, f"{call.method} asks for algorithms that give the same result each time", True
            continue
        yield from _by_keyword(facts, call)
    for call, name, value in _switched(facts, code):
        if name == "deterministic" and value is not False:
            yield (
                call,
                "cuDNN is told to use deterministic algorithms" if value else "a value decides whether cuDNN is deterministic",
                bool(value),
            )
    if "environment.read" in code.by_concept or "environment.write" in code.by_concept:
        yield from _variables(facts, code)


def _switched(facts: Facts, code: Code) -> Iterator[tuple[Call, str, bool | None]]:
    """(place, switch, what it is set to; None when that is no literal): `torch.backends.cudnn.deterministic = True`."""
    if not any(name == "torch" for name, _ in code.packages):
        return
    for call in code.calls:
        name = call.arguments[0].constant if call.kind == "set-item" and call.name == "." and call.arguments else None
        if name in ("deterministic", "benchmark") and any(_BACKEND in facts.graph.calls[each].name for each in call.receiver):
            value = call.arguments[-1].constant
            yield call, str(name), value if isinstance(value, bool) else None


def _by_keyword(facts: Facts, call: Call) -> Iterator[tuple[Call, str, bool]]:
    """What a trainer, a learner or a loader is told by one of its arguments."""
    if call.own:
        return
    for argument in call.arguments:
        if argument.name in _SWITCHES and argument.constant is True and call.means(*_TRAINS):
            yield call, f"{call.method} is told to be deterministic", True
        elif argument.name == "workers" and argument.constant is True and call.means("seed.set"):
            yield call, f"{call.method} seeds the workers of the loaders as well", True
        elif argument.name == "worker_init_fn" and call.means("data-loader") and not argument.is_constant:
            sure = _seeds(facts, argument)
            yield call, f"{call.method} has each of its workers {'seeded' if sure else 'set up'} by `{argument.text[:40]}`", sure


def _seeds(facts: Facts, argument: Argument) -> bool:
    """Whether the project's function that an argument names sets seeds."""
    name = argument.text.rpartition(".")[2]
    for number in argument.inputs:
        held = facts.graph.calls.get(number)
        target = facts.graph.functions.get(held.name) if held is not None else None
        if target is not None and _sets_seeds(facts, Spot(*target)):
            return True
    homes = ((code, index) for code in facts.product for index, each in enumerate(code.functions) if each.name == name)
    return bool(name) and any(_sets_seeds(facts, Spot(code.path, index)) for code, index in homes)


def _sets_seeds(facts: Facts, spot: Spot) -> bool:
    return any(each.kind == "call" and sets_seed(each) for each in reach_of(facts).calls((spot,)))


def _variables(facts: Facts, code: Code) -> Iterator[tuple[Call, str, bool]]:
    """Variables of the environment that a program sets for itself."""
    for call in code.calls:
        name = call.arguments[0].constant if call.arguments and call.kind in ("call", "set-item") else None
        if name not in VARIABLES:
            continue
        fed = [facts.graph.calls[number] for number in call.receiver if number in facts.graph.calls]
        if call.means("environment.write") or (call.kind == "set-item" and any(each.name == "os.environ" for each in fed)):
            yield call, f"{name} {LATE}" if name == HASHES else f"{name} is set", name != HASHES


def _outside(facts: Facts) -> Iterator[Told]:
    """Variables that an image, a target or a service gives to what it starts."""
    for container in own(facts.containers):
        for each in container.source.instructions:
            if each.keyword.upper() == "ENV" and (name := _named(" ".join(each.values))):
                yield Location(container.path, each.line), f"the image sets {name}", "high"
    for work in own(facts.stages):
        for target in work.source.targets:
            for number, line in enumerate(target.commands):
                if name := _named(line):
                    yield Location(work.path, target.line_of(number)), f"{name} is set for what is started here", "high"


def _named(text: str) -> str:
    return next((name for name in sorted(VARIABLES) if name in text), "")
