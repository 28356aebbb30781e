"""Would it run on a machine that is not theirs?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.model.code import PRODUCT
from evaluator.model.place import REPOSITORY, Location
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Code
    from evaluator.model.facts import Facts

MACHINE = r"(?:[A-Za-z]:[\\/](?![\\/])|/home/[^/{$]|/Users/[^/{$]|/content/|/kaggle/|/mnt/)"
PERSONAL = regex(rf"^{MACHINE}")
IN_SHELL = regex(rf"(?:^|[\s=\"'>]){MACHINE}")
HOSTED = ("/content/", "/kaggle/")
ASKS = ("google.colab", "COLAB_", "kaggle_secrets", "KAGGLE_")
READS = ("data.read", "data.write", "model.load", "model.save", "data.query", "config.read", "file.open", "plot.show")
LONGEST = 2_000
OVERRIDABLE = ("cli.define", "environment.read", "route")


def paths_portable(facts: Facts) -> Iterator[Evidence]:
    """No path of one person's machine stands in the code.

    Why: A path under somebody's home folder fails on every other machine, the reviewer's first.
    Fix: Anchor paths at the project (`Path(__file__).parents[1] / "data"`) and let an option or environment variable override them.
    Ask: What must I change to run this on my machine?
    """
    found, reading = False, False
    for code in facts.product:
        excused = _excused(code)
        for line, text in code.source.strings:
            if PERSONAL.match(text) and (line, text) not in excused:
                found = True
                yield against(code.at(line), "a path that exists on one machine only")
        reading = reading or bool(code.source.strings) or next(code.calls_to(*READS), None) is not None
    shell = list(_in_shell(facts))
    yield from shell
    if reading and not found and not shell:
        yield supports(REPOSITORY, "looked at every path in the code, none belongs to one person's machine")


def _in_shell(facts: Facts) -> Iterator[Evidence]:
    """Shell lines of notebooks: `!unzip /content/drive/...`, `%cd` into somebody's folder."""
    for notebook in facts.notebooks:
        for cell in notebook.source.cells if notebook.role in PRODUCT else ():
            for line, text in cell.shell:
                if IN_SHELL.search(text[:LONGEST]):
                    yield against(Location(notebook.path, line, cell.number), "a path that exists on one machine only")


def _excused(code: Code) -> set[tuple[int, object]]:
    """Defaults of options and environment variables may name any place, and what is asked for first may be there."""
    return _where_asked(code) | {
        (call.line if not code.cells else line, argument.constant)
        for call in code.calls_to(*OVERRIDABLE)
        for argument in call.arguments
        for line, text in (code.source.strings if isinstance(argument.constant, str) else ())
        if text == argument.constant
    }


def _where_asked(code: Code) -> set[tuple[int, object]]:
    """Paths of a hosted notebook where the code asks first whether it runs there (`if "google.colab" in sys.modules:`)."""
    hosted = [(line, text) for line, text in code.source.strings if text.startswith(HOSTED)]
    if not hosted:
        return set()
    asks = [line for line, text in code.source.strings if any(word in text for word in ASKS)]
    guarded = {call.line for call in code.calls if call.guards} if asks or _knows_host(code) else set()
    return {(line, text) for line, text in hosted if line in guarded or any(_together(code, line, ask) for ask in asks)}


def _knows_host(code: Code) -> bool:
    """Whether a file imports Colab's module or calls something named for a host (`is_colab()`)."""
    if any(each.module.startswith("google.colab") or (each.module == "google" and each.name == "colab") for each in code.imports):
        return True
    return any(call.method.lower().endswith(("colab", "kaggle")) for call in code.called)


def _together(code: Code, line: int, ask: int) -> bool:
    """Whether a line follows the question in the same cell or function."""
    if line < ask:
        return False
    if code.cells:
        return code.at(line).cell == code.at(ask).cell
    return any(function.line <= ask and line <= function.end_line for function in code.functions)
