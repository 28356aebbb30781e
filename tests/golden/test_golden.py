from __future__ import annotations

import pytest

from tests.golden import GOLDEN, HERE


@pytest.mark.parametrize("name", GOLDEN)
def test_the_review_is_the_golden_one(name: str) -> None:
    assert GOLDEN[name]() == (HERE / name).read_text(encoding="utf-8"), "read the difference, then: python -m tests.golden"
