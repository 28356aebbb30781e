"""What several works cover together: teams they speak to, frameworks, layers, kinds of task, growth (rubric.md 4.3, 5.4)."""

from __future__ import annotations

import math
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from evaluator.model.candidate import Breadth, Cited, Framework, Growth, Layer, Rise, RoleShown, Shown, Signal, StageShown
from evaluator.model.review import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from evaluator.cohort.candidate import Work
    from evaluator.model.candidate import DimensionShown, Listed
    from evaluator.model.cohort import CohortRow
    from evaluator.model.rubric import RoleRule, Rubric

SIGNALS: tuple[Signal, ...] = ("faint", "clear", "strong")
MOST_EVIDENCE = 3
DEEP, PROPER = 2, 2
BROAD_FRAMEWORKS, BROAD_LAYERS = 2, 3
APART = 30 * 24 * 3600
CROSSED = "framework-crossed"
# The columns of the table of depths: a wrapper is no second framework beside what it wraps.
FAMILIES = {
    **dict.fromkeys(("pytorch", "lightning", "fastai", "transformers", "datasets", "torchvision", "accelerate", "peft"), "pytorch"),
    **dict.fromkeys(("keras", "tensorflow", "tensorflow-datasets"), "tensorflow"),
    **dict.fromkeys(("scikit-learn", "imbalanced-learn", "xgboost", "lightgbm", "catboost", "feature-engine"), "scikit-learn"),
    **dict.fromkeys(("jax", "flax", "equinox", "haiku", "optax"), "jax"),
    **dict.fromkeys(("langchain", "langgraph", "llama-index", "openai", "haystack"), "language-models"),
}
LAYERS = {
    "Model": ("training-code",),
    "Data": ("data-pipeline",),
    "Service": ("inference-service",),
    "Automation": ("continuous-integration",),
    "Operations": ("monitoring", "drift", "retraining"),
}


def roles(works: Sequence[Work], dimensions: Sequence[DimensionShown], rubric: Rubric) -> Iterator[RoleShown]:
    """Signals to kinds of teams: the rubric's weighted mean, over the best level of each criterion."""
    best = {one.criterion.id: one for dimension in dimensions for one in dimension.criteria}
    for rule in rubric.roles if best else ():
        alone = {role.signal for work in works for role in work.review.roles if role.id == rule.id}
        yield together(rule, best, max(alone, key=SIGNALS.index, default="faint"))


def together(rule: RoleRule, best: Mapping[str, Shown], alone: Signal) -> RoleShown:
    """One role with its strongest evidence, wherever it stands."""
    asked = [(weight, best[name]) for name, weight in rule.criteria.items() if name in best]
    whole = math.fsum(weight for weight, _ in asked)
    mean = math.fsum(weight * one.criterion.level for weight, one in asked) / whole if whole else 0.0
    signal: Signal = "strong" if mean >= rule.strong else "clear" if mean >= rule.clear else "faint"
    order = sorted(asked, key=lambda pair: (-pair[0] * pair[1].criterion.level, pair[1].criterion.id))
    told = [Cited(one.row, item) for _, one in order if one.criterion.level for item in one.seen[:1]]
    seen = {(each.row.name, each.evidence): each for each in reversed(told)}
    return RoleShown(rule.title, signal, alone, tuple(reversed(seen.values()))[:MOST_EVIDENCE])


def stages(works: Sequence[Work], rubric: Rubric) -> Iterator[StageShown]:
    """The life cycle over all works: each stage as the work shows it that shows it best."""
    order = ("found", "undecided", "not-found", "not-applicable")
    for rule in rubric.stages:
        told = [(stage, work.row) for work in works for stage in work.review.stages if stage.id == rule.id]
        if told:
            stage, row = min(told, key=lambda pair: order.index(pair[0].state))
            yield StageShown(Stage(rule.id, rule.title, stage.state, stage.evidence), row)


def breadth(counted: Sequence[Work], dimensions: Sequence[DimensionShown], own: int) -> Breadth:
    """Frameworks at depth, layers and kinds; `own` counts the works that may be called a second one."""
    found = tuple(frameworks(counted))
    families = len({FAMILIES.get(one.id, one.id) for one in found})
    shown = tuple(layers(dimensions))
    broad = (families >= BROAD_FRAMEWORKS) + (sum(one.shown is not None for one in shown) >= BROAD_LAYERS)
    kinds: defaultdict[str, list[CohortRow]] = defaultdict(list)
    for work in counted:
        for kind in work.review.kind:
            kinds[kind].append(work.row)
    crossed = [
        Cited(work.row, item)
        for work in counted
        for result in work.review.results
        if result.check == CROSSED and result.outcome == "pass" and result.applies
        for item in result.evidence[:1]
        if item.supports
    ]
    by_size = sorted(kinds.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    grade = ("single", "broad", "versatile")[broad] if own >= 2 else ""
    return Breadth(grade, found, families, shown, tuple((kind, tuple(rows)) for kind, rows in by_size), tuple(crossed[:MOST_EVIDENCE]))


def frameworks(counted: Sequence[Work]) -> Iterator[Framework]:
    """What is composed or commanded in one work at least, the deepest and most used first."""
    places: defaultdict[str, list[tuple[Work, int]]] = defaultdict(list)
    for work in counted:
        for each in work.review.technologies:
            if each.used and each.depth:
                places[each.id].append((work, each.depth))
    deep = {name: sorted(told, key=lambda pair: -pair[1]) for name, told in places.items() if max(depth for _, depth in told) >= DEEP}
    for name, told in sorted(deep.items(), key=lambda pair: (-pair[1][0][1], -len(pair[1]), pair[0])):
        first = told[0][0]
        seen = next((item for each in first.review.technologies if each.id == name for item in each.evidence), None)
        yield Framework(name, tuple((work.row, depth) for work, depth in told), Cited(first.row, seen) if seen else None)


def layers(dimensions: Sequence[DimensionShown]) -> Iterator[Layer]:
    """The layers of a system that are done properly somewhere; one that the rubric does not ask for is left out."""
    best = {one.criterion.id: one for dimension in dimensions for one in dimension.criteria}
    for title, names in LAYERS.items():
        asked = [best[name] for name in names if name in best]
        proper = [one for one in asked if one.criterion.level >= PROPER]
        if asked:
            yield Layer(title, max(proper, key=lambda one: one.criterion.level, default=None))


def growth(order: Sequence[Listed], counted: Sequence[Work]) -> Growth:
    """Levels by the date of the first commit; nothing is read from works that were begun within a month."""
    dated = sorted((work for work in counted if work.begun is not None), key=lambda work: (work.begun or 0, work.row.name))
    if len(dated) < 2 or (dated[-1].begun or 0) - (dated[0].begun or 0) < APART:
        return Growth()
    names = {work.row.name: rank for rank, work in enumerate(dated)}
    levels: defaultdict[str, list[int]] = defaultdict(list)
    for work in dated:
        for dimension in work.review.dimensions:
            for one in dimension.criteria:
                if one.applicable and not one.opens_after:
                    levels[one.id].append(one.level)
    rising = [Rise(name, tuple(told)) for name, told in levels.items() if rises(told)]
    falling = sum(rises([-level for level in told]) for told in levels.values())
    ordered = sorted((one for one in order if one.row.name in names), key=lambda one: names[one.row.name])
    return Growth(tuple(ordered), tuple(sorted(rising, key=lambda one: (one.levels[0] - one.levels[-1], one.criterion))), falling)


def rises(levels: Sequence[int]) -> bool:
    """Never lower than before, and higher in the end."""
    return len(levels) >= 2 and levels[-1] > levels[0] and all(later >= earlier for earlier, later in pairwise(levels))
