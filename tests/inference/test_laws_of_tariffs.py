"""Laws of inference with two parameters: price lists and blends, against the public models."""

from fractions import Fraction
from itertools import combinations
from typing import get_args

from hypothesis import assume, given
from hypothesis import strategies as st

import costshare as cs
from costshare.apportionment import ROUNDINGS, TieRule
from inferred_local import tariff_fees

TINY = Fraction(1, 10**12)
roundings = st.sampled_from(list(ROUNDINGS))
prices = st.builds(Fraction, st.integers(0, 400), st.sampled_from([1, 2, 10, 100]))
drivers = st.lists(st.integers(0, 30), min_size=1, max_size=6).filter(any)


@given(drivers, prices, prices, roundings)
def test_the_prices_that_made_the_fees_are_always_found(driver, base, rate, rounding):
    assume(base or rate)
    fees = tariff_fees(base, rate, driver, rounding)
    assume(any(fees))
    inference = cs.infer_mixed(fees, driver, rounding=rounding)
    assert inference.exact
    assert inference.reproduces(base, rate)
    assert inside(inference.vertices, (base, rate)) is not False


@given(drivers, prices, prices, roundings, st.lists(st.integers(1, 9), min_size=1, max_size=30))
def test_every_price_inside_reproduces_the_fees_and_none_outside_does(
    driver, base, rate, rounding, weights
):
    assume(base or rate)
    fees = tariff_fees(base, rate, driver, rounding)
    assume(any(fees))
    inference = cs.infer_mixed(fees, driver, rounding=rounding)
    corners = inference.vertices

    def gives(point):
        return any(point) and tariff_fees(*point, driver, rounding) == fees

    for corner, belongs in zip(corners, inference.corners_belong, strict=True):
        assert gives(corner) == belongs
    for at, belongs in enumerate(inference.edges_belong):
        assert gives(mean([corners[at], corners[(at + 1) % len(corners)]])) == belongs
    middle = mean(corners)
    assert gives(middle)
    some = mean([corner for corner, by in zip(corners, weights, strict=False) for _ in range(by)])
    assert gives(mean([some, middle]))
    for corner in corners:
        beyond = tuple(c + (c - m) * TINY for c, m in zip(corner, middle, strict=True))
        if beyond != corner and min(beyond) >= 0:
            assert not gives(beyond)
    if inference.simplest_point is not None:
        assert gives(inference.simplest_point)
    assert list(map(int, inference.allocate().member_totals.values())) == fees


fees_and_drivers = st.integers(1, 4).flatmap(
    lambda size: st.tuples(
        st.lists(st.integers(0, 9), min_size=size, max_size=size).filter(any),
        st.lists(st.integers(0, 6), min_size=size, max_size=size).filter(any),
    )
)


@given(fees_and_drivers, roundings)
def test_prices_are_found_exactly_where_all_crossings_of_borders_say_so(case, rounding):
    fees, driver = case
    inference = cs.infer_mixed(fees, driver, rounding=rounding)
    assert inference.exact == (naive_middle(fees, driver, rounding) is not None)
    if not inference.exact:
        assert inference.contradiction.proof.holds()
        assert inference.contradiction.fewest


@given(fees_and_drivers, roundings)
def test_contradicting_fees_contradict_by_themselves_and_no_fewer_do(case, rounding):
    fees, driver = case
    inference = cs.infer_mixed(fees, driver, rounding=rounding)
    assume(not inference.exact)
    at = inference.contradiction.proof.members
    assert not possible(at, fees, driver, rounding)
    for fewer in range(1, len(at)):
        for chosen in combinations(range(len(fees)), fewer):
            assert possible(chosen, fees, driver, rounding)


@given(fees_and_drivers, roundings)
def test_the_least_change_leaves_as_many_fees_as_any_prices_give(case, rounding):
    fees, driver = case
    least = cs.infer_mixed(fees, driver, rounding=rounding).least_change
    most = max(
        count
        for count in range(len(fees) + 1)
        if any(
            possible(chosen, fees, driver, rounding)
            for chosen in combinations(range(len(fees)), count)
        )
    )
    assert least.fewest
    assert len(least.changes) == len(fees) - most
    rates = least.model.rates
    made = tariff_fees(least.model.base, rates["driver"], driver, rounding)
    for at, (fee, other) in enumerate(zip(fees, made, strict=True)):
        assert least.changes.get(f"member {at + 1}", (fee, fee)) == (fee, other)


def possible(chosen, fees, driver, rounding):
    """Whether some prices give these fees, whatever the others are."""
    if not chosen:
        return True
    some = [fees[at] for at in chosen]
    return naive_middle(some, [driver[at] for at in chosen], rounding) is not None


def naive_middle(fees, driver, rounding):
    """Prices that give the fees: the mean of all crossings of borders that lie in no way outside.

    It lies inside of whatever there is; so where it does not give the fees, nothing does.
    """
    reach = {"up": (1, 0), "down": (0, 1)}.get(rounding, (Fraction(1, 2), Fraction(1, 2)))
    sides = [(1, 0, Fraction(0)), (0, 1, Fraction(0))]
    for fee, size in zip(fees, driver, strict=True):
        sides += [(1, size, fee - reach[0]), (-1, -size, -fee - reach[1])]
    # Where all drivers are zero the rate is free; keep it small.
    sides.append((0, -1, Fraction(-100)))
    points = []
    for (a, b, c), (p, q, r) in combinations(sides, 2):
        area = a * q - b * p
        if area:
            point = (Fraction(c * q - b * r) / area, Fraction(a * r - c * p) / area)
            if all(x * point[0] + y * point[1] >= z for x, y, z in sides):
                points.append(point)
    if not points:
        return None
    middle = mean(points)
    if not any(middle):
        return middle if not any(fees) else None
    return middle if tariff_fees(*middle, driver, rounding) == fees else None


def mean(points):
    return tuple(sum(column, Fraction(0)) / len(points) for column in zip(*points, strict=True))


def inside(corners, point):
    """Whether a point lies in a convex polygon, its border too; None where it has no inside."""
    if len(corners) < 3:
        return None
    turns = [
        (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0])
        for a, b in zip(corners, [*corners[1:], corners[0]], strict=True)
    ]
    return min(turns) >= 0 or max(turns) <= 0


@st.composite
def blends(draw):
    size = draw(st.integers(1, 5))
    columns = [
        draw(st.lists(st.integers(0, 20), min_size=size, max_size=size).filter(any))
        for _ in range(2)
    ]
    cuts = sorted(draw(st.tuples(st.integers(0, 20), st.integers(0, 20))))
    shares = [Fraction(cuts[0], 20), Fraction(cuts[1] - cuts[0], 20)]
    method = draw(st.sampled_from(["largest_remainder", "webster", "jefferson", "cumulative"]))
    return (
        columns,
        shares,
        draw(st.integers(1, 200)),
        method,
        draw(st.sampled_from(get_args(TieRule))),
    )


def blend_fees(columns, shares, total, method, ties):
    members = {
        f"m{at}": {"one": one, "two": two}
        for at, (one, two) in enumerate(zip(*columns, strict=True))
    }
    model = cs.Blend(
        parts=[
            (1 - sum(shares), cs.Flat()),
            (shares[0], cs.Proportional(driver="one")),
            (shares[1], cs.Proportional(driver="two")),
        ]
    )
    try:
        made = cs.allocate(total, model, members, method=method, ties=ties)
    except cs.TieError:
        return None
    return [int(made.fee(name, "fee")) for name in members]


@given(blends())
def test_the_blend_that_made_the_fees_is_always_found(case):
    columns, shares, total, method, ties = case
    fees = blend_fees(*case)
    assume(fees is not None)
    by_name = dict(zip(["one", "two"], columns, strict=True))
    inference = cs.infer_blend(fees, by_name, method=method, ties=ties)
    assert inference.exact
    assert inference.reproduces(*shares)
    corners = inference.vertices
    assert inside(corners, shares) is not False
    middle = mean(corners)
    assert blend_fees(columns, middle, total, method, ties) == fees
    for corner, belongs in zip(corners, inference.corners_belong, strict=True):
        assert (blend_fees(columns, corner, total, method, ties) == fees) == belongs
        beyond = [c + (c - m) * TINY for c, m in zip(corner, middle, strict=True)]
        if tuple(beyond) != corner and min(beyond) >= 0 and sum(beyond) <= 1:
            assert blend_fees(columns, beyond, total, method, ties) != fees
    assert list(map(int, inference.allocate().member_totals.values())) == fees


@given(blends(), st.integers(0, 4), st.integers(0, 4), st.integers(1, 3))
def test_a_blend_that_is_ruled_out_gives_the_fees_nowhere(case, one, other, moved):
    columns, _, total, method, ties = case
    fees = blend_fees(*case)
    assume(fees is not None)
    one, other = one % len(fees), other % len(fees)
    assume(fees[one] >= moved)
    fees[one] -= moved
    fees[other] += moved
    by_name = dict(zip(["one", "two"], columns, strict=True))
    inference = cs.infer_blend(fees, by_name, method=method, ties=ties)
    if inference.exact:
        assert list(map(int, inference.allocate().member_totals.values())) == fees
        return
    assert inference.contradiction.proof.holds()
    at = inference.contradiction.proof.members
    for a in range(11):
        for b in range(11 - a):
            parts = blend_fees(columns, (Fraction(a, 10), Fraction(b, 10)), total, method, ties)
            assert parts is None or any(parts[place] != fees[place] for place in at)
