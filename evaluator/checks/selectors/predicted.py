"""The words of a prediction and of what goes in, in sentences on the problem: not of a drift that is detected, nor of a batch generated."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import kept
from evaluator.checks.selectors.prose import section_of, unlinked
from evaluator.checks.selectors.words import each_said, said
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from evaluator.model.documents import Paragraph, Text
    from evaluator.model.facts import Facts

# What is said without predicting anything: advice, what a program notices of itself, what it writes out.
_NONE = regex(
    r"\b(?:I|we|I'd|we'd|would|highly|strongly|therefore)(?: would| also)? recommend\w*"
    r"|\b(?:is|are|it's) (?:highly |strongly )?recommended (?:to|that|for|you)\b"
    r"|\b(?:drift|shift|change|error)s?(?: (?:is|are|was|were|has been|have been|gets?))? detect\w*|\bdetect\w*(?: \w+){0,2} drift"
    r"|\banomal(?:y|ies)(?: (?:is|are|was|were|has been|have been|gets?))? detected"
    r"|(?:^|[:,;(] ?|\bregardless of |\bno matter |\bdepending on )whether\b|\b(?:the|a|our|your) predictions? (?:pipelines?|services?)"
    r"|\b(?:I|we)(?:['’]ve| have| had)? decided\b|\bpredictions? drift|\b(?:log|sav|stor|monitor)\w* (?:the )?predictions"
    r"|\b(?:kubernetes|k8s|eks|gke|aks|ray|spark|hadoop|dask|compute|cloud|emr|on-prem\w*|minikube|gpu|slurm|local) clusters?\b"
    r"|\b(?:on|to|into) (?:a|the|our|your|this) cluster\b"
    r"|\b(?:batch|data|report|code|key|token|docs?|documentation)[ -]generat(?:ion|ors?)\b"
    r"|\b(?:data|information|content|traffic|waste|files?)(?: \w+){0,2} generated\b|\bgenerated every\b"
    r"|\bgenerat\w*(?: an?| the| simple| visual){0,3} (?:report|dashboard)s?\b"
    r"|\b(?:on|all|any|of|each|every) (?:detected|identified)\b",
    re.IGNORECASE,
)
_NO_INPUT = regex(
    r"\bdata and (?:machine|ml\b|ai\b|models?\b)|\bhugging[ -]?face\b"
    r"|\bdata[ -](?:pipelines?|scien\w*|engineer\w*|drift|lakes?|warehouses?|version\w*|loaders?|loading|ingestion|shuffling|splitting"
    r"|validation|quality)\b|\busers?[ -](?:interfaces?|friendly|facing|experience|guide)|\bfeatures?[ -](?:engineer\w*|stores?|flags?)",
    re.IGNORECASE,
)
# Sections on what is done around the model.
_AROUND = regex(
    r"\bCI\b|\bcontinu(?:al|ous) (?:learning|training|integration|delivery|deployment|improvement)|monitor|\bFAQs?\b|frequently asked",
    re.IGNORECASE,
)
# Fields in which something may be used, told one after another: no problem of this project.
_FIELD = (
    r"(?:computer vision|natural language processing|nlp|(?:audio|speech|signal|image|text|language|video)[ -]processing|speech recognition"
    r"|time[ -]?series(?: (?:forecasting|analysis|prediction))?|recommend(?:er|ation) systems?|reinforcement learning|robotics"
    r"|generative (?:ai|models?|modell?ing)|graph learning|forecasting|structured data(?: learning)?)"
)
_FIELDS = regex(rf"\b{_FIELD}(?:,? (?:and |or )?|, ?|/)(?:{_FIELD}(?:,? (?:and |or )?|, ?|/)){{1,12}}{_FIELD}\b", re.IGNORECASE)
_BASED = regex(
    r"\b(?:based (?:up)?on|on the basis of|given(?! that\b)) (?:(?:the|its|their|his|her|some|several|certain|various|many|an?) )?"
    r"\w+(?: \w+){0,4}",
    re.IGNORECASE,
)
# What is itself predicted goes not in: "predict the prices", "house price prediction".
_WANTED = regex(
    r"\b(?:predict|forecast|estimat)\w*(?: [\w-]+){0,5}? (?:prices?|scores?)\b"
    r"|\b(?:prices?|scores?) (?:is|are|was|were|will be|to be|being) (?:predicted|forecast|estimated)"
    r"|\b(?:prices?|scores?)(?: \w+)? (?:predict(?:ions?|ors?|ing)|forecasts?|forecasting|estimat(?:ions?|es?|ors?|ing))\b"
    r"|\b(?:predecir|prever|predizer|pronosticar) (?:l[oa]s |[oa]s )?(?:datos|dados)\b",
    re.IGNORECASE,
)
# What is told apart goes in: "classify traffic signs into 43 kinds".
_TOLD_APART = regex(
    r"\bclassif(?:y|ies|ying) (?:the |an? |each |one )?"
    r"((?:(?!(?:using|into|as|by|with|from|at|based|and|or|to|of|if|whether|between|across|in|on|for|types?|class|classes|categor\w+)\b)"
    r"[\w-]+ ?){1,3})",
    re.IGNORECASE,
)
# Whom or what a prediction is about, and not what it is made from.
ABOUT = regex(r"applicants?|students?|customers?|patients?|users?|passengers?|people|trips?")
# Words that say of nothing in particular that it goes in.
VAGUE = regex(r"data|datasets?|users?|people|dados|datos|数据|データ|데이터")
_VALUES = regex(r"prices?|scores?")
_METHOD = regex(
    r"model|network|classif|algorithm|learning|regress|xgboost|bert|lstm|cnn|gpt|transformer|forest|tutorial|project|paper|course|repo|library"
    r"|framework|architecture|python|task|time|data ?science",
    re.IGNORECASE,
)
_PUT_TOGETHER = regex(r"[a-z][A-Z]|[a-z0-9]_[a-z]")
_FIRST = regex(r"[A-Za-z_]\w*")
NOUN = regex(r"\w+(?:ions?|ors?|ers?|ção|ções|ción|ciones|zione|zioni|diagnosis|forecasts|forecasting|captioning)")
# Words of many meanings: of a prediction only where the problem is told.
LOOSE = regex(
    r"|whether|generat\w*|determin\w*|decid\w*|infer\w*|answer\w*|play|assess\w*|match\w*|identif\w*|recommended|retriev\w*|anticipat\w*|likelihood|probabilit\w*|生成|判断|summari\w*|distinguish\w*|segment\w*|rank\w*"
)


# A title that says what is told: "Pipe burst detection"; of images or text in general it says nothing.
_TITLED = regex(
    r"\b(?!(?:images?|texts?|objects?|binary|multi[\w-]*|series|time-series|anomaly|ml|models?|data|batch|real-?time|online|offline|nlp"
    r"|sequence|node|graph|video|audio|this|a|an|the|simple|based|for|and|of|learning|network|python|transaction)\b)[a-z][\w-]{2,}"
    r"[ -](?:detection|prediction|classification|recognition|forecast(?:ing)?|recommend(?:er|ation)s?|estimation|classifier|detector"
    r"|predictor)\b",
    re.IGNORECASE,
)
# A model that writes or draws, and what it is taught with: nothing else goes in, nothing else comes out.
_TAUGHT = regex(
    r"\b(?:train|fine-?tun|pre-?train|reproduc)\w*\b[^.]{0,40}?\b(GPT[\w-]*|(?:large |small )?language models?|LLMs?|GANs?"
    r"|(?:latent )?diffusion models?|VAEs?|autoencoders?)\b[^.]{0,30}? on (?:the |an? )?"
    r"((?-i:[A-Z])[\w-]{3,}|(?:texts?|works|images?|pictures|poems|lyrics|songs|novels|names|letters) of \w+)",
    re.IGNORECASE,
)


def titled(title: str) -> str:
    """What a title says is predicted, "" for none."""
    found = _TITLED.search(title)
    return found.group() if found else ""


def taught(text: str) -> tuple[str, str]:
    """A model that writes or draws and what a text says it is taught with, both "" for none."""
    found = _TAUGHT.search(text)
    return (found[1], found[2]) if found else ("", "")


def predicted(text: str) -> str:
    """The words of a prediction in a text: verbs before nouns, and words of one meaning before those of many."""
    plain = unlinked(text)
    if not each_said("predict", plain):
        return ""  # before the dearer question
    found = each_said("predict", _FIELDS.sub(_blank, _NONE.sub(_blank, plain)))
    exact = [words for words in found if not LOOSE.fullmatch(words)]
    return next((words for words in exact if not NOUN.fullmatch(words)), next(iter(exact or found), ""))


def given(text: str) -> str:
    """The words of what goes in, "" for none."""
    plain = unlinked(text)
    if not said("input", plain):
        return ""  # before the dearer questions
    found = each_said("input", _FIELDS.sub(_blank, _WANTED.sub(_blank, _NO_INPUT.sub(_blank, plain))))
    if all(_VALUES.fullmatch(words) for words in found) and _WANTED.search(plain):
        return ""  # the price that is predicted, named again
    return min(found, key=lambda words: (_VALUES.fullmatch(words) is not None, VAGUE.fullmatch(words) is not None), default="")


def from_what(text: str) -> str:
    """What a prediction is based on, where its sentence says so, or what is told apart; not a method or a source."""
    plain = unlinked(text)
    based, apart = _BASED.search(plain), _TOLD_APART.search(plain)
    said = (based.group() if based else "", apart[1] if apart else "")
    return next((each.rstrip(" ,;:.") for each in said if each and not _METHOD.search(each)), "")


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())


def is_around(facts: Facts, text: Text, paragraph: Paragraph) -> bool:
    """Whether a paragraph stands in a section on what is done around the model, or is an item that begins with a name of the code."""
    section = section_of(text, paragraph)
    first = _FIRST.match(paragraph.text) if paragraph.item else None
    return (section is not None and _AROUND.search(section.heading) is not None) or (first is not None and first.group() in _names(facts))


@kept
def _names(facts: Facts) -> frozenset[str]:
    """Names of the project's classes and functions that are no plain words: `BaseLoader`, `load_rows`."""
    classes = (each.name for code in facts.code for each in code.classes)
    functions = (each.name for code in facts.code for each in code.functions)
    return frozenset(name for name in (*classes, *functions) if _PUT_TOGETHER.search(name))
