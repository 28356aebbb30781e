"""Can they say what the model looks at?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.traces import missing
from evaluator.checks.selectors.training import asks_only
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


def importances_shown(facts: Facts) -> Iterator[Evidence]:
    """The weight of each feature in the model is shown.

    Why: Who can say what a model looks at can defend it, and notices when it looks at the wrong thing.
    Fix: Compute permutation importance on the test part and write one sentence about what surprised you.
    Ask: Which feature's weight surprised you, and what did you do about it?
    Not for: library, rl, llm-app
    """
    found = [call for call in facts.calls_to("explain.importance") if call.kind == "call"]
    found += [call for code in facts.product for call in code.calls if call.method in IMPORTANCES and call.kind in ("item", "call")]
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
    found = [call for call in facts.calls_to("explain.local") if call.kind == "call"]
    found += [call for call in facts.called if call.method.lower().replace("_", "") in EXPLAINERS]
    for call in found:
        made = call.type == call.name or call.method.endswith("Explainer")
        yield supports(call.at, f"{call.method} is made to explain predictions" if made else "predictions are explained")
    if not found and not asks_only(facts):
        yield missing(facts, "no explanation of single predictions was found (SHAP, LIME, Grad-CAM, attention)", EXPLAINED)


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
