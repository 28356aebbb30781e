"""What the types of a rubric cannot say: every name that is mentioned exists, and is mentioned where it may be."""

import re
from collections.abc import Collection, Iterable

from evaluator.model.rubric import Criterion, Demand, GateRule, Level, ReadinessLevel, Rubric
from evaluator.scoring.convert import Path, Reading, nearest, quoted

PLACEHOLDERS = frozenset({"file", "line", "cell", "place", "criterion", "gate", "level"})


class _Names:
    """The names that may be mentioned, and a place for the errors."""

    def __init__(self, rubric: Rubric, reading: Reading, checks: frozenset[str]) -> None:
        self.reading = reading
        self.built = checks
        self.checks = checks | set(rubric.planned)
        self.criteria = frozenset(criterion.id for criterion in rubric.criteria)
        self.dimensions = frozenset(dimension.id for dimension in rubric.dimensions)
        self.kinds = frozenset(rubric.kinds)
        self.profiles = frozenset(profile.id for profile in rubric.profiles)
        self.readiness = frozenset(level.id for ladder in rubric.readiness for level in ladder.levels)

    def error(self, path: Path, message: str) -> None:
        self.reading.error(self.reading.at(*path), message)

    def want(self, what: str, name: str, known: Collection[str], path: Path) -> None:
        """An error unless the name is known; an empty name is no mention."""
        if name and name not in known:
            self.error(path, f"unknown {what} {quoted(name)}{nearest(name, known)}")

    def each(self, what: str, names: Iterable[str], known: Collection[str], path: Path, *, keys: bool = False) -> None:
        """The same for a list, or for the keys of a mapping."""
        for number, name in enumerate(names):
            self.want(what, name, known, (*path, name if keys else number))

    def unique(self, what: str, ids: Iterable[tuple[str, Path]]) -> None:
        seen: set[str] = set()
        for name, path in ids:
            if name in seen:
                self.error(path, f"{what} {quoted(name)} is defined twice")
            seen.add(name)


def examine(rubric: Rubric, reading: Reading, checks: frozenset[str]) -> None:
    """Add an error for each name that leads nowhere and each rule that cannot hold."""
    names = _Names(rubric, reading, checks)
    names.unique("dimension", ((one.id, ("dimensions", d, "id")) for d, one in enumerate(rubric.dimensions)))
    names.unique(
        "criterion",
        (
            (one.id, ("dimensions", d, "criteria", c, "id"))
            for d, dimension in enumerate(rubric.dimensions)
            for c, one in enumerate(dimension.criteria)
        ),
    )
    names.unique("profile", ((one.id, ("profiles", p, "id")) for p, one in enumerate(rubric.profiles)))
    if list(rubric.points) != sorted(rubric.points):
        names.error(("points",), "`points` must not fall from level to level")
    for d, dimension in enumerate(rubric.dimensions):
        for c, criterion in enumerate(dimension.criteria):
            _criterion(names, criterion, ("dimensions", d, "criteria", c))
    _profiles(names, rubric)
    for number, ladder in enumerate(rubric.readiness):
        names.each("kind", ladder.kinds, names.kinds, ("readiness", number, "kinds"))
        for place, level in enumerate(ladder.levels):
            lower = {one.id for one in ladder.levels[:place]}
            _readiness(names, level, lower, ("readiness", number, "levels", place))
    _rules(names, rubric)


def _criterion(names: _Names, criterion: Criterion, path: Path) -> None:
    names.want("check", criterion.needs, names.checks, (*path, "needs"))
    names.want("criterion", criterion.opens_after, names.criteria, (*path, "opens_after"))
    names.each("kind", criterion.not_for, names.kinds, (*path, "not_for"))
    if criterion.needs and not criterion.opens_after:
        names.error((*path, "needs"), f"criterion {quoted(criterion.id)} has `needs` and no `opens_after`")
    _placeholders(names, criterion.advice, (*path, "advice"))
    _levels(names, criterion.levels, criterion.id, (*path, "levels"))
    for number, mend in enumerate(criterion.mends):
        names.want("check", mend.check, names.checks, (*path, "mends", number, "check"))
        _placeholders(names, mend.advice, (*path, "mends", number, "advice"))
    for number, variant in enumerate(criterion.instead):
        here = (*path, "instead", number)
        names.want("check", variant.needs, names.checks, (*here, "needs"))
        names.each("kind", variant.kinds, names.kinds, (*here, "kinds"))
        _placeholders(names, variant.advice, (*here, "advice"))
        if variant.levels:
            _levels(names, variant.levels, criterion.id, (*here, "levels"))


def _levels(names: _Names, levels: tuple[Level, ...], criterion: str, path: Path) -> None:
    numbers = [level.level for level in levels]
    if numbers != sorted(set(numbers)):
        names.error(path, f"levels of {quoted(criterion)} must rise, each once")
    for missing in sorted({1, 2, 3} - set(numbers)):
        names.error(path, f"criterion {quoted(criterion)} has no level {missing}")
    for number, level in enumerate(levels):
        here = (*path, number)
        names.each("check", level.all, names.built, (*here, "all"))
        names.each("check", level.any, names.built, (*here, "any"))
        if level.judge == "tool":
            names.each("check of `all`", level.says, level.all, (*here, "says"))
        _placeholders(names, level.advice, (*here, "advice"))
        if level.effort_given:
            names.want("check", level.effort_given.check, names.checks, (*here, "effort_given", "check"))
        if level.judge == "tool" and not level.checks:
            names.error(here, f"level {level.level} of {quoted(criterion)} names no check; write `judge: person` and a `question`")
        if level.judge == "person" and not level.question:
            names.error(here, f"level {level.level} of {quoted(criterion)} is judged by a person and has no `question`")
        if level.judge == "person" and level.checks:
            names.error(here, f"level {level.level} of {quoted(criterion)} is judged by a person and names checks as well")


def _placeholders(names: _Names, text: str, path: Path) -> None:
    for found in re.findall(r"\{([a-z_]{1,30})\}", text):
        names.want("placeholder", found, PLACEHOLDERS, path)


def _profiles(names: _Names, rubric: Rubric) -> None:
    for number, profile in enumerate(rubric.profiles):
        names.each("dimension", profile.dimensions, names.dimensions, ("profiles", number, "dimensions"), keys=True)
        names.each("criterion", profile.criteria, names.criteria, ("profiles", number, "criteria"), keys=True)
        names.each("criterion", profile.enough, names.criteria, ("profiles", number, "enough"), keys=True)
        total = sum(profile.dimensions.get(one.id, one.weight) for one in rubric.dimensions)
        if abs(total - 100) > 0.001:
            names.error(("profiles", number), f"dimension weights of profile {quoted(profile.id)} add up to {total:g}, not 100")
    total = sum(one.weight for one in rubric.dimensions)
    if abs(total - 100) > 0.001:
        names.error(("dimensions",), f"dimension weights add up to {total:g}, not 100")


def _readiness(names: _Names, level: ReadinessLevel, lower: set[str], path: Path) -> None:
    names.want("lower readiness level", level.includes, lower, (*path, "includes"))
    names.want("profile", level.score_profile, names.profiles, (*path, "score_profile"))
    names.each("profile", level.profiles, names.profiles, (*path, "profiles"))
    names.each("profile", level.except_profiles, names.profiles, (*path, "except_profiles"))
    for key, gates in (("compulsory", level.compulsory), ("others", level.others)):
        for number, gate in enumerate(gates):
            _gate(names, gate, (*path, key, number))


def _gate(names: _Names, gate: GateRule, path: Path) -> None:
    for number, demand in enumerate(gate.any):
        here = (*path, "any", number)
        names.want("criterion", demand.criterion, names.criteria, (*here, "criterion"))
        names.want("criterion", demand.without, names.criteria, (*here, "without"))
        names.want("check", demand.check, names.checks, (*here, "check"))
        if demand == Demand(without=demand.without):
            names.error(here, "a demand names a `criterion`, a `check` or a `score`")
        if bool(demand.criterion) != bool(demand.level):
            names.error(here, "`criterion` and `level` (1 to 3) stand together")


def _rules(names: _Names, rubric: Rubric) -> None:
    for number, cap in enumerate(rubric.caps):
        names.want("readiness level", cap.at_most, names.readiness, ("caps", number, "at_most"))
        names.want("criterion", cap.criterion, names.criteria, ("caps", number, "criterion"))
        _placeholders(names, cap.advice + cap.sentence, ("caps", number))
        for place, seen in enumerate(cap.when):
            names.want("check", seen.check, names.checks, ("caps", number, "when", place, "check"))
    for number, ceiling in enumerate(rubric.ceilings):
        names.each("criterion", ceiling.criteria, names.criteria, ("ceilings", number, "criteria"))
        for place, seen in enumerate(ceiling.when):
            names.want("check", seen.check, names.checks, ("ceilings", number, "when", place, "check"))
    for number, role in enumerate(rubric.roles):
        names.each("criterion", role.criteria, names.criteria, ("roles", number, "criteria"), keys=True)
    for number, stage in enumerate(rubric.stages):
        names.each("check", stage.checks, names.checks, ("stages", number, "checks"))
    names.each("check", rubric.prose.checks, names.checks, ("prose", "checks"))
