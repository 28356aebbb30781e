"""The walk over statements that choose or repeat: what may have happened, and what a name may hold afterwards."""

from __future__ import annotations

import ast
from abc import abstractmethod
from typing import TYPE_CHECKING

from evaluator.facts.expressions import Expressions
from evaluator.facts.scope import NOTHING, Value, dotted, union
from evaluator.facts.steps import step_of
from evaluator.facts.syntax import OPPOSITE, is_main_guard, reaction, wanted, written
from evaluator.model.source import Choice, Condition, Handler, Statement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evaluator.model.source import Constant, Wants


class Branches(Expressions):
    """Conditions, loops, contexts and exceptions, and the steps of learning that loops are made of."""

    def __init__(self) -> None:
        super().__init__()
        self.handlers: list[Handler] = []
        self.choices: list[Choice] = []
        self.conditions: list[Condition] = []
        self.main_guard = 0
        self.rebound: set[str] = set()

    @abstractmethod
    def block(self, body: Sequence[ast.stmt]) -> None:
        """One statement after another."""

    def choice(self, node: ast.If) -> None:
        """Both branches may have happened; a main guard always has."""
        if is_main_guard(node.test):
            self.main_guard = self.main_guard or node.lineno
            self.block(node.body)
            return
        self.keep_condition(node, self.value(node.test))
        asked = wanted(node.test)
        for name, wants in asked or [("", "unknown")]:
            self.keep_choice(name, wants, node.body)
        if len(asked) == 1 and node.orelse and not isinstance(node.test, ast.BoolOp):
            self.keep_choice(asked[0][0], OPPOSITE[asked[0][1]], node.orelse)
        elif node.orelse and not isinstance(node.orelse[0], ast.If):
            self.keep_choice("", "unknown", node.orelse)
        self.branches([node.body, node.orelse])

    def keep_condition(self, node: ast.If, inputs: Value) -> None:
        """Remember what is asked, for the branch and for an `else` that asks nothing of its own."""
        text, scope = written(node.test), self.scope.function
        for body, otherwise in ((node.body, False), (node.orelse, True)):
            if body and not (otherwise and isinstance(body[0], ast.If)):
                last = body[-1].end_lineno or body[-1].lineno
                self.conditions.append(Condition(node.lineno, text, body[0].lineno, last, scope, inputs, otherwise))

    def keep_step(self, target: ast.expr, sign: ast.operator, value: ast.expr, moved: ast.expr | None = None) -> None:
        """A weight moved by a rate along a slope, written out: what frameworks do unseen; a number that one is added to."""
        if isinstance(sign, (ast.Sub, ast.Add)) and isinstance(value, ast.BinOp) and (text := step_of(target, value, moved=moved)):
            self.statements.append(Statement("step", target.lineno, self.scope.function, text))
        if type(sign) is ast.Add and type(value) is ast.Constant and value.value == 1 and type(value.value) is int:
            self.statements.append(Statement("count", target.lineno, self.scope.function, dotted(target)))

    def keep_choice(self, name: str, wants: Wants, body: Sequence[ast.stmt]) -> None:
        """Remember a branch that a parameter as it was given, a constant of the module, or an attribute opens."""
        scope = -1
        if held := self.scope.find(name):
            made = self.nodes.made[held[0]]
            if len(held) == 1 and made.kind == "parameter" and made.name == name:
                scope = made.scope
            else:
                name, wants = "", "unknown"
        self.choices.append(Choice(name, wants, body[0].lineno, body[-1].end_lineno or body[-1].lineno, scope))

    def chosen(self) -> tuple[Choice, ...]:
        """All branches; a name of the module that is bound anew tells nothing of those that ask for it."""
        return tuple(
            [
                each if each.scope >= 0 or each.name not in self.rebound else Choice("", "unknown", each.first, each.last, -1)
                for each in self.choices
            ]
        )

    def branches(self, bodies: Sequence[Sequence[ast.stmt]]) -> None:
        """Walk each body from the same start; afterwards a name may hold what any of them left."""
        before, items = dict(self.scope.names), dict(self.scope.keys)
        ends: list[dict[str, Value]] = []
        written_out: list[dict[str, tuple[Constant, ...]]] = []
        self.nodes.guards += 1
        for body in bodies:
            self.scope.names, self.scope.keys = dict(before), dict(items)
            self.block(body)
            ends.append(self.scope.names)
            written_out.append(self.scope.keys)
        self.nodes.guards -= 1
        either = {name: held for end in reversed(written_out) for name, held in end.items()}
        self.scope.keys = {name: held for name, held in either.items() if all(end.get(name, held) == held for end in written_out)}
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

    def match(self, node: ast.Match) -> None:
        """Each case is a branch; captured names hold the subject."""
        subject = self.value(node.subject)
        for case in node.cases:
            for each in ast.walk(case.pattern):
                if isinstance(each, ast.MatchAs | ast.MatchStar) and each.name:
                    self.scope.names[each.name] = subject
        self.branches([case.body for case in node.cases])
