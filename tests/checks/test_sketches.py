"""What an action looks like on the reader's own code: what is written, where nothing is, and that nothing of a repository acts."""

from __future__ import annotations

import ast

import pytest
import yaml

from evaluator import checks
from evaluator.checks import sketches
from evaluator.model.review import Sketch
from tests.memory import facts_of
from tests.report.sample import PAYLOADS

TRAIN = """import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

data = pd.read_csv("data/rows.csv")
X = data[["age", "size"]]
y = data["left"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2)
model = RandomForestClassifier().fit(X_train, y_train)
print(model.score(X_test, y_test))
"""
NONE = Sketch("", "text")
FOUND = {"train.py": TRAIN, "data/rows.csv": "age,size,left\n1,2,0\n", "requirements.txt": "pandas==2.2.2\nscikit-learn==1.5.0\n"}


def drawn(files: dict[str, str], criterion: str) -> Sketch | None:
    facts = facts_of(files)
    return sketches.sketched(facts, checks.run(facts, ()), criterion)


def text(files: dict[str, str], criterion: str) -> str:
    made = drawn(files, criterion)
    assert made is not None
    if made.language == "python":
        ast.parse(made.text)
    if made.language == "yaml":
        assert yaml.safe_load(made.text)
    return made.text


def test_the_image_starts_the_one_script_that_trains() -> None:
    assert 'CMD ["python", "train.py"]' in text(FOUND, "container")


def test_no_image_where_the_script_needs_an_option_or_data_that_are_not_here() -> None:
    asks = "import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('--mode')\nargs = parser.parse_args()\n" + TRAIN
    assert drawn(FOUND | {"train.py": asks}, "container") is None
    assert drawn({path: held for path, held in FOUND.items() if path != "data/rows.csv"}, "container") is None
    assert drawn(FOUND | {"Dockerfile": "FROM python:3.12-slim\n"}, "container") is None


def test_the_split_is_written_again_with_a_seed() -> None:
    assert "X, y, test_size=0.2,\n    random_state=42," in text(FOUND, "validation-scheme")
    assert drawn(FOUND | {"train.py": TRAIN.replace("0.2)", "0.2, random_state=7)")}, "validation-scheme") is None


def test_undeclared_packages_become_lines() -> None:
    made = text(FOUND | {"requirements.txt": "pandas==2.2.2\n"}, "dependencies").split("\n")
    assert made[:2] == ["# add to requirements.txt", "scikit-learn"]
    assert drawn(FOUND, "dependencies") is None


def test_a_seed_for_each_source() -> None:
    code = "import torch\nfrom torch import nn\nnet = nn.Linear(2, 1)\noptimizer = torch.optim.SGD(net.parameters())\n"
    code += "for _ in range(3):\n    loss = net(torch.zeros(1, 2)).sum()\n    loss.backward()\n    optimizer.step()\n"
    assert "torch.manual_seed(seed)" in text({"train.py": code}, "seeds")


def test_a_path_of_one_machine_is_anchored_where_the_tree_holds_it() -> None:
    code = TRAIN.replace("data/rows.csv", "/home/somebody/churn/data/rows.csv")
    made = text({"src/train.py": code, "data/rows.csv": "a\n1\n"}, "portable-paths")
    assert "parents[1]" in made
    assert 'ROOT / "data" / "rows.csv"' in made
    assert "somebody" not in made
    assert drawn({"src/train.py": code}, "portable-paths") is None


def test_a_first_test_of_a_quiet_function() -> None:
    quiet = "def shorten(text, most):\n    words = text.split()\n    return ' '.join(words[:most])\n"
    assert "from words import shorten" in text(FOUND | {"words.py": quiet}, "tests")
    loud = "import requests\n\ndef asked(text):\n    answer = requests.get(text)\n    return answer.json()\n"
    assert drawn(FOUND | {"words.py": loud}, "tests") is None


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_word_of_a_repository_acts_in_a_sketch(payload: str) -> None:
    word = payload.encode("utf-8", "replace").decode().replace("\x00", "").replace("/", "_")[:100]
    files = {path.replace("train", f"{word}"): held.replace("left", word) for path, held in FOUND.items()}
    facts = facts_of(files | {"x.py": f"import {word}\n" + TRAIN, f"{word}/y.py": "def f(a):\n    b = a\n    return b\n"})
    results = checks.run(facts, ())
    for criterion, function in sketches.functions().items():
        function(facts, {result.check: result for result in results})
        made = sketches.sketched(facts, results, criterion)
        assert made is None or word not in made.text


def test_a_baseline_stands_beside_the_readers_own_score() -> None:
    scored = TRAIN.replace(
        "print(model.score(X_test, y_test))", "guess = model.predict(X_test)\nprint(f1_score(y_test, guess, average='macro'))"
    )
    scored = "from sklearn.metrics import f1_score\n" + scored
    made = text(FOUND | {"train.py": scored}, "model-comparison")
    assert "baseline.fit(X_train, y_train)\nguessed = baseline.predict(X_test)" in made
    assert 'f1_score(y_test, guessed, average="macro")' in made
    assert drawn(FOUND | {"train.py": scored.replace("predict(X_test)", "predict(X_train)")}, "model-comparison") is None


def test_a_net_gets_no_baseline_of_another_library() -> None:
    code = "import torch\nfrom torch import nn\nnet = nn.Linear(2, 1)\noptimizer = torch.optim.SGD(net.parameters())\n"
    code += "loss = net(torch.zeros(1, 2)).sum()\nloss.backward()\noptimizer.step()\n"
    assert drawn({"train.py": code}, "model-comparison") is None
    assert drawn({"train.py": code}, "held-out") is None


def test_a_scaler_that_saw_every_row_is_fitted_after_the_split() -> None:
    late = TRAIN.replace("X_train, X_test", "scaler = StandardScaler()\nZ = scaler.fit_transform(X)\nX_train, X_test", 1).replace(
        "split(X, y", "split(Z, y"
    )
    late = "from sklearn.preprocessing import StandardScaler\n" + late
    made = text(FOUND | {"train.py": late}, "leakage")
    assert (
        "train_test_split(\n    X, y, test_size=0.2,\n)\nX_train = scaler.fit_transform(X_train)\nX_test = scaler.transform(X_test)" in made
    )
    assert drawn(FOUND, "leakage") is None


def test_a_third_part_is_split_off_what_is_learned_from() -> None:
    chosen = TRAIN.replace("model = RandomForestClassifier().fit(X_train, y_train)\nprint(model.score(X_test, y_test))\n", "best = 0\n")
    chosen += "for depth in (2, 4, 8):\n    model = RandomForestClassifier(max_depth=depth).fit(X_train, y_train)\n"
    chosen += "    score = model.score(X_test, y_test)\n    if score > best:\n        best = score\nprint(best)\n"
    made = text(FOUND | {"train.py": chosen}, "held-out")
    assert "X_train, X_val, y_train, y_val = train_test_split(\n    X_train, y_train, test_size=0.25, random_state=42,\n)" in made
    assert drawn(FOUND | {"train.py": chosen, "more.py": chosen + "X_val = pd.read_csv('more.csv')\n"}, "held-out") is None


def test_the_readers_own_table_is_looked_at() -> None:
    assert "missing = data.isna()" in text(FOUND, "cleaning")
    assert 'data["left"].describe()' in text(FOUND, "exploration")
    made = TRAIN.replace('X = data[["age"', 'data["left"] = data["size"] > 3\nX = data[["age"')
    assert 'data["left"]' not in (drawn(FOUND | {"train.py": made}, "exploration") or NONE).text
