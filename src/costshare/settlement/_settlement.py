"""The settlement: every balance from opening to closing, and who gets what back."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from costshare.agreement import Allocation
from costshare.amounts import plain
from costshare.errors import ConservationError, CostshareError
from costshare.fields import (
    NO_OTHER_FIELDS,
    Currency,
    Exact,
    UnitSize,
    Value,
    find_name,
    given_as,
    read_word,
)
from costshare.invoices import InvoiceLine, invoice_lines
from costshare.periods import PeriodField
from costshare.results import (
    Record,
    number,
    with_currency,
)
from costshare.settlement._balance import NO_MEMBER, Balance, Entry
from costshare.settlement._net import apply_settlement, returned_fees
from costshare.settlement._pool import PoolSettlement, entry_of
from costshare.settlement._table import settlement_tables

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Transfer:
    """What one pool's surplus gave to another's deficit.

    Parameters
    ----------
    source, target : str
        From which pool to which.
    units : int
        How much, in units of the settlement.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    source: str
    target: str
    units: int


@dataclass(frozen=True, slots=True, repr=False)
class Settlement(Value, Record):
    """What became of each pool's surplus or deficit; `settle` makes it.

    Parameters
    ----------
    name : str
        The agreement's.
    period : Period or None
        Which period is settled.
    currency : str or None
        Of all amounts.
    unit : Unit
        The smallest step of an amount.
    members : tuple of str
        Everyone with a balance, in order.
    fees : mapping of str to mapping of str to Fraction
        The fees that were settled, by pool and member.
    pools : tuple of PoolSettlement
        In order.
    transfers : tuple of Transfer
        From pool to pool, in the order in which they were made.

    Examples
    --------
    >>> import costshare as cs
    >>> members = {"A": {"population": 1}, "B": {"population": 3}}
    >>> fees = cs.allocate(100, cs.PerCapita(), members, pool="office")
    >>> year = cs.settle(fees, {"office": 90}, policy=cs.Return())
    >>> print(year)
    Settlement of office
    <BLANKLINE>
            opening  income  cost  transferred  returned  closing
    -------------------------------------------------------------
    office        0     100    90            0        10        0
    -------------------------------------------------------------
    total         0     100    90            0        10        0
    <BLANKLINE>
           opening  income  cost  transferred  returned  closing
    ------------------------------------------------------------
    A            0      25    22            0         3        0
    B            0      75    68            0         7        0
    ------------------------------------------------------------
    total        0     100    90            0        10        0
    """

    format = "costshare.settlement/1"

    name: str
    period: PeriodField | None
    currency: Currency
    unit: UnitSize
    members: tuple[str, ...]
    fees: Mapping[str, Mapping[str, Exact]]
    pools: tuple[PoolSettlement, ...]
    transfers: tuple[Transfer, ...]

    def pool(self, name: str) -> PoolSettlement:
        """One pool's settlement.

        Raises
        ------
        CostshareError
            On a name that none has.
        """
        pools = {pool.name: pool for pool in self.pools}
        return pools[find_name("settled pool", name, pools)]

    def balance(self, pool: str | None = None, member: str | None = None) -> Balance:
        """A balance from opening to closing: of a pool, a member, one in the other, or all.

        Raises
        ------
        CostshareError
            On an unknown pool or member.
        """
        if member is not None and not (type(member) is str and member == NO_MEMBER):
            member = find_name("member", member, self.members)
        chosen = self.pools if pool is None else (self.pool(pool),)
        return entry_of(chosen, member).balance(self.unit)

    @property
    def closing(self) -> dict[str, dict[str, Decimal]]:
        """Every balance that is carried forward, by pool and member.

        Pass it, or the settlement itself, as ``opening`` to settle the next period.
        """
        return {
            pool.name: {
                holder: self.unit.decimal(entry.closing)
                for holder, entry in pool.entries.items()
                if entry.closing
            }
            for pool in self.pools
        }

    @property
    def returned(self) -> dict[str, Decimal]:
        """What each member gets back over all pools, or below zero has to pay."""
        return {
            name: entry_of(self.pools, name).balance(self.unit).returned for name in self.members
        }

    def lines(
        self,
        *,
        invoice: str | Callable[[str], str] | None = None,
        first: int = 1,
        date: dt.date | str | None = None,
    ) -> tuple[InvoiceLine, ...]:
        """Write the settlement as invoice lines: credits below zero, debits above.

        Parameters
        ----------
        invoice : str or function of a member's name, optional
            How the invoice of each member is numbered: a text as in `Allocation.invoice_lines`
            (``"S2022-{n}"`` gives S2022-1, S2022-2 …), or a function that gives the number.
        first : int, default 1
            The first running number.
        date : date or ISO text, optional
            Date of all lines.

        Returns
        -------
        tuple of InvoiceLine
            One for each member and pool of the allocation with something to return or to pay, by
            member. Each states the period that it `corrects`, so that it belongs to that period
            whenever it is sent. With the lines that were paid they sum to `applied_to`.

        Raises
        ------
        CostshareError
            If a text gives two members the same number.
        """
        if invoice is not None and not callable(invoice):
            given_as(str, invoice, "invoice", "a text such as 'S-{n}', or a function of a name")
        rule = invoice if isinstance(invoice, str) else "{n}"
        lines = invoice_lines(
            returned_fees(self), per="member", number=rule, first=first, date=[date]
        )
        return tuple(
            line.replace(
                invoice=_number(invoice, line),
                currency=self.currency,
                corrects=self.period,
            )
            for line in lines
        )

    def returned_by_pool(self) -> dict[str, dict[str, int]]:
        """What each member gets back, by pool of the allocation, in units; nothing is left out.

        A pool may stand in an item and, with a balance from before, on its own: both count.
        """
        cells: dict[str, dict[str, int]] = {}
        for settled in self.pools:
            for pool, parts in settled.returned_by_pool().items():
                cell = cells.setdefault(pool, {})
                for member, units in parts.items():
                    cell[member] = cell.get(member, 0) + units
        return {
            pool: {member: units for member, units in cell.items() if units}
            for pool, cell in cells.items()
        }

    def applied_to(self, allocation: Allocation) -> Allocation:
        """Work out what members are invoiced in all: some fees, and this settlement.

        Parameters
        ----------
        allocation : Allocation
            The one that was settled: its settled pools become what was paid less what is
            returned, and the others stay as they are. Or the fees of another period whose
            invoices carry the lines, such as next year's: what is returned is taken off them.

        Returns
        -------
        Allocation
            For the period that was settled, it reconciles with the lines that were paid and
            `lines` together; for another period, with its own lines and `lines` together.

        Raises
        ------
        CostshareError
            If it is of another agreement or currency, if it is of the settled period but not
            what was settled, or if it holds this settlement already.

        Examples
        --------
        >>> import costshare as cs
        >>> members = {"A": {}, "B": {}}
        >>> fees = cs.allocate(100, cs.Flat(), members, pool="office", period="2022")
        >>> year = cs.settle(fees, {"office": 90}, policy=cs.Return())
        >>> next_year = cs.allocate(80, cs.Flat(), members, pool="office", period="2023")
        >>> year.applied_to(fees).member_totals
        {'A': Decimal('45'), 'B': Decimal('45')}
        >>> year.applied_to(next_year).member_totals
        {'A': Decimal('35'), 'B': Decimal('35')}
        """
        given_as(Allocation, allocation, "allocation", "an Allocation")
        return apply_settlement(self, allocation)

    def check(self) -> None:
        """Prove every balance again, of each pool and member and of all.

        Raises
        ------
        ConservationError
            Naming the balance, and how far it is off.
        """
        for pool in self.pools:
            pool.check(self.unit)
        for pool in self.pools:
            came = sum(each.units for each in self.transfers if each.target == pool.name)
            went = sum(each.units for each in self.transfers if each.source == pool.name)
            off = pool.total.transferred - came + went
            if off:
                msg = f"pool {pool.name}: its transfers are off by {plain(off * self.unit.size)}"
                raise ConservationError(msg)
        holders = (*self.members, NO_MEMBER)
        by_member = sum((entry_of(self.pools, name) for name in holders), Entry())
        by_pool = entry_of(self.pools, None)
        if by_member != by_pool:
            off = by_member.closing - by_pool.closing
            msg = "the balances of the members and of the pools do not sum to the same; "
            raise ConservationError(f"{msg}the closing is off by {plain(off * self.unit.size)}")

    def to_frame(self, by: Literal["pool", "member"] | None = None) -> "pd.DataFrame":
        """The balances as a DataFrame.

        Parameters
        ----------
        by : {"pool", "member"}, optional
            A row for each of these; left out, for each member in each pool.

        Returns
        -------
        DataFrame
            Columns ``opening``, ``income``, ``cost``, ``transferred``, ``returned``,
            ``closing``; ``Int64`` where the unit is whole, else Decimals.
        """
        from costshare.settlement._frames import (
            settlement_frame,
        )

        if by is not None:
            read_word(by, "by", Literal["pool", "member"])
        return settlement_frame(self, by)

    def __repr__(self) -> str:
        """Say what it is in one line; `print` shows the tables."""
        total = self.balance()
        return (
            f"<Settlement of {self.name}: {len(self.pools)} pools, returned "
            f"{number(total.returned)}, closing "
            f"{with_currency(number(total.closing), self.currency)}>"
        )

    def __str__(self) -> str:
        """The balances by pool and by member."""
        return "\n\n".join(table.text() for table in settlement_tables(self))

    def _repr_html_(self) -> str:
        return "\n".join(table.html() for table in settlement_tables(self))


def _number(invoice: str | Callable[[str], str] | None, line: InvoiceLine) -> str | None:
    """The number of a line's invoice: as it was issued, or by the caller's function."""
    if not callable(invoice):
        return None if invoice is None else line.invoice
    try:
        return invoice(str(line.member))
    except Exception as error:
        msg = f"invoice: the function that numbers it fails for {line.member}: {error}"
        raise CostshareError(msg) from error
