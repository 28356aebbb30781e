"""Names that a page proposes to the reader are those of the reader's own code."""

from __future__ import annotations

from evaluator.checks.selectors.named_facts import metric_names
from tests.memory import facts_of

SCORED = """import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, fbeta_score, recall_score

frame = pd.read_csv("ferries.csv")
model = LogisticRegression().fit(frame[["wind"]], frame["late"])
late = model.predict(frame[["wind"]])
"""


def names(scored: str) -> list[str]:
    return metric_names(facts_of({"train.py": f"{SCORED}print({scored})\n"}, ()))


def test_an_f_beta_bears_its_beta() -> None:
    assert names('fbeta_score(frame["late"], late, beta=5), recall_score(frame["late"], late)') == ["f5", "recall"]


def test_a_beta_of_one_or_a_name_for_it_is_told_by_the_plain_name() -> None:
    assert names('fbeta_score(frame["late"], late, beta=1)') == ["f1"]
    assert names('fbeta_score(frame["late"], late, beta=BETA)') == ["f1"]
    assert names('f1_score(frame["late"], late)') == ["f1"]
