"""Data by their names: what a call that reads data calls them, on its own line or where the name is given."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.files import named_file
from evaluator.checks.selectors.obtaining import ASKS, fetches_model, is_kept
from evaluator.checks.selectors.once import kept
from evaluator.checks.selectors.sources import (
    DATA_ENDINGS,
    FRAMES,
    MODELS,
    brings_model,
    data_set,
    fetches_data,
    is_ornament,
    is_result,
    loadings,
    readings,
)
from evaluator.model.code import Call
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Code
    from evaluator.model.facts import Facts
    from evaluator.model.source import Argument

LONGEST = 300
FEW_COLUMNS = 2
_MAY_BE_SETTINGS = frozenset({"json.load", "json.loads", "pickle.load", "joblib.load", "yaml.safe_load", "numpy.memmap"})
_BECOMES = ("data.construct", "estimator.fit", "model.train", "tokenizer", "split", "data-loader", "dataset.class", "text-preprocessing")
# Files beside the way from the data to the model.
_ASIDE = regex(
    r"(?:^|[/_])(?:app|api|serv|predict|infer|monitor|dashboard|evidently|plot|visual|eval|report|demo|stream|test|send|function|lambda|handler)",
    re.IGNORECASE,
)
_QUERY = regex(r"\bselect\b.{1,2000}\bfrom\b", re.IGNORECASE | re.DOTALL)
_ANY_SET = frozenset(
    {
        "builder",
        "load",
        "load_dataset",
        "load_data",
        "fetch_openml",
        "fetch_ucirepo",
        "get_rdataset",
        "download",
        "get_data",
        "DataReader",
        "dataset_download",
        "competition_download",
        "download_dataset",
    }
)
# The names of classes and codes: of the data, but not the data.
_CODES = regex(r"[_-](?:cod|codes?|codigos?|names?|labels?|mapping|lookup|dict(?:ionary)?|codebook|legend)$", re.IGNORECASE)
_KEY = regex(r"(?:cod|code|codigo|código|label|class|index)(?:_id)?", re.IGNORECASE)
# One row by its number: what an application asks its own store.
_ONE_ROW = regex(r"\bwhere\s+(?:\w+\.)?\w*id\s*=\s*(?:['\"%:?]|\d)", re.IGNORECASE)
_FROM = regex(r"\bfrom\s+[\"'`]?(?:\w+\.)?(\w+)", re.IGNORECASE)
_INSERTS = regex(r"\binsert\s+(?:or\s+\w+\s+)?into\s+[\"'`]?(?:\w+\.)?(\w+)", re.IGNORECASE)
_COMMANDS = frozenset({"execute", "executemany", "executescript", "text"})
_COUNTS = regex(r"\s*select\s+count\(", re.IGNORECASE)
_SETTINGS = regex(r"(?:^|[_.-])(?:params?|config|settings?|hyper\w*|grid(?:_search(?:es)?)?|schema)(?:[_.-]|$)")
_OTHER_ENDINGS = {"read_csv": (".parquet", ".xlsx", ".json"), "read_parquet": (".csv", ".xlsx"), "read_excel": (".csv", ".parquet")}
_TEMPORARY = regex(r"/te?mp/")
_LISTS = frozenset({"glob", "iglob", "rglob", "listdir", "walk", "scandir", "iterdir"})
_HUBS = frozenset({"hf_hub_download", "snapshot_download", "cached_download"})


class Named(msgspec.Struct, frozen=True):
    """A call that reads data, what they are called ("" when not told), whether its own line says so, and whether that is sure."""

    call: Call
    name: str
    here: bool
    sure: bool

    @property
    def data_set(self) -> str:
        """The data set, without the part of it that is read."""
        return data_set(self.name) or self.call.path


@kept
def data_sources(facts: Facts) -> list[Named]:
    """The calls that load or read data, those with a name first, those beside the way to the model last."""
    calls = [call for call in (*loadings(facts), *readings(facts)) if fetches_data(call) and _brings_data(call)]
    calls = [call for call in calls if not (is_ornament(facts, call) or brings_model(facts, call) or _is_no_data(facts, call))]
    found = [each for each in (_named(facts, call) for call in calls) if not (_is_model(each) or _is_of_no_data(facts, each))]
    return sorted(
        found,
        key=lambda each: (
            not each.name,
            not each.sure,
            not each.here,
            is_aside(each.call.path) or bool(_TEMPORARY.match(each.name)),
            _CODES.search(posixpath.splitext(each.name)[0]) is not None,
        ),
    )


def is_aside(path: str) -> bool:
    """Whether a file stands beside the way from the data to the model: in a service, a dashboard, a report."""
    return _ASIDE.search(path) is not None


def holds_codes(path: str, columns: tuple[str, ...]) -> bool:
    """Whether a table only says what classes or codes are called."""
    stem = posixpath.splitext(posixpath.basename(path))[0]
    few = 0 < len(columns) <= FEW_COLUMNS and any(_KEY.fullmatch(each.strip("\ufeff \"'")) for each in columns)
    return few or _CODES.search(stem) is not None


def _is_no_data(facts: Facts, call: Call) -> bool:
    """Whether a request is made whose answer becomes neither a file nor a table, or a model is fetched."""
    asks = call.name.startswith(ASKS) and not is_kept(facts, call)
    return asks or (call.means("data.download") and fetches_model(facts, call))


def _is_model(source: Named) -> bool:
    """Whether what is fetched or read, but not as a table, is called as a model or as code."""
    return not source.call.name.startswith(FRAMES) and source.name.lower().endswith((*MODELS, ".py", ".sh", ".whl", ".deb"))


def _is_of_no_data(facts: Facts, source: Named) -> bool:
    """Whether settings are read by their name, another kind of file than the reader's, or rows that the application itself put there."""
    if source.call.name in _MAY_BE_SETTINGS and _SETTINGS.search(posixpath.basename(source.name).lower()):
        return True
    clashing = _OTHER_ENDINGS.get(source.call.method, ())
    if clashing and source.name.lower().endswith(clashing):
        return True
    asked = _FROM.search(source.name) if _QUERY.match(source.name) else None
    return asked is not None and (asked[1].lower() in _own_tables(facts) or _COUNTS.match(source.name) is not None)


@kept
def _own_tables(facts: Facts) -> frozenset[str]:
    """The tables of a database into which the project puts row after row."""
    asked = (argument.constant for call in facts.called if call.method in _COMMANDS for argument in call.arguments[:1])
    return frozenset(found[1].lower() for text in asked if isinstance(text, str) for found in _INSERTS.finditer(text))


def _brings_data(call: Call) -> bool:
    """Not a file of a model hub that is no data set, nor a command to a database that gives no rows."""
    if call.method in _HUBS:
        return call.constant("repo_type") == "dataset"
    texts = [argument.constant for argument in call.arguments if isinstance(argument.constant, str)]
    return call.method != "execute" or any(_QUERY.search(text) and not _ONE_ROW.search(text) for text in texts)


def _named(facts: Facts, call: Call) -> Named:
    code = facts.code_at(call.path)
    if call.means("data.builtin") and call.method not in _ANY_SET:
        here = call.method
    else:
        here = (named_file(facts, call) or _written(call) or _pieces(code, call)).lstrip(",;|\t")  # a delimiter is no part of it
    name = here.replace(":/", "://").replace(":///", "://") if ":/" in here else here
    name = name or _given(facts, code, call)
    return Named(call, name, bool(here), _is_sure(facts, call, name))


def _is_path(text: object) -> str:
    """A text that is a path, an address or the name of a data set; "" for another."""
    if not isinstance(text, str) or not 2 < len(text) < LONGEST or "\n" in text:
        return ""
    return text if "/" in text or "\\" in text or text.lower().endswith(DATA_ENDINGS) or "://" in text else ""


def _written(call: Call) -> str:
    """What stands among the arguments: a path, a query, or the name given to a loader of named sets."""
    texts = [argument.constant for argument in call.arguments if isinstance(argument.constant, str)]
    path = next((text for text in texts if _is_path(text)), "")
    if path:
        return path
    query = next((text for text in texts if _QUERY.search(text)), "")
    if query:
        return " ".join(query.split())[:LONGEST]
    first = next(
        (argument.constant for argument in call.arguments if isinstance(argument.constant, str) and argument.name in ("", "name")), ""
    )
    return first if call.means("data.builtin", "data.download") else ""


def _pieces(code: Code | None, call: Call) -> str:
    """A name put together on the line: `f"{folder}/rents.csv"`."""
    if code is None:
        return ""
    return next((text for line, text in code.source.strings if code.at(line) == call.at and text.lower().endswith(DATA_ENDINGS)), "")


def _given(facts: Facts, code: Code | None, call: Call) -> str:
    """The path that a constant holds, or that a caller of the function gives."""
    for argument in call.arguments[:2]:
        if argument.text:
            found = _bound(facts, code, argument) or (_passed(facts, code, call, argument) if code else "")
            if found:
                return found
    return ""


def _bound(facts: Facts, code: Code | None, argument: Argument) -> str:
    """The literal of a name of this file, or of one that another file has alone."""
    last = argument.text.rpartition(".")[2]
    homes = (
        [code] if code is not None and last in code.source.bindings else [each for each in facts.product if last in each.source.bindings]
    )
    values = {path for home in homes if (path := _is_path(home.source.bindings[last].constant))}
    return values.pop() if len(values) == 1 else ""


def _passed(facts: Facts, code: Code, call: Call, argument: Argument) -> str:
    """What the callers of the function that stands around the call give for a parameter."""
    if call.scope < 0 or argument.text not in code.functions[call.scope].parameters:
        return ""
    function = code.functions[call.scope]
    position = function.parameters.index(argument.text) - (function.owner >= 0)
    for number in facts.graph.callers.get(f"project:{code.path}:{function.name}", ()):
        given = facts.graph.calls[number].argument(argument.text, position) if number in facts.graph.calls else None
        if given is not None and (path := _is_path(given.constant) or (_bound(facts, code, given) if given.text else "")):
            return path
    return ""


def _is_sure(facts: Facts, call: Call, name: str) -> bool:
    """Not where settings may be read (`json.load`), a run's own results, a camera, or one picture by its name."""
    if call.name in _MAY_BE_SETTINGS and not any(facts.downstream(call, *_BECOMES)):
        return False
    return call.method != "VideoCapture" and not call.means("image.read") and not (name and is_result(name)) and not is_result(call.path)


def lists_data(facts: Facts) -> Iterator[Call]:
    """Calls that list the files of a folder by a literal path."""
    return (call for call in facts.calls_to("data-loading") if call.method in _LISTS and "/" in _written(call))
