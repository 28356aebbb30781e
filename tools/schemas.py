"""Writes docs/schemas/ anew: the JSON Schema of a review, a comparison and a rubric.

python -m tools.schemas
"""

from pathlib import Path

from evaluator.cli.schema import KINDS, written

FOLDER = Path(__file__).parents[1] / "docs" / "schemas"


def main() -> None:
    """Write every schema."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        (FOLDER / f"{kind}.json").write_text(written(kind), encoding="utf-8")


if __name__ == "__main__":
    main()
