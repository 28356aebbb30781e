"""The documentation site: `python -m tools.docs [FOLDER]` builds it into build/ (FOLDER/site), strictly.

What people wrote lies in docs/pages; {{name}} in it is filled in from the code, the rubric or another file of the repository.
The pages of the rubric are written here whole. Nothing of this is kept in Git, so nothing of it can be stale.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from evaluator import checks, resources, scoring
from evaluator.cli.rubric_tables import plain, table
from evaluator.model.result import Check, Precision
from evaluator.model.rubric import Criterion, Dimension, Level, Rubric
from tools import docs_tables

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "docs" / "pages"
PLACE = re.compile(r"\{\{([a-z_-]+)\}\}")
KINDS_DROPPED = "Does not apply to: "


def hiring() -> Rubric:
    """The shipped rubric."""
    text = (ROOT / "rubrics" / "hiring.yaml").read_text(encoding="utf-8")
    return scoring.load_rubric(text, "hiring.yaml", checks.fixes())


class Pages:
    """The pages of a rubric: an overview, and one for each dimension with its criteria, their levels and its checks."""

    def __init__(self, rubric: Rubric) -> None:
        self.rubric = rubric
        self.checks = {check.id: check for check in checks.catalogue()}
        self.read = scoring.precisions(resources.precision())

    def all(self) -> dict[str, str]:
        """Every page by its name."""
        return {"rubric/index.md": self.overview()} | {f"rubric/{one.id}.md": self.page(one) for one in self.rubric.dimensions}

    def overview(self) -> str:
        """The dimensions with their weights and questions."""
        rubric = self.rubric
        lines = [
            f"# The rubric `{rubric.id}`",
            "",
            f"Version {rubric.version}: {len(rubric.criteria)} criteria in {len(rubric.dimensions)} dimensions,",
            f"decided by {len(self.checks)} checks.",
            "Level 1: it is there and it is real; 2: it is done properly; 3: a reviewer would mention it to a colleague.",
            "What a machine cannot decide is a question to a person. [How levels become points](../scoring.md).",
        ]
        for one in rubric.dimensions:
            lines += ["", f"## [{one.title}]({one.id}.md)", "", f"Weight {one.weight:g}.", ""]
            rows = [[f"[`{each.id}`]({one.id}.md#{each.id})", f"{each.weight:g}", each.title] for each in one.criteria]
            lines.append(table(["criterion", "weight", "asks"], rows))
        return "\n".join(lines) + "\n"

    def page(self, dimension: Dimension) -> str:
        """A dimension."""
        lines = [f"# {dimension.title}", "", f"Weight {dimension.weight:g} in the profile `{self.rubric.id}`."]
        for criterion in dimension.criteria:
            lines += ["", *self.criterion(criterion, dimension.id)]
        lines += ["", "## The checks", "", "Each is a claim that is true of a good repository."]
        for check in self.checks.values():
            if check.dimension == dimension.id:
                lines += ["", *self.check(check)]
        return "\n".join(lines) + "\n"

    def criterion(self, one: Criterion, dimension: str) -> list[str]:
        """A criterion with its levels, and what it asks of other kinds of project."""
        lines = [f"## {plain(one.title)} {{ #{one.id} }}", "", f"`{one.id}`, weight {one.weight:g}.", ""]
        if one.needs:
            lines += [f"Silent until {self.link(one.needs, dimension)} passes.", ""]
        if one.not_for:
            lines += [KINDS_DROPPED + ", ".join(one.not_for) + ".", ""]
        lines += [self.levels(one.levels, dimension), "", f"**Next:** {plain(one.advice)}"]
        for other in one.instead:
            asks = f": {plain(other.title)}" if other.title else ""
            lines += ["", f"For {', '.join(other.kinds)}{asks}"]
            lines += ["", self.levels(other.levels, dimension)] if other.levels else []
            lines += ["", f"**Next:** {plain(other.advice)}"] if other.advice else []
        return lines

    def levels(self, levels: tuple[Level, ...], dimension: str) -> str:
        """Levels as a table."""
        rows = [[str(one.level), one.descriptor, self.decided(one, dimension)] for one in levels]
        return table(["level", "what it says", "decided by"], rows)

    def decided(self, level: Level, dimension: str) -> str:
        """What decides a level."""
        if level.judge == "person":
            return f"a person: {level.question}"
        both = ", ".join(self.link(name, dimension) for name in level.all)
        one_of = ", ".join(self.link(name, dimension) for name in level.any)
        said = ["all of " + both] if len(level.all) > 1 else [both] if both else []
        said += ["one of " + one_of] if len(level.any) > 1 else [one_of] if one_of else []
        return "; ".join(said)

    def link(self, name: str, dimension: str) -> str:
        """A check, with the way to what is said of it."""
        home = self.checks[name].dimension
        return f"[`{name}`]({'' if home == dimension else home + '.md'}#check-{name})"

    def check(self, check: Check) -> list[str]:
        """A check: its docstring, and how often it was right."""
        lines = [f"### `{check.id}` {{ #check-{check.id} }}", "", f"{plain(check.title)}.", ""]
        for head, text in (("Why", check.why), ("Fix", check.fix), ("They may ask", check.ask)):
            lines += [f"- **{head}:** {plain(text)}"] if text else []
        lines += [f"- **Not for:** {', '.join(check.not_for)}"] if check.not_for else []
        return [*lines, f"- **Read by hand:** {precision(self.read.get(check.id))}"]


def precision(found: Precision | None) -> str:
    """How often a check was found right, in words."""
    if found is None:
        return "not yet."
    least, most = found.interval()
    asks = "; until it is better its fails are only questions" if found.is_advisory else ""
    return f"{found.right} of {found.read} outcomes on public repositories were right (95 % interval {least:.0%} to {most:.0%}){asks}."


def filled(text: str, values: dict[str, str]) -> str:
    """A page with its places filled in; a name that nothing defines is a KeyError."""
    return PLACE.sub(lambda found: values[found[1]], text)


def lay(folder: Path) -> None:
    """Write the source of the site."""
    rubric = hiring()
    values = docs_tables.values(rubric, ROOT)
    pages = {path.name: filled(path.read_text(encoding="utf-8"), values) for path in sorted(PAGES.glob("*.md"))}
    for name, text in (pages | Pages(rubric).all()).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for path in (ROOT / "docs" / "page.png", PAGES / "tables.css"):
        shutil.copy(path, folder)
    shutil.copytree(ROOT / "docs" / "schemas", folder / "schemas", dirs_exist_ok=True)


def build(folder: Path) -> "subprocess.CompletedProcess[str]":
    """Build the site into FOLDER/site; a warning is an error."""
    shutil.rmtree(folder / "docs", ignore_errors=True)
    lay(folder / "docs")
    config = folder / "mkdocs.yml"
    config.write_text(f"INHERIT: {ROOT / 'mkdocs.yml'}\ndocs_dir: docs\nsite_dir: site\n", encoding="utf-8")
    command = (sys.executable, "-m", "mkdocs", "build", "--strict", "--config-file", config)
    return subprocess.run(command, check=False, capture_output=True, text=True, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"})


def main() -> int:
    """Build, and say where."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build"
    folder.mkdir(parents=True, exist_ok=True)
    done = build(folder)
    print(done.stdout + done.stderr + ("" if done.returncode else f"{folder / 'site' / 'index.html'}"))
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
