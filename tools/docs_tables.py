"""What the documentation takes from elsewhere: tables of the rubric, of the schemas, of the Action and of the house."""

import ast
import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import yaml

from evaluator.model.rubric import Demand, GateRule, Rubric
from evaluator.scoring.actions import COST, MOST, MOST_OF_A_DIMENSION
from evaluator.scoring.plan import MINUTES

CODE = re.compile(r"(`[^`]*`)")
EFFORT = {"S": "under an hour", "M": "an evening or two", "L": "a week"}


def plain(text: str) -> str:
    """Text as Markdown that holds no HTML: brackets outside of code are shown as they are."""
    return "".join(part if part.startswith("`") else part.replace("<", "&lt;") for part in CODE.split(text))


def table(head: list[str], rows: Iterable[list[str]]) -> str:
    """A table of Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(plain(cell).replace("\n", " ").replace("|", "\\|") for cell in line) + " |" for line in lines)


def values(rubric: Rubric, root: Path) -> dict[str, str]:
    """Everything that a page may ask for, by its name."""
    action = yaml.safe_load((root / "action.yml").read_text(encoding="utf-8"))
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
    files = {path.stem: path for path in sorted((root / "examples" / "workflows").glob("*.yml"))}
    schemas = {f"schema-{kind}": contract(root / "docs" / "schemas" / f"{kind}.json") for kind in ("review", "comparison", "plan")}
    return (
        numbers
        | schemas
        | {f"workflow-{name}": fenced(path, "yaml") for name, path in files.items()}
        | {
            "profiles": profiles(rubric),
            "efforts": efforts(),
            "readiness": readiness(rubric),
            "caps": caps(rubric),
            "ceilings": ceilings(rubric),
            "prose-checks": ", ".join(f"`{name}`" for name in rubric.prose.checks),
            "inputs": inputs(action),
            "outputs": table(["output", "what it is"], [[f"`{name}`", one["description"]] for name, one in action["outputs"].items()]),
            "hook": fenced(root / ".pre-commit-hooks.yaml", "yaml"),
            "rooms": rooms(root),
        }
    )


def fenced(path: Path, language: str) -> str:
    """A file as a block."""
    return f"```{language}\n{path.read_text(encoding='utf-8').rstrip()}\n```"


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
    parts = [f"`{one.check}` passes"] if one.check else []
    parts += [f"`{one.criterion}` at {one.level}"] if one.criterion else []
    return " and ".join(parts) + (f" where `{one.without}` does not apply" if one.without else "")


def caps(rubric: Rubric) -> str:
    """What holds readiness down, and what to do about it."""
    rows = [[one.sentence.replace("{place}", "*place*"), one.at_most, "yes" if one.urgent else "", one.advice] for one in rubric.caps]
    return table(["what the report says", "at most", "urgent", "what to do"], rows)


def ceilings(rubric: Rubric) -> str:
    """What holds criteria down."""
    rows = [[one.sentence, ", ".join(f"`{name}`" for name in one.criteria), str(one.at_most)] for one in rubric.ceilings]
    return table(["what the report says", "criteria", "at most level"], rows)


def inputs(action: dict[str, Any]) -> str:
    """The inputs of the Action."""
    given = {name: (f"`{one['default']}`" if one["default"] else "empty", one["description"]) for name, one in action["inputs"].items()}
    rows = [[f"`{name}`", *said] for name, said in given.items()]
    return table(["input", "default", "what it does"], rows)


def contract(path: Path) -> str:
    """The objects of a schema, each with its keys."""
    schema = json.loads(path.read_text(encoding="utf-8"))
    lines: list[str] = []
    for name, one in schema["$defs"].items():
        lines += [f"### {name} {{ #{path.stem}-{name.lower()} }}", "", plain(one.get("description", "")), ""]
        kind = kinds_of(path.stem)
        rows = [[f"`{key}`", kind(each), default(each, key in one["required"])] for key, each in one.get("properties", {}).items()]
        lines += [table(["key", "value", "where it is missing"], rows), ""]
    return "\n".join(lines).rstrip()


def default(value: dict[str, Any], required: bool) -> str:
    """What a reader may assume where a key is missing."""
    return "is always there" if required else f"`{json.dumps(value.get('default'))}`"


def kinds_of(document: str) -> Callable[[dict[str, Any]], str]:
    """A function that says what a value is."""

    def kind(value: dict[str, Any]) -> str:
        if "$ref" in value:
            name = value["$ref"].rsplit("/", 1)[-1]
            return f"[{name}](#{document}-{name.lower()})"
        if "anyOf" in value:
            return " or ".join(map(kind, value["anyOf"]))
        if "const" in value or "enum" in value:
            return ", ".join(f"`{json.dumps(one)}`" for one in value.get("enum", [value.get("const")]))
        if value.get("type") == "array":
            items = value.get("items") or (value.get("prefixItems") or [{}])[0]
            return f"list of {kind(items)}"
        if value.get("type") == "object":
            inner = value.get("additionalProperties")
            return f"object of {kind(inner)}" if isinstance(inner, dict) else "object"
        return str(value.get("type", "anything"))

    return kind


def rooms(root: Path) -> str:
    """Who may import whom, as the test of the plan says it."""
    tree = ast.parse((root / "tests" / "test_plan.py").read_text(encoding="utf-8"))
    (plan,) = [node.value for node in tree.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "MAY_IMPORT"]
    allowed: dict[str, set[str]] = eval(compile(ast.Expression(plan), "test_plan.py", "eval"), {"set": set})  # our own file
    named = {name: ", ".join(f"`{one}`" for one in sorted(others)) or "nobody" for name, others in allowed.items()}
    rows = [[f"`{name}`", says(root, name), others] for name, others in named.items()]
    return table(["room", "what it does", "may import"], rows)


def says(root: Path, room: str) -> str:
    """The first sentence of a room's own words."""
    folder = root / "evaluator" / room
    path = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n")[0].rstrip('."')
