"""The simplest fraction and the shortest decimal of an interval, against trying one by one."""

from fractions import Fraction
from itertools import count
from math import ceil, floor

from hypothesis import assume, given
from hypothesis import strategies as st

from costshare.amounts import decimals
from costshare.inference._interval import Interval
from costshare.inference._plainest import plain_share
from costshare.inference._simplest import digits, shortest_decimal, simplest_fraction

fractions = st.integers(1, 60).flatmap(
    lambda below: st.integers(0, below).map(lambda above: Fraction(above, below))
)


@st.composite
def intervals(draw):
    low, high = sorted((draw(fractions), draw(fractions)))
    closed = (True, True) if low == high else (draw(st.booleans()), draw(st.booleans()))
    return Interval(low, high, closed)


def multiples(interval, step):
    """The multiples of a step inside an interval."""
    found = range(ceil(interval.low / step), floor(interval.high / step) + 1)
    return [each * step for each in found if each * step in interval]


@given(intervals())
def test_the_simplest_fraction_has_the_smallest_denominator_and_numerator(interval):
    first = next(found for below in count(1) if (found := multiples(interval, Fraction(1, below))))
    assert simplest_fraction(interval) == min(first)


@given(intervals())
def test_the_shortest_decimal_has_the_fewest_decimals_and_lies_nearest_to_the_middle(interval):
    if interval.low == interval.high:
        ends = interval.low.denominator
        finite = 10**12 % ends == 0
        assert shortest_decimal(interval) == (interval.low if finite else None)
        return
    steps = (Fraction(1, 10**places) for places in count())
    found = next(found for step in steps if (found := multiples(interval, step)))
    nearest = min(abs(each - interval.middle) for each in found)
    assert shortest_decimal(interval) == interval.middle - nearest or (
        interval.middle - nearest not in found
        and shortest_decimal(interval) == interval.middle + nearest
    )


@given(st.integers(1, 10**15), st.integers(1, 10**15), st.integers(1, 10**30))
def test_a_fraction_is_the_simplest_of_what_is_close_enough_around_it(one, other, narrow):
    value = Fraction(min(one, other), max(one, other))
    # Two fractions with denominators up to b differ by 1 / b² or more.
    width = Fraction(1, 2 * value.denominator**2 * narrow)
    assume(value > width)
    assert simplest_fraction(Interval(value - width, value + width)) == value


# All numbers with up to two digits, from thousandths to hundreds of millions.
SHORT = [above * Fraction(10) ** power for above in range(100) for power in range(-3, 9)]


@given(intervals(), st.sampled_from([1, 60, 3_600, 10**7]))
def test_no_number_has_fewer_digits_than_the_shortest_one(interval, times):
    grown = Interval(interval.low * times, interval.high * times, interval.closed)
    found = shortest_decimal(grown)
    if found is None:
        assert decimals(grown.low) is None
        return
    assert found in grown
    assert not [each for each in SHORT if each in grown and digits(each) < digits(found)]


@given(intervals())
def test_a_share_is_a_decimal_or_a_fraction_with_fewer_digits(interval):
    found, decimal = plain_share(interval), shortest_decimal(interval)
    assert found in interval
    if decimal is not None and found != decimal:
        assert digits(found) < digits(decimal)
        assert decimals(found) is None
    if digits(found) > 2 and interval.low < interval.high:
        thirds = [Fraction(above, 3) for above in (1, 2)]
        assert not any(each in interval for each in thirds)
