"""What the documentation takes from elsewhere: tables of the schemas, of the Action and of the house."""

import ast
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from evaluator.cli.rubric_tables import of_rubric, plain, table
from evaluator.model.rubric import Rubric


def values(rubric: Rubric, root: Path) -> dict[str, str]:
    """Everything that a page may ask for, by its name."""
    action = yaml.safe_load((root / "action.yml").read_text(encoding="utf-8"))
    files = {path.stem: path for path in sorted((root / "examples" / "workflows").glob("*.yml"))}
    schemas = {f"schema-{kind}": contract(root / "docs" / "schemas" / f"{kind}.json") for kind in ("review", "comparison", "plan")}
    return (
        of_rubric(rubric)
        | schemas
        | {f"workflow-{name}": fenced(path, "yaml") for name, path in files.items()}
        | {
            "inputs": inputs(action),
            "outputs": table(["output", "what it is"], [[f"`{name}`", one["description"]] for name, one in action["outputs"].items()]),
            "hook": fenced(root / ".pre-commit-hooks.yaml", "yaml"),
            "rooms": rooms(root),
        }
    )


def fenced(path: Path, language: str) -> str:
    """A file as a block."""
    return f"```{language}\n{path.read_text(encoding='utf-8').rstrip()}\n```"


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
