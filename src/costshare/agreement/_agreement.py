"""The agreement: members, pools and a period; `allocate` computes the fees."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from costshare.agreement._allocation import Allocation
from costshare.agreement._cascade import (
    charges_of,
    circles_in_order,
    closed_by,
    closed_to_itself,
    refuse_unordered,
    take_over,
)
from costshare.agreement._member import Member
from costshare.agreement._members import read_member_table
from costshare.agreement._pool import Pool
from costshare.agreement._pool_allocation import PoolAllocation
from costshare.agreement._reference_date import ReferenceDate, drivers_at
from costshare.agreement._share import share_pool
from costshare.agreement._step_down import StepDown
from costshare.errors import CostshareError, some_of, unknown_name
from costshare.fields import (
    NOTHING_BY_NAME,
    ByName,
    Currency,
    Declared,
    Name,
    OneOf,
    OrderRule,
    ReadOnly,
    WordOr,
    each_once,
    given_as,
)
from costshare.frames import AnyFrame
from costshare.models import Facts, own_model, write_model
from costshare.periods import MemberDays, PeriodField, PeriodLike
from costshare.results import Table, counted, heading, read_declared, write_file
from costshare.words import join, say, words_of

if TYPE_CHECKING:
    from costshare.agreement._reciprocal import Solved

_KINDS = (".toml", ".json")

Support = Literal["step_down", "reciprocal"]


_BY_RULE: Mapping[str, str] = {
    "most_service": say("in a step-down, most service first"),
    "largest_costs": say("in a step-down, largest costs first"),
}


class Agreement(Declared):
    """Members, pools and the rules that share the costs of a period.

    Parameters
    ----------
    name : str
        Name of the agreement.
    period : str or two dates
        ``"2022"``, ``"2022-Q2"``, ``"2022-05"``, or first and last day.
    currency : str, optional
        Currency of all amounts, as an ISO 4217 code.
    host : str, optional
        Member that bears the costs and issues the invoices.
    members : list of Member, mapping of name to drivers, or frame
        Members, each name once. A frame of any library (pandas, Polars, PyArrow, DuckDB …) has a
        row for each member and a column for each driver, with the names in the column ``name`` or
        ``member``, or the index of a pandas frame. A missing cell is a driver that the member does
        not have.
    pools : list of Pool
        Pools, each name once.
    reference_dates : mapping of str to ReferenceDate, optional
        Date that applies in the period, for each driver that the members have by date.
    driver_labels : mapping of str to str, optional
        What people read for drivers in tables and explanations, such as
        ``{"population": "invånare"}``; their names where left out.
    support : {"step_down", "reciprocal"}, optional
        How pools that charge each other pass their costs on: by ``"step_down"`` one after another,
        in the order of `order`; by ``"reciprocal"`` at once, by totals that solve their
        simultaneous equations exactly and are then rounded. No pool charges its own member. List
        the `members` of these pools: without members they do not charge each other. If left out, a
        circle is an error.
    order : list of str, {"most_service", "largest_costs"}, optional
        For a step-down: pools with ``receives=True``, the first to pass its costs on first. None of
        them charges itself, or one before it. By a rule, as in `overhead.step_down`, the pools of
        each circle are ordered by their own costs in the period, and by the service that they
        charge each other by their models; pools in no circle keep their levels.

    Raises
    ------
    CostshareError
        If a name occurs twice or is unknown, a driver is given both with and without dates, a
        label is for a driver that no member has, pools pass costs on in a circle, `support` is
        given and no pools charge each other since their `members` are left out, or a step-down and
        its `order` are not given together.

    Examples
    --------
    >>> import costshare as cs
    >>> board = cs.Agreement(
    ...     name="Board",
    ...     period="2022",
    ...     members=[cs.Member(name="A", population=1), cs.Member(name="B", population=2)],
    ...     pools=[
    ...         cs.Pool(name="office", total=100, model=cs.Flat()),
    ...         cs.Pool(name="archive", total=50, model=cs.PerCapita(), exempt=["A"]),
    ...     ],
    ... )
    >>> board.allocate().to_frame()
            office  archive
    member
    A           50     <NA>
    B           50       50
    """

    name: Name
    period: PeriodField
    currency: Currency = None
    host: Name | None = None
    members: Annotated[tuple[Member, ...], Field(min_length=1), BeforeValidator(read_member_table)]
    pools: Annotated[tuple[Pool, ...], Field(min_length=1)]
    reference_dates: ByName[ReferenceDate] = Field(default_factory=ReadOnly)
    driver_labels: ByName[Name] = Field(default_factory=ReadOnly)
    support: Annotated[Support, OneOf("support", Support)] | None = None
    order: Annotated[
        tuple[Name, ...] | OrderRule, WordOr("order of step_down", OrderRule, tuple[Name, ...])
    ] = ()

    def __init__(
        self,
        *,
        name: str,
        period: PeriodLike,
        currency: str | None = None,
        host: str | None = None,
        members: Iterable[Member | Mapping[str, Any]]
        | Mapping[str, Mapping[str, object]]
        | AnyFrame,
        pools: Iterable[Pool | Mapping[str, Any]],
        reference_dates: Mapping[str, ReferenceDate | Mapping[str, Any]] = NOTHING_BY_NAME,
        driver_labels: Mapping[str, str] = NOTHING_BY_NAME,
        support: str | None = None,
        order: Iterable[str] | str = (),
    ) -> None: ...

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        names = {member.name: None for member in self.members}  # a set, in the order listed
        each_once("member", [member.name for member in self.members])
        each_once("pool", [pool.name for pool in self.pools])
        for pool in self.pools:
            for name in (*(pool.members or ()), *pool.exempt):
                if name not in names:
                    raise unknown_name(f"member in pool {pool.name}:", name, names)
        each_once("pool in order", self._listed)
        if (self.support == "step_down") != bool(self.order):
            msg = (
                "support='step_down' and order go together; pass both, such as "
                "support='step_down', order=['HR', 'IT'] or order='most_service', or leave both out"
            )
            raise CostshareError(msg)
        may_circle = self.support == "reciprocal" or isinstance(self.order, str)
        refuse_unordered(
            self.pools, names, self._listed, support=self.support, may_circle=may_circle
        )
        return self

    @model_validator(mode="after")
    def _one_source_of_each_driver(self) -> Self:
        known = {series: None for member in self.members for series in member.series}
        for driver, reference_date in self.reference_dates.items():
            series = reference_date.series or driver
            if series not in known:
                raise unknown_name(f"series of reference date {driver}:", series, known)
            for member in self.members:
                if driver in member.driver_values:
                    msg = (
                        f"member {member.name} has driver {driver!r} without a date, and reference "
                        f"date {driver} takes it by date; put it in the series"
                    )
                    raise CostshareError(msg)
        return self

    @model_validator(mode="after")
    def _labels_of_known_drivers(self) -> Self:
        known = known_drivers(self)
        for driver in self.driver_labels:
            if driver not in known:
                raise unknown_name("driver with a label:", driver, known)
        return self

    def facts(self, pool: Pool) -> Facts:
        """Return the members that take part in a pool, with their drivers and proration.

        Raises
        ------
        CostshareError
            If no member takes part.
        """
        given_as(Pool, pool, "pool", "a Pool of the agreement")
        ordered = self._in_order()
        if ordered is not self:
            return ordered.facts(pool)
        return self._facts(pool, self._places, self._closed)

    def _facts(
        self, pool: Pool, places: Mapping[str, int], closed_to: Mapping[str, Sequence[str]]
    ) -> Facts:
        """Return the facts of a pool; `places` are those of the members in the list.

        A pool does not charge the members that are `closed_to` it.
        """
        chosen = dict.fromkeys(places if pool.members is None else pool.members)
        passing = self._passing_on if pool.receives and pool.members is None else ()
        closed = closed_to.get(pool.name, ())
        for name in (*pool.exempt, *passing, *closed):
            chosen.pop(name, None)
        listed = sorted(places[name] for name in chosen if name in places)
        named = [self.members[at] for at in listed]
        taking = [member for member in named if member.takes_part_in(self.period)]
        drivers, missing = {}, {}
        for member in taking:
            at = drivers_at(member, self.reference_dates, self.period)
            drivers[member.name], missing[member.name] = at
        proration = {member.name: member.proration_in(self.period) for member in taking}
        if not drivers:
            but = (
                " but its own" if pool.name in closed and pool.name in (pool.members or ()) else ""
            )
            msg = f"pool {pool.name} has no members{but} in {self.period}; name some, or drop the "
            raise CostshareError(f"{msg}pool")
        absent = {
            member.name: member.driver_values for member in named if member.name not in drivers
        }
        labels = self.driver_labels
        return Facts(drivers, proration, missing, self.period, absent, labels=labels)

    def allocate(self) -> Allocation:
        """Compute every fee.

        Returns
        -------
        Allocation
            Fees by member and pool.

        Raises
        ------
        CostshareError
            If the facts do not fit the model of a pool; the message names the pool.
        """
        ordered = self._in_order()
        if ordered is not self:
            fees = ordered.allocate()
            by_rule = fees.step_down and replace(fees.step_down, order_rule=self._order_rule)
            return replace(fees, step_down=by_rule)
        dates = {name: rule.dates_for(self.period) for name, rule in self.reference_dates.items()}
        memberships = {member.name: member.membership_in(self.period) for member in self.members}
        places, closed_to = self._places, self._closed
        share = partial(self._share, places=places, dates=dates, memberships=memberships)
        records: dict[str, PoolAllocation] = {}
        taken: dict[str, dict[str, Decimal]] = {name: {} for name in self._passing_on}
        present = self._present
        charges = charges_of(self.pools, closed_to, present)
        for group in circles_in_order(self.pools, charges):
            now = {
                pool.name: take_over(pool.in_period(self.period), taken.get(pool.name, {}))
                for pool in group
            }
            try:
                records |= share(now, closed_to)
            except CostshareError:
                self._refuse_order(now, share)
                raise
            for name in now:
                for member in taken.keys() & records[name].fees.keys():
                    taken[member][name] = records[name].fees[member]
        for name, charged in taken.items():
            if charged:
                own = {pool.name: charged[pool.name] for pool in self.pools if pool.name in charged}
                records[name] = replace(records[name], taken_over=own)
        return Allocation(
            name=self.name,
            period=self.period,
            currency=self.currency,
            members=tuple(places),
            pools=tuple(records[pool.name] for pool in self.pools),
            step_down=StepDown.of(self._listed, self.pools, present) if self._listed else None,
        )

    def _share(
        self,
        pools: Mapping[str, Pool],
        closed_to: Mapping[str, Sequence[str]],
        *,
        places: Mapping[str, int],
        dates: Mapping[str, Sequence[date]],
        memberships: Mapping[str, MemberDays | None],
    ) -> dict[str, PoolAllocation]:
        """Share one pool, or those of a circle, with what they take over."""
        facts = {name: self._facts(pool, places, closed_to) for name, pool in pools.items()}
        solved = _solve(list(pools.values()), facts) if len(pools) > 1 else {}
        return {
            name: share_pool(pool, facts[name], dates, memberships, solved.get(name))
            for name, pool in pools.items()
        }

    def _refuse_order(
        self, pools: Mapping[str, Pool], share: Callable[..., Mapping[str, PoolAllocation]]
    ) -> None:
        """Refuse an order by which a pool can charge nobody, and could without it.

        Raises
        ------
        CostshareError
            If it can charge only members whose pools passed on before it.
        """
        name, *others = pools
        before = self._closed.get(name, ())[:-1]
        if others or not before:
            return
        try:
            share(pools, closed_to_itself(self.pools))
        except CostshareError:
            return  # its members are at fault, not the order
        msg = (
            f"pool {name} comes after {some_of(before)} in order=["
            f"{', '.join(map(repr, self._listed))}], so it has nobody left to charge; place it "
            "earlier"
        )
        raise CostshareError(msg)

    def _in_order(self) -> Self:
        """Return the agreement with the order that its rule gives in its period."""
        rule = self._order_rule
        if rule is None:
            return self
        from costshare.agreement._reciprocal import order_by  # late: few agreements have a circle

        order: list[str] = []
        for group in circles_in_order(
            self.pools, charges_of(self.pools, self._closed, self._present)
        ):
            if len(group) > 1:
                facts = {pool.name: self._facts(pool, self._places, self._closed) for pool in group}
                now = [pool.in_period(self.period) for pool in group]
                order += order_by(rule, now, facts)
            elif group[0].receives and group[0].name in (group[0].members or ()):
                order.append(group[0].name)
        return self.replace(order=order, support="step_down" if order else None)

    @property
    def _listed(self) -> tuple[str, ...]:
        """The order where it is stated, not by a rule."""
        return () if isinstance(self.order, str) else self.order

    @property
    def _order_rule(self) -> OrderRule | None:
        """The rule that gives the order, where it is not stated."""
        return self.order if isinstance(self.order, str) else None

    @property
    def _places(self) -> dict[str, int]:
        """Place of each member in the list."""
        return {member.name: at for at, member in enumerate(self.members)}

    @property
    def _present(self) -> set[str]:
        """Members that take part in the period."""
        return {each.name for each in self.members if each.takes_part_in(self.period)}

    @property
    def _closed(self) -> Mapping[str, Sequence[str]]:
        """Members that pools of their names charge no more, by pool: each its own, or some more."""
        if self.support == "reciprocal" or isinstance(self.order, str):
            return closed_to_itself(self.pools)
        return closed_by(self.order)

    @property
    def _passing_on(self) -> list[str]:
        """Members whose fees pools of their names take over."""
        return [pool.name for pool in self.pools if pool.receives]

    def __repr__(self) -> str:
        """Say what it is in one line; `print` shows the pools."""
        members, pools = counted(len(self.members), "member"), counted(len(self.pools), "pool")
        return f"<Agreement {self.name} {self.period}: {members}, {pools}>"

    def __str__(self) -> str:
        return self._table().text()

    def _repr_html_(self) -> str:
        return self._table().html()

    def to_text(self, *, lang: str = "en") -> str:
        """Write the table of pools that ``print`` shows, in any language of costshare.

        Parameters
        ----------
        lang : str, default "en"
            Code of the language: ``"en"`` or ``"sv"``.

        Raises
        ------
        CostshareError
            If the language is unknown, and where Babel is not installed.

        Examples
        --------
        >>> import costshare as cs
        >>> pool = cs.Pool(name="office", total=1000, model=cs.Flat(), label="Kontor")
        >>> boden = cs.Member(name="Boden")
        >>> board = cs.Agreement(name="A", period="2022", members=[boden], pools=[pool])
        >>> print(board.to_text())
        A 2022
        <BLANKLINE>
                model  total  unit
        --------------------------
        Kontor   flat  1 000     1
        """
        return self._table().text(words_of(lang))

    def _table(self) -> Table:
        """Lay out the pools."""
        from costshare.agreement._model_words import kind_word  # late: only words need it

        takes_over = any(pool.receives for pool in self.pools)
        return Table(
            header=[
                *("", say("model"), say("total"), say("unit")),
                *([say("takes over")] if takes_over else []),
            ],
            rows=[
                [
                    *(pool.label or pool.name, kind_word(write_model(pool.model))),
                    *(pool.total, pool.unit),
                    *([self._takes_over(pool)] if takes_over else []),
                ]
                for pool in self.pools
            ],
            caption=heading(self.name, self.period, self.currency),
        )

    def _takes_over(self, pool: Pool) -> str:
        """Say what a pool takes over, and when it passes that on in a step-down."""
        if not pool.receives:
            return ""
        costs = say("costs of other pools")
        if isinstance(self.order, str):
            return join(", ", [costs, _BY_RULE[self.order]])
        if pool.name not in self.order:
            return costs
        number = str(self.order.index(pool.name) + 1)
        return join(", ", [costs, say("number {number} of the step-down", number=number)])

    def save(self, path: str | Path) -> None:
        """Write the agreement to a ``.toml`` or ``.json`` file; exact numbers become strings.

        Raises
        ------
        CostshareError
            If a pool has a model of your own, which no file can hold, or the file has another
            ending.
        """
        for pool in self.pools:
            for model in (pool.model, *(each.model for each in pool.versions)):
                own = None if model is None else own_model(model)
                if own is not None:
                    msg = f"pool {pool.name} has a model of your own ({type(own).__name__}), "
                    raise CostshareError(msg + "which cannot be written to a file; keep it in code")
        data = self.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
        write_file(path, data, _KINDS)

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read an agreement from a ``.toml`` or ``.json`` file.

        Raises
        ------
        CostshareError
            If the file does not hold an agreement; the message names the place in the file, such
            as ``pools[2].model.flat_share`` (counted from 0).
        FileNotFoundError
            If there is no such file.
        """
        return read_declared(cls, path, _KINDS)

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """Return the JSON Schema of agreement files, for editors that check and complete them."""
        return cls.model_json_schema(mode="validation")


def known_drivers(agreement: Agreement) -> dict[str, None]:
    """Name the drivers that the members of an agreement have, or that it takes by date."""
    own = (driver for member in agreement.members for driver in member.driver_values)
    return dict.fromkeys([*own, *agreement.reference_dates])


def _solve(circle: Sequence[Pool], facts: Mapping[str, Facts]) -> dict[str, Solved]:
    from costshare.agreement._reciprocal import solve_circle  # late: few agreements have a circle

    return solve_circle(circle, facts)
