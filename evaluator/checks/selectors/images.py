"""What a Dockerfile puts into its image, seen from a build context, and what it then starts."""

from __future__ import annotations

import posixpath
import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.started import targets
from evaluator.model.facts import File
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evaluator.checks.selectors.ground import Started
    from evaluator.model.documents import Instruction
    from evaluator.model.facts import Container, Facts

MOST_FILES = 5_000
MOST_COMMANDS = 100
MAX_LINE = 2_000
_VARIABLE = regex(r"\$\{?(\w{1,60})(?::?-([^}]{0,200}))?\}?")
_ELSEWHERE = regex(r"^(?:https?|git|ssh)(?:://|@)|^<<")
_INSTALLS = regex(
    r"\b(?:pip3?|pipenv|poetry|uv|conda|mamba|micromamba|pdm|easy_install|apt(?:-get)?|apk|npm|yarn|pixi|R|Rscript|install2\.r|hatch|invoke|make)\b[^&|;]{0,300}"
    r"\b(?:install|sync|add|create|update|ci|env)\b|\bsetup\.py (?:install|develop)"
)
_FROM_FILE = regex(
    r"\bpip3?\s[^&|;]{0,200}?\binstall\b[^&|;]{0,300}?\s-(?:r\s?|-requirement[= ])([\w./{}$*-]{1,120})"
    r"|\b(?:conda|mamba|micromamba)\s+env\s+(?:create|update)\b[^&|;]{0,120}?(?:-f|--file)[= ]([\w./-]{1,120})"
)
_BUILT = regex(r"\sbuild\s.{0,300}?(?:-f|--file)[= ](\S{1,200})(.{0,600})")
_MADE_HERE = regex(r">\s*([\w./-]{1,120})|(?:-o|--output(?:-file)?)[= ]([\w./-]{1,120})")


class Missing(msgspec.Struct, frozen=True):
    """Something a Dockerfile names that the tree does not hold: the line, the name, where it looked."""

    line: int
    name: str
    what: str


class Image:
    """The file system of an image as far as the tree tells it: path in the image to path in the tree."""

    def __init__(self, facts: Facts, container: Container, context: str) -> None:
        self.facts = facts
        self.container = container
        self.context = context
        self.files: dict[str, str] = {}
        self.folder = "/"
        self.settings: dict[str, str] = {}
        self.base = ""
        self.missing: list[Missing] = []
        self.installs = False
        self.copies: list[tuple[Instruction, tuple[str, ...]]] = []
        self._stages: dict[str, tuple[dict[str, str], str]] = {}
        self._made: set[str] = set()
        self._tree = {file.path for file in facts.paths}
        self._start: dict[str, Instruction] = {}
        for step in container.source.instructions:
            self._take(step)

    def _take(self, step: Instruction) -> None:
        if step.keyword == "FROM":
            self._begin(step)
        elif step.keyword in ("ENV", "ARG"):
            self._set(step)
        elif step.keyword == "WORKDIR" and step.values:
            self.folder = posixpath.normpath(posixpath.join(self.folder, self.filled(step.values[0]).strip("\"'") or "/"))
        elif step.keyword in ("COPY", "ADD"):
            self._copy(step)
        elif step.keyword == "RUN":
            self._run(step)
        elif step.keyword in ("CMD", "ENTRYPOINT"):
            self._start[step.keyword] = step
            if step.keyword == "ENTRYPOINT":
                self._start.pop("CMD", None)

    def _begin(self, step: Instruction) -> None:
        """A new stage: empty, or what an earlier one left."""
        name = self.filled(step.values[0]) if step.values else ""
        self.files, self.folder = self._stages.get(name, ({}, "/"))
        self.files = dict(self.files)
        self.base = name if name not in self._stages else self.base
        self._start = {}
        if "lambda" in name:
            self.folder = "/var/task"
            self.settings.setdefault("LAMBDA_TASK_ROOT", "/var/task")
        alias = step.values[2] if len(step.values) > 2 and step.values[1].lower() == "as" else str(step.stage)
        self._stages[alias] = (self.files, self.folder)

    def _set(self, step: Instruction) -> None:
        if step.keyword == "ENV":
            self.settings.update(
                (name, self.filled(value.strip("\"'"))) for name, value in zip(step.values[::2], step.values[1::2], strict=False)
            )
            return
        for value in step.values:
            name, sign, default = value.partition("=")
            if sign:
                self.settings[name] = default.strip("\"'")

    def filled(self, text: str) -> str:
        """A text with the variables that are known; the others stay as they are."""
        return _VARIABLE.sub(lambda found: self.settings.get(found[1], found[2] or found[0]), text)

    def _copy(self, step: Instruction) -> None:
        """Files that a COPY or ADD brings in."""
        source_stage = next((flag.partition("=")[2] for flag in step.flags if flag.startswith("--from")), "")
        *sources, wanted = [self.filled(value) for value in step.values] or [""]
        target = posixpath.normpath(posixpath.join(self.folder, wanted.strip("\"'")))
        into = wanted.endswith(("/", ".")) or len(sources) > 1
        if source_stage:
            held = self._stages.get(source_stage, ({}, ""))[0]
            for source in sources:
                self._place({path: origin for path, origin in held.items() if _below(path, source)}, source, target, into=into)
            return
        self.copies.append((step, tuple(sources)))
        for source in sources:
            if _ELSEWHERE.match(source) or "$" in source or "\n" in source:
                continue
            self._bring(step, source, target, into=into)

    def _bring(self, step: Instruction, source: str, target: str, *, into: bool) -> None:
        clean = posixpath.normpath(posixpath.join(self.context, source.lstrip("/").strip("\"'")))
        clean = "" if clean == "." else clean
        if clean.startswith(".."):
            self.missing.append(Missing(step.line, source, "lies outside the build context"))
            return
        if clean == ".git" or clean.startswith(".git/"):
            return  # every clone has it
        if clean in self._tree:
            self.files[posixpath.join(target, clean.rsplit("/", 1)[-1]) if into else target] = clean
            return
        if any(sign in clean for sign in "*?["):
            found = {path: path for path in self._tree if fnmatchcase(path, clean) or fnmatchcase(path.rpartition("/")[0], clean)}
            self.files.update({posixpath.join(target, path.rsplit("/", 1)[-1]): path for path in found})
            if not found:
                self.missing.append(Missing(step.line, source, "matches nothing"))
            return
        inside = {path: path for path in self._tree if not clean or path.startswith(clean + "/")}
        if not inside and not _is_submodule(self.facts, clean):
            self.missing.append(Missing(step.line, source, "is not in the tree"))
        self.files.update({posixpath.join(target, path[len(clean) :].lstrip("/")): path for path in sorted(inside)[:MOST_FILES]})

    def _place(self, found: dict[str, str], source: str, target: str, *, into: bool) -> None:
        for path, origin in found.items():
            rest = path[len(source.rstrip("/")) :].lstrip("/")
            self.files[posixpath.join(target, rest) if rest else (posixpath.join(target, path.rsplit("/", 1)[-1]) if into else target)] = (
                origin
            )

    def _run(self, step: Instruction) -> None:
        text = self.filled(" ".join(step.values))
        if any(word in text for word in ("git clone", "wget ", "curl ", "dvc pull")):
            self._made.add("*")
        mounted = any("type=bind" in flag for flag in step.flags)
        for part in re.split(r"&&|;|\n", text)[:MOST_COMMANDS]:
            command = part[:MAX_LINE]
            self._made |= {name.rsplit("/", 1)[-1] for match in _MADE_HERE.finditer(command) for name in match.groups() if name}
            self.installs = self.installs or _INSTALLS.search(command) is not None
            found = _FROM_FILE.search(command)
            if found and not mounted:
                self._installed_from(step, found[1] or found[2])

    def _installed_from(self, step: Instruction, name: str) -> None:
        path = posixpath.normpath(posixpath.join(self.folder, name))
        if path not in self.files and not self.makes(name) and not name.startswith("$") and "{" not in name:
            self.missing.append(Missing(step.line, name, "is installed from and was not copied into the image"))

    def makes(self, name: str) -> bool:
        """Whether a RUN step may have made the file."""
        return "*" in self._made or name.rsplit("/", 1)[-1] in self._made

    @property
    def start(self) -> Instruction | None:
        """The instruction that says what runs."""
        return self._start.get("CMD") or self._start.get("ENTRYPOINT")

    def line(self) -> str:
        """The command line that runs, the entry point with its default arguments."""
        entry, command = self._start.get("ENTRYPOINT"), self._start.get("CMD")
        words = [*(_words(entry) if entry else ()), *(_words(command) if command else ())]
        if len(words) >= 3 and words[0].rsplit("/", 1)[-1] in ("sh", "bash") and words[1] in ("-c", "-lc"):
            words = words[2:]
        return self.filled(" ".join(words))

    def starts(self, line: str) -> tuple[tuple[Started, bool | None], ...]:
        """What a command line starts in this image."""
        base = self.folder.strip("/")
        relative = " ".join(self._relative(word) for word in line.split(" "))
        searched = [base, *(each.strip("/") for each in self.settings.get("PYTHONPATH", "").split(":") if each and "$" not in each)]
        inside = msgspec.structs.replace(self.facts, paths=tuple(File(path.lstrip("/"), -1, "product", "") for path in sorted(self.files)))
        answers = [targets(relative, inside, folder) for folder in dict.fromkeys(searched)]
        best = [max(each, key=lambda found: (found[1] is True, found[1] is None)) for each in zip(*answers, strict=False)]
        return tuple((found, None if there is False and self.makes(found.name) else there) for found, there in best)

    def _relative(self, word: str) -> str:
        """Absolute paths of the image as seen from its working folder."""
        if word.startswith("/") and (word in self.files or (self.is_bare and word.endswith((".py", ".sh")))):
            return posixpath.relpath(word, self.folder)
        return word

    @property
    def is_bare(self) -> bool:
        """Whether the base brings a system or Python and nothing to start; another base may bring the file that is started."""
        return re.match(r"(?:docker\.io/)?(?:library/)?(?:python|ubuntu|debian|alpine)\b", self.base) is not None

    def lambda_module(self) -> str:
        """The path of the module that a Lambda image names as `module.function`, "" when it names none."""
        words = self.line().split()
        if not words or "lambda" not in self.base or not re.fullmatch(r"[\w/]+(?:\.\w+)+", words[-1]):
            return ""
        return posixpath.join(self.folder, words[-1].rpartition(".")[0].replace(".", "/") + ".py")


def _words(step: Instruction) -> Iterable[str]:
    return step.values if step.json else (" ".join(step.values),)


def _below(path: str, source: str) -> bool:
    return path == source.rstrip("/") or path.startswith(source.rstrip("/") + "/")


def _is_submodule(facts: Facts, path: str) -> bool:
    return any(path == each or path.startswith(each + "/") for each in facts.submodules)


def contexts(facts: Facts, container: Container) -> Iterator[str]:
    """The folders from which the image may be built: named by compose or a command, its own, the root."""
    folder, _, name = container.path.rpartition("/")
    yield from _from_compose(facts, container)
    texts = [command for work in facts.stages for target in work.source.targets for command in target.commands]
    texts += [step.run for flow in facts.workflows for job in flow.source.jobs for step in job.steps]
    texts += [fence.text for document in facts.documents for fence in document.text.fences]
    for text in texts:
        for line in text.replace("\\\n", " ").splitlines():
            found = _BUILT.search(line[:MAX_LINE]) if "build" in line else None
            if found and found[1].endswith(name) and (last := found[2].split()[-1:]):
                clean = posixpath.normpath(last[0])
                yield "" if clean == "." else clean
    yield folder
    yield ""


def _from_compose(facts: Facts, container: Container) -> Iterator[str]:
    for manifest in facts.manifests:
        if manifest.source.kind != "compose":
            continue
        home = manifest.path.rpartition("/")[0]
        for key, value, _ in manifest.source.values:
            if key.endswith((".build", ".build.context")):
                clean = posixpath.normpath(posixpath.join(home, value))
                clean = "" if clean == "." else clean
                if not clean.startswith("..") and container.path.startswith(f"{clean}/" if clean else ""):
                    yield clean
