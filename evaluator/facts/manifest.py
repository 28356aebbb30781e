"""Files that declare how something is built, configured or deployed, and settings files: scalar leaves by dotted key."""

from evaluator.facts.lockfiles import lock_kind
from evaluator.facts.manifest_kinds import kind_by_content, kind_by_name
from evaluator.facts.manifest_values import of_dotenv, of_ini, of_json, of_procfile, of_setup_py, of_terraform, of_toml, of_yaml
from evaluator.facts.secret import mask
from evaluator.facts.text import decode
from evaluator.facts.words import words
from evaluator.facts.workflow import matches as is_workflow
from evaluator.model.documents import Manifest
from evaluator.model.regex import regex

KIND = "manifest"
EDITION = 1
NEEDS_NAME = True
MAX_BYTES = 256 * 1024
MAX_VALUES = 2_000
MAX_DATA_LINE = 4_000

_ENDINGS = (".yaml", ".yml", ".toml", ".json", ".ini", ".cfg", ".tf", ".tfvars", ".dvc", ".hcl", ".jsonc")
_DATA_FOLDERS = regex(
    r"(?:^|/)(?:data|datasets?|annotations?|labels|images?|node_modules|mlruns|wandb|\.ipynb_checkpoints|\.venv|venv|vendor|site-packages|static|public|assets)/",
)
_GENERATED = words("package-lock.json composer.lock tsconfig.tsbuildinfo .terraform.lock.hcl")
_JINJA = regex(r"\{\{|\{%")


def matches(path: str) -> bool:
    """Whether a path is a manifest or a settings file by its name; JSON inside data folders is data."""
    name = path.rsplit("/", 1)[-1]
    lower = name.lower()
    if is_workflow(path) or lower in _GENERATED or (lock_kind(lower) and lower != "pixi.lock"):
        return False
    if path.endswith(".dvc/config") or (kind_by_name(name) and lower != "config"):
        return True
    if lower.endswith(".json"):
        return _DATA_FOLDERS.search(path.lower()[-800:]) is None
    return lower.endswith(_ENDINGS)


def read(data: bytes, name: str) -> Manifest:
    """The kind and the values of a manifest; a list's items are numbered from 0, documents of a stream too ("1.kind").

    Data that only looks like settings (large, minified, a list of records) has the kind "data" and no values, a file
    with Jinja or Go marks that is therefore no YAML has the kind "template" ("helm" with an apiVersion). The values of a
    .env file are never read: its kind is "dotenv" and its keys are the names.

    Raises:
        ValueError: when it is not what its name says.
    """
    kind = kind_by_name(name)
    if len(data) > MAX_BYTES:
        if kind:
            raise ValueError(f"a manifest larger than {MAX_BYTES} bytes")
        return Manifest("data")
    text = decode(data).replace("\x00", "")
    if kind == "dotenv":
        return Manifest(kind, of_dotenv(text)[:MAX_VALUES])
    text = mask(text)
    if not kind and _is_data(text, name):
        return Manifest("data")
    return _parsed(text, name.lower(), kind)


def _parsed(text: str, lower: str, kind: str) -> Manifest:
    scripts: dict[str, str] = {}
    tools: tuple[str, ...] = ()
    if lower.endswith((".tf", ".tfvars", ".hcl")):
        values = of_terraform(text)
    elif kind == "procfile":
        values, scripts = of_procfile(text)
    elif lower == "setup.py":
        values, scripts = of_setup_py(text)
    elif lower.endswith(".toml") or lower == "pipfile":
        values, scripts, tools = of_toml(text)
    elif lower.endswith((".ini", ".cfg")) or kind in ("dvc-config", "linter-ini"):
        values, scripts, tools = of_ini(text)
    elif lower.endswith((".json", ".jsonc")):
        values, scripts = of_json(text)
    else:
        return _yaml(text, kind)
    return Manifest(kind or "settings", values[:MAX_VALUES], scripts, tools)


def _yaml(text: str, kind: str) -> Manifest:
    try:
        values, tools = of_yaml(text)
    except ValueError:
        if _JINJA.search(text):
            return Manifest("helm" if "apiVersion:" in text else "template")
        raise
    return Manifest(kind if kind not in ("", "settings") else kind_by_content(values), values[:MAX_VALUES], {}, tools)


def _is_data(text: str, name: str) -> bool:
    """Whether a settings-like file holds data: minified, a JSON list, or a record a line."""
    if not name.lower().endswith((".json", ".yaml", ".yml")):
        return False
    lines = text.lstrip().splitlines()
    if any(len(line) > MAX_DATA_LINE for line in lines):
        return True
    is_json = name.lower().endswith(".json")
    return is_json and (text.lstrip()[:1] == "[" or sum(line.startswith("{") for line in lines[:5]) > 1)
