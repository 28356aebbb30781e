"""Which part of the project a program starts, program by program."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from evaluator.checks.selectors.ground import Started
from evaluator.checks.selectors.shell import is_open, word_set
from evaluator.checks.selectors.work import WORK, option

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from evaluator.checks.selectors.ground import Ground, Kind
    from evaluator.checks.selectors.shell import Command

    Settings = Mapping[str, str]
    Handler = Callable[[list[str], Ground, str, Settings], Iterator[Started]]

_SCRIPTS = (".py", ".sh", ".bash", ".r", ".jl", ".bat", ".cmd", ".ps1", ".js", ".ts", ".mjs", ".pl", ".m")
_NOT_WORK = word_set(
    """
    pip venv virtualenv ensurepip ipykernel spacy nltk nltk.downloader http.server site json.tool pdb cProfile this
    webbrowser build twine pre_commit black isort ruff flake8 mypy pylint pyflakes bandit coverage pip_audit pipenv conda
    poetry uv
    """
)
_AS_PROGRAM = word_set(
    """
    torchrun streamlit uvicorn gunicorn flask jupyter notebook jupyterlab papermill pytest mlflow dvc celery
    accelerate.commands.launch chainlit fastapi bentoml kedro snakemake tox nox hypercorn panel voila nbconvert modal locust
    prefect gradio
    """
)
_LAUNCH_MODULES = frozenset(
    {
        "torch.distributed.launch",
        "torch.distributed.run",
        "accelerate.commands.launch",
        "paddle.distributed.launch",
        "cProfile",
        "memory_profiler",
    }
)
_PYTHON_WITH_VALUE = frozenset({"-W", "-X", "--check-hash-based-pycs"})
_TREE_TOOLS = frozenset({"setup.py", "get-pip.py", "get_pip.py", "ez_setup.py"})


def started(command: Command, ground: Ground, folder: str, settings: Settings) -> Iterator[Started]:
    """What a simple command starts; nothing for programs that are no part of the project."""
    program, *rest = command.words
    name = program.rsplit("/", 1)[-1].removesuffix(".exe")
    if _is_python(name):
        yield from _python(rest, ground, folder, settings)
    elif name in HANDLERS and not (program.startswith("./") and name not in ("gradlew", "mvnw")):
        yield from HANDLERS[name](rest, ground, folder, settings)
    elif "activate" in name.lower():
        return  # an environment is entered
    elif program.startswith(("./", "../")) or program.lower().endswith(_SCRIPTS):
        yield from (found for found in _file("script", program, ground, folder) if found.exists or program.lower().endswith(_SCRIPTS))
    elif program in ground.scripts or (command.runner and _is_task(program, ground)):
        yield Started("console", program, exists=True, path=ground.scripts.get(program, ""))


def _is_python(name: str) -> bool:
    return name in ("python", "py", "pypy", "python3", "python2", "ipython", "ipython3", "pythonw", "pypy3") or (
        name.startswith("python3.") and name[8:].isdigit()
    )


def _is_task(name: str, ground: Ground) -> bool:
    return any(
        target.name == name
        for each in ground.facts.stages
        if each.source.kind in ("pyproject", "pipfile")
        for target in each.source.targets
    )


def _file(kind: Kind, name: str, ground: Ground, folder: str) -> Iterator[Started]:
    path, there = ground.holds(folder, name)
    if there is False and posixpath.splitext(path)[0] + ".ipynb" in ground.files and name.endswith(".py"):
        there = None  # exported from the notebook beside it
    yield Started(kind, name, there, path)


def _python(words: list[str], ground: Ground, folder: str, settings: Settings) -> Iterator[Started]:
    rest = list(words)
    while rest and rest[0].startswith("-"):
        if rest[0] == "-m":
            yield from _module(rest[1:], ground, folder, settings)
            return
        if rest[0] in ("-c", "-", "--version", "-V"):
            return
        rest = rest[2:] if rest[0] in _PYTHON_WITH_VALUE else rest[1:]
    if not rest or rest[0] in _TREE_TOOLS or rest[0] == "notebook":
        return
    if rest[0].lower().endswith((".py", ".pyc", ".pyw")) or is_open(rest[0]):
        yield from _file("script", rest[0], ground, folder)
        return
    path, there = ground.holds(folder, rest[0])
    package, main = ground.holds(folder, posixpath.join(rest[0], "__main__.py"))
    without, plain = ground.holds(folder, rest[0] + ".py")
    if there or main or plain:
        yield Started("script", rest[0], exists=bool(there or main), path=path if there else package if main else without)


def _module(words: list[str], ground: Ground, folder: str, settings: Settings) -> Iterator[Started]:
    if not words or words[0] in _NOT_WORK:
        return
    name, rest = words[0], words[1:]
    local, there = ground.module(folder, name)
    if there:
        yield Started("module", name, exists=True, path=local)
    elif name == "unittest":
        yield Started("tests", "unittest", exists=None)
    elif name in _LAUNCH_MODULES:
        yield from _launcher(rest, ground, folder, settings)
    elif name in _AS_PROGRAM and name in HANDLERS:
        yield from HANDLERS[name](rest, ground, folder, settings)
    else:
        yield Started("module", name, there, local)


def _launcher(words: list[str], ground: Ground, folder: str, settings: Settings) -> Iterator[Started]:
    """Programs that start another with options before it: the first script among the words is it."""
    for number, word in enumerate(words):
        if _is_python(word):
            yield from _python(words[number + 1 :], ground, folder, settings)
            return
        if word == "-m" and number + 1 < len(words) and "." in words[number + 1]:
            yield from _module(words[number + 1 :], ground, folder, settings)
            return
        if word.endswith((".py", ".sh")):
            yield from _file("script", word, ground, folder)
            return


def _first_file(kind: Kind, *endings: str) -> Handler:
    """A handler of programs that take the file they start among their words (`streamlit run app.py`)."""

    def handler(words: list[str], ground: Ground, folder: str, _settings: Settings) -> Iterator[Started]:
        for word in words:
            if word.lower().endswith(endings) and not word.startswith("-"):
                yield from _file(kind, word, ground, folder)
                return

    return handler


def _script(words: list[str], ground: Ground, folder: str, _settings: Settings) -> Iterator[Started]:
    """`bash x.sh`, `source x.sh`; activating an environment is no work."""
    name = next((word for word in words if not word.startswith("-")), "")
    if (
        name
        and "activate" not in name.lower()
        and not name.endswith(("bashrc", "profile", "zshrc", ".env"))
        and "/" + name.rsplit("/", 1)[-1] != "/conda.sh"
    ):
        path, there = ground.holds(folder, name)
        if there or name.lower().endswith(_SCRIPTS) or name.startswith("./"):
            yield Started("script", name, there, path)


def _app(words: list[str], ground: Ground, folder: str, _settings: Settings) -> Iterator[Started]:
    """`uvicorn package.module:app`: the module must be there, seen from `--app-dir` or `--chdir`."""
    base = option(words, "--app-dir", "--chdir", "--pythonpath")
    here = posixpath.join(folder, base) if base else folder
    spec = next((word for word in words if ":" in word and not word.startswith("-") and _dotted(word.split(":")[0])), "")
    plain = next((word for word in words if _dotted(word) and "." in word and not word.startswith("-")), "")
    dotted = (spec or plain or option(words, "-A", "--app")).split(":")[0]
    if dotted.endswith(".py"):
        yield from _file("app", dotted, ground, here)
    elif dotted and _dotted(dotted):
        path, there = ground.module(posixpath.normpath(here).replace(".", "", 1) if here in (".", "./") else here, dotted)
        yield Started("app", dotted, there, path)


def _flask(words: list[str], ground: Ground, folder: str, settings: Settings) -> Iterator[Started]:
    if "run" not in words:
        return
    named = (option(words, "--app", "-A") or settings.get("FLASK_APP", "")).split(":")[0]
    if named.endswith(".py") or "/" in named:
        yield from _file("app", named, ground, folder)
    elif named:
        path, there = ground.module(folder, named)
        yield Started("app", named, there, path)
    else:
        found = next(
            (path for path, there in (ground.holds(folder, name) for name in ("app.py", "wsgi.py", "app/__init__.py")) if there), ""
        )
        yield Started("app", "flask run", exists=True if found else None, path=found)


def _dotted(word: str) -> bool:
    return all(part.isidentifier() for part in word.removesuffix(".py").split("."))


def _pytest(words: list[str], ground: Ground, folder: str, _settings: Settings) -> Iterator[Started]:
    named = [word.split("::")[0] for word in words if not word.startswith("-") and ("/" in word or word.endswith(".py"))]
    for name in named:
        path, file = ground.holds(folder, name)
        _, inside = ground.holds_folder(folder, name)
        yield Started("tests", name, None if file is None else bool(file or inside), path)
    if not named:
        yield Started("tests", "pytest", exists=None)


HANDLERS: dict[str, Handler] = {
    **dict.fromkeys(
        (
            "torchrun",
            "deepspeed",
            "accelerate",
            "horovodrun",
            "mpirun",
            "mpiexec",
            "srun",
            "sbatch",
            "kernprof",
            "coverage",
            "wandb",
            "modal",
        ),
        _launcher,
    ),
    **dict.fromkeys(("bash", "sh", "zsh", "source", ".", "cmd", "powershell"), _script),
    **dict.fromkeys(("uvicorn", "gunicorn", "hypercorn", "celery", "waitress-serve", "granian", "daphne"), _app),
    **dict.fromkeys(
        ("streamlit", "chainlit", "panel", "bokeh", "fastapi", "gradio", "solara", "marimo", "locust", "runipy"), _first_file("app", ".py")
    ),
    **dict.fromkeys(
        ("jupyter", "jupyter-notebook", "jupyter-lab", "papermill", "voila", "nbconvert", "notebook", "jupyterlab"),
        _first_file("notebook", ".ipynb"),
    ),
    **dict.fromkeys(("spark-submit", "%run", "%%python"), _first_file("script", ".py")),
    "Rscript": _first_file("script", ".r"),
    "julia": _first_file("script", ".jl"),
    "node": _first_file("script", ".js", ".mjs"),
    "flask": _flask,
    "pytest": _pytest,
    "py.test": _pytest,
    **WORK,
}
