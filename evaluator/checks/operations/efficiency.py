"""Do they know what a prediction costs?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.cost import measurements
from evaluator.checks.selectors.having import having

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
