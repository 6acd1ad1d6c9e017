"""Sentences of an inference for people."""

from fractions import Fraction

import pytest

from costshare.inference._words import most_conflicts, share_range


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        ("0.522322", "0.524215", ["52.23 %", "52.42 %"]),
        ("0.34", "0.38", ["34 %", "38 %"]),
        ("1/3", "1/3", ["33.33 %", "33.33 %"]),
        ("0.52234561", "0.52234569", ["52.23456 %", "52.23457 %"]),
    ],
)
def test_two_shares_have_the_decimals_that_show_how_they_differ(low, high, shown):
    assert share_range(Fraction(low), Fraction(high)) == shown


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        (
            {"Köping": 29, **{f"m{at}": 1 for at in range(29)}},
            "Köping contradicts all 29 other fees; each of them contradicts Köping only.",
        ),
        (
            {"A": 3, "B": 2, "C": 2, "D": 1},
            "A contradicts all 3 other fees; B and C each contradict 2 of the 3 other fees.",
        ),
        ({"A": 1, "B": 1}, "A and B each contradict the other fee."),
        ({"A": 2, "B": 2, "C": 2}, "A, B and C each contradict both other fees."),
        (
            {**{f"m{at}": 7 for at in range(8)}, "n": 0},
            "m0, m1, m2, m3, m4, m5 and 2 more each contradict 7 of the 8 other fees.",
        ),
    ],
)
def test_the_fees_that_contradict_most_are_named(counts, sentence):
    assert most_conflicts(counts) == sentence
