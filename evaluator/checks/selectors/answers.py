"""What kind of answer the models of a project give: classes or numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.model.regex import regex

if TYPE_CHECKING:
    from evaluator.model.facts import Facts

_CLASS_LOSSES = frozenset(
    [
        "CrossEntropyLoss", "BCELoss", "BCEWithLogitsLoss", "NLLLoss", "cross_entropy", "binary_cross_entropy", "nll_loss",
        "binary_cross_entropy_with_logits", "CategoricalCrossentropy", "SparseCategoricalCrossentropy", "BinaryCrossentropy",
        "softmax_cross_entropy_with_integer_labels", "sparse_softmax_cross_entropy", "AutoModelForSequenceClassification",
    ]
)  # fmt: skip

_ALIGNED = frozenset({"CTCLoss", "ctc_loss", "ctc_batch_cost"})
_MAKES_TEXTS = regex(
    r"(?:ForConditionalGeneration|ForSeq2SeqLM|ForCausalLM|ForVision2Seq|EncoderDecoderModel|Seq2Seq|Captioner|Captioning\w*)(?:$|\.)"
)


def gives_classes(facts: Facts) -> bool:
    """Whether a classifier is trained or scored."""
    if any(facts.calls_to("classifier", "classification-metric", "confusion-matrix", "resampler.fit")):
        return True
    for call in facts.those(("model.compile",), _CLASS_LOSSES, ("objective",)):
        if call.method in _CLASS_LOSSES or (call.means("model.compile") and "crossentropy" in str(call.constant("loss")).lower()):
            return True
        if "objective" in {argument.name for argument in call.arguments} and str(call.constant("objective")).startswith(
            ("binary", "multi")
        ):
            return True
    return False


def gives_numbers(facts: Facts) -> bool:
    """Whether a regression is trained or scored."""
    return any(facts.calls_to("regressor", "regression-metric", "forecasting"))


def decodes(facts: Facts) -> bool:
    """Whether a model makes texts or other sequences, one step after the other."""
    if any(call.method in _ALIGNED or _MAKES_TEXTS.search(call.name) for call in facts.called):
        return True
    return any(_MAKES_TEXTS.search(each.name) for code in facts.product for each in code.classes if "Dataset" not in each.name)
