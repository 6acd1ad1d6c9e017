"""Laws of tables: both margins, and instalments both ways."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from costshare.agreement import Allocation, PoolAllocation
from costshare.amounts import (
    Amount,
    Unit,
    common_unit,
    each_once,
    plain,
    read_amount,
    take_items,
)
from costshare.apportionment import labelled_pairs
from costshare.errors import CostshareError, shown
from costshare.fields import given_list
from costshare.invoices import InvoiceLine
from costshare.periods import DayLike, Period
from costshare.testing._cells import Amounts, named, read_cells, read_lines, sums_of_lines
from costshare.testing._figures import off

_ZERO = Fraction(0)


def assert_table_sums(
    table: Any,
    *,
    rows: Any = None,
    columns: Any = None,
    total: Any = None,
    member: str | None = None,
) -> None:
    """Assert that a table sums both ways: each row, each column and the whole.

    Parameters
    ----------
    table : mapping of rows, frame, array, list of rows or Allocation
        The amounts. A missing cell (None, ``<NA>``) counts as nothing; NaN is an error.
    rows, columns : mapping, Series or sequence of numbers, optional
        What each row and each column must sum to, by name or in order. A name that only one side
        has counts as zero on the other.
    total : number, optional
        What everything must sum to.
    member : str, optional
        Name of the frame's column that names its rows.

    Raises
    ------
    AssertionError
        Naming the row or column, both sums and the difference.
    CostshareError
        If a number cannot be read, a name is repeated, rows of a list have other lengths, or no
        sum is given.

    Examples
    --------
    >>> fees = {"Kiruna": {"mail": 10, "backup": 6}, "Luleå": {"mail": 4, "backup": 0}}
    >>> assert_table_sums(fees, rows={"Kiruna": 16, "Luleå": 4}, columns={"mail": 14, "backup": 6})
    >>> assert_table_sums([[10, 6], [4, 0]], rows=[16, 4], columns=[13, 7])
    Traceback (most recent call last):
    AssertionError: column 0 sums to 14, not to 13: 1 too much
    """
    __tracebackhide__ = True
    if rows is None and columns is None and total is None:
        msg = "no sums are given for the table; pass rows=, columns= or total="
        raise CostshareError(msg)
    _refuse_ragged(table)
    cells = read_cells(table, "table", member)
    for place, (side, names, sums) in enumerate(
        (("row", cells.rows, rows), ("column", cells.columns, columns))
    ):
        if sums is None:
            continue
        due = _by_name(sums, names, f"{side}s", side)
        for name in dict.fromkeys((*names, *due)):
            found = sum((each for key, each in cells.amounts.items() if key[place] == name), _ZERO)
            wanted = due.get(name, _ZERO)
            if found != wanted:
                raise AssertionError(
                    f"{side} {shown(name)} sums to {plain(found)}, not to {plain(wanted)}: "
                    f"{off(found, wanted)}"
                )
    if total is not None:
        found, wanted = sum(cells.amounts.values(), _ZERO), read_amount(total, "total")
        if found != wanted:
            raise AssertionError(
                f"the table sums to {plain(found)}, not to the total {plain(wanted)}: "
                f"{off(found, wanted)}"
            )


def assert_instalments_sum(
    parts: Any,
    fees: Any,
    *,
    instalments: int | Sequence[DayLike] | None = None,
    weights: Any = None,
    unit: Amount | None = None,
    member: str | None = None,
) -> None:
    """Assert that instalments sum both ways: to each fee, and each time to their share.

    The instalments of a member sum exactly to its fee. Each of them, and the instalments of all
    members at one time together, are less than a unit off their share of the year.

    Parameters
    ----------
    parts : mapping of rows, frame or list of rows; InvoiceLines; or sequence of Allocation
        The instalments: a row for each member and a column for each time. Of an allocation,
        invoice lines or an allocation for each time.
    fees : mapping, Series or sequence of numbers; or Allocation
        What the instalments of each member must sum to.
    instalments : int or sequence of dates, optional
        For invoice lines: in how many parts the period is invoiced, where each line is dated in
        its part; or the dates of the invoices.
    weights : mapping or sequence of numbers, optional
        How much of a year belongs to each time. Equal if left out. In an allocation, a member for
        a part of the period pays in that part alone, by its days there.
    unit : positive number, optional
        Smallest amount of an instalment. If left out, 1, or the unit of the pool where that is
        finer.
    member : str, optional
        Name of the frame's column that names its rows.

    Raises
    ------
    AssertionError
        Naming the member or instalment, the amounts and the difference.
    CostshareError
        If a number cannot be read, a name is repeated, or dates and instalments do not fit.

    Examples
    --------
    >>> import costshare as cs
    >>> fees = {"Kiruna": 10, "Luleå": 7}
    >>> assert_instalments_sum(cs.instalments(fees, 4), fees)
    >>> assert_instalments_sum({"Kiruna": [2, 2, 2, 4], "Luleå": [1, 2, 2, 2]}, fees)
    Traceback (most recent call last):
    AssertionError: Kiruna, instalment 3: 4 is not its share 2.5 to the unit 1
    """
    __tracebackhide__ = True
    if isinstance(fees, Allocation):
        for name, given in (("weights", weights), ("member", member)):
            if given is not None:
                msg = f"{name} is for a table, and fees is an Allocation; leave it out"
                raise CostshareError(msg)
        _of_allocation(parts, fees.final_fees(), instalments, unit)
        return
    if instalments is not None:
        msg = "instalments is for invoice lines of an Allocation; leave it out, or pass one as fees"
        raise CostshareError(msg)
    table = read_cells(parts, "parts", member)
    due = _by_name(fees, table.rows, "fees", "member")
    equal = dict.fromkeys(table.columns, Fraction(1))
    share = equal if weights is None else _by_name(weights, table.columns, "weights", "instalment")
    whole = sum(share.values(), _ZERO)
    if weights is not None and (whole <= 0 or min(share.values()) < 0):
        msg = "weights are below zero or all zero; pass how much belongs to each instalment"
        raise CostshareError(msg)
    exact = {
        (row, column): fee * share.get(column, _ZERO) / whole
        for row, fee in due.items()
        for column in dict.fromkeys((*table.columns, *share))
    }
    _require_both_ways("", table.amounts, due, exact, Unit.read(1 if unit is None else unit))


def _of_allocation(
    parts: Any, fees: Allocation, instalments: int | Sequence[DayLike] | None, unit: Amount | None
) -> None:
    """Hold instalments of an allocation against its fees, pool by pool."""
    __tracebackhide__ = True
    if isinstance(parts, list | tuple) and parts and isinstance(parts[0], Allocation):
        times = given_list(Allocation, parts, "parts", "Allocations, one for each instalment")
        count = len(times)
        books = [read_cells(each, f"parts[{at}]").amounts for at, each in enumerate(times)]
    else:
        count, books = _books_of_lines(parts, fees.period, instalments)
    known = [(name, pool.name) for pool in fees.pools for name in pool.fees]
    for at, book in enumerate(books):
        for place, amount in book.items():
            if amount and place not in known:
                raise AssertionError(
                    f"{named(place)}, instalment {at + 1}: {plain(amount)}, and it has no fee there"
                )
    for pool in fees.pools:
        step = common_unit([pool.unit, Unit(Fraction(1))]) if unit is None else Unit.read(unit)
        cells: Amounts = {
            (name, at + 1): book.get((name, pool.name), _ZERO)
            for name in pool.fees
            for at, book in enumerate(books)
        }
        due: dict[Any, Fraction] = {name: Fraction(fee) for name, fee in pool.fees.items()}
        exact: Amounts = {
            (name, at + 1): fee * share
            for name, fee in due.items()
            for at, share in enumerate(_shares(pool, name, fees.period, count))
        }
        _require_both_ways(f"pool {pool.name}, ", cells, due, exact, step)


def _books_of_lines(
    lines: Any, period: Period | None, instalments: int | Sequence[DayLike] | None
) -> tuple[int, list[Amounts]]:
    """Add up the lines of each instalment."""
    __tracebackhide__ = True
    read = read_lines(lines, "parts")
    if isinstance(instalments, int) and not isinstance(instalments, bool):
        if period is None:
            msg = "instalments is a number, and the fees are for no period; pass the dates"
            raise CostshareError(f"{msg} of the invoices: instalments=['2022-01-31', …]")
        times = list(period.parts(instalments))
    elif isinstance(instalments, list | tuple):
        times = [Period(each, each) for each in instalments]
    else:
        msg = f"instalments is {shown(instalments)}; pass how many, or the dates of the invoices"
        raise CostshareError(msg)
    sorted_in: list[list[InvoiceLine]] = [[] for _ in times]
    for line in read:
        place = line.member, line.pool
        found = [
            at
            for at, time in enumerate(times)
            if line.date and time.first <= line.date <= time.last
        ]
        if not found:
            raise AssertionError(
                f"{named(place)}: a line of {line.amount} is dated {line.date}, in none of the "
                f"{len(times)} instalments"
            )
        sorted_in[found[0]].append(line)
    return len(times), [sums_of_lines(each, "parts") for each in sorted_in]


def _shares(pool: PoolAllocation, member: str, period: Period | None, count: int) -> list[Fraction]:
    """Compute how much of a member's fee belongs to each instalment, by its days there."""
    days = pool.memberships.get(member)
    if days is None or period is None:
        return [Fraction(1, count)] * count
    parts = period.parts(count)
    weights = [
        _ZERO if (own := days.common(part)) is None else Fraction(own.days, part.days)
        for part in parts
    ]
    return [each / sum(weights) for each in weights]


def _require_both_ways(
    where: str, cells: Amounts, due: Mapping[Any, Fraction], exact: Amounts, unit: Unit
) -> None:
    """Hold members, instalments, and each time of all members against what they should be."""
    __tracebackhide__ = True
    for name in dict.fromkeys((*due, *(row for row, _ in cells))):
        found = sum((each for (row, _), each in cells.items() if row == name), _ZERO)
        wanted = due.get(name, _ZERO)
        if found != wanted:
            raise AssertionError(
                f"{where}{shown(name)}: instalments sum to {plain(found)}, not to the fee "
                f"{plain(wanted)}: {off(found, wanted)}"
            )
    for place, share in exact.items():
        row, column = place
        _require_near(
            f"{where}{shown(row)}, instalment {shown(column)}", cells.get(place, _ZERO), share, unit
        )
    for time in dict.fromkeys(column for _, column in exact):
        found, share = (
            sum((each for (_, column), each in book.items() if column == time), _ZERO)
            for book in (cells, exact)
        )
        _require_near(f"{where}instalment {shown(time)} of all members", found, share, unit)


def _require_near(what: str, found: Fraction, share: Fraction, unit: Unit) -> None:
    """Raise where an amount is a unit or more off its share."""
    __tracebackhide__ = True
    if abs(found - share) >= unit.size:
        raise AssertionError(
            f"{what}: {plain(found)} is not its share {plain(share)} to the unit {plain(unit.size)}"
        )


def _refuse_ragged(table: Any) -> None:
    """Refuse rows without names that have other numbers of cells."""
    if not isinstance(table, list | tuple):
        return
    widths = [len(row) for row in table if isinstance(row, list | tuple)]
    for at, width in enumerate(widths):
        if width != widths[0]:
            msg = f"table: row {at} has {width} of the {widths[0]} columns of row 0; pass rows of "
            raise CostshareError(f"{msg}one length, with None for a missing cell")


def _by_name(given: Any, names: Sequence[Any], what: str, of: str) -> dict[Any, Fraction]:
    """Read a number for each name: by name from a mapping or Series, else in order."""
    pairs = labelled_pairs(given)
    if pairs is None:
        values = take_items(given, what)
        if len(values) != len(names):
            numbers = "1 number" if len(values) == 1 else f"{len(values)} numbers"
            msg = f"{what} has {numbers}; the table has {len(names)}, one a {of}"
            raise CostshareError(msg)
        pairs = list(zip(names, values, strict=True))
    each_once(f"{what}: {of}", [name for name, _ in pairs])
    return {name: read_amount(value, f"{what}: {of} {shown(name)}") for name, value in pairs}
