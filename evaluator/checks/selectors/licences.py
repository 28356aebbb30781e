"""Licences: the project's own, and those of what it holds, uses and learns from, as far as they can be known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.prose import pages, place, sentences
from evaluator.checks.selectors.standing import own
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.documents import Paragraph
    from evaluator.model.facts import Document, Facts

HEAD_LINES = 30
_FILE = regex(r"(?:un)?licen[cs]e|copying", re.IGNORECASE)
# Kind of a licence by the words of its text, the narrower first.
_TEXTS = (
    ("BSL", regex(r"\bBusiness Source Licen[cs]e", re.IGNORECASE)),
    ("AGPL", regex(r"GNU AFFERO GENERAL PUBLIC|\bAGPL", re.IGNORECASE)),
    ("LGPL", regex(r"GNU LESSER GENERAL PUBLIC|\bLGPL", re.IGNORECASE)),
    ("GPL", regex(r"GNU GENERAL PUBLIC|\bGPL", re.IGNORECASE)),
    ("MPL", regex(r"Mozilla Public|\bMPL\b", re.IGNORECASE)),
    ("Apache", regex(r"\bApache\b", re.IGNORECASE)),
    ("CC BY-NC", regex(r"\bCC[ -]?BY[ -]NC|Attribution[- ]?Non-?Commercial|\bnon-?commercial (?:use|purposes|research)\b", re.IGNORECASE)),
    ("CC BY-SA", regex(r"\bCC[ -]?BY[ -]SA|Attribution-?Share-?Alike", re.IGNORECASE)),
    ("CC0", regex(r"\bCC0|\bpublic domain\b|\bUnlicense\b|\bPDDL\b", re.IGNORECASE)),
    ("CC BY", regex(r"\bCC[ -]?BY\b|Creative Commons Attribution\b", re.IGNORECASE)),
    ("ODbL", regex(r"\bODbL\b|Open Database Licen[cs]e|\bODC-?By\b", re.IGNORECASE)),
    ("BSD", regex(r"\bBSD\b|Redistribution and use in source and binary", re.IGNORECASE)),
    ("MIT", regex(r"\bMIT\b|Permission is hereby granted, free of charge", re.IGNORECASE)),
    ("ISC", regex(r"\bISC\b")),
)
PERMISSIVE = frozenset({"MIT", "BSD", "Apache", "ISC", "CC0", "CC BY"})
SHARING = frozenset({"GPL", "AGPL"})
# Distributions that bind what is built with them (their own licence files; pypi.org).
_BINDING = {
    "ultralytics": "AGPL", "yolov5": "AGPL", "pymupdf": "AGPL", "pyqt5": "GPL", "pyqt6": "GPL", "unidecode": "GPL", "mysqlclient": "GPL",
    "python-igraph": "GPL", "igraph": "GPL", "leidenalg": "GPL", "rpy2": "GPL", "pystan": "GPL", "ghostscript": "GPL",
    "pyphen": "GPL",
}  # fmt: skip
_DATA = regex(
    r"\bdata ?-?sets?\b|\bdata\b|\bcorpus\b|\bweights\b|\bimages\b|\bdatos\b|\bdados\b|\bdaten\b|数据|データ|데이터|данн", re.IGNORECASE
)
_LICENSED = regex(
    r"licen[cs]|\bCC[ -]?(?:BY|0)|creative commons|lizenz|лиценз|许可|ライセンス|라이선스|public domain|non-?commercial", re.IGNORECASE
)
_CODE_TOO = regex(r"\bthis (?:project|repo\w*|code|work|software)|\bthe code\b|\bour code\b|\bproject is\b", re.IGNORECASE)


class Licence(msgspec.Struct, frozen=True):
    """A licence: of what, which kind, where that is told."""

    of: str
    kind: str
    at: Location


def kind_of(text: str) -> str:
    """The kind of a licence by its words, "" for one that is not known."""
    return next((kind for kind, pattern in _TEXTS if pattern.search(text)), "")


def of_files(facts: Facts) -> Iterator[Licence]:
    """Licence files with the folder they are of, "" for the root."""
    for plain in facts.lines:
        folder, _, name = plain.path.rpartition("/")
        if _FILE.match(name) and "{{" not in plain.path:
            head = "\n".join(plain.source.lines[:HEAD_LINES])
            first = next((line for line in plain.source.lines if line), "")
            if kind := kind_of(first) or kind_of(head):
                yield Licence(folder, kind, Location(plain.path, 1))


def declared(facts: Facts) -> Iterator[Licence]:
    """Licences in the package metadata of the root."""
    for manifest in own(facts.manifests):
        if manifest.source.kind in ("pyproject", "setup", "package-json") and "/" not in manifest.path:
            for key, value, line in manifest.source.values:
                named = key.rsplit(".", 1)[-1] in ("license", "licence", "text") and "licen" in key
                if (named or value.startswith("License :: ")) and len(value) < 200 and (kind := kind_of(value)):
                    yield Licence("", kind, Location(manifest.path, line))


def of_others(facts: Facts) -> Iterator[Licence]:
    """What the texts say of the licence of data or weights, and libraries in use that bind what is built with them."""
    for document in pages(facts):
        for paragraph, sentence in sentences(document.text):
            if _LICENSED.search(sentence) and _DATA.search(sentence) and not _CODE_TOO.search(sentence) and (kind := kind_of(sentence)):
                yield Licence(f"the data ({_words(sentence)})", kind, _at(document, paragraph, sentence))
    imported = {name for code in facts.product for name, _ in code.packages}
    for found in own(facts.dependencies):
        for each in found.source.requirements if not found.source.lock else ():
            if each.name in _BINDING and _is_used(facts, each.name, imported):
                yield Licence(f"`{each.name}`", _BINDING[each.name], Location(found.path, each.line))


def _is_used(facts: Facts, distribution: str, imported: set[str]) -> bool:
    """Whether product code imports what a distribution brings."""
    return distribution.replace("-", "_") in imported or any(distribution in facts.distributions.get(name, ()) for name in imported)


def _words(sentence: str) -> str:
    return re.sub(r"\s+", " ", sentence)[:40].strip()


def _at(document: Document, paragraph: Paragraph, sentence: str) -> Location:
    found = _LICENSED.search(sentence)
    return place(document, paragraph, sentence, found.group() if found else "")
