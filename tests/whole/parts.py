"""Good parts that can be added to any of the small projects; each leaves what is there as it is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.whole.projects import notebook
from tests.whole.texts import CARD, DATA, DOCKERFILE, HOOKS, IGNORED, LIMITS, LOCK, MIT, PROBLEM, PYPROJECT, RESULTS, TEST, USAGE, WORKFLOW

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.whole.projects import Files


def said(text: str) -> Callable[[Files], Files]:
    """One more section of the README."""
    return lambda files: {**files, "README.md": files["README.md"] + "\n" + text.replace("{command}", command(files))}


def command(files: Files) -> str:
    """What trains the model."""
    return "python train.py" if "train.py" in files else "jupyter nbconvert --to notebook --execute train.ipynb"


def training(files: Files) -> str:
    return "train.py" if "train.py" in files else "train.ipynb"


def coded(first: str, last: str = "", needs: str = "") -> Callable[[Files], Files]:
    """Code before the first and after the last line of the training code; what it imports anew is declared."""

    def change(files: Files) -> Files:
        path = training(files)
        files = {**files, "requirements.txt": files["requirements.txt"] + (f"{needs}\n" if needs else "")}
        if path == "train.py":
            return {**files, path: "\n".join(part for part in (first.strip(), files[path].strip(), last.strip()) if part) + "\n"}
        cells = ["".join(cell["source"]) for cell in json.loads(files[path])["cells"]]
        return {**files, path: notebook([part for part in (first.strip(), *cells, last.strip()) if part])}

    return change


def by_framework(network: Callable[[Files], Files], other: Callable[[Files], Files]) -> Callable[[Files], Files]:
    return lambda files: (network if "torch" in files["requirements.txt"] else other)(files)


def container(files: Files) -> Files:
    starts = command(files).split()
    made = DOCKERFILE.format(train=training(files), command=json.dumps(starts))
    return {**files, "Dockerfile": made, ".dockerignore": ".git\ndata\n"}


def checked(files: Files) -> Files:
    return {**files, "tests/test_features.py": TEST, ".github/workflows/checks.yml": WORKFLOW}


SEEDS = "import random\n\nimport numpy as np\n\nrandom.seed(7)\nnp.random.seed(7)"
SEEDED = by_framework(coded(f"{SEEDS}\n\nimport torch\n\ntorch.manual_seed(7)", needs="numpy"), coded(SEEDS, needs="numpy"))
SAVED = by_framework(
    coded("", 'torch.save(model.state_dict(), "hulls.pt")'), coded("import joblib", 'joblib.dump(model, "ferries.joblib")', needs="joblib")
)

SERVICE = '''import joblib
import pandas as pd
from fastapi import FastAPI
from pydantic import BaseModel, Field

from features import COLUMNS

app = FastAPI(title="Ferries")
model = joblib.load("ferries.joblib")


class Hour(BaseModel):
    """What is known of the last hour."""

    rain: float = Field(ge=0)
    wind: float = Field(ge=0)
    riders_last_hour: int = Field(ge=0)


class Answer(BaseModel):
    """What is answered."""

    expected: float


@app.post("/predict")
def predict(hour: Hour) -> Answer:
    """What the model expects of the next hour."""
    rows = pd.DataFrame([hour.model_dump()])[COLUMNS]
    return Answer(expected=float(model.predict(rows)[0]))
'''

BASELINE = """
from sklearn.dummy import DummyRegressor
from sklearn.metrics import r2_score


def compare_with_median(frame: pd.DataFrame) -> None:
    \"\"\"Print how well the median alone would do.\"\"\"
    simple = DummyRegressor(strategy="median")
    simple.fit(frame[COLUMNS].iloc[:-200], frame["riders"].iloc[:-200])
    print("median", r2_score(frame["riders"].iloc[-200:], simple.predict(frame[COLUMNS].iloc[-200:])))


compare_with_median(frame)
"""

FOLDS = """
from sklearn.model_selection import KFold, cross_val_score


def score_in_folds(frame: pd.DataFrame) -> None:
    \"\"\"Print the error and its spread over five folds.\"\"\"
    scores = cross_val_score(model, frame[COLUMNS], frame["riders"], cv=KFold(5), scoring="neg_mean_absolute_error")
    print("folds", -scores.mean(), scores.std())


score_in_folds(frame)
"""

SEEN = """
def look(frame: pd.DataFrame) -> None:
    \"\"\"Show what the rows are like.\"\"\"
    print(frame.describe())
    print(frame[COLUMNS].isna().sum())
    print(frame["riders"].value_counts())
    frame["riders"].plot.hist(bins=30)


look(frame)
"""


def framed(text: str) -> Callable[[Files], Files]:
    """More code after the training, on the rows that it read; in a network's project, which has none, the rows are read."""
    read = 'import pandas as pd\n\nfrom features import COLUMNS, clean\n\nframe = clean(pd.read_csv("data/ferries.csv"))\n'
    return by_framework(coded(""), coded(read, text))


def served(files: Files) -> Files:
    if "torch" in files["requirements.txt"]:
        return files
    files = SAVED(files)
    return {**files, "serve.py": SERVICE, "requirements.txt": files["requirements.txt"] + "fastapi\npydantic\nuvicorn\n"}


GOOD: dict[str, Callable[[Files], Files]] = {
    "a test that asserts": lambda files: {**files, "tests/test_features.py": TEST},
    "a licence": lambda files: {**files, "LICENSE": MIT},
    "limits": said(LIMITS),
    "a problem": said(PROBLEM),
    "a results table": said(RESULTS),
    "a word about the data": said(DATA),
    "commands": said(USAGE),
    "a lock file": lambda files: {**files, "uv.lock": LOCK},
    "tests in a workflow": checked,
    "a container": container,
    "seeds": SEEDED,
    "a saved model": SAVED,
    "a service": served,
    "a baseline": framed(BASELINE),
    "folds": framed(FOLDS),
    "a look at the data": framed(SEEN),
    "a model card": lambda files: {**files, "MODEL_CARD.md": CARD},
    "a list of what is ignored": lambda files: {**files, ".gitignore": IGNORED},
    "settings of a linter": lambda files: {**files, "pyproject.toml": PYPROJECT, ".pre-commit-config.yaml": HOOKS},
}
