from __future__ import annotations

from evaluator import checks
from evaluator.checks.selectors import kinds
from tests.memory import facts_of

TRAIN = """import pandas as pd
from sklearn.linear_model import LassoCV, Ridge
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

tides = pd.read_csv("tides.csv")
X = StandardScaler().fit_transform(tides[["wind", "moon"]])
X_train, X_test, y_train, y_test = train_test_split(X, tides["height"])


def fitted(model):
    return model.fit(X_train, y_train)


for model in (Ridge(), fitted(LassoCV())):
    print(model.score(X_test, y_test))
Ridge().fit(tides[["moon"]], tides["height"])
Ridge().fit(X_train, y_train)
"""


def notes(check_id: str, files: dict[str, str]) -> list[str]:
    """What a check says of a small repository."""
    facts = facts_of(files, ())
    check, function = checks.functions()[check_id]
    return [item.note for item in checks.judged(check, function, facts, kinds.subject(facts).kinds).evidence]


def test_the_models_that_learn_from_a_leak_are_named_and_no_others() -> None:
    assert notes("split-before-fit", {"train.py": TRAIN}) == [
        "fitted on rows that are split only later, at train.py, line 8; LassoCV.fit in line 12, Ridge.fit in line 18 learn from them"
    ]


def test_a_leak_that_no_model_learns_from_names_its_split_alone() -> None:
    source = TRAIN.partition("def fitted")[0]
    assert notes("split-before-fit", {"train.py": source}) == ["fitted on rows that are split only later, at train.py, line 8"]
