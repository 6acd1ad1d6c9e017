"""Change the models, figures, members or totals of an agreement."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from costshare.agreement import Agreement, Member, Pool, known_drivers
from costshare.amounts import Amount, is_any_frame, read_amount
from costshare.analysis._by_year import figures_in_frame, is_without_value
from costshare.analysis._pool_changes import changed_from, grown, shares_a_total, with_total
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
from costshare.frames import AnyFrame
from costshare.models import Fixed, ModelLike
from costshare.periods import DayLike, Period, read_midnight

if TYPE_CHECKING:
    import pandas as pd


def what_if(
    agreement: Agreement,
    *,
    population: "Mapping[str, Amount] | pd.Series[Any] | None" = None,
    drivers: "Mapping[Any, Mapping[str, Amount]] | AnyFrame | None" = None,
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
    drivers : mapping of str to mapping, or frame, optional
        New figures by member and driver: ``{"Kiruna": {"population": 22_433}}``, or a frame of any
        library with members × drivers, as in `Agreement`. A driver with a reference date gets the
        figure at that date. A missing figure (None, NaN or NA, in whatever shape) leaves the
        member with the figure that it has.
    models : mapping of str to model, optional
        New models by pool. The pool keeps its total and unit; agreed amounts replace the total. A
        setting that the new model has no use for is left out. A new model holds until a version of
        the pool has a model of its own.
    leaving : list of str, or mapping of str to date
        Names of members that leave altogether, or the day by name on which a member leaves: the
        first day on which it is not a member. The day before becomes the last day of its
        membership, `Member.left`, and its fees are prorated. If the day is not after the first
        day of the period, the member has no fees; a day after the period changes later periods
        only.
    joining : list of Member
        Members that join, last in order; prorated from the day that `joined` states. They share
        the pools that do not name members.
    total : mapping of str to number, optional
        New totals by pool, also for a pool that needs one for its new model. A new total holds
        until a version of the pool states one.
    total_change : str, or mapping of pool to str, optional
        ``"5%"`` more, or ``"-2%"``, by pool or for every pool that shares a total by a rule (agreed
        amounts and price lists stay). A new total is rounded half up to the unit of the pool,
        unless its method is ``"each"``. The totals of later versions change by the same part.
    name : str, optional
        Name of the new agreement; the same if left out.

    Returns
    -------
    Agreement
        The new agreement.

    Raises
    ------
    CostshareError
        If a member, driver or pool is unknown, if a member leaves on a day outside its membership,
        if one without a day in the period has an agreed amount in a pool, and if the new agreement
        is invalid.

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
    period = agreement.period
    figures = _figures(agreement, population, drivers)
    pools = {pool.name: pool.in_period(period) for pool in agreement.pools}
    changed = _with_models({pool.name: pool for pool in agreement.pools}, models, period)
    gone, last_days = _leaving(agreement, pools | changed, leaving)
    new = given_list(Member, joining, "joining", "Member(name=…, population=…)")
    members = [
        _with_figures(agreement, member, figures.get(member.name, {}), last_days)
        for member in agreement.members
        if member.name not in gone
    ]
    own = {pool.name: pool for pool in agreement.pools} | changed
    amounts = _totals(pools | changed, set(changed), total)
    own |= {each: with_total(own[each], period, amount) for each, amount in amounts.items()}
    here = {each: pool.in_period(period) for each, pool in own.items()}
    parts = changes_of_totals(here, total_change, set(changed) & set(amounts))
    own |= {each: grown(own[each], period, part) for each, part in parts.items()}
    return agreement.replace(
        name=agreement.name if name is None else name,
        members=[*members, *new],
        pools=[_without(pool, gone) for pool in own.values()],
    )


def _figures(agreement: Agreement, population: Any, drivers: Any) -> dict[str, dict[str, Amount]]:
    """Read new figures by member and driver; missing ones are left out."""
    changes: dict[str, dict[str, Amount]] = {}
    for member, figure in _pairs(population, "population"):
        changes.setdefault(member, {})["population"] = figure
    if is_any_frame(drivers):
        drivers = figures_in_frame(drivers, "drivers")
    for member, figures in _pairs(drivers, "drivers"):
        for driver, figure in _pairs(figures, f"drivers of {member}"):
            if driver in changes.get(member, {}):
                msg = f"{driver} of {member} is given twice; give it once"
                raise CostshareError(msg)
            changes.setdefault(member, {})[driver] = figure
    _check_names(agreement, changes)
    return {
        member: {driver: figure for driver, figure in new.items() if not is_without_value(figure)}
        for member, new in changes.items()
    }


def _check_names(agreement: Agreement, changes: Mapping[str, Mapping[str, Amount]]) -> None:
    """Refuse new figures of a member or a driver that the agreement does not have."""
    names = [member.name for member in agreement.members]
    known = known_drivers(agreement)
    for member, new in changes.items():
        if member in known and member not in names:
            nested = f"{{{next(iter(new), names[0])!r}: {{{member!r}: …}}}}"
            msg = f"{quoted(member)} in drivers is a driver; the figures are by member, then "
            raise CostshareError(f"{msg}driver: {nested}")
        if member not in names:
            raise unknown_name("member", member, names)
        for driver in new:
            if driver not in known:
                raise unknown_name("driver", driver, known)


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
        member = member.until(last_days[member.name])
    for driver, figure in figures.items():
        reference_date = agreement.reference_dates.get(driver)
        if reference_date is not None:
            series = reference_date.series or driver
            day = reference_date.date_for(agreement.period)  # of a mean, its last
            changes["series"][series] = {**changes["series"].get(series, {}), day: figure}
        elif driver == "population" and driver not in member.drivers:
            changes["population"] = figure
        else:
            changes["drivers"][driver] = figure
    try:
        return member.replace(**changes)
    except CostshareError as error:
        msg = f"member {member.name}: {str(error).removeprefix('Member: ')}"
        raise type(error)(msg) from None


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
            changed[name] = changed_from(pools[name], period, model=model)
        except CostshareError as error:
            raise type(error)(f"models: pool {name}: {error}") from error
    return changed


def _leaving(
    agreement: Agreement, pools: Mapping[str, Pool], leaving: Any
) -> tuple[set[str], dict[str, date]]:
    """Read who leaves altogether, and the last days of those that leave on a day."""
    members = {member.name: member for member in agreement.members}
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
        if name not in members:
            raise unknown_name("member in leaving:", name, members)
        if name in days:
            _check_last_day(members[name], days[name])
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
    first = read_midnight(day, f"day in leaving of {member}")
    if first == date.min:
        msg = f"{member} leaves {first}, and no day is before that; pass a later day"
        raise CostshareError(msg)
    return first - timedelta(days=1)


def _check_last_day(member: Member, last: date) -> None:
    """Raise if a last day is not in the membership of a member."""
    day = last + timedelta(days=1)
    if member.memberships is not None:
        if not any(each.first is None or each.first <= last for each in member.memberships):
            first = member.memberships[0].first
            msg = f"{member.name} leaves {day}, and is a member from {first}; pass a later day"
            raise CostshareError(msg)
        end = member.memberships[-1].last
        if end is not None and last > end:
            msg = (
                f"{member.name} leaves {day}, and is a member until {end} only; pass an earlier day"
            )
            raise CostshareError(msg)
        return
    if member.left is not None and last > member.left:
        msg = f"{member.name} leaves {day}, and is a member until {member.left} only; pass an "
        raise CostshareError(msg + "earlier day, or leave it out of leaving")
    if member.joined is not None and last < member.joined:
        msg = f"{member.name} leaves {day}, and is a member from {member.joined}; pass a later day"
        msg += f", or leaving=[{member.name!r}] if it is not to be a member at all"
        raise CostshareError(msg)


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


def _totals(pools: Mapping[str, Pool], changed: Collection[str], given: Any) -> dict[str, Fraction]:
    """Read new totals; a pool of those with another model may have had none."""
    amounts = {
        name: read_amount(amount, f"total of pool {name}")
        for name, amount in _pairs(given, "total")
    }
    new = {name for name in changed if name in amounts and not isinstance(pools[name].model, Fixed)}
    for name in amounts:
        _check_total(pools, name, new)
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
