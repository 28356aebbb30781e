"""What commands, containers, workflows, texts and deployments of flows say is to be started."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import kept
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from evaluator.model.facts import Facts

_LONGEST = 20_000
_ROUND = "\"'[],"
# `flows/train.py:main`, by which deployments of Prefect and the like name a function.
_FUNCTION = regex(r"([\w./-]{1,200}\.py):([A-Za-z_]\w{0,80})")


def named_in_commands(facts: Facts) -> set[str]:
    """Paths of scripts that a command of a stage, a workflow, a container or a document names."""
    words = {word.removeprefix("./") for word in _words(facts) if word.endswith(".py")}
    return {code.path for code in facts.product for word in words if code.path == word or code.path.endswith("/" + word)}


@kept
def functions_in_commands(facts: Facts) -> list[tuple[str, str]]:
    """Paths and names of functions that a command, or the settings of a deployment, name as what is started."""
    settings = (value for file in (*facts.settings, *facts.manifests) for key, value, _ in file.source.values if key.endswith("entrypoint"))
    told = {found.groups() for word in (*_words(facts), *map(str, settings)) if (found := _FUNCTION.fullmatch(word.removeprefix("./")))}
    paths = {code.path for code in facts.product if not code.is_notebook}
    return sorted({(path, name) for file, name in told for path in paths if path == file or path.endswith(f"/{file}")})


@kept
def _words(facts: Facts) -> tuple[str, ...]:
    texts = [command for work in facts.stages for target in work.source.targets for command in target.commands]
    texts += [step.run for flow in facts.workflows for job in flow.source.jobs for step in job.steps]
    texts += [fence.text for document in facts.documents for fence in document.text.fences]
    texts += [
        " ".join(step.values)
        for each in facts.containers
        for step in each.source.instructions
        if step.keyword in ("CMD", "ENTRYPOINT", "RUN")
    ]
    return tuple(word.strip(_ROUND) for text in texts for word in text[:_LONGEST].split())
