"""Totals and members to sweep."""

from hypothesis import strategies as st

TIES = st.sampled_from(["listed", "largest", "smallest"])


@st.composite
def cases(draw):
    """Few units among few members, of equal size, of none and at the mean often."""
    count = draw(st.integers(1, 5))
    size = st.integers(0, 4) | st.integers(0, 60)
    sizes = draw(st.lists(size, min_size=count, max_size=count).filter(any))
    members = {f"m{number}": {"population": size} for number, size in enumerate(sizes)}
    unit = draw(st.sampled_from([1, 100]))
    return draw(st.integers(-12, 18)) * unit, members, {"unit": unit, "ties": draw(TIES)}
