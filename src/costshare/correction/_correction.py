"""A correction: what is still to charge or to credit for a period that is already billed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from costshare.agreement import Allocation, PoolAllocation, currencies_differ
from costshare.correction._applied import (
    Charge,
    first_difference,
    own_cells,
    refuse_earlier,
    written,
)
from costshare.correction._checks import check_earlier, check_pair
from costshare.correction._explanation import CorrectionExplanation
from costshare.correction._line import PoolCorrection
from costshare.correction._table import correction_tables
from costshare.errors import CostshareError
from costshare.fields import Exact, Value, given_as
from costshare.invoices import InvoiceLines, Per, invoice_lines
from costshare.periods import DayLike, Period
from costshare.results import Record, number, with_currency

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False)
class Correction(Value, Record):
    """What a restated period leaves to charge or to credit; `correct` makes it.

    Parameters
    ----------
    billed, restated : Allocation
        The fees as invoiced, and as they are by the complete facts.
    number : int
        1 for the first correction of the period, 2 for the second.
    earlier : mapping of str to mapping of str to Fraction
        What earlier corrections of the same period came to, by pool and member.

    Examples
    --------
    >>> import costshare as cs
    >>> model = cs.Capacity(prices={"vcpu": 10})
    >>> billed = cs.allocate(None, model, {"A": {"vcpu": 8}, "B": {"vcpu": 5}}, pool="server")
    >>> restated = cs.allocate(None, model, {"A": {"vcpu": 9}, "B": {"vcpu": 5}}, pool="server")
    >>> print(cs.correct(billed, restated))
    Correction of server
    <BLANKLINE>
           billed  corrected earlier  restated  correction
    ------------------------------------------------------
    A          80                  0        90          10
    B          50                  0        50           0
    ------------------------------------------------------
    total     130                  0       140          10
    """

    format = "costshare.correction/1"

    billed: Allocation
    restated: Allocation
    number: int
    earlier: Mapping[str, Mapping[str, Exact]]

    @property
    def name(self) -> str:
        """The agreement's."""
        return self.billed.name

    @property
    def period(self) -> Period | None:
        """Which period is corrected."""
        return self.billed.period

    @property
    def currency(self) -> str | None:
        """Of all amounts."""
        return self.billed.currency or self.restated.currency

    @property
    def members(self) -> tuple[str, ...]:
        """Everyone with a fee before or after, in order."""
        return self.fees.members

    @cached_property
    def pools(self) -> tuple[PoolCorrection, ...]:
        """What happens in each pool, in order."""
        return tuple(
            PoolCorrection(pool, self.restated.pool(pool.name), self.earlier.get(pool.name, {}))
            for pool in self.billed.pools
        )

    @cached_property
    def fees(self) -> Allocation:
        """What is left to charge or to credit, as fees: below zero is a credit."""
        earlier = [name for cells in self.earlier.values() for name in cells]
        return Allocation(
            name=self.name,
            period=self.period,
            currency=self.currency,
            members=tuple(dict.fromkeys((*self.billed.members, *self.restated.members, *earlier))),
            pools=tuple(pool.fees for pool in self.pools),
        )

    def amount(self, member: str, pool: str) -> Decimal | None:
        """What is left to charge one member for one pool, or below zero to credit.

        None where the member takes no part, before or after.

        Raises
        ------
        CostshareError
            On an unknown member or pool.
        """
        return self.fees.fee(member, pool)

    @property
    def total(self) -> Decimal:
        """What all amounts sum to: zero where the supplier's invoice is the same."""
        return self.fees.total

    @property
    def pool_totals(self) -> dict[str, Decimal]:
        """What the amounts of each pool sum to."""
        return self.fees.pool_totals

    @property
    def member_totals(self) -> dict[str, Decimal]:
        """What each member is charged, or below zero credited, over all pools."""
        return self.fees.member_totals

    def invoice_lines(
        self,
        *,
        per: Per = "member_pool",
        number: str | None = None,
        first: int = 1,
        date: DayLike | None = None,
        billed_by: str | None = None,
    ) -> InvoiceLines:
        """Make the lines that charge and credit the difference.

        Parameters
        ----------
        per : {"member_pool", "member"}
            Whether each amount has an invoice of its own, or a member's stand on one.
        number : str, optional
            How invoices are numbered, as in `Allocation.invoice_lines`. If left out, the
            corrected period, the number of the correction and the running number, as in
            ``2022-01-K1-1``. Lines of pools that others than the host bill have no number, unless
            `billed_by` names the issuer.
        first : int, default 1
            The first running number.
        date : date, datetime or ISO text, optional
            Of all lines.
        billed_by : str, optional
            Whose lines to make: ``"host"`` for the host's alone. If left out, everybody's.

        Returns
        -------
        InvoiceLines
            By member, then pool: a charge above zero, a credit below; none where nothing is left.
            Each names the period that it `corrects`.

        Raises
        ------
        CostshareError
            On an issuer who bills no pool, and a rule that gives two invoices the same number.
        """
        own = "" if self.period is None else f"{self.period}-"
        lines = invoice_lines(
            self.fees,
            per=per,
            number=f"{own}K{self.number}-{{n}}" if number is None else number,
            first=first,
            date=[date],
            billed_by=billed_by,
        )
        written = (line.replace(corrects=self.period, currency=self.currency) for line in lines)
        return InvoiceLines(tuple(written))

    def applied_to(self, allocation: Allocation) -> Allocation:
        """Work out what members are to be invoiced in all: some fees, and this correction.

        Parameters
        ----------
        allocation : Allocation
            Next month's, whose invoices carry the lines of the correction, or those that were
            billed. Pools without a correction stay as they are.

        Returns
        -------
        Allocation
            Reconciles with the invoices of both.

        Raises
        ------
        CostshareError
            If it is of another agreement or currency, if it is of the corrected period but not
            what was billed, if another issuer bills a pool, or if the fees hold this correction
            already.
        """
        given_as(Allocation, allocation, "allocation", "an Allocation")
        other_currency = currencies_differ(allocation.currency, self.currency)
        if allocation.name != self.name or other_currency:
            theirs = with_currency(f"of {allocation.name}", allocation.currency, " in ")
            ours = with_currency(f"of {self.name}", self.currency, " in ")
            msg = (
                f"the correction is {ours}, the fees are {theirs}; pass fees of the same agreement"
            )
            raise CostshareError(msg)
        refuse_earlier(self.period, allocation.period, "the correction of")
        own, here = own_cells(self.billed), own_cells(allocation)
        other = first_difference(own, here) if self.period == allocation.period else None
        if self.period is not None and other is not None:
            pool, member, was, now = other
            msg = (
                f"the correction of {self.period} was made when {member}, {pool} was billed {was}, "
                f"not {now}; pass the fees that were billed, or those of the period whose invoices "
                "carry the correction"
            )
            raise CostshareError(msg)
        return self._charge.added_to(allocation)

    @property
    def _charge(self) -> Charge:
        """What the invoices of other fees carry besides."""
        of = "" if self.period is None else f" of {self.period}"
        return Charge(
            kind="correction",
            name=f"correction {self.number}{of}",
            label=f"correction{of}",
            fees=self.fees,
            # Both amounts: a correction that was made apart from this one may have its number.
            notes={
                pool.name: {
                    "period": None if self.period is None else str(self.period),
                    "number": self.number,
                    "billed": written(_fees_of(self.billed.pool(pool.name))),
                    "amounts": written(pool.quotas),
                }
                for pool in self.fees.pools
            },
        )

    def explain(self, member: str | None = None, pool: str | None = None) -> CorrectionExplanation:
        """Say why, for a member, a pool, one cell or everything.

        Parameters
        ----------
        member, pool : str, optional
            Leave one out to explain all of them.

        Returns
        -------
        CorrectionExplanation
            Prints as text; ``to_dict()`` gives it as plain data.

        Raises
        ------
        CostshareError
            On an unknown name, and where the member takes no part in the pool.
        """
        chosen = self.fees.explain(member, pool)
        mine = {each.name: each for each in self.pools}
        lines = (
            mine[each.name].line(line.member, line.fee)
            for each in chosen.pools
            for line in each.lines
            if chosen.member in {None, line.member}
        )
        return CorrectionExplanation(tuple(lines), self.period, self.currency)

    def check(self) -> None:
        """Prove again that both allocations sum, and that they are of the same thing.

        Raises
        ------
        CostshareError
            Naming what does not sum or fit.
        """
        check_pair(self.billed, self.restated)
        check_earlier(self.number, self.earlier, self.billed)
        self.billed.check()
        self.restated.check()
        self.fees.check()

    def to_frame(self) -> "pd.DataFrame":
        """The amounts as a DataFrame, a row for each member and a column for each pool.

        Returns
        -------
        DataFrame
            As `Allocation.to_frame`; below zero is a credit.
        """
        return self.fees.to_frame()

    def __repr__(self) -> str:
        """Say what it is in one line; `print` shows the table."""
        period = f" {self.period}" if self.period else ""
        up, down = (
            sum((Fraction(each) for each in _amounts(self.fees) if each * sign > 0), Fraction(0))
            for sign in (1, -1)
        )
        charge, credit = (with_currency(number(each), self.currency) for each in (up, -down))
        return f"<Correction of {self.name}{period}: {charge} to charge, {credit} to credit>"

    def __str__(self) -> str:
        """Billed, corrected earlier, restated and what is left, by pool and by member."""
        return "\n\n".join(table.text() for table in correction_tables(self))

    def _repr_html_(self) -> str:
        return "\n".join(table.html() for table in correction_tables(self))


def _fees_of(pool: PoolAllocation) -> dict[str, Fraction]:
    return {member: Fraction(fee) for member, fee in pool.fees.items()}


def _amounts(fees: Allocation) -> Iterator[Decimal]:
    for pool in fees.pools:
        yield from pool.fees.values()
