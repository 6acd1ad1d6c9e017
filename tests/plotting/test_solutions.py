"""Solutions of a game: points on bars of costs alone."""

import pytest
from matplotlib.colors import to_rgb

import costshare as cs
from costshare import fairness
from looking_local import bars, canvas, row_names

GAME = fairness.airport({"A": 3, "B": 9, "C": 12})
FOUND = fairness.compare_solutions(
    GAME, {"today": {"A": 4, "B": 4, "C": 4}, "shapley": "shapley"}, currency="SEK", name="runway"
)


def points(ax):
    """By kind of points, where each stands in its row."""
    scattered = [each for each in ax.collections if hasattr(each, "get_sizes")]
    return [
        {round(y): float(x) for x, y in each.get_offsets()}
        for each in scattered
        if len(each.get_offsets()) and len(each.get_sizes())
    ]


def test_points_of_each_solution_stand_on_bars_of_the_costs_alone():
    ax = cs.plotting.solutions(FOUND, ax=canvas())
    assert row_names(ax) == ["C", "B", "A"]
    assert [(start, end) for _, start, end in bars(ax)[0]] == [(0, 12), (0, 9), (0, 3)]
    assert points(ax) == [{0: 4, 1: 4, 2: 4}, {0: 7, 1: 4, 2: 1}]
    named = [text.get_text() for text in ax.get_legend().get_texts()]
    assert named == ["cost alone", "today", "Shapley value"]
    assert ax.get_xlabel() == "SEK"
    assert ax.get_title(loc="left") == "runway: what each pays, and would cost alone"
    colours = {to_rgb(each.get_facecolor()[0]) for each in ax.collections[1:]}
    assert len(colours) == 2


def test_credits_and_many_players_are_drawn():
    game = fairness.airport({f"site {number}": number for number in range(1, 120)})
    found = fairness.compare_solutions(game, ["shapley", "equal_gains"])
    ax = cs.plotting.solutions(found, ax=canvas())
    assert min(points(ax)[1].values()) < 0
    low, high = ax.get_xlim()
    assert low < float(min(found.fees["equal_gains"].values()))
    assert high >= 119
    assert any("more" in name for name in row_names(ax))


def test_a_comparison_against_a_game_has_what_is_drawn():
    compared = cs.compare({"fair": "shapley"}, game=GAME)
    ax = cs.plotting.solutions(compared.solutions, ax=canvas())
    assert points(ax) == [{0: 7, 1: 4, 2: 1}]
    with pytest.raises(
        cs.CostshareError, match=r"solutions draws one Solutions.*compare_solutions"
    ):
        cs.plotting.solutions(compared)
