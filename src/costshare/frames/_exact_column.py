"""A column of amounts as whole numbers of one unit: exact, and fast where its type allows."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from costshare.amounts import Unit, common_unit
from costshare.errors import CostshareError
from costshare.frames._whole import SAFE, Bools, Wide, narrow, scale

if TYPE_CHECKING:
    import pandas as pd

# Reads one value exactly; raises CostshareError if it is not an amount.
Reader = Callable[[object], Decimal | Fraction]

_ONE = Unit(Fraction(1))
# Decimals tried for a float column before its values are read one by one.
_PLACES = (0, 2, 4, 6)
# Up to 15 digits a decimal and its float determine one another (IEEE 754, DBL_DIG).
_EXACT_FLOAT = 10**15


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


def exact_column(
    column: "pd.Series[Any]", read: Reader, is_missing: Callable[[object], bool]
) -> Numbers:
    """Read every amount of a column exactly.

    `read` reads one value, and raises CostshareError if it is not an amount. Whole numbers, and
    floats that are decimals of few places, are read all at once; every other different value once.
    """
    from pandas.api.types import is_bool_dtype, is_float_dtype, is_integer_dtype

    dtype: Any = column.dtype
    found = None
    if len(column) and not is_bool_dtype(dtype):
        if is_integer_dtype(dtype):
            found = _whole(column)
        elif is_float_dtype(dtype) and _width(dtype) == 8:
            found = _printed(column.to_numpy(dtype=np.float64, na_value=np.nan))
    return found or _one_by_one(column, read, is_missing)


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
    if max(abs(int(units.max())), abs(int(units.min()))) * len(units) >= SAFE:
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
        if largest * power >= _EXACT_FLOAT or largest * power * len(values) >= SAFE:
            return None
        units = np.rint(numbers * power)
        if (units / power == numbers).all():
            return Numbers(units.astype(np.int64), Unit(Fraction(1, power)), ~missing, missing)
    return None


def _one_by_one(
    column: "pd.Series[Any]", read: Reader, is_missing: Callable[[object], bool]
) -> Numbers:
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
                known[key] = _read(value, read)
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
    from pandas import ArrowDtype

    if isinstance(column.dtype, ArrowDtype):
        narrow_type: Any = getattr(column.dtype, "numpy_dtype", None)
        if narrow_type in {np.dtype(np.float16), np.dtype(np.float32)}:
            return column.to_numpy(narrow_type, na_value=np.nan)
    return column.array


def _read(value: object, read: Reader) -> Fraction | None:
    """Read an amount; None if it cannot be read."""
    try:
        return Fraction(read(value))
    except CostshareError:
        return None
