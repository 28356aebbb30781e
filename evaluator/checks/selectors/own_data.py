"""Objects that carry data to a model: chained steps, loaders, dataset classes of the project's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.training import trainings
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

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
_YIELDS = regex(r"gen(?:erator|erate)?s?(?:$|_)|batch(?:es)?(?:$|_)|(?:^|_)iter")
_LOADS = frozenset({"__getitem__", "__iter__", "_generate_examples", "train_dataloader", "get_item", "setup", "generate"})
_DATASETS = frozenset(
    {"Sequence", "PyDataset", "Dataset", "IterableDataset", "LightningDataModule", "GeneratorBasedBuilder", "InMemoryDataset"}
)


def pipelines(facts: Facts) -> Iterator[Found]:
    """Objects that chain steps or serve batches."""
    for call in facts.calls_to("data-pipeline", "data-loader"):
        if call.kind == "call" and (
            call.method in _CHAINS or call.name.startswith(("tensorflow.data.", "datasets.", "pyspark.ml.", "ray.data."))
        ):
            yield call.at, f"{call.method} feeds the model", "high"
    yield from _loaders(facts)
    yield from _generators(facts)
    for file in facts.product_files:
        if file.name == "dbt_project.yml":
            from evaluator.model.place import Location

            yield Location(file.path, 1), "dbt builds the tables", "high"


def _loaders(facts: Facts) -> Iterator[Found]:
    """Classes of the project's own that descend from a library's loader of batches."""
    for code in facts.product:
        for index, klass in enumerate(code.classes):
            bases = {base.rpartition(".")[2] for base in (code.bases[index] if index < len(code.bases) else ())}
            if bases & {"DataLoader", "Sequence", "PyDataset"}:
                yield code.at(klass.line), f"`{klass.name}` serves batches", "high"


def _generators(facts: Facts) -> Iterator[Found]:
    """Generators of the project's own that feed a fit: `model.fit_generator(batches(...))`."""
    for call in trainings(facts):
        for number in (number for argument in call.arguments[:1] for number in argument.inputs):
            made = facts.graph.calls.get(number)
            if made is not None and made.kind == "call" and made.own and _YIELDS.search(made.method.lower()):
                yield made.at, f"`{made.method}` yields batches to the fit", "high"


def own_datasets(facts: Facts) -> Iterator[Found]:
    """Classes that give examples one by one, or by batches."""
    for code in facts.product:
        for index, klass in enumerate(code.classes):
            methods = {function.name for function in code.functions if function.owner == index}
            concepts = code.base_concepts[index] if index < len(code.base_concepts) else ()
            named = {base.partition("[")[0].rpartition(".")[2] for base in klass.bases}
            descends = {base.rpartition(".")[2] for base in (code.bases[index] if index < len(code.bases) else ())}
            if "DataLoader" in descends:
                yield code.at(klass.line), f"`{klass.name}` serves batches of the data", "high"
            elif ("dataset.class" in concepts or named & _DATASETS) and methods & _LOADS:
                yield code.at(klass.line), f"`{klass.name}` gives the examples", "high"
            elif {"__getitem__", "__len__"} <= methods:
                yield code.at(klass.line), f"`{klass.name}` gives examples by number", "low"
