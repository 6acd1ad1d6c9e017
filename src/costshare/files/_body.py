"""The cells under a header, kept by column: those in use as one list, others as they came."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import cast

from costshare.files._grid import Cell, Even, Parts, cell_text, cell_texts, is_blank

# So many rows become columns at a time, while their texts are in the cache of the processor.
_CHUNK = 256
# Of a column with so many different cells, or in half of its rows, each cell is kept as it comes.
_FEW = 64


def in_parts(rows: Iterable[tuple[int, Sequence[Cell]]]) -> Parts:
    """Give rows some at a time."""
    rows = iter(rows)
    while part := list(islice(rows, _CHUNK)):
        yield part


class Body:
    """Columns of the rows that hold anything; a short row is filled with blanks.

    Parameters
    ----------
    header : sequence of str
        The texts of the header; empty over a column that has no name.
    used : collection of int
        Positions of the columns that are read into values.
    parts : iterable of Even or sequences of (int, sequence of cells)
        The rows under the header.

    Attributes
    ----------
    numbers : list of int
        Number of each row in the file.
    problem : str
        Which row has a cell without a header, and what to do; empty where none has.
    """

    def __init__(self, header: Sequence[str], used: Collection[int], parts: Parts) -> None:
        self.numbers: list[int] = []
        self.problem = ""
        self._header = header
        self._unnamed = [at for at, text in enumerate(header) if not text]
        self._used: dict[int, list[Cell]] = {at: [] for at in used}
        # Column → its distinct cells, while they are few: each is kept once.
        self._seen: dict[int, dict[Cell, Cell]] = {
            at: {} if at in used else {"": None} for at in range(len(header))
        }
        # For each part, whether it is plain, and the cells of each other column: of a plain part
        # their texts, which are written while they are in the cache of the processor.
        self._others: list[tuple[bool, dict[int, Sequence[Cell]]]] = []
        for part in parts:
            self._take(part, min(used))
        self._seen.clear()

    def column(self, at: int) -> Sequence[Cell]:
        """Return the cells of a column that has a header, from top to bottom."""
        if at in self._used:
            return self._used[at]
        return list(
            chain.from_iterable(
                [text or "" for text in part[at]] if plain else part[at]
                for plain, part in self._others
            )
        )

    def texts(self, at: int) -> Iterable[str | None]:
        """Return the cells of a column that has a header as texts; None for a blank one."""
        if at in self._used:
            return cell_texts(self._used[at])
        return chain.from_iterable(
            cast("Sequence[str | None]", part[at]) if plain else cell_texts(part[at])
            for plain, part in self._others
        )

    def _take(self, part: Even | Sequence[tuple[int, Sequence[Cell]]], key: int) -> None:
        """Take some rows; one with a cell in the column `key` is not blank."""
        if isinstance(part, Even):
            if not any(map(is_blank, set(part.columns[key]))):
                self._add(part.numbers, part.columns, plain=part.plain)
                return
            part = list(zip(part.numbers, zip(*part.columns, strict=True), strict=True))
        lines, width = [cells for _, cells in part], len(self._header)
        even = set(map(len, lines)) == {width}
        if not even or any(map(is_blank, {cells[key] for cells in lines})):
            part = [(number, cells) for number, cells in part if not all(map(is_blank, cells))]
            lines = [(*cells, *(None,) * (width - len(cells))) for _, cells in part]
        if lines:
            numbers = [number for number, _ in part]
            if not self.problem and max(map(len, lines)) > width:
                self.problem = next(self._problems(numbers, lines), "")
            # As many columns as the shortest row has: all of the header.
            self._add(numbers, list(zip(*lines, strict=False)))

    def _add(
        self, numbers: Sequence[int], columns: Sequence[Sequence[Cell]], *, plain: bool = False
    ) -> None:
        """Add the columns of rows that hold anything."""
        named = all(is_blank(cell) for at in self._unnamed for cell in columns[at])
        if not self.problem and not named:
            self.problem = next(self._problems(numbers, zip(*columns, strict=True)), "")
        self.numbers += numbers
        for at, cells in self._used.items():
            cells.extend(self._each_once(at, columns[at]))
        others = {
            at: columns[at] for at, text in enumerate(self._header) if text and at not in self._used
        }
        if plain:
            others = {at: self._as_texts(at, cells) for at, cells in others.items()}
        self._others.append((plain, others))

    def _as_texts(self, at: int, cells: Sequence[Cell]) -> Sequence[Cell]:
        """Give plain texts with None for an empty one."""
        if at in self._seen:
            # The empty text stands for None.
            return self._each_once(at, cells)
        return [cell or None for cell in cells]

    def _each_once(self, at: int, cells: Sequence[Cell]) -> Sequence[Cell]:
        seen = self._seen.get(at)
        if seen is None:
            return cells
        once = list(map(seen.setdefault, cells, cells))
        if len(seen) > _FEW and 2 * len(seen) > len(self.numbers):
            del self._seen[at]
        return once

    def _problems(self, numbers: Sequence[int], lines: Iterable[Sequence[Cell]]) -> Iterator[str]:
        """Find cells that have no header."""
        for number, cells in zip(numbers, lines, strict=True):
            for at, cell in enumerate(cells):
                if not is_blank(cell) and not (at < len(self._header) and self._header[at]):
                    yield (
                        f"row {number}: {cell_text(cell)!r} is in column {at + 1}, which has no "
                        "header; name the column, or quote a field that holds the delimiter"
                    )
