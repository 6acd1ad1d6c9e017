"""The settlement: every balance from opening to closing, and what each member gets back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from costshare.agreement import Allocation, agreed_pool, currencies_differ
from costshare.amounts import EXACT, exact_sum
from costshare.correction import Charge, lines_that_correct, written
from costshare.errors import ConservationError, CostshareError
from costshare.fields import (
    Currency,
    Money,
    Name,
    ReadOnly,
    UnitSize,
    find_name,
    given_as,
    read_word,
)
from costshare.invoices import NO_MEMBER, InvoiceLines, Per, pool_label
from costshare.periods import DayLike, PeriodField
from costshare.results import (
    Block,
    Cell,
    Column,
    Result,
    Table,
    counted,
    heading,
    number,
    same_column,
    text_column,
    to_pandas,
    with_currency,
)
from costshare.settlement._balance import (
    TITLES,
    Balance,
    add_balances,
    amounts_of,
    balance_columns,
)
from costshare.settlement._net import changes_of, check_later, check_settled, with_net
from costshare.settlement._pool import (
    PoolSettlement,
    Transfer,
    balance_of,
    balances_by_member,
    net_cells,
    returned_cells,
)
from costshare.words import say

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, repr=False)
class Settlement(Result):
    """What happens to the surplus or deficit of each pool; `settle` returns it.

    Attributes
    ----------
    name : str
        Name of the agreement.
    period : Period or None
        Period that is settled.
    currency : str or None
        Currency of every amount.
    unit : Decimal
        Smallest amount that balances move by.
    members : tuple of str
        Names of all who have a balance, in order.
    fees : mapping of str to mapping of str to Decimal
        Fees that were settled, by pool and member.
    pools : tuple of PoolSettlement
        Settlement of each pool, in order.
    transfers : tuple of Transfer
        Transfers between pools, in the order in which they were made.
    labels : mapping of str to str
        What people read for pools, where it is not the name.

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
    fees: Mapping[str, Mapping[str, Money]]
    pools: tuple[PoolSettlement, ...]
    transfers: tuple[Transfer, ...]
    labels: Mapping[str, Name] = field(default_factory=dict)

    def __iter__(self) -> Iterator[PoolSettlement]:
        return iter(self.pools)

    def pool(self, name: str) -> PoolSettlement:
        """The settlement of one pool.

        Raises
        ------
        CostshareError
            If no settled pool has the name.
        """
        pools = {pool.name: pool for pool in self.pools}
        return pools[find_name("settled pool", name, pools)]

    def balance(self, pool: str | None = None, member: str | None = None) -> Balance:
        """A balance from opening to closing: of a pool, a member, one in the other, or all.

        Raises
        ------
        CostshareError
            If the pool or the member is unknown.
        """
        if member is not None and not (type(member) is str and member == NO_MEMBER):
            member = find_name("member", member, self.members)
        chosen = self.pools if pool is None else (self.pool(pool),)
        return balance_of(chosen, member, self.unit)

    @property
    def closing(self) -> Mapping[str, Mapping[str, Decimal]]:
        """Every balance that is carried forward, by pool and member.

        Pass it, or the settlement itself, as ``opening`` to settle the next period.
        """
        return ReadOnly(
            {
                pool.name: ReadOnly(
                    {name: entry.closing for name, entry in pool.entries.items() if entry.closing}
                )
                for pool in self.pools
            }
        )

    @property
    def returned(self) -> dict[str, Decimal]:
        """What each member gets back over all pools, or below zero has to pay."""
        balances = balances_by_member(self.pools, self.members, self.unit)
        return {name: balance.returned for name, balance in balances.items()}

    def invoice_lines(
        self,
        *,
        per: Per = "member_pool",
        number: str = "{n}",
        first: int = 1,
        date: DayLike | None = None,
        billed_by: str | None = None,
    ) -> InvoiceLines:
        """Make the invoice lines of the settlement: credits below zero, debits above.

        Parameters
        ----------
        per : {"member_pool", "member"}
            Whether each amount has an invoice of its own, or a member's amounts share one.
        number : str, default "{n}"
            How invoices are numbered, as in `Allocation.invoice_lines`.
        first : int, default 1
            The first running number.
        date : date, datetime or ISO text, optional
            Date of all lines.
        billed_by : str, optional
            Issuer whose lines to make. A settlement has lines of the host alone.

        Returns
        -------
        InvoiceLines
            By member, then pool of the allocation; none if nothing is returned or collected. Each
            states the period that it `corrects`, so that it belongs to that period whenever it is
            sent. With the lines that were paid they sum to `applied_to`.

        Raises
        ------
        CostshareError
            If the issuer bills no pool, or the rule gives two invoices the same number.
        """
        return lines_that_correct(
            self._returned_fees(),
            per=per,
            number=number,
            first=first,
            date=date,
            billed_by=billed_by,
        )

    def _returned_fees(self) -> Allocation:
        """Write what the members get back as fees below zero, and what they pay as fees above."""
        return Allocation(
            name=self.name,
            period=self.period,
            currency=self.currency,
            members=self.members,
            pools=tuple(
                agreed_pool(
                    name,
                    "settlement",
                    {say("returned"): {member: -units for member, units in cells.items()}},
                    unit=self.unit,
                    billed_by="host",
                    label=self.labels.get(name),
                )
                for name, cells in returned_cells(self.pools, self.unit).items()
                if cells
            ),
        )

    def applied_to(self, allocation: Allocation) -> Allocation:
        """Compute what members are invoiced in all: some fees, and this settlement.

        Parameters
        ----------
        allocation : Allocation
            The allocation that was settled: its settled pools become what was paid less what is
            returned, and the others stay as they are. Or the fees of a later period whose
            invoices carry the lines, such as next year's: what is returned is subtracted.

        Returns
        -------
        Allocation
            For the period that was settled, it reconciles with the lines that were paid and
            `invoice_lines` together; for a later period, with its own lines and these.

        Raises
        ------
        CostshareError
            If it is of another agreement or currency, if it is of the settled period but not
            what was settled, if it is of an earlier period or shares days with the settled one, or
            if it includes this settlement already.

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
        allocation = given_as(Allocation, allocation, "allocation", "an Allocation").final_fees()
        other_currency = currencies_differ(allocation.currency, self.currency)
        if allocation.name != self.name or other_currency:
            msg = (
                f"{allocation!r} is not what was settled: that is {self._title}; pass the "
                "allocation that settle was given, or the fees of the period whose invoices carry "
                "the lines"
            )
            raise CostshareError(msg)
        returned = self._returned_fees()
        if allocation.period != self.period:
            check_later(self.period, allocation.period)
            changes = {pool.name: pool.quotas for pool in returned.pools}
            return self._charge(returned, changes).added_to(allocation)
        check_settled(self.fees, allocation)
        net = net_cells(self.pools, self.unit)
        charge = self._charge(returned, changes_of(self.fees, net, self.unit))
        return with_net(allocation, net, self.unit, charge)

    def _charge(
        self, returned: Allocation, changes: Mapping[str, Mapping[str, Fraction]]
    ) -> Charge:
        """Write the settlement as something that fees may include; `changes` by pool and member."""
        of = "" if self.period is None else f" of {self.period}"
        return Charge(
            kind="settlement",
            name=f"the settlement{of}",
            label=say("settlement")
            if self.period is None
            else say("settlement of {period}", period=str(self.period)),
            fees=returned,
            notes={
                pool: {
                    "period": None if self.period is None else str(self.period),
                    "settled": written(self.fees.get(pool, {})),
                    "amounts": written(cells),
                }
                for pool, cells in changes.items()
            },
        )

    def check(self) -> None:
        """Prove every balance again, of each pool and member and of all.

        Raises
        ------
        ConservationError
            If a balance does not add up; the error names it and the difference.
        """
        for pool in self.pools:
            pool.check(self.unit)
        for pool in self.pools:
            came = exact_sum(each.amount for each in self.transfers if each.target == pool.name)
            went = exact_sum(each.amount for each in self.transfers if each.source == pool.name)
            off = exact_sum([pool.total.transferred, went, came.copy_negate()])
            if off:
                msg = f"pool {pool.name}: its transfers are off by {off:f}"
                raise ConservationError(msg)
        balances = balances_by_member(self.pools, (*self.members, NO_MEMBER), self.unit)
        by_member = add_balances(balances.values(), self.unit)
        by_pool = self.balance()
        if by_member != by_pool:
            off = EXACT.subtract(by_member.closing, by_pool.closing)
            msg = "the balances of the members and of the pools do not sum to the same; "
            raise ConservationError(f"{msg}the closing is off by {off:f}")

    def _rows(
        self, by: Literal["pool", "member"] | None
    ) -> list[tuple[tuple[str | None, str | None], Balance]]:
        """The balances of each pool, each member, or each member in each pool, with their ids."""
        if by == "pool":
            return [((pool.name, None), self.balance(pool.name)) for pool in self.pools]
        if by == "member":
            outside = any(NO_MEMBER in pool.entries for pool in self.pools)
            holders = (*self.members, *([NO_MEMBER] if outside else []))
            balances = balances_by_member(self.pools, holders, self.unit)
            return [((None, name), balance) for name, balance in balances.items()]
        return [
            ((pool.name, holder), entry)
            for pool in self.pools
            for holder, entry in pool.entries.items()
        ]

    def to_frame(
        self, by: Literal["pool", "member"] | None = None, *, tidy: bool = False
    ) -> "pd.DataFrame":
        """Turn the balances into a pandas DataFrame.

        Parameters
        ----------
        by : {"pool", "member"}, optional
            What each row is: a pool or a member; if left out, a member in a pool.
        tidy : bool, default False
            Whether to return one row for each member in each pool, with ids first.

        Returns
        -------
        DataFrame
            Columns ``opening``, ``income``, ``cost``, ``transferred``, ``returned``,
            ``closing``; whole amounts as ``Int64``, others as Decimals.

        Raises
        ------
        CostshareError
            If `by` is neither, or is passed together with `tidy`.

        Examples
        --------
        >>> import costshare as cs
        >>> fees = cs.allocate(100, cs.Flat(), {"A": {}, "B": {}}, pool="office")
        >>> cs.settle(fees, {"office": 90}).to_frame("member")["closing"].to_dict()
        {'A': 5, 'B': 5}
        """
        if by is None:
            return Result.to_frame(self, tidy=tidy)
        read_word(by, "by", Literal["pool", "member"])
        if given_as(bool, tidy, "tidy", "True or False"):
            msg = f"by={by!r} has no effect on the tidy frame; leave out by or tidy"
            raise CostshareError(msg)
        rows = self._rows(by)
        ids = (pool if by == "pool" else member for (pool, member), _ in rows)
        return to_pandas(balance_columns(balance for _, balance in rows), text_column(by, ids))

    def _wide(self) -> "pd.DataFrame":
        """Lay out a row for each member in each pool."""
        import pandas as pd

        rows = self._rows(None)
        index = pd.MultiIndex.from_tuples([ids for ids, _ in rows], names=["pool", "member"])
        return to_pandas(balance_columns(balance for _, balance in rows), index)

    def _columns(self) -> Sequence[Column]:
        """Lay out one row for each member in each pool."""
        rows = self._rows(None)
        return (
            same_column("period", self.period, rows),
            text_column("pool", (pool for (pool, _), _ in rows)),
            text_column("member", (member for (_, member), _ in rows)),
            same_column("currency", self.currency, rows),
            *balance_columns(balance for _, balance in rows),
        )

    @property
    def _title(self) -> str:
        """Name, period and currency."""
        return heading(self.name, self.period, self.currency)

    def _about(self) -> str:
        total, pools = self.balance(), counted(len(self.pools), "pool")
        closing = with_currency(number(total.closing), self.currency)
        return f"of {self.name}: {pools}, returned {number(total.returned)}, closing {closing}"

    def _blocks(self) -> Iterator[Block]:
        """Lay out the balances by pool, then by member."""
        total: list[Cell] = [say("total"), *amounts_of(self.balance())]
        header = ["", *TITLES]
        pools: list[list[Cell]] = [
            [pool_label(pool, self.labels), *amounts_of(each)]
            for (pool, _), each in self._rows("pool")
        ]
        yield Table(header, pools, total, caption=say("Settlement of {name}", name=self._title))
        members: list[list[Cell]] = [
            [say("(no member)") if member == NO_MEMBER else member, *amounts_of(each)]
            for (_, member), each in self._rows("member")
        ]
        yield Table(header, members, total)
