"""Change a pool from a period on, with what its later versions keep."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from costshare.agreement import Pool, Version
from costshare.apportionment import round_units
from costshare.errors import CostshareError
from costshare.models import Fixed
from costshare.periods import Period

_SETTINGS = {"method": None, "ties": None, "rounding": None, "round_each": "fee"}
"""Settings of a pool that its model may have no use for, and what stands for none."""


def changed_from(
    pool: Pool, period: Period, later: Sequence[Version] | None = None, **changes: Any
) -> Pool:
    """Change a pool from a period on, as a version does: settings without a use are left out.

    Later versions stay, or become `later`.

    Raises
    ------
    CostshareError
        If the pool is then invalid.
    """
    before: dict[str, Any] = {}
    for each in sorted(pool.versions, key=lambda each: each.since):
        before |= each.changes if each.since <= period.first else {}
    version = Version(since=period.first, **{**before, **changes})
    later = _later(pool, period) if later is None else later
    whole = pool.replace(versions=[version, *later])
    states = [whole.in_period(period), *(_at(whole, each) for each in later)]
    used: dict[str, Any] = {
        setting: next((own for each in states if (own := getattr(each, setting)) != none), none)
        for setting, none in _SETTINGS.items()
    }
    if "model" in changes and isinstance(version.model, Fixed):
        return states[0].replace(total=None, versions=_after_agreed(pool, later), **used)
    return states[0].replace(versions=later, **used) if later else states[0]


def with_total(pool: Pool, period: Period, total: Fraction) -> Pool:
    """Return a pool with another total, until a version states one.

    Raises
    ------
    CostshareError
        If the total is not a multiple of the unit.
    """
    try:
        if not pool.versions and pool.total is not None:
            return pool.replace(total=total)
        if pool.method != "each" and pool.round_total is None:
            pool.in_period(period).unit.count(total, "total")
        return changed_from(pool, period, total=total)
    except CostshareError as error:
        raise _in_pool(pool, error) from None


def grown(pool: Pool, period: Period, part: Fraction) -> Pool:
    """Return a pool whose totals, of the period and of later versions, change by a part.

    Raises
    ------
    CostshareError
        If the pool is then invalid.
    """
    now = pool.in_period(period)
    total = whole_total(now, (now.total or Fraction(0)) * (1 + part))
    stated: Fraction | None = total
    later = []
    for each in _later(pool, period):
        then = _at(pool, each)
        wanted = then.total
        if wanted is not None and shares_a_total(then):
            wanted = whole_total(then, wanted * (1 + part))
        is_stated = each.total is not None or wanted != stated
        later.append(each.replace(total=wanted) if is_stated else each)
        stated = wanted
    try:
        return changed_from(pool, period, later, total=total)
    except CostshareError as error:
        raise _in_pool(pool, error) from None


def whole_total(pool: Pool, exact: Fraction) -> Fraction:
    """Round a total half up to the unit of its pool, unless its fees need not sum to it."""
    if pool.method == "each" or pool.round_total is not None:
        return exact
    return round_units(exact / pool.unit.size, "half_up") * pool.unit.size


def shares_a_total(pool: Pool) -> bool:
    """Return whether a pool shares a total by a rule."""
    return pool.total is not None and not isinstance(pool.model, Fixed)


def _later(pool: Pool, period: Period) -> list[Version]:
    """Return the versions of a pool that begin after a period, in order."""
    later = [each for each in pool.versions if each.since > period.first]
    return sorted(later, key=lambda each: each.since)


def _at(pool: Pool, version: Version) -> Pool:
    """Return a pool as it is from a version on."""
    return pool.in_period(Period(version.since, version.since))


def _after_agreed(pool: Pool, later: Sequence[Version]) -> list[Version]:
    """Return versions without their totals until one has a model, which then states its total."""
    kept: list[Version] = []
    is_agreed = True
    for each in later:
        if is_agreed and each.model is not None:
            is_agreed = False
            kept.append(each.replace(total=_at(pool, each).total))
        elif not is_agreed:
            kept.append(each)
        elif each.unit is not None:
            kept.append(each.replace(total=None))
    return kept


def _in_pool(pool: Pool, error: CostshareError) -> CostshareError:
    """Say in which pool an error is."""
    return type(error)(f"pool {pool.name}: {str(error).removeprefix('Pool: ')}")
