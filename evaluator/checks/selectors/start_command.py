"""The one command that starts the service or the training, once the requirements at the root are installed."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from evaluator.checks.selectors.entries import started_training
from evaluator.checks.selectors.paths import touched
from evaluator.checks.selectors.plain_words import is_name, is_path
from evaluator.checks.selectors.standing import is_aside, is_example, is_for_tests

if TYPE_CHECKING:
    from evaluator.model.code import Code
    from evaluator.model.facts import Facts

SERVERS = {"fastapi.FastAPI": ("uvicorn", "8000"), "flask.Flask": ("gunicorn", "8000")}
REQUIREMENTS = "requirements.txt"


def started(facts: Facts) -> tuple[str, ...] | None:
    """The words of the command: the one application of the project, else the one script that trains; None where that is not known."""
    return (_served(facts) or _trained(facts)) if installs(facts) else None


def installs(facts: Facts) -> bool:
    """Whether the requirements at the root say something, and take nothing that an image would not have before the code."""
    found = next((each for each in facts.dependencies if each.path == REQUIREMENTS), None)
    if found is None or not found.source.requirements or found.source.includes or found.source.installs_project:
        return False
    return found.source.encoding.lower().replace("_", "-") in ("utf-8", "ascii", "utf-8-sig")


def _stands(code: Code) -> bool:
    aside = is_aside(code.path) or is_example(code.path) or is_for_tests(code.path)
    return not (code.is_notebook or aside) and code.path.endswith(".py") and is_path(code.path) and code.source.dialect == "python"


def _served(facts: Facts) -> tuple[str, ...] | None:
    """The command that serves the one application of the project, where the server it needs is declared and its module at the root."""
    declared = {each.name for file in facts.dependencies if file.path == REQUIREMENTS for each in file.source.requirements}
    made = [call for call in facts.calls_named(*SERVERS) if call.scope < 0]
    code = facts.code_at(made[0].path) if len(made) == 1 else None
    if code is None or not _stands(code) or "/" in code.path or len(made[0].targets) != 1 or not is_name(made[0].targets[0]):
        return None
    server, port = SERVERS[made[0].name]
    module = code.path.removesuffix(".py")
    if server not in declared or not is_name(module):
        return None
    where = ["--host", "0.0.0.0", "--port", port] if server == "uvicorn" else ["--bind", f"0.0.0.0:{port}"]  # noqa: S104 - inside a container
    return (server, f"{module}:{made[0].targets[0]}", *where)


def _trained(facts: Facts) -> tuple[str, ...] | None:
    """The command that starts the one script that trains."""
    found = {place.path for place, _, sure in started_training(facts) if sure == "high"}
    begun = [code for code in facts.product if code.source.main_guard or code.path in found]
    scripts = sorted(code.path for code in begun if code.path in found and _stands(code) and _is_script(facts, code))
    inside = {path for code in facts.product for path in code.local_imports if path != code.path}
    scripts = [path for path in scripts if path not in inside]
    return ("python", *shlex.split(scripts[0])) if len(scripts) == 1 else None


def _is_script(facts: Facts, code: Code) -> bool:
    """Whether a file at the root starts by itself: no option that must be given, no file that it would look for in vain."""
    options = [call for call in code.called if call.means("cli.define") or call.method in ("add_argument", "add_option")]
    asked = any(call.argument("default") is None and call.constant("action") is None for call in options)
    argued = any(call.name.startswith("sys.argv") for call in code.calls) or any(each.level for each in code.imports)
    read = [each.relative for each in touched(facts) if each.call.path == code.path and each.call.means("data.read", "model.load")]
    return "/" not in code.path and not (asked or argued) and all(path and facts.exists(path.removeprefix("./")) for path in read)
