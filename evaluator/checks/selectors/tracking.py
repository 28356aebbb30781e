"""What is recorded of a run: metrics and settings, by trackers, callbacks and files of one's own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.called import is_dormant
from evaluator.checks.selectors.concerns import near_model
from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.settings import texts_behind
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence
    from evaluator.model.source import Argument

    Told = tuple[Location, str, Confidence]

METRICS = (
    "metric", "classification-metric", "regression-metric", "ranking-metric",
    "segmentation-metric", "generative-metric", "clustering-metric",
    "model.score", "confusion-matrix", "cross-validate",
)  # fmt: skip
WRITES = ("data.write", "database.write")
OWN_LOGS = frozenset({"dump", "write", "write_text", "writerow", "writerows", "to_csv", "to_json", "save_metrics", "safe_dump", "savetxt"})
SAYS_METRICS = regex(r"metric|score|result|report|eval|history|summary|benchmark|leaderboard", re.IGNORECASE)
# What writes a value to a file as text, the names that settings go by, and what turns them into a plain dictionary.
DUMPS = frozenset({"json.dump", "yaml.dump", "yaml.safe_dump", "toml.dump", "omegaconf.OmegaConf.save"})
SETTINGS = frozenset(
    {"config", "cfg", "conf", "args", "opt", "opts", "options", "hparams", "hyperparams", "hyperparameters", "hyp", "settings", "flags"}
)
WRAPS = frozenset({"vars", "asdict", "dict", "to_container", "to_yaml", "dumps"})
DEEPEST_WRAP = 2
NOWHERE = frozenset({"none", "[]", ""})


@once
def tracked(facts: Facts) -> Iterator[Told]:
    """Calls that record a run's metrics with a tracker; Lightning's `self.log` only where a logger is named."""
    named = any(call.kind == "call" for call in facts.calls_to("track.start"))
    for call in facts.calls_to("track.metric", "track.autolog", "llm.trace"):
        if call.kind in ("call", "free") and (named or "LightningModule" not in call.name):
            yield call.at, f"{call.method} records a run's metrics", "low" if is_dormant(facts, call) else "high"
    for code in facts.product:
        for call in code.calls:
            if call.kind == "call" and call.means("callback") and call.means("experiment-tracking"):
                yield call.at, f"{call.method} records every epoch", "low" if call.method == "CSVLogger" else "high"
            elif call.kind == "call" and (name := _reported(call)):
                yield call.at, f"runs are reported to {name}", "high"


def _reported(call: Call) -> str:
    """The tracker a trainer is told to report to: `report_to="wandb"`, `tensorboard_log="runs/"`."""
    argument = call.argument("report_to")
    told = [argument.constant, *argument.items] if argument else []
    if isinstance(call.constant("tensorboard_log"), str):
        told.append("TensorBoard")
    return next((each for each in told if isinstance(each, str) and each.lower() not in NOWHERE), "")


def kept(facts: Facts) -> Iterator[Told]:
    """Metrics that code writes to a file or a database of the project."""
    for code in facts.product:
        for call in code.calls:
            writes = call.kind == "call" and (call.means(*WRITES) or call.method in OWN_LOGS) and not call.means("model.save", "serialise")
            logs = call.kind == "call" and call.means("log.event")
            if (writes or logs) and next(facts.graph.upstream(call, *METRICS), None) is not None:
                said = any(SAYS_METRICS.search(text) for text in texts_behind(facts, call))
                words = "a metric goes to the log" if logs else f"{call.method} writes metrics down"
                yield call.at, words, "high" if writes and said else "low"


def parameters(facts: Facts) -> Iterator[Told]:
    """Calls that record a run's settings: with a tracker, or in a file beside what the run leaves."""
    yield from ((place, words, "high") for place, words in _with_tracker(facts))
    near = near_model(facts)
    for code in facts.product:
        for call in code.called:
            if _puts_down(facts, call) and any(_is_settings(facts, argument) for argument in call.arguments[:2]):
                yield call.at, f"{call.method} writes the run's settings down", "high" if call.path in near else "low"


def _puts_down(facts: Facts, call: Call) -> bool:
    """Whether a call dumps a value to a file: itself, or the project's own function that it calls."""
    inner = facts.graph.functions.get(call.name)
    if inner is None:
        return call.name in DUMPS
    home = facts.code_at(inner[0])
    return home is not None and any(each.kind == "call" and each.name in DUMPS for each in home.within(inner[1]))


def _is_settings(facts: Facts, argument: Argument, depth: int = 0) -> bool:
    """`config`, `self.cfg`, `vars(args)`, `asdict(config)`, `config.to_dict()`."""
    if argument.text.rpartition(".")[2].strip("_").lower() in SETTINGS:
        return True
    fed = (facts.graph.calls[number] for number in argument.inputs if number in facts.graph.calls)
    return depth < DEEPEST_WRAP and any(
        (each.method in WRAPS and any(_is_settings(facts, inner, depth + 1) for inner in each.arguments))
        or (each.method in ("to_dict", "__dict__", "dict", "model_dump") and _names(facts, each.receiver) & SETTINGS)
        for each in fed
    )


def _names(facts: Facts, numbers: tuple[int, ...]) -> set[str]:
    """The last parts of the names that values are held under."""
    held = (facts.graph.calls[number] for number in numbers if number in facts.graph.calls)
    return {part.rpartition(".")[2].strip("_").lower() for each in held for part in (each.name, *each.targets)}


def _with_tracker(facts: Facts) -> Iterator[tuple[Location, str]]:
    named = any(call.kind == "call" for call in facts.calls_to("track.start"))
    for code in facts.product:
        for call in code.calls:
            if call.kind == "call" and call.means("track.param", "track.autolog") and (named or "LightningModule" not in call.name):
                yield call.at, f"{call.method} records a run's settings"
            elif call.kind == "call" and call.means("track.start") and (call.argument("config") or call.argument("hparams")):
                yield call.at, f"{call.method} is given the run's settings"
            elif call.kind == "set-item" and any(
                fed.name.endswith("wandb.config") or fed.name == "wandb.Run.config" for fed in _receivers(facts, call)
            ):
                yield call.at, "a setting is recorded with the run"
            elif call.kind == "call" and (name := _reported(call)):
                yield call.at, f"the trainer reports its settings to {name}"


def _receivers(facts: Facts, call: Call) -> list[Call]:
    return [facts.graph.calls[number] for number in call.receiver if number in facts.graph.calls]
