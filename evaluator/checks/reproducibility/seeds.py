"""Would it come out the same twice?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.called import is_dormant
from evaluator.checks.selectors.chance import EVERYTHING, INCIDENTAL, drawn, fixed, training_side
from evaluator.checks.selectors.determinism import asked, hurried, trains_networks
from evaluator.checks.selectors.reach import Spot, reach_of
from evaluator.checks.selectors.seeds import KEYWORDS, seed_argument, seeded, sets_seed
from evaluator.checks.selectors.switched import OFF, is_switched_off
from evaluator.checks.selectors.training import trainings
from evaluator.model.place import REPOSITORY
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.chance import Draw
    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

PLAIN = regex(r"LinearRegression|Ridge|Lasso|ElasticNet|KNeighbors(?:Classifier|Regressor)|(?:Gaussian|Multinomial|Bernoulli|Complement)NB")
SEEDING = regex(r"seed|random|repro|determin|__init__|setup|init_")
LONGEST = 40
RANDOM = (
    "split", "shuffle", "folds", "nn.layer", "resampler.fit", "search.run", "llm.call", "llm.client", "llm-api",
    "training-loop", "rl-environment",
)  # fmt: skip


def seed_fixed(facts: Facts) -> Iterator[Evidence]:
    """A seed is fixed for the split or the training.

    Why: A result that cannot be had twice cannot be compared, debugged or trusted.
    Fix: Pass `random_state=42` to the split and the model, or call one `set_seed(42)` first.
    Ask: How much does the score move when you change the seed?
    Not for: library
    """
    found = [*_fixed(facts), *_in_settings(facts), *_cold(facts)]
    found.sort(key=lambda each: each.cell is not None)  # what is scripted first
    yield from found
    if not found and (any(facts.calls_to(*RANDOM, "estimator.fit")) or next(trainings(facts), None)):
        words = "no fixed seed was found: no random_state, manual_seed, set_seed or the like with a number"
        plain = _draws_nothing(facts)
        yield against(
            REPOSITORY, f"{words}; the models that were found draw nothing by chance" if plain else words, "low" if plain else "high"
        )


def every_source_seeded(facts: Facts) -> Iterator[Evidence]:
    """Every source of chance that training draws from is given a seed.

    Why: One seed of three leaves the result as open as none.
    Fix: Write one `set_seed(seed)` for `random`, `numpy` and the framework, call it first, and pass the same seed to the split.
    Ask: Which part of a run would still differ the second time?
    Not for: library, llm-app
    """
    sources, (known, unknown) = drawn(facts), fixed(facts)
    known |= {name for name, draw in sources.items() if draw.call is None}
    for name, draw in sorted(sources.items()):
        if name not in known and draw.call is not None:
            doubtful = name in unknown or name in INCIDENTAL or not draw.met
            yield against(draw.call.at, _unseeded(name, draw), "low" if doubtful else "high")
    if sources and not set(sources) - known:
        yield supports(REPOSITORY, f"a seed is fixed for {', '.join(sorted(sources))}")
    elif not sources and (at_once := _at_once(facts)) is not None:
        yield supports(at_once.at, f"{_called(at_once)} is given a fixed seed; where the model is trained no draw without one was seen")


def determinism_configured(facts: Facts) -> Iterator[Evidence]:
    """The framework is told to compute the same result from the same seed.

    Why: Fast kernels and parallel loaders differ from run to run though every seed is fixed.
    Fix: Call `torch.use_deterministic_algorithms(True)` (TensorFlow: `enable_op_determinism()`), and seed the loader's workers.
    Ask: With the seed fixed, do two runs on a GPU end with the same weights?
    Not for: library, llm-app
    """
    found, fast = tuple(asked(facts)), tuple(hurried(facts))
    for place, words, sure in found:
        undone = "; elsewhere cuDNN is told to go by speed" if fast else ""
        yield supports(place, f"{words}{undone}", "low" if undone else sure)
    if found:
        return
    yield from (against(place, words, sure) for place, words, sure in fast)
    if not fast and trains_networks(facts):
        yield against(REPOSITORY, "nothing was found that asks for deterministic algorithms or seeds the workers that load data")


def _at_once(facts: Facts) -> Call | None:
    """Where one call sets the generators of a program that trains."""
    near = training_side(facts)
    told = [call for call, how in seeded(facts) if how == "fixed" and call.method in EVERYTHING and call.path in near]
    told.sort(key=lambda call: call.cell is not None)  # what is scripted first
    return next((call for call in told if not (is_switched_off(facts, call) or is_dormant(facts, call))), None)


def _unseeded(name: str, draw: Draw) -> str:
    """What is said of a source that is drawn from without a seed."""
    if draw.seeded is not None:
        cell = f" (cell {draw.seeded.cell})" if draw.seeded.cell else ""
        at = f"{draw.seeded.path}{cell}:{draw.seeded.line}"
        return f"not all draws by {name} are seeded: {draw.seeded.method} at {at} has a seed of its own, this one none"
    aside = "" if draw.met else "; that it meets the training could not be told"
    return f"chance enters here by {name}, and no fixed seed of it was found{aside}"


def _fixed(facts: Facts) -> Iterator[Evidence]:
    """Seeds of the files that train first; a generator that is set elsewhere may be set for anything."""
    near = training_side(facts)
    for call, how in sorted(seeded(facts), key=lambda found: found[0].path not in near):
        far = bool(near) and sets_seed(call) and (call.path not in near or _is_of_something_else(facts, call))
        off = is_switched_off(facts, call)
        aside = off or (not sets_seed(call) and _is_aside(call)) or is_dormant(facts, call)
        if how == "fixed":
            argument = seed_argument(call)
            what = "number" if sets_seed(call) else "seed"
            words = f"is given a fixed {what}" if argument and argument.is_constant else f"is given a {what} that is fixed in the tree"
            elsewhere = OFF if off else "; that it meets the training was not seen" if far else ""
            yield supports(call.at, f"{_called(call)} {words}{elsewhere}", "low" if aside or far else "high")
        elif not aside:
            yield supports(call.at, f"{_called(call)} is given a seed whose number was not found in the tree", "low")


def _called(call: Call) -> str:
    """What a call is called; `seed` alone says nothing, `random.seed` does."""
    if call.method != "seed" or not 0 < len(call.written) <= LONGEST:
        return call.method
    return "`seed` of a generator" if call.written.startswith(".") else f"`{call.written}`"


def _draws_nothing(facts: Facts) -> bool:
    """Whether all that was found to be fitted is of a kind that gives the same result from the same rows each time."""
    models = [call for call in facts.calls_to("classical-model") if call.kind == "call" and call.method[:1].isupper()]
    others = any(not call.means("estimator.fit", "data-inspection") for call in facts.calls_to(*RANDOM))
    return bool(models) and not others and all(PLAIN.fullmatch(call.method) for call in models) and not drawn(facts)


def _is_of_something_else(facts: Facts, call: Call) -> bool:
    """A generator set within a function, or under a guard, that neither is for seeds, nor leads to a split or a training."""
    code = facts.code_at(call.path)
    if code is None or (
        not 0 < code.source.main_guard <= call.line if call.scope < 0 else SEEDING.search(code.functions[call.scope].name.lower())
    ):
        return False
    fits = {each.number for each in trainings(facts)}
    reached = reach_of(facts).calls((Spot(call.path, call.scope),))
    return not any(each.number in fits or (each.kind == "call" and each.means(*RANDOM, "estimator.fit")) for each in reached)


def _is_aside(call: Call) -> bool:
    """A sample for a picture, an explanation or a look at the rows is no part of the training."""
    return call.method == "sample" or (call.means("plot.draw", "data-inspection", "explainability") and not call.means("split", "shuffle"))


def _in_settings(facts: Facts) -> Iterator[Evidence]:
    """A number under the key `seed` among the settings of a model, in a file that trains."""
    training = {call.path for call in trainings(facts)}
    for code in facts.product:
        for each in code.source.numbers if code.path in training else ():
            if each.kind == "key" and each.name in KEYWORDS:
                yield supports(code.at(each.line), f"`{each.name}` is fixed among the settings")


def _cold(facts: Facts) -> Iterator[Evidence]:
    """A language model asked at temperature 0."""
    for call in facts.calls_to("llm.call", "llm.client", "llm-api", "llm-framework"):
        if call.kind == "call" and (given := call.argument("temperature")) and given.is_constant and given.constant == 0:
            yield supports(call.at, f"{call.method} asks at temperature 0")
