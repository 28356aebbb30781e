"""Whether what builds and starts a container lands in the tree."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Literal

import msgspec

from evaluator.checks.selectors.images import Image, contexts
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

_BESIDE = frozenset({".devcontainer", "docs", "doc", "examples", ".github"})

Verdict = Literal["holds", "broken", "unsure"]


class Judged(msgspec.Struct, frozen=True):
    """A container with whether it resolves, why, and whether it serves."""

    at: Location
    verdict: Verdict
    note: str
    serves: bool


def defined(facts: Facts) -> Iterator[tuple[Location, str]]:
    """Everything that defines an image of the project."""
    for container in images(facts):
        yield Location(container.path, 1), "an image is defined"
    for manifest in own(facts.manifests):
        if manifest.source.kind == "compose":
            built = next(
                (line for key, _, line in manifest.source.values if key.endswith((".build", ".build.context", ".build.dockerfile"))), None
            )
            if built is not None:
                yield Location(manifest.path, built), "compose builds an image"
        elif manifest.source.kind in ("bentofile", "cog"):
            yield Location(manifest.path, 1), f"{manifest.source.kind} describes an image"


def images(facts: Facts) -> Iterator[Container]:
    """The Dockerfiles that count; those of development containers do not."""
    for container in own(facts.containers):
        if container.role not in ("docs", "test") and not _BESIDE & set(container.path.split("/")[:-1]):
            yield container


@once
def judged(facts: Facts) -> Iterator[Judged]:
    """Every image of the project with whether it resolves from any of its contexts."""
    for container in images(facts):
        found = [_judge(facts, container, context) for context in dict.fromkeys(contexts(facts, container))]
        yield min(found, key=lambda each: ("holds", "unsure", "broken").index(each.verdict))
    for manifest in own(facts.manifests):
        if manifest.source.kind == "bentofile":
            yield from _bento(facts, manifest)
        elif manifest.source.kind == "compose":
            yield from _without_dockerfile(facts, manifest)


def _judge(facts: Facts, container: Container, context: str) -> Judged:
    image = Image(facts, container, context)
    start = image.start
    line = image.line() or _command_of_compose(facts, container)
    serves = bool(_SERVES.search(f"{line} {container.path}"))
    hard = [each for each in image.missing if not _excused(facts, image, each)]
    if hard:
        worst = hard[0]
        return Judged(Location(container.path, worst.line), "broken", f"{worst.name} {worst.what}", serves)
    if not image.installs and re.match(r"(?:docker\.io/)?(?:library/)?python:", image.base):
        return Judged(Location(container.path, 1), "broken", "no dependencies are installed on a bare Python image", serves)
    verdict, note, at = _lands(image, line, start.line if start else 1)
    if verdict == "holds" and any(not _made_by_code(facts, each.name) for each in image.missing):
        lacking = image.missing[0]
        return Judged(
            Location(container.path, lacking.line),
            "unsure",
            f"{lacking.name} is not in the tree, and no step that makes it was found",
            serves,
        )
    return Judged(Location(container.path, at), verdict, note, serves)


def _lands(image: Image, line: str, at: int) -> tuple[Verdict, str, int]:
    """Whether the start command leads to a file or module of the project."""
    if not line:
        return ("broken" if image.is_bare else "unsure"), "the image starts nothing: no CMD or ENTRYPOINT", at
    module = image.lambda_module()
    if module:
        return (
            ("holds", "sources exist and the handler's module is in the image", at)
            if module in image.files
            else ("broken", f"{module} is not in the image", at)
        )
    found = image.starts(line)
    if any(there is False for _, there in found):
        lost = next(started for started, there in found if there is False)
        return "broken", f"starts {lost.name}, which is not in the image", at
    if any(there for _, there in found):
        return "holds", f"sources exist and {next(started.name for started, there in found if there)} is in the image", at
    return "unsure", f"what it starts was not found in the tree: {line[:60]}", at


def _command_of_compose(facts: Facts, container: Container) -> str:
    for manifest in own(facts.manifests):
        if manifest.source.kind == "compose":
            for key, value, _ in manifest.source.values:
                service = key.rpartition(".command")[0]
                if service and any(other.startswith(f"{service}.build") for other, _, _ in manifest.source.values):
                    home = posixpath.normpath(posixpath.join(manifest.path.rpartition("/")[0], "."))
                    if container.path.startswith("" if home == "." else home):
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
