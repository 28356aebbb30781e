"""Training that a line of shell starts: by the command of a tool, or by a script that is not in the tree."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.shell import simple_commands, word_set
from evaluator.checks.selectors.standing import own
from evaluator.model.code import PRODUCT
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.shell import Command
    from evaluator.model.facts import Facts

    Started = tuple[Location, str]

LONGEST = 2_000
# Tools whose command `train` (or `fit`) trains a model; those whose very name does.
TOOLS = word_set("yolo spacy rasa autotrain llamafactory-cli ludwig")
ALONE = word_set("sockeye-train nnUNetv2_train fairseq-train onmt_train mlagents-learn")
TRAIN_WORDS = word_set("train mode=train fit finetune experiment")
PYTHONS = regex(r"(?:python[\d.]{0,5}|torchrun|deepspeed|py)$")
SCRIPT = regex(r"(?:^|/)(?:[\w-]{0,40}_)?(?:train|finetune|fine_tune)(?:_[\w-]{0,40})?\.py$", re.IGNORECASE)


def in_notebooks(facts: Facts) -> Iterator[Started]:
    """Shell lines of notebooks that train."""
    for notebook in facts.notebooks:
        for cell in notebook.source.cells if notebook.role in PRODUCT else ():
            for line, text in cell.shell:
                if words := _trains(facts, text.lstrip("!% ")):
                    yield Location(notebook.path, line, cell.number), words


def in_stages(facts: Facts) -> Iterator[Started]:
    """Targets of Makefiles, pipelines and shell scripts that train by the command of a tool."""
    for work in own(facts.stages):
        for target in work.source.targets:
            words = next((found for line in target.commands if (found := _trains(facts, line))), "")
            if words:
                yield Location(work.path, target.line), words


def _trains(facts: Facts, line: str) -> str:
    """How a line of shell trains, "" when it does not."""
    return next((words for command in simple_commands(line[:LONGEST]) if (words := _by(facts, command))), "")


def _by(facts: Facts, command: Command) -> str:
    if not command.words:
        return ""
    program, *rest = command.words
    name = program.rsplit("/", 1)[-1]
    if PYTHONS.match(name) and rest[:1] == ["-m"] and rest[1:]:
        name, rest = rest[1], rest[2:]
    if name in ALONE or (name in TOOLS and TRAIN_WORDS & set(rest)):
        return f"`{name}` is told to train"
    script = next((word for word in rest if word.endswith(".py")), "")
    if PYTHONS.match(name) or name == "accelerate":
        told = any(word.startswith("--") for word in rest)
        if SCRIPT.search(script) and told and not _in_tree(facts, script):
            return f"{script.rsplit('/', 1)[-1]}, a script from elsewhere, is told to train"
    return ""


def _in_tree(facts: Facts, script: str) -> bool:
    """Whether the tree holds a script of that name, which is then judged by what it does."""
    name = script.rsplit("/", 1)[-1]
    return any(file.name == name for file in facts.paths)
