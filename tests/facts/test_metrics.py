"""Radon is the oracle: every number is compared with radon's own."""

import ast
import importlib
import random
import sys
import sysconfig
import time
from pathlib import Path
from typing import Any

import pytest

from evaluator.facts import metrics
from evaluator.facts.metrics import measure
from evaluator.facts.raw_lines import count_lines

# Radon has no types.
complexity: Any = importlib.import_module("radon.complexity")
radon_metrics: Any = importlib.import_module("radon.metrics")
radon_raw: Any = importlib.import_module("radon.raw")

ROOT = Path(__file__).parents[2]
LONGEST_STATEMENT = 60  # lines: beyond, radon itself takes seconds


def test_of_nothing() -> None:
    assert measure(ast.parse(""), "").maintainability == 100.0


@pytest.mark.parametrize(
    "text",
    [
        "x = 1\n",
        "x = 1",
        '"""doc"""\n\nimport os  # why\n\n# alone\n',
        '"""doc\n\nmore\n"""\nx = """a\n\n b""" + \'c\'\n',
        "x = [\n    1,  # one\n\n    2,\n]\n",
        "if x: y = 1; z = 2\nelse: pass\n",
        "x = a[1:]; y = a[1:2]; z = {1: 2}\n",
        "a = 1 + \\\n    2\nassert a and b or c, f'{a!r:>{10}} {b}'\n",
        "s = '# no comment: none'\ns = 'it\\'s'; t = \"\"\"'\"\"\"\n",
        "def f(a: int = (1 if True else 2), *b, **c) -> None:\n    def g(): return [x for x in y if x if not x]\n    return g\n",
        "class A(B if C else D):\n    @p\n    def f(self): return 1\n\n    class B:\n        def g(self):\n            def h(): 1 or 2\n",
        "async def f():\n    async for x in y:\n        pass\n    else:\n        await z\n    async with a as b: yield\n",
        "match x:\n    case [a, *b] if a: 1\n    case {'k': v, **r}: 1\n    case C(d=1) | None: 1\n    case _: 1\n",
        "if (n := len(a)) > 10: print(n)\nx = (y := 1)\nz = lambda: 0\n",
        "try:\n    pass\nexcept A: pass\nexcept (B, C) as e: raise\nelse: pass\nfinally: pass\nwhile 1 < x < 3 != 4: x += -1\n",
        "def f():\n    class A:\n        def g(self): return 1 if 2 else 3\n    return A\n\ndef f(): return f or 1\n",
        "x = rb'a' + Rb'''b'''\nu = u'c'\nf'{x}'\n'''a\n\nb'''\n",
        "x = {'a': [(1, {'b': [(2, [3, (4,)])]})]}\n",
        "x = (  # ( [ {\n  1)\ny = ')' # '\n",
        "print(f\"{'a' if x else 'b'}: {y:%Y:%m}\"); x: int\n",
        "x = '''\n'''; y = 1\nx = 'a' \\\n  'b'\n\n'a' 'b'\n",
        "if_ = 1\r\nx = 2\r\n\r\n# c\r\n",
        "x = {**a, 'b': 1}\ny = lambda *, a, b=1: a\n",
        "# a\n\x0c\nx = 1\n",
    ],
)
def test_equal_with_radon(text: str) -> None:
    differences(text)


def sources() -> list[Path]:
    own = sorted(p for room in ("evaluator", "tests") for p in (ROOT / room).rglob("*.py"))
    # of the standard library alone: what else is installed changes from day to day, and the sample with it
    stdlib = Path(sysconfig.get_path("stdlib"))
    others = sorted(p for p in stdlib.rglob("*.py") if "site-packages" not in p.parts and p.stat().st_size < 15_000)
    return own[:20] + random.Random(0).sample(others, 60)


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.name)
def test_equal_with_radon_on_files(path: Path) -> None:
    try:
        text = path.read_text(encoding="utf-8-sig")
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return
    if not radon_reads(text):
        pytest.skip("radon itself refuses this file: names beyond ASCII")
    if all(node.end_lineno - node.lineno < LONGEST_STATEMENT for node in ast.walk(tree) if isinstance(node, ast.expr) and node.end_lineno):
        differences(text)


def radon_reads(text: str) -> bool:
    """Before Python 3.12 radon refuses names such as `ไทย`, which the language allows."""
    try:
        radon_raw.analyze(text)
    except SyntaxError:
        return text.isascii()
    return True


def differences(text: str) -> None:
    """Compare every number of ours with radon's."""
    tree = ast.parse(text)
    ours = measure(tree, text)
    raw = radon_raw.analyze(text)
    assert tuple(count_lines(text)) == tuple(raw)
    assert (ours.loc, ours.lloc, ours.sloc, ours.comments, ours.blank) == (raw.loc, raw.lloc, raw.sloc, raw.comments, raw.blank)
    assert metrics._walk(tree).volume() == radon_metrics.h_visit(text).total.volume
    assert ours.maintainability == radon_metrics.mi_visit(text, multi=True)
    blocks = [(block.fullname, block.lineno, block.complexity) for block in complexity.add_inner_blocks(complexity.cc_visit(text))]
    assert sorted(ours.blocks) == sorted(blocks)


def test_line_separators_of_unicode_are_not_line_ends() -> None:
    text = "s = 'a\u2028b'\nt = 1\n"
    with pytest.raises(SyntaxError):
        radon_raw.analyze(text)
    assert count_lines(text)[:3] == (2, 2, 2)


@pytest.mark.parametrize(
    "text",
    [
        "x = [\n" + "    (1, 'a', {'b': 2}),  # row\n" * 20_000 + "]\n",
        "x = [[[[[[\n" + "    (1, 'a', {'b': 2}),\n" * 4_000 + "]]]]]]\n",
        '"""\n' + "text\n" * 20_000 + '"""\n',
        "x = 1 + \\\n" + "1 + \\\n" * 1_000 + "1\n",
    ],
    ids=["rows", "deep rows", "string", "continued"],
)
def test_time_is_linear_in_a_long_statement(text: str) -> None:
    tree = ast.parse(text)
    start = time.process_time()
    found = measure(tree, text)
    assert time.process_time() - start < 1
    assert found.loc == len(text.splitlines())
    assert found.maintainability is not None


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="deeper trees are refused earlier or later there")
def test_deep_trees_are_walked() -> None:
    text = "x = " + "a." * 900 + "b\n"
    assert measure(ast.parse(text), text).sloc == 1


def test_text_that_is_not_python_is_refused() -> None:
    with pytest.raises(ValueError, match="not Python"):
        count_lines("x = (\n")


def test_unmeasurable_lines_leave_the_index_open() -> None:
    found = measure(ast.parse("x = 1\n"), "x = (\n")
    assert (found.loc, found.maintainability) == (1, None)
