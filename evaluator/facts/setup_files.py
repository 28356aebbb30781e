"""setup.py and setup.cfg: read, never run."""

import ast
import re
from typing import Any

from evaluator.facts.keys import Lines
from evaluator.facts.pins import parsed
from evaluator.facts.static_python import assignments, literal, tree
from evaluator.facts.toml_ini import ini
from evaluator.model.documents import Requirement, Requirements
from evaluator.model.regex import regex

_REQUIREMENTS_FILE = regex(r"[\w./\-]{1,200}\.(?:txt|in)")


def read_setup_cfg(text: str) -> Requirements:
    """`install_requires` and extras of a setup.cfg.

    Raises:
        ValueError: when it is no INI file.
    """
    data, lines = ini(text), Lines(text)
    options = data.get("options", {})
    texts = [("", options.get("install_requires", ""), "options.install_requires")]
    extras = data.get("options.extras_require", {})
    texts += [(extra, value, f"options.extras_require.{extra}") for extra, value in extras.items()]
    found: list[Requirement] = []
    includes: list[str] = []
    for group, value, key in texts:
        line = lines.of(key)
        for item in (part.strip() for part in re.split(r"[\n;](?!\s*(?:python|sys|platform|os_)_)", value)):
            if item.startswith("file:"):
                includes += [name.strip() for name in item[5:].split(",")]
            elif item and (one := parsed(item, line := lines.after(line, item), group)):
                found.append(one)
    return Requirements("setup-cfg", tuple(found), tuple(includes), python=options.get("python_requires", ""))


def read_setup_py(text: str) -> Requirements:
    """The literal arguments of `setup(...)`. A list read from a file is an include of that file.

    Raises:
        ValueError: when this Python cannot parse it, or nothing calls `setup`.
    """
    arguments, names = setup_arguments(text)
    found: list[Requirement] = []
    includes: list[str] = []
    if required := arguments.get("install_requires"):
        found += _strings(required, names, "")
        includes += _files(required, names)
    extras = arguments.get("extras_require")
    if isinstance(extras, ast.Name):
        for stored, value in _stored(text, extras.id):
            found += _strings(value, names, stored)
        extras = names.get(extras.id, extras)
    if isinstance(extras, ast.Dict):
        for key, value in zip(extras.keys, extras.values, strict=True):
            group = literal(key) if key is not None else None
            found += _strings(value, names, group if isinstance(group, str) else "")
    python = literal(arguments.get("python_requires"))
    return Requirements("setup-py", tuple(found), tuple(dict.fromkeys(includes)), python=python if isinstance(python, str) else "")


def setup_arguments(text: str) -> tuple[dict[str, ast.expr], dict[str, ast.expr]]:
    """The keyword arguments of the first call of `setup`, and what module-level names are assigned.

    Raises:
        ValueError: when this Python cannot parse the text, or nothing calls `setup`.
    """
    module = tree(text)
    names = assignments(module)
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and _called(node.func) == "setup":
            arguments = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
            for keyword in node.keywords:
                if keyword.arg is None and isinstance(keyword.value, ast.Name):
                    arguments |= _entries(names.get(keyword.value.id))
            return arguments, names
    raise ValueError("no call of setup()")


def _stored(text: str, name: str) -> list[tuple[str, ast.expr]]:
    """What is stored under literal keys of a module-level dictionary: `extras["dev"] = ["pytest"]`."""
    found: list[tuple[str, ast.expr]] = []
    for node in tree(text).body:
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        if isinstance(node, ast.Assign) and isinstance(target, ast.Subscript) and getattr(target.value, "id", "") == name:
            key = literal(target.slice)
            found += [(key, node.value)] if isinstance(key, str) else []
    return found


def _called(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _entries(node: ast.expr | None) -> dict[str, ast.expr]:
    if not isinstance(node, ast.Dict):
        return {}
    pairs: list[tuple[Any, ast.expr]] = [(literal(key) if key else None, value) for key, value in zip(node.keys, node.values, strict=True)]
    return {key: value for key, value in pairs if isinstance(key, str)}


def _strings(node: ast.expr, names: dict[str, ast.expr], group: str) -> list[Requirement]:
    """The requirements written as string literals in a list, or in a name's list; `a + b` is both."""
    if isinstance(node, ast.Name):
        node = names.get(node.id, node)
    if isinstance(node, ast.BinOp):
        return [*_strings(node.left, {}, group), *_strings(node.right, {}, group)]
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [one for line in node.value.splitlines() if (one := parsed(line.strip(), node.lineno, group))]
    if not isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return []
    texts = [(item.value, item.lineno) for item in node.elts if isinstance(item, ast.Constant) and isinstance(item.value, str)]
    return [one for value, line in texts if (one := parsed(value, line, group))]


def _files(node: ast.expr, names: dict[str, ast.expr]) -> list[str]:
    """Names of requirements files in an expression, or in what its names are assigned."""
    inside = list(ast.walk(node))
    inside += [child for name in inside if isinstance(name, ast.Name) and name.id in names for child in ast.walk(names[name.id])]
    texts = [child.value for child in inside if isinstance(child, ast.Constant) and isinstance(child.value, str)]
    return [text for text in texts if _REQUIREMENTS_FILE.fullmatch(text[:300])]
