"""Programs that start named work: Make targets, DVC stages, compose services, images, scripts of npm."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from evaluator.checks.selectors.ground import Started
from evaluator.checks.selectors.shell import is_open, word_set

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from evaluator.checks.selectors.ground import Ground, Kind

    Handler = Callable[[list[str], Ground, str, Mapping[str, str]], Iterator[Started]]

_COMPOSE_STARTS = frozenset({"up", "run", "build", "start", "watch", "exec", "create"})
_DOCKER_VALUES = word_set(
    """
    -t --tag --build-arg --platform --target --network --cache-from --cache-to --label --progress --secret --ssh -o --output
    --memory -m --iidfile --builder
    """
)
_MAKE_VALUES = frozenset({"-C", "--directory", "-f", "--file", "--makefile", "-j", "-l", "-o", "-W", "-I"})
_COMPOSE_NAMES = ("docker-compose.yml", "docker-compose.yaml", "compose.yml", "compose.yaml")


def option(words: list[str], *names: str) -> str:
    """The value given for an option, "" when it is not given."""
    for number, word in enumerate(words):
        if word in names and number + 1 < len(words):
            return words[number + 1]
        head, sign, tail = word.partition("=")
        if sign and head in names:
            return tail
    return ""


def _work_of(*kinds: str) -> Handler:
    """A handler of programs that start targets of a file in the folder where they stand (`make train`)."""

    def handler(words: list[str], ground: Ground, folder: str, _settings: Mapping[str, str]) -> Iterator[Started]:
        base = option(words, "-C", "--directory")
        here = posixpath.normpath(posixpath.join(folder, base)).removeprefix(".") if base else folder
        found = ground.work(here, *kinds)
        if given := option(words, "-f", "--file", "--makefile"):
            found = tuple(each for each in ground.facts.stages if each.path == ground.path(here, given))
        names = {_dashed(target.name, kinds) for each in found for target in each.source.targets}
        open_ended = any("%" in name or is_open(name) for name in names) or any(command.startswith("include ") for command in names)
        for name in _names(words) if "make" in kinds else _names(words)[:1]:
            known = _dashed(name, kinds) in names
            there = None if is_open(name) or (open_ended and not known) else known
            yield Started("target", name, there, found[0].path if found else "")
        if not _names(words):
            yield Started("target", kinds[0], bool(found), found[0].path if found else "")

    return handler


def _dashed(name: str, kinds: tuple[str, ...]) -> str:
    """Invoke takes `build-image` and `build_image` for the same task."""
    return name.rsplit(".", 1)[-1].replace("_", "-") if "invoke" in kinds else name


def _names(words: list[str]) -> list[str]:
    """The words that are neither options, nor values of options, nor assignments."""
    found: list[str] = []
    skip = False
    for word in words:
        if not skip and not word.startswith("-") and "=" not in word and not word.isdigit():
            found.append(word)
        skip = not skip and word in _MAKE_VALUES
    return found


def _tox(_words: list[str], ground: Ground, folder: str, _settings: Mapping[str, str]) -> Iterator[Started]:
    found = [*ground.work(folder, "tox", "nox"), *ground.declared(folder, "tox")]
    yield Started("tests", "tox", bool(found) or None)


def _dvc(words: list[str], ground: Ground, folder: str, _settings: Mapping[str, str]) -> Iterator[Started]:
    if words[:1] not in (["repro"], ["exp"]) or words[:2] in (["exp", "show"], ["exp", "diff"]):
        return
    found = ground.work(folder, "dvc") or ground.declared(folder, "dvc")
    yield Started("pipeline", "dvc repro", bool(found))


def _file_beside(kind: Kind, starts: tuple[str, ...], *names: str) -> Handler:
    """A handler of programs that need one of some files in the folder (`snakemake`, `kedro run`, `bentoml build`)."""

    def handler(words: list[str], ground: Ground, folder: str, _settings: Mapping[str, str]) -> Iterator[Started]:
        if starts and words[:1] not in [[start] for start in starts]:
            return
        given = option(words, "-s", "--snakefile", "-f", "--config", "-c", "--file")
        answers = [ground.holds(folder, name) for name in ([given] if given else names)]
        path, there = next((answer for answer in answers if answer[1]), answers[0])
        yield Started(kind, given or names[0], there, path)

    return handler


def _mlflow(words: list[str], ground: Ground, folder: str, _settings: Mapping[str, str]) -> Iterator[Started]:
    if words[:1] != ["run"]:
        return
    where = next((word for word in words[1:] if not word.startswith("-") and ("/" in word or word == "." or word in ground.folders)), ".")
    path, there = ground.holds(folder, posixpath.join(where, "MLproject"))
    yield Started("pipeline", f"mlflow run {where}", there, path)


def _docker(words: list[str], ground: Ground, folder: str, settings: Mapping[str, str]) -> Iterator[Started]:
    if words[:1] == ["compose"]:
        yield from _compose(words[1:], ground, folder, settings)
    if (words[:1] == ["build"] and words[1:]) or words[:2] in (["buildx", "build"], ["image", "build"]):
        rest = words[1 if words[0] == "build" else 2 :]
        given = option(rest, "-f", "--file")
        context = _context(rest)
        answers = (
            [ground.holds(folder, given)]
            if given
            else [ground.holds(folder, posixpath.join(context, name)) for name in ("Dockerfile", "dockerfile", "Containerfile")]
        )
        path, there = next((answer for answer in answers if answer[1]), answers[0])
        yield Started("image", given or context, None if "://" in context else there, path)


def _context(words: list[str]) -> str:
    skip = False
    found = "."
    for word in words:
        if not skip and not word.startswith("-"):
            found = word
        skip = not skip and (word in _DOCKER_VALUES or word in ("-f", "--file"))
    return "." if found == "-" else found


def _compose(words: list[str], ground: Ground, folder: str, _settings: Mapping[str, str]) -> Iterator[Started]:
    if not any(word in _COMPOSE_STARTS for word in words):
        return
    before = words[: next(number for number, word in enumerate(words) if word in _COMPOSE_STARTS)]
    given = option(before, "-f", "--file") or option(words, "-f", "--file")
    if given:
        path, there = ground.holds(folder, given)
        yield Started("compose", given, there, path)
        return
    found = next((path for path, there in (ground.holds(folder, name) for name in _COMPOSE_NAMES) if there), "")
    yield Started("compose", "docker compose", bool(found), found)


def _npm(words: list[str], ground: Ground, folder: str, _settings: Mapping[str, str]) -> Iterator[Started]:
    named = words[1:2] if words[:1] == ["run"] else words[:1] if words[:1] in (["start"], ["test"], ["dev"]) else []
    if not named:
        return
    base = option(words, "--prefix", "--cwd")
    found = ground.work(posixpath.join(folder, base) if base else folder, "package-json")
    names = {target.name for each in found for target in each.source.targets}
    yield Started("target", named[0], named[0] in names if found else False, found[0].path if found else "")


WORK: dict[str, Handler] = {
    **dict.fromkeys(("make", "gmake"), _work_of("make")),
    "just": _work_of("just"),
    "task": _work_of("taskfile"),
    **dict.fromkeys(("invoke", "inv"), _work_of("invoke")),
    **dict.fromkeys(("tox", "nox"), _tox),
    "dvc": _dvc,
    "mlflow": _mlflow,
    "snakemake": _file_beside("pipeline", (), "Snakefile", "workflow/Snakefile"),
    "kedro": _file_beside("pipeline", ("run",), "pyproject.toml"),
    "cog": _file_beside("image", ("build", "predict", "train"), "cog.yaml"),
    **dict.fromkeys(("docker", "podman"), _docker),
    **dict.fromkeys(("docker-compose", "podman-compose"), _compose),
    **dict.fromkeys(("npm", "yarn", "pnpm", "bun"), _npm),
}
