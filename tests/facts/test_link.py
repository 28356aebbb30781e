from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.memory import facts_of

if TYPE_CHECKING:
    from evaluator.model.code import Call


def names(files: dict[str, str], path: str) -> list[str]:
    """The full names of the calls of one file, in order."""
    code = facts_of(files).code_at(path)
    assert code is not None
    return [call.name for call in code.calls if call.kind == "call"]


@pytest.mark.parametrize(
    "text",
    [
        "from openai import OpenAI\nclient = OpenAI()\n\ndef ask(q):\n    return client.chat.completions.create(messages=[q])\n",
        "import openai\n\ndef ask(q):\n    client = openai.OpenAI()\n    return client.chat.completions.create(messages=[q])\n",
        (
            "from openai import OpenAI\nclass A:\n    def __init__(self):\n        self.c = OpenAI()\n"
            "    def go(self):\n        self.c.chat.completions.create()\n"
        ),
    ],
)
def test_a_method_behind_attributes_is_known(text: str) -> None:
    assert names({"a.py": text}, "a.py")[-1] == "openai.OpenAI.chat.completions.create"


def test_a_folder_of_a_librarys_name_neither_hides_it_nor_passes_for_it() -> None:
    files = {
        "mlflow/run.py": "import mlflow\nmlflow.log_metric('a', 1)\n",
        "gradio/__init__.py": "def launch():\n    pass\n",
        "app.py": "import gradio as gr\nfrom gradio import launch\ngr.Interface(fn=print)\nlaunch()\n",
    }
    assert names(files, "mlflow/run.py") == ["mlflow.log_metric"]
    assert names(files, "app.py")[-1] == "project:gradio/__init__.py:launch"


def test_values_pass_through_functions_of_other_files_and_parts_of_tuples_stay_apart() -> None:
    files = {
        "data.py": (
            "import pandas as pd\nfrom sklearn.model_selection import train_test_split\n\n\n"
            "def parts(path):\n    df = pd.read_csv(path)\n    a, b = train_test_split(df)\n    return a, b\n"
        ),
        "train.py": (
            "from sklearn.svm import SVC\nfrom data import parts\n\ntrain, test = parts('x.csv')\n"
            "SVC().fit(train[['a']], train['y'])\nprint(test)\n"
        ),
    }
    facts = facts_of(files)
    fit = next(facts.calls_to("estimator.fit"))
    fed = [call for call in facts.upstream(fit) if call.path == "data.py"]
    assert {"pandas.read_csv", "sklearn.model_selection.train_test_split"} <= {call.name for call in fed}
    positions = {call.arguments[0].constant for call in fed if _is_part(call)}
    assert positions == {0}, "only the first part of the split feeds the fit"


def _is_part(call: Call) -> bool:
    return call.kind == "item" and bool(call.arguments) and isinstance(call.arguments[0].constant, int)


def test_a_walk_that_enters_a_function_by_one_call_leaves_it_by_the_same() -> None:
    text = (
        "import pandas as pd\n\n\ndef clean(df):\n    return df.dropna()\n\n\n"
        "train = clean(pd.read_csv('train.csv'))\ntest = clean(pd.read_csv('test.csv'))\ntrain.describe()\n"
    )
    facts = facts_of({"a.py": text})
    described = next(facts.calls_named("pandas.DataFrame.describe"))
    read = {call.constant("", 0) for call in facts.upstream(described, "data.read")}
    assert read == {"train.csv"}


def test_a_switch_that_is_stored_keeps_its_value() -> None:
    facts = facts_of({"a.py": "import torch\ntorch.backends.cudnn.deterministic = True\ntorch.backends.cudnn.benchmark = flag\n"})
    stored = [(call.constant("", 0), call.arguments[-1].constant) for call in facts.code[0].calls if call.kind == "set-item"]
    assert stored == [("deterministic", True), ("benchmark", None)]
