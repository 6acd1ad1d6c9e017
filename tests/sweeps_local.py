"""Totals and members to sweep."""

from fractions import Fraction

from hypothesis import strategies as st

import costshare as cs

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


LINEAR = st.sampled_from(
    [
        cs.Flat(),
        cs.PerCapita(),
        cs.Proportional(driver="pupils"),
        cs.Mixed(flat_share="0.25", driver="pupils"),
        cs.Blend(parts=[("0.5", cs.PerCapita()), ("0.5", cs.Proportional(driver="pupils"))]),
    ]
)


@st.composite
def model_cases(draw):
    """The same with a second driver, between two models."""
    total, members, rules = draw(cases())
    figures = st.lists(st.integers(0, 6), min_size=len(members), max_size=len(members))
    pupils = draw(figures.filter(any))
    both = {
        name: {**drivers, "pupils": figure}
        for (name, drivers), figure in zip(members.items(), pupils, strict=True)
    }
    return total, both, (draw(LINEAR), draw(LINEAR)), rules


@st.composite
def board_cases(draw):
    """An agreement with a mixed pool, of which members join, leave and are exempt."""
    names = ["A", "B", "C", "D"][: draw(st.integers(2, 4))]
    joined = st.sampled_from([None, None, "2022-04-01", "2022-09-13"])
    left = st.sampled_from([None, None, "2022-10-31"])
    size = st.integers(1, 60)
    members = [
        cs.Member(
            name=name,
            series={"people": {"2020-12-31": draw(size), "2021-12-31": draw(size)}},
            joined=draw(joined),
            left=draw(left),
        )
        for name in names
    ]
    unit = draw(st.sampled_from([1, 100, "0.5"]))
    model = cs.Mixed(flat_share=draw(st.fractions(0, 1, max_denominator=12)), driver="people")
    office = cs.Pool(
        name="office",
        total=draw(st.integers(-12, 40)) * Fraction(unit),
        unit=unit,
        model=model,
        ties=draw(TIES),
        method=draw(st.sampled_from([None, "webster"])),
        exempt=draw(st.sampled_from([[], names[:1]])),
    )
    return cs.Agreement(
        name="Board",
        period="2022",
        currency="SEK",
        members=members,
        pools=[office, cs.Pool(name="portal", total=10, model=cs.Flat())],
        reference_dates={"people": cs.ReferenceDate(years_before=1, day="12-31")},
    )
