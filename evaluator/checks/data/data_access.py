"""Could I get the data?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.data_links import data_links, fetches, places
from evaluator.checks.selectors.obtaining import ASKS, committed, fetches_model, fetching_commands, obtained, pointed_to
from evaluator.checks.selectors.page_commands import given, shell_lines
from evaluator.checks.selectors.prose import certainty, front, notebook_introductions, pages
from evaluator.checks.selectors.provenance import LINKED, PARTS, SOURCE, provenance
from evaluator.checks.selectors.shell import simple_commands
from evaluator.checks.selectors.sources import NO_SOURCE, is_result, shortened
from evaluator.checks.selectors.standing import own
from evaluator.model.place import REPOSITORY, Location
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.data_links import Source
    from evaluator.checks.selectors.page_commands import Given
    from evaluator.model.code import Call
    from evaluator.model.facts import Document, Facts

MOST = 3
LONGEST = 160
FETCHES = regex(
    r"^(?!.*model)(?:.*_)?download(?!_?button)|^fetch_(?!all|one|many)|^get_\w*(?:range_data|metric_data|history|historical|_prices)"
)
FETCHERS = regex(r"download|fetch|get_?data|prepare|ingest")
_SETS, _GAP = r"\bdata(?:-? ?sets?)?\b", r"\b(?:(?![.!?]\s).){0,60}\b"
_ALONE, _FETCHED = r"(?:automatically|by itself|by themselves)", r"(?:downloaded|fetched|downloads)"
ALONE = regex(
    rf"{_SETS}{_GAP}(?:{_ALONE}{_GAP}{_FETCHED}|{_FETCHED}{_GAP}{_ALONE})\b|\b{_ALONE}{_GAP}(?:download|fetch)(?:ed|e?s)?{_GAP}{_SETS}",
    re.IGNORECASE,
)
STORED = regex(
    r"https?://(?:(?:www\.)?(?:github|gitlab)\.com/[\w.-]+/[\w.-]+/(?:-/)?(?:blob|raw)|raw\.githubusercontent\.com/[\w.-]+/[\w.-]+)/[\w.-]+/([^?#]{1,300})"
)
STORES = frozenset({"mlflow.db", "mlruns.db", "optuna.db"})


def data_source_linked(facts: Facts) -> Iterator[Evidence]:
    """The page of the data set is linked.

    Why: A reader wants to know in one click what the data are and whether they may use them.
    Fix: Link the exact page of each data set, not the home page of the site.
    Not for: library, rl
    """
    found = [(document, link) for document in _texts(facts) for link in data_links(document.text)]
    found = list({link.target.rstrip("/"): (document, link) for document, link in reversed(found)}.values())[::-1]
    best = [each for each in found if each[1].sure] or found
    best = [each for each in best if not _is_here(facts, each[1])] or best
    for document, link in best[:MOST]:
        here = _is_here(facts, link)
        note = f"links {shortened(link.target.rstrip('.,;'), LONGEST)}" + (", a file that is in this tree" if here else "")
        yield supports(document.at(link.line, link.cell), note, "high" if link.sure and not here else "low")
    if not found:
        yield against(REPOSITORY, "no link to the page or file of a data set was found in the texts")


def data_provenance_stated(facts: Facts) -> Iterator[Evidence]:
    """Source, date or version, and licence or terms of the data are stated.

    Why: Without a date nobody knows which data these were, and without terms nobody knows whether they may be used.
    Fix: Write three lines under "Data": who published it and where, the date or version you took, and its licence or terms of use.
    Ask: May I use these data in a product, and which version did you train on?
    Not for: library, rl
    """
    told, together = provenance(facts)
    lacking = [part for part in PARTS if part not in told]
    if not lacking:
        yield from (supports(each.at, f"the {each.part} of the data: {each.words}", together) for each in told.values())
        return
    page, source = front(facts), told.get(SOURCE)
    linked = source.at if source is not None and source.words == LINKED else None
    told_of = [part for part in lacking if part != SOURCE] or lacking  # a source may be named in words that are not known here
    note = f"no {' and no '.join(told_of)} of the data was found in the texts"
    sure = "low" if told_of == [SOURCE] else "high" if page is None else certainty(page.text)
    yield against(linked or REPOSITORY, f"the data set is linked; {note}" if linked else note, sure)


def data_steps_documented(facts: Facts) -> Iterator[Evidence]:
    """The README says where to get the data and where to put them.

    Why: Code that reads `data/train.csv` runs nowhere else until somebody says what belongs there.
    Fix: Write two lines: the link to the exact page of the data set, and the path under which your code expects the file.
    Ask: What do I download, and where do I put it?
    Not for: library, rl
    """
    commands = [supports(place, f"a command fetches data ({words[0]})") for place, words in shell_lines(facts) if fetches(words)]
    commands += [supports(each.at, f"`{each.starts.name[:60]}` fetches data") for each in given(facts) if _work_fetches(each, facts)]
    commands = commands or list(_named_to_fetch(facts))
    read = [document for document in pages(facts) if document.kind != "notebook"]
    linked = sorted(((document, link) for document in read for link in data_links(document.text)), key=lambda each: not each[1].sure)
    there = [(document, line, words) for document in read for line, words in places(document.text) if not _holds_code(facts, words)]
    yield from commands[:MOST]
    if linked and there:
        (document, link), (beside, line, words) = linked[0], next((each for each in there if _is_place(each[2])), there[0])
        yield supports(document.at(link.line), "the data set is linked", "high" if link.sure else "low")
        told = "the place of the data is told" if _is_place(words) else "a file of the data is named"
        yield supports(beside.at(line), f"{told} ({words})", "high" if link.sure and _is_place(words) else "low")
    elif not commands:
        yield _lacking(facts, read, linked=bool(linked))


def _lacking(facts: Facts, read: list[Document], *, linked: bool) -> Evidence:
    """What is not told; a question where a page says that the data come by themselves."""
    lacking = "no word on where the data belong was" if linked else "no link to the data set was" if front(facts) else "no README was"
    itself = next((place for place in map(_fetched_alone, read) if place), None)
    if itself is not None:
        return against(itself, f"{lacking} found; the page says that the data come by themselves", "low")
    return against(REPOSITORY, f"{lacking} found in the README and the pages it links" if front(facts) else f"{lacking} found")


def _fetched_alone(document: Document) -> Location | None:
    """Where a page says that the data are downloaded by the program: no place need be told."""
    said = next((each for each in document.text.paragraphs if ALONE.search(each.text)), None)
    return document.at(said.line) if said is not None else None


def _is_here(facts: Facts, link: Source) -> bool:
    """Whether a link leads to a file of a code host that stands at the same path here: the project's own, it may be."""
    stored = STORED.match(link.target)
    return stored is not None and any(file.path == stored[1] for file in facts.paths)


def _is_place(words: str) -> bool:
    """Whether a folder is named, and not only a file: `data/rows.csv`, "put it into the data folder", but not `rows.csv`."""
    return "/" in words or " " in words


def _may_fetch(facts: Facts, call: Call) -> bool:
    """Whether a call asks another service, or is called as if it fetched data."""
    named = FETCHES.search(call.method.lower()) is not None and not call.name.startswith(NO_SOURCE)
    asked = any(argument.name == "download" and argument.constant is not False for argument in call.arguments)
    return asked or call.name.startswith(ASKS) or (named and not fetches_model(facts, call))


def _named_to_fetch(facts: Facts) -> Iterator[Evidence]:
    """Scripts that a page starts: sure where they fetch data and are called so, a question where only their name says it."""
    fetching = {call.path for call, _ in obtained(facts)}
    for each in given(facts):
        name = each.starts.path.rpartition("/")[2].lower()
        if name.endswith(".py") and FETCHERS.search(name):
            sure = each.starts.path in fetching
            yield supports(
                each.at, f"`{name}` " + ("fetches data" if sure else "is called as if it fetched data"), "high" if sure else "low"
            )


def _holds_code(facts: Facts, words: str) -> bool:
    """Whether what is named as a place is a folder of the project's code, or the store of a tracker."""
    folder = words.removeprefix("./").rstrip("/")
    inside = {file.role for file in facts.paths if file.path.startswith(f"{folder}/")} if words.endswith("/") else set()
    return ("/" in folder and "product" in inside and "data" not in inside) or words.rpartition("/")[2] in STORES or is_result(words)


def _texts(facts: Facts) -> Iterator[Document]:
    yield from pages(facts)
    yield from (document for document in own(facts.documents) if document.kind in ("readme", "data-card", "report", "docs"))
    yield from notebook_introductions(facts)


def _work_fetches(each: Given, facts: Facts) -> bool:
    """Whether a shell script or target that a page starts downloads something."""
    for work in facts.stages:
        for target in work.source.targets if work.path == each.starts.path else ():
            if target.name in ("", each.starts.name) and any(
                fetches(found.words) for line in target.commands for found in simple_commands(line)
            ):
                return True
    return False


def data_committed(facts: Facts) -> Iterator[Evidence]:
    """The data that the code reads are in the repository.

    Why: Whoever clones the project can run it, today and in three years.
    Fix: Commit small data, keep large ones with DVC or Git LFS, or fetch them in code from a public source.
    Not for: library, rl
    """
    found = list(committed(facts))
    for file in found[:MOST]:
        yield supports(Location(file.path), "the code reads this file, and it is in the tree")
    pointers = [] if found else list(pointed_to(facts))
    for file in pointers[:MOST]:
        yield supports(Location(file.path), "points to data in a remote of DVC")
    if not found and not pointers:
        yield against(REPOSITORY, "no data file that the code reads was found in the tree")


def data_obtained_in_code(facts: Facts) -> Iterator[Evidence]:
    """The code fetches its data itself.

    Why: A download in code is an instruction that cannot be misread.
    Fix: Write `data/download.py` that fetches the raw files from their public source to the path your code reads.
    Ask: What happens to your project on the day this source moves?
    Not for: library, rl
    """
    calls = [
        supports(call.at, f"{call.method} fetches or loads the data", "high" if certain else "low") for call, certain in obtained(facts)
    ]
    commands = [supports(place, f"a command fetches data ({words[0]})") for place, words in fetching_commands(facts)]
    yield from (*calls, *commands)
    if not calls and not commands:
        missing = "nothing that fetches the data was found in the code: no download, query or loader of a published set"
        named = next((call for call in facts.called if _may_fetch(facts, call)), None)
        if named is None:
            yield against(REPOSITORY, missing)
        else:
            yield against(named.at, f"{missing}; what {named.method or 'this'} brings could not be told", "low")
