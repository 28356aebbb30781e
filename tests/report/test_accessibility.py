"""What axe-core says of the pages, every fold opened, in both colour schemes and three widths."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.report.test_browser import opened

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser


@pytest.mark.parametrize("name", ["report", "since", "no-score", "cohort", "candidate", "demo"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1440])
def test_a_page_can_be_used_by_everybody(browser: Browser, tmp_path: Path, name: str, scheme: str, width: int) -> None:
    with opened(browser, tmp_path, name, viewport={"width": width, "height": 800}, color_scheme=scheme) as (page, _):
        page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
        found = Axe().run(page)
        assert len(found.response["passes"]) > 20, "it looked at next to nothing"
        assert not found.violations_count, found.generate_report()
