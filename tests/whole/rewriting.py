"""The same program in other clothes: other names, other order of functions, another layout, two modules, a notebook."""

from __future__ import annotations

import ast
import builtins
from typing import TYPE_CHECKING

from tests.whole.projects import notebook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def renamed(code: str) -> str:
    """Every variable, parameter and function of the file's own under a name that says nothing."""
    tree = ast.parse(code)
    names = {name: f"v{number}" for number, name in enumerate(sorted(own_names(tree)), 1)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = names.get(node.id, node.id)
        elif isinstance(node, ast.arg):
            node.arg = names.get(node.arg, node.arg)
        elif isinstance(node, ast.FunctionDef):
            node.name = names.get(node.name, node.name)
    return ast.unparse(tree) + "\n"


def own_names(tree: ast.Module) -> Iterable[str]:
    """What the file binds, other than by import; methods and classes keep their names, which frameworks look up or reports show."""
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    imported = {(alias.asname or alias.name).split(".")[0] for node in imports for alias in node.names}
    stored = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    given = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    return (stored | given | defined) - imported - set(dir(builtins)) - {"self"}


def reordered(code: str) -> str:
    """Functions that stand next to each other, in the opposite order."""
    body: list[ast.stmt] = []
    run: list[ast.stmt] = []
    tree = ast.parse(code)
    for statement in [*tree.body, None]:
        if isinstance(statement, ast.FunctionDef):
            run.append(statement)
            continue
        body += reversed(run)
        run = []
        if statement is not None:
            body.append(statement)
    tree.body = body
    return ast.unparse(tree) + "\n"


def reformatted(code: str) -> str:
    """Without comments, in the layout of `ast.unparse`."""
    return ast.unparse(ast.parse(code)) + "\n"


def cells(code: str) -> str:
    """A notebook with a cell for each statement of the script, run from top to bottom."""
    tree = ast.parse(code)
    return notebook([ast.unparse(statement) for statement in tree.body])


SCRIPTS: dict[str, Callable[[str], str]] = {"other names": renamed, "other order": reordered, "other layout": reformatted}


def split(code: str) -> dict[str, str]:
    """The functions in a module of their own, which the script imports."""
    tree = ast.parse(code)
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    if not functions:
        return {"train.py": code}
    rest = [node for node in tree.body if node not in imports and node not in functions]
    needed = ast.ImportFrom("parts", [ast.alias(each.name) for each in functions], 0)
    modules: dict[str, list[ast.stmt]] = {"parts.py": [*imports, *functions], "train.py": [*imports, needed, *rest]}
    return {path: ast.unparse(ast.fix_missing_locations(ast.Module(body, []))) + "\n" for path, body in modules.items()}


def files(code: str, clothes: str) -> dict[str, str]:
    """The files of a script in other clothes."""
    return split(code) if clothes == "two modules" else {"train.py": SCRIPTS[clothes](code)}
