"""Is data preparation code I could run again tomorrow on new rows?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.having import having
from evaluator.checks.selectors.orchestrated import lost_stages, stages
from evaluator.checks.selectors.own_data import own_datasets, pipelines
from evaluator.checks.selectors.prepared import functions
from evaluator.checks.selectors.trial import first_meant
from evaluator.checks.selectors.written import written_by_entry, written_in_notebook
from evaluator.model.result import against

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts
    from evaluator.model.result import Evidence

MOST = 3


def preparation_in_functions(facts: Facts) -> Iterator[Evidence]:
    """Preparation stands in functions that can be called again.

    Why: A function can be tested, called on new rows and reused at prediction; a sequence of statements cannot.
    Fix: Put the preparation into one function from raw rows to model input, with the path or the frame as its argument.
    Ask: What would you call on tomorrow's file?
    Not for: rl, library
    """
    yield from having(functions(facts, in_modules=False), "no function that prepares data was found")


def pipeline_object_used(facts: Facts) -> Iterator[Evidence]:
    """Steps are chained in one object that feeds the model.

    Why: One object carries every step from raw rows to the model, in the same order each time.
    Fix: Chain the steps in a `Pipeline`, a `DataLoader` over a `Dataset`, or a `tf.data` pipeline.
    Ask: Which step of this object learns from data, and from which rows?
    Not for: rl, library, llm-app
    """
    missing = "no object that chains the steps was found: no Pipeline, DataLoader, tf.data or generator of batches"
    yield from having(first_meant(facts, pipelines(facts)), missing)


def preparation_in_module(facts: Facts) -> Iterator[Evidence]:
    """Preparation can be imported from a module.

    Why: Training, prediction and tests must prepare data by the same code; what stands in a notebook cannot be imported.
    Fix: Move the preparation cells into `data.py` as a function and import it in training and in prediction.
    Ask: Where else than in training is this preparation used?
    Not for: rl, library
    """
    yield from having(functions(facts, in_modules=True), "no function that prepares data was found in a module that can be imported")


def dataset_class_defined(facts: Facts) -> Iterator[Evidence]:
    """A dataset class of the project's own reads and prepares the examples.

    Why: A dataset class says in one place what an example is, how it is read and what is done to it.
    Fix: Write a `Dataset` with `__getitem__`, or a `DataModule`, in which reading and preparation stand together.
    Ask: What does one example consist of, and what is done to it at training time only?
    Not for: rl, library
    """
    yield from having(own_datasets(facts), "no dataset class or generator of the project's own was found")


def preparation_has_entry(facts: Facts) -> Iterator[Evidence]:
    """One command, stage or task writes the prepared data.

    Why: What one command prepares can be prepared again tomorrow, on new rows, by somebody else.
    Fix: Give the preparation a script with a `main` that reads the raw files and writes the prepared ones, and name it in `make data`.
    Ask: What do I type to get the prepared data again?
    Not for: rl, library
    """
    found = list(written_by_entry(facts))
    firm = [each for each in found if each[2] == "high"]
    place = None if found else written_in_notebook(facts)
    if place is not None:
        yield against(place, "prepared data are written here, in a notebook; no script, stage or task was found that writes them")
    else:
        yield from having(firm or found, "no script, stage or task that writes prepared data was found", most=MOST)


def stages_orchestrated(facts: Facts) -> Iterator[Evidence]:
    """Stages are chained by a tool, and what they start is there.

    Why: A pipeline that knows its stages runs again only what changed, and says where it stopped.
    Fix: Write the steps down as stages (`dvc.yaml`, a flow, a DAG): what each needs, what it runs, what it makes.
    Ask: Which stage runs again when one raw file changes?
    Not for: rl, library
    """
    lost = list(lost_stages(facts))
    yield from (against(place, note) for place, note in lost)
    found = list(stages(facts))
    if found or not lost:
        note = (
            "no pipeline of stages whose programs or functions are in the tree was found: no DVC, Airflow, Prefect, Snakemake or the like"
        )
        yield from having(found, note, most=MOST)
