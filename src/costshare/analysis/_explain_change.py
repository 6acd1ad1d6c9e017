"""Explain why fees changed between two scenarios or two years."""

from collections.abc import Sequence

from costshare.agreement import Agreement, Allocation, same_currency
from costshare.amounts import read_amount
from costshare.analysis._change_terms import change_terms
from costshare.analysis._fee_change import FeeChange, KnownDrivers
from costshare.analysis._fees import fees_to_explain, members_of, pools_of
from costshare.analysis._figures import drivers_of
from costshare.errors import CostshareError
from costshare.fields import find_name, given_as, given_list, read_name
from costshare.results import counted


def explain_change(
    before: Agreement | Allocation,
    after: Agreement | Allocation,
    member: str | None = None,
    pool: str | None = None,
    *,
    names: Sequence[str] | None = None,
) -> FeeChange:
    """Explain why fees changed: what each change adds to each fee, exactly.

    One thing changes after another, in this order: members (who takes part, and for how long),
    previous fees of a damped model, the total, new figures of each driver (of the member, then of
    the others), another driver in the place of one (for all members at once), values by date
    (prices, index), the rule, and the rounding. What a change adds is the quota after it less the
    quota before it, so the terms sum to the difference of the fees.

    In a cascade, the total of a pool that takes over costs changes by its own costs and by all
    that changes what other pools charge it, at every level: their totals, its drivers there, their
    rules and their rounding. Each is a term, with what it adds to the fee of those who pay in the
    end. Among pools that charge each other, the total of each is one change.

    Parameters
    ----------
    before, after : Agreement or Allocation
        Two scenarios or two years.
    member, pool : str, optional
        Member and pool to explain; all of them if left out. Of a member that passes its fees on,
        these fees.
    names : two str, optional
        What the two are called; the periods, or the names of the agreements, if left out and
        these differ.

    Returns
    -------
    FeeChange
        Prints as sentences for one member, and as a table for all.

    Raises
    ------
    CostshareError
        If the currencies differ, a name is unknown, the member takes no part in the pool, or an
        agreement does not allocate.

    Examples
    --------
    >>> import costshare as cs
    >>> figures = {"A": {"population": 100}, "B": {"population": 300}}
    >>> now = cs.allocate(1000, cs.PerCapita(), figures)
    >>> then = cs.allocate(1200, cs.Mixed(flat_share="0.5"), {**figures, "A": {"population": 200}})
    >>> print(cs.explain_change(now, then, "A"))
    A pays 290 more for fee: 250 → 540
      1. pool total 1 000 → 1 200: +50
      2. population 100 → 200: +180
      3. rule (by population → 50 % equally and the rest by population): +60
    <BLANKLINE>
    Each amount is what a change adds after those before it. They sum to the difference.
    """
    one, other = (_read_side(each, what) for each, what in ((before, "before"), (after, "after")))
    return change_of(
        one[0],
        other[0],
        (one[1], other[1]),
        member=member,
        pool=pool,
        names=_two_names(one[0], other[0]) if names is None else _read_names(names),
    )


def change_of(
    before: Allocation,
    after: Allocation,
    drivers: tuple[KnownDrivers, KnownDrivers],
    *,
    member: str | None,
    pool: str | None,
    names: tuple[str, str] | None,
) -> FeeChange:
    """Explain the change between two allocations; `drivers` are what is known besides."""
    same_currency(before.currency, after.currency, "after")
    whole = before, after
    who = None if member is None else find_name("member", member, members_of(whole))
    which = None if pool is None else find_name("pool", pool, pools_of(whole))
    paid = fees_to_explain(before, after, who, which)
    if who is not None and which is not None:
        sides = [each.pool(which) for each in paid if which in each.pool_totals]
        if not any(who in each.fees for each in sides):
            msg = f"{who} takes no part in pool {which}, before or after; pass a pool that it "
            raise CostshareError(msg + "pays to")
    terms = change_terms(before, after, drivers, who, which)
    return FeeChange(before, after, *drivers, names, who, which, terms)


def _read_side(given: Agreement | Allocation, what: str) -> tuple[Allocation, KnownDrivers]:
    """Return an allocation, and the drivers that an agreement states besides."""
    if not isinstance(given, Agreement):
        return given_as(Allocation, given, what, "an Allocation or an Agreement"), {}
    drivers = {
        name: {driver: read_amount(each, driver) for driver, each in its.items()}
        for name, its in drivers_of(given).items()
    }
    return given.allocate(), drivers


def _two_names(one: Allocation, other: Allocation) -> tuple[str, str] | None:
    """Call two allocations by their periods or their names, where these differ."""
    for mine, its in ((one.period, other.period), (one.name, other.name)):
        if mine is not None and its is not None and mine != its:
            return str(mine), str(its)
    return None


def _read_names(names: Sequence[str]) -> tuple[str, str]:
    """Read what two allocations are called."""
    read = [read_name(each, what="name") for each in given_list(str, names, "names", "two names")]
    if len(read) != 2:
        msg = f"names has {counted(len(read), 'name')}; pass two, for before and after"
        raise CostshareError(msg)
    return read[0], read[1]
