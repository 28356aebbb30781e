"""Is the data closer to the world than to a textbook?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.files import is_common, named_file, written_names
from evaluator.checks.selectors.sources import fetches_data, is_ornament, is_result, last_part, loadings, readings, tables_of_data
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
FIRM = frozenset({"loader", "columns", "file"})


def data_identified(facts: Facts) -> Iterator[Evidence]:
    """The source of the data can be named.

    Why: Data of unknown origin cannot be checked, and neither can what was learned from it.
    Fix: Read the data in one named place, and say in the README where it comes from.
    Ask: Who collected these data, and for what?
    Not for: library, rl
    """
    found = _named_sources(facts)
    for call in found:
        yield supports(call.at, f"{call.method} names what is read", "high" if _is_sure(facts, call) else "low")
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
    """Data that are named, are no tutorial set, and were not made of one by the project itself."""
    toys = {sign.id.replace("-", "") for sign in facts.known_data}
    toy_places = {(sign.path, sign.line, sign.cell) for sign in facts.known_data}
    toy_files = {sign.path for sign in facts.known_data}
    made = written_names(facts)
    found = []
    for table in tables_of_data(facts, made):
        name = last_part(table.path)
        if (
            table.role != "template"
            and (table.path, 1, None) not in toy_places
            and (not toys or not (name in made or is_common(name) or _speaks_of(table.path, toys)))
        ):
            found.append(supports(Location(table.path, 1), "a table of data that are no tutorial set"))
    for call in _named_sources(facts):
        text = named_file(facts, call) or next((argument.constant for argument in call.arguments if isinstance(argument.constant, str)), "")
        name = last_part(text)
        if not name or is_result(text) or (call.path, call.line, call.cell) in toy_places or call.means("image.read"):
            continue
        if toys and (call.path in toy_files or not (call.name.startswith(TABLES) or "://" in text)):
            continue
        if not toys or not (name in made or is_common(name) or _speaks_of(text, toys)):
            found.append(supports(call.at, "reads data that are no tutorial set"))
    return found


def _named_sources(facts: Facts) -> list[Call]:
    """The calls that load or read data, without those of stop words and ornaments."""
    return [call for call in (*loadings(facts), *readings(facts)) if fetches_data(call) and not is_ornament(facts, call)]


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
