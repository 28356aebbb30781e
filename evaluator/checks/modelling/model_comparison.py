"""Compared with what?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.scoring import SCORES
from evaluator.model.place import REPOSITORY
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts

NO_FAMILY = frozenset({"", "clustering", "ensemble", "neural"})


def models_compared(facts: Facts) -> Iterator[Evidence]:
    """Two or more kinds of model are scored by the same metric.

    Why: A score says little alone; beside a simpler model's it says what the complexity bought.
    Fix: Score a simple model (a linear one, a dummy, last value) on the same rows and put both numbers into one table.
    Ask: What did the larger model buy over the simpler one, and at what cost?
    Not for: library, clustering
    """
    found: dict[str, Call] = {}
    for code in facts.product:
        for call in code.calls:
            name = _model(facts, code, call)
            if name and name not in found and _is_scored(facts, call):
                found[name] = call
    if len(found) >= 2:
        for name, call in sorted(found.items()):
            yield supports(call.at, f"scored: {name}")
    else:
        only = next(iter(found), "")
        yield against(REPOSITORY, f"one kind of model is scored ({only}), nothing beside it" if only else "no two kinds of model with scores were found")


def _model(facts: Facts, code: Code, call: Call) -> str:
    """What kind of model a call makes: a family, an own network, a pretrained one; "" for none."""
    if call.kind != "call":
        return ""
    if call.family and call.family not in NO_FAMILY:
        return call.family
    if call.means("model.pretrained"):
        return call.method
    if call.own and call.type == call.name:
        path, _, name = call.name.removeprefix("project:").partition(":")
        home = facts.code_at(path)
        index = next((i for i, each in enumerate(home.classes) if each.name == name), None) if home else None
        if home and index is not None and index < len(home.base_concepts) and "nn.module" in home.base_concepts[index]:
            return name
    del code
    return call.method if call.family == "neural" and not call.means("nn.layer") else ""


def _is_scored(facts: Facts, call: Call) -> bool:
    """Whether what a model gives reaches a score."""
    for reached in facts.downstream(call):
        if reached.means(*SCORES) or reached.name in (".score", ".evaluate") or (reached.means("model.compile") and reached.argument("metrics")):
            return True
    return False
