"""Net amounts of a frame's rows, as `InvoiceLine` works them out, many at a time."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from costshare.amounts import Unit, common_unit
from costshare.errors import CostshareError
from costshare.frames import Bools, Numbers, Wide, exact_column, is_missing, narrow
from costshare.invoices import read_money, read_rate
from costshare.reconciliation._columns import Ints

_HUNDREDTH = Unit(Fraction(1, 100))


def net_amounts(found: "Mapping[str, pd.Series[Any]]", count: int) -> tuple[Numbers, Bools, Bools]:
    """Return net amounts, the rows that cannot be read, and those that contradict themselves."""
    none = np.zeros(count, dtype=bool)
    amount = _exact(found["amount"])
    if "net" not in found and "vat_rate" not in found:
        return amount, ~amount.readable, none
    rates, bad_rate = _rates(found.get("vat_rate"), count)
    without = _without_vat(amount, rates)
    bad = ~amount.readable | bad_rate
    if "net" not in found:
        return Numbers(without.units, without.unit, without.readable & ~bad), bad, none
    net = _exact(found["net"])
    given = ~net.missing
    bad = (~amount.readable & ~(amount.missing & net.readable)) | bad_rate
    bad |= given & ~net.readable
    unit = common_unit([net.unit, without.unit])
    units = _choose(net.readable, net.counted_in(unit), without.counted_in(unit))
    both = amount.readable & net.readable & ~bad
    return Numbers(units, unit, ~bad), bad, both & _contradictions(amount, net, rates)


def _exact(column: "pd.Series[Any]") -> Numbers:
    """Read the amounts of a column."""
    return exact_column(column, partial(read_money, name="amount"), is_missing)


def _choose(where: Bools, one: Wide, other: Wide) -> Wide:
    """Take an amount from one array where it is readable, else from the other."""
    if one.dtype != other.dtype:
        one, other = one.astype(object), other.astype(object)
    return narrow([int(each) for each in np.where(where, one, other)])


def _rates(column: "pd.Series[Any] | None", count: int) -> "tuple[list[Any], Bools]":
    """Return each rate with its positions, and the rows that cannot be read."""
    if column is None:
        return [], np.zeros(count, dtype=bool)
    values = column.array
    known: dict[Any, Fraction | None] = {}
    missing = Fraction(-1)
    rates: dict[Fraction, list[int]] = {}
    bad = np.zeros(count, dtype=bool)
    for place, value in enumerate(values):
        key = (type(value), value)
        if key not in known:
            try:
                known[key] = (
                    missing if is_missing(value) else Fraction(read_rate(value, "vat_rate"))
                )
            except CostshareError:
                known[key] = None
        rate = known[key]
        if rate is None:
            bad[place] = True
        elif rate != missing:
            rates.setdefault(rate, []).append(place)
    return [(rate, np.array(places)) for rate, places in rates.items()], bad


def _without_vat(amount: Numbers, rates: "list[tuple[Fraction, Ints]]") -> Numbers:
    """Remove the VAT from the amounts that have a rate, to 0.01, halves up by size."""
    if not rates:
        return amount
    unit = common_unit([amount.unit, _HUNDREDTH])
    hundredth = int(_HUNDREDTH.size / unit.size)
    units = amount.counted_in(unit).astype(object)
    for rate, places in rates:
        if not rate:
            continue
        # gross ÷ (1 + rate), counted in hundredths: gross × denominator ÷ (numerator × hundredth)
        up, down = (1 + rate).denominator, (1 + rate).numerator * hundredth
        gross = units[places]
        size = (2 * abs(gross) * up + down) // (2 * down) * hundredth
        units[places] = np.where(gross < 0, -size, size)
    return Numbers(narrow(units.tolist()), unit, amount.readable, amount.missing)


def _contradictions(amount: Numbers, net: Numbers, rates: Iterable[tuple[Fraction, Ints]]) -> Bools:
    """Find what `InvoiceLine.contradiction` finds, in rows that have both amounts."""
    unit = common_unit([amount.unit, net.unit, _HUNDREDTH])
    one, hundredth = int(1 / unit.size), int(_HUNDREDTH.size / unit.size)
    gross, without = amount.counted_in(unit), net.counted_in(unit)
    signs = ((gross > 0) & (without < 0)) | ((gross < 0) & (without > 0))
    found: Bools = (signs | (abs(without) > abs(gross))).astype(bool)
    for rate, places in rates:
        up, down = (1 + rate).numerator, (1 + rate).denominator
        exact, stated = without[places].astype(object), gross[places].astype(object)
        whole = (stated % one == 0).astype(object)  # True counts 1
        rounding = hundredth + whole * (one - hundredth)
        found[places] |= (abs(exact * up - stated * down) > rounding * down).astype(bool)
    return found
