"""Pools that charge each other: their totals are solved at once, exactly, and then rounded once."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from costshare import overhead
from costshare.agreement._model_words import kind_word
from costshare.agreement._pool import Pool
from costshare.amounts import plain
from costshare.apportionment import RoundingRule, round_units
from costshare.errors import CostshareError, some_of
from costshare.fields import OrderRule
from costshare.models import Facts, Term, add_terms, given, terms_of, write_model
from costshare.words import say, say_all

Shares = Mapping[str, Mapping[str, Fraction]]
"""By pool of a circle, what it charges each member of every unit that it shares."""


class Solved(NamedTuple):
    """What the equations of a circle give for one of its pools.

    Attributes
    ----------
    circle : tuple of str
        Pools that were solved together.
    titles : tuple of str
        What people read for them.
    exact : Fraction
        Total that the pool shares, as the equations give it.
    total : Fraction
        The same in whole units: its own costs and what it takes over.
    fees : mapping of str to Fraction
        What it charges other members of the circle, in whole units.
    """

    circle: tuple[str, ...]
    titles: tuple[str, ...]
    exact: Fraction
    total: Fraction
    fees: Mapping[str, Fraction]

    def rounding(self, unit: Fraction) -> RoundingRule:
        """Say which way the total was rounded."""
        is_down = round_units(self.exact / unit, "down") * unit == self.total
        return "down" if is_down else "up"

    def in_units(self, quotas: Mapping[str, Fraction]) -> Term:
        """Make the term that leads from exact quotas to whole units inside the circle.

        The other members share what these leave in proportion to their quotas.
        """
        rest = self.total - sum(self.fees.values(), Fraction(0))
        others = sum((q for name, q in quotas.items() if name not in self.fees), Fraction(0))
        factor = rest / others - 1 if others else Fraction(0)
        label = say("whole units inside the circle of {pools}", pools=say_all(list(self.titles)))
        return given(
            label,
            {
                name: self.fees[name] - quota if name in self.fees else quota * factor
                for name, quota in quotas.items()
            },
        )


def solve_circle(pools: Sequence[Pool], facts: Mapping[str, Facts]) -> dict[str, Solved]:
    """Solve the totals of pools that charge each other, and round what they charge each other.

    The total of each pool is its own costs, which include what pools before the circle charge it,
    and its share of the total of every pool in the circle.

    Raises
    ------
    CostshareError
        If the pools have no common unit, round in another way than by largest remainder, or pass
        their costs on to nobody outside the circle; if the shares of one depend on its total.
    """
    circle = tuple(pool.name for pool in pools)
    _refuse_other_rounding(pools)
    shares, without = _shares(pools, facts)
    solution = _solve({pool.name: pool.total or Fraction(0) for pool in pools}, shares)
    totals = {**solution.passed_on, **{name: solution.amounts[name] for name in without}}
    for name, error in without.items():
        if totals[name]:
            raise error
    for pool in pools:
        _refuse_other_shares(pool, facts[pool.name], shares.get(pool.name), totals, circle)
    whole = solution.rounded_matrix(pools[0].unit.size)
    own = {pool.name: pool.total or Fraction(0) for pool in pools}
    return {
        name: Solved(
            circle,
            tuple(pool.label or pool.name for pool in pools),
            totals[name],
            own[name] + sum((Fraction(row[name]) for row in whole.values()), Fraction(0)),
            {
                other: Fraction(whole[name][other]) if name in whole else Fraction(0)
                for other in circle
                if other in facts[name].names
            },
        )
        for name in circle
    }


def order_by(rule: OrderRule, pools: Sequence[Pool], facts: Mapping[str, Facts]) -> tuple[str, ...]:
    """Order pools that charge each other for a step-down, as `overhead.step_down` does.

    Their costs are their own, and service is what they charge others by their models.

    Raises
    ------
    CostshareError
        If the shares of a pool with costs cannot be computed.
    """
    shares, without = _shares(pools, facts)
    own = {pool.name: pool.total or Fraction(0) for pool in pools}
    for name, error in without.items():
        if own[name]:
            raise error
    costs, services = _with_outside(own, {name: shares.get(name, {}) for name in own})
    return overhead.step_down(costs, services, order=rule).order or ()


def _shares(
    pools: Sequence[Pool], facts: Mapping[str, Facts]
) -> tuple[dict[str, Mapping[str, Fraction]], dict[str, CostshareError]]:
    """Compute what each pool charges of every unit, or why it cannot be computed.

    Shares are taken at a total of the size that may be shared.
    """
    size = sum((abs(pool.total or Fraction(0)) for pool in pools), Fraction(0)) or Fraction(1)
    shares: dict[str, Mapping[str, Fraction]] = {}
    without: dict[str, CostshareError] = {}
    for pool in pools:
        try:
            quotas = _quotas(pool, facts[pool.name], size)
        except CostshareError as why:
            without[pool.name] = why
        else:
            shares[pool.name] = {name: quota / size for name, quota in quotas.items()}
    return shares, without


def _refuse_other_rounding(pools: Sequence[Pool]) -> None:
    """Refuse units that differ, and fees that are not shared by largest remainder."""
    circle = some_of([pool.name for pool in pools])
    first = pools[0]
    for pool in pools:
        if pool.unit != first.unit:
            msg = (
                f"pools {circle} charge each other, and pool {first.name} has unit "
                f"{plain(first.unit.size)}, pool {pool.name} unit {plain(pool.unit.size)}; pass "
                "one unit to all of them"
            )
            raise CostshareError(msg)
        if pool.rule.method != "largest_remainder":
            msg = (
                f"pools {circle} charge each other, and pool {pool.name} has method "
                f"{pool.rule.method}; support='reciprocal' rounds by largest_remainder: leave "
                "method out"
            )
            raise CostshareError(msg)


def _quotas(pool: Pool, facts: Facts, total: Fraction) -> Mapping[str, Fraction]:
    """Return the exact quotas of a pool at a total."""
    try:
        return add_terms(facts, terms_of(pool.model, facts, total))
    except CostshareError as error:
        raise type(error)(f"pool {pool.name}: {error}") from error


def _solve(own: Mapping[str, Fraction], shares: Shares) -> overhead.OverheadAllocation:
    """Solve the equations of a circle; all members outside count as one.

    Raises
    ------
    CostshareError
        If costs would go round for ever.
    """
    costs, services = _with_outside(own, shares)
    outside = next(reversed(costs))
    try:
        return overhead.reciprocal(costs, services)
    except CostshareError:
        stuck = _stuck(services, outside)
        if not stuck:
            raise
    names = some_of(list(stuck))
    msg = (
        f"costs of {names} cannot be passed on: {names} charge nobody outside their circle, so "
        "nobody would pay; let one of them charge a member that pays in the end"
    )
    raise CostshareError(msg) from None


def _with_outside(
    own: Mapping[str, Fraction], shares: Shares
) -> tuple[dict[str, Fraction], dict[str, dict[str, Fraction]]]:
    """Write costs and services as `overhead` reads them: all members outside are the last one."""
    outside = "outside"
    while outside in own:
        outside += "'"
    services = {
        name: {
            **{other: share for other, share in each.items() if other in own},
            outside: sum((s for other, s in each.items() if other not in own), Fraction(0)),
        }
        for name, each in shares.items()
    }
    return {**own, outside: Fraction(0)}, services


def _stuck(services: Shares, outside: str) -> list[str]:
    """Name the pools from which no cost gets out of the circle."""
    out = {outside, *[name for own in services.values() for name in own if name not in services]}
    while new := {
        name
        for name, own in services.items()
        if name not in out and any(share and other in out for other, share in own.items())
    }:
        out |= new
    return [name for name in services if name not in out]


def _refuse_other_shares(
    pool: Pool,
    facts: Facts,
    shares: Mapping[str, Fraction] | None,
    totals: Mapping[str, Fraction],
    circle: Sequence[str],
) -> None:
    """Refuse a pool whose shares at the solved total are not those that were solved with."""
    total = totals[pool.name]
    if shares is None or not total:
        return
    if _quotas(pool, facts, total) != {name: total * share for name, share in shares.items()}:
        kind = kind_word(write_model(pool.model))
        msg = (
            f"pool {pool.name} is one of the pools {some_of(list(circle))}, which charge each "
            f"other, and its shares (model {kind}) depend on its total, as with fixed amounts and "
            "bounds; share it in proportion, or pass support='step_down' and order=["
            f"{', '.join(map(repr, circle))}]"
        )
        raise CostshareError(msg)
