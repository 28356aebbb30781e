"""Where chance enters training: which sources of random numbers are drawn from, and which of them are given a seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.seeds import seeded
from evaluator.checks.selectors.training import trainings, trainings_in
from evaluator.model.code import Call
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from evaluator.model.facts import Facts


TORCH, TENSORFLOW, NUMPY, PYTHON, SPLIT, MODEL = "torch", "tensorflow", "numpy", "python", "the split", "the model"
FRAMEWORKS = {"torch": TORCH, "torchvision": TORCH, "keras": TENSORFLOW, "tensorflow": TENSORFLOW}
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
IN_PLACE = frozenset({"shuffle"})
# A generator of one's own is seeded where it is made.
OWN_GENERATORS = ("random.Random", "numpy.random.Generator", "numpy.random.default_rng", "numpy.random.RandomState")
# Layers that draw their first weights, or what they leave out; pooling, activations and losses draw nothing.
DRAWS = regex(
    r"(?:Lazy|Depthwise|Separable)?(?:Linear|Bilinear|Dense|Conv(?:olution)?(?:Transpose|LSTM)?[123]D?|Conv(?:Transpose)?[123]d|Embedding(?:Bag)?"
    r"|(?:Cu?DNN)?(?:LSTM|GRU)(?:Cell)?|(?:Simple)?RNN(?:Cell)?|Transformer\w{0,20}|Multi[Hh]eadAttention|\w{0,12}Dropout\w{0,4}|Gaussian(?:Noise|Dropout)"
    r"|Random\w{1,20}|RReLU|\w{0,6}(?:[Gg]lorot|[Xx]avier|[Hh]e_|He[NU]|[Kk]aiming|[Tt]runcated_?[Nn]ormal|[Vv]ariance_?[Ss]caling|[Oo]rthogonal)\w{0,20}"
    r"|random_split|random_(?:normal|uniform|shuffle|crop|flip\w{0,20})|conv[123]d|separable_conv2d|dense|fully_connected|dropout\w{0,4})$"
)
STATELESS = ("tensorflow.nn.", "torch.nn.functional.", "keras.ops.")  # but for their dropout
TORCH_DRAWS = frozenset({"rand", "randn", "randint", "randperm", "normal", "multinomial", "bernoulli", "rand_like", "randn_like"})
LOADERS = frozenset({"DataLoader", "flow_from_directory", "flow_from_dataframe", "flow", "image_dataset_from_directory"})
# Estimators of scikit-learn whose fit draws from numpy unless they are given a number.
CHANCY = regex(
    r"(?:RandomForest|ExtraTrees|Bagging)(?:Classifier|Regressor)|MLP(?:Classifier|Regressor)|SGD(?:Classifier|Regressor)|(?:MiniBatch)?KMeans"
)
MOST_DRAWS = 40
MOST_REACHED = 1_500
SAVES = regex(r"save|dump|to_csv|to_parquet|to_pickle|write")


class Draw(msgspec.Struct, frozen=True):
    """A source of chance: where it is drawn without a seed of the call's own, None when every call has one.

    `met` tells whether what is drawn was seen to reach a training; `seeded` is a call with a seed of its own, if any.
    """

    call: Call | None
    met: bool
    seeded: Call | None


def drawn(facts: Facts) -> dict[str, Draw]:
    """The sources that training draws from: in files that train and in those they import; else in those that start them, too."""
    return _drawn_in(facts, training_files(facts)) or _drawn_in(facts, tuple(sorted(training_side(facts))))


def _drawn_in(facts: Facts, files: tuple[str, ...]) -> dict[str, Draw]:
    """The sources that some files draw from."""
    own = {call.number for call, how in seeded(facts) if how == "fixed"}
    found: dict[str, list[Call]] = {}
    backward = all(call.method == "backward" for call in trainings(facts))
    for path in files:
        code = facts.code_at(path)
        for call in code.calls if code else ():
            source = _source(call) if call.kind == "call" else ""
            if source and not (source == TENSORFLOW and backward):
                found.setdefault(source, []).append(call)
    told = ((source, _draw(facts, source, calls, own)) for source, calls in found.items())
    return {source: draw for source, draw in told if draw is not None}


def _draw(facts: Facts, source: str, calls: list[Call], own: set[int]) -> Draw | None:
    """The draw to speak of: one that meets a training; None where a draw may be for anything."""
    bare = [call for call in calls if call.number not in own and not (source == SPLIT and is_drawn_once(facts, call))]
    bare = [call for call in bare if not _has_seeded_generator(facts, call)]
    if source == MODEL:
        bare = [call for call in bare if not _numpy_is_seeded(facts, call.path)]
    seeded_one = next((call for call in calls if call.number in own), None)
    if not bare or source in (TORCH, TENSORFLOW):
        return Draw(min(bare, key=_telling) if bare else None, met=True, seeded=seeded_one)
    at_work = {(call.path, call.scope) for call in trainings(facts) if call.scope >= 0}
    for call in bare[:MOST_DRAWS]:
        beside = source in INCIDENTAL and ((call.path, call.scope) in at_work or call.method in IN_PLACE)
        if beside or _meets_training(facts, call):
            return Draw(call, met=True, seeded=seeded_one)
    return Draw(bare[0], met=False, seeded=seeded_one) if source in (SPLIT, MODEL) else None


def _has_seeded_generator(facts: Facts, call: Call) -> bool:
    """Whether a draw is given a generator that is given a seed of its own: `g.manual_seed(epoch)` before `randperm(n, generator=g)`."""
    given = call.argument("generator")
    code = facts.code_at(call.path) if given and given.inputs else None
    if code is None or given is None:
        return False
    seeds = (each for each in code.calls if each.method == "manual_seed" and each.arguments)
    return any(each.number in given.inputs or not set(each.receiver).isdisjoint(given.inputs) for each in seeds)


def is_drawn_once(facts: Facts, call: Call) -> bool:
    """Whether rows are drawn only where no file holds the parts yet, and the parts are then saved."""
    code = facts.code_at(call.path) if call.guards else None
    asked = code is not None and any(each.method in ("exists", "isfile", "is_file", "isdir") for each in code.within(call.scope))
    return asked and any(each.path == call.path and SAVES.search(each.method.lower()) for each in facts.downstream(call))


def _numpy_is_seeded(facts: Facts, path: str) -> bool:
    """Whether the generator of numpy is given a number in a file, in one that it imports, or in one that imports it."""
    imports = {code.path: {code.path, *code.local_imports} for code in facts.product}
    return any(
        how == "fixed"
        and (call.name == "numpy.random.seed" or call.method in EVERYTHING)
        and (path in imports.get(call.path, ()) or call.path in imports.get(path, ()))
        for call, how in seeded(facts)
    )


def _telling(call: Call) -> tuple[bool, bool]:
    """First weights tell a reader more than what is left out or turned, and that more than an order of rows."""
    return call.method in LOADERS, "drop" in call.method.lower() or call.method.startswith("Random")


def _meets_training(facts: Facts, call: Call) -> bool:
    """Whether what a call gives reaches a training."""
    fits = {each.number for each in trainings(facts)}
    return any(each.number in fits for each in facts.graph.downstream(call, most=MOST_REACHED))


def training_files(facts: Facts) -> tuple[str, ...]:
    """Files that train, then what they import, nearest first."""
    return _imported(facts, tuple(code.path for code in facts.product if any(trainings_in(code))))


def training_side(facts: Facts) -> frozenset[str]:
    """The same, and the files that start what trains, with what those import."""
    train = {code.path for code in facts.product if any(trainings_in(code))}
    above = tuple(code.path for code in facts.product if code.path in train or train & set(code.local_imports))
    return frozenset(_imported(facts, above))


def _imported(facts: Facts, starts: tuple[str, ...]) -> tuple[str, ...]:
    """Files, and the project's files that they import, near and far."""
    files = {code.path: code for code in facts.product}
    found: dict[str, None] = dict.fromkeys(starts)
    edge = list(found)
    while edge:
        edge = [path for each in edge for path in files[each].local_imports if path in files and path not in found]
        found |= dict.fromkeys(edge)
    return tuple(found)


def _source(call: Call) -> str:
    """The source a call draws from; "" for what draws nothing."""
    top = call.name.partition(".")[0]
    if call.name.startswith(OWN_GENERATORS):
        return ""
    if call.name.startswith("numpy.random.") and call.method not in ("seed", "get_state", "set_state"):
        return NUMPY
    if top == "random" and call.method in PYTHON_DRAWS:
        return PYTHON
    if top in FRAMEWORKS and _framework_draws(call):
        return NUMPY if call.method in LOADERS and top != "torch" else FRAMEWORKS[top]  # the loaders of keras shuffle by numpy
    if call.name.startswith("sklearn.") and CHANCY.fullmatch(call.method):
        return "" if _given_elsewhere(call) else MODEL
    return SPLIT if call.means("split", "folds") and call.name.startswith("sklearn.") and _shuffles(call) else ""


def _given_elsewhere(call: Call) -> bool:
    """Whether a seed may be among settings that are passed on, or is given by a name that was not followed."""
    seed = call.argument("random_state")
    return (seed is not None and not seed.is_constant) or any(argument.name == "**" for argument in call.arguments)


def _framework_draws(call: Call) -> bool:
    """Whether a call of a framework draws: first weights, what is left out, an order of rows; most operations draw nothing."""
    if call.method in LOADERS:
        shuffles = call.constant("shuffle") is True if call.method == "DataLoader" else call.constant("shuffle") is not False
        return shuffles and call.constant("subset") != "validation"
    if call.name.startswith(STATELESS):
        return "dropout" in call.method
    if call.name.startswith("torch.") and call.name.count(".") == 1:
        return call.method in TORCH_DRAWS
    if call.name.startswith(("tensorflow.random.", "keras.random.")):
        return call.method not in ("set_seed", "Generator", "get_global_generator")
    return DRAWS.match(call.method) is not None


def _shuffles(call: Call) -> bool:
    """Time splits and folds in order draw nothing."""
    if call.method == "train_test_split":
        return call.constant("shuffle") is not False
    return call.method.startswith(("Shuffle", "StratifiedShuffle", "GroupShuffle", "Repeated")) or call.constant("shuffle") is True


def started_with(facts: Facts, split: Call) -> bool | None:
    """Whether the generator that a split draws from is set for the whole program: in its file, or in one that a program loads with it.

    None where it is set, and that both meet in one program was not seen.
    """
    wanted = TORCH if split.method == "random_split" else PYTHON if split.name.startswith("random.") else SPLIT
    told = {call.path for call, _ in seeded(facts) if not call.name.startswith(OWN_GENERATORS) and wanted in _fixes(call)}
    return together(facts, split.path, told) or (None if told else False)


def together(facts: Facts, path: str, others: set[str]) -> bool:
    """Whether a file is one of some others, or a program loads it with one of them."""
    if path in others or not others:
        return bool(others)
    loaded = (set(_imported(facts, (code.path,))) for code in facts.product if code.local_imports)
    return any(path in each and bool(each & others) for each in loaded)


def _fixes(call: Call) -> set[str]:
    """The sources that a call which is given a number gives one to."""
    if call.method in EVERYTHING:
        return {TENSORFLOW} if call.name in ("tensorflow.random.set_seed", "tensorflow.set_random_seed") else set(ALL)
    if call.name in SEEDS:
        return set(SEEDS[call.name])
    return {TORCH} if call.name.startswith("torch.") or call.method.startswith("manual_seed") else set()


def fixed(facts: Facts) -> tuple[set[str], set[str]]:
    """(sources that are given a fixed seed, sources that are given one whose number the tree does not tell)."""
    found: dict[str, set[str]] = {"fixed": set(), "unknown": set()}
    for call, how in seeded(facts):
        found[how] |= _fixes(call) or ({SPLIT} if _source(call) == SPLIT else set())
    if any(
        call.kind == "call" and call.name.startswith("transformers.") and call.method.endswith("Trainer")
        for call in facts.calls_to("training.trainer")
    ):
        found["fixed"].add(TORCH)  # its arguments default to seed 42
    return found["fixed"], found["unknown"] - found["fixed"]
