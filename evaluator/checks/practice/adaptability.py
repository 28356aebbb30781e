"""Could they work in our stack?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.crossing import crossings
from evaluator.checks.selectors.depth import uses
from evaluator.checks.selectors.having import having
from evaluator.checks.selectors.layers import layers
from evaluator.model.place import REPOSITORY
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts

FEWEST, MOST = 3, 3


def framework_crossed(facts: Facts) -> Iterator[Evidence]:
    """Two frameworks work on one thread.

    Why: Who has carried a model from one framework to another knows which part of the knowledge is general.
    Fix: Take the model you trained and run it outside its home: export it to ONNX or TF Lite and answer from another runtime.
    Ask: What was different on the other side?
    """
    if next(uses(facts), None) is not None:
        yield from having(crossings(facts), "no model, feature or export was seen to pass from one framework to another", most=MOST)


def stack_broad(facts: Facts) -> Iterator[Evidence]:
    """Three or more layers have substance: model, data, service, automation, storage.

    Why: Most of the work on a model in use lies beside the model.
    Fix: Add the layer that is nearest to what you have: tests on every push, a service that answers, or a table that keeps the answers.
    Ask: Which of these layers would you build differently now?
    """
    found = layers(facts)
    firm = {name: each for name, each in found.items() if each.confidence == "high"}
    names = ", ".join(firm) or "none"
    if len(firm) >= FEWEST:
        yield from (supports(each.at, f"layer {name}: {each.note}") for name, each in firm.items())
    elif len(found) >= FEWEST:
        doubtful = ", ".join(name for name in found if name not in firm)
        yield against(REPOSITORY, f"layers with substance beyond doubt: {names}; for a person: {doubtful}", "low")
    elif next(uses(facts), None) is not None:
        yield against(REPOSITORY, f"layers with substance, of model, data, service, automation and storage: {names}")
