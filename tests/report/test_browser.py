"""The pages in a real browser: nothing runs, nothing is asked for, everything can be reached with the keyboard."""

from __future__ import annotations

import re
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from evaluator import checks, report
from tests import golden
from tests.report import sample

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Dialog, Page

HOSTILE = " ".join(payload[:300] for payload in sample.PAYLOADS if payload != "<")
STOPS = "a[href], button, input, summary, [tabindex='0']"
FOCUSED = """stops => {
  const at = document.activeElement, box = at.getBoundingClientRect(), below = box.height > innerHeight ? 80 : 0;
  const y = Math.min(Math.max(box.top + Math.min(box.height / 2, 10), below), Math.max(box.bottom - 1, 0));
  const over = document.elementFromPoint(box.left + Math.min(box.width / 2, 20), y);
  return {
    number: Array.from(document.querySelectorAll(stops)).indexOf(at), words: at.textContent.trim().slice(0, 60),
    folded: at.tagName === "SUMMARY" && !at.parentElement.open,
    ringed: at === document.body || getComputedStyle(at).outlineStyle !== "none",
    seen: at === document.body || over !== null && (at.contains(over) || over.contains(at)),
  };
}"""


@cache
def example() -> str:
    """The page of the example project."""
    return report.page(report.read_json(golden.of_the_demo().encode()), checks=checks.catalogue())


WRITTEN: dict[str, Callable[[], str]] = {
    "demo": example,
    "report": lambda: report.page(sample.review(), checks=sample.CHECKS),
    "since": lambda: report.page(sample.review(), checks=sample.CHECKS, since=sample.since()),
    "hostile-since": lambda: report.page(sample.hostile(HOSTILE), checks=sample.CHECKS, since=sample.since(HOSTILE)),
    "no-score": lambda: report.page(sample.unscored()),
    "hostile": lambda: report.page(sample.hostile(HOSTILE), checks=sample.CHECKS),
    "cohort": lambda: report.cohort_page(sample.cohort()),
    "candidate": lambda: report.candidate_page(sample.candidate()),
    "hostile-candidate": lambda: report.candidate_page(sample.candidate(HOSTILE)),
    "hostile-cohort": lambda: report.cohort_page(sample.cohort(3, HOSTILE), title=HOSTILE),
}


@contextmanager
def opened(browser: Browser, folder: Path, name: str, **options: Any) -> Iterator[tuple[Page, list[str]]]:
    """The page, opened from its file, and what went wrong or out while it was open."""
    file = folder / f"{name}.html"
    file.write_text(WRITTEN[name](), encoding="utf-8")
    with browser.new_context(**options) as context:
        page = context.new_page()
        noticed: list[str] = []
        page.on("console", lambda message: noticed.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: noticed.append(f"error: {error}"))
        page.on("request", lambda request: noticed.append(f"request: {request.url}"))

        def dismissed(dialog: Dialog) -> None:
            noticed.append(f"dialog: {dialog.message}")
            dialog.dismiss()

        page.on("dialog", dismissed)
        page.goto(file.as_uri())
        noticed.remove(f"request: {file.as_uri()}")
        yield page, noticed


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize("width", [360, 1280])
def test_a_page_is_quiet_and_as_wide_as_the_screen(browser: Browser, tmp_path: Path, name: str, width: int) -> None:
    with opened(browser, tmp_path, name, viewport={"width": width, "height": 740}) as (page, noticed):
        page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
        page.mouse.move(100, 100)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert noticed == []


def test_hostile_words_leave_no_element_that_could_act(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path, "hostile") as (page, _):
        assert page.locator("script").count() == 1
        assert page.locator("img, iframe, object, plaintext, [onerror], [onload], [onmouseover]").count() == 0


def test_folds_open_by_keyboard(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path, "report") as (page, _):
        fold = page.locator("#dimensions details").first
        fold.locator("summary").first.focus()
        page.keyboard.press("Enter")
        assert fold.evaluate("fold => fold.open")
        page.keyboard.press("Space")
        assert not fold.evaluate("fold => fold.open")


@pytest.mark.parametrize("name", ["report", "candidate", "cohort"])
def test_the_keyboard_alone_goes_through_the_page(browser: Browser, tmp_path: Path, name: str) -> None:
    """Every stop in its order, each in sight and ringed, each fold opened on the way; and out again at the end."""
    with opened(browser, tmp_path, name, viewport={"width": 1280, "height": 800}) as (page, noticed):
        stops: list[int] = []
        page.keyboard.press("Tab")
        while (at := page.evaluate(FOCUSED, STOPS))["number"] >= 0 and len(stops) < 2_000:
            assert at["ringed"], at
            assert at["seen"], at
            stops.append(at["number"])
            if at["folded"]:
                page.keyboard.press("Enter")
            page.keyboard.press("Tab")
        shown = page.evaluate("stops => Array.from(document.querySelectorAll(stops)).map(at => at.checkVisibility())", STOPS)
        assert stops == [number for number, visible in enumerate(shown) if visible]
        assert page.locator("details:not([open])").count() == 0
        assert noticed == []


def test_a_link_opens_what_it_leads_to(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path, "report") as (page, _):
        for name, fold in (("decide", "#decide .fold"), ("outside", "#outside")):
            page.locator(f".tally a[href='#{name}']").first.click()
            page.wait_for_function("fold => document.querySelector(fold).open", arg=fold)


def test_the_first_stop_skips_to_the_report(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path, "report") as (page, _):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
        page.keyboard.press("Enter")
        assert page.url.endswith("#main")


def test_dark_and_light_follow_the_system_and_the_button(browser: Browser, tmp_path: Path) -> None:
    def brightness(page: Page) -> int:
        return int(page.evaluate("parseInt(getComputedStyle(document.body).backgroundColor.match(/[0-9]+/)[0])"))

    with opened(browser, tmp_path, "report", color_scheme="dark") as (page, _):
        assert brightness(page) < 60
        page.click("#b-theme")
        assert brightness(page) > 200
    with opened(browser, tmp_path, "report", color_scheme="light") as (page, _):
        assert brightness(page) > 200


def test_the_filter_shows_what_has_the_word(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path, "report") as (page, _):
        page.fill("#i-filter", "Dockerfile")
        assert page.locator("[data-criterion]:visible h4").all_inner_texts() == ["Container"]
        page.fill("#i-filter", "")
        assert page.locator(".dimension:visible").count() == 10


def test_everything_can_be_read_without_scripts(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path, "report", java_script_enabled=False) as (page, _):
        assert page.locator(".controls").is_hidden()
        page.locator("#dimensions summary").first.click()
        assert page.locator("#dimensions").get_by_text("Names the task and who acts on the prediction.").is_visible()


@pytest.mark.parametrize("name", ["report", "no-score", "candidate", "cohort", "demo"])
def test_without_scripts_there_are_the_same_words(browser: Browser, tmp_path: Path, name: str) -> None:
    def words(*, scripts: bool) -> str:
        with opened(browser, tmp_path, name, java_script_enabled=scripts) as (page, _):
            page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
            page.evaluate("document.querySelectorAll('.filter').forEach(part => { part.hidden = true })")
            return str(page.locator("main").inner_text())

    assert words(scripts=False) == words(scripts=True)


def test_paper_has_what_a_person_reads_in_five_minutes_and_says_so(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path, "report") as (page, _):
        page.emulate_media(media="print")
        assert page.locator(".contents").is_hidden()
        shown = [summary.is_visible() for summary in page.locator("#dimensions > .body > details > summary").all()]
        assert shown == [True] * 10
        assert page.get_by_text("This is the short form").is_visible()


def test_the_example_fits_on_six_sheets(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path, "demo") as (page, _):
        page.evaluate("addEventListener('beforeprint', () => { document.title = document.querySelector('#decide .fold').open })")
        sheets = len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="A4")))
        assert page.title() == "true", "what a person is to judge stands on paper too"
    assert 1 <= sheets <= 6


def test_the_cohort_sorts_by_keyboard(browser: Browser, tmp_path: Path) -> None:
    expect = pytest.importorskip("playwright.sync_api").expect
    with opened(browser, tmp_path, "cohort") as (page, noticed):
        head = page.locator("table.sortable th", has_text="Score")
        head.focus()
        page.keyboard.press("Enter")
        expect(page.locator("table.sortable tbody strong").first).to_have_text("30")
        page.keyboard.press("Enter")
        expect(page.locator("table.sortable tbody strong").first).to_have_text("88")
        assert head.get_attribute("aria-sort") == "descending"
        assert page.locator("table.sortable tbody tr").last.inner_text().startswith("student 99")
        assert noticed == []
