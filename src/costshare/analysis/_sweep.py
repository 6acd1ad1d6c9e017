"""Sweep a share, of `Mixed` or from one model to another, over a total or a pool."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, overload

from costshare.agreement import (
    Agreement,
    MembersLike,
    PoolAllocation,
    read_members,
    share_pool,
)
from costshare.amounts import Amount, Unit, common_unit, read_amount
from costshare.analysis._between import read_ends
from costshare.analysis._fee_steps import BreakEven
from costshare.analysis._swept import Sweep, check_driver, check_rules
from costshare.apportionment import read_method, read_tie_rule
from costshare.errors import CostshareError, quoted
from costshare.fields import find_name, given_list, read_currency, read_name, read_share
from costshare.models import Facts, ModelLike, Proportional, WithinBounds
from costshare.results import counted

_SWEPT = "largest_remainder"


@overload
def sweep(
    total: Amount,
    members: "MembersLike",
    *,
    member: str | None = None,
    driver: str | Sequence[str] | None = None,
    between: Sequence[ModelLike] | None = None,
    unit: Amount | None = None,
    method: str | None = None,
    ties: str | None = None,
    lowest: Amount = 0,
    highest: Amount = 1,
    currency: str | None = None,
) -> Sweep: ...
@overload
def sweep(
    total: Agreement,
    *,
    pool: str | None = None,
    driver: str | Sequence[str] | None = None,
    between: Sequence[ModelLike] | None = None,
    ties: str | None = None,
    lowest: Amount = 0,
    highest: Amount = 1,
) -> Sweep: ...
def sweep(
    total: Amount | Agreement,
    members: "MembersLike | None" = None,
    *,
    pool: str | None = None,
    member: str | None = None,
    driver: str | Sequence[str] | None = None,
    between: Sequence[ModelLike] | None = None,
    unit: Amount | None = None,
    method: str | None = None,
    ties: str | None = None,
    lowest: Amount = 0,
    highest: Amount = 1,
    currency: str | None = None,
) -> Sweep:
    """Share a total by two models, as a function of the share of the second.

    At share 0 all goes by the first model, at share 1 by the second, and in between each quota is
    on the straight line between the two. The flat share of `Mixed` is such a share: from the driver
    to `Flat`.

    Parameters
    ----------
    total : number or Agreement
        The amount to share, a whole multiple of `unit`; or an agreement, of which a pool is
        shared.
    members : iterable of Member, mapping of name to drivers, or frame
        As in `allocate`; an agreement has its own.
    pool : str, optional
        Name of the pool of the agreement, if it has several. Total, members that take part with
        their proration and drivers in the period, unit, method, ties, currency and labels are
        those of the pool. Agreed amounts and prices have no total: the sum of their fees is shared,
        by largest remainder.
    member : str, optional
        Name of the frame's column of members' names, as in `allocate`.
    driver : str, or two of them, optional
        Driver by which the rest of a flat share is shared; if left out, that of the model of the
        pool, or ``"population"``. Two drivers are shared by the first at share 0 and by the second
        at share 1.
    between : two models, optional
        Models at the shares 0 and 1, such as ``(PerCapita(), Proportional(driver="pupils"))``.
    unit, method, ties
        As in `allocate`; ties by ``listed``, ``largest`` or ``smallest``.
    lowest, highest : number from 0 to 1, or per cent
        Shares at the ends.
    currency : str, optional
        Currency of the total, as an ISO 4217 code.

    Returns
    -------
    Sweep
        ``at(share)`` returns every fee, ``jumps(member)`` the shares at which a fee changes.

    Raises
    ------
    CostshareError
        If members, drivers, models or total are invalid, if a share is outside 0 to 1, if an
        argument is given that the pool of an agreement states, and if a model keeps fees (not
        quotas alone) within bounds.

    Examples
    --------
    >>> import costshare as cs
    >>> members = {"A": {"population": 100}, "B": {"population": 300}}
    >>> fees = cs.sweep(1000, members, unit=100)
    >>> fees.at("0.5")
    {'A': Decimal('400'), 'B': Decimal('600')}
    >>> for jump in fees.jumps("A"):
    ...     print(jump.share, jump.before, jump.at, jump.after)
    2/5 300 400 400
    4/5 400 500 500

    A pool of an agreement, from one driver to another:

    >>> board = cs.Agreement(
    ...     name="Board",
    ...     period="2022",
    ...     members=[
    ...         cs.Member(name="A", population=100, drivers={"pupils": 30}),
    ...         cs.Member(name="B", population=300, drivers={"pupils": 50}),
    ...     ],
    ...     pools=[cs.Pool(name="school", total=800, unit=100, model=cs.PerCapita())],
    ... )
    >>> cs.sweep(board, pool="school", driver=["population", "pupils"]).jumps("A")[0].share
    Fraction(1, 2)
    """
    shared: dict[str, Any]
    if isinstance(total, Agreement):
        stated = {
            "members": members,
            "member": member,
            "unit": unit,
            "method": method,
            "currency": currency,
        }
        for argument, given in stated.items():
            if given is not None:
                msg = f"{argument} is that of the pool of the agreement; leave it out"
                raise CostshareError(msg)
        facts, shared, known = _pool(total, pool, is_between=between is not None)
        shared["ties"] = shared["ties"] if ties is None else read_tie_rule(ties)
    else:
        if pool is not None:
            msg = f"pool={quoted(pool)} names a pool of an agreement, and total is not one; pass "
            raise CostshareError(msg + "the agreement in its place, or leave pool out")
        facts, _ = read_members(members, member=member)
        size, exact = Unit.read(1 if unit is None else unit), read_amount(total, "total")
        size.count(exact, "total")
        known = "population"
        shared = {
            "total": exact,
            "unit": size,
            "method": read_method(_SWEPT if method is None else method),
            "ties": read_tie_rule("listed" if ties is None else ties),
            "currency": read_currency(currency),
        }
    ends = read_share(lowest, "lowest share"), read_share(highest, "highest share")
    check_rules(shared["ties"], ends)
    shared |= {"members": facts.names, "proration": facts.proration}
    shared |= {"lowest": ends[0], "highest": ends[1], "driver_labels": facts.labels}
    if between is not None and driver is not None:
        msg = "driver and between are both given; the models of between name their drivers"
        raise CostshareError(msg)
    if isinstance(driver, str) or (driver is None and between is None):
        name = read_name(known if driver is None else driver, what="driver")
        values = facts.read(name)
        check_driver(name, values)
        return Sweep(driver=name, driver_values=values, **shared)
    models = _by_drivers(driver) if between is None else between
    both = read_ends(models, facts, shared["total"])
    return Sweep(driver=None, driver_values={}, between=both, **shared)


def _by_drivers(given: object) -> list[Proportional]:
    """Make the models of two drivers."""
    drivers = given_list(str, given, "driver", "names")
    if len(drivers) != 2:
        msg = f"driver has {counted(len(drivers), 'name')}; pass one, or two to sweep from one to "
        raise CostshareError(f"{msg}the other")
    return [Proportional(driver=read_name(each, what="driver")) for each in drivers]


def _pool(
    agreement: Agreement, given: object, *, is_between: bool
) -> tuple[Facts, dict[str, Any], str]:
    """Read what a pool of an agreement states, and the driver of its model.

    The model of the pool counts only where no two others are given (`is_between`).
    """
    names = [each.name for each in agreement.pools]
    if given is None and len(names) > 1:
        msg = f"the agreement has several pools ({', '.join(names)}); name one: pool={names[0]!r}"
        raise CostshareError(msg)
    name = names[0] if given is None else find_name("pool", given, names)
    pool = agreement.pools[names.index(name)].in_period(agreement.period)
    if pool.receives:  # its total has what it takes over
        pool = pool.replace(total=agreement.allocate().pool(name).total)
    facts, ties = agreement.facts(pool), pool.rule.ties
    record = share_pool(pool.replace(ties=None) if ties == "error" else pool, facts)
    if record.method == "each":
        msg = (
            f"pool {name} rounds each fee on its own, so that its fees do not share a total; "
            "replace its method to sweep it"
        )
        raise CostshareError(msg)
    if isinstance(pool.model, WithinBounds) and not is_between:
        msg = (
            f"pool {name} keeps fees within bounds ({type(pool.model).__name__}), which no sweep "
            "does; replace its model by the one that the bounds are around to sweep it"
        )
        raise CostshareError(msg)
    shared = {
        "total": record.total,
        "unit": record.unit,
        "method": record.method or _SWEPT,
        "ties": ties or "listed",
        "currency": agreement.currency,
        "pool": name,
    }
    return facts, shared, str(record.model.get("driver", "population"))


def break_even(
    pools: Sequence[PoolAllocation], figures: Mapping[str, Fraction], driver: str
) -> tuple[BreakEven, ...]:
    """Share the sum of the pools by one `Mixed`, and find where each fee is what it is today."""
    fees: dict[str, Fraction] = {}
    proration: dict[str, Fraction] = {}
    for pool in pools:
        proration |= pool.proration  # a member has the same one in every pool
        for member, fee in pool.fees.items():
            fees[member] = fees.get(member, Fraction(0)) + Fraction(fee)
    for member in fees:
        if member not in figures:
            msg = f"member {member} has no {driver} to share by; pass drivers=… to compare"
            raise CostshareError(msg)
    methods = [pool.method for pool in pools if pool.method not in {None, "each"}]
    ties = {pool.ties for pool in pools}
    tie_rule = ties.pop() if len(ties) == 1 else None
    members: MembersLike = Facts({name: {driver: figures[name]} for name in fees}, proration)
    swept = sweep(
        sum(fees.values(), Fraction(0)),
        members,
        driver=driver,
        unit=common_unit(pool.unit for pool in pools),
        method=next((each for each in methods if each != _SWEPT), _SWEPT),
        ties="listed" if tie_rule in {None, "error"} else tie_rule,
    )
    return swept.break_even(fees)
