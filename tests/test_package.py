"""What the wheel carries: everything that runs, and nothing of the workshop."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = {"rubrics": "rubrics", "templates": "templates", "examples/demo": "demo", "docs/pages": "pages"}


def tracked(folder: str) -> set[str]:
    """The files of a folder that git knows, relative to it: what lies about in a checkout does not count."""
    listed = subprocess.run(("git", "-C", ROOT / folder, "ls-files", "-z"), check=True, capture_output=True, text=True).stdout
    return {name for name in listed.split("\0") if name}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("wheel")
    command = (sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--disable-pip-version-check", "--wheel-dir", folder, ROOT)
    subprocess.run(command, check=True, cwd=folder)
    (built,) = folder.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        return set(archive.namelist())


@pytest.mark.parametrize(("folder", "name"), SHIPPED.items())
def test_what_is_shipped_is_shipped_whole(wheel: set[str], folder: str, name: str) -> None:
    assert tracked(folder)
    assert {f"evaluator/shipped/{name}/{path}" for path in tracked(folder)} <= wheel


def test_every_module_and_table_is_in_the_wheel(wheel: set[str]) -> None:
    assert {f"evaluator/{path}" for path in tracked("evaluator")} <= wheel


def test_nothing_of_the_workshop_is_in_the_wheel(wheel: set[str]) -> None:
    assert {name.split("/")[0].partition("-")[0] for name in wheel} == {"evaluator", "ml_portfolio_review"}


def test_the_licence_is_in_the_wheel(wheel: set[str]) -> None:
    assert [name for name in wheel if name.endswith(".dist-info/licenses/LICENSE")]


def test_ci_runs_the_second_command_of_the_readme_and_nothing_else() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = [block.split("```")[0].strip() for block in readme.split("```sh\n")[1:]]
    assert commands[0].startswith("python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/mlreview demo")
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-1] == f"exec {commands[1]}"
    assert f"- run: {commands[1]}\n" in (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
