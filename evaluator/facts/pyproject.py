"""What a pyproject.toml or Pipfile declares to depend on, in each dialect: PEP 621, PEP 735, Poetry, PDM, uv, flit, hatch, pixi."""

from collections.abc import Iterator, Mapping
from typing import Any

from evaluator.facts.keys import Lines
from evaluator.facts.pins import parsed, requirement
from evaluator.facts.toml_ini import toml
from evaluator.model.documents import Requirement, Requirements

Found = Iterator[Requirement]


def read_pyproject(text: str) -> Requirements:
    """The dependencies of a pyproject.toml; `group` is the extra or group.

    Raises:
        ValueError: when it is no TOML.
    """
    data, lines = toml(text), Lines(text)
    project = _table(data, "project")
    found = [
        *_standard(data, lines),
        *_poetry(data, lines),
        *_others(data, lines),
    ]
    python = project.get("requires-python") or _table(data, "tool", "poetry", "dependencies").get("python") or ""
    python = python or _table(data, "tool", "flit", "metadata").get("requires-python", "")
    return Requirements("pyproject", tuple(found), includes=_dynamic(data), python=python if isinstance(python, str) else "")


def read_pipfile(text: str) -> Requirements:
    """The packages of a Pipfile.

    Raises:
        ValueError: when it is no TOML.
    """
    data, lines = toml(text), Lines(text)
    found: list[Requirement] = []
    local = False
    for section, packages in data.items():
        if section in ("source", "requires", "scripts", "pipenv") or not isinstance(packages, dict):
            continue
        group = "" if section == "packages" else section.removesuffix("-packages")
        local |= any(isinstance(value, dict) and str(value.get("path", "")) in (".", "./") for value in packages.values())
        found += _named(packages, section, group, lines, poetry=False)
    python = _table(data, "requires")
    version = python.get("python_full_version") or python.get("python_version") or ""
    return Requirements("pipfile", tuple(found), python=str(version), installs_project=local)


def _table(data: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    """The table under nested keys, empty when it is absent or no table."""
    value: Any = data
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, dict) else {}


def _standard(data: Mapping[str, Any], lines: Lines) -> Found:
    project = _table(data, "project")
    yield from _listed(project.get("dependencies"), "project.dependencies", "", lines)
    for extra, items in _table(project, "optional-dependencies").items():
        yield from _listed(items, f"project.optional-dependencies.{extra}", extra, lines)
    for group, items in _table(data, "dependency-groups").items():
        yield from _listed(items, f"dependency-groups.{group}", group, lines)


def _poetry(data: Mapping[str, Any], lines: Lines) -> Found:
    poetry = _table(data, "tool", "poetry")
    yield from _named(_table(poetry, "dependencies"), "tool.poetry.dependencies", "", lines)
    yield from _named(_table(poetry, "dev-dependencies"), "tool.poetry.dev-dependencies", "dev", lines)
    for group in _table(poetry, "group"):
        yield from _named(_table(poetry, "group", group, "dependencies"), f"tool.poetry.group.{group}.dependencies", group, lines)


def _others(data: Mapping[str, Any], lines: Lines) -> Found:
    yield from _listed(_table(data, "tool", "uv").get("dev-dependencies"), "tool.uv.dev-dependencies", "dev", lines)
    for group, items in _table(data, "tool", "pdm", "dev-dependencies").items():
        yield from _listed(items, f"tool.pdm.dev-dependencies.{group}", group, lines)
    flit = _table(data, "tool", "flit", "metadata")
    yield from _listed(flit.get("requires"), "tool.flit.metadata.requires", "", lines)
    for extra, items in _table(flit, "requires-extra").items():
        yield from _listed(items, f"tool.flit.metadata.requires-extra.{extra}", extra, lines)
    for name, environment in _table(data, "tool", "hatch", "envs").items():
        for key in ("dependencies", "extra-dependencies"):
            items = environment.get(key) if isinstance(environment, dict) else None
            yield from _listed(items, f"tool.hatch.envs.{name}.{key}", name, lines)
    for key in ("dependencies", "pypi-dependencies"):
        yield from _named(_table(data, "tool", "pixi", key), f"tool.pixi.{key}", "", lines, poetry=False)


def _listed(items: object, key: str, group: str, lines: Lines) -> Found:
    """A list of PEP 508 strings."""
    line = lines.of(key)
    for item in items if isinstance(items, list) else ():
        if isinstance(item, str):
            line = lines.after(line, item)
            if one := parsed(item, line, group):
                yield one


def _named(table: Mapping[str, Any], key: str, group: str, lines: Lines, *, poetry: bool = True) -> Found:
    """A table from names to versions, or to tables that hold a version or an address."""
    for name, value in table.items():
        if name == "python":
            continue
        chosen = value[0] if isinstance(value, list) and value else value
        details = chosen if isinstance(chosen, dict) else {"version": chosen}
        version, url = details.get("version", ""), _address(details)
        if isinstance(version, str):
            yield requirement(name, version, lines.of(f"{key}.{name}"), group, poetry=poetry, url=url)


def _address(details: Mapping[str, Any]) -> str:
    for kind in ("git", "url", "file", "path"):
        if isinstance(address := details.get(kind), str):
            revision = details.get("rev") or details.get("tag") or details.get("ref") or details.get("branch")
            return f"{address}@{revision}" if kind == "git" and isinstance(revision, str) else address
    return ""


def _dynamic(data: Mapping[str, Any]) -> tuple[str, ...]:
    """Requirements files that setuptools or hatch read the dependencies from."""
    found = _table(data, "tool", "setuptools", "dynamic", "dependencies").get("file", ())
    files = [found] if isinstance(found, str) else list(found)
    hooks = _table(data, "tool", "hatch", "metadata", "hooks", "requirements_txt").get("files", ())
    return tuple(name for name in [*files, *hooks] if isinstance(name, str))
