"""Would it come out the same twice?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.called import is_dormant
from evaluator.checks.selectors.chance import INCIDENTAL, drawn, fixed
from evaluator.checks.selectors.seeds import KEYWORDS, seeded, sets_seed
from evaluator.checks.selectors.training import trainings
from evaluator.model.place import REPOSITORY
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.chance import Draw
    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

RANDOM = (
    "split", "shuffle", "folds", "nn.layer", "resampler.fit", "search.run", "llm.call", "llm.client", "llm-api",
    "estimator.fit", "training-loop", "rl-environment",
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
    if not found and (any(facts.calls_to(*RANDOM)) or next(trainings(facts), None)):
        yield against(REPOSITORY, "no fixed seed was found: no random_state, manual_seed, set_seed or the like with a number")


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


def _unseeded(name: str, draw: Draw) -> str:
    """What is said of a source that is drawn from without a seed."""
    if draw.seeded is not None:
        at = f"{draw.seeded.path}:{draw.seeded.line}"
        return f"not all draws by {name} are seeded: {draw.seeded.method} at {at} has a seed of its own, this one none"
    aside = "" if draw.met else "; that it meets the training was not followed"
    return f"chance enters here by {name}, and no fixed seed of it was found{aside}"


def _fixed(facts: Facts) -> Iterator[Evidence]:
    for call, how in seeded(facts):
        aside = (not sets_seed(call) and _is_aside(call)) or is_dormant(facts, call)
        if how == "fixed":
            words = "is given a fixed number" if sets_seed(call) else "is given a fixed seed"
            yield supports(call.at, f"{call.method} {words}", "low" if aside else "high")
        elif not aside:
            yield supports(call.at, f"{call.method} is given a seed whose number stands nowhere in the tree", "low")


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
