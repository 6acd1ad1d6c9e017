"""Exact numbers as text and as Decimals."""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.amounts import exact_decimal, places_of, plain, read_amount

finite = st.builds(
    lambda digits, twos, fives: Fraction(digits, 2**twos * 5**fives),
    st.integers(-(10**30), 10**30),
    st.integers(0, 20),
    st.integers(0, 20),
)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(0), "0"),
        (Fraction(-1, 2), "-0.5"),
        (Fraction("0.50"), "0.5"),
        (Fraction(1, 8), "0.125"),
        (Fraction(1, 3), "1/3"),
        (Fraction(-22, 7), "-22/7"),
        (Fraction(1, 10**9), "0.000000001"),
        (Fraction(10**30), "1" + "0" * 30),
    ],
)
def test_a_number_is_written_plainly(number, text):
    assert plain(number) == text


@given(finite | st.fractions())
def test_what_is_written_is_read_back(number):
    with localcontext() as context:
        context.prec = 1
        assert read_amount(plain(number), "x") == number


@given(finite)
def test_a_finite_decimal_is_exact(number):
    with localcontext() as context:
        context.prec = 1
        written = exact_decimal(number, "x")
    assert Fraction(written) == number


@pytest.mark.parametrize(
    ("number", "text"),
    [(Fraction(5), "5"), (Fraction(1, 4), "0.25"), (Fraction(-1, 80), "-0.0125")],
)
def test_a_decimal_has_the_places_it_needs_and_no_more(number, text):
    assert str(exact_decimal(number, "x")) == text
    assert exact_decimal(number, "x") == Decimal(text)


def test_a_number_without_a_finite_decimal_is_refused():
    with pytest.raises(cs.CostshareError) as caught:
        exact_decimal(Fraction(1, 3), "weight of Kiruna")
    assert str(caught.value) == (
        "weight of Kiruna 1/3 has no finite decimal; pass a number that has"
    )


def test_places_are_those_that_an_amount_is_written_with():
    amounts = [Decimal("2.50"), Decimal(100), Decimal("1E+3"), Decimal("-0.001")]
    assert [places_of(each) for each in amounts] == [2, 0, 0, 3]
