"""Rules of single players and all players, the core, fees, and estimates."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import costshare as cs
from costshare import fairness
from games_local import coalitions, excess, games, usual_games

few = settings(max_examples=12, deadline=None)
AB = {"A": 12, "B": 18, ("A", "B"): 20}


@few
@given(usual_games(least=2))
def test_gains_are_equal_or_proportional_and_all_is_paid(game):
    alone = game.stand_alone
    equal = fairness.equal_gains(game)
    assert len({alone[name] - equal[name] for name in alone}) == 1
    assert sum(equal.values()) == game.total
    if any(alone.values()):
        found = fairness.proportional_gains(game)
        assert len({found[name] / alone[name] for name in alone if alone[name]}) <= 1
        assert sum(found.values()) == game.total


@few
@given(usual_games(least=2))
def test_scrb_pays_separable_costs_and_a_part_of_what_each_saves(game):
    remaining = {name: game.cost(name) - game.marginal[name] for name in game.players}
    if min(remaining.values()) < 0:
        with pytest.raises(cs.CostshareError, match=r"remaining benefit of . is -"):
            fairness.scrb(game)
        return
    left = game.total - sum(game.marginal.values())
    if left and not any(remaining.values()):
        with pytest.raises(cs.CostshareError, match="remaining benefits are all zero"):
            fairness.scrb(game)
        return
    found = fairness.scrb(game)
    assert sum(found.values()) == game.total
    assert found == fairness.alternative_cost_avoided(game)
    assert found == fairness.scrb(game, benefits=game.stand_alone)
    for one in game.players:
        for other in game.players:
            own, others = (found[name] - game.marginal[name] for name in (one, other))
            assert own * remaining[other] == others * remaining[one]


@few
@given(usual_games(least=2, most=3), st.booleans())
def test_the_tau_value_takes_one_step_from_the_least_to_the_most(game, concave):
    if concave:
        game = fairness.airport(game.stand_alone)
    least = game.marginal
    most = {
        name: min(
            game.cost(group) - sum(least[other] for other in group if other != name)
            for group in coalitions(game.players)
            if name in group
        )
        for name in game.players
    }
    is_between = sum(least.values()) <= game.total <= sum(most.values())
    if not is_between or any(least[name] > most[name] for name in least):
        with pytest.raises(cs.CostshareError, match="the τ-value is not defined"):
            fairness.tau_value(game)
        return
    found = fairness.tau_value(game)
    assert sum(found.values()) == game.total
    steps = {(found[n] - least[n]) / (most[n] - least[n]) for n in least if most[n] != least[n]}
    assert len(steps) <= 1
    if concave:  # Tijs and Driessen 1986
        assert found == fairness.alternative_cost_avoided(game)


def test_a_game_that_is_not_quasi_balanced_has_no_tau_value():
    dear = fairness.Game(["A", "B"], {"A": 3, "B": 4, ("A", "B"): 9})
    with pytest.raises(
        cs.CostshareError, match=r"A adds 5 to the cost .* can be asked for, 3; the τ"
    ):
        fairness.tau_value(dear)
    flat = fairness.Game(["A", "B", "C"], lambda group: {1: 1, 2: 5, 3: 6}[len(group)])
    with pytest.raises(
        cs.CostshareError, match="asked for 3 at most, less than the cost of all, 6"
    ):
        fairness.tau_value(flat)


def test_benefits_limit_what_a_player_bears():
    game = fairness.Game(["A", "B"], AB)
    assert fairness.scrb(game, benefits={"A": 7, "B": 30}) == {
        "A": Fraction(16, 3),
        "B": Fraction(44, 3),
    }
    for benefits, message in [
        ({"A": 7}, "benefit of B is missing; add it to benefits"),
        ({"A": 7, "B": 1, "C": 1}, "unknown player in benefits: 'C'"),
        ({"A": 1, "B": 30}, "remaining benefit of A is -1: it adds 2"),
        ([1, 2], "benefits is of type list"),
    ]:
        with pytest.raises(cs.CostshareError, match=message):
            fairness.scrb(game, benefits=benefits)


def test_costs_alone_of_zero_or_less_are_not_shared_by():
    nothing = fairness.Game(["A", "B"], {"A": 0, "B": 0, ("A", "B"): 2})
    with pytest.raises(cs.CostshareError, match="costs alone are all zero, so 2 cannot be shared"):
        fairness.proportional_gains(nothing)
    below = fairness.Game(["A", "B"], {"A": -1, "B": 0, ("A", "B"): 2})
    with pytest.raises(cs.CostshareError, match="cost of A alone is -1, below zero"):
        fairness.proportional_gains(below)


@few
@given(games(least=2, most=3), st.data())
def test_the_blocking_coalition_has_the_largest_excess(game, data):
    paid = {name: data.draw(st.fractions(-5, 20, max_denominator=4)) for name in game.players}
    found = fairness.blocking(game, paid)
    most = max(excess(game, paid, group) for group in coalitions(game.players))
    if most <= 0:
        assert found is None
    else:
        assert found.excess == most == excess(game, paid, found.coalition)
        assert (found.cost, found.pays - found.cost) == (game.cost(found.coalition), most)
        first = next(g for g in coalitions(game.players) if excess(game, paid, g) == most)
        assert len(found.coalition) == len(first)
    assert fairness.in_core(game, paid) == (sum(paid.values()) == game.total and most <= 0)


def test_amounts_must_be_of_all_players():
    game = fairness.Game(["A", "B"], AB)
    with pytest.raises(cs.CostshareError, match="amount of B is missing"):
        fairness.in_core(game, {"A": 20})
    with pytest.raises(cs.CostshareError, match="unknown player in amounts: 'C'"):
        fairness.blocking(game, {"A": 20, "B": 0, "C": 0})
    with pytest.raises(cs.CostshareError, match="game is of type dict; pass a Game"):
        fairness.in_core({}, {})


@few
@given(
    st.lists(st.fractions(-20, 20, max_denominator=7), min_size=1, max_size=5),
    st.integers(-20, 20),
    st.sampled_from(["1", "0.5", "2"]),
)
def test_fees_are_shares_rounded_up_or_down_that_sum(shares, total, unit):
    size = Fraction(unit)
    whole = total * size
    rest = {**dict(zip("ABCDE", shares, strict=False)), "last": whole - sum(shares)}
    game = fairness.Game(list(rest), lambda group: whole if len(group) == len(rest) else 0)
    fees = fairness.fees(game, rest, unit=unit)
    assert sum(map(Fraction, fees.values())) == whole
    assert all(abs(Fraction(fees[name]) - rest[name]) < size for name in rest)
    mirrored = fairness.Game(list(rest), lambda group: -game.cost(group))
    credit = fairness.fees(mirrored, {name: -share for name, share in rest.items()}, unit=unit)
    # At a total of zero there is no sign to mirror by.
    assert not whole or credit == {name: -fee for name, fee in fees.items()}
    if min(rest.values()) >= 0 and whole:
        assert fees == cs.apportion(whole, rest, unit=unit)


def test_a_credit_gives_the_negated_fees_of_the_charge_in_a_tie_too():
    for total, fees in ((5, {"A": 3, "B": 2}), (-5, {"A": -3, "B": -2})):
        game = fairness.Game(["A", "B"], {"A": 0, "B": 0, ("A", "B"): total})
        assert fairness.fees(game, fairness.shapley(game)) == fees


def test_fees_are_of_a_solution_and_of_whole_units():
    game = fairness.Game(["A", "B"], AB)
    with pytest.raises(cs.CostshareError, match="amounts sum to 19, not to the cost of all, 20"):
        fairness.fees(game, {"A": 9, "B": 10})
    with pytest.raises(cs.CostshareError, match="cost of all 20 is not a multiple of unit 3"):
        fairness.fees(game, {"A": 10, "B": 10}, unit=3)
    assert fairness.fees(game, {"A": "1/3", "B": "59/3"}, unit="0.01") == {
        "A": Decimal("0.33"),
        "B": Decimal("19.67"),
    }
