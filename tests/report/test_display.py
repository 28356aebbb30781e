"""Words of a repository are made harmless before anybody sees them."""

import pytest

from evaluator.model.place import REPOSITORY, Location
from evaluator.report import display, links

COMMIT = "3f2a91c07be44d1e9a5c8d20f6b7e1134a90cc52"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("a\nb\tc", r"a\nb\tc"),
        ("\x1b[31m", r"\x1b[31m"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("\udcff", r"\udcff"),
        (b"caf\xc3\xa9 \xff", r"café \xff"),
        ("a" * 201, "a" * 200 + "..."),
        ("e" + "\u0301" * 6, "e" + "\u0301" * 4 + r"\u0301" * 2),
        ("日本語 🚲", "日本語 🚲"),
    ],
)
def test_what_does_not_print_is_written_out(raw: str | bytes, shown: str) -> None:
    assert display.display(raw) == shown


def test_what_a_build_server_obeys_is_broken() -> None:
    assert "::" not in display.unobeyed(":::set-output::")
    assert "##[" not in display.unobeyed("x ##[error]")


def test_code_loses_only_its_indentation() -> None:
    assert display.snippet("\t  x  = 'a\xa0b'") == "x  = 'a b'"


def test_prose_is_one_line() -> None:
    assert display.prose(" a\n\n b\u2028c ") == "a b c"


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("run `x` now", [("run ", False), ("x", True), (" now", False)]),
        ("a ` b", [("a ` b", False)]),
        ("`a` `b", [("a", True), (" `b", False)]),
    ],
)
def test_pairs_of_backticks_hold_code(text: str, spans: list[tuple[str, bool]]) -> None:
    assert display.spans(text) == spans


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (Location("a.py", 3), "a.py:3"),
        (Location("a.ipynb", 3, 4), "a.ipynb cell 4 line 3"),
        (Location("a.ipynb", 0, 4), "a.ipynb cell 4"),
        (Location("a.py"), "a.py"),
        (REPOSITORY, "the whole repository"),
        (Location("a\n.py", 1), r"a\n.py:1"),
    ],
)
def test_a_place_is_named(at: Location, said: str) -> None:
    assert display.place(at) == said


@pytest.mark.parametrize(
    ("origin", "path", "line", "address"),
    [
        ("https://github.com/o/r", "a b.py", 3, "https://github.com/o/r/blob/{}/a%20b.py#L3"),
        ("https://github.com/o/r.git", "README.md", 3, "https://github.com/o/r/blob/{}/README.md?plain=1#L3"),
        ("https://gitlab.com/g/s/r", "a.py", 3, "https://gitlab.com/g/s/r/-/blob/{}/a.py#L3"),
        ("https://bitbucket.org/o/r", "a.py", 3, "https://bitbucket.org/o/r/src/{}/a.py#lines-3"),
        ("https://codeberg.org/o/r", "a.py", 0, "https://codeberg.org/o/r/src/commit/{}/a.py"),
        ("https://github.com/o/r", "caf\udce9/x.py", 1, "https://github.com/o/r/blob/{}/caf%E9/x.py#L1"),
        ("https://github.com/o/r", '"><script>.py', 1, "https://github.com/o/r/blob/{}/%22%3E%3Cscript%3E.py#L1"),
        ("https://example.com/o/r", "a.py", 3, ""),
        ("http://github.com/o/r", "a.py", 3, ""),
        ("https://github.com.evil.example/o/r", "a.py", 3, ""),
        ("https://user@github.com/o/r", "a.py", 3, ""),
        ("https://github.com/o/r?x=1", "a.py", 3, ""),
        ("https://github.com/o/..", "a.py", 3, ""),
        ("https://github.com/o/r\n", "a.py", 3, ""),
        ("javascript:alert(1)", "a.py", 3, ""),
        (None, "a.py", 3, ""),
        ("https://github.com/o/r", "../x", 3, ""),
        ("https://github.com/o/r", "", 3, ""),
        ("https://github.com/o/r", "\ud800", 3, ""),
    ],
)
def test_a_line_is_linked_only_where_the_address_is_sure(origin: str | None, path: str, line: int, address: str) -> None:
    made = links.line_link(origin, COMMIT, Location(path, line))
    assert made == address.format(COMMIT)
    assert not made or links.https(made) == made


def test_without_a_commit_nothing_is_linked() -> None:
    assert links.line_link("https://github.com/o/r", None, Location("a.py", 1)) == ""
    assert links.line_link("https://github.com/o/r", "main", Location("a.py", 1)) == ""


def test_a_cell_links_to_its_notebook() -> None:
    made = links.line_link("https://github.com/o/r", COMMIT, Location("a.ipynb", 3, 4))
    assert made.endswith("/a.ipynb")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "http://x.example/", 'https://x.example/"x', "//x.example", ""])
def test_only_https_reaches_a_template(address: str) -> None:
    with pytest.raises(ValueError, match="https"):
        links.https(address)


@pytest.mark.parametrize("name", ["../x.html", "a/b.html", "javascript:x.html", ".html", "-x.html", "x.html\n", "x"])
def test_only_a_plain_name_is_a_page(name: str) -> None:
    with pytest.raises(ValueError, match="page"):
        links.page_name(name)
