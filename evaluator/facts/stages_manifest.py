"""Targets named in YAML, TOML, JSON and INI files."""

from typing import Any

from evaluator.facts.keys import Lines
from evaluator.facts.manifest_values import of_json
from evaluator.facts.shell_lines import commands
from evaluator.facts.toml_ini import ini, toml
from evaluator.facts.yaml_nodes import Node, document
from evaluator.model.documents import Target


def read_dvc(text: str) -> list[Target]:
    """The stages of a dvc.yaml; `foreach` and `matrix` stages once, as written.

    Raises:
        ValueError: when it is no YAML.
    """
    return [_dvc_stage(name, line, body.get("do") or body) for name, line, body in document(text).get("stages").entries]


def _dvc_stage(name: str, line: int, body: Node) -> Target:
    made = [path for key in ("outs", "metrics", "plots") for path in _paths(body.get(key))]
    folder = body.get("wdir").text
    lines = [command for part in body.get("cmd").texts for _, command in commands(part)]
    if folder not in ("", "."):
        lines.insert(0, f"cd {folder}")
    return Target(name, line, tuple(lines), _paths(body.get("deps")), tuple(dict.fromkeys(made)))


def _paths(node: Node) -> tuple[str, ...]:
    """Items that are texts, or mappings from one text to its options."""
    found = [item.text or next(iter(item.keys), "") for item in node.items] or list(node.keys)
    return tuple(path for path in found if path)


def read_taskfile(text: str) -> list[Target]:
    """The tasks of a Taskfile.

    Raises:
        ValueError: when it is no YAML.
    """
    targets = []
    for name, line, body in document(text).get("tasks").entries:
        parts = body.get("cmds") or body.get("cmd") or body
        lines = [item.text or item.get("cmd").text for item in (parts.items or (parts,))]
        called = [item.get("task").text for item in parts.items if item.get("task")]
        needs = (*_names(body.get("deps")), *called, *body.get("sources").texts)
        targets.append(Target(name, line, tuple(each.strip() for each in lines if each.strip()), needs, body.get("generates").texts))
    return targets


def _names(node: Node) -> tuple[str, ...]:
    return tuple(name for item in node.items if (name := item.text or item.get("task").text))


def read_mlproject(text: str) -> list[Target]:
    """The entry points of an MLproject.

    Raises:
        ValueError: when it is no YAML.
    """
    points = document(text).get("entry_points").entries
    return [Target(name, line, tuple(command for _, command in commands(body.get("command").text))) for name, line, body in points]


def read_tox(text: str) -> list[Target]:
    """The environments of a tox.ini with their commands.

    Raises:
        ValueError: when it is no INI file.
    """
    lines = Lines(text)
    return [
        Target(section, lines.of(section), _run(options.get("commands", "")), tuple(options.get("depends", "").split()))
        for section, options in ini(text).items()
        if section.startswith("testenv")
    ]


def _run(text: str) -> tuple[str, ...]:
    """Commands of tox: a leading "-" ignores the failure."""
    found = [command for _, command in commands(text)]
    return tuple(f"{each[1:].strip()} || true" if each.startswith("-") else each for each in found)


def read_package_json(text: str) -> list[Target]:
    """The scripts of npm.

    Raises:
        ValueError: when it is no JSON.
    """
    values, _ = of_json(text)
    return [Target(key[8:], line, (command,)) for key, command, line in values if key.startswith("scripts.")]


def read_pipfile(text: str) -> list[Target]:
    """The scripts of a Pipfile.

    Raises:
        ValueError: when it is no TOML.
    """
    return _tasks(_table(toml(text), "scripts"), "scripts", Lines(text))


def read_pyproject(text: str) -> list[Target]:
    """Tasks of poe, taskipy, PDM, pixi, hatch and Rye.

    Raises:
        ValueError: when it is no TOML.
    """
    data, lines = toml(text), Lines(text)
    tables = ["tool.poe.tasks", "tool.taskipy.tasks", "tool.pdm.scripts", "tool.pixi.tasks", "tool.rye.scripts"]
    tables += [f"tool.hatch.envs.{name}.scripts" for name in _table(data, "tool", "hatch", "envs")]
    return [target for table in tables for target in _tasks(_table(data, *table.split(".")), table, lines)]


def _table(data: Any, *keys: str) -> dict[str, Any]:
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def _tasks(table: dict[str, Any], key: str, lines: Lines) -> list[Target]:
    return [
        Target(name, lines.of(f"{key}.{name}"), tuple(_command(value)), tuple(_strings(_depends(value)))) for name, value in table.items()
    ]


def _command(value: object) -> list[str]:
    """A task as text, as a list of texts, or as a table that holds one under a name each tool chose."""
    if isinstance(value, dict):
        for key in ("cmd", "shell", "chain", "composite", "script", "call", "sequence"):
            if key in value:
                return _command(value[key])
        return []
    return _strings(value)


def _depends(value: object) -> object:
    return (value.get("deps") or value.get("depends-on") or value.get("depends_on")) if isinstance(value, dict) else None


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
