"""Draws of cascades: pools that take over what the member of their name is charged in others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from hypothesis.strategies import DrawFn

from costshare.agreement import Agreement, Pool, PoolAllocation
from costshare.amounts import Unit, common_unit
from costshare.models import Flat, Mixed
from costshare.testing._pools import draw_pool
from costshare.testing._whole import Whole, integers, one_of

# How many members pass their fees on, and how pools that charge each other do; most agreements
# have one level.
_KINDS: tuple[tuple[int, str | None], ...] = (
    *[(0, None)] * 9,
    *[(1, None)] * 3,
    *[(2, None)] * 2,
    *[(2, "step_down"), (2, "reciprocal")],
)
_FINER = (1, 1, 2, 10)


@dataclass(frozen=True)
class Levels:
    """Who passes fees on.

    Parameters
    ----------
    names : tuple of str
        Members, the first to pass its fees on first.
    support : str or None
        How their pools pass costs on if they charge each other.
    """

    names: tuple[str, ...] = ()
    support: str | None = None

    @property
    def settings(self) -> dict[str, Any]:
        """What the agreement must be given."""
        order = self.names if self.support == "step_down" else ()
        return {"support": self.support, "order": order}


def draw_levels(whole: Whole, here: Sequence[str], most: int) -> Levels:
    """Draw which of these members, `most` at most, pass their fees on; one of them pays."""
    many, support = one_of(whole, _KINDS)
    left, names = list(here), list[str]()
    for _ in range(min(many, most, len(here) - 1)):
        names.append(left.pop(whole(0, len(left) - 1)))
    return Levels(tuple(names), support if len(names) == many else None)


def add_levels(
    draw: DrawFn,
    whole: Whole,
    levels: Levels,
    agreement: Agreement,
    facts: Mapping[str, Mapping[str, Fraction]],
) -> Agreement:
    """Draw the pools of the members that pass fees on, at any place in the list."""
    plain = agreement.pools
    pools = {pool.name: pool for pool in plain}
    for name in levels.names:
        listed = list(pools)
        listed.insert(whole(0, len(pools)), name)
        # It stands for the pool that is drawn later: the levels before charge what they will.
        unit = common_unit([pool.unit for pool in plain]).size / max(_FINER)
        members = None if levels.support is None else list(facts)
        pools[name] = Pool(name=name, unit=unit, model=Flat(), members=members, receives=True)
        pools = {each: pools[each] for each in listed}
    if levels.support == "reciprocal":
        step = _finer(whole, plain)
        pools |= {name: _in_circle(draw, whole, name, step, facts) for name in levels.names}
    else:
        for at, name in enumerate(levels.names):
            given = agreement.replace(pools=pools.values(), **levels.settings)
            pools[name] = _level(draw, whole, at, levels, given=given, facts=facts)
    return agreement.replace(pools=pools.values(), **levels.settings)


def _level(
    draw: DrawFn,
    whole: Whole,
    at: int,
    levels: Levels,
    *,
    given: Agreement,
    facts: Mapping[str, Mapping[str, Fraction]],
) -> Pool:
    """Draw the pool of one of these members, for what the pools that are given charge it."""
    name = levels.names[at]
    later = levels.names[at + 1 :] if whole(0, 1) else ()
    charged = {each: own for each, own in facts.items() if each not in set(levels.names) - {*later}}
    charges = [pool for pool in given.allocate().pools if name in pool.fees]
    pool = draw_pool(
        draw,
        whole,
        charged,
        name=name,
        unit=_finer(whole, charges or [pool for pool in given.pools if not pool.receives]),
        period=given.period,
        taken=sum((Fraction(each.fees[name]) for each in charges), Fraction(0)),
    )
    if not later and levels.support is None:
        return pool
    # Without members named, it would charge nobody whose fees are passed on.
    taking = [each for each in charged if each not in pool.exempt]
    if pool.members is not None:
        taking = list(pool.members)
    if levels.support == "step_down":
        taking += levels.names[: at + 1]  # whom it does not charge, by the order
    return pool.replace(members=taking, exempt=())


def _in_circle(
    draw: DrawFn, whole: Whole, name: str, unit: Unit, facts: Mapping[str, Mapping[str, Fraction]]
) -> Pool:
    """Draw a pool of a circle, which charges everybody else."""
    by_population = any(own.get("population") for each, own in facts.items() if each != name)
    model = Mixed(flat_share="0.25") if whole(0, 1) and by_population else Flat()
    return Pool(
        name=name,
        total=draw(integers(-20, 10**6)) * unit.size,
        unit=unit,
        model=model,
        members=list(facts),
        receives=True,
    )


def _finer(whole: Whole, pools: Sequence[Pool | PoolAllocation]) -> Unit:
    """Draw a unit of which those of all pools are multiples."""
    return Unit(common_unit([pool.unit for pool in pools]).size / one_of(whole, _FINER))
