"""What each kind of frame does in its own way: take rows, and hold whole units as amounts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

import narwhals as nw
import numpy as np
import numpy.typing as npt

from costshare.amounts import Unit
from costshare.errors import CostshareError
from costshare.frames import Wide, as_pandas
from costshare.splitting._amounts import Units, decimals_of
from costshare.splitting._decimals import arrow_decimals

if TYPE_CHECKING:
    import pandas as pd

Ints = npt.NDArray[np.int64]
# Types of pandas that hold nulls, for those of numpy that do not.
_NULLABLE: dict[str, Any] = {"i": "Int64", "u": "UInt64", "b": "boolean"}


class Kind(Protocol):
    """The ways of one kind of frame."""

    def convert(self, frame: "nw.DataFrame[Any]") -> Any:
        """Turn a frame of any kind into one of this kind."""

    def take(self, frame: Any, rows: Ints, *, nullable: bool) -> Any:
        """Take rows by number; -1, which `nullable` allows, gives a row of nulls."""

    def amounts(self, counts: Wide, units: Units, like: Any) -> Any:
        """Make a column of whole units, of the type that the column `like` asks for."""

    def join(self, left: Any, right: Any, columns: dict[str, Any]) -> Any:
        """Put two frames of equal length and further columns beside one another."""


class Pandas:
    """Frames of pandas."""

    def convert(self, frame: "nw.DataFrame[Any]") -> "pd.DataFrame":
        """Turn a frame of any kind into one of pandas."""
        return as_pandas(frame.to_native())

    def take(self, frame: "pd.DataFrame", rows: Ints, *, nullable: bool) -> "pd.DataFrame":
        """Take rows by number; with `nullable`, whole numbers and bools get types with nulls."""
        if not nullable:
            return frame.take(rows).reset_index(drop=True)
        import pandas as pd

        columns = {}
        for name, column in frame.items():
            array: Any = column.array
            if column.dtype.kind in _NULLABLE and isinstance(column.dtype, np.dtype):
                array = column.astype(_NULLABLE[column.dtype.kind]).array
            fill = None if column.dtype == object else array.dtype.na_value
            columns[name] = pd.Series(array.take(rows, allow_fill=True, fill_value=fill))
        return pd.DataFrame(columns, index=range(len(rows)))

    def amounts(self, counts: Wide, units: Units, like: "pd.Series[Any]") -> "pd.Series[Any]":
        """Make a column of the integers of the amounts, or of Decimals."""
        import pandas as pd

        if units.whole:
            return pd.Series(whole_amounts(counts, units.unit), dtype=like.dtype)
        dtype: Any = like.dtype
        if isinstance(dtype, pd.ArrowDtype) and str(dtype).startswith("decimal"):
            found = arrow_decimals(counts, units.unit)
            return pd.Series(pd.array(found, dtype=pd.ArrowDtype(found.type)))
        return pd.Series(decimals_of(counts, units.unit), dtype=object)

    def join(
        self, left: "pd.DataFrame", right: "pd.DataFrame", columns: dict[str, Any]
    ) -> "pd.DataFrame":
        """Put two frames and further columns beside one another."""
        import pandas as pd

        return pd.concat([left, right, pd.DataFrame(columns, index=left.index)], axis=1)


class Polars:
    """Eager frames of Polars."""

    def convert(self, frame: "nw.DataFrame[Any]") -> Any:
        """Turn a frame of any kind into one of Polars."""
        if frame.implementation.is_polars():
            return frame.to_native()
        # narwhals has no name for decimals of 256 bits, nor for objects.
        if nw.Unknown in frame.schema.values() or nw.Object in frame.schema.values():
            _refuse_wide(_in_one_type(frame, "to_arrow").schema)
        return _in_one_type(frame, "to_polars")

    def take(self, frame: Any, rows: Ints, *, nullable: bool) -> Any:
        """Take rows by number."""
        import polars as pl

        if not nullable:
            return frame[rows]
        if not frame.width or not frame.height:
            return frame.clear(len(rows))
        places = pl.Series(rows, dtype=pl.Int64)
        return frame.select(pl.all().gather(places.set(places < 0, None)))

    def amounts(self, counts: Wide, units: Units, like: Any) -> Any:
        """Make a column of the integers of the amounts, or of decimals."""
        import polars as pl

        if units.whole:
            return pl.Series(whole_amounts(counts, units.unit), dtype=like.dtype)
        return pl.Series(arrow_decimals(counts, units.unit))

    def join(self, left: Any, right: Any, columns: dict[str, Any]) -> Any:
        """Put two frames and further columns beside one another."""
        wide = left.hstack(right) if right.width else left
        return wide.with_columns(**columns)


class Arrow:
    """Tables of PyArrow."""

    def convert(self, frame: "nw.DataFrame[Any]") -> Any:
        """Turn a frame of any kind into a table of PyArrow."""
        return _in_one_type(frame, "to_arrow")

    def take(self, frame: Any, rows: Ints, *, nullable: bool) -> Any:
        """Take rows by number."""
        import pyarrow as pa

        if not frame.num_columns:
            return frame
        return frame.take(pa.array(rows, mask=rows < 0 if nullable else None))

    def amounts(self, counts: Wide, units: Units, like: Any) -> Any:
        """Make a column of the integers of the amounts, or of decimals."""
        import pyarrow as pa

        if units.whole:
            return pa.array(whole_amounts(counts, units.unit), type=like.type)
        return arrow_decimals(counts, units.unit)

    def join(self, left: Any, right: Any, columns: dict[str, Any]) -> Any:
        """Put two tables and further columns beside one another."""
        names, arrays = [*right.column_names, *columns], [*right.columns, *columns.values()]
        for name, array in zip(names, arrays, strict=True):
            left = left.append_column(name, array)
        # What pandas noted about its index no longer holds.
        noted = {
            key: value for key, value in (left.schema.metadata or {}).items() if key != b"pandas"
        }
        return left.replace_schema_metadata(noted or None)


class Rows:
    """Lists of dicts, one for each row."""

    def convert(self, frame: "nw.DataFrame[Any]") -> list[dict[str, Any]]:
        """Turn a frame of any kind into a list of dicts."""
        return [
            {name: None if _is_null(value) else value for name, value in row.items()}
            for row in frame.iter_rows(named=True)
        ]

    def take(self, frame: Sequence[Any], rows: Ints, *, nullable: bool) -> list[Any]:
        """Take rows by number."""
        nulls = dict.fromkeys(frame[0]) if nullable and len(frame) else {}
        return [nulls if row < 0 else frame[row] for row in rows.tolist()]

    def amounts(self, counts: Wide, units: Units, like: Any) -> list[Any]:
        """Make a list of ints or of Decimals."""
        if units.whole:
            return list(whole_amounts(counts, units.unit).tolist())
        return decimals_of(counts, units.unit)

    def join(self, left: list[Any], right: list[Any], columns: dict[str, Any]) -> list[Any]:
        """Put the fields of two lists and further fields beside one another."""
        names, fields = list(columns), list(zip(*columns.values(), strict=True))
        together = zip(left, right, fields, strict=True)
        return [
            {**one, **other, **dict(zip(names, more, strict=True))} for one, other, more in together
        ]


def _in_one_type(frame: "nw.DataFrame[Any]", how: str) -> Any:
    """Convert drivers to a library in which each column has one type."""
    try:
        return getattr(frame, how)()
    except (NotImplementedError, OverflowError, TypeError, ValueError):
        for name in frame.columns if len(frame.columns) > 1 else ():
            _in_one_type(frame.select(name), how)
        found = sorted({type(value).__name__ for value in frame[frame.columns[0]]})
        msg = f"column {frame.columns[0]!r} of the drivers holds values of type "
        msg += f"{' and '.join(found)}, of which Polars and PyArrow cannot make a column"
        msg += ": they hold ints of at most 64 bits" if found == ["int"] else ""
        raise CostshareError(f"{msg}; convert it to text or decimals") from None


def _refuse_wide(columns: Any) -> None:
    """Refuse decimals of 256 bits, on which Polars breaks off."""
    for column in columns:
        if str(column.type).startswith("decimal256"):
            msg = f"column {column.name!r} of the drivers needs decimals of more than 38 digits, "
            raise CostshareError(
                f"{msg}which Polars does not hold; round it, or convert it to text"
            )


def _is_null(value: Any) -> bool:
    """Return whether a value is one of those that stand for a missing one in a frame."""
    if value is None or type(value).__name__ in {"NAType", "NaTType"}:
        return True
    return isinstance(value, float) and value != value  # noqa: PLR0124 - NaN


def kind_of(given: object, frame: "nw.DataFrame[Any]") -> Kind:
    """Find the kind in which a split of these lines comes back."""
    if isinstance(given, list | tuple):
        return Rows()
    if frame.implementation.is_polars():
        return Polars()
    return Arrow() if frame.implementation.is_pyarrow() else Pandas()


def is_lazy(given: object) -> bool:
    """Return whether a frame is a lazy one of Polars."""
    known = nw.from_native(given, pass_through=True)
    return isinstance(known, nw.LazyFrame) and known.implementation.is_polars()


def whole_amounts(counts: Wide, unit: Unit) -> Wide:
    """Turn whole units into whole amounts, which are not larger than the amount of their line."""
    amounts: Wide = counts * int(unit.size)
    return amounts
