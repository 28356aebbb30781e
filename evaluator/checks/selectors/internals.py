"""What lies under a framework's usual calls: precision, compilation, several devices, hooks, gradients by hand, own steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.called import is_dormant
from evaluator.checks.selectors.hooks import is_stepped
from evaluator.checks.selectors.reach import decorators
from evaluator.checks.selectors.switched import is_switched_off

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence
    from evaluator.model.source import Argument

    Found = tuple[Location, str, Confidence]

_PRECISION = frozenset({
    "autocast", "GradScaler", "set_global_policy", "set_dtype_policy", "LossScaleOptimizer", "enable_mixed_precision_graph_rewrite",
    "MixedPrecision", "set_policy",
})  # fmt: skip
_COMPILES = ("torch.compile", "tensorflow.function", "jax.jit", "flax.nnx.jit", "equinox.filter_jit", "torch.func.", "numba.")
_MAPS = frozenset({
    "jax.vmap", "jax.pmap", "jax.lax.scan", "jax.lax.fori_loop", "jax.lax.while_loop", "jax.lax.cond", "jax.checkpoint", "jax.remat",
    "jax.shard_map", "jax.experimental.shard_map.shard_map", "flax.linen.scan", "flax.linen.vmap", "haiku.scan",
})  # fmt: skip
_DEVICES = frozenset({
    "DistributedDataParallel", "FullyShardedDataParallel", "fully_shard", "init_process_group", "DataParallel", "MirroredStrategy",
    "MultiWorkerMirroredStrategy", "TPUStrategy", "parallelize_module", "ZeroRedundancyOptimizer", "SyncBatchNorm", "all_reduce",
    "all_gather", "convert_sync_batchnorm", "Accelerator",
})  # fmt: skip
_HOOKS = frozenset({
    "register_forward_hook", "register_forward_pre_hook", "register_full_backward_hook", "register_backward_hook", "register_hook",
    "register_full_backward_pre_hook", "register_comm_hook", "register_post_accumulate_grad_hook",
})  # fmt: skip
_GRADIENTS = frozenset({
    "tensorflow.custom_gradient", "jax.custom_vjp", "jax.custom_jvp", "torch.autograd.grad", "torch.autograd.functional.jacobian",
    "torch.autograd.functional.hessian", "jax.hessian", "jax.jacfwd", "jax.jacrev",
})  # fmt: skip
_MEMORY = frozenset({"torch.utils.checkpoint.checkpoint", "torch.utils.checkpoint.checkpoint_sequential", "tensorflow.recompute_grad"})
_ESTIMATORS = frozenset({"check_estimator", "parametrize_with_checks", "set_fit_request", "set_score_request", "set_predict_request"})
_FLAGS = frozenset(
    {"fp16", "bf16", "precision", "strategy", "torch_compile", "gradient_checkpointing", "mixed_precision", "amp", "use_amp"}
)
_FLAGGED = ("training.settings", "training.trainer", "fine-tuning", "model.train")
_ADAPTS = frozenset({"get_peft_model", "LoraConfig", "prepare_model_for_kbit_training"})
_BY_NAME = (
    (_MAPS, "transforms a function of the project"),
    (_GRADIENTS, "takes gradients apart from the usual step"),
    (_MEMORY, "trades computation for memory"),
)
_BY_METHOD = (
    (_PRECISION, ("mixed-precision", "distributed-training"), "changes the precision of the training"),
    (_DEVICES, ("distributed-training",), "spreads the training over devices"),
    (_HOOKS, (), "listens inside the network"),
    (_ESTIMATORS, (), "holds an estimator to the rules of its framework"),
    (_ADAPTS, ("fine-tuning",), "adapts a published network by small matrices"),
)
_ASKED = _ADAPTS | {"Accelerator"}
_BASES = ("torch.autograd.Function", "torch.autograd.function.Function")
_WANTED = _PRECISION | _DEVICES | _HOOKS | _ESTIMATORS | _ADAPTS
_CONCEPTS = ("mixed-precision", "compilation", "distributed-training", "gradient.tape", "loss.backward", "memory-saving", "fine-tuning")


def internals(facts: Facts) -> Iterator[Found]:
    """Each with its place; doubtful where nothing starts it, or only a switch of the framework asks for it."""
    for code in facts.product:
        seen: set[str] = set()
        for call in code.those(_CONCEPTS, _WANTED | {name.rpartition(".")[2] for name in (*_MAPS, *_GRADIENTS, *_MEMORY)}, _FLAGS):
            words, sure = _said(code, call)
            if words and words not in seen:
                seen.add(words)
                unsure = is_dormant(facts, call) or is_switched_off(facts, call)
                yield call.at, words, "low" if unsure else sure
        yield from _decorated(code)
        yield from _classes(code)


def _said(code: Code, call: Call) -> tuple[str, Confidence]:
    """What a call says, "" for nothing."""
    for wanted, words in _BY_NAME:
        if call.name in wanted:
            return f"{call.name} {words}", "high"
    for wanted, concepts, words in _BY_METHOD:
        if call.method in wanted and not call.own and (not concepts or call.means(*concepts) or call.name.startswith("accelerate.")):
            return f"{call.method} {words}", "low" if call.method in _ASKED else "high"
    if not call.own and call.name.startswith(_COMPILES):
        return f"{call.name} compiles what the project gives it", "high"
    if call.means("gradient.tape") and any(each.method in ("apply_gradients", "minimize") for each in code.called):
        return f"{call.method} records gradients, and the project applies them", "high"
    return _flag(call)


def _flag(call: Call) -> tuple[str, Confidence]:
    """A switch of the framework that asks for it."""
    flag = next((each for each in call.arguments if each.name in _FLAGS and not _is_off(each)), None)
    if flag is None or not call.means(*_FLAGGED):
        return "", "low"
    return f"`{flag.name}` of {call.method} asks the framework for it; no more was seen", "low"


def _is_off(flag: Argument) -> bool:
    """Whether a switch is left as it is."""
    return flag.is_constant and flag.constant in (None, False, 32, "32", "auto", "no", "32-true")


def _decorated(code: Code) -> Iterator[Found]:
    """Functions that a decorator compiles or gives a gradient: `@tf.function`, `@jax.jit`."""
    for index, function in enumerate(code.functions):
        for each in decorators(code, index):
            if each.kind == "free" and (each.name.startswith(_COMPILES) or each.name in _MAPS | _GRADIENTS):
                yield code.at(function.line), f"`{function.name}` is compiled or transformed by {each.name}", "high"


def _classes(code: Code) -> Iterator[Found]:
    """Classes with a gradient, or a training step, of their own."""
    for index, klass in enumerate(code.classes):
        methods = {function.name for function in code.functions if function.owner == index}
        bases = code.bases[index] if index < len(code.bases) else ()
        concepts = code.base_concepts[index] if index < len(code.base_concepts) else ()
        if {"forward", "backward"} <= methods and any(base in _BASES for base in bases):
            yield code.at(klass.line), f"`{klass.name}` has a gradient of its own", "high"
        elif "train_step" in methods and "nn.module" in concepts and is_stepped(code, index):
            yield code.at(klass.line), f"`{klass.name}` says itself what happens in a step of `fit`", "high"
        elif {"split", "get_n_splits"} <= methods:
            yield code.at(klass.line), f"`{klass.name}` makes folds by the protocol of the framework", "high"
