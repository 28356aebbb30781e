"""Every sketch that case repositories lead to: short, of its language, and with no name that stands neither in it nor in the code."""

from __future__ import annotations

import ast
import builtins
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from evaluator.checks import sketches
from evaluator.model.place import REPOSITORY
from evaluator.model.result import Result, against
from tests.checks.cases import cases_in
from tests.memory import facts_of

if TYPE_CHECKING:
    from evaluator.model.facts import Facts
    from evaluator.model.review import Sketch

KNOWN = frozenset(dir(builtins)) | {"np", "random", "torch", "tf", "Path", "ROOT", "Counter", "DummyClassifier", "DummyRegressor"}


class _Failing(dict[str, Result]):
    """Results in which every check fails, at every line of every file."""

    def __init__(self, facts: Facts) -> None:
        super().__init__()
        places = [call.at for code in facts.code for call in code.called] or [REPOSITORY]
        self.evidence = tuple(against(place, "x") for place in places)

    def __contains__(self, check: object) -> bool:
        return isinstance(check, str)

    def __missing__(self, check: str) -> Result:
        return Result(check, "", "fail", evidence=self.evidence)


def names_of(text: str) -> set[str]:
    """The names that a piece of Python uses and does not make."""
    tree = ast.parse(text)
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    made = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    made |= {alias.asname or alias.name for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom) for alias in node.names}
    made |= {argument.arg for node in ast.walk(tree) if isinstance(node, ast.arguments) for argument in node.args}
    made |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return used - made - KNOWN


def hold(made: Sketch, written: str) -> None:
    """What every sketch keeps."""
    assert len(made.text.split("\n")) <= sketches.MOST_LINES
    if made.language == "python":
        for name in names_of(made.text):
            assert re.search(rf"\b{name}\b", written), (name, made.text)
        for column in re.findall(r'\["([^"]+)"\]', made.text):
            assert column in written
    elif made.language == "yaml":
        assert yaml.safe_load(made.text)
    elif made.language == "dockerfile":
        assert "FROM python" in made.text
    else:
        assert made.language in ("markdown", "text")


@pytest.mark.parametrize("source", sorted(path.name for path in Path(__file__).parent.glob("*.md")))
def test_a_sketch_holds_to_the_code(source: str) -> None:
    for case in cases_in(Path(__file__).with_name(source)):
        facts = facts_of(case.files)
        for function in sketches.functions().values():
            made = function(facts, _Failing(facts))
            if made is not None:
                hold(made, "\n".join([*case.files, *case.files.values()]))
