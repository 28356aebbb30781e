"""Where raw data are turned into what a model takes: the steps, and the functions and files that hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.called import is_dormant
from evaluator.checks.selectors.fits import by_hand
from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.training import trainings_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

_STEPS = (
    "missing.handle", "scaling", "encoding", "transformer.fit", "transformer.transform", "image-augmentation",
    "text-preprocessing", "tokenizer",
    "duplicates", "text.chunk", "resampler.fit", "label.encode",
)  # fmt: skip
_TURNS = ("scaling", "encoding", "text-preprocessing", "tokenizer", "embedding.make", "text.chunk", "image-augmentation")
_TABLES = ("pandas.", "polars.", "pyspark.", "dask.")
_WEAK = frozenset({"LabelEncoder", "map", "replace", "astype", "Categorical", "cat"})
_NOT_PREPARING = frozenset({"main", "forward", "call", "run", "train", "fit", "predict", "evaluate", "test"})
_STEADY = frozenset(
    {"rescale", "validation_split", "preprocessing_function", "data_format", "dtype", "samplewise_center", "featurewise_center"}
)
_DECODES = frozenset({"convert", "cvtColor", "decode_image", "decode_jpeg", "decode_png", "load_img", "imdecode"})  # read, not made to fit
_NUMBERS = ("numpy.", "math.", "scipy.", "torch.linalg", "torch.nn.functional.normalize")
_DRAWN = frozenset(
    [
        "RandomHorizontalFlip", "RandomVerticalFlip", "RandomRotation", "RandomResizedCrop", "RandomCrop", "ColorJitter",
        "RandomAffine", "RandAugment",
        "RandomFlip", "RandomZoom", "RandomContrast", "aug_transforms", "HorizontalFlip", "Affine", "ShiftScaleRotate",
        "RandomBrightnessContrast",
        "TrivialAugmentWide", "MixUp", "CutMix", "random_flip_left_right", "mfcc", "melspectrogram", "chroma_stft", "PolynomialFeatures",
        "KBinsDiscretizer", "PCA", "TruncatedSVD", "qcut", "SplineTransformer", "FeatureHasher", "add_lags", "tsfresh", "get_lags",
    ]
)  # fmt: skip
ENOUGH = 2


def turned(facts: Facts) -> Iterator[Found]:
    """Inputs scaled, encoded, tokenised, embedded, resized."""
    for call in facts.calls_to(*_TURNS):
        if call.kind != "call" or call.name.startswith(_NUMBERS) or call.means("loss", "label.encode") or call.method in _DECODES:
            continue
        owner = call.name.rsplit(".", 2)[-2:]
        weak = bool(_WEAK & set(owner))
        yield call.at, f"{_short(call)} turns inputs into what a model takes", "low" if weak or is_dormant(facts, call) else "high"
    for fit in by_hand(facts):
        if fit.did.startswith("scaled"):
            by = "smallest and largest values" if fit.call.method in ("min", "nanmin", "max") else "mean and spread"
            yield fit.call.at, f"inputs are scaled by their {by}", "low" if is_dormant(facts, fit.call) else "high"


def _short(call: Call) -> str:
    parts = call.name.split(".")
    return ".".join(parts[-2:]) if len(parts) > 1 and parts[-2][:1].isupper() else call.method


@once
def augmented(facts: Facts) -> Iterator[Found]:
    """Features and varied examples made by a library: pictures turned at random, spectra, crosses, bins, components."""
    for call in facts.called:
        if call.method in _DRAWN and not call.own:
            yield call.at, f"{call.method} makes further features or examples", "high"
        elif call.method == "ImageDataGenerator" and any(argument.name not in _STEADY for argument in call.arguments):
            yield call.at, "ImageDataGenerator varies the pictures", "high"
        elif call.own and "augment" in call.method.lower() and (call.used or call.receiver) and not is_dormant(facts, call):
            yield call.at, f"`{call.method}` of the project's own varies the examples", "low"


def trees_only(facts: Facts) -> bool:
    """Whether every model that is trained is made of trees, which ask for no scaling, nor does a trivial reference beside them."""
    families = {call.family for call in facts.called if call.family}
    families.discard("baseline")
    return bool(families) and families <= {"tree", "forest", "boosting", "ensemble"}


def functions(facts: Facts, *, in_modules: bool) -> Iterator[Found]:
    """The project's own functions that prepare data and do not train, and whether anything calls them."""
    for code in facts.product:
        if in_modules and (code.is_notebook or not code.module):
            continue
        trains = {call.scope for call in trainings_in(code)}
        for scope, call in preparing(code):
            function = code.functions[scope]
            if scope in trains or function.name in _NOT_PREPARING or function.name.startswith(("predict", "plot", "evaluate")):
                continue
            sure: Confidence = "low" if is_dormant(facts, call) else "high"
            yield (
                code.at(function.line),
                f"`{function.name}` prepares data" + ("" if sure == "high" else "; what calls it was not found"),
                sure,
            )


def preparing(code: Code) -> Iterator[tuple[int, Call]]:
    """Functions with one step that is surely preparation, or with two that may be."""
    first: dict[int, Call] = {}
    weight: dict[int, int] = {}
    for call in code.calls_to(*_STEPS, "feature-engineering", "data.join"):
        if call.kind != "call" or call.scope < 0 or call.name.startswith(_NUMBERS) or call.method.startswith(("from_pretrained", "decode")):
            continue
        sure = call.means(*_STEPS) and not _WEAK & {call.method}
        if sure or call.name.startswith((*_TABLES, "sklearn.")):
            first.setdefault(call.scope, call)
            weight[call.scope] = weight.get(call.scope, 0) + (2 if sure else 1)
    return ((scope, call) for scope, call in first.items() if weight[scope] >= ENOUGH)
