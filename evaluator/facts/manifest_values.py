"""The values of manifests by format: (dotted key, text, line), with scripts and tools where the format names them."""

import ast
import json
import re
from typing import Any

from evaluator.facts.keys import Lines, leaves
from evaluator.facts.setup_files import setup_arguments
from evaluator.facts.static_python import literal
from evaluator.facts.toml_ini import ini, toml
from evaluator.facts.yaml_nodes import documents
from evaluator.facts.yaml_nodes import leaves as yaml_leaves
from evaluator.model.regex import regex

MAX_LINE = 2_000
MAX_LEAVES = 2_000

Leaf = tuple[str, str, int]
Scripts = dict[str, str]

_NAME = regex(r"\s{0,20}(?:export\s{1,8})?([A-Za-z_][\w.\-]{0,100})\s{0,8}=")
_BLOCK = regex(r'\s{0,200}(\w[\w\-]{0,60})((?:\s{1,8}"?[\w.\-*/]{1,100}"?){0,3})\s{0,8}(=\s{0,8})?\{')
_ATTRIBUTE = regex(r'\s{0,200}"?([\w.\-]{1,100})"?\s{0,60}=\s{0,8}(.{0,500})')
_SURROGATES = regex(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_COMMENT = regex(r'(?m)^[ \t]{0,100}//[^\n]{0,2000}$|(?<=[,{}\[\]"\w])[ \t]{1,100}//[^"\n]{0,500}$|/\*[^*]{0,2000}\*/')
_TRAILING = regex(r",(?=\s{0,200}[}\]])")
_PROCESS = regex(r"([\w\-]{1,60})\s{0,4}:\s{0,8}(.{1,1500})")


def of_yaml(text: str) -> tuple[tuple[Leaf, ...], tuple[str, ...]]:
    """Leaves of YAML, and the ids of pre-commit hooks as tools. Several documents are numbered from 0.

    Raises:
        ValueError: when it is no YAML.
    """
    roots = documents(text)
    found: list[Leaf] = []
    for number, root in enumerate(roots):
        for leaf in yaml_leaves(root, str(number) if len(roots) > 1 else ""):
            if len(found) >= MAX_LEAVES:
                break
            found.append(leaf)
    hooks = [value for key, value, _ in found if re.fullmatch(r"repos\.\d{1,3}\.hooks\.\d{1,3}\.id", key)]
    return tuple(found), tuple(dict.fromkeys(hooks))


def of_json(text: str) -> tuple[tuple[Leaf, ...], Scripts]:
    """Leaves of JSON with their lines, and npm's scripts.

    Raises:
        ValueError: when it is no JSON.
    """
    found: tuple[Leaf, ...]
    try:
        found, _ = of_yaml(_SURROGATES.sub("?", text))  # JSON is YAML, and YAML knows its lines
    except ValueError:
        # Editors' settings have comments and commas that JSON has not; minified JSON may have more than YAML's guard allows.
        found = _json_without_lines(_TRAILING.sub("", _COMMENT.sub("", text)))
    scripts = {key[8:]: value for key, value, _ in found if key.startswith("scripts.")}
    return found, scripts


def _json_without_lines(text: str) -> tuple[Leaf, ...]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("not well-formed JSON") from None
    lines = Lines(text)
    return tuple(leaf for leaf, _ in zip(leaves(data, lines), range(MAX_LEAVES), strict=False)) if isinstance(data, dict) else ()


def of_toml(text: str) -> tuple[tuple[Leaf, ...], Scripts, tuple[str, ...]]:
    """Leaves of TOML, console scripts (PEP 621, Poetry, PDM, Pipfile), names of the tools configured.

    Raises:
        ValueError: when it is no TOML.
    """
    data = toml(text)
    found = tuple(leaf for leaf, _ in zip(leaves(data, Lines(text)), range(MAX_LEAVES), strict=False))
    tool = data.get("tool")
    tools = tuple(sorted(str(name) for name in tool)) if isinstance(tool, dict) else ()
    scripts: Scripts = {}
    for table in (("project", "scripts"), ("project", "gui-scripts"), ("tool", "poetry", "scripts"), ("scripts",)):
        scripts |= {name: target for name, target in _below(data, *table).items() if isinstance(target, str)}
    return found, scripts, tools


def _below(data: dict[str, Any], *keys: str) -> dict[str, Any]:
    value: Any = data
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def of_ini(text: str) -> tuple[tuple[Leaf, ...], Scripts, tuple[str, ...]]:
    """Leaves of an INI file, console scripts of a setup.cfg, its sections as tools.

    Raises:
        ValueError: when it is no INI file.
    """
    data, lines = ini(text), Lines(text)
    found = [
        (f"{section}.{key}", value, lines.of(f"{section}.{key}")) for section, options in data.items() for key, value in options.items()
    ]
    entries = data.get("options.entry_points", {}).get("console_scripts", "")
    return tuple(found[:MAX_LEAVES]), _console(entries.splitlines()), tuple(sorted(data))


def of_setup_py(text: str) -> tuple[tuple[Leaf, ...], Scripts]:
    """The literal arguments of `setup(...)` and its console scripts.

    Raises:
        ValueError: when this Python cannot parse it, or nothing calls `setup`.
    """
    arguments, names = setup_arguments(text)
    found: list[Leaf] = []
    scripts: Scripts = {}
    for key, node in arguments.items():
        value = literal(names.get(node.id) if isinstance(node, ast.Name) else node)
        if isinstance(value, (str, int, float)):
            found.append((key, str(value)[:MAX_LINE], node.lineno))
        elif isinstance(value, (list, tuple)):
            found += [(f"{key}.{number}", item, node.lineno) for number, item in enumerate(value) if isinstance(item, str)]
        elif key == "entry_points" and isinstance(value, dict):
            entries = value.get("console_scripts", ())
            scripts = _console([entries] if isinstance(entries, str) else [item for item in entries if isinstance(item, str)])
    return tuple(found[:MAX_LEAVES]), scripts


def _console(entries: list[str]) -> Scripts:
    pairs = (entry.partition("=") for entry in entries if "=" in entry)
    return {name.strip(): target.strip() for name, _, target in pairs}


def of_dotenv(text: str) -> tuple[Leaf, ...]:
    """The names that a .env file sets; its values are not read. A placeholder is said to be one, nothing else."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if match := _NAME.match(line[:MAX_LINE]):
            found.append((match[1], "", number))
    return tuple(found)


def of_procfile(text: str) -> tuple[tuple[Leaf, ...], Scripts]:
    """A process a line: its type and its command."""
    found = [
        (match[1], match[2].strip(), number)
        for number, line in enumerate(text.splitlines(), 1)
        if (match := _PROCESS.match(line[:MAX_LINE]))
    ]
    return tuple(found), {key: command for key, command, _ in found}


def of_terraform(text: str) -> tuple[Leaf, ...]:
    """Blocks and attributes of HCL by lines: ("resource.aws_s3_bucket.data", "aws_s3_bucket", 3), ("resource....data.bucket", "x", 4)."""
    found: list[Leaf] = []
    stack: list[str] = []
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw[:MAX_LINE].split(" #")[0].rstrip()
        if line.lstrip().startswith(("#", "//")) or len(found) >= MAX_LEAVES:
            continue
        opened, closed = line.count("{") - line.count("${"), line.count("}") - line.count("${")
        if opened and opened >= closed and (block := _BLOCK.match(line)):
            labels = re.findall(r"[\w.\-*/]+", block[2])
            stack.append(".".join([block[1], *labels]))
            found.append((".".join(part for part in stack if part), labels[0] if labels else "", number))
            opened -= 1
        elif attribute := _ATTRIBUTE.match(line):
            found.append((".".join([*(part for part in stack if part), attribute[1]]), attribute[2].strip().strip('"'), number))
        stack += [""] * min(max(opened - closed, 0), 50)
        del stack[len(stack) - min(max(closed - opened, 0), len(stack)) :]
    return tuple(found)
