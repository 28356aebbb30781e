"""What makes the next model: functions, programs and commands that train, and whether they keep what they train."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evaluator.checks.selectors.chains import WHOLE
from evaluator.checks.selectors.following import follow
from evaluator.checks.selectors.keeping import savings
from evaluator.checks.selectors.once import kept
from evaluator.checks.selectors.reach import Spot, decorators, reach_of
from evaluator.checks.selectors.standing import own
from evaluator.checks.selectors.started import walk
from evaluator.checks.selectors.training import asks_only, trainings
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

FARTHEST = 6
LONGEST = 20_000
RUNS_STAGES = regex(r"\bdvc\s+(?:repro|exp\s+run)\b|\bsnakemake\s+\S")
RUNS_KEDRO = regex(r"\bkedro\s+run\b")
_PROGRAM = regex(r"(?:python[\d.]{0,4}|spark-submit|papermill)\s{1,4}(?:-u\s{1,4})?([\w./-]{1,200}\.(?:py|ipynb))\b")
_NO_COMMAND = regex(r"\s{0,40}[\"'][^\"']{0,200}[\"'][,)]?\s{0,4}")  # an entry of a list
_SAID = regex(r"\b(?:echo|printf)\s[^&|;\n]{0,500}|#[^\n]*")
_FOR_ANY = regex(r"save_(?:object|obj|model|artifact|file|pickle)|dump_(?:object|model)|(?:object|model)_(?:save|dump)")
_LEARNS = regex(r"fit|train|train_\w{1,30}|learn|back_?prop\w{0,12}|backward")
_COMPOSES = regex(r"\bdocker[- ]compose\b")
_RUNS_SERVICE = regex(r"\s(?:run|up|exec|start)(?:\s|$)")
_INDEXES = ("vector-store.build", "vector-store.save")


class Made(NamedTuple):
    """Whether something trains a model, and what it keeps: "model", "unknown" for an object that may be one, "" for nothing."""

    trains: bool
    keeps: str

    def __bool__(self) -> bool:
        return self.trains


class Maker:
    """Answers for one repository what a function, a program or a command makes."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.reach = reach_of(facts)
        self.trains = {call.number for call in trainings(facts) if not _is_of_outliers(facts, call)}
        self.learns = bool(self.trains)
        if not self.trains and asks_only(facts):  # the index of an application that asks a language model is its model
            self.trains = {call.number for call in facts.calls_to(*_INDEXES)}
            self.keeps = dict.fromkeys(self.trains, "model")
        else:
            self.keeps = {call.number: what for call, kept in savings(facts) if (what := _perhaps(facts, call, kept)) != "else"}
        self._paths = {code.path for code in facts.product}
        self._handed = {number for call in facts.calls_to("flow.schedule") for argument in call.arguments for number in argument.inputs}
        self._starts = {call.number for code in facts.code for call in code.calls_to("process.start")}
        self._steps: dict[Spot, tuple[Spot, ...]] = {}
        self._known: dict[Spot, Made] = {}
        self._stages: tuple[Spot, ...] | None = None

    def of(self, spot: Spot) -> Made:
        """What running a function makes; index -1 is the file from top to bottom."""
        known = self._known.get(spot)
        if known is None:
            self._known[spot] = Made(trains=False, keeps="")  # a program that starts itself again
            known = self._known[spot] = self._made(spot)
        return known

    def of_all(self, spots: Iterable[Spot]) -> Made:
        """What several make together."""
        found = [self.of(spot) for spot in spots]
        told = {each.keeps for each in found}
        return Made(any(each.trains for each in found), next((what for what in ("model", "unknown") if what in told), ""))

    def _made(self, spot: Spot) -> Made:
        numbers: set[int] = set()
        others: set[Spot] = set()
        for call in self.run_by([spot, *self._commands_of(spot)] if spot.index < 0 else [spot]):
            numbers.add(call.number)
            if call.number in self._starts and call.kind == "call":
                others.update(self.programs(_said_to(call) or self._near(call)))
        told = {self.keeps[number] for number in numbers & self.keeps.keys()}
        inner = self.of_all(others - {spot})
        keeps = next((what for what in ("model", "unknown") if what in (*told, inner.keeps)), "")
        return Made(bool(numbers & self.trains) or inner.trains, keeps)

    def _near(self, call: Call) -> str:
        """Programs named in the function that starts a process by a list made before."""
        code = self.reach.codes[call.path]
        if call.scope < 0:
            return ""
        held = code.functions[call.scope]
        named = [
            text for line, text in code.source.strings if held.line <= line <= held.end_line and text.endswith(".py") and " " not in text
        ]
        return f"python {named[0]}" if named else ""

    def run_by(self, starts: Iterable[Spot]) -> Iterator[Call]:
        """Every node that running functions reaches; what is handed to a schedule or a deployment is registered, not run."""
        found = dict.fromkeys(starts)
        edge = list(found)
        for _ in range(FARTHEST):
            for spot in edge:
                yield from self.reach.within(spot)
            edge = [spot for each in edge for spot in self._led_by(each) if spot not in found and found.setdefault(spot) is None]

    def _led_by(self, spot: Spot) -> tuple[Spot, ...]:
        """The functions that running one leads to."""
        known = self._steps.get(spot)
        if known is None:
            calls = [call for call in self.reach.within(spot) if call.number not in self._handed]
            known = self._steps[spot] = tuple(dict.fromkeys(each for call in calls for each in self.reach.led_to(call)))
        return known

    def near(self, path: str) -> Made:
        """What a program and all that it imports could make, by whatever way."""
        found, edge = {path}, [path]
        while edge:
            code = self.reach.codes.get(edge.pop())
            fresh = [each for each in code.local_imports if each not in found] if code is not None else []
            found.update(fresh)
            edge += fresh
        told = {what for number, what in self.keeps.items() if self.facts.graph.calls[number].path in found}
        trains = any(self.facts.graph.calls[number].path in found for number in self.trains)
        return Made(trains, next((what for what in ("model", "unknown") if what in told), ""))

    def _commands_of(self, spot: Spot) -> Iterator[Spot]:
        """Functions of a program that its command line offers."""
        code = self.reach.codes[spot.path]
        if not code.by_concept.get("cli.define"):
            return
        for index, function in enumerate(code.functions):
            if function.decorators and any(each.means("cli.define") for each in decorators(code, index)):
                yield Spot(spot.path, index)

    def programs(self, text: str, folder: str = "") -> tuple[Spot, ...]:
        """The programs of the project that a shell text starts, by way of its targets and scripts as well."""
        found: dict[Spot, None] = {}
        for line in text[:LONGEST].splitlines():
            if _NO_COMMAND.fullmatch(line) or (_COMPOSES.search(line) and not _RUNS_SERVICE.search(line)):
                continue
            inner, _ = follow(self.facts, line, folder)
            only = _COMPOSES.search(line) is not None  # of a file of services those that are named
            for each in (line, *(step.text for step in inner if not only or ": " in step.name)):
                paths = {started.path for _, started in walk(each, self.facts, tuple(dict.fromkeys((folder, "")))) if started.exists}
                found.update(dict.fromkeys(Spot(path, -1) for path in sorted(paths & self._paths)))
                if RUNS_STAGES.search(each):
                    found.update(dict.fromkeys(self.stages()))
        return tuple(found) or tuple(self._named(text))

    def _named(self, text: str) -> Iterator[Spot]:
        """Programs by the end of a path that stands for another root (`/opt/app/src/train.py`), where only one fits."""
        for name in _PROGRAM.findall(_SAID.sub("", text[:LONGEST])):
            parts = name.lstrip("./").split("/")
            ending = "/".join(parts[-2:])
            fitting = [path for path in self._paths if path == ending or path.endswith(f"/{ending}")]
            if not fitting and name.startswith("/"):
                fitting = [path for path in self._paths if path == parts[-1] or path.endswith(f"/{parts[-1]}")]
            if len(fitting) == 1:
                yield Spot(fitting[0], -1)

    def stages(self) -> tuple[Spot, ...]:
        """The programs of the files of which one command runs all stages."""
        if self._stages is None:
            self._stages = ()
            found: dict[Spot, None] = {}
            for work in own(self.facts.stages):
                text = "\n".join(command for target in work.source.targets for command in target.commands)
                if work.source.kind in WHOLE:
                    found.update(dict.fromkeys(self.programs(text, work.path.rpartition("/")[0])))
            self._stages = tuple(found)
        return self._stages


@kept
def maker_of(facts: Facts) -> Maker:
    """The maker of a repository, worked out once."""
    return Maker(facts)


def _perhaps(facts: Facts, call: Call, what: str) -> str:
    """What is kept; by a function for any object, which is asked for more than was followed, it may be the model."""
    code = facts.code_at(call.path)
    named = code is not None and call.scope >= 0 and _FOR_ANY.search(code.functions[call.scope].name.lower()) is not None
    return "unknown" if what == "else" and named else what


def trains_unseen(facts: Facts) -> bool:
    """Whether functions of the project's own are named for training, in a way of their own that is not known here."""
    return any(_LEARNS.fullmatch(each.name) and not each.stub for code in facts.product for each in code.functions)


def _is_of_outliers(facts: Facts, call: Call) -> bool:
    """Whether what is fitted only finds rows to leave out."""
    near = (facts.graph.calls[number] for number in call.receiver if number in facts.graph.calls)
    return call.means("outliers") or any(each.means("outliers") for each in near)


def _said_to(call: Call) -> str:
    """The command line that a call starts, as far as it is literal."""
    for argument in call.arguments[:1]:
        if isinstance(argument.constant, str):
            return argument.constant
        words = [str(each) for each in argument.items if each is not None]
        return " ".join(["python", *[each for each in words if each != "python"]]) if any(each.endswith(".py") for each in words) else ""
    return ""
