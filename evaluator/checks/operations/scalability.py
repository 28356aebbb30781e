"""What happens at a hundred times the load or the data?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.growing import growing, is_said_fully, word_on_growth
from evaluator.checks.selectors.having import having
from evaluator.checks.selectors.loadtests import load_tests
from evaluator.checks.selectors.prose import certainty, front, notebook_introductions, place, written
from evaluator.checks.selectors.scaling import batches, streams, wide_services, wide_training
from evaluator.checks.selectors.serving import served
from evaluator.model.place import REPOSITORY
from evaluator.model.result import against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence, Evidence

MOST = 3


def scaling_discussed(facts: Facts) -> Iterator[Evidence]:
    """The text says what happens with more load or more data.

    Why: What breaks first at a hundred times the load is cheap to think of, and dear to find out.
    Fix: Write down what gives way first (memory, one worker, the database), at what size, and what you would change then.
    Ask: What gives way first at a hundred times the requests?
    Not for: library
    """
    told = [(words, document, said) for document in (*written(facts), *notebook_introductions(facts)) for words, said in growing(document)]
    found: list[tuple[Location, str, Confidence]] = []
    for words, document, (_, paragraph, sentence) in sorted(told, key=lambda each: -each[0]):
        word = word_on_growth(sentence)
        at = place(document, paragraph, sentence, word)
        if is_said_fully(words, sentence):
            found.append((at, f'{words} words on more load or data, with "{word[:60]}"', "high"))
        else:
            found.append((at, f'"{word[:60]}" is named; what happens with more load or data was not told', "low"))
    page = front(facts)
    sure = "high" if page is None or not page.text.words else certainty(page.text)
    firm = [each for each in found if each[2] == "high"]
    yield from having(firm or found[:1], "no words on more load or more data were found", sure, MOST - 1)


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
