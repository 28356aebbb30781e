"""Would it start somewhere else with one command?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.containers import defined, first_line, images, judged
from evaluator.checks.selectors.handed_over import handed_over
from evaluator.checks.selectors.images import contexts
from evaluator.model.place import REPOSITORY, Location
from evaluator.model.regex import regex
from evaluator.model.result import against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Container, Facts
    from evaluator.model.result import Evidence

MOST = 3
_VERSION = regex(r":(?!(?:latest|slim|alpine|stable|nightly|main|master|lts)\b)[\w.-]+$|@sha256:")
_INSTALLS = regex(r"install\s[^&|;]{0,200}(?:-r|--requirement)[= ]?\s{0,4}([\w./${}-]{1,120})|(?:poetry|pipenv|npm) install|uv sync")
_ANY_INSTALL = regex(r"\b(?:pip3?|pipenv|poetry|uv|conda|mamba|npm|yarn)\s[^&|;]{0,200}\b(?:install|sync|create|update)\b")
_SMALL = regex(r"slim|alpine|distroless|lambda|runtime|minimal|micro|tiny")
NONE = "no Dockerfile, compose build, bentofile or Cog file of the project was found"


def container_defined(facts: Facts) -> Iterator[Evidence]:
    """A container image of the project is defined.

    Why: An image carries the project with all it needs to another machine.
    Fix: Write a Dockerfile that installs the dependencies, copies the code and starts it.
    Not for: library
    """
    found = [supports(at, note) for at, note in defined(facts)]
    yield from found[:MOST]
    if not found:
        yield against(REPOSITORY, NONE)


def container_resolves(facts: Facts) -> Iterator[Evidence]:
    """What the image copies, installs and starts is in the tree.

    Why: A Dockerfile that names missing files builds for nobody, and a reviewer who tries it stops there.
    Fix: Build and start the image from a fresh clone, and correct every path it stumbles over.
    Ask: From which folder is this image built, and where does its model file come from?
    Not for: library
    """
    found = list(judged(facts))
    serving = [each for each in found if each.serves] or found
    good = [each for each in serving if each.verdict == "holds"] or [each for each in found if each.verdict == "holds" and not serving]
    yield from (supports(each.at, each.note) for each in good[:MOST])
    if not good:
        yield from (against(each.at, each.note, "high" if each.verdict == "broken" else "low") for each in serving)
    if not found:
        yield against(REPOSITORY, NONE)


def container_sound(facts: Facts) -> Iterator[Evidence]:
    """The image is pinned, built in a good order and kept small or unprivileged.

    Why: A floating base breaks on another day; code copied first installs everything again at each change.
    Fix: Name the base's version, copy the dependency file before the code, add a .dockerignore and a user.
    Not for: library
    """
    verdicts = {each.at.path: each for each in judged(facts)}
    chosen = [each for each in images(facts) if each.path in verdicts]
    serving = [each for each in chosen if verdicts[each.path].serves] or chosen
    found = [(each, [*_base(each), *_order(facts, each), *_secret(each), *_care(facts, each)]) for each in serving]
    sound = [each for each, faults in found if not faults]
    yield from (supports(first_line(each), _soundness(facts, each)) for each in sound[:MOST])
    if not sound:
        yield from (against(Location(each.path, line), note) for each, faults in found for line, note in faults)


def container_use_explained(facts: Facts) -> Iterator[Evidence]:
    """The text gives the command that starts the container.

    Why: An image saves a colleague a day only when they know how to start it and where it answers.
    Fix: Put `docker build` and `docker run -p ...` with the names and ports that hold in the README, and an example request below them.
    Ask: What does somebody type after a fresh clone until the first answer comes?
    Not for: library
    """
    found = list(handed_over(facts))
    starting = [each for each in found if each.starts]
    yield from (supports(each.at, each.note, "high" if each.firm else "low") for each in starting[:MOST])
    if not starting and found:
        yield supports(found[0].at, f"{found[0].note}; that it is started was not seen on a page", "low")
    if not found:
        yield against(REPOSITORY, "no command that builds or starts a container of the project was found in its pages")


def _soundness(facts: Facts, container: Container) -> str:
    """What is seen of a sound image, in words."""
    installed = [
        step.line for step in container.source.instructions if step.keyword == "RUN" and _ANY_INSTALL.search(_unquoted(step.values))
    ]
    code = [line for source, line in _copies(container) if _holds_code(facts, source)]
    if installed and (not code or installed[0] < code[0]):
        order = "dependencies are installed before the code is copied; "
    else:
        whole = any(source in (".", "./") and line < installed[0] for source, line in _copies(container)) if installed else True
        order = "" if whole else "not everything is copied before dependencies are installed; "
    return f"the base names its version; {order}{next(_kept_small(facts, container), '')}"


def _copies(container: Container, stage: int | None = None) -> Iterator[tuple[str, int]]:
    """What is copied from the tree, with the line."""
    for step in container.source.instructions:
        aside = any(flag.startswith("--from") for flag in step.flags) or (stage is not None and step.stage != stage)
        if step.keyword in ("COPY", "ADD") and not aside:
            yield from ((source, step.line) for source in step.values[:-1])


def _holds_code(facts: Facts, source: str) -> bool:
    """Whether a source of a copy is everything, a file of code, or a folder that holds code."""
    name = source.strip("./")
    if name.rpartition("/")[2] == "setup.py":
        return False
    return not name or name.endswith(".py") or any(code.path.startswith(f"{name}/") or f"/{name}/" in code.path for code in facts.code)


def _base(container: Container) -> Iterator[tuple[int, str]]:
    names = {step.values[2] for step in container.source.instructions if step.keyword == "FROM" and len(step.values) > 2}
    for step in container.source.instructions:
        image = step.values[0] if step.keyword == "FROM" and step.values else ""
        if image and image not in names and image != "scratch" and "$" not in image and not _VERSION.search(image):
            tagged = ":" in image.rpartition("/")[2]
            yield step.line, f"the tag of the base {image} is no version" if tagged else f"the base {image} has no tag"


def _unquoted(values: tuple[str, ...]) -> str:
    return re.sub(r"\"[^\"]{0,500}\"|'[^']{0,500}'", "", " ".join(values))


def _order(facts: Facts, container: Container) -> Iterator[tuple[int, str]]:
    """Code that is copied before dependencies are installed from a file: everything, or a folder of code."""
    for step in container.source.instructions:
        found = _INSTALLS.search(_unquoted(step.values)) if step.keyword == "RUN" else None
        for source, line in _copies(container, step.stage) if found else ():
            whole = source in (".", "./") or (found and found[1] and _holds_code(facts, source))
            if whole and line < step.line:
                yield line, "the code is copied before the dependencies are installed"
                return


def _secret(container: Container) -> Iterator[tuple[int, str]]:
    for step in container.source.instructions:
        pairs = (
            zip(step.values[::2], step.values[1::2], strict=False)
            if step.keyword == "ENV"
            else [value.partition("=")[::2] for value in step.values]
        )
        for name, value in pairs if step.keyword in ("ENV", "ARG") else ():
            if (
                re.search(r"(?i)(?:secret|password|passwd|api_?key|token)\b|(?:secret|password|api_?key|token)$", name)
                and len(value) > 5
                and "$" not in value
            ):
                yield step.line, f"a value is given to {name}"


def _care(facts: Facts, container: Container) -> Iterator[tuple[int, str]]:
    if next(_kept_small(facts, container), None) is None:
        yield first_line(container).line, "no .dockerignore, no user of its own and no slim base"


def _kept_small(facts: Facts, container: Container) -> Iterator[str]:
    """What keeps an image small or its program unprivileged."""
    folders = {container.path.rpartition("/")[0], *contexts(facts, container)}
    name = container.path.rsplit("/", 1)[-1]
    ignoring = {f"{folder}/{each}".lstrip("/") for folder in folders for each in (".dockerignore", f"{name}.dockerignore")}
    if any(file.path in ignoring for file in facts.paths):
        yield "a .dockerignore keeps it small"
    users = [step.values[:1] for step in container.source.instructions if step.keyword == "USER"]
    if users and users[-1] not in (("root",), ("0",)):
        yield "it runs as a user of its own"
    bases = [" ".join(step.values) for step in container.source.instructions if step.keyword == "FROM"]
    small = next((each for base in bases for each in _SMALL.findall(base)), None)
    if small == "lambda":
        yield "Lambda runs it as a user without rights"
    elif small:
        yield f"the base is made small ({small})"
