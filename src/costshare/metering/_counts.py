"""Quantities of a column as whole counts of a common fraction: exact, vectorised where possible."""

from decimal import Context, Decimal, Inexact, InvalidOperation
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from costshare.amounts import plain, read_amount
from costshare.errors import CostshareError
from costshare.metering._places import Places

if TYPE_CHECKING:
    import pandas as pd

Counts = npt.NDArray[Any]
Ints = npt.NDArray[np.int64]

# Decimals of up to this many digits survive the way through a double and back.
_EXACT_DIGITS = np.finfo(np.float64).precision
_MOST_INT64 = 2**63 - 1
# Signals where a Decimal would have to be rounded.
_EXACT = Context(prec=38, traps=[Inexact, InvalidOperation])


def read_counts(column: "pd.Series[Any]", places: Places) -> tuple[Counts, int]:
    """Read a column of quantities, each zero or more.

    Parameters
    ----------
    column : Series
        Numbers of any kind; a float is the decimal that it prints.
    places : Places
        The names of the rows, for messages.

    Returns
    -------
    counts : ndarray of int64, or of int objects where they need more than 64 bits
        How many of them each quantity is.
    steps : int
        How many counts make 1.
    """
    counts, steps = _read(column, places)
    if len(counts) and counts.min() < 0:
        row = int(np.argmax(counts < 0))
        shown = plain(Fraction(int(counts[row]), steps))
        msg = f"quantity in {places(row)} is {shown}, below zero"
        raise CostshareError(f"{msg}; correct the row, or give a credit as a line of its own")
    return counts, steps


def narrow(counts: Counts) -> Counts:
    """Keep counts as int64 where they fit."""
    fits = counts.dtype != object or not len(counts) or counts.max() <= _MOST_INT64
    return counts.astype(np.int64) if fits else counts


def times(counts: Counts, factor: "int | Counts") -> Counts:
    """Multiply counts, in Python's integers where 64 bits do not suffice."""
    most = factor if isinstance(factor, int) else int(factor.max())
    if counts.dtype == object or int(counts.max()) * most > _MOST_INT64:
        return narrow(counts.astype(object) * factor)
    return counts * factor


def _read(column: "pd.Series[Any]", places: Places) -> tuple[Counts, int]:
    kind = column.dtype.kind if isinstance(column.dtype, np.dtype) else "O"
    values: Any = column.array if kind == "O" else column.to_numpy()
    if kind == "i":
        return values.astype(np.int64), 1
    if kind == "f" and values.dtype.itemsize == 8 and (found := _decimals(values)):
        return found
    values = column.to_numpy() if column.dtype == object else values
    if {Decimal}.issuperset(map(type, values)) and (found := _of_decimals(values)):
        return found
    return _one_by_one(values, places)


def _of_decimals(values: list[Decimal]) -> tuple[Counts, int] | None:
    """Scale Decimals of few decimals to whole numbers; None where some need many."""
    for places in range(7):
        unit = Decimal((0, (1,), -places))
        try:
            scaled = [value.quantize(unit, context=_EXACT) for value in values]
            whole = [int(value.scaleb(places, context=_EXACT)) for value in scaled]
            return np.array(whole, dtype=np.int64), 10**places
        except Inexact:
            continue
        except (ArithmeticError, ValueError):
            # Too many digits, or not a number.
            return None
    return None


def _decimals(values: npt.NDArray[np.float64]) -> tuple[Counts, int] | None:
    """Scale floats that print few decimals to whole numbers; None where some need many."""
    if not np.isfinite(values).all():
        return None
    for places in range(7):
        scale = 10.0**places
        scaled = np.rint(values * scale)
        # The quotient is the double nearest to the decimal: equal means that it prints so.
        if (scaled / scale == values).all() and (abs(scaled) < 10.0**_EXACT_DIGITS).all():
            return scaled.astype(np.int64), 10**places
    return None


def _one_by_one(values: Any, places: Places) -> tuple[Counts, int]:
    """Read each distinct value once. True and 1 are equal, hence the type in the key."""
    seen: dict[tuple[type, object], int] = {}
    exact: list[Fraction] = []
    codes = np.empty(len(values), dtype=np.int64)
    for row, value in enumerate(values):
        try:
            code = seen.get((type(value), value))
        except TypeError:  # not hashable, so no number either
            code = None
        if code is None:
            exact.append(read_amount(value, f"quantity in {places(row)}"))
            code = seen[type(value), value] = len(exact) - 1
        codes[row] = code
    steps = lcm(*(each.denominator for each in exact))
    table = np.array([int(each * steps) for each in exact], dtype=object)
    fits = all(abs(each) <= _MOST_INT64 for each in table)
    return (table.astype(np.int64) if fits else table)[codes], steps
