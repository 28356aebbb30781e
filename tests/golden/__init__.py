"""Golden reviews: what the tool says of its own example and of itself. Baseline anew with `python -m tests.golden`."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

import msgspec

from evaluator import checks, demo, pipeline, report, scoring
from evaluator.checks.selectors import kinds
from evaluator.model.request import Request
from tests.memory import facts_of

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
RUBRIC = (ROOT / "rubrics" / "hiring.yaml").read_text(encoding="utf-8")


def of_the_demo() -> str:
    """The whole review of the example project; the interpreter's version is left out."""
    with tempfile.TemporaryDirectory() as folder:
        place = demo.lay_down(Path(folder) / "demo")
        review = pipeline.review(Request(str(place), RUBRIC, "hiring.yaml"))
    return report.json(msgspec.structs.replace(review, settings=msgspec.structs.replace(review.settings, python="3"))).decode()


def of_ourselves() -> str:
    """Outcomes and places of our own repository as it lies here (tracked and new files; no history, which every commit changes)."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    names = sorted(name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file() and not name.startswith("tests/golden/"))
    facts = facts_of({name: (ROOT / name).read_bytes() for name in names})
    subject = kinds.subject(facts)
    results = checks.run(facts, subject.kinds, subject.outside, subject.unseen)
    rubric = scoring.load_rubric(RUBRIC, "hiring.yaml", checks.fixes())
    assessed = scoring.assess(results, rubric, None, subject.kinds, (), subject.no_score_because)
    told = {
        "kinds": subject.kinds,
        "no_score_because": assessed.no_score_because,
        "score": assessed.score,
        "readiness": assessed.readiness.level,
        "unread": sorted(item.path for item in facts.unread),
        "outcomes": {result.check: result.outcome for result in results},
        "against": {
            result.check: sorted({item.path for item in result.evidence if not item.supports})
            for result in results
            if result.outcome == "fail"
        },
    }
    return json.dumps(told, indent=1, sort_keys=True) + "\n"


GOLDEN = {"demo.json": of_the_demo, "ourselves.json": of_ourselves}
