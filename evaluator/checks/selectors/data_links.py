"""Links to the exact page or file of a data set, and places in the tree where data are expected."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.documents import Link, Text

# Hosts where everything below a path is data; the pattern is that of a page of one data set, not of the site.
HOSTS = (
    (
        "kaggle.com",
        re.compile(
            r"/(?:c|competitions|datasets)/[\w-]+|/(?!code|kernels|learn|docs|discussion|models|settings|account|notebooks|users)[\w-]+/[\w-]+"
        ),
    ),
    ("archive.ics.uci.edu", re.compile(r"/(?:ml/)?(?:datasets?|machine-learning-databases|static)/.+")),
    ("archive-beta.ics.uci.edu", re.compile(r"/.+")),
    ("huggingface.co", re.compile(r"/datasets/[\w.-]+")),
    ("zenodo.org", re.compile(r"/records?/\d+")),
    ("openml.org", re.compile(r"/.+")),
    ("data.mendeley.com", re.compile(r"/datasets/.+")),
    ("figshare.com", re.compile(r"/articles/.+")),
    ("physionet.org", re.compile(r"/content/.+")),
    ("dataverse.harvard.edu", re.compile(r"/.+")),
    ("tensorflow.org", re.compile(r"/datasets/.+")),
    ("paperswithcode.com", re.compile(r"/dataset/.+")),
    ("drive.google.com", re.compile(r"/(?:file|drive|open|uc|folderview).*")),
    ("dropbox.com", re.compile(r"/s.*/.+")),
    ("data.world", re.compile(r"/[\w-]+/[\w-]+")),
    ("drivendata.org", re.compile(r"/competitions/.+")),
    ("grouplens.org", re.compile(r"/datasets/.+")),
    ("data.gov", re.compile(r"/dataset/.+")),
    ("nyc.gov", re.compile(r"/.*trip-record-data.*")),
    ("cs.toronto.edu", re.compile(r"/~kriz/.+")),
    ("yann.lecun.com", re.compile(r"/exdb/mnist.*")),
    ("ai.stanford.edu", re.compile(r"/~amaas/data/.+")),
    ("cocodataset.org", re.compile(r".*")),
    ("image-net.org", re.compile(r"/.+")),
    ("data.gouv.fr", re.compile(r"/.+")),
    ("roboflow.com", re.compile(r"/[\w-]+/[\w-]+")),
    ("registry.opendata.aws", re.compile(r"/.+")),
    ("ieee-dataport.org", re.compile(r"/.+")),
)
FILE = re.compile(
    r"\.(?:csv|tsv|zip|tar|gz|tgz|parquet|json|jsonl|xlsx?|arff|7z|rar|npz|npy|h5|hdf5|feather|pkl|txt|bz2|mat|rds)(?:\?.{0,200})?$",
    re.IGNORECASE,
)
WORD = re.compile(
    r"data ?-?sets?|\bdata\b|corpus|competition|datos|dados|données|datensatz|daten\b|датасет|данны|数据|データ|데이터", re.IGNORECASE
)
PLACE = re.compile(
    r"(?<![\w.])[\w./*-]{1,80}\.(?:csv|tsv|zip|tar\.gz|tgz|parquet|jsonl?|xlsx?|npz|h5|arff|txt|feather|db|sqlite)\b|(?<![\w-])(?:\./)?(?:[\w.-]{1,40}/){0,4}(?:data|dataset|datasets|input|inputs|raw)/",
    re.IGNORECASE,
)
PUT = re.compile(
    r"\b(?:place|put|unzip|extract|move|copy|save|store|download\w*|unpack|inside|into)\b.{0,80}\b(?:folder|directory|dir|data|dataset|datasets|root)\b",
    re.IGNORECASE,
)
_CODE_HOSTS = ("github.com", "raw.githubusercontent.com", "gitlab.com")
_NOT_DATA = re.compile(
    r"arxiv\.org|colab\.research|wikipedia\.org|medium\.com|towardsdatascience|shields\.io|youtube\.|stackoverflow|scikit-learn\.org|pytorch\.org/docs"
)


def data_links(text: Text) -> Iterator[Link]:
    """Links to one data set: a page of a known host, a data file, or any page linked where data are described."""
    for link in text.links:
        if not link.image and is_data_link(link, text):
            yield link


def is_data_link(link: Link, text: Text) -> bool:
    """Whether a link leads to the page or file of one data set."""
    parts = _parts(link.target)
    if parts is None:
        return False
    host, path = parts
    for known, page in HOSTS:
        if host == known or host.endswith("." + known):
            return page.match(path) is not None
    if FILE.search(link.target[:500]):
        return True
    if host in _CODE_HOSTS or _NOT_DATA.search(host + path) or path in ("", "/"):
        return False
    topics = text.sections[link.section].topics if 0 <= link.section < len(text.sections) else ()
    return WORD.search(link.text) is not None or "data" in topics


def places(text: Text) -> Iterator[tuple[int, str]]:
    """(line, words) where a text names a file or folder in which data are expected."""
    for paragraph in text.paragraphs:
        found = PLACE.search(paragraph.text) or PUT.search(paragraph.text)
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
