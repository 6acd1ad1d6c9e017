"""Which column holds what: by the known names of its header, or as the caller says."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from costshare.errors import CostshareError, some_of, unknown_name
from costshare.fields import given_as
from costshare.files._grid import Cell, Grid, cell_text, is_blank
from costshare.files._headers import MONEY, plain_header, without_currency

Headers = Mapping[str, Collection[str]]
"""Field → its known headers, in the form of `plain_header`."""

# A file may open with a title, a date and an empty line before its header.
MOST_ROWS_ABOVE = 30


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a header.

    Parameters
    ----------
    source : str
        The file, for messages.
    header : tuple of str
        The header's texts.
    rows : tuple of (int, tuple of cells)
        The rows that hold anything, with their numbers in the file.
    where : dict
        What a column holds → its position.
    """

    source: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    where: dict[str, int]

    def cell(self, cells: tuple[Cell, ...], field: str) -> Cell:
        """Return a row's cell for a field, blank where the file has no such column."""
        return cells[self.where[field]] if field in self.where else None

    def column(self, field: str) -> list[Cell]:
        """Return the cells of a field that the file has, from top to bottom."""
        at = self.where[field]
        return [cells[at] for _, cells in self.rows]

    def place(self, row: int, at: int) -> str:
        """Name a cell in a message."""
        return f"{self.source}, row {row}, column {self.header[at]!r}:"


def check_columns(columns: Mapping[str, str] | None, fields: Collection[str]) -> dict[str, str]:
    """Check the caller's own header names."""
    if columns is not None and not isinstance(columns, Mapping):
        msg = f"columns is of type {type(columns).__name__}; pass a mapping of field to header"
        raise CostshareError(msg)
    given = dict(columns or {})
    for field, header in given.items():
        if field not in fields:
            raise unknown_name("field in columns", field, fields)
        given_as(str, header, f"columns[{field!r}]", "the text of a header")
    return given


def find_table(
    grids: list[Grid], required: Collection[str], headers: Headers, columns: dict[str, str]
) -> Table | None:
    """Find the header, in the one grid where there is one that names all required fields."""
    found = [
        (grid, at)
        for grid in grids
        if (at := _header_row(grid, required, headers, columns)) is not None
    ]
    if len(found) > 1:
        msg = f"{found[0][0].source} may be read with several delimiters; pass delimiter=…"
        raise CostshareError(msg)
    return _table(*found[0], headers, columns) if found else None


def no_header(
    grids: list[Grid], required: Collection[str], headers: Headers, columns: dict[str, str]
) -> CostshareError:
    """Build the error for a file in which no row names what is needed."""
    grid = max(grids, key=lambda each: max((len(cells) for _, cells in each.rows), default=0))
    filled = [cells for _, cells in grid.rows if not all(map(is_blank, cells))]
    if not filled:
        return CostshareError(f"{grid.source} holds no rows")
    rows = [(cells, _where(cells, headers, columns)) for cells in filled[:MOST_ROWS_ABOVE]]
    first, where = max(rows, key=lambda row: len(row[1]))
    missing = [field for field in required if field not in where]
    texts = some_of([cell_text(cell) for cell in first if not is_blank(cell)])
    missing_one = missing[0]
    return CostshareError(
        f"{grid.source} has no column for {' and '.join(missing)}; "
        f"pass columns={{{missing_one!r}: 'its header'}}. Headers: {texts}"
    )


def _header_row(
    grid: Grid, required: Collection[str], headers: Headers, columns: dict[str, str]
) -> int | None:
    for at, (_, cells) in enumerate(grid.rows[:MOST_ROWS_ABOVE]):
        if sum(not is_blank(cell) for cell in cells) > 1:
            where = _where(cells, headers, columns)
            if all(field in where for field in required):
                return at
    return None


def _where(
    cells: tuple[Cell, ...], headers: Headers, columns: dict[str, str]
) -> dict[str, list[int]]:
    """Find the positions that each field's header has in a row."""
    fields: dict[str, list[str]] = {}
    for field, known in headers.items():
        for name in {plain_header(columns[field])} if field in columns else known:
            fields.setdefault(name, []).append(field)
    found: dict[str, list[int]] = {}
    for at, cell in enumerate(cells):
        text = cell_text(cell)
        meant = fields.get(plain_header(text))
        if meant is None:
            other = fields.get(without_currency(text), ())
            meant = [field for field in other if field in MONEY and field not in columns]
        for field in meant:
            found.setdefault(field, []).append(at)
    for field, header in columns.items():
        # Of headers alike but for their signs, the one that is written so is meant.
        exact = [at for at in found.get(field, ()) if cell_text(cells[at]) == header]
        found[field] = exact or found.get(field, [])
    where = {field: found[field] for field in headers if found.get(field)}
    # A header that the caller gave to one field does not belong to another.
    taken = {at for field in columns for at in where.get(field, ())}
    return {
        field: left
        for field, positions in where.items()
        if (left := [at for at in positions if field in columns or at not in taken])
    }


def _table(grid: Grid, at: int, headers: Headers, columns: dict[str, str]) -> Table:
    number, cells = grid.rows[at]
    where = _where(cells, headers, columns)
    for field, positions in where.items():
        if len(positions) > 1:
            names = " and ".join(repr(cell_text(cells[position])) for position in positions[:2])
            alike = len({cell_text(cells[position]) for position in positions}) == 1
            way = "rename one" if alike else f"pass columns={{{field!r}: 'the right one'}}"
            msg = f"{grid.source}, row {number}: the headers {names} both mean {field}; {way}"
            raise CostshareError(msg)
    for field, name in columns.items():
        if field not in where:
            texts = [cell_text(cell) for cell in cells if not is_blank(cell)]
            raise unknown_name(f"header of {grid.source}", name, texts)
    header = tuple(_once_each([cell_text(cell) for cell in cells]))
    rows = tuple(_rows(grid, at, header))
    return Table(grid.source, header, rows, {field: where[field][0] for field in where})


def _once_each(texts: list[str]) -> Iterator[str]:
    """Number a header that appears twice, so that both columns are kept."""
    taken, times = set(texts), Counter[str]()
    for text in texts:
        name = text
        times[text] += 1
        while text and times[text] > 1 and name in taken:
            name = f"{text} ({times[text]})"
            times[text] += name in taken
        taken.add(name)
        yield name


def _rows(grid: Grid, at: int, header: tuple[str, ...]) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    for number, cells in grid.rows[at + 1 :]:
        if all(map(is_blank, cells)):
            continue
        for position, cell in enumerate(cells):
            if not is_blank(cell) and not (position < len(header) and header[position]):
                msg = (
                    f"{grid.source}, row {number}: {cell_text(cell)!r} is in column "
                    f"{position + 1}, which has no header; name the column, or quote a field "
                    "that holds the delimiter"
                )
                raise CostshareError(msg)
        yield number, (*cells[: len(header)], *(None,) * (len(header) - len(cells)))
