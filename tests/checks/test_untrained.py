"""A finding that has one cause with many others says that cause."""

import json

from evaluator.checks.selectors.untrained import from_elsewhere
from tests.memory import facts_of

_SERVED = b'import joblib\n\nmodel = joblib.load("model.joblib")\nprint(model.predict([[1]]))\n'
_TRAINED = b"from sklearn.svm import SVC\n\nSVC().fit([[1], [2]], [0, 1])\n"
_CELL: dict[str, object] = {
    "cell_type": "code",
    "metadata": {},
    "outputs": [],
    "source": ["!yolo train data=a.yaml"],
    "execution_count": None,
}
_NOTEBOOK = json.dumps({"cells": [_CELL], "metadata": {}, "nbformat": 4, "nbformat_minor": 2}).encode()


def test_a_model_that_nothing_trains_is_named_by_its_place() -> None:
    assert from_elsewhere(facts_of({"app.py": _SERVED})) == "nothing in the tree trains the model that is loaded in app.py, line 3"


def test_nothing_is_said_where_something_trains() -> None:
    assert from_elsewhere(facts_of({"app.py": _SERVED, "train.py": _TRAINED})) == ""
    assert from_elsewhere(facts_of({"app.py": _SERVED, "train.ipynb": _NOTEBOOK})) == ""


def test_nothing_is_said_where_no_model_is_loaded() -> None:
    assert from_elsewhere(facts_of({"app.py": b"print(1)\n"})) == ""
