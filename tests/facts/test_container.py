"""Dockerfiles of any name."""

import pytest

from evaluator.facts import container


@pytest.mark.parametrize(
    "path",
    [
        "Dockerfile",
        "src/lambda/Dockerfile",
        "Dockerfile.streamlit",
        "Dockerfile-api",
        "dockerfile",
        "docker/train.dockerfile",
        "Containerfile",
        "Dockerfile_train",
    ],
)
def test_names(path: str) -> None:
    assert container.matches(path)


@pytest.mark.parametrize(
    "path",
    ["docs/Dockerfile.md", "dockerfile.py", ".dockerignore", "Dockerfile/readme.txt", "Dockerfile.dockerignore", "docker-compose.yml"],
)
def test_texts_about_dockerfiles_are_none(path: str) -> None:
    assert not container.matches(path)


def test_instructions_with_their_stage_and_line() -> None:
    source = container.read(
        b"FROM python:3.11 AS build\nCOPY --chown=me requirements.txt .\nRUN pip install \\\n"
        b'  -r requirements.txt\nFROM build\nCMD ["python", "app.py"]\nENTRYPOINT python x.py\n'
    )
    assert [(one.keyword, one.line, one.stage, one.json) for one in source.instructions] == [
        ("FROM", 1, 0, False),
        ("COPY", 2, 0, False),
        ("RUN", 3, 0, False),
        ("FROM", 5, 1, False),
        ("CMD", 6, 1, True),
        ("ENTRYPOINT", 7, 1, False),
    ]
    assert source.instructions[1].values == ("requirements.txt", ".")
    assert source.instructions[1].flags == ("--chown=me",)
    assert source.instructions[4].values == ("python", "app.py")


def test_a_heredoc_follows_its_instruction() -> None:
    source = container.read(b"FROM x\nRUN <<EOF\npip install y\nEOF\n")
    assert source.instructions[1].values[-1] == "pip install y\n"


def test_secrets_are_masked() -> None:
    token = "gh" + "p_" + "a8K2mP9xQ4vB7nL1cT6yR3wZ5dF0gH2jS4uE"
    source = container.read(f"FROM x\nENV GITHUB_TOKEN={token}\n".encode())
    assert token not in str(source)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00",
        b"hello world",
        b"RUN x",
        b"FROM x\nLABEL y\n",
        b"FROM x\nRUN <<E\n",
        b"FROM x\n" + b"RUN a\\\n" * 100_000,
        b"\xff\xfe\x00",
    ],
)
def test_what_is_no_dockerfile_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        container.read(data)


@pytest.mark.parametrize("data", [b"FROM x\nhunter2 \n \\", b"FROM x\n\xed\xa0\x80", "FROM x\n\ud800".encode("utf-16", "surrogatepass")])
def test_what_would_end_the_parser_does_not_end_us(data: bytes) -> None:
    try:
        keywords = {one.keyword for one in container.read(data).instructions}
    except ValueError:
        keywords = {"FROM"}
    assert "FROM" in keywords
