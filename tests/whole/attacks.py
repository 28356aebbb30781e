"""What somebody might try who wants points and not a better project: each leaves the model as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.model.snapshot import Commit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Files = dict[str, str]

HOUR = 3600
EVENING = 1_772_300_000
TESTS = """import pytest

from shop.cart import Cart, price


@pytest.fixture
def cart():
    return Cart(["tea", "rope"])


def test_a_cart_adds_up(cart):
    assert cart.total() == price("tea") + price("rope")


def test_an_empty_cart_costs_nothing():
    assert Cart([]).total() == 0


def test_what_is_not_sold_is_refused(cart):
    with pytest.raises(KeyError):
        cart.add("whale")
"""

PAGE = """# Harbour ferries

## Problem

The harbour office decides every evening how many ferries will run on the next morning. This project predicts the number of riders
for each hour from the calendar, the weather and the hour itself, so that the office can send a second boat only when it will be
filled.

## Data

The data set holds hourly counts of riders together with wind, rain and temperature, collected by the harbour office over four
winters. Every row is one hour; gaps come from broken counters and were left out, because nobody knows what they would have shown.

## Approach

We chose a random forest because it copes with the bends in the curve of riders over the day, and because the office wanted to see
which inputs matter. The rows were split by time, the last winter being kept apart, since tomorrow is never in the data of today.

## Results

| model | mean absolute error |
|---|---|
| yesterday's riders | 21.4 |
| random forest | 12.7 |

## Limitations

The model has never seen a strike or a festival, and its errors on stormy days are twice as large as on others; the office should
not use it when the wind is above nine, and a person looks at its answers on every holiday.

## Installation and usage

```bash
pip install -r requirements.txt
python train.py
```

## Project structure

- `train.py` reads, splits, fits and scores
- `features.py` prepares the rows

## Monitoring and retraining

Every Monday the error of the last week is compared with the error of the month before; when it has grown by a fifth, the model is
trained again.
"""

HOLLOW = {
    ".github/workflows/ci.yml": "name: ci\non: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo passed\n",
    "Dockerfile": "",
    "Makefile": "train:\n\ttrue\n\ntest:\n\ttrue\n",
    "dvc.yaml": "stages: {}\n",
    "monitoring/drift.py": "import evidently\n",
    "tests/test_model.py": "",
    "src/__init__.py": "",
    "model_card.md": "# Model card\n",
}


def transplanted(files: Files) -> Files:
    """Tests of another program, whose modules are not there."""
    return {**files, "tests/test_cart.py": TESTS, "tests/conftest.py": "import pytest\n"}


def rewritten(files: Files) -> Files:
    """A front page that says all that a good one says, of work that was not done."""
    return {**files, "README.md": PAGE}


def hollow(files: Files) -> Files:
    """The files of a finished project with nothing in them."""
    return {**HOLLOW, **files}


def moved(files: Files) -> Files:
    """The same files in the folders of a template, which is named anew."""
    return {path if "/" in path or not path.endswith(".py") else f"harbour_ferries/{path}": text for path, text in files.items()}


NOTHING_GAINED: Mapping[str, Callable[[Files], Files]] = {"tests of another program": transplanted, "hollow files": hollow}


def hourly(files: Mapping[str, str]) -> tuple[Commit, ...]:
    """A work of one evening: three commits of code within three hours."""
    return tuple(Commit(f"{number:040x}", EVENING - number * HOUR, 0, "update", 1, tuple(files)) for number in range(3))


def padded(files: Mapping[str, str]) -> tuple[Commit, ...]:
    """The same evening, and before it fifty days on which a commit changes nothing."""
    empty = (Commit(f"{number:040x}", EVENING - number * 24 * HOUR, 0, "Improve the model", 1) for number in range(1, 51))
    return (*hourly(files), *empty)
