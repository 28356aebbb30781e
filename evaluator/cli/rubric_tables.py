"""What the documentation takes from a rubric, as Markdown: the site fills its pages in with it, and so does `mlreview docs`."""

from collections.abc import Iterable

from evaluator.model.regex import regex
from evaluator.model.rubric import Demand, GateRule, Rubric
from evaluator.scoring.actions import COST, MOST, MOST_OF_A_DIMENSION
from evaluator.scoring.plan import MINUTES

CODE = regex(r"(`[^`]*`)")
EFFORT = {"S": "under an hour", "M": "an evening or two", "L": "a week"}


def of_rubric(rubric: Rubric) -> dict[str, str]:
    """Every place of a page that a rubric fills in, by its name."""
    numbers = {
        "points": ", ".join(f"{one:g}" for one in rubric.points),
        "minimum": f"{rubric.minimum:g}",
        "prose": f"{rubric.prose.at_most:g}",
        "criteria": str(len(rubric.criteria)),
        "kinds": ", ".join(f"`{kind}`" for kind in rubric.kinds),
        "actions": str(MOST),
        "actions_of_a_dimension": str(MOST_OF_A_DIMENSION),
    }
    for name, sure in (("high", rubric.confidence.high), ("medium", rubric.confidence.medium)):
        numbers |= {f"{name}_range": f"{sure.range:g}", f"{name}_unread": f"{sure.unread:.0%}"}
    return numbers | {
        "profiles": profiles(rubric),
        "efforts": efforts(),
        "readiness": readiness(rubric),
        "caps": caps(rubric),
        "ceilings": ceilings(rubric),
        "prose-checks": ", ".join(f"`{name}`" for name in rubric.prose.checks),
    }


def plain(text: str) -> str:
    """Text as Markdown that holds no HTML: brackets outside of code are shown as they are."""
    return "".join(part if part.startswith("`") else part.replace("<", "&lt;") for part in CODE.split(text))


def table(head: list[str], rows: Iterable[list[str]]) -> str:
    """A table of Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(plain(cell).replace("\n", " ").replace("|", "\\|") for cell in line) + " |" for line in lines)


def profiles(rubric: Rubric) -> str:
    """The weights of each dimension by profile, then the criteria that a profile weighs otherwise."""
    rows = [[one.title, *[f"{each.dimensions.get(one.id, one.weight):g}" for each in rubric.profiles]] for one in rubric.dimensions]
    lines = [table(["dimension", *[f"`{one.id}`" for one in rubric.profiles]], rows), ""]
    for one in rubric.profiles:
        changed = ", ".join(f"{name} {weight:g}" for name, weight in one.criteria.items())
        enough = "".join(f" No action asks more than level {level} of `{name}`." for name, level in one.enough.items())
        lines.append(f"- `{one.id}`: {one.description}{f' Criteria weighed otherwise: {changed}.' if changed else ''}{enough}")
    return "\n".join(lines)


def efforts() -> str:
    """What a step is counted with."""
    rows = [[name, EFFORT[name], str(COST[name]), f"{MINUTES[name]:g}"] for name in COST]
    return table(["effort", "in words", "a gain is divided by", "minutes in a plan"], rows)


def readiness(rubric: Rubric) -> str:
    """Every ladder with the gates of its levels."""
    lines: list[str] = []
    for ladder in rubric.readiness:
        lines += [f"### For {', '.join(ladder.kinds) if ladder.kinds else 'projects'}", ""]
        lines += ["Instead of the level of the same name above; the others hold as they are.", ""] if ladder.stand_in else []
        for level in ladder.levels:
            where = f" Only in the profile {', '.join(level.profiles)}." if level.profiles else ""
            where += f" Not in the profile {', '.join(level.except_profiles)}." if level.except_profiles else ""
            lower = f" All of *{level.includes}*, and:" if level.includes else ""
            lines += [f"**{level.title}**: {level.words}{where}{lower}", ""]
            lines += [f"- compulsory: {gate(one)}" for one in level.compulsory]
            left = f"all but {level.allow_unmet} of" if level.allow_unmet else "all of"
            lines += [f"- {left}:", *[f"    - {gate(one)}" for one in level.others]] if level.others else []
            lines.append("")
    return "\n".join(lines).rstrip()


def gate(rule: GateRule) -> str:
    """A gate and what opens it."""
    asked = " or ".join(one for one in map(demand, rule.any) if one)
    return f"{plain(rule.text)} ({asked})" if asked else plain(rule.text)


def demand(one: Demand) -> str:
    """What one demand asks."""
    parts = [f"`{one.check}` {'does not fail' if one.doubt else 'passes'}"] if one.check else []
    parts += [f"`{one.criterion}` at {one.level}"] if one.criterion else []
    parts += [f"a score of {one.score:g}"] if one.score and parts else []
    return " and ".join(parts) + (f" where `{one.without}` does not apply" if one.without else "")


def caps(rubric: Rubric) -> str:
    """What holds readiness down, and what to do about it."""
    rows = [[one.sentence.replace("{place}", "*place*"), one.at_most, "yes" if one.urgent else "", one.advice] for one in rubric.caps]
    return table(["what the report says", "at most", "urgent", "what to do"], rows)


def ceilings(rubric: Rubric) -> str:
    """What holds criteria down."""
    rows = [[one.sentence, ", ".join(f"`{name}`" for name in one.criteria), str(one.at_most)] for one in rubric.ceilings]
    return table(["what the report says", "criteria", "at most level"], rows)
