"""The derivation of a pool as plain data, from which another program computes each fee again."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from costshare.agreement._pool_allocation import PoolAllocation
from costshare.amounts import plain
from costshare.models import BrokenTie, Idle, Quantity, ShareRounding
from costshare.periods import PeriodField


def pool_data(
    pool: PoolAllocation,
    model: object,
    members: tuple[str, ...],
    period: PeriodField | None,
    currency: str | None,
) -> dict[str, Any]:
    """Write the derivation of a pool, with the lines of some members."""
    means = {driver: [str(day) for day in days] for driver, days in pool.averaged_dates.items()}
    return {
        "pool": pool.name,
        "period": None if period is None else str(period),
        "currency": currency,
        "total": plain(pool.total),
        "unit": plain(pool.unit.size),
        "method": pool.method,
        "ties": pool.ties,
        "rounding": pool.rounding,
        "round_each": pool.round_each,
        "rounding_difference": str(pool.rounding_difference),
        "model": model,
        "reference_dates": {driver: str(day) for driver, day in pool.reference_dates.items()},
        **({"averaged_dates": means} if means else {}),
        **_total_of(pool),
        **_taken_over_by(pool),
        "terms": [
            {
                "role": term.role,
                "label": str(term.label),
                "driver": term.driver,
                "amount": str(term.amount),
                "rate": None if term.rate is None else str(term.rate),
                "prorated": term.prorated,
                "line": term.line,
                "factor": None if term.factor is None else str(term.factor),
                "weights": _texts(term.weights, members),
                "quotas": _texts(term.quotas, members),
                "binding": _texts(term.binding, members),
                "quantity": _quantity(term.quantity, members),
                "idle": _idle(term.idle),
                "share_rounding": _share_rounding(term.share_rounding, members),
            }
            for term in pool.terms
        ],
        "bounds": {
            name: [plain(its.lowest), None if its.highest is None else plain(its.highest)]
            for name in members
            if (its := pool.bounds.get(name)) is not None
        },
        "broken_ties": _ties(pool.broken_ties),
        "lines": [
            {
                "member": line.member,
                "drivers": {name: plain(value) for name, value in line.drivers.items()},
                "proration": str(line.proration),
                "quota": str(line.quota),
                "floor": f"{line.floor:f}",
                "extra_unit": line.extra_unit,
                "fee": f"{line.fee:f}",
            }
            for line in map(pool.line, members)
        ],
    }


def _texts(numbers: Mapping[str, Fraction], members: Iterable[str]) -> dict[str, str]:
    return {name: str(numbers[name]) for name in members if name in numbers}


def _quantity(quantity: Quantity | None, members: Iterable[str]) -> dict[str, Any] | None:
    """State what weights follow from."""
    if quantity is None:
        return None
    above, up_to, free = (
        None if each is None else _texts(each, members)
        for each in (quantity.above, quantity.up_to, quantity.free)
    )
    return {
        "counts": quantity.counts,
        "of": _texts(quantity.of, members),
        "free": free,
        "package": None if quantity.package is None else str(quantity.package),
        "above": above,
        "up_to": up_to,
        "share": str(quantity.share),
    }


def _idle(idle: Idle | None) -> dict[str, str] | None:
    """State what the amount of idle capacity follows from."""
    if idle is None:
        return None
    return {
        "provided": str(idle.provided),
        "used": str(idle.used),
        "promised": str(idle.promised),
        "price": str(idle.price),
    }


def _share_rounding(
    rounding: ShareRounding | None, members: Iterable[str]
) -> dict[str, Any] | None:
    """State what rounded shares follow from."""
    if rounding is None:
        return None
    return {
        "shares": _texts(rounding.shares, members),
        "places": rounding.places,
        "method": rounding.method,
        "ties": rounding.ties,
        "rounding": rounding.rounding,
        "broken_ties": _ties(rounding.broken_ties),
    }


def _ties(ties: Iterable[BrokenTie]) -> list[dict[str, list[str]]]:
    """State who was tied for a last unit, and who got one."""
    return [{"tied": list(tie.tied), "won": list(tie.won)} for tie in ties]


def _total_of(pool: PoolAllocation) -> dict[str, str]:
    """State a total that was rounded, and how."""
    if pool.unrounded_total is None or pool.round_total is None:
        return {}
    return {"unrounded_total": str(pool.unrounded_total), "round_total": pool.round_total}


def _taken_over_by(pool: PoolAllocation) -> dict[str, Any]:
    """State what a pool takes over, and its own total."""
    if not pool.taken_over:
        return {}
    taken = {name: f"{amount:f}" for name, amount in pool.taken_over.items()}
    solved = {"solved": list(pool.solved)} if pool.solved else {}
    return {"own_total": plain(pool.own_total), "taken_over": taken, **solved}
