"""Is data preparation code I could run again tomorrow on new rows?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.having import having
from evaluator.checks.selectors.own_data import own_datasets, pipelines
from evaluator.checks.selectors.prepared import functions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts
    from evaluator.model.result import Evidence


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
    yield from having(
        pipelines(facts), "no object that chains the steps was found: no Pipeline, DataLoader, tf.data or generator of batches"
    )


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
