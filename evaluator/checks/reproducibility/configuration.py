"""Are settings apart from code?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.concerns import near_model
from evaluator.checks.selectors.executed import handed_settings, run_from_command
from evaluator.checks.selectors.experiments import reads_settings, told_apart
from evaluator.checks.selectors.gathered import gathered
from evaluator.checks.selectors.having import having
from evaluator.checks.selectors.options import FEWEST, MANY, options_of, without_parser
from evaluator.checks.selectors.settings import landing
from evaluator.checks.selectors.standing import is_aside, own
from evaluator.checks.selectors.validated import validated
from evaluator.checks.selectors.variables import variables
from evaluator.model.place import REPOSITORY, Location
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts

OF_ANSWERS = regex(r"model|llm|temperature|top_?k|chunk|embed|prompt|index|collection|limit|path|dir(?:_|$)|threshold")


def config_file_used(facts: Facts) -> Iterator[Evidence]:
    """Settings are read from a file that is in the repository.

    Why: Who changes a learning rate should not have to change code.
    Fix: Move paths and hyper-parameters into `config.yaml`, load it in one place, and let the command line override it.
    Ask: What would I change to train on another data set?
    Not for: library
    """
    near = near_model(facts)
    found = [(call, call.path in near) for call in landing(facts).values()]
    found = [each for each in found if not is_aside(each[0].path)] or found
    for call, close in found:
        words = "" if close else ", in a file that neither trains nor predicts"
        yield supports(call.at, f"{call.written[:40]} reads settings from a file{words}", "high" if close else "low")
    others = [*_swept(facts), *_executed(facts), *_from_environment(facts)]
    yield from others
    if not found and not others:
        yield against(REPOSITORY, "no code that reads a settings file of the tree (YAML, TOML, JSON, INI) was found")


def cli_arguments_used(facts: Facts) -> Iterator[Evidence]:
    """Settings can be given on the command line.

    Why: A script with options can be run by a scheduler, a colleague or a sweep; one with constants must be edited.
    Fix: Give `train.py` options for the data path and the main hyper-parameters with `argparse` or `typer`.
    Ask: How do I train with another learning rate without touching the code?
    Not for: library
    """
    near = near_model(facts)
    found = False
    for code in facts.product:
        count, place = options_of(code)
        if place is not None and count >= FEWEST:
            found = True
            words = f"{count} settings can be" if count < MANY else f"by `{place.name}` every setting can be"
            sure = code.path in near and not is_aside(code.path)
            yield supports(place.at, f"{words} given on the command line", "high" if sure else "low")
            continue
        by_hand = without_parser(facts, code)
        if by_hand is not None:
            found = True
            yield supports(*by_hand, "low")
    if not found:
        yield against(REPOSITORY, "no script with two or more options was found")


def settings_gathered(facts: Facts) -> Iterator[Evidence]:
    """Settings stand together.

    Why: Who wants to change a path or a rate should find all of them in one place.
    Fix: Move paths and hyper-parameters to named constants at the top, a dataclass, or a file that is read in one place.
    Ask: What would I change to train on another data set?
    Not for: library
    """
    yield from having(
        gathered(facts),
        "settings were found nowhere together: no group of named constants, dictionary, class, options or settings file that is read",
    )


def config_validated(facts: Facts) -> Iterator[Evidence]:
    """Settings are checked before they are used.

    Why: A misspelt key or a rate of 10 instead of 0.1 should stop a run in its first second, not spoil it quietly.
    Fix: Load the file into a typed class that refuses what does not fit: pydantic, a structured Hydra config, or a dataclass with checks.
    Ask: What happens when I misspell `learning_rate` in the settings file?
    Not for: library
    """
    found = tuple(validated(facts))
    read = None if found else reads_settings(facts)
    if found or read is not None:
        words = (
            ""
            if read is None
            else f"{read.written[:40] or read.method} reads settings, and nothing was found that checks their names, types or limits"
        )
        yield from having(found, words)


def experiment_configs_kept(facts: Facts) -> Iterator[Evidence]:
    """The settings of each experiment are kept in a file of their own.

    Why: A file for each experiment says what was tried, and lets anybody run it again.
    Fix: Keep `configs/experiment/` with one file for each experiment, and start training with `--config` or `experiment=...`.
    Ask: With which settings did you get the second best result?
    Not for: library
    """
    yield from having(told_apart(facts), "no two settings files of one form were found that differ in what is tried")


def _from_environment(facts: Facts) -> Iterator[Evidence]:
    """The form of a file of variables, one of them a setting of what answers, where the code loads such a file and reads them."""
    if any(facts.calls_to("environment.load")):
        for place, names in variables(facts):
            if told := [name for name in names if OF_ANSWERS.search(name.lower())]:
                yield supports(
                    place,
                    f"{len(names)} variables that the code reads, keys and passwords left out, are named here, {told[0]} among them",
                    "low",
                )


def _swept(facts: Facts) -> Iterator[Evidence]:
    """A sweep file that gives settings to a program of the tree."""
    for manifest in own(facts.manifests):
        if manifest.source.kind == "sweep":
            values = {key: (value, line) for key, value, line in manifest.source.values}
            program, line = values.get("program", ("", 0))
            settings = {key.split(".")[1] for key in values if key.startswith("parameters.")}
            if facts.exists(program) and program and len(settings) >= FEWEST:
                yield supports(Location(manifest.path, line), f"the sweep gives {len(settings)} settings to {program}")


def _executed(facts: Facts) -> Iterator[Evidence]:
    """Settings in Python: files that are run as code, named on the command line."""
    handed = list(handed_settings(facts))
    yield from (supports(*each) for each in handed)
    for call in run_from_command(facts) if not handed else ():
        yield supports(call.at, f"{call.name} runs a file named on the command line, which may set what it likes", "low")
