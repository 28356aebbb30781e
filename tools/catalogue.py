"""Write the catalogue of criteria and checks into README.md, between its two marks.

python tools/catalogue.py            # rewrite
python tools/catalogue.py --check    # change nothing; exit 1 if it would change
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
START, END = "<!-- catalogue -->", "<!-- /catalogue -->"


def catalogue() -> str:
    """The rubric `hiring` as folds of tables: a row a criterion, with the checks that decide it."""
    from evaluator import checks, resources, scoring

    text = (ROOT / "rubrics" / "hiring.yaml").read_text(encoding="utf-8")
    rubric = scoring.load_rubric(text, "hiring.yaml", checks.fixes())
    titles = {check.id: check.title for check in checks.catalogue()}
    read = {name: f" ({each.right} of {each.read})" for name, each in scoring.precisions(resources.precision()).items()}
    criteria = sum(len(dimension.criteria) for dimension in rubric.dimensions)
    lines = [
        f"{criteria} criteria in {len(rubric.dimensions)} dimensions, decided by {len(titles)} checks; else a person is asked.",
        "In brackets: how many of the outcomes that were read by hand on public repositories were right (`mlreview explain`).",
        "",
    ]
    for dimension in rubric.dimensions:
        lines += [f"<details><summary><b>{dimension.title}</b> (weight {dimension.weight:g})</summary>", ""]
        lines += ["| criterion | asks | checks |", "|---|---|---|"]
        for criterion in dimension.criteria:
            named = dict.fromkeys(name for level in criterion.levels for name in (*level.all, *level.any))
            said = "<br>".join(f"`{name}`: {titles[name]}{read.get(name, '')}" for name in named)
            lines.append(f"| `{criterion.id}` ({criterion.weight:g}) | {criterion.title} | {said or 'a person judges'} |")
        lines += ["", "</details>", ""]
    return "\n".join(lines).rstrip() + "\n"


def written(readme: str) -> str:
    """The README with the catalogue between its marks."""
    before, _, rest = readme.partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}\n{catalogue()}{END}{after}"


def main() -> int:
    """Rewrite, or say that it would."""
    path = ROOT / "README.md"
    readme = path.read_text(encoding="utf-8")
    new = written(readme)
    if "--check" in sys.argv[1:]:
        return int(new != readme)
    path.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
