"""What comes last in a network before a loss meets its output: a softmax, a sigmoid, a layer without either."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from evaluator.model.code import Call

if TYPE_CHECKING:
    from evaluator.model.code import Code
    from evaluator.model.facts import Facts

SOFTMAX, LOGS, SIGMOID, PLAIN, UNKNOWN = "softmax", "log-softmax", "sigmoid", "plain", ""
DEEPEST = 7
_MOST = 60
# What changes the shape of an output, or where it lies, and no number.
_SHAPES = frozenset({
    "squeeze", "unsqueeze", "view", "reshape", "flatten", "float", "double", "permute", "transpose", "contiguous", "to", "cuda", "cpu",
    "view_as", "type_as", "swapaxes", "expand", "t",
})  # fmt: skip
_FUNCTIONS = {
    "softmax": SOFTMAX, "Softmax": SOFTMAX, "Softmax2d": SOFTMAX, "log_softmax": LOGS, "LogSoftmax": LOGS, "sigmoid": SIGMOID,
    "Sigmoid": SIGMOID, "logsigmoid": LOGS, "LogSigmoid": LOGS, "Linear": PLAIN, "linear": PLAIN, "LazyLinear": PLAIN,
}  # fmt: skip
_TORCH = ("torch.", "project:")
_PUBLISHED = ("torchvision.models.", "timm.")
_GOES_ON = frozenset({"to", "cuda", "cpu", "float", "double", "half", "eval", "train", "requires_grad_"})
_WRAPS = ("torch.nn.DataParallel", "torch.nn.parallel.DistributedDataParallel", "torch.compile")
_CALLED = frozenset({"__call__", "forward"})


class Output(msgspec.Struct, frozen=True):
    """What an output is of, and the call that makes it so. Not `sure` where a condition stands before it, as in `if not training`."""

    kind: str
    call: Call
    sure: bool = True


def outputs(facts: Facts, numbers: tuple[int, ...], entered: tuple[int, ...] = (), depth: int = 0) -> list[Output]:
    """What each of some values is an output of; `UNKNOWN` where the way back is lost."""
    found: list[Output] = []
    for number in numbers:
        call = facts.graph.calls.get(number)
        if call is not None and len(found) < _MOST:
            found += _output(facts, call, entered, depth)
    return found


def _output(facts: Facts, call: Call, entered: tuple[int, ...], depth: int) -> list[Output]:
    if call.kind == "parameter" and depth <= DEEPEST:
        near = [number for number, _ in facts.graph.feeds(call, entered)]
        return _checked(outputs(facts, tuple(near), entered[:-1], depth + 1), call)
    if call.kind != "call" or depth > DEEPEST:
        return [Output(UNKNOWN, call)]
    if call.method in _SHAPES and call.receiver:
        return outputs(facts, call.receiver, entered, depth + 1)
    return _of_call(facts, call, entered, depth)


def _of_call(facts: Facts, call: Call, entered: tuple[int, ...], depth: int) -> list[Output]:
    """What a call gives: by its name, by what the project's own function gives back, or by what comes last in a module."""
    if (kind := _named(call)) is not None:
        modules = made_of(facts, module_of(call)) if call.method in _CALLED else []
        if any(each.type != modules[0].type for each in modules):
            return [Output(UNKNOWN, call)]  # one of several modules, such as a softmax or nothing
        return [Output(kind, call, not call.guards and not any(each.guards for each in modules))]
    if call.own and (results := facts.graph.returned.get(call.number)):
        return _checked(outputs(facts, results, (*entered, call.number), depth + 1), call)
    if call.method in _CALLED and call.name.startswith(_TORCH):
        return _checked(_of_modules(facts, module_of(call), depth), call)
    return [Output(UNKNOWN, call)]


def module_of(call: Call) -> tuple[int, ...]:
    """The nodes of what is called as a function: `net` of `net(x)`."""
    given = {number for argument in call.arguments for number in argument.inputs}
    return call.receiver or tuple(number for number in call.inputs if number not in given)


def _checked(found: list[Output], call: Call) -> list[Output]:
    """What is found; the call itself, as unknown, where nothing is."""
    return found or [Output(UNKNOWN, call)]


def _named(call: Call) -> str | None:
    """What a call gives by its name, None where its name does not tell."""
    owner, _, method = call.name.rpartition(".")
    if method in _CALLED:
        if owner.startswith(_PUBLISHED):
            return PLAIN
        method = owner.rpartition(".")[2] if owner.startswith("torch.nn.") else ""
    return _FUNCTIONS.get(method) if call.name.startswith("torch.") else None


def _of_modules(facts: Facts, numbers: tuple[int, ...], depth: int) -> list[Output]:
    """What comes last in the modules that some values are."""
    found: list[Output] = []
    for made in made_of(facts, numbers):
        found += _last_of(facts, made, depth + 1)
    return found


def made_of(facts: Facts, numbers: tuple[int, ...]) -> list[Call]:
    """Where modules are made, back over moves between devices, wrappers, functions and what they are given."""
    found: dict[int, Call] = {}
    edge: list[tuple[int, tuple[int, ...]]] = [(number, ()) for number in numbers]
    seen = set(numbers)
    while edge and len(seen) < _MOST:
        number, entered = edge.pop()
        call = facts.graph.calls.get(number)
        if call is None:
            continue
        if call.kind == "call" and not _passes(facts, call):
            found[call.number] = call
            continue
        if call.kind == "item":
            found[call.number] = call
            continue
        following = facts.graph.feeds(call, entered) if call.kind != "call" or call.own else [(each, entered) for each in _handed(call)]
        edge += [each for each in following if each[0] not in seen]
        seen.update(each for each, _ in following)
    return list(found.values())


def _passes(facts: Facts, call: Call) -> bool:
    """Whether a call gives back the module it is called on, is given, or that a function of the project's own makes."""
    if call.own and facts.graph.returned.get(call.number) and call.type != call.name:
        return True
    return (call.method in _GOES_ON and bool(call.receiver)) or call.name in _WRAPS


def _handed(call: Call) -> tuple[int, ...]:
    return call.receiver or (call.arguments[0].inputs if call.arguments else ())


def _last_of(facts: Facts, made: Call, depth: int) -> list[Output]:
    """What comes last in the module that a call makes."""
    if made.kind != "call" or depth > DEEPEST:
        return [Output(UNKNOWN, made)]
    if made.own and made.type == made.name:
        home = _class(facts, made.name)
        forward = _forward(*home) if home else None
        return _checked(outputs(facts, forward, (), depth + 1), made) if forward else [Output(UNKNOWN, made)]
    if made.name == "torch.nn.Sequential":
        last = _last_part(made)
        return _checked(_of_modules(facts, last, depth + 1), made) if last else [Output(UNKNOWN, made)]
    if made.name.startswith(_PUBLISHED):
        return [Output(PLAIN, made)]
    return [Output(_FUNCTIONS.get(made.method, UNKNOWN) if made.name.startswith("torch.nn.") else UNKNOWN, made, not made.guards)]


def _last_part(made: Call) -> tuple[int, ...]:
    """The last layer that a container is given one by one; none where they come unpacked or by name."""
    last = made.arguments[-1] if made.arguments else None
    return last.inputs[-1:] if last is not None and last.name == "" and len(last.inputs) == 1 else ()


def _class(facts: Facts, name: str) -> tuple[Code, int] | None:
    path, _, short = name.removeprefix("project:").rpartition(":")
    code = facts.code_at(path)
    index = next((number for number, each in enumerate(code.classes) if each.name == short), None) if code is not None else None
    return None if code is None or index is None else (code, index)


def _forward(code: Code, index: int) -> tuple[int, ...]:
    """What feeds the values that a network's own `forward` gives back."""
    found = next((each for each in code.functions if each.owner == index and each.name == "forward"), None)
    first = code.calls[0].number if code.calls else 0
    return tuple(number + first for number in found.returns) if found is not None else ()
