"""Is the data closer to the world than to a textbook?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.collected import collected, interfaces
from evaluator.checks.selectors.data_links import data_links
from evaluator.checks.selectors.detectors import parts_in_files
from evaluator.checks.selectors.files import is_common, written_names
from evaluator.checks.selectors.having import having
from evaluator.checks.selectors.named_data import data_sources, holds_codes, is_aside, lists_data
from evaluator.checks.selectors.prose import front, pages
from evaluator.checks.selectors.sources import data_set, fetches_data, is_result, last_part, shortened, tables_of_data
from evaluator.model.place import REPOSITORY, Location
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.named_data import Named
    from evaluator.model.code import Call
    from evaluator.model.facts import DataTable, Facts, KnownData
    from evaluator.model.result import Confidence

DATA = ("data.read", "data.query", "data.download", "data-loading")
READ = ("data.read", "data.query", "image.read")
TABLES = ("pandas.", "polars.", "pyspark.", "dask.", "datasets.")
LONGEST = 300
SHOWN = 60
TUTORIAL_SETS = regex(
    r"\b(?:(?:fashion-?)?mnist|imdb|titanic|movielens|cifar-?100?|iris (?:data|flower|class)|boston housing|california housing"
    r"|20 ?newsgroups|wine quality|breast cancer wisconsin|pima|ames housing|adult income|sms spam|shakespeare"
    r"|cartpole|lunar-?lander|mountain-?car|frozen-?lake|cats (?:and|vs\.?) dogs)\b",
    re.IGNORECASE,
)
_ANYBODY = frozenset(
    {"", "data", "dataset", "datasets", "train", "test", "images", "image", "input", "inputs", "raw", "csv", "files", "file", "df"}
)
MOST = 2
FIRM = frozenset({"loader", "columns", "file"})
# What a run tells of a model, under names that is_result does not know.
_TOLD = regex(
    r"(?:^|[_\W])(?:eval|ground[-_ ]?truth|importances?|ablation|bootstrap|coefficients?|output|hist(?:ory|ories)?)(?:[_\W\d]|$)",
    re.IGNORECASE,
)


def data_identified(facts: Facts) -> Iterator[Evidence]:
    """The source of the data can be named.

    Why: Data of unknown origin cannot be checked, and neither can what was learned from it.
    Fix: Read the data in one named place, and say in the README where it comes from.
    Ask: Who collected these data, and for what?
    Not for: library, rl
    """
    found = data_sources(facts)
    named = [(each.data_set, supports(each.call.at, *_told(each))) for each in found if each.name]
    firm = [each for each in named if each[1].confidence == "high"]
    table = next(iter(_best_tables(facts)), None)
    linked = [*_linked(facts)] if not firm else []
    listed = [supports(call.at, f"{call.method} names the folder of the data") for call in lists_data(facts)][:1] if not firm else []
    elsewhere = "reads data whose name is given elsewhere"
    unnamed = [supports(each.call.at, f"{each.call.method} {elsewhere}", "low") for each in found if not each.name]
    yield from _once_each(_not_aside(firm))[:MOST]
    if table is not None and not (firm and is_aside(table.path)):
        yield supports(Location(table.path, 1), "a table of data is in the repository")
    elif not firm:
        known = [supports(sign.at, f"the data set {sign.id} is named here") for sign in facts.known_data if sign.how in FIRM][:1]
        known = known or [supports(*each) for each in (*interfaces(facts), *parts_in_files(facts))]
        yield from (linked or listed or known or _once_each(named) or unnamed)[:MOST]
        if not (linked or listed or known or found):
            yield against(REPOSITORY, "no file, loader or download of data was found in the code")


def _told(source: Named) -> tuple[str, Confidence]:
    """What a call says of its data."""
    name = shortened(" ".join(source.name.split()), SHOWN)
    sure: Confidence = "high" if source.sure else "low"
    if name == source.call.method:
        return f"{name} names what is loaded", sure
    where = "reads" if source.here else "reads, by a name given elsewhere,"
    return f'{source.call.method} {where} "{name}"', sure


def _linked(facts: Facts) -> Iterator[Evidence]:
    """The page of the data set, linked on the front page."""
    for document in pages(facts):
        links = (link for link in data_links(document.text) if link.sure)
        yield from (supports(document.at(link.line, link.cell), "the page or file of a data set is linked") for link in links)


def _best_tables(facts: Facts) -> list[DataTable]:
    """Tables of the tree that are data, those that code names first; not what a run left."""
    named = {last_part(text) for code in facts.product for _, text in code.source.strings if len(text) < LONGEST}
    kept = [each for each in tables_of_data(facts, written_names(facts)) if not is_result(each.path) and not _TOLD.search(each.path)]
    return sorted(
        kept,
        key=lambda each: (is_aside(each.path), holds_codes(each.path, each.source.columns), last_part(each.path) not in named),
    )


def data_beyond_toy(facts: Facts) -> Iterator[Evidence]:
    """The main data set is not one of the best-known tutorial sets.

    Why: On Titanic or Iris everybody's notebook reads alike; other data show what you do when nobody has done it before.
    Fix: Keep your pipeline and swap the data: take an open-data portal or an API, join two sources, and describe what was dirty.
    Ask: What was wrong with the data that no tutorial had told you?
    Not for: library
    """
    toys = _firm_signs(facts)
    soft = [sign for sign in facts.known_data if sign.how not in FIRM]
    others = _other_sources(facts)
    if toys:
        for sign in {sign.id: sign for sign in reversed(toys)}.values():
            mixed = others and sign.how != "columns"
            yield against(sign.at, f"well-known tutorial data ({sign.id}), told by its {sign.how}", "low" if mixed else "high")
    elif soft:
        certain = len({sign.how for sign in soft} - {"the default name"}) > 1 and not others
        note = f"this may be well-known tutorial data ({soft[0].id}), told by {soft[0].how}"
        yield against(soft[0].at, note, "high" if certain else "low")
    elif others:
        yield from others[:MOST]
    else:
        yield from _no_sign(facts)


def data_collected_or_joined(facts: Facts) -> Iterator[Evidence]:
    """The data were collected by the author, or joined from two or more sources.

    Why: Whoever fetched or joined data has met keys that do not match, units that differ and days that are missing.
    Fix: Add one more source (another year, place, device or register), or collect examples of your own by an interface, and keep the code.
    Ask: What did not match when you joined these sources?
    Not for: library, rl
    """
    found = list(collected(facts))
    firm = [each for each in found if each[2] == "high"]
    yield from having(firm or found, "no own collection of data, and no join of two sources, was found in the code", most=MOST)


def _firm_signs(facts: Facts) -> list[KnownData]:
    """Signs that leave no doubt; a file that is only named, beside other data that are read, may be a left-over."""
    firm = [sign for sign in facts.known_data if sign.how in FIRM]
    read = {(source.call.path, source.call.line, source.call.cell) for source in data_sources(facts)}
    tables = {table.path for table in facts.tables}
    sure = [sign for sign in firm if sign.how != "file" or sign.path in tables or (sign.path, sign.line, sign.cell) in read]
    return sure or ([] if _other_sources(facts) else firm)


def _no_sign(facts: Facts) -> Iterator[Evidence]:
    """Where data are linked or read under no known name; doubtful where the front page speaks of a tutorial set."""
    page = front(facts)
    told = "" if page is None else " ".join((page.text.title, *(section.text for section in page.text.sections)))
    sure: Confidence = "low" if TUTORIAL_SETS.search(told) else "high"
    links = (link for link in (data_links(page.text) if page else ()) if link.sure)
    linked = next(links, None)
    fetched = [call for call in facts.calls_to(*DATA) if fetches_data(call) and call.kind == "call"]
    if page is not None and linked is not None and fetched:
        yield supports(page.at(linked.line, linked.cell), "the data that are linked are no tutorial set known here", sure)
    elif fetched:
        best = _to_the_model(facts, fetched)
        note = "no sign of a tutorial set was found; looked at what code reads and documents link"
        yield supports((best or fetched[0]).at, note, sure if best else "low")


def _to_the_model(facts: Facts, fetched: list[Call]) -> Call | None:
    """A call on the way from the data to the model: not what a service is asked with, nor settings, nor the store of an application."""
    read = [each.call for each in data_sources(facts) if each.sure and not each.call.means("data.query")]
    served = [call for call in fetched if call.means("data-loading") and not (call.means(*READ) or call.method.startswith("make_"))]
    held = [call for call in fetched if call.means("data.read") and "dataset" in last_part(call.path).lower()]
    return next((call for call in (*read, *served, *held) if not is_aside(call.path)), None)


def _other_sources(facts: Facts) -> list[Evidence]:
    """Data that are named, are no tutorial set, and were not made of one by the project itself; one row a data set."""
    return _once_each(_not_aside([*_other_tables(facts), *_other_readings(facts)]))


def _made_of(facts: Facts, path: str, toys: set[str]) -> bool:
    """Whether a file beside a tutorial set may be a part of it: written by the project, or called as everybody's or as the set."""
    name = last_part(path)
    return bool(toys) and (name in written_names(facts) or is_common(name) or _speaks_of(path, toys))


def _other_tables(facts: Facts) -> Iterator[tuple[str, Evidence]]:
    """Tables of the tree, each by its data set; those of one header are one."""
    toys = {sign.id.replace("-", "") for sign in facts.known_data}
    signs = {sign.path for sign in facts.known_data if sign.line == 1 and sign.cell is None}
    known: dict[str, str] = {}
    for table in _best_tables(facts):
        if table.role != "template" and table.path not in signs and not _made_of(facts, table.path, toys):
            alike = known.setdefault(",".join(table.source.columns)[:LONGEST], data_set(table.path))
            yield alike, supports(Location(table.path, 1), "a table of data, whose name and columns are of no tutorial set known here")


def _other_readings(facts: Facts) -> Iterator[tuple[str, Evidence]]:
    """Calls that name what they read, each by its data set."""
    toys = {sign.id.replace("-", "") for sign in facts.known_data}
    places = {(sign.path, sign.line, sign.cell) for sign in facts.known_data}
    homes = {sign.path for sign in facts.known_data}
    for source in data_sources(facts):
        call, text = source.call, source.name
        if not source.sure or source.data_set in _ANYBODY or (is_common(last_part(text)) and "/" not in text.strip("./")):
            continue
        if not last_part(text) or is_result(text) or _TOLD.search(text) or (call.path, call.line, call.cell) in places:
            continue
        if call.means("image.read") or (toys and (call.path in homes or not (call.name.startswith(TABLES) or "://" in text))):
            continue
        if not _made_of(facts, text, toys):
            given = "" if source.here else " (given elsewhere)"
            name = shortened(" ".join(text.split()), SHOWN)
            told = f"what {name} loads is" if text == call.method else f'"{name}"{given} is the name of'
            yield source.data_set, supports(call.at, f"{told} no tutorial set known here")


def _not_aside(told: list[tuple[str, Evidence]]) -> list[tuple[str, Evidence]]:
    """What stands on the way from the data to the model, or else all."""
    return [each for each in told if not is_aside(each[1].at.path)] or told


def _once_each(told: list[tuple[str, Evidence]]) -> list[Evidence]:
    """One row a data set, the sure ones first."""
    found: dict[str, Evidence] = {}
    for name, evidence in sorted(told, key=lambda each: each[1].confidence == "low"):
        found.setdefault(name, evidence)
    return list(found.values())


def _speaks_of(text: str, toys: set[str]) -> bool:
    """Whether a path bears the name of one of the tutorial sets."""
    plain = re.sub(r"[^a-z0-9]", "", text.lower()[:300])
    return any(toy in plain for toy in toys)
