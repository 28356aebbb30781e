"""Steps of CI that say something of the model: they train or score it, run its pipeline, or tests that do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.commands import runs_tool
from evaluator.checks.selectors.concerns import SCORES
from evaluator.checks.selectors.lost import lost_imports
from evaluator.checks.selectors.once import kept, once
from evaluator.checks.selectors.pipelines import runs
from evaluator.checks.selectors.reach import Spot, reach_of
from evaluator.checks.selectors.started import walk
from evaluator.checks.selectors.tested import MOCKS, is_mocked, spoken_of
from evaluator.checks.selectors.testing import scope_calls, tests_of
from evaluator.checks.selectors.training import predictions, trainings, trainings_in
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.pipelines import Done, Ran
    from evaluator.model.code import Code
    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence

    Checked = tuple[Location, str, Confidence]

REPEATS = ("dvc repro", "dvc exp", "kedro run", "mlflow run", "zenml pipeline", "metaflow run")
REPORTS = ("cml comment", "cml-send-comment", "cml send-comment")
COMPARES = ("dvc metrics", "dvc plots", "mlflow evaluate")
TESTERS = ("pytest", "py.test", "unittest", "tox", "nox", "nosetests", "absltest", "coverage run", "behave", "manage.py test")
CHECKED = frozenset({"push", "pull-request", "merge-request", "schedule"})
PATHS = regex(r"(?<=\s)[\w./-]{0,100}tests?[\w./-]{0,100}(?:::\w+)?(?=[\s'\"]|$)")
STARTS = frozenset({"script", "module", "notebook", "console"})
DEEPEST = 3
FARTHEST = 6  # through a program that is named for training
MOST_FOLDERS = 8
GRADIENTS = frozenset({"backward", "grad", "gradient", "gradients", "value_and_grad"})  # a step of training only before an optimizer's


@once
def checked(facts: Facts) -> Iterator[tuple[Ran, Checked]]:
    """Steps of CI that train or score a model themselves, or report on one."""
    for ran in runs(facts):
        for line, said, inner in ran.lines:
            for through, text in (("", said), *((each.name, each.text) for each in inner)):
                told = _told(facts, text)
                if told:
                    by = f"starts `{through}`, which {told}" if through else told
                    at = ran.at if ran.uses else Location(ran.at.path, line)  # the script of an action stands further down
                    yield ran, (at, by, "low" if ran.ignores_failure else "high")
                    break


def _told(facts: Facts, text: str) -> str:
    """What a command does with the model, as far as the tree tells; "" where it does nothing."""
    if tool := next((each for each in COMPARES if runs_tool(text, each)), ""):
        return f"runs {tool}, which says how good a model is"
    if tool := next((each for each in REPEATS if runs_tool(text, each)), ""):
        does = next((does for command in _stages(facts) for does in [_started(facts, command)] if does), "")
        return f"runs {tool}, a stage of which {does}" if does else ""
    return _started(facts, text)


def _stages(facts: Facts) -> Iterator[str]:
    return (command for work in facts.stages if work.source.kind == "dvc" for target in work.source.targets for command in target.commands)


def _started(facts: Facts, text: str) -> str:
    """The first script of the project that a command starts and that trains or scores."""
    for _, started in walk(text, facts, _folders(facts)):
        code = facts.code_at(started.path) if started.kind in STARTS and started.exists and started.path else None
        if code is not None and code.is_product and (does := _work_of(facts, code)):
            return f"runs {started.path.rpartition('/')[2]}, which {does}"
    return ""


def _work_of(facts: Facts, code: Code) -> str:
    """Whether the top level of a script leads to a training, or to a score of a model."""
    depth = FARTHEST if "train" in code.path.rpartition("/")[2].lower() else DEEPEST
    reached = list(reach_of(facts).calls((Spot(code.path, -1),), depth)) if _may_start(code) else []
    homes = [home for path in dict.fromkeys(call.path for call in reached) if (home := facts.code_at(path)) is not None]
    numbers = {call.number for call in reached}
    if any(call.number in numbers for home in homes for call in trainings_in(home)):
        return "trains a model"
    asks = any(call.number in numbers for home in homes for call in predictions(home)) or any(call.means("model.score") for call in reached)
    return "scores a model" if asks and any(call.means(*SCORES) for call in reached) else ""


@kept
def training_test(facts: Facts) -> tuple[tuple[Location, str], ...]:
    """The tests that lead to a training of the project, nothing of it put aside by a mock."""
    lost, reach, found = lost_imports(facts), reach_of(facts), []
    product = {code.path for code in facts.product if code.role != "test"}
    trains = {call.number for call in trainings(facts) if call.path in product}
    for code, index in tests_of(facts) if trains else ():
        if code.path in lost or is_mocked(code, index):
            continue
        reached = list(reach.calls((Spot(code.path, index),), DEEPEST))
        told = {call.method in GRADIENTS for call in reached if call.number in trains}
        if False in told or (told and any(call.means("optimizer.step") for call in reached)):
            function = code.functions[index]
            found.append((code.at(function.line), function.name))
    return tuple(found)


@kept
def _folders(facts: Facts) -> tuple[str, ...]:
    """Where a step may stand: at the root, or in one of the folders with code."""
    return ("", *sorted({code.path.split("/")[0] for code in facts.product if "/" in code.path})[:MOST_FOLDERS])


def _may_start(code: Code) -> bool:
    return code.is_notebook or bool(code.source.main_guard) or any(call.scope < 0 for call in code.called)


@once
def reported(facts: Facts) -> Iterator[Location]:
    """Steps that post a report in the pull request: of the model or of something else."""
    for ran in runs(facts):
        yield from (Location(ran.at.path, line) for line, said, _ in ran.lines if any(runs_tool(said, each) for each in REPORTS))


@once
def tested(facts: Facts) -> Iterator[tuple[Done, frozenset[str]]]:
    """Steps that run tests and let a failure count, with the paths they are told; none where they run whatever is found."""
    for ran in runs(facts):
        done = ran.doing(*TESTERS) if ran.triggers & CHECKED else None
        if done is not None and done.firm:
            texts = [text for line, said, inner in ran.lines if line == done.at.line for text in (said, *(each.text for each in inner))]
            words = {word.split("::")[0].removeprefix("./").rstrip("/") for text in texts for word in PATHS.findall(text[:2_000])}
            yield done, frozenset(word for word in words if "/" in word or word.endswith(".py") or facts.exists(word))


def covers(paths: frozenset[str], test: str) -> bool:
    """Whether tests that are told some paths hold a file; a path may be meant from another folder."""
    return not paths or any(f"/{test}".endswith(f"/{path}") or f"/{path.rstrip('/')}/" in f"/{test}" for path in paths)


@kept
def scoring_test(facts: Facts) -> tuple[tuple[Location, str], ...]:
    """The tests that ask a model of the project, or one that is loaded, and look at its score; mocked ones are left out."""
    lost, found = lost_imports(facts), []
    for code, index in tests_of(facts):
        function = code.functions[index]
        if code.path in lost or any(MOCKS.search(each) for each in function.parameters):
            continue
        calls = [call for call in scope_calls(facts, code, index) if call.kind == "call"]
        if not any(call.means(*SCORES) for call in calls) or any(MOCKS.search(call.written) for call in calls):
            continue
        asks = any(call.means("model.load") for call in calls) and any(
            call.means("model.predict", "model.score") or call.name == ".predict" for call in calls
        )
        if asks or any(each.about != "data" for each in spoken_of(facts)[code.path, index]):
            found.append((code.at(function.line), function.name))
    return tuple(found)
