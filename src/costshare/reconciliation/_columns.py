"""Invoice lines as columns: names as codes, amounts as whole numbers, days as numbers."""

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import gcd
from typing import Any

import numpy as np
import numpy.typing as npt

from costshare.agreement import STATE_THE_CURRENCY, currencies_differ
from costshare.amounts import Unit, common_unit
from costshare.errors import CostshareError
from costshare.fields import one_currency
from costshare.frames import Bools, Wide, narrow, scale
from costshare.invoices import InvoiceLine

Ints = npt.NDArray[np.int64]

NO_DAY = np.iinfo(np.int64).min
_EPOCH = np.datetime64("1970-01-01", "D")


@dataclass(frozen=True, slots=True)
class Codes:
    """Names by number: each entry of `code` is a position in `names`, or -1 for no name.

    Where the names are not needed there are none, and equal names have equal codes. If `exact` is
    given, different names may have equal codes too; it returns codes of some entries that differ.
    """

    code: Ints
    names: Sequence[Any]
    exact: Callable[[Ints], Ints] | None = None

    def at(self, places: Ints) -> Ints:
        """Return exact codes of some entries."""
        return self.code[places] if self.exact is None else self.exact(places)


@dataclass(frozen=True, slots=True)
class Columns:
    """Invoice lines, an entry for each in the order given.

    Attributes
    ----------
    member, pool, invoice, billed_by : Codes
        The names.
    units : array
        Net amounts, counted in `unit`; 0 where they are unknown.
    unit : Unit
        What amounts are counted in.
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
        Returns the lines at some positions.
    """

    member: Codes
    pool: Codes
    invoice: Codes
    billed_by: Codes
    units: Wide
    unit: Unit
    countable: Bools
    flawed: Bools
    contradictory: Bools
    day: Ints
    corrects: Codes
    lines: Callable[[Sequence[int]], list[InvoiceLine]]

    def in_unit(self, unit: Unit) -> "Columns":
        """Count the amounts in a finer unit."""
        return replace(self, units=scale(self.units, int(self.unit.size / unit.size)), unit=unit)

    def lines_where(self, wanted: Bools) -> list[InvoiceLine]:
        """Return the lines for which an entry is true."""
        return self.lines(np.flatnonzero(wanted).tolist())

    def __len__(self) -> int:
        """The number of lines."""
        return len(self.units)


def encode(values: Sequence[Hashable]) -> Codes:
    """Number names in the order of their first use."""
    known: dict[Hashable, int] = {None: -1}
    codes = [known.setdefault(value, len(known) - 1) for value in values]
    return Codes(np.array(codes, dtype=np.int64), list(known)[1:])


def coarsest(units: Wide, unit: Unit) -> tuple[Wide, Unit]:
    """Count in the largest unit, 1 at most, in which every amount is whole."""
    parts = unit.size.denominator
    common = gcd(parts, int(np.gcd.reduce(units))) if len(units) else parts
    if common == 1:
        return units, unit
    # The common unit of nothing but zeros may be beyond int64.
    return units // common if units.any() else units, Unit(unit.size * common)


def foreign_to(names: Sequence[str | None], currency: str | None) -> list[bool]:
    """Return which currencies are not that of the fees; without one, lines may have one only."""
    if currency is None:
        one_currency(names, "invoices", STATE_THE_CURRENCY)
    return [currencies_differ(name, currency) for name in names]


def in_order(lines: Iterable[InvoiceLine]) -> tuple[InvoiceLine, ...]:
    """Sort lines by what they say alone, so that the order of the input does not matter."""
    return tuple(sorted(lines, key=lambda line: line_key(line, line.net_amount)))


def line_key(line: InvoiceLine, net: Decimal | int | None) -> tuple[object, ...]:
    """Sort key: date, number, issuer, net amount, and what else a line states."""
    return (
        line.date or dt.date.min,
        line.invoice or "",
        line.billed_by,
        net is None,
        net or 0,
        line.amount is None,
        line.amount or 0,
        line.member or "",
        line.pool or "",
        str(line.corrects or ""),
        line.problems,
    )


def columns_of_lines(lines: Sequence[InvoiceLine], currency: str | None) -> Columns:
    """Lay out lines in columns."""
    for place, line in enumerate(lines):
        if not isinstance(line, InvoiceLine):
            msg = (
                f"invoices contain a {type(line).__name__} at position {place}; pass InvoiceLines, "
                "or a DataFrame with a row for each line"
            )
            raise CostshareError(msg)
    foreign = foreign_to([line.currency for line in lines], currency)
    nets = [None if off else line.net_amount for line, off in zip(lines, foreign, strict=True)]
    exact = [Fraction(net or 0) for net in nets]
    unit = common_unit([Unit(Fraction(1, each)) for each in {1, *(e.denominator for e in exact)}])
    days = [
        NO_DAY if line.date is None else int((np.datetime64(line.date, "D") - _EPOCH).astype(int))
        for line in lines
    ]
    return Columns(
        member=encode([line.member for line in lines]),
        pool=encode([line.pool for line in lines]),
        invoice=encode([line.invoice for line in lines]),
        billed_by=encode([line.billed_by for line in lines]),
        units=narrow([int(each / unit.size) for each in exact]),
        unit=unit,
        countable=np.array([net is not None for net in nets], dtype=bool),
        flawed=np.array([bool(line.problems) for line in lines], dtype=bool)
        | np.array(foreign, bool),
        contradictory=np.array([line.contradiction is not None for line in lines], dtype=bool),
        day=np.array(days, dtype=np.int64),
        corrects=encode([line.corrects for line in lines]),
        lines=lambda places: [lines[place] for place in places],
    )
