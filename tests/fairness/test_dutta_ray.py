"""The most equal shares in the core."""

from fractions import Fraction
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import costshare as cs
from costshare import fairness
from games_local import NAMES, coalitions

few = settings(max_examples=60, deadline=None)


@st.composite
def concave_games(draw):
    """Sums of segments, each of which costs once for all who use it, less gains of every player."""
    players = NAMES[: draw(st.integers(1, 4))]
    segments = draw(
        st.lists(
            st.tuples(st.sets(st.sampled_from(players), min_size=1), st.integers(0, 9)), max_size=5
        )
    )
    own = {name: draw(st.integers(-3, 3)) for name in players}
    return fairness.Game(
        players,
        {
            group: sum(cost for users, cost in segments if users & {*group})
            + sum(own[name] for name in group)
            for group in coalitions(players)
        },
    )


def from_least(shares):
    """The sum of the smallest share, of the two smallest, and so on."""
    return list(accumulate(sorted(shares.values())))


@few
@given(concave_games(), st.data())
def test_it_is_in_the_core_and_more_equal_than_all_other_shares_there(game, data):
    found = fairness.dutta_ray(game)
    assert fairness.in_core(game, found)
    # The corners of the core of a concave game: what each adds, in some order (Shapley 1971).
    corners = []
    for _ in range(3):
        order, before, corner = data.draw(st.permutations(game.players)), Fraction(0), {}
        for at, name in enumerate(order, 1):
            corner[name] = game.cost(order[:at]) - before
            before += corner[name]
        corners.append(corner)
    weights = data.draw(st.tuples(*[st.integers(1, 5)] * 3))
    between = {
        name: sum(w * corner[name] for w, corner in zip(weights, corners, strict=True))
        / Fraction(sum(weights))
        for name in game.players
    }
    for other in (*corners, between, fairness.shapley(game), fairness.nucleolus(game)):
        assert fairness.in_core(game, other)
        pairs = zip(from_least(found), from_least(other), strict=True)
        assert all(own >= theirs for own, theirs in pairs)


def test_equal_parts_where_they_are_in_the_core():
    game = fairness.joint_procurement(300, {"A": 20, "B": 80, "C": 50})
    assert fairness.dutta_ray(game) == dict.fromkeys("ABC", 150)
    halves = fairness.Game(["A", "B"], {"A": "0.5", "B": "2.25", ("A", "B"): "2.5"})
    assert fairness.dutta_ray(halves) == {"A": Fraction(1, 2), "B": 2}


def test_costs_that_are_not_concave_are_refused_with_the_coalitions():
    dear = fairness.Game(["A", "B"], {"A": 3, "B": 4, ("A", "B"): 9})
    with pytest.raises(
        cs.UnsolvedError, match=r"costs are not concave: A and B cost 2 more together.*; the sol"
    ):
        fairness.dutta_ray(dear)
