"""Strategies for members, with a population and drivers of their own."""

from collections.abc import Sequence
from functools import lru_cache

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from costshare.agreement import Member
from costshare.fields import given_as, given_list

NAMES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖ", min_size=1, max_size=6)


def members(
    *,
    min_size: int = 1,
    max_size: int = 8,
    drivers: Sequence[str] = ("population", "pupils"),
    max_driver: int = 10**6,
) -> SearchStrategy[list[Member]]:
    """Generate members: each name once, every member with the same drivers.

    Equal and zero drivers are frequent, but no driver is zero for all members.

    Parameters
    ----------
    min_size, max_size : int
        How many.
    drivers : sequence of str, default ("population", "pupils")
        The drivers that each member has.
    max_driver : int, default 10**6
        The largest.

    Returns
    -------
    SearchStrategy
        Of lists of `Member`.

    Examples
    --------
    >>> from hypothesis import given
    >>> import costshare as cs
    >>> @given(members())
    ... def law(members):
    ...     assert cs.allocate(100, cs.PerCapita(), members).total == 100
    >>> law()
    """
    most = given_as(int, max_driver, "max_driver", "a whole number")
    return _members(
        st.lists(NAMES, min_size=min_size, max_size=max_size, unique=True),
        tuple(given_list(str, drivers, "drivers", "names")),
        st.sampled_from((most, min(3, most))),
    )


@st.composite
def _members(
    draw: DrawFn,
    several_names: SearchStrategy[list[str]],
    drivers: tuple[str, ...],
    most: SearchStrategy[int],
) -> list[Member]:
    names = draw(several_names)
    columns = {driver: draw(_column(len(names), draw(most))) for driver in drivers}
    rows = [{driver: columns[driver][row] for driver in drivers} for row in range(len(names))]
    return [
        Member(name=name, population=values.pop("population", None), drivers=values)
        for name, values in zip(names, rows, strict=True)
    ]


@lru_cache(maxsize=256)
def _column(size: int, most: int) -> SearchStrategy[list[int]]:
    """Generate a driver of so many members, not zero for all of them."""
    return st.lists(st.integers(0, most), min_size=size, max_size=size).filter(any)
