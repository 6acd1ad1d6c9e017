"""The cells under a header, kept by column: those in use as one list, others as they came."""

from collections.abc import Collection, Iterator, Sequence
from itertools import chain, islice

from costshare.files._grid import Cell, Rows, cell_text, is_blank

# So many rows become columns at a time, while their texts are in the cache of the processor.
_CHUNK = 256


class Body:
    """Columns of the rows that hold anything; a short row is filled with blanks.

    Parameters
    ----------
    header : sequence of str
        The texts of the header; empty over a column that has no name.
    used : collection of int
        Positions of the columns that are read into values.
    rows : iterable of (int, sequence of cells)
        The rows under the header.

    Attributes
    ----------
    numbers : list of int
        Number of each row in the file.
    problem : str
        Which row has a cell without a header, and what to do; empty where none has.
    """

    def __init__(self, header: Sequence[str], used: Collection[int], rows: Rows) -> None:
        self.numbers: list[int] = []
        self.problem = ""
        self._header = header
        self._unnamed = [at for at, text in enumerate(header) if not text]
        self._used: dict[int, list[Cell]] = {at: [] for at in used}
        # Column → its distinct cells, while they are few: each is kept once.
        self._seen: dict[int, dict[Cell, Cell]] = {at: {} for at in used}
        self._others: list[dict[int, Sequence[Cell]]] = []
        self._fill(rows, min(used))

    def column(self, at: int) -> Sequence[Cell]:
        """Return the cells of a column that has a header, from top to bottom."""
        if at in self._used:
            return self._used[at]
        return list(chain.from_iterable(part[at] for part in self._others))

    def _fill(self, rows: Rows, key: int) -> None:
        """Take the rows; one with a cell in the column `key` is not blank."""
        rows, width = iter(rows), len(self._header)
        while part := list(islice(rows, _CHUNK)):
            lines = [cells for _, cells in part]
            even = set(map(len, lines)) == {width}
            if not even or any(map(is_blank, {cells[key] for cells in lines})):
                part = [(number, cells) for number, cells in part if not all(map(is_blank, cells))]
                lines = [(*cells, *(None,) * (width - len(cells))) for _, cells in part]
            if lines:
                self._add([number for number, _ in part], lines)
        self._seen.clear()

    def _add(self, numbers: list[int], lines: list[Sequence[Cell]]) -> None:
        # As many columns as the shortest row has: all of the header.
        columns = list(zip(*lines, strict=False))
        long = max(map(len, lines)) > len(self._header)
        named = all(is_blank(cell) for at in self._unnamed for cell in columns[at])
        if not self.problem and (long or not named):
            self.problem = next(self._problems(numbers, lines), "")
        self.numbers += numbers
        for at, cells in self._used.items():
            cells.extend(self._each_once(at, columns[at]))
        self._others.append(
            {
                at: columns[at]
                for at, text in enumerate(self._header)
                if text and at not in self._used
            }
        )

    def _each_once(self, at: int, cells: Sequence[Cell]) -> Sequence[Cell]:
        seen = self._seen.get(at)
        if seen is None:
            return cells
        once = list(map(seen.setdefault, cells, cells))
        if 2 * len(seen) > len(self._used[at]) + len(cells):
            del self._seen[at]
        return once

    def _problems(self, numbers: list[int], lines: list[Sequence[Cell]]) -> Iterator[str]:
        """Find cells that have no header."""
        for number, cells in zip(numbers, lines, strict=True):
            for at, cell in enumerate(cells):
                if not is_blank(cell) and not (at < len(self._header) and self._header[at]):
                    yield (
                        f"row {number}: {cell_text(cell)!r} is in column {at + 1}, which has no "
                        "header; name the column, or quote a field that holds the delimiter"
                    )
