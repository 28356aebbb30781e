"""A cell becomes Python with the same number of lines, whatever IPython allows in it."""

import ast
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.facts.magics import parses, plain, plain_cells


def cell(source: str) -> str:
    return dedent(source).strip("\n")


@pytest.mark.parametrize(
    ("source", "expected", "shell"),
    [
        ("x = 1", "x = 1", ()),
        ("%matplotlib inline\nimport x", "\nimport x", ((1, "%matplotlib inline"),)),
        ("if a:\n    !ls data\nb()", "if a:\n    pass\nb()", ((2, "!ls data"),)),
        ("!pip install a \\\n  b\nimport a", "\n\nimport a", ((1, "!pip install a b"),)),
        ("files = !ls\nlen(files)", "files = None\nlen(files)", ((1, "files = !ls"),)),
        ("%time model.fit(X, y)", "model.fit(X, y)", ((1, "%time model.fit(X, y)"),)),
        ("%timeit -n 10 -r 3 f(x)", "f(x)", ((1, "%timeit -n 10 -r 3 f(x)"),)),
        ("%%time\nmodel.fit(X)", "\nmodel.fit(X)", ((1, "%%time"),)),
        ("%%bash\npython train.py\nls", "\n\n", ((1, "%%bash"), (2, "python train.py"), (3, "ls"))),
        ("%%sql\nselect 1", "\n", ((1, "%%sql"),)),
        ("%sh\npip install x", "\n", ((1, "%sh"), (2, "pip install x"))),
        ("cd yolov5", "", ((1, "cd yolov5"),)),
        ("df.head?", "", ((1, "df.head?"),)),
        ("?df.head\ndf", "\ndf", ((1, "?df.head"),)),
        ("    import os\n    x = 1", "import os\nx = 1", ()),
        (" a = 1\nb = 2", "a = 1\nb = 2", ()),
        ("x = a % b\n!ls", "x = a % b\n", ((2, "!ls"),)),
    ],
)
def test_magics_leave_the_lines_in_place(source: str, expected: str, shell: tuple[tuple[int, str], ...]) -> None:
    found = plain(source)
    assert "\n".join(found.lines) == expected
    assert found.shell == shell
    assert found.problem == ""


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('print "a", b', 'print("a", b)'),
        ("print", "print"),
        ('print "score: %r" % (x,)  # done', 'print("score: %r" % (x,))  # done'),
        ('print "a {} {}".format(\n    b, c)', 'print("a {} {}".format(\n    b, c))'),
        ('print >>f, x\nprint "a"', 'print(x)\nprint("a")'),
        ("try:\n    f()\nexcept ValueError, e:\n    pass", "try:\n    f()\nexcept ValueError as e:\n    pass"),
        ('raise ValueError, "bad"', 'raise ValueError("bad")'),
        ("if a <> b: x = 0777L", "if a != b: x = 0o777"),
    ],
)
def test_python_2_is_read_and_said(source: str, expected: str) -> None:
    found = plain(source)
    assert "\n".join(found.lines) == expected
    assert found.problem == ("" if source == "print" else "Python 2")


def test_what_does_not_parse_loses_only_itself() -> None:
    found = plain("vid = # path\nx = 1")
    assert found.lines == ("", "")
    assert found.problem.endswith("line 1")


@given(st.text(alphabet=st.sampled_from("%!?#'\"\\\n \t()[]{}:=,abprint0"), max_size=60))
def test_any_cell_keeps_its_lines_and_parses(source: str) -> None:
    found = plain(source)
    assert len(found.lines) == source.count("\n") + 1
    assert parses("\n".join(found.lines))


def test_joined_cells_parse() -> None:
    parts = [plain(cell(source)) for source in ("if a:\n    %ls\n", "def f():\n    return 1", "x = (1,\n 2)")]
    assert parses("\n".join(line for part in parts for line in part.lines))


CELLS = [
    *("x = 1", "%time x = f()", "!ls", "if x:", "    y = 2", "def f():\n    return 1", "@wraps", '"""', "f(", ")", "x = (1 +\\"),
    *("print x", "", "# note", "a?"),
]


@given(st.lists(st.sampled_from(CELLS), max_size=6))
def test_all_cells_at_once_are_what_each_is_alone(cells: list[str]) -> None:
    together, tree = plain_cells(cells)
    assert together == [plain(cell) for cell in cells]
    if tree is not None:
        script = "\n".join(line for cell in together for line in cell.lines)
        assert ast.dump(tree) == ast.dump(ast.parse(script))


def test_one_parse_tells_that_every_cell_parses() -> None:
    assert plain_cells(["x = 1", "!ls", "y = x\n%matplotlib inline"])[1] is not None


@pytest.mark.parametrize("cells", [["if x:", "    y = 1"], ["f(", "1)"], ['"""', "x = 1", '"""'], ["@wraps", "def f(): pass"]])
def test_a_statement_does_not_cross_cells(cells: list[str]) -> None:
    together, tree = plain_cells(cells)
    assert tree is None
    assert together[0].problem
