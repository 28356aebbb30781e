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
WRITTEN_DOWN = "writes the run's settings down"
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

_OF_RUNNING = regex(
    r"(?:^|[/_ ])(?:times?|seconds|secs?|speed|fps|latency|duration|throughput|lr|learning_rate|epochs?|steps?|iter(?:ation)?s?|version)$"
    r"|^(?:was_|is_)?(?:promoted|registered|deployed)(?:_|$)",
    re.IGNORECASE,
)
_OF_SIZE = regex(
    r"(?:^|[/_ ])(?:(?:num|n|total|complexity|trainable)[/_ ](?:params|parameters)"
    r"|(?:params?|parameters?|rows?|samples?|class)_counts?|[gm]?flops|macs|status|error)$",
    re.IGNORECASE,
)
_WEIGHTS = frozenset({"feature_importances_", "coef_", "importances_mean"})
_COUNTS = frozenset({"numel", "count_params", "value_counts", "nunique"})
# What rows are built by, and what they name of a run.
_ROWS = frozenset({"append", "update", "dict", "DataFrame", "Series", "writerow", "writerows", "concat"})
_TO_FILE = frozenset({"write", "writelines", "writerow", "writerows", "write_text", "dump", "safe_dump"})
_GOES_ON = frozenset({"a", "a+", "at"})
_DATED = frozenset({"now", "today", "strftime", "time", "uuid4", "isoformat"})
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
            aside = _is_aside(facts, call)
            words = f"{call.method} records something of a run; a measure of quality was not seen" if aside else _words(call, "metrics")
            yield call.at, words, "low" if aside or is_dormant(facts, call) else "high"
    for code in facts.product:
        for call in code.those(("callback",), (), _TOLD_WHERE):
            if call.means("callback") and call.means("experiment-tracking"):
                idle = call.method == "CSVLogger" or not facts.graph.consumers.get(call.number)
                yield call.at, f"{call.method} records every epoch", "low" if idle else "high"
            elif name := _reported(call):
                yield call.at, f"runs are reported to {name}", "high"


def _first_of_each(facts: Facts, calls: Iterable[Call]) -> Iterator[Call]:
    """The call of a name to speak of in each file: what something starts before what nothing does, values before literals and pictures."""
    found: dict[tuple[str, str], tuple[tuple[bool, bool, bool], Call]] = {}
    for call in calls:
        rank = (is_dormant(facts, call), _is_aside(facts, call), _tells_little(facts, call))
        if (call.path, call.method) not in found or rank < found[call.path, call.method][0]:
            found[call.path, call.method] = (rank, call)
    return (call for _, call in found.values())


def _is_aside(facts: Facts, call: Call) -> bool:
    """Whether what is recorded is a picture or measures no quality, by its names, or is counted from data or model and set by nobody."""
    names = [each for argument in call.arguments[:2] for each in (argument.constant, *argument.items) if isinstance(each, str)]
    keys = len(call.arguments[0].items if call.arguments else ())
    if call.means("track.metric"):
        near = {each.method for each in facts.graph.upstream(call, most=12)}
        other = bool(near & _WEIGHTS) or (keys == 1 and bool(near & PICTURES))
        return other or (bool(names) and all(_OF_RUNNING.search(name) for name in names))
    if not call.means("track.param"):
        return False
    counted = keys <= 1 and any(each.method in _COUNTS for each in facts.graph.upstream(call, most=60))
    return counted or (bool(names) and all(_OF_SIZE.search(name) for name in names))


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
    return (told for _, told in _kept(facts))


def kept_once(facts: Facts) -> tuple[Location, Confidence] | None:
    """A place where metrics go to a file of the project's own, surest first; firm where the next run writes that file anew."""
    found = sorted(_kept(facts), key=lambda each: (each[1][2] != "high", not _is_written_anew(facts, each[0])))
    for call, (place, _, sure) in found:
        return place, sure if _is_written_anew(facts, call) and not keeps_rows_of_runs(facts) else "low"
    return None


def _is_written_anew(facts: Facts, call: Call) -> bool:
    """Whether a file of one name is written from its beginning, and holds no row for each of several models."""
    fed = [call, *facts.graph.upstream(call, most=400)]
    goes_on = any(argument.constant in _GOES_ON for each in fed for argument in each.arguments if argument.name in ("", "mode"))
    return not goes_on and not any(each.method in _DATED or (each.loops and each.method in _ROWS) for each in fed if each.kind == "call")


@once
def _kept(facts: Facts) -> Iterator[tuple[Call, Told]]:
    for code in facts.product:
        found: dict[str, list[Call]] = {}
        logged: set[str] = set()
        for call in code.those((*WRITES, "log.event"), OWN_LOGS):
            writes = (call.means(*WRITES) or call.method in OWN_LOGS) and not call.means("model.save", "serialise")
            logs = not writes and call.means("log.event") and call.method not in logged
            if (writes or logs) and next(facts.graph.upstream(_written(call), *METRICS), None) is not None:
                found.setdefault(call.method, []).append(call)
                if logs:
                    logged.add(call.method)
                    yield call, (call.at, "a metric goes to the log", "low")
        for method, calls in found.items():
            if method not in logged:
                yield _nearest(facts, calls)


def _nearest(facts: Facts, calls: list[Call]) -> tuple[Call, Told]:
    """Of several writes of one name in a file that which stands nearest to a metric, a sure one first."""
    first: tuple[Call, Told] | None = None
    for call in sorted(calls, key=lambda each: _steps(facts, each)) if len(calls) > 1 else calls:
        said = any(SAYS_METRICS.search(text) for text in texts_behind(facts, call))
        sure: Confidence = "high" if said and not is_dormant(facts, call) else "low"
        told = call, (call.at, f"{call.method} writes metrics down", sure)
        first = first or told
        if sure == "high":
            return told
    return first or told


def _steps(facts: Facts, call: Call) -> int:
    """How many values stand between what is written and the nearest metric."""
    return next(number for number, each in enumerate(facts.graph.upstream(_written(call))) if each.means(*METRICS))


def _written(call: Call) -> tuple[int, ...]:
    """What feeds that which is written: of a file only what is given to it, as others write to the same one."""
    if call.method in _TO_FILE:
        return tuple(number for argument in call.arguments[:1] for number in argument.inputs)
    return call.inputs


def keeps_rows_of_runs(facts: Facts) -> bool:
    """Whether rows are put together that name what was run: `row.update(model=name, seed=seed)`, `rows.append({"model": name, ...})`."""
    made = (call for call in facts.called if call.method in _ROWS)
    words = {str(word).lower() for call in made for each in call.arguments for word in (each.name, *each.items)}
    return len(words & _OF_A_RUN) >= FEWEST_OF_A_RUN


@once
def parameters(facts: Facts) -> Iterator[Told]:
    """Calls that record a run's settings: with a tracker, or in a file beside what the run leaves."""
    yield from _with_tracker(facts)
    near = near_model(facts)
    for code in facts.product:
        for call in code.called:
            given = enumerate(call.arguments[:2] if call.own or call.name in DUMPS else ())
            if any(_is_settings(facts, each) and _puts_down(facts, call, number) for number, each in given):
                yield call.at, f"{call.method} {WRITTEN_DOWN}", "high" if call.path in near else "low"


def _puts_down(facts: Facts, call: Call, number: int) -> bool:
    """Whether a call dumps its argument of that number to a file: itself, or the project's own function that it calls."""
    inner = facts.graph.functions.get(call.name)
    if inner is None:
        return call.name in DUMPS
    home = facts.code_at(inner[0])
    if home is None:
        return False
    function = home.functions[inner[1]]
    names = function.parameters[1:] if function.owner >= 0 else function.parameters
    name = call.arguments[number].name or (names[number] if number < len(names) else "")
    dumps = (each for each in home.within(inner[1]) if each.kind == "call" and each.name in DUMPS)
    return any(_is_of(facts, each, name, inner[1]) for each in dumps)


def _is_of(facts: Facts, dump: Call, name: str, scope: int) -> bool:
    """Whether what is dumped comes of a parameter of the function."""
    fed = facts.graph.upstream(_written(dump), most=60)
    return any(each.kind == "parameter" and each.name == name and each.scope == scope and each.path == dump.path for each in fed)


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
        found: dict[str, tuple[tuple[bool, bool, bool], Told]] = {}
        for call in code.calls:
            words = _of_settings(facts, call, named=named)
            if words and not _is_off(call):
                rank = (is_dormant(facts, call) or words.endswith(PERHAPS), _is_aside(facts, call), _tells_little(facts, call))
                if words not in found or rank < found[words][0]:
                    told = f"{call.method} records what was counted; whether settings are recorded too was not seen" if rank[1] else words
                    found[words] = (rank, (call.at, told, "low" if any(rank[:2]) else "high"))
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
