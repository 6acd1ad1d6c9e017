"""Change the models, figures, members or totals of an agreement."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from costshare.agreement import Agreement, Member, Pool, Version
from costshare.amounts import Amount, read_amount
from costshare.apportionment import round_units
from costshare.errors import CostshareError, quoted, unknown_name
from costshare.fields import (
    each_once,
    given_as,
    given_list,
    has_names,
    percent_text,
    read_by_name,
    read_name,
    read_percent,
)
from costshare.models import Fixed, ModelLike
from costshare.periods import DayLike, Period, read_day

if TYPE_CHECKING:
    import pandas as pd


def what_if(
    agreement: Agreement,
    *,
    population: "Mapping[str, Amount] | pd.Series[Any] | None" = None,
    drivers: Mapping[Any, Mapping[str, Amount]] | None = None,
    models: Mapping[str, ModelLike] | None = None,
    leaving: Iterable[str] | Mapping[str, DayLike] = (),
    joining: Iterable[Member] = (),
    total: Mapping[str, Amount] | None = None,
    total_change: Amount | Mapping[str, Amount] | None = None,
    name: str | None = None,
) -> Agreement:
    """Change an agreement, to `compare` it with today's.

    Parameters
    ----------
    agreement : Agreement
        Today's agreement, which stays as it is.
    population : mapping of str to number, or Series, optional
        New populations by member; other members keep theirs.
    drivers : mapping of str to mapping, optional
        New figures by member and driver. A driver with a reference date gets the figure at that
        date.
    models : mapping of str to model, optional
        New models by pool. The pool keeps its total and unit; agreed amounts replace the total. A
        setting that the new model has no use for is left out.
    leaving : list of str, or mapping of str to date
        Names of members that leave altogether, or the day by name on which a member leaves: the
        first day on which it is no longer a member. The day before becomes the last day of its
        membership, `Member.left`, and its fees are prorated. If the day is not after the first
        day of the period, the member has no fees; a day after the period changes later periods
        only.
    joining : list of Member
        Members that join, last in order; prorated from the day that `joined` states. They share
        the pools that do not name members.
    total : mapping of str to number, optional
        New totals by pool, also for a pool that needs one for its new model.
    total_change : str, or mapping of pool to str, optional
        ``"5%"`` more, or ``"-2%"``, by pool or for every pool that shares a total by a rule (agreed
        amounts and price lists stay). A new total is rounded half up to the unit of the pool,
        unless its method is ``"each"``. A pool with versions then has the version of the period
        only, also with a new model.
    name : str, optional
        Name of the new agreement; the same if left out.

    Returns
    -------
    Agreement
        The new agreement.

    Raises
    ------
    CostshareError
        If a member, driver or pool is unknown, if a member without a day in the period has an
        agreed amount in a pool, and if the new agreement is invalid.

    Examples
    --------
    >>> import costshare as cs
    >>> members = [cs.Member(name="A", population=100), cs.Member(name="B", population=300)]
    >>> pool = cs.Pool(name="office", total=1000, model=cs.PerCapita())
    >>> board = cs.Agreement(name="Board", period="2022", members=members, pools=[pool])
    >>> cs.compare(
    ...     {
    ...         "today": board,
    ...         "A grows": cs.what_if(board, population={"A": 200}),
    ...         "5 % more": cs.what_if(board, total_change="5%"),
    ...     }
    ... ).fees()
            today  A grows  5 % more
    member
    A         250      400       263
    B         750      600       787

    B leaves at the end of April, and the office is shared equally:

    >>> flat = cs.what_if(board, models={"office": cs.Flat()}, leaving={"B": "2022-05-01"})
    >>> flat.members[1].left
    datetime.date(2022, 4, 30)
    >>> flat.allocate().member_totals
    {'A': Decimal('753'), 'B': Decimal('247')}
    """
    given_as(Agreement, agreement, "agreement", "an Agreement")
    figures = _figures(agreement, population, drivers)
    pools = {pool.name: pool.in_period(agreement.period) for pool in agreement.pools}
    changed = _with_models(pools, models, agreement.period)
    gone, last_days = _leaving(agreement, pools | changed, leaving)
    new = given_list(Member, joining, "joining", "Member(name=…, population=…)")
    members = [
        _with_figures(agreement, member, figures.get(member.name, {}), last_days)
        for member in agreement.members
        if member.name not in gone
    ]
    for pool, amount in _totals(pools | changed, set(changed), total, total_change).items():
        without = changed.get(pool, pools[pool])
        changed[pool] = (
            _by_version(without, agreement.period, total=amount)
            if without.total is None
            else without.replace(total=amount)
        )
    return agreement.replace(
        name=agreement.name if name is None else name,
        members=[*members, *new],
        pools=[_without(changed.get(pool.name, pool), gone) for pool in agreement.pools],
    )


def _figures(agreement: Agreement, population: Any, drivers: Any) -> dict[str, dict[str, Amount]]:
    """Read new figures by member and driver, and check the names."""
    changes: dict[str, dict[str, Amount]] = {}
    for member, figure in _pairs(population, "population"):
        changes.setdefault(member, {})["population"] = figure
    for member, figures in _pairs(drivers, "drivers"):
        for driver, figure in _pairs(figures, f"drivers of {member}"):
            if driver in changes.get(member, {}):
                msg = f"{driver} of {member} is given twice; give it once"
                raise CostshareError(msg)
            changes.setdefault(member, {})[driver] = figure
    names = [member.name for member in agreement.members]
    known = dict.fromkeys(agreement.reference_dates)
    known |= {driver: None for member in agreement.members for driver in member.driver_values}
    for member, new in changes.items():
        if member not in names:
            raise unknown_name("member", member, names)
        for driver in new:
            if driver not in known:
                raise unknown_name("driver", driver, known)
    return changes


def _pairs(given: Any, what: str) -> Iterable[tuple[str, Any]]:
    """Yield names and values of an argument that may be left out."""
    return () if given is None else read_by_name(given, what).items()


def _with_figures(
    agreement: Agreement,
    member: Member,
    figures: Mapping[str, Amount],
    last_days: Mapping[str, date],
) -> Member:
    """Return a member with new figures, and with its last day if it leaves on a day."""
    changes: dict[str, Any] = {"drivers": dict(member.drivers), "series": dict(member.series)}
    if member.name in last_days:
        changes["left"] = last_days[member.name]
    for driver, figure in figures.items():
        reference_date = agreement.reference_dates.get(driver)
        if reference_date is not None:
            series = reference_date.series or driver
            day = reference_date.date_for(agreement.period)
            changes["series"][series] = {**changes["series"].get(series, {}), day: figure}
        elif driver == "population" and driver not in member.drivers:
            changes["population"] = figure
        else:
            changes["drivers"][driver] = figure
    return member.replace(**changes)


def _with_models(pools: Mapping[str, Pool], given: Any, period: Period) -> dict[str, Pool]:
    """Return the pools that get a new model, with it."""
    way_out = "models by pool, like {'office': Flat()}"
    models = {} if given is None else read_by_name(given, "models", way_out=way_out)
    changed = {}
    for name, model in models.items():
        if name not in pools:
            raise unknown_name("pool in models:", name, pools)
        if model is None:
            msg = f"the model of pool {name} is None; leave the pool out, or pass one like Flat()"
            raise CostshareError(msg)
        try:
            changed[name] = _by_version(pools[name], period, model=model)
        except CostshareError as error:
            raise type(error)(f"models: pool {name}: {error}") from error
    return changed


def _by_version(pool: Pool, period: Period, **changes: Any) -> Pool:
    """Change a pool as a version does, so that settings without a use are left out."""
    version = Version(since=period.first, **changes)
    if isinstance(version.model, Fixed):
        free = {"total": None, "method": None, "ties": None, "rounding": None, "round_each": "fee"}
        return pool.replace(model=version.model, **free)
    return pool.replace(versions=[version]).in_period(period)


def _leaving(
    agreement: Agreement, pools: Mapping[str, Pool], leaving: Any
) -> tuple[set[str], dict[str, date]]:
    """Read who leaves altogether, and the last days of those that leave on a day."""
    names = [member.name for member in agreement.members]
    if isinstance(leaving, str):
        msg = f"leaving {quoted(leaving)} is not a list; pass [{quoted(leaving)}]"
        raise CostshareError(msg)
    days: dict[str, date] = {}
    if has_names(leaving):
        read = read_by_name(leaving, "leaving")
        days = {name: _day_before(day, name) for name, day in read.items()}
        gone = list(days)
    else:
        gone = [read_name(name) for name in given_list(str, leaving, "leaving", "names")]
    each_once("leaving member", gone)
    for name in gone:
        if name not in names:
            raise unknown_name("leaving member", name, names)
        if name in days and days[name] >= agreement.period.first:
            continue
        for pool in pools.values():
            if isinstance(pool.model, Fixed) and name in _agreed(pool.model):
                msg = (
                    f"pool {pool.name} has an amount agreed with {name}, which leaves; pass "
                    f"models={{{pool.name!r}: …}} with what the others pay"
                )
                raise CostshareError(msg)
    return set(gone) - set(days), days


def _day_before(day: Any, member: str) -> date:
    """Return the last day of a member that leaves on a day."""
    first = read_day(day, what=f"day in leaving of {member}")
    if first == date.min:
        msg = f"{member} leaves {first}, and no day is before that; pass a later day"
        raise CostshareError(msg)
    return first - timedelta(days=1)


def _agreed(model: Fixed) -> set[str]:
    """Return the members with an agreed amount."""
    return {name for amounts in (model.amounts, *model.lines.values()) for name in amounts}


def _without(pool: Pool, gone: set[str]) -> Pool:
    """Return a pool without the members that leave altogether."""
    if not gone:
        return pool
    members = pool.members
    return pool.replace(
        members=None if members is None else [name for name in members if name not in gone],
        exempt=[name for name in pool.exempt if name not in gone],
    )


def _totals(
    pools: Mapping[str, Pool], changed: set[str], total: Any, change: Any
) -> dict[str, Fraction]:
    """Read new totals; a pool of those with another model may have had none."""
    amounts = {
        name: read_amount(amount, f"total of pool {name}")
        for name, amount in _pairs(total, "total")
    }
    new = {name for name in changed if name in amounts and not isinstance(pools[name].model, Fixed)}
    for name in amounts:
        _check_total(pools, name, new)
    for name, part in changes_of_totals(pools, change, new).items():
        pool = pools[name]
        amounts[name] = whole_total(pool, amounts.get(name, pool.total or Fraction(0)) * (1 + part))
    return amounts


def changes_of_totals(
    pools: Mapping[str, Pool], change: Any, new: Collection[str] = ()
) -> dict[str, Fraction]:
    """Read by which part the total of each pool changes; the `new` ones share one as well.

    Raises
    ------
    CostshareError
        If a pool is unknown or shares no total, or a total would fall by more than all of it.
    """
    if isinstance(change, str) or not (change is None or has_names(change)):
        every = read_percent(change, "total_change")
        parts = {name: every for name, pool in pools.items() if shares_a_total(pool) or name in new}
    else:
        parts = {
            name: read_percent(part, f"total_change of pool {name}")
            for name, part in _pairs(change, "total_change")
        }
    for name, part in parts.items():
        _check_total(pools, name, new)
        if part < -1:
            msg = f"total_change {percent_text(part)} of pool {name} leaves less than nothing; "
            raise CostshareError(msg + "a total can fall by '-100%' at most")
    return parts


def _check_total(pools: Mapping[str, Pool], name: str, new: Collection[str]) -> None:
    """Raise unless a pool is known and shares a total."""
    if name not in pools:
        raise unknown_name("pool", name, pools)
    if name not in new and not shares_a_total(pools[name]):
        msg = f"pool {name} has agreed amounts or prices, so its total follows from them; "
        raise CostshareError(msg + "change its model instead")


def whole_total(pool: Pool, exact: Fraction) -> Fraction:
    """Round a total half up to the unit of its pool, unless its fees need not sum to it."""
    if pool.method == "each":
        return exact
    return round_units(exact / pool.unit.size, "half_up") * pool.unit.size


def shares_a_total(pool: Pool) -> bool:
    """Return whether a pool shares a total by a rule."""
    return pool.total is not None and not isinstance(pool.model, Fixed)
