"""The result: what each member pays for each pool, and why."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from costshare.agreement._cascade import (
    charging_nobody,
    check_levels,
    levels_before,
    passing_on,
    pools_with,
)
from costshare.agreement._fee_checks import check_direct_costs, check_memberships
from costshare.agreement._fee_table import fee_columns, fee_table, flow_frame, uncharged, wide_frame
from costshare.agreement._instalments import split_pools
from costshare.agreement._pool_allocation import PoolAllocation, labels_of
from costshare.agreement._step_down import StepDown
from costshare.amounts import EXACT, Amount, Unit, common_unit, exact_sum
from costshare.errors import ConservationError, CostshareError, unknown_name
from costshare.fields import Currency, each_once, find_name, read_name
from costshare.periods import DayLike, PeriodField
from costshare.results import (
    Block,
    Column,
    Result,
    counted,
    heading,
    number,
    with_currency,
)
from costshare.words import join

if TYPE_CHECKING:
    import pandas as pd

    from costshare.agreement._explanation import Explanation
    from costshare.invoices import InvoiceLines, Per
    from costshare.results import Sheet

_FINAL_ALONE = "as of final_fees(), corrected fees, and instalments or months of a circle"


@dataclass(frozen=True, slots=True, repr=False)
class Allocation(Result):
    """Fees by member and pool, with the working behind each.

    Attributes
    ----------
    name : str
        Name of the agreement.
    period : Period or None
        Period of the fees.
    currency : str or None
        Currency of every amount, as an ISO 4217 code; None if it is not stated.
    members : tuple of str
        Names of the members, in order.
    pools : tuple of PoolAllocation
        Fees of each pool, in order.
    step_down : StepDown or None
        `order` in which pools pass their costs on in a step-down, and, by pool, the members that it
        serves and does `not_charged`, since they passed on before it.
    labels : Index or None
        Index of the DataFrame that the members came from, which `to_frame` has too. It is not
        part of the record.

    Examples
    --------
    >>> import costshare as cs
    >>> fees = cs.allocate(100, cs.PerCapita(), {"A": {"population": 1}, "B": {"population": 2}})
    >>> fees.fee("B", "fee"), fees.member_totals
    (Decimal('67'), {'A': Decimal('33'), 'B': Decimal('67')})
    """

    format = "costshare.allocation/1"

    name: str
    period: PeriodField | None
    currency: Currency
    members: tuple[str, ...]
    pools: tuple[PoolAllocation, ...]
    step_down: StepDown | None = None
    labels: Annotated[Any, Field(exclude=True)] = field(default=None, compare=False)

    def pool(self, name: str) -> PoolAllocation:
        """Return the fees of one pool.

        Raises
        ------
        CostshareError
            If the pool is unknown.
        """
        pools = {pool.name: pool for pool in self.pools}
        return pools[find_name("pool", name, pools)]

    def label_of(self, driver: str) -> str:
        """Return what people read for a driver: its label, or its name where it has none.

        Raises
        ------
        CostshareError
            If the name is not text.

        Examples
        --------
        >>> import costshare as cs
        >>> fees = cs.allocate(10, cs.PerCapita(), {"Boden": {"population": 28_000}})
        >>> fees.label_of("population")
        'population'
        """
        name = read_name(driver, what="driver")
        labels = (each.label_of(name) for each in self.pools)
        return next((label for label in labels if label != name), name)

    def fee(self, member: str, pool: str) -> Decimal | None:
        """Return one fee; None if the member takes no part in the pool.

        Raises
        ------
        CostshareError
            If the member or the pool is unknown.
        """
        return self.pool(pool).fee(self._known(member))

    def _known(self, member: object) -> str:
        """Find a member by its name, or by its label in the frame that it came from."""
        try:
            return find_name("member", member, self.members)
        except CostshareError as unknown:
            if not (isinstance(member, str) and member in [pool.name for pool in self.pools]):
                raise
            msg = (
                f"{unknown}. Pool {member} is there; if its member passes its fees on, final fees "
                f"alone ({_FINAL_ALONE}) do not have it: take what allocate() returned"
            )
            raise CostshareError(msg) from None

    @property
    def unit(self) -> Unit:
        """Largest amount of which every fee is a whole multiple."""
        return common_unit([pool.unit for pool in self.pools])

    @property
    def passing_on(self) -> tuple[str, ...]:
        """Members that pay nothing in the end, since a pool of their name takes over their fees."""
        passing = passing_on(self.pools)
        return tuple(name for name in self.members if name in passing) if passing else ()

    @property
    def total(self) -> Decimal:
        """Sum of what the members pay in the end: the direct costs of all pools."""
        charged = exact_sum((pool.amount for pool in self.pools), self.unit.decimal(0))
        return EXACT.subtract(charged, self._passed_on)

    @property
    def _passed_on(self) -> Decimal:
        """Sum of the fees that other pools take over."""
        taken = (amount for pool in self.pools for amount in pool.taken_over.values())
        return exact_sum(taken, self.unit.decimal(0))

    @property
    def pool_totals(self) -> dict[str, Decimal]:
        """Sum of the fees of each pool, with what it takes over from others."""
        return {pool.name: pool.amount for pool in self.pools}

    @property
    def member_totals(self) -> dict[str, Decimal]:
        """Sum of what each member pays in the end; 0 for one whose fees are passed on."""
        totals = dict.fromkeys(self.members, self.unit.decimal(0))
        passing = passing_on(self.pools)
        for pool in self.pools:
            for member, fee in pool.fees.items():
                if member not in passing:
                    totals[member] = EXACT.add(totals[member], fee)
        return totals

    def final_fees(self) -> "Allocation":
        """Return the fees of those who pay in the end, without the levels before.

        Returns
        -------
        Allocation
            The fees themselves, if no fee is passed on. Of a cascade, the members that pay and the
            pools that charge them; the sum is that of all direct costs. A fee is then an amount as
            it was shared: `explain` and letters derive it from the fees with their levels.

        Examples
        --------
        >>> import costshare as cs
        >>> board = cs.Agreement(
        ...     name="Board",
        ...     period="2022",
        ...     members=[cs.Member(name=name) for name in ("Portal", "Boden", "Luleå")],
        ...     pools=[
        ...         cs.Pool(name="platform", total=60, model=cs.Flat()),
        ...         cs.Pool(name="Portal", total=40, model=cs.Flat(), receives=True),
        ...     ],
        ... )
        >>> fees = board.allocate()
        >>> fees.pool_totals
        {'platform': Decimal('60'), 'Portal': Decimal('60')}
        >>> fees.final_fees().member_totals
        {'Boden': Decimal('50'), 'Luleå': Decimal('50')}
        """
        passing = passing_on(self.pools)
        if not passing:
            return self if self.step_down is None else replace(self, step_down=None)
        pools = tuple(pools_with(self.pools, passing, internal=False))
        if not pools:  # an instalment before anybody who pays has joined
            pools = tuple(charging_nobody(pool) for pool in self.pools)
        charged = {name for pool in pools for name in pool.fees}
        # The first of several departments passes on only its own costs, and is charged nothing.
        givers = passing | {pool.name for pool in self.pools}
        members = tuple(name for name in self.members if name in charged or name not in givers)
        return replace(self, members=members, pools=pools, step_down=None, labels=None)

    def internal_fees(self) -> "Allocation":
        """Return the fees that are passed on, as invoices inside the organisation charge them.

        Raises
        ------
        CostshareError
            If no fee is passed on.

        Examples
        --------
        >>> import costshare as cs
        >>> board = cs.Agreement(
        ...     name="Board",
        ...     period="2022",
        ...     members=[cs.Member(name=name) for name in ("Portal", "Boden")],
        ...     pools=[
        ...         cs.Pool(name="platform", total=60, model=cs.Flat()),
        ...         cs.Pool(name="Portal", model=cs.Flat(), receives=True),
        ...     ],
        ... )
        >>> board.allocate().internal_fees().member_totals
        {'Portal': Decimal('30')}
        """
        passing = passing_on(self.pools)
        if not passing:
            msg = (
                f"no fee of {self.name} is passed on here: no pool charges a member whose own pool "
                f"has receives=True, or these are final fees alone ({_FINAL_ALONE}); pass costs on "
                "with receives=True, or call internal_fees() of what allocate() returned"
            )
            raise CostshareError(msg)
        members = tuple(name for name in self.members if name in passing)
        pools = tuple(pools_with(self.pools, passing, internal=True))
        return replace(self, members=members, pools=pools, step_down=None, labels=None)

    @property
    def flows(self) -> "pd.DataFrame":
        """Who passes how much to whom: a row for each pool, a column for each member charged.

        An amount is missing if the member takes no part. Of a member that passes on its fees, the
        sum of its column is what the row of its name takes over; the row sums to its own cost and
        that.

        Examples
        --------
        >>> import costshare as cs
        >>> board = cs.Agreement(
        ...     name="Board",
        ...     period="2022",
        ...     members=[cs.Member(name=name) for name in ("Portal", "Boden")],
        ...     pools=[
        ...         cs.Pool(name="platform", total=60, model=cs.Flat(), members=["Portal"]),
        ...         cs.Pool(name="Portal", total=40, model=cs.Flat(), receives=True),
        ...     ],
        ... )
        >>> board.allocate().flows
                  Portal  Boden
        giver
        platform      60   <NA>
        Portal      <NA>    100
        """
        return flow_frame(self.members, self.pools)

    def check(self) -> None:
        """Prove the sums again, from the parts.

        Raises
        ------
        ConservationError
            If something is missing or does not sum, with the pool and the difference.
        """
        if not self.pools:
            msg = "the record has no pools; an allocation has at least one"
            raise ConservationError(msg)
        each_once("member", self.members)
        each_once("pool", [pool.name for pool in self.pools])
        known = set(self.members)
        for pool in self.pools:
            pool.check()
            for member in pool.fees:
                if member not in known:
                    raise unknown_name(f"member in pool {pool.name}:", member, self.members)
            check_memberships(pool, self.period)
        check_levels(self.pools)
        if self.step_down is not None:
            self.step_down.check(self.pools)
        check_direct_costs(self.pools, self.total)
        by_member = exact_sum(self.member_totals.values())
        if by_member != self.total:
            msg = f"members pay {by_member} in all, pools come to {self.total}"
            raise ConservationError(msg)

    def explain(self, member: str | None = None, pool: str | None = None) -> "Explanation":
        """Derive fees step by step, for a member, a pool, one cell or everything.

        Parameters
        ----------
        member, pool : str, optional
            Member and pool to explain; all of them if left out.

        Returns
        -------
        Explanation
            Derivation, which prints as text; ``to_dict()`` gives it as plain data.

        Raises
        ------
        CostshareError
            If a name is unknown, and if the member takes no part in the pool.
        """
        chosen = self.pools if pool is None else (self.pool(pool),)
        if member is not None:
            member = self._known(member)
            chosen = tuple(each for each in chosen if member in each.fees)
            if pool is not None and not chosen:
                msg = f"{member} takes no part in pool {pool}, so there is no fee to explain"
                raise CostshareError(msg)
        whose = {name for each in chosen for name in each.fees} if member is None else {member}
        from costshare.agreement._explanation import Explanation  # late: fees are shared without it

        return Explanation(
            pools=chosen,
            member=member,
            period=self.period,
            currency=self.currency,
            single=pool is not None or len(self.pools) == 1,
            levels=self._levels(chosen),
            step_down=self.step_down,
            passed_on={
                each.name: tuple(each.fees)
                for each in self.pools
                if each.taken_over and each.name in whose
            },
            pool_labels=labels_of(self.pools) if passing_on(self.pools) else {},
        )

    def _levels(self, chosen: Sequence[PoolAllocation]) -> tuple[PoolAllocation, ...]:
        """Return the pools from which some others take over costs, the first level first."""
        names = dict.fromkeys(
            each.name for pool in chosen for each in levels_before(self.pools, pool)
        )
        by_name = {pool.name: pool for pool in self.pools}
        return tuple(by_name[name] for name in names)

    def invoice_lines(
        self,
        *,
        per: "Per" = "member_pool",
        number: str = "{n}",
        first: int = 1,
        date: DayLike | Sequence[DayLike | None] | None = None,
        instalments: int = 1,
        unit: Amount | None = None,
        billed_by: str | None = None,
    ) -> "InvoiceLines":
        """Make the invoice lines that should be sent.

        Parameters
        ----------
        per : {"member_pool", "member"}
            Whether each fee has an invoice of its own, or a member's fees stand on one.
        number : str, default "{n}"
            How invoices are numbered: any text with ``{n}`` (the running number; ``{n:04}`` pads
            it), ``{member}`` and ``{date}``, and with no other braces. Lines of pools that others
            than the host bill have no number, unless `billed_by` names the issuer.
        first : int, default 1
            The first running number.
        date : date, or list of dates, optional
            Date of all invoices, or a list with one for each instalment. If left out, the
            first days of equal parts of the period, and of the membership where that begins
            within one.
        instalments : int, default 1
            In how many parts each fee is invoiced. They sum to it exactly, and those of a pool
            come to its share of the total each time. A member for a part of the period has
            instalments in that part alone.
        unit : number, optional
            Unit of an instalment. If left out, 1, or the unit of the pool where that is finer.
        billed_by : str, optional
            Issuer whose lines to make, such as ``"host"``. If left out, those of every issuer.

        Returns
        -------
        InvoiceLines
            By date, then member, then pool. Amounts are without VAT; a fee of zero gets no
            line. Of a cascade, the lines of those who pay in the end; ``internal_fees()`` has
            the others.

        Raises
        ------
        CostshareError
            If the issuer bills no pool, the rule gives two invoices the same number, the dates do
            not fit, a fee is not a whole multiple of the unit, or the days of a membership are
            unknown.

        Examples
        --------
        >>> import costshare as cs
        >>> fees = cs.allocate(100, cs.Flat(), {"A": {}, "B": {}, "C": {}})
        >>> for line in fees.invoice_lines(number="2022-{n:03}", date="2022-01-31"):
        ...     print(line.invoice, line.member, line.amount)
        2022-001 A 34
        2022-002 B 33
        2022-003 C 33
        """
        from costshare.invoices import invoice_lines  # late: fees are shared without invoices

        return invoice_lines(
            self.final_fees(),
            per=per,
            number=number,
            first=first,
            date=date,
            instalments=instalments,
            unit=unit,
            billed_by=billed_by,
        )

    def instalments(
        self, periods: Literal["month", "quarter"] | int = "month", *, unit: Amount | None = None
    ) -> "tuple[Allocation, ...]":
        """Split the fees into instalments, each an allocation of its own.

        Parameters
        ----------
        periods : {"month", "quarter"} or int, default "month"
            Length of an instalment, or the number of equal parts of whole months.
        unit : number, optional
            Unit of an instalment: 1 if left out, or the unit of the pool if that is smaller.

        Returns
        -------
        tuple of Allocation
            One for each part of the period. The instalments of each fee sum to it, and in each
            pool those of one date sum to their share of the total, rounded down or up to a unit;
            `cs.instalments` documents all that is promised. A member that belongs for a part of
            the period pays in that part only, prorated by its days there.

        Raises
        ------
        CostshareError
            If the period has no such parts, if a fee is not a whole multiple of `unit`, and if
            the record does not state the days of a member that belongs for a part of the period.

        Notes
        -----
        Of a cascade, each instalment has the levels too: the fees of those who pay in the end are
        split, and what a pool takes over follows the fees that it charges. Of pools that charge
        each other, an instalment has the fees of those who pay in the end alone.

        Examples
        --------
        >>> import costshare as cs
        >>> fees = cs.allocate(1004, cs.Flat(), {"A": {}, "B": {}, "C": {}}, period="2022-Q1")
        >>> for month in fees.instalments():
        ...     print(month.period, *month.member_totals.values())
        2022-01 111 112 111
        2022-02 112 111 112
        2022-03 112 112 111
        """
        # Parts of totals that solve equations are no solution.
        fees = self.final_fees() if any(pool.solved for pool in self.pools) else self
        return tuple(
            replace(fees, period=part, pools=pools)
            for part, pools in split_pools(fees.pools, self.period, periods, unit)
        )

    def _wide(self) -> "pd.DataFrame":
        """Lay out fees, members × pools."""
        return wide_frame(self.members, self.pools, self.labels)

    def _columns(self) -> Sequence[Column]:
        """Lay out one row a fee."""
        return fee_columns(self.pools, self.period, self.currency)

    @classmethod
    def _other_data(cls, data: Mapping[str, Any]) -> str:
        """Recognise the data of an agreement, which has models and no fees."""
        pools = data.get("pools")
        first = pools[0] if isinstance(pools, list | tuple) and pools else None
        if isinstance(first, Mapping) and "model" in first and "quotas" not in first:
            return (
                "this is an agreement, not its fees; read it as one: Agreement.load(…).allocate()"
            )
        return ""

    def _blocks(self) -> Iterator[Block]:
        """Lay out fees, members × pools, with totals where there are several pools."""
        charged = self.internal_fees().member_totals if passing_on(self.pools) else None
        yield fee_table(
            self.pools,
            self.member_totals,
            total=self.total,
            passed_on=charged,
            passed_on_total=self._passed_on,
            caption=heading(self.name, self.period, self.currency),
        )
        ordered = () if self.step_down is None else self.step_down.order
        yield from uncharged([name for name in self.members if name not in ordered], self.pools)
        if self.step_down is not None:
            yield join(" ", [*self.step_down.in_words(labels_of(self.pools))])

    def _sheets(self) -> "Iterable[Sheet]":
        """Lay out the derivation of each pool in formulas."""
        return self.explain()._sheets()  # noqa: SLF001 - a result as well

    def _about(self) -> str:
        return (
            f"{self.name}: {counted(len(self.members), 'member')}, "
            f"{counted(len(self.pools), 'pool')}, "
            f"{with_currency(number(self.total), self.currency)}"
        )
