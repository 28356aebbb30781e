"""A parsed module as facts: the one walk over its tree, and what its text says besides."""

from __future__ import annotations

import ast
import re

from evaluator.facts.metrics import census
from evaluator.facts.statements import Statements
from evaluator.facts.syntax import count_statements, first_paragraph
from evaluator.facts.unbound import unbound_names
from evaluator.facts.undefined import undefined_names
from evaluator.model.regex import regex
from evaluator.model.source import Comment, Metrics, PythonSource

MAX_COMMENT = 200

_EXPORTED = regex(r"^# (In\[[\d ]*\]:|coding: utf-8\n\n# In|%%|<codecell>)", re.MULTILINE)


def walk(tree: ast.Module, text: str, *, names: bool = False, measures: bool = True, ordered: bool = True) -> PythonSource:
    """The facts of a parsed module, with the names that nobody defines, and with Radon's measures and the named numbers."""
    module = Statements()
    module.block(tree.body)
    functions = tuple(each for each in module.functions if each is not None)
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    inside = sum(each.statements for each in functions if each.parent < 0)
    measured, numbers = census(tree, text) if measures else (Metrics(), ())
    bindings = module.bindings()
    top = count_statements([each for each in tree.body if not isinstance(each, (*definitions, ast.Import, ast.ImportFrom))])
    return PythonSource(
        nodes=tuple(module.nodes.made),
        imports=tuple(module.imports),
        functions=functions,
        classes=tuple(each for each in module.classes if each is not None),
        bindings=bindings,
        handlers=tuple(module.handlers),
        statements=tuple(module.statements),
        comments=comments(text),
        strings=tuple(module.strings),
        main_guard=module.main_guard,
        top_level=top,
        in_functions=inside,
        docstring=first_paragraph(tree),
        undefined=undefined_names(tree, text, module, ordered=ordered) if names else (),
        unbound=unbound_names(tree, bindings) if names else (),
        exported_notebook=bool(_EXPORTED.search(text)) or "get_ipython()" in text,
        metrics=measured,
        numbers=numbers,
        choices=module.chosen(),
        conditions=tuple(module.conditions),
    )


def comments(text: str) -> tuple[Comment, ...]:
    """Lines that are comments; trailing comments and those inside long strings do not matter here."""
    if "#" not in text:
        return ()
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if "#" in line]
    return tuple([Comment(number, line[1:].strip()[:MAX_COMMENT]) for number, line in lines if line[:1] == "#"])
