"""Sentences and comments that say why rows or values were dropped, filled or changed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.prose import notebook_introductions, pages, place, telling, unlinked
from evaluator.checks.selectors.standing import own
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evaluator.model.code import Code
    from evaluator.model.facts import Document, Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

NEAR = 6
LONGEST = 600
ACT = regex(
    r"\b(?:drop(?:s|ped|ping)?|remov(?:e|es|ed|ing|al)|delet(?:e|es|ed|ing)|discard(?:s|ed|ing)?|exclud(?:e|es|ed|ing)|filter(?:s|ed|ing)?"
    r"|fill(?:s|ed|ing)?|imput(?:e|es|ed|ing|ation)|replac(?:e|es|ed|ing)|interpolat(?:e|es|ed|ing)|clip(?:s|ped|ping)?|cap(?:s|ped|ping)"
    r"|winsori[sz]\w+|dedup\w*|keep(?:s|ing)?|kept|skip(?:s|ped|ping)?|ignor(?:e|es|ed|ing)|left out|leave out|worry about"
    r"|left (?:as|them|in)|handled?|treat(?:ed)?"
    r"|set to|convert(?:s|ed|ing)?|cast|merg(?:e|es|ed|ing)"
    r"|elimin\w+|descart\w+|rellen\w+|imput\w+|reemplaz\w+|exclu\w+|remov\w+|preench\w+|substitu\w+|supprim\w+|retir\w+|rempla\w+"
    r"|entfern\w*|gelöscht|gefüllt|ersetz\w+|verworfen|rimoss\w+|rimuov\w+|riempi\w+|sostitui\w+)\b"
    r"|удал|замен|заполн|исключ|删除|去除|填充|剔除|替换|丢弃|削除|除外|補完|置換|제거|삭제|대체|채우|채워"
)
OF_ROWS = regex(
    r"\b(?:missing|nulls?|nans?|none values|n/a|blank|empty|incomplete|gaps?|outliers?|extreme (?:values?|points?)"
    r"|duplicat\w*|invalid|impossible"
    r"|corrupt\w*|erroneous|noisy|noise|unreadable|mislabel\w*|malformed|implausible|anomal\w+|negative (?:values?|prices?|durations?)"
    r"|unrealistic|infinit\w+"
    r"|faltantes?|nulos?|atípic\w+|duplicad\w+|ausentes?|manquant\w*|aberrant\w*|doublons?|fehlend\w*|ausreißer\w*|doppelt\w*|mancant\w*"
    r"|anomal\w+|duplicat\w+)\b"
    r"|пропу|выброс|дублик|缺失|空值|异常值|重复|離群|欠損|外れ値|重複|결측|이상치|중복"
)
WHY = regex(
    r"\b(?:because|since(?! (?:\d|the (?:start|beginning)))|so that|so (?:we|it|they|the)|in order to|to (?:avoid|prevent"
    r"|preserve|keep|ensure|reduce"
    r"|make sure|not)|due to|therefore|thus|hence|otherwise|as (?:it|they|there|this|these|those|we|most|the \w+ (?:is|are"
    r"|was|were|has|have))"
    r"|reason|would (?:have|be|bias|skew|distort|lose|break|otherwise|not)|rather than|instead of|too (?:many|few|much)"
    r"|(?:less|more|not) (?:sensitive|robust)|robust (?:to|against)|which (?:means|would|is|are)"
    r"|(?:is|are|would be|means|causes?) (?:a )?(?:data |test )?leak\w*|leaks? (?:into|across|from)|straddl\w+"
    r"|porque|ya que|debido|para (?:evitar|no|que)|pois|já que|devido|parce qu|car|afin|pour (?:éviter|ne)|weil|da (?:sie|es"
    r"|die|der)|damit|um"
    r"|perch[eé]|poich[eé]|per (?:evitare|non))\b"
    r"|потому|так как|чтобы|поскольку|因为|由于|以免|避免|为了|ため|ので|から|때문|위해|므로"
)
SHARE = regex(r"\b\d{1,3}(?:[.,]\d+)?\s?%|\bonly (?:about |around )?[\d.,]+\b")
# What might be done, what is asked of a reader, and what belongs to no rows.
WISH = regex(
    r"\b(?:todo|fixme|could(?! otherwise)|should"
    r"|might|will be|would like|future|you (?:can|may|must|need)|if you|please|recommend\w*|exercise|question"
    r"|let's|let us|dropout|crucial|important|essential|can (?:lead|significantly|affect|cause|be)|matters?|arguments?"
    r"|parameters?|keys?|director(?:y|ies)|folders?|configs?|environment|dependenc\w+|cache|install\w*"
    r"|warnings?|exceptions?|imports?|packages?|version"
    r"|(?<!train/)tests?(?! (?:set|split|part|rows|data))|batch(?:es)?|threads?|tokens?|endpoint|request|docker|commits?)\b|\?\s*$"
)
SURELY = regex(
    r"missing (?:values?|data|entr|rows|records)|\bnans?\b|\bnulls?\b|outlier|duplicat|imput|valores (?:nulos|faltantes"
    r"|ausentes)|atípic|manquant"
    r"|aberrant|fehlend|ausreißer|mancant|пропу|выброс|дублик|缺失|空值|异常值|重复|欠損|外れ値|重複|결측|이상치|중복"
)


# Letters of which some stand in every sentence on such rows that holds no letter beyond ASCII.
_SIGNS = (
    "miss", "null", "nan", "none values", "n/a", "blank", "empty", "incomplete", "gap", "outlier", "extreme", "duplic", "invalid",
    "impossible", "corrupt", "erroneous", "nois", "unreadable", "mislabel", "malformed", "implausible", "anomal", "negative",
    "unrealistic", "infinit", "faltante", "nulo", "duplicad", "ausente", "manquant", "aberrant", "doublon", "fehlend", "doppelt", "mancant",
)  # fmt: skip


def reasons(facts: Facts, cleaned: Iterable[Location]) -> Iterator[Found]:
    """Reasons of cleaning in prose and in comments; a comment counts beside the line that it explains."""
    near: dict[str, list[int]] = {}
    for each in cleaned:
        code = facts.code_at(each.path)
        if code is not None:
            near.setdefault(each.path, []).append(code.line_of(each))
    for code in (each for each in facts.product if each.path in near):
        for line, text in _comments(code):
            close = any(-1 <= each - line <= NEAR + text.count("\n") or -NEAR <= each - line < 0 for each in near[code.path])
            if close and _reason(text) is not None:
                firm = WHY.search(text[:LONGEST].lower()) is not None
                yield code.at(line), f"a comment says why ({_because(text)})", "high" if firm else "low"
    for document in _texts(facts):
        for paragraph, sentence in telling(document.text, _SIGNS):
            sure = _reason(unlinked(sentence))
            if sure is not None and (document.kind == "notebook" or SURELY.search(sentence.lower())):
                yield place(document, paragraph, sentence), f"a sentence says why ({_because(sentence)})", sure


def _texts(facts: Facts) -> Iterator[Document]:
    found = {document.path: document for document in (*pages(facts), *notebook_introductions(facts))}
    found |= {document.path: document for document in own(facts.documents) if document.kind in ("report", "data-card", "readme")}
    yield from found.values()


def _reason(text: str) -> Confidence | None:
    """Whether a text says that something wrong or missing was dealt with, and why; doubtful where only a share stands for the reason."""
    low = text[:LONGEST].lower()
    if not OF_ROWS.search(low) or not ACT.search(low) or WISH.search(low):
        return None
    if WHY.search(low):
        return "high" if SURELY.search(low) else "low"
    return "low" if SHARE.search(low) else None


def _because(text: str) -> str:
    """The words of the reason."""
    low = text[:LONGEST].lower()
    what, why = OF_ROWS.search(low), WHY.search(low) or SHARE.search(low)
    return f'"{what.group().strip() if what else ""}", "{why.group().strip() if why else ""}"'


def _comments(code: Code) -> Iterator[tuple[int, str]]:
    """Comments of one file, those on lines that follow each other as one, and docstrings of functions."""
    block: list[str] = []
    first = last = -1
    for comment in code.source.comments:
        if comment.text.lstrip().startswith("#"):
            continue  # a comment that was commented out
        if block and comment.line == last + 1:
            block.append(comment.text)
        else:
            if block:
                yield first, " ".join(block)
            block, first = [comment.text], comment.line
        last = comment.line
    if block:
        yield first, " ".join(block)
    for function in code.functions:
        for sentence in re.split(r"(?<=[.!?])\s+|\n\s*\n", function.docstring) if function.docstring else ():
            yield function.line, sentence
