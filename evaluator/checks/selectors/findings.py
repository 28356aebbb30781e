"""Sentences that state what was seen in the data: beside the cells that look at them, and in reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.figures import names_metric
from evaluator.checks.selectors.looked import plots, samples, summaries
from evaluator.checks.selectors.prose import notebook_introductions, pages, place, section_of, sentences, unlinked
from evaluator.checks.selectors.sources import last_part
from evaluator.checks.selectors.standing import own
from evaluator.checks.selectors.words import eastern, said
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from evaluator.model.documents import Paragraph, Text
    from evaluator.model.facts import Document, Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

WORDS = 15  # rubric.md, exploration
FEWEST = IN_CODE = 8
SHORT = 5  # with a share
NEAR = 2
LONGEST = 800
# Words by which somebody tells what was seen.
SEEN = regex(
    r"\b(?:we|i|you|one) (?:can |could |may )?(?:also |clearly |now |then |easily )?(?:see|saw|observed?|notice[ds]?|found"
    r"|find|conclude|infer|learn(?:ed)?)\b"
    r"|\b(?:shows?|showed|indicates?|suggests?|reveals?|implies|appears?|seems?|exhibits?|looks? like|turns out|turned out"
    r"|as (?:seen|shown|expected)"
    r"|it is (?:clear|evident|obvious|apparent|visible)|clearly|evident(?:ly)?|apparently|interesting(?:ly)?"
    r"|surprising(?:ly)?|insights?|findings?)\b"
    r"|\b(?:se (?:puede (?:ver|observar|apreciar)|observa|aprecia|ve que)|podemos (?:ver|observar)|vemos|observamos|muestra"
    r"|indica|parece|notamos"
    r"|percebe-se|nota-se|podemos (?:perceber|notar)|mostra|on (?:voit|observe|remarque|constate)|montre|semble|man sieht"
    r"|wir sehen|zeigt|erkennt man"
    r"|sieht man|si (?:vede|nota|osserva)|notiamo|vediamo|mostra che|sembra)\b"
    r"|видно|видим|заметно|можно заметить|показыва|оказал|可以看出|可以看到|可见|看出|发现|表明|显示"
    r"|わか|見られ|見える|示して|알 수 있|보인다|보입니다|나타"
)
STANDS = regex(r"\bthere (?:is|are|were|was)\b|\b(?:has|have|had|is|are|was|were|hay|há|il y a|es gibt)\b")
SHARE = regex(r"\d\s?%")
# What is said of the data.
TOLD = regex(
    r"\b(?:most(?: of)?|majority|minority|more than|less than|fewer|higher|lower|larger|smaller|highest|lowest|larg(?:e|est)"
    r"|strong(?:ly|er)?|weak(?:ly|er)?"
    r"|correlat\w*|skew\w*|imbalanc\w*|balanced|uneven\w*|outliers?|missing|gaussian|normal(?:ly)? distribut\w*|bimodal"
    r"|uniform\w*|peaks?|tail\w*"
    r"|increas\w*|decreas\w*|declin\w*|grow\w*|seasonal\w*|trends?|rang(?:es?|ed|ing) (?:from|between)|average|median|mean"
    r"|duplicat\w*|rare|dominat\w*"
    r"|concentrat\w*|spread|varian\w*|varies|differs?|difference\w*|similar|overlap\w*|cluster\w*|linear\w*|proportion\w*"
    r"|percent\w*|twice|half|affect\w*"
    r"|influenc\w*|relat(?:ed|ion\w*)|associat\w*|common(?:ly|est)?|frequent\w*|likely|unique|noisy|blurr\w*|mislabel\w*)\b|\d[\d.,]*"
    r"|mayor|menor|mayoría|correlaci|sesgad|atípic|desbalance|maior|maioria|correlaç|desbalanc|enviesad|plus|moins|corrél"
    r"|déséquilibr|majorité|mehr"
    r"|weniger|höher|niedriger|meisten|korrel|schief|maggior|minor|correlaz|sbilanci|больше|меньше|коррел|выброс|большинств"
    r"|распредел|大于|小于|相关|偏"
    r"|分布|不平衡|多|少|高|低|相関|分布|偏り|外れ|높|낮|많|적|상관|분포|불균형"
)
# What is planned, asked or taught, and what is told of a model.
# Words by which a notebook tells what was seen, whatever it was.
SAYS = regex(
    r"\b(?:we|i) (?:can )?(?:also |clearly |now )?(?:see|saw|noticed?|observed?) (?:here |now |above |below )?that\b"
    r"|\bas (?:we|you|i) can see\b"
)
SCORED = regex(r"perform|\b(?:better|worse|best|worst|scores?|results?|f1|recall|precision|error)\b")
ELSE = regex(
    r"\b(?:let'?s|let us|we will|we'll|i will|i'll|will be|going to|we (?:need|want|have) to|we should|should|would like"
    r"|in this (?:section|notebook|part|step"
    r"|project|tutorial|chapter)|next,? (?:we|i)|to see (?:if|whether|how)|to (?:understand|check|explore|visuali[sz]e"
    r"|find out)|can be used|is used (?:to|for)"
    r"|are used (?:to|for)|used when|helps? (?:us |you )?(?:to )?|you (?:should|will|need|must)|need to|we use|doesn.t let"
    r"|read into|depending|exercise|question|todo|wants|competition|calculat\w+|answer:|vamos a|nous allons|wir werden"
    r"|import|library|function|method|parameter|argument|epochs?|train(?:ing|ed)? (?:set|loss|accuracy|the)|test set"
    r"|validation|model(?:s|ing|ling)?|hyper\w+"
    r"|classifier|predict(?:s|ed|ions?)|accuracy|loss|f1|modelo|modèle|modell|модел)\b|模型|モデル|모델|\?\s*$"
)
EXPLORING = regex(
    r"explor|\beda\b|insight|finding|observ|data analys|analysis of (?:the )?data|visuali[sz]|distribution|correlation"
    r"|análisis|análise|analyse|анализ|分析|탐색"
)
NAMED = regex(r"(?:^|[\W_])eda(?:[\W_]|$)|explorat|data[-_ ]analys")
PLOTTED = regex(
    r"\b(?:plots?|charts?|histograms?|figures?|heatmaps?|gráfic\w+|visuali[sz]aci\w+|graphique\w*|diagramm\w*|grafic\w+)\b|图|グラフ|그래프|график"
)
MOST_DOCS = 20
NOT_THERE = frozenset(
    {"install", "licence", "contents", "requirements", "credits", "future", "usage", "results", "evaluation", "deployment"}
)


def findings(facts: Facts) -> Iterator[Found]:
    """Sentences in notebooks near cells that look at the data, then in reports under headings on the data."""
    looks = _looks(facts)
    outputs = {(each.path, cell.number) for each in facts.notebooks for cell in each.source.cells if cell.outputs}
    for document in notebook_introductions(facts):
        for paragraph, sentence in sentences(document.text):
            near = _near(looks.get(document.path, frozenset()), paragraph.cell) if paragraph.words >= WORDS else []
            if paragraph.words >= WORDS and _says(sentence):
                yield place(document, paragraph, sentence), "a sentence of a notebook says what was seen, in the data or elsewhere", "low"
            if near and (sure := _finding(unlinked(sentence))) is not None:
                shown = any((document.path, cell) in outputs for cell in near)
                where = "beside a cell that looks at the data" if shown else "beside a cell that looks at the data and kept no output"
                yield place(document, paragraph, sentence), f"a sentence {where} ({_words_of(sentence)})", sure if shown else "low"
    for document in _reports(facts):
        whole = NAMED.search(last_part(document.path).lower()) is not None
        for paragraph, sentence in sentences(document.text):
            if (
                (how := _place_in_report(document.text, paragraph, whole=whole))
                and (sure := _finding(unlinked(sentence)))
                and (how[1] or SEEN.search(sentence.lower()))
            ):
                yield place(document, paragraph, sentence), f"a sentence {how[0]} ({_words_of(sentence)})", sure if how[1] else "low"
    yield from (*_in_code(facts, looks), *_of_plots(facts))


def _of_plots(facts: Facts) -> Iterator[Found]:
    """Sentences of other documents that tell what a plot of the data shows."""
    others = [document for document in own(facts.documents) if document.kind == "docs"][:MOST_DOCS]
    for document in others:
        for paragraph, sentence in sentences(document.text):
            low = sentence.lower()
            if PLOTTED.search(low) and SEEN.search(low) and _finding(unlinked(sentence)) is not None:
                yield place(document, paragraph, sentence), f"a sentence on a plot ({_words_of(sentence)})", "low"


def _in_code(facts: Facts, looks: Mapping[str, frozenset[int]]) -> Iterator[Found]:
    """Comments in cells that look at the data; a report would be read by more people."""
    for code in facts.product:
        cells = looks.get(code.path, frozenset())
        for comment in code.source.comments if cells else ():
            at = code.at(comment.line)
            text = comment.text.lower()
            if at.cell in cells and len(text.split()) >= IN_CODE and SEEN.search(text) and TOLD.search(text) and not ELSE.search(text):
                yield at, "a comment in a cell that looks at the data tells what was seen", "low"


def _looks(facts: Facts) -> Mapping[str, frozenset[int]]:
    """For each notebook the cells that look at the data."""
    found: dict[str, set[int]] = {}
    for at, _, _ in (*summaries(facts), *plots(facts), *samples(facts)):
        if at.cell is not None:
            found.setdefault(at.path, set()).add(at.cell)
    return {path: frozenset(cells) for path, cells in found.items()}


def _near(cells: frozenset[int], cell: int | None) -> list[int]:
    return [] if cell is None else [each for each in cells if -NEAR <= each - cell <= NEAR]


def _reports(facts: Facts) -> Iterator[Document]:
    found = {document.path: document for document in pages(facts)}
    found |= {document.path: document for document in own(facts.documents) if document.kind in ("report", "data-card", "readme")}
    found |= {document.path: document for document in own(facts.documents) if NAMED.search(last_part(document.path).lower())}
    yield from (document for document in found.values() if document.kind != "notebook")


def _place_in_report(text: Text, paragraph: Paragraph, *, whole: bool) -> tuple[str, bool] | None:
    """Where in a report a sentence on the data stands, and whether that is surely about what was seen in them."""
    section = section_of(text, paragraph)
    if section is None or paragraph.words < WORDS or set(section.topics) & NOT_THERE:
        return None
    if whole:
        return "in a report on what was seen in the data", True
    if "exploration" in section.topics or EXPLORING.search(section.heading.lower()):
        return "under a heading on what was seen in the data", True
    if "data" in section.topics:
        return ("beside a figure in a section on the data", True) if section.figures else ("in a section on the data", False)
    return None


def _says(sentence: str) -> bool:
    """Whether a sentence says that something was seen, and speaks of no model, no score and no plan."""
    if not (" see" in sentence or " saw" in sentence or " notice" in sentence or " observe" in sentence):
        return False
    low = sentence[:LONGEST].lower()
    return SAYS.search(low) is not None and not (ELSE.search(low) or SCORED.search(low))


def _finding(text: str) -> Confidence | None:
    """Whether a sentence states something that was seen in data."""
    low = text[:LONGEST].lower()
    length = len(low.split()) + eastern(low) // 2
    if length < SHORT or ELSE.search(low):
        return None
    told = {each.group() for each in TOLD.finditer(low)}
    if length < FEWEST:
        brief = SHARE.search(low) and STANDS.search(low) and any(not each[0].isdigit() for each in told)
        return "low" if brief and not (names_metric(low) or said("model-name", low)) else None
    if not told or names_metric(low) or said("model-name", low):
        return None
    if SEEN.search(low):
        return "high"
    words = [each for each in told if not each[0].isdigit()]
    if STANDS.search(low) and (len(words) > 1 or (words and len(told) > 1) or SHARE.search(low)):
        return "high"
    return "low" if len(words) > 1 else None


def _words_of(sentence: str) -> str:
    """The words by which a sentence was told: how it was seen, and the longest of what is said."""
    low = sentence[:LONGEST].lower()
    seen, told = (
        SEEN.search(low),
        max((each.group() for each in TOLD.finditer(low)), key=lambda each: (not each[0].isdigit(), len(each)), default=""),
    )
    return ", ".join(f'"{each.strip()}"' for each in (seen.group() if seen else "", told) if each)
