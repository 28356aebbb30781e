"""The documentation: it builds without a warning, loads nothing from elsewhere, and every command in it works.

A line of a ```sh block is run as it stands, in a folder that holds the example project as `path/to/repo` and `path/to/another`, and a
`roster.csv` that names them. A line that ends with `# needs the network` is not run: its options are held against the command's own.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from evaluator import checks, demo
from evaluator.cli import COMMANDS, Door
from tools import docs

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = (ROOT / "README.md", *sorted((ROOT / "docs" / "pages").glob("*.md")))
NETWORK = "# needs the network"
INSTALLS = ("python3 -m venv .venv", ".venv/bin/pip install .")  # the wheel's own tests do what these do
RUNS_ALL = "bash tests/run"
LOADED = re.compile(r"<(?:script|img|iframe|source|link|form)\b[^>]*?\b(?:src|href|action)=[\"']?(?:https?:)?//[^\s>]*")
FROM_ELSEWHERE = re.compile(r"@import|url\([\"']?(?:https?:)?//")


def commands(document: Path) -> list[str]:
    """Every command of the document's ```sh blocks, without what installs; a line that is none of the known is refused."""
    found: list[str] = []
    for block in document.read_text(encoding="utf-8").split("```sh\n")[1:]:
        for line in block.split("```")[0].splitlines():
            parts = (part.removeprefix(".venv/bin/") if "mlreview" in part else part for part in line.split(" && "))
            found += [part for part in parts if part not in (*INSTALLS, RUNS_ALL)]
    assert all(one.startswith("mlreview ") for one in found), found
    return found


def spans(document: Path) -> list[str]:
    """Commands within sentences."""
    text = re.sub(r"^```.*?^```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    return [one.replace("\n", " ") for one in re.findall(r"`(mlreview [^`]+)`", text)]


def misnamed(command: str) -> list[str]:
    """The options of a command that it does not have by its own --help, or its name where nothing is called so."""
    words = [one for one in shlex.split(command, comments=True)[1:] if one not in (">", "2>")]
    asked, door = [one for one in words if one.startswith("-")], Door("mlreview")
    named = words[0] if words and words[0] in COMMANDS else "review"
    found = door.get_command(click.Context(door), named)
    assert found is not None
    if isinstance(found, click.Group):
        below = found.get_command(click.Context(found), words[1]) if len(words) > 1 else None
        if below is None:
            return [] if "/" in words or not words[1:] else words[1:2]
        found = below
    if named == "review" and words and words[0] != "review" and "/" not in words[0] and not words[0].startswith("-"):
        return words[:1]
    given = {name for parameter in found.params for name in parameter.opts} | {"--help", "--version", "-h"}
    return [one for one in asked if one.partition("=")[0] not in given]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the pages' addresses exist, and `bin/mlreview`, this checkout's."""
    folder = tmp_path_factory.mktemp("world")
    for name in ("repo", "another"):
        demo.lay_down(folder / "path" / "to" / name)
    (folder / "roster.csv").write_text("name,path,deadline\nana,path/to/repo,\nben,path/to/another,2100-01-01\n", encoding="utf-8")
    door = folder / "bin" / "mlreview"
    door.parent.mkdir()
    door.write_text(
        f'#!/bin/sh\nPYTHONPATH={shlex.quote(str(ROOT))} exec {shlex.quote(sys.executable)} -m evaluator.cli "$@"\n', encoding="utf-8"
    )
    door.chmod(0o755)
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = docs.build(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.mark.skipif(os.name == "nt", reason="the commands are those of a POSIX shell")
@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_works(document: Path, world: Path, tmp_path: Path) -> None:
    place = tmp_path / "here"
    shutil.copytree(world, place, ignore=shutil.ignore_patterns("cache"))
    path = f"{place / 'bin'}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "XDG_CACHE_HOME": str(world / "cache")}
    for command in commands(document):
        assert not misnamed(command), command
        if not command.endswith(NETWORK):
            done = subprocess.run(
                ("bash", "-c", command),
                cwd=place,
                env=env,
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
            assert done.returncode == 0, f"{document.name}: {command}\n{done.stdout[-500:]}{done.stderr}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_within_a_sentence_has_its_options(document: Path) -> None:
    assert not [(one, misnamed(one)) for one in spans(document) if misnamed(one)]


@pytest.mark.parametrize(
    "command", ["mlreview revue path/to/repo", "mlreview path/to/repo --formt json", "mlreview rubric frobnicate mine.yaml"]
)
def test_a_command_that_does_not_exist_is_found(command: str) -> None:
    assert misnamed(command)


def test_a_line_of_an_unknown_tool_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```sh\nmlrevue path/to/repo\n```\n", encoding="utf-8")
    with pytest.raises(AssertionError):
        commands(page)


def test_there_is_much_to_run() -> None:
    assert sum(len(commands(document)) for document in DOCUMENTS) > 25
    assert RUNS_ALL in (ROOT / "README.md").read_text(encoding="utf-8")


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    pages = sorted((site / "site").rglob("*.html"))
    assert len(pages) > 20
    for page in pages:
        assert not LOADED.findall(page.read_text(encoding="utf-8")), page
    for sheet in sorted((site / "site").rglob("*.css")):
        assert not FROM_ELSEWHERE.findall(sheet.read_text(encoding="utf-8")), sheet


def test_every_criterion_and_every_check_has_its_place(site: Path) -> None:
    rubric = docs.hiring()
    for dimension in rubric.dimensions:
        page = (site / "site" / "rubric" / dimension.id / "index.html").read_text(encoding="utf-8")
        wanted = [one.id for one in dimension.criteria]
        wanted += [f"check-{check.id}" for check in checks.catalogue() if check.dimension == dimension.id]
        assert not [name for name in wanted if f'id="{name}"' not in page]


def test_a_link_to_nowhere_stops_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(docs.PAGES, tmp_path / "pages")
    with (tmp_path / "pages" / "index.md").open("a", encoding="utf-8") as page:
        page.write("\n[gone](scoring.md#nowhere)\n")
    monkeypatch.setattr(docs, "PAGES", tmp_path / "pages")
    assert docs.build(tmp_path).returncode != 0
