"""What a text says that training or a prediction costs: time, rate, memory, size, money, with the number and what it ran on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.prose import place, sentences, unlinked
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.documents import Paragraph, Table
    from evaluator.model.facts import Document
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

MAX_LINE = 1_000
MOST_ROWS = 30
_N = r"(?<![\w.,$-])\d[\d.,]{0,12}"
_TIME = (
    r"(?:ms|msec|milliseconds?|milisegundos?|millisekunden|millisecondes?|µs|μs|us|s|secs?|seconds?|segundos?|sekunden|secondes?|secondi"
    r"|mins?|minutes?|minutos?|minuten|minuti|h|hrs?|hours?|horas?|stunden|heures?|ore|days?|сек\w{0,4}|мс|мин\w{0,4}|час\w{0,3})\b"
    r"|毫秒|秒|分钟|分鐘|小时|小時|時間|초|분|시간"
)
_RATE = (
    r"(?:fps|qps|rps|it/s|(?:img|images?|samples?|tokens?|tok|req|requests?|queries|frames?|predictions?|sentences?|words?)"
    r"\s?(?:/\s?s(?:ec(?:ond)?)?|per second))\b"
)
_ROOM = r"[kmg]i?b\b"
_PARAMETERS = (
    r"(?:k|m|b|million|billion|thousand|mil|millones|milhões|mio)?\.?\s?(?:(?:trainable|total|learnable) )?"
    r"(?:param(?:eter|ètre|etri|eters)?s?\b|parámetros|parâmetros|параметр\w{0,3}|参数|參數|パラメータ|파라미터)|[gmt]?(?:flops|macs)\b"
)
_TIMED = regex(rf"{_N}\s?(?:{_TIME})", re.IGNORECASE)
_RATED = regex(rf"{_N}\s?[km]?\s?{_RATE}|\b(?:fps|throughput)\s?(?:of|is|was|[:=~≈])?\s?~?{_N}", re.IGNORECASE)
_SIZED = regex(rf"{_N}\s?{_ROOM}", re.IGNORECASE)
_COUNTED = regex(rf"{_N}\s?(?:{_PARAMETERS})", re.IGNORECASE)
_PRICED = regex(
    r"[$€£]\s?\d[\d.,]{0,10}.{0,40}?\b(?:per|a|each|for every)\b.{0,20}?\b(?:request|prediction|query|question|1k|1000|1,000|million|token|hour|month|day|run)"
    r"|[$€£]\s?\d[\d.,]{0,10}\s?/\s?(?:request|prediction|query|1k|1m|token|hour|h|month|mo|day)\b"
    r"|\b(?:training|inference|api|total|hosting)\b.{0,30}\bcosts?\b.{0,30}[$€£]\s?\d",
    re.IGNORECASE,
)
# What the time is of: a training or a prediction, and not a horizon, a clip or a pause.
_LASTS = regex(
    r"\blatenc|\binference (?:time|speed|takes|took|runs|on|per|is|of|in|:)|\bresponse times?\b|\b(?:prediction|run|processing|computation|execution|serving|generation) ?times?\b"
    r"|\btraining (?:time|took|takes|lasts?|duration|per|speed|on|in|for|the model (?:took|takes))|\b(?:trained|trains|train|fine-?tun\w+|converge[sd]?|finetun\w+)\b.{0,60}?\b(?:took|takes?|take|in|for|within|under|about|~)\b"
    r"|\b(?:takes|took|take|taking|lasts?|requires?|needs?)\b.{0,60}?\b(?:to (?:train|predict|fit|run|process|infer|score|embed|index)|per|each|for (?:training|inference|each))\b"
    r"|\b(?:per|/|each|every) ?(?:epoch|image|sample|request|prediction|query|step|iteration|batch|frame|row|sentence|question|fold)\b"
    r"|\bp(?:50|90|95|99)\b|\b(?:model|training|inference|it|epoch|run|fit|search|script|notebook)\b.{0,30}\b(?:takes|took)\b"
    r"|latencia|latência|latenza|\blatenz|задержк|延迟|延遲|レイテンシ|지연|推理(?:时间|速度)|推論(?:時間|速度)|추론|训练时间|訓練時間|学習時間|학습 ?시간"
    r"|tiempo de (?:entrenamiento|inferencia|respuesta|ejecución)|tempo de (?:treino|treinamento|inferência|resposta|execução)"
    r"|temps (?:d.entra[iî]nement|d.inférence|de réponse|d.exécution)|trainingszeit|trainingsdauer|inferenzzeit|antwortzeit|laufzeit"
    r"|tempo di (?:addestramento|inferenza|risposta)|время (?:обучения|отклика|предсказания|ответа|инференса)",
    re.IGNORECASE,
)
_WEIGHS = regex(
    r"\b(?:model|checkpoint|weights|network|artifact|image)\b.{0,30}\b(?:size|weighs|footprint|is|takes|of|only|reduc\w+|from|shrink\w*|down|:)"
    r"|\bmodel size\b|\b(?:peak|gpu|video|cpu)?[ -]?(?:memory|vram|ram)\b.{0,20}\b(?:usage|used|use|uses|footprint|consum\w+|peak\w*|of|requires?|needs?|:)"
    r"|\b(?:uses|used|using|consum\w+|requires?|peaks?)\b.{0,30}\b(?:of )?(?:gpu |cpu |video )?(?:memory|vram|ram)\b"
    r"|tamaño del modelo|tamanho do modelo|taille du modèle|modellgröße|dimensione del modello|размер модели|模型大小|显存|モデルサイズ|모델 크기",
    re.IGNORECASE,
)
# Not what it cost: pauses, limits, horizons, lengths of recordings, sizes of data.
_NOT_COST = regex(
    r"time-?out|\bretr(?:y|ies)\b|\bsleep|\binterval|\bcool-?down|\bttl\b|\bwindow|\bhorizon\b|\bahead\b|\bnext \d|\blast \d|\bpast \d|\bprevious \d|\bclips?\b"
    r"|\brecordings?\b|\bschedul|\bcron\b|\bevery \d|\bsampl(?:ed|ing) (?:at|rate)|\bavailable for\b|\bwait\b|\bwithin \d+ (?:days|hours)\b|\bold\b|\bago\b"
    r"|\bexpires?\b|\bretention\b|\bscrape|\brefresh|\bpoll|\buptime\b|\bwarranty|\bread(?:ing)? time|\bspeaking|\bduration of the|\btrips?\b|\bcache[ds]? for\b",
    re.IGNORECASE,
)
_OF_DATA = regex(r"\bdata ?-?sets?\b|\bdownload|\bcorpus\b|\bzip\b|\barchive\b|\bcsv\b|\bfiles? of\b|\bdisk\b|\bstorage\b|\bupload|\brepo", re.IGNORECASE)
_NEEDED = regex(
    r"\b(?:at least|minimum|recommended?|required|requirements?|prerequisites?|should|must|targets?|goal|sla|slo|aim|expected|expect|would|could|might|alert\w*|threshold|budget|up to|limit\w*"
    r"|if|when(?:ever)?)\b|[<>≤≥]\s?\d",
    re.IGNORECASE,
)
_MACHINE = regex(
    r"\b(?:[cgt]pus?|nvidia|cuda|tesla|v100|a100|h100|t4|p100|k80|l4|a10g?|rtx|gtx|titan|quadro|geforce|\d{4} ?ti|m[1-4](?: (?:pro|max|ultra))?|macbook|xeon|core i\d|i[3579]-\d|i[3579]\b|ryzen|epyc|raspberry|jetson|colab|kaggle kernel"
    r"|laptop|notebook pc|desktop|vcpus?|\d+[- ]cores?|threads?|t[23]\.\w+|[cmgrp]\d\w?\.\w*large|n[12]-\w+|e2-\w+|lambda|cloud run|ec2|apple silicon|snapdragon|iphone|pixel \d|arm64|mps)\b",
    re.IGNORECASE,
)
_HEAD = regex(
    r"\blatenc|\b(?:inference|training|train|fit|prediction|response|run|execution|processing|epoch|wall|elapsed)[ _-]?(?:time|speed|duration)|\bfps\b|\bthroughput\b|\bspeed\b"
    r"|\b(?:#|no\.?|num\w*|number of|trainable|total)?\s?param(?:eter)?s?\b|\b[gmt]?flops\b|\bmacs\b|\bmodel size\b|\bsize \(?[kmg]i?b\)?|\b(?:gpu|peak|cpu|max)?[ _]?(?:memory|vram|ram)\b"
    r"|\btime \(?(?:ms|s|sec|seconds|min|minutes|h|hours)\)?|\b(?:ms|s|sec|seconds)[ /]+(?:img|image|iter|epoch|sample|step)|\bp(?:50|90|95|99)\b|\bcost(?:s)?\b|\bprice per|\brps\b|\bqps\b|\breq(?:uests)?/s"
    r"|tiempo de|tempo de (?:trein|infer|resp|exec)|temps d|trainingszeit|время|推理|训练时间|参数量|學習時間|学習時間|推論|パラメータ数|速度|학습 시간|추론",
    re.IGNORECASE,
)
_NO_HEAD = regex(r"description|default|type|required|stamp|zone|series|hyper|feature|column|unit price|example", re.IGNORECASE)
_VALUE = regex(
    r"\W{0,4}\d[\d.,]{0,12}\s?(?:±\s?\d[\d.,]{0,8}\s?)?(?:[kmbgt]|ms|µs|s|secs?|seconds?|mins?|minutes?|h|hrs?|hours?|[kmgt]i?b|fps|m?\s?params?|million|billion|it/s|x|/s|req/s|[$€£])?\b.{0,20}",
    re.IGNORECASE,
)
_CLOCKED = regex(r"latenc|time|speed|fps|throughput|duration|p\d\d|ms\b|rps|qps|req|tiempo|tempo|temps|zeit|время|速度|推理|推論|时间|時間", re.IGNORECASE)
_PRICE_HEAD = regex(r"\bcosts?\b|\bprice", re.IGNORECASE)


def spent(document: Document) -> Iterator[Found]:
    """Sentences and tables of a document that give a cost; times without a word of the machine are doubtful."""
    text = document.text
    machines = {number for number, section in enumerate(text.sections) if _MACHINE.search(f"{section.heading} {section.text[:MAX_LINE * 4]}")}
    for table in text.tables:
        yield from _of_table(document, table, table.section in machines)
    for paragraph, sentence in sentences(text):
        if any(letter.isdigit() for letter in sentence):
            yield from _told(document, paragraph, sentence[:MAX_LINE], paragraph.section in machines)


def _told(document: Document, paragraph: Paragraph, sentence: str, machine: bool) -> Iterator[Found]:
    """One sentence: a number with its unit, and what of the model it is."""
    bare = unlinked(sentence)
    found, timed = _cost_in(bare)
    if found is None or _NOT_COST.search(bare):
        return
    asked = _NEEDED.search(bare)
    on = _MACHINE.search(bare) is not None or _MACHINE.search(paragraph.text) is not None or machine
    firm = asked is None and (on or not timed)
    why = "" if firm else f'; "{asked.group().strip()}" may make it a wish' if asked else "; on what machine is not said near it"
    yield place(document, paragraph, sentence, found), f'a cost is told: "{found.strip()}"{why}', "high" if firm else "low"


def _cost_in(sentence: str) -> tuple[str | None, bool]:
    """The number with its unit, and whether it was taken by a clock."""
    if (found := _PRICED.search(sentence)) is not None:
        return found.group()[:60], False
    if (found := _RATED.search(sentence)) is not None:
        return found.group(), True
    if (found := _TIMED.search(sentence)) is not None and _LASTS.search(sentence):
        return found.group(), True
    if _OF_DATA.search(sentence) is None:
        if (found := _SIZED.search(sentence)) is not None and _WEIGHS.search(sentence):
            return found.group(), False
        if (found := _COUNTED.search(sentence)) is not None:
            return found.group(), False
    return None, False


def _of_table(document: Document, table: Table, machine: bool) -> Iterator[Found]:
    """A column or a row named for a cost, with numbers."""
    rows = table.cells[:MOST_ROWS]
    words = " ".join((*table.header, *(cell for row in rows for cell in row)))[: MAX_LINE * 4]
    on = machine or _MACHINE.search(words) is not None
    for column, name in enumerate(table.header):
        values = [row[column] for row in rows if column < len(row) and row[column].strip()]
        if _is_cost(name) and values and sum(_VALUE.fullmatch(each.strip()) is not None for each in values) * 2 > len(values):
            yield _row(document, table.line, name, values[0], on)
            return
    for number, row in enumerate(rows):
        value = next((each for each in row[1:] if _VALUE.fullmatch(each.strip())), "")
        if value and _is_cost(row[0]) and not _NO_HEAD.search(" ".join(table.header)):
            yield _row(document, table.line + 2 + number, row[0], value, on, table.cell)
            return


def _is_cost(name: str) -> bool:
    return len(name) <= 60 and _HEAD.search(name) is not None and _NO_HEAD.search(name) is None


def _row(document: Document, line: int, name: str, value: str, on: bool, cell: int | None = None) -> Found:
    firm = on or _CLOCKED.search(name) is None
    doubt = "" if firm else "; on what machine is not said near it"
    firm = firm and (_PRICE_HEAD.search(name) is None)
    return document.at(line, cell), f'a table gives "{name.strip()[:40]}": {value.strip()[:30]}{doubt}', "high" if firm else "low"


