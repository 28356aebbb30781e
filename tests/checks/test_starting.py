"""Where an action begins: at what stands in the reader's own files, else in the file that would be new."""

from __future__ import annotations

from evaluator.checks.selectors.starting import begins_at, begins_new
from tests.memory import facts_of

TRAIN = """import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split

data = pd.read_csv("data/rows.csv")
X, y = data[["age", "size"]], data["left"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2)
model = RandomForestClassifier().fit(X_train, y_train)
print(f1_score(y_train, model.predict(X_train)))
print(f1_score(y_test, model.predict(X_test)))
"""
PAGE = "# Who leaves\n\nSome words.\n\n## Monitoring\n\n### Metrics\n\nLatency.\n\n## Results\n\nTo come.\n"


def first(files: dict[str, str], criterion: str) -> tuple[str, int] | None:
    places = begins_at(facts_of(files), criterion)
    assert all(each.supports and each.note for each in places)
    return (places[0].path, places[0].line) if places else None


def test_each_begins_at_what_stands_there() -> None:
    files = {"train.py": TRAIN}
    assert first(files, "held-out") == ("train.py", 8)
    assert first(files, "cleaning") == ("train.py", 6)
    assert first(files, "model-comparison") == ("train.py", 11)
    assert first(files, "overfitting-control") == ("train.py", 9)
    assert first(files, "dependencies") == ("train.py", 1)


def test_a_table_of_results_begins_at_its_heading_or_at_the_score() -> None:
    assert first({"train.py": TRAIN, "README.md": PAGE}, "reported-results") == ("README.md", 11)
    assert first({"train.py": TRAIN, "README.md": "# Who leaves\n"}, "reported-results") == ("train.py", 11)
    assert first({"README.md": "# Who leaves\n"}, "reported-results") == ("README.md", 1)


def test_data_that_a_service_reads_are_none_to_clean() -> None:
    page = "from PIL import Image\nimport joblib\nfrom fastapi import FastAPI\n\napp = FastAPI()\nmodel = joblib.load('m.pkl')\n\n"
    page += "@app.post('/predict')\ndef predict(file: bytes):\n    image = Image.open(file)\n    return model.predict(image)\n"
    assert first({"app.py": page}, "cleaning") != ("app.py", 10)


def test_what_is_not_there_is_a_new_file() -> None:
    facts = facts_of({"train.py": TRAIN})
    assert begins_at(facts, "problem-statement") == ()
    assert begins_new(facts, "problem-statement") == "README.md"
    assert begins_new(facts_of({"readme.rst": "Who leaves\n==========\n"}), "problem-statement") == ""
    assert begins_new(facts, "held-out") == ""
