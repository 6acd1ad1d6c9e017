"""The columns of a Parquet file, read as the cells of the same table in a text would be."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from itertools import compress
from pathlib import Path
from typing import Any

from costshare.errors import CostshareError
from costshare.files._grid import Broken, Cell, Grid, cell_text, cell_texts, is_blank
from costshare.files._kind import check_parquet

# A file of some bytes may state any number of rows.
_MOST_ROWS = 50_000_000
# The number in messages of the first row under the names, as in a text.
_FIRST_ROW = 2


def read_parquet(path: Path) -> Grid:
    """Read the names of a file's columns; the columns are read when they are needed."""
    check_parquet(path)
    with _opened(path) as file:
        names = file.schema_arrow.names
        if file.metadata.num_rows > _MOST_ROWS:
            msg = f"{path.name} has more than {_MOST_ROWS} rows; read it in parts"
            raise CostshareError(msg)
        for at, name in enumerate(names):
            if is_blank(name):
                msg = f"{path.name}: column {at + 1} has no name; name it"
                raise CostshareError(msg)
    return Grid(path.name, ((1, tuple(names)),), lambda used: _Columns(path, names, used))


class _Columns:
    """The columns of a file, without the rows that are blank in all of them.

    Parameters
    ----------
    path : Path
        The file.
    names : sequence of str
        Names of its columns.
    used : collection of int
        Positions of the columns that are read into values.
    """

    problem = ""

    def __init__(self, path: Path, names: Sequence[str], used: Collection[int]) -> None:
        self._path = path
        self._names = names
        self._kept: list[bool] | None = None
        self._used = dict(zip(used, self._read(list(used)), strict=True))
        rows = len(next(iter(self._used.values())))
        blank = self._blank_rows(rows)
        if blank:
            self._kept = [row not in blank for row in range(rows)]
            self._used = {at: self._without_blank(cells) for at, cells in self._used.items()}
        numbers = range(_FIRST_ROW, _FIRST_ROW + rows)
        self.numbers = [number for number in numbers if number - _FIRST_ROW not in blank]

    def column(self, at: int) -> Sequence[Cell]:
        """Return the cells of a column from top to bottom."""
        if at in self._used:
            return self._used[at]
        (cells,) = self._read([at])
        return self._without_blank(cells)

    def texts(self, at: int) -> Iterable[str | None]:
        """Return the cells of a column as texts; None for a blank one."""
        return cell_texts(self.column(at))

    def _without_blank(self, cells: list[Cell]) -> list[Cell]:
        return cells if self._kept is None else list(compress(cells, self._kept))

    def _blank_rows(self, rows: int) -> set[int]:
        """Find the rows that hold nothing in any column."""
        blank: Collection[int] = range(rows)
        # Another column is read only where some row is blank in all that are used.
        for at in [*self._used, *(at for at in range(len(self._names)) if at not in self._used)]:
            if blank:
                (cells,) = [self._used[at]] if at in self._used else self._read([at])
                blank = [row for row in blank if is_blank(cells[row])]
        return set(blank)

    def _read(self, places: list[int]) -> list[list[Cell]]:
        """Read columns by position."""
        with _opened(self._path) as file:
            names = [self._names[at] for at in places]
            table = file.read(columns=names, use_threads=False)
            if table.schema.names != names:
                # Names that are there twice, or that a nested column has too.
                table = file.read(use_threads=False).select(places)
            return [_cells(column) for column in table.columns]


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """Open a file; what pyarrow cannot read is an error that names it."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        msg = f"{path.name}: Parquet needs pyarrow: pip install 'costshare[arrow]'"
        raise CostshareError(msg) from error
    try:
        with path.open("rb") as stream, parquet.ParquetFile(stream) as first:
            # Texts as a dictionary: one that is in a million cells is kept once.
            schema = first.schema_arrow
            texts = [each.name for each in schema if _is_text(each.type)]
            with parquet.ParquetFile(stream, read_dictionary=texts) as file:
                yield file
    except CostshareError:
        raise
    except (pa.ArrowException, ArithmeticError, ValueError, OSError) as error:
        reason = str(error)
        reason = reason if len(reason) <= 400 else f"{reason[:400]}…"
        msg = f"{path.name} cannot be read as Parquet: {reason}; write it again"
        raise CostshareError(msg) from error


def _is_text(kind: Any) -> bool:
    from pyarrow import types

    return bool(types.is_string(kind) or types.is_large_string(kind))


def _cells(column: Any) -> list[Cell]:
    """Read a column, each different value of a part once."""
    import pyarrow as pa

    cells: list[Cell] = []
    for part in column.chunks:
        if isinstance(part, pa.ExtensionArray):
            part = part.storage  # noqa: PLW2901 - its plain values
        if str(part.type) == "string_view":
            part = part.cast(pa.large_string())  # noqa: PLW2901 - the same texts
        if pa.types.is_nested(part.type):
            cells += _others(part)
            continue
        encoded = part if pa.types.is_dictionary(part.type) else part.dictionary_encode()
        values = [*_reader(encoded.dictionary.type)(encoded.dictionary), None]
        # The last value is at -1.
        cells += map(values.__getitem__, encoded.indices.cast("int64").fill_null(-1).to_pylist())
    return cells


def _reader(kind: Any) -> Callable[[Any], Sequence[Cell]]:
    """Choose how the values of a type are read."""
    from pyarrow import types

    known: tuple[tuple[Callable[[Any], bool], Callable[[Any], Sequence[Cell]]], ...] = (
        (types.is_integer, _texts),
        (types.is_boolean, _texts),
        (types.is_date, _texts),
        (types.is_floating, _floats),
        (types.is_decimal, _as_they_are),
        (types.is_timestamp, _as_they_are),
        (_is_text, _as_they_are),
        (types.is_null, _as_they_are),
    )
    return next((read for is_kind, read in known if is_kind(kind)), _others)


def _as_they_are(values: Any) -> Sequence[Cell]:
    cells: list[Cell] = values.to_pylist()
    return cells


def _texts(values: Any) -> Sequence[Cell]:
    """Write whole numbers, truth values and days as a text has them."""
    return [None if value is None else str(value) for value in values.to_pylist()]


def _floats(values: Any) -> Sequence[Cell]:
    """Read floats as the decimals that they print, each in its own width; NaN is missing."""
    printed = (str(value) for value in values.to_numpy(zero_copy_only=False))
    return [
        None if text == "nan" else Decimal(text) if text[-1].isdigit() else text for text in printed
    ]


def _others(values: Any) -> Sequence[Cell]:
    """Read values that are neither numbers, days nor texts."""
    problem = f"is of type {values.type}; write it as text"
    return [
        None if value is None else Broken(cell_text(str(value)), problem)
        for value in values.to_pylist()
    ]
