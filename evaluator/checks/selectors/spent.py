"""What a text says that training or a prediction costs: time, rate, memory, size, money, with the number and what it ran on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.prose import is_example, place, sentences, unlinked
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.documents import Paragraph, Table, Text
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
    r"(?:param(?:eter|ètre|etri|eters)?s?\b|parámetros|parâmetros|параметр\w{0,3}|参数|參數|パラメータ|파라미터)|[gm]?(?:flops|macs)\b"
)
_TIMED = regex(rf"{_N}\s?(?:{_TIME})")
_RATED = regex(rf"{_N}\s?[km]?\s?{_RATE}|\b(?:fps|throughput)\s?(?:of|is|was|[:=~≈])?\s?~?{_N}")
_SIZED = regex(rf"{_N}\s?{_ROOM}(?!\s(?:gpus?|cards?|machine|instance|node))")
_COUNTED = regex(rf"{_N}\s?(?:{_PARAMETERS})")
_PRICED = regex(
    r"[$€£]\s?\d[\d.,]{0,10}.{0,40}?\b(?:per|a|each|for every)\b.{0,20}?\b(?:request|prediction|query|question|1k|1000|1,000"
    r"|million|token|hour|month|day|run)"
    r"|[$€£]\s?\d[\d.,]{0,10}\s?/\s?(?:request|prediction|query|1k|1m|token|hour|h|month|mo|day)\b"
    r"|\b(?:training|inference|api|total|hosting)\b.{0,30}\bcosts?\b.{0,30}[$€£]\s?\d",
)
# What a bill for machines came to.
_MONEY = regex(
    r"[$€£]\s?\d[\d.,]{0,10}|\b\d[\d.,]{0,10}\s?(?:usd|eur|gbp|dkk|sek|nok|chf|inr|brl|cad|aud|[$€£]|dollars?\b|euros?\b|kr\b|kroner\b|cents?\b|credits?\b)"
)
_BILLED = regex(
    r"\b(?:spen[dt]|spending|used|using|cost|costs|costing|billed?|charged|paid|consum\w+|largest|expensive|came to|amounted)\b"
)
_BILLS = regex(r"\b(?:compute engine|cloud|gcp|aws|azure|ec2|vertex|sagemaker|gpus?|vms?|openai|anthropic|credits)\b")
# What the time is of: a training or a prediction, and not a horizon, a clip or a pause.
_LASTS = regex(
    r"\b(?:latenc|inference (?:time|speed|takes|took|runs|on|per|is|of|in|:)|response times?\b|(?:prediction|run"
    r"|processing|computation|execution|serving|generation) ?times?\b|training (?:time|took|takes|lasts?|duration"
    r"|per|speed|on|in|for|the model (?:took|takes))|(?:trained|trains|train|fine-?tun\w+|converge[sd]?"
    r"|finetun\w+)\b.{0,60}?\b(?:took|takes?|take|in|for|within|under|about|~)\b|(?:takes|took|take|taking|lasts?"
    r"|requires?|needs?)\b.{0,60}?\b(?:to (?:train|predict|fit|run|process|infer|score|embed|index)|per|each"
    r"|for (?:training|inference|each))\b|(?:per|/|each|every) ?(?:epoch|image|sample|request|prediction|query|step"
    r"|iteration|batch|frame|row|sentence|question|fold)\b|takes? (?:about|around|roughly|approximately|nearly|~)"
    r"|runs? for \d.{0,80}\b(?:within|in)\b|p(?:50|90|95|99)\b|(?:model|training|inference|prediction|request|query"
    r"|forward pass|answer|it|epoch|run|fit|search|script|notebook)\b.{0,30}\b(?:takes|took)\b|latenz)|latencia"
    r"|latência|latenza|задержк|延迟|延遲|レイテンシ|지연|推理(?:时间|速度)|推論(?:時間|速度)|추론|训练时间|訓練時間|学習時間|학습 ?시간"
    r"|tiempo de (?:entrenamiento|inferencia|respuesta|ejecución)|tempo de (?:treino|treinamento|inferência|resposta"
    r"|execução)|temps (?:d.entra[iî]nement|d.inférence|de réponse|d.exécution)|trainingszeit|trainingsdauer"
    r"|inferenzzeit|antwortzeit|laufzeit|tempo di (?:addestramento|inferenza|risposta)|время (?:обучения|отклика"
    r"|предсказания|ответа|инференса)",
)
_WEIGHS = regex(
    r"\b(?:model|checkpoint|weights|network|artifact)\b.{0,30}\b(?:size|weighs|footprint|is|takes|of|only|reduc\w+|from|shrink\w*|down|:)"
    r"|\bmodel size\b|\b(?:peak|gpu|video|cpu)?[ -]?(?:memory|vram|ram)\b.{0,20}\b(?:usage|used|uses|footprint|consum\w+|peak\w*)\b"
    r"|\b(?:uses|used|using|consum\w+|requires?|peaks?)\b.{0,30}\b(?:of )?(?:gpu |cpu |video )?(?:memory|vram|ram)\b"
    r"|tamaño del modelo|tamanho do modelo|taille du modèle|modellgröße|dimensione del modello|размер модели|模型大小|显存"
    r"|モデルサイズ|모델 크기",
)
# Not what it cost: pauses, limits, horizons, lengths of recordings, sizes of data.
_NOT_COST = regex(
    r"\b(?:retr(?:y|ies)\b|sleep|interval|cool-?down|ttl\b|window|horizon\b|ahead\b|next \d|last \d|past \d"
    r"|previous \d|clips?\b|recordings?\b|schedul|cron\b|every \d|sampl(?:ed|ing) (?:at|rate|freq)|\d+ ?k?hz\b"
    r"|available for\b|wait\b|\bold\b|ago\b|expires?\b|retention\b|scrape|refresh|poll|uptime\b|warranty"
    r"|read(?:ing)? time|speaking|duration of the|trips?\b|cache[ds]? for\b)|time-?out",
)
_OF_DATA = regex(r"\bdata ?-?sets?\b|\bdownload|\bcorpus\b|\bzip\b|\barchive\b|\bcsv\b|\bfiles? of\b|\bdisk\b|\bstorage\b|\bupload|\brepo")
_NEEDED = regex(
    r"\b(?:at least|minimum|recommended?|required|requirements?|prerequisites?|should|must|targets?|goal|sla|slo|aim"
    r"|expected|expect|would|could|might|alert\w*|threshold|budget|want|up to|limit\w*)\b|[<>≤≥]\s?\d",
)
_MACHINE = regex(
    r"\b(?:[cgt]pus?|nvidia|cuda|tesla|v100|a100|h100|t4|p100|k80|l4|a10g?|rtx|gtx|titan|quadro|geforce|\d{4} ?ti"
    r"|m[1-4](?: (?:pro|max|ultra))?|macbook|xeon|core i\d|i[3579]-\d|i[3579]\b|ryzen|epyc|raspberry|jetson|colab"
    r"|kaggle kernel"
    r"|laptop|notebook pc|desktop|vcpus?|\d+[- ]cores?|threads?|t[23]\.\w+|[cmgrp]\d\w?\.\w*large|n[12]-\w+|e2-\w+|lambda"
    r"|cloud run|ec2|apple silicon|snapdragon|iphone|pixel \d|arm64|mps)\b",
)
_HEAD = regex(
    r"\b(?:latenc|(?:inference|training|train|fit|prediction|response|run|execution|processing|epoch|wall"
    r"|elapsed)[ _-]?(?:time|speed|duration)|fps\b|throughput\b|speed\b|param(?:eter)?s\b|param #|[gm]?flops\b"
    r"|macs\b|model size\b|size \(?[kmg]i?b\)?|(?:gpu|peak|cpu|max)?[ _]?(?:memory|vram|ram)\b|time \(?(?:ms|s|sec"
    r"|seconds|min|minutes|h|hours)\)?|(?:ms|s|sec|seconds)[ /]+(?:img|image|iter|epoch|sample|step)|p(?:50|90|95"
    r"|99)\b|cost(?:s)?\b|price per|rps\b|qps\b|req(?:uests)?/s)|(?:#|\bno\.?|\bnum\w*|\bnumber of|\btrainable"
    r"|\btotal)\s?param(?:eter)?s?\b|tiempo de|tempo de (?:trein|infer|resp|exec)|temps d|trainingszeit|время|推理"
    r"|训练时间|参数量|學習時間|学習時間|推論|パラメータ数|速度|학습 시간|추론",
)
_NO_HEAD = regex(
    r"data ?-?set|data size|volume|description|default|type|required|stamp|zone|series|hyper|feature|column|unit price|example"
)
_VALUE = regex(
    r"\W{0,4}\d[\d.,]{0,12}\s?(?:±\s?\d[\d.,]{0,8}\s?)?(?:[kmbgt]|ms|µs|s|secs?|seconds?|mins?|minutes?|h|hrs?|hours?"
    r"|[kmgt]i?b|fps|m?\s?params?|million|billion|it/s|x|/s|req/s|[$€£])?\b.{0,20}",
)
_LARGE = regex(r"\d{4}|\d[.,]\d{3}|\d\s?(?:k|m|b|mil|mio|thou|bil)|flops|macs")
_OURS = regex(
    r"\b(?:our|my|this|final|the) (?:[\w-]+ ){0,2}(?:model|network|architecture|cnn|net|classifier)\b|\btrainable\b"
    r"|\btotal (?:of )?(?:\w+ )?param|\bfine-?tun"
)
_EACH = regex(r"prediction|query|question|run\b")
_OF_TESTS = regex(r"\bramp|\btest (?:suite|run)s?\b|\bpytest\b|\bunit tests?\b|\btotal runtime of\b|\bci\b")
_DOUBTS = {"price": "; that it is this project's bill was not seen", "count": "; of which model was not told"}
_CLOCKED = regex(
    r"latenc|time|speed|fps|throughput|duration|\bp\d\d|\bms\b|rps|qps|req|tiempo|tempo|temps|zeit|время|速度|推理|推論|时间"
    r"|時間"
)
_PRICE_HEAD = regex(r"\bcosts?\b|\bprice")


# Before the dearer questions: a text without one of these tells no cost.
_HINT = regex(
    r"\d\s?(?:ms|msec|milli|µs|μs|us\b|s\b|sec|seg|sek|min|h\b|hr|hour|hora|stund|heur|ore\b|day|сек|мс|мин|час|毫秒|秒|分"
    r"|小时|小時|時間|초|시간|[kmg]i?b\b|fps|qps|rps|it/|im|sampl|tok"
    r"|req|quer|fram|pred|sent|word|[kmb]\b|mil|bil|thou|mio|param|total|train|learn|пар|参|參|パ|파|flops|gflops|mflops"
    r"|macs|gmacs|usd|eur|gbp|dkk|sek|nok|chf|inr|brl|cad|aud|doll|kr|cent|cred|[$€£])|[$€£]\s?\d|\bfps|throughput"
)


_DIGIT = regex(r"\d")


def spent(document: Document) -> Iterator[Found]:
    """Sentences and tables of a document that give a cost; times without a word of the machine are doubtful."""
    text = document.text
    machines = _Machines(text)
    for table in text.tables:
        yield from _of_table(document, table, machines)
    for paragraph, sentence in sentences(text):
        low = unlinked(sentence[:MAX_LINE]).lower()
        if (_DIGIT.search(low) or "fps" in low or "throughput" in low) and _HINT.search(low) and not is_example(paragraph):
            yield from _told(document, paragraph, sentence, low, machines)


class _Machines:
    """Which sections of a text speak of a machine; asked once a section, and only of those with a cost."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self._known: dict[int, bool] = {}

    def __contains__(self, number: int) -> bool:
        if not 0 <= number < len(self._text.sections):
            return False
        if number not in self._known:
            section = self._text.sections[number]
            self._known[number] = _MACHINE.search(f"{section.heading} {section.text[: MAX_LINE * 4]}".lower()) is not None
        return self._known[number]


def _told(document: Document, paragraph: Paragraph, sentence: str, low: str, machines: _Machines) -> Iterator[Found]:
    """One sentence: a number with its unit, and what of the model it is."""
    found, kind = _cost_in(low)
    if not found or _NOT_COST.search(low) or (kind == "time" and _OF_TESTS.search(low)):
        return
    asked = _NEEDED.search(low)
    on = paragraph.section in machines or _MACHINE.search(paragraph.text.lower()) is not None
    firm = asked is None and (on or kind == "size")
    why = _DOUBTS.get(kind, "") if kind in _DOUBTS else "" if firm else "; on what machine is not said near it"
    why = f'; "{asked.group().strip()}" may make it a wish' if asked else why
    at = place(document, paragraph, sentence, found)
    begin = low.find(found)
    yield at, f'a cost is told: "{sentence[begin : begin + len(found)].strip()}"{why}', "high" if firm and kind not in _DOUBTS else "low"


def _cost_in(low: str) -> tuple[str, str]:
    """The number with its unit, and what it is: time, size, price; or a count of weights, of whose model is not known."""
    if (found := _PRICED.search(low)) is not None:
        return found.group()[:60], "size" if _EACH.search(found.group()) else "price"
    rated = _RATED.search(low)
    if (found := rated or _TIMED.search(low)) is not None and (rated or _LASTS.search(low)):
        return found.group(), "rate" if rated else "time"
    if (bill := _bill(low)) or _OF_DATA.search(low) is not None:
        return bill, "price" if bill else ""
    if (found := _SIZED.search(low)) is not None and _WEIGHS.search(low):
        return found.group(), "size"
    if (found := _COUNTED.search(low)) is not None and _LARGE.search(found.group()):
        return found.group(), "size" if _OURS.search(low) else "count"
    return "", ""


def _bill(low: str) -> str:
    """What machines that are paid for came to, "" for nothing."""
    found = _MONEY.search(low)
    return found.group() if found is not None and _BILLED.search(low) and _BILLS.search(low) else ""


def _of_table(document: Document, table: Table, machines: _Machines) -> Iterator[Found]:
    """A column or a row named for a cost, with numbers."""
    rows = table.cells[:MOST_ROWS]
    for column, name in enumerate(table.header):
        values = [row[column] for row in rows if column < len(row) and row[column].strip()] if _is_cost(name) else []
        if values and sum(_is_number(each) for each in values) * 2 > len(values):
            yield _row(document, table.line, name, values[0], table.section in machines or _names_machine(table))
            return
    for number, row in enumerate(rows):
        value = next((each for each in row[1:] if _is_number(each)), "") if _is_cost(row[0]) else ""
        if value and not _NO_HEAD.search(" ".join(table.header).lower()):
            yield _row(document, table.line + 2 + number, row[0], value, table.section in machines or _names_machine(table), table.cell)
            return


def _names_machine(table: Table) -> bool:
    """Whether a table speaks of a machine."""
    words = " ".join((*table.header, *(cell for row in table.cells[:MOST_ROWS] for cell in row)))[: MAX_LINE * 4]
    return _MACHINE.search(words.lower()) is not None


def _is_number(value: str) -> bool:
    return "%" not in value and _VALUE.fullmatch(value.strip().lower()) is not None


def _is_cost(name: str) -> bool:
    return len(name) <= 60 and _HEAD.search(name.lower()) is not None and _NO_HEAD.search(name.lower()) is None


def _row(document: Document, line: int, name: str, value: str, on: bool, cell: int | None = None) -> Found:
    firm = on or _CLOCKED.search(name.lower()) is None
    doubt = "" if firm else "; on what machine is not said near it"
    firm = firm and (_PRICE_HEAD.search(name.lower()) is None)
    return document.at(line, cell), f'a table gives "{name.strip()[:40]}": {value.strip()[:30]}{doubt}', "high" if firm else "low"
