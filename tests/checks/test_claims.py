from __future__ import annotations

import pytest

from evaluator import checks
from evaluator.checks.selectors import claims, kinds
from tests.memory import facts_of

TRAIN = """import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

storms = pd.read_csv("storms.csv")
X = StandardScaler().fit_transform(storms[["wind", "rain"]])
X_train, X_test, y_train, y_test = train_test_split(X, storms["hit"])
model = LogisticRegression().fit(X_train, y_train)
print(accuracy_score(y_test, model.predict(X_test)))
"""
OPENING = "# Storms\n\nThis tells the harbour masters of the coast which of the coming storms will hit their harbour within a day.\n\n"


def audit(readme: str, **files: str) -> list[tuple[str, int, str]]:
    """(text, line, verdict) of every claim of a README beside a training script."""
    facts = facts_of({"README.md": OPENING + readme, "train.py": TRAIN, **files}, ())
    subject = kinds.subject(facts)
    return [(each.text, each.line, each.verdict) for each in claims.audited(facts, checks.run(facts, subject.kinds))]


def test_a_claim_that_the_tree_shows_is_supported_by_its_place() -> None:
    found = audit(
        "The service is dockerized.\n",
        Dockerfile="FROM python:3.12-slim\nRUN pip install pandas scikit-learn\nCOPY train.py .\nCMD python train.py\n",
    )
    assert found == [("The service is dockerized.", 5, "supported")]


def test_a_claim_of_which_nothing_is_found_is_unsupported() -> None:
    assert audit("The service is dockerized and tracked with MLflow.\n") == [
        ("The service is dockerized and tracked with MLflow.", 5, "unsupported"),
    ]


def test_a_claim_against_a_line_of_code_is_contradicted() -> None:
    assert audit("The pipeline avoids data leakage.\n") == [("The pipeline avoids data leakage.", 5, "contradicted")]


@pytest.mark.parametrize(
    "sentence",
    [
        "It will be dockerized.",
        "It is not dockerized yet.",
        "- [ ] Dockerized service",
        "Install Docker first.",
        "You need Docker.",
        "To use the web application, type this:",
        "These steps are best done after the Streamlit app.",
        "We'll run it in a dockerized service.",
        "Instead, you can use the dockerized service.",
        "## Future work\n\nA dockerized service.",
        "<!-- The service is dockerized. -->",
        "The harbour masters set up monitoring of their own.",
    ],
)
def test_what_is_planned_denied_asked_for_or_hidden_is_no_claim(sentence: str) -> None:
    assert audit(f"{sentence}\n") == []


def test_a_number_is_held_against_the_code_that_computes_its_metric() -> None:
    assert audit("We reach an accuracy of 0.91 on the test storms, and an R2 of 0.7.\n")[0] == ("accuracy 0.91", 5, "supported")


def test_the_name_of_a_folder_is_no_claim() -> None:
    assert audit("It copies the table to the `mlflow` folder.\n") == []


@pytest.mark.parametrize("told", ["Chunk MRR: 1.0368", "The recall was 1.2571 on new storms.", "ROC-AUC = 1.31"])
def test_a_share_above_one_cannot_be(told: str) -> None:
    assert [verdict for text, _, verdict in audit(f"{told}\n") if text == told] == ["contradicted"]


@pytest.mark.parametrize("told", ["Accuracy: 1.00", "The accuracy was 1.25 points higher.", "Recall: 1.75 %", "RMSE: 1.2571", "MRR 0.95"])
def test_a_whole_share_a_percentage_or_an_error_may_be(told: str) -> None:
    assert "contradicted" not in [verdict for _, _, verdict in audit(f"{told}\n")]


def test_without_a_front_page_nothing_is_claimed() -> None:
    facts = facts_of({"train.py": TRAIN}, ())
    assert claims.audited(facts, checks.run(facts, ("tabular",))) == ()


def test_a_file_said_to_be_ignored_that_is_in_the_tree_is_contradicted() -> None:
    readme = "Put the key into the `.env` file. It is ignored by `.gitignore`.\n"
    assert audit(readme, **{".env": "KEY=your_key\n"}) == [("It is ignored by .gitignore.", 5, "contradicted")]
    assert audit(readme, **{".env.example": "KEY=your_key\n"}) == []


def test_an_order_to_keep_a_file_out_is_no_claim() -> None:
    assert audit("Make sure that `.env` is not committed.\n", **{".env": "KEY=your_key\n"}) == []
