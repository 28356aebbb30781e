"""What a text says happens with more load or more data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.prose import OWN_WORDS, held, is_example, sentences_of, unlinked
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.documents import Paragraph
    from evaluator.model.facts import Document

    Told = tuple[int, Paragraph, str]

LONGEST = 1_000
NEAR = 80
# Letters of which one stands in every text that the next expression finds: it is asked of few.
_SIGNS = (
    "scal", "concurren", "bottle", "shard", "core", "memory", "gpu", "node", "distribut", "parallel", "pressure", "balanc", "requests per",
    "high ", "more ", "millions", "larger ", "throughput", *(f"{digit}x" for digit in range(10)), "lastverteil", "engpass", "botella",
    "gargalo", "collo di", "échelle", "répartiteur", "масштаб", "балансир", "узк",
    "扩展", "负载", "瓶颈", "高并发", "スケ", "負荷", "ボトル", "확장", "부하", "병목",
)  # fmt: skip
_HINT = regex(
    r"scal|concurren|bottle|shard|out.of.core|fits? (?:in|into)?.{0,12}memory|larger.than.memory|multi.?(?:gpu|node)|distribut"
    r"|data.?parallel|pressure|balanc|requests per|high (?:load|traffic|vol)|more (?:users|traffic|req|load)"
    r"|millions|larger (?:data|vol)|\dx|throughput"
    r"|lastverteil|engpass|botella|gargalo|collo di|échelle|répartiteur|масштаб|балансир|узк"
    r"|扩展|负载|瓶颈|高并发|スケ|負荷|ボトル|확장|부하|병목"
)
# Words that speak of nothing else.
_STRONG = regex(
    r"\b(?:auto-?\s?scal\w+|(?:scal\w+ )(?:horizontally|vertically|out\b|up to \d|to zero|down to zero|from \d)"
    r"|(?:horizontal|vertical|elastic)(?:ly)? scal\w+|load[- ]balanc\w+|horizontal pod\b|(?:handle|support|serve"
    r"|sustain|process)s?\b.{0,40}\b(?:concurrent|requests per|high (?:load|traffic|volume)|more (?:users|traffic"
    r"|requests|load)|millions|larger (?:data|volumes))|concurrent (?:users|requests)|requests per second\b"
    r"|shard(?:ed|ing|s)\b|out[- ]of[- ]core\b|(?:not|n't|cannot|larger than|than) fit(?:s)? (?:in"
    r"|into)?.{0,12}memory|larger[- ]than[- ]memory\b|multi-?(?:gpu|node)\b|distributed (?:training|processing"
    r"|computing|data)|data parallel\w*|back-?pressure\b|(?:10|100|1000)x (?:the )?(?:load|data|traffic|users|more)"
    r"|scal(?:e|es|ing) (?:(?:to|with) (?:\d|more|larger|large|many|millions|multiple|several|the (?:number|size"
    r"|load|amount)|additional|bigger|thousands|big)|linearly|quadratically|well)|throughput (?:scal|grow|doubl|drop"
    r"|satur)\w*)|escalar (?:horizontal|vertical)\w*|escalabilidad|escalabilidade|balanceador|balanceamento"
    r"|cuello de botella|gargalo|mise à l.échelle|répartiteur de charge|skalier(?:en|t|bar|ung)|lastverteil|engpass"
    r"|scalabilità|collo di bottiglia|масштабир|балансировк|узк\w{2} мест|扩展性|可扩展|水平扩展|负载均衡|瓶颈|高并发"
    r"|スケール(?:アウト|アップ"
    r"|する)|負荷分散|ボトルネック|확장성|부하 분산|병목",
)
_SCALE = regex(r"\bscal(?:e|es|ed|ing|able|ability)\b|\bbottle-?necks?\b")
_OTHER_SCALE = regex(
    r"\b(?:(?:features?|standard|min-?max|robust|target|input|data|numerical|z-score|loss|gray|grey|multi"
    r"|temperature|likert|time|full|log|logarithmic|pixel|image|images|color|colour|platt|gradient|lr|learning rate"
    r"|values?|variables?|columns?)[- ]?scal\w+|scal(?:e|es|ed|ing) (?:the )?(?:features?|data|inputs?|images?"
    r"|numerical|numeric|variables?|columns?|values?|pixels?|by|between|factor|and (?:encod|normali))|scal(?:er|ers"
    r"|ing laws?|e[- ]invarian\w*)\b|(?:large|small|full|fine|grey|gray)[- ]scale\b|on a scale\b|normali[sz]\w+"
    r"|standardi[sz]\w+|scale_pos|upscal|downscal|super-?resolution)",
)
_AROUND = regex(
    r"\b(?:load|traffic|requests?|users?|concurren\w+|replicas?|instances?|workers?|nodes?|throughput|pods?|containers?"
    r"|clusters?|queues?|serverless|kubernetes|k8s|larger data|more data|big data|volumes?|millions?|billions?"
    r"|memory|gpus?|machines|demand|partition\w*|parallel\w*|\w*spark|dask|ray|kafka|celery|lambda|cloud run|rows)\b",
)
_REASON = regex(
    r"\b(?:because|since|so that|so|which means|due to|therefore|allows?|allowing|enabl\w+|by|if|when|until|unless|would"
    r"|could|can|instead of|rather than|without|need\w*|requires?|limit\w*|per|than|up to|porque|weil|parce que|perché|"
    r"потому|чтобы|因为|所以|ため|때문)\b|\d",
)
# What a product can do, told without a word of one's own work.
_FEATURE = regex(r"\b(?:features?|offers?|provides?|comes with|supports?|support for|capable of)\b")
_OF_WORK = regex(
    r"\b(?:we|our|ours|us|i|my|this|these|here|the (?:service|api|app|application|system|model|server|pipeline|deployment|training|endpoint"
    r"|project|cluster|data|dataset))\b"
)
_HEADED = regex(r"scal(?:ing|ability)|escalab|skalier|mise à l.échelle|масштаб|扩展|スケー|확장")
_NOT_HEADED = regex(r"feature|data scal|standard|norm|min-?max|preprocess|pre-processing|encod|multi-?scale|loss scal|grad|images?\b")
# Names of products and skills in a list say nothing of this project; nor does what one is asked to do.
_TALK = regex(
    r"\(m\d+\)|^\W*(?:if applicable|consider |question|task|exercise|answer the|describe|explain|discuss|did you|how did"
    r"|make sure|check that|recommended|insert|optional)"
)


def growing(document: Document) -> Iterator[tuple[int, Told]]:
    """(words on growth, the sentence that says most) of each section that speaks of it; the sentence with its strength and paragraph."""
    text = document.text
    near = held(text, _SIGNS)
    found: dict[int, list[Told]] = {}
    for paragraph in text.paragraphs if near else ():
        if paragraph.words and (said := list(_said(paragraph, near))):
            found.setdefault(paragraph.section, []).extend(said)
    for number, section in enumerate(text.sections):
        if told := found.get(number, []):
            headed = _HEADED.search(section.heading) is not None and not _NOT_HEADED.search(section.heading)
            words = section.words if headed else sum(each[0] for each in told)
            yield words, max(told, key=lambda each: (is_said_fully(OWN_WORDS, each[2]), each[0]))


def _said(paragraph: Paragraph, near: tuple[str, ...]) -> Iterator[Told]:
    """The sentences of a paragraph on load or size, with the number of their words and of those of the sentence behind."""
    low = paragraph.text.lower()
    if not any(sign in low for sign in near) or not _HINT.search(low) or is_example(paragraph):
        return
    told = list(sentences_of(paragraph))
    speak = [word_on_growth(each) for each in told]
    for number, sentence in enumerate(told):
        if speak[number]:
            behind = told[number + 1] if number + 1 < len(told) and not speak[number + 1] else ""
            yield len(sentence.split()) + len(behind.split()), paragraph, sentence


def word_on_growth(sentence: str) -> str:
    """The words of a sentence by which it speaks of more load or more data; "" for none."""
    low = unlinked(sentence[:LONGEST]).lower()
    if _TALK.search(low):
        return ""
    strong = _STRONG.search(low)
    if strong is not None:
        return strong.group()
    scale = _SCALE.search(low)
    if scale is None or _OTHER_SCALE.search(low):
        return ""
    near = low[max(0, scale.start() - NEAR) : scale.end() + NEAR]
    return scale.group() if _AROUND.search(near) else ""


def is_said_fully(words: int, sentence: str) -> bool:
    """Whether what is said is more than a claim: words enough, and near the word what is loaded, and a reason, a number or a way."""
    low, word = sentence[:LONGEST].lower(), word_on_growth(sentence)
    begin = max(0, low.find(word))
    near = f"{low[max(0, begin - NEAR) : begin]} {low[begin + len(word) : begin + NEAR * 2]}"
    if _FEATURE.search(low[max(0, begin - NEAR) : begin]) and not _OF_WORK.search(low):
        return False
    return not word.startswith("scalab") and words >= OWN_WORDS and _AROUND.search(near) is not None and _REASON.search(near) is not None
