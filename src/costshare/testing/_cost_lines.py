"""A strategy for cost lines and the drivers that they are split by."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from costshare.amounts import read_word
from costshare.errors import CostshareError
from costshare.fields import given_as
from costshare.testing._columns import (
    COUNTS,
    DTYPES,
    LABELS,
    MAKERS,
    Library,
    Make,
    draw_numbers,
    read_places,
)
from costshare.testing._members import NAMES
from costshare.testing._whole import Sizes


def cost_lines(
    *,
    library: Library = "pandas",
    on: str = "resource",
    amount: str = "amount",
    member: str = "member",
    weight: str = "weight",
    places: int = 2,
    max_lines: int = 8,
    max_drivers: int = 8,
) -> SearchStrategy[tuple[Any, Any]]:
    """Generate cost lines and the drivers that they are split by, as `split` takes them.

    Every line has drivers, and the drivers of a key are not all zero.

    Parameters
    ----------
    library : {"pandas", "polars", "arrow"}, default "pandas"
        The kind of frame.
    on, amount : str
        Columns of the lines: the key, and what is split.
    member, weight : str
        Columns of the drivers, beside the key.
    places : int, default 2
        Decimal places of amounts.
    max_lines, max_drivers : int
        The most rows.

    Returns
    -------
    SearchStrategy
        Of pairs of frames: lines and drivers.

    Raises
    ------
    CostshareError
        If an argument is not one of these, or two columns of one frame have one name.

    Examples
    --------
    >>> from hypothesis import given
    >>> import costshare as cs
    >>> @given(cost_lines())
    ... def law(tables):
    ...     lines, drivers = tables
    ...     parts = cs.split(lines, drivers, on="resource")
    ...     assert sum(parts["allocated"]) == sum(map(cs.read_number, lines["amount"].astype(str)))
    >>> law()
    """
    make = MAKERS[read_word(library, "library", Library)]
    names = {"on": on, "amount": amount, "member": member, "weight": weight}
    for argument, name in names.items():
        given_as(str, name, argument, "the name of a column")
    if on == amount or len({on, member, weight}) < 3:
        msg = f"on {on!r}, amount {amount!r}, member {member!r} and weight {weight!r} are not "
        raise CostshareError(msg + "different columns; give each its own name")
    lines = Sizes(1, max_lines, "1 and max_lines").most
    drivers = Sizes(1, max_drivers, "1 and max_drivers").most
    return _cost_lines(names, (lines, drivers), read_places(places), make)


@st.composite
def _cost_lines(
    draw: DrawFn,
    names: Mapping[str, str],
    most: tuple[int, int],
    places: int,
    make: Make,
) -> tuple[Any, Any]:
    """Draw cost lines."""
    rows = draw(
        st.lists(
            st.tuples(LABELS, NAMES, COUNTS["driver"]),
            min_size=1,
            max_size=most[1],
            unique_by=lambda row: row[:2],
        )
    )
    weights = [count for *_, count in rows]
    keys = list(dict.fromkeys(key for key, *_ in rows))
    for key in keys:
        places_of_key = [at for at, row in enumerate(rows) if row[0] == key]
        if not any(weights[at] for at in places_of_key):
            weights[places_of_key[0]] = 1
    costs = draw(
        st.lists(st.tuples(st.sampled_from(keys), COUNTS["amount"]), min_size=1, max_size=most[0])
    )
    amounts = draw_numbers(draw, "amount", [count for _, count in costs], DTYPES, places)
    shares = draw_numbers(draw, "driver", weights, DTYPES, 0)
    lines = {names["on"]: ([key for key, _ in costs], "other", 0), names["amount"]: amounts}
    drivers = {
        names["on"]: ([key for key, *_ in rows], "other", 0),
        names["member"]: ([name for _, name, _ in rows], "other", 0),
        names["weight"]: shares,
    }
    return make(lines), make(drivers)
