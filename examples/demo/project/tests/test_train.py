import json
from pathlib import Path

import joblib

from late_returns.train import run


def test_the_model_beats_the_baseline(trained):
    _, report = trained
    scores = report["cross_validation"]
    assert scores[report["winner"]]["cv_mean"] > scores["always the same chance"]["cv_mean"] + 0.1


def test_what_is_saved_can_be_loaded(trained):
    config, report = trained
    saved = joblib.load(config["output"]["model"])
    assert saved["threshold"] == report["threshold"]
    assert json.loads(Path(config["output"]["metrics"]).read_text())["winner"] == report["winner"]


def test_the_same_seed_gives_the_same_numbers(trained):
    config, report = trained
    assert run(config)["test"] == report["test"]
