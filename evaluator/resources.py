"""Where rubrics, templates, the demo and the documentation lie: inside the package in a wheel, beside it in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    """The shipped folder comes first: beside an installed package may lie a `templates` of somebody else."""
    shipped = _PACKAGE / "shipped" / name
    return shipped if shipped.is_dir() else _PACKAGE.parent / name


def rubrics() -> Path:
    """The folder of the shipped rubrics, one YAML file each."""
    return _folder("rubrics")


def templates() -> Path:
    """The folder of the HTML templates, the style sheet and the scripts."""
    return _folder("templates")


def demo() -> Path:
    """The folder of the example project: `history.json`, `project/` and `earlier/`."""
    shipped = _PACKAGE / "shipped" / "demo"
    return shipped if shipped.is_dir() else _PACKAGE.parent / "examples" / "demo"


def pages() -> Path:
    """The folder of the documentation's pages that people wrote, in Markdown."""
    shipped = _PACKAGE / "shipped" / "pages"
    return shipped if shipped.is_dir() else _PACKAGE.parent / "docs" / "pages"


def precision() -> str:
    """The table of outcomes read by hand, "" where it does not lie beside the rubrics."""
    path = rubrics() / "precision.csv"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def reference() -> str:
    """The scores of public repositories, "" where they do not lie beside the rubrics."""
    path = rubrics() / "reference.csv"
    return path.read_text(encoding="utf-8") if path.is_file() else ""
