"""The lines around what is cited: shared ones once, bounded, and without credentials."""

from __future__ import annotations

import msgspec
import pytest

from evaluator.facts import passages as room
from evaluator.facts.passages import passages
from evaluator.model.place import Location, Passage
from evaluator.model.result import Result, supports
from tests.facts.test_secret import made


def at(line: int, path: str = "a.py", cell: int | None = None, check: str = "x") -> Result:
    return Result(check, "y", "pass", evidence=(supports(Location(path, line, cell), "seen"),))


NUMBERED = [f"line {number}" for number in range(1, 21)]


def test_two_lines_before_and_two_after() -> None:
    assert passages([at(5)], {"a.py": {None: NUMBERED}}) == (Passage("a.py", 3, None, tuple(NUMBERED[2:7])),)


def test_at_an_end_there_are_fewer() -> None:
    found = passages([at(1), at(20)], {"a.py": {None: NUMBERED}})
    assert [(each.line, len(each.lines)) for each in found] == [(1, 3), (18, 3)]


def test_lines_that_places_share_are_kept_once() -> None:
    found = passages([at(9), at(5), at(7)], {"a.py": {None: NUMBERED}})
    assert found == (Passage("a.py", 3, None, tuple(NUMBERED[2:11])),)


def test_a_cell_has_lines_of_its_own() -> None:
    found = passages([at(1, "a.ipynb", 2)], {"a.ipynb": {1: ["x = 1"], 2: ["y = 2", "z = 3"]}})
    assert found == (Passage("a.ipynb", 1, 2, ("y = 2", "z = 3")),)


def test_nothing_stands_around_a_lone_line_a_whole_file_or_what_is_not_there() -> None:
    one: dict[str, dict[int | None, list[str]]] = {"a.py": {None: ["import x"]}}
    dropped = msgspec.structs.replace(at(1), applies=False)
    assert passages([at(1), at(0), at(9), at(1, "b.py"), at(1, ""), dropped], one) == ()


def test_where_there_is_too_much_the_first_places_of_each_check_come_first() -> None:
    wide = ["x" * 1_000] * 20_000
    many = Result("many", "y", "pass", evidence=tuple(supports(Location("a.py", 10 * number), "") for number in range(1, 1_500)))
    found = passages([many, at(19_000)], {"a.py": {None: wide}})
    assert room.MOST_BYTES * 0.9 < sum(len(line) + 1 for each in found for line in each.lines) <= room.MOST_BYTES
    assert found[-1].line == 18_998


def test_credentials_are_masked_wherever_their_name_stands() -> None:
    value = made(40)
    lines = ["a = 1", f'api_key = "{value}"', "b = 2", "c = 3", "d = 4"]
    found = passages([at(4)], {"a.py": {None: lines}})
    assert value not in str(found)
    assert value[:4] in str(found)
    assert found == passages([at(4)], {"a.py": {None: lines}}, {"a.py"})


@pytest.mark.parametrize("end", ["-----END RSA PRIVATE KEY-----", ""])
def test_the_inside_of_a_private_key_is_masked_far_below_its_head(end: str) -> None:
    body = [made(64 - number) for number in range(20)]
    lines = ["-----BEGIN RSA PRIVATE KEY-----", *body, end, "last = 1"]
    for cited in range(1, len(lines) + 1):
        (found,) = passages([at(cited, "key.pem")], {"key.pem": {None: lines}})
        assert not [line for line in body if line in found.lines], cited
