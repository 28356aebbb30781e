"""May I use it, and is borrowed work credited?"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.data_links import data_links
from evaluator.checks.selectors.licences import PERMISSIVE, SHARING, declared, of_files, of_others
from evaluator.checks.selectors.prose import certainty, front, pages, place, sentences_of, topics_of
from evaluator.checks.selectors.standing import own
from evaluator.checks.selectors.words import said
from evaluator.model.place import REPOSITORY, Location
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.licences import Licence
    from evaluator.model.documents import Link, Section
    from evaluator.model.facts import Document, Facts, File

MOST = 2
FEWEST_WORDS = 5
MOST_OF_NOTHING = 2  # bytes: a file of a line's end grants nothing; -1 is a size that is not known
OWN_PAGES = regex(r"linkedin\.com|twitter\.com|x\.com|mailto:|github\.com/[\w-]+/?$|medium\.com/@|/graphs/contributors")
HOSTED = regex(r"(?:/(?:blob|tree|raw)/|raw\.githubusercontent\.com/[\w.-]+/[\w.-]+/)[\w.-]+/(.{1,300})")
SELF = regex(r"^\W*(?:author|autor|contact|contacto|contato|team|about me|contribut|联系|作者|저자)", re.IGNORECASE)
# An address written out, on a host where work is published.
ADDRESS = regex(
    r"https?://(?:www\.)?(?:github\.com|gitlab\.com|arxiv\.org|kaggle\.com|huggingface\.co|medium\.com|doi\.org)/[\w.-]{1,80}/[\w.-]"
)
# Where what is borrowed is from, by the name of a site.
SITES = regex(
    r"\b(?:kaggle|uci|hugging ?face|zenodo|openml|github\.com|arxiv|competition|challenge|template|cookiecutter|imagenet|corpus)\b",
    re.IGNORECASE,
)
WORK = regex(r"\b(?:papers?|tutorials?|data ?-?sets?|pre-?trained)\b|论文|論文|数据集|データセット|논문|데이터셋", re.IGNORECASE)
CITES = regex(r"\bcit(?:e|ing|ations?)\b", re.IGNORECASE)
THIS = regex(r"\b(?:this|our|us)\b", re.IGNORECASE)
CODE = regex(r"\b(?:code|kernel|notebook)\b", re.IGNORECASE)
FILE = regex(r"(?:un)?licen[cs]e|copying|licencia|lizenz|licença|licenza", re.IGNORECASE)
NAMES = regex(
    r"\b(?:mit|apache(?:[ -]?2(?:\.0)?)?|bsd(?:[ -]?[23](?:-clause)?)?|a?l?gpl(?:[ -]?v?[23](?:\.0)?)?|gnu|mozilla|mpl|wtfpl|isc|unlicense"
    r"|cc[ -]?(?:by|0)[\w.-]{0,12}|creative commons|public domain|openrail)\b",
    re.IGNORECASE,
)
WORD = regex(r"licen[cs]|lizenz|licenz|лицензи|许可|授权|許可|ライセンス|라이선스|라이센스", re.IGNORECASE)


def licence_present(facts: Facts) -> Iterator[Evidence]:
    """The repository has a licence.

    Why: Without one nobody may legally run, copy or build on the work, and an employer's lawyers know it.
    Fix: Add a `LICENSE` file (MIT or Apache-2.0 are common) and name it in `pyproject.toml`.
    """
    found = [*_files(facts), *_declared(facts), *_said(facts)]
    firm = [each for each in found if each.confidence == "high"]
    yield from (firm or found)[:1]
    if not found:
        part = next((file.path for file in facts.paths if _is_licence(file) and file.path.count("/") == 1), "")
        said = f"; `{part}` is that of a folder" if part else ""
        yield against(REPOSITORY, f"no licence file, licence field or sentence that names one was found{said}", "low" if part else "high")


def sources_credited(facts: Facts) -> Iterator[Evidence]:
    """Data, papers and code of others are credited.

    Why: Credit shows what is yours, and that you know what you built upon.
    Fix: Add a "Credits" list with links: data, pre-trained weights, tutorial, and which files are not yours.
    """
    own_files = frozenset(file.path for file in facts.paths)
    found = [evidence for document in pages(facts) for evidence in _credits(document, own_files)]
    firm = [each for each in found if each.confidence == "high"]
    yield from list({(each.path, each.line, each.cell): each for each in reversed(firm or found)}.values())[::-1][:MOST]
    if not found and front(facts) is None:
        yield against(REPOSITORY, "there is no front page that could credit others")
    elif not found:
        silent = not any(_may_credit(document, own_files) for document in pages(facts))
        page = front(facts)
        note = "no credit with a link was found on the front page"
        yield against(REPOSITORY, note, certainty(page.text) if silent and page is not None and page.text.words else "low")


def _may_credit(document: Document, own_files: frozenset[str]) -> bool:
    """Whether a page leads to anything of others, or holds a word of what is borrowed or of where it is from."""
    if any(_leads_out(link, own_files) for link in document.text.links):
        return True
    return any(
        "://" in each.text or WORK.search(each.text) or SITES.search(each.text) or said("credit", each.text) or said("credited", each.text)
        for each in document.text.paragraphs
    )


def licences_compatible(facts: Facts) -> Iterator[Evidence]:
    """The licence agrees with those of what the work holds, uses and learns from.

    Why: Who publishes under terms that others' terms forbid promises what is not theirs to promise.
    Fix: List data, weights, copied code and libraries with their licences beside your own; where one binds you, follow it or replace it.
    Ask: Whose terms decide what an employer may do with this?
    """
    files = list(of_files(facts))
    mine = next((each for each in files if not each.of), None)
    told = list(declared(facts))
    mine = mine or next(iter(told), None)
    if mine is None:
        return
    other = next((each for each in told if each.kind != mine.kind), None)
    if other is not None and not any(each.kind == mine.kind for each in told):
        part = other.at.path.endswith(".json")  # what npm writes of itself
        yield against(other.at, f"the metadata say {other.kind}, {mine.at.path} says {mine.kind}", "low" if part else "high")
        return
    found = [*(each for each in files if each.of and _holds_code(facts, each.of)), *of_others(facts)]
    for each in found:
        yield _agrees(mine, each)
    if not found:
        yield supports(mine.at, f"the work is under {mine.kind}; under which terms its data and borrowed parts are was not found", "low")


def _agrees(mine: Licence, other: Licence) -> Evidence:
    """Whether the own licence and one of something used can stand together; what the law would say is for a person."""
    told = f"{other.of} is under {other.kind}, the work under {mine.kind}"
    if other.kind in PERMISSIVE or other.kind == mine.kind or (other.kind == "LGPL" and other.of.startswith("`")):
        return supports(other.at, f"{told}: nothing that forbids it")
    if other.kind in SHARING and mine.kind in SHARING:
        return supports(other.at, f"{told}: both ask for the source to be shared", "low")
    return against(other.at, f"{told}; whether these terms bind the work is for a person", "low")


def _holds_code(facts: Facts, folder: str) -> bool:
    return any(code.path.startswith(f"{folder}/") for code in facts.code)


def _files(facts: Facts) -> Iterator[Evidence]:
    """Licence files of the root, beside the front page or of the folder with most of the code; another is of one part at most."""
    page = front(facts)
    home = posixpath.dirname(page.path) if page else ""
    for file in facts.paths:
        if not _is_licence(file):
            continue
        if not file.folder:
            yield supports(Location(file.path, 1), "a licence file stands in the root")
        elif file.folder == home or _holds_most(facts, file.folder):
            yield supports(Location(file.path, 1), "a licence file stands below the root, in the folder of the project", "low")


def _is_licence(file: File) -> bool:
    named = FILE.match(file.name) and not file.name.endswith((".py", ".ipynb", ".html", ".js"))
    says = not 0 <= file.size <= MOST_OF_NOTHING
    return bool(named) and says and file.role not in ("vendored", "generated", "data", "template", "archive")


def _holds_most(facts: Facts, folder: str) -> bool:
    code = [code.path for code in facts.product]
    return "/" not in folder and 2 * sum(path.startswith(f"{folder}/") for path in code) > len(code)


def _declared(facts: Facts) -> Iterator[Evidence]:
    """A licence field or a licence classifier of package metadata."""
    for manifest in own(facts.manifests):
        if manifest.source.kind not in ("pyproject", "setup", "package-json") or manifest.path.count("/") > 1:
            continue
        for key, value, line in sorted(manifest.source.values, key=lambda each: each[1].startswith("License :: ")):
            last = key.rsplit(".", 1)[-1] if not key[-1:].isdigit() else key
            if (last in ("license", "licence", "text") and "licen" in key and NAMES.search(value)) or value.startswith("License :: "):
                part = manifest.source.kind == "package-json" and "/" in manifest.path
                yield supports(Location(manifest.path, line), f"the metadata say {value[:60]}", "low" if part else "high")


def _said(facts: Facts) -> Iterator[Evidence]:
    """A sentence, a section or front matter that names the licence; not one on the data."""
    page = front(facts)
    home = posixpath.dirname(page.path) if page else ""
    for document in (each for each in pages(facts) if posixpath.dirname(each.path) in ("", home)):
        licence = document.text.front_matter.get("license", "")
        if licence:
            yield supports(document.at(1), f"the front matter says {licence[:40]}")
        for paragraph in document.text.paragraphs:
            topics = topics_of(document.text, paragraph)
            told = "licence" in topics or ("data" not in topics and WORD.search(paragraph.text) is not None)
            if told and (named := NAMES.search(paragraph.text)):
                yield supports(place(document, paragraph, paragraph.text, named.group()), f"the text names {named.group()}")
        badges = [
            link
            for link in document.text.links
            if link.image and WORD.search(f"{link.text} {link.target}") and NAMES.search(f"{link.text} {link.target}".replace("-", " "))
        ]
        yield from (supports(document.at(link.line), "a badge names the licence", "low") for link in badges[:1])


def _credits(document: Document, own_files: frozenset[str]) -> Iterator[Evidence]:
    """The linked source of the data, sections of credits with something in them, and linked sentences that name a source."""
    yield from _linked_data(document, own_files)
    text = document.text
    leading = [link for link in text.links if _leads_out(link, own_files)]
    for number, section in enumerate(text.sections):
        if "credits" not in section.topics or _of_self(section, text.title):
            continue
        named = said("credit", section.heading) or said("credited", section.text)
        if named and (section.words >= FEWEST_WORDS or any(link.section == number for link in leading)):
            yield supports(document.at(section.line, section.cell), "a section credits others")
    linked = {(link.line, link.cell) for link in leading}
    for paragraph in text.paragraphs:
        written = ADDRESS.search(paragraph.text) if "://" in paragraph.text else None
        beside = (paragraph.line, paragraph.cell) in linked
        for sentence in sentences_of(paragraph) if beside or written else ():
            words = said("credited", sentence) if beside or ADDRESS.search(sentence) else ""
            if words:
                yield supports(place(document, paragraph, sentence, words), f'a link beside "{words}"')
            elif beside and (work := WORK.search(sentence)):
                yield supports(place(document, paragraph, sentence, work.group()), f'a link beside "{work.group()}"', "low")


def _linked_data(document: Document, own_files: frozenset[str]) -> Iterator[Evidence]:
    """Links to the pages of data sets, and others where the data are told."""
    text = document.text
    for source in data_links(text):
        if not source.sure and not _is_own(source.target, own_files) and not OWN_PAGES.search(source.target):
            yield supports(document.at(source.line, source.cell), "a page is linked where the data are told", "low")
        elif source.sure and not _is_own(source.target, own_files):
            beside = " ".join(each.text for each in text.paragraphs if (each.line, each.cell) == (source.line, source.cell))
            what = (
                "a page of others is linked" if CODE.search(beside) and "data" not in beside.lower() else "the source of the data is linked"
            )
            yield supports(document.at(source.line, source.cell), what)


def _of_self(section: Section, title: str) -> bool:
    """Whether a section names the authors, or tells how to cite this very work."""
    if SELF.search(section.heading):
        return True
    shared = set(re.findall(r"\w{4,}", title.lower())) & set(re.findall(r"\w{4,}", section.heading.lower()))
    return bool(CITES.search(section.heading)) and (
        bool(shared) or THIS.search(section.heading) is not None or "if you use" in section.text.lower()
    )


def _leads_out(link: Link, own_files: frozenset[str]) -> bool:
    """Whether a link leads to something of others."""
    return link.target.startswith("http") and not link.image and not OWN_PAGES.search(link.target) and not _is_own(link.target, own_files)


def _is_own(target: str, own_files: frozenset[str]) -> bool:
    """Whether an address on a code host names a file of this tree: `.../blob/main/data/rents.csv`."""
    named = HOSTED.search(target)
    return named is not None and named.group(1).split("#")[0].split("?")[0] in own_files
