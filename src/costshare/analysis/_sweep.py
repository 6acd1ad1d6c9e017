"""Sweep the flat share of `Mixed`, over a total or over what members pay today."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from costshare.agreement import MembersLike, PoolAllocation, read_members
from costshare.amounts import Amount, Unit, common_unit, read_amount
from costshare.analysis._fee_steps import BreakEven
from costshare.analysis._swept import Sweep, check_rules
from costshare.apportionment import read_method, read_tie_rule
from costshare.errors import CostshareError
from costshare.fields import read_currency, read_name, read_share
from costshare.models import Facts

_SWEPT = "largest_remainder"


def sweep(
    total: Amount,
    members: MembersLike,
    *,
    member: str | None = None,
    driver: str = "population",
    unit: Amount = 1,
    method: str = "largest_remainder",
    ties: str = "listed",
    lowest: Amount = 0,
    highest: Amount = 1,
    currency: str | None = None,
) -> Sweep:
    """Share a total by `Mixed`, as a function of the flat share.

    Parameters
    ----------
    total : number
        The amount to share, a whole multiple of `unit`.
    members : iterable of Member, mapping of name to drivers, or frame
        As in `allocate`.
    member : str, optional
        Name of the frame's column of members' names, as in `allocate`.
    driver : str, default "population"
        Driver by which the rest is shared.
    unit, method, ties
        As in `allocate`; ties by ``listed``, ``largest`` or ``smallest``.
    lowest, highest : number from 0 to 1, or per cent
        Flat shares at the ends of the sweep.
    currency : str, optional
        Currency of all amounts, as an ISO 4217 code.

    Returns
    -------
    Sweep
        ``at(share)`` returns every fee, ``jumps(member)`` the shares at which a fee changes.

    Raises
    ------
    CostshareError
        If members, drivers or total are invalid, and if a share is outside 0 to 1.

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
    """
    facts, _ = read_members(members, member=member)
    size, exact = Unit.read(unit), read_amount(total, "total")
    size.count(exact, "total")
    ends = read_share(lowest, "lowest share"), read_share(highest, "highest share")
    name, rule = read_name(driver, what="driver"), read_tie_rule(ties)
    check_rules(facts, name, rule, ends)
    return Sweep(
        members=facts.names,
        driver_values=facts.read(name),
        total=exact,
        unit=size,
        driver=name,
        method=read_method(method),
        ties=rule,
        lowest=ends[0],
        highest=ends[1],
        currency=read_currency(currency),
        proration=facts.proration,
    )


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
    swept = sweep(
        sum(fees.values(), Fraction(0)),
        Facts({name: {driver: figures[name]} for name in fees}, proration),
        driver=driver,
        unit=common_unit(pool.unit for pool in pools),
        method=next((each for each in methods if each != _SWEPT), _SWEPT),
        ties="listed" if tie_rule in {None, "error"} else tie_rule,
    )
    return swept.break_even(fees)
