"""Where something stands, and what could not be read there (SARIF 2.1.0: physicalLocation)."""

import msgspec

_CODE = (".py", ".ipynb", ".pyw", ".r", ".jl")


class Location(msgspec.Struct, frozen=True, order=True):
    """A line of a file; lines count from 1 within the file, or within the cell when `cell` is given.

    Cells count from 1, code and Markdown alike. `line` 0 means the file as a whole, `path` "" the repository.
    """

    path: str
    line: int = 0
    cell: int | None = None
    snippet: str = ""


REPOSITORY = Location("")


class Unread(msgspec.Struct, frozen=True, order=True):
    """Something of the repository that was not read, and why; never a crash, never a silent pass."""

    path: str
    reason: str

    @property
    def is_code(self) -> bool:
        """Whether it is a script or notebook by its name."""
        return self.path.lower().endswith(_CODE)


class Passage(msgspec.Struct, frozen=True, order=True):
    """Lines of a file, or of its cell, from `line` on: what stands around places that evidence cites; credentials are masked."""

    path: str
    line: int
    cell: int | None
    lines: tuple[str, ...]


class Placed(msgspec.Struct, frozen=True):
    """Anything read from one file: its path and the part that path plays."""

    path: str
    role: str
