"""Fees of several periods added up: twelve months in a year, member × month."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from costshare.agreement._agreed import agreed_pool
from costshare.agreement._allocation import Allocation
from costshare.agreement._cascade import levels_before, with_levels
from costshare.agreement._comparable import currencies_differ
from costshare.agreement._pool_allocation import PoolAllocation
from costshare.amounts import common_unit, exact_sum
from costshare.errors import ConservationError, CostshareError
from costshare.fields import Currency, find_name, given_as, given_list, read_name
from costshare.periods import MemberDays, Period, PeriodLike, together
from costshare.results import (
    Block,
    Column,
    Result,
    Table,
    amount_column,
    counted,
    heading,
    number,
    same_column,
    text_column,
    to_pandas,
    with_currency,
)
from costshare.words import say

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, repr=False)
class Periods(Result):
    """Fees of consecutive periods, member × period; iterating over it yields the allocations.

    Attributes
    ----------
    name : str
        Name of the agreement.
    parts : tuple of Allocation
        The fees of each period, in order of time; of a cascade with its levels.

    Examples
    --------
    >>> import costshare as cs
    >>> fees = cs.allocate(1004, cs.Flat(), {"A": {}, "B": {}, "C": {}}, period="2022-Q1")
    >>> print(cs.add_periods(fees.instalments()))
    fee 2022-Q1
    <BLANKLINE>
           2022-01  2022-02  2022-03  total
    ---------------------------------------
    A          111      112      112    335
    B          112      111      112    335
    C          111      112      111    334
    ---------------------------------------
    total      334      335      335  1 004
    """

    format = "costshare.periods/1"

    name: str
    parts: tuple[Allocation, ...]

    def __iter__(self) -> Iterator[Allocation]:
        return iter(self.parts)

    def __len__(self) -> int:
        return len(self.parts)

    @property
    def period(self) -> Period:
        """From the first day of the first period to the last day of the last."""
        return Period(_days(self.parts[0]).first, _days(self.parts[-1]).last)

    @property
    def currency(self) -> Currency:
        """Currency of every amount, if one is stated."""
        return next((part.currency for part in self.parts if part.currency is not None), None)

    @property
    def _paid(self) -> tuple[Allocation, ...]:
        """Fees of those who pay in the end, by period."""
        return tuple(part.final_fees() for part in self.parts)

    @property
    def members(self) -> tuple[str, ...]:
        """Everybody who pays in one of the periods, in the order in which they are named first."""
        return _members(self._paid)

    @property
    def pools(self) -> tuple[str, ...]:
        """The pools that they pay, in the order in which they are named first."""
        return _pools(self._paid)

    def fee(self, member: str, period: PeriodLike, pool: str | None = None) -> Decimal | None:
        """Return what a member pays for one period; None where it takes no part.

        Raises
        ------
        CostshareError
            If the member, the period or the pool is unknown.
        """
        name = find_name("member", member, self.members)
        parts = {str(part.period): part for part in self._paid}
        part = parts[find_name("period", str(Period.read(period)), parts)]
        return _fee(part, name, None if pool is None else find_name("pool", pool, self.pools))

    def allocation(self) -> Allocation:
        """Return the fees of the whole time, each the sum of those of its periods.

        Returns
        -------
        Allocation
            One to reconcile, to settle and to compare with a year that was allocated at once. Its
            explanation has a term for each period. Of a cascade it has the levels, unless pools
            charge each other, or who passes on which fees differs between the periods: then it has
            the fees of those who pay in the end alone.
        """
        passing = frozenset(name for part in self.parts for name in part.passing_on)
        whole = self._whole(self.parts)
        if not passing:
            return whole
        first, *others = [part.step_down for part in self.parts]
        order = first if all(each == first for each in others) else None
        whole = replace(whole, pools=with_levels(whole.pools, passing), step_down=order)
        return whole if self._keeps_levels(passing, whole) else self._whole(self._paid)

    def _whole(self, parts: Sequence[Allocation]) -> Allocation:
        """Add up parts, each pool by itself."""
        pools = tuple(_added(parts, name, self.period) for name in _pools(parts))
        return Allocation(self.name, self.period, self.currency, _members(parts), pools)

    def _keeps_levels(self, passing: frozenset[str], whole: Allocation) -> bool:
        """Say whether these members pay no fee themselves, and no fee goes in a circle."""
        for part in self.parts:
            paying = passing.difference(part.passing_on)
            if any(not paying.isdisjoint(pool.fees) for pool in part.pools):
                return False
        return not any(pool in levels_before(whole.pools, pool) for pool in whole.pools)

    def check(self) -> None:
        """Prove the fees of each period again, and that rows and columns have the same sum.

        Raises
        ------
        ConservationError
            If something does not add up.
        """
        for part in self.parts:
            part.check()
        _refuse_apart(self.parts)
        by_member = self.allocation().member_totals.values()
        if sum(by_member) != sum(part.total for part in self.parts):
            msg = "the fees by member do not sum to the fees by period; add up whole periods"
            raise ConservationError(msg)

    def to_frame(self, *, pool: str | None = None, tidy: bool = False) -> "pd.DataFrame":
        """Turn the fees into a pandas DataFrame.

        Parameters
        ----------
        pool : str, optional
            One pool; all of them if left out.
        tidy : bool, default False
            Whether each row is one fee, with ids first, instead of members × periods.

        Returns
        -------
        DataFrame
            Fees, as in `Allocation.to_frame`.

        Raises
        ------
        CostshareError
            If the pool is unknown.
        """
        given_as(bool, tidy, "tidy", "True or False")
        name = None if pool is None else find_name("pool", pool, self.pools)
        if tidy:
            return to_pandas(self._columns(name))
        return to_pandas(
            [
                amount_column(str(part.period), (_fee(part, each, name) for each in self.members))
                for part in self._paid
            ],
            text_column("member", self.members),
        )

    def _columns(self, pool: str | None = None) -> Sequence[Column]:
        """Lay out one row a fee."""
        fees = [
            (part.period, each, member)
            for part in self._paid
            for each in part.pools
            for member in each.fees
            if pool in {None, each.name}
        ]
        return (
            text_column("period", (str(period) for period, _, _ in fees)),
            text_column("pool", (each.name for _, each, _ in fees)),
            text_column("member", (member for _, _, member in fees)),
            same_column("currency", self.currency, fees),
            amount_column("fee", (each.fees[member] for _, each, member in fees)),
        )

    def _about(self) -> str:
        total = exact_sum((part.total for part in self.parts), Decimal(0))
        return (
            f"{heading(self.name, self.period)}: {counted(len(self.parts), 'period')}, "
            f"{with_currency(number(total), self.currency)}"
        )

    def _blocks(self) -> Iterator[Block]:
        """Lay out members × periods with both totals, and of several pools each of them."""
        whole = self.allocation().final_fees()
        caption = heading(self.name, self.period, self.currency)
        yield self._table(None, whole.member_totals, whole.total, caption)
        for pool in whole.pools if len(whole.pools) > 1 else ():
            yield self._table(pool.name, pool.fees, pool.amount, pool.title)

    def _table(
        self, pool: str | None, totals: Mapping[str, Decimal], total: Decimal, caption: str
    ) -> Table:
        paid = self._paid
        sums = [part.total if pool is None else part.pool_totals.get(pool) for part in paid]
        return Table(
            header=["", *(str(part.period) for part in self.parts), say("total")],
            rows=[
                [name, *(_fee(part, name, pool) for part in paid), totals[name]]
                for name in self.members
                if name in totals
            ],
            totals=[say("total"), *sums, total],
            caption=caption,
        )


def add_periods(allocations: Iterable[Allocation], *, name: str | None = None) -> Periods:
    """Add up the fees of consecutive periods, such as twelve months.

    Parameters
    ----------
    allocations : iterable of Allocation
        The fees of each period, in any order. Together they cover a time without a gap, and no
        day twice.
    name : str, optional
        Name of the whole; that of the first period if left out.

    Returns
    -------
    Periods
        Fees, member × period; ``allocation()`` is the whole time as one.

    Raises
    ------
    CostshareError
        If nothing is given, a period is not stated, two overlap or leave a gap, or currencies or
        the issuers of a pool's invoices differ.

    Examples
    --------
    >>> import costshare as cs
    >>> use = {"2022-01": {"A": 3, "B": 1}, "2022-02": {"A": 1, "B": 1}}
    >>> months = [
    ...     cs.allocate(100, cs.Proportional(driver="vcpu"),
    ...                 {name: {"vcpu": vcpu} for name, vcpu in month.items()}, period=period)
    ...     for period, month in use.items()
    ... ]
    >>> both = cs.add_periods(months)
    >>> both.fee("A", "2022-01"), both.allocation().fee("A", "fee")
    (Decimal('75'), Decimal('125'))
    """
    given = given_list(Allocation, allocations, "allocations", "what allocate() returned")
    for each in given:
        if each.period is None:
            msg = f"{each.name} is for no period; pass one to allocate: period='2022-05'"
            raise CostshareError(msg)
    parts = sorted(given, key=lambda each: _days(each).first)
    if not parts:
        msg = "allocations are empty; pass the fees of one period at least"
        raise CostshareError(msg)
    _refuse_apart(parts)
    return Periods(parts[0].name if name is None else read_name(name), tuple(parts))


def _days(part: Allocation) -> Period:
    """The period of a part, which has one."""
    return given_as(Period, part.period, "period", "a period")


def _refuse_apart(parts: Sequence[Allocation]) -> None:
    """Refuse parts that do not make one time, in one currency, with one issuer for each pool."""
    for one, other in pairwise(parts):
        _refuse_gap(_days(one), _days(other))
    stated = [part for part in parts if part.currency is not None]
    for part in stated:
        if currencies_differ(stated[0].currency, part.currency):
            msg = f"fees of {stated[0].period} are in {stated[0].currency}, those of {part.period} "
            raise CostshareError(f"{msg}in {part.currency}; convert them first")
    issuers: dict[str, tuple[str, Period | None]] = {}
    for part in parts:
        for pool in part.pools:
            issuer, first = issuers.setdefault(pool.name, (pool.billed_by, part.period))
            if pool.billed_by != issuer:
                msg = f"pool {pool.name} is billed by {issuer} for {first} and by {pool.billed_by} "
                raise CostshareError(f"{msg}for {part.period}; add them up apart, or rename one")


def _refuse_gap(one: Period, other: Period) -> None:
    """Refuse two periods of which one does not begin on the day after the other."""
    if other.first <= one.last:
        msg = f"{one} and {other} have days in common; leave one of them out"
        raise CostshareError(msg)
    if other.first != one.last + timedelta(days=1):
        msg = f"no fees are given between {one} and {other}; pass those too, or fewer periods"
        raise CostshareError(msg)


def _fee(part: Allocation, member: str, pool: str | None) -> Decimal | None:
    """A member's fee in a pool, or in all of them; None where it takes no part."""
    fees = [
        each.fees[member]
        for each in part.pools
        if pool in {None, each.name} and member in each.fees
    ]
    return exact_sum(fees, part.unit.decimal(0)) if fees else None


def _members(parts: Sequence[Allocation]) -> tuple[str, ...]:
    """Name the members of parts, in the order in which they are named first."""
    return tuple(dict.fromkeys(name for part in parts for name in part.members))


def _pools(parts: Sequence[Allocation]) -> tuple[str, ...]:
    """Name the pools of parts, in the order in which they are named first."""
    return tuple(dict.fromkeys(pool.name for part in parts for pool in part.pools))


def _added(parts: Sequence[Allocation], name: str, period: Period) -> PoolAllocation:
    """Add up one pool, with a term for each period."""
    found = [(part, pool) for part in parts for pool in part.pools if pool.name == name]
    unit = common_unit([pool.unit for _, pool in found])
    terms: dict[str, dict[str, int]] = {}
    days: dict[str, list[MemberDays]] = {}
    for part, pool in found:
        terms[str(part.period)] = {
            member: unit.count(Fraction(fee), f"fee of {member}")
            for member, fee in pool.fees.items()
        }
        for member in pool.fees:
            days.setdefault(member, []).append(pool.memberships.get(member, _days(part)))
    own = ((member, together(of)) for member, of in days.items())
    memberships = {member: each for member, each in own if each not in {None, period}}
    return agreed_pool(
        name,
        "periods",
        terms,
        unit=unit,
        billed_by=found[0][1].billed_by,
        label=found[-1][1].label,
        memberships=memberships,
    )
