"""Numbers and shares as people read them."""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costshare.errors import CostshareError
from costshare.results import number, percent


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (0, None, "0"),
        (999, None, "999"),
        (-1000, None, "-1 000"),
        (1234567, None, "1 234 567"),
        (10**30, None, "1 000 000 000 000 000 000 000 000 000 000"),
        (Decimal("1234.50"), None, "1 234.50"),
        (Decimal("-0.05"), None, "-0.05"),
        (Decimal("1E+6"), None, "1 000 000"),
        (Fraction(1, 8), None, "0.125"),
        (Fraction(1, 8), 4, "0.125"),
        (Fraction(1, 8), 2, "0.125"),
        (Fraction(1, 3), 4, "≈ 0.333333"),
        (Fraction(22039, 99999), 4, "≈ 0.220392"),
        (Fraction(10, 3000001), 2, "≈ 0.00000333333"),
        (Fraction(10**9, 3), 0, "≈ 333 333 333"),
        (Fraction(661170, 30000) + Fraction(1, 3 * 10**7), 2, "≈ 22.0390"),
        (Fraction(9) + Fraction(1, 3 * 10**9), 0, "≈ 9.00000"),
        (Fraction(-10000, 3), 2, "≈ -3 333.33"),
        (Fraction(-1, 10**9), 4, "-0.000000001"),
        (Decimal("1234.50"), 4, "1 234.5"),
        (12, 4, "12"),
        (Fraction(2, 3), 0, "≈ 0.666667"),
    ],
)
def test_a_number_is_written_in_groups_of_three(value, places, text):
    assert number(value, places) == text


@given(st.fractions(-(10**9), 10**9, max_denominator=10**6), st.integers(0, 6))
def test_what_is_shown_is_exact_or_says_so_and_is_near(value, places):
    text = number(value, places)
    shown = Fraction(text.removeprefix("≈ ").replace(" ", ""))
    assert (shown != value) is text.startswith("≈ ")
    assert abs(shown - value) <= Fraction(1, 2 * 10**places)


def test_the_decimal_context_does_not_matter():
    with localcontext() as context:
        context.prec = 2
        assert number(Decimal("1234567.89")) == "1 234 567.89"
        assert number(Fraction(123456789, 100), 2) == "1 234 567.89"


def test_a_number_without_finite_decimals_needs_places():
    with pytest.raises(CostshareError, match="1/3 has no finite decimal"):
        number(Fraction(1, 3))


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Fraction(1), "100 %"),
        (Fraction(1, 8), "12.5 %"),
        (Fraction(1, 3), "≈ 33.3333 %"),
        (Fraction(0), "0 %"),
        (Fraction(1, 10**9), "0.0000001 %"),
        (Fraction(22_867, 103_757), "≈ 22.0390 %"),
    ],
)
def test_a_share_is_written_in_per_cent(share, text):
    assert percent(share) == text
