"""Games as they are declared, their named properties, and games made of facts."""

import pickle
from fractions import Fraction
from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import costshare as cs
from costshare import fairness
from costshare.fairness import _property
from games_local import coalitions, games

few = settings(max_examples=12, deadline=None)
COSTS = st.fractions(0, 12, max_denominator=4)
AB = {"A": 3, "B": 4, ("A", "B"): 5}


def test_a_coalition_is_found_however_it_is_named():
    game = fairness.Game(("A", "B\u00e5"), {"A": "1.5", ("Ba\u030a",): 2, ("Bå", "A"): "5/2"})
    assert game.players == ("A", "Bå")
    assert game.cost(["A", " Bå"]) == game.cost(frozenset(["Bå", "A"])) == game.total == 2.5
    assert game.stand_alone == {"A": Fraction(3, 2), "Bå": 2}
    assert game.marginal == {"A": Fraction(1, 2), "Bå": 1}
    assert game.saving(["A", "Bå"]) == 1
    assert game.cost([]) == 0
    assert game.missing == ()
    assert repr(fairness.Game([*"ABCDEFG"], {})) == "<Game of A, B, C, D, E and 2 more>"


def test_a_function_gives_costs_and_is_called_once_for_each_coalition():
    called = []

    def cost(group):
        called.append(group)
        return Fraction(len(group), 3)

    game = fairness.Game(["A", "B"], cost)
    assert called == []
    assert (
        fairness.shapley(game)
        == fairness.nucleolus(game)
        == {"A": Fraction(1, 3)} | {"B": Fraction(1, 3)}
    )
    assert sorted(map(sorted, called)) == [["A"], ["A", "B"], ["B"]]
    assert game.missing == ()


def test_a_game_of_data_is_pickled():
    game = pickle.loads(pickle.dumps(fairness.Game(["A", "B"], AB)))
    assert fairness.shapley(game) == {"A": 2, "B": 3}


def test_missing_coalitions_are_listed_and_named_where_they_are_needed():
    game = fairness.Game(["A", "B", "C"], {"A": 1, "B": 2, "C": 3, ("A", "B", "C"): 4})
    assert game.missing == (("A", "B"), ("A", "C"), ("B", "C"))
    assert fairness.equal_gains(game) == {
        "A": Fraction(1, 3),
        "B": Fraction(4, 3),
        "C": Fraction(7, 3),
    }
    with pytest.raises(
        cs.CostshareError, match=r"cost of B \+ C is missing; add cost\[\('B', 'C'\)"
    ):
        fairness.scrb(game)
    for solve in (fairness.shapley, fairness.nucleolus, lambda each: each.is_concave):
        with pytest.raises(cs.CostshareError, match=r"cost of A \+ B, A \+ C, B \+ C is missing"):
            solve(game)


@pytest.mark.parametrize(
    ("players", "cost", "message"),
    [
        ([], {}, "players are empty"),
        (["A", " A"], {}, "player: A is listed twice"),
        ("AB", {}, "players is of type str"),
        (["A"], 7, "cost is of type int; pass costs by coalition"),
        (["A"], {"B": 1}, "unknown player in coalition in cost: 'B'"),
        (["A", "B"], {("A", "B"): 1, ("B", "A"): 2}, r"cost of.*A \+ B"),
        (["A", "B"], {("A", "A"): 1}, r"A \+ A has a player twice"),
        (["A"], {(): 1}, "cost of no players is 1; it must be 0"),
        (["A"], {"A": float("nan")}, "cost of A is NaN"),
        (["A"], {"A": True}, "cost of A True is a bool"),
        (["A"], {7: 1}, "unknown player in coalition in cost: 7"),
        (["A"], lambda _: None, "cost of A is missing"),
        (range(21), {}, "21 players have 2"),
    ],
)
def test_what_is_not_a_game_is_refused(players, cost, message):
    with pytest.raises(cs.CostshareError, match=message):
        fairness.shapley(fairness.Game(players, cost))


def naive(game):
    """What holds of a game, by all pairs of coalitions."""
    groups = [frozenset(group) for group in [(), *coalitions(game.players)]]
    cost = {group: game.cost(group) for group in groups}
    pairs = [(one, other) for one in groups for other in groups]
    return {
        "is_monotone": all(cost[a] <= cost[b] for a, b in pairs if a <= b),
        "is_subadditive": all(cost[a] + cost[b] >= cost[a | b] for a, b in pairs if not a & b),
        "is_concave": all(cost[a] + cost[b] >= cost[a | b] + cost[a & b] for a, b in pairs),
        "is_essential": sum(game.stand_alone.values()) > game.total,
    }


@few
@given(games(costs=st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(1), Fraction(3, 2)])))
def test_named_properties_hold_where_they_do_for_all_pairs_and_have_a_witness(game):
    for name, holds in naive(game).items():
        found = getattr(game, name)
        assert (bool(found), found.holds, f"is_{found.name}") == (holds, holds, name)
        assert bool(found.coalitions) is not holds
        assert str(found) == found.message != ""
        if holds:
            assert found.excess == 0
            continue
        costs = [game.cost(group) for group in found.coalitions]
        union, common = (
            game.cost(sorted(each(*map(set, found.coalitions))))
            for each in (set.union, set.intersection)
        )
        excess = {
            "is_monotone": costs[0] - costs[-1],
            "is_subadditive": union - sum(costs),
            "is_concave": union + common - sum(costs),
            "is_essential": game.total - sum(costs),
        }
        assert found.excess == excess[name]
        assert found.excess > 0 or name == "is_essential"


def test_every_pair_of_coalitions_is_compared():
    cost = dict.fromkeys(coalitions("ABC"), 9) | {("A", "C"): 2, ("B",): 3}
    found = fairness.Game(["A", "B", "C"], cost).is_subadditive
    assert found.coalitions == (("A", "C"), ("B",))
    assert found.excess == 4


def test_an_empty_core_is_shown_by_coalitions():
    game = fairness.Game(["A", "B", "C"], lambda group: 10 if len(group) < 3 else 18)
    found = game.is_balanced
    assert not found
    assert found.coalitions == (("A", "B"), ("A", "C"), ("B", "C"))
    assert found.excess == 2
    assert str(found) == (
        "The core is empty. By any shares, one of these coalitions pays at least 2 more than it "
        "costs alone: A + B, A + C, B + C."
    )


def test_pairs_of_coalitions_of_many_players_are_not_compared(monkeypatch):
    monkeypatch.setattr(_property, "_MOST_FOR_PAIRS", 2)
    assert fairness.airport({"A": 1, "B": 1, "C": 2}).is_subadditive
    with pytest.raises(cs.CostshareError, match="of 2 players at most, and the game has 3"):
        _ = fairness.Game(["A", "B", "C"], lambda group: len(group) ** 2).is_subadditive


@few
@given(st.lists(COSTS, min_size=1, max_size=4))
def test_an_airport_costs_what_the_largest_player_costs(costs):
    alone = dict(zip("ABCDE", costs, strict=False))
    game = fairness.airport(alone)
    for group in coalitions(game.players):
        assert game.cost(group) == max(alone[name] for name in group)
    same_by_table(game)
    assert game.is_concave
    assert game.is_monotone


def same_by_table(game):
    """The closed form of the Shapley value is the value of the table of all costs."""
    cost = {group: game.cost(group) for group in coalitions(game.players)}
    table = fairness.Game(game.players, cost)
    assert fairness.shapley(game) == fairness.shapley(table)
    assert fairness.nucleolus(game) == fairness.nucleolus(table)


@few
@given(COSTS, st.lists(COSTS, min_size=1, max_size=4))
def test_a_procurement_costs_its_fixed_part_once(fixed, variable):
    own = dict(zip("ABCD", variable, strict=False))
    game = fairness.joint_procurement(fixed, own)
    for group in coalitions(game.players):
        assert game.cost(group) == fixed + sum(own[name] for name in group)
    same_by_table(game)


@few
@given(st.lists(st.tuples(st.integers(0, 9), COSTS), min_size=1, max_size=4), st.data())
def test_a_tree_costs_the_links_to_the_root(links, data):
    names = "ABCDE"[: len(links)]
    links_of = {
        name: (None if up % (at + 1) == at else names[up % (at + 1)], cost)
        for at, (name, (up, cost)) in enumerate(zip(names, links, strict=True))
    }
    players = data.draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
    shuffled = {name: links_of[name] for name in data.draw(st.permutations(names))}
    game = fairness.tree(shuffled, players=players)
    for group in coalitions(players):
        used, left = set(), list(group)
        while left:
            name = left.pop()
            if name is not None and name not in used:
                used.add(name)
                left.append(links_of[name][0])
        assert game.cost(group) == sum(links_of[name][1] for name in used)
    same_by_table(game)


@few
@given(st.lists(COSTS, min_size=6, max_size=6))
def test_a_spanning_tree_is_the_cheapest_connected_set_of_links(costs):
    links = dict(zip(combinations(["source", "A", "B", "C"], 2), costs, strict=True))
    game = fairness.spanning_tree(links)
    for group in coalitions(game.players):
        own = [link for link in links if set(link) <= {*group, "source"}]
        assert game.cost(group) == min(
            sum(links[link] for link in chosen)
            for chosen in combinations(own, len(group))
            if reached(chosen) == {*group, "source"}
        )
    assert game.is_balanced  # Bird 1976, Granot and Huberman 1981


def reached(links):
    """The places that links connect with the source."""
    found = {"source"}
    for _ in links:
        found |= {place for link in links if found & set(link) for place in link}
    return found


@few
@given(
    st.lists(COSTS, min_size=4, max_size=4),
    st.dictionaries(
        st.sampled_from([*combinations("ABCD", 2), *combinations("ABCD", 3)]), COSTS, max_size=4
    ),
)
def test_groups_without_an_own_cost_save_nothing(costs, groups):
    alone = dict(zip("ABCD", costs, strict=True))
    game = fairness.stand_alone(alone, 9, groups=groups)
    known = {**{(name,): cost for name, cost in alone.items()}, **groups}
    for group in coalitions("ABCD")[:-1]:
        assert game.cost(group) == min(
            sum(known[part] for part in parts)
            for count in range(1, len(group) + 1)
            for parts in combinations(known, count)
            if sorted(name for part in parts for name in part) == sorted(group)
        )
    assert game.total == 9


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: fairness.airport({}), "players are empty"),
        (lambda: fairness.airport({"A": -1}), "costs: cost of A is -1, below zero"),
        (lambda: fairness.airport([3]), "costs is of type list; pass costs by player"),
        (lambda: fairness.joint_procurement(-1, {"A": 1}), "fixed cost is -1, below zero"),
        (lambda: fairness.tree({"A": ("B", 1), "B": ("A", 1)}), "links A → B → A form a circle"),
        (lambda: fairness.tree({"A": ("C", 1)}), "unknown place in link of A: 'C'"),
        (lambda: fairness.tree({"A": (None,)}), "link of A has 1 items"),
        (lambda: fairness.tree({"A": (None, 1)}, players=["B"]), "unknown player in links: 'B'"),
        (lambda: fairness.spanning_tree({("A", "B"): 1}), "source source is in no link"),
        (lambda: fairness.spanning_tree({"AB": 1}), "does not have two places"),
        (lambda: fairness.spanning_tree({("A", "A"): 1}), "does not have two places"),
        (
            lambda: fairness.spanning_tree({("A", "source"): 1, ("source", "A"): 2}),
            "link source – A comes twice",
        ),
        (
            lambda: fairness.spanning_tree({("A", "source"): 1, ("A", "B"): 2}).stand_alone,
            "no links of costs connect B with source",
        ),
        (lambda: fairness.stand_alone({"A": 1}, 1, groups={"A": 1}), "cost of A; pass it as costs"),
        (
            lambda: fairness.stand_alone({"A": 1, "B": 2}, 1, groups={("B", "A"): 1}),
            r"cost of A \+ B; pass it as together",
        ),
        (lambda: fairness.stand_alone({"A": 1}, 1, groups={"B": 1}), "unknown player"),
    ],
)
def test_facts_that_make_no_game_are_refused(make, message):
    with pytest.raises(cs.CostshareError, match=message):
        make()


def test_costs_come_from_a_series():
    alone = pd.Series({"A": 3, "B": 9})
    assert fairness.airport(alone).total == 9
    assert fairness.Game(list(alone.index), pd.Series({"A": 3, "B": 9})).missing == (("A", "B"),)


def test_amounts_by_player_may_be_a_frame():
    frame = pd.DataFrame({"kr": {"A": 3, "B": 9}})
    own = frame["kr"]
    for make in (
        fairness.airport,
        lambda costs: fairness.joint_procurement(5, costs),
        lambda costs: fairness.stand_alone(costs, 11),
    ):
        game = make(frame)
        assert fairness.shapley(game) == fairness.shapley(make(own))
        assert fairness.blocking(game, frame) == fairness.blocking(game, own)
        assert fairness.in_core(game, frame) == fairness.in_core(game, own)
    runway = fairness.airport(own)
    assert fairness.scrb(runway, benefits=frame) == fairness.scrb(runway, benefits=own)
    refused = [
        (lambda: fairness.Game(["A", "B"], frame), "cost is of type DataFrame; pass costs by coal"),
        (lambda: fairness.tree(frame), "links is of type DataFrame; pass links like {'A': (None"),
        (lambda: fairness.airport({None: 3}), "player is missing (None); name it, or leave it out"),
        (lambda: fairness.Game(["A", None], {}), "player is missing (None); name it, or leave"),
    ]
    for call, message in refused:
        with pytest.raises(cs.CostshareError) as error:
            call()
        assert str(error.value).startswith(message)


def test_many_players_of_a_runway_have_a_closed_form():
    """Each of 5 000 pays a part of every segment that it uses."""
    game = fairness.airport({f"p{at}": at // 10 for at in range(5_000)})
    found = fairness.shapley(game)
    assert sum(found.values()) == game.total == 499
    assert found["p9"] == 0
    assert found["p10"] == Fraction(1, 4_990)
