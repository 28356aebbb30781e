"""The walk over statements: scopes, branches, definitions. One pass, in order of execution as far as text tells it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from evaluator.facts.expressions import Expressions
from evaluator.facts.scope import NOTHING, Scope, Value, dotted, literal, union
from evaluator.model.source import Binding, Class, Function, Handler, Import, Statement

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MAX_TEXT = 200
LOG_METHODS = frozenset({"debug", "info", "warning", "warn", "error", "exception", "critical", "log"})


def written(node: ast.expr | None) -> str:
    """An annotation or base as written, cut to a readable length; "" when there is none or it nests too deeply to write."""
    if node is None:
        return ""
    path = dotted(node)
    if path:
        return path
    try:
        return ast.unparse(node)[:MAX_TEXT]
    except (RecursionError, ValueError):
        return ""


def first_paragraph(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module) -> str:
    """The docstring's beginning."""
    return (ast.get_docstring(node, clean=False) or "").strip()[:MAX_TEXT]


def is_main_guard(test: ast.expr) -> bool:
    """`__name__ == "__main__"`, either way round."""
    if not isinstance(test, ast.Compare) or len(test.comparators) != 1:
        return False
    sides = (test.left, test.comparators[0])
    named = any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides)
    return named and any(isinstance(side, ast.Constant) and side.value == "__main__" for side in sides)


class Statements(Expressions):
    """Walks the statements of a module."""

    def __init__(self) -> None:
        super().__init__()
        self.module = self.scope
        self.imports: list[Import] = []
        self.functions: list[Function | None] = []
        self.classes: list[Class | None] = []
        self.handlers: list[Handler] = []
        self.returns: list[Value] = []
        self.main_guard = 0
        self.constants: dict[str, tuple[Any, bool, int]] = {}

    def block(self, body: Sequence[ast.stmt]) -> None:
        """One statement after another."""
        for statement in body:
            handler = STATEMENTS.get(type(statement))
            if handler:
                handler(self, statement)
            else:
                self.children(statement)

    def expression(self, node: ast.Expr) -> None:
        """An expression whose value is thrown away (in a notebook's last line: shown)."""
        if isinstance(node.value, ast.Call):
            self.call(node.value, used=False)
        elif isinstance(node.value, ast.Await) and isinstance(node.value.value, ast.Call):
            self.call(node.value.value, used=False)
        elif isinstance(node.value, ast.Yield | ast.YieldFrom):
            self.give_back(node.value.value)
        elif not isinstance(node.value, ast.Constant):
            self.value(node.value)

    def assign(self, node: ast.Assign) -> None:
        """`a = b = value`, tuple by tuple where both sides are written out."""
        names = tuple(path for target in node.targets for path in self.target_names(target))
        single = node.targets[0] if len(node.targets) == 1 else None
        if isinstance(single, ast.Tuple) and isinstance(node.value, ast.Tuple) and len(single.elts) == len(node.value.elts):
            pairs = [(target, self.value(value)) for target, value in zip(single.elts, node.value.elts, strict=True)]
            for target, held in pairs:
                self.bind(target, held)
            return
        held = self.call(node.value, targets=names) if isinstance(node.value, ast.Call) else self.value(node.value)
        for target in node.targets:
            self.bind(target, held)
            self.keep_constant(target, node.value)

    def target_names(self, target: ast.expr) -> list[str]:
        """The dotted names a target binds."""
        if isinstance(target, ast.Tuple | ast.List):
            return [path for element in target.elts for path in self.target_names(element)]
        path = dotted(target)
        return [path] if path else []

    def keep_constant(self, target: ast.expr, value: ast.expr | None) -> None:
        """Module-level names with literal values are settings."""
        if self.scope is self.module and isinstance(target, ast.Name) and value is not None:
            found, known = literal(value)
            self.constants[target.id] = (found, known, target.lineno)

    def annotated(self, node: ast.AnnAssign) -> None:
        """`a: int = value`."""
        names = tuple(self.target_names(node.target))
        if node.value is not None:
            held = self.call(node.value, targets=names) if isinstance(node.value, ast.Call) else self.value(node.value)
            self.bind(node.target, held)
            self.keep_constant(node.target, node.value)

    def augmented(self, node: ast.AugAssign) -> None:
        """`a += value`: both feed the name."""
        held = self.value(node.value)
        if isinstance(node.target, ast.Name):
            before = self.scope.find(node.target.id)
            self.scope.names[node.target.id] = union(before or NOTHING, held)
        else:
            self.bind(node.target, union(self.value(node.target), held))

    def choice(self, node: ast.If) -> None:
        """Both branches may have happened; a main guard always has."""
        if is_main_guard(node.test):
            self.main_guard = self.main_guard or node.lineno
            self.block(node.body)
            return
        self.value(node.test)
        self.branches([node.body, node.orelse])

    def branches(self, bodies: Sequence[Sequence[ast.stmt]]) -> None:
        """Walk each body from the same start; afterwards a name may hold what any of them left."""
        before = dict(self.scope.names)
        ends: list[dict[str, Value]] = []
        self.nodes.guards += 1
        for body in bodies:
            self.scope.names = dict(before)
            self.block(body)
            ends.append(self.scope.names)
        self.nodes.guards -= 1
        merged = dict(ends[0])
        for end in ends[1:]:
            for name, held in end.items():
                known = merged.get(name, held)
                merged[name] = known if known == held else union(known, held)
        self.scope.names = merged

    def loop(self, node: ast.For | ast.AsyncFor) -> None:
        """The loop variables hold items of what is iterated; the body is taken to have run."""
        source = self.value(node.iter)
        self.statements.append(Statement("for", node.lineno, self.scope.function, "", source))
        self.nodes.loops += 1
        self.bind(node.target, source)
        self.block(node.body)
        self.nodes.loops -= 1
        self.block(node.orelse)

    def repeat(self, node: ast.While) -> None:
        """A while loop."""
        self.statements.append(Statement("while", node.lineno, self.scope.function, "", self.value(node.test)))
        self.nodes.loops += 1
        self.block(node.body)
        self.nodes.loops -= 1
        self.block(node.orelse)

    def context(self, node: ast.With | ast.AsyncWith) -> None:
        """`with f(x) as y`."""
        for item in node.items:
            held = self.value(item.context_expr)
            if item.optional_vars is not None:
                self.bind(item.optional_vars, held, shared=True)
        self.block(node.body)

    def attempt(self, node: ast.Try) -> None:
        """A handler may have run instead of the body's end."""
        self.block(node.body)
        for handler in node.handlers:
            self.keep_handler(handler)
        if node.handlers:
            self.branches([node.orelse, *(handler.body for handler in node.handlers)])
        else:
            self.block(node.orelse)
        self.block(node.finalbody)

    def keep_handler(self, handler: ast.ExceptHandler) -> None:
        """What is caught, and what is done about it."""
        caught = handler.type
        kinds = tuple(map(written, caught.elts)) if isinstance(caught, ast.Tuple) else (written(caught),) if caught else ()
        if handler.name:
            self.scope.names[handler.name] = NOTHING
        self.handlers.append(Handler(handler.lineno, kinds, reaction(handler.body), self.scope.function))

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
        parameters = [each.arg for each in arguments]
        extra = [each.arg for each in (node.args.vararg, node.args.kwarg) if each]
        static = any(written(each) == "staticmethod" for each in node.decorator_list)
        self_name = parameters[0] if in_class and parameters and not static else ""
        enclosing = outer if outer.function >= 0 else None
        self.scope = Scope(index, enclosing, outer.owner, self_name or outer.self_name)
        for name in (*parameters, *extra):
            if name != self_name:
                self.scope.names[name] = self.nodes.add("parameter", name, node.lineno, index)
        guards, loops = self.nodes.guards, self.nodes.loops
        self.nodes.guards = self.nodes.loops = 0
        self.block(node.body)
        self.nodes.guards, self.nodes.loops = guards, loops
        self.scope = outer
        outer.names.pop(node.name, None)
        self.functions[index] = Function(
            name=node.name,
            line=node.lineno,
            end_line=node.end_lineno or node.lineno,
            owner=outer.owner if in_class else -1,
            parent=outer.function,
            parameters=(*parameters, *extra),
            annotations=(*(written(each.annotation) for each in arguments), *("" for _ in extra)),
            decorators=decorators,
            returns=self.returns[index],
            docstring=first_paragraph(node),
            statements=count_statements(node.body),
            asynchronous=isinstance(node, ast.AsyncFunctionDef),
            returns_annotation=written(node.returns),
            stub=is_stub(node.body),
        )

    def klass(self, node: ast.ClassDef) -> None:
        """A class: its body is walked in a scope whose names are attributes."""
        decorators = union(*(self.value(each) for each in node.decorator_list))
        for keyword in node.keywords:
            self.value(keyword.value)
        index, outer = len(self.classes), self.scope
        self.classes.append(None)
        self.attributes.append({})
        self.scope = Scope(outer.function, outer if outer.function >= 0 else None, index)
        self.block(node.body)
        body, self.scope = self.scope, outer
        fields = {
            each.target.id: written(each.annotation) for each in node.body if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
        }
        for name, held in body.names.items():
            known = self.attributes[index].get(name, NOTHING)
            self.attributes[index][name] = union(known, held)
        bases = tuple(written(base) for base in node.bases)
        self.names_read.update(base.partition(".")[0].partition("[")[0] for base in bases)
        self.classes[index] = Class(
            node.name, node.lineno, node.end_lineno or node.lineno, bases, first_paragraph(node),
            self.attributes[index], fields, decorators, outer.function,
        )  # fmt: skip

    def give_back(self, node: ast.expr | None) -> None:
        """What a function returns or yields."""
        if isinstance(node, ast.Tuple) and self.scope.function >= 0:
            parts = tuple(self.argument("", element) for element in node.elts)
            held = self.nodes.add("definition", "tuple", node.lineno, self.scope.function, NOTHING, parts)
        else:
            held = self.value(node)
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
            self.imports.append(Import(each.name, "", each.asname or "", 0, node.lineno, self.scope.function))
            self.scope.names.pop(each.asname or each.name.partition(".")[0], None)

    def take_from(self, node: ast.ImportFrom) -> None:
        """`from a.b import c as d`."""
        for each in node.names:
            self.imports.append(Import(node.module or "", each.name, each.asname or each.name, node.level, node.lineno, self.scope.function))
            self.scope.names.pop(each.asname or each.name, None)

    def forget(self, node: ast.Delete) -> None:
        """`del df["x"]` changes df; `del x` frees a name."""
        for target in node.targets:
            if isinstance(target, ast.Subscript):
                key = self.argument("", target.slice)
                made = self.nodes.add("delete", "[]", target.lineno, self.scope.function, self.value(target.value), (key,))
                if isinstance(target.value, ast.Name) and self.scope.find(target.value.id) is not None:
                    self.scope.names[target.value.id] = made

    def match(self, node: ast.Match) -> None:
        """Each case is a branch; captured names hold the subject."""
        subject = self.value(node.subject)
        for case in node.cases:
            for each in ast.walk(case.pattern):
                if isinstance(each, ast.MatchAs | ast.MatchStar) and each.name:
                    self.scope.names[each.name] = subject
        self.branches([case.body for case in node.cases])

    def bindings(self) -> dict[str, Binding]:
        """What module-level names hold at the end."""
        found: dict[str, Binding] = {}
        for name, held in self.module.names.items():
            constant, known, line = self.constants.get(name, (None, False, 0))
            found[name] = Binding(held, constant, known, line)
        return found


def reaction(body: Sequence[ast.stmt]) -> Any:
    """What the body of an except clause does: the strongest of raise, log, handle, print, pass."""
    calls = [each for statement in body for each in ast.walk(statement) if isinstance(each, ast.Call)]
    names = [dotted(each.func) for each in calls]
    if any(isinstance(each, ast.Raise) for statement in body for each in ast.walk(statement)):
        return "raise"
    if any("." in name and name.rpartition(".")[2] in LOG_METHODS for name in names):
        return "log"
    if all(isinstance(each, ast.Pass | ast.Continue) or (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant)) for each in body):
        return "pass"
    only_prints = all(isinstance(each, ast.Expr) and isinstance(each.value, ast.Call) and dotted(each.value.func) == "print" for each in body)
    return "print" if only_prints else "handle"


def is_stub(body: Sequence[ast.stmt]) -> bool:
    """Whether a body does nothing: a docstring, pass, an ellipsis, `raise NotImplementedError`."""
    for each in body:
        if isinstance(each, ast.Pass) or (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant)):
            continue
        if isinstance(each, ast.Raise) and written(each.exc).startswith("NotImplementedError"):
            continue
        return False
    return True


def count_statements(body: Sequence[ast.stmt]) -> int:
    """Statements at any depth, without nested definitions' bodies counted twice."""
    total, stack = 0, list(body)
    while stack:
        each = stack.pop()
        total += 1
        for field in ("body", "orelse", "finalbody"):
            stack.extend(getattr(each, field, ()))
        for handler in getattr(each, "handlers", ()):
            stack.extend(handler.body)
    return total


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
