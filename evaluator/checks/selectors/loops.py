"""Training loops written out by hand: whether gradients are cleared, the mode is switched for scores, and schedules are stepped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.once import kept, once
from evaluator.checks.selectors.outputs import module_of
from evaluator.checks.selectors.scoring import is_stopped, shifted
from evaluator.checks.selectors.traces import spoken, unread_code
from evaluator.model.code import Call
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Code
    from evaluator.model.facts import Facts

_CLEARS = frozenset({
    "zero_grad", "zero_grads", "clear_grad", "clear_gradients", "clear_grads", "zero_", "zero_gradients", "reset_grad", "zero_grad_",
    "cleargrads", "zerograds", "fill_", "_foreach_zero_", "zero_parameter_gradients", "zero_grad_all",
})  # fmt: skip
_NO_GRADIENTS = frozenset({"no_grad", "inference_mode", "set_grad_enabled", "enable_grad"})
_MODED = frozenset({
    "Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout", "BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "SyncBatchNorm",
})  # fmt: skip
# Frameworks that clear gradients or switch the mode themselves.
_BY_THEMSELVES = (
    "lightning.", "pytorch_lightning.", "lightning_fabric.", "ignite.", "fastai.", "transformers.Trainer", "transformers.Seq2SeqTrainer",
    "deepspeed.", "catalyst.", "skorch.", "composer.", "poutyne.", "torchbearer.", "mmcv.", "mmengine.", "colossalai.", "trl.", "torchtnt.",
)  # fmt: skip
_SCORES = regex(r"(?:^|_)(?:val(?:id(?:at(?:e|ion))?)?|eval(?:uat(?:e|ion))?|test|score)(?:_|$)")
_OPTIMISERS = ("torch.optim.", "torch.amp.GradScaler.", "transformers.AdamW.", "transformers.Adafactor.")
_NEAR = 25
# Dropout that is left at work on purpose, to see how sure a network is.
_ON_PURPOSE = regex(r"mc_?drop|monte_?carlo|uncertain")
_SCHEDULES = "torch.optim.lr_scheduler."
_STEPPED = frozenset({"step", "step_update", "step_scheduler", "lr_step", "adjust_learning_rate"})
_SWITCHES = frozenset({"eval", "train", "train_mode", "set_train"})
_PARTWISE = frozenset({"getattr", "setattr", "modules", "named_modules", "children", "named_children", "apply"})
_CALLED = frozenset({"__call__", "forward"})


class Loop(msgspec.Struct, frozen=True):
    """A training loop: the call that works out gradients, and the one after it that changes the weights."""

    backward: Call
    step: Call


@once
def loops(facts: Facts) -> Iterator[Loop]:
    """Steps of an optimiser of PyTorch in the function in which gradients are worked out."""
    for code in facts.product:
        backward = [call for call in code.those(("loss.backward",), ("backward",)) if call.method == "backward" and not call.own]
        steps = [call for call in code.those((), ("step",)) if _is_of_optimiser(call)] if backward else []
        for first in backward:
            near = (call for call in steps if (call.scope, call.cell) == (first.scope, first.cell) and call.number > first.number)
            step = next(near, None)
            if step is not None and step.line - first.line <= _NEAR:
                yield Loop(first, step)


def _is_of_optimiser(step: Call) -> bool:
    """Whether a step is one of an optimiser, as far as its type tells."""
    return step.name == ".step" or step.means("optimizer.step") or (step.name.startswith(_OPTIMISERS) and _SCHEDULES not in step.name)


def said_of_loops(facts: Facts) -> Iterator[Evidence]:
    """What is said of the loops of a project, nothing where there is none."""
    found = list(loops(facts))
    if found:
        yield from _clearing(facts, found)
        yield from _scoring(facts)
        yield from _schedules(facts)


def _clearing(facts: Facts, found: list[Loop]) -> Iterator[Evidence]:
    """That gradients are cleared in each loop; a fault only where nothing anywhere clears any."""
    clears = [call for code in facts.code for call in _clearings(code)]
    for loop in found:
        here = [call for call in clears if call.path == loop.step.path]
        if same := next((call for call in here if _is_within(facts, call, loop.step)), None):
            yield supports(same.at, f"gradients are cleared here for the step in line {loop.step.line}")
        elif clears:
            first = (here or clears)[0]
            yield against(loop.step.at, f"gradients are cleared elsewhere ({first.path}, line {first.line}), not in this loop", "low")
        elif _is_by_itself(facts):
            yield against(loop.step.at, "nothing was seen to clear the gradients; a framework may do so", "low")
        else:
            sure = _is_plain(loop) and not unread_code(facts) and not is_stopped(facts, loop.step) and not _unread_torch(facts, loop.step)
            note = f"the weights are changed here by gradients (line {loop.backward.line}) that nothing in the project clears"
            yield against(loop.step.at, note, "high" if sure else "low")


def _is_within(facts: Facts, call: Call, step: Call) -> bool:
    """Whether a call stands in the function of a step, or in one that is defined inside it."""
    code = facts.code_at(call.path)
    scope = call.scope
    if code is not None and scope != step.scope and scope >= 0:
        scope = code.functions[scope].parent
    return (scope, call.cell) == (step.scope, step.cell)


def _is_plain(loop: Loop) -> bool:
    """Whether gradients are worked out and used in each round of a loop, under no condition."""
    return loop.step.guards == loop.backward.guards == 0 and loop.step.loops == loop.backward.loops > 0


def _clearings(code: Code) -> Iterator[Call]:
    """Where gradients are cleared, or set to nothing by hand: `p.grad = None`, `del p.grad`, `setattr(p, "grad", None)`."""
    yield from code.those(("optimizer.zero-grad",), _CLEARS)
    for call in code.calls:
        stored = call.kind in ("set-item", "delete") or call.name in ("setattr", "delattr")
        if stored and any(argument.constant == "grad" for argument in call.arguments):
            yield call


def _unread_torch(facts: Facts, step: Call) -> bool:
    """Whether the optimiser comes from code that is not seen whole: of unknown type, or of a class of the project's own."""
    if not step.name.startswith("torch.optim."):
        return True
    made = [facts.graph.calls[number] for number in step.receiver if number in facts.graph.calls]
    fresh = any(each.loops >= step.loops and each.scope == step.scope for each in made)  # made anew in each round
    return not made or fresh or any(each.kind not in ("call", "parameter") or each.own for each in made)


@kept
def _is_by_itself(facts: Facts) -> bool:
    """Whether a framework is at work that clears gradients or switches modes by itself."""
    bases = (base for code in facts.product for each in code.bases for base in each)
    return any(call.name.startswith(_BY_THEMSELVES) for call in facts.called) or any(base.startswith(_BY_THEMSELVES) for base in bases)


def _scoring(facts: Facts) -> Iterator[Evidence]:
    """That the mode is switched where a model is scored, and no gradients are kept; a fault only where nothing anywhere switches."""
    files = {each.step.path for each in loops(facts)}
    files |= {path for each in files if (code := facts.code_at(each)) is not None for path in code.local_imports}
    switches = [call for code in facts.code for call in code.those((), _SWITCHES) if _switches(call)]
    without = [call for code in facts.code for call in code.those((), _NO_GRADIENTS)]
    for found, words in (
        (switches, "the network is switched to its mode for scores"),
        (without, "no gradients are kept for what is worked out"),
    ):
        near = next((call for call in found if call.path in files and _in_product(facts, call)), None)
        if near is not None:
            yield supports(near.at, f"{words} here")
    scored = next(_scored(facts), None)
    if scored is None or _is_by_itself(facts):
        return
    if not switches and (layer := _layer(facts, scored)) is not None:
        where = f"{layer.path}, line {layer.line}"
        note = f"a network with {layer.method} ({where}) is scored here; nothing in the project switches it to its mode for scores"
        unsure = is_stopped(facts, scored) or unread_code(facts) or spoken(facts, _ON_PURPOSE) is not None or _may_switch(facts)
        yield against(scored.at, note, "low" if unsure else "high")
    elif (apart := _in_wrong_file(facts, switches)) is not None:
        yield against(apart.at, "a network is scored here, and nothing in this file switches it to its mode for scores", "low")
    elif not without:
        yield against(scored.at, "gradients are worked out here that nothing uses: no `no_grad` was found", "low")


def _switches(call: Call) -> bool:
    """Whether a call switches a network to its mode for scores: `net.eval()`, `net.train(False)`, `net.train(mode)`."""
    if call.method == "eval" and (call.receiver or "." in call.written) and not call.arguments:
        return True
    return call.method != "eval" and len(call.arguments) == 1 and not call.own and call.constant("", 0) is not True


def _may_switch(facts: Facts) -> bool:
    """Whether a mode may be switched unseen: by a name that is worked out, by an attribute, or part by part."""
    codes = [code for each in loops(facts) if (code := facts.code_at(each.step.path)) is not None]
    near = {
        code.path: code for code in (*codes, *(facts.code_at(path) for each in codes for path in each.local_imports)) if code is not None
    }
    for code in near.values():
        if next(code.those((), _PARTWISE), None) is not None:
            return True
        if any(call.kind == "set-item" and any(each.constant in ("training", "p") for each in call.arguments) for call in code.calls):
            return True
    return False


def _in_product(facts: Facts, call: Call) -> bool:
    code = facts.code_at(call.path)
    return code is not None and code.is_product


def _scored(facts: Facts) -> Iterator[Call]:
    """Where a network of the project is asked for a score: in a function named for it, in no function that trains as well."""
    trained = {(each.backward.path, each.backward.scope) for each in loops(facts)}
    files = {path for path, _ in trained}
    for code in facts.product:
        if code.path not in files:
            continue
        for call in code.calls_to("model.predict"):
            name = code.functions[call.scope].name.lower() if call.scope >= 0 else ""
            apart = (call.path, call.scope) not in trained
            if call.method in _CALLED and call.name.startswith("torch.nn.Module.") and apart and _SCORES.search(name):
                yield call


def _in_wrong_file(facts: Facts, switches: list[Call]) -> Call | None:
    """Where a network is scored in a file in which no mode is switched."""
    switched = {call.path for call in switches}
    callers = {
        path: {*code.local_imports} for path in {each.step.path for each in loops(facts)} if (code := facts.code_at(path)) is not None
    }
    apart = (call for call in _scored(facts) if call.path not in switched and not callers.get(call.path, set()) & switched)
    return next((call for call in apart if _layers(facts, call) != []), None)


def _layer(facts: Facts, scored: Call) -> Call | None:
    """A layer that behaves otherwise in training, in the one class of the project that the scored network is of."""
    return next(iter(_layers(facts, scored) or ()), None)


def _layers(facts: Facts, scored: Call) -> list[Call] | None:
    """The layers of that class that behave otherwise in training; None where it is not known of which class the network is."""
    classes = {each.name for each in facts.graph.upstream(module_of(scored), most=300) if each.own and each.type == each.name}
    networks = [found for name in sorted(classes) if (found := _network(facts, name)) is not None]
    if len(networks) != 1:
        return None
    code, index = networks[0]
    scopes = [number for number, function in enumerate(code.functions) if function.owner == index]
    forward = next((code.functions[number] for number in scopes if code.functions[number].name == "forward"), None)
    used = shifted(code, forward.returns) if forward is not None else ()
    reached = {each.number for each in facts.graph.upstream(used)}
    layers = [each for scope in scopes for each in code.within(scope) if each.method in _MODED and each.name.startswith("torch.nn.")]
    return [each for each in layers if each.number in reached and each.constant("p", 0) != 0] if used else None


def _network(facts: Facts, name: str) -> tuple[Code, int] | None:
    path, _, short = name.removeprefix("project:").rpartition(":")
    code = facts.code_at(path)
    index = next((number for number, each in enumerate(code.classes) if each.name == short), None) if code is not None else None
    if code is None or index is None or index >= len(code.base_concepts) or "nn.module" not in code.base_concepts[index]:
        return None
    return code, index


def _schedules(facts: Facts) -> Iterator[Evidence]:
    """That a schedule is stepped; a fault where it is made under a name that nothing takes."""
    for code in facts.product:
        given = {number for function in code.functions for number in shifted(code, function.returns)}
        for call in code.calls_to("lr-schedule"):
            if call.kind != "call" or not call.name.startswith(_SCHEDULES) or call.type != call.name:
                continue
            users = [facts.graph.calls[number] for number in facts.graph.consumers.get(call.number, ())]
            if step := next(
                (each for each in facts.graph.downstream(call, most=300) if each.method in _STEPPED and each.name.startswith(_SCHEDULES)),
                None,
            ):
                yield supports(step.at, f"the schedule made in line {call.line} is stepped here")
            elif not users and call.number not in given and len(call.targets) == 1 and call.targets[0].isidentifier() and call.scope >= 0:
                words = f"`{call.targets[0]}` is made here, and nothing takes it: the learning rate stays as it is"
                yield against(call.at, words, "low" if _is_named(code, call.targets[0]) else "high")


def _is_named(code: Code, name: str) -> bool:
    """Whether a name is read anywhere in a file, as a global one may be."""
    return any(call.name.partition(".")[0] == name or any(name in each.text.split(".") for each in call.arguments) for call in code.calls)
