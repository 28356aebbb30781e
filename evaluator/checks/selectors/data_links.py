"""Links to the exact page or file of a data set, and places in the tree where data are expected."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from evaluator.checks.selectors.once import once
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.documents import Text

# Hosts where everything below a path is data; the pattern is that of a page of one data set, not of the site.
HOSTS = (
    (
        "kaggle.com",
        regex(
            r"/(?:c|competitions)/[\w-]+/?(?:data|overview|rules)?/?$|/datasets/[\w-]+|/(?!c/|competitions|datasets|code|kernels|learn|docs|discussion|models|settings|account|notebooks|users|me/)[\w-]+/[\w-]+"
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
    ("lib.stat.cmu.edu", regex(r"/datasets/.+")),
    ("synapse.org", regex(r".*")),
    ("openneuro.org", regex(r"/datasets/.+")),
    ("cancerimagingarchive.net", regex(r"/.+")),
    ("grand-challenge.org", regex(r"/(?!evaluation|leaderboard|participants|users|results).*")),
)
# The data that a notebook of Kaggle reads, and a set that scikit-learn describes.
_BEHIND = regex(r"^[\w.]{0,10}kaggle\.com/code/[\w-]+/[\w.-]+/(?:data|input)/?$")
_DESCRIBED = regex(r"^https?://scikit-learn\.org/[\w.]+/datasets/[\w/]+\.html#[\w-]+-data-?set$")
FILE = regex(
    r"\.(?:csv|tsv|zip|tar|gz|tgz|parquet|json|jsonl|xlsx?|arff|7z|rar|npz|npy|h5|hdf5|feather|pkl|txt|bz2|mat|rds)(?:\?.{0,200})?$",
    re.IGNORECASE,
)
WORD = regex(
    r"data ?-?sets?|\bdata\b|corpus|competition|datos|dados|données|datensatz|daten\b|датасет|данны|数据|データ|데이터", re.IGNORECASE
)
PLACE = regex(
    r"(?<![\w./])(?:[\w./-]{0,80}/)?[\w-]{1,60}\.(?:csv|tsv|zip|tar\.gz|tgz|parquet|jsonl|xlsx?|npz|h5|arff|feather|db|sqlite)\b"
    r"|(?<![\w/-])(?:\./)?(?:(?:[\w.-]{1,40}/){1,4}raw|raw(?=/(?!\w))|(?:[\w.-]{1,40}/){0,4}(?:data|datasets?|inputs?))/"
    r"(?![\w./-]{0,80}\.(?:py|sh|ipynb|md|ya?ml)\b)",
    re.IGNORECASE,
)
PUT = regex(
    r"\b(?:place|put|unzip|extract|move|copy|save|store|download|unpack|decompress)\w{0,3}\b(?:(?![.!?]\s).){0,70}\b(?:inside|into|in|to|under|at)\b(?:(?![.!?]\s).){0,30}"
    r"(?:\bfolder|\bdirectory|\bdir\b|\bpath\b)|\b(?:path|location) of the data\w{0,5}\b.{0,60}(?:\bfolder|\bdirectory|\bdir\b)",
    re.IGNORECASE,
)
_WRITTEN = regex(r"https?://[^\s)>\]\"']{4,400}")
_ADDRESS = regex(r"\b\w{1,20}://[^\s)>\]\"']{0,400}")
_MODEL = regex(r"pre-?trained|weights|checkpoint|\bmodel file|trained model|demo\b|\b(?:bert|gpt|llm)\b.{0,20}\bmodel", re.IGNORECASE)
# A page of a person on Kaggle may hold a notebook as well as data.
_WORK = regex(r"\b(?:code|kernel|notebook|script|solution|write-?up|tutorial|baseline)s?\b", re.IGNORECASE)
_TABLE = regex(r"data.{0,200}\.(?:csv|tsv|parquet|jsonl|csv\.gz|csv\.zip)$")
_HERE = regex(r"\b(?:here|link|this|download\w{0,2}|source|page|web ?site|site|kaggle|archive|repository|portal)\b", re.IGNORECASE)
_BEFORE = 40
_SETS = regex(
    r"data ?-?sets?|corpus|corpora|\bdata (?:source|file|page)s?$|^(?:the |our )?data$"
    r"|dados|datos|données|datensatz|датасет|данны|数据集|データセット",
    re.IGNORECASE,
)
# Stores that hold anything: the words beside the link must speak of data.
_STORES = frozenset({"drive.google.com", "dropbox.com", "figshare.com", "zenodo.org"})
_ANYTHING = (".json", ".txt", ".pkl", ".h5")  # files of settings and models as well as of data
_CODE_HOSTS = ("github.com", "raw.githubusercontent.com", "gitlab.com")
_NOT_DATA = regex(
    r"arxiv\.org|colab\.research|wikipedia\.org|medium\.com|towardsdatascience|shields\.io|youtube\.|stackoverflow|scikit-learn\.org|pytorch\.org/docs"
    r"|creativecommons\.org|opensource\.org|^docs\.|/docs/|linkedin\.com|localhost"
)

CURL_SAVES = frozenset({"-O", "-o", "-L", "-LO", "-JLO", "-OL", "-Lo", "-LJO", "--output", "--remote-name"})
INSTALLERS = (".sh", ".deb", ".py", ".msi", ".exe", ".whl", ".rpm", ".dmg", ".asc", ".gpg", ".list")
# Tools and their releases, not data.
_TOOLS = regex(
    r"awscli|anaconda|miniconda|miniforge|docker|terraform|hashicorp|kubectl|minikube|/helm|google-cloud-sdk|/releases/download/|poetry"
    r"|ngrok|chromedriver|get-pip|nodesource|astral\.sh|\.apache\.org/dist|spark-\d|localhost|127\.0\.0\.1|0\.0\.0\.0",
    re.IGNORECASE,
)
_OF_MODELS = regex(r"(?:\./|[\w.-]+/){0,3}(?:models?|weights|checkpoints?)(?:[/.]|$)", re.IGNORECASE)
FETCHERS = frozenset({"wget", "curl", "kaggle", "gdown", "aria2c", "huggingface-cli", "gsutil"})


class Source(msgspec.Struct, frozen=True):
    """A link to one data set; `sure` when its page or the words beside it leave no doubt."""

    target: str
    line: int
    sure: bool
    cell: int | None = None


@once
def data_links(text: Text) -> Iterator[Source]:
    """Links, and addresses written out, that lead to the page or file of one data set."""
    beside = {paragraph.line: paragraph.text for paragraph in text.paragraphs}
    for link in text.links:
        if not link.image:
            topics = text.sections[link.section].topics if 0 <= link.section < len(text.sections) else ()
            near = beside.get(link.line, "")
            found = _judged(link.target, link.text, near, topics, near.partition(link.text or link.target or near)[0] if near else "")
            if found is not None:
                yield Source(link.target, link.line, found, link.cell)
    for paragraph in (each for each in text.paragraphs if "://" in each.text):
        topics = text.sections[paragraph.section].topics if 0 <= paragraph.section < len(text.sections) else ()
        for match in _WRITTEN.finditer(paragraph.text):
            written, before = match.group(), paragraph.text[: match.start()]
            found = _judged(written, "", _WRITTEN.sub(" ", paragraph.text), topics, before)
            if found is not None:
                yield Source(written, paragraph.line_at(match.start()), found, paragraph.cell)
    yield from _fenced(text)


def _fenced(text: Text) -> Iterator[Source]:
    """Addresses in blocks of commands that lead to a known host's page of a data set."""
    for fence in text.fences:
        for number, line in enumerate(fence.text.splitlines()[:200]):
            for written in _WRITTEN.findall(line[:1_000]):
                if _is_page(written):
                    yield Source(written, fence.line + number, sure=True, cell=fence.cell)


def _is_page(address: str) -> bool:
    """Whether an address alone tells that it is the page of one data set."""
    host, path = _parts(address) or ("", "")
    if _TABLE.search(path.lower()) and not _TOOLS.search(address):
        return True
    if "kaggle.com" in host and not page_of_set(path):
        return False
    known = ((name, page) for name, page in HOSTS if name not in _STORES)
    return any((host == name or host.endswith("." + name)) and page.match(path) for name, page in known)


def _judged(target: str, words: str, beside: str, topics: tuple[str, ...], before: str) -> bool | None:
    """Whether a link is sure to lead to one data set; None when it leads elsewhere."""
    parts = _parts(target)
    if parts is None:
        return None
    host, path = parts
    told = WORD.search(f"{words} {beside}") is not None or "data" in topics
    if _MODEL.search(words) or (_MODEL.search(beside) and not WORD.search(f"{words} {beside}")):
        return None
    described = _DESCRIBED.search(target) or (_BEHIND.search(host + path) and _SETS.search(f"{words} {beside}"))
    if not described and "kaggle.com" in host and _WORK.search(f"{words} {before[-_BEFORE:]}") and not page_of_set(path):
        return None
    for known, page in HOSTS if not described else ():
        if host == known or host.endswith("." + known):
            return (known not in _STORES or told) if page.match(path) else None
    if described or FILE.search(path) or host in _CODE_HOSTS:
        sure = told or not (host in _CODE_HOSTS or path.lower().endswith(_ANYTHING))
        return True if described or (FILE.search(path) and "/archive/" not in path and sure) else None
    elsewhere = _NOT_DATA.search(host + path) or path in ("", "/")
    portal = told and (host.startswith(("data.", "opendata.")) or (not words and "data" in topics))
    return (
        False if not elsewhere and (portal or _SETS.search(words.strip()) or (told and _HERE.search(words) and "data" in topics)) else None
    )


def page_of_set(path: str) -> bool:
    """Whether a path of Kaggle says that it is a data set's or a competition's."""
    return path.startswith(("/c/", "/competitions/", "/datasets/"))


def places(text: Text) -> Iterator[tuple[int, str]]:
    """(line, words) where a text names a file or folder in which data are expected."""
    for paragraph in text.paragraphs:
        said = _ADDRESS.sub(" ", paragraph.text)
        found = _named(said) or (PUT.search(said) if WORD.search(said) else None)
        if found:
            yield paragraph.line, found.group()[:80]
    for fence in text.fences:
        for number, line in enumerate(fence.text.splitlines()[:200]):
            found = _named(_ADDRESS.sub(" ", line[:500]))
            if found:
                yield fence.line + number, found.group()[:80]


def _named(said: str) -> re.Match[str] | None:
    """What is named as a place: a path with its folder before a mere file."""
    found = list(PLACE.finditer(said))
    return next((each for each in found if "/" in each.group()), found[0] if found else None)


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
        named = [word for word in words[2:] if not word.startswith("-")]
        models = named and all(_OF_MODELS.match(word) for word in named)
        return not models and words[1:2] in (("pull",), ("get",), ("get-url",), ("import",), ("fetch",))
    if program == "kaggle":
        return "download" in rest
    if program == "curl" and not set(words) & CURL_SAVES:
        return False
    installs = any(word.split("?")[0].endswith(INSTALLERS) for word in words[1:]) or _TOOLS.search(rest) is not None
    return program in FETCHERS and not installs and ("://" in rest or program != "curl")
