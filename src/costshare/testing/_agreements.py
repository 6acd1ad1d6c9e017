"""Strategies for whole agreements, which allocate without an error."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from costshare.agreement import Agreement, Allocation, Member, Pool, ReferenceDate
from costshare.errors import CostshareError, quoted
from costshare.fields import given_as
from costshare.periods import Period
from costshare.testing._cascades import Levels, add_levels, draw_levels
from costshare.testing._members import NAMES, Row, draw_rows, member_of, unused_name
from costshare.testing._pools import draw_pool
from costshare.testing._whole import GO_ON, Sizes, Whole, integers, one_of, whole_for

_PERIODS = tuple(map(Period.read, ("2022", "2022-Q2", "2022-05", ("2022-03-01", "2022-09-30"))))
# Within all of these, or a first and last day of some.
_DAYS = (date(2022, 5, 1), date(2022, 5, 2), date(2022, 5, 30), date(2022, 5, 31))
_HERE: list[dict[str, Any]] = [
    *([{}] * 16),
    *({"joined": day} for day in _DAYS * 2),
    *({"left": day} for day in _DAYS),
    *({"joined": one, "left": other} for one, other in combinations_with_replacement(_DAYS, 2)),
    *({"memberships": [(None, day), (_DAYS[-1], None)]} for day in _DAYS[:2]),
    {"memberships": [(_DAYS[0], _DAYS[0]), (_DAYS[2], _DAYS[3])]},
]
# Before and after all periods.
_AWAY: list[dict[str, Any]] = [{"left": date(2021, 12, 31)}, {"joined": date(2023, 1, 1)}] * 7
_PRESENCES = _HERE + _AWAY

_REFERENCE_DATES = (
    None,
    ReferenceDate(years_before=1, day="12-31"),
    ReferenceDate(years_before=1, day="12-31", average_of=3, every="quarter"),
    ReferenceDate(years_before=2, day="11-01", series="inhabitants"),
    None,
)
_DRIVERS = ("population", "pupils")
_MOST = 10**6


def agreements(
    *,
    min_members: int = 1,
    max_members: int = 8,
    min_pools: int = 1,
    max_pools: int = 4,
    allow_cascades: bool = True,
) -> SearchStrategy[Agreement]:
    """Generate agreements that allocate without an error.

    They cover every model, method and rounding (of fees and of lines), several units in one
    agreement, charges and credits, ties, members that are exempt from a pool, outside the period,
    or in it for a part or two, pools with a `Version`, drivers by date with a `ReferenceDate`, and
    cascades, of which some pass costs on by a step-down or reciprocally.

    Parameters
    ----------
    min_members, max_members : int
        How many members; thousands are quick.
    min_pools, max_pools : int
        How many pools.
    allow_cascades : bool, default True
        Whether pools may take over what a member is charged in others.

    Returns
    -------
    SearchStrategy
        Of agreements.

    Raises
    ------
    CostshareError
        If a number of members or pools is not a whole number, or the least is above the most.

    Examples
    --------
    >>> from hypothesis import given
    >>> from costshare.testing import assert_allocation_sums
    >>> @given(agreements())
    ... def law(agreement):
    ...     assert_allocation_sums(agreement.allocate())
    >>> law()
    """
    if type(min_members) is int and min_members < 1:
        msg = f"min_members {quoted(min_members)} is below 1; an agreement has one member or more"
        raise CostshareError(msg)
    if type(min_pools) is int and min_pools < 1:
        msg = f"min_pools {quoted(min_pools)} is below 1; an agreement has one pool or more"
        raise CostshareError(msg)
    return _agreements(
        Sizes(min_members, max_members, "min_members and max_members"),
        Sizes(min_pools, max_pools, "min_pools and max_pools"),
        cascades=given_as(bool, allow_cascades, "allow_cascades", "True or False"),
    )


@st.composite
def _agreements(draw: DrawFn, boards: Sizes, shares: Sizes, *, cascades: bool) -> Agreement:
    # Members come first and pools last: what is drawn for a pool depends on who takes part.
    """Draw an agreement."""
    size, most_pools = boards.draw(draw), shares.draw(draw)
    whole = whole_for(draw, size)
    period, at = one_of(whole, _PERIODS), one_of(whole, _REFERENCE_DATES)
    rows = draw_rows(
        draw,
        whole,
        boards.least,
        size,
        drivers=_DRIVERS,
        most=_MOST,
        marks=(len(_PRESENCES) - 1,),
    )
    here = [mark < len(_HERE) for _, (mark,), _ in rows]
    if not any(here):
        rows = [(name, (0,), values) for name, _, values in rows]
        here = [True] * len(rows)
    facts = {
        name: {driver: Fraction(value) for driver, value in values.items()}
        for (name, _, values), present in zip(rows, here, strict=True)
        if present
    }
    levels = draw_levels(whole, list(facts), shares.most - 1) if cascades else Levels()
    pools, taken = list[Pool](), set(levels.names)
    for number in range(max(most_pools - len(levels.names), 1)):
        must = number < max(shares.least - len(levels.names), 1)
        pool = draw(_next_pool(whole, facts, period, taken, must=must))
        if pool is None:
            break
        taken.add(pool.name)
        pools.append(pool)
    agreement = Agreement(
        name=draw(NAMES),
        period=period,
        members=[_member(row, period, at) for row in rows],
        pools=pools,
        reference_dates={} if at is None else {"population": at},
    )
    return add_levels(draw, whole, levels, agreement, facts) if levels.names else agreement


@st.composite
def _next_pool(
    draw: DrawFn,
    whole: Whole,
    facts: Mapping[str, Mapping[str, Fraction]],
    period: Period,
    taken: set[str],
    *,
    must: bool,
) -> Pool | None:
    """Draw whether there is another pool, and the pool."""
    if not draw(integers(0, GO_ON)) and not must:
        return None
    name = unused_name(draw(integers(0, _MOST)), taken)
    return draw_pool(draw, whole, facts, name=name, period=period)


def _member(row: Row, period: Period, at: ReferenceDate | None) -> Member:
    """Make a member of its row; one that is absent has used nothing."""
    name, (mark,), values = row
    if mark >= len(_HERE):
        return Member(name=name, **_PRESENCES[mark])
    if at is None:
        return member_of(name, values, **_PRESENCES[mark])
    own = dict(values)
    figures = own.pop("population")
    *earlier, day = at.dates_for(period)
    # The mean is the figure that was drawn.
    series = {day: figures * (len(earlier) + 1), day.replace(year=day.year - 1): figures + 1}
    series |= dict.fromkeys(earlier, 0)
    return member_of(name, own, series={at.series or "population": series}, **_PRESENCES[mark])


def allocations(
    *,
    min_members: int = 1,
    max_members: int = 8,
    min_pools: int = 1,
    max_pools: int = 4,
    allow_cascades: bool = True,
) -> SearchStrategy[Allocation]:
    """Generate the fees of agreements that `agreements` generates.

    Parameters
    ----------
    min_members, max_members : int
        How many members.
    min_pools, max_pools : int
        How many pools.
    allow_cascades : bool, default True
        As for `agreements`.

    Returns
    -------
    SearchStrategy
        Of allocations.

    Raises
    ------
    CostshareError
        As for `agreements`.

    Examples
    --------
    >>> from hypothesis import given
    >>> @given(allocations())
    ... def law(allocation):
    ...     assert sum(allocation.member_totals.values()) == allocation.total
    >>> law()
    """
    return agreements(
        min_members=min_members,
        max_members=max_members,
        min_pools=min_pools,
        max_pools=max_pools,
        allow_cascades=allow_cascades,
    ).map(Agreement.allocate)
