"""Published games with their published solutions.

- CoopGame: Staudacher and Anwander, R package CoopGame 0.2.2, 2021, tests and manual; games of
  gains. https://CRAN.R-project.org/package=CoopGame.
- The will of ibn Ezra: Aumann, "Some non-superadditive games, and their Shapley values, in the
  Talmud", International Journal of Game Theory 39, 2010.
- Birmingham airport 1968-69: Littlechild and Owen, "A Simple Expression for the Shapley Value in a
  Special Case", Management Science 20, 1973, and Littlechild and Thompson, "Aircraft Landing Fees:
  A Game Theory Approach", Bell Journal of Economics 8, 1977: movements, annual cost, fee in pounds.
- Tennessee Valley Authority: Straffin and Heaney, "Game Theory and the Tennessee Valley Authority",
  International Journal of Game Theory 10, 1981; costs in 1 000 dollars.
"""

from fractions import Fraction
from itertools import combinations

import pytest

from costshare import fairness
from costshare.results import rounded


def gains_game(gains):
    """The game of costs below zero, of gains by coalitions in the order of CoopGame."""
    size = (len(gains) + 1).bit_length() - 1
    players = [str(place) for place in range(1, size + 1)]
    groups = [group for count in range(1, size + 1) for group in combinations(players, count)]
    costs = {group: -Fraction(gain) for group, gain in zip(groups, gains, strict=True)}
    return fairness.Game(players, costs)


def gains(shares):
    return [-share for share in shares.values()]


def test_coopgame_shapley():
    game = gains_game([2, 4, 5, 18, 14, 9, 24])
    assert gains(fairness.shapley(game)) == [Fraction("9.5"), 8, Fraction("6.5")]


def test_coopgame_nucleolus_of_ferguson():
    found = gains(fairness.nucleolus(gains_game([-1, 0, 1, 3, 4, 2, 5])))
    assert found == [Fraction(8, 3), Fraction(2, 3), Fraction(5, 3)]


def test_coopgame_will_of_ibn_ezra():
    will = [120, 60, 40, 30, 120, 120, 120, 60, 60, 40, 120, 120, 120, 60, 120]
    found = gains(fairness.shapley(gains_game(will)))
    printed = ["80.83333", "20.83333", "10.83333", "7.5"]
    assert [rounded(each, 5) for each in found] == list(map(Fraction, printed))


def test_coopgame_savings_of_an_apartment():
    alone, savings = [300, 270, 280], [0, 0, 0, 160, 170, 140, 300]
    costs = [*alone, 410, 410, 410, 550]
    groups = [group for count in (1, 2, 3) for group in combinations("123", count)]
    game = fairness.Game(["1", "2", "3"], dict(zip(groups, costs, strict=True)))
    assert [game.saving(group) for group in groups] == savings


BIRMINGHAM = {  # annual cost, movements, fee by movement
    "Fokker Friendship 27": (65_899, 42, "4.86"),
    "Viscount 800": (76_725, 9_555, "5.66"),
    "Hawker Siddeley Trident": (95_200, 288, "10.30"),
    "Britannia": (97_200, 303, "10.85"),
    "Caravelle VI R": (97_436, 151, "10.92"),
    "BAC 111 (500)": (98_142, 1_315, "11.13"),
    "Vanguard 953": (102_496, 505, "13.40"),
    "Comet 4B": (104_849, 1_128, "15.07"),
    "Britannia 300": (113_322, 151, "44.80"),
    "Convair Coronado": (115_440, 112, "60.61"),
    "Boeing 707": (117_676, 22, "162.24"),
}


def test_birmingham_airport():
    """Every movement is a player: 13 572 of them."""
    costs = {
        f"{kind} {at}": cost
        for kind, (cost, movements, _) in BIRMINGHAM.items()
        for at in range(movements)
    }
    found = fairness.shapley(fairness.airport(costs))
    assert sum(found.values()) == 117_676
    for kind, (*_, fee) in BIRMINGHAM.items():
        assert rounded(found[f"{kind} 0"], 2) == Fraction(fee)


@pytest.fixture
def tennessee():
    navigation, flood, power = players = "navigation", "flood control", "power"
    costs = {
        navigation: 163_520,
        flood: 140_826,
        power: 250_096,
        (navigation, flood): 301_607,
        (navigation, power): 378_821,
        (flood, power): 367_370,
        players: 412_584,
    }
    return fairness.Game(players, costs)


def test_tennessee_valley_authority(tennessee):
    assert list(fairness.shapley(tennessee).values()) == [117_829, 100_756.5, 193_998.5]
    assert list(fairness.nucleolus(tennessee).values()) == [116_234, 93_540, 202_810]
    avoided = fairness.alternative_cost_avoided(tennessee).values()
    assert [rounded(each, 0) for each in avoided] == [117_476, 99_157, 195_951]
    assert fairness.tau_value(tennessee) == fairness.alternative_cost_avoided(tennessee)
    assert tennessee.is_subadditive
    assert tennessee.is_concave


def test_young_1994_two_towns():
    """Towns A and B build a water supply for 15 instead of 11 and 7 million.

    Young, "Cost Allocation", Handbook of Game Theory 2, 1994, chapter 34.
    """
    game = fairness.Game(["A", "B"], {"A": 11, "B": 7, ("A", "B"): 15})
    for rule in ("shapley", "nucleolus", "scrb", "equal_gains"):
        assert fairness.solve(game, rule) == {"A": Fraction(19, 2), "B": Fraction(11, 2)}
    found = fairness.proportional_gains(game)
    assert [rounded(each, 2) for each in found.values()] == [Fraction("9.17"), Fraction("5.83")]
