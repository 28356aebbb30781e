"""Hold the leakage checks against the fixtures of `malusamayo/leakage-analysis` (Yang et al., ASE 2022), from a copy of that repository.

    python tools/leakage_fixtures.py path/to/leakage-analysis

Its two test files say for each input which `fit` learns from leaked rows. Nothing of it is run: each input becomes a small
repository of its own and is reviewed. A `fit` is named when its class and method, or for an unknown class its method, stand in
a note of `split-before-fit` or `resample-after-split`; an input without any is accused when one of the two fails.
"""

import argparse
import re
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from evaluator import checks, facts, snapshot
from evaluator.checks.selectors import kinds

EXPECTED = re.compile(r'template\("([^"]+)",\s*\[([^\]]*)\]')
QUOTED = re.compile(r"[\"']([^\"']+)[\"']")
CHECKS = {"test_preprocessing.py": "split-before-fit", "test_overlap.py": "resample-after-split"}


class Fixture(NamedTuple):
    """An input, the check that answers for it, and each `fit` that learns from leaked rows."""

    name: str
    check: str
    fits: tuple[str, ...]
    text: str


def fixtures(source: str) -> list[Fixture]:
    """Every input of both test files at the head of a copy."""
    found = []
    with snapshot.open_repository(source) as repository:
        blobs = [blob for blob in repository.snapshot.blobs if blob.path.startswith("tests/")]
        texts = {blob.path: (data or b"").decode() for blob, data in repository.read(blobs)}
    for name, check in CHECKS.items():
        for file, fits in EXPECTED.findall(texts[f"tests/{name}"]):
            found.append(Fixture(file, check, tuple(QUOTED.findall(fits)), texts[f"tests/inputs/{file}"]))
    return found


def reviewed(fixture: Fixture, folder: Path) -> tuple[str, str]:
    """The outcome of the fixture's check, and all that the check notes."""
    (folder / fixture.name).write_text(fixture.text, encoding="utf-8")
    with snapshot.open_repository(str(folder)) as repository:
        found = facts.gather(repository.snapshot, facts.extracting(repository.read, lambda _path: None))
    check, function = checks.functions()[fixture.check]
    result = checks.judged(check, function, found, kinds.subject(found).kinds)
    return str(result.outcome), " ".join(item.note for item in result.evidence)


def is_named(fit: str, notes: str) -> bool:
    """Whether notes name one of the classes of a `fit`, or, where its class is unknown, any `fit`; for a torch model its training loop."""
    classes, _, method = fit.rpartition(".")
    known = [name.strip() for name in classes.split("|") if name.strip() not in ("", "Unknown", "Any", "type")]
    if not method.startswith("fit"):
        return "the training loop" in notes
    return any(f"{name}.{method}" in notes for name in known) if known else method in notes


def main() -> None:
    """One line for each input, then the sums; exit 1 when a `fit` is not named or an innocent input is accused."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", help="work tree or bare repository")
    wanted = named = accused = 0
    for fixture in fixtures(parser.parse_args().source):
        with tempfile.TemporaryDirectory() as folder:
            outcome, notes = reviewed(fixture, Path(folder))
        missing = [fit for fit in fixture.fits if not is_named(fit, notes)]
        wrong = not fixture.fits and outcome == "fail"
        wanted, named, accused = wanted + len(fixture.fits), named + len(fixture.fits) - len(missing), accused + wrong
        told = "ACCUSED" if wrong else f"not named: {', '.join(missing)}" if missing else "ok"
        sys.stdout.write(f"{fixture.name:<64} {outcome:<15} {len(fixture.fits)} {told}\n")
    sys.stdout.write(f"{named} of {wanted} named, {accused} innocent accused\n")
    sys.exit(0 if named == wanted and not accused else 1)


if __name__ == "__main__":
    main()
