"""What looks like work and is none: names, comments, empty files, imports alone, headings without text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.whole.parts import coded

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.whole.projects import Files

FILES = (
    "tests/__init__.py", "tests/test_model.py", "tests/test_data.py", "monitoring/drift.py", "monitoring/__init__.py", "evaluate.py",
    "src/__init__.py", "src/data/make_dataset.py", "src/models/train_model.py", "serving/app.py", "api/main.py", "config.yaml",
    "Dockerfile", "docker-compose.yml", "Makefile", "dvc.yaml", "LICENSE", "MODEL_CARD.md", "data/README.md", "CONTRIBUTING.md",
    ".github/workflows/ci.yml", ".pre-commit-config.yaml", ".gitignore", "uv.lock", "setup.py", "pyproject.toml", "mlflow/.gitkeep",
    "models/model.pkl", "models/model.onnx", "kubernetes/deployment.yaml", "terraform/main.tf", "CHANGELOG.md", "docs/index.md",
)  # fmt: skip

IMPORTS = """
import logging
import bentoml
import dvc
import evidently
import great_expectations
import hydra
import joblib
import lightgbm
import mlflow
import numpy as np
import onnx
import optuna
import pandera
import prefect
import prometheus_client
import pydantic
import pytest
import seaborn as sns
import shap
import torch.nn as nn
import wandb
from fastapi import FastAPI
from imblearn.over_sampling import SMOTE
from sklearn.dummy import DummyClassifier
from sklearn.metrics import confusion_matrix, f1_score, roc_auc_score
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from transformers import pipeline
"""

COMMENTS = """
# seed: random.seed(42); np.random.seed(42); torch.manual_seed(42)
# scaler = StandardScaler().fit(X_train)
# scores = cross_val_score(model, X, y, cv=5)
# print(confusion_matrix(y_test, model.predict(X_test)))
# shap.TreeExplainer(model).shap_values(X_test)
# mlflow.log_metric("mae", 3.2)
# joblib.dump(model, "model.joblib")
# assert frame["rain"].min() >= 0
# GridSearchCV(model, {"max_depth": [3, 5]}).fit(X_train, y_train)
# monitoring, drift detection, retraining, data validation, unit tests, fairness, calibration, quantisation, load test
"""

HEADINGS = (
    "Problem", "Business problem", "Use case", "Data", "Dataset", "Exploration", "Features", "Model", "Baseline", "Results", "Evaluation",
    "Error analysis", "Limitations", "Fairness", "Decisions", "Architecture", "Project structure", "Installation", "Usage", "Requirements",
    "Deployment", "Docker", "Kubernetes", "Monitoring", "Drift", "Retraining", "Reproducibility", "Tests", "CI/CD", "Model card",
    "Intended use", "Credits", "License", "Future work",
)  # fmt: skip

FILLER = (
    "This section describes the {topic} of our project in detail, because we believe that {topic} is one of the most important parts of "
    "every modern machine learning project, and a good team should always care about it."
)

WORDS = (
    "PyTorch, TensorFlow, scikit-learn, MLflow, DVC, Docker, Kubernetes, FastAPI, Airflow, Evidently, Prometheus, Grafana, ONNX, Optuna, "
    "SHAP, state-of-the-art accuracy, production-ready, scalable, robust, explainable, monitored, tested, reproducible, drift, retraining"
)

NAMES = """
def test_model():
    pass


def evaluate_model():
    pass


def preprocess_data():
    pass


def detect_drift():
    pass


def validate_data():
    pass


def retrain():
    pass


class DataValidator:
    pass


class ModelMonitor:
    pass
"""


def emptied(files: Files) -> Files:
    """Empty files with promising names."""
    return {**dict.fromkeys(FILES, ""), **files}


def headed(files: Files) -> Files:
    """Headings of a good front page, with nothing under them."""
    return {**files, "README.md": files["README.md"] + "".join(f"\n## {heading}\n" for heading in HEADINGS)}


def filled(files: Files) -> Files:
    """The same sentence about nothing under every heading: words enough for each section, none of them true of the project."""
    sections = (f"\n## {heading}\n\n{FILLER.format(topic=heading.lower())}\n" for heading in HEADINGS)
    return {**files, "README.md": files["README.md"] + "".join(sections)}


def worded(files: Files) -> Files:
    """A list of fashionable words."""
    return {**files, "README.md": f"{files['README.md']}\n{WORDS}\n"}


STUFFING: dict[str, Callable[[Files], Files]] = {
    "empty files": emptied,
    "imports alone": coded(IMPORTS),
    "imports in a file of their own": lambda files: {**files, "everything.py": IMPORTS},
    "comments": coded(COMMENTS),
    "comments in a file of their own": lambda files: {**files, "notes.py": COMMENTS},
    "headings without text": headed,
    "fashionable words": worded,
    "names of functions that do nothing": lambda files: {**files, "monitor.py": NAMES, "tests/test_names.py": NAMES},
    "declared libraries": lambda files: {
        **files, "requirements.txt": files["requirements.txt"] + "mlflow\nevidently\nfastapi\nonnx\noptuna\nwandb\ndvc\nshap\npandera\n",
    },
}  # fmt: skip
