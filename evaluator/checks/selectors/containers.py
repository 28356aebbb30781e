"""Whether what builds and starts a container lands in the tree."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Literal

import msgspec

from evaluator.checks.selectors.images import Image, contexts
from evaluator.checks.selectors.installed import provided, unread_locks
from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.standing import own
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.images import Missing
    from evaluator.model.facts import Container, Declared, Facts

_ARTEFACT = regex(
    r"(?i)\.(?:pkl|pickle|joblib|bin|h5|hdf5|keras|pt|pth|ckpt|onnx|tflite|model|cbm|ubj|npy|npz|"
    r"csv|tsv|parquet|feather|db|sqlite3?|whl|tar|gz|zip|xgb|safetensors|json|env)$"
    r"|(?:^|/)(?:models?|data|datasets?|artifacts?|mlruns|checkpoints?|weights|saved_?models?|outputs?|"
    r"dist|build|target|node_modules|\.env|model_\w{1,40}|\w{1,40}[_-]model|vectorstore|index)/?$"
)
_SERVES = regex(
    r"\b(?:uvicorn|gunicorn|hypercorn|flask|streamlit|bentoml|fastapi|waitress-serve|gradio|chainlit|daphne|"
    r"mlflow models serve|torchserve)\b|lambda|api|serv|app\.py|predict"
)

_HELPS = regex(
    r"\b(?:mlflow|prefect|airflow|jupyter|tensorboard|grafana|prometheus)\W.{0,20}\b(?:server|ui|agent|worker|webserver|scheduler|lab|notebook|standalone|logdir)\b"
)
_BARE = regex(r"(?:docker\.io/)?(?:library/)?(?:python|ubuntu|debian)(?::|$)")
_ASGI = "uvicorn fastapi gradio bentoml chainlit nicegui mlflow langserve litserve ray zenml prefect jina starlette reflex langgraph-cli"
# The distributions that bring a program, by themselves, by an extra or with what they require.
_PROGRAMS = {
    "streamlit": frozenset({"streamlit"}),
    "uvicorn": frozenset(_ASGI.split()),
    "gunicorn": frozenset({"gunicorn", "mlflow", "uvicorn-worker", "apache-airflow", "apache-superset"}),
    "mlflow": frozenset({"mlflow", "mlflow-skinny", "zenml", "dagshub", "kedro-mlflow"}),
    "flask": frozenset({"flask", "dash", "mlflow", "flask-restful", "flask-cors", "flask-restx"}),
    "celery": frozenset({"celery", "flower", "apache-airflow"}),
    "chainlit": frozenset({"chainlit"}),
    "bentoml": frozenset({"bentoml"}),
    "waitress-serve": frozenset({"waitress"}),
}
_BESIDE = frozenset({".devcontainer", "docs", "doc", "examples", ".github"})

Verdict = Literal["holds", "broken", "unsure"]


class Judged(msgspec.Struct, frozen=True):
    """A container with whether it resolves, why, and whether it serves."""

    at: Location
    verdict: Verdict
    note: str
    serves: bool


def defined(facts: Facts) -> Iterator[tuple[Location, str]]:
    """What defines an image of the project: Dockerfiles that bring its files in before others, then compose and other descriptions."""
    found = sorted(images(facts), key=lambda each: (not _SERVES.search(each.path), each.path.count("/"), each.path))
    yield from ((first_line(each), "an image is defined") for each in found)
    for manifest in own(facts.manifests):
        if manifest.source.kind == "compose" and not found:
            built = next(
                (line for key, _, line in manifest.source.values if key.endswith((".build", ".build.context", ".build.dockerfile"))), None
            )
            if built is not None:
                yield Location(manifest.path, built), "compose builds an image"
        elif manifest.source.kind in ("bentofile", "cog"):
            yield Location(manifest.path, 1), f"{manifest.source.kind} describes an image"


def _brings(container: Container) -> bool:
    """Whether something of the tree comes into the image; one that only starts another's program may bring nothing."""
    return any(
        step.keyword in ("COPY", "ADD") and not any(flag.startswith("--from") for flag in step.flags)
        for step in container.source.instructions
    )


def first_line(container: Container) -> Location:
    """Where an image begins: its first FROM, below the comments."""
    return Location(container.path, next((step.line for step in container.source.instructions if step.keyword == "FROM"), 1))


def images(facts: Facts) -> Iterator[Container]:
    """The Dockerfiles that count; those of development containers do not, nor those that only start another's program beside others."""
    found = [each for each in own(facts.containers) if each.role not in ("docs", "test") and not _BESIDE & set(each.path.split("/")[:-1])]
    yield from [each for each in found if _brings(each) and not _HELPS.search(_commands(each))] or found


def _commands(container: Container) -> str:
    """What the last CMD and ENTRYPOINT say."""
    last = {step.keyword: " ".join(step.values) for step in container.source.instructions if step.keyword in ("CMD", "ENTRYPOINT")}
    return " ".join(last.values())


@once
def judged(facts: Facts) -> Iterator[Judged]:
    """Every image of the project with whether it resolves from any of its contexts."""
    for container in images(facts):
        built = [Image(facts, container, context) for context in dict.fromkeys(contexts(facts, container))]
        found = [(_judge(facts, container, image), len(image.missing)) for image in built]
        yield min(found, key=lambda each: (("holds", "unsure", "broken").index(each[0].verdict), each[1]))[0]
    for manifest in own(facts.manifests):
        if manifest.source.kind == "bentofile":
            yield from _bento(facts, manifest)
        elif manifest.source.kind == "compose":
            yield from _without_dockerfile(facts, manifest)


def _judge(facts: Facts, container: Container, image: Image) -> Judged:
    start = image.start
    line = image.line() or _command_of_compose(facts, container)
    serves = bool(_SERVES.search(f"{line} {container.path}"))
    hard = [each for each in image.missing if not _excused(facts, image, each)]
    if hard:
        worst = hard[0]
        return Judged(Location(container.path, worst.line), "broken", f"{worst.name} {worst.what}", serves)
    if not image.installs and re.match(r"(?:docker\.io/)?(?:library/)?python:", image.base):
        return Judged(first_line(container), "broken", "no dependencies are installed on a bare Python image", serves)
    verdict, note, at = _lands(image, line, start.line if start else first_line(container).line)
    if verdict == "holds" and (program := _not_installed(facts, image, line)):
        bare = _BARE.match(image.base) is not None
        lacks = f"starts `{program}`, which nothing in the tree installs"
        may = "" if bare else f"; whether its base {image.base} brings it cannot be told"
        return Judged(Location(container.path, at), "broken" if bare else "unsure", lacks + may, serves)
    if verdict == "holds" and any(not _made_by_code(facts, each.name) for each in image.missing):
        lacking = image.missing[0]
        return Judged(
            Location(container.path, lacking.line),
            "unsure",
            f"{lacking.name} is not in the tree, and no step that makes it was found",
            serves,
        )
    return Judged(Location(container.path, at), verdict, note, serves)


def _not_installed(facts: Facts, image: Image, line: str) -> str:
    """The program by which an image starts the project, where no file or command declares a package that brings it."""
    first, _, rest = line.strip().removeprefix("exec ").partition(" ")
    program = rest.split()[1] if first in ("python", "python3") and rest.startswith("-m ") and len(rest.split()) > 1 else first
    told = image.installs and program not in image.base and not any(unread_locks(facts))
    givers = _PROGRAMS.get(program, frozenset()) if told else frozenset()
    return program if givers and not givers & provided(facts).keys() else ""


def _lands(image: Image, line: str, at: int) -> tuple[Verdict, str, int]:
    """Whether the start command leads to a file or module of the project."""
    if not line:
        return "unsure", "it has no CMD or ENTRYPOINT; whether something of the project is started in it was not told", at
    module = image.lambda_module()
    if module:
        return (
            ("holds", f"the handler's module is in the image; {_sources(image)}", at)
            if module in image.files
            else ("broken", f"{module} is not in the image", at)
        )
    found = image.starts(line)
    if any(there is False for _, there in found):
        lost = next(started for started, there in found if there is False)
        return "broken", f"starts {lost.name}, which is not in the image", at
    if any(there for _, there in found):
        started = next(started for started, there in found if there)
        name = (
            f"{started.path.rpartition('/')[2]}, which `{started.name}` starts," if " " in started.name and started.path else started.name
        )
        if line.startswith("make "):
            name = f"the target {name}, by make,"
        return "holds", f"{name.replace('../', '/')} is in the image; {_sources(image)}", at
    return "unsure", f"what it starts was not found in the tree: {line[:60]}", at


def _sources(image: Image) -> str:
    """What is known of the files that are copied."""
    given = next((source for _, sources in image.copies for source in sources if "$" in source), None)
    if image.missing:
        return f"{image.missing[0].name} is made by another step"
    return f"{given} is given when it is built" if given else "all that is copied is in the tree"


def _command_of_compose(facts: Facts, container: Container) -> str:
    """The command of the service that compose builds from this Dockerfile."""
    for manifest in own(facts.manifests):
        if manifest.source.kind != "compose":
            continue
        values = {key: value for key, value, _ in manifest.source.values}
        home = manifest.path.rpartition("/")[0]
        for key, value in values.items():
            service = key.rpartition(".command")[0]
            built = values.get(f"{service}.build.context", values.get(f"{service}.build", "")) if service else ""
            file = posixpath.join(home, built, values.get(f"{service}.build.dockerfile", "Dockerfile"))
            if built and posixpath.normpath(file) == container.path:
                return value
    return ""


def _excused(facts: Facts, image: Image, missing: Missing) -> bool:
    """Data and models that a step makes need not be in the tree; whether one does is asked later."""
    del image
    if missing.what.startswith("lies outside"):
        return False
    return bool(_ARTEFACT.search(missing.name)) or _made_by_code(facts, missing.name)


def _made_by_code(facts: Facts, name: str) -> bool:
    """Whether code, a stage or a written step names the file, so that it is made by running them."""
    last = name.rstrip("/*").rsplit("/", 1)[-1]
    if not last:
        return True
    return any(last in text for text in _told(facts)) or any(file.path.endswith(f"{last}.dvc") for file in facts.paths)


@once
def _told(facts: Facts) -> Iterator[str]:
    """What code, stages, documents, workflows and settings say, in a few long texts."""
    texts = [text for code in facts.code for _, text in code.source.strings]
    texts += [made for work in facts.stages for target in work.source.targets for made in (*target.makes, *target.commands)]
    texts += [fence.text for document in facts.documents for fence in document.text.fences]
    texts += [step.run for flow in facts.workflows for job in flow.source.jobs for step in job.steps]
    texts += [value for each in (*facts.settings, *facts.manifests) if each.source.kind != "compose" for _, value, _ in each.source.values]
    texts += [
        argument.constant for code in facts.code for call in code.calls for argument in call.arguments if isinstance(argument.constant, str)
    ]
    yield "\0".join(texts)


def _bento(facts: Facts, manifest: Declared) -> Iterator[Judged]:
    """`service: "module:name"` of a bentofile."""
    folder = manifest.path.rpartition("/")[0]
    for key, value, line in manifest.source.values:
        if key == "service":
            module = value.split(":")[0].removesuffix(".py")
            paths = {posixpath.normpath(posixpath.join(folder, base, module.replace(".", "/") + ".py")) for base in ("", "src")}
            there = any(facts.file(path) for path in paths)
            yield Judged(
                Location(manifest.path, line),
                "holds" if there else "broken",
                f"the service {value} is{'' if there else ' not'} in the tree",
                serves=True,
            )


def _without_dockerfile(facts: Facts, manifest: Declared) -> Iterator[Judged]:
    """Services that compose builds from a folder without a Dockerfile."""
    home = manifest.path.rpartition("/")[0]
    values = {key: (value, line) for key, value, line in manifest.source.values}
    for key, (value, line) in values.items():
        if not key.endswith((".build", ".build.context")) or "$" in value or "://" in value:
            continue
        service = key.removesuffix(".context").removesuffix(".build")
        name = values.get(f"{service}.build.dockerfile", ("Dockerfile", 0))[0]
        path = posixpath.normpath(posixpath.join(home, value, name))
        if "$" in name or path.startswith("..") or facts.file(path) or f"{service}.build.dockerfile_inline" in values:
            continue
        if any(posixpath.normpath(posixpath.join(home, value)).startswith(each) for each in facts.submodules):
            continue
        yield Judged(Location(manifest.path, line), "broken", f"compose builds from {path}, which is not in the tree", serves=True)
