"""YAML is read as nodes with lines, whatever stands in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.facts.yaml_nodes import document, documents, leaves


def test_values_know_their_lines() -> None:
    root = document("a: 1\nb:\n  - x\n  - y: yes\n")
    assert list(leaves(root)) == [("a", "1", 1), ("b.0", "x", 3), ("b.1.y", "yes", 4)]


def test_values_stay_text() -> None:
    root = document("on: [push]\nversion: 3.10\nflag: no\nday: 2020-01-01\nnothing: ~\n")
    assert root.keys == ("on", "version", "flag", "day", "nothing")
    assert root.get("version").text == "3.10"
    assert root.get("flag").text == "no"


def test_an_absent_key_is_nothing_and_may_be_asked_again() -> None:
    root = document("a: {b: c}")
    assert root.get("a", "b").text == "c"
    assert not root.get("x", "y", "z")
    assert root.get("x").texts == ()


def test_aliases_and_merge_keys_are_followed_and_own_keys_win() -> None:
    root = document("base: &b {image: x, build: .}\nweb:\n  <<: *b\n  image: y\n")
    assert root.get("web", "image").text == "y"
    assert root.get("web", "build").line == 1


def test_tags_construct_nothing() -> None:
    assert document("a: !!python/object/apply:os.system [rm]").get("a").texts == ("rm",)
    assert document("a: !Ref Bucket").get("a").text == "Bucket"


def test_several_documents() -> None:
    assert [root.get("kind").text for root in documents("kind: A\n---\nkind: B\n---\n")] == ["A", "B"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[" * 100_000, "deep"),
        ("{a: " * 100_000, "deep"),
        ("- " * 100_000, "deep"),
        ("a: [\n", "well-formed"),
        ("a: *x\n", "alias"),
        ("{{ cookiecutter.name }}: 1\n", "template"),
        ("a: {{ .Values.x }}\n", "template"),
        ("- 1\n" * 60_000, "values"),
        ("x" * 600_000, "longer"),
    ],
)
def test_what_is_refused_is_refused_in_our_words(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        documents(text)


def test_aliases_cannot_grow_without_end() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 9)}]" for number in range(1, 11)]
    with pytest.raises(ValueError, match="expand"):
        documents("\n".join(lines))


def test_empty_collections_cannot_grow_either() -> None:
    lines = ["a0: &a0 []"] + [f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 9)}]" for number in range(1, 11)]
    with pytest.raises(ValueError, match="expand"):
        documents("\n".join(lines))


@given(st.text(alphabet="ab:-[]{}&*!|>'\"\n #?,%@\t\ud800", max_size=80))
def test_any_text_is_nodes_or_a_value_error(text: str) -> None:
    words = ""
    try:
        for root in documents(text):
            list(leaves(root))
    except ValueError as error:
        words = str(error)
    assert "\n" not in words
