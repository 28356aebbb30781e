from __future__ import annotations

import pytest

from evaluator import checks
from evaluator.checks.selectors.kinds import subject
from tests.memory import facts_of

FIT = "from sklearn.linear_model import Ridge\nRidge().fit(X, y)\n"

KINDS = {
    "a table": (FIT, ("tabular",)),
    "groups and nothing else": ("from sklearn.cluster import KMeans\nKMeans(3).fit(X)\n", ("clustering",)),
    "groups as features of a model": ("from sklearn.cluster import KMeans\nX['g'] = KMeans(3).fit_predict(X)\n" + FIT, ("tabular",)),
    "pictures": ("import torch\nnet = torch.nn.Conv2d(3, 8, 3)\nnet(x).sum().backward()\n", ("vision",)),
    "texts": (
        "from sklearn.feature_extraction.text import TfidfVectorizer\nX = TfidfVectorizer().fit_transform(texts)\n" + FIT,
        ("nlp",),
    ),
    "dates, lags and a recurrent network": (
        (
            "import keras\nimport pandas as pd\ndf = pd.read_csv('a.csv', parse_dates=['day'])\ndf['before'] = df['sold'].shift(1)\n"
            "model = keras.Sequential([keras.layers.LSTM(8)])\nmodel.fit(x, y, epochs=3)\n"
        ),
        ("time-series",),
    ),
    "dates alone": ("import pandas as pd\ndf = pd.read_csv('a.csv', parse_dates=['day'])\n" + FIT, ("tabular",)),
    "users, films and ratings": (
        "import pandas as pd\ndf = pd.read_csv('a.csv')\npairs = df[['userId', 'movieId', 'rating']]\n" + FIT,
        ("recommender",),
    ),
    "an environment": ("import gymnasium as gym\nenv = gym.make('Taxi-v3')\nenv.step(1)\n", ("rl",)),
    "turns of a game of one's own": (
        (
            "import torch\n\n\ndef turn(move):\n    return move, 1.0, False\n\n\nnet = torch.nn.Linear(4, 2)\n"
            "state, reward, done = turn(1)\nnet(state).sum().backward()\n"
        ),
        ("rl",),
    ),
    "a function of one's own that gives a loss and an end": (
        (
            "import torch\n\n\ndef turn(rows):\n    return rows, 1.0, False\n\n\nnet = torch.nn.Linear(4, 2)\n"
            "rows, loss, done = turn(1)\nnet(rows).sum().backward()\n"
        ),
        ("tabular",),
    ),
    "an assistant": ("from openai import OpenAI\nOpenAI().chat.completions.create(model='m', messages=[])\n", ("llm-app",)),
    "an assistant beside a model": (
        "from openai import OpenAI\nOpenAI().chat.completions.create(model='m', messages=[])\n" + FIT,
        ("llm-app", "tabular"),
    ),
    "a language model trained here": (
        (
            "import torch\n\n\nclass Net(torch.nn.Module):\n    def generate(self, ids):\n"
            "        return torch.multinomial(self(ids), 1)\n\n\n"
            "loss = Net()(x)\nloss.backward()\n"
        ),
        ("generative",),
    ),
    "only a served model": ("import joblib\nprint(joblib.load('m.joblib').predict([[1]]))\n", ("tabular",)),
}


@pytest.mark.parametrize("told", KINDS)
def test_kind(told: str) -> None:
    source, kinds = KINDS[told]
    assert subject(facts_of({"train.py": source})).kinds == kinds


def test_a_repository_without_a_model_has_no_score() -> None:
    found = subject(facts_of({"load.py": "import pandas as pd\npd.read_csv('a.csv').to_parquet('a.parquet')\n"}))
    assert not found.kinds
    assert found.no_score_because is not None
    assert "no machine learning" in found.no_score_because


def test_a_framework_of_which_no_table_tells_is_machine_learning_all_the_same() -> None:
    source = "import theano\nx = theano.shared(1)\nf = theano.function([x], x)\ng = theano.function([x], x)\n"
    assert subject(facts_of({"train.py": source})).no_score_because is None


def test_unrelated_projects_side_by_side_are_named() -> None:
    folders = ("boston", "dogs", "spam")
    files = {f"{name}/train.py": FIT for name in folders} | {f"{name}/README.md": f"# {name}\n" for name in folders}
    assert subject(facts_of(files)).candidates == folders


def test_parts_of_one_project_are_no_collection() -> None:
    files = {f"{name}/train.py": FIT for name in ("src", "notebooks", "experiments")} | {"README.md": "# One\n"}
    assert not subject(facts_of(files)).candidates


def test_folders_that_share_modules_are_no_collection() -> None:
    files = {f"{name}/train.py": FIT for name in ("lstm", "arima", "prophet")} | {
        f"{name}/README.md": "#\n" for name in ("lstm", "arima", "prophet")
    }
    files["lstm/train.py"] += "from arima.train import X\n"
    files["arima/__init__.py"] = ""
    assert not subject(facts_of(files)).candidates


def test_a_published_package_is_a_library() -> None:
    files = {f"learnlib/m{number}.py": "def f(x):\n    return x\n" for number in range(12)}
    files |= {"learnlib/__init__.py": "", "learnlib/fit.py": FIT, "setup.py": "from setuptools import setup\nsetup(name='learnlib')\n"}
    files |= {"CHANGELOG.md": "# 1.0\n", "CONTRIBUTING.md": "# How\n", "docs/conf.py": "project = 'learnlib'\n"}
    assert subject(facts_of(files)).kinds == ("library",)


def test_a_package_that_its_page_installs_by_name_is_a_library_whatever_its_examples_train() -> None:
    files = {f"tide_tools/m{number}.py": "def f(x):\n    return x\n" for number in range(6)}
    files |= {"tide_tools/__init__.py": "", "examples.py": FIT, "data/rents.csv": "rooms,rent\n1,2\n"}
    files |= {"setup.py": "from setuptools import setup\nsetup(name='tide-tools')\n"}
    by_name = "# Tide tools\n\n```\n$ pip install tide-tools\n```\n"
    assert subject(facts_of(files | {"README.md": by_name})).kinds == ("library",)
    for other in ("pip install -e .", "pip install -r requirements.txt", "pip install numpy", "pip install tide-tools-app numpy"):
        assert subject(facts_of(files | {"README.md": by_name.replace("pip install tide-tools", other)})).kinds == ("tabular",), other


def test_a_project_with_data_and_notebooks_is_no_library() -> None:
    files = {f"rents/m{number}.py": "def f(x):\n    return x\n" for number in range(12)}
    files |= {"rents/__init__.py": "", "rents/fit.py": FIT, "setup.py": "from setuptools import setup\nsetup(name='rents')\n"}
    files |= {"CHANGELOG.md": "# 1.0\n", "CONTRIBUTING.md": "# How\n", "data/rents.csv": "rooms,rent\n1,2\n"}
    assert subject(facts_of(files)).kinds == ("tabular",)


def test_a_folder_that_shares_data_with_one_other_does_not_hide_a_collection() -> None:
    files = {f"{name}/train.py": f"import pandas as pd\nX = pd.read_csv('{name}.csv')\n" + FIT for name in ("boston", "dogs", "spam")}
    files |= {"sandbox/try.py": "import pandas as pd\nX = pd.read_csv('dogs.csv')\n" + FIT, "titanic/rules.py": "print('women first')\n"}
    files |= {f"{name}/README.md": f"# {name}\n" for name in ("boston", "dogs", "spam", "sandbox", "titanic")}
    assert subject(facts_of(files)).candidates == ("boston", "dogs", "sandbox", "spam", "titanic")


TEMPLATE = {
    "{{ cookiecutter.name }}/train.py": FIT,
    "{{ cookiecutter.name }}/tests/test_it.py": "def test_it():\n    assert True\n",
    "hooks/made.py": "print('made')\n",
    "README.md": "# A template\n\nMakes a project that predicts.\n",
}


def test_a_template_has_no_score_and_what_it_does_not_hold_is_not_missed() -> None:
    facts = facts_of(TEMPLATE)
    told = subject(facts)
    assert told.no_score_because is not None
    assert "template" in told.no_score_because
    results = {result.check: result for result in checks.run(facts, told.kinds, told.outside, told.unseen)}
    for missing in ("tests-assert-project", "model-is-trained", "runs-tracked", "container-defined", "model-described"):
        assert not results[missing].applies
    assert results["licence-present"].outcome == "fail"
    assert results["no-secret-committed"].outcome == "pass"


def test_a_project_with_one_template_file_is_none() -> None:
    assert subject(facts_of({"train.py": FIT, "clean.py": "print(1)\n", "deploy/{{ name }}.py": "print(1)\n"})).no_score_because is None


def test_without_machine_learning_only_the_craft_is_judged() -> None:
    facts = facts_of({"load.py": "import pandas as pd\npd.read_csv('a.csv').to_parquet('a.parquet')\n"})
    told = subject(facts)
    results = {result.check: result for result in checks.run(facts, told.kinds, told.outside, told.unseen)}
    assert not any(results[each].applies for each in ("model-is-trained", "metric-computed", "service-predicts", "runs-tracked"))
    assert results["tests-assert-project"].outcome == "fail"
    assert results["dependencies-declared"].outcome == "fail"


def test_without_code_that_is_read_no_code_is_missed() -> None:
    facts = facts_of({"app.R": "library(shiny)\n", "README.md": "# An app\n"})
    told = subject(facts)
    results = {result.check: result for result in checks.run(facts, told.kinds, told.outside, told.unseen)}
    assert not results["tests-assert-project"].applies
    assert not results["dependencies-declared"].applies
    assert results["licence-present"].outcome == "fail"
