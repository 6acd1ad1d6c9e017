"""Columns of amounts and weights as whole numbers of a unit, and whole units as amounts again."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from costshare.amounts import EXACT, Unit, common_unit, decimals, plain, read_amount
from costshare.errors import CostshareError, quoted
from costshare.frames import Bools, Wide, column_as_pandas, exact_column, scale, values_of
from costshare.invoices import is_missing
from costshare.splitting._decimals import count_by_arrow

_ONE = Unit(Fraction(1))
_INT64 = 2**63
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Units:
    """A column of amounts counted in a unit; `whole` where the column itself holds integers."""

    counts: Wide
    unit: Unit
    whole: bool


def count_amounts(column: "nw.Series[Any]", unit: Unit, name: str) -> Units:
    """Count the amounts of a column in a unit; integers are counted in whole numbers.

    Raises
    ------
    CostshareError
        If an amount is missing, is not a number, or is not a whole multiple of the unit.
    """
    whole = _holds_integers(column)
    if whole and not unit.is_whole and (1 / unit.size).denominator == 1:
        unit = _ONE
    counts = None if whole else count_by_arrow(column, unit)
    if counts is not None:
        return Units(counts, unit, whole)
    values = column_as_pandas(column.to_native(), name)
    counts, counted = _read(values, f"column {name!r} of the lines")
    factor = counted.size / unit.size
    if factor.denominator > 1:
        odd = (counts * factor.numerator) % factor.denominator != 0
        if odd.any():
            finer = plain(common_unit([counted, unit]).size)
            msg = _named(odd, "amounts", f"column {name!r}", lambda row: plain(_exact(values, row)))
            msg += f": not a whole multiple of unit {plain(unit.size)}; "
            raise CostshareError(f"{msg}pass unit={finer!r}, or round the amounts first")
    return Units(fitting(_times(counts, factor)), unit, whole)


def read_weights(column: "pd.Series[Any]", name: str) -> Wide:
    """Read weights as whole numbers in proportion; floats of many digits stay floats.

    Raises
    ------
    CostshareError
        If a weight is missing, is not a number, or is below zero.
    """
    where = f"column {name!r} of the drivers"
    counts, _ = _read(column, where)
    below = counts < 0
    if below.any():
        msg = _named(below, "weights", where, lambda row: plain(_exact(column, row)))
        raise CostshareError(f"{msg}: below zero; a weight is zero or more")
    counts = fitting(counts)
    if counts.dtype == object and str(column.dtype).lower() in {"float64", "double[pyarrow]"}:
        floats: Wide = column.to_numpy(dtype=np.float64)
        return floats
    return counts


def decimals_of(counts: Wide, unit: Unit) -> list[Decimal]:
    """Turn whole units into Decimals, each different amount once."""
    codes, different = pd.factorize(counts)
    amounts = np.empty(len(different), dtype=object)
    size, multiply = Decimal(unit), EXACT.multiply
    amounts[:] = [multiply(size, each) for each in different.tolist()]
    found: list[Decimal] = amounts[codes].tolist()
    return found


def _holds_integers(column: "nw.Series[Any]") -> bool:
    """Return whether a column holds integers only."""
    if column.dtype == nw.Object:
        return set(map(type, column.to_list())) == {int}
    return column.dtype.is_integer()


def _read(column: "pd.Series[Any]", where: str) -> tuple[Wide, Unit]:
    """Read every number of a column, counted in one unit."""
    numbers = exact_column(column, _finite, is_missing)
    if numbers.missing.any():
        msg = _named(numbers.missing, "values", where, None)
        raise CostshareError(f"{msg}: missing; fill in the number, or drop the row")
    if not numbers.readable.all():
        row = int(np.flatnonzero(~numbers.readable)[0])
        msg = _named(~numbers.readable, "values", where, None)
        try:
            _finite(values_of(column)[row])
        except CostshareError as error:
            raise CostshareError(f"{msg}: {error}") from None
        raise CostshareError(f"{msg}: not a number; write it as 1234.50")
    return numbers.units, numbers.unit


def _finite(value: object) -> Fraction:
    """Read a number that has a finite decimal."""
    number = read_amount(value, "value")
    if decimals(number) is None:
        msg = f"value {quoted(value)} has no finite decimal; round it first"
        raise CostshareError(msg)
    return number


def _exact(column: "pd.Series[Any]", row: int) -> Fraction:
    """Read one value, which is known to be a number."""
    return read_amount(values_of(column)[row], "value")


def _times(counts: Wide, factor: Fraction) -> Wide:
    """Multiply whole numbers by a factor that keeps them whole."""
    scaled = scale(counts, factor.numerator)
    return scaled if factor.denominator == 1 else scaled // factor.denominator


def fitting(counts: Wide) -> Wide:
    """Store whole numbers as int64 where each of them fits."""
    if counts.dtype != object:
        return counts
    if all(-_INT64 <= each < _INT64 for each in counts.tolist()):
        return counts.astype(np.int64)
    return counts


def _named(rows: Bools, what: str, where: str, value: Callable[[int], str] | None) -> str:
    """Count the bad rows of a column, and name the first few with their values."""
    bad = np.flatnonzero(rows).tolist()
    few = [f"row {row}" + (f" ({value(row)})" if value else "") for row in bad[:_MOST_NAMED]]
    more = f" and {len(bad) - len(few)} more" if len(bad) > len(few) else ""
    return f"{len(bad)} of {len(rows)} {what} in {where}, {', '.join(few)}{more}"
