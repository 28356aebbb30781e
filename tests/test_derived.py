"""What is derived once a machine is the same as what is worked out each time, and comes only from a folder of the user's own."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import msgspec
import pytest

from evaluator import checks, derived, pipeline
from evaluator.cli.asking import catalogue
from evaluator.model import regex
from evaluator.model.errors import RubricError
from evaluator.model.request import Request

RUBRIC = (Path(__file__).parents[1] / "rubrics" / "hiring.yaml").read_text(encoding="utf-8")
REQUEST = Request(source=".", rubric=RUBRIC, rubric_name="hiring.yaml")
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="the cache folder is named by another variable")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "mlreview" / "derived"


@on_linux
def test_kept_as_it_was(folder: Path) -> None:
    derived.write("thing", b"words")
    assert derived.read("thing") == b"words"
    assert [each.name for each in folder.iterdir()] == ["thing"]
    assert folder.stat().st_mode & 0o777 == 0o700


@on_linux
@pytest.mark.parametrize("damage", [b"", b"abc", b"abcdwords", b"\0\0\0\0"])
def test_what_is_damaged_is_not_there(folder: Path, damage: bytes) -> None:
    derived.write("thing", b"words")
    (folder / "thing").write_bytes(damage)
    assert derived.read("thing") in (None, b"")


@on_linux
def test_nothing_comes_from_a_folder_of_others(folder: Path) -> None:
    derived.write("thing", b"words")
    folder.chmod(0o777)
    assert derived.read("thing") is None
    derived.write("other", b"words")
    assert not (folder / "other").exists()


def test_no_folder_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    derived.write("thing", b"words")
    assert derived.read("thing") is None
    assert pipeline.rubric_of(REQUEST, checks.fixes()).id == "hiring"


@on_linux
def test_a_rubric_is_read_once_and_is_the_same(folder: Path) -> None:
    first = pipeline.rubric_of(REQUEST, checks.fixes())
    (kept,) = folder.iterdir()
    before = kept.stat().st_mtime_ns
    assert pipeline.rubric_of(REQUEST, checks.fixes()) == first
    assert kept.stat().st_mtime_ns == before
    kept.write_bytes(b"\0\0\0\0")
    assert pipeline.rubric_of(REQUEST, checks.fixes()) == first


@on_linux
def test_a_rubric_that_does_not_validate_is_not_kept(folder: Path) -> None:
    broken = Request(source=".", rubric=RUBRIC.replace("title:", "titel:", 1), rubric_name="own.yaml")
    for _ in range(2):
        with pytest.raises(RubricError, match=r"own\.yaml:"):
            pipeline.rubric_of(broken, checks.fixes())
    assert not folder.exists() or not list(folder.iterdir())


@on_linux
def test_the_catalogue_is_made_once_and_is_the_same(folder: Path) -> None:
    assert catalogue() == checks.catalogue()
    (kept,) = folder.iterdir()
    before = kept.stat().st_mtime_ns
    assert catalogue() == checks.catalogue()
    assert kept.stat().st_mtime_ns == before
    kept.write_bytes(b"nonsense")
    assert catalogue() == checks.catalogue()


EXPRESSIONS = [
    (r"(?P<word>b+)(c)?(?P<last>\d)", re.IGNORECASE),
    (r"(?:a++|[^\W\d_]{2,4})(?<![x-z])(?=\s|$)", 0),
    (
        r"""(?x) \b (é|ß|[α-ω]) # words
         \1""",
        re.MULTILINE | re.DOTALL,
    ),
    (r"(?i:naïve)|^$", re.MULTILINE),
]
TEXT = "aBbc3 bbC1 éé NAÏVE\n\nαα xyz aaa bb9"


@pytest.mark.parametrize(("expression", "flags"), EXPRESSIONS)
def test_a_known_program_is_the_pattern(expression: str, flags: int) -> None:
    """As Python compiles it, as compiled here, and as built from what was kept: one pattern."""
    usual, engine, again = re.compile(expression, flags), regex._Engine(), regex._Engine()
    made = engine.pattern(expression, flags)
    assert engine.learnt
    again.known = dict(engine.known)
    built = again.pattern(expression, flags)
    assert not again.learnt
    for each in (made, built):
        assert each == usual
        assert [found.groupdict() for found in each.finditer(TEXT)] == [found.groupdict() for found in usual.finditer(TEXT)]
        assert [found.regs for found in each.finditer(TEXT)] == [found.regs for found in usual.finditer(TEXT)]
        assert (each.flags, each.groups, each.groupindex) == (usual.flags, usual.groups, usual.groupindex)


def test_programs_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regex, "_ENGINE", regex._Engine())
    assert regex.learnt() is None
    assert regex.regex("(?P<a>x)").search("x")
    words = regex.learnt()
    assert words
    assert regex.learnt() is None
    monkeypatch.setattr(regex, "_ENGINE", regex._Engine())
    for nonsense in (None, b"", b"nonsense", words[:-1]):
        regex.recall(lambda nonsense=nonsense: nonsense)  # type: ignore[misc]
        assert regex._ENGINE._recalled("0 (?P<a>x)") is None
    regex.recall(lambda: words)
    assert regex.regex("(?P<a>x)").search("x")
    assert regex.learnt() is None
    assert regex.regex("y").search("y")
    both = msgspec.msgpack.decode(regex.learnt() or b"")
    assert list(both) == ["0 (?P<a>x)", "0 y"]


@pytest.mark.parametrize("words", [[], [0], [2**32 - 1] * 10, [97, 98], [-1], [2**80]])
def test_an_engine_refuses_a_program_that_is_none(words: list[int]) -> None:
    """What the engine does not take is compiled again."""
    engine = regex._Engine()
    engine.known["0 a"] = regex.Program("a", 0, 32, words, 0, {})
    found = engine.pattern("a", 0).search("ba")
    assert found is not None
    assert found.start() == 1
