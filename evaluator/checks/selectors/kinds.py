"""What kind of project this is, told by calls, never by words (rubric.md, section 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.training import trainings

if TYPE_CHECKING:
    from evaluator.model.facts import Facts


class Subject(msgspec.Struct, frozen=True):
    """The kinds of a repository, or why it gets no score; `candidates` are the folders of a collection."""

    kinds: tuple[str, ...] = ()
    no_score_because: str | None = None
    candidates: tuple[str, ...] = ()


# Concepts whose calls speak for a kind, with their weight.
SIGNS: dict[str, dict[str, float]] = {
    "vision": {"image-augmentation": 1, "segmentation-metric": 2},
    "nlp": {"text-preprocessing": 1},
    "time-series": {"forecasting": 2, "time-split": 2},
    "recommender": {"recommender": 3},
    "rl": {"rl-environment": 3, "rl.environment": 3, "rl.step": 3},
    "llm-app": {"llm-api": 2, "llm-framework": 1, "vector-store": 2, "llm-eval": 2},
    "fine-tuning": {"fine-tuning": 3},
}


def subject(facts: Facts) -> Subject:
    """The strongest two kinds; tabular where a model is trained and nothing else is told."""
    weights: dict[str, float] = {}
    for code in facts.product:
        for call in code.calls:
            for kind, signs in SIGNS.items():
                gained = sum(signs.get(concept, 0) for concept in call.concepts)
                if gained:
                    weights[kind] = weights.get(kind, 0) + gained
    trains = next(trainings(facts), None) is not None
    if not trains:
        weights = {kind: weight for kind, weight in weights.items() if kind in ("llm-app", "rl")}
        if not weights and not any(facts.calls_to("model.predict", "model.load")):
            return Subject(no_score_because="no machine learning was found: nothing in the code trains, loads or asks a model")
    ranked = sorted(weights, key=lambda kind: (-weights[kind], kind))
    return Subject(tuple(ranked[:2]) or ("tabular",))
