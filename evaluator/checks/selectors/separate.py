"""Which modules are for one thing: preparing data, training a model, answering; and which do several."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.concerns import STEPS, TABLES, near_model
from evaluator.checks.selectors.handlers import handlers
from evaluator.checks.selectors.importing import modules
from evaluator.checks.selectors.once import kept, once
from evaluator.checks.selectors.reach import reach_of
from evaluator.checks.selectors.training import predictions, trainings_in
from evaluator.checks.selectors.witness import NAMED
from evaluator.model.place import Location

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Code
    from evaluator.model.facts import Facts

# Whoever trains splits and batches as well, and whoever scores operates on tables: alone these make no module one of data.
BESIDE = frozenset({"split", "data-loader", "transformer.transform"})
PREPARES = tuple(each for each in STEPS if each not in BESIDE)
FAINT = (*TABLES, *BESIDE)
FETCHES = ("data.read", "data.builtin", "data.download")
NO_ROWS = ("json.parse", "config.read", "database", "environment.read", "model.load", "tokenizer")
WORDS = {
    "data": "prepares data",
    "reads": "reads data",
    "model": "defines a network or a part of one",
    "training": "trains",
    "prediction": "asks a model",
    "service": "is reached from outside",
}
# A network, its training and its evaluation may share a module, and a service may ask the model itself.
SHOWS = {"data": ("data", "reads"), "training": ("training", "model"), "service": ("service", "prediction")}


class Work(msgspec.Struct, frozen=True):
    """What a module is for, each with the line that shows it."""

    path: str
    size: int
    does: dict[str, Location]

    @property
    def parts(self) -> set[str]:
        """The parts of the work that it has a share in: a prediction belongs to the service where nothing trains."""
        found = {"data"} if {"data", "reads"} & self.does.keys() else set()
        found |= {"training"} if {"model", "training"} & self.does.keys() else set()
        asks = "prediction" in self.does and "training" not in found
        return found | ({"service"} if "service" in self.does or asks else set())

    def told(self, part: str) -> str:
        """Which of its doings shows best that it is of a part."""
        return next(each for each in SHOWS[part] if each in self.does)


@kept
def works(facts: Facts) -> tuple[Work, ...]:
    """Every module that prepares data, defines a model, trains or answers; those near the model, and named for what they do, first."""
    served, near = _answering(facts), near_model(facts)
    found = [each for code in modules(facts) if (each := _work(code, served)).does]

    def rank(each: Work) -> tuple[bool, bool, str]:
        named = any(
            NAMED["data" if about == "reads" else about if about in NAMED else "prediction"].search(each.path.rpartition("/")[2])
            for about in each.does
        )
        return each.path not in near, not named, each.path

    return tuple(sorted(found, key=rank))


def _work(code: Code, served: dict[str, Location]) -> Work:
    does: dict[str, Location] = {}
    network = next((index for index, concepts in enumerate(code.base_concepts) if "nn.module" in concepts), -1)
    if network >= 0:
        does["model"] = code.at(code.classes[network].line)
    if (trains := next(iter(trainings_in(code)), None)) is not None:
        does["training"] = trains.at
    if (asks := next((call for call in predictions(code) if call.method != "__call__"), None)) is not None:
        does["prediction"] = asks.at
    if code.path in served:
        does["service"] = served[code.path]
    if (data := _data(code)) is not None:
        does["data"] = data
    elif not does and (read := next((call for call in code.calls_to(*FETCHES) if call.kind == "call" and not call.means(*NO_ROWS)), None)):
        does["reads"] = read.at
    return Work(code.path, code.source.in_functions + code.source.top_level, does)


def _data(code: Code) -> Location | None:
    """Where a module shows that it prepares data: by a dataset or a step of its own; operations on tables only where names say so."""
    for index, concepts in enumerate(code.base_concepts):
        if "dataset.class" in concepts:
            return code.at(code.classes[index].line)
    found = [call for call in code.calls_to(*PREPARES) if call.kind == "call" and not call.means(*NO_ROWS)]
    if not found:
        faint = (call for call in code.calls_to(*FAINT) if call.kind == "call" and not call.means(*NO_ROWS))
        found = [call for call in faint if call.scope >= 0 and NAMED["data"].search(f"{code.functions[call.scope].name} {_stem(code)}")]
    return min(found, key=lambda call: (call.scope < 0, call.line)).at if found else None


def _stem(code: Code) -> str:
    return code.path.rpartition("/")[2]


def _answering(facts: Facts) -> dict[str, Location]:
    """The files in which somebody outside reaches the project."""
    return {each.spot.path: each.at for each in reversed(tuple(handlers(facts, reach_of(facts)))) if each.firm}


@once
def circles(facts: Facts) -> Iterator[tuple[Code, str]]:
    """Modules that import each other, the first by path of each pair; what a package gathers is left out."""
    known = {code.path: code for code in modules(facts) if not code.path.endswith("__init__.py")}
    towards: defaultdict[str, set[str]] = defaultdict(set)
    for path, code in known.items():
        tops = {each.module.rpartition(".")[2] or each.name for each in code.imports if each.scope < 0 and not each.guards}
        tops |= {each.name for each in code.imports if each.scope < 0 and not each.guards}
        towards[path] = {
            other
            for other in code.local_imports
            if other in known and other != path and other.rpartition("/")[2].removesuffix(".py") in tops
        }
    for path in sorted(known):
        for other in sorted(towards[path]):
            if path < other and path in towards[other]:
                yield known[path], other
