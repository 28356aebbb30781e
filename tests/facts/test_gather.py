"""What is read of a file depends on the part it plays, and on that alone."""

from __future__ import annotations

from tests.memory import facts_of

CODE = "def lift(wind, area=2.5):\n    if wind > area:\n        return wind\n    return area\n"
TEST = "from kite import lift\n\n\ndef test_lift():\n    assert lift(3) == 3\n"


def blocks(path: str, files: dict[str, str]) -> tuple[str, ...]:
    code = facts_of(files).code_at(path)
    assert code is not None
    return tuple(name for name, _, _ in code.source.metrics.blocks)


def test_what_counts_is_measured_and_a_test_is_not() -> None:
    files = {"kite.py": CODE, "tests/test_kite.py": TEST}
    assert blocks("kite.py", files) == ("lift",)
    assert blocks("tests/test_kite.py", files) == ()
    found = facts_of(files).code_at("tests/test_kite.py")
    assert found is not None
    assert found.role == "test"
    assert [call.name for call in found.called] == ["project:kite.py:lift"]


def test_what_only_its_name_makes_a_test_is_measured_all_the_same() -> None:
    """`test.py` evaluates a model: it is product, which only its content tells."""
    files = {"kite.py": CODE, "test.py": "from kite import lift\n\n\ndef main():\n    print(lift(3))\n", "flight/test_run.py": CODE}
    found = facts_of(files)
    for path, names in (("test.py", ("main",)), ("flight/test_run.py", ("lift",))):
        code = found.code_at(path)
        assert code is not None
        assert (code.role, blocks(path, files)) == ("product", names)
        assert code.source.undefined == ()
    assert [each.path for each in found.code] == ["flight/test_run.py", "kite.py", "test.py"]


def test_the_same_bytes_as_a_test_and_as_a_part_of_the_project() -> None:
    files = {"kite.py": CODE, "tests/kite_copy.py": CODE, "tests/test_kite.py": TEST}
    assert blocks("kite.py", files) == ("lift",)
    assert blocks("tests/kite_copy.py", files) == ()


def test_a_name_that_nobody_defines_is_found_where_it_counts() -> None:
    broken = "def main():\n    print(lift(3))\n"
    found = facts_of(
        {"run.py": broken, "test.py": broken, "tests/test_run.py": broken + "\n\ndef test_main():\n    assert main() is None\n"}
    )
    assert {each.path: bool(each.source.undefined) for each in found.code} == {"run.py": True, "test.py": True, "tests/test_run.py": False}
