"""Where keys of TOML and INI texts stand: their parsers tell values and no lines."""

from collections.abc import Iterator, Mapping
from typing import Any

from evaluator.model.regex import regex

MAX_LINE = 2_000
MAX_FORWARD = 2_000

_TABLE = regex(r"\s{0,40}\[{1,2}\s{0,8}([^\[\]]{1,300}?)\s{0,8}\]")
_KEY = regex(r"""\s{0,40}((?:[\w.\-/: ]|"[^"]{0,200}"|'[^']{0,200}'){1,300}?)\s{0,40}[=:]""")
_INNER = regex(r"""[{,]\s{0,8}["']?([\w\-]{1,100})["']?\s{0,8}=""")

Leaf = tuple[str, str, int]


class Lines:
    """The lines of a text, and where its dotted keys stand."""

    def __init__(self, text: str) -> None:
        self.lines = [line[:MAX_LINE] for line in text.splitlines()]
        self.places: dict[str, int] = {}
        table = ""
        counts: dict[str, int] = {}
        for number, line in enumerate(self.lines, 1):
            if found := _TABLE.match(line):
                table = _clean(found[1])
                if line.lstrip().startswith("[["):
                    counts[table] = counts.get(table, -1) + 1
                    table = f"{table}.{counts[table]}"
                self.places.setdefault(table, number)
            elif found := _KEY.match(line):
                self._place(f"{table}.{_clean(found[1])}".lstrip("."), number, line[found.end() :])

    def _place(self, key: str, number: int, rest: str) -> None:
        self.places.setdefault(key, number)
        if rest.lstrip().startswith("{"):
            for inner in _INNER.finditer(rest):
                self.places.setdefault(f"{key}.{inner[1]}", number)

    def of(self, key: str) -> int:
        """The line of a dotted key, or of the nearest one above it; 1 when there is none."""
        while key:
            if key in self.places:
                return self.places[key]
            key = key.rpartition(".")[0]
        return 1

    def after(self, line: int, text: str) -> int:
        """The first line from `line` on that holds a text, `line` when none near does."""
        first = text.split("\n", 1)[0]
        window = range(max(line, 1) - 1, min(len(self.lines), line + MAX_FORWARD))
        return next((number + 1 for number in window if first in self.lines[number]), line)


def _clean(key: str) -> str:
    """A key without quotes; git's `remote "origin"` is `remote.origin`."""
    key = key.strip("'").replace(' "', ".")
    return ".".join(part.strip().strip("\"'") for part in key.split("."))


def leaves(data: Mapping[str, Any], lines: Lines) -> Iterator[Leaf]:
    """The scalars of parsed TOML or JSON as (dotted key, text, line), items of lists numbered from 0."""
    stack: list[tuple[str, Any, int]] = [("", data, 1)]
    while stack:
        key, value, near = stack.pop()
        line = max(lines.of(key), near)
        if isinstance(value, Mapping):
            stack.extend((f"{key}.{name}" if key else str(name), below, 0) for name, below in reversed(list(value.items())))
        elif isinstance(value, list):
            numbered = []
            for number, item in enumerate(value):
                line = lines.after(line, item) if isinstance(item, str) else line
                numbered.append((f"{key}.{number}", item, line))
            stack.extend(reversed(numbered))
        else:
            yield key, _text(value), line


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
