"""Where inputs are turned into what a model takes: scaled, encoded, tokenised, resized; and what looks like it and is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.called import is_dormant
from evaluator.checks.selectors.fits import by_hand, said_on_purpose
from evaluator.checks.selectors.targets import TARGETISH
from evaluator.checks.selectors.training import asks_only
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

_TURNS = ("scaling", "encoding", "text-preprocessing", "tokenizer", "embedding.make", "text.chunk", "image-augmentation")
FILLS = ("vector-store.build", "index.fill")
MAKES = frozenset({"build", "create", "create_collection", "create_index", "get_or_create_collection", "recreate_collection", "train"})
_LOADED = frozenset({"from_pretrained", "get_encoding", "encoding_for_model"})
# From numbers back to texts and classes, and lists of words: the reverse of preparing, or none.
_BACK = frozenset({
    "decode", "batch_decode", "convert_ids_to_tokens", "convert_tokens_to_string", "inverse_transform", "pad_packed_sequence",
    "pack_padded_sequence",
})  # fmt: skip
_WORDWISE = frozenset({"lemmatize", "stem", "WordNetLemmatizer", "PorterStemmer", "SnowballStemmer", "LancasterStemmer"})
_LISTS = ("nltk.corpus.", "nltk.download")
_SHAPES = frozenset({"reshape", "ravel", "to_numpy", "astype", "unsqueeze", "tolist"})
_SHOWS = frozenset({"imshow", "cv2_imshow"})
_OF_TRUTH = regex(
    r"(?:^|_)(?:y|targets?|labels?)_(?:scaler|encoder|transformer|enc|ohe)|(?:scaler|encoder|transformer)_(?:y|targets?|labels?)$"
)
_LABELS = regex(r"(?:^|[._])(?:y|targets?|labels?|classes|y_train|y_test|train_labels|test_labels|class_str)(?:$|[._])")
WEAK = frozenset({"LabelEncoder", "map", "replace", "astype", "Categorical", "cat"})
DECODES = frozenset({"convert", "cvtColor", "decode_image", "decode_jpeg", "decode_png", "load_img", "imdecode"})  # read, not made to fit
NUMBERS = ("numpy.", "math.", "scipy.", "torch.linalg", "torch.nn.functional.normalize")
_ONLY_VARIES = frozenset({
    "RandomHorizontalFlip", "RandomVerticalFlip", "RandomRotation", "ColorJitter", "RandomAffine", "RandAugment", "RandomFlip",
    "RandomZoom", "RandomContrast", "HorizontalFlip", "VerticalFlip", "Affine", "ShiftScaleRotate", "RandomBrightnessContrast",
    "TrivialAugmentWide", "MixUp", "CutMix", "random_flip_left_right",
})  # fmt: skip


def turned(facts: Facts) -> Iterator[Found]:
    """Inputs scaled, encoded, tokenised, embedded, resized; where nothing else is, a list of words to leave out, as a question."""
    found = list(_turned(facts))
    lists = (call for call in facts.calls_to(*_TURNS) if call.kind == "call" and call.name.startswith(_LISTS[:1]) and not found)
    yield from found
    yield from ((call.at, "a list of words is loaded; what is left out by it could not be told", "low") for call in lists)


def _turned(facts: Facts) -> Iterator[Found]:
    for call in facts.calls_to(*_TURNS, *(FILLS if asks_only(facts) else ())):
        if call.means(*FILLS) and only_makes(call):
            continue
        if call.kind != "call" or call.name.startswith(NUMBERS) or call.means("loss", "label.encode") or call.method in DECODES:
            continue
        owner = call.name.rsplit(".", 2)[-2:]
        if is_back(call) or is_of_labels(facts, call) or _is_made_for_labels(facts, call) or _is_only_shown(facts, call):
            continue
        weak = bool(WEAK & set(owner)) or _is_geometry(call) or call.method in _ONLY_VARIES
        unsure = weak or is_dormant(facts, call) or said_on_purpose(facts, call)
        yield call.at, f"{_short(call)} {_does(call)}", "low" if unsure else "high"
    for fit in by_hand(facts):
        if fit.did.startswith("scaled"):
            by = "smallest and largest values" if fit.call.method in ("min", "nanmin", "max") else "mean and spread"
            yield fit.call.at, f"inputs are scaled by their {by}", "low" if is_dormant(facts, fit.call) else "high"


def only_makes(call: Call) -> bool:
    """Whether an index is made here and nothing is put into it."""
    made = call.method in MAKES or (call.method[:1].isupper() and not call.means("index.fill"))
    return made or not call.arguments


def _does(call: Call) -> str:
    if call.method in _LOADED:
        return "is loaded, which turns texts into numbers"
    if call.means(*FILLS):
        return "puts texts or rows into an index by which they are found"
    if call.method in _WORDWISE or call.name.startswith("contractions."):
        return "brings words of the texts to one form"
    if call.method in _ONLY_VARIES:
        return "varies pictures; whether it fits them to the model could not be told"
    return "moves pictures; what it is used for could not be told" if _is_geometry(call) else "turns inputs into what a model takes"


def _is_geometry(call: Call) -> bool:
    """Whether a map of the plane is made that is not told to scale; it may as well change nothing: `AffineTransform()`."""
    return call.name.startswith("skimage.transform.") and call.method.endswith("Transform") and call.argument("scale") is None


def is_back(call: Call) -> bool:
    """Whether numbers are turned back into texts or classes, or a list of words is taken: `decode(ids)`, `stopwords.words(...)`."""
    return call.method in _BACK or call.name.startswith(_LISTS)


def _is_only_shown(facts: Facts, call: Call) -> bool:
    """Whether a picture is turned only to be shown: `cv2.imshow("faces", cv2.resize(frame, (1600, 960)))`."""
    takers = [facts.graph.calls[number] for number in facts.graph.consumers.get(call.number, ())]
    return bool(takers) and all(each.kind == "call" and each.method in _SHOWS for each in takers)


def is_of_labels(facts: Facts, call: Call) -> bool:
    """Whether the truth is turned into numbers, not the inputs: `one_hot(batch["targets"])`, `df["species"].replace({...})`."""
    near = [facts.graph.calls[number] for number in (call.receiver or call.inputs) if number in facts.graph.calls]
    columns = {str(each.constant("", 0)).lower() for each in near if each.kind == "item"}
    texts = [argument.text.lower() for argument in call.arguments[:1]]
    shaped = [facts.graph.calls[number] for argument in call.arguments[:1] for number in argument.inputs]
    texts += [name.lower() for each in shaped if each.method in _SHAPES for name in _held(facts, each)]
    return bool(columns & TARGETISH) or any(_LABELS.search(text) for text in texts)


def _held(facts: Facts, call: Call) -> Iterator[str]:
    """What a method is called on, as it is written or by the one name it has: `y_train` of `y_train.reshape(-1, 1)`."""
    yield call.written
    for number in call.receiver:
        yield from facts.graph.calls[number].targets if len(facts.graph.calls[number].targets) == 1 else ()


def _is_made_for_labels(facts: Facts, call: Call) -> bool:
    """Whether an encoder is made, and whatever is asked of it is about the truth: `OneHotEncoder().fit_transform(y_train)`."""
    if not call.means("encoding", "scaling") or call.name != call.type:
        return False
    if call.targets and all(_OF_TRUTH.search(name.lower()) for name in call.targets):
        return True
    users = [facts.graph.calls[number] for number in facts.graph.consumers.get(call.number, ())]
    asked = [each for each in users if each.kind == "call" and call.number in each.receiver]
    return bool(asked) and all(is_of_labels(facts, each) for each in asked)


def _short(call: Call) -> str:
    parts = call.name.split(".")
    return ".".join(parts[-2:]) if len(parts) > 1 and parts[-2][:1].isupper() else call.method
