"""A correction: what is still to charge or to credit for a period that is already billed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from costshare.agreement import (
    Allocation,
    PoolAllocation,
    StepDown,
    currencies_differ,
    labels_of,
)
from costshare.amounts import Unit, exact_sum
from costshare.correction._applied import (
    Charge,
    first_difference,
    lines_that_correct,
    own_cells,
    refuse_earlier,
    written,
)
from costshare.correction._checks import check_earlier, check_pair
from costshare.correction._explanation import CorrectionExplanation, correction_label
from costshare.correction._levels import level_lines
from costshare.correction._line import CorrectionLine, PoolCorrection, line_columns
from costshare.errors import ConservationError, CostshareError
from costshare.fields import Exact, given_as
from costshare.invoices import InvoiceLines, Per
from costshare.periods import DayLike, Period
from costshare.results import Block, Cell, Column, Result, Table, heading, in_units, with_currency
from costshare.words import say

if TYPE_CHECKING:
    import pandas as pd

_HEADER = (
    "",
    say("billed"),
    say("corrected earlier"),
    say("restated"),
    say("correction"),
)


@dataclass(frozen=True, repr=False)
class Correction(Result):
    """Amounts that a restated period leaves to charge or to credit; `correct` returns it.

    Attributes
    ----------
    billed, restated : Allocation
        Fees as invoiced, and fees by the complete facts.
    number : int
        1 for the first correction of the period, 2 for the second.
    earlier : mapping of str to mapping of str to Fraction
        Amounts of earlier corrections of the same period, by pool and member.
    levels : tuple of two Allocation, or None
        Of a cascade, both allocations with the levels before those who pay.

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
    levels: tuple[Allocation, Allocation] | None = None

    @property
    def name(self) -> str:
        """Name of the agreement."""
        return self.billed.name

    @property
    def period(self) -> Period | None:
        """Period that is corrected."""
        return self.billed.period

    @property
    def currency(self) -> str | None:
        """Currency of every amount."""
        return self.billed.currency or self.restated.currency

    @property
    def unit(self) -> Unit:
        """The largest unit in which every amount is a whole number."""
        return self.fees.unit

    @property
    def members(self) -> tuple[str, ...]:
        """Names of all who have a fee before or after, in order."""
        return self.fees.members

    @cached_property
    def pools(self) -> tuple[PoolCorrection, ...]:
        """Correction of each pool, in order."""
        return tuple(
            PoolCorrection(
                pool,
                self.restated.pool(pool.name),
                self.earlier.get(pool.name, {}),
                self._records(pool.name),
            )
            for pool in self.billed.pools
        )

    def _records(self, pool: str) -> tuple[PoolAllocation, PoolAllocation]:
        """Return what the fees of a pool follow from, before and after."""
        before, after = self.levels or (self.billed, self.restated)
        return before.pool(pool), after.pool(pool)

    @cached_property
    def fees(self) -> Allocation:
        """Amounts that are left, as fees: below zero is a credit."""
        earlier = [name for cells in self.earlier.values() for name in cells]
        return Allocation(
            name=self.name,
            period=self.period,
            currency=self.currency,
            members=tuple(dict.fromkeys((*self.billed.members, *self.restated.members, *earlier))),
            pools=tuple(pool.fees for pool in self.pools),
        )

    @cached_property
    def lines(self) -> tuple[CorrectionLine, ...]:
        """What each member is charged or credited in each pool, and why, by pool."""
        return tuple(line for pool in self.pools for line in pool.lines)

    def __iter__(self) -> Iterator[CorrectionLine]:
        return iter(self.lines)

    def amount(self, member: str, pool: str) -> Decimal | None:
        """What is left to charge one member for one pool, or below zero to credit.

        None if the member takes no part, before or after.

        Raises
        ------
        CostshareError
            If the member or the pool is unknown.
        """
        return self.fees.fee(member, pool)

    @property
    def total(self) -> Decimal:
        """Sum of all amounts: zero if the supplier's invoice is the same."""
        return self.fees.total

    @property
    def pool_totals(self) -> dict[str, Decimal]:
        """Sum of the amounts of each pool."""
        return self.fees.pool_totals

    @property
    def member_totals(self) -> dict[str, Decimal]:
        """What each member is charged, or below zero credited, over all pools."""
        return self.fees.member_totals

    def invoice_lines(
        self,
        *,
        per: Per = "member_pool",
        number: str = "{n}",
        first: int = 1,
        date: DayLike | None = None,
        billed_by: str | None = None,
    ) -> InvoiceLines:
        """Make the lines that charge and credit the difference.

        Parameters
        ----------
        per : {"member_pool", "member"}
            Whether each amount has an invoice of its own, or a member's amounts share one.
        number : str, default "{n}"
            How invoices are numbered, as in `Allocation.invoice_lines`. Lines of pools that others
            than the host bill have no number, unless `billed_by` names the issuer.
        first : int, default 1
            The first running number.
        date : date, datetime or ISO text, optional
            Date of all lines.
        billed_by : str, optional
            Issuer whose lines to make: ``"host"`` for the host alone. If left out, all of them.

        Returns
        -------
        InvoiceLines
            By member, then pool: a charge above zero, a credit below; none if nothing is left.
            Each names the period that it `corrects`.

        Raises
        ------
        CostshareError
            If the issuer bills no pool, or the rule gives two invoices the same number.
        """
        return lines_that_correct(
            self.fees, per=per, number=number, first=first, date=date, billed_by=billed_by
        )

    def applied_to(self, allocation: Allocation) -> Allocation:
        """Compute what members are invoiced in all: some fees, and this correction.

        Parameters
        ----------
        allocation : Allocation
            Fees of a later period whose invoices carry the lines of the correction, or the fees
            that were billed. Pools without a correction stay as they are.

        Returns
        -------
        Allocation
            Sum of both, which reconciles with their invoice lines together.

        Raises
        ------
        CostshareError
            If it is of another agreement or currency, if it is of the corrected period but not
            what was billed, if another issuer bills a pool, or if the fees include this correction
            already.
        """
        allocation = given_as(Allocation, allocation, "allocation", "an Allocation").final_fees()
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
        """The correction as something that other fees may include."""
        of = "" if self.period is None else f" of {self.period}"
        return Charge(
            kind="correction",
            name=f"correction {self.number}{of}",
            label=correction_label(self.period),
            fees=self.fees,
            # Both amounts: another correction of the same fees may have the same number.
            notes={
                pool.name: {
                    "period": None if self.period is None else str(self.period),
                    "number": self.number,
                    "billed": written(self.billed.pool(pool.name).fees),
                    "amounts": written(pool.quotas),
                }
                for pool in self.fees.pools
            },
        )

    def explain(self, member: str | None = None, pool: str | None = None) -> CorrectionExplanation:
        """Explain the amounts of a member, of a pool, of one member in one pool, or all.

        Parameters
        ----------
        member, pool : str, optional
            Leave one out to explain all of them.

        Returns
        -------
        CorrectionExplanation
            Prints as text; ``to_dict()`` returns it as plain data.

        Raises
        ------
        CostshareError
            If a name is unknown, or the member takes no part in the pool.
        """
        chosen = self.fees.explain(member, pool)
        pools = {each.name for each in chosen.pools}
        lines = (
            line
            for line in self.lines
            if line.pool in pools and chosen.member in {None, line.member}
        )
        return CorrectionExplanation(
            tuple(lines),
            self.period,
            self.currency,
            pool_labels=self._pool_labels,
            driver_labels={
                driver: label
                for each in self.levels or (self.billed, self.restated)
                for pool in each.pools
                for driver, label in pool.driver_labels.items()
            },
            levels=tuple(level_lines(*self.levels, pools)) if self.levels else (),
            step_downs=self._step_downs,
        )

    @property
    def _pool_labels(self) -> dict[str, str]:
        """What people read for pools, where it is not the name."""
        return labels_of((self.levels or (self.billed,))[0].pools)

    @property
    def _step_downs(self) -> tuple[StepDown, StepDown] | None:
        """The step-downs before and after, if both are one and their orders differ."""
        before, after = (each.step_down for each in self.levels or (self.billed, self.restated))
        if before is None or after is None or before.order == after.order:
            return None
        return before, after

    def check(self) -> None:
        """Prove again that both allocations sum, and that one restates the other.

        Raises
        ------
        CostshareError
            If they do not; the error names what is wrong.
        """
        check_pair(self.billed, self.restated)
        check_earlier(self.number, self.earlier, self.billed)
        for fees in (self.billed, self.restated, self.fees, *(self.levels or ())):
            fees.check()
        paid = tuple(each.final_fees() for each in self.levels or ())
        if paid and paid != (self.billed, self.restated):
            msg = "billed and restated are not what the levels lead to; correct them again"
            raise ConservationError(msg)
        for line in self.lines:
            line.check()

    def _wide(self) -> "pd.DataFrame":
        """Lay out the amounts, members × pools; below zero is a credit."""
        return self.fees.to_frame()

    def _columns(self) -> Sequence[Column]:
        return line_columns(self.lines, self.period, self.currency)

    def _about(self) -> str:
        amounts = [Fraction(line.amount) for line in self.lines]
        up, down = (
            sum((each for each in amounts if each * sign > 0), Fraction(0)) for sign in (1, -1)
        )
        charge, credit = (
            with_currency(in_units(each, self.unit), self.currency) for each in (up, -down)
        )
        return f"of {heading(self.name, self.period)}: {charge} to charge, {credit} to credit"

    def _blocks(self) -> Iterator[Block]:
        """Lay out billed, corrected earlier, restated and what is left, by pool and by member."""
        labels = labels_of(self.billed.pools)
        by_pool: dict[str, list[CorrectionLine]] = {pool.name: [] for pool in self.pools}
        by_member: dict[str, list[CorrectionLine]] = {name: [] for name in self.members}
        for line in self.lines:
            by_pool[line.pool].append(line)
            by_member[line.member].append(line)
        zero = self.unit.decimal(0)
        totals = _row(say("total"), self.lines, zero)
        title = heading(self.name, self.period, self.currency)
        title = say("Correction of {name}", name=title)
        for groups in [by_pool, by_member] if len(by_pool) > 1 else [by_member]:
            titles = labels if groups is by_pool else {}
            rows = [_row(titles.get(name, name), lines, zero) for name, lines in groups.items()]
            yield Table(header=_HEADER, rows=rows, totals=totals, caption=title)
            title = ""
        if self._step_downs is not None:
            before, after = self._step_downs
            yield from before.change_in_words(
                after, labels_of((self.levels or (self.billed,))[0].pools)
            )


def _row(name: str, lines: Sequence[CorrectionLine], zero: Decimal) -> list[Cell]:
    """Add up some lines; a column that none of them has is missing."""

    def total(amounts: Sequence[Decimal | None]) -> Decimal | None:
        return None if set(amounts) <= {None} else exact_sum(amounts, zero)

    return [
        name,
        total([line.billed for line in lines]),
        total([line.earlier for line in lines]),
        total([line.restated for line in lines]),
        total([line.amount for line in lines]),
    ]
