from __future__ import annotations

from pathlib import Path

from tools import catalogue


def test_the_readme_holds_todays_catalogue() -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    assert catalogue.written(readme) == readme, "run: python tools/catalogue.py"
