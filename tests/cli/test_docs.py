"""The documentation on the command line: every page whole by itself, and nothing heavy to print one."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
import yaml
from click.testing import CliRunner

from evaluator import resources
from evaluator.cli import docs
from tests.cli.test_door import HEAVY
from tests.test_docs import misnamed

PAGES = sorted(path.stem for path in resources.pages().glob("*.md"))


def test_the_pages_are_listed_in_the_order_of_the_site() -> None:
    lines = CliRunner().invoke(docs.command, []).output.splitlines()
    named = dict(line.split(maxsplit=1) for line in lines[: len(PAGES)])
    site = yaml.safe_load((resources.pages().parents[1] / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]
    assert named == {page.removesuffix(".md"): title for one in site for title, page in one.items() if isinstance(page, str)}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_and_what_it_names_exists(name: str) -> None:
    done = CliRunner().invoke(docs.command, [name])
    assert done.exit_code == 0
    assert done.output.startswith("# ")
    assert "{{" not in re.sub(r"^```.*?^```", "", done.output, flags=re.DOTALL | re.MULTILINE)
    assert not re.search(r"\]\((?!https:)", done.output)
    assert not [one for one in re.findall(r"\(`(mlreview [^`]+)`\)", done.output) if misnamed(one)]
    assert not [one for one in re.findall(r"mlreview docs ([a-z-]+)", done.output) if one not in PAGES]


def test_another_page_is_refused_with_the_nearest() -> None:
    done = CliRunner().invoke(docs.command, ["scorin"])
    assert done.exit_code == 2
    assert "did you mean scoring?" in done.output


def test_on_a_terminal_it_is_set(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    docs.told("# Head\n\n| a | b |\n|---|---|\n| one | two |\n\nSome `code` and more.\n")
    said = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out)
    assert "Head" in said
    assert "# Head" not in said
    assert "|---|" not in said
    assert max(map(len, said.splitlines())) <= 60


def test_a_page_without_numbers_imports_nothing_heavy() -> None:
    heavy = set(HEAVY) - {"msgspec"}  # kept expressions are read with it
    program = (
        f"import sys; from evaluator.cli import run; run(['docs', 'students']);print(sorted({heavy!r} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run((sys.executable, "-c", program), capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
