"""Invoice lines as columns: names as codes, amounts as whole numbers, days as numbers."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd
from typing import Any

import numpy as np
import numpy.typing as npt

from costshare.agreement import STATE_THE_CURRENCY, currencies_differ
from costshare.amounts import Unit, common_unit
from costshare.errors import CostshareError
from costshare.fields import one_currency
from costshare.invoices import InvoiceLine

Ints = npt.NDArray[np.int64]
# int64 where every sum fits, else Python ints in an object array.
Wide = npt.NDArray[Any]
Bools = npt.NDArray[np.bool_]

NO_DAY = np.iinfo(np.int64).min
_EPOCH = np.datetime64("1970-01-01", "D")
# A sum of so much at most cannot pass int64, whatever is added in between.
_SAFE = 2**62


@dataclass(frozen=True, slots=True)
class Codes:
    """Names by number: entry i of `code` counts into `names`, or is -1 where there is none."""

    code: Ints
    names: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Columns:
    """What is needed of invoice lines, an entry for each, in the order given.

    Parameters
    ----------
    member, pool, invoice, billed_by : Codes
        The names.
    units : array
        The net amount, counted in `step`; 0 where it cannot be told.
    step : Unit
        What the amounts are counted in.
    countable : array of bool
        Whether the net amount is known, and in the allocation's currency.
    flawed : array of bool
        Whether anything in the line could not be read, or is in another currency.
    contradictory : array of bool
        Whether amount, net amount and VAT rate contradict one another.
    day : array
        Days since 1970; `NO_DAY` where there is no date.
    corrects : Codes
        The periods that lines correct.
    lines : callable
        Gives the lines at some places.
    """

    member: Codes
    pool: Codes
    invoice: Codes
    billed_by: Codes
    units: Wide
    step: Unit
    countable: Bools
    flawed: Bools
    contradictory: Bools
    day: Ints
    corrects: Codes
    lines: Callable[[Sequence[int]], list[InvoiceLine]]

    def in_step(self, step: Unit) -> "Columns":
        """Count the amounts in a finer step."""
        return replace(self, units=scale(self.units, int(self.step.size / step.size)), step=step)

    def __len__(self) -> int:
        """The number of lines."""
        return len(self.units)


def encode(values: Sequence[Hashable]) -> Codes:
    """Number names in the order of their first use."""
    known: dict[Hashable, int] = {None: -1}
    codes = [known.setdefault(value, len(known) - 1) for value in values]
    return Codes(np.array(codes, dtype=np.int64), list(known)[1:])


def narrow(units: Sequence[int]) -> Wide:
    """Hold whole numbers in int64 where even their sum fits, else as Python ints."""
    if sum(map(abs, units)) < _SAFE:
        return np.array(units, dtype=np.int64)
    wide = np.empty(len(units), dtype=object)
    wide[:] = units
    return wide


def scale(units: Wide, factor: int) -> Wide:
    """Multiply by a whole number, widening where int64 would not hold the sum."""
    if factor == 1 or not len(units):
        return units
    if units.dtype != object:
        largest = max(abs(int(units.max())), abs(int(units.min())))
        if max(largest, 1) * factor * len(units) >= _SAFE:
            units = units.astype(object)
    scaled: Wide = units * factor
    return scaled


def coarsest(units: Wide, step: Unit) -> tuple[Wide, Unit]:
    """Count in the largest step, 1 at most, in which every amount is whole."""
    parts = step.size.denominator
    common = gcd(parts, int(np.gcd.reduce(units))) if len(units) else parts
    if common == 1:
        return units, step
    # The common step of nothing but zeros may be beyond int64.
    return units // common if units.any() else units, Unit(step.size * common)


def foreign_to(names: Sequence[str | None], currency: str | None) -> list[bool]:
    """Tell which currencies are not that of the fees.

    Raises
    ------
    CostshareError
        If the fees have no currency, and the lines have several.
    """
    if currency is None:
        one_currency(names, "invoices", STATE_THE_CURRENCY)
    return [currencies_differ(name, currency) for name in names]


def columns_of_lines(lines: Sequence[InvoiceLine], currency: str | None) -> Columns:
    """Lay out lines in columns."""
    for place, line in enumerate(lines):
        if not isinstance(line, InvoiceLine):
            msg = (
                f"invoices hold a {type(line).__name__} at place {place}; pass InvoiceLines, "
                "or a DataFrame with a row for each line"
            )
            raise CostshareError(msg)
    foreign = foreign_to([line.currency for line in lines], currency)
    nets = [None if off else line.net_amount for line, off in zip(lines, foreign, strict=True)]
    exact = [Fraction(net or 0) for net in nets]
    step = common_unit([Unit(Fraction(1, each)) for each in {1, *(e.denominator for e in exact)}])
    days = [
        NO_DAY if line.date is None else int((np.datetime64(line.date, "D") - _EPOCH).astype(int))
        for line in lines
    ]
    return Columns(
        member=encode([line.member for line in lines]),
        pool=encode([line.pool for line in lines]),
        invoice=encode([line.invoice for line in lines]),
        billed_by=encode([line.billed_by for line in lines]),
        units=narrow([int(each / step.size) for each in exact]),
        step=step,
        countable=np.array([net is not None for net in nets], dtype=bool),
        flawed=np.array([bool(line.problems) for line in lines], dtype=bool)
        | np.array(foreign, bool),
        contradictory=np.array([line.contradiction is not None for line in lines], dtype=bool),
        day=np.array(days, dtype=np.int64),
        corrects=encode([line.corrects for line in lines]),
        lines=lambda places: [lines[place] for place in places],
    )
