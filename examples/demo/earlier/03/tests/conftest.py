from pathlib import Path

import pytest

from late_returns.data import load_clean

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def table():
    return load_clean(ROOT / "data/loans.csv", ROOT / "data/tools.csv")
