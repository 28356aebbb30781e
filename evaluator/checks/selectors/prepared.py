"""Functions and files that hold steps of preparation, and features and varied examples made by a library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.by_hand import fields_rewritten
from evaluator.checks.selectors.called import is_dormant, is_left_over
from evaluator.checks.selectors.gaps import Onward
from evaluator.checks.selectors.lineage import lineage
from evaluator.checks.selectors.looked import MADE, is_about_results
from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.scoring import shifted
from evaluator.checks.selectors.training import trainings_in
from evaluator.checks.selectors.turned import DECODES, FILLS, NUMBERS, WEAK, is_back, is_of_labels, only_makes
from evaluator.checks.selectors.unread import is_unread
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

STEPS = (
    "missing.handle", "scaling", "encoding", "transformer.fit", "transformer.transform", "image-augmentation",
    "text-preprocessing", "tokenizer",
    "duplicates", "text.chunk", "resampler.fit", "label.encode", *FILLS,
)  # fmt: skip
_LEARNS = frozenset({"fit", "adapt", "aug_transforms", "get_transforms", "make_pipeline"})  # made ready, not yet applied
_EMPTY = frozenset({"PIL.Image.new", "numpy.ones", "numpy.zeros", "numpy.full"})
_TABLES = ("pandas.", "polars.", "pyspark.", "dask.")
_NOT_PREPARING = frozenset({"main", "forward", "call", "run", "train", "fit", "predict", "evaluate", "test"})
# What a function is called that answers, draws, scores or reports, whatever steps of preparation it holds.
_OTHERWISE = regex(
    r"pred[ei]c|post_?proc|infer|classif|detect|recommend|plot|draw|chart|graph|show|visual|boundary|eval|(?:^|_)scores?(?:$|_)|loss|metric|error"
    r"|perform|report|analy[sz]|backtest|hash|train(?!_?test|_?val|ing_?(?:set|data))|_step$|checkpoint|device|logger|config|(?:build|create|make|get|load)_model|(?:^|_)model$"
)
_ANSWERED = regex(r"(?:^|_)(?:preds?|predicted|predictions?)(?:$|_)")
_NAMED = regex(
    r"(?:^|_)(?:pre_?process|prepare|prep_|clean|transform|features?(?:$|_)|encod|normali[sz]|augment|filter_data|drop_(?:na|nan|null|zero)"
    r"|process(?:er|or)?(?:$|_(?:data|image|text|form|input|example|row|df)))"
)
_VARIES = frozenset({
    "rotation_range", "width_shift_range", "height_shift_range", "brightness_range", "shear_range", "zoom_range", "channel_shift_range",
    "horizontal_flip", "vertical_flip",
})  # fmt: skip
_MADE_OF = frozenset({
    "PCA", "TruncatedSVD", "PolynomialFeatures", "KBinsDiscretizer", "qcut", "SplineTransformer", "FeatureHasher", "add_lags", "tsfresh",
    "get_lags", "mfcc", "melspectrogram", "chroma_stft",
})  # fmt: skip
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
_AT_RANDOM = regex(r"Rand(?:om)?(?!Apply|Choice|Order|Identity)[A-Z0-9]\w{2,40}")  # what a library names for the chance in it
_VARIES_OWN = regex(r"augment|(?:image|img|picture|data|text)_aug(?:$|_)|(?:^|_)aug_(?:image|img|picture|data|text)")
_TAKES_TRANSFORMS = regex(r"tfm|transf|aug|process|call|cbs|layer|step|train|data|func|fn|map|pipe|item|object|est")
ENOUGH = 2
ENOUGH_BACK = 12
_NEAR = 120


@once
def augmented(facts: Facts) -> Iterator[Found]:
    """Features and varied examples made by a library: pictures turned at random, spectra, crosses, bins, components."""
    for call in facts.called:
        known = call.method in _DRAWN or (call.means("image-augmentation") and _AT_RANDOM.fullmatch(call.method) is not None)
        drawn = known and not call.own and 0 not in (call.constant("p"), call.constant("prob"))
        if drawn and not _of_answers(facts, call) and not is_unread(facts, call):
            words = f"{call.method} makes new features" if call.method in _MADE_OF else f"{call.method} varies the examples"
            odd = _odd_keyword(facts, call)
            yield call.at, f"{words}; what `{odd}` does with it could not be told" if odd else words, "low" if odd else "high"
        elif call.method == "ImageDataGenerator" and any(argument.name in (*_VARIES, "**") for argument in call.arguments):
            yield call.at, "ImageDataGenerator varies the pictures", "high"
        elif call.own and _VARIES_OWN.search(call.method.lower()) and _is_done(facts, call):
            yield call.at, f"`{call.method}` of the project's own varies the examples", "low"


def _is_done(facts: Facts, call: Call) -> bool:
    """Whether what a call gives is taken, or it is made once and again, and something starts it."""
    return bool(call.used or call.receiver or call.loops) and not is_dormant(facts, call)


def _odd_keyword(facts: Facts, call: Call) -> str:
    """The keyword under which alone a transform is handed on, where that speaks of no transform (`batch_ftms`); "" elsewhere."""
    users = [(call.number, facts.graph.calls[number]) for number in facts.graph.consumers.get(call.number, ())]
    if len(users) == 1 and users[0][1].name in ("list", "tuple"):
        return _odd_keyword(facts, users[0][1])
    names = [each.name for given, user in users for each in user.arguments if given in each.inputs]
    return names[0] if names and not any(not name.isidentifier() or _TAKES_TRANSFORMS.search(name.lower()) for name in names) else ""


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
    found += (
        [each for code in _where(facts, in_modules=in_modules) for each in _applied(facts, code, in_modules=in_modules)]
        if not found
        else []
    )
    found += [] if found else fields_rewritten(facts, _where(facts, in_modules=in_modules))
    firm = [each for each in found if each[2] == "high"]
    yield from firm or found or _named_so(facts, in_modules=in_modules)


def _applied(facts: Facts, code: Code, *, in_modules: bool) -> Iterator[Found]:
    """Functions that a data set which was read applies to each of its examples: `rows.map(split_words)`; not to a column of a table."""
    for call in code.those(methods=("map",)):
        given = [facts.graph.calls[number].name for each in call.arguments[:1] for number in each.inputs]
        places = [facts.graph.functions[name] for name in given if name in facts.graph.functions]
        before = list(facts.graph.upstream(call.receiver, most=_NEAR)) if places else []
        tabular = call.name.startswith(_TABLES) or any(each.name.startswith(_TABLES) for each in before)
        if tabular or not any(each.means("data.read", "data.builtin", "data-loading") for each in before):
            continue
        for path, index in places:
            function = code.functions[index] if path == code.path else None
            if function is None or (in_modules and 0 < code.source.main_guard < function.line):
                continue  # what is defined behind a main guard cannot be imported
            if function.returns and not _OTHERWISE.search(function.name.lower()):
                yield code.at(function.line), f"`{function.name}` is applied to each example of the data by {call.method}", "high"


def _where(facts: Facts, *, in_modules: bool) -> Iterator[Code]:
    return (code for code in facts.product if not in_modules or (code.module and not code.is_notebook))


def _steps_in(onward: Onward, code: Code) -> Iterator[Found]:
    """Functions of one file with steps of preparation; doubtful where nothing calls them, or they do something else besides."""
    trains = {call.scope for call in trainings_in(code)}
    for scope, steps in preparing(code):
        function = code.functions[scope]
        calls = [call for call in steps if not is_of_labels(onward.facts, call) and not _is_drawn_anew(onward.facts, call)]
        if scope in trains or function.name in _NOT_PREPARING or not calls:
            continue
        answers = any(_ANSWERED.search(name) for name in function.parameters)
        named = answers or _OTHERWISE.search(function.name.lower()) or is_about_results(onward.facts, calls[0])
        does = _work(onward, code, scope, calls)
        beside = named or not does
        if not (is_dormant(onward.facts, calls[0]) or is_left_over(onward.facts, calls[0])):
            does = "holds steps of preparation beside other work" if beside else does
            yield code.at(function.line), f"`{_called(code, scope)}` {does}", "low" if beside else "high"
        elif not named:
            yield code.at(function.line), f"`{function.name}` prepares data; what calls it was not found", "low"


def _called(code: Code, scope: int) -> str:
    """The name of a function, that of its class before it where it is a method that every class has."""
    function = code.functions[scope]
    owned = function.owner >= 0 and function.name.startswith("__")
    return f"{code.classes[function.owner].name}.{function.name}" if owned else function.name


def _work(onward: Onward, code: Code, scope: int, calls: list[Call]) -> str:
    """What a function does with its steps: applies them, or only makes them ready and hands them on; "" when neither is sure."""
    function = code.functions[scope]
    if function.name == "__init__" and function.owner >= 0 and "dataset.class" not in code.base_concepts[function.owner]:
        return ""
    if not any(_comes_of(onward, code, scope, call) for call in calls):
        return ""
    if any(not _is_made_ready(call) for call in calls):
        return "prepares data"
    handed_on = function.returns or any(onward.reaches(call) for call in calls)
    return "makes the steps ready that prepare data" if handed_on else ""


def _is_made_ready(call: Call) -> bool:
    """Whether a step is made, or learns, and is not yet applied: `StandardScaler()`, `scaler.fit(rows)`."""
    return (call.method[:1].isupper() or call.method in _LEARNS) and not call.means(*FILLS)


def _is_drawn_anew(facts: Facts, call: Call) -> bool:
    """Whether a picture is converted, cut or turned that the program draws itself: `Image.new("L", size).convert("RGB")`."""
    if call.method in DECODES:
        return any(each.name in _EMPTY for each in facts.graph.upstream(call.receiver, most=ENOUGH_BACK))
    return call.means("image-augmentation") and any(each.name == "PIL.Image.new" for each in lineage(facts, call.receiver))


def _named_so(facts: Facts, *, in_modules: bool) -> Iterator[Found]:
    """Functions that are only called as if they prepared data."""
    called = {call.method for code in facts.product for call in code.calls if call.kind in ("call", "free")}
    for code in _where(facts, in_modules=in_modules):
        for function in code.functions:
            if (
                function.name in called
                and not function.stub
                and _NAMED.search(function.name.lower())
                and not _OTHERWISE.search(function.name.lower())
            ):
                yield code.at(function.line), f"`{function.name}` is called so; whether it prepares data could not be told", "low"


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
    for call in code.calls_to(*STEPS, "feature-engineering", "data.join"):
        if call.kind != "call" or call.scope < 0 or call.name.startswith(NUMBERS) or call.method == "from_pretrained" or is_back(call):
            continue
        if call.means(*FILLS) and only_makes(call):
            continue
        sure = call.means(*STEPS) and not WEAK & {call.method}
        if sure or call.name.startswith((*_TABLES, "sklearn.")):
            first.setdefault(call.scope, []).append(call)
            weight[call.scope] = weight.get(call.scope, 0) + (2 if sure else 1)
    return ((scope, calls) for scope, calls in first.items() if weight[scope] >= ENOUGH)
