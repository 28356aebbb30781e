from __future__ import annotations

import pytest

from evaluator import checks
from evaluator.checks.selectors import kinds
from tests.memory import facts_of

NETWORK = """import torch


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = torch.nn.Linear(4, 8)
        self.last = torch.nn.Linear(8, 3)

    def forward(self, x):
        return self.last(self.hidden(x))

    def predict(self, x):
        return self(x).argmax()


net = Net()
net.load_state_dict(torch.load("net.pt"))


def answer(x):
    return {call}
"""
SERVICE = """from flask import Flask, request

from network import answer

app = Flask(__name__)


@app.route("/", methods=["POST"])
def index():
    return str(answer(request.json))
"""


@pytest.mark.parametrize("call", ["net.forward(x).argmax()", "net(x).argmax()", "net.predict(x)"])
def test_the_model_is_asked_where_it_is_called_not_in_one_of_its_layers(call: str) -> None:
    facts = facts_of({"network.py": NETWORK.format(call=call), "app.py": SERVICE}, ())
    check, function = checks.functions()["service-predicts"]
    result = checks.judged(check, function, facts, kinds.subject(facts).kinds)
    assert [item.note for item in result.evidence] == ["route / asks the model at network.py:22"]
