"""Where a page shows its service at work: addresses of hosts, recordings, pictures that land in the tree."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from evaluator.checks.selectors.page_commands import readmes
from evaluator.checks.selectors.prose import pages, section_of
from evaluator.checks.selectors.serving import foreign, served
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.documents import Link, Text
    from evaluator.model.facts import Document, Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

_WRITTEN = regex(r"https?://[^\s)>\]\"'`|]{4,300}")
_HOSTED = regex(
    r"(?:.{1,200}\.)?(?:streamlit\.app|herokuapp\.com|hf\.space|onrender\.com|run\.app|azurewebsites\.net|vercel\.app"
    r"|netlify\.app|fly\.dev"
    r"|railway\.app|pythonanywhere\.com|azurecontainerapps\.io|cloudfunctions\.net|appspot\.com|web\.app|modal\.run|replit\.app|repl\.co"
    r"|koyeb\.app|shinyapps\.io|gradio\.live|gradio\.app|elasticbeanstalk\.com|elb\.amazonaws\.com|on\.aws|azurecontainer\.io"
    r"|ngrok-free\.app"
    r"|ngrok\.io|trycloudflare\.com|deta\.dev|cyclic\.app|glitch\.me|anvil\.app|plotly\.host|mogenius\.io|ondigitalocean\.app|surge\.sh)"
    r"|[\w-]{1,40}\.execute-api\.[\w.-]{1,60}|ec2-[\d-]{7,20}\.[\w.-]{1,60}|share\.streamlit\.io"
)
_SPACE = regex(r"/spaces/[\w.-]{1,80}/[\w.-]{1,80}")
_MACHINE = regex(r"(?!(?:127|10|0|192\.168|169\.254)\.)\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?")
_PLACEHOLDER = regex(r"[<{$]|your|xxx|example|placeholder|\.\.\.|%7b|account[-_]?id|my-?app\b")
_BOT = regex(r"/\w{3,60}bot/?")
_VIDEO = regex(r"(?:www\.)?(?:youtube\.com|youtu\.be|loom\.com|vimeo\.com|asciinema\.org|drive\.google\.com)")
_MOVING = (".gif", ".mp4", ".webm", ".mov")
_PICTURES = (*_MOVING, ".png", ".jpg", ".jpeg", ".webp", ".svg")
_OF_SERVICE = regex(
    r"streamlit|gradio|swagger|fast_?api|flask|postman|telegram|chat_?bot|web[ _-]?(?:app|page|site|ui|service|interface)"
    r"|\bapp\b|(?:^|\W)ui(?:$|\W)|user interface"
    r"|home[ _-]?page|front[ _-]?end|\binterface\b|\bdemo\b|(?:api|app)[ _-](?:docs?|page|response|screenshot|demo|ui)"
    r"|/docs\b|in action|screencast"
    r"|prediction (?:form|page|with|result)|endpoint|deployed|lambda[ _-]?test|shiny|interfaz|página|aplicación|aplicação"
    r"|tela\b|oberfläche|интерфейс|界面|画面|화면"
)
_ELSE = regex(
    r"grafana|prometheus|mlflow|prefect|airflow|dashboard|wandb|tensorboard|evidently|monitor|architect|diagram|pipeline"
    r"|workflow|flow_?chart|logo|banner"
    r"|\bicon|confusion|\broc\b|curve|plot|histogram|\bloss|accuracy|coverage|bucket|artifact|registry|budget|billing"
    r"|certificate|kubeflow|vertex|dagster"
    r"|badge|button|clearml|comet|open in colab|colab|binder|adminer|minio|jaeger|kibana|structure|overview|heatmap|schema"
    r"|lesson|course|locust|pytest|swarm"
)
# What a heading, or the sentence before a picture, says plainly of it.
_ANNOUNCED = regex(
    r"streamlit|gradio|swagger|fast_?api|web[ _-]?(?:app|page|ui|interface)|user interface|front[ _-]?end|\bdemo\b|in action"
    r"|/docs\b|screenshots?$"
    r"|(?:using|testing) the (?:api|app|service)"
)
_SHOWN = regex(
    r"\bdemo|\blive\b|deployed|deployment|hosted|try it|in action|interaction|the app|application|usage|\bstar\b|en vivo"
    r"|ao vivo|en ligne|desplegad"
    r"|despliegue|публич|демо|演示|デモ|데모"
)
# What stands right before an address, or is its text: "Demo: https://...", "[live demo](https://...)"; at sites of pages it is none.
_LABELLED = regex(r"(?:\A\W{0,6}|[\n.|*•-]\s{0,3})(?:live |online |web |interactive )?demo(?: (?:app|link|site|page))?\W{0,12}\Z")
_NOT_RUNNING = regex(
    r"(?:^|\.)(?:github\.com|githubusercontent\.com|gitlab\.com|youtube\.com|youtu\.be|loom\.com|vimeo\.com|google\.com|colab\.\w+"
    r"|huggingface\.co|kaggle\.com|arxiv\.org|medium\.com|linkedin\.com|notion\.\w+|figma\.com|bilibili\.com|nbviewer\.org"
    r"|mybinder\.org|shields\.io|readthedocs\.io|wikipedia\.org|x\.com|twitter\.com|dropbox\.com|sharepoint\.com|imgur\.com)$|localhost"
)
_ON_PAGES = regex(r"\bdemo|\blive\b|try it|in action|play with")
_COURSE = regex(
    r"course|lecture|tutorial|lesson|workshop|how to|curso|setup|set up|install|talk|paper|overview|explain|series|refer"
    r"|recommend|environment"
    r"|machine learning|inspired"
)
_RECORDED = regex(r"video|recording|screencast|vídeo|видео|録画|视频")
_WRITING = regex(r"/(?:blog|posts?|articles?|papers?|datasets?|news|docs/)")
_RAW = regex(
    r"(?:github\.com/[\w.-]{1,60}/[\w.-]{1,100}/(?:blob|raw)"
    r"|raw\.githubusercontent\.com/[\w.-]{1,60}/[\w.-]{1,100})/[\w.-]{1,60}/([^?#]{1,300})"
)
_SCREEN = regex(r"screen ?shot|preview")
_NEAR = 3
LONGEST = 300


def on_show(facts: Facts) -> Iterator[Found]:
    """What the pages show of the running service: firmly pictures of the tree where the project serves, all else as a question."""
    serves = bool(served(facts)) or next(foreign(facts), None) is not None
    for document in {each.path: each for each in (*pages(facts), *readmes(facts))}.values():
        yield from _pictures(facts, document, serves=serves)
        yield from _videos(document)
        yield from _addresses(document)


def _pictures(facts: Facts, document: Document, *, serves: bool) -> Iterator[Found]:
    for link in document.text.links:
        path = _in_tree(facts, document, link.target)
        name = (path or unquote(link.target)).rsplit("/", 1)[-1].lower()
        if not (link.image or name.endswith(_MOVING)) or not (path or "user-attachments" in link.target or name.endswith(_PICTURES)):
            continue
        own_words = f"{link.text} {name.rpartition('.')[0]}".lower().replace("_", " ")
        said = _OF_SERVICE.search(own_words)
        around = "" if said else _beside(document.text, link)
        told = said or _ANNOUNCED.search(around) or (_SCREEN.search(own_words) if link.section < 1 and serves else None)
        if told is None or "/badge" in link.target or _ELSE.search(own_words) or _ELSE.search(around):
            continue
        note = f'{"a recording" if name.endswith(_MOVING) else "a picture"} ({name[:40]}) with "{told.group().strip()}" beside it'
        firm = bool(serves and path and said)
        yield document.at(link.line, link.cell), note if firm else f"{note}; what it shows was not seen", "high" if firm else "low"


def _in_tree(facts: Facts, document: Document, target: str) -> str:
    """The path of a picture of this tree, "" where it lies elsewhere."""
    plain = unquote(target.partition("#")[0].partition("?")[0])
    if raw := _RAW.search(unquote(target)):
        return raw[1] if facts.file(raw[1]) else ""
    if "://" in plain or not plain:
        return ""
    home = posixpath.dirname(document.path)
    found = (posixpath.normpath(posixpath.join(base, plain.lstrip("/"))) for base in (home, ""))
    return next((path for path in found if facts.file(path)), "")


def _beside(text: Text, link: Link) -> str:
    """The heading over a link, and the sentences just before it."""
    heading = text.sections[link.section].heading if 0 <= link.section < len(text.sections) else ""
    near = [each.text for each in text.paragraphs if link.line - _NEAR <= each.line <= link.line and each.section == link.section]
    return f"{' '.join(near)[-LONGEST:]} {heading}".lower()


def _videos(document: Document) -> Iterator[Found]:
    for link in document.text.links:
        host = _host(link.target)[0]
        words = f"{link.text} {_beside(document.text, link)}".lower() if _VIDEO.fullmatch(host) and not link.image else ""
        if "drive.google" in host and not _RECORDED.search(words):
            continue
        if _SHOWN.search(words) and not _COURSE.search(words):
            yield document.at(link.line, link.cell), f"a recording on {host} is linked; it was not opened", "low"


def _addresses(document: Document) -> Iterator[Found]:
    """Addresses at hosts on which programs run, in links, sentences and commands; one a host, where words speak of it before others."""
    text = document.text
    written = [(document.at(each.line, each.cell), each.target, f"{each.text} ") for each in text.links if not each.image]
    for paragraph in (each for each in text.paragraphs if "://" in each.text):
        section = section_of(text, paragraph)
        for one in _WRITTEN.finditer(paragraph.text):
            place = document.at(paragraph.line_at(one.start()), paragraph.cell)
            written.append((place, one.group(), f"{section.heading if section else ''}\n{paragraph.text[: one.start()][-LONGEST:]}"))
    for fence in (each for each in text.fences if "://" in each.text):
        for number, line in enumerate(fence.text.splitlines()):
            written += [(document.at(fence.line + number, fence.cell), one, "") for one in _WRITTEN.findall(line[:1_000])]
    told: dict[str, tuple[bool, Location]] = {}
    for place, target, words in written:
        where = _running_at(target, words.lower())
        rank = not _SHOWN.search(words.lower())
        if where and (where not in told or rank < told[where][0]):
            told[where] = rank, place
    for where, (_, place) in told.items():
        yield place, f"an address at {where[:60]} is given; it was not opened", "low"


def _running_at(target: str, words: str) -> str:
    """The host of an address at which a program of somebody's own may run, "" for any other."""
    host, path = _host(target)
    if not host or _PLACEHOLDER.search(target.lower()) or _WRITING.search(path.lower()) or _ELSE.search(words):
        return ""
    known = _HOSTED.fullmatch(host) or (host == "huggingface.co" and _SPACE.match(path)) or _MACHINE.fullmatch(host)
    bot = host == "t.me" and _BOT.fullmatch(path.lower()) and "botfather" not in path.lower()
    page = host.endswith(".github.io") and _ON_PAGES.search(words) is not None
    page = page or (_LABELLED.search(words) is not None and _NOT_RUNNING.search(host) is None)
    return host if known or bot or page else ""


def _host(target: str) -> tuple[str, str]:
    try:
        parts = urlsplit(target[:1_000])
    except ValueError:
        return "", ""
    return (parts.netloc.lower().removeprefix("www."), parts.path) if parts.scheme in ("http", "https") else ("", "")
