"""The plainest parameters that reproduce fees: with no more digits than those that made them."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import costshare as cs
from costshare.inference._simplest import digits

sizes = st.lists(st.integers(1, 99_999), min_size=3, max_size=5, unique=True)
shares = st.sampled_from([Fraction(1, 3), Fraction(2, 3), Fraction(5, 12), Fraction(2, 5)])


@given(sizes, st.integers(1, 999), st.integers(0, 7))
def test_the_rate_that_made_the_fees_is_stated_or_one_with_no_more_digits(driver, rate, zeros):
    made = Fraction(rate) * Fraction(10) ** (zeros - 3)
    fees = {f"m{at}": round(each * made) for at, each in enumerate(driver)}
    assume(any(fees.values()))
    by = {f"m{at}": each for at, each in enumerate(driver)}
    row = cs.infer(fees, {"people": by}, models=["rate"], unit=1).best
    assume(row.exact)
    (stated,) = row.inference.parameters
    if row.reproduces(made):
        assert digits(stated) <= digits(made)


@given(sizes, st.lists(st.integers(1, 99_999), min_size=5, max_size=5), shares)
def test_the_shares_that_made_the_fees_are_stated_or_plainer_ones(people, pupils, share):
    columns = {"people": people, "pupils": pupils[: len(people)]}
    by = {
        name: {f"m{at}": each for at, each in enumerate(column)} for name, column in columns.items()
    }
    facts = {name: {each: by[each][name] for each in by} for name in by["people"]}
    model = cs.Blend(
        parts=[
            (share, cs.Proportional(driver="people")),
            (1 - share, cs.Proportional(driver="pupils")),
        ]
    )
    fees = cs.allocate(10**9, model, facts).member_totals
    found = cs.infer(fees, by, models=["keys"], unit=1).best.inference
    (stated,) = found.parameters
    assert digits(stated) <= digits(share)
    assert found.model().parts[0][0] == stated


def test_three_thirds_are_said_as_thirds():
    people = {"A": 66_427, "B": 12_460, "C": 6_925, "D": 33_521}
    pupils = {"A": 4_021, "B": 2_110, "C": 955, "D": 1_877}
    third = Fraction(1, 3)
    facts = {name: {"people": people[name], "pupils": pupils[name]} for name in people}
    parts = [
        (third, cs.Flat()),
        (third, cs.Proportional(driver="people")),
        (third, cs.Proportional(driver="pupils")),
    ]
    fees = cs.allocate(10**9, cs.Blend(parts=parts), facts).member_totals
    row = cs.infer(fees, {"people": people, "pupils": pupils}, models=["blend"]).best
    assert row.found == "1/3 flat, 1/3 by people and 1/3 by pupils"
    flat = cs.allocate(10**9, cs.Mixed(flat_share=third, driver="people"), facts).member_totals
    row = cs.infer(flat, {"people": people}, models=["mixed"]).best
    assert row.found.endswith(", such as 1/3")
    assert row.model().flat_share == third


@pytest.mark.parametrize("rates", [{"inv": 125, "asyl": 9_800}, {"inv": Fraction("0.42")}])
def test_a_base_of_zero_comes_before_any_other(rates):
    figures = {"inv": [1_204, 3_377, 911, 20_455, 7_012], "asyl": [12, 3, 41, 77, 5]}
    by = {name: {f"m{at}": each for at, each in enumerate(figures[name])} for name in rates}
    fees = {
        f"m{at}": round(sum(Fraction(rate) * figures[name][at] for name, rate in rates.items()))
        for at in range(5)
    }
    row = cs.infer(fees, by, models=["tariff" if len(rates) == 1 else "prices"], unit=1).best
    assert row.inference.parameters[0] == 0
