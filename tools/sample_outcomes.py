"""Draw outcomes of checks from saved reviews for a person to read beside the files; half of them fails.

    python tools/sample_outcomes.py --seed 1 --check seed-fixed --check no-secret-committed REVIEW.json... --into FOLDER

Writes `FOLDER/<check>.tsv`, a line an outcome with its first place and note; the reader puts true, untrue or borderline into the
fourth column, and `tools/precision.py` counts. The same seed and reviews give the same sample.
"""

import argparse
import csv
import json
import random
from pathlib import Path


def outcomes(reviews: list[Path], check: str) -> dict[str, list[tuple[str, ...]]]:
    """Passes and fails of a check, each with the place and the note of what decided it."""
    found: dict[str, list[tuple[str, ...]]] = {"pass": [], "fail": []}
    for path in reviews:
        for result in json.loads(path.read_bytes())["results"]:
            if result["check"] == check and result["outcome"] in found:
                first = next((item for item in result["evidence"] if item["supports"] is (result["outcome"] == "pass")), None)
                place = f"{first['path']}:{first['cell'] or ''}:{first['line']}" if first else ""
                found[result["outcome"]].append((path.stem, result["outcome"], place, "", first["note"] if first else ""))
    return found


def drawn(found: dict[str, list[tuple[str, ...]]], size: int, dice: random.Random) -> list[tuple[str, ...]]:
    """Half of the size from the fails, the rest from the passes; more of one where there is less of the other."""
    fails = min(len(found["fail"]), max(size // 2, size - len(found["pass"])))
    passes = min(len(found["pass"]), size - fails)
    return sorted([*dice.sample(found["fail"], fails), *dice.sample(found["pass"], passes)])


def main() -> None:
    """One file a check."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reviews", nargs="+", type=Path)
    parser.add_argument("--check", action="append", required=True)
    parser.add_argument("--into", type=Path, required=True)
    parser.add_argument("--size", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    given.into.mkdir(parents=True, exist_ok=True)
    for check in given.check:
        with (given.into / f"{check}.tsv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter="\t", quoting=csv.QUOTE_NONE, escapechar="\\", lineterminator="\n")
            writer.writerows(drawn(outcomes(sorted(given.reviews), check), given.size, random.Random(given.seed)))


if __name__ == "__main__":
    main()
