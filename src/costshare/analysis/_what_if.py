"""Change the figures, members or totals of an agreement."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from costshare.agreement import Agreement, Member, Pool
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
from costshare.models import Fixed

if TYPE_CHECKING:
    import pandas as pd


def what_if(
    agreement: Agreement,
    *,
    population: "Mapping[str, Amount] | pd.Series[Any] | None" = None,
    drivers: Mapping[str, Mapping[str, Amount]] | None = None,
    leaving: Iterable[str] = (),
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
    leaving : list of str
        Names of members that leave.
    joining : list of Member
        Members that join, last in order. They share the pools that do not name members.
    total : mapping of str to number, optional
        New totals by pool.
    total_change : str, or mapping of pool to str, optional
        ``"5%"`` more, or ``"-2%"``, by pool or for every pool that shares a total by a rule (agreed
        amounts and price lists stay). A new total is rounded half up to the unit of the pool. A
        pool with versions then has the version of the period only.
    name : str, optional
        Name of the new agreement; the same if left out.

    Returns
    -------
    Agreement
        The new agreement.

    Raises
    ------
    CostshareError
        If a member, driver or pool is unknown, if a member leaves that has an agreed amount in a
        pool, and if the new agreement is invalid.

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
    """
    given_as(Agreement, agreement, "agreement", "an Agreement")
    figures = _figures(agreement, population, drivers)
    gone = _leaving(agreement, leaving)
    new = given_list(Member, joining, "joining", "Member(name=…, population=…)")
    members = [
        _with_figures(agreement, member, figures.get(member.name, {}))
        for member in agreement.members
        if member.name not in gone
    ]
    amounts = _totals(agreement, total, total_change)
    pools = [
        _pool(pool, gone)
        if pool.name not in amounts
        else _pool(pool.in_period(agreement.period), gone, total=amounts[pool.name])
        for pool in agreement.pools
    ]
    return agreement.replace(
        name=agreement.name if name is None else name, members=[*members, *new], pools=pools
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
    return () if given is None else read_by_name(given, what).items()


def _with_figures(agreement: Agreement, member: Member, figures: Mapping[str, Amount]) -> Member:
    changes: dict[str, Any] = {"drivers": dict(member.drivers), "series": dict(member.series)}
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


def _leaving(agreement: Agreement, leaving: Any) -> set[str]:
    names = [member.name for member in agreement.members]
    if isinstance(leaving, str):
        msg = f"leaving {quoted(leaving)} is not a list; pass [{quoted(leaving)}]"
        raise CostshareError(msg)
    gone = [read_name(name) for name in given_list(str, leaving, "leaving", "names")]
    each_once("leaving member", gone)
    for name in gone:
        if name not in names:
            raise unknown_name("leaving member", name, names)
        for pool in agreement.pools:
            model = pool.in_period(agreement.period).model
            if isinstance(model, Fixed) and name in model.amounts:
                msg = (
                    f"pool {pool.name} has an amount agreed with {name}, which leaves; "
                    "replace the model of the pool first, so that the others pay it"
                )
                raise CostshareError(msg)
    return set(gone)


def _pool(pool: Pool, gone: set[str], **changes: Any) -> Pool:
    if pool.members is not None:
        changes["members"] = [name for name in pool.members if name not in gone]
    changes["exempt"] = [name for name in pool.exempt if name not in gone]
    return pool.replace(**changes)


def _totals(agreement: Agreement, total: Any, change: Any) -> dict[str, Fraction]:
    pools = {pool.name: pool.in_period(agreement.period) for pool in agreement.pools}
    amounts = {
        name: read_amount(amount, f"total of pool {name}")
        for name, amount in _pairs(total, "total")
    }
    if isinstance(change, str) or not (change is None or has_names(change)):
        every = read_percent(change, "total_change")
        parts = {name: every for name, pool in pools.items() if _shares_a_total(pool)}
    else:
        parts = {
            name: read_percent(part, f"total_change of pool {name}")
            for name, part in _pairs(change, "total_change")
        }
    for name in (*amounts, *parts):
        if name not in pools:
            raise unknown_name("pool", name, pools)
        if not _shares_a_total(pools[name]):
            msg = f"pool {name} has agreed amounts or prices, so its total follows from them; "
            raise CostshareError(msg + "change its model instead")
    for name, part in parts.items():
        if part < -1:
            msg = f"total_change {percent_text(part)} of pool {name} leaves less than nothing; "
            raise CostshareError(msg + "a total can fall by '-100%' at most")
        pool = pools[name]
        whole = amounts.get(name, pool.total or Fraction(0)) * (1 + part)
        amounts[name] = round_units(whole / pool.unit.size, "half_up") * pool.unit.size
    return amounts


def _shares_a_total(pool: Pool) -> bool:
    return pool.total is not None and not isinstance(pool.model, Fixed)
