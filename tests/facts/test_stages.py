"""Named pieces of work."""

from evaluator.facts import stages
from evaluator.model.documents import Target


def read(text: str, name: str) -> tuple[Target, ...]:
    return stages.read(text.encode(), name).targets


def test_make() -> None:
    found = read(
        "PY = python3  # which\n.PHONY: all\nall: data train\n\ndata train: src/x.py | build ; echo start\n"
        "\t@$(PY) src/x.py \\\n\t  --a 1\n\t-pytest\n\t# no\nmodel.pkl: train.py\n\tpython $< -o $@\n",
        "Makefile",
    )
    assert found == (
        Target("all", 3, (), ("data", "train")),
        Target("data", 5, ("echo start", "python3 src/x.py --a 1", "pytest || true"), ("src/x.py", "build"), lines=(5, 6, 8)),
        Target("train", 5, ("echo start", "python3 src/x.py --a 1", "pytest || true"), ("src/x.py", "build"), lines=(5, 6, 8)),
        Target("model.pkl", 10, ("python train.py -o model.pkl",), ("train.py",), lines=(11,)),
    )


def test_just_and_snakemake() -> None:
    found = read("set shell := ['bash']\ntest arg='1': build\n    @pytest\n", "justfile")
    assert found == (Target("test", 2, ("pytest",), ("build",), lines=(3,)),)
    found = read(
        'rule train:\n    input: "a.csv"\n    output:\n        "m.pkl"\n    shell:\n        "python train.py {input}"\n', "Snakefile"
    )
    assert found == (Target("train", 1, ("python train.py {input}",), ("a.csv",), ("m.pkl",)),)


def test_dvc() -> None:
    found = read(
        "stages:\n  prepare:\n    cmd: python prepare.py\n    deps: [prepare.py, data/raw.csv]\n    outs:\n"
        "      - data/x.csv:\n          cache: false\n    metrics: [m.json]\n"
        "  train:\n    foreach: [a, b]\n    do:\n      wdir: src\n      cmd:\n        - python train.py ${item}\n",
        "dvc.yaml",
    )
    assert found == (
        Target("prepare", 2, ("python prepare.py",), ("prepare.py", "data/raw.csv"), ("data/x.csv", "m.json")),
        Target("train", 9, ("cd src", "python train.py ${item}")),
    )


def test_tox_and_nox() -> None:
    assert read("[tox]\nenvlist = py\n[testenv]\ncommands =\n    pytest\n    - ruff check .\n", "tox.ini") == (
        Target("testenv", 3, ("pytest", "ruff check . || true")),
    )
    text = (
        "import nox\nX = 'src'\n@nox.session\ndef tests(session):\n    session.install('pytest')\n"
        "    session.run('pytest', X, *session.posargs)\ndef other(): pass\n"
    )
    assert read(text, "noxfile.py") == (Target("tests", 4, ("pip install pytest", "pytest src"), lines=(5, 6)),)


def test_invoke_tasks_know_the_names_of_their_module() -> None:
    text = (
        "from invoke import task\nNAME = 'pkg'\n@task(pre=[clean])\ndef train(ctx, n=1):\n"
        "    ctx.run(f'python {NAME}/train.py {n}', echo=True)\n"
    )
    assert read(text, "tasks.py") == (Target("train", 4, ("python pkg/train.py {}",), ("clean",), lines=(5,)),)


def test_shell() -> None:
    found = read("#!/bin/bash\nset -e\nbuild() {\n  docker build .\n}\npython train.py \\\n  --lr 1\n", "run.sh")
    assert found == (
        Target("", 2, ("set -e", "python train.py --lr 1"), lines=(2, 6)),
        Target("build", 3, ("docker build .",), lines=(4,)),
    )
    assert [found[0].line_of(number) for number in (0, 1, 2)] == [2, 6, 2]
    assert read("@echo off\nREM no\npython app.py\n", "run.bat") == (Target("", 3, ("python app.py",), lines=(3,)),)


def test_scripts_of_manifests() -> None:
    assert read('{"scripts": {"test": "jest"}}', "package.json") == (Target("test", 1, ("jest",)),)
    assert read('[tool.poe.tasks]\ntest = "pytest"\nlint = {cmd = "ruff check ."}\n', "pyproject.toml") == (
        Target("test", 2, ("pytest",)),
        Target("lint", 3, ("ruff check .",)),
    )
    assert read("web: gunicorn app:app\n", "Procfile") == (Target("web", 1, ("gunicorn app:app",)),)
    assert read("entry_points:\n  main:\n    command: python train.py\n", "MLproject") == (Target("main", 2, ("python train.py",)),)
    assert read("tasks:\n  test:\n    deps: [build]\n    cmds:\n      - pytest\n", "Taskfile.yml") == (
        Target("test", 2, ("pytest",), ("build",)),
    )


def test_names() -> None:
    assert all(stages.matches(path) for path in ("Makefile", "a/makefile", "build.mk", "GNUmakefile", "x/run.sh", "dvc.yaml", "run.ps1"))
    assert not any(stages.matches(path) for path in ("makefile.md", "src/app.py", "config.yaml"))
