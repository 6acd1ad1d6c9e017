"""The law of a settlement: it closes, for each member, each pool and in all."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from costshare.agreement import Allocation
from costshare.amounts import is_any_frame, plain, read_amount
from costshare.errors import CostshareError, shown, some_of, unknown_name
from costshare.fields import read_by_name
from costshare.frames import as_pandas
from costshare.settlement import Settlement
from costshare.testing._cells import Cells, named, read_cells
from costshare.testing._figures import off

_ZERO = Fraction(0)
_SIGNS = {"opening": 1, "income": 1, "cost": -1, "transferred": 1, "returned": -1}
_COLUMNS = (*_SIGNS, "closing")


def assert_settlement_closes(
    settlement: Any, *, totals: Mapping[str, Any] | None = None, member: str | None = None
) -> None:
    """Assert that opening + income - cost + transferred - returned = closing, in every row.

    What is transferred sums to zero. In a `Settlement` this holds for every member in every pool,
    these sum to the balances of its pools and members, and its invoice lines are what is returned.

    Parameters
    ----------
    settlement : Settlement, frame, or mapping of rows
        Of a table: a row for each member, or for each pool, and columns called ``opening``,
        ``income``, ``cost``, ``transferred``, ``returned`` and ``closing``. One that is left out is
        zero, and other columns are not read; ``income``, ``cost`` or ``closing`` is there.
    totals : mapping of column to number, optional
        What columns must sum to: ``{"income": 400_000, "cost": 376_000}``.
    member : str, optional
        Name of the frame's column that names its rows; a column ``member`` does if left out.

    Raises
    ------
    AssertionError
        Naming the member, pool or column, the amounts and the difference.
    CostshareError
        If a number cannot be read, a column of `totals` is unknown, or the table has no column of
        a settlement.

    Examples
    --------
    >>> paid = {"A": {"income": 60, "cost": 50, "returned": 10}, "B": {"income": 40, "cost": 40}}
    >>> assert_settlement_closes(paid, totals={"income": 100, "cost": 90})
    >>> assert_settlement_closes({"A": {"income": 60, "cost": 50, "returned": 9}})
    Traceback (most recent call last):
    AssertionError: A: 0 + 60 - 50 + 0 - 9 = 1, not the closing 0: 1 too much
    """
    __tracebackhide__ = True
    wanted = read_by_name({} if totals is None else totals, "totals")
    for column in wanted:
        if column not in _COLUMNS:
            raise unknown_name("column in totals:", column, _COLUMNS)
    if isinstance(settlement, Settlement):
        table = _of_settlement(settlement)
    else:
        read = _read(settlement, member)
        table = {
            shown(row): {column: read.amounts.get((row, column), _ZERO) for column in _COLUMNS}
            for row in read.rows
        }
    for row, balance in table.items():
        _require_closed(row, balance)
    moved = sum((balance["transferred"] for balance in table.values()), _ZERO)
    if moved:
        raise AssertionError(f"transferred sums to {plain(moved)}, not to 0: money is lost or made")
    for column, given in wanted.items():
        due = read_amount(given, f"totals: {column}")
        found = sum((balance[column] for balance in table.values()), _ZERO)
        if found != due:
            raise AssertionError(
                f"{column} sums to {plain(found)}, not to {plain(due)}: {off(found, due)}"
            )


def _read(settlement: Any, member: str | None) -> Cells:
    """Read a table of balances; refuse one that is not a settlement."""
    is_frame = not isinstance(settlement, Allocation) and is_any_frame(settlement)
    if member is None and is_frame and "member" in as_pandas(settlement).columns:
        member = "member"
    read = read_cells(settlement, "settlement", member)
    known = [column for column in _COLUMNS if column in read.columns]
    if "closing" in known or (read.rows and set(known) & {"income", "cost"}):
        return read
    has = (
        f"has the columns {some_of([shown(column) for column in read.columns])}"
        if read.columns
        else "is empty"
    )
    msg = f"settlement {has}; pass rows with the columns {', '.join(_COLUMNS)}"
    raise CostshareError(f"{msg}, of which those that are zero may be left out")


def _require_closed(row: str, balance: Mapping[str, Fraction]) -> None:
    """Raise where a balance does not lead to its closing."""
    __tracebackhide__ = True
    closing = balance["closing"]
    found = sum((sign * balance[name] for name, sign in _SIGNS.items()), _ZERO)
    if found != closing:
        words = " ".join(
            f"{'+' if sign > 0 else '-'} {plain(balance[name])}" for name, sign in _SIGNS.items()
        )
        raise AssertionError(
            f"{row}: {words.removeprefix('+ ')} = {plain(found)}, not the closing "
            f"{plain(closing)}: {off(found, closing)}"
        )


def _of_settlement(settlement: Settlement) -> dict[str, dict[str, Fraction]]:
    """Lay out the balance of every member in every pool; the sums that it states must be theirs."""
    __tracebackhide__ = True
    entries = {
        (holder, pool.name): _columns(entry)
        for pool in settlement.pools
        for holder, entry in pool.entries.items()
    }
    stated = [
        *((1, pool.name, pool.total) for pool in settlement.pools),
        *((1, pool.name, settlement.balance(pool=pool.name)) for pool in settlement.pools),
        *((0, name, settlement.balance(member=name)) for name in settlement.members),
    ]
    for at, name, balance in stated:
        own = [entry for place, entry in entries.items() if place[at] == name]
        for column, due in _columns(balance).items():
            found = sum((entry[column] for entry in own), _ZERO)
            _require_sum(f"{name}: {column} of its balances", found, due)
    lines = settlement.invoice_lines()
    for name, back in settlement.returned.items():
        back_in = [entry["returned"] for place, entry in entries.items() if place[0] == name]
        _require_sum(f"{name}: returned in its balances", sum(back_in, _ZERO), back)
        sent = [-Fraction(line.amount or 0) for line in lines if line.member == name]
        _require_sum(f"{name}: its invoice lines", sum(sent, _ZERO), back)
    return {named(place): entry for place, entry in entries.items()}


def _columns(balance: Any) -> dict[str, Fraction]:
    """Return the amounts of a balance by column."""
    return {column: Fraction(getattr(balance, column)) for column in _COLUMNS}


def _require_sum(what: str, found: Fraction, stated: Any) -> None:
    """Raise where a sum is not what is stated."""
    __tracebackhide__ = True
    due = Fraction(stated)
    if found != due:
        raise AssertionError(
            f"{what} sum to {plain(found)}, {plain(due)} is stated: {off(found, due)}"
        )
