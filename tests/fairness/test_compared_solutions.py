"""Solutions side by side: verdicts that agree with the table, and what cannot be computed."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import costshare as cs
from costshare import fairness
from games_local import coalitions, games

few = settings(max_examples=40, deadline=None)
ALWAYS = ["shapley", "prenucleolus", "equal_gains"]
# Any two of three save 50 by themselves, and all three 60: no shares content every pair.
PAIRS = fairness.Game(
    ["A", "B", "C"],
    {
        **dict.fromkeys("ABC", 60),
        **dict.fromkeys([("A", "B"), ("A", "C"), ("B", "C")], 70),
        ("A", "B", "C"): 120,
    },
)
SITES = {f"site {number}": number for number in range(1, 31)}
APART = {("A",): 4, ("B",): 5, ("C",): 6, ("A", "B", "C"): 9}


@st.composite
def trees(draw):
    """Segments in any order, with players at some of them and at the root."""
    count = draw(st.integers(1, 5))
    places = [f"place {number}" for number in range(count)]
    links = {
        name: (draw(st.sampled_from([None, *places[:at]])), draw(st.integers(0, 9)))
        for at, name in enumerate(places)
    }
    players = draw(st.lists(st.sampled_from(places), min_size=1, unique=True))
    return fairness.tree(links, players=players)


def most_blocking(game, paid):
    """The coalition with the largest excess, of the fewest players and first listed, by a loop."""
    found = [
        (sum(paid[name] for name in group) - game.cost(group), group)
        for group in coalitions(game.players)
    ]
    most = max(excess for excess, _ in found)
    ties = [group for excess, group in found if excess == most]
    places = {name: 1 << place for place, name in enumerate(game.players)}
    return min(ties, key=lambda g: (len(g), sum(places[n] for n in g))) if most > 0 else None


@few
@given(trees(), st.data())
def test_the_blocking_coalition_of_a_tree_is_that_of_all_coalitions(game, data):
    paid = {name: data.draw(st.integers(-3, 15)) for name in game.players}
    found = fairness.blocking(game, paid)
    assert (found and found.coalition) == most_blocking(game, paid)
    listed = fairness.Game(game.players, {g: game.cost(g) for g in coalitions(game.players)})
    assert found == fairness.blocking(listed, paid)
    assert bool(game.is_balanced) is bool(listed.is_balanced) is True


@few
@given(games(), st.sampled_from([1, "0.1"]))
def test_verdicts_agree_with_the_table_and_with_all_coalitions(game, unit):
    found = fairness.compare_solutions(game, ALWAYS, unit=unit)
    found.check()
    assert found.holds_for(game)
    for rule in ALWAYS:
        fees = {name: Fraction(fee) for name, fee in found.fees[rule].items()}
        blocking = found.fee_blocking[rule]
        assert (blocking and blocking.coalition) == most_blocking(game, fees)
        assert found.in_core(rule) is (most_blocking(game, found.shares[rule]) is None)
        assert found.savings(rule) == {n: c - fees[n] for n, c in game.stand_alone.items()}
        text = found.verdict(rule)
        if blocking is not None:
            assert f"would cost {fairness_number(blocking.cost)} alone" in text
            assert f"and pay {fairness_number(blocking.pays)}" in text
        # Only where other shares would content everybody does anybody pay for others.
        is_said = "they pay" in text
        assert not is_said or (game.is_balanced and not found.in_core(rule))
    assert (found.empty_core is None) is bool(game.is_balanced)


def fairness_number(value):
    """As people read an amount of at most one decimal."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return f"{exact.normalize():f}"


def test_where_the_core_is_empty_nobody_pays_for_others():
    found = fairness.compare_solutions(PAIRS, ["nucleolus"])
    assert not found.in_core("nucleolus")
    assert found.notes == (
        "nucleolus: not in the core. A + B would cost 70 alone and pay 80.",
        str(PAIRS.is_balanced),
    )
    assert str(PAIRS.is_balanced).startswith("The core is empty. By any shares, one of these")


def test_what_rounding_does_is_said():
    game = fairness.airport({"A": 3, "B": 9, "C": 11})
    found = fairness.compare_solutions(game, {"today": {"A": 3, "B": "5.5", "C": "2.5"}})
    assert found.in_core("today")
    assert found.fee_blocking["today"] is None
    half = fairness.Game(["A", "B"], {"A": "0.5", "B": "0.5", ("A", "B"): 1})
    found = fairness.compare_solutions(half, ["shapley"])
    assert found.in_core("shapley")
    assert found.savings("shapley") == {"A": Fraction(-1, 2), "B": Fraction(1, 2)}
    assert found.verdict("shapley") == (
        "Shapley value: in the core before rounding only. A would cost 0.5 alone and pay 1 after "
        "rounding."
    )
    shares = {"tilted": {"A": "0.6", "B": "0.4"}}
    lower = fairness.Game(["A", "B"], {"A": 1, "B": "0.3", ("A", "B"): 1})
    assert fairness.compare_solutions(lower, shares).verdict("tilted") == (
        "tilted: in the core after rounding only. B would cost 0.3 alone and pay 0.4 before "
        "rounding."
    )


def test_what_cannot_be_computed_is_left_out_and_named_with_its_reason():
    found = fairness.compare_solutions(fairness.Game(["A", "B", "C"], APART), [*fairness.SOLUTIONS])
    assert found.rules == ("equal_gains", "proportional_gains")
    assert [*found.left_out] == [rule for rule in fairness.SOLUTIONS if rule not in found.rules]
    assert found.left_out["scrb"].startswith("cost of B + C is missing")
    assert found.in_core("equal_gains") is None
    assert found.to_frame(tidy=True)["in_core"].isna().all()
    assert "not known to be in the core" in found.verdict("equal_gains")
    assert "Costs of some coalitions are missing." in found.notes
    assert found.notes[-1].startswith("Left out: separable costs, remaining benefits, alternative")
    # A known coalition that pays more is enough to know.
    dear = fairness.compare_solutions(
        fairness.Game(["A", "B", "C"], {**APART, ("A", "B"): 3}), ["equal_gains"]
    )
    assert dear.in_core("equal_gains") is False
    assert dear.verdict("equal_gains") == (
        "equal gains: not in the core. A + B would cost 3 alone and pay 5."
    )


def test_many_players_are_judged_where_that_is_possible():
    tree = fairness.compare_solutions(fairness.airport(SITES), ["shapley", "nucleolus"])
    assert tree.rules == ("shapley",)
    assert tree.in_core("shapley") is True
    assert "30 players have 2 ** 30 coalitions" in tree.left_out["nucleolus"]
    game = fairness.Game(list(SITES), lambda group: max(SITES[name] for name in group))
    found = fairness.compare_solutions(game, ["scrb", "equal_gains", "shapley"])
    assert found.in_core("scrb") is None
    assert found.in_core("equal_gains") is False
    assert "All but site 1 would cost 30 alone and pay 43." in found.verdict("equal_gains")
    assert found.holds_for(game)


def test_where_nothing_can_be_computed_the_reason_is_the_error():
    with pytest.raises(cs.CostshareError, match=r"cost of A \+ B, .* is missing"):
        fairness.compare_solutions(fairness.Game(["A", "B", "C"], APART), ["shapley"])


def test_solutions_of_another_game_do_not_hold():
    found = fairness.compare_solutions(PAIRS)
    assert found.holds_for(PAIRS)
    costs = {group: PAIRS.cost(group) for group in coalitions(PAIRS.players)}
    for group in costs:
        assert not found.holds_for(fairness.Game(PAIRS.players, {**costs, group: 61}))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: data["shares"]["equal_gains"].update(A="41", B="39"), "fees of equal_gains"),
        (
            lambda data: [
                data[part]["equal_gains"].update(A="41", B="39") for part in ("shares", "fees")
            ],
            "shares of equal_gains are not equal_gains of the costs alone",
        ),
        (
            lambda data: [data["stand_alone"].update(A="20"), data["solved"].pop("equal_gains")],
            "A alone loses by",
        ),
        (lambda data: data["stand_alone"].update(A="66"), "are not equal_gains of the costs alone"),
        (lambda data: data["proofs"].clear(), "nucleolus has no proof"),
        (lambda data: data["solved"].update(shapley="prenucleolus"), "shapley has no proof"),
        (lambda data: data["empty_core"].update(excess="11"), "stated to be empty"),
        (lambda data: data["empty_core"].update(holds=True), "stated to be empty"),
    ],
)
def test_what_was_changed_in_a_file_is_found_out(change, message):
    data = fairness.compare_solutions(PAIRS, ["nucleolus", "shapley", "equal_gains"]).to_dict()
    change(data)
    with pytest.raises(cs.CostshareError, match=message):
        fairness.Solutions.from_dict(data)


def test_a_set_of_players_or_rules_has_no_order():
    for given_set in ({"A", "B"}, frozenset("AB")):
        with pytest.raises(cs.CostshareError, match="which has no order; pass a list of names"):
            fairness.Game(given_set, {"A": 1})
    assert fairness.Game({"B": 1, "A": 2}.keys(), {}).players == ("B", "A")
    with pytest.raises(cs.CostshareError, match="rules are a set, which has no order"):
        fairness.compare_solutions(PAIRS, {"shapley", "nucleolus"})


NOISY = fairness.Game(["A", "B"], {"A": 0.1, "B": 0.2, ("A", "B"): 0.1 + 0.2})


@pytest.mark.parametrize(
    "ask",
    [
        lambda: NOISY.is_concave,
        lambda: NOISY.is_subadditive,
        lambda: NOISY.is_balanced,
        lambda: NOISY.is_essential,
        lambda: fairness.Game(["A", "B"], lambda g: 0.1 * 3 if len(g) == 1 else 0.3).is_monotone,
        lambda: fairness.in_core(NOISY, {"A": 0.1, "B": 0.2}),
        lambda: fairness.in_core(fairness.airport({"A": 0.1 * 3}), {"A": 0.3}),
        lambda: fairness.in_core(fairness.airport({"A": 0.3}), {"A": 0.1 * 3}),
        lambda: fairness.blocking(fairness.airport({"A": 0.3, "B": 1}), {"A": 0.1 * 3, "B": 0}),
    ],
)
def test_no_verdict_rests_on_the_noise_of_floats(ask):
    with pytest.raises(cs.CostshareError, match=r"floats that are not exact to it.*round\(cost"):
        ask()


def test_floats_as_people_write_them_and_clear_verdicts_are_taken():
    written = fairness.Game(["A", "B"], {"A": 0.1, "B": 0.2, ("A", "B"): 0.3})
    assert written.is_concave
    assert not written.is_essential
    assert fairness.in_core(written, {"A": 0.1, "B": 0.2})
    roots = fairness.Game(["A", "B", "C"], lambda group: 100 * len(group) ** 0.5)
    assert roots.is_concave
    assert fairness.in_core(roots, fairness.shapley(roots))


def test_a_cost_below_zero_is_said_to_be_one():
    game = fairness.Game(["A", "B"], {"A": -3, "B": 1, ("A", "B"): 1})
    assert str(game.is_monotone) == "A costs 3 less than nothing."


def test_costs_alone_and_of_all_are_enough_to_know_whether_all_save():
    game = fairness.Game(["A", "B", "C"], APART)
    assert str(game.is_essential) == "All players together save 6."
