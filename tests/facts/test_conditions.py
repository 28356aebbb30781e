"""What an `if` asks, and the lines its answer decides."""

from __future__ import annotations

import ast

from evaluator.facts.parsed import walk

SOURCE = """
def look(score, bar):
    if score < bar:
        return None
    if bar:
        if score > 2:
            raise ValueError
        told = 1
    else:
        told = 2
    for each in (1, 2):
        if each == score:
            continue
        print(each)
    return told


if __name__ == "__main__":
    look(1, 2)
"""


def told() -> list[tuple[str, int, int, bool]]:
    found = walk(ast.parse(SOURCE), SOURCE).conditions
    return [(each.text, each.first, each.last, each.otherwise) for each in found]


def test_a_branch_and_its_else() -> None:
    assert ("bar", 6, 8, False) in told()
    assert ("bar", 10, 10, True) in told()


def test_below_what_leaves_the_function() -> None:
    assert ("score < bar", 4, 4, False) in told()
    assert ("score < bar", 5, 15, True) in told()


def test_a_nested_one_decides_to_the_end_of_the_function() -> None:
    assert ("score > 2", 8, 15, True) in told()


def test_what_leaves_a_loop_decides_to_the_end_of_its_block() -> None:
    assert ("each == score", 14, 14, True) in told()


def test_a_main_guard_asks_nothing() -> None:
    assert not [each for each in told() if "__name__" in each[0]]
