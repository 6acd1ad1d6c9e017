"""The unit: reading one, counting in it, and writing amounts with its decimals."""

import copy
import pickle
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.amounts import Unit, common_unit
from costshare.testing import units


@pytest.mark.parametrize(
    ("value", "size"),
    [
        (1, Fraction(1)),
        (1200, Fraction(1200)),
        ("0.01", Fraction(1, 100)),
        (0.05, Fraction(1, 20)),
        (Decimal("0.50"), Fraction(1, 2)),
        (Fraction(1, 8), Fraction(1, 8)),
        ("1/4", Fraction(1, 4)),
    ],
)
def test_any_positive_number_with_a_finite_decimal_is_a_unit(value, size):
    assert Unit.read(value) == Unit(size)
    assert Unit.read(value).is_whole == (size.denominator == 1)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (0, "unit 0 must be positive; pass 1, 100 or '0.01'"),
        ("-0.01", "unit -0.01 must be positive; pass 1, 100 or '0.01'"),
        ("1/3", "unit 1/3 has no finite decimal; pass 1, 100 or '0.01'"),
        ("ett", "unit 'ett' is not a plain number; write it as 1234.50"),
    ],
)
def test_what_is_not_a_unit_is_refused(value, message):
    with pytest.raises(cs.CostshareError) as caught:
        Unit.read(value)
    assert str(caught.value) == message


@given(units(), st.integers(-(10**20), 10**20))
def test_counting_and_writing_are_each_others_inverse(size, count):
    unit = Unit.read(size)
    amount = unit.decimal(count)
    assert Fraction(amount) == count * unit.size
    assert unit.count(Fraction(amount), "total") == count


@pytest.mark.parametrize(
    ("size", "count", "text"),
    [
        ("0.01", 250, "2.50"),
        ("0.01", -1, "-0.01"),
        ("0.01", 0, "0.00"),
        ("0.50", 3, "1.5"),
        ("0.025", 4, "0.100"),
        (100, 9372, "937200"),
        (100, 0, "0"),
        (1, -5, "-5"),
        (1, 10**40, "1" + "0" * 40),
    ],
)
def test_an_amount_has_the_decimals_of_its_unit(size, count, text):
    with localcontext() as context:
        context.prec = 2
        assert str(Unit.read(size).decimal(count)) == text


@pytest.mark.parametrize(
    ("size", "amount", "message"),
    [
        (
            100,
            Fraction(1_046_950),
            ("total 1046950 is not a multiple of unit 100; pass unit=50, or round the total first"),
        ),
        (
            1,
            Fraction("-2.25"),
            "total -2.25 is not a multiple of unit 1; pass unit=0.01, or round the total first",
        ),
        (
            1,
            Fraction("0.30000000000000004"),
            ("total 0.30000000000000004 is not a multiple of unit 1; round the total first"),
        ),
        (
            "0.4",
            Fraction(1),
            "total 1 is not a multiple of unit 0.4; pass unit=0.2, or round the total first",
        ),
        (
            "0.01",
            Fraction(1, 3),
            "total 1/3 is not a multiple of unit 0.01; round it to a finite decimal first",
        ),
    ],
)
def test_an_amount_that_is_not_a_multiple_is_refused_with_the_way_out(size, amount, message):
    with pytest.raises(cs.CostshareError) as caught:
        Unit.read(size).count(amount, "total")
    assert str(caught.value) == message


@given(units(), units())
def test_the_unit_that_the_message_offers_works(size, total):
    unit, amount = Unit.read(size), Fraction(total)
    try:
        unit.count(amount, "total")
    except cs.CostshareError as error:
        offered = str(error).partition("unit=")[2].partition(",")[0]
        assert Unit.read(offered).count(amount, "total") * Fraction(offered) == amount


@pytest.mark.parametrize(
    ("sizes", "common"),
    [
        ([100], 100),
        ([100, 1200], 100),
        ([1000, 1200], 200),
        ([1, "0.01"], "0.01"),
        (["0.4", "0.6"], "0.2"),
        ([100, 1200, "0.25"], "0.25"),
    ],
)
def test_the_common_unit_measures_all(sizes, common):
    assert common_unit(map(Unit.read, sizes)) == Unit.read(common)


@given(st.lists(units(), min_size=1, max_size=4))
def test_the_common_unit_is_the_largest_that_measures_all(sizes):
    common = common_unit([Unit.read(size) for size in sizes]).size
    multiples = [Fraction(size) / common for size in sizes]
    assert all(multiple.denominator == 1 for multiple in multiples)
    # A larger one would divide all the multiples.
    assert all(any(multiple % factor for multiple in multiples) for factor in (2, 3, 5, 7, 11, 13))


def test_a_unit_is_a_decimal_that_survives_pickle_and_copy():
    unit = Unit.read("0.25")
    for again in (pickle.loads(pickle.dumps(unit)), copy.copy(unit), copy.deepcopy(unit)):
        assert again == unit == Decimal("0.25")
        assert again.size == Fraction(1, 4)
        assert hash(again) == hash(Decimal("0.25"))


def test_a_unit_is_frozen():
    with pytest.raises(AttributeError):
        Unit(Fraction(1)).size = Fraction(2)
