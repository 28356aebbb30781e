"""Sessions of nox and tasks of invoke: Python functions that start commands, read and never run."""

import ast
from collections.abc import Iterator

from evaluator.facts.static_python import assignments, tree
from evaluator.model.documents import Target

_RUNNERS = frozenset({"run", "run_always", "install", "sudo", "system", "call", "check_call", "local"})
_MARKS = frozenset({"session", "task", "parametrize"})


def read_tasks(text: str) -> list[Target]:
    """Each decorated session or task with the literal commands that it runs.

    Raises:
        ValueError: when this Python cannot parse the text.
    """
    module = tree(text)
    known = {
        name: value.value for name, value in assignments(module).items() if isinstance(value, ast.Constant) and isinstance(value.value, str)
    }
    functions = [node for node in module.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    return [_target(function, known) for function in functions if any(_last_name(mark) in _MARKS for mark in function.decorator_list)]


def _target(function: ast.FunctionDef | ast.AsyncFunctionDef, known: dict[str, str]) -> Target:
    needs = [name for mark in function.decorator_list if isinstance(mark, ast.Call) for name in _names(mark)]
    name = next((text for mark in function.decorator_list if isinstance(mark, ast.Call) for text in _given_name(mark)), function.name)
    commands = list(_commands(function, known))
    return Target(name, function.lineno, tuple(each for _, each in commands), tuple(needs), lines=tuple(line for line, _ in commands))


def _commands(function: ast.AST, known: dict[str, str]) -> Iterator[tuple[int, str]]:
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call) and _last_name(node.func) in _RUNNERS and node.args]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        words = [_text(argument, known) for argument in call.args]
        if words[0]:
            yield call.lineno, ("pip install " if _last_name(call.func) == "install" else "") + " ".join(word for word in words if word)


def _text(node: ast.expr, known: dict[str, str]) -> str:
    """A literal text, or a name's; an f-string with what is not known as `{}`; the texts of a list."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.Name):
        return known.get(node.id, "")
    if isinstance(node, ast.FormattedValue):
        return _text(node.value, known) or "{}"
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part, known) for part in node.values)
    if isinstance(node, (ast.List, ast.Tuple)):
        return " ".join(text for item in node.elts if (text := _text(item, known)))
    return ""


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        return _last_name(node.func)
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _names(mark: ast.Call) -> list[str]:
    """Tasks that a decorator names as done before: `@task(clean, pre=[build])`."""
    parts = [*mark.args, *(keyword.value for keyword in mark.keywords if keyword.arg in ("pre", "requires"))]
    flat = [item for part in parts for item in (part.elts if isinstance(part, (ast.List, ast.Tuple)) else (part,))]
    return [item.id if isinstance(item, ast.Name) else _text(item, {}) for item in flat if isinstance(item, ast.Name) or _text(item, {})]


def _given_name(mark: ast.Call) -> list[str]:
    return [text for keyword in mark.keywords if keyword.arg == "name" and (text := _text(keyword.value, {}))]
