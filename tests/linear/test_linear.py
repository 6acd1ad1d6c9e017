"""Corners of linear programs against every choice of conditions, and spans against ranks."""

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import costshare as cs
from costshare.linear import Basis, Span

ROWS = st.tuples(st.integers(-4, 4), st.integers(-4, 4), st.integers(-4, 4))


def determinant(a, b, c):
    return (
        a[0] * (b[1] * c[2] - b[2] * c[1])
        - a[1] * (b[0] * c[2] - b[2] * c[0])
        + a[2] * (b[0] * c[1] - b[1] * c[0])
    )


def met(rows, bounds):
    """The point where three conditions hold with equality, by Cramer's rule."""
    below = determinant(*rows)
    if not below:
        return None
    columns = list(zip(*rows, strict=True))
    return tuple(
        Fraction(
            determinant(*zip(*[*columns[:at], bounds, *columns[at + 1 :]], strict=True)), below
        )
        for at in range(3)
    )


def dot(row, point):
    return sum(a * b for a, b in zip(row, point, strict=True))


def largest(rows, bounds, goal):
    """The largest value of the goal at any corner that fulfils every condition; None without."""
    corners = (
        met([rows[at] for at in three], [bounds[at] for at in three])
        for three in combinations(range(len(rows)), 3)
    )
    return max(
        (
            dot(goal, point)
            for point in corners
            if point and all(dot(r, point) <= b for r, b in zip(rows, bounds, strict=True))
        ),
        default=None,
    )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(ROWS, st.integers(-6, 6)), min_size=1, max_size=5),
    st.tuples(st.integers(1, 5), st.integers(1, 5), st.integers(1, 5)),
)
def test_the_last_corner_is_the_best_of_all(cuts, goal):
    """From x, y, z <= 5, one violated condition after another."""
    start = [(1, 0, 0), (0, 1, 0), (0, 0, 1)]
    rows, bounds = start + [row for row, _ in cuts], [5, 5, 5] + [bound for _, bound in cuts]
    basis, held = Basis(start, goal), [5, 5, 5]
    while True:
        corner = basis.corner(held)
        broken = [at for at in range(len(rows)) if dot(rows[at], corner) > bounds[at]]
        if not broken:
            assert dot(goal, corner) == largest(rows, bounds, goal)
            assert all(each >= 0 for each in basis.times(goal))
            break
        place = basis.enter(rows[broken[0]])
        if place is None:
            assert largest(rows, bounds, goal) is None
            by = basis.times(rows[broken[0]])
            assert all(each <= 0 for each in by)
            assert dot(by, held) > bounds[broken[0]]
            break
        held[place] = bounds[broken[0]]
        assert basis.rows[place] == rows[broken[0]]


def test_a_condition_that_stays_never_leaves():
    basis = Basis([(1, 0), (0, 1)], goal=(1, 1))
    assert basis.enter((2, 1), stay=[0]) == 1
    assert basis.times((1, 1)) == [-1, 1]


def test_rows_of_a_basis_are_independent():
    with pytest.raises(cs.CostshareError, match="row 2 of a basis is a sum of the rows before"):
        Basis([(1, 0, 1), (0, 1, 1), (1, 1, 2)], goal=(0, 0, 0))


@settings(max_examples=60, deadline=None)
@given(st.lists(ROWS, min_size=3, max_size=3))
def test_a_span_knows_its_rows_and_what_is_at_right_angles(rows):
    span = Span(3)
    added = [span.add(row) for row in rows]
    assert span.rank == sum(added)
    assert (span.rank == 3) == bool(determinant(*rows))
    assert all(row in span for row in rows)
    right = span.orthogonal()
    assert len(right) == 3 - span.rank
    assert all(dot(row, each) == 0 for row in rows for each in right)
    assert all(each not in span for each in right)
