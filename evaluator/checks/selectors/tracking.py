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
    from collections.abc import Iterable, Iterator

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
_TOLD_WHERE = ("report_to", "tensorboard_log")
NOWHERE = frozenset({"none", "[]", ""})
PICTURES = frozenset({"Image", "Table", "Histogram", "Html", "Video", "Audio"})
PERHAPS = "; the run's settings may be among them"
OFF = frozenset({"disabled"})  # a run that is started so records nothing
A_FILE = regex(r"[^\s\n]{1,100}(?:\.[a-z]{2,5}|[_/-])", re.IGNORECASE)  # or the beginning of a name that goes on
# Names of files that hold what was measured, where what is written was not followed back to a metric.
MEASURED = regex(
    r"(?:^|[^a-z])(?:metrics?|scores?|loss(?:es)?|acc|accuracy|recall|rmse|auc|eval(?:uation)?|hist(?:ory)?|benchmarks?|backtest)(?:[^a-z]|$)",
    re.IGNORECASE,
)

# What rows are built by, and what they name of a run.
_ROWS = frozenset({"append", "update", "dict", "DataFrame", "Series", "writerow", "writerows", "concat"})
_OF_A_RUN = frozenset(
    [
        "model", "model_name", "algorithm", "estimator", "seed", "strategy", "mode", "params", "config", "lr", "learning_rate", "epochs",
        "fold",
    ]
)  # fmt: skip
FEWEST_OF_A_RUN = 2


@once
def tracked(facts: Facts) -> Iterator[Told]:
    """Calls that record a run's metrics with a tracker, one of a kind in each file; Lightning's `self.log` only where a logger is named."""
    named = any(call.kind == "call" for call in facts.calls_to("track.start"))
    for call in _first_of_each(facts, facts.calls_to("track.metric", "track.autolog", "llm.trace")):
        if call.kind in ("call", "free") and (named or "LightningModule" not in call.name):
            yield call.at, _words(call, "metrics"), "low" if is_dormant(facts, call) else "high"
    for code in facts.product:
        for call in code.those(("callback",), (), _TOLD_WHERE):
            if call.means("callback") and call.means("experiment-tracking"):
                idle = call.method == "CSVLogger" or not facts.graph.consumers.get(call.number)
                yield call.at, f"{call.method} records every epoch", "low" if idle else "high"
            elif name := _reported(call):
                yield call.at, f"runs are reported to {name}", "high"


def _first_of_each(facts: Facts, calls: Iterable[Call]) -> Iterator[Call]:
    """The call of a name to speak of in each file: what something starts before what nothing does, values before literals and pictures."""
    found: dict[tuple[str, str], tuple[tuple[bool, bool], Call]] = {}
    for call in calls:
        rank = (is_dormant(facts, call), _tells_little(facts, call))
        if (call.path, call.method) not in found or rank < found[call.path, call.method][0]:
            found[call.path, call.method] = (rank, call)
    return (call for _, call in found.values())


def _tells_little(facts: Facts, call: Call) -> bool:
    """Whether what is recorded is a literal or a picture."""
    value = call.argument("value", 1)
    literal = value is not None and value.is_constant and value.constant is not None and call.means("track.metric", "track.param")
    fed = (facts.graph.calls[number].method for number in call.inputs if number in facts.graph.calls)
    return literal or any(method in PICTURES for method in fed)


def _is_off(call: Call) -> bool:
    """Whether a call starts a run that records nothing."""
    return call.means("track.start") and call.constant("mode") in OFF


def _words(call: Call, what: str) -> str:
    """What is said of a call that records metrics or settings."""
    if call.means("track.autolog"):
        return f"{call.method} turns on the recording of runs, {what} included"
    return f"{call.method} records a run's {what}"


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
        for call in code.those((*WRITES, "log.event"), OWN_LOGS):
            writes = (call.means(*WRITES) or call.method in OWN_LOGS) and not call.means("model.save", "serialise")
            logs = call.means("log.event")
            if (writes or logs) and next(facts.graph.upstream(call, *METRICS), None) is not None:
                said = any(SAYS_METRICS.search(text) for text in texts_behind(facts, call))
                words = "a metric goes to the log" if logs else f"{call.method} writes metrics down"
                sure: Confidence = "high" if writes and said and not is_dormant(facts, call) else "low"
                yield call.at, words, sure


def seeming(facts: Facts) -> Iterator[Told]:
    """What by its name or its keys holds what was measured, written near the model by code whose values were not followed to a metric."""
    near = near_model(facts)
    for code in facts.product:
        told: set[str] = set()
        for call in code.those(("data.write",), ("dump", "save", *OWN_LOGS)) if code.path in near else ():
            named = _named_for_measures(facts, call)
            if named and named not in told:
                told.add(named)
                yield call.at, f"{call.method} writes what the name `{named[:60]}` calls a measure; that it is one was not followed", "low"


def _named_for_measures(facts: Facts, call: Call) -> str:
    """The file, or the key of a dictionary, by whose name a call that writes writes measures; "" when none is."""
    keys = [item for item in call.arguments[0].items if isinstance(item, str)] if call.arguments and call.method == "dump" else []
    if not call.means("model.save", "serialise") and (call.means("data.write") or call.method in OWN_LOGS or call.name == "numpy.save"):
        keys += [text for text in sorted(texts_behind(facts, call)) if A_FILE.fullmatch(text)]
    return next((key for key in keys if MEASURED.search(key.rstrip("/").rpartition("/")[2])), "")


def keeps_rows_of_runs(facts: Facts) -> bool:
    """Whether rows are put together that name what was run: `row.update(model=name, seed=seed)`, `rows.append({"model": name, ...})`."""
    made = (call for call in facts.called if call.method in _ROWS)
    words = {str(word).lower() for call in made for each in call.arguments for word in (each.name, *each.items)}
    return len(words & _OF_A_RUN) >= FEWEST_OF_A_RUN


def parameters(facts: Facts) -> Iterator[Told]:
    """Calls that record a run's settings: with a tracker, or in a file beside what the run leaves."""
    yield from _with_tracker(facts)
    near = near_model(facts)
    for code in facts.product:
        for call in code.called:
            down = (call.own or call.name in DUMPS) and _puts_down(facts, call)
            if down and any(_is_settings(facts, argument) for argument in call.arguments[:2]):
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


def _with_tracker(facts: Facts) -> Iterator[Told]:
    """Settings given to a tracker; one of a kind in each file."""
    named = any(call.kind == "call" for call in facts.calls_to("track.start"))
    for code in facts.product:
        found: dict[str, tuple[tuple[bool, bool], Told]] = {}
        for call in code.calls:
            words = "" if _is_off(call) else _of_settings(facts, call, named=named)
            if words:
                rank = (is_dormant(facts, call) or words.endswith(PERHAPS), _tells_little(facts, call))
                if words not in found or rank < found[words][0]:
                    found[words] = (rank, (call.at, words, "low" if rank[0] else "high"))
        yield from (told for _, told in found.values())


def _of_settings(facts: Facts, call: Call, *, named: bool) -> str:
    """How a call gives settings to a tracker; "" when it does not."""
    if call.kind == "set-item":
        given = any(fed.name.endswith("wandb.config") or fed.name == "wandb.Run.config" for fed in _receivers(facts, call))
        return "a setting is recorded with the run" if given else ""
    if call.kind != "call":
        return ""
    if call.means("track.param", "track.autolog") and (named or "LightningModule" not in call.name):
        return _words(call, "settings")
    if call.means("track.start") and (call.argument("config") or call.argument("hparams")):
        return f"{call.method} is given the run's settings"
    if call.means("track.start") and any(argument.name == "**" for argument in call.arguments):
        return f"{call.method} is given arguments as a whole{PERHAPS}"
    name = _reported(call)
    return f"the trainer reports its settings to {name}" if name else ""


def _receivers(facts: Facts, call: Call) -> list[Call]:
    return [facts.graph.calls[number] for number in call.receiver if number in facts.graph.calls]
