"""Where the paths come from that code reads and writes: literals, options, settings, the place of the file itself."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.constants import constant_of
from evaluator.checks.selectors.once import kept, once
from evaluator.checks.selectors.origins import ANCHOR, is_named_for_path, origin, taken
from evaluator.checks.selectors.standing import is_aside, is_example
from evaluator.model.code import Call
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from evaluator.model.code import Code
    from evaluator.model.facts import Facts
    from evaluator.model.source import Argument

TOUCHES = ("data.read", "data.write", "model.load", "model.save", "file.open")
_STOPS = (
    "data.read",
    "model.load",
    "data.construct",
    "estimator.fit",
    "model.train",
    "model.predict",
    "split",
    "data-loader",
    "nn.layer",
    "nn.module",
)
_PATH_NAMES = (
    "path", "file", "fp", "filepath", "file_path", "filename", "fname", "f", "filepath_or_buffer", "path_or_buf", "path_or_buffer", "io",
    "model_path", "save_path", "save_directory", "dst_path", "root", "data_dir", "directory", "pretrained_model_name_or_path", "uri",
)  # fmt: skip
_ADDRESSES = frozenset({"mlflow", "wandb", "bentoml", "comet_ml", "clearml"})  # take the address of a model in a registry
_ON_PATH = frozenset({"read_text", "write_text", "read_bytes", "write_bytes", "open"})
_SECOND = frozenset({"joblib.dump", "torch.save"})
# What takes an open file, a dictionary of weights or the address of a registry.
_NO_PATH = frozenset(
    {
        *("json.load", "json.dump", "pickle.load", "pickle.dump", "yaml.dump", "yaml.safe_dump", "yaml.load", "yaml.safe_load"),
        *("cloudpickle.dump", "cloudpickle.load", "dill.dump", "dill.load"),
        *("csv.writer", "csv.DictWriter", "csv.reader", "csv.DictReader", "zipfile.ZipFile"),
    }
)  # fmt: skip
_NO_PATH_METHODS = frozenset(
    {
        "load_state_dict",
        "state_dict",
        "log_model",
        "loads",
        "dumps",
        "from_bytes",
        "to_sql",
        "push_to_hub",
        "autolog",
        "upload_from_filename",
    }
)
_JOINS = frozenset({"join", "Path", "PurePath", "joinpath", "glob", "rglob"})
_RELATIVE = regex(r"(?![A-Za-z]:|[/~\\<{%$]|[a-z][a-z0-9+.-]{1,12}://)[\w.][\w .@=+()/\\{}-]{0,180}")
_PATHLIKE = regex(r"[/\\]|\.[A-Za-z][A-Za-z0-9]{0,8}$")
_OF_PLACES = regex(r"(?i)\b(?:path|folder|directory) (?:to|of|with|for|where|in which)\b")
_OPTION_NAMES = regex(r"-{0,2}[\w-]{0,30}(?:path|dir|directory|file|folder|root|output|checkpoint|ckpt|data|dataset|input|save)[\w-]{0,12}")
_VARIABLES = regex(r"(?:\w{1,30}_)(?:path|dir|directory|file|folder|root)")
MOST = 70
MOST_CALLS = 160
DEEPEST = 12


class Touched(msgspec.Struct, frozen=True):
    """A call that reads or writes a path: what the path comes of, and the first literal in it that is relative, "" for none.

    `named` are those origins of which a value is taken that is named for a path; of others a part of the name may come.
    """

    call: Call
    marks: frozenset[str]
    relative: str
    named: frozenset[str] = frozenset()


@once
def touched(facts: Facts) -> Iterator[Touched]:
    """Calls of product code that are given a path, with where it comes from."""
    calls = (call for code in facts.product for call in code.those(TOUCHES, ("open",)) if _takes_path(call))
    for call, _ in zip(calls, range(MOST_CALLS), strict=False):
        code = facts.code_at(call.path)
        argument = _path_argument(call)
        inputs = call.receiver if call.method in _ON_PATH and call.receiver else argument.inputs if argument is not None else ()
        if code is None or (argument is None and not inputs):
            continue
        literal = "" if argument is None or (call.receiver and call.method in _ON_PATH) else _literal(facts, code, argument)
        if inputs:
            yield _followed(facts, call, inputs, literal or _first(facts, inputs))
        elif literal:
            yield Touched(call, frozenset(), literal)


def _opens(call: Call) -> bool:
    return call.name in ("open", "builtins.open", "io.open", "codecs.open", "gzip.open") or (
        call.method == "open" and call.name.endswith("Path.open")
    )


def _takes_path(call: Call) -> bool:
    """Whether a call is given a path, and not an open file or weights."""
    if call.own or call.name in _NO_PATH or call.method in _NO_PATH_METHODS or call.means("track.artefact"):
        return False
    return call.name.partition(".")[0] not in _ADDRESSES and (call.method != "open" or _opens(call))


def _path_argument(call: Call) -> Argument | None:
    """The argument that names the place."""
    named = next((each for each in call.arguments if each.name in _PATH_NAMES), None)
    place = 1 if call.name in _SECOND else 0
    plain = [each for each in call.arguments if each.name == ""]
    return named or (plain[place] if place < len(plain) else None)


def _literal(facts: Facts, code: Code, argument: Argument) -> str:
    """The relative path that an argument is: written out, or a constant of this module or of one it imports."""
    held = argument.constant if argument.is_constant else constant_of(facts, code, argument.text)
    return held if isinstance(held, str) and is_relative(held) else ""


def is_relative(text: str) -> bool:
    """Whether a text is a path that depends on where the program is started."""
    return _RELATIVE.fullmatch(text) is not None and _PATHLIKE.search(text) is not None


def _followed(facts: Facts, call: Call, inputs: tuple[int, ...], literal: str) -> Touched:
    """What feeds a path, up to where data or a model begin."""
    edge: deque[tuple[int, tuple[int, ...]]] = deque((number, ()) for number in inputs)
    seen = set(edge)
    into: dict[int, int] = {}
    marks: set[str] = set()
    named: set[str] = set()
    while edge and len(seen) < MOST:
        state = edge.popleft()
        each = facts.graph.calls.get(state[0])
        if each is None or each.means(*_STOPS) or _opens(each):
            continue
        mark = origin(facts, each)
        if mark:
            marks.add(mark)
            named |= {mark} if _is_told(facts, each, mark, into) else set()
            continue
        for following in _feeds(facts, each, state[1], into):
            if following not in seen:
                seen.add(following)
                edge.append(following)
                into.setdefault(following[0], state[0])
    return Touched(call, frozenset(marks), "" if marks else literal, frozenset(named))


def _is_told(facts: Facts, source: Call, mark: str, into: Mapping[int, int]) -> bool:
    """Whether what is taken from a source is named for a path."""
    if source.kind in ("free", "item") and is_named_for_path(source.written.rpartition(".")[2]):
        return True
    return mark == ANCHOR or source.name == "sys.argv" or any(is_named_for_path(name) for name in taken(facts, source, into))


def _feeds(facts: Facts, call: Call, entered: tuple[int, ...], into: Mapping[int, int]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """What feeds a value within the product; of an object with a part that was set, that part only where it is the one asked for."""
    stored = call.arguments[-1].inputs if call.kind == "set-item" and call.arguments else ()
    asked = facts.graph.calls.get(into.get(call.number, -1)) if stored else None
    key = call.arguments[0].constant if stored else None
    own = asked is not None and asked.kind == "item" and key in (asked.name.rpartition(".")[2], asked.constant("", 0))
    for state in facts.graph.feeds(call, entered):
        if _is_product(facts, state[0]) and (own or state[0] not in stored):
            yield state


def _is_product(facts: Facts, number: int) -> bool:
    """Whether a node stands in code that counts: what tests give says nothing of the program."""
    call = facts.graph.calls.get(number)
    code = facts.code_at(call.path) if call is not None else None
    return code is not None and code.is_product and not code.is_notebook


def _first(facts: Facts, inputs: tuple[int, ...]) -> str:
    """The relative literal with which a path begins, following its first part only; "" where it begins with something else."""
    state: tuple[int, tuple[int, ...]] = (inputs[0], ())
    keyed = False
    for _ in range(DEEPEST):
        call = facts.graph.calls.get(state[0])
        code = facts.code_at(call.path) if call is not None else None
        if call is None or code is None or origin(facts, call):
            return ""
        if call.kind == "free":
            held = constant_of(facts, code, call.name)
            if held is not None or not call.inputs:
                return held if isinstance(held, str) and is_relative(held) else ""
        if call.kind == "call" and call.method in _JOINS and not call.receiver and call.arguments:
            first = call.arguments[0]
            held = first.constant if first.is_constant else None if first.inputs else constant_of(facts, code, first.text)
            if isinstance(held, str):
                return held if _RELATIVE.fullmatch(held) and held != "." else ""
            if not first.inputs:
                return ""
            state = (first.inputs[0], state[1])
            continue
        keyed = keyed or (call.kind == "item" and isinstance(call.constant("", 0), str))
        state = _back(facts, call, state[1], keyed)
    return ""


def _back(facts: Facts, call: Call, entered: tuple[int, ...], keyed: bool) -> tuple[int, tuple[int, ...]]:
    """What feeds a value first; nothing where a key chose it among several of a dictionary, for which one was not followed."""
    states = [each for each in facts.graph.feeds(call, entered) if _is_product(facts, each[0])]
    return (-1, ()) if not states or (keyed and len(states) > 1) else states[0]


def path_options(facts: Facts) -> Iterator[Call]:
    """Options of the command line that are named for a path, or whose help speaks of one."""
    for call in facts.calls_to("cli.define"):
        names = [each.constant for each in call.arguments if each.name == "" and isinstance(each.constant, str)]
        told = call.constant("help")
        named = any(_OPTION_NAMES.fullmatch(name) for name in names) or (isinstance(told, str) and _OF_PLACES.search(told) is not None)
        if call.kind == "call" and named:
            yield call


def path_variables(facts: Facts) -> Iterator[Call]:
    """Variables of the environment that are named for a path."""
    for call in facts.calls_to("environment.read"):
        name = call.constant("", 0)
        if call.kind == "call" and isinstance(name, str) and _VARIABLES.fullmatch(name.lower()):
            yield call


@kept
def moved(facts: Facts) -> frozenset[str]:
    """Files that go to a place told by their own before they touch a path: `os.chdir(Path(__file__).parent)`."""
    calls = facts.those((), ("chdir", "setup_root"), ())
    return frozenset(
        call.path
        for call in calls
        if any(each.name == "__file__" for each in facts.graph.upstream(call, most=20)) or call.method == "setup_root"
    )


def is_beside(code: Code) -> bool:
    """Whether a file is no program of the project's own work: a notebook, which its server starts in its folder, an example, a trial."""
    return code.is_notebook or is_aside(code.path) or is_example(code.path)
