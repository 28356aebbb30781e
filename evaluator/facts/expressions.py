"""The walk over expressions: each becomes the value (numbers of nodes) that feeds it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from evaluator.facts.left_out import PICKS, asked, left_out
from evaluator.facts.scope import (
    CHANGES_OBJECT,
    COMPUTED,
    NOTHING,
    Nodes,
    Scope,
    Value,
    called_at,
    dotted,
    literal,
    literal_items,
    text_of,
    union,
)
from evaluator.facts.spelled import dictionary, keywords, record
from evaluator.model.source import Argument, Statement

if TYPE_CHECKING:
    from collections.abc import Callable

_COMPARED = {ast.Eq: "==", ast.NotEq: "!=", ast.In: "in", ast.NotIn: "not in"}


class Expressions:
    """Evaluates expressions in the current scope; `Statements` walks what surrounds them."""

    def __init__(self) -> None:
        self.nodes = Nodes()
        self.scope = Scope(-1, None)
        self.statements: list[Statement] = []
        self.strings: list[tuple[int, str]] = []
        self.names_read: set[str] = set()
        self.attributes: list[dict[str, Value]] = []
        self.dicts: dict[ast.expr, tuple[Argument, ...]] = {}  # what each dict that is written out holds by its keys

    def value(self, node: ast.expr | None) -> Value:
        """The numbers of the nodes that feed an expression."""
        if node is None:
            return NOTHING
        handler = HANDLERS.get(type(node))
        return handler(self, node) if handler else self.children(node)

    def children(self, node: ast.AST) -> Value:
        """The union over all sub-expressions."""
        return union(*[self.value(child) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)])

    def binary(self, node: ast.BinOp) -> Value:
        """Both sides feed it."""
        both = union(self.value(node.left), self.value(node.right))
        return self.without(node, both) if type(node.op) is ast.Sub else both

    def constant(self, node: ast.Constant) -> Value:
        """Text is kept as a fact of its own when it looks like a path or a place."""
        text = node.value
        if isinstance(text, str) and 2 < len(text) <= 300 and ("/" in text or "\\" in text or "." in text) and "\n" not in text:
            self.strings.append((node.lineno, text))
        return NOTHING

    def name(self, node: ast.Name) -> Value:
        """A local variable's feeds, or a free name."""
        found = self.scope.find(node.id)
        return found if found is not None else self.free(node.id, node.lineno)

    def free(self, name: str, line: int) -> Value:
        """A name that this scope does not bind: one node for each scope."""
        known = self.scope.free.get(name)
        if known is None:
            if name != self.scope.self_name:
                self.names_read.add(name.partition(".")[0])
            known = self.scope.free[name] = self.nodes.add("free", name, line, self.scope.function)
        return known

    def attribute(self, node: ast.Attribute) -> Value:
        """`np.pi` is a free name, `self.x` an attribute of self, `df.x` an item of what feeds `df`."""
        path = dotted(node)
        if path:
            head, _, rest = path.partition(".")
            if head == self.scope.self_name and head:
                return self.self_attribute(rest, node.lineno)
            if self.scope.find(head) is None:
                return self.free(path, node.lineno)
        return self.nodes.add("item", f".{node.attr}", node.lineno, self.scope.function, self.value(node.value))

    def self_attribute(self, path: str, line: int) -> Value:
        """An attribute of self: what this method stored there, else whatever any method stores."""
        first = path.partition(".")[0]
        known = self.scope.find(f"self.{first}")
        base = known if known is not None else self.nodes.add("self", first, line, self.scope.function)
        for attr in path.split(".")[1:]:
            base = self.nodes.add("item", f".{attr}", line, self.scope.function, base)
        return base

    def call(self, node: ast.Call, used: bool = True, targets: tuple[str, ...] = ()) -> Value:
        """A call: who is called, on what, with what."""
        name, receiver = self.callee(node.func)
        arguments = [self.argument("*" if type(each) is ast.Starred else "", each) for each in node.args]
        arguments += keywords(self, node)
        if name in PICKS and node.args:
            arguments[0] = asked(arguments[0], node.args[0])
        result = self.nodes.add("call", name, called_at(node), self.scope.function, receiver, tuple(arguments), used, targets)
        self.remember_change(node, result)
        return result

    def callee(self, func: ast.expr) -> tuple[str, Value]:
        """The name as written from a free name and no receiver, or `.method` and what it is called on."""
        if type(func) is ast.Name:
            found = self.scope.find(func.id)
            if found is None:
                self.names_read.add(func.id)
                return func.id, NOTHING
            return "()", found
        if type(func) is not ast.Attribute:
            return "()", self.value(func)
        path = dotted(func)
        head, _, rest = path.partition(".")
        if path and head == self.scope.self_name:
            base, _, method = rest.rpartition(".")
            return (f".{method}", self.self_attribute(base, func.lineno)) if base else (f"self.{method}", NOTHING)
        if path and self.scope.find(head) is None:
            self.names_read.add(head)
            return path, NOTHING
        return f".{func.attr}", record(self, func) or self.value(func.value)

    def argument(self, name: str, node: ast.expr) -> Argument:
        """One argument with its literal, its dotted name and its feeds."""
        kind = type(node)
        if kind is ast.Constant:
            self.constant(node)  # type: ignore[arg-type]
            value, known = literal(node)
            return Argument(name, value, known)
        inputs, held = self.value(node), dotted(node)
        if kind in COMPUTED and not (kind is ast.JoinedStr and literal(node)[1]):
            return Argument(name, None, False, self.scope.items(node, held), held, inputs)
        value, known = literal(node)
        return Argument(name, value, known, literal_items(node), text_of(node, held), inputs)

    def remember_change(self, node: ast.Call, result: Value) -> None:
        """`scaler.fit(X)`: from here on the name holds the fitted object."""
        func = node.func
        if type(func) is not ast.Attribute:
            return
        self.scope.forget(func)
        in_place = any(each.arg == "inplace" and type(each.value) is ast.Constant and each.value.value is True for each in node.keywords)
        if not in_place and func.attr not in CHANGES_OBJECT:
            return
        target = dotted(func.value)
        head, _, rest = target.partition(".")
        if head == self.scope.self_name and rest and "." not in rest:
            head = target = f"self.{rest}"
        if target != head or not head:
            return
        if (held := self.scope.find(head)) is not None:
            self.scope.names[head] = result if in_place else union(held, result)

    def subscript(self, node: ast.Subscript) -> Value:
        """`df["x"]`: an item, with its literal key."""
        receiver = self.value(node.value)
        key = asked(self.argument("", node.slice), node.slice)
        if not receiver:
            return key.inputs
        return self.nodes.add("item", "[]", node.lineno, self.scope.function, receiver, (key,))

    def compare(self, node: ast.Compare) -> Value:
        """Comparisons of two computed values are facts: `y != predicted`, `wanted in found`."""
        sides = [self.value(node.left), *[self.value(each) for each in node.comparators]]
        if len(sides) == 2 and sides[0] and sides[1] and (sign := _COMPARED.get(type(node.ops[0]))):
            self.statements.append(Statement("compare" if "=" in sign else "member", node.lineno, self.scope.function, sign, union(*sides)))
        return self.without(node, union(*sides))

    def without(self, node: ast.expr, held: Value) -> Value:
        """What is left of a list where some of it is left out: a node that names that."""
        taken = tuple(self.argument("", each) for each in left_out(node)) if held else ()
        return self.nodes.add("delete", "[]", node.lineno, self.scope.function, held, taken) if taken else held

    def branch(self, node: ast.IfExp) -> Value:
        """A conditional expression is one of two values."""
        self.value(node.test)
        return union(self.value(node.body), self.value(node.orelse))

    def anonymous(self, node: ast.Lambda) -> Value:
        """A lambda's body is evaluated where it stands; its parameters come from nowhere."""
        names = [each.arg for each in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
        return self.shadowed(dict.fromkeys(names, NOTHING), lambda: self.value(node.body))

    def comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> Value:
        """The loop variables hold items of what is iterated."""
        shadow: dict[str, Value] = {}

        def body() -> Value:
            for generator in node.generators:
                self.bind(generator.target, self.value(generator.iter))
                for test in generator.ifs:
                    self.value(test)
            parts = (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,)
            sources = union(*(self.value(part) for part in parts))
            return self.without(node, sources or union(*(self.value(each.iter) for each in node.generators[:1])))

        for generator in node.generators:
            target = generator.target
            for each in [target] if type(target) is ast.Name else ast.walk(target):
                if isinstance(each, ast.Name):
                    shadow[each.id] = NOTHING
        self.nodes.loops += 1
        try:
            return self.shadowed(shadow, body)
        finally:
            self.nodes.loops -= 1

    def shadowed(self, names: dict[str, Value], body: Callable[[], Value]) -> Value:
        """Evaluate with some names bound, then put the old ones back."""
        kept = {name: self.scope.names.get(name) for name in names}
        self.scope.names.update(names)
        try:
            return body()
        finally:
            for name, old in kept.items():
                if old is None:
                    self.scope.names.pop(name, None)
                else:
                    self.scope.names[name] = old

    def walrus(self, node: ast.NamedExpr) -> Value:
        """`(n := f(x))`."""
        held = self.value(node.value)
        self.bind(node.target, held)
        return held

    def bind(self, target: ast.expr, held: Value, shared: bool = False, written: ast.expr | None = None) -> None:
        """Let a target hold a value, as `written`; in a tuple each name holds its own item, so that train and test stay apart."""
        if type(target) is ast.Name:
            self.scope.hold(target.id, held)
        elif isinstance(target, (ast.Tuple, ast.List)):
            for position, element in enumerate(target.elts):
                inner = element.value if isinstance(element, ast.Starred) else element
                self.bind(inner, held if shared else self.part(inner, held, position))
        elif isinstance(target, (ast.Subscript, ast.Attribute)):
            self.store(target, held, written)

    def part(self, target: ast.expr, held: Value, position: int) -> Value:
        """What a position of an unpacked value holds."""
        if not held:
            return NOTHING
        key = Argument("", position, is_constant=True)
        name = dotted(target)
        return self.nodes.add("item", "[]", target.lineno, self.scope.function, held, (key,), True, (name,) if name else ())

    def store(self, target: ast.Subscript | ast.Attribute, held: Value, written: ast.expr | None = None) -> None:
        """`df["x"] = v` and `obj.x = v`: the object is another from here on; `self.x = v`: the class knows it."""
        path = dotted(target) if isinstance(target, ast.Attribute) else ""
        head, _, rest = path.partition(".")
        if path and head == self.scope.self_name and "." not in rest:
            self.scope.names[f"self.{rest}"] = held
            self.keep_attribute(rest, held)
            return
        before = self.value(target.value)
        key = self.argument("", target.slice) if isinstance(target, ast.Subscript) else Argument("", target.attr, is_constant=True)
        switch = written.value if isinstance(written, ast.Constant) and isinstance(written.value, bool) else None
        stored = Argument("=", switch, switch is not None, inputs=held)
        kind = "[]" if isinstance(target, ast.Subscript) else "."
        made = self.nodes.add("set-item", kind, target.lineno, self.scope.function, before, (key, stored))
        owner = dotted(target.value)
        head, _, rest = owner.partition(".")
        if head == self.scope.self_name and rest and "." not in rest:
            self.scope.names[f"self.{rest}"] = made
        elif owner and owner == head and self.scope.find(head) is not None:
            self.scope.names[head] = made
            self.scope.written.pop(head, None)

    def keep_attribute(self, name: str, held: Value) -> None:
        """Remember what a class's methods store in an attribute of self."""
        if self.scope.owner >= 0:
            attributes = self.attributes[self.scope.owner]
            attributes[name] = union(attributes.get(name, NOTHING), held)


HANDLERS: dict[type[ast.expr], Callable[[Expressions, Any], Value]] = {
    ast.Constant: Expressions.constant,
    ast.Name: Expressions.name,
    ast.Attribute: Expressions.attribute,
    ast.Call: Expressions.call,
    ast.Subscript: Expressions.subscript,
    ast.Compare: Expressions.compare,
    ast.IfExp: Expressions.branch,
    ast.BinOp: Expressions.binary,
    ast.Lambda: Expressions.anonymous,
    ast.ListComp: Expressions.comprehension,
    ast.SetComp: Expressions.comprehension,
    ast.GeneratorExp: Expressions.comprehension,
    ast.DictComp: Expressions.comprehension,
    ast.Dict: dictionary,
    ast.NamedExpr: Expressions.walrus,
}
