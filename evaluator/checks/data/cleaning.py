"""How do they meet missing, wrong and duplicated data?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.model.place import REPOSITORY
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts

CLEAN = ("mnist", "fashion-mnist", "cifar-10", "cifar-100", "iris", "digits")


def missing_values_handled(facts: Facts) -> Iterator[Evidence]:
    """Missing values are met on purpose.

    Why: Gaps are where real data differ from a tutorial's; what is done about them decides what the model learns.
    Fix: Print the share missing per column, choose drop or impute for each, and put the choice into one tested function.
    Ask: Why did you drop or fill here, and what would the other choice have changed?
    Not for: rl, llm-app, library
    """
    found = [call for call in facts.calls_to("missing.handle") if call.kind == "call"]
    for call in found:
        yield supports(call.at, f"{call.method} handles missing values")
    if found:
        return
    loaded = {sign.id for sign in facts.known_data if sign.how == "loader"}
    if loaded and all(name in CLEAN for name in loaded):
        return
    yield against(REPOSITORY, "nothing that drops, fills or masks missing values was found")
