"""Is this the candidate's own work, or a tutorial typed in again?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.own_method import derived_features, is_aside, own_parts
from evaluator.checks.selectors.prose import front
from evaluator.checks.selectors.replica import replica, signs_of, templates
from evaluator.model.place import REPOSITORY, Location
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts

REPLICA = 0.7
CLOSE = 0.5
MUCH = 10
MOST = 3
_ORIGINS = frozenset({".cruft.json", ".copier-answers.yml", ".copier-answers.yaml", ".cookiecutter.json", ".cookiecutterrc"})
_SKELETON = ("data/raw", "data/interim", "data/processed", "data/external")


def not_a_replica(facts: Facts) -> Iterator[Evidence]:
    """Little of the work matches widely known tutorials.

    Why: A reader who has met the tutorial learns nothing of you from it; what you changed is what speaks for you.
    Fix: Change one thing the tutorial held fixed (the data, the target, the metric), link the tutorial, and write what broke.
    Ask: What here could not have come from the tutorial?
    Not for: library
    """
    signs = signs_of(facts, extended=bool(list(own_parts(facts))))
    score = replica(facts, signs)
    if score < CLOSE:
        seen = "no signs"
        if signs:
            kinds = list(dict.fromkeys(sign.what for sign in signs))
            rest = f" and {len(kinds) - 1} more" if len(kinds) > 1 else ""
            seen = f"{kinds[0]}{rest}, too little to call the work a replica"
        yield supports(REPOSITORY, f"looked for data, texts and templates of known tutorials: {seen}")
        return
    for sign in signs:
        note = f"these parts match widely known material ({sign.what}); show what you changed"
        yield against(sign.at, note, "high" if score >= REPLICA else "low")


def template_adapted(facts: Facts) -> Iterator[Evidence]:
    """The template's own words were replaced by the project's.

    Why: A sentence the template left for you to write is the first thing a reader sees that you did not do.
    Fix: Replace the template's title, description and sample steps by your own, and delete the folders you do not use.
    """
    left = list(templates(facts))
    for sign in left:
        yield against(sign.at, f"{sign.what}, still as the template brought it")
    if left:
        return
    origin = next((file.path for file in facts.paths if file.name in _ORIGINS), "")
    if origin:
        yield supports(Location(origin, 1), "made from a template; none of its placeholder sentences is left on the front page")
    elif all(any(file.path.startswith(f"{folder}/") for file in facts.paths) for folder in _SKELETON) and front(facts) is not None:
        yield supports(REPOSITORY, "the folders are a known template's; none of its placeholder sentences is left on the front page")


def method_extended(facts: Facts) -> Iterator[Evidence]:
    """Parts of the method are the author's own.

    Why: A layer, loss, feature or environment of one's own shows understanding where a stock call shows reading.
    Fix: Replace one stock part by your own: a loss for your cost of errors, a feature only the domain suggests, a small module.
    Ask: Why was the stock part not good enough here?
    """
    found = {what: place for place, what in reversed(list(own_parts(facts)))}
    yield from (supports(place, what) for what, place in list(found.items())[::-1][:MOST])
    if not found:
        # Much code of one's own may hold a method that no call tells; layers put one on another may be the author's.
        own = sum(len(code.functions) for code in facts.product)
        stacked = next(facts.calls_to("nn.layer"), None) is not None
        few = any(not is_aside(call) for call in derived_features(facts).values())
        note = "no class of a network, transformer, loss or derived column of the project's own was found"
        less = "no class of a network, transformer or loss of the project's own was found, and few derived columns but stock parts of one"
        yield against(REPOSITORY, less if few else note, "high" if own < MUCH and not stacked and not few else "low")
