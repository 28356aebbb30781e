"""What a text says of what a model looks at; and on which rows code worked out the weight of features or explained answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.prose import OWN_WORDS, place, sentences_of
from evaluator.checks.selectors.splits import splits
from evaluator.checks.selectors.words import said
from evaluator.checks.selectors.writings import is_asked, lowered_prose, of_these
from evaluator.model.regex import lowered, regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.documents import Paragraph
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

_LONGEST = 600
_WEIGHT = regex(
    r"(?:feature|variable|permutation|gini|gain|shap)[ -]importances?|importance (?:scores?|plot|ranking"
    r"|of (?:the )?(?:features?|variables?))|\bshap\b|shapley|\blime\b"
    r"|\b(?:(?:most|more|very|highly) (?:important|influential|predictive|informative|relevant|significant)|important"
    r"|influential|predictive|strongest|top)"
    r" (?:\w+ )?(?:features?|variables?|predictors?|attributes?|words\b|drivers?)|\bcoefficients?|grad-?cam|saliency"
    r"|attention (?:maps?|weights?|heads?)|heat-?maps? (?:of|show)"
    r"|(?:key|main|biggest|top) drivers?|importancia de|importância d|(?:variables?|factor\w*"
    r"|características?) (?:\w+ ){0,3}más (?:importante|influyente)s?"
    r"|features? mais importantes|características más|variables? les plus"
    r"|importance des|wichtigste\w* (?:merkmal|variable)|importanza|più importanti|важност|特征重要|重要特征|重要度|特徴量の重要|중요도"
)
_NEARLY = lowered(_WEIGHT)
# One of these stands in every text that has one of those: looked for first, as that is cheap.
_STEMS = (
    "importan", "shap", "lime", "influential", "predictive", "informative", "relevant", "significant", "strongest", "top ", "coefficient",
    "grad", "saliency", "attention", "heat", "driver", "wichtig", "importâ", "importan", "importanz", "важн", "重要", "중요",
)  # fmt: skip
_FOUND = regex(
    r"\b(?:(?:is|are|was|were|being|as|came out) (?:by far |clearly )?(?:the |among the |one of the )?(?:most|strongest"
    r"|main|top|key|biggest|largest|dominant|best)|the most (?:important|influential"
    r"|predictive|relevant|significant|informative) (?:\w+ ){0,3}(?:is|are|was|were|include)|(?:most|more) (?:important"
    r"|influential|predictive) (?:than|feature\w*:|for|in)"
    r"|increas\w+|decreas\w+|rais\w+|lower(?:s|ed)|driv(?:es|en|ers?)|contribut\w+|negativ\w+|positiv\w+|rank\w*|focus\w* on"
    r"|look\w* at|attend\w*|highlight\w*|dominat\w*|stands? out"
    r"|little|no (?:effect|influence|impact)|agree\w*|matters?|influences\b|influenced|useful|useless|show little|surpris\w+"
    r"|carr(?:y|ies)|rel(?:y|ies) on|push\w*"
    r"|más (?:importante|influyente)s?|mais (?:importante|influente)s?|es (?:la|el) más|son (?:las|los) más|é (?:a"
    r"|o) mais|são (?:as|os) mais|aument\w+|dismin\w+|diminu\w+"
    r"|contribuy\w+|contribu\w+|influy\w+|est (?:la|le) plus|ist (?:das|die|der) wichtigste"
    r"|è (?:la|il) più)\b|влия|увелич|最重要|影响|提高|影響|高い|영향|가장",
    re.IGNORECASE,
)
_HEADED = regex(
    r"feature importance|variable importance|interpret|explainab|explanation|\bshap\b|what the model (?:looks at|learn)"
    r"|(?:key|main) drivers|coefficients|grad-?cam"
    r"|importancia|importância|interpréta|erklärbar|merkmalswichtig|importanza|важност|可解释|特征重要|解釈|重要度|해석|중요도",
    re.IGNORECASE,
)
# Which way a feature works, and how strongly.
_DIRECTED = regex(
    r"\b(?:highest|biggest|largest|strongest|greatest|most|least) (?:\w+ )?(?:impact|effect|influence|contribution"
    r"|important|influential|predictive)\b"
    r"|\b(?:the )?(?:longer|higher|more|older|larger|lower|fewer|less) [^.,;]{1,60}, the (?:more|less|higher|lower|longer)\b"
    r"|\b(?:more|less) likely to\b|\b(?:higher|lower) (?:risk|chance|probability|odds|price|likelihood) of\b"
    r"|\b(?:increas\w+|decreas\w+|rais\w+|reduc\w+) the (?:\w+ )?(?:risk|chance|probability|odds|prediction|price|likelihood|score)\b",
    re.IGNORECASE,
)
# Other things that are called so, and what is only listed as done or planned.
_OTHER = regex(
    r"\b(?:dice|silhouette|correlation|scaling|pearson|spearman|learning rate|matthews|gini|jaccard"
    r"|entropy) coefficients?|\bcoefficient of determination|install|pip |docs?\b|import shap"
    r"|\bto understand|how (?:much |the |each )?(?:features?|variables?)|is a (?:measure|technique|method)"
    r"|^\W*(?:choose|select|use|determine|extract|fit|plot|implement)\b|\bin the (?:next|following) (?:\w+ )?cell\b"
    r"|important task|\bwhich (?:features?|variables?|predictors?|attributes?)\b(?! (?:is|are|was|were|ha[sd]|have)\b)"
    r"|measures? (?:how|the)|medida de|mide (?:cu|el|la)"
    r"|interpretable (?:\w+ )?(?:attention|saliency|grad)|weighting coefficient|regularization coefficient|software"
    r"|important (?:factor|component)s? (?:of"
    r"|in) (?:the )?(?:code|project|pipeline|team)",
    re.IGNORECASE,
)
_HELD_OUT = regex(
    r"(?:^|[^a-z])(?:test|hold_?out|valid|val|eval|dev|oof|unseen)(?:ing|ation|uation)?(?:[^a-z]|$)|[xy]_?(?:te|va)$|testset|testloader"
)
_TRAIN = regex(r"(?:^|[^a-z])(?:train|trn)(?:ing)?(?:[^a-z]|$)|[xy]_?tr(?:ain)?$|trainset|trainloader")
# What takes rows, of an explainer or of a function that measures importance.
_ON_ROWS = frozenset(
    {
        "permutation_importance", "shap_values", "explain_instance", "explain", "attribute", "PermutationImportance", "__call__",
        "show_prediction", "explain_prediction", "PartialDependenceDisplay", "from_estimator", "summary_plot", "force_plot",
        "decision_plot", "waterfall_plot", "image_plot", "beeswarm", "waterfall", "force",
    }
)  # fmt: skip
_FARTHEST = 120
_ROWS_KEPT = frozenset(
    {
        "sample",
        "iloc",
        "loc",
        "head",
        "values",
        "to_numpy",
        "astype",
        "toarray",
        "transform",
        "DataFrame",
        "copy",
        "reset_index",
        "unsqueeze",
        "to",
    }
)


@once
def discussed(facts: Facts) -> Iterator[Found]:
    """Where a text says what a model looks at: firm from 25 words of it that say which feature does what."""
    for document, paragraphs in lowered_prose(facts):
        headed = {number for number, section in enumerate(document.text.sections) if _HEADED.search(section.heading)}
        stems = of_these(paragraphs, _STEMS)
        speaking = [
            each for each, lower in paragraphs if each.section in headed or (any(stem in lower for stem in stems) and _NEARLY.search(lower))
        ]
        groups: dict[tuple[int, int | None], list[Paragraph]] = {(each.section, each.cell): [] for each in speaking}
        for paragraph in document.text.paragraphs if speaking else ():
            if (key := (paragraph.section, paragraph.cell)) in groups:
                groups[key].append(paragraph)
        for group in groups.values():
            named = [number for number, each in enumerate(group) if each in speaking]
            over = group[0].section in headed
            told = [(group[at], sentence) for at in named for sentence in sentences_of(group[at]) if _tells(sentence, headed=over)]
            if told:
                words = sum(group[at].words for at in {at for number in named for at in (number, number + 1) if at < len(group)})
                sure: Confidence = "high" if words >= OWN_WORDS else "low"
                note = f"{words} words on what the model looks at" if sure == "high" else "a few words on what the model looks at"
                yield place(document, *told[0]), note, sure


def _tells(sentence: str, *, headed: bool) -> bool:
    """Whether a sentence speaks of what weighs in a model, with something found; under a heading that says so, with a direction."""
    text = sentence[:_LONGEST]
    found = bool(_NEARLY.search(text.lower()) and _FOUND.search(text)) or (headed and _DIRECTED.search(text) is not None)
    return found and not (_OTHER.search(text) or is_asked(text) or said("wish", text))


def rows_of(facts: Facts, found: list[Call]) -> Iterator[tuple[Call, str]]:
    """Each call that weighs features or explains answers on given rows, with what these rows are: test, train, or "" where unknown."""
    parts = list(splits(facts))
    test = {number for split in parts for number in split.test}
    train = {number for split in parts for number in split.train}
    for call in (each for each in found if each.method in _ON_ROWS):
        given = [argument for argument in call.arguments if argument.inputs or argument.text]
        rows = given[1:] if call.method in ("permutation_importance", "from_estimator") else given
        sides = {side for argument in rows if (side := _side(facts, argument.text, argument.inputs, test, train))}
        if sides:
            yield call, "test" if "test" in sides else "train"
        else:
            yield call, ""


def _side(facts: Facts, text: str, inputs: tuple[int, ...], test: set[int], train: set[int]) -> str:
    """Whether rows come from a held-out part or from the training part, by the split or by their names; "" where nothing says so."""
    edge, seen = list(inputs), set(inputs)
    names = [text.lower()]
    while edge and len(seen) < _FARTHEST:
        at = edge.pop()
        if at in test | train:
            return "test" if at in test else "train"
        call = facts.graph.calls.get(at)
        if call is not None:
            names += [name.lower() for name in _names(facts, call)]
            edge += [each for each in _before(facts, call) if each not in seen]
            seen.update(edge)
    return "test" if any(_HELD_OUT.search(name) for name in names) else "train" if any(_TRAIN.search(name) for name in names) else ""


def _names(facts: Facts, call: Call) -> Iterator[str]:
    """What a value is called: its own names, the key it is picked by, what callers give for it."""
    yield from call.targets
    if call.kind in ("parameter", "free"):
        yield call.method
    if call.kind == "item":
        yield from (each.constant for each in call.arguments if isinstance(each.constant, str))
    for number, given in facts.graph.passed.get(call.number, {}).items():
        yield from (each.text for each in facts.graph.calls[number].arguments if each.inputs and each.inputs == given)


def _before(facts: Facts, call: Call) -> Iterator[int]:
    """What rows were before they were picked, cut or turned into a table."""
    if call.kind == "parameter":
        yield from (each for numbers in facts.graph.passed.get(call.number, {}).values() for each in numbers)
    elif call.kind in ("item", "free", "self") or call.method in _ROWS_KEPT:
        yield from call.receiver or call.inputs
