"""Small Python files that are settings in disguise (setup.py, noxfile.py): parsed behind a guard, never run."""

import ast
import warnings

MAX_CHARACTERS = 256 * 1024


def tree(text: str) -> ast.Module:
    """The syntax tree.

    Raises:
        ValueError: when the text is too large, or this Python cannot parse it.
    """
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"Python longer than {MAX_CHARACTERS} characters")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        raise ValueError("this Python cannot parse the file") from None


def literal(node: ast.AST | None) -> object:
    """The value of a literal, None when it is none."""
    if node is None:
        return None
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return None


def assignments(module: ast.Module) -> dict[str, ast.expr]:
    """What simple names are assigned anywhere in a file, with functions' and loops' own names among them; the last one holds."""
    found: dict[str, ast.expr] = {}
    for node in ast.walk(module):
        if isinstance(node, ast.Assign):
            found |= {target.id: node.value for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            found[node.target.id] = node.value
        elif isinstance(node, ast.With):
            found |= {item.optional_vars.id: item.context_expr for item in node.items if isinstance(item.optional_vars, ast.Name)}
    return found
