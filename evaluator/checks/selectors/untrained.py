"""A model that is used, and that nothing in the tree trains: one cause of many things that are not found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import kept
from evaluator.checks.selectors.own_steps import own_steps
from evaluator.checks.selectors.shelled import in_notebooks, in_stages
from evaluator.checks.selectors.training import asks_only, trainings

if TYPE_CHECKING:
    from evaluator.model.facts import Facts


@kept
def from_elsewhere(facts: Facts) -> str:
    """Words on a model that product code loads where nothing was seen to train one, "" otherwise."""
    loaded = next((call for call in facts.calls_to("model.load", "model.pretrained") if call.kind == "call"), None)
    if loaded is None or asks_only(facts) or any(True for _ in (*trainings(facts), *own_steps(facts))):
        return ""
    if any(facts.calls_to("clustering", "cross-validate")) or any(True for _ in (*in_notebooks(facts), *in_stages(facts))):
        return ""
    where = f"{loaded.path}, cell {loaded.cell}" if loaded.cell else f"{loaded.path}, line {loaded.line}"
    return f"nothing in the tree trains the model that is loaded in {where}"
