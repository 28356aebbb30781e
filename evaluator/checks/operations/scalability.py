"""What happens at a hundred times the load or the data?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.having import having
from evaluator.checks.selectors.loadtests import load_tests
from evaluator.checks.selectors.scaling import batches, streams, wide_services, wide_training
from evaluator.checks.selectors.serving import served
from evaluator.model.place import REPOSITORY
from evaluator.model.result import against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts
    from evaluator.model.result import Evidence

MOST = 3


def load_tested(facts: Facts) -> Iterator[Evidence]:
    """The service was put under load on purpose.

    Why: Where a service breaks is found by its author in a test, or by its users.
    Fix: Run locust against the route, and report the requests per second at which the latency doubles.
    Not for: library
    """
    found = [supports(at, note, "high" if firm else "low") for at, note, firm in load_tests(facts)]
    yield from found
    if not found:
        yield against(REPOSITORY, "no load test found; looked for locust, k6, wrk, ab and the like")


def work_batched(facts: Facts) -> Iterator[Evidence]:
    """Work is done in batches.

    Why: A hundred rows in one call cost little more than one row.
    Fix: Predict on batches, and give loaders and encoders a batch size.
    Not for: library
    """
    yield from having(batches(facts), "no work in batches was found", most=MOST)


def service_scales(facts: Facts) -> Iterator[Evidence]:
    """The service can run more than once at a time.

    Why: One worker answers one request; the others wait.
    Fix: Start several workers (`gunicorn --workers 4`), or declare replicas that grow with the load.
    Ask: What is shared between your workers, and what happens to it?
    Not for: library
    """
    if served(facts):
        yield from having(wide_services(facts), "no second worker, replica or queue was found for the service", most=MOST)


def training_scales(facts: Facts) -> Iterator[Evidence]:
    """Training can use several devices or machines.

    Why: When the data grow tenfold, one device is not enough.
    Fix: Use `DistributedDataParallel`, a distribution strategy, Spark or Ray where one device is too slow.
    Ask: What changes in the result when the number of devices changes?
    Not for: library, llm-app
    """
    yield from having(wide_training(facts), "no training on several devices or machines was found", most=MOST)


def data_streams(facts: Facts) -> Iterator[Evidence]:
    """Data are read in pieces.

    Why: What is read whole must fit into memory; what is read in pieces need not.
    Fix: Read in chunks, lazily, or example by example from the disk.
    Ask: How much memory does reading take at ten times the data?
    Not for: library
    """
    yield from having(streams(facts), "no reading in pieces was found", most=MOST)
