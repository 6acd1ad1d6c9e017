"""Which column holds what: by the known names of its header, or as the caller says."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from costshare.errors import CostshareError, some_of, unknown_name
from costshare.fields import given_as
from costshare.files._body import Body, in_parts
from costshare.files._grid import Cell, Columns, Grid, UnparsedError, cell_text, is_blank
from costshare.files._headers import MONEY, plain_header, without_currency

Headers = Mapping[str, Collection[str]]
"""Field → its known headers, in the form of `plain_header`."""

# A file may open with a title, a date and an empty line before its header.
MOST_ROWS_ABOVE = 30


@dataclass(frozen=True, slots=True)
class Table:
    """Columns under a header.

    Parameters
    ----------
    source : str
        The file, for messages.
    header : tuple of str
        The header's texts.
    numbers : sequence of int
        The numbers in the file of the rows that hold anything.
    cells : callable
        Takes the position of a column that has a header, and returns its cells from top to bottom.
    texts : callable
        Takes the same, and returns the cells as texts; None for a blank one.
    where : dict
        What a column holds → its position.
    """

    source: str
    header: tuple[str, ...]
    numbers: Sequence[int]
    cells: Callable[[int], Sequence[Cell]]
    texts: Callable[[int], Iterable[str | None]]
    where: dict[str, int]

    def column(self, field: str) -> Sequence[Cell]:
        """Return the cells of a field that the file has, from top to bottom."""
        return self.cells(self.where[field])

    def place(self, row: int, at: int) -> str:
        """Name a cell in a message, by the position of its row and of its column."""
        return f"{self.source}, row {self.numbers[row]}, column {self.header[at]!r}:"


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
    grids: Sequence[Grid], required: Collection[str], headers: Headers, columns: dict[str, str]
) -> Table | None:
    """Find the header, in the one grid where there is one that names all required fields."""
    found: list[tuple[Grid, int, Columns]] = []
    problems: list[UnparsedError] = []
    for grid in grids:
        at = _header_row(grid, required, headers, columns)
        if at is not None:
            try:
                found.append((grid, at, _body(grid, at, headers, columns)))
            except UnparsedError as error:
                problems.append(error)
    if len(found) > 1:
        msg = f"{found[0][0].source} may be read with several delimiters; pass delimiter=…"
        raise CostshareError(msg)
    if len(problems) == len(grids):
        raise problems[0]
    return _table(*found[0], headers, columns) if found else None


def no_header(
    grids: Sequence[Grid], required: Collection[str], headers: Headers, columns: dict[str, str]
) -> CostshareError:
    """Build the error for a file in which no row names what is needed."""
    shapes: list[tuple[int, str, list[Sequence[Cell]]]] = []
    problems: list[CostshareError] = []
    for grid in grids:
        try:
            shapes.append((_width(grid), grid.source, _filled(grid)))
        except UnparsedError as error:
            problems.append(error)
    if not shapes:
        return problems[0]
    _, source, filled = max(shapes, key=lambda shape: shape[0])
    if not filled:
        return CostshareError(f"{source} holds no rows")
    rows = [(cells, _where(cells, headers, columns)) for cells in filled]
    first, where = max(rows, key=lambda row: len(row[1]))
    missing = [field for field in required if field not in where]
    texts = some_of([cell_text(cell) for cell in first if not is_blank(cell)])
    missing_one = missing[0]
    return CostshareError(
        f"{source} has no column for {' and '.join(missing)}; "
        f"pass columns={{{missing_one!r}: 'its header'}}. Headers: {texts}"
    )


def first_rows(grid: Grid) -> list[Sequence[Cell]]:
    """Return the first rows, among which the header is; none where they cannot be parsed."""
    try:
        return [cells for _, cells in islice(grid.rows, MOST_ROWS_ABOVE)]
    except UnparsedError:
        return []


def _width(grid: Grid) -> int:
    """Count the cells of the longest row."""
    return max((len(cells) for _, cells in grid.rows), default=0)


def _filled(grid: Grid) -> list[Sequence[Cell]]:
    """Return the first rows that hold anything."""
    filled = (cells for _, cells in grid.rows if not all(map(is_blank, cells)))
    return list(islice(filled, MOST_ROWS_ABOVE))


def _header_row(
    grid: Grid, required: Collection[str], headers: Headers, columns: dict[str, str]
) -> int | None:
    for at, cells in enumerate(first_rows(grid)):
        if sum(not is_blank(cell) for cell in cells) > 1:
            where = _where(cells, headers, columns)
            if all(field in where for field in required):
                return at
    return None


def _body(grid: Grid, at: int, headers: Headers, columns: dict[str, str]) -> Columns:
    """Read the rows under a header."""
    rows = iter(grid.rows)
    number, cells = next(islice(rows, at, None))
    used = {position for each in _where(cells, headers, columns).values() for position in each}
    if grid.columns is not None:
        return grid.columns(used)
    parts = in_parts(rows) if grid.parts is None else grid.parts(number, len(cells))
    return Body([cell_text(cell) for cell in cells], used, parts)


def _where(
    cells: Sequence[Cell], headers: Headers, columns: dict[str, str]
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


def _table(grid: Grid, at: int, body: Columns, headers: Headers, columns: dict[str, str]) -> Table:
    number, cells = next(islice(grid.rows, at, None))
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
    if body.problem:
        raise CostshareError(f"{grid.source}, {body.problem}")
    header = tuple(_once_each([cell_text(cell) for cell in cells]))
    places = {field: where[field][0] for field in where}
    return Table(grid.source, header, body.numbers, body.column, body.texts, places)


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
