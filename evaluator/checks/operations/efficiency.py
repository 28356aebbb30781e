"""Do they know what a prediction costs?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.cost import measurements
from evaluator.checks.selectors.having import having
from evaluator.checks.selectors.prose import certainty, front, notebook_introductions, written
from evaluator.checks.selectors.reducing import reductions
from evaluator.checks.selectors.spent import spent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts
    from evaluator.model.result import Evidence

MOST = 3


def cost_measured(facts: Facts) -> Iterator[Evidence]:
    """What training or a prediction costs is measured.

    Why: Time, memory and money decide which model can be used at all.
    Fix: Time a thousand single predictions and report the median, the 95th percentile and the size of the model.
    Ask: Where does most of the time of one prediction go?
    """
    yield from having(measurements(facts), "no measurement of time, size or memory of the model was found", most=MOST)


def cost_reported(facts: Facts) -> Iterator[Evidence]:
    """The text tells what training or a prediction costs.

    Why: Whoever wants to use the model must know whether their machine and their patience suffice.
    Fix: Write down the median and the 95th percentile of a prediction's time, the size of the model, and the machine.
    Ask: How long does one prediction take, and on what?
    """
    page = front(facts)
    found = (each for document in (*written(facts), *notebook_introductions(facts)) for each in spent(document))
    sure = "high" if page is None or not page.text.words else certainty(page.text)
    yield from having(found, "no time, memory, size or price of training or prediction was found in the text", sure, MOST)


def cost_reduced(facts: Facts) -> Iterator[Evidence]:
    """The model or its predictions were made cheaper.

    Why: The same answers for half the time or memory are worth more than another tenth of a percent.
    Fix: Try one reduction (quantising, pruning, half precision, a smaller model), and report time and metric before and after.
    Ask: What did the cheaper model cost in accuracy?
    """
    missing = "nothing that makes the model cheaper was found; looked for fewer bits, pruning, half precision, compiling, distilling"
    yield from having(reductions(facts), missing, most=MOST)
