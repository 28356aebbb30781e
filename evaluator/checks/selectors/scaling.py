"""What is made for more load or more data: batches, workers and replicas, training on several machines, data read in pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.standing import own
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location as Place
    from evaluator.model.result import Confidence

    Found = tuple[Place, str, Confidence]

MAX_LINE = 2_000
_SEVERAL = "the service starts with several workers"
_UP_TO = "up to {} instances of the service may run"
_SIZES = frozenset({"batch_size", "per_device_train_batch_size", "chunksize"})
_NO_WORK = frozenset({"Input", "InputLayer", "select_device", "dict", "Namespace", "print", "update"})
_WORKERS = regex(r"(?:--workers[ =,\"']{1,4}|(?<![\w-])-w[ =,\"']{1,4}|WEB_CONCURRENCY=)([2-9]|\d{2,3}|\$)")
_MORE = regex(
    r"(?:^|[./])(?:replicas|minReplicas|maxReplicas|num_replicas|min_replicas|max_replicas|workers|scale|desired_count|max_instances|maxInstances"
    r"|(?:min|max)_instance_count|(?:min|max)Scale|max_num_workers)$"
)
# An option of what puts a service into the cloud, with its number behind it.
_INSTANCES = regex(r"(?:^|\s)--(?:max|min)-(?:instances|replicas)[ =\"']{1,3}([2-9]|\d{2,4})\b")
_INSTANCE = regex(r"--(?:max|min)-(?:instances|replicas)(?:=(\d{1,4}))?")
_QUEUES = ("celery.Celery", "rq.Queue", "dramatiq.actor", "arq.create_pool", "huey.")
_TRAINS_WIDE = frozenset(
    [
        "DistributedDataParallel", "FullyShardedDataParallel", "fully_shard", "MirroredStrategy", "MultiWorkerMirroredStrategy",
        "TPUStrategy",
        "Accelerator", "TorchTrainer", "DistributedOptimizer", "init_process_group", "XGBoostTrainer", "LightGBMTrainer",
    ]
)  # fmt: skip
_IN_PARTS = ("pyspark.sql.DataFrameReader", "pyspark.sql.SparkSession.read", "dask.dataframe.read", "ray.data.read")
_SPARK_READS = frozenset({"json", "csv", "parquet", "load", "table", "orc", "text", "jdbc"})
_SESSION = ("pyspark.sql.SparkSession", "pyspark.sql.SQLContext")
_FETCHED = frozenset({"toPandas", "collect", "toLocalIterator"})
MOST_LINKS = 20
_LAZY = frozenset(
    {"scan_csv", "scan_parquet", "memmap", "TFRecordDataset", "TextLineDataset", "open_memmap", "read_csv_batched", "IterableDataset"}
)
_SERVED_BATCHES = frozenset({"flow_from_directory", "flow_from_dataframe", "image_dataset_from_directory", "DataLoader", "from_generator"})


def batches(facts: Facts) -> Iterator[Found]:
    """Work done on many rows at once, by a library that is given a size; one line for each file and function."""
    seen: set[tuple[str, str]] = set()
    for call in facts.those(methods=("batch",), arguments=("batched", "batchable", "**", *_SIZES)):
        note = _batched(call) if call.method not in _NO_WORK and not call.method.endswith("Bar") else ""
        if note and (call.path, call.method) not in seen:
            seen.add((call.path, call.method))
            sized = call.argument("chunksize") is None or call.means("data.read", "data.query")
            yield call.at, note, "low" if call.own or not sized or call.method == "()" or call.method.endswith("Config") else "high"


def _batched(call: Call) -> str:
    """How a call works in batches, "" when it does not."""
    size = next((each for each in call.arguments if each.name in _SIZES and not (each.is_constant and each.constant in (None, 1))), None)
    if size is not None:
        return f"{call.method.strip('()') or 'a call'} is given `{size.name}`"
    opened = call.argument("**") if call.means("data-loader", "training-loop") else None
    named = next((each for each in opened.items if each in _SIZES), None) if opened is not None else None
    if opened is not None and named:
        return f"{call.method} is given `{named}` by `**{opened.text}`" if opened.text else f"{call.method} is given `{named}`"
    if call.constant("batched") is True or call.constant("batchable") is True:
        return f"{call.method} is told to work in batches"
    return "the rows are cut into batches" if call.method == "batch" and call.name.startswith("tensorflow.") else ""


def _instances(values: tuple[tuple[str, str, int], ...]) -> Iterator[tuple[int, str]]:
    """Lines of a list of arguments where an option for the number of instances stands, with the number behind it, more than one."""
    for number, (key, value, line) in enumerate(values):
        option = _INSTANCE.fullmatch(value) if ".args" in key or ".command" in key else None
        behind = values[number + 1][1] if option and not option[1] and number + 1 < len(values) else ""
        count = option[1] or behind if option else ""
        if count.isdigit() and int(count) > 1:
            yield line, count


def wide_services(facts: Facts) -> Iterator[Found]:
    """Several workers or replicas, or a queue, for the service."""
    yield from _started_wide(facts)
    for declared in own(facts.manifests):
        for line, count in _instances(declared.source.values):
            yield Location(declared.path, line), _UP_TO.format(count), "high"
        for key, value, line in declared.source.values:
            last = key.rpartition(".")[2]
            if last == "kind" and value == "HorizontalPodAutoscaler":
                yield Location(declared.path, line), "replicas grow with the load", "high"
            elif _MORE.search(key) and value.isdigit() and int(value) > 1:
                yield Location(declared.path, line), f"{last} is {value}", "high"
            elif _WORKERS.search(value[:MAX_LINE]):
                yield Location(declared.path, line), _SEVERAL, "high"
    for call in facts.calls_named(*_QUEUES):
        yield call.at, f"{call.method} takes work from a queue", "high"
    for call in facts.calls_named("ray.serve.deployment"):
        if call.argument("autoscaling_config") or str(call.constant("num_replicas") or "1") not in ("1", "None"):
            yield call.at, "the deployment has several replicas", "high"


def _started_wide(facts: Facts) -> Iterator[Found]:
    """Commands of images and of named targets."""
    for container in own(facts.containers):
        for each in container.source.instructions:
            if each.keyword in ("CMD", "ENTRYPOINT", "ENV") and _WORKERS.search(" ".join(each.values)[:MAX_LINE]):
                yield Location(container.path, each.line), _SEVERAL, "high"
    for work in own(facts.stages):
        for target in work.source.targets:
            number = next((number for number, command in enumerate(target.commands) if _WORKERS.search(command[:MAX_LINE])), None)
            if number is not None:
                yield Location(work.path, target.line_of(number)), _SEVERAL, "high"
            for number, command in enumerate(target.commands):
                if option := _INSTANCES.search(command[:MAX_LINE]):
                    yield Location(work.path, target.line_of(number)), _UP_TO.format(option[1]), "high"


def wide_training(facts: Facts) -> Iterator[Found]:
    """Training on several devices or machines."""
    for call in facts.called:
        if (call.method in _TRAINS_WIDE and not call.own) or call.name.startswith(("pyspark.ml.classification.", "pyspark.ml.regression.")):
            joins = call.method == "init_process_group"
            does = "joins several processes for training" if joins else "can train on several devices or machines"
            yield call.at, f"{call.method} {does}", "high"
        elif call.method == "DataParallel" and not call.own:
            yield call.at, "DataParallel uses the devices of one machine", "low"
        elif str(call.constant("strategy")).startswith(("ddp", "fsdp", "deepspeed")):
            yield call.at, f"the trainer's strategy is {call.constant('strategy')}", "high"


def streams(facts: Facts) -> Iterator[Found]:
    """Data read in pieces, when they are asked for."""
    for code in facts.product:
        lazy = {
            index
            for index, function in enumerate(code.functions)
            if function.name in ("__getitem__", "__iter__", "get_item", "parse_function", "_parse_image", "load_image")
        }
        for call in code.called:
            by_session = call.method in _SPARK_READS and _by_session(facts, call)
            if not by_session:
                yield from _streamed(call, in_item=call.scope in lazy)
            elif not _is_fetched(facts, call):
                yield call.at, "Spark reads in partitions", "high"


def _by_session(facts: Facts, call: Call) -> bool:
    """Whether a call reads by a session of Spark."""
    graph = facts.graph
    if call.name.startswith(("spark.read.", "spark.readStream.")):
        return True
    chain = [each for each, _ in zip(graph.upstream(call.receiver), range(MOST_LINKS), strict=False)]
    first = [graph.calls[number] for number in call.receiver]
    reads = any(each.method in ("read", "readStream") for each in (*first, *chain))
    return reads and any(each.name.startswith(_SESSION) for each in (*first, *chain))


def _is_fetched(facts: Facts, call: Call) -> bool:
    """Whether all rows are fetched at once."""
    after = [facts.graph.calls[number] for number in facts.graph.consumers.get(call.number, ())]
    return bool(after) and all(each.method in _FETCHED for each in after)


def _streamed(call: Call, *, in_item: bool) -> Iterator[Found]:
    pieces = call.argument("chunksize")
    if pieces is not None and not (pieces.is_constant and pieces.constant is None) and call.means("data.read", "data.query"):
        yield call.at, f"{call.method} reads in pieces", "high"
    elif call.constant("streaming") is True or (call.method in _LAZY and not str(call.constant("mode")).startswith(("w", "r+"))):
        yield call.at, f"{call.method} reads when asked", "high"
    elif call.name.startswith(_IN_PARTS):
        yield call.at, f"{call.method} reads in parts", "high"
    elif in_item and call.method not in ("save", "savez", "imwrite") and call.means("image.read", "data.read", "data-loading"):
        yield call.at, "each example is read when it is asked for", "high"
    elif call.method in _SERVED_BATCHES - {"DataLoader"} and not call.own:
        yield call.at, f"{call.method} reads batch by batch", "high"
    elif call.method in ("ImageFolder", "DatasetFolder") and not call.own:
        yield call.at, f"{call.method} reads each file when it is asked for", "high"
