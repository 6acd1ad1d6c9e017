"""Share one pool: its model's quotas, turned into whole units, kept as a record."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from costshare.agreement._pool import Pool
from costshare.agreement._pool_allocation import BrokenTie, PoolAllocation
from costshare.amounts import plain
from costshare.apportionment import apportion_units, round_units, scale_to_whole
from costshare.errors import CostshareError, TieError
from costshare.models import Facts, RuleModel, add_terms, terms_of, write_model


def share_pool(pool: Pool, facts: Facts, dates: Mapping[str, date] | None = None) -> PoolAllocation:
    """Compute every fee of a pool; `dates` are those of drivers taken by date.

    Raises
    ------
    CostshareError
        On facts that do not fit the model, each message with the pool's name before it.
    """
    try:
        return _share(pool, facts, dates or {})
    except CostshareError as error:
        raise type(error)(f"pool {pool.name}: {error}") from error


def _share(pool: Pool, facts: Facts, dates: Mapping[str, date]) -> PoolAllocation:
    terms = terms_of(pool.model, facts, pool.total)
    quotas = add_terms(facts, terms)
    agreed = isinstance(pool.model, RuleModel) and pool.model.agreed
    ties: tuple[BrokenTie, ...] = ()
    if agreed:
        units = {
            name: pool.unit.count(quota, f"agreed amount of {name}")
            for name, quota in quotas.items()
        }
    elif pool.total is None:
        units = {
            name: round_units(quota / pool.unit.size, pool.rounding)
            for name, quota in quotas.items()
        }
    else:
        units, ties = _apportion(pool, pool.unit.count(pool.total, "total"), quotas)
    shared = pool.total is not None and not agreed
    return PoolAllocation(
        name=pool.name,
        total=sum(units.values()) * pool.unit.size,
        unit=pool.unit,
        method=pool.method if shared else None,
        ties=pool.ties if shared else None,
        rounding=None if shared or agreed else pool.rounding,
        billed_by=pool.billed_by,
        model=write_model(pool.model),
        terms=terms,
        quotas=quotas,
        units=units,
        broken_ties=ties,
        presence={name: part for name, part in facts.presence.items() if part != 1},
        vintages={
            term.driver: dates[term.driver]
            for term in terms
            if term.driver is not None and term.driver in dates
        },
    )


def _apportion(
    pool: Pool, total: int, quotas: Mapping[str, Fraction]
) -> tuple[dict[str, int], tuple[BrokenTie, ...]]:
    names = list(quotas)
    _check_signs(total, quotas)
    if not total:
        return dict.fromkeys(names, 0), ()
    weights = scale_to_whole([abs(quota) for quota in quotas.values()])
    parts, broken = apportion_units(total, weights, method=pool.method, ties=pool.ties)
    ties = tuple(
        BrokenTie(
            tied=tuple(names[position] for position in tie.tied),
            won=tuple(names[position] for position in tie.won),
        )
        for tie in broken
    )
    if ties and pool.ties == "error":
        tied = ", ".join(ties[0].tied)
        msg = f"{tied} tie for a last unit; choose who gets it: ties='listed' or 'largest'"
        raise TieError(msg)
    return dict(zip(names, parts, strict=True)), ties


def _check_signs(total: int, quotas: Mapping[str, Fraction]) -> None:
    for name, quota in quotas.items():
        if quota and (quota < 0) != (total < 0):
            msg = (
                f"quota of {name} is {plain(quota)}, of another sign than the total; put charges "
                "and credits in pools of their own"
            )
            raise CostshareError(msg)
