"""Commands by which a page hands a container over: what starts the project's image, or only builds it."""

from __future__ import annotations

import posixpath
from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.commands import numbered
from evaluator.checks.selectors.containers import images
from evaluator.checks.selectors.deploying import is_others
from evaluator.checks.selectors.following import follow
from evaluator.checks.selectors.once import kept
from evaluator.checks.selectors.page_commands import readmes, shell_text
from evaluator.checks.selectors.prose import front, linked
from evaluator.checks.selectors.shell import MAX_LINE, is_open, simple_commands, word_set
from evaluator.checks.selectors.standing import own
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Declared, Document, Facts

_ENGINES = frozenset({"docker", "podman", "nerdctl"})
_COMPOSERS = frozenset({"docker-compose", "podman-compose"})
_STARTS = frozenset({"up", "run", "start", "watch"})
_BUILDS = regex(r"^(?:(?:buildx|image|builder) )?build\b")
_RUNS = regex(r"^(?:container )?run\b")
# Options of `run` that take no value of their own.
_BARE = word_set(
    "-d -i -t -it -ti -itd -dit -td -dt --rm --detach --interactive --tty --init --privileged --read-only -P --publish-all -q --quiet"
)
_OTHER_PROGRAMS = regex(
    r"^(?:localstack/|evidently/|provectuslabs/|confluentinc/|qdrant/|chromadb/|ollama/|elastic/|docker\.elastic\.co/"
    r"|jupyter/|tensorflow/|pytorch/"
    r"|nvidia/|nvcr\.io/nvidia/|selenium/|wurstmeister/|zookeeper|adminer|metabase/|dpage/|mailhog/|hello-world|python:"
    r"|python$|node:|swaggerapi/)"
)
_SAID = regex(r"\bdocker[ -]compose (?:-\S+ \S+ ){0,3}up\b")
_ALONE = regex(r"(?:[$>] ?)?(?:sudo )?docker(?:-compose)? [a-z-]{2,12} [^!?,;]{2,200}$")
_FAR = 3
LONGEST = 60


class Handed(msgspec.Struct, frozen=True):
    """A command of a page: what it does with the project's container, whether it starts it, how sure."""

    at: Location
    note: str
    starts: bool
    firm: bool = True


def handed_over(facts: Facts) -> Iterator[Handed]:
    """What the pages of the project say to do with its container, the front page first; what starts it before what builds it."""
    page = front(facts)
    guides = (each for each in own(facts.documents) if each.kind == "docs")
    seen = {each.path: each for each in (*((page,) if page else ()), *linked(facts), *readmes(facts), *guides)}
    found = [each for document in seen.values() for each in _of_page(facts, document)]
    yield from sorted(found, key=lambda each: (not each.firm, not each.starts))


def _of_page(facts: Facts, document: Document) -> Iterator[Handed]:
    lines = list(_lines(document))
    built = {tag for _, words, _ in lines for tag in _tags(words)} | _tags_of_project(facts)
    for at, words, inline in lines:
        told = _of_command(facts, words, built)
        if told is not None and (told[2] or not inline):  # in a sentence, an image that nobody builds is an example
            yield Handed(at, *told)
        elif told is None:
            yield from _behind(facts, document, at, words, built)
    if not any(words[0] in _ENGINES | _COMPOSERS for _, words, _ in lines):
        yield from _in_sentences(facts, document)


def _behind(facts: Facts, document: Document, at: Location, words: tuple[str, ...], built: set[str]) -> Iterator[Handed]:
    """What a target or script of the project that a page names does with the container."""
    if words[0].rsplit("/", 1)[-1] in _ENGINES | _COMPOSERS:
        return
    for folder in dict.fromkeys((posixpath.dirname(document.path), "")):
        found, _ = follow(facts, " ".join(words), folder)
        inner = [(each.name, command.words) for each in found for line in each.text.splitlines() for command in simple_commands(line)]
        told = [(name, said) for name, each in inner if each and (said := _of_command(facts, each, built)) and said[2]]
        if told:
            name, (note, starts, _) = min(told, key=lambda each: not each[1][1])
            yield Handed(at, f"`{name[:LONGEST]}` {note}", starts)
            return


def _lines(document: Document) -> Iterator[tuple[Location, tuple[str, ...], bool]]:
    """(place, words, whether in a sentence) of every simple command of a page, continued lines joined."""
    for fence in document.text.fences:
        for number, line in numbered(shell_text(fence)):
            for command in simple_commands(line):
                if command.words:
                    yield document.at(fence.line + number, fence.cell), command.words, fence.inline


def _in_sentences(facts: Facts, document: Document) -> Iterator[Handed]:
    """Commands that a page without a block of commands for containers names in its sentences, or gives as paragraphs."""
    built = {tag for each in document.text.paragraphs for words in _as_paragraph(each.text) for tag in _tags(words)}
    for paragraph in document.text.paragraphs:
        found = _SAID.search(paragraph.text)
        told = _of_compose(facts, ("up",)) if found else None
        for words in _as_paragraph(paragraph.text):
            told = told or _of_command(facts, words, built)
        if told:
            yield Handed(document.at(paragraph.line_at(found.start() if found else 0), paragraph.cell), *told)
    for fence in document.text.fences:  # an indented sentence is a block
        for number, line in enumerate(fence.text.splitlines()):
            if _SAID.search(line[:MAX_LINE]) and (said := _of_compose(facts, ("up",))):
                yield Handed(document.at(fence.line + number, fence.cell), *said)


def _as_paragraph(text: str) -> Iterator[tuple[str, ...]]:
    """The commands of a paragraph that is nothing but a command."""
    if _ALONE.match(text):
        yield from (command.words for command in simple_commands(text) if command.words)


def _of_command(facts: Facts, words: tuple[str, ...], built: set[str]) -> tuple[str, bool, bool] | None:
    """(what it does, whether it starts the container, how sure); None for a command that does nothing with the project's own."""
    program, rest = words[0].rsplit("/", 1)[-1], words[1:]
    if program in _COMPOSERS or (program in _ENGINES and rest[:1] == ("compose",)):
        return _of_compose(facts, rest if program in _COMPOSERS else rest[1:])
    text = " ".join(rest[:_FAR])
    if program in _ENGINES and _RUNS.match(text):
        image = _image(rest[1:] if rest[0] == "run" else rest[2:])
        if not image or is_others(image) or _OTHER_PROGRAMS.match(image):
            return None
        to_fill = is_open(image)
        sure = (to_fill or _plain(image) in built) and any(images(facts))
        return f"starts {'an image whose name is to be filled in' if to_fill else f'the image {image[:LONGEST]}'}", True, sure
    if program in _ENGINES and _BUILDS.match(text):
        return ("builds the image", False, True) if any(images(facts)) else None
    return None


def _of_compose(facts: Facts, words: tuple[str, ...]) -> tuple[str, bool, bool] | None:
    files = [each for each in own(facts.manifests) if each.source.kind == "compose"]
    named = {after.rsplit("/", 1)[-1] for word, after in pairwise(words) if word in ("-f", "--file")}
    meant = [each for each in files if each.path.rsplit("/", 1)[-1] in named] if named else files
    if not any(_is_own(facts, each, words) for each in meant):
        return None
    if _STARTS & set(words):
        return "starts the services of compose, of which at least one is built here", True, True
    return ("builds the services of compose", False, True) if "build" in words else None


def _is_own(facts: Facts, manifest: Declared, words: tuple[str, ...]) -> bool:
    """Whether compose builds a service here, or runs an image that the project builds; of services that are named, one of those."""
    values = [(key, value) for key, value, _ in manifest.source.values]
    services = {key.split(".")[1] for key, _ in values if key.startswith("services.") and key.count(".") > 1}
    named = services & set(words)
    values = [(key, value) for key, value in values if not named or key.split(".")[1:2] in [[name] for name in named]]
    if any(".build" in key for key, _ in values):
        return True
    tags = _tags_of_project(facts)
    return any(key.endswith(".image") and _plain(value) in tags for key, value in values)


@kept
def _tags_of_project(facts: Facts) -> set[str]:
    """The names under which work and CI of the project build or push images."""
    texts = [command for work in facts.stages for target in work.source.targets for command in target.commands]
    texts += [line for flow in facts.workflows for job in flow.source.jobs for step in job.steps for line in step.run.splitlines()]
    lines = [text for text in texts if "docker" in text and ("build" in text or "push" in text)]
    return {tag for line in lines for command in simple_commands(line) if command.words for tag in _tags(command.words)}


def _tags(words: tuple[str, ...]) -> Iterator[str]:
    """The names that a build gives to an image, or under which it is tagged or pushed."""
    if len(words) < _FAR or words[0].rsplit("/", 1)[-1] not in (*_ENGINES, "bentoml", "cog"):
        return
    for word, after in pairwise(words):
        if word in ("-t", "--tag"):
            yield _plain(after)
        elif word.startswith("--tag="):
            yield _plain(word.partition("=")[2])
    if words[1] in ("tag", "push"):
        yield from (_plain(word) for word in words[2:] if not word.startswith("-"))


def _plain(image: str) -> str:
    """An image's name without its tag."""
    head, _, last = image.strip("\"'").rpartition("/")
    return f"{head}/{last.partition(':')[0]}".lstrip("/")


def _image(words: tuple[str, ...]) -> str:
    """The image that `run` starts: the first word that is neither an option nor the value of one."""
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word.startswith("-"):
            skip = "=" not in word and word not in _BARE and not _is_joined(word)
        else:
            return word
    return ""


def _is_joined(word: str) -> bool:
    """`-p8080:80`: an option with its value in one word; `-itp` still waits for one."""
    return not word.startswith("--") and len(word) > 2 and any(sign.isdigit() or sign in ":/" for sign in word)
