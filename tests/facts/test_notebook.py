"""A notebook is cells, prose, and a script with a map from its lines to the cells."""

import json
import warnings
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.facts.notebook import matches, read
from evaluator.model.documents import Cell, NotebookSource


def code(source: str | list[str], *outputs: dict[str, Any], count: int | None = None) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "outputs": list(outputs), "execution_count": count, "metadata": {}}


def prose(source: str | list[str]) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": source, "metadata": {}}


def notebook(*cells: dict[str, Any], **more: Any) -> NotebookSource:
    return read(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells), **more}).encode())


def test_code_cells_are_one_script_with_a_map() -> None:
    found = notebook(
        prose("# Data"),
        code(["import pandas as pd\n", "%matplotlib inline"], count=1),
        code("df = pd.read_csv('a.csv')\n\ndf.head()", count=2),
    )
    assert found.cells == (
        Cell(1, "markdown"),
        Cell(2, "code", 1, (), 1, 2, ((2, "%matplotlib inline"),)),
        Cell(3, "code", 2, (), 3, 3),
    )
    calls = [(node.name, node.line) for node in found.code.nodes if node.kind == "call"]
    assert calls == [("pd.read_csv", 3), (".head", 5)]
    assert (found.format, found.language) == ("4.5", "python")


def test_one_bad_cell_loses_only_itself() -> None:
    found = notebook(code("import os"), code("x = = 1\n"), code("os.getcwd()"))
    assert [cell.problem != "" for cell in found.cells] == [False, True, False]
    assert found.code.dialect == "python"
    assert [(node.name, node.line) for node in found.code.nodes if node.kind == "call"] == [("os.getcwd", 4)]


def test_prose_is_a_text_with_cells() -> None:
    found = notebook(prose("# Data\n\nRows of people."), code("1"), prose("We see that older people leave.")).prose
    assert [(section.heading, section.cell, section.words) for section in found.sections] == [("Data", 1, 9)]
    assert [(paragraph.line, paragraph.cell) for paragraph in found.paragraphs] == [(3, 1), (1, 3)]


def test_outputs_say_what_they_are() -> None:
    found = notebook(
        code(
            "f()",
            {"output_type": "stream", "name": "stdout", "text": ["accuracy 0.9\n", "x" * 1000]},
            {"output_type": "display_data", "data": {"image/png": "iVBOR", "text/plain": ["<Figure>"]}, "metadata": {}},
            {"output_type": "error", "ename": "KeyError", "evalue": "'a'", "traceback": []},
        )
    )
    outputs = found.cells[0].outputs
    assert [(output.kind, output.mimes, output.error) for output in outputs] == [
        ("stream", (), ""),
        ("display_data", ("image/png", "text/plain"), ""),
        ("error", (), "KeyError"),
    ]
    assert outputs[0].text.startswith("accuracy 0.9\nxxx")
    assert len(outputs[0].text) == 600
    assert outputs[1].text == "<Figure>"


def test_version_3_keeps_its_cells_in_worksheets() -> None:
    cells = [
        {"cell_type": "heading", "level": 2, "source": ["Data"], "metadata": {}},
        {
            "cell_type": "code",
            "language": "python",
            "input": ["print 'a'"],
            "prompt_number": 4,
            "outputs": [{"output_type": "pyout", "text": ["1"], "png": "iVB"}],
        },
    ]
    found = read(json.dumps({"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": cells}]}).encode())
    assert found.prose.sections[0].level == 2
    assert found.cells[1].execution_count == 4
    assert found.cells[1].problem == "Python 2"
    assert found.cells[1].outputs[0].kind == "execute_result"
    assert found.cells[1].outputs[0].mimes == ("image/png",)
    assert [node.name for node in found.code.nodes] == ["print"]


@pytest.mark.parametrize(
    ("metadata", "language"),
    [
        ({"kernelspec": {"name": "ir", "language": "R"}}, "r"),
        ({"language_info": {"name": "julia"}}, "julia"),
        ({"kernelspec": {"name": "conda_python3"}}, "python"),
        ({"kernelspec": "odd"}, "python"),
        ({}, "python"),
    ],
)
def test_other_languages_have_no_code(metadata: dict[str, Any], language: str) -> None:
    found = notebook(code("library(caret)"), metadata=metadata)
    assert found.language == language
    assert bool(found.code.nodes) == (language == "python")


def test_credentials_are_found_by_cell_and_masked() -> None:
    value = "".join("aB3dE5fG7hI9"[(7 * number) % 12] for number in range(24))
    found = notebook(
        prose("text"),
        code(f'\napi_key = "{value}"', {"output_type": "stream", "name": "stdout", "text": f'token: "{value}"'}),
    )
    assert [(secret.cell, secret.line, secret.where) for secret in found.secrets] == [(2, 2, "source"), (2, 1, "output")]
    assert value not in str(found)


@pytest.mark.parametrize(
    "damage",
    [
        {"cells": [None, 3, "x", {"cell_type": "code", "source": None}, {"cell_type": 5}, {"source": {"a": 1}}]},
        {"cells": {"a": 1}},
        {"cells": [code("1", count="5")]},  # type: ignore[arg-type]
        {"cells": [{"cell_type": "code", "source": [1, "a = 1"], "outputs": [3, {"output_type": "stream", "text": 4}]}]},
        {"metadata": None},
        {"metadata": ["x"]},
        {"nbformat": True},
        {"nbformat": "4"},
        {"nbformat": 4, "cells": [{"cell_type": "code", "source": "x", "outputs": [{"data": {"text/plain": {"a": 1}}}]}]},
        {"worksheets": [{"cells": None}, 4]},
    ],
)
def test_damaged_notebooks_are_read(damage: dict[str, Any]) -> None:
    assert isinstance(notebook(**damage), NotebookSource)


def test_what_is_wrong_with_the_structure_is_said() -> None:
    assert "type" in notebook(cells=[code("1", count="5")]).metadata["invalid"]  # type: ignore[arg-type]


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"{}", b"{", b'"x"', b"[" * 100_000, b"\xff\xfe", b"\x00", b'{"a": 1e999}'])
def test_what_is_no_notebook_is_a_value_error(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"notebook|JSON|deep|utf|text"):
        read(data)


def test_versions_1_and_2_are_upgraded() -> None:
    cells = [{"cell_type": "code", "language": "python", "input": "x = f(1)", "prompt_number": 1, "outputs": []}]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = read(json.dumps({"nbformat": 2, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}).encode())
    assert [node.name for node in found.code.nodes if node.kind == "call"] == ["f"]


def test_a_mark_and_nan_are_no_trouble() -> None:
    data = b'{"nbformat": 4, "metadata": {"x": NaN}, "cells": [{"cell_type": "code", "source": "f()"}]}'
    assert read(b"\xef\xbb\xbf" + data).code.nodes


def test_which_files_are_notebooks() -> None:
    assert matches("a/b.ipynb")
    assert not matches("a/b.py")


@given(st.binary(max_size=200))
def test_any_bytes_are_a_notebook_or_a_value_error(data: bytes) -> None:
    with suppress(ValueError):
        read(data)


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "cells",
                    "cell_type",
                    "source",
                    "outputs",
                    "output_type",
                    "data",
                    "text",
                    "text/plain",
                    "metadata",
                    "kernelspec",
                    "name",
                    "nbformat",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(TREES)
def test_any_json_is_a_notebook_or_a_value_error(tree: Any) -> None:
    with suppress(ValueError):
        read(json.dumps(tree).encode())
