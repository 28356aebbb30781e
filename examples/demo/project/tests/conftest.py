import copy
from pathlib import Path

import pytest
import yaml

from late_returns.data import load_clean
from late_returns.train import run

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def table():
    return load_clean(ROOT / "data/loans.csv", ROOT / "data/tools.csv")


@pytest.fixture(scope="session")
def trained(tmp_path_factory):
    """A real training run with a short search, written to a temporary folder."""
    folder = tmp_path_factory.mktemp("run")
    config = copy.deepcopy(yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8")))
    config["data"] = {name: str(ROOT / path) for name, path in config["data"].items()}
    config["output"] = {name: str(folder / path) for name, path in config["output"].items()}
    config["search"] = {
        "logistic_regression": {"model__C": [0.1]},
        "random_forest": {"model__max_depth": [3], "model__n_estimators": [20]},
    }
    return config, run(config)
