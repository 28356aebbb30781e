"""Shell text as command lines: comments dropped, continued lines joined, here-documents skipped."""

from collections.abc import Iterator

from evaluator.model.regex import regex

MAX_LINE = 2_000
MAX_COMMANDS = 2_000

_HEREDOC = regex(r"<<-?\s{0,4}[\"'\\]?([A-Za-z_]\w{0,40})")
# `cmd || true` and its kin; `|| echo "failed" && exit 1` still fails.
_SWALLOWED = regex(
    r"(?:\|\||;)\s{0,8}(?:\(?\s{0,4}(?:exit 0|true|:|/bin/true)\s{0,4}\)?\s{0,8}(?:#.{0,500})?$|\$true|exit 0)"
    r"|\|\|\s{0,8}\(?\s{0,4}(?:echo|printf)\b"
)
_FAILS = regex(r"exit [1-9]|exit \$|\bfalse\b")


def commands(text: str) -> Iterator[tuple[int, str]]:
    """The command lines of a shell text with their first line, counted from 1; at most 2,000."""
    held, start, until, count = "", 0, "", 0
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw[:MAX_LINE]
        if until:
            until = "" if line.strip() == until else until
            continue
        start = start if held else number
        if held and line.lstrip().startswith("#"):
            line = ""  # a comment ends the command, whatever it was to go on with
        if line.rstrip().endswith("\\") and len(held) < MAX_LINE:
            held += line.rstrip()[:-1].strip() + " "
            continue
        command, held = (held + line.strip()).strip(), ""
        if not command or command.startswith("#"):
            continue
        if (opened := _HEREDOC.search(command)) and "<<<" not in command:
            until = opened[1]
        count += 1
        if count > MAX_COMMANDS:
            return
        yield start, command
    if held.strip():
        yield start, held.strip()


def swallows(command: str) -> bool:
    """Whether a command line's failure is thrown away (`|| true`, `|| echo ...`, `; exit 0`)."""
    return _SWALLOWED.search(command[:MAX_LINE]) is not None and _FAILS.search(command[:MAX_LINE]) is None


def runs(text: str, first: int) -> Iterator[tuple[str, int, bool]]:
    """A script cut where `swallows` changes: (text, line, whether its failure is ignored); its own first line is `first`.

    What is no command leaves an empty line, so that a command's line is the text's line and its place within the text.
    """
    parts: list[tuple[list[str], int, bool]] = []
    for number, command in commands(text):
        ignored = swallows(command)
        if not parts or parts[-1][2] != ignored:
            parts.append(([], first + number - 1, ignored))
        lines, at, _ = parts[-1]
        lines.extend("" for _ in range(first + number - 1 - at - len(lines)))
        lines.append(command)
    for lines, at, ignored in parts:
        yield "\n".join(lines), at, ignored
