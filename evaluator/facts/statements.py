"""The walk over statements: scopes, branches, definitions. One pass, in order of execution as far as text tells it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from evaluator.facts.branches import Branches
from evaluator.facts.scope import NOTHING, Scope, Value, dotted, literal, union, written_keys
from evaluator.facts.stored import kept_choices
from evaluator.facts.syntax import (
    annotated,
    asked_of,
    count_statements,
    docstring_lines,
    first_paragraph,
    is_stub,
    switches_of,
    target_names,
    texts_of,
    written,
)
from evaluator.model.source import Argument, Binding, Choice, Class, Condition, Function, Import, Statement

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


# After these nothing of the same block is done.
_EXITS = frozenset({"exit", "quit", "sys.exit", "os._exit"})
LEAVES = frozenset({ast.Return, ast.Raise, ast.Continue, ast.Break})


def leaves(statement: ast.stmt) -> bool:
    """Whether nothing of its block runs after a statement, as far as it says itself; leaving the program counts."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        return written(statement.value.func) in _EXITS
    return type(statement) in LEAVES


class Statements(Branches):
    """Walks the statements of a module."""

    def __init__(self) -> None:
        super().__init__()
        self.module = self.scope
        self.imports: list[Import] = []
        self.functions: list[Function | None] = []
        self.classes: list[Class | None] = []
        self.returns: list[Value] = []
        self.constants: dict[str, tuple[Any, bool, int]] = {}
        self.ends: list[int] = []  # the last lines of the module and of the functions around

    def block(self, body: Sequence[ast.stmt]) -> None:
        """One statement after another."""
        if not self.ends and body:
            self.ends.append(body[-1].end_lineno or body[-1].lineno)
        for statement in body:
            handler = STATEMENTS.get(type(statement))
            if handler:
                handler(self, statement)
            else:
                self.children(statement)
            if type(statement) in LEAVES and statement is not body[-1] and self.scope.function >= 0:
                self.choices.append(Choice("", "never", statement.lineno + 1, body[-1].end_lineno or body[-1].lineno, self.scope.function))
            if isinstance(statement, ast.If) and not statement.orelse and leaves(statement.body[-1]):
                self.keep_below(statement, body[-1])

    def keep_below(self, node: ast.If, end: ast.stmt) -> None:
        """What stands below an `if` that leaves its function, or its loop, runs where the answer is no."""
        asked = next((each for each in reversed(self.conditions) if each.line == node.lineno), None)
        inner = type(node.body[-1]) in (ast.Continue, ast.Break)
        first, last = (node.end_lineno or node.lineno) + 1, (end.end_lineno or end.lineno) if inner else self.ends[-1]
        if asked is not None and first <= last:
            self.conditions.append(Condition(asked.line, asked.text, first, last, asked.scope, asked.inputs, otherwise=True))

    def expression(self, node: ast.Expr) -> None:
        """An expression whose value is thrown away (in a notebook's last line: shown)."""
        value = node.value
        if isinstance(value, ast.Call):
            self.call(value, used=False)
        elif isinstance(value, ast.Await) and isinstance(value.value, ast.Call):
            self.call(value.value, used=False)
        elif isinstance(value, (ast.Yield, ast.YieldFrom)):
            self.give_back(value.value)
        elif not isinstance(value, ast.Constant):
            self.value(value)

    def assign(self, node: ast.Assign) -> None:
        """`a = b = value`, tuple by tuple where both sides are written out."""
        names = tuple([path for target in node.targets for path in target_names(target)])
        single = node.targets[0] if len(node.targets) == 1 else None
        if isinstance(single, ast.Tuple) and isinstance(node.value, ast.Tuple) and len(single.elts) == len(node.value.elts):
            pairs = [(target, self.value(value)) for target, value in zip(single.elts, node.value.elts, strict=True)]
            for target, held in pairs:
                self.bind(target, held)
            return
        held = self.call(node.value, targets=names) if isinstance(node.value, ast.Call) else self.value(node.value)
        for target in node.targets:
            self.bind(target, held, written=node.value)
            self.keep_constant(target, node.value)
        if single is not None and isinstance(node.value, ast.BinOp):
            self.keep_step(single, node.value.op, node.value.right, node.value.left)

    def keep_constant(self, target: ast.expr, value: ast.expr | None) -> None:
        """Module-level names with literal values are settings."""
        if not isinstance(target, ast.Name) or value is None:
            return
        self.scope.keys[target.id] = written_keys(value)
        if value in self.dicts and not self.nodes.guards:
            self.scope.written[target.id] = value
        if self.scope is not self.module:
            self.rebound.add(target.id)
            return
        found, known = literal(value)
        if target.id in self.constants and self.constants[target.id][:2] != (found, known):
            self.rebound.add(target.id)
        self.constants[target.id] = (found, known, target.lineno)

    def annotated(self, node: ast.AnnAssign) -> None:
        """`a: int = value`."""
        names = tuple(target_names(node.target))
        if node.value is not None:
            held = self.call(node.value, targets=names) if isinstance(node.value, ast.Call) else self.value(node.value)
            self.bind(node.target, held)
            self.keep_constant(node.target, node.value)

    def augmented(self, node: ast.AugAssign) -> None:
        """`a += value`: both feed the name."""
        held = self.value(node.value)
        self.keep_step(node.target, node.op, node.value)
        if isinstance(node.target, ast.Name):
            before = self.scope.find(node.target.id)
            self.scope.keys.pop(node.target.id, None)
            self.scope.names[node.target.id] = union(before or NOTHING, held)
        else:
            self.bind(node.target, union(self.value(node.target), held))

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """A function: its decorators and defaults stand outside, its body has names of its own."""
        decorators = union(*(self.value(each) for each in node.decorator_list))
        for default in (*node.args.defaults, *node.args.kw_defaults):
            self.value(default)
        index, outer = len(self.functions), self.scope
        self.functions.append(None)
        self.returns.append(NOTHING)
        in_class = outer.owner >= 0 and outer.self_name == ""
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        extra = [each.arg for each in (node.args.vararg, node.args.kwarg) if each]
        static = any(dotted(each) == "staticmethod" for each in node.decorator_list)
        self_name = arguments[0].arg if in_class and arguments and not static else ""
        parameters = (*(each.arg for each in arguments), *extra)
        self.ends.append(node.end_lineno or node.lineno)
        self.body_of(node, index, parameters, self_name)
        self.ends.pop()
        self.functions[index] = Function(
            name=node.name,
            line=node.lineno,
            end_line=node.end_lineno or node.lineno,
            owner=outer.owner if in_class else -1,
            parent=outer.function,
            parameters=parameters,
            annotations=(*(written(each.annotation) for each in arguments), *("" for _ in extra)),
            decorators=decorators,
            returns=self.returns[index],
            docstring=first_paragraph(node),
            docstring_lines=docstring_lines(node),
            statements=count_statements(node.body),
            asynchronous=isinstance(node, ast.AsyncFunctionDef),
            returns_annotation=written(node.returns),
            stub=is_stub(node.body),
            switches=switches_of(node.args),
            takes_any=node.args.kwarg is not None,
            **asked_of(node.args),
        )

    def body_of(self, node: ast.FunctionDef | ast.AsyncFunctionDef, index: int, parameters: tuple[str, ...], self_name: str) -> None:
        """Walk a function's body in a scope of its own; conditions and loops around the definition do not count in it."""
        outer = self.scope
        enclosing = outer if outer.function >= 0 else None
        self.scope = Scope(index, enclosing, outer.owner, self_name or outer.self_name)
        for name in parameters:
            if name != self_name:
                self.scope.names[name] = self.nodes.add("parameter", name, node.lineno, index)
        guards, loops = self.nodes.guards, self.nodes.loops
        self.nodes.guards = self.nodes.loops = 0
        self.block(node.body)
        self.nodes.guards, self.nodes.loops = guards, loops
        self.scope = outer
        outer.names.pop(node.name, None)

    def klass(self, node: ast.ClassDef) -> None:
        """A class: its body is walked in a scope whose names are attributes."""
        decorators = union(*(self.value(each) for each in node.decorator_list))
        for keyword in node.keywords:
            self.value(keyword.value)
        index, outer, first = len(self.classes), self.scope, len(self.choices)
        self.classes.append(None)
        self.attributes.append({})
        self.scope = Scope(outer.function, outer if outer.function >= 0 else None, index)
        self.block(node.body)
        self.choices += list(kept_choices(node, self.choices[first:], self.beginning(index)))
        body, self.scope = self.scope, outer
        fields = {name: written(each.annotation) for name, each in annotated(node)}
        for name, held in body.names.items():
            known = self.attributes[index].get(name, NOTHING)
            self.attributes[index][name] = union(known, held)
        bases = tuple(written(base) for base in node.bases)
        self.names_read.update(base.partition(".")[0].partition("[")[0] for base in bases)
        self.classes[index] = Class(
            node.name, node.lineno, node.end_lineno or node.lineno, bases, first_paragraph(node),
            self.attributes[index], fields, decorators, outer.function, texts_of(node),
        )  # fmt: skip

    def beginning(self, index: int) -> int:
        """The number of a class's `__init__`, -1 where it has none."""
        return next((at for at, each in enumerate(self.functions) if each and each.owner == index and each.name == "__init__"), -1)

    def give_back(self, node: ast.expr | None) -> None:
        """What a function returns or yields."""
        if isinstance(node, ast.Tuple) and self.scope.function >= 0:
            parts = tuple(self.argument("", element) for element in node.elts)
            held = self.nodes.add("definition", "tuple", node.lineno, self.scope.function, NOTHING, parts)
        else:
            held = self.value(node)
            if not held and isinstance(node, ast.Dict) and self.scope.function >= 0:  # a dict of nothing but literals is an answer too
                held = self.nodes.add("definition", "dict", node.lineno, self.scope.function)
        if self.scope.function >= 0:
            self.returns[self.scope.function] = union(self.returns[self.scope.function], held)

    def result(self, node: ast.Return) -> None:
        """`return value`."""
        self.give_back(node.value)

    def claim(self, node: ast.Assert) -> None:
        """`assert test, message`."""
        self.statements.append(Statement("assert", node.lineno, self.scope.function, written(node.test), self.value(node.test)))

    def refuse(self, node: ast.Raise) -> None:
        """`raise Error(...)`."""
        held = self.value(node.exc)
        name = written(node.exc.func if isinstance(node.exc, ast.Call) else node.exc)
        self.statements.append(Statement("raise", node.lineno, self.scope.function, name, held))

    def take_in(self, node: ast.Import) -> None:
        """`import a.b as c`."""
        for each in node.names:
            self.imports.append(Import(each.name, "", each.asname or "", 0, node.lineno, self.scope.function, self.nodes.guards))
            self.scope.names.pop(each.asname or each.name.partition(".")[0], None)

    def take_from(self, node: ast.ImportFrom) -> None:
        """`from a.b import c as d`."""
        for each in node.names:
            where = node.lineno, self.scope.function, self.nodes.guards
            self.imports.append(Import(node.module or "", each.name, each.asname or each.name, node.level, *where))
            self.scope.names.pop(each.asname or each.name, None)

    def forget(self, node: ast.Delete) -> None:
        """`del df["x"]` and `del df.x` change df; `del x` frees a name, `del self.x` what a class knows."""
        for target in node.targets:
            if isinstance(target, ast.Subscript) or (isinstance(target, ast.Attribute) and written(target.value) != self.scope.self_name):
                kind = "[]" if isinstance(target, ast.Subscript) else "."
                key = self.argument("", target.slice) if isinstance(target, ast.Subscript) else Argument("", target.attr, is_constant=True)
                made = self.nodes.add("delete", kind, target.lineno, self.scope.function, self.value(target.value), (key,))
                if isinstance(target.value, ast.Name) and self.scope.find(target.value.id) is not None:
                    self.scope.names[target.value.id] = made

    def bindings(self) -> dict[str, Binding]:
        """What module-level names hold at the end."""
        found: dict[str, Binding] = {}
        for name, held in self.module.names.items():
            constant, known, line = self.constants.get(name, (None, False, 0))
            found[name] = Binding(held, constant, known, line)
        return found


STATEMENTS: dict[type[ast.stmt], Callable[[Statements, Any], None]] = {
    ast.Expr: Statements.expression,
    ast.Assign: Statements.assign,
    ast.AnnAssign: Statements.annotated,
    ast.AugAssign: Statements.augmented,
    ast.If: Statements.choice,
    ast.For: Statements.loop,
    ast.AsyncFor: Statements.loop,
    ast.While: Statements.repeat,
    ast.With: Statements.context,
    ast.AsyncWith: Statements.context,
    ast.Try: Statements.attempt,
    ast.TryStar: Statements.attempt,
    ast.FunctionDef: Statements.function,
    ast.AsyncFunctionDef: Statements.function,
    ast.ClassDef: Statements.klass,
    ast.Return: Statements.result,
    ast.Assert: Statements.claim,
    ast.Raise: Statements.refuse,
    ast.Import: Statements.take_in,
    ast.ImportFrom: Statements.take_from,
    ast.Delete: Statements.forget,
    ast.Match: Statements.match,
}
