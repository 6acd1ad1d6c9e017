"""Strategies for whole agreements, which allocate without an error."""

from datetime import date
from functools import lru_cache
from operator import not_
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from costshare.agreement import Agreement, Member
from costshare.testing._members import NAMES, members
from costshare.testing._pools import draw_pool

_PERIODS = st.sampled_from(("2022", "2022-Q2", "2022-05", "2022-03-01/2022-09-30"))
# Before and after all of these.
_LEFT, _JOINED = date(2021, 12, 31), date(2023, 1, 1)
# Within all of these, or a first and last day of some.
_DAYS = (date(2022, 5, 1), date(2022, 5, 2), date(2022, 5, 30), date(2022, 5, 31))

_AWAY = st.sampled_from(({"left": _LEFT}, {"joined": _JOINED}))
_HERE_FOR: SearchStrategy[dict[str, date]] = st.one_of(
    st.just({}),
    st.sampled_from(_DAYS).map(lambda day: {"joined": day}),
    st.tuples(st.sampled_from(_DAYS), st.sampled_from(_DAYS)).map(
        lambda days: {"joined": min(days), "left": max(days)}
    ),
)
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
    return _agreements(
        members(min_size=min_members, max_size=max_members),
        st.lists(NAMES, min_size=min_pools, max_size=max_pools, unique=True),
    )


@st.composite
def _agreements(
    draw: DrawFn, boards: SearchStrategy[list[Member]], pool_names: SearchStrategy[list[str]]
) -> Agreement:
    everyone = draw(boards)
    here = draw(_marks(len(everyone)))
    if not any(here):
        here = [True] * len(everyone)
    listed = [
        # A member that is absent has used nothing.
        member.replace(**(draw(_HERE_FOR) if present else _NOTHING | draw(_AWAY)))
        for member, present in zip(everyone, here, strict=True)
    ]
    taking = [member for member, present in zip(everyone, here, strict=True) if present]
    return Agreement(
        pools=[draw_pool(draw, taking, name=name) for name in draw(pool_names)],
        name=draw(NAMES),
        period=draw(_PERIODS),
        members=listed,
    )


@lru_cache(maxsize=256)
def _marks(size: int) -> SearchStrategy[list[bool]]:
    """Generate whether each of so many members takes part; the simplest is that all do."""
    return st.lists(st.booleans().map(not_), min_size=size, max_size=size)
