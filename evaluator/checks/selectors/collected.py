"""Data of one's own: asked of an interface, scraped, queried; and tables of two sources that are joined."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from evaluator.checks.selectors.called import is_dormant, is_left_over
from evaluator.checks.selectors.files import named_file
from evaluator.checks.selectors.gaps import Onward
from evaluator.checks.selectors.looked import is_about_results
from evaluator.checks.selectors.named_data import is_aside
from evaluator.checks.selectors.obtaining import ASKS, is_kept
from evaluator.checks.selectors.prose import notebook_introductions, pages, place, telling
from evaluator.checks.selectors.settings import texts_behind
from evaluator.checks.selectors.sources import is_result
from evaluator.checks.selectors.training import asks_only
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

READS = ("data.read", "data.query", "data.builtin", "data.download")
BESIDE = frozenset({"merge", "join", "merge_asof", "merge_ordered", "concat", "hstack"})
FARTHEST = 400
LONGEST = 400
# One file that somebody else put together.
A_FILE = regex(
    r"\.(?:csv|tsv|zip|tar|gz|tgz|parquet|xlsx?|json|jsonl|txt|pt|pth|h5|npz|npy|pkl|ckpt|onnx|bin|jpe?g|png|ttf|dat"
    r"|data)(?:\?|$)|kaggle|github|huggingface\.co|zenodo|figshare|drive\.google|\.s3\.|s3[.-]"
)
# Of the project itself, of a language model or of a messenger: no data come of it.
_OF_ONESELF = regex(
    r"localhost|127\.0\.0\.1|0\.0\.0\.0|\s|openai|anthropic|groq|mistral|cohere|huggingface|generativelanguage|telegram|slack|discord"
)
FETCHES = regex(r"^get_\w*(?:range_data|metric_data|history|historical|_prices)$|^(?:scrape|crawl)(?:_|$)")
_FETCH = ("get_", "scrape", "crawl")
QUERIED = regex(r"\bselect\b[\s\S]{0,2000}\bfrom\b", 2)
JOINED = regex(r"\bjoin\b", 2)
OWN = regex(
    r"\b(?:i|we) (?:have |had |manually |also |then |first )*(?:scraped|collected|crawled|recorded|photographed|label+ed"
    r"|annotated|gathered|surveyed|took (?:the )?(?:photos|pictures|images))\b"
    r"|\b(?:scraped|crawled|collected|label+ed|annotated|recorded|gathered) (?:by (?:me|us|hand|ourselves|myself)|manually"
    r"|using|with (?:a|our|my))\b|\bour own (?:data|images|photos|recordings)"
    r"|\bmy own (?:data|images|photos|recordings)|\bweb[- ]?scrap(?:ing|er|ed)|\bself-(?:collected|recorded)|\bwebscraping"
    r"|\A\W*(?:scraped|collected|crawled|gathered|photographed|recorded) (?:\w+ ){0,3}(?:images|photos|pictures|videos|recordings|tweets"
    r"|reviews|articles)\b|recolectamos|recopilamos|coletamos|nous avons collecté"
    r"|selbst (?:gesammelt|aufgenommen)|abbiamo raccolto|мы собрали|爬取|爬虫|スクレイピング|크롤링"
)


# Letters of which some stand in every sentence of the above that holds no letter beyond ASCII.
_SIGNS = (
    "scrap", "collect", "crawl", "record", "photograph", "label", "annotat", "gather", "survey", "took ", "our own", "my own", "recolect",
    "recopil", "coletamos", "gesammelt", "aufgenommen", "raccolto",
)  # fmt: skip


def collected(facts: Facts) -> Iterator[Found]:
    """Every sign that the data are the author's own collection, or joined of several sources."""
    onward = Onward(facts)
    yield from (*_asked(facts), *_called_so(facts))
    yield from _queried(onward)
    yield from _joined(onward)
    yield from _by_key(facts)
    yield from _said(facts)


def _asked(facts: Facts) -> Iterator[Found]:
    """Pages, posts and quotes asked one by one, that become a table or a file; idle code is doubtful."""
    for call in facts.those(("data.collect", "data.download")):
        asks = call.name.startswith(ASKS)
        if not (asks or call.means("data.collect")) or (is_aside(call.path) and not asks_only(facts)):
            continue
        texts = {text for argument in call.arguments for text in (argument.constant, argument.text) if isinstance(text, str)}
        texts |= texts_behind(facts, call) if asks else set()
        held = is_kept(facts, call)
        if (asks and not (held and _is_parsed(facts, call))) or any(A_FILE.search(text.lower()) for text in texts):
            continue
        idle = is_dormant(facts, call) or is_left_over(facts, call)
        known = not asks or any("://" in text and not _OF_ONESELF.search(text) for text in texts) or _is_near_address(facts, call)
        what = "reads pages" if call.method == "BeautifulSoup" else "asks an interface for data"
        if held:
            yield call.at, f"{call.method} {what}, which become a table or a file", "low" if idle or not known else "high"
        elif call.type.startswith("pandas."):
            yield call.at, f"{call.method} {what}", "low"


def _is_near_address(facts: Facts, call: Call) -> bool:
    """Whether the address of somebody else's interface stands as a text in the function that asks it."""
    code = facts.code_at(call.path)
    if code is None or call.scope < 0 or call.cell is not None or call.method[:1].isupper():
        return False
    held = code.functions[call.scope]
    texts = (text for line, text in code.source.strings if held.line < line <= call.line)
    return any(text.startswith(("https://", "http://")) and not _OF_ONESELF.search(text) for text in texts)


def interfaces(facts: Facts) -> Iterator[Found]:
    """Interfaces of others that are asked for data, for certain."""
    yield from (each for each in _asked(facts) if each[2] == "high")


def _called_so(facts: Facts) -> Iterator[Found]:
    """Calls that only by their names collect data; also in a service, which may train on what it asks for."""
    for call in facts.called:
        own = call.own and call.method.startswith("get_")
        if call.method.startswith(_FETCH) and FETCHES.search(call.method) and not own and not call.means("data.collect", "data.download"):
            yield call.at, f"{call.method} seems to collect data; what it brings could not be told", "low"


def _is_parsed(facts: Facts, call: Call) -> bool:
    """Whether an answer is taken apart: as JSON, or as a page."""
    return any(each.method == "json" or each.means("json.parse", "data.collect") for each in facts.downstream(call))


def _queried(onward: Onward) -> Iterator[Found]:
    """Queries whose rows go on; firm where the query itself joins tables."""
    for call in onward.facts.calls_to("data.query"):
        texts = [argument.constant for argument in call.arguments if isinstance(argument.constant, str)]
        query = next((text for text in texts if QUERIED.search(text)), "")
        if call.kind == "call" and call.method != "fetchone" and onward.reaches(call) and not is_aside(call.path):
            joins = JOINED.search(query) is not None
            yield call.at, f"{call.method} reads rows by a query" + (" that joins tables" if joins else ""), "high" if joins else "low"


def _joined(onward: Onward) -> Iterator[Found]:
    """Joins of tables that were read from two files or interfaces, and that go on."""
    facts = onward.facts
    for call in facts.calls_to("data.join"):
        if call.kind != "call" or call.method not in BESIDE or (call.method == "concat" and call.constant("axis") not in (1, "columns")):
            continue
        sides = [side for side in _sides(facts, call) if side]
        pair = next(((one, two) for one in sides for two in sides if one - two and two - one), None)
        if pair is None or not onward.reaches(call) or is_aside(call.path):
            continue
        names = [sorted({_name(facts, number) for number in side - other} - {""}) for side, other in (pair, pair[::-1])]
        yield from _told(call, names)


def _by_key(facts: Facts) -> Iterator[Found]:
    """Joins of tables by a key, whose sources were not followed."""
    for call in facts.those(methods={"merge", "join"}):
        keyed = any(argument.name in ("on", "left_on", "how", "left_index") for argument in call.arguments)
        if keyed and not call.own and not is_aside(call.path) and not is_about_results(facts, call):
            yield call.at, "tables are joined by a key; whether they are of two sources could not be told", "low"


def _told(call: Call, names: list[list[str]]) -> Iterator[Found]:
    """Firm where both tables are named, and lie apart."""
    first, second = (each[0] if each else "" for each in names)
    if set(names[0]) & set(names[1]) or is_result(first) or is_result(second):
        return
    if first and second:
        apart = posixpath.dirname(first) != posixpath.dirname(second)
        words = f"joins {posixpath.basename(first)[:40]} and {posixpath.basename(second)[:40]}"
        yield call.at, words if apart else f"{words}, which may be of one source", "high" if apart else "low"
    else:
        yield call.at, f"{call.method} joins tables that were read in two places", "low"


def _sides(facts: Facts, call: Call) -> Iterator[frozenset[int]]:
    """For each table that is joined the calls that read what it is made of."""
    given = [argument.inputs for argument in call.arguments if argument.name in ("", "left", "right", "other", "objs") and argument.inputs]
    if len(given) == 1 and call.method in ("concat", "hstack"):
        given = [(number,) for number in given[0]]
        inner = [facts.graph.calls[number] for (number,) in given if number in facts.graph.calls]
        given = [(number,) for each in inner for number in (each.inputs if each.name in ("list", "tuple") else (each.number,))]
    for numbers in ([call.receiver] if call.receiver else []) + given:
        fed = list(facts.graph.upstream(numbers, most=FARTHEST))
        own = [facts.graph.calls[number] for number in numbers if number in facts.graph.calls]
        yield frozenset(each.number for each in (*own, *fed) if each.kind == "call" and each.means(*READS))


def _name(facts: Facts, number: int) -> str:
    call = facts.graph.calls[number]
    named = named_file(facts, call)
    named = named or next((text for text in sorted(texts_behind(facts, call)) if "/" in text or "." in text), "")
    return named or next((text for argument in call.arguments if isinstance(text := argument.constant, str)), "")


def _said(facts: Facts) -> Iterator[Found]:
    """Sentences that say so; the tree cannot show it."""
    for document in {each.path: each for each in (*pages(facts), *notebook_introductions(facts))}.values():
        for paragraph, sentence in telling(document.text, _SIGNS):
            if found := OWN.search(sentence[:LONGEST].lower()):
                yield place(document, paragraph, sentence, found.group()), f'the text says "{found.group()}"', "low"
