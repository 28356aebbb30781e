"""What tests of several rooms share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

SYSTEM_CHROMIUM = Path("/usr/bin/chromium")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium: the system's own, or else the one that Playwright installed; skipped where there is neither."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        own = str(SYSTEM_CHROMIUM) if SYSTEM_CHROMIUM.exists() else None
        try:
            launched = driver.chromium.launch(executable_path=own, args=QUIET)
        except playwright.Error as error:
            if own:
                raise
            pytest.skip(f"no browser here: {str(error).splitlines()[0]}")
        yield launched
        launched.close()
