"""Commands that make the next model: from a page, a target, a workflow or an orchestrator."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from evaluator.checks.selectors.chains import WHOLE
from evaluator.checks.selectors.files import is_common, named_file
from evaluator.checks.selectors.flows import flows
from evaluator.checks.selectors.making import Made, maker_of
from evaluator.checks.selectors.once import kept, once
from evaluator.checks.selectors.page_commands import given
from evaluator.checks.selectors.pipelines import runs
from evaluator.checks.selectors.reach import Spot
from evaluator.checks.selectors.standing import is_aside, is_for_tests, own
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Code
    from evaluator.model.facts import Facts, Work
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]
    Command = tuple[Location, str, tuple[Spot, ...]]

_BY_LIBRARY = regex(
    r"(?:check_?point|ckpt|saver)\w{0,12}\.save|\.save_?checkpoint|train_\w{0,12}pipeline\b|run_training\b|train_and_\w{1,20}\b"
)
_MOST_COMMANDS = 200
_RUNS_NOTEBOOK = regex(r"papermill|nbconvert|jupyter\s+execute|runipy")
_NAMED_FOR_IT = regex(r"(?:^|_)(?:re)?train(?:ing|er)?(?:_\w+)?\.py$|^(?:ingest|index)(?:ion|ing|er)?(?:_\w+)?\.py$")
_CHECKS = regex(r"\b(?:pytest|tox|nox|coverage|unittest)\b|\s(?:-h|--help)(?:\s|$)")


def next_models(facts: Facts) -> Iterator[Found]:
    """Commands that train and keep a model, those of one flow or of several programs first."""
    maker = maker_of(facts)
    told = [(place, said, spots, maker.of_all(spots)) for place, said, spots in _commands(facts)]
    able = [each for each in told if each[3].trains and each[3].keeps]
    for place, said, spots, made in sorted(able, key=lambda each: -len(each[2])):
        yield _judged(facts, place, said, spots, made)
    for flow in flows(facts):
        if flow.whole and flow.made.trains and flow.made.keeps:
            sure: Confidence = "high" if flow.made.keeps == "model" else "low"
            yield flow.at, f"the flow `{flow.name}` trains and keeps {_kept(flow.made)}", sure
    if not able:
        yield from _unnamed(facts)


def missing_command(facts: Facts) -> tuple[str, Confidence]:
    """What to say where no command makes a model; doubtful where scripts hold both halves, or a library may do it all."""
    maker = maker_of(facts)
    notebooks = {code.path for code in facts.product if code.is_notebook}
    halves = [any(facts.graph.calls[number].path not in notebooks for number in each) for each in (maker.trains, maker.keeps)]
    by_library = any(_BY_LIBRARY.search(f"{call.written} {call.name}".lower()) for call in facts.called if not call.own)
    sure: Confidence = "low" if all(halves) or by_library else "high"
    if not maker.keeps:
        return "no code that keeps the trained model was found, so no command leaves a new one", sure
    if any(maker.of_all(spots) for _, _, spots in _commands(facts)):
        return "no command that also keeps the model it trains was found", sure
    return "no command, target or flow that trains and keeps a model was found", sure


def _kept(made: Made) -> str:
    return "a model" if made.keeps == "model" else "an object; that it is the model could not be told"


def _judged(facts: Facts, place: Location, said: str, spots: tuple[Spot, ...], made: Made) -> Found:
    """Firm where nothing it reads is written by another program of the project."""
    names = ", ".join(dict.fromkeys(spot.path for spot in spots[:3]))
    does = f"`{said[:60]}` runs {names}, which train and keep" if len(spots) > 1 else f"`{said[:60]}` runs {names}, which trains and keeps"
    if made.keeps != "model":
        return place, f"{does} {_kept(made)}", "low"
    other = _made_elsewhere(facts, spots)
    if other:
        return place, f"{does} a model; it reads {other}, which another program writes first", "low"
    return place, f"{does} a model", "high"


def _made_elsewhere(facts: Facts, spots: tuple[Spot, ...]) -> str:
    """A file that these programs read and only others write, "" for none seen."""
    writes = _writers(facts)
    if not writes:
        return ""
    calls = list(maker_of(facts).run_by(spots))
    inside = {call.number for call in calls}
    reads = {posixpath.basename(name) for call in calls if call.means("data.read") and (name := named_file(facts, call))}
    for name in sorted(reads):
        if name in writes and not is_common(name) and not any(number in inside for number in writes[name]):
            return name
    return ""


@kept
def _writers(facts: Facts) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for call in facts.calls_to("data.write"):
        name = posixpath.basename(named_file(facts, call)) if call.kind == "call" else ""
        code = facts.code_at(call.path)
        if name and code is not None and not code.is_notebook:
            found.setdefault(name, []).append(call.number)
    return found


def _unnamed(facts: Facts) -> Iterator[Found]:
    """What may make one: a named program that imports all that is needed, or a script that no command followed here starts."""
    maker = maker_of(facts)
    halves = "what trains and what keeps a model" if maker.learns else "what fills an index"
    for place, spot in ((place, spot) for place, _, spots in _commands(facts) for spot in spots):
        if all(maker.near(spot.path)):
            yield place, f"this runs {spot.path}, which imports {halves}; the way there could not be told", "low"
            return
    scripts = [code for code in facts.product if _may_start(code) and not is_aside(code.path) and not is_for_tests(code.path)]
    for code in scripts:
        made = maker.of(Spot(code.path, -1))
        if all(made):
            does = "trains and keeps a model" if maker.learns else "fills an index"
            yield (
                code.at(_start(code)),
                f"{code.path} {does} when it is run",
                _sure(facts, code, made),
            )
            return
    for code in scripts:
        if all(maker.near(code.path)):
            yield code.at(_start(code)), f"{code.path} imports {halves}; the way there could not be told", "low"
            return


def _sure(facts: Facts, code: Code, made: Made) -> Confidence:
    """Firm for a script that is named for training, keeps the model for certain, and reads nothing that another program writes."""
    named = _NAMED_FOR_IT.search(code.path.rpartition("/")[2].lower()) is not None and code.source.main_guard > 0
    return "high" if named and made.keeps == "model" and not _made_elsewhere(facts, (Spot(code.path, -1),)) else "low"


def _may_start(code: Code) -> bool:
    """Whether running a file does something."""
    return not code.is_notebook and (code.source.main_guard > 0 or any(call.scope < 0 and not call.used for call in code.called))


def _start(code: Code) -> int:
    return code.source.main_guard or next((call.line for call in code.called if call.scope < 0 and not call.used), 1)


@once
def _commands(facts: Facts) -> Iterator[Command]:
    """Every command with the programs it starts, each set of programs once."""
    seen: set[tuple[Spot, ...]] = set()
    for command in _all(facts):
        if command[2] and command[2] not in seen:
            seen.add(command[2])
            yield command


def _all(facts: Facts) -> Iterator[Command]:
    maker = maker_of(facts)
    for each in given(facts)[:_MOST_COMMANDS]:
        if _CHECKS.search(each.command) or (each.starts.path.endswith(".ipynb") and not _RUNS_NOTEBOOK.search(each.command)):
            continue
        code = facts.code_at(each.starts.path)
        spots = (Spot(code.path, -1),) if code is not None and code.is_product else maker.programs(each.command)
        yield each.at, each.command.strip(), spots
    for work in own(facts.stages):
        if not is_for_tests(work.path) and work.source.kind not in ("tox", "nox"):
            yield from _of_targets(facts, work)
    for ran in runs(facts):
        for line, said, _ in ran.lines:
            if not _CHECKS.search(said):
                yield Location(ran.at.path, line), said.strip(), maker.programs(said, ran.folder)


def _of_targets(facts: Facts, work: Work) -> Iterator[Command]:
    """The targets of one file, each with what it needs; all stages at once where one command runs them."""
    maker, folder = maker_of(facts), posixpath.dirname(work.path)
    if work.source.kind in WHOLE and work.source.targets:
        yield Location(work.path, work.source.targets[0].line), WHOLE[work.source.kind], maker.stages()
        return
    by_name = {each.name: each for each in work.source.targets}
    for target in work.source.targets[:_MOST_COMMANDS]:
        needed = [by_name[name] for name in target.needs if name in by_name and name != target.name]
        text = "\n".join(command for each in (*needed, target) for command in each.commands if not _CHECKS.search(command))
        spots = maker.programs(text, folder)
        first = next((number for number, each in enumerate(target.commands) if maker.programs(each, folder)), 0) if spots else 0
        yield Location(work.path, target.line if target.name else target.line_of(first)), target.name or work.path, spots
