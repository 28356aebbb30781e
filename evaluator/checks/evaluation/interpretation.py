"""Can they say what the model looks at?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.training import asks_only
from evaluator.model.place import REPOSITORY
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts

IMPORTANCES = frozenset({
    "feature_importances_", "coef_", "feature_importance", "get_score", "get_fscore", "get_feature_importance", "plot_importance",
    "plot_tree", "export_text", "export_graphviz", "featureImportances",
})  # fmt: skip
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
        yield supports(call.at, "the weight of features in the model is taken out")
    if not found:
        yield against(REPOSITORY, "no feature importances or coefficients were found")


def explanations_shown(facts: Facts) -> Iterator[Evidence]:
    """Single predictions are explained.

    Why: The person affected asks about one case, not about the average.
    Fix: Explain a few wrong and a few right test cases with SHAP, LIME or Grad-CAM.
    Ask: For one case the model got wrong: what misled it?
    Not for: library
    """
    found = [call for call in facts.calls_to("explain.local") if call.kind == "call"]
    found += [
        call for call in facts.called if call.method.lower().replace("_", "") in EXPLAINERS
    ]
    for call in found:
        yield supports(call.at, "predictions are explained")
    if not found and not asks_only(facts):
        yield against(REPOSITORY, "no explanation of single predictions was found (SHAP, LIME, Grad-CAM, attention)")
