"""Writes rubrics/reference.csv: the scores of public repositories, so that a report can say where a score stands.

    python -m tools.reference FOLDER    # of review JSON files, all made by one version and rubric

Numbers only: no name of a repository enters. Reviews without a score, of a profile or of other rubrics are left out.
"""

import csv
import sys
from pathlib import Path

from evaluator import report

PLACE = Path(__file__).parents[1] / "rubrics" / "reference.csv"


def rows(folder: Path) -> list[tuple[str, str, int]]:
    """Rubric, version and score of each review, lowest first."""
    reviews = [report.read_json(path.read_bytes()) for path in sorted(folder.glob("*.json"))]
    return sorted((one.rubric.id, one.rubric.version, one.score) for one in reviews if one.score is not None and not one.rubric.profile)


def main() -> None:
    """Write the table anew."""
    found = rows(Path(sys.argv[1]))
    with PLACE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([("rubric", "version", "score"), *found])
    print(f"{len(found)} scores")


if __name__ == "__main__":
    main()
