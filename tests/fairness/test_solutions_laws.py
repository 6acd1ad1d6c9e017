"""Shapley value, nucleolus and its relatives, against other formulas and their own laws."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import costshare as cs
from costshare import fairness
from games_local import (
    NAMES,
    coalitions,
    excess,
    games,
    kohlberg,
    minimal_balanced,
    shapley_by_orders,
    usual_games,
)

few = settings(max_examples=15, deadline=None)
FRACTIONS = st.fractions(-5, 20, max_denominator=6)


@few
@given(games(costs=FRACTIONS))
def test_shapley_is_the_mean_over_all_orders(game):
    assert fairness.shapley(game) == shapley_by_orders(game)


def with_costs(players, cost):
    return fairness.Game(players, {group: cost(group) for group in coalitions(players)})


@few
@given(games(least=2), st.data())
def test_shapley_is_efficient_symmetric_additive_and_gives_null_players_nothing(game, data):
    found, players = fairness.shapley(game), game.players
    assert sum(found.values()) == game.total
    swap = {players[0]: players[1], players[1]: players[0]}
    swapped = with_costs(players, lambda g: game.cost([swap.get(name, name) for name in g]))
    assert fairness.shapley(swapped) == {name: found[swap.get(name, name)] for name in players}
    other = data.draw(games(least=len(players), most=len(players)))
    added = with_costs(players, lambda g: game.cost(g) + other.cost(g))
    second = fairness.shapley(other)
    assert fairness.shapley(added) == {name: found[name] + second[name] for name in players}
    larger = with_costs(
        (*players, "null"), lambda g: game.cost([name for name in g if name != "null"])
    )
    assert fairness.shapley(larger) == {**found, "null": 0}


@few
@given(usual_games())
def test_the_nucleolus_fulfils_the_criterion_of_kohlberg(game):
    proof = fairness.excess_levels(game)
    assert kohlberg(game, proof.amounts)
    assert proof.amounts == fairness.nucleolus(game)
    assert proof.holds_for(game)
    largest = max(
        (excess(game, proof.amounts, g) for g in coalitions(game.players)[:-1]), default=0
    )
    if largest <= 0:
        assert fairness.in_core(game, proof.amounts)


@few
@given(usual_games(least=2))
def test_the_per_capita_nucleolus_fulfils_it_by_player(game):
    proof = fairness.excess_levels(game, "per_capita_nucleolus")
    assert kohlberg(game, proof.amounts, per_capita=True)
    assert dict(proof.amounts) == fairness.per_capita_nucleolus(game)
    assert proof.holds_for(game)


@few
@given(games(costs=FRACTIONS))
def test_the_prenucleolus_fulfils_it_without_a_limit(game):
    found = fairness.prenucleolus(game)
    assert kohlberg(game, found, individual=False)
    proof = fairness.excess_levels(game, "prenucleolus")
    assert proof.holds_for(game)
    least = fairness.least_core(game)
    assert least.holds_for(game)
    assert [each.excess for each in least.levels] == [each.excess for each in proof.levels[:1]]
    if proof.levels:
        is_empty = proof.levels[0].excess > 0
        assert bool(game.is_balanced) is not is_empty
        assert fairness.in_core(game, found) is not is_empty


def test_the_criterion_of_kohlberg_is_not_fulfilled_by_other_shares():
    assert [len(minimal_balanced(size)) for size in (2, 3, 4)] == [1, 5, 41]
    game = fairness.airport({"A": 3, "B": 9, "C": 12})
    found = fairness.nucleolus(game)
    assert kohlberg(game, found)
    assert not kohlberg(game, fairness.shapley(game))
    assert not kohlberg(game, {**found, "A": found["A"] + 1, "B": found["B"] - 1})


@few
@given(usual_games(least=2), st.integers(1, 7), st.lists(FRACTIONS, min_size=5, max_size=5))
def test_the_nucleolus_moves_with_the_scale_and_with_own_costs(game, by, own):
    adds = dict(zip(NAMES, own, strict=True))
    moved = with_costs(game.players, lambda g: by * game.cost(g) + sum(adds[name] for name in g))
    for rule in (fairness.nucleolus, fairness.prenucleolus, fairness.shapley):
        found = rule(game)
        assert rule(moved) == {name: by * found[name] + adds[name] for name in game.players}


@few
@given(usual_games(least=2), st.permutations(NAMES))
def test_the_order_of_players_changes_nothing(game, order):
    players = [name for name in order if name in game.players]
    again = fairness.Game(players, game.cost)
    for rule in ("nucleolus", "per_capita_nucleolus", "shapley", "equal_gains"):
        assert fairness.solve(again, rule) == fairness.solve(game, rule)


@pytest.mark.parametrize("size", [9, 12])
def test_larger_games_are_solved_and_proved(size):
    """By a concave game, and by costs of no shape that are beyond 64 bits."""
    players = [f"p{place}" for place in range(size)]
    weights = {name: 7 * place % 11 + 1 for place, name in enumerate(players)}
    concave = fairness.Game(players, lambda g: 100 - 5000 // (50 + sum(weights[n] for n in g)))
    assert fairness.excess_levels(concave).holds_for(concave)
    if size < 10:

        def cost(group):
            spread = sum(weights[name] ** 2 for name in group) * 7919 % 13
            return 10**30 * (10 * len(group) - (spread if len(group) > 1 else 0))

        game = fairness.Game(players, cost)
        proof = fairness.excess_levels(game)
        assert proof.holds_for(game)
        assert len(proof.levels) > 1


def test_a_proof_of_another_game_does_not_hold():
    game = fairness.airport({"A": 3, "B": 9, "C": 12})
    proof = fairness.excess_levels(game)
    costs = {group: game.cost(group) for group in coalitions(game.players)}
    lower = fairness.Game(game.players, {**costs, ("A", "C"): 8})
    assert proof.holds_for(fairness.Game(game.players, costs))
    assert not proof.holds_for(lower)
    assert not proof.holds_for(fairness.Game(game.players, {**costs, tuple("ABC"): 11}))
    cheap = fairness.Game(game.players, {**costs, ("C",): 2})
    assert not proof.holds_for(cheap)
    assert not fairness.excess_levels(game, "prenucleolus").holds_for(cheap)
    assert not proof.holds_for(fairness.airport({"A": 3, "B": 9, "D": 12}))


def test_without_shares_that_nobody_loses_by_the_prenucleolus_is_the_way_out():
    game = fairness.Game(["A", "B"], {"A": 3, "B": 4, ("A", "B"): 9})
    with pytest.raises(
        cs.CostshareError, match=r"cost 9, more than each alone \(7\).*prenucleolus"
    ):
        fairness.nucleolus(game)
    with pytest.raises(cs.CostshareError, match="unknown rule 'nucleolos'; did you mean"):
        fairness.excess_levels(game, "nucleolos")


def test_one_player_pays_all():
    game = fairness.Game(["A"], {"A": Fraction(7, 3)})
    for rule in fairness.SOLUTIONS:
        assert fairness.solve(game, rule) == {"A": Fraction(7, 3)}
    assert fairness.least_core(game).levels == ()
    assert game.is_balanced
