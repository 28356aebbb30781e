"""Can they say what the model looks at?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.interpreted import discussed, rows_of
from evaluator.checks.selectors.scoring import certainty
from evaluator.checks.selectors.traces import missing
from evaluator.checks.selectors.training import asks_only
from evaluator.checks.selectors.writings import unsaid
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

IMPORTANCES = frozenset({
    "feature_importances_", "coef_", "feature_importance", "get_score", "get_fscore", "get_feature_importance", "plot_importance",
    "plot_tree", "export_text", "export_graphviz", "featureImportances",
})  # fmt: skip
TREES = frozenset({"plot_tree", "export_text", "export_graphviz"})
WEIGHTS = regex(r"importances?$|feature_(?:importance|weight)")
EXPLAINED = regex(r"(?:^|_)shap(?:$|_)|grad_?cam|saliency|integrated_?grad|attention_?(?:map|weight|plot|viz)s?$|(?:^|_)lime_")
# Names of methods that everybody calls by these names, whoever has written the class.
EXPLAINERS = frozenset({
    "gradcam", "gradcampp", "gradcamplusplus", "scorecam", "guidedbackpropagation", "guidedbackprop", "integratedgradients", "saliencymap",
    "makegradcamheatmap", "getgradcam", "computegradcam", "attentionrollout", "occlusionsensitivity", "computesaliencymaps",
    "showattention", "plotattention", "visualizeattention",
})  # fmt: skip


MOST = 3
MADE = "Explainer"


def importances_shown(facts: Facts) -> Iterator[Evidence]:
    """The weight of each feature in the model is shown.

    Why: Who can say what a model looks at can defend it, and notices when it looks at the wrong thing.
    Fix: Compute permutation importance on the test part and write one sentence about what surprised you.
    Ask: Which feature's weight surprised you, and what did you do about it?
    Not for: library, rl, llm-app
    """
    found = _importances(facts)
    for call in found:
        yield supports(call.at, _weighed(call))
    if not found:
        yield missing(facts, "no feature importances or coefficients were found", WEIGHTS)


def explanations_shown(facts: Facts) -> Iterator[Evidence]:
    """Single predictions are explained.

    Why: The person affected asks about one case, not about the average.
    Fix: Explain a few wrong and a few right test cases with SHAP, LIME or Grad-CAM.
    Ask: For one case the model got wrong: what misled it?
    Not for: library
    """
    found = _explanations(facts)
    for call in found:
        made = call.type == call.name or call.method.endswith("Explainer")
        yield supports(call.at, f"{call.method} is made to explain predictions" if made else "predictions are explained")
    if not found and not asks_only(facts):
        yield missing(facts, "no explanation of single predictions was found (SHAP, LIME, Grad-CAM, attention)", EXPLAINED)


def interpretation_on_held_out(facts: Facts) -> Iterator[Evidence]:
    """What the model looks at is asked on rows that it never saw.

    Why: On training rows an importance also shows what was learned by heart.
    Fix: Give the test part to it: `permutation_importance(model, X_test, y_test)`, `explainer(X_test)`, Grad-CAM on test images.
    Ask: On which rows did you work out these importances?
    Not for: library, rl
    """
    found = [*_importances(facts), *_explanations(facts)]
    if not found:
        if not asks_only(facts):
            yield missing(facts, "no importances or explanations were found, so none on held-out rows", EXPLAINED)
        return
    told = list(rows_of(facts, [*found, *_asked(facts, found)]))
    firm = [call for call, rows in told if rows == "test"]
    for call in firm[:MOST]:
        yield supports(call.at, f"{_asker(call)} is given held-out rows", certainty(facts, call))
    if not firm:
        yield _elsewhere(facts, told, found)


def _asker(call: Call) -> str:
    """What a call that works on rows is called, in words."""
    return "the explainer" if call.method == "__call__" else call.method


def _elsewhere(facts: Facts, told: list[tuple[Call, str]], found: list[Call]) -> Evidence:
    """What is said where no held-out rows are seen: a question where the rows, or what an explainer is asked, were not followed."""
    unknown = next((call for call, rows in told if not rows), None) or (None if told else next(iter(_explanations(facts)), None))
    if unknown is not None:
        return supports(unknown.at, f"{_asker(unknown)} is used here; on which rows could not be told", "low")
    if not told and all(call.means("statistical-test") for call in found):
        return missing(facts, "the weights found are those that a fit's own summary lists; none on held-out rows was found")
    words = "training rows" if told else "what the model keeps from its training"
    return missing(facts, f"the importances found stand on {words}; none on held-out rows was found")


def _asked(facts: Facts, found: list[Call]) -> Iterator[Call]:
    """Where an explainer that was made is asked: `explainer(X_test)`, `explainer.shap_values(X_test)`."""
    for call in found:
        if call.method.endswith(MADE) or call.type == call.name:
            users = (facts.graph.calls[number] for number in facts.graph.consumers.get(call.number, ()))
            yield from (each for each in users if each.kind == "call" and call.number in each.receiver and each not in found)


def interpretation_discussed(facts: Facts) -> Iterator[Evidence]:
    """The text says what the model looks at.

    Why: A plot of importances is a picture; the sentence under it shows whether its author was surprised.
    Fix: Under the plot, write thirty words: which feature weighs most, in which direction, and whether that makes sense.
    Ask: Which feature's weight surprised you?
    Not for: library, rl
    """
    told = sorted(discussed(facts), key=lambda each: each[2] != "high")[:MOST]
    for at, note, sure in told:
        yield supports(at, note, sure)
    if not told and not asks_only(facts):
        yield unsaid(facts, "no sentence on what the model looks at was found")


def _importances(facts: Facts) -> list[Call]:
    """What shows the weight of features: calls, and what fitted models keep."""
    found = [call for call in facts.calls_to("explain.importance") if call.kind == "call"]
    return found + [call for code in facts.product for call in code.calls if call.method in IMPORTANCES and call.kind in ("item", "call")]


def _explanations(facts: Facts) -> list[Call]:
    """What explains single answers."""
    found = [call for call in facts.calls_to("explain.local") if call.kind == "call"]
    return found + [call for call in facts.called if call.method.lower().replace("_", "") in EXPLAINERS]


def _weighed(call: Call) -> str:
    """What a call shows of the features' weight."""
    if call.method in TREES:
        return f"{call.method} draws the rules of the model"
    if call.name.startswith("shap."):
        return f"{call.method} shows what features add to the answers"
    return (
        "the fit's summary lists the weight of each feature"
        if call.method.startswith("summary")
        else "the weight of features in the model is taken out"
    )
