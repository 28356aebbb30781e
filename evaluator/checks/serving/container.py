"""Would it start somewhere else with one command?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.containers import defined, images, judged
from evaluator.model.place import REPOSITORY, Location
from evaluator.model.result import against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Container, Facts
    from evaluator.model.result import Evidence

NONE = "no Dockerfile, compose build, bentofile or Cog file of the project was found"


def container_defined(facts: Facts) -> Iterator[Evidence]:
    """A container image of the project is defined.

    Why: An image carries the project with all it needs to another machine.
    Fix: Write a Dockerfile that installs the dependencies, copies the code and starts it.
    Not for: library
    """
    found = [supports(at, note) for at, note in defined(facts)]
    yield from found
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
    yield from (supports(each.at, each.note) for each in good)
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
    found = [(each, [*_base(each), *_order(each), *_secret(each), *_care(facts, each)]) for each in serving]
    sound = [each for each, faults in found if not faults]
    yield from (supports(Location(each.path, 1), "base pinned, dependencies before code, kept small or unprivileged") for each in sound)
    if not sound:
        yield from (against(Location(each.path, line), note) for each, faults in found for line, note in faults)


def _base(container: Container) -> Iterator[tuple[int, str]]:
    names = {step.values[2] for step in container.source.instructions if step.keyword == "FROM" and len(step.values) > 2}
    for step in container.source.instructions:
        image = step.values[0] if step.keyword == "FROM" and step.values else ""
        if (
            image
            and image not in names
            and image != "scratch"
            and "$" not in image
            and not re.search(r":(?!latest\b)[\w.-]+$|@sha256:", image)
        ):
            yield step.line, f"the base {image} names no version"


def _order(container: Container) -> Iterator[tuple[int, str]]:
    """Everything copied before dependencies are installed from a file."""
    whole: dict[int, int] = {}
    for step in container.source.instructions:
        if (
            step.keyword in ("COPY", "ADD")
            and step.values[:1] in ((".",), ("./",))
            and not any(flag.startswith("--from") for flag in step.flags)
        ):
            whole.setdefault(step.stage, step.line)
        elif (
            step.keyword == "RUN"
            and step.stage in whole
            and re.search(r"install\s[^&|;]{0,200}(?:-r|--requirement)\b|(?:poetry|pipenv|npm) install|uv sync", " ".join(step.values))
        ):
            yield whole[step.stage], "the code is copied before the dependencies are installed"
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
    ignored = any(file.name in (".dockerignore", f"{container.path.rsplit('/', 1)[-1]}.dockerignore") for file in facts.paths)
    user = any(step.keyword == "USER" and step.values[:1] not in (("root",), ("0",)) for step in container.source.instructions)
    slim = any(
        step.keyword == "FROM" and re.search(r"slim|alpine|distroless|lambda|runtime", " ".join(step.values))
        for step in container.source.instructions
    )
    if not (ignored or user or slim):
        yield 1, "no .dockerignore, no user of its own and no slim base"
