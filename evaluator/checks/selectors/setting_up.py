"""Commands of a page that set the project up: they install what it needs, or build an environment or image for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.installed import imported, named_in, pin_of
from evaluator.checks.selectors.prose import front
from evaluator.checks.selectors.shell import simple_commands, word_set
from evaluator.checks.selectors.standing import own
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evaluator.model.documents import Section
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location

    Words = tuple[str, ...]

BY_NAME = word_set("pip pip3 conda mamba micromamba uv")
BY_MANIFEST = word_set("poetry uv pipenv pdm npm yarn pnpm")
FROM_MANIFEST = word_set("install sync i ci")
SHELLS = {"pipenv": "Pipfile", "poetry": "pyproject.toml"}
RUNNERS = word_set("make just task")
IMAGES = word_set("build up")
IMAGE, CONTAINERS = "this builds its image", "this starts its containers"
OPENS = "opens the environment that the project declares"
IMPORTED, RECIPE = ", which the code imports", "installs or builds what is needed"
PYTHON = regex(r"(?:python[\d.]{0,5}|py)$")
A_FILE = regex(r"(?:[\w./\\-]{0,150}\.(?:txt|ya?ml|toml|lock|cfg|whl)|\.{1,2}/?|\.\[[\w,-]{1,80}\]|/?[\w./-]{1,100}/|git\+\S{1,300})$")
SAYS = regex(
    r"instal|requi|depend|python|conda|\bpip\b|docker|version|librar|packag|environment|entorno|ambiente|umgebung|setup|set up"
    r"|[=<>~]=\s?\d|\btorch|tensorflow|numpy|pandas|scikit|\bkeras"
    r"|设置|安装|依赖|環境|环境|설치|установ|завис",
    re.IGNORECASE,
)
VARIABLES = regex(r"\benvironment variables?\b", re.IGNORECASE)
DEEPEST = 4


def setups(facts: Facts, lines: Iterable[tuple[Location, Words]]) -> Iterator[tuple[Location, str]]:
    """Commands with what they do: those that install; where none does, a target that does, or what builds an image or starts containers.

    Those of the front page, when it has one, are enough.
    """
    found = [(place, how) for place, words in lines if (how := _sets_up(facts, words))]
    best = min((_rank(how) for _, how in found), default=0)
    page = front(facts)
    told = [(place, how) for place, how in found if _rank(how) == best]
    first = [each for each in told if page is not None and each[0].path == page.path] or told
    yield from first[:1] if best else first


def _rank(how: str) -> int:
    """What the project declares, before a package by its name, a recipe, an image."""
    return 4 if how in (IMAGE, CONTAINERS) else 3 if how.endswith(OPENS) else 2 if RECIPE in how else 1 if how.endswith(IMPORTED) else 0


def is_on_variables(section: Section) -> bool:
    """Whether a heading announces which variables a program reads, and not what is installed."""
    return VARIABLES.search(section.heading) is not None


def says_what_is_needed(section: Section) -> bool:
    """Whether a section's own words speak of installing, of versions or of packages, or it lists them; a heading alone says nothing."""
    if not section.words:
        return bool(section.fences or section.tables)
    return SAYS.search(section.text[:4_000]) is not None


def _sets_up(facts: Facts, words: Words) -> str:
    """What a command sets up, "" for nothing."""
    if not words:
        return ""
    program, rest = words[0].rsplit("/", 1)[-1].removesuffix(".exe"), words[1:]
    if PYTHON.match(program):
        if rest[:1] == ("setup.py",) and {"install", "develop"} & set(rest):
            return "this installs the project"
        program, rest = (rest[1], rest[2:]) if rest[:2] in (("-m", "pip"), ("-m", "pipenv"), ("-m", "poetry")) else ("", ())
    if program in ("docker", "docker-compose", "podman"):
        return "" if not IMAGES & set(rest[:4]) else CONTAINERS if "up" in rest[:4] else IMAGE
    if program in RUNNERS:
        return _target(facts, rest)
    return _by_manifest(facts, program, rest) or (_installs(facts, rest) if program in BY_NAME else "")


def _by_manifest(facts: Facts, program: str, rest: Words) -> str:
    """An install of what the project declares, or a shell in the environment of it."""
    if program in BY_MANIFEST and FROM_MANIFEST & set(rest[:1]) and all(word.startswith("-") or word == "." for word in rest[1:2]):
        return f"{program} installs what the project declares"
    opens = rest[:1] == ("shell",) and any(each.name == SHELLS.get(program) for each in facts.paths)
    return f"{program} {OPENS}" if opens else ""


def _installs(facts: Facts, rest: Words) -> str:
    """An install that names a file of dependencies, the project itself, or a package that the code imports."""
    if not {"install", "create", "update", "sync"} & set(rest[:3]):
        return ""
    file = next((word for word in rest if A_FILE.match(word)), "")
    if file:
        name = file.replace("\\", "/").rpartition("/")[2]
        there = not name or name.endswith(("]", ".", ".whl")) or "git+" in file or any(each.name == name for each in facts.paths)
        return f"this installs from {file}" if there else f"this is to install from {file}; the tree has no file of that name"
    wanted = {each.name: ("", each) for each in named_in("pip install " + " ".join(rest[1:]), 1)}
    found = next((name for name in sorted(imported(facts)) if pin_of(facts, name, wanted)), "")
    if found:
        return f"this installs {found}{IMPORTED}"
    whole = {file.path.split("/")[-2].lower() for file in facts.paths if file.name == "__init__.py" and "/" in file.path}
    return "this installs the project" if {name.replace("-", "_") for name in wanted} & whole else ""


def _target(facts: Facts, rest: Words) -> str:
    """A target whose recipe, or that of one it needs, installs or builds an environment or image."""
    targets = {target.name: target for work in own(facts.stages) for target in work.source.targets}
    edge = [word for word in rest if word in targets][:1]
    for _ in range(DEEPEST):
        for name in edge:
            for line in targets[name].commands:
                commands = [each.words for each in simple_commands(line[:2_000].lstrip("@-")) if each.words[:1] != ("make",)]
                if any(not how.endswith(OPENS) for words in commands if (how := _sets_up(facts, words))):
                    return f"the recipe of `{name}`{'' if name in rest else ', which this target needs,'} {RECIPE}"
        edge = [need for name in edge for need in targets[name].needs if need in targets]
    return ""
