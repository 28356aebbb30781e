"""Templates are compiled once a machine, and only what the user alone may have written is taken for code."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from evaluator.report import frame
from evaluator.report.compiled import compiled

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "mlreview" / "derived"


def style() -> str:
    """What the style sheet is, as a new environment renders it."""
    frame.environment.cache_clear()
    try:
        return frame.environment().get_template("style.css").render()
    finally:
        frame.environment.cache_clear()


on_linux = pytest.mark.skipif(sys.platform != "linux", reason="the cache folder is named by another variable")


@on_linux
def test_kept_and_the_same(folder: Path) -> None:
    """The second environment takes what the first has kept."""
    first = style()
    (kept,) = folder.iterdir()
    before = kept.stat().st_mtime_ns
    assert style() == first
    assert kept.stat().st_mtime_ns == before


@on_linux
@pytest.mark.parametrize("damage", [b"", b"nonsense", b"j2\x05\x00\x00\x00\x00nonsense"])
def test_damage_is_a_miss(folder: Path, damage: bytes) -> None:
    """Whatever stands there, the page is the same."""
    first = style()
    (kept,) = folder.iterdir()
    kept.write_bytes(damage)
    assert style() == first


@on_linux
def test_not_from_a_folder_of_others(folder: Path) -> None:
    """A folder into which others may write holds no code for us."""
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    assert compiled(__file__) is None
    assert style()
    assert not list(folder.iterdir())


@on_linux
def test_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no folder can be made, templates are compiled each time."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert style()
