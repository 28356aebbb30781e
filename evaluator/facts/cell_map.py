"""Lines of the script that a notebook's cells make, led back to their cells."""

from bisect import bisect_right
from operator import itemgetter


class CellMap:
    """Lines of a notebook's script as lines of cells; lines of a file as they are."""

    def __init__(self, cells: tuple[tuple[int, int], ...]) -> None:
        self.cells = sorted(cells)
        self.first = cells[0][1] if cells else 0
        self.known: dict[int, tuple[int, int | None]] = {}

    def place(self, line: int) -> tuple[int, int | None]:
        """The line and the cell."""
        if not self.cells:
            return line, None
        if line not in self.known:
            place = bisect_right(self.cells, line, key=itemgetter(0))
            first, cell = self.cells[place - 1] if place else (1, self.first)
            self.known[line] = (line - first + 1, cell)
        return self.known[line]
