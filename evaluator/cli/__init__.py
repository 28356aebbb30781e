"""The door: the only place that puts the house together. Rooms are entered only when a command needs them.

Exit status: 0 reviewed; 1 reviewed, and a gate that was asked for failed; 2 wrong usage or rubric; 3 the repository cannot
be read; 4 a fault of ours; 130 interrupted.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from typing import NoReturn

import click

from evaluator import __version__
from evaluator.model.errors import RubricError, SnapshotError

COMMANDS = {
    "review": "Review one repository (the default: `mlreview path/to/repo`).",
    "demo": "Lay down a small example project as a Git repository and review it.",
    "batch": "Review many repositories: a page each, a cohort page, grades.csv.",
    "plan": "The best hour: what to do next, recomputed after each step.",
    "compare": "What was fixed and what is new between two saved reviews.",
    "rescore": "Score a saved review by another rubric or version.",
    "explain": "What a check or criterion looks for, why, and how to mend it.",
    "rubric": "List, show and check rubrics; their JSON Schema.",
    "checks": "The catalogue of checks.",
    "schema": "The JSON Schema of what this tool reads and writes.",
    "docs": "The documentation, without a network.",
}
GATE_FAILED, USAGE, UNREADABLE, OUR_FAULT, INTERRUPTED = 1, 2, 3, 4, 130
STATUS: dict[tuple[type[BaseException], ...], int] = {
    (click.ClickException, RubricError): USAGE,
    (SnapshotError,): UNREADABLE,
    (KeyboardInterrupt, click.Abort): INTERRUPTED,
}
OURS = frozenset({"--help", "-h", "--version"})


class Door(click.Group):
    """A group whose default command is `review`, and whose commands are imported when they are called."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Anything that is no command is a repository to review."""
        if args and args[0] not in COMMANDS and args[0] not in OURS:
            args = ["review", *args]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which a user meets them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"evaluator.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands with their first sentence, none imported."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


HELP = """Read a machine-learning repository and say, with file:line evidence, what a hiring manager would see.

\b
mlreview path/to/repo              a summary here, the full report in mlreview-report.html
mlreview https://github.com/o/n    the same of a clone
mlreview demo                      try it on an example
mlreview plan path/to/repo         the best use of an hour
mlreview batch roster.csv -o out   a whole course
mlreview review --help             all options of a review

Nothing of the reviewed repository is executed, obeyed or changed.
"""


@click.group(cls=Door, help=HELP, context_settings={"help_option_names": ["-h", "--help"]}, no_args_is_help=True)
@click.version_option(__version__, prog_name="mlreview")
def door() -> None:
    """Start here."""


def main() -> None:
    """Run a command; whatever happens ends in one line on standard error and a telling exit status."""
    import signal

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that what was laid in temporary folders is put away
    leave(run(sys.argv[1:]))


def leave(status: int) -> NoReturn:
    """End the process as it stands: to take it down object by object costs a twentieth of a small review."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:  # nobody reads any more
        pass
    except OSError as error:
        status = complain(f"standard output cannot be written: {error.strerror}", OUR_FAULT)
    with contextlib.suppress(OSError):
        sys.stderr.flush()
    os._exit(status)


def run(arguments: list[str]) -> int:
    """The exit status of a command line."""
    try:
        code = door(arguments, prog_name="mlreview", standalone_mode=False)
    except SystemExit:  # as click ends where nobody reads any more
        return 0
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  a traceback is a defect
        return said(error)
    return code if isinstance(code, int) else 0


def said(error: BaseException) -> int:
    """One line on standard error, and the exit status, for whatever ended a command."""
    if isinstance(error, click.UsageError):
        error.show()
        return USAGE
    for kinds, status in STATUS.items():
        if isinstance(error, kinds):
            words = error.format_message() if isinstance(error, click.ClickException) else str(error)
            return complain(words if status != INTERRUPTED else "interrupted", status)
    where = f"{type(error).__name__} in {place_of(error)}"
    return complain(f"a fault of ours ({where}): please report it with the version ({__version__}) and what you reviewed", OUR_FAULT)


def complain(words: str, code: int) -> int:
    """Say what is wrong on standard error."""
    click.echo(f"mlreview: {words}", err=True)
    return code


def place_of(error: BaseException) -> str:
    """File and line of ours where an error arose; never its text, which may quote the repository."""
    trace, found = error.__traceback__, "?"
    while trace:
        name = os.path.basename(trace.tb_frame.f_code.co_filename)  # noqa: PTH119
        found = f"{name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return found
