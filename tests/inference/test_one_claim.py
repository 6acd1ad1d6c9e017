"""A printed line is one true claim: the values with the ways of rounding that go with them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.apportionment import ROUNDINGS, round_units
from costshare.inference._candidate import Candidate

DRIVER = [101, 203, 305, 407, 333, 555, 777, 1001]


def rounded(rate: str, how: str) -> list[int]:
    return [round_units(Fraction(rate) * each, how) for each in DRIVER]


def claimed(row: Candidate) -> tuple[str, ...]:
    return row._roundings_of_found


@pytest.mark.parametrize("how", ROUNDINGS)
@pytest.mark.parametrize("rate", ["0.5", "1.5"])
@pytest.mark.parametrize("kind", ["rate", "tariff"])
def test_the_shortest_rate_over_all_roundings_is_stated_with_those_that_go_with_it(kind, rate, how):
    fees = rounded(rate, how)
    row = cs.infer(fees, {"p": DRIVER}, models=[kind]).of(kind, "p")
    assert row.inference.parameters[-1] == Fraction(rate)
    assert claimed(row) == tuple(each for each in ROUNDINGS if rounded(rate, each) == fees)
    row.check()


@given(
    st.lists(st.integers(1, 90), min_size=3, max_size=5),
    st.fractions(0, 3, max_denominator=40),
    st.sampled_from(list(ROUNDINGS)),
)
def test_every_rounding_of_a_line_gives_the_fees(driver, rate, how):
    fees = [round_units(rate * each, how) for each in driver]
    if not any(fees):
        return
    for row in cs.infer(fees, {"p": driver}, models=["rate", "tariff", "mixed"]).exact:
        model, problem = row.model(), row.inference.problem
        assert claimed(row)
        for each in claimed(row):
            own = problem.rounded_by(each)
            assert list(own.allocate(model).member_totals.values()) == fees
