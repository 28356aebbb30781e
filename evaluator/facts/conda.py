"""conda environments: package specs with `=`, and a list for pip inside."""

from evaluator.facts.pins import is_pinned, normalised
from evaluator.facts.pip_lines import read_pip
from evaluator.facts.yaml_nodes import document
from evaluator.model.documents import Requirement, Requirements
from evaluator.model.regex import regex

_SPEC = regex(r"(?:[\w\-/.]{1,100}::)?([A-Za-z0-9_][\w.\-]{0,100})\s{0,8}(.{0,300})")


def read_conda(text: str) -> Requirements:
    """The packages of an environment file; those of its pip list have the group "pip".

    Raises:
        ValueError: when it is no environment.
    """
    root = document(text)
    dependencies = root.get("dependencies")
    if dependencies.kind != "list":
        raise ValueError("no conda environment: it lists no dependencies")
    found: list[Requirement] = []
    includes: list[str] = []
    python, local = "", False
    for item in dependencies.items:
        if item.kind == "scalar":
            one = _package(item.text, item.line)
            if one is not None and one.name == "python":
                python = one.specifier
            elif one is not None:
                found.append(one)
        for text_, line in item.get("pip").scalars:
            inner = read_pip(text_)
            found += [Requirement(one.name, one.specifier, line, one.pinned, "pip", one.url) for one in inner.requirements]
            includes += inner.includes
            local |= inner.installs_project
    return Requirements("conda", tuple(found), tuple(includes), python=python, installs_project=local)


def _package(text: str, line: int) -> Requirement | None:
    """`name=1.2=build`, `name >=1,<2`, `channel::name==1.2`."""
    found = _SPEC.fullmatch(text.strip()[:500])
    if found is None:
        return None
    specifier = found[2].strip()
    if specifier[:1].isdigit():
        specifier = f"={specifier}"
    version = specifier.split()[0] if specifier.startswith("=") else specifier
    if version.startswith("=") and version.count("=") > 1 and not version.startswith("=="):
        version = "=" + version[1:].split("=", 1)[0]
    return Requirement(normalised(found[1]), specifier, line, is_pinned(version))
