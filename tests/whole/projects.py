"""Small projects of four kinds, for properties of the whole: each is a mapping of paths to text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Files = dict[str, str]

FEATURES = '''"""From raw rows to what the model learns from."""

import pandas as pd

COLUMNS = ["rain", "wind", "riders_last_hour"]


def clean(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows without a reading are dropped, the same hour is kept once."""
    return frame.dropna(subset=COLUMNS).drop_duplicates()
'''

TABULAR = """import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import train_test_split

from features import COLUMNS, clean

frame = clean(pd.read_csv("data/ferries.csv"))
X = frame[COLUMNS]
y = frame["riders"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2)
model = RandomForestRegressor(n_estimators=200)
model.fit(X_train, y_train)
print(mean_absolute_error(y_test, model.predict(X_test)))
"""

FORECAST = """import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import classification_report
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from features import COLUMNS, clean


def main():
    frame = clean(pd.read_csv("data/ferries.csv"))
    X_train, X_test, y_train, y_test = train_test_split(frame[COLUMNS], frame["late"], stratify=frame["late"])
    model = make_pipeline(StandardScaler(), LogisticRegression())
    model.fit(X_train, y_train)
    print(classification_report(y_test, model.predict(X_test)))
    return model


model = main()
"""

VISION = """import pandas as pd
import torch
from torch import nn
from torch.utils.data import DataLoader, random_split
from torchvision import transforms
from torchvision.datasets import ImageFolder

from features import clean

shots = clean(pd.read_csv("data/shots.csv"))
pictures = ImageFolder("data/hulls", transform=transforms.Compose([transforms.Resize((64, 64)), transforms.ToTensor()]))
train_part, test_part = random_split(pictures, [800, 200])


class Hulls(nn.Module):
    def __init__(self):
        super().__init__()
        self.look = nn.Conv2d(3, 8, 3, padding=1)
        self.say = nn.Linear(8 * 64 * 64, 4)

    def forward(self, pictures):
        return self.say(torch.relu(self.look(pictures)).flatten(1))


model = Hulls()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
wrong = nn.CrossEntropyLoss()
for epoch in range(5):
    model.train()
    for pictures, kinds in DataLoader(train_part, batch_size=32, shuffle=True):
        optimizer.zero_grad()
        loss = wrong(model(pictures), kinds)
        loss.backward()
        optimizer.step()
model.eval()
right = 0
with torch.no_grad():
    for pictures, kinds in DataLoader(test_part, batch_size=32):
        right += (model(pictures).argmax(1) == kinds).sum().item()
print("accuracy", right / len(test_part))
"""


def readme(title: str) -> str:
    """A page that says little."""
    return f"# {title}\n\nA project about the harbour ferries of a small town.\n"


def notebook(cells: Sequence[str], texts: Mapping[int, str] | None = None) -> str:
    """An executed notebook without outputs; `texts` are Markdown cells, by the number of the code cell they precede."""
    made: list[dict[str, object]] = []
    for number, source in enumerate(cells):
        if texts and number in texts:
            made.append({"cell_type": "markdown", "metadata": {}, "source": texts[number]})
        made.append({"cell_type": "code", "execution_count": number + 1, "metadata": {}, "outputs": [], "source": source})
    told = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}, "language_info": {"name": "python"}}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": told, "cells": made})


def project(title: str, path: str, code: str, libraries: str) -> Files:
    """A project of one training file, one module and a word about it."""
    text = notebook(code.strip().split("\n\n")) if path.endswith(".ipynb") else code
    return {"README.md": readme(title), path: text, "features.py": FEATURES, "requirements.txt": libraries}


PROJECTS: dict[str, Files] = {
    "a regression script": project("Ferry riders", "train.py", TABULAR, "pandas\nscikit-learn\n"),
    "a classification in a function": project("Late ferries", "train.py", FORECAST, "pandas\nscikit-learn\n"),
    "a network": project("Hulls", "train.py", VISION, "pandas\ntorch\ntorchvision\n"),
    "a notebook": project("Ferry riders", "train.ipynb", TABULAR, "pandas\nscikit-learn\n"),
}

SITE = """from flask import Flask

app = Flask(__name__)


@app.route("/predict")
def predict():
    return "rain"
"""

WORKFLOW = """on: push
jobs:
  train:
    runs-on: ubuntu-latest
    steps:
      - run: python train.py
"""

BOAST = "# Deep learning\n\nMachine learning with PyTorch: a neural network, trained on a GPU, that predicts everything.\n"
SUMS = 'import pandas as pd\n\nprint(pd.read_csv("ferries.csv").groupby("line").mean())\n'

WITHOUT_LEARNING: dict[str, Files] = {
    "nothing": {},
    "a readme": {"README.md": BOAST},
    "requirements": {"requirements.txt": "torch==2.4.0\nscikit-learn==1.5.1\n"},
    "imports": {"train.py": "import sklearn.linear_model\nimport tensorflow as tf\nfrom torch import nn\n"},
    "names": {"fit.py": "def train(model):\n    return model\n\n\ntrain('a model')\n", "model.py": "", "evaluate.py": ""},
    "comments": {"learn.py": "# model = RandomForestClassifier()\n# model.fit(X, y)\nprint('done')\n"},
    "a web site": {"app.py": SITE},
    "sums of a table": {"read.py": SUMS, "ferries.csv": "line,riders\n"},
    "a workflow": {".github/workflows/train.yml": WORKFLOW},
}
