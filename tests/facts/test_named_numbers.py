"""Numbers with a name, wherever a source gives one."""

from evaluator.facts.python import read_text

SOURCE = """
SEED = 7

class Config:
    lr: float = 0.1

    def __init__(self):
        self.depth = 3

def fit(rows, epochs=5, *, seed=42, name="x", verbose=True):
    params = {"eta": 0.3, "label": "y"}
    return params
"""


def test_each_number_has_its_name_line_and_kind() -> None:
    found = [(each.name, each.value, each.line, each.kind) for each in read_text(SOURCE).numbers]
    assert found == [
        ("SEED", 7, 2, "name"),
        ("lr", 0.1, 5, "name"),
        ("depth", 3, 8, "name"),
        ("epochs", 5, 10, "parameter"),
        ("seed", 42, 10, "parameter"),
        ("eta", 0.3, 11, "key"),
    ]


def test_there_is_a_limit() -> None:
    assert len(read_text("\n".join(f"a{number} = {number}" for number in range(2_000))).numbers) == 500
