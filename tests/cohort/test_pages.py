"""The pages of a generated cohort in a browser: nothing asks a host, nothing complains, nothing of a repository runs."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from evaluator import demo
from tests.cli.test_door import run

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

PAYLOAD = "<img src=x onerror=alert(1)><script>alert(2)</script>{{7*7}}"


def repository(folder: Path, files: dict[str, str]) -> None:
    """A repository of one commit."""
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    identity = ["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "init.defaultBranch=main"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", PAYLOAD]):
        subprocess.run(["git", *identity, *words], cwd=folder, check=True)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cohort")
    demo.lay_down(folder / "in" / "a-good-one")
    hostile = f'import pandas as pd\nfrom sklearn.svm import SVC\ndf = pd.read_csv("{PAYLOAD}.csv")\nSVC().fit(df[["a"]], df["b"])\n'
    files = {"train.py": hostile, "README.md": f"# {PAYLOAD}\n\n{PAYLOAD * 5}\n", f"{PAYLOAD.replace('/', '')}.py": hostile}
    repository(folder / "in" / "b <b>bold<b>", files)
    subprocess.run(["git", "init", "-q", str(folder / "in" / "c-empty")], check=True)
    done = run("batch", "in", "-o", "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "out"


def test_every_page_of_a_cohort_is_quiet_and_inert(pages: Path, browser: Browser) -> None:
    found = sorted(pages.glob("*.html"))
    assert len(found) == 3
    for path in found:
        look(browser, path)


def look(browser: Browser, path: Path) -> None:
    """Open a page with every fold unfolded, on a phone."""
    page = browser.new_page(viewport={"width": 360, "height": 800})
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    for fold in page.query_selector_all("details"):
        fold.evaluate("node => { node.open = true }")
    assert said == [], path.name
    assert asked == [path.as_uri()], path.name
    assert page.evaluate("document.querySelectorAll('img[onerror], [onclick], iframe, object').length") == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, path.name
    page.close()
