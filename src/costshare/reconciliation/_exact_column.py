"""A column of amounts as whole numbers of one unit: exact, and fast where its type allows."""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from costshare.amounts import Unit, common_unit
from costshare.errors import CostshareError
from costshare.invoices import is_missing, read_money
from costshare.reconciliation._columns import Bools, Wide, narrow, scale

_ONE = Unit(Fraction(1))
# Decimals tried for a float column before its values are read one by one.
_PLACES = (0, 2, 4, 6)
# Up to 15 digits a decimal and its float determine one another (IEEE 754, DBL_DIG).
_EXACT_FLOAT = 10**15
_SAFE = 2**62


@dataclass(frozen=True, slots=True)
class Numbers:
    """Amounts counted in a unit, 0 where they cannot be read."""

    units: Wide
    unit: Unit
    readable: Bools
    missing: Bools = field(default_factory=lambda: np.zeros(0, dtype=bool))

    def counted_in(self, unit: Unit) -> Wide:
        """Count the amounts in a finer unit."""
        return scale(self.units, int(self.unit.size / unit.size))


def exact_column(column: "pd.Series[Any]", name: str) -> Numbers:
    """Read every amount of a column exactly."""
    dtype: Any = column.dtype
    if pd.api.types.is_bool_dtype(dtype) or not len(column):
        return _one_by_one(column, name)
    if pd.api.types.is_integer_dtype(dtype):
        return _whole(column) or _one_by_one(column, name)
    if pd.api.types.is_float_dtype(dtype) and _width(dtype) == 8:
        values = column.to_numpy(dtype=np.float64, na_value=np.nan)
        return _printed(values) or _one_by_one(column, name)
    return _one_by_one(column, name)


def _width(dtype: Any) -> int:
    """Return the bytes of a number."""
    inner = getattr(dtype, "numpy_dtype", dtype)
    return int(inner.itemsize)


def _whole(column: "pd.Series[Any]") -> Numbers | None:
    """Read integers, if int64 fits them."""
    missing = column.isna().to_numpy(dtype=bool)
    if missing.any():
        column = column.fillna(0)
    if _width(column.dtype) == 8 and int(column.max()) > np.iinfo(np.int64).max:
        return None
    units = column.to_numpy(dtype=np.int64)
    if max(abs(int(units.max())), abs(int(units.min()))) * len(units) >= _SAFE:
        units = units.astype(object)
    return Numbers(units, _ONE, ~missing, missing)


def _printed(values: Any) -> Numbers | None:
    """Find the unit of 10**-k that gives back every float, which is the decimal that it prints.

    A decimal of at most 15 digits is the only one of so few digits near its float, and so the
    shortest, which is what Python prints.
    """
    missing = np.isnan(values)
    numbers = np.where(missing, 0.0, values)
    largest = float(np.abs(numbers).max())
    for places in _PLACES:
        power = 10**places
        if largest * power >= _EXACT_FLOAT or largest * power * len(values) >= _SAFE:
            return None
        units = np.rint(numbers * power)
        if (units / power == numbers).all():
            return Numbers(units.astype(np.int64), Unit(Fraction(1, power)), ~missing, missing)
    return None


def _one_by_one(column: "pd.Series[Any]", name: str) -> Numbers:
    """Read each different value once."""
    known: dict[tuple[type, Any], Fraction | None] = {}
    exact: list[Fraction | None] = []
    missing = np.zeros(len(column), dtype=bool)
    for place, value in enumerate(values_of(column)):
        if is_missing(value):
            missing[place] = True
            exact.append(None)
            continue
        try:
            key = (type(value), value)
            if key not in known:
                known[key] = _read(value, name)
            exact.append(known[key])
        except TypeError:  # a list, say, which is neither hashable nor a number
            exact.append(None)
    denominators = {1, *(each.denominator for each in known.values() if each is not None)}
    unit = common_unit([Unit(Fraction(1, each)) for each in denominators])
    scaled = {each: int(each / unit.size) for each in known.values() if each is not None}
    units = [0 if each is None else scaled[each] for each in exact]
    readable = np.array([each is not None for each in exact], dtype=bool)
    return Numbers(narrow(units), unit, readable, missing)


def values_of(column: "pd.Series[Any]") -> Any:
    """Return values without widening a narrow float, whose decimal would change."""
    if isinstance(column.dtype, pd.ArrowDtype):
        narrow_type: Any = getattr(column.dtype, "numpy_dtype", None)
        if narrow_type in {np.dtype(np.float16), np.dtype(np.float32)}:
            return column.to_numpy(narrow_type, na_value=np.nan)
    return column.array


def _read(value: object, name: str) -> Fraction | None:
    """Read an amount; None if it cannot be read."""
    try:
        return Fraction(read_money(value, name))
    except CostshareError:
        return None
