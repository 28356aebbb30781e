"""Groups made by hand: each row is given to the nearest centre, and the centres are moved to what they were given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.scoring import shifted
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts

_CENTRE = regex(r"centroid|(?:^|_)cent(?:er|re)s?(?:$|_)|prototypes?|codebook|medoid")
_DISTANCES = frozenset(
    {"norm", "cdist", "sqrt", "sum", "euclidean", "pairwise_distances", "square", "dist", "distance", "euclidean_distance"}
)
_MEANS = frozenset({"mean", "average", "nanmean", "median"})
_NEAREST = frozenset({"argmin"})
_FARTHEST = 40


@once
def own_groups(facts: Facts) -> Iterator[Call]:
    """The call that finds the nearest centre, in files that move the centres as well."""
    for code in facts.product:
        searched = [call for call in code.those(methods=_NEAREST) if not call.own]
        centres = _centres(code) if searched else frozenset()
        nearest = [call for call in searched if _is_of_centres(facts, call, centres)]
        if nearest and _moves(code, centres):
            yield nearest[0]


def _centres(code: Code) -> frozenset[int]:
    """The values that are called centres where they are made, come in or are kept."""
    named = [numbers for each in code.classes for name, numbers in each.attributes.items() if _CENTRE.search(name.lower())]
    named += [each.inputs for name, each in code.source.bindings.items() if _CENTRE.search(name.lower())]
    kept = {number for numbers in named for number in shifted(code, numbers)}
    return frozenset(kept | {call.number for call in code.calls if _is_centre(call)})


def _is_of_centres(facts: Facts, call: Call, centres: frozenset[int]) -> bool:
    """Whether a place is looked up among distances, into which something called a centre goes."""
    before = list(facts.graph.upstream(call, most=_FARTHEST))
    far = any(each.kind == "call" and (each.method.lower() in _DISTANCES or "distance" in each.method.lower()) for each in before)
    return far and any(each.number in centres for each in before)


def _moves(code: Code, centres: frozenset[int]) -> bool:
    """Whether a file stores anew, in a loop, a part of the centres, or gives their name to means of rows."""
    for call in code.calls:
        if call.kind == "set-item" and call.loops and not centres.isdisjoint(call.receiver):
            return True
        if call.kind == "call" and call.method in _MEANS and any(_CENTRE.search(name.lower()) for name in call.targets):
            return True
    return False


def _is_centre(node: Call) -> bool:
    """Whether a value is called a centre where it is made, comes in or is kept."""
    names = (*node.targets, node.name if node.kind in ("parameter", "free", "self") else "")
    return any(_CENTRE.search(name.rpartition(".")[2].lower()) for name in names)
