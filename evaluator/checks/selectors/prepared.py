"""Where raw data are turned into what a model takes: the steps, and the functions and files that hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.called import is_dormant
from evaluator.checks.selectors.fits import by_hand
from evaluator.checks.selectors.gaps import Onward
from evaluator.checks.selectors.looked import MADE, is_about_results
from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.scoring import shifted
from evaluator.checks.selectors.targets import TARGETISH
from evaluator.checks.selectors.training import trainings_in
from evaluator.model.regex import regex

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
_LOADED = frozenset({"from_pretrained", "get_encoding", "encoding_for_model"})
# From numbers back to texts and classes, and lists of words: the reverse of preparing, or none.
_BACK = frozenset({"decode", "batch_decode", "convert_ids_to_tokens", "convert_tokens_to_string", "inverse_transform"})
_LISTS = ("nltk.corpus.", "nltk.download")
_SHOWS = frozenset({"imshow", "cv2_imshow"})
_TABLES = ("pandas.", "polars.", "pyspark.", "dask.")
_WEAK = frozenset({"LabelEncoder", "map", "replace", "astype", "Categorical", "cat"})
_NOT_PREPARING = frozenset({"main", "forward", "call", "run", "train", "fit", "predict", "evaluate", "test"})
# What a function is called that answers, draws, scores or reports, whatever steps of preparation it holds.
_OTHERWISE = regex(
    r"pred[ei]c|post_?proc|infer|classif|detect|recommend|plot|draw|chart|graph|show|visual|boundary|eval|(?:^|_)scores?(?:$|_)|loss|metric|error"
    r"|perform|report|analy[sz]|backtest|hash|train(?!_?test|_?val|ing_?(?:set|data))|_step$|checkpoint|device|logger|config|(?:build|create|make|get|load)_model|(?:^|_)model$"
)
_NAMED = regex(
    r"(?:^|_)(?:pre_?process|prepare|prep_|clean|transform|features?(?:$|_)|encod|normali[sz]|augment|filter_data|drop_(?:na|nan|null|zero)"
    r"|process(?:er|or)?(?:$|_(?:data|image|text|form|input|example|row|df)))"
)
_LABELS = regex(r"(?:^|[._])(?:y|targets?|labels?|classes|y_train|y_test|train_labels|test_labels|class_str)(?:$|[._])")
_VARIES = frozenset({
    "rotation_range", "width_shift_range", "height_shift_range", "brightness_range", "shear_range", "zoom_range", "channel_shift_range",
    "horizontal_flip", "vertical_flip",
})  # fmt: skip
_MADE_OF = frozenset({
    "PCA", "TruncatedSVD", "PolynomialFeatures", "KBinsDiscretizer", "qcut", "SplineTransformer", "FeatureHasher", "add_lags", "tsfresh",
    "get_lags", "mfcc", "melspectrogram", "chroma_stft",
})  # fmt: skip
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
    """Inputs scaled, encoded, tokenised, embedded, resized; where nothing else is, a list of words to leave out, as a question."""
    found = list(_turned(facts))
    lists = (call for call in facts.calls_to(*_TURNS) if call.kind == "call" and call.name.startswith(_LISTS[:1]) and not found)
    yield from found
    yield from ((call.at, "a list of words is loaded; what is left out by it was not followed", "low") for call in lists)


def _turned(facts: Facts) -> Iterator[Found]:
    for call in facts.calls_to(*_TURNS):
        if call.kind != "call" or call.name.startswith(_NUMBERS) or call.means("loss", "label.encode") or call.method in _DECODES:
            continue
        owner = call.name.rsplit(".", 2)[-2:]
        if _is_back(call) or _is_of_labels(facts, call) or _is_only_shown(facts, call):
            continue
        weak = bool(_WEAK & set(owner))
        does = "is loaded, which turns texts into numbers" if call.method in _LOADED else "turns inputs into what a model takes"
        yield call.at, f"{_short(call)} {does}", "low" if weak or is_dormant(facts, call) else "high"
    for fit in by_hand(facts):
        if fit.did.startswith("scaled"):
            by = "smallest and largest values" if fit.call.method in ("min", "nanmin", "max") else "mean and spread"
            yield fit.call.at, f"inputs are scaled by their {by}", "low" if is_dormant(facts, fit.call) else "high"


def _is_back(call: Call) -> bool:
    """Whether numbers are turned back into texts or classes, or a list of words is taken: `decode(ids)`, `stopwords.words(...)`."""
    return call.method in _BACK or call.name.startswith(_LISTS)


def _is_only_shown(facts: Facts, call: Call) -> bool:
    """Whether a picture is turned only to be shown: `cv2.imshow("faces", cv2.resize(frame, (1600, 960)))`."""
    takers = [facts.graph.calls[number] for number in facts.graph.consumers.get(call.number, ())]
    return bool(takers) and all(each.kind == "call" and each.method in _SHOWS for each in takers)


def _is_of_labels(facts: Facts, call: Call) -> bool:
    """Whether the truth is turned into numbers, not the inputs: `one_hot(batch["targets"])`, `df["species"].replace({...})`."""
    near = [facts.graph.calls[number] for number in (call.receiver or call.inputs) if number in facts.graph.calls]
    columns = {str(each.constant("", 0)).lower() for each in near if each.kind == "item"}
    texts = [argument.text.lower() for argument in call.arguments[:1]]
    return bool(columns & TARGETISH) or any(_LABELS.search(text) for text in texts)


def _short(call: Call) -> str:
    parts = call.name.split(".")
    return ".".join(parts[-2:]) if len(parts) > 1 and parts[-2][:1].isupper() else call.method


@once
def augmented(facts: Facts) -> Iterator[Found]:
    """Features and varied examples made by a library: pictures turned at random, spectra, crosses, bins, components."""
    for call in facts.called:
        if call.method in _DRAWN and not call.own and call.constant("p") != 0 and not _of_answers(facts, call):
            yield call.at, f"{call.method} makes new features" if call.method in _MADE_OF else f"{call.method} varies the examples", "high"
        elif call.method == "ImageDataGenerator" and any(argument.name in (*_VARIES, "**") for argument in call.arguments):
            yield call.at, "ImageDataGenerator varies the pictures", "high"
        elif call.own and "augment" in call.method.lower() and (call.used or call.receiver) and not is_dormant(facts, call):
            yield call.at, f"`{call.method}` of the project's own varies the examples", "low"


def _of_answers(facts: Facts, call: Call) -> bool:
    """Whether what a model answered is cut into groups: `pd.qcut(df["predicted"], 5)`."""
    fed = [facts.graph.calls[number] for number in call.inputs if number in facts.graph.calls]
    return any(MADE.search(str(each.constant("", 0))) for each in fed if each.kind == "item")


def trees_only(facts: Facts) -> bool:
    """Whether every model that is trained is made of trees, which ask for no scaling, nor does a trivial reference beside them."""
    families = {call.family for call in facts.called if call.family}
    families.discard("baseline")
    return bool(families) and families <= {"tree", "forest", "boosting", "ensemble"}


def functions(facts: Facts, *, in_modules: bool) -> Iterator[Found]:
    """The project's own functions that prepare data and do not train, and whether anything calls them."""
    onward = Onward(facts)
    found = [each for code in _where(facts, in_modules=in_modules) for each in _steps_in(onward, code)]
    firm = [each for each in found if each[2] == "high"]
    yield from firm or found or _named_so(facts, in_modules=in_modules)


def _where(facts: Facts, *, in_modules: bool) -> Iterator[Code]:
    return (code for code in facts.product if not in_modules or (code.module and not code.is_notebook))


def _steps_in(onward: Onward, code: Code) -> Iterator[Found]:
    """Functions of one file with steps of preparation; doubtful where nothing calls them, or they do something else besides."""
    trains = {call.scope for call in trainings_in(code)}
    for scope, steps in preparing(code):
        function = code.functions[scope]
        calls = [call for call in steps if not _is_of_labels(onward.facts, call)]
        if scope in trains or function.name in _NOT_PREPARING or not calls:
            continue
        named = _OTHERWISE.search(function.name.lower()) or is_about_results(onward.facts, calls[0])
        beside = named or not any(_comes_of(onward, code, scope, call) for call in calls)
        beside = beside or (
            function.name == "__init__" and function.owner >= 0 and "dataset.class" not in code.base_concepts[function.owner]
        )
        if is_dormant(onward.facts, calls[0]):
            if named:
                continue
            yield code.at(function.line), f"`{function.name}` prepares data; what calls it was not found", "low"
        else:
            does = "holds steps of preparation beside other work" if beside else "prepares data"
            yield code.at(function.line), f"`{function.name}` {does}", "low" if beside else "high"


def _named_so(facts: Facts, *, in_modules: bool) -> Iterator[Found]:
    """Functions that are only called as if they prepared data."""
    called = {call.method for code in facts.product for call in code.calls if call.kind in ("call", "free")}
    for code in _where(facts, in_modules=in_modules):
        for function in code.functions:
            if function.name in called and _NAMED.search(function.name.lower()) and not _OTHERWISE.search(function.name.lower()):
                yield code.at(function.line), f"`{function.name}` is called so; whether it prepares data was not followed", "low"


def _comes_of(onward: Onward, code: Code, scope: int, call: Call) -> bool:
    """Whether a step's value goes on: given back, kept, stored, written, fitted; a generator's is yielded."""
    returned = set(shifted(code, code.functions[scope].returns))
    return (
        not returned
        or onward.reaches(call)
        or call.number in returned
        or any(each.number in returned for each in onward.facts.downstream(call))
    )


def preparing(code: Code) -> Iterator[tuple[int, list[Call]]]:
    """Functions with one step that is surely preparation, or with two that may be, and those steps."""
    first: dict[int, list[Call]] = {}
    weight: dict[int, int] = {}
    for call in code.calls_to(*_STEPS, "feature-engineering", "data.join"):
        if call.kind != "call" or call.scope < 0 or call.name.startswith(_NUMBERS) or call.method == "from_pretrained" or _is_back(call):
            continue
        sure = call.means(*_STEPS) and not _WEAK & {call.method}
        if sure or call.name.startswith((*_TABLES, "sklearn.")):
            first.setdefault(call.scope, []).append(call)
            weight[call.scope] = weight.get(call.scope, 0) + (2 if sure else 1)
    return ((scope, calls) for scope, calls in first.items() if weight[scope] >= ENOUGH)
