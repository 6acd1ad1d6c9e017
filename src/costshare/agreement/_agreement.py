"""The agreement: members, pools and a period; `allocate` computes the fees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from costshare.agreement._allocation import Allocation
from costshare.agreement._cascade import closed_by, closed_to_itself, refuse_unordered
from costshare.agreement._member import Member
from costshare.agreement._members import read_member_table
from costshare.agreement._pool import Pool
from costshare.agreement._reference_date import ReferenceDate
from costshare.agreement._sharing import Sharing
from costshare.errors import CostshareError, unknown_name
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
from costshare.periods import PeriodField, PeriodLike
from costshare.results import Table, counted, heading, read_declared, write_file
from costshare.words import join, say, words_of

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
        return self._sharing.facts(pool)

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
        records = self._sharing.records()
        return Allocation(
            name=self.name,
            period=self.period,
            currency=self.currency,
            members=tuple(member.name for member in self.members),
            pools=tuple(records[pool.name] for pool in self.pools),
            step_down=self._sharing.step_down,
        )

    @cached_property
    def _sharing(self) -> Sharing:
        """What the fees are computed with; an order by a rule is found once."""
        by_rule = isinstance(self.order, str)
        alone = by_rule or self.support == "reciprocal"
        sharing = Sharing(
            members=self.members,
            pools=self.pools,
            period=self.period,
            reference_dates=self.reference_dates,
            labels=self.driver_labels,
            closed=closed_to_itself(self.pools) if alone else closed_by(self._listed),
            order=self._listed,
        )
        return sharing.ordered_by(self.order) if isinstance(self.order, str) else sharing

    @property
    def _listed(self) -> tuple[str, ...]:
        """The order where it is stated, not by a rule."""
        return () if isinstance(self.order, str) else self.order

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
