"""What this Python cannot parse still says what it calls, on the lines where it stands."""

import ast
import sys
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evaluator.facts.python import read_text
from evaluator.facts.repairs import is_template, plain, repair, without_tags
from evaluator.facts.tolerant import read_tolerantly
from evaluator.model.source import Argument, PythonSource

KAGGLE = """\
import csv as csv
from sklearn.ensemble import RandomForestClassifier

def load(path, (first, last)):
\ttry:
\t\treturn csv.reader(open(path, 'rb'))
\texcept IOError, problem:
\t\traise ValueError, "no file"

forest = RandomForestClassifier(n_estimators=0100, random_state=7L)
forest = forest.fit(X, y)
print >>log, 'Predicting', forest.score(X, y),
print
exec "a = 1" in names
if a <> b: print `a`, ur'b'
pairs = sorted(d.items(), key=lambda (k, v): v)
"""


def called(source: PythonSource) -> list[tuple[str, int]]:
    return [(node.name, node.line) for node in source.nodes if node.kind == "call"]


def test_python_2_is_known_and_read() -> None:
    source = read_tolerantly(KAGGLE, "syntax", 4)
    assert (source.dialect, source.problem_line) == ("python2", 4)
    assert source.problem == f"could not be parsed as Python 3.{sys.version_info[1]}"
    assert [(each.module, each.name, each.line) for each in source.imports] == [
        ("csv", "", 1),
        ("sklearn.ensemble", "RandomForestClassifier", 2),
    ]
    assert called(source) == [
        ("open", 6),
        ("csv.reader", 6),
        ("ValueError", 8),
        ("RandomForestClassifier", 10),
        (".fit", 11),
        (".score", 12),
        ("print", 12),
        ("exec", 14),
        ("repr", 15),
        ("print", 15),
        ("d.items", 16),
        ("sorted", 16),
    ]
    forest, fit = (next(node for node in source.nodes if node.name == name) for name in ("RandomForestClassifier", ".fit"))
    assert forest.arguments == (Argument("n_estimators", 64, is_constant=True), Argument("random_state", 7, is_constant=True))
    assert fit.receiver == (forest.number,)
    assert fit.targets == ("forest",)
    assert [(each.name, each.line, each.parameters) for each in source.functions] == [("load", 4, ("path", "first", "last"))]
    assert [(each.line, each.catches) for each in source.handlers] == [(7, ("IOError",))]


@pytest.mark.parametrize(
    "text",
    [
        "print 'a'\n",
        "print 'a' % (\n  b)\n",
        "raise E, 'x'\n",
        "try: pass\nexcept (A, B), e: pass\n",
        "x = 0777\n",
        "x = 10L\n",
        "x = a <> b\n",
        "x = `a`\n",
        "x = ur'a'\n",
        "exec code\n",
    ],
)
def test_one_construct_of_python_2_is_enough(text: str) -> None:
    with pytest.raises(SyntaxError):
        ast.parse(text)
    assert read_text(text).dialect == "python2"
    ast.parse(repair(text.encode()).source)


@pytest.mark.parametrize(
    "text",
    [
        "def f(a: int, *, b: str) -> None:\n    print 'left over'\n",
        "x = f'{a}'\ny = await_(z)\nprint x\n",
        "x = (1,\n",
        "<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> other\n",
        "tensor.cuda(async=True)\n",
        "try: pass\nexcept ValueError, errors.KeyError: pass\n",
        "%matplotlib inline\nimport a\n",
    ],
)
def test_python_3_with_an_error_is_not_python_2(text: str) -> None:
    assert read_text(text).dialect == "tolerant"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('x = f"{load("a")} {b}"\n', ["load"]),
        ('x = f"""{\n  load(\'a\')\n}"""\ny = call(f"{a["b"]:{width("c")}}")\n', ["load", "call"]),
        ('log("a"\n  f"{load("b")}\n"\n  "c")\nz()\n', ["load", "log", "z"]),
        ("type Pair[T] = tuple[T, T]\ndef f[\n  T\n](x: T): return g(x)\nclass A[T](B): y = h()\n", ["g", "h"]),
        ("try: a()\nexcept A, B: b()\n", ["a", "b"]),
        ("tensor.cuda(async=True)\n", ["tensor.cuda"]),
        ("a()\nx = (b(\nclass A:\n    def f(self):\n        return c()\n", ["a", "c"]),
        ("<<<<<<< HEAD\na()\n=======\nb()\n>>>>>>> other\nc()\n", ["a", "b", "c"]),
        ("%matplotlib inline\na()\n", ["a"]),
        ("if x:\n    a()\n    b( = 1\n    c()\nelse:\n    d()\ne()\n", ["a", "c", "d", "e"]),
        ("def f():\n    return 1 +\n\ng()\n", ["g"]),
        ("def f():\n\ta()\n        b()\nprint c()\n", ["a", "b", "c", "print"]),
        ("class A:\n    def f(self):\n        a()\n }        return x\n\n    def g(self):\n        b()\n", ["a", "b"]),
        ("class A:\n    def f(self):\n        a()\n\n   def g(self):\n        b()\n", ["a", "b"]),
        ("a()\n\0\nb()\n", ["a", "b"]),
    ],
)
def test_what_parses_around_an_error_is_read(text: str, names: list[str]) -> None:
    found = [name for name, _ in called(read_tolerantly(text, "syntax", 1))]
    assert [name for name in found if name in names] == names


def test_lines_stay_where_they_are() -> None:
    text = 'x = f"""{\n  load(\'a\')\n\n}"""\n\ndef f[T](\n  x: T\n): pass\n\nx = = 2\n{% if a %}\nlast()\n'
    assert called(read_tolerantly(text, "syntax", 1))[-1] == ("last", 12)


JINJA = """\
{%- if cookiecutter.use_gpu == "yes" %}
import torch
{%- endif %}
from {{ cookiecutter.package_name }}.data import load{# a comment
of two lines #}

def test():
    {{ cookiecutter.package_name }}.run("{{ cookiecutter.seed }}", {{ cookiecutter.n }})
"""


def test_a_template_is_no_broken_python() -> None:
    source = read_tolerantly(JINJA, "syntax", 1)
    assert source.dialect == "template"
    assert [(each.module, each.line) for each in source.imports] == [("torch", 2), ("cookiecutter_package_name.data", 4)]
    assert called(source) == [("cookiecutter_package_name.run", 8)]


@pytest.mark.parametrize("text", ["x = '{{ a }} {% if b %}'\n", "# {{ a }}\n", '"""\n{% if a %}\n"""\n', "f'{{a}}'\n"])
def test_tags_in_strings_make_no_template(text: str) -> None:
    assert not is_template(text)


def test_tags_go_and_line_ends_stay() -> None:
    assert without_tags("a{% b\n %}c {{ d.e }}\n") == "a\nc d_e\n"
    assert plain("<<<<<<< HEAD\n\tx\n") == "\n        x\n"


def test_problem_of_size() -> None:
    source = read_tolerantly("x = 1\n" * 200_000, "limits", 0)
    assert source.dialect == "tolerant"
    assert source.nodes == ()
    assert "too deep or too large" in source.problem


@given(st.text(max_size=200) | st.text("\n\t '\"#()[]{}:;,\\`%=<>printexcdfif0L@", max_size=120))
@example("{{a.b" * 30)
@example("print" + "(" * 300)
def test_nothing_raises(text: str) -> None:
    source = read_tolerantly(text, "syntax", 1)
    assert source.problem


HOSTILE = {
    "brackets": "(" * 50_000,
    "assignments": "x = [" * 6_000,
    "blocks": "if x:\n " * 3_000,
    "words": "a b " * 15_000,
    "prints": "print '" * 8_000,
    "names": "{{" * 15_000,
    "named": "{{ a" * 15_000,
    "tags": "{%" * 15_000,
    "backticks": "`" * 15_000,
    "decorators": "@" * 15_000,
    "errors": "if 1:\n" + "  a b c;\n" * 6_000,
    "one line": "print a;" * 8_000 + "x = = 1",
    "stairs": "".join(" " * n + "if x:\n" for n in range(90)) + " " * 90 + "a b",
    "strings": "''' " * 8_001,
    "open f-strings": 'f"{' * 5_000,
    "f-strings": 'f"{a["b"]}" ' * 5_000,
    "nested f-strings": 'f"{' * 40 + 'a["b"]' + '}"' * 40,
    "minus": "-" * 15_000 + "1",
    "tuples": "def f(" + "(a, b), " * 6_000 + "): print a",
    "attributes": "x" + ".a" * 15_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_takes_bounded_time(text: str) -> None:
    start = time.process_time()
    read_tolerantly(text, "syntax", 1)
    assert time.process_time() - start < 2


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="parsed there")
def test_quotes_inside_an_f_string_may_be_newer_python() -> None:
    assert "Python 3.12 and later may allow" in read_text('name = f"{row["name"]}"\n').problem
    assert "3.12 and later" not in read_text("a = (\n").problem
