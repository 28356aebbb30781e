"""What is left to do for a level: which checks, and in which words."""

from collections.abc import Mapping

from evaluator.model.rubric import Level
from evaluator.scoring.levels import Reached, Results, state

MOST_WORDS = 2  # sentences of single checks; more of them are better told as one


def advised(reached: Reached, level: Level, results: Results, fixes: Mapping[str, str]) -> str:
    """What to do for a level: as the rubric says where all of it is to do; where some is there, as the checks say that are left.

    `fixes` are the checks' own words. A kind of work that has words of its own for a criterion keeps these.
    """
    if level.advice:
        lower = {check for each in reached.levels if each.level < level.level for check in each.checks}
        asked = [check for check in level.checks if check not in lower]
    else:
        asked = list(level.checks)
    there = any(state(results, check) == "pass" for check in asked)
    todo = [check for check in unmet(level, reached, results) if state(results, check) == "fail"]
    own_words = not level.advice and reached.advice != reached.criterion.advice
    if there and not own_words and 0 < len(todo) <= MOST_WORDS and all(fixes.get(check) for check in todo):
        return " ".join(fixes[check] for check in todo)
    return level.advice or reached.advice


def unmet(level: Level, reached: Reached, results: Results) -> tuple[str, ...]:
    """The cheapest checks to turn for a level: all that fail in `all`, one of `any` (a doubtful one first), what holds the ceiling."""
    checks = [check for check in level.all if state(results, check) in {"fail", "doubt"}]
    states = {check: state(results, check) for check in level.any}
    if level.any and "pass" not in states.values():
        order = [check for wanted in ("doubt", "fail") for check in states if states[check] == wanted]
        checks += order[:1]
    if reached.ceiling and reached.ceiling.at_most < level.level:
        checks += [what.check for what in reached.ceiling.when if state(results, what.check) == "fail"]
    return tuple(dict.fromkeys(checks))
