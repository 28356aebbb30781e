from __future__ import annotations

import pytest

from evaluator.checks.selectors.started import targets, walk
from tests.memory import facts_of

FILES = {
    "src/train.py": "print(1)\n",
    "src/pkg/__init__.py": "",
    "src/pkg/__main__.py": "print(1)\n",
    "app/main.py": "app = 1\n",
    "app/__init__.py": "",
    "Makefile": "train:\n\tpython src/train.py\n",
    "Dockerfile": "FROM python:3.11\n",
    "docker/gpu.Dockerfile": "FROM python:3.11\n",
    "docker-compose.yml": "services:\n  web:\n    build: .\n",
    "run.sh": "python src/train.py\n",
    "notebooks/First look.ipynb": '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
    "pyproject.toml": '[project]\nname = "rent"\nversion = "1"\n[project.scripts]\nrent = "pkg.__main__:main"\n',
}
FACTS = facts_of(FILES)


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("python src/train.py --epochs 3", "src/train.py"),
        ("$ cd src && python train.py", "src/train.py"),
        (r"python src\train.py", "src/train.py"),
        ("CUDA_VISIBLE_DEVICES=0 python -u src/train.py > log.txt 2>&1", "src/train.py"),
        ("uv run --with rich src/train.py", "src/train.py"),
        ("conda run -n rent python src/train.py", "src/train.py"),
        ("accelerate launch --num_processes 2 src/train.py", "src/train.py"),
        ("python -m torch.distributed.run --nproc_per_node 2 src/train.py", "src/train.py"),
        ("python -m src.train", "src/train.py"),
        ("python -m pkg", "src/pkg/__main__.py"),
        ("uvicorn app.main:app --host 0.0.0.0 --port 80", "app/main.py"),
        ("gunicorn --chdir app main:app", "app/main.py"),
        ("export FLASK_APP=app/main.py; flask run", "app/main.py"),
        ("make train EPOCHS=3", "Makefile"),
        ("docker build -t rent:latest .", "Dockerfile"),
        ("docker build -t rent -f docker/gpu.Dockerfile .", "docker/gpu.Dockerfile"),
        ("docker compose up -d", "docker-compose.yml"),
        ("bash run.sh", "run.sh"),
        ("./run.sh", "run.sh"),
        ("jupyter notebook 'notebooks/First look.ipynb'", "notebooks/First look.ipynb"),
        ("git clone https://example.org/a/rent.git && cd rent && python src/train.py", "src/train.py"),
    ],
)
def test_what_is_there_is_found(line: str, path: str) -> None:
    assert [(started.path, exists) for started, exists in targets(line, FACTS)] == [(path, True)]


@pytest.mark.parametrize(
    "line",
    [
        "python train.py",
        "python -m src.evaluate",
        "make evaluate",
        "docker build -f Dockerfile.gpu .",
        "docker compose -f compose.prod.yml up",
        "streamlit run app.py",
        "bash scripts/run.sh",
        "jupyter notebook missing.ipynb",
        "dvc repro",
        "mlflow run .",
    ],
)
def test_what_is_not_there_is_said_so(line: str) -> None:
    assert [exists for _, exists in targets(line, FACTS)] == [False]


@pytest.mark.parametrize(
    "line",
    [
        "pip install -r requirements.txt",
        "python -m venv .venv",
        "source .venv/bin/activate",
        "python -c 'print(1)'",
        "git clone https://example.org/a/rent.git",
        "docker run -p 80:80 rent",
        "mlflow ui",
        "dvc pull",
        "cat src/train.py",
        "python setup.py install",
        "# python train.py",
    ],
)
def test_installing_and_showing_start_nothing(line: str) -> None:
    assert targets(line, FACTS) == ()


@pytest.mark.parametrize(
    "line", ["python <script>.py", "python $SCRIPT", "python /app/train.py", "python -m somebody.elses", "python path/to/x.py"]
)
def test_what_the_tree_cannot_tell_is_left_open(line: str) -> None:
    assert [exists for _, exists in targets(line, FACTS)] == [None]


def test_a_console_script_is_a_command() -> None:
    assert [(started.kind, exists) for started, exists in targets("rent --area 50", FACTS)] == [("console", True)]


def test_lines_are_counted_and_joined() -> None:
    text = "# train\n\npython \\\n  src/train.py \\\n  --epochs 3\nmake train\n"
    assert [(started.line, started.name) for _, started in walk(text, FACTS)] == [(2, "src/train.py"), (5, "train")]


def test_a_subshell_comes_back() -> None:
    assert [started.exists for _, started in walk("(cd app && ls)\npython src/train.py", FACTS)] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "'",
        '"unclosed',
        "a" * 100_000,
        "$(" * 5_000,
        "python " * 2_000,
        "cd ../../../..; python x.py",
        "\x00\x01 python x",
        "((((",
        "make " + "<" * 3_000,
    ],
)
def test_hostile_lines_are_survived(text: str) -> None:
    assert all(exists in (True, False, None) for _, exists in targets(text, FACTS))
