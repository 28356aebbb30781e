"""What models cost beside what they score: in tables, rows of results, runs and sentences."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from evaluator.checks.selectors.figures import METRIC, names_metric
from evaluator.checks.selectors.prose import notebook_introductions, pages, place, sentences, unlinked
from evaluator.checks.selectors.standing import own
from evaluator.checks.selectors.words import each_said
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.documents import Table
    from evaluator.model.facts import Document, Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

# What a column, a key or a name of a cost is called.
_COST = regex(
    r"(?:^|[^a-z])(?:times?|latenc(?:y|ies)|fps|speed|throughput|params?|parameters|flops|gflops|macs|memory|vram|cost|usd|duration"
    r"|secs?|seconds"
    r"|minutes|runtime|tokens|\((?:s|secs?|ms|mins?|mb|gb|kb)\)|(?:model|file|disk)[ _]?size|size[ _(]+(?:k|m|g)b"
    r"|infer(?:ence)?[ _]?(?:time|ms|speed))(?:[^a-z]|$)"
    r"|#\s?params|speed[- ]?up|tiempo|duración|tempo|durée|dauer|zeit\b|время|时间|耗时|参数量|時間|시간"
)
_NO_COST = regex(
    r"time[ _-]?(?:stamp|series|steps?|zone|index|frame|split|range|period|window)|^(?:hyper)?[ _-]?param(?:eter)?s?$|(?:best|model"
    r"|tuned|grid|search)[ _]param|timestamp|date|lead[ _]time|last|first|arrival|departure|pickup|created|max[ _]tokens"
)
_SCORE = regex(
    r"(?:^|[^a-z])(?:acc|accuracy|precision|recall|f1|auc|roc_?auc|rmsl?e|mae|mse|mape|r2|r²|map|miou|iou|dice|bleu|rouge|dsc|psnr"
    r"|loss|score"
    r"|ndcg|mrr|wer|cer|reward)(?:[^a-z]|$)"
)
_COMPARES = regex(
    r"\b(?:faster|slower|smaller|lighter|heavier|cheaper|more expensive|quicker|fewer parameters|more parameters|less memory|more memory"
    r"|half the (?:time|size|cost)|times (?:as )?(?:fast|slow|large|small|long)|takes longer|took longer"
    r"|más (?:rápid|lent|liger|pequeñ)|mais (?:rápid|lent|lev)|plus (?:rapide|lent|léger)|schneller|langsamer|più (?:veloce|lento|leggero)"
    r"|быстрее|медленнее)|更快|更慢"
)
# Of each of these expressions one word.
_QUICK = (
    "faster", "slower", "smaller", "lighter", "heavier", "cheaper", "more expensive", "quicker", "parameters", "memory", "half the",
    "times", "longer", "más", "mais", "plus", "schneller", "langsamer", "più", "быстрее", "медленнее", "更",
)  # fmt: skip
_OF_TRAINING = regex(
    r"\b(?:train|training|infer\w*|predict\w*|latency|model|parameters?|memory|gpu|cpu|time|seconds?|minutes?|ms|size|cost|compute)\b"
)
_KEEPERS = frozenset({"append", "DataFrame", "dict", "update", "print", "writerow", "log", "log_metrics", "log_dict", "info", "dump"})
_MANY = regex(r"\d\s?[kmb]\b|\d{1,3}(?:[.,]\d{3})+\b|\d{5,}", re.IGNORECASE)
# In code these are as often columns of the data.
_OF_MONEY = regex(r"cost|usd|token")
_OTHER_SCORE = regex(r"^(?!(?:test|val|valid|cv|train|mean|best|model|f1|r2|auc|eval)_?)\w*_score$")
# How large a model is, and no setting of it.
_SIZE = regex(
    r"flops|macs\b|(?:num|count|total|trainable|complexity)[/_. ](?:\w+[/_. ])?param|param(?:eter)?s?[/_. ](?:count|total)"
    r"|model[/_. ]size_?mb"
)
_LONGEST = 40
_ENOUGH = 2
_MOST = 1_000


def weighed(facts: Facts, *, compared: bool) -> Iterator[Found]:
    """Costs beside scores; doubtful in code where no two models are scored."""
    for document in _texts(facts):
        for table in document.text.tables:
            if pair := _pair(table):
                yield document.at(table.line, table.cell), f"a table gives {pair[0]} beside {pair[1]} for {table.rows} rows", "high"
    for code in facts.product:
        yield from _rows(code, compared=compared)
    for document in _texts(facts):
        yield from _said(document)


def _texts(facts: Facts) -> list[Document]:
    found = {each.path: each for each in (*pages(facts), *notebook_introductions(facts))}
    found |= {each.path: each for each in own(facts.documents) if each.kind in ("report", "docs", "model-card")}
    return list(found.values())


def _pair(table: Table) -> tuple[str, str] | None:
    """(the cost, the score) of a table with a column for each and two rows or more, numbers in both."""
    if table.rows < _ENOUGH:
        return None
    names = [name.strip().lower() for name in table.header]
    costs = [at for at, name in enumerate(names) if (_is_cost(name) and _numbers(table, at)) or ("param" in name and _counts(table, at))]
    scores = [
        at
        for at, name in enumerate(names)
        if at not in costs and (METRIC.search(f"{name} ") or _SCORE.search(name)) and _numbers(table, at)
    ]
    return (table.header[costs[0]].strip()[:40], table.header[scores[0]].strip()[:40]) if costs and scores else None


def _numbers(table: Table, column: int) -> bool:
    """Whether two cells or more of a column hold a number."""
    return sum(any(letter.isdigit() for letter in row[column]) for row in table.cells if column < len(row)) >= _ENOUGH


def _counts(table: Table, column: int) -> bool:
    """Whether a column of parameters tells how many there are: `124M`, `45 M`, `11,689,512`."""
    return sum(_MANY.search(row[column]) is not None for row in table.cells if column < len(row)) >= _ENOUGH


def _is_cost(name: str) -> bool:
    return _COST.search(name[:_MOST]) is not None and _NO_COST.search(name[:_MOST]) is None


def _rows(code: Code, *, compared: bool) -> Iterator[Found]:
    """Rows of results with a cost and a score among their keys, and runs to which both are logged in one function."""
    logged: defaultdict[int, dict[str, tuple[Call, str]]] = defaultdict(dict)
    for call in code.those(("track.metric", "track.param"), _KEEPERS):
        keys = [str(item).lower() for each in call.arguments for item in each.items if isinstance(item, str)]
        keys += [each.name.lower() for each in call.arguments if each.name and call.method == "dict"]
        if call.means("track.metric") and isinstance(call.constant("key", 0), str):
            keys.append(str(call.constant("key", 0)).lower())
        cost = next((key for key in keys if len(key) < _LONGEST and _is_cost(key.replace("_", " ")) and not _OF_MONEY.search(key)), "")
        score = next((key for key in keys if len(key) < _LONGEST and _SCORE.search(key) and not _OTHER_SCORE.search(key)), "")
        if cost and score:
            yield call.at, f"`{cost}` is kept beside `{score}`", "high" if compared else "low"
        elif cost and call.means("track.param") and _SIZE.search(cost):
            yield call.at, f"`{cost}` is written to the run that holds the scores, as far as was seen", "low"
        elif call.means("track.metric"):
            for side, key in (("cost", cost), ("score", score)):
                if key:
                    logged[call.scope].setdefault(side, (call, key))
    for sides in logged.values():
        if len(sides) == _ENOUGH:
            (call, cost), (_, score) = sides["cost"], sides["score"]
            yield call.at, f"`{cost}` is logged beside `{score}`", "high" if compared else "low"


def _said(document: Document) -> Iterator[Found]:
    """Sentences that weigh one model's cost against another's."""
    whole = "\n".join([paragraph.text for paragraph in document.text.paragraphs]).lower()
    quick = [word for word in _QUICK if word in whole]
    for paragraph, sentence in sentences(document.text) if quick else ():
        text = unlinked(sentence)[:_MOST]
        lower = text.lower()
        found = _COMPARES.search(lower) if any(word in lower for word in quick) else None
        if found is None or not _OF_TRAINING.search(lower):
            continue
        models = set(each_said("model-name", text))
        scored = names_metric(lower) or "accura" in lower or "perform" in lower or "score" in lower
        if len(models) >= _ENOUGH or (scored and (models or " than " in lower)):
            sure: Confidence = "high" if len(models) >= _ENOUGH and scored else "low"
            yield place(document, paragraph, sentence, found.group()), f'a sentence weighs what models cost ("{found.group()}")', sure
