"""The page over one person's repositories, from real ones: a work, its fork, its copy, a hostile one, and what is no work."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from evaluator import demo
from tests.cli.test_door import run
from tests.cohort.test_pages import PAYLOAD, look, repository

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

IDENTITY = ("-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "init.defaultBranch=main")


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *IDENTITY, *words], cwd=folder, check=True, capture_output=True)


def forked(source: Path, folder: Path) -> None:
    """A clone with one commit more."""
    git(source.parent, "clone", "-q", str(source), str(folder))
    (folder / "NOTES.md").write_text("My own notes.\n")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Notes")


def copied(source: Path, folder: Path) -> None:
    """The files, without the history."""
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns(".git"))
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Everything")


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("portfolio") / "in"
    demo.lay_down(folder / "work")
    forked(folder / "work", folder / "fork")
    copied(folder / "work", folder / "copy")
    hostile = f'import pandas as pd\nfrom sklearn.svm import SVC\ndf = pd.read_csv("{PAYLOAD}.csv")\nSVC().fit(df[["a"]], df["b"])\n'
    readme = f"# {PAYLOAD}\n\n{PAYLOAD * 5}\n"
    repository(folder / "h <b>bold<b>", {"train.py": hostile, "README.md": readme, "<img src=x onerror=alert(3)>.py": hostile})
    repository(folder / "site", {"index.html": "<p>Hello.</p>\n", "build.py": "print('a page, no model')\n"})
    subprocess.run(["git", "init", "-q", str(folder / "empty")], check=True)
    done = run("batch", "in", "--candidate", "-o", "out", "--jobs", "3", cwd=folder.parent)
    assert done.returncode == 0, done.stderr
    assert "5 reviewed, 1 failed" in done.stdout
    return folder.parent


def words_of(page: str) -> str:
    """What a reader reads, tags taken out."""
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<(style|script)>.*?</\1>", "", page)).split())


def test_one_page_takes_the_place_of_the_cohort_page(portfolio: Path) -> None:
    names = sorted(path.name for path in (portfolio / "out").iterdir())
    assert [name for name in names if not name.startswith("000")] == ["grades.csv", "index.html"]
    assert len([name for name in names if name.endswith(".html")]) == 6
    text = words_of((portfolio / "out" / "index.html").read_text(encoding="utf-8"))
    assert text.startswith("What 6 repositories show together")
    assert "Teach this next" not in text


def test_fork_and_copy_count_once_and_the_rest_says_why(portfolio: Path) -> None:
    text = words_of((portfolio / "out" / "index.html").read_text(encoding="utf-8"))
    assert "2 counted as works of their own" in text
    assert re.search(r"Has \d+ commits in common with \w+: counted once\.", text)
    assert re.search(r"\d+ of its \d+ code files are in \w+ too, byte for byte: counted once\.", text)
    assert "no machine learning was found" in text
    assert "1 failed" in text


def test_every_link_to_a_page_leads_to_one(portfolio: Path) -> None:
    text = (portfolio / "out" / "index.html").read_text(encoding="utf-8")
    found = set(re.findall(r'href="([^"#:]+\.html)(?:#([a-z-]+))?"', text))
    assert found
    for name, chapter in found:
        assert f'id="{chapter}"' in (portfolio / "out" / name).read_text(encoding="utf-8") or not chapter


def test_the_same_repositories_give_the_same_bytes(portfolio: Path, tmp_path: Path) -> None:
    names = sorted(path.name for path in (portfolio / "in").iterdir())
    sources = [str(portfolio / "in" / name) for name in names]
    for jobs, folder in (("1", "one"), ("4", "two")):
        done = run("batch", *sources, "--candidate", "-o", folder, "--jobs", jobs, "--quiet", cwd=tmp_path, PYTHONHASHSEED=jobs)
        assert (done.returncode, done.stdout) == (0, "")
    one, two = ((tmp_path / folder / "index.html").read_bytes() for folder in ("one", "two"))
    assert one == two
    assert one == (portfolio / "out" / "index.html").read_bytes()


def test_without_score_no_number_of_points_is_said(portfolio: Path, tmp_path: Path) -> None:
    done = run("batch", str(portfolio / "in" / "work"), "--candidate", "--no-score", "-o", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert words_of(text).startswith("What one repository shows")
    assert "points in" not in text
    assert "Range" not in text


def test_every_page_is_quiet_and_inert(portfolio: Path, browser: Browser) -> None:
    for path in sorted((portfolio / "out").glob("*.html")):
        look(browser, path)


def test_everything_can_be_read_without_scripts_and_on_paper(portfolio: Path, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800}) as context:
        page = context.new_page()
        page.goto((portfolio / "out" / "index.html").as_uri())
        assert page.locator(".controls").is_hidden()
        page.locator("#dimensions summary").first.click()
        assert page.locator("#dimensions .criterion h4").first.is_visible()
        page.emulate_media(media="print")
        assert page.locator(".contents").is_hidden()
        assert page.locator("#absent .finding h3").first.bounding_box() is not None


def test_a_criterion_leads_to_the_dimensions_of_its_page(portfolio: Path, browser: Browser) -> None:
    page = browser.new_page()
    page.goto((portfolio / "out" / "index.html").as_uri())
    page.locator("#best a[href*='#dimensions']").first.click()
    assert page.url.endswith(".html#dimensions")
    assert page.locator("#dimensions h2").inner_text() == "Dimensions"
    page.close()
