"""The exact simplex method, against all crossings of borders and the sum of a proof."""

from fractions import Fraction
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from costshare.inference._condition import Condition
from costshare.inference._family import Family
from costshare.inference._proof import Proof
from costshare.inference._region import Region, solve_region
from costshare.inference._rounded import Rounded
from naive_inference import adds_up_to_nothing


@st.composite
def rounded(draw):
    """Fees of up to three keys, each rounded on its own, of which some may be wrong."""
    size = draw(st.integers(1, 3))
    count = draw(st.integers(size, 6))
    numbers = st.integers(0, 12)
    slopes = draw(st.lists(st.tuples(*[numbers] * size), min_size=count, max_size=count))
    weights = draw(st.tuples(*[st.fractions(0, 3, max_denominator=4)] * size))
    rounding = draw(st.sampled_from(["half_up", "half_even", "half_down", "up", "down"]))
    family = Family((0,) * count, tuple(slopes), 1)
    fees = Rounded(family, (0,) * count, rounding).parts(weights)
    for _ in range(draw(st.integers(0, 1))):
        fees[draw(st.integers(0, count - 1))] += draw(st.integers(1, 4))
    slopes_above = [max(column) for column in zip(*slopes, strict=True)]
    return Rounded(family, tuple(fees), rounding), weights, min(slopes_above) > 0


def ceiling(rule):
    size = len(rule.family.slopes[0])
    bounds = [rule.of_fee(at)[1] for at in range(len(rule.fees))]
    sums = tuple(sum(each.coefficients[k] for each in bounds) for k in range(size))
    return Condition(sums, sum(each.bound for each in bounds))


@given(rounded())
def test_a_point_reproduces_the_fees_or_a_proof_adds_up(case):
    rule, weights, moving = case
    if not moving:
        return
    found = solve_region(rule, (), ceiling(rule))
    if isinstance(found, Proof):
        assert not rule.reproduces(weights)
        assert adds_up_to_nothing(found.conditions, found.multipliers)
        assert len(found.conditions) <= len(weights) + 1
        return
    assert isinstance(found, Region)
    assert rule.reproduces(found.point)
    if rule.reproduces(weights):
        assert all(map(between, found.lowest, weights, found.highest))


def between(low, value, high):
    return low <= value <= high


@given(rounded())
def test_the_range_of_each_parameter_is_that_of_all_crossings(case):
    rule, weights, moving = case
    if not moving or len(weights) != 2:
        return
    found = solve_region(rule, (), ceiling(rule))
    if isinstance(found, Proof):
        return
    closed = [
        each._replace(strict=False) for at in range(len(rule.fees)) for each in rule.of_fee(at)
    ]
    closed += [Condition((-1, 0), 0), Condition((0, -1), 0)]
    corners = [
        point
        for one, other in combinations(closed, 2)
        if (point := crossing(one, other)) and all(each.holds(point) for each in closed)
    ]
    for axis in (0, 1):
        values = [corner[axis] for corner in corners]
        assert (found.lowest[axis], found.highest[axis]) == (min(values), max(values))


def crossing(one, other):
    (a, b), (p, q) = one.coefficients, other.coefficients
    area = a * q - b * p
    if not area:
        return None
    c, r = one.bound, other.bound
    return Fraction(c * q - b * r, area), Fraction(a * r - c * p, area)
