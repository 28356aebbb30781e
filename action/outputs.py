"""Prints the action's outputs for GITHUB_OUTPUT: outputs.py FOLDER MARK; each between two marks that nobody can guess."""

import json
import sys
from pathlib import Path


def outputs(folder: Path) -> dict[str, str]:
    """What later steps may use."""
    found = json.loads((folder / "review.json").read_text(encoding="utf-8"))
    level = (found.get("readiness") or {}).get("level")
    before = folder / "baseline.json"
    earlier = json.loads(before.read_text(encoding="utf-8"))["score"] if before.is_file() else None
    change = "" if earlier is None or found["score"] is None else f"{found['score'] - earlier:+d}"
    return {
        "score": "" if found["score"] is None else str(found["score"]),
        "readiness": level or "",
        "change": change,
        "report": str(folder / "mlreview-report.html"),
        "summary": str(folder / "summary.md"),
        "sarif": str(folder / "review.sarif"),
        "badge": str(folder / "badge.svg"),
    }


def main(folder: str, mark: str) -> None:
    """Print them all."""
    for name, value in outputs(Path(folder)).items():
        print(f"{name}<<{mark}\n{value}\n{mark}")


if __name__ == "__main__":
    main(*sys.argv[1:])
