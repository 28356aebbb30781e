"""The texts of good parts: a licence, a test, a workflow, sections of a front page, a card, settings."""

from __future__ import annotations

MIT = """MIT License

Copyright (c) 2024 Ada Harbour

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the
"Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish,
distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to
the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT.
"""

TEST = """import pandas as pd

from features import COLUMNS, clean


def test_a_row_without_a_reading_is_dropped() -> None:
    rows = pd.DataFrame({"rain": [1.0, None], "wind": [3.0, 4.0], "riders_last_hour": [20, 30]})
    assert len(clean(rows)) == 1
    assert list(clean(rows).columns) == COLUMNS
"""

WORKFLOW = """name: checks
on: [push, pull_request]
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: pip install -r requirements.txt pytest
      - run: pytest tests
"""

DOCKERFILE = """FROM python:3.12-slim
WORKDIR /srv/ferries
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY features.py {train} ./
RUN useradd --create-home sailor
USER sailor
CMD {command}
"""

LOCK = """version = 1
requires-python = ">=3.12"

[[package]]
name = "pandas"
version = "2.2.2"

[[package]]
name = "scikit-learn"
version = "1.5.1"

[[package]]
name = "torch"
version = "2.4.0"

[[package]]
name = "torchvision"
version = "0.19.0"
"""

PROBLEM = """## Problem

From the readings of the last hour (rain, wind) and the number of riders one hour ago we predict the riders of the next ferry. The
harbour office uses the prediction to decide whether a second boat is sent out, so that nobody is left on the pier. A mean absolute error
below 12 riders would make the prediction useful for that decision.
"""

LIMITS = """## Limitations

The readings come from one summer of one line, so winter timetables and festivals are outside what the model has seen. It errs most on days
with sudden fog, where it predicts too many riders, and it should not be used to plan the work of crews.
"""

RESULTS = """## Results

| model | mean absolute error | accuracy |
|---|---|---|
| last hour again | 21.3 | 0.61 |
| this project | 11.8 | 0.84 |

The numbers are those of the held-out part, as printed by the training code; the last line is twice as good as repeating the last hour.
"""

DATA = """## Data

The readings were published by the harbour office under CC BY 4.0 at https://data.harbour.example/ferries (version of 2024-03-01). Download
`ferries.csv` and put it into the folder `data/`, where the training code reads it.
"""

USAGE = """## Installation and usage

Make an environment with Python 3.12, install the libraries with the first command and train the model with the second one, which prints
the error on the rows that were held out.

```bash
pip install -r requirements.txt
{command}
```
"""

CARD = """# Model card

## Model

A small model of riders an hour ahead, trained on one summer of readings of the harbour office with the code in this folder.

## Intended use

It is meant for the harbour office, to decide on a second boat an hour ahead; it is not meant for planning the work of crews.

## Data

One row an hour from April to September 2023, with rain, wind and the riders of the hour before, without names or faces of anybody.
"""

IGNORED = "__pycache__/\n*.pyc\n.venv/\ndata/\n.ipynb_checkpoints/\n*.joblib\n*.pt\n"

PYPROJECT = """[project]
name = "ferries"
version = "0.1.0"
requires-python = ">=3.12"

[tool.ruff]
line-length = 100

[tool.ruff.lint]
select = ["E", "F", "I"]
"""

HOOKS = """repos:
  - repo: https://github.com/astral-sh/ruff-pre-commit
    rev: v0.6.2
    hooks:
      - id: ruff
"""
