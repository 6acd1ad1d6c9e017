"""Estimates of the Shapley value: intervals that hold in every seed, and what they rest on."""

from fractions import Fraction
from math import log, sqrt
from statistics import variance

import numpy as np
import pytest

import costshare as cs
from costshare import fairness

SITES = {f"site {number}": number for number in range(1, 31)}
# Each site seldom adds anything: only where no larger one has come.
RARE = fairness.Game(list(SITES), lambda group: max(SITES[name] for name in group))
# One in thirty arrivals costs all, and neither the first nor the last one does.
PIVOT = fairness.Game([f"p{at}" for at in range(30)], lambda group: 100 * (len(group) >= 25))
ONE_OF_ALL = dict.fromkeys(PIVOT.players, Fraction(100, 30))
WEIGHTS = {f"p{at}": 3 * at % 7 + 1 for at in range(8)}


def concave(group):
    own = sum(WEIGHTS[name] for name in group)
    return Fraction(50 * own, 3 * own + 20)


CONCAVE = fairness.Game(list(WEIGHTS), concave)


def holds(found, exact):
    return all(each.low <= exact[name] <= each.high for name, each in found.shares.items())


@pytest.mark.parametrize(
    ("game", "exact", "pairs"),
    [
        (RARE, fairness.shapley(fairness.airport(SITES)), 30),
        (RARE, fairness.shapley(fairness.airport(SITES)), 100),
        (PIVOT, ONE_OF_ALL, 30),
        (CONCAVE, fairness.shapley(CONCAVE), 60),
    ],
)
def test_intervals_hold_as_often_as_they_say(game, exact, pairs):
    """Intervals by the normal distribution held in 2, 25 and 0 of 40 seeds of the first three."""
    found = [fairness.estimate_shapley(game, seed=seed, pairs=pairs) for seed in range(40)]
    assert sum(holds(each, exact) for each in found) >= 38


def test_intervals_get_narrower_with_more_orders_and_wider_with_more_confidence():
    exact = fairness.shapley(CONCAVE)
    few, many = (fairness.estimate_shapley(CONCAVE, seed=3, pairs=each) for each in (100, 1600))
    assert many == fairness.estimate_shapley(CONCAVE, seed=3, pairs=1600)
    assert sum(many.amounts.values()) == CONCAVE.total
    assert few.basis == many.basis == "concave"
    wider = fairness.estimate_shapley(CONCAVE, seed=3, pairs=1600, confidence="99.9%")
    for name, share in many.shares.items():
        width = share.high - share.low
        assert 0 < width < exact[name] / 2
        assert width < (few.shares[name].high - few.shares[name].low) / 2
        assert wider.shares[name].low < share.low
        assert wider.shares[name].high > share.high
        assert wider.shares[name].error == share.error < width / 4


@pytest.mark.parametrize("game", [CONCAVE, PIVOT])
def test_amounts_and_intervals_follow_from_the_drawn_orders(game):
    """Against a naive loop, and the two inequalities in floats."""
    pairs, chance = 50, 0.05 / len(game.players)
    bits = np.random.PCG64(8)
    added = {name: [] for name in game.players}
    for _ in range(pairs):
        keys = bits.random_raw(len(game.players)).tolist()
        order = [name for _, name in sorted(zip(keys, game.players, strict=True))]
        adds = dict.fromkeys(order, Fraction(0))
        for way in (order, order[::-1]):
            for at, name in enumerate(way):
                before = game.cost(way[:at]) if at else 0
                adds[name] += (game.cost(way[: at + 1]) - before) / 2
        for name, each in adds.items():
            added[name].append(each)
    found = fairness.estimate_shapley(game, seed=8, pairs=pairs)
    for name, share in found.shares.items():
        least, most = share.least, share.most
        if game is CONCAVE:
            assert (least, most) == (game.marginal[name], game.stand_alone[name])
        else:
            assert (least, most) == (0, 100)
        mean, spread = sum(added[name]) / pairs, float(variance(added[name]))
        hoeffding = float(most - least) * sqrt(log(4 / chance) / (2 * pairs))
        bernstein = sqrt(2 * spread * log(8 / chance) / pairs)
        bernstein += 7 * float(most - least) * log(8 / chance) / (3 * (pairs - 1))
        half = min(hoeffding, bernstein)
        assert share.amount == mean
        assert float(share.low) == pytest.approx(max(least, mean - half))
        assert float(share.high) == pytest.approx(min(most, mean + half))
        assert float(share.error) == pytest.approx(sqrt(spread / pairs))


def test_what_intervals_rest_on_is_said():
    texts = {
        "concave": "If costs are concave, all intervals contain the Shapley value with a "
        "confidence of at least 95 %. The drawn orders do not contradict that they are.",
        "seen": "All intervals contain the Shapley value with a confidence of at least 95 %, if no "
        "player ever adds less than 0 or more than 100, which is the least and the most that was "
        "seen. Costs are not concave.",
        "bounds": "All intervals contain the Shapley value with a confidence of at least 95 %, by "
        "the bounds on what each player adds.",
    }
    bounds = dict.fromkeys(PIVOT.players, (0, 100))
    for basis, found in [
        ("concave", fairness.estimate_shapley(RARE, seed=1, pairs=30)),
        ("seen", fairness.estimate_shapley(PIVOT, seed=1, pairs=30)),
        ("bounds", fairness.estimate_shapley(PIVOT, seed=1, pairs=30, bounds=bounds)),
    ]:
        assert found.basis == basis
        assert str(found).endswith(texts[basis])
        assert "An estimate from 30 random orders" in str(found)
        assert fairness.ShapleyEstimate.from_dict(found.to_dict()) == found
        # Printed figures have the digits that the intervals are good for.
        assert max(map(len, str(found).splitlines()[3:33])) < 40


def test_only_what_cannot_vary_has_an_interval_of_no_width():
    players = [f"p{at}" for at in range(25)]
    game = fairness.Game(players, lambda group: 2 * len(group))
    found = fairness.estimate_shapley(game, seed=7, pairs=30)
    assert set(found.amounts.values()) == {2}
    assert {each.high - each.low for each in found.shares.values()} == {0}
    never = fairness.estimate_shapley(PIVOT, seed=7, pairs=30)
    assert 0 in never.amounts.values()
    assert all(each.low < each.high for each in never.shares.values())


def test_an_estimate_of_many_players_needs_a_function_and_sound_settings():
    game = fairness.Game([f"p{at}" for at in range(25)], lambda group: 2 * len(group))
    with pytest.raises(cs.CostshareError, match=r"25 players have 2.*estimate_shapley"):
        fairness.shapley(game)
    both = dict.fromkeys(game.players, (1, 3))
    for settings, message in [
        ({"seed": -1}, "seed -1 is not a whole number from 0"),
        ({"seed": True}, "seed True is not a whole number"),
        ({"seed": 1, "pairs": 29}, "pairs 29 is not a whole number from 30"),
        ({"seed": 1, "confidence": 1}, "confidence 1 does not lie between 0 and 1"),
        ({"seed": 1, "confidence": "x"}, "confidence 'x'"),
        ({"seed": 1, "bounds": {"p0": (0, 1)}}, "bounds of p1 are missing"),
        ({"seed": 1, "bounds": {**both, "x": (0, 1)}}, "unknown player in bounds: 'x'"),
        ({"seed": 1, "bounds": {**both, "p1": (3, 1)}}, "bounds of p1 are not the least and the"),
        ({"seed": 1, "bounds": {**both, "p1": (3,)}}, "bounds of p1 are not the least and the"),
        ({"seed": 1, "bounds": {**both, "p1": (0, 1)}}, r"p1 adds 2 .*its bounds \(0, 1\)"),
    ]:
        with pytest.raises(cs.CostshareError, match=message):
            fairness.estimate_shapley(game, **settings)


def test_the_cost_that_cannot_be_read_is_named():
    game = fairness.Game(
        [f"p{at}" for at in range(25)], lambda group: len(group) if len(group) != 3 else None
    )
    with pytest.raises(cs.CostshareError, match=r"cost of p\d+ \+ p\d+ \+ p\d+ is missing"):
        fairness.estimate_shapley(game, seed=1, pairs=30)
