"""Is the data closer to the world than to a textbook?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.files import is_common, named_file, written_names
from evaluator.checks.selectors.sources import (
    brings_model,
    data_set,
    fetches_data,
    is_ornament,
    is_result,
    last_part,
    loadings,
    readings,
    tables_of_data,
)
from evaluator.model.place import REPOSITORY, Location
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

DATA = ("data.read", "data.query", "data.download", "data-loading")
TABLES = ("pandas.", "polars.", "pyspark.", "dask.", "datasets.")
_MAY_BE_SETTINGS = frozenset({"json.load", "json.loads", "pickle.load", "joblib.load", "yaml.safe_load", "numpy.memmap"})
_BECOMES = ("data.construct", "estimator.fit", "model.train", "tokenizer", "split", "data-loader", "dataset.class", "text-preprocessing")
LONGEST = 300
FIRM = frozenset({"loader", "columns", "file"})


def data_identified(facts: Facts) -> Iterator[Evidence]:
    """The source of the data can be named.

    Why: Data of unknown origin cannot be checked, and neither can what was learned from it.
    Fix: Read the data in one named place, and say in the README where it comes from.
    Ask: Who collected these data, and for what?
    Not for: library, rl
    """
    found = _named_sources(facts)
    told = [
        (_called(facts, call), supports(call.at, f"{call.method} names what is read", "high" if _is_sure(facts, call) else "low"))
        for call in found
    ]
    yield from _once_each(told)
    table = next(tables_of_data(facts, written_names(facts)), None)
    if table is not None:
        yield supports(Location(table.path, 1), "a table of data is in the repository")
        return
    if not found:
        yield against(REPOSITORY, "no file, loader or download of data was found in the code")


def data_beyond_toy(facts: Facts) -> Iterator[Evidence]:
    """The main data set is not one of the best-known tutorial sets.

    Why: On Titanic or Iris everybody's notebook reads alike; other data show what you do when nobody has done it before.
    Fix: Keep your pipeline and swap the data: take an open-data portal or an API, join two sources, and describe what was dirty.
    Ask: What was wrong with the data that no tutorial had told you?
    Not for: library
    """
    toys = [sign for sign in facts.known_data if sign.how in FIRM]
    soft = [sign for sign in facts.known_data if sign.how not in FIRM]
    others = _other_sources(facts)
    if toys:
        for sign in toys:
            mixed = others and sign.how != "columns"
            yield against(sign.at, f"well-known tutorial data ({sign.id}), told by its {sign.how}", "low" if mixed else "high")
    elif soft:
        certain = len({sign.how for sign in soft}) > 1 and not others
        note = f"this may be well-known tutorial data ({soft[0].id}), told by {soft[0].how}"
        yield against(soft[0].at, note, "high" if certain else "low")
    else:
        yield from others[:5] or (
            supports(call.at, "no sign of a tutorial set was found") for call in [*filter(fetches_data, facts.calls_to(*DATA))][:1]
        )


def _other_sources(facts: Facts) -> list[Evidence]:
    """Data that are named, are no tutorial set, and were not made of one by the project itself; one row a data set."""
    return _once_each([*_other_tables(facts), *_other_readings(facts)])


def _made_of(facts: Facts, path: str, toys: set[str]) -> bool:
    """Whether a file beside a tutorial set may be a part of it: written by the project, or called as everybody's or as the set."""
    name = last_part(path)
    return bool(toys) and (name in written_names(facts) or is_common(name) or _speaks_of(path, toys))


def _other_tables(facts: Facts) -> Iterator[tuple[str, Evidence]]:
    """Tables of the tree, each by its data set; those of one header are one."""
    toys = {sign.id.replace("-", "") for sign in facts.known_data}
    signs = {sign.path for sign in facts.known_data if sign.line == 1 and sign.cell is None}
    known: dict[str, str] = {}
    for table in tables_of_data(facts, written_names(facts)):
        if table.role != "template" and table.path not in signs and not _made_of(facts, table.path, toys):
            alike = known.setdefault(",".join(table.source.columns)[:LONGEST], data_set(table.path))
            yield alike, supports(Location(table.path, 1), "a table of data that are no tutorial set")


def _other_readings(facts: Facts) -> Iterator[tuple[str, Evidence]]:
    """Calls that name what they read, each by its data set."""
    toys = {sign.id.replace("-", "") for sign in facts.known_data}
    places = {(sign.path, sign.line, sign.cell) for sign in facts.known_data}
    homes = {sign.path for sign in facts.known_data}
    for call in _named_sources(facts):
        text = named_file(facts, call) or next((argument.constant for argument in call.arguments if isinstance(argument.constant, str)), "")
        if not last_part(text) or is_result(text) or (call.path, call.line, call.cell) in places or call.means("image.read"):
            continue
        if toys and (call.path in homes or not (call.name.startswith(TABLES) or "://" in text)):
            continue
        if not _made_of(facts, text, toys):
            yield data_set(text), supports(call.at, "reads data that are no tutorial set")


def _once_each(told: list[tuple[str, Evidence]]) -> list[Evidence]:
    """One row a data set, the sure ones first."""
    found: dict[str, Evidence] = {}
    for name, evidence in sorted(told, key=lambda each: each[1].confidence == "low"):
        found.setdefault(name, evidence)
    return list(found.values())


def _called(facts: Facts, call: Call) -> str:
    """The data set that a call names, or else the file in which it stands."""
    texts = (argument.constant for argument in call.arguments if isinstance(argument.constant, str))
    return data_set(named_file(facts, call) or next(texts, "")) or call.path


def _named_sources(facts: Facts) -> list[Call]:
    """The calls that load or read data, without those of stop words and ornaments."""
    return [
        call
        for call in (*loadings(facts), *readings(facts))
        if fetches_data(call) and not (is_ornament(facts, call) or brings_model(facts, call))
    ]


def _is_sure(facts: Facts, call: Call) -> bool:
    """Not where settings may be read (`json.load`), a run's own results, a camera, or one picture by its name."""
    path = named_file(facts, call)
    if call.name in _MAY_BE_SETTINGS and not any(facts.downstream(call, *_BECOMES)):
        return False
    one = call.means("image.read") and any(isinstance(argument.constant, str) for argument in call.arguments[:1])
    return call.method != "VideoCapture" and not one and not (path and is_result(path))


def _speaks_of(text: str, toys: set[str]) -> bool:
    """Whether a path bears the name of one of the tutorial sets."""
    plain = re.sub(r"[^a-z0-9]", "", text.lower()[:300])
    return any(toy in plain for toy in toys)
