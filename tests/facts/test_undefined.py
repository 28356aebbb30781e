from __future__ import annotations

import pytest

from evaluator.facts import python


def names(text: str) -> list[tuple[int, str]]:
    return list(python.read(text.encode()).undefined)


def test_a_name_that_nobody_defines_is_told_with_its_line() -> None:
    assert names("import json\n\ndef f():\n    return os.getcwd()\n") == [(4, "os")]


def test_a_local_name_read_before_it_is_bound() -> None:
    assert names("def f():\n    if not found:\n        found = 1\n    return found\n") == [(2, "found")]


@pytest.mark.parametrize(
    "text",
    [
        "from numpy import *\nprint(zeros(3))\n",
        "exec(open('configurator.py').read())\nprint(batch_size)\n",
        "globals().update(settings())\nprint(rate)\n",
        "print(rate)  # noqa: F821\n",
        "try:\n    unicode\nexcept NameError:\n    unicode = str\n",
        "display(spark.table('x'))\n",
        "def f():\n    global state\n    state = 1\n\ndef g():\n    return state\n",
        "print([x for x in range(3)], __file__)\n",
        "from __future__ import annotations\n\ndef f(x: Frame) -> None:\n    return g(x)\n\ndef g(x): ...\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from a import B\n\ndef f(x: 'B'): ...\n",
    ],
)
def test_nothing_is_said_where_the_name_may_come_from_elsewhere(text: str) -> None:
    assert names(text) == []


def test_a_notebook_says_nothing_of_its_names() -> None:
    assert python.read_text("print(later)\n").undefined == ()
