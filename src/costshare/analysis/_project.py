"""Project an agreement over several years: drivers and totals by year, chained damping."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from costshare.agreement import Agreement, Allocation, Pool, known_drivers, same_currency
from costshare.amounts import Amount, read_amount
from costshare.analysis._by_year import (
    YearFigures,
    read_amounts,
    read_by_year,
    read_figures,
    read_years,
)
from costshare.analysis._pool_changes import shares_a_total, whole_total
from costshare.analysis._projection import ByYear, Projection
from costshare.analysis._what_if import changes_of_totals, what_if
from costshare.errors import CostshareError, quoted, unknown_name
from costshare.fields import given_as
from costshare.frames import AnyFrame
from costshare.models import Damped, Model, WithinBounds
from costshare.periods import Period, PeriodLike

if TYPE_CHECKING:
    import pandas as pd

Factor = Callable[[str, int], Fraction]
"""By pool, what its total is multiplied by from the year before a place to the year there."""


def project(
    agreement: Agreement,
    *,
    years: Iterable[PeriodLike],
    drivers: "Mapping[Any, Mapping[str, Any] | AnyFrame] | AnyFrame | None" = None,
    totals: Mapping[Any, Mapping[str, Amount]] | None = None,
    total_change: Amount | Mapping[str, Amount] | None = None,
    index: "Mapping[Any, Amount] | pd.Series[Any] | None" = None,
    baseline: Agreement | None = None,
) -> Projection:
    """Project an agreement over several years: fees, changes and cumulated effect by year.

    The period of the agreement is the start, the first year of the projection. In each year the
    agreement is allocated with that year as its period: versions, reference dates, an index, a
    phase-in and the days of membership follow.

    Parameters
    ----------
    agreement : Agreement
        Agreement of the first year.
    years : list of int, str or Period
        Years to project, in order: ``[2023, 2024]``. The first year may be among them. A frame may
        have a year as 2023.0, or as the time of its first day.
    drivers : mapping of year to driver to member to number, or frame, optional
        New figures: ``{2023: {"population": {"Kiruna": 22_433}}}``; the figures of one driver may
        be a Series, those of one year a frame of members × drivers. Or one frame of any library
        with columns ``year``, ``member``, and one for each driver (or ``driver`` and one of
        figures). A member without a figure in a year keeps the last one, and so does one whose
        figure is missing (None, NaN or NA, in whatever shape). A driver with a reference date gets
        the figure at the date that the year goes by, and needs one in each year.
    totals : mapping of year to pool to number, optional
        New totals. A pool keeps its total until a year that has another.
    total_change : str, or mapping of pool to str, optional
        Yearly change of totals, ``"2%"``, of a pool or of every pool that shares a total by a rule.
        It is compounded exactly; each year is then rounded half up to the unit of the pool, unless
        the method of the pool is ``"each"``.
    index : mapping of year to number, or Series, optional
        Price index that totals follow instead: those of a year are those of the year before × its
        index ÷ the index of the year before, exactly, and rounded as with `total_change`.
    baseline : Agreement, optional
        Agreement to compare with in each year, such as today's, with the same figures and totals;
        its period is the first year or an earlier one. If left out, years are compared with the
        first one.

    Returns
    -------
    Projection
        An `Allocation` for each year, and frames, tables and a picture of all years.

    Raises
    ------
    CostshareError
        If a year, member, driver or pool is unknown, a year is listed twice, out of order or before
        the agreement, or a year cannot be allocated; the message names the year.

    Notes
    -----
    A `Damped` model (also inside or around a `Bounded`) starts from the fees of the year before in
    this projection; a member for a part of one of the two years from its fee in proportion to the
    days. A version that states another total begins a new course of totals. A member that left has
    no use and no agreed amount in the years after: pass its use as 0 in `drivers`, and give the
    pool a `Version` with the amounts of the others.

    Examples
    --------
    >>> import costshare as cs
    >>> members = [cs.Member(name="A", population=100), cs.Member(name="B", population=300)]
    >>> rule = cs.Phased(before=cs.Flat(), after=cs.PerCapita(), start=2023, years=2)
    >>> pool = cs.Pool(name="office", total=1000, model=rule)
    >>> board = cs.Agreement(name="Board", period="2022", members=members, pools=[pool])
    >>> people = {2024: {"population": {"A": 150}}}
    >>> plan = cs.project(board, years=[2023, 2024], drivers=people, total_change="2%")
    >>> plan.fees()
            2022  2023  2024
    member
    A        500   383   347
    B        500   637   693
    >>> plan.cumulated()
            2023  2024
    member
    A       -117  -270
    B        137   330
    """
    given_as(Agreement, agreement, "agreement", "an Agreement")
    if baseline is not None:
        given_as(Agreement, baseline, "baseline", "an Agreement")
        same_currency(agreement.currency, baseline.currency, "the baseline")
        if baseline.period.first > agreement.period.first:
            msg = f"the baseline is of {baseline.period}, and the first year is {agreement.period}"
            raise CostshareError(f"{msg}; pass a baseline of that year or an earlier one")
    periods = read_years(agreement.period, years)
    names = [str(period) for period in periods]
    both = [agreement] if baseline is None else [agreement, baseline]
    figures = read_figures(drivers, names)
    _check_names(figures, both)
    amounts = read_amounts(totals, "totals", names)
    factor = _growth(both, periods, total_change, index)
    _check_pools(amounts, both)
    course = [
        _project(each, periods, figures, amounts, factor, what=what)
        for each, what in zip(both, ("", "baseline "), strict=False)
    ]
    return Projection(
        name=agreement.name,
        currency=next((each.currency for each in both if each.currency is not None), None),
        allocations=ByYear(course[0]),
        baseline=ByYear(course[1] if baseline is not None else {}),
    )


def _check_names(figures: YearFigures, agreements: Sequence[Agreement]) -> None:
    """Refuse figures of a member or a driver that no agreement has."""
    members = {member.name: None for each in agreements for member in each.members}
    drivers = {driver: None for each in agreements for driver in known_drivers(each)}
    for year, by_member in figures.items():
        for member, own in by_member.items():
            if member in drivers and member not in members:
                nested = f"{{{member!r}: {{{next(iter(own))!r}: …}}}}"
                msg = f"{quoted(member)} in drivers of {year} is a driver; the figures of a year "
                raise CostshareError(f"{msg}are by driver, then member: {nested}")
            if member not in members:
                raise unknown_name(f"member in drivers of {year}:", member, members)
            for driver in own:
                if driver not in drivers:
                    raise unknown_name(f"driver in drivers of {year}:", driver, drivers)


def _check_pools(
    amounts: Mapping[str, Mapping[str, Fraction]], agreements: Sequence[Agreement]
) -> None:
    """Refuse totals of a pool that no agreement has."""
    pools = {pool.name: None for each in agreements for pool in each.pools}
    for year, by_pool in amounts.items():
        for name in by_pool:
            if name not in pools:
                raise unknown_name(f"pool in totals of {year}:", name, pools)


def _growth(
    agreements: Sequence[Agreement], periods: Sequence[Period], change: Any, index: Any
) -> Factor:
    """Read what totals are multiplied by from year to year."""
    if change is not None and index is not None:
        msg = "give total_change or index; both are given"
        raise CostshareError(msg)
    years = [str(period) for period in periods]
    if index is not None:
        values = {
            year: read_amount(value, f"index of {year}")
            for year, value in read_by_year(index, "index", years).items()
        }
        for year in years:
            if year not in values:
                msg = f"index has no value for {year}; add it, it has {', '.join(values)}"
                raise CostshareError(msg)
            if values[year] <= 0:
                msg = f"index of {year} is {values[year]}; an index is above zero"
                raise CostshareError(msg)
        return lambda _, place: values[years[place]] / values[years[place - 1]]
    pools = [
        _in_year(pool, period) for each in agreements for pool in each.pools for period in periods
    ]
    sharing = {pool.name for pool in pools if shares_a_total(pool)}
    changes = changes_of_totals({pool.name: pool for pool in pools}, change, sharing)
    spans = [later.first.year - first.first.year for first, later in pairwise(periods)]
    return lambda pool, place: (1 + changes.get(pool, Fraction(0))) ** spans[place - 1]


def _project(
    agreement: Agreement,
    periods: Sequence[Period],
    figures: YearFigures,
    amounts: Mapping[str, Mapping[str, Fraction]],
    factor: Factor,
    *,
    what: str,
) -> dict[str, Allocation]:
    """Allocate every year, each from the figures and the fees before it; `what` is for errors."""
    totals = {pool.name: _course_of(pool, periods, amounts, factor) for pool in agreement.pools}
    members, drivers = agreement.members, known_drivers(agreement)
    names = {each.name for each in members}
    course: dict[str, Allocation] = {}
    before: Allocation | None = None
    for period in periods:
        year = str(period)
        try:
            new = {
                member: {each: figure for each, figure in own.items() if each in drivers}
                for member, own in figures.get(year, {}).items()
                if member in names
            }
            total = {name: own[year] for name, own in totals.items() if year in own}
            pools = [_in_year(pool, period) for pool in agreement.pools]
            here = agreement.replace(period=period, pools=pools, members=members)
            now = what_if(here, drivers=new, total=total) if new or total else here
            members = now.members  # they keep their figures, those by date as well
            if before is not None:
                now = _damped_from(before, now)
            before = now.allocate()
            course[year] = before.final_fees()
        except CostshareError as error:
            raise type(error)(f"{what}year {year}: {error}") from error
    return course


def _in_year(pool: Pool, period: Period) -> Pool:
    """Return the pool with what applies in a year; one that changes within it as it is.

    The allocation of that year refuses the latter, and names the year.
    """
    try:
        return pool.in_period(period)
    except CostshareError:
        return pool


def _course_of(
    pool: Pool,
    periods: Sequence[Period],
    amounts: Mapping[str, Mapping[str, Fraction]],
    factor: Factor,
) -> dict[str, Fraction]:
    """Return the total of a pool in each year in which it is not the one that the pool states."""
    course: dict[str, Fraction] = {}
    exact = stated = None
    for place, period in enumerate(periods):
        year, here = str(period), _in_year(pool, period)
        given = amounts.get(year, {}).get(pool.name)
        if given is not None:
            exact = course[year] = given
        elif place == 0 or here.total != stated:
            exact = here.total
        elif exact is not None:
            exact *= factor(pool.name, place)
            if shares_a_total(here) and exact != here.total:
                course[year] = whole_total(here, exact)
        stated = here.total
    return course


def _damped_from(before: Allocation, agreement: Agreement) -> Agreement:
    """Start the damped pools of a year from the fees of the year before."""
    pools = [pool.in_period(agreement.period) for pool in agreement.pools]
    if not any(_is_damped(pool.model) for pool in pools):
        return agreement
    parts = {each.name: each.proration_in(agreement.period) for each in agreement.members}
    changed = []
    for pool in pools:
        if _is_damped(pool.model):
            _refuse_gap(before, agreement, pool)
            record = before.pool(pool.name)
            fees = {
                name: abs(Fraction(fee)) / record.proration.get(name, 1) * parts[name]
                for name, fee in record.fees.items()
                if parts[name]
            }
            pool = pool.replace(model=_from_fees(pool.model, fees)) if fees else pool  # noqa: PLW2901
        changed.append(pool)
    return agreement.replace(pools=changed)


def _is_damped(model: Model) -> bool:
    """Return whether a model is damped, or bounds one that is."""
    return isinstance(model, WithinBounds) and (
        isinstance(model, Damped) or _is_damped(model.model)
    )


def _from_fees(model: Model, fees: Mapping[str, Fraction]) -> Model:
    """Let each damped model start from some fees."""
    if not isinstance(model, WithinBounds):
        return model
    changes = {"previous": fees} if isinstance(model, Damped) else {}
    return model.replace(model=_from_fees(model.model, fees), **changes)


def _refuse_gap(before: Allocation, agreement: Agreement, pool: Pool) -> None:
    """Raise if a year is missing between two years of a pool that is damped from year to year."""
    assert before.period is not None  # noqa: S101 - of an agreement
    if before.period.last + timedelta(days=1) != agreement.period.first:
        msg = f"pool {pool.name} is damped from year to year, and {before.period} is the year "
        raise CostshareError(msg + f"before {agreement.period} here; add the years between")
