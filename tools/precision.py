"""Write `rubrics/precision.csv` from outcomes that were read by hand.

    python tools/precision.py READINGS.tsv... [--reviews REVIEW.json...]

A file of readings is named for its check; each line is `repository<TAB>outcome<TAB>place<TAB>verdict<TAB>note`, its verdict true,
untrue or borderline. Only passes and fails are counted: a question is no statement. Checks of which no file is given keep their line.
With reviews of today, readings of what a repository is no longer told are left out: mended since, they say nothing of the check
as it is. What is left flatters, since the mends were made on the same sample. Make these reviews while the table is not there: it
turns fails of advisory checks into questions, and what was asked would then count as mended.
"""

import argparse
import csv
import json
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "rubrics" / "precision.csv"
HEAD = "# Outcomes read beside their files on public repositories, as far as they still stand; written by tools/precision.py.\n"
VERDICTS = ("true", "borderline", "untrue")  # from best to worst


def told(reviews: list[Path]) -> dict[tuple[str, str], tuple[str, set[str]]]:
    """(repository, check) to its outcome and the places it cites, as a reading writes them."""
    found: dict[tuple[str, str], tuple[str, set[str]]] = {}
    for path in reviews:
        for result in json.loads(path.read_bytes())["results"]:
            places = [(item["path"], item["cell"] or "", item["line"]) for item in result["evidence"]]
            cited = {f"{path}:{cell}:{line}" for path, cell, line in places} | {f"{path}:{line}" for path, _, line in places}
            found[path.stem, result["check"]] = (result["outcome"], cited)
    return found


def stands(row: list[str], check: str, today: dict[tuple[str, str], tuple[str, set[str]]]) -> bool:
    """Whether a repository is still told what was read; where nothing is known of it, it is."""
    outcome, cited = today.get((row[0], check), (row[1], {row[2]}))
    return outcome == row[1] and (row[3] != "untrue" or row[1] == "fail" or row[2] in cited or row[2].endswith(":0"))


def counted(path: Path, today: dict[tuple[str, str], tuple[str, set[str]]]) -> dict[str, int]:
    """The sums of one file of readings; an outcome of a repository counts once.

    A pass is untrue where one line of it is. A fail is unfair where no line of it stands; where some do, it is borderline.
    """
    verdicts: dict[tuple[str, str], set[str]] = {}
    for number, row in enumerate(csv.reader(path.open(encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE), 1):
        if len(row) < 4 or row[1] not in ("pass", "fail"):
            continue
        if row[3] not in VERDICTS:
            raise SystemExit(f"{path}:{number}: the verdict is {row[3]!r}, not one of {', '.join(VERDICTS)}")
        if not stands(row, path.stem, today):
            continue
        verdicts.setdefault((row[0], row[1]), set()).add(row[3])
    sums = Counter((outcome, verdict_of(outcome, said)) for (_, outcome), said in verdicts.items())
    borderline = sums["pass", "borderline"] + sums["fail", "borderline"]
    return {"read": len(verdicts), "borderline": borderline, "unfair": sums["fail", "untrue"], "untrue": sums["pass", "untrue"]}


def verdict_of(outcome: str, said: set[str]) -> str:
    """The verdict on an outcome, from those on its lines."""
    if outcome == "fail" and {"true", "untrue"} <= said:
        return "borderline"
    return max(said, key=VERDICTS.index)


def main() -> None:
    """Read, count and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("readings", nargs="+", type=Path)
    parser.add_argument("--reviews", nargs="*", default=[], type=Path, metavar="REVIEW.json", help="reviews of the same repositories today")
    given = parser.parse_args()
    today = told(given.reviews)
    sys.path.insert(0, str(ROOT))
    from evaluator import checks, resources, scoring

    known = {
        name: {field: getattr(each, field) for field in scoring.FIELDS[1:]}
        for name, each in scoring.precisions(resources.precision()).items()
    }
    known |= {path.stem: found for path in given.readings if (found := counted(path, today))["read"]}
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        file.write(HEAD)
        writer = csv.DictWriter(file, scoring.FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows({"check": name, **known[name]} for name in sorted(known) if name in checks.functions())


if __name__ == "__main__":
    main()
