"""Columns of a result, as a pandas DataFrame and as an Arrow stream."""

import datetime as dt
from collections.abc import Iterable, Sequence, Sized
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from costshare.amounts import exact_decimal, places_of, plain
from costshare.errors import CostshareError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_MOST_INT64 = 2**63 - 1
_MOST_DIGITS = 38  # of a decimal128


@dataclass(frozen=True, slots=True)
class Column:
    """A column of facts of one type, as pandas and as Arrow hold them.

    Attributes
    ----------
    name : str
        Name of the column.
    values : tuple
        Value of each row; None if it is missing.
    dtype, arrow : str
        Type in pandas, and its name in Arrow; ``"decimal"`` has the digits of the values.
    """

    name: str
    values: tuple[Any, ...]
    dtype: str
    arrow: str

    def to_pandas(self) -> Any:
        """Make an array for a DataFrame, with ``<NA>`` where a value is missing."""
        import pandas as pd

        dtype: Any = self.dtype
        return pd.array([pd.NA if each is None else each for each in self.values], dtype=dtype)

    def arrow_type(self) -> "pa.DataType":
        """Name the type in Arrow, which guesses another where values are missing."""
        import pyarrow as pa

        if self.arrow != "decimal":
            return pa.type_for_alias(self.arrow)
        known = [each for each in self.values if each is not None]
        scale = max(map(places_of, known), default=0)
        digits = max((len(str(abs(int(each)))) for each in known), default=1) + scale
        if digits > _MOST_DIGITS:
            msg = f"column {self.name} has an amount of {digits} digits; Arrow holds "
            raise CostshareError(f"{msg}{_MOST_DIGITS}; use to_frame(tidy=True)")
        return pa.decimal128(_MOST_DIGITS, scale)


def text_column(name: str, values: Iterable[str | None]) -> Column:
    """Make a column of names or words; a frame has plain text, in English."""
    plain_texts = (None if each is None else str(each) for each in values)
    return Column(name, tuple(plain_texts), "string", "string")


def same_column(name: str, value: object, rows: Sized) -> Column:
    """Make a column with the same word in every row, such as the period of a result."""
    return text_column(name, [None if value is None else str(value)] * len(rows))


def date_column(name: str, values: Iterable[dt.date | None]) -> Column:
    """Make a column of days."""
    return Column(name, tuple(values), "datetime64[s]", "timestamp[s]")


def flag_column(name: str, values: Iterable[bool | None]) -> Column:
    """Make a column of yes and no."""
    return Column(name, tuple(values), "boolean", "bool")


def exact_column(name: str, values: Iterable[Fraction | None]) -> Column:
    """Make a column of exact numbers, such as quotas: Fractions in pandas, text in Arrow."""
    return Column(name, tuple(values), "object", "string")


def count_column(name: str, values: Iterable[int | None]) -> Column:
    """Make a column of whole numbers that are not money."""
    return Column(name, tuple(values), "Int64", "int64")


def amount_column(name: str, values: Iterable[Decimal | Fraction | int | None]) -> Column:
    """Make a column of amounts: ``Int64`` where all are whole and fit, else exact Decimals."""
    amounts = tuple(
        each if each is None or isinstance(each, Decimal) else exact_decimal(Fraction(each), name)
        for each in values
    )
    if any(each is not None and not _fits(each) for each in amounts):
        return Column(name, amounts, "object", "decimal")
    return count_column(name, (None if each is None else int(each) for each in amounts))


def _fits(amount: Decimal) -> bool:
    """Whether an amount is written as a whole number that fits 64 bits."""
    return places_of(amount) == 0 and -_MOST_INT64 <= int(amount) <= _MOST_INT64


def to_pandas(columns: Sequence[Column], index: Any = None) -> "pd.DataFrame":
    """Put columns side by side; `index` is a column of names, or an index of pandas."""
    import pandas as pd

    if isinstance(index, Column):
        index = pd.Index([*index.values], name=index.name)  # noqa: PD011 - of a Column
    return pd.DataFrame({each.name: each.to_pandas() for each in columns}, index=index)


def to_arrow(columns: Sequence[Column], requested_schema: object) -> object:
    """Write columns as a stream that Polars, DuckDB and Arrow read, each with a stated type.

    The stream bears pandas' own description of the columns, so that a table that goes through
    Arrow comes back to pandas with the same types.
    """
    try:
        import pyarrow as pa
    except ImportError as error:
        msg = "Arrow needs pyarrow: pip install 'costshare[arrow]'"
        raise CostshareError(msg) from error

    written = [_as_text(each) for each in columns]
    schema = pa.schema([(each.name, each.arrow_type()) for each in written])
    table = pa.Table.from_pandas(to_pandas(written), schema=schema, preserve_index=False)
    return table.__arrow_c_stream__(requested_schema)


def _as_text(column: Column) -> Column:
    """Write exact numbers as text, since Arrow has no fractions."""
    if column.dtype != "object" or column.arrow != "string":
        return column
    values = (None if each is None else plain(each) for each in column.values)  # noqa: PD011
    return text_column(column.name, values)
