"""Strategies for whole agreements, which allocate without an error."""

from datetime import date
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from costshare.agreement import Agreement
from costshare.testing._members import NAMES, members
from costshare.testing._pools import pools

_PERIODS = ("2022", "2022-Q2", "2022-05", "2022-03-01/2022-09-30")
# Before and after all of these.
_LEFT, _JOINED = date(2021, 12, 31), date(2023, 1, 1)
# Within all of these, or a first and last day of some.
_DAYS = (date(2022, 5, 1), date(2022, 5, 2), date(2022, 5, 30), date(2022, 5, 31))


_NOTHING: dict[str, Any] = {"population": None, "drivers": {}}


def agreements(
    *, min_members: int = 1, max_members: int = 8, min_pools: int = 1, max_pools: int = 4
) -> SearchStrategy[Agreement]:
    """Generate agreements that allocate without an error.

    They cover every model, method and rounding, several units in one agreement, charges and
    credits, ties, members that are exempt from a pool, outside the period, or in it for a part.

    Parameters
    ----------
    min_members, max_members : int
        How many members.
    min_pools, max_pools : int
        How many pools.

    Returns
    -------
    SearchStrategy
        Of agreements.

    Examples
    --------
    >>> from hypothesis import given
    >>> from costshare.testing import assert_allocation_sums
    >>> @given(agreements())
    ... def law(agreement):
    ...     assert_allocation_sums(agreement.allocate())
    >>> law()
    """
    return _agreements(min_members, max_members, min_pools, max_pools)


@st.composite
def _agreements(
    draw: DrawFn, min_members: int, max_members: int, min_pools: int, max_pools: int
) -> Agreement:
    everyone = draw(members(min_size=min_members, max_size=max_members))
    here = draw(
        st.lists(st.booleans(), min_size=len(everyone), max_size=len(everyone)).map(
            lambda marks: [not mark for mark in marks]
        )
    )
    if not any(here):
        here = [True] * len(everyone)
    away = st.sampled_from(({"left": _LEFT}, {"joined": _JOINED}))
    partly = st.lists(st.sampled_from(_DAYS), min_size=2, max_size=2).map(sorted)
    here_for: SearchStrategy[dict[str, date]] = st.one_of(
        st.just({}),
        st.sampled_from(_DAYS).map(lambda day: {"joined": day}),
        partly.map(lambda days: {"joined": days[0], "left": days[1]}),
    )
    listed = [
        # A member that is absent has used nothing.
        member.replace(**(draw(here_for) if present else _NOTHING | draw(away)))
        for member, present in zip(everyone, here, strict=True)
    ]
    taking = [member for member, present in zip(everyone, here, strict=True) if present]
    names = draw(st.lists(NAMES, min_size=min_pools, max_size=max_pools, unique=True))
    return Agreement(
        name=draw(NAMES),
        period=draw(st.sampled_from(_PERIODS)),
        members=listed,
        pools=[draw(pools(taking, name=name)) for name in names],
    )
