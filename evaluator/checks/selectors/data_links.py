"""Links to the exact page or file of a data set, and places in the tree where data are expected."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.documents import Text

# Hosts where everything below a path is data; the pattern is that of a page of one data set, not of the site.
HOSTS = (
    (
        "kaggle.com",
        regex(
            r"/(?:c|competitions|datasets)/[\w-]+|/(?!code|kernels|learn|docs|discussion|models|settings|account|notebooks|users)[\w-]+/[\w-]+"
        ),
    ),
    ("archive.ics.uci.edu", regex(r"/(?:ml/)?(?:datasets?|machine-learning-databases|static)/.+")),
    ("archive-beta.ics.uci.edu", regex(r"/.+")),
    ("huggingface.co", regex(r"/datasets/[\w.-]+")),
    ("zenodo.org", regex(r"/records?/\d+")),
    ("openml.org", regex(r"/.+")),
    ("data.mendeley.com", regex(r"/datasets/.+")),
    ("figshare.com", regex(r"/articles/.+")),
    ("physionet.org", regex(r"/content/.+")),
    ("dataverse.harvard.edu", regex(r"/.+")),
    ("tensorflow.org", regex(r"/datasets/.+")),
    ("paperswithcode.com", regex(r"/dataset/.+")),
    ("drive.google.com", regex(r"/(?:file|drive|open|uc|folderview).*")),
    ("dropbox.com", regex(r"/s.*/.+")),
    ("data.world", regex(r"/[\w-]+/[\w-]+")),
    ("drivendata.org", regex(r"/competitions/.+")),
    ("grouplens.org", regex(r"/datasets/.+")),
    ("data.gov", regex(r"/dataset/.+")),
    ("nyc.gov", regex(r"/.*trip-record-data.*")),
    ("cs.toronto.edu", regex(r"/~kriz/.+")),
    ("yann.lecun.com", regex(r"/exdb/mnist.*")),
    ("ai.stanford.edu", regex(r"/~amaas/data/.+")),
    ("cocodataset.org", regex(r".*")),
    ("image-net.org", regex(r"/.+")),
    ("data.gouv.fr", regex(r"/.+")),
    ("roboflow.com", regex(r"/[\w-]+/[\w-]+")),
    ("registry.opendata.aws", regex(r"/.+")),
    ("ieee-dataport.org", regex(r"/.+")),
)
FILE = regex(
    r"\.(?:csv|tsv|zip|tar|gz|tgz|parquet|json|jsonl|xlsx?|arff|7z|rar|npz|npy|h5|hdf5|feather|pkl|txt|bz2|mat|rds)(?:\?.{0,200})?$",
    re.IGNORECASE,
)
WORD = regex(
    r"data ?-?sets?|\bdata\b|corpus|competition|datos|dados|données|datensatz|daten\b|датасет|данны|数据|データ|데이터", re.IGNORECASE
)
PLACE = regex(
    r"(?<![\w./])(?:[\w./-]{0,80}/)?[\w-]{1,60}\.(?:csv|tsv|zip|tar\.gz|tgz|parquet|jsonl|xlsx?|npz|h5|arff|feather|db|sqlite)\b"
    r"|(?<![\w/-])(?:\./)?(?:[\w.-]{1,40}/){0,4}(?:data|datasets?|inputs?|raw)/",
    re.IGNORECASE,
)
PUT = regex(
    r"\b(?:place|put|unzip|extract|move|copy|save|store|download|unpack|decompress)\w{0,3}\b.{0,70}\b(?:inside|into|in|to|under|at)\b.{0,30}"
    r"(?:\bfolder|\bdirectory|\bdir\b|\bpath\b)",
    re.IGNORECASE,
)
_WRITTEN = regex(r"https?://[^\s)>\]\"']{4,400}")
_MODEL = regex(r"pre-?trained|weights|checkpoint|\bmodel file|trained model|demo\b", re.IGNORECASE)
# Stores that hold anything: the words beside the link must speak of data.
_STORES = frozenset({"drive.google.com", "dropbox.com", "figshare.com", "zenodo.org"})
_CODE_HOSTS = ("github.com", "raw.githubusercontent.com", "gitlab.com")
_NOT_DATA = regex(
    r"arxiv\.org|colab\.research|wikipedia\.org|medium\.com|towardsdatascience|shields\.io|youtube\.|stackoverflow|scikit-learn\.org|pytorch\.org/docs"
    r"|creativecommons\.org|opensource\.org|^docs\.|/docs/|linkedin\.com|localhost"
)

CURL_SAVES = frozenset({"-O", "-o", "-L", "-LO", "-JLO", "-OL", "-Lo", "-LJO", "--output", "--remote-name"})
INSTALLERS = (".sh", ".deb", ".py", ".msi", ".exe", ".whl")
FETCHERS = frozenset({"wget", "curl", "kaggle", "gdown", "aria2c", "huggingface-cli", "gsutil"})


class Source(msgspec.Struct, frozen=True):
    """A link to one data set; `sure` when its page or the words beside it leave no doubt."""

    target: str
    line: int
    sure: bool
    cell: int | None = None


def data_links(text: Text) -> Iterator[Source]:
    """Links, and addresses written out, that lead to the page or file of one data set."""
    beside = {paragraph.line: paragraph.text for paragraph in text.paragraphs}
    for link in text.links:
        if not link.image:
            topics = text.sections[link.section].topics if 0 <= link.section < len(text.sections) else ()
            found = _judged(link.target, link.text, beside.get(link.line, ""), topics)
            if found is not None:
                yield Source(link.target, link.line, found, link.cell)
    for paragraph in text.paragraphs:
        topics = text.sections[paragraph.section].topics if 0 <= paragraph.section < len(text.sections) else ()
        for written in _WRITTEN.findall(paragraph.text):
            found = _judged(written, "", _WRITTEN.sub(" ", paragraph.text), topics)
            if found is not None:
                yield Source(written, paragraph.line, found, paragraph.cell)


def _judged(target: str, words: str, beside: str, topics: tuple[str, ...]) -> bool | None:
    """Whether a link is sure to lead to one data set; None when it leads elsewhere."""
    parts = _parts(target)
    if parts is None:
        return None
    host, path = parts
    told = WORD.search(f"{words} {beside}") is not None or "data" in topics
    if _MODEL.search(words) or (_MODEL.search(beside) and not WORD.search(f"{words} {beside}")):
        return None
    for known, page in HOSTS:
        if host == known or host.endswith("." + known):
            return (known not in _STORES or told) if page.match(path) else None
    if FILE.search(path) or host in _CODE_HOSTS:
        return True if FILE.search(path) and "/archive/" not in path and (told or host not in _CODE_HOSTS) else None
    elsewhere = _NOT_DATA.search(host + path) or path in ("", "/")
    return False if not elsewhere and (WORD.search(words) or ("data" in topics and told)) else None


def places(text: Text) -> Iterator[tuple[int, str]]:
    """(line, words) where a text names a file or folder in which data are expected."""
    for paragraph in text.paragraphs:
        said = _WRITTEN.sub(" ", paragraph.text)
        found = PLACE.search(said) or PUT.search(said)
        if found:
            yield paragraph.line, found.group()[:80]
    for fence in text.fences:
        for number, line in enumerate(fence.text.splitlines()[:200]):
            found = PLACE.search(line[:500])
            if found and "://" not in line[max(0, found.start() - 60) : found.start()]:
                yield fence.line + number, found.group()[:80]


def _parts(target: str) -> tuple[str, str] | None:
    try:
        parts = urlsplit(target[:1_000])
    except ValueError:
        return None
    if parts.scheme not in ("http", "https", "ftp"):
        return None
    return (parts.netloc.lower().removeprefix("www."), parts.path)


def fetches(words: tuple[str, ...]) -> bool:
    """Whether the words of a command download something that is no installer, or pull it with DVC."""
    program = words[0].rsplit("/", 1)[-1] if words else ""
    rest = " ".join(words[1:])
    if program == "dvc":
        return words[1:2] in (("pull",), ("get",), ("get-url",), ("import",), ("fetch",))
    if program == "kaggle":
        return "download" in rest
    if program == "curl" and not set(words) & CURL_SAVES:
        return False
    return program in FETCHERS and not rest.endswith(INSTALLERS) and "localhost" not in rest and ("://" in rest or program != "curl")
