"""Share one pool: its model's quotas, turned into whole units, kept as a record."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from costshare.agreement._pool import Pool
from costshare.agreement._pool_allocation import PoolAllocation
from costshare.amounts import plain
from costshare.errors import CostshareError
from costshare.models import (
    Facts,
    Term,
    WithinBounds,
    add_terms,
    exactly,
    share_difference,
    shared,
    terms_of,
    write_model,
)
from costshare.periods import MemberDays
from costshare.words import say

if TYPE_CHECKING:
    from costshare.agreement._reciprocal import Solved


def share_pool(
    pool: Pool,
    facts: Facts,
    dates: Mapping[str, Sequence[date]] | None = None,
    memberships: Mapping[str, MemberDays | None] | None = None,
    solved: "Solved | None" = None,
) -> PoolAllocation:
    """Compute every fee of a pool; `dates` are those of drivers taken by date.

    `memberships` are the days of each member, where they are known; `solved` is what the equations
    of a circle give for the pool, if it is in one.

    Raises
    ------
    CostshareError
        If the facts do not fit the model; the message begins with the name of the pool.
    """
    try:
        return _share(pool, facts, dates or {}, memberships or {}, solved)
    except CostshareError as error:
        raise type(error)(f"pool {pool.name}: {error}") from error


def count_units(pool: Pool, facts: Facts) -> Mapping[str, int]:
    """Compute the fees of a pool in units; quicker than a record where fees have bounds.

    Raises
    ------
    CostshareError
        If the facts do not fit the model; the message begins with the name of the pool.
    """
    if not isinstance(pool.model, WithinBounds) or pool.rule.round_each == "line":
        return share_pool(pool, facts).counts()
    try:
        quotas, bounds = pool.model.quotas_and_bounds(facts, pool.total)
        return pool.rule.units(quotas, pool.unit, pool.rounded_total or Fraction(0), (), bounds)[0]
    except CostshareError as error:
        raise type(error)(f"pool {pool.name}: {error}") from error


def _share(
    pool: Pool,
    facts: Facts,
    dates: Mapping[str, Sequence[date]],
    memberships: Mapping[str, MemberDays | None],
    solved: "Solved | None",
) -> PoolAllocation:
    proration = {name: part for name, part in facts.proration.items() if part.denominator != 1}
    exact, total, rounding = pool.total, pool.rounded_total, pool.round_total
    if solved is not None:
        exact, total, rounding = solved.exact, solved.total, solved.rounding(pool.unit.size)
    terms = terms_of(pool.model, facts, exact)
    quotas = add_terms(facts, terms)
    rule = pool.rule
    if rule.method != "each" and (off := share_difference(terms)):
        msg = f"rounded shares miss the total by {plain(off)}; pass method='each' to the pool as "
        raise CostshareError(msg + "well, or round the shares by method='largest_remainder'")
    is_rounded = solved is not None or total != exact
    if solved is not None:
        terms = (*terms, solved.in_units(quotas))
    elif is_rounded:
        terms = (*terms, total_rounding(quotas, exact or Fraction(0), total or Fraction(0)))
    quotas = add_terms(facts, terms) if is_rounded else quotas
    bounds = pool.model.bounds(facts, exact) if isinstance(pool.model, WithinBounds) else {}
    units, ties = rule.units(quotas, pool.unit, total or Fraction(0), terms, bounds)
    fees = sum(units.values()) * pool.unit.size
    drivers = {term.driver for term in terms}
    used = {driver: days for driver, days in dates.items() if driver in drivers}
    return PoolAllocation(
        name=pool.name,
        total=fees if total is None else total,
        unrounded_total=exact if is_rounded else None,
        round_total=rounding if is_rounded else None,
        unit=pool.unit,
        method=rule.method,
        ties=rule.ties,
        rounding=rule.rounding,
        round_each=rule.round_each,
        billed_by=pool.billed_by,
        model=write_model(pool.model),
        terms=terms,
        quotas=quotas,
        fees={member: pool.unit.decimal(count) for member, count in units.items()},
        broken_ties=ties,
        proration=proration,
        memberships={
            name: days for name in proration if (days := memberships.get(name)) is not None
        },
        reference_dates={driver: days[-1] for driver, days in used.items()},
        averaged_dates={driver: tuple(days) for driver, days in used.items() if len(days) > 1},
        bounds=bounds,
        label=pool.label,
        driver_labels=facts.labels,
        solved=() if solved is None else solved.circle,
    )


def total_rounding(quotas: Mapping[str, Fraction], exact: Fraction, rounded: Fraction) -> Term:
    """Make the term of what the rounding of a total adds or takes off, by the quotas."""
    label = say("the total rounded to {total}", total=exactly(rounded))
    return shared(label, None, rounded - exact, {name: abs(each) for name, each in quotas.items()})
