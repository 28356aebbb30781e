"""What tests of several rooms share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

# A busy machine is no fault of the code: how long something takes is for the benchmarks.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

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
