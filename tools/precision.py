"""Write `rubrics/precision.csv` from outcomes that were read by hand.

    python tools/precision.py READINGS.tsv...

A file of readings is named for its check; each line is `repository<TAB>outcome<TAB>place<TAB>verdict<TAB>note`, its verdict true,
untrue or borderline. Only passes and fails are counted: a question is no statement. Checks of which no file is given keep their line.
"""

import argparse
import csv
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "rubrics" / "precision.csv"
HEAD = "# Outcomes read beside their files on public repositories; written by tools/precision.py.\n"
VERDICTS = ("true", "untrue", "borderline")


def counted(path: Path) -> dict[str, int]:
    """The sums of one file of readings; an outcome of a repository counts once, as untrue where one line of it is."""
    worst: dict[tuple[str, str], str] = {}
    for number, row in enumerate(csv.reader(path.open(encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE), 1):
        if len(row) < 4 or row[1] not in ("pass", "fail"):
            continue
        if row[3] not in VERDICTS:
            raise SystemExit(f"{path}:{number}: the verdict is {row[3]!r}, not one of {', '.join(VERDICTS)}")
        known = worst.get((row[0], row[1]), "true")
        worst[row[0], row[1]] = max(known, row[3], key=("true", "borderline", "untrue").index)
    sums = Counter((outcome, verdict) for (_, outcome), verdict in worst.items())
    borderline = sums["pass", "borderline"] + sums["fail", "borderline"]
    return {"read": len(worst), "borderline": borderline, "unfair": sums["fail", "untrue"], "untrue": sums["pass", "untrue"]}


def main() -> None:
    """Read, count and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("readings", nargs="+", type=Path)
    sys.path.insert(0, str(ROOT))
    from evaluator import checks, resources, scoring

    known = {
        name: {field: getattr(each, field) for field in scoring.FIELDS[1:]}
        for name, each in scoring.precisions(resources.precision()).items()
    }
    known |= {path.stem: found for path in parser.parse_args().readings if (found := counted(path))["read"]}
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        file.write(HEAD)
        writer = csv.DictWriter(file, scoring.FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows({"check": name, **known[name]} for name in sorted(known) if name in checks.functions())


if __name__ == "__main__":
    main()
