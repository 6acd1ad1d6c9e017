"""Numbers are read exactly, or refused with the way out."""

from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.amounts import read_amount


@pytest.mark.parametrize(
    ("given_number", "exact"),
    [
        (0, Fraction(0)),
        (-7, Fraction(-7)),
        (10**999, Fraction(10**999)),
        (0.1, Fraction(1, 10)),
        (0.1 + 0.2, Fraction("0.30000000000000004")),
        (1e22, Fraction(10**22)),
        (1e-7, Fraction(1, 10**7)),
        (-0.0, Fraction(0)),
        (Decimal("0.10"), Fraction(1, 10)),
        (Decimal("1E+3"), Fraction(1000)),
        (Decimal("-0"), Fraction(0)),
        (Decimal("0E+999999"), Fraction(0)),
        (Fraction(2, 7), Fraction(2, 7)),
        ("0.4", Fraction(2, 5)),
        (" 0.4\n", Fraction(2, 5)),
        ("+.5", Fraction(1, 2)),
        ("5.", Fraction(5)),
        ("-1e3", Fraction(-1000)),
        ("1E-2", Fraction(1, 100)),
        ("2/5", Fraction(2, 5)),
        ("-6/4", Fraction(-3, 2)),
        ("0/5", Fraction(0)),
        (np.int8(-5), Fraction(-5)),
        (np.uint64(2**64 - 1), Fraction(2**64 - 1)),
        (np.float64(0.1), Fraction(1, 10)),
        (np.float32(0.1), Fraction(1, 10)),
        (np.float16(0.1), Fraction(1, 10)),
        (np.longdouble("0.1"), Fraction(1, 10)),
    ],
)
def test_a_number_is_read_as_the_decimal_that_it_prints(given_number, exact):
    number = read_amount(given_number, "share")
    assert number == exact
    assert type(number) is Fraction
    assert type(number.numerator) is int


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_float_is_read_as_its_shortest_decimal(value):
    assert read_amount(value, "x") == Fraction(Decimal(repr(value)))


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6), st.integers(1, 4))
def test_the_decimal_context_changes_nothing(value, precision):
    with localcontext() as context:
        context.prec = precision
        context.clear_traps()
        assert read_amount(value, "x") == Fraction(value)
        assert read_amount(str(value), "x") == Fraction(value)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (True, "total True is a bool, not a number; pass 1 or 0 if that is meant"),
        (False, "total False is a bool, not a number; pass 1 or 0 if that is meant"),
        (float("nan"), "total is NaN; a finite number is needed"),
        (float("inf"), "total is Infinity; a finite number is needed"),
        (np.float32("-inf"), "total is -Infinity; a finite number is needed"),
        (Decimal("sNaN"), "total is sNaN; a finite number is needed"),
        (None, "total is missing (None); fill in the number, or leave the member out"),
        (pd.NA, "total is missing (<NA>); fill in the number, or leave the member out"),
        (pd.NaT, "total is missing (NaT); fill in the number, or leave the member out"),
        ("2 785", "total '2 785' is not a plain number; write it as 1234.50"),
        ("2,5", "total '2,5' is not a plain number; write it as 1234.50"),
        ("1_000", "total '1_000' is not a plain number; write it as 1234.50"),
        ("٣", "total '٣' is not a plain number; write it as 1234.50"),
        ("", "total '' is not a plain number; write it as 1234.50"),
        (".", "total '.' is not a plain number; write it as 1234.50"),
        ("nan", "total 'nan' is not a plain number; write it as 1234.50"),
        ("Infinity", "total 'Infinity' is not a plain number; write it as 1234.50"),
        ("0x10", "total '0x10' is not a plain number; write it as 1234.50"),
        ("1/0", "total '1/0' is not a plain number; write it as 1234.50"),
        ("1/00", "total '1/00' is not a plain number; write it as 1234.50"),
        ("1/-2", "total '1/-2' is not a plain number; write it as 1234.50"),
        ("1.5/2", "total '1.5/2' is not a plain number; write it as 1234.50"),
        ("x" * 40, f"total '{'x' * 40}' is not a plain number; write it as 1234.50"),
        ("x" * 50, f"total '{'x' * 40}…' is not a plain number; write it as 1234.50"),
        ("1" * 1001, f"total '{'1' * 40}…' is not a plain number; write it as 1234.50"),
        (10**1000 * 9, "total has more than 1000 digits; no amount or driver needs them"),
        (Fraction(1, 10**1001), "total has more than 1000 digits; no amount or driver needs them"),
        (Fraction(10**1001, 7), "total has more than 1000 digits; no amount or driver needs them"),
        (Decimal("1E+1001"), "total has more than 1000 digits; no amount or driver needs them"),
        ("1e999999999", "total has more than 1000 digits; no amount or driver needs them"),
        ("1e-999999999", "total has more than 1000 digits; no amount or driver needs them"),
        (
            Decimal("1." + "1" * 1001),
            "total has more than 1000 digits; no amount or driver needs them",
        ),
        (
            [1],
            "total [1] is of type list; pass an int, Decimal, Fraction, float or decimal string",
        ),
        (
            1 + 2j,
            (
                "total (1+2j) is of type complex; "
                "pass an int, Decimal, Fraction, float or decimal string"
            ),
        ),
    ],
)
def test_what_is_not_a_number_is_refused(wrong, message):
    with pytest.raises(cs.CostshareError) as caught:
        read_amount(wrong, "total")
    assert str(caught.value) == message


def test_a_long_value_of_another_type_is_shortened_in_the_message():
    with pytest.raises(cs.CostshareError) as caught:
        read_amount(list(range(1000)), "total")
    assert len(str(caught.value)) < 150


def test_a_huge_int_of_a_number_library_is_refused_like_an_int():
    class Whole(int):
        pass

    assert read_amount(Whole(3), "x") == 3
    with pytest.raises(cs.CostshareError, match="more than 1000 digits"):
        read_amount(Whole(10**1001), "x")


def test_a_number_of_as_many_digits_as_may_be_is_read():
    assert read_amount(10**1000, "total") == read_amount("1e1000", "total") == 10**1000
    largest = 2**3322 - 1
    assert read_amount(largest, "total") == largest
    with pytest.raises(cs.CostshareError, match="more than 1000 digits"):
        read_amount(largest + 1, "total")


def test_an_exponent_that_no_decimal_holds_is_refused():
    with pytest.raises(
        cs.CostshareError, match=r"^total '.*' is too large, too small or no number"
    ):
        read_amount("1e1000000000000000000", "total")
