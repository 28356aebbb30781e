"""Could I get the data?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.data_links import data_links, places
from evaluator.checks.selectors.page_commands import shell_lines
from evaluator.checks.selectors.prose import front, notebook_introductions, pages
from evaluator.checks.selectors.standing import own
from evaluator.model.place import REPOSITORY
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Document, Facts

MOST = 3
FETCHERS = frozenset({"wget", "curl", "kaggle", "gdown", "aria2c", "huggingface-cli", "gsutil"})


def data_source_linked(facts: Facts) -> Iterator[Evidence]:
    """The page of the data set is linked.

    Why: A reader wants to know in one click what the data are and whether they may use them.
    Fix: Link the exact page of each data set, not the home page of the site.
    Not for: library, rl
    """
    found = [
        supports(document.at(link.line, link.cell), f"links {link.target[:80]}")
        for document in _texts(facts)
        for link in data_links(document.text)
    ]
    yield from found[:MOST]
    if not found:
        yield against(REPOSITORY, "no link to the page or file of a data set was found in the texts")


def data_steps_documented(facts: Facts) -> Iterator[Evidence]:
    """The README says where to get the data and where to put them.

    Why: Code that reads `data/train.csv` runs nowhere else until somebody says what belongs there.
    Fix: Write two lines: the link to the exact page of the data set, and the path under which your code expects the file.
    Ask: What do I download, and where do I put it?
    Not for: library, rl
    """
    commands = [supports(place, f"a command fetches data ({words[0]})") for place, words in shell_lines(facts) if _fetches(words)]
    read = [document for document in pages(facts) if document.kind != "notebook"]
    linked = [(document, link) for document in read for link in data_links(document.text)]
    there = [(document, line, words) for document in read for line, words in places(document.text)]
    if linked and there:
        document, link = linked[0]
        yield supports(document.at(link.line), "the page of the data set is linked")
        yield supports(there[0][0].at(there[0][1]), f"the place of the data is told ({there[0][2]})")
    yield from commands[:MOST]
    if not commands and not (linked and there):
        lacking = "where the data belong" if linked else "a link to the data set" if front(facts) else "a README"
        yield against(REPOSITORY, f"{lacking} was not found")


def _texts(facts: Facts) -> Iterator[Document]:
    yield from pages(facts)
    yield from (document for document in own(facts.documents) if document.kind in ("readme", "data-card", "report", "docs"))
    yield from notebook_introductions(facts)


def _fetches(words: tuple[str, ...]) -> bool:
    """A download of something that is no installer, or `dvc pull`."""
    program = words[0].rsplit("/", 1)[-1]
    rest = " ".join(words[1:])
    if program == "dvc":
        return words[1:2] in (("pull",), ("get",), ("get-url",), ("import",))
    if program == "kaggle":
        return "download" in rest
    return (
        program in FETCHERS
        and "://" in rest
        and not rest.split("?")[0].endswith((".sh", ".deb", ".py", ".json"))
        and "localhost" not in rest
        and "127.0.0.1" not in rest
    )
