"""Objects that carry data to a model: chained steps, loaders, dataset classes of the project's own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.training import trainings, trainings_in
from evaluator.model.regex import regex
from evaluator.model.source import CONFLICT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

_CHAINS = frozenset(
    [
        "Pipeline", "make_pipeline", "ColumnTransformer", "make_column_transformer", "DataLoader", "flow_from_directory",
        "flow_from_dataframe",
        "image_dataset_from_directory", "dataloaders", "from_folder", "from_df", "from_name_func", "GeoDataLoader",
        "make_imb_pipeline", "BucketIterator",
    ]
)  # fmt: skip
_OF_STEPS = frozenset({"Pipeline", "make_pipeline", "ColumnTransformer", "make_column_transformer", "make_imb_pipeline"})
MOST = 200
_PICKS = frozenset({"select", "shuffle", "take", "filter", "sort", "rename_column", "remove_columns", "train_test_split"})
_SETS = regex(r"data_?(?:set|handler|loader|module|manager|source|util)|loader$|corpus|(?:data|batch)_?generator$", re.IGNORECASE)
_BATCHES = regex(
    r"(?:batch|data|chunk|sample|example|frame|loader|augment)\w{0,20}?_?(?:gen|generator|iter|iterator)s?$|(?:^|_)(?:mini_?)?batch(?:es)?$"
)
_YIELDS = regex(r"gen(?:erator|erate)?s?(?:$|_)|batch(?:es)?(?:$|_)|(?:^|_)iter")
_LABELS = regex(r"(?:^|[_.])(?:(?:labels?|classes)(?:$|_)|targets?$)|(?:^|\.)ys?(?:$|_)")
_ARRAYS = ("numpy.ndarray", "torch.Tensor")
_STEPS = frozenset({"map", "shuffle", "cache", "repeat", "prefetch", "filter"})
_LOADS = frozenset({"__getitem__", "__iter__", "_generate_examples", "train_dataloader", "get_item", "setup", "generate"})
_DATASETS = frozenset(
    {"Sequence", "PyDataset", "Dataset", "IterableDataset", "LightningDataModule", "GeneratorBasedBuilder", "InMemoryDataset"}
)
_PLAIN_LISTS = frozenset({"Sequence"})  # of Python itself, not of Keras


def pipelines(facts: Facts) -> Iterator[Found]:
    """Objects that chain steps or serve batches; or at least what is called so."""
    found = list(_chained(facts))
    yield from found or _mapped(facts)


def _chained(facts: Facts) -> Iterator[Found]:
    inner = _inside(facts)
    for call in facts.calls_to("data-pipeline", "data-loader"):
        if call.number in inner:
            continue
        chained = call.method in _CHAINS or call.name.startswith(("tensorflow.data.", "datasets.", "pyspark.ml.", "ray.data."))
        if call.kind == "call" and chained and call.method not in _PICKS:
            code = facts.code_at(call.path)
            alone = code is not None and 0 < code.source.main_guard <= call.line and not any(trainings_in(code))
            yield call.at, f"{call.method} {'serves batches where this file is started by itself' if alone else 'feeds the model'}", "high"
    yield from _loaders(facts)
    yield from _generators(facts)
    yield from _batch_makers(facts)
    for file in facts.product_files:
        if file.name == "dbt_project.yml":
            from evaluator.model.place import Location

            yield Location(file.path, 1), "dbt builds the tables", "high"


def _inside(facts: Facts) -> frozenset[int]:
    """Chains that are steps of another chain."""
    chains = {call.number: call for call in facts.calls_to("data-pipeline") if call.kind == "call" and call.method in _OF_STEPS}
    found: set[int] = set()
    for call in chains.values():
        given = [number for argument in call.arguments for number in argument.inputs]
        found |= {each.number for each in facts.graph.upstream(given, most=MOST) if each.number in chains} - {call.number}
    return frozenset(found) if set(chains) - found else frozenset()


def _loaders(facts: Facts) -> Iterator[Found]:
    """Classes of the project's own that descend from a library's loader of batches."""
    for code in facts.product:
        for index, klass in enumerate(code.classes):
            full = code.bases[index] if index < len(code.bases) else ()
            bases = {base.rpartition(".")[2] for base in full if not base.startswith(("collections.", "typing."))}
            if bases & {"DataLoader", "Sequence", "PyDataset"}:
                yield code.at(klass.line), f"`{klass.name}` serves batches", "high"


def _generators(facts: Facts) -> Iterator[Found]:
    """Generators of the project's own that feed a fit: `model.fit_generator(batches(...))`."""
    for call in trainings(facts):
        for number in (number for argument in call.arguments[:1] for number in argument.inputs):
            made = facts.graph.calls.get(number)
            if made is not None and made.kind == "call" and made.own and _YIELDS.search(made.method.lower()):
                yield made.at, f"`{made.method}` yields batches to the fit", "high"


def _batch_makers(facts: Facts) -> Iterator[Found]:
    """Functions called for batches that cut rows out of stored data, and whose answer a model that is trained here takes."""
    if next(trainings(facts), None) is None:
        return
    for code in facts.product:
        for scope, function in enumerate(code.functions):
            if not function.returns or not _BATCHES.search(function.name.lower()):
                continue
            inside = list(code.within(scope))
            cuts = any(each.kind == "item" and each.arguments and each.arguments[0].text == "x:x" for each in inside)
            asked = facts.graph.callers.get(f"project:{code.path}:{function.name}", ()) if cuts else ()
            if any(each.means("model.predict", "loss.backward") for each in facts.graph.downstream(asked, most=MOST)):
                yield code.at(function.line), f"`{function.name}` cuts batches out of the rows and feeds the model", "high"


def _mapped(facts: Facts) -> Iterator[Found]:
    """Own functions that yield batches, and `ds.map(prepare).batch(32)` over something whose type is not known."""
    named = {call.method for code in facts.product for call in code.calls if call.own}
    for code in facts.product:
        for function in code.functions:
            if function.returns and _BATCHES.search(function.name.lower()) and function.name in named:
                yield code.at(function.line), f"`{function.name}` is called so; whether it yields batches could not be told", "low"
        for call in code.calls:
            before = [facts.graph.calls[number] for number in call.receiver if number in facts.graph.calls]
            if call.kind == "call" and call.method == "batch" and call.arguments and any(each.method in _STEPS for each in before):
                yield call.at, "what is mapped or shuffled before is served in batches", "low"


def own_datasets(facts: Facts) -> Iterator[Found]:
    """Classes that give examples one by one, or by batches; or at least one that is called so."""
    torn = {code.path for code in facts.product if code.source.problem.endswith(CONFLICT)}
    found = [*_datasets(facts), *_yielding(facts)]
    for place, note, sure in found or _called_so(facts):
        aside = place.path in torn
        yield place, f"{note}; the file holds the lines of a merge conflict" if aside else note, "low" if aside else sure


def _yielding(facts: Facts) -> Iterator[Found]:
    """Generators of a module that give arrays with their labels in a loop, and that another file calls."""
    for code in facts.product:
        for scope, function in enumerate(code.functions):
            if function.owner < 0 and function.parent < 0 and not code.is_notebook and _YIELDS.search(function.name.lower()):
                given = [node for node in code.within(scope) if node.kind == "definition" and node.loops > 0]
                if any(_holds_labels(facts, node) for node in given) and _is_called_elsewhere(facts, code.path, function.name):
                    yield code.at(function.line), f"`{function.name}` gives arrays with their labels", "high"


def _holds_labels(facts: Facts, given: Call) -> bool:
    """Whether arrays are given out, and something that is called labels with them."""
    made = list(facts.graph.upstream(given.inputs, most=MOST))
    names = {name.lower() for each in made if (each.path, each.scope) == (given.path, given.scope) for name in _names(each)}
    return any(each.type in _ARRAYS or each.name.startswith("numpy.") for each in made) and any(_LABELS.search(name) for name in names)


def _names(call: Call) -> Iterator[str]:
    yield from (call.name if call.kind in ("free", "parameter") else "", *call.targets)
    yield from (argument.text for argument in call.arguments)


def _is_called_elsewhere(facts: Facts, path: str, name: str) -> bool:
    return any(call.path != path for call in facts.those(methods={name}))


def _called_so(facts: Facts) -> Iterator[Found]:
    """Classes with methods that are called as if they held the data: `DataSet`, `RatingsHandler`."""
    for code in facts.product:
        for index, klass in enumerate(code.classes):
            methods = [each for each in code.functions if each.owner == index and each.name != "__init__" and not each.stub]
            if len(methods) > 1 and _SETS.search(klass.name) and not klass.name.endswith(("Config", "Settings")):
                yield code.at(klass.line), f"`{klass.name}` is called so; whether it gives the examples could not be told", "low"


def _datasets(facts: Facts) -> Iterator[Found]:
    for code in facts.product:
        for index, klass in enumerate(code.classes):
            methods = {function.name for function in code.functions if function.owner == index and not function.stub}
            concepts = code.base_concepts[index] if index < len(code.base_concepts) else ()
            named = {base.partition("[")[0].rpartition(".")[2] for base in klass.bases}
            full = code.bases[index] if index < len(code.bases) else ()
            named -= _PLAIN_LISTS if any(base.startswith(("collections.", "typing.")) for base in full) else frozenset()
            descends = {base.rpartition(".")[2] for base in full}
            if "DataLoader" in descends:
                yield code.at(klass.line), f"`{klass.name}` serves batches of the data", "high"
            elif ("dataset.class" in concepts or named & _DATASETS) and methods & _LOADS:
                yield code.at(klass.line), f"`{klass.name}` gives the examples", "high"
            elif {"__getitem__", "__len__"} <= methods:
                yield code.at(klass.line), f"`{klass.name}` gives examples by number", "low"
