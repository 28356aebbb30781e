"""What the front page claims, held against the results of the checks; a claim gives no points (rubric.md, substance rule 7)."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from evaluator.checks.selectors.figures import figures
from evaluator.checks.selectors.impossible import impossible
from evaluator.checks.selectors.prose import front, place, sentences, topics_of, unlinked
from evaluator.model.place import Location
from evaluator.model.regex import regex
from evaluator.model.result import against
from evaluator.model.review import Claim, Verdict

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator, Mapping

    from evaluator.model.documents import Paragraph
    from evaluator.model.facts import Document, Facts
    from evaluator.model.result import Evidence, Result

LONGEST = 240
# What bears the word as its name says nothing of the work: `monitoring` folders.
_A_PLACE = regex(r"[`\"' ]{1,3}(?:folders?|director(?:y|ies)|notebooks?|scripts?|modules?|packages?)\b")
MOST_NUMBERS = 6
MOST_EVIDENCE = 2
# What is planned, asked of the reader, left to choice or denied is no claim.
_HEDGED = regex(
    r"\b(?:will|would|could|should|shall|might|maybe|perhaps|may|can be|plan(?:s|ned|ning)?|to-?do|future|next steps?|upcoming|soon|not|no"
    r"|without|never|nor|\w+n't|instead of|optional(?:ly)?|if|unless|consider|roadmap|wip|in progress|prerequisites?|requires?|required"
    r"|needs?|must|make sure|ensure|instructions?|learn(?:ed|ing|t)? (?:how )?to|want|wish|hope|aims?|goals?|such as|e\.g\.|example"
    r"|easy to|extend|\w+['’]ll|you can)\b"
)
# Sentences that tell a reader what to do, and not what there is.
_TOLD_TO_DO = regex(
    r"^(?:\W|\d)*(?:(?:then|next|now|first|finally|also|just|simply|instead),? )?(?:to )?"
    r"(?:install|run|use|build|start|open|create|add|set|clone|download|execute|go to|navigate|see|check|copy|pull|push|click|follow"
    r"|select|try|note|please|you|change|write|get|deploy|construct|design)\b"
    r"|^(?:these|this|the following) (?:steps?|commands?)\b"
)
_ASIDE = frozenset({"future", "requirements", "install", "usage", "credits", "contents", "licence", "limitations"})
_DENIED_LEAK = regex(
    r"\b(?:no|without|prevents?|preventing|prevented|avoid(?:s|ed|ing)?|free of|against|zero) (?:\w+ ){0,2}?leak(?:age|s)?\b"
    r"|\bleak(?:age)?[- ](?:free|safe|proof)\b"
)


# What keeps a file out of the history, and the names of files that should be kept out.
_IGNORED = regex(
    r"\b(?:is|are|stays?) (?:\w+ ){0,2}(?:git-?)?ignored\b|\b(?:is|are) (?:\w+ )?(?:in|by) (?:the )?`?\.gitignore"
    r"|\b(?:is|are) (?:never|not) (?:committed|tracked|checked in)\b"
)
_ORDERED = regex(r"\b(?:make sure|ensure|should|must|if|unless|not ignored|add|check that|verify|so that|until|when)\b")
_PRIVATE = regex(r"(?<![\w/.-])(\.env(?:rc)?|\.streamlit/secrets\.toml|secrets\.(?:json|toml|ya?ml))(?![\w-]|\.\w)")


class Topic(NamedTuple):
    """What words claim, the checks of which one shows that it is so, and those that show the contrary at a line.

    `loose` words may mean something that no check looks for, so that nothing found is no verdict.
    """

    words: re.Pattern[str]
    shown_by: tuple[str, ...]
    denied_by: tuple[str, ...] = ()
    loose: bool = False


_LEAKS = ("split-before-fit", "resample-after-split", "target-not-in-features")
TOPICS = (
    Topic(regex(r"\b(?:docker(?:i[sz]ed|i[sz]ation|file)?|containeri[sz](?:ed|ation))\b"), ("container-defined",), ("container-resolves",)),
    Topic(
        regex(r"\bci(?:/cd)?\b|\bcontinuous integration\b|\bgithub actions\b|\bgitlab ci\b"),
        ("ci-configured", "tests-run-in-ci", "lint-runs-in-ci", "image-built-in-ci"),
    ),
    Topic(regex(r"\b(?:unit|integration|automated) tests?\b|\btest suite\b|\bpytest\b|\btest coverage\b"), ("tests-assert-project",)),
    Topic(
        regex(r"\b(?:deployed|hosted) (?:on|to|at|in|with|via|using)\b|\blive (?:demo|app)\b"),
        ("deployment-coded", "deployment-explained", "deployment-visible", "deployment-automated"),
    ),
    Topic(
        regex(r"\b(?:rest(?:ful)?|prediction|inference|fastapi|flask) (?:api|service|app|endpoint|server)\b"),
        ("service-predicts", "demo-predicts"),
    ),
    Topic(regex(r"\b(?:streamlit|gradio)\b|\bweb ?app(?:lication)?\b"), ("demo-predicts", "service-predicts")),
    Topic(
        regex(r"\bmlflow\b|\bweights (?:&|and) biases\b|\bwandb\b|\bneptune\b|\btensorboard\b|\bexperiment tracking\b"),
        ("runs-tracked", "metrics-logged", "parameters-logged"),
    ),
    Topic(
        regex(r"\bprometheus\b|\bgrafana\b|\bmonitor(?:ed|ing)\b"),
        ("service-metrics-exposed", "drift-measured", "model-quality-monitored", "predictions-logged", "alert-defined"),
        loose=True,
    ),
    Topic(regex(r"\bdrift (?:detection|monitoring|reports?)\b|\bevidently\b"), ("drift-measured",)),
    Topic(regex(r"\bcross[- ]?validat(?:ed|ion)\b|\bk-?fold\b"), ("cross-validated",)),
    Topic(
        regex(r"\bhyper-?parameters? (?:tuning|search|optimi[sz]ation)\b|\btuned hyper|\bgrid ?search\b|\boptuna\b"),
        ("hyperparameters-searched",),
    ),
    Topic(regex(r"\bshap\b|\blime\b|\bgrad-?cam\b|\bfeature importances?\b"), ("explanations-shown", "importances-shown")),
    Topic(regex(r"\b(?:export(?:ed)?|convert(?:ed)?) (?:\w+ ){0,3}(?:onnx|tf ?lite|torchscript|core ?ml)\b"), ("portable-export",)),
    Topic(regex(r"\b(?:fixed|random) seeds?\b|\bseeded\b"), ("seed-fixed", "every-source-seeded")),
    Topic(regex(r"\bsmote\b|\bclass weights?\b|\boversampl(?:ed|ing)\b|\bundersampl(?:ed|ing)\b"), ("imbalance-treated",)),
    Topic(_DENIED_LEAK, ("split-before-fit",), _LEAKS),
    Topic(regex(r"\bconfusion matri(?:x|ces)\b"), ("confusion-shown",)),
    Topic(regex(r"\bbaselines? (?:model|comparison|score|result)"), ("baseline-evaluated", "models-compared")),
    Topic(
        regex(r"\b(?:held[- ]out|hold-?out|unseen) (?:test )?(?:set|data|rows|part|split)\b"), ("held-out-split", "scored-on-held-out"), ()
    ),
    Topic(regex(r"\bpre-?commit\b|\blint(?:ed|ing|er)\b|\bruff\b|\bflake8\b"), ("style-enforced", "lint-runs-in-ci")),
    Topic(
        regex(r"\b(?:data|schema|input) validation\b|\bpandera\b|\bgreat expectations\b"),
        ("schema-enforced", "data-asserted", "input-validated", "schema-defined"),
    ),
    Topic(regex(r"\bmodel card\b"), ("model-described", "intended-use-stated")),
)


def audited(facts: Facts, results: Iterable[Result]) -> tuple[Claim, ...]:
    """Every claim of the front page with its verdict, in the order of their lines: the first sentence on each topic, and numbers."""
    page = front(facts)
    if page is None:
        return ()
    known = {result.check: result for result in results if result.applies}
    found: dict[tuple[int, str, Verdict], tuple[Evidence, ...]] = {}
    for claim in (*_topics(page, known), *_numbers(page, known), *_above_one(page), *_kept_out(facts, page)):
        said = (claim.line, claim.text, claim.verdict)
        found[said] = tuple(dict.fromkeys((*found.get(said, ()), *claim.evidence)))
    return tuple(Claim(text, page.path, line, verdict, found[line, text, verdict]) for line, text, verdict in sorted(found))


def _topics(page: Document, known: Mapping[str, Result]) -> Iterator[Claim]:
    for topic in TOPICS:
        judged = (claim for paragraph, sentence in _said(page, topic) if (claim := _claim(page, paragraph, sentence, topic, known)))
        first = next(judged, None)
        if first is not None:
            yield first


def _said(page: Document, topic: Topic) -> Iterator[tuple[Paragraph, str]]:
    """Sentences that claim a topic as done; what is only planned, asked for or denied is left out."""
    for paragraph, sentence in sentences(page.text):
        words = unlinked(sentence).lower()
        named = topic.words.search(words) if paragraph.words else None
        if named is not None and not _A_PLACE.match(words[named.end() :]):
            rest = topic.words.sub(" ", words)
            if not _HEDGED.search(rest) and not _TOLD_TO_DO.search(words) and not _ASIDE.intersection(topics_of(page.text, paragraph)):
                yield paragraph, sentence


def _claim(page: Document, paragraph: Paragraph, sentence: str, topic: Topic, known: Mapping[str, Result]) -> Claim | None:
    """A claim with its verdict; None where no check could tell."""
    at = place(page, paragraph, sentence)
    for check in topic.denied_by:
        denied = [item for item in _of(known.get(check), "fail") if not item.supports and item.line and item.confidence == "high"]
        if denied:
            return _written(at, sentence, "contradicted", denied)
    shown = [item for check in topic.shown_by for item in _of(known.get(check), "pass") if item.supports]
    if shown:
        return _written(at, sentence, "supported", shown)
    outcomes = {known[check].outcome for check in topic.shown_by if check in known}
    # What words mean in a language that is not read closely, or what a check leaves to a person, is no ground for a verdict.
    if outcomes == {"fail"} and not topic.loose and page.text.language == "en":
        return _written(at, sentence, "unsupported", [item for check in topic.shown_by for item in _of(known.get(check), "fail")])
    return None


def _above_one(page: Document) -> Iterator[Claim]:
    """Results that cannot be: a mistake in the code that works them out, and an interviewer's first question."""
    for at, sentence, metric, number in islice(impossible(page), MOST_EVIDENCE):
        yield _written(at, sentence, "contradicted", [against(at, f"{metric} is at most 1, and cannot be {number[:6]}")])


def _kept_out(facts: Facts, page: Document) -> Iterator[Claim]:
    """A file with settings or credentials that is told to be ignored, and is in the tree beside the page."""
    home = page.path.rpartition("/")[0]
    for paragraph, sentence in sentences(page.text):
        low = sentence.lower() if ".env" in paragraph.text or "secrets" in paragraph.text else ""
        said = _IGNORED.search(low) is not None and not _ORDERED.search(low)
        named = _PRIVATE.findall(sentence) or _PRIVATE.findall(paragraph.text) if said else []
        path = f"{home}/{named[0]}".lstrip("/") if len(set(named)) == 1 else ""
        if path and facts.file(path):
            note = f"{named[0]} is in the tree; whether its values are real was not judged"
            yield _written(place(page, paragraph, sentence), sentence, "contradicted", [against(Location(path, 1), note)])
            return


def _of(result: Result | None, outcome: str) -> tuple[Evidence, ...]:
    return result.evidence if result is not None and result.outcome == outcome else ()


def _numbers(page: Document, known: Mapping[str, Result]) -> Iterator[Claim]:
    """Results told with a number, and the code that computes a metric of that name."""
    result = known.get("results-have-code")
    told = [figure for figure in figures(page.text) if not figure.wanted and not figure.before and figure.cell is None]
    for figure in list({figure.metric.lower(): figure for figure in reversed(told)}.values())[::-1][:MOST_NUMBERS]:
        made = [item for item in _of(result, "pass") if item.note.startswith(f"computes {figure.metric},") and item.supports]
        text = f"{figure.metric} {figure.number}"
        if made:
            yield _written(page.at(figure.line), text, "supported", made)
        elif result is not None and result.outcome == "fail":
            yield _written(page.at(figure.line), text, "unsupported", list(result.evidence))


def _written(at: Location, text: str, verdict: Verdict, evidence: list[Evidence]) -> Claim:
    short = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    ordered = sorted(evidence, key=lambda item: (not item.line, item.confidence))
    return Claim(short, at.path, at.line, verdict, tuple(ordered[:MOST_EVIDENCE]))
