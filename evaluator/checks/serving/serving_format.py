"""Is the model in a form made for serving?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.compared import form_checked, quantised, verified
from evaluator.checks.selectors.exported import consumed, exports, other_code
from evaluator.checks.selectors.having import having
from evaluator.checks.selectors.native import native_writes
from evaluator.model.place import REPOSITORY
from evaluator.model.result import against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts
    from evaluator.model.result import Evidence

MOST = 3


def portable_export(facts: Facts) -> Iterator[Evidence]:
    """The model is exported to a portable format.

    Why: ONNX, TF Lite or TorchScript run without the training code, in other languages and on small machines.
    Fix: Export to one portable format, and compare its outputs with the original on ten inputs.
    Not for: library, llm-app, clustering, rl
    """
    found = [supports(each.at, each.note) for each in exports(facts)]
    yield from found
    if not found:
        yield against(REPOSITORY, "no export to ONNX, TF Lite, TorchScript, SavedModel, Core ML, OpenVINO or PMML found")


def export_consumed(facts: Facts) -> Iterator[Evidence]:
    """A runtime of the project loads what was exported.

    Why: An export that nobody opens may be broken, and nobody would know.
    Fix: Open the exported file in the service (`onnxruntime.InferenceSession`, `tf.lite.Interpreter`) and answer from it.
    Ask: Which file answers a request, and which was it exported from?
    Not for: library, llm-app, clustering, rl
    """
    found, other = list(consumed(facts)), other_code(facts)
    missing = "the model is exported; no runtime that loads the export was found in the project's code"
    if other:
        missing = f"{missing}; {other} is in a language that is not read"
    if found or exports(facts):
        yield from having(found, missing, "low" if other else "high", most=MOST)


def export_verified(facts: Facts) -> Iterator[Evidence]:
    """The export's answers are compared with the original's.

    Why: Converters leave out and replace operations in silence; only the numbers tell.
    Fix: Give ten inputs to both, and assert that the outputs agree within 1e-4 (`np.testing.assert_allclose`).
    Ask: How far may the two differ before it matters to a user?
    Not for: library, llm-app, clustering, rl
    """
    if not exports(facts):
        return
    found, looked = list(verified(facts)), form_checked(facts)
    if not found and looked is not None:
        yield against(
            looked.at, f"{looked.method} looks at the graph; a comparison of its answers with the original's was not found", "low"
        )
    else:
        yield from having(found, "no comparison of the exported model's outputs with the original's was found", most=MOST)


def export_quantised(facts: Facts) -> Iterator[Evidence]:
    """The exported model is quantised.

    Why: Fewer bits make a model several times smaller and faster where it is served.
    Fix: Quantise the export (`quantize_dynamic`, `tf.lite.Optimize.DEFAULT`), and compare size, time and score with the original.
    Ask: What did the score lose, and what did the size gain?
    Not for: library, llm-app, clustering, rl
    """
    found = list(quantised(facts))
    if found or exports(facts):
        yield from having(found, "the model is exported; no quantisation of it was found", most=MOST)


def framework_native_export(facts: Facts) -> Iterator[Evidence]:
    """The model is saved in the format of its framework.

    Why: The framework's own format survives new versions better than a pickled object.
    Fix: Save weights, booster or pipeline by the framework's own function instead of pickling the object.
    Not for: library, llm-app, clustering
    """
    told = list(native_writes(facts))
    found = [each for each in told if each.confidence == "high" and each.holds]
    doubtful = [each for each in told if each.confidence == "low" and each.holds]
    yield from (supports(each.at, each.note, each.confidence) for each in (found or doubtful)[:MOST])
    if not found and not doubtful:
        yield from (against(each.at, each.note, each.confidence) for each in told[:MOST])
    if not told:
        yield against(REPOSITORY, "no model saved in a framework's format found")
