"""The templates keep the rules that make a page safe, whoever edits them."""

import re
from pathlib import Path

import pytest

from evaluator import resources

FOLDER = resources.templates()
PAGES = sorted(FOLDER.glob("*.html"))
INLINED = sorted([FOLDER / "style.css", FOLDER / "script.js", *FOLDER.glob("vendor/*.js")])

FORBIDDEN = {
    "escaping switched off": r"\|\s*safe\b|Markup\s*\(|autoescape",
    "an inline handler": r"<[^>]*\son[a-z]+\s*=",
    "an unquoted attribute": r"<[a-zA-Z](?:[^>\"{]|\"[^\"]*\")*?\s[\w-]+=[^\"'\s>]",
    "a single-quoted attribute": r"<[a-zA-Z](?:[^>\"{]|\"[^\"]*\")*?\s[\w-]+='",
    "an inline style": r"<[^>]*\sstyle\s*=",
    "data in a script": r"<script[^>]*>(?!\{% include \"[\w./]+\.js\" %\}</script>)",
    "data in a style sheet": r"<style[^>]*>(?!\{% include \"style\.css\" %\}</style>)",
    "something loaded": r"<(img|iframe|object|embed|video|audio|source|base|form)\b|\ssrc\s*=",
    "an id that is not ours": r"\bid=\"[^\"]*\{\{",
    "an address that is not checked": r"href=\"\{\{(?![^}]*\|(https|page_name) \}\}\")",
    "an address that data continues": r"href=\"[^\"{]+\{\{",
    "a link elsewhere": r"href=\"(?!\{\{|#|data:,\")",
}


@pytest.mark.parametrize("rule", FORBIDDEN)
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_template_breaks_a_rule(path: Path, rule: str) -> None:
    found = re.search(FORBIDDEN[rule], path.read_text(encoding="utf-8"))
    assert not found, f"{path.name} has {rule}: {found.group() if found else ''}"


@pytest.mark.parametrize(
    ("rule", "careless"),
    [
        ("escaping switched off", "{{ x | safe }}"),
        ("an inline handler", '<b onclick="f()">'),
        ("an unquoted attribute", "<b class={{ x }}>"),
        ("an inline style", '<b style="width: 3px">'),
        ("data in a script", "<script>var a = {{ x|tojson }}</script>"),
        ("something loaded", '<img alt="">'),
        ("an id that is not ours", '<b id="{{ x }}">'),
        ("an address that is not checked", '<a href="{{ x }}">'),
        ("an address that data continues", '<a href="https://x/{{ x|https }}">'),
        ("a link elsewhere", '<a href="https://x.example">'),
    ],
)
def test_each_rule_sees_what_it_forbids(rule: str, careless: str) -> None:
    assert re.search(FORBIDDEN[rule], careless)


@pytest.mark.parametrize("path", INLINED, ids=lambda path: path.name)
def test_what_is_inlined_is_static(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\{\{|\{%|\{#", text)
    assert "</s" not in text
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|\bfetch\(|XMLHttpRequest|@import|url\(", text)
