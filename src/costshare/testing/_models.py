"""Strategies for models that fit given members and a total."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from costshare.agreement import Member
from costshare.amounts import Amount, Unit, plain, read_amount
from costshare.apportionment import apportion_units
from costshare.fields import given_list
from costshare.models import (
    Blend,
    Bounded,
    Capacity,
    Damped,
    Fixed,
    Flat,
    Mixed,
    PerCapita,
    Price,
    Proportional,
    RuleModel,
    Tariff,
    Tier,
    Tiered,
)

_SHARES = st.integers(0, 10_000).map(lambda count: plain(Fraction(count, 10_000)))
_PRICES = st.integers(1, 10**5).map(lambda count: plain(Fraction(count, 1_000)))


def models(
    members: Sequence[Member], *, total: Amount | None = None, unit: Amount = 1
) -> SearchStrategy[RuleModel]:
    """Generate models of every kind that share a total among given members without an error.

    Parameters
    ----------
    members : sequence of Member
        Who shares.
    total : number, optional
        What is shared. Left out, only models that work without one are generated: prices,
        tariffs, fee classes, agreed amounts, and blends and bounds of those but the last.
    unit : positive number, default 1
        What agreed amounts are multiples of.

    Returns
    -------
    SearchStrategy
        Of models.

    Raises
    ------
    CostshareError
        If the total is not a multiple of the unit.

    Examples
    --------
    >>> from hypothesis import given
    >>> import costshare as cs
    >>> board = [cs.Member(name="A", population=1), cs.Member(name="B", population=2)]
    >>> @given(models(board, total=100))
    ... def law(model):
    ...     assert sum(model.quotas(board, 100).values()) == 100
    >>> law()
    """
    step = Unit.read(unit)
    exact = None if total is None else read_amount(total, "total")
    units = None if exact is None else step.count(exact, "total")
    return _models(tuple(given_list(Member, members, "members", "Member")), exact, units, step)


@st.composite
def _models(
    draw: DrawFn, members: Sequence[Member], total: Fraction | None, units: int | None, step: Unit
) -> RuleModel:
    # The kind first, so that only its own strategy is built.
    kinds = _simple(members, total)
    kinds += [
        lambda: _blends(members, total),
        lambda: _fixed(members, units, step),
        lambda: _bounded(members, total, units, step),
        lambda: _damped(members, total),
    ]
    return draw(draw(st.sampled_from(kinds))())


def _used(members: Sequence[Member]) -> list[str]:
    """The drivers that all members have and that can be shared by."""
    first, *others = members
    return [
        driver
        for driver in first.driver_values
        if all(driver in each.driver_values for each in others)
        and any(each.driver_values[driver] for each in members)
    ]


def _simple(
    members: Sequence[Member], total: Fraction | None
) -> list[Callable[[], SearchStrategy[RuleModel]]]:
    """A strategy for every kind that does not mix others."""
    drivers = _used(members)
    kinds: list[Callable[[], SearchStrategy[RuleModel]]] = [
        lambda: st.builds(Tariff, base=_PRICES, rates=_rates(drivers) if drivers else st.just({}))
    ]
    if drivers:
        kinds += [
            lambda: _rates(drivers, least=1).map(lambda prices: Capacity(prices=prices)),
            lambda: _metered(members, drivers),
            lambda: _tiered(drivers),
        ]
    if total is None:
        return kinds
    kinds += [lambda: st.builds(Flat), lambda: st.just(Mixed(flat_share=1))]
    if drivers:
        driver = st.sampled_from(drivers)
        # The largest amount that everyone can pay before nothing is left.
        most = abs(total) / len(members)
        flat_amounts = _SHARES.map(lambda share: Fraction(share) * most)
        kinds += [
            lambda: st.builds(PerCapita, driver=driver),
            lambda: st.builds(Proportional, driver=driver),
            lambda: st.builds(Mixed, flat_share=_SHARES, driver=driver),
            lambda: st.builds(Mixed, flat_amount=flat_amounts, driver=driver),
        ]
    return kinds


def _rates(drivers: Sequence[str], *, least: int = 0) -> SearchStrategy[dict[str, str]]:
    """Prices for some of the drivers."""
    chosen = st.lists(st.sampled_from(drivers), min_size=least, max_size=len(drivers), unique=True)
    return chosen.flatmap(lambda names: st.fixed_dictionaries(dict.fromkeys(names, _PRICES)))


@st.composite
def _metered(draw: DrawFn, members: Sequence[Member], drivers: Sequence[str]) -> RuleModel:
    """A declared price of one resource, more of it than is used, and a rule for the idle part."""
    resource = draw(st.sampled_from(drivers))
    used = sum((member.driver_values[resource] for member in members), Fraction(0))
    ends = draw(st.lists(st.integers(1, 10**4), max_size=2, unique=True).map(sorted))
    return Capacity(
        prices={
            resource: Price(
                tiers=[Tier(up_to=end, price=draw(_PRICES)) for end in ends]
                + [Tier(price=draw(_PRICES))],
                mode=draw(st.sampled_from(["graduated", "volume"])),
                minimum=draw(_PRICES),
            )
        },
        provided={resource: used + draw(st.integers(0, 10**4))},
        idle=draw(st.sampled_from(["by_use", "flat"])),
    )


@st.composite
def _tiered(draw: DrawFn, drivers: Sequence[str]) -> RuleModel:
    ends = draw(st.lists(st.integers(1, 10**5), max_size=3, unique=True).map(sorted))
    tiers = [Tier(up_to=end, price=draw(_PRICES)) for end in ends] + [Tier(price=draw(_PRICES))]
    return Tiered(driver=draw(st.sampled_from(drivers)), tiers=tiers)


@st.composite
def _bounded(
    draw: DrawFn, members: Sequence[Member], total: Fraction | None, units: int | None, step: Unit
) -> RuleModel:
    """Any simple model with bounds that its total fits, in whole units too."""
    model = draw(draw(st.sampled_from(_simple(members, total)))())
    if units is None:
        low, high = sorted(draw(st.lists(st.integers(0, 10**6), min_size=2, max_size=2)))
    else:
        # Everyone can pay an equal part, and those with a quota can pay the total.
        charged = sum(map(bool, model.quotas(members, total).values())) or 1
        low = abs(units) // len(members) - draw(st.integers(0, 100))
        high = -(-abs(units) // charged) + draw(st.integers(0, 100))
    part = draw(st.sampled_from(["0", "0.5"]))  # of a unit: bounds need be no multiple of it
    bounds: dict[str, Any] = {
        "minimum": max((low - Fraction(part)) * step.size, Fraction(0)),
        "maximum": (high + Fraction(part)) * step.size,
    }
    for bound in draw(st.sampled_from([(), ("minimum",), ("maximum",)])):
        del bounds[bound]
    return Bounded(model=model, **bounds)


@st.composite
def _damped(draw: DrawFn, members: Sequence[Member], total: Fraction | None) -> RuleModel:
    """Any simple model with fees of last year, of which one member that pays has none."""
    model = draw(draw(st.sampled_from(_simple(members, total)))())
    quotas = model.quotas(members, total)
    new = max(quotas, key=lambda name: abs(quotas[name]))
    previous = {name: draw(_PRICES) for name in quotas if name != new}
    if not previous:
        return model
    return Damped(model=model, previous=previous, max_increase=draw(st.sampled_from(["0%", "5%"])))


@st.composite
def _blends(draw: DrawFn, members: Sequence[Member], total: Fraction | None) -> RuleModel:
    cuts = draw(st.lists(st.integers(0, 100), max_size=2).map(sorted))
    shares = [Fraction(b - a, 100) for a, b in zip([0, *cuts], [*cuts, 100], strict=True)]
    parts = []
    for share in shares:
        kinds = _simple(members, None if total is None else share * total)
        parts.append((share, draw(draw(st.sampled_from(kinds))())))
    return Blend(parts=parts)


@st.composite
def _fixed(draw: DrawFn, members: Sequence[Member], units: int | None, step: Unit) -> RuleModel:
    names = [member.name for member in members]
    counts = draw(st.lists(st.integers(0, 10**4), min_size=len(names), max_size=len(names)))
    if units is not None:
        by = counts if any(counts) else [1] * len(names)
        counts = apportion_units(units, by, method="largest_remainder", ties="listed").parts
    elif draw(st.booleans()):
        counts = [-count for count in counts]
    amounts: Mapping[str, Fraction] = {
        name: count * step.size for name, count in zip(names, counts, strict=True)
    }
    return Fixed(amounts=amounts)
