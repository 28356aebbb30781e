"""No bytes make a reader raise anything but a ValueError in words of ours, or take long."""

import contextlib
import time
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluator.facts import container, dependencies, layout, manifest, plain, stages, workflow

READERS: dict[str, Callable[[bytes], object]] = {
    "container": container.read,
    "plain": plain.read,
    **{
        f"{module.KIND}:{name}": partial(module.read, name=name)
        for module, names in (
            (
                dependencies,
                "requirements.txt pyproject.toml setup.py Pipfile env.yml setup.cfg poetry.lock Pipfile.lock conda-lock.yml pixi.lock",
            ),
            (
                manifest,
                "pyproject.toml setup.cfg setup.py compose.yml config.json config.yaml config main.tf Procfile .env params.yaml app.toml",
            ),
            (
                stages,
                "Makefile justfile Snakefile dvc.yaml Taskfile.yml MLproject tox.ini noxfile.py package.json pyproject.toml a.sh",
            ),
            (workflow, "ci.yml .gitlab-ci.yml .travis.yml bitbucket-pipelines.yml Jenkinsfile azure-pipelines.yml"),
        )
        for name in names.split()
    },
}
PIECES = st.sampled_from(
    [
        "[project]",
        "dependencies",
        "=",
        "numpy==1.0",
        "[",
        "]",
        "{",
        "}",
        ":",
        "-",
        "-",
        "-r",
        "-e",
        ".",
        "http://u:p@h/x",
        "@",
        "\\",
        "\n",
        "\n",
        "\t",
        '"a"',
        "'b'",
        "install_requires",
        "setup(",
        ")",
        "FROM",
        "x",
        "RUN",
        "jobs:",
        "on:",
        "push\n",
        "",
        "",
        "",
        "steps:",
        "run:",
        "stages:",
        "cmd:",
        "rule",
        "a:",
        "input:",
        "stage('x')",
        "sh",
        "'''",
        '"""',
        "#via",
        "<<EOF",
        "EOF",
        "${x}",
        "$(y)",
        "{{",
        "}}",
        "&",
        "*",
        "|",
        ">",
        "&&",
        "||",
        "true;",
        "\x00",
        "\ufeff",
        "é",
        "漢",
        "%",
        "!",
        "resource",
        '"a"',
        "{",
    ],
)


def survives(data: bytes) -> None:
    for name, read in READERS.items():
        words = ""
        try:
            read(data)
        except ValueError as error:
            words = str(error)
        assert "hunter2" not in words, name


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    survives(data)


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=30).map(lambda pieces: "hunter2 " + " ".join(pieces)), st.sampled_from(["utf-8", "utf-16", "latin-1"]))
def test_anything_that_looks_like_the_formats(text: str, encoding: str) -> None:
    survives(text.encode(encoding, "replace"))


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 50_000,
        b"(" * 50_000,
        b"a." * 50_000,
        b"a = " + b"[" * 50_000,
        b"x" * 50_000,
        b"a=b " * 8_000,
        b" " * 50_000 + b"x",
        b"\n" * 50_000,
        b"a:\n" * 5_000,
        b"\\\n" * 8_000,
        b"#" * 50_000,
        b"%(a)s" * 50_000,
        b"//" * 8_000,
        b"/*" * 8_000,
        b"'\"" * 8_000,
        b"rule a:\n  shell:\n" * 5_000,
        b"- a\n" * 5_000,
        b"<<EOF\n" * 40_000,
        b"$(a)" * 8_000,
        b"[a]\nb=1\n" * 8_000,
    ],
    ids=lambda data: repr(data[:8]),
)
def test_large_bytes_are_soon_done(data: bytes) -> None:
    for name, read in READERS.items():
        start = time.process_time()
        with contextlib.suppress(ValueError):
            read(data)
        assert time.process_time() - start < 3, name


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(alphabet="atesxo/._-{(1) \n", min_size=1, max_size=30), max_size=30))
def test_any_paths_have_a_role(paths: list[str]) -> None:
    found = layout.roles(paths)
    assert set(found) == set(paths)
    assert set(layout.refine(found, dict.fromkeys(paths, False))) == set(paths)
    assert found == layout.roles(paths)
    layout.projects(paths)
    for module in (container, dependencies, manifest, plain, stages, workflow):
        assert {module.matches(path) for path in paths} <= {True, False}
