"""Columns of amounts and weights as whole numbers of a unit, and whole units as amounts again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from costshare.amounts import EXACT, Unit, common_unit, decimals, plain, read_amount
from costshare.errors import CostshareError, quoted, unknown_name
from costshare.frames import (
    Bools,
    Wide,
    column_as_pandas,
    exact_column,
    is_missing,
    scale,
    values_of,
)
from costshare.splitting._decimals import Ints, count_by_arrow

if TYPE_CHECKING:
    import pandas as pd

_INT64 = 2**63
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Units:
    """A column of amounts counted in a unit; `whole` where amounts and unit are integers."""

    counts: Wide
    unit: Unit
    whole: bool


def count_amounts(column: "nw.Series[Any]", unit: Unit, name: str) -> Units:
    """Count the amounts of a column in a unit.

    Raises
    ------
    CostshareError
        If an amount is missing, is not a number, or is not a whole multiple of the unit.
    """
    whole = unit.is_whole and _holds_integers(column)
    counts = None if whole else count_by_arrow(column, unit)
    if counts is not None:
        return Units(counts, unit, whole)
    values = column_as_pandas(column.to_native(), name)
    counts, counted = _read(values, f"column {name!r} of the lines")
    factor = counted.size / unit.size
    counts = scale(counts, factor.numerator)
    if factor.denominator > 1:
        if factor.denominator >= _INT64:
            counts = counts.astype(object)
        odd = counts % factor.denominator != 0
        if odd.any():
            finer = plain(common_unit([counted, unit]).size)
            msg = _named(odd, "amounts", f"column {name!r}", lambda row: plain(_exact(values, row)))
            msg += f": not a whole multiple of unit {plain(unit.size)}; "
            raise CostshareError(f"{msg}pass unit={finer!r}, or round the amounts first")
        counts = counts // factor.denominator
    return Units(fitting(counts), unit, whole)


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


def read_units(unit: Any, amounts: list[str]) -> list[Unit]:
    """Read one unit for all amounts, or one for each by name."""
    if not isinstance(unit, Mapping):
        return [Unit.read(unit)] * len(amounts)
    for name in unit:
        if name not in amounts:
            raise unknown_name("amount of unit", name, amounts)
    missing = [name for name in amounts if name not in unit]
    if missing:
        msg = f"unit has nothing for amount {missing[0]!r}; add it, or pass one unit for all"
        raise CostshareError(msg)
    return [Unit.read(unit[name]) for name in amounts]


def in_lowest_terms(weights: Wide, starts: Ints, sizes: Ints) -> Wide:
    """Divide whole weights by the greatest divisor that all of their group have."""
    if weights.dtype.kind == "f" or not len(weights):
        return weights
    common = np.gcd.reduceat(weights, starts)
    return fitting(weights // np.repeat(np.where(common == 0, 1, common), sizes))


def decimals_of(counts: Wide, unit: Unit) -> list[Decimal]:
    """Turn whole units into Decimals, each different amount once."""
    import pandas as pd

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
