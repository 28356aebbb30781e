"""Draw evidence lines from saved reviews for a person to read beside the files; half of them `against`.

    python tools/sample_evidence.py --size 200 --seed 1 REVIEW.json... > sample.csv

Only evidence with a line is drawn. The same seed and reviews give the same sample. The reader adds `true` or `untrue` and why.
"""

import argparse
import csv
import json
import random
import sys
from pathlib import Path

FIELDS = ("review", "commit", "check", "outcome", "supports", "confidence", "path", "cell", "line", "snippet", "note", "verdict", "why")


def evidence_of(path: Path) -> list[dict[str, object]]:
    """Every cited line of a saved review."""
    review = json.loads(path.read_bytes())
    return [
        {"review": path.stem, "commit": review["commit"], "check": result["check"], "outcome": result["outcome"]}
        | {name: item[name] for name in ("supports", "confidence", "path", "cell", "line", "snippet", "note")}
        for result in review["results"]
        for item in result["evidence"]
        if item["path"] and item["line"] > 0
    ]


def drawn(rows: list[dict[str, object]], size: int, seed: int) -> list[dict[str, object]]:
    """Half of the size from what is against, the rest from what supports; all there is where there is less."""
    dice = random.Random(seed)
    found: list[dict[str, object]] = []
    for supports, most in ((False, size // 2), (True, size)):
        kind = [row for row in rows if row["supports"] is supports]
        found += dice.sample(kind, min(most - len(found), len(kind)))
    return sorted(found, key=lambda row: (str(row["review"]), str(row["path"]), str(row["cell"]), int(str(row["line"])), str(row["check"])))


def main() -> None:
    """Write the sample as CSV to standard output."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reviews", nargs="+", type=Path)
    parser.add_argument("--size", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    rows = [row for path in sorted(given.reviews) for row in evidence_of(path)]
    writer = csv.DictWriter(sys.stdout, FIELDS, restval="", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(drawn(rows, given.size, given.seed))


if __name__ == "__main__":
    main()
