"""Where chance enters training: which sources of random numbers are drawn from, and which of them are given a seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.seeds import seeded
from evaluator.checks.selectors.training import trainings_in

if TYPE_CHECKING:
    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

    Sources = dict[str, Call]

TORCH, TENSORFLOW, NUMPY, PYTHON, SPLIT = "torch", "tensorflow", "numpy", "python", "the split"
INCIDENTAL = frozenset({NUMPY, PYTHON})  # a draw may be for a picture
# Which sources one call seeds; what seeds everything is named by its method.
ALL = frozenset({TORCH, TENSORFLOW, NUMPY, PYTHON, SPLIT})
EVERYTHING = frozenset({"seed_everything", "set_seed", "set_random_seed", "fix_seed", "seed_all"})
SEEDS = {
    "numpy.random.seed": {NUMPY, SPLIT},
    "numpy.random.default_rng": {NUMPY},
    "numpy.random.RandomState": {NUMPY},
    "random.seed": {PYTHON},
}
PYTHON_DRAWS = frozenset({"random", "randint", "choice", "choices", "sample", "shuffle", "uniform", "gauss", "randrange", "permutation"})
# A generator of one's own is seeded where it is made.
OWN_GENERATORS = ("random.Random", "numpy.random.Generator", "numpy.random.default_rng", "numpy.random.RandomState")
NETWORK = ("nn.layer", "nn.module", "optimizer", "data-loader")


def drawn(facts: Facts) -> Sources:
    """The sources that training draws from, each with the first call: in files that train and in those they import."""
    found: Sources = {}
    for path in _training_files(facts):
        code = facts.code_at(path)
        for call in code.calls if code else ():
            source = _source(call) if call.kind == "call" else ""
            if source:
                found.setdefault(source, call)
    return found


def _training_files(facts: Facts) -> list[str]:
    """Files that train, then what they import, nearest first."""
    files = {code.path: code for code in facts.product}
    found: dict[str, None] = dict.fromkeys(path for path, code in files.items() if any(trainings_in(code)))
    edge = list(found)
    while edge:
        edge = [path for each in edge for path in files[each].local_imports if path in files and path not in found]
        found |= dict.fromkeys(edge)
    return list(found)


def _source(call: Call) -> str:
    top = call.name.partition(".")[0]
    if call.name.startswith(OWN_GENERATORS):
        return ""
    if call.name.startswith("numpy.random.") and call.method not in ("seed", "get_state", "set_state"):
        return NUMPY
    if top == "random" and call.method in PYTHON_DRAWS:
        return PYTHON
    if top in ("torch", "lightning", "torchvision", "timm") and call.means(*NETWORK):
        return TORCH
    if top in ("keras", "tensorflow") and call.means(*NETWORK):
        return TENSORFLOW
    return SPLIT if call.means("split", "folds") and call.name.startswith("sklearn.") and _shuffles(call) else ""


def _shuffles(call: Call) -> bool:
    """Time splits and folds in order draw nothing."""
    if call.method == "train_test_split":
        return call.constant("shuffle") is not False
    return call.method.startswith(("Shuffle", "StratifiedShuffle", "GroupShuffle", "Repeated")) or call.constant("shuffle") is True


def fixed(facts: Facts) -> tuple[set[str], set[str]]:
    """(sources that are given a fixed seed, sources that are given one whose number the tree does not tell)."""
    found: dict[str, set[str]] = {"fixed": set(), "unknown": set()}
    for call, how in seeded(facts):
        if call.method in EVERYTHING:
            found[how] |= {TENSORFLOW} if call.name in ("tensorflow.random.set_seed", "tensorflow.set_random_seed") else ALL
        elif call.name in SEEDS:
            found[how] |= SEEDS[call.name]
        elif call.name.startswith("torch.") or call.method.startswith("manual_seed"):
            found[how].add(TORCH)
        elif _source(call) == SPLIT:
            found[how].add(SPLIT)
    if any(
        call.kind == "call" and call.name.startswith("transformers.") and call.method.endswith("Trainer")
        for call in facts.calls_to("training.trainer")
    ):
        found["fixed"].add(TORCH)  # its arguments default to seed 42
    return found["fixed"], found["unknown"] - found["fixed"]
