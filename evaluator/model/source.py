"""What one Python source says by itself: calls, bindings and definitions as nodes, before any other file is known.

This is what the cache remembers, so nothing here depends on a path or on another file. Nodes are numbered in order of
evaluation; a node names the nodes that feed it by number, so that cycles are no trouble.
"""

from typing import Literal

import msgspec

Constant = str | int | float | bool | None


class Argument(msgspec.Struct, frozen=True, array_like=True):
    """One argument of a call.

    `name` is the keyword, "" when positional, "*" or "**" when unpacked. `constant` holds a literal (`is_constant`
    tells None the literal from no literal); `items` the literals of a literal list, tuple, set or the keys of a dict, which may stand
    under a name of the same scope, or the text around what a string is filled with.
    `text` is the dotted name, when the argument is one, or the shape of a slice (`:x`, `x:`); `inputs` the numbers of the
    nodes that feed it; `condition` what is asked of each row that is picked, as written: `df.day < cut`, `~kept`.
    """

    name: str = ""
    constant: Constant = None
    is_constant: bool = False
    items: tuple[Constant, ...] = ()
    text: str = ""
    inputs: tuple[int, ...] = ()
    condition: str = ""


NodeKind = Literal["call", "parameter", "free", "self", "item", "set-item", "delete", "definition"]


class Node(msgspec.Struct, frozen=True, array_like=True):
    """A value of the program.

    kind "call": `name` is the callee as written from a free name (`pd.read_csv`), or `.fit` for a method on the nodes
    in `receiver`. "parameter": a parameter called `name` of the function `scope`. "free": a name not bound in this
    scope, dotted (`np.pi`). "self": an attribute of self. "item": a subscript `receiver[arguments]`. "set-item": the
    same on the left of an assignment; `arguments[-1]` is what is stored, its literal where that is True or False. "definition": a
    tuple that is returned, an argument for each element. "delete": what a `del`, a comprehension or a
    difference leaves, with what is gone as arguments. `scope` is the index of the enclosing function, -1 for the
    module. `used` is false for a call whose result is thrown away (an expression statement).
    `guards` counts the enclosing conditions; `loops` the enclosing loops.
    """

    number: int
    kind: NodeKind
    name: str
    line: int
    scope: int
    receiver: tuple[int, ...] = ()
    arguments: tuple[Argument, ...] = ()
    used: bool = True
    guards: int = 0
    loops: int = 0
    targets: tuple[str, ...] = ()


class Import(msgspec.Struct, frozen=True, array_like=True):
    """`import module as alias`, or `from module import name as alias`; `level` counts leading dots; name "*" is a star.

    `guards` counts the conditions around it (`if is_there():`), a main guard left out.
    """

    module: str
    name: str
    alias: str
    level: int
    line: int
    scope: int
    guards: int = 0


class Function(msgspec.Struct, frozen=True, array_like=True):
    """A function or method. `owner` is the index of its class, -1 for none; `parent` the enclosing function, -1 for none.

    `decorators` are the numbers of nodes; `returns` the nodes that feed its return and yield values;
    `switches` maps parameters to their defaults, where these are None, True or False; `takes_any` says that it takes `**kwargs`;
    `required` are the parameters without a default, `by_order` how many may be given by their order (-1: any number, as `*args`).
    """

    name: str
    line: int
    end_line: int
    owner: int
    parent: int
    parameters: tuple[str, ...]
    annotations: tuple[str, ...]
    decorators: tuple[int, ...]
    returns: tuple[int, ...]
    docstring: str
    statements: int
    docstring_lines: int = 0  # all of them, of which `docstring` is the beginning
    asynchronous: bool = False
    returns_annotation: str = ""
    stub: bool = False
    switches: dict[str, bool | None] = {}
    takes_any: bool = False
    required: tuple[str, ...] = ()
    by_order: int = -1


class Class(msgspec.Struct, frozen=True, array_like=True):
    """A class; `bases` as written; `attributes` maps `self.x` and class-level names to the nodes that feed them;
    `fields` are annotated class-level names with their annotation as written, `texts` those that are given a short literal text.
    """

    name: str
    line: int
    end_line: int
    bases: tuple[str, ...]
    docstring: str
    attributes: dict[str, tuple[int, ...]]
    fields: dict[str, str]
    decorators: tuple[int, ...] = ()
    scope: int = -1
    texts: dict[str, str] = {}


class Binding(msgspec.Struct, frozen=True, array_like=True):
    """A module-level name: the nodes that feed its last value, and its literal if it is one."""

    inputs: tuple[int, ...]
    constant: Constant
    is_constant: bool
    line: int


class Handler(msgspec.Struct, frozen=True, array_like=True):
    """An `except` clause: what it catches ("" when bare) and what its body does."""

    line: int
    catches: tuple[str, ...]
    does: Literal["pass", "print", "handle", "raise", "log"]
    scope: int


class Statement(msgspec.Struct, frozen=True, array_like=True):
    """A statement that is a fact by itself: `assert`, `raise`, `del`, `global`; `text` names what is raised or asserted.

    A "step" moves what `text` names by a rate along a slope, written out: `w -= rate * slope`; a "count" adds one to it; a "member"
    asks whether one computed value is in another.
    """

    kind: Literal["assert", "raise", "with", "while", "for", "compare", "member", "step", "count"]
    line: int
    scope: int
    text: str
    inputs: tuple[int, ...] = ()


Wants = Literal["true", "false", "none", "some", "unknown", "never"]


class Choice(msgspec.Struct, frozen=True, array_like=True):
    """A branch, from line `first` to `last`, entered only if a name holds what `wants` says: something true, false, None, or not None.

    It wants something "unknown" where its condition asks of no such name, and is "never" entered after a `return` or `raise` of the same
    block; then `name` is "".

    `name` is a parameter of the function `scope` that nothing has changed before; with no scope (-1) a constant of the module
    (`USE_CACHE`) or an attribute (`args.verbose`). A branch on an attribute that keeps a parameter of `__init__` is there again
    with that parameter and the scope of `__init__`, outside whose lines it may stand.
    """

    name: str
    wants: Wants
    first: int
    last: int
    scope: int


class Condition(msgspec.Struct, frozen=True, array_like=True):
    """What an `if` asks, as written, and the lines from `first` to `last` that its answer decides; a main guard is none.

    `otherwise` when these run where the answer is no: an `else`, or what stands below an `if` that leaves. `inputs` are the
    numbers of the nodes that feed the question.
    """

    line: int
    text: str
    first: int
    last: int
    scope: int
    inputs: tuple[int, ...] = ()
    otherwise: bool = False


class Metrics(msgspec.Struct, frozen=True, array_like=True):
    """Radon's measures of one source: lines, McCabe complexity by block, maintainability index (0 to 100)."""

    loc: int = 0
    lloc: int = 0
    sloc: int = 0
    comments: int = 0
    blank: int = 0
    maintainability: float | None = None
    blocks: tuple[tuple[str, int, int], ...] = ()


class Comment(msgspec.Struct, frozen=True, array_like=True):
    """A comment's line and text (without the hash sign, at most 200 characters)."""

    line: int
    text: str


class NamedNumber(msgspec.Struct, frozen=True, array_like=True):
    """A literal number given to a name: a parameter's default, a key of a dictionary, a variable or attribute."""

    name: str
    value: int | float
    line: int
    kind: Literal["parameter", "key", "name"] = "name"


# How `PythonSource.problem` ends where the lines of a conflict were committed with the file.
CONFLICT = " (a merge conflict was committed)"


class PythonSource(msgspec.Struct, frozen=True):
    """Everything one Python source says by itself.

    `dialect`: "python" parsed by this interpreter; "tolerant" read by the error-tolerant parser, whose calls are all
    there is; "python2" likewise, and the reason is known; "template" Jinja in a .py. `problem` says why, `problem_line` where.
    """

    dialect: Literal["python", "tolerant", "python2", "template"] = "python"
    problem: str = ""
    problem_line: int = 0
    nodes: tuple[Node, ...] = ()
    imports: tuple[Import, ...] = ()
    functions: tuple[Function, ...] = ()
    classes: tuple[Class, ...] = ()
    bindings: dict[str, Binding] = {}
    handlers: tuple[Handler, ...] = ()
    statements: tuple[Statement, ...] = ()
    comments: tuple[Comment, ...] = ()
    strings: tuple[tuple[int, str], ...] = ()
    main_guard: int = 0
    top_level: int = 0
    in_functions: int = 0
    docstring: str = ""
    undefined: tuple[tuple[int, str], ...] = ()
    unbound: tuple[tuple[int, str], ...] = ()
    exported_notebook: bool = False
    metrics: Metrics = Metrics()
    numbers: tuple[NamedNumber, ...] = ()
    choices: tuple[Choice, ...] = ()
    conditions: tuple[Condition, ...] = ()
