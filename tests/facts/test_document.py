"""What a document says, with its lines; what nobody sees is no evidence."""

from contextlib import suppress
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.facts.document import kind_of, matches, read
from evaluator.model.documents import Text


def text(source: str, name: str = "README.md") -> Text:
    return read(dedent(source).lstrip("\n").encode(), name)


def headings(found: Text) -> list[tuple[str, int, int]]:
    return [(section.heading, section.level, section.line) for section in found.sections]


def test_sections_hold_what_stands_under_them() -> None:
    found = text("""
        # Churn

        Who will leave next month?

        ## Data

        | column | meaning |
        |---|---|
        | age | years |
        | plan | `basic` or `pro` |

        ![balance](img/balance.png)

        ## Run

        ```bash
        python train.py
        ```
        """)
    assert headings(found) == [("Churn", 1, 1), ("Data", 2, 5), ("Run", 2, 14)]
    assert found.title == "Churn"
    assert [section.words for section in found.sections] == [5, 0, 0]
    assert [(section.tables, section.figures, section.fences) for section in found.sections] == [(0, 0, 0), (1, 1, 0), (0, 0, 1)]
    assert found.tables[0].header == ("column", "meaning")
    assert found.tables[0].cells == (("age", "years"), ("plan", "basic or pro"))
    assert (found.fences[0].language, found.fences[0].line, found.fences[0].text) == ("bash", 17, "python train.py\n")
    assert found.links[0].target == "img/balance.png"
    assert found.sections[found.links[0].section].heading == "Data"


def test_badges_code_contents_and_placeholders_are_no_words() -> None:
    found = text("""
        # Title
        [![build](https://img.shields.io/badge/x.svg)](https://ci.example.org)

        - [Data](#data)
        - [Usage](#usage)

        TODO: describe the project

        <your name> goes here

        Call `python main.py --all` twice, see https://example.org/a/b.
        """)
    assert found.badges == 1
    assert found.sections[0].figures == 0
    assert found.words == 3
    assert [fence.text for fence in found.fences if fence.inline] == ["python main.py --all"]


def test_an_open_task_is_no_statement() -> None:
    found = text("- [x] Build the image\n- [ ] Write some tests\n")
    assert [paragraph.words for paragraph in found.paragraphs] == [3, 0]


def test_todo_is_a_spanish_word_too() -> None:
    assert text("El modelo usa todo el conjunto de datos.").words == 8


def test_html_is_understood() -> None:
    found = text("""
        <h1 align="center">Leaf rust</h1>
        <p align="center">
          <a href="https://example.org"><img src="demo.gif" alt="demo"></a>
          A <b>detector</b> of disease.
        </p>
        <table><tr><th>model</th><th>F1</th></tr><tr><td>CNN</td><td>0.9</td></tr></table>
        <pre>python app.py</pre>
        """)
    assert headings(found) == [("Leaf rust", 1, 1)]
    assert [(link.target, link.image) for link in found.links] == [("demo.gif", True), ("https://example.org", False)]
    assert [paragraph.text for paragraph in found.paragraphs] == ["A detector of disease."]
    assert (found.tables[0].header, found.tables[0].cells) == (("model", "F1"), (("CNN", "0.9"),))
    assert [fence.text for fence in found.fences] == ["python app.py"]


@pytest.mark.parametrize(
    "source",
    [
        "<!-- accuracy is 0.99 -->",
        '<div style="display:none">accuracy is 0.99</div>',
        '<p style="color:white">accuracy is 0.99</p>',
        '<span style="font-size:0">accuracy is 0.99</span>',
        "<div hidden>\n\naccuracy is 0.99\n\n</div>",
        "<font color='#ffffff'>accuracy is 0.99</font>",
        "[//]: # (accuracy is 0.99)",
        "text <!-- accuracy is 0.99 --> text",
        "<script>accuracy is 0.99</script>",
    ],
)
def test_what_nobody_sees_is_hidden(source: str) -> None:
    found = text(f"Before.\n\n{source}\n\nAfter it.\n")
    assert 3 in found.hidden or 5 in found.hidden
    assert not any("0.99" in paragraph.text for paragraph in found.paragraphs)
    assert found.paragraphs[-1].text == "After it."


def test_white_on_a_colour_is_seen() -> None:
    found = text('<div style="background:navy"><h2 style="color:white">Results</h2></div>\n')
    assert headings(found) == [("Results", 2, 1)]


def test_front_matter_of_a_card() -> None:
    found = text("""
        ---
        license: mit
        tags:
        - vision
        - resnet
        ---
        # Card
        """)
    assert found.front_matter == {"license": "mit", "tags": "vision, resnet"}
    assert headings(found) == [("Card", 1, 7)]


def test_a_bold_line_is_a_heading_when_it_says_what_one_says() -> None:
    found = text("**Installation**\n\nRun the script.\n\n**Very important people**\n")
    assert [(section.heading, section.topics) for section in found.sections] == [("Installation", ("install",))]


def test_a_heading_without_meaning_speaks_of_its_parent() -> None:
    found = text("# Name\n## Results\n### Random forest\nGood.\n## Other\n")
    assert [section.topics for section in found.sections] == [(), ("results",), ("results",), ()]


@pytest.mark.parametrize(
    ("heading", "topic"),
    [
        ("🚀 Installation", "install"),
        ("3. Results", "results"),
        ("Instalación", "install"),
        ("Resultados", "results"),
        ("Limitações", "limitations"),
        ("Données", "data"),
        ("Einschränkungen", "limitations"),
        ("Risultati", "results"),
        ("Данные", "data"),
        ("数据", "data"),
        ("使用方法", "usage"),
        ("설치", "install"),
        ("License", "licence"),
        ("Table of Contents", "contents"),
        ("Future work", "future"),
    ],
)
def test_headings_in_many_languages(heading: str, topic: str) -> None:
    assert topic in text(f"# Project\n## {heading}\n").sections[1].topics


@pytest.mark.parametrize(
    ("source", "language"),
    [
        ("This project predicts the price of a house from its size and the year in which it was built.", "en"),
        ("Este proyecto predice el precio de una vivienda con los datos de su tamaño y del año.", "es"),
        ("Este projeto prevê o preço de uma casa com os dados do tamanho e não do ano em que foi feita.", "pt"),
        ("Ce projet prédit le prix d'une maison avec les données de sa taille et de l'année dans laquelle elle est.", "fr"),
        ("Dieses Projekt sagt den Preis für ein Haus aus der Größe und dem Baujahr mit einem Modell voraus.", "de"),
        ("Questo progetto prevede il prezzo di una casa con i dati della sua dimensione e dell'anno che non è noto.", "it"),
        ("Проект предсказывает цену квартиры по её площади и году постройки.", "ru"),
        ("本项目使用 LightGBM 预测股票价格，数据来自公开接口。", "zh"),
        ("このプロジェクトは株価を予測します。", "ja"),
        ("이 프로젝트는 감정을 분류하는 모델입니다.", "ko"),
        ("Predictor", ""),
    ],
)
def test_the_language_is_told(source: str, language: str) -> None:
    assert text(source).language == language


def test_two_characters_are_a_word() -> None:
    assert text("本项目预测价格").words == 4


def test_restructured_text() -> None:
    found = text(
        """
        =====
        Churn
        =====

        .. image:: https://img.shields.io/pypi/v/x.svg

        Who leaves? See `the paper <https://example.org/p>`_ and run ``python a.py``.

        Install
        -------

        Do this::

            pip install .

        .. code-block:: python

            import churn

        .. a comment

        ====  ====
        name  F1
        ====  ====
        svm   0.8
        ====  ====

        * an item
        """,
        "README.rst",
    )
    assert headings(found) == [("Churn", 1, 2), ("Install", 2, 9)]
    assert found.badges == 1
    assert [(fence.language, fence.line, fence.text, fence.inline) for fence in found.fences] == [
        ("", 7, "python a.py", True),
        ("", 14, "pip install .", False),
        ("python", 18, "import churn", False),
    ]
    assert found.hidden == (20,)
    assert (found.tables[0].header, found.tables[0].cells) == (("name", "F1"), (("svm", "0.8"),))
    assert found.paragraphs[-1].item


def test_org_mode() -> None:
    found = text(
        """
        #+TITLE: Digits
        * Data
        Images of [[https://example.org][house numbers]].
        # a comment
        | set | images |
        |-----+--------|
        | train | 100 |
        ** Run
        #+BEGIN_SRC sh
        python train.py
        #+END_SRC
        """,
        "README.org",
    )
    assert headings(found) == [("Digits", 1, 1), ("Data", 1, 2), ("Run", 2, 8)]
    assert (found.fences[0].language, found.fences[0].line) == ("sh", 10)
    assert found.tables[0].cells == (("train", "100"),)
    assert found.paragraphs[0].text == "Images of house numbers."
    assert found.hidden == (4,)


def test_text_without_markup() -> None:
    found = text("CHURN\n=====\n\nWho leaves?\n\nUSAGE:\n\npython train.py\npython test.py\n", "README.txt")
    assert headings(found) == [("CHURN", 1, 1), ("USAGE", 2, 6)]
    assert found.fences[0].text == "python train.py\npython test.py"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("README.md", "readme"),
        ("ReadMe.md", "readme"),
        ("docs/readme.rst", "readme"),
        ("README.org", "readme"),
        ("LEEME.md", "readme"),
        ("README_en.md", "readme"),
        ("README.zh-CN.md", "readme"),
        ("README", "readme"),
        ("MODEL_CARD.md", "model-card"),
        ("docs/data_card.md", "data-card"),
        ("datasheet.md", "data-card"),
        ("LICENSE.md", "licence"),
        ("CHANGELOG.md", "changelog"),
        (".github/CONTRIBUTING.md", "contributing"),
        ("reports/final.md", "report"),
        ("project_report.md", "report"),
        ("docs/api.md", "docs"),
    ],
)
def test_what_a_document_is(path: str, kind: str) -> None:
    assert matches(path)
    assert kind_of(path) == kind


def test_a_list_of_requirements_is_no_document() -> None:
    assert not matches("requirements.txt")
    assert not matches("data/labels.txt")


def test_credentials_do_not_enter() -> None:
    value = "".join("aB3dE5fG7hI9"[(7 * number) % 12] for number in range(24))
    found = text(f'Set `api_key = "{value}"` first.\n\n```\napi_key = "{value}"\n```\n')
    assert value not in str(found)


def test_a_large_document_is_cut() -> None:
    found = read(b"# a\n\nword\n\n" * 100_000)
    assert len(found.sections) <= 3_000


@given(st.binary(max_size=500), st.sampled_from(["a.md", "a.rst", "a.org", "README.txt"]))
def test_any_bytes_are_a_document_or_a_value_error(data: bytes, name: str) -> None:
    with suppress(ValueError):
        read(data, name)


PIECES = (
    "# T\n",
    "<div hidden>",
    "</div>",
    "<!--",
    "-->",
    "|a|b|\n|-|-|\n",
    "```\n",
    "- ",
    "**x**",
    "\n\n",
    "[a](b)",
    "![",
    "<td>",
    "<table>",
    "<pre>",
    "`",
    "::\n",
    "====\n",
    ".. x:: y\n",
    "* ",
    "    ",
)


@given(st.lists(st.sampled_from(PIECES), max_size=40), st.sampled_from(["a.md", "a.rst", "a.org", "README.txt"]))
def test_any_markup_is_a_document(pieces: list[str], name: str) -> None:
    source = "".join(pieces)
    found = read(source.encode(), name)
    last = source.count("\n") + 1
    assert all(0 < section.line <= last for section in found.sections)
    assert all(0 < paragraph.line <= last for paragraph in found.paragraphs)
    assert all(0 < link.line <= last for link in found.links)
