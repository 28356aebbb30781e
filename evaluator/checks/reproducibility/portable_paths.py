"""Would it run on a machine that is not theirs?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.model.code import PRODUCT
from evaluator.model.place import REPOSITORY, Location
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Code
    from evaluator.model.facts import Facts

MACHINE = r"(?:[A-Za-z]:[\\/](?![\\/])|/home/[^/{$]|/Users/[^/{$]|/content/|/kaggle/|/mnt/)"
PERSONAL = re.compile(rf"^{MACHINE}")
IN_SHELL = re.compile(rf"(?:^|[\s=\"'>]){MACHINE}")
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
    """Defaults of options and environment variables may name any place."""
    return {
        (call.line if not code.cells else line, argument.constant)
        for call in code.calls_to(*OVERRIDABLE)
        for argument in call.arguments
        for line, text in (code.source.strings if isinstance(argument.constant, str) else ())
        if text == argument.constant
    }
