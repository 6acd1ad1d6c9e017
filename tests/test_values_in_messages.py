"""A message names the value that was passed, whatever it is, at a length that can be read."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

import costshare as cs
from costshare.amounts import plain, read_amount
from costshare.errors import quoted, shown, unknown_name
from odd_values import ODD, Unprintable


class BrokenList(list):
    def __len__(self):
        raise RuntimeError("no length")


BrokenList.__name__ = "list"


@pytest.mark.parametrize("name", ODD)
def test_every_value_is_written_on_one_short_line(name):
    for text in (quoted(ODD[name]()), shown(ODD[name]())):
        assert "\n" not in text
        assert text.isprintable()
        assert len(text) < 2_000


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (10**5000, "an int of about 5000 digits"),
        (10**300, "1" + "0" * 27 + "..." + "0" * 29),
        (Unprintable(), "a Unprintable"),
        (BrokenList(), "a list"),
        (Fraction(10**5000, 3), "a Fraction"),
        (["x" * 1000], "['" + "x" * 27 + "..." + "x" * 28 + "']"),
    ],
    ids=quoted,
)
def test_what_is_long_or_cannot_be_written_is_shortened(value, text):
    assert quoted(value) == text


def test_text_is_shown_as_it_is():
    assert shown("Luleå") == "Luleå"
    assert shown("A\0B") == r"A\x00B"
    assert shown("A\ud800") == r"A\ud800"


def test_the_nearest_of_many_names_is_not_searched_for():
    many = [f"case {place}" for place in range(5_000)]
    assert "did you mean" not in str(unknown_name("row", "case 77x", many))
    assert "did you mean 'case 77'" in str(unknown_name("row", "case 77x", many[:100]))


@pytest.mark.parametrize(
    "value", ["1e1000000000000000000", "1e-10000000000000000000", "0e1000000000000000000"]
)
def test_an_exponent_beyond_every_decimal_is_refused(value):
    with pytest.raises(cs.CostshareError, match=r"^total '\de-?10+' is too large, too small"):
        read_amount(value, "total")


@pytest.mark.parametrize(
    "value",
    [10**5000, Decimal("1e999999999999999999"), Fraction(1, 10**5000), "1e999999"],
    ids=quoted,
)
def test_a_number_of_too_many_digits_is_refused(value):
    with pytest.raises(cs.CostshareError, match=r"^total has more than 1000 digits"):
        read_amount(value, "total")


def test_a_length_of_time_is_not_a_number():
    with pytest.raises(cs.CostshareError, match=r"^total .* is of type timedelta64; pass an int"):
        read_amount(np.timedelta64(1, "D"), "total")


def test_an_exact_result_of_many_digits_is_written():
    assert plain(Fraction(10**5000)) == "1" + "0" * 5000
    assert plain(Fraction(10**5000, 3)) == "1" + "0" * 5000 + "/3"
    assert plain(Fraction(1, 10**5000)) == "0." + "0" * 4999 + "1"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: cs.Member(name=10**5000), "Member: name: name an int of about 5000 digits is"),
        (lambda: cs.Period.read(10**5000), "'an int of about 5000 digits' is not a period"),
        (lambda: cs.instalments({"A": 1}, 10**9), "periods 1000000000 are more than 10000;"),
        (lambda: cs.apportion(10, {10**5000: -1}), "weight of an int of about 5000 digits is -1"),
        (
            lambda: cs.infer({"A": 1}, {"x": {"A": 1}}, models=itself()),
            "unknown model [[[[[[[...]]]]]]]",
        ),
        (
            lambda: cs.allocate(1, cs.Flat(), pd.DataFrame({"x": [1]}, index=[Unprintable()])),
            "row 1 of the frame: name a Unprintable cannot be written; pass a string",
        ),
    ],
)
def test_odd_values_are_named(call, message):
    with pytest.raises(cs.CostshareError) as caught:
        call()
    assert str(caught.value).startswith(message)


def itself():
    values = []
    values.append(values)
    return values


def test_text_with_many_blanks_is_read_in_time():
    for text in ("1" + " " * 10**6 + "x", "1" * 10**6, " " * 10**6 + "1" + " " * 10**6):
        if text.strip() == "1":
            assert read_amount(text, "total") == 1
        else:
            with pytest.raises(cs.CostshareError, match="is not a plain number"):
                read_amount(text, "total")
