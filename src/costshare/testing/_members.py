"""Strategies for members, with a population and drivers of their own."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from costshare.agreement import Member
from costshare.fields import given_as, given_list
from costshare.testing._whole import FEW, GO_ON, Sizes, Whole, integers, whole_for

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖ"
_MOST_NAMES = len(_LETTERS) ** 4

Row = tuple[str, tuple[int, ...], dict[str, int]]
"""A name, marks, and drivers."""


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
        How many; thousands are quick.
    drivers : sequence of str, default ("population", "pupils")
        The drivers that each member has.
    max_driver : int, default 10**6
        The largest.

    Returns
    -------
    SearchStrategy
        Of lists of `Member`.

    Raises
    ------
    CostshareError
        If a size is not a whole number, or the least is above the most.

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
    named = tuple(given_list(str, drivers, "drivers", "names"))
    return _members(Sizes(min_size, max_size, "min_size and max_size"), named, most)


@st.composite
def _members(draw: DrawFn, sizes: Sizes, drivers: tuple[str, ...], most: int) -> list[Member]:
    """Draw members."""
    size = sizes.draw(draw)
    rows = draw_rows(draw, whole_for(draw, size), sizes.least, size, drivers=drivers, most=most)
    return [member_of(name, values) for name, _, values in rows]


def member_of(name: str, values: dict[str, int], **more: Any) -> Member:
    """Make a member of its drivers, of which the population has a field of its own."""
    own = dict(values)
    return Member(name=name, population=own.pop("population", None), drivers=own, **more)


def draw_rows(
    draw: DrawFn,
    whole: Whole,
    least: int,
    size: int,
    *,
    drivers: Sequence[str],
    most: int,
    marks: tuple[int, ...] = (),
) -> list[Row]:
    """Draw names, marks up to the given ones, and drivers that are not zero for all.

    What is drawn about one member is drawn together, also whether it is the last one, so that
    Hypothesis can leave members out.
    """
    largest = tuple(whole(0, 1) for _ in drivers)
    tops = (*marks, *(most if large else min(3, most) for large in largest))
    rows, taken = list[Row](), set[str]()
    for _ in range(size):
        if size > FEW:
            number, *drawn = whole(0, _MOST_NAMES), *(whole(0, top) for top in tops)
        else:
            number, *drawn, go_on = draw(_row(tops))
            if not go_on and len(rows) >= max(least, 1):
                break
        taken.add(name := unused_name(number, taken))
        values = dict(zip(drivers, drawn[len(marks) :], strict=True))
        rows.append((name, tuple(drawn[: len(marks)]), values))
    for driver in drivers if rows else ():
        if not any(values[driver] for *_, values in rows):
            rows[0][2][driver] = min(1, most)
    return rows


@lru_cache(maxsize=256)
def _row(tops: tuple[int, ...]) -> SearchStrategy[tuple[int, ...]]:
    """Generate the number of a name, whole numbers up to each of these, and whether to go on."""
    return st.tuples(*(integers(0, top) for top in (_MOST_NAMES, *tops, GO_ON)))


def name_of(number: int) -> str:
    """Write a number in letters: A for 0, B for 1, AA after Ö."""
    number, last = divmod(number, len(_LETTERS))
    return (name_of(number - 1) if number else "") + _LETTERS[last]


def unused_name(number: int, taken: set[str]) -> str:
    """Write a number in letters, or the next one whose letters are unused."""
    while (name := name_of(number)) in taken:
        number += 1
    return name


NAMES = st.integers(0, _MOST_NAMES).map(name_of)
