"""Is the data closer to the world than to a textbook?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.called import is_dormant
from evaluator.checks.selectors.files import is_common, named_file, written_names
from evaluator.checks.selectors.looked import is_about_results
from evaluator.checks.selectors.obtaining import ASKS, fetches_model, is_kept
from evaluator.checks.selectors.settings import texts_behind
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
from evaluator.checks.selectors.training import trainings
from evaluator.model.place import REPOSITORY, Location
from evaluator.model.regex import regex
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
MOST_ENDS = 30
PLACE_OF_DATA = regex(
    r"\w\.(?:csv|tsv|parquet|feather|jsonl|xlsx?|npz|npy|hdf5|sqlite|arff|mat)$|(?:^|[./])(?:data|datasets?)/|dataset\w*\.json$"
)
TELLS_PLACES = regex(r"(?:^|[_/])(?:config|settings?|constants?|paths?|data|dataset|preprocess(?:ing)?|loader)s?(?=[_./])")
GIVES = regex(r"write|save|dump|download|upload|export|to_|zip")
SHORTEST = 2  # longer than the mode of an opened file
NAMED = "names what is read"
OUTPUT = regex(r"(?:^|/)outputs?/")
NAMES_DATA = regex(r"://|\.(?:csv|tsv|parquet|feather|jsonl?|xlsx?|npz|npy|zip|gz|h5|hdf5|db|sqlite|pkl|txt|data|mat|arff)$")
FIRM = frozenset({"loader", "columns", "file"})


def data_identified(facts: Facts) -> Iterator[Evidence]:
    """The source of the data can be named.

    Why: Data of unknown origin cannot be checked, and neither can what was learned from it.
    Fix: Read the data in one named place, and say in the README where it comes from.
    Ask: Who collected these data, and for what?
    Not for: library, rl
    """
    found = _without_left_over(facts, [call for call in _named_sources(facts) if not _is_no_data(facts, call)])
    told = sorted(
        _once_each([(_called(facts, call), _identified(facts, call)) for call in found]), key=lambda each: each.confidence == "low"
    )
    literal = [evidence for evidence in told if evidence.note.endswith(NAMED) and evidence.confidence == "high"]
    firm = literal or [evidence for evidence in told if evidence.confidence == "high"]
    yield from firm or (list(_written_names(facts)) if found else []) or told
    read = {last_part(name) for call in found if (name := named_file(facts, call))}
    tables = [each for each in tables_of_data(facts, written_names(facts)) if not OUTPUT.search(each.path.lower())]
    if tables:
        table = next((each for each in tables if last_part(each.path) in read), tables[0])
        yield supports(Location(table.path, 1), "a table of data is in the repository")
        return
    if not found:
        yield against(REPOSITORY, "no file, loader or download of data was found in the code")


def _without_left_over(facts: Facts, found: list[Call]) -> list[Call]:
    """Without the tutorial set of a template that no training is fed with, where other data are read beside it."""
    signs = {(sign.path, sign.line, sign.cell) for sign in facts.known_data if sign.how == "loader"}
    toys = [call for call in found if (call.path, call.line, call.cell) in signs]
    others = [call for call in found if call not in toys]
    if not toys or not others:
        return found
    fed = {each.number for end in [*trainings(facts)][:MOST_ENDS] for each in facts.graph.upstream(end)}
    return [call for call in found if call in others or call.number in fed] if any(call.number in fed for call in others) else found


def _identified(facts: Facts, call: Call) -> Evidence:
    """The place names the data itself, or a constant or a caller does; doubtful where nobody seems to, or nothing calls it."""
    said = call.means("data.builtin") or _says_name(facts, call)
    named = said or bool(named_file(facts, call)) or any(NAMES_DATA.search(text) for text in texts_behind(facts, call))
    sure = named and _is_sure(facts, call) and not is_dormant(facts, call)
    note = f"{call.method} {NAMED}" if said else f"{call.method} reads what is named elsewhere"
    return supports(call.at, note if named else f"{call.method} reads data; what they are is not said here", "high" if sure else "low")


def _written_names(facts: Facts) -> Iterator[Evidence]:
    """The first name of a file or folder of data that a file of code writes down, for a path that is put together elsewhere."""
    giving = (call for call in facts.called if GIVES.search(call.method.lower()))
    made = written_names(facts) | {last_part(each.constant) for call in giving for each in call.arguments if isinstance(each.constant, str)}
    codes = [code for code in facts.product if code.calls and not is_about_results(facts, code.calls[0])]
    for code in sorted(codes, key=lambda each: not TELLS_PLACES.search(each.path.lower())):
        gives = {call.at for call in code.called if (call.means("data.write") or GIVES.search(call.method.lower()))}
        named = ((line, text) for line, text in code.source.strings if len(text) < LONGEST and PLACE_OF_DATA.search(text))
        texts = ((line, text) for line, text in named if code.at(line) not in gives)
        line = next((line for line, text in texts if last_part(text) not in made and not is_result(text)), 0)
        if line:
            yield supports(code.at(line), "a file or folder of data is named")
            return


def _says_name(facts: Facts, call: Call) -> bool:
    """Whether a literal text on the line of a call, or its first argument, names a file, a set, an address or a query."""
    first = next((argument.constant for argument in call.arguments if argument.name in ("", "path", "name")), None)
    code = facts.code_at(call.path)
    near = (text for line, text in (code.source.strings if code else ()) if code and code.at(line) == call.at)
    said = isinstance(first, str) and len(first) > SHORTEST and not call.means("data.query")
    return said or any(NAMES_DATA.search(text) for text in near)


def _is_no_data(facts: Facts, call: Call) -> bool:
    """Whether a request is made whose answer becomes neither a file nor a table, or a model is fetched."""
    asks = call.name.startswith(ASKS) and not is_kept(facts, call)
    return asks or (call.means("data.download") and fetches_model(facts, call))


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
