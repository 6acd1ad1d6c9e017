"""Scenarios against a game: costs alone, savings, the core, and who pays for whom."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import costshare as cs
from costshare import fairness
from games_local import NAMES, coalitions
from masked import code_said, words_not_said

few = settings(max_examples=40, deadline=None)
GAME = fairness.airport({"A": 400, "B": 1000})
MEMBERS = {"A": {"population": 100}, "B": {"population": 300}}
MODELS = {"flat": cs.Flat(), "by head": cs.PerCapita()}


@st.composite
def monotone_games(draw):
    """Costs that no player lowers, so that no Shapley value is below zero."""
    players = NAMES[: draw(st.integers(1, 4))]
    cost = {}
    for group in coalitions(players):
        before = [cost[tuple(n for n in group if n != name)] for name in group if len(group) > 1]
        cost[group] = max(before, default=0) + draw(st.integers(0, 9))
    return fairness.Game(players, cost)


@few
@given(monotone_games(), st.data())
def test_every_scenario_is_judged_by_its_fees_in_the_table(game, data):
    """Against a loop over all coalitions."""
    weights = data.draw(
        st.lists(st.integers(0, 9), min_size=len(game.players), max_size=len(game.players))
    )
    weights = weights if any(weights) else [1] * len(weights)
    amounts = cs.apportion(game.total, dict(zip(game.players, weights, strict=True)))
    scenarios = {"agreed": cs.Fixed(amounts=amounts), "flat": cs.Flat(), "fair": "shapley"}
    members = {name: {} for name in game.players}
    unit = data.draw(st.sampled_from([1, "0.1"]))
    found = cs.compare(scenarios, total=game.total, members=members, unit=unit, game=game)
    found.check()
    assert cs.Comparison.from_dict(found.to_dict()) == found.rebased("fair").rebased("agreed")
    frame = found.to_frame("scenario")
    rows = found.to_frame().set_index(["scenario", "member"])
    for name, allocation in found.allocations.items():
        fees = {member: Fraction(fee) for member, fee in allocation.member_totals.items()}
        assert sum(fees.values()) == game.total
        for member, fee in fees.items():
            assert rows["alone"][name, member] == game.cost(member)
            assert rows["saving"][name, member] == game.cost(member) - fee
        most = max(sum(fees[m] for m in g) - game.cost(g) for g in coalitions(game.players))
        assert frame["in_core"][name] == (most <= 0)
        if most > 0 and game.is_balanced:
            assert Fraction(frame["subsidy"][name]) == most
            paying = frame["subsidising"][name].split(", ")
            assert sum(fees[m] for m in paying) - game.cost(paying) == most
            assert {*paying, *frame["subsidised"][name].split(", ")} == {*game.players}
        else:
            assert frame[["subsidising", "subsidised", "subsidy"]].loc[name].isna().all()
    shares = fairness.shapley(game)
    assert found.allocations["fair"].member_totals == fairness.fees(game, shares, unit=unit)


@st.composite
def any_games(draw):
    """Costs of any kind, so that a solution may pay players for taking part."""
    players = NAMES[: draw(st.integers(1, 4))]
    return fairness.Game(players, {group: draw(st.integers(0, 9)) for group in coalitions(players)})


@few
@given(any_games(), st.data())
def test_a_solution_is_shown_with_its_charges_and_credits(game, data):
    rule = data.draw(st.sampled_from([*fairness.SOLUTIONS]))
    try:
        alone = fairness.compare_solutions(game, {"s": rule})
    except cs.CostshareError:
        assume(False)
    found = cs.compare({"s": rule}, game=game)
    found.check()
    assert cs.Comparison.from_dict(found.to_dict()) == found
    fees = found.allocations["s"]
    assert fees.member_totals == alone.fees["s"]
    assert code_said(found) == code_said(fees.explain()) == []
    assert words_not_said(fees.explain(), ["fee", *NAMES]) == []


def test_a_member_that_a_solution_pays_has_a_credit():
    game = fairness.airport({"A": 1, "B": 9, "C": 9})
    found = cs.compare({"gains": "equal_gains", "Shapley": "shapley"}, game=game)
    assert found.allocations["gains"].member_totals == {"A": -2, "B": 6, "C": 5}
    (difference,) = found.differences("Shapley")
    assert difference.message == (
        "fee is shared by a solution of the game (Shapley value) instead of by a solution of the "
        "game (equal gains)"
    )
    assert str(found.allocations["gains"].explain("A")) == (
        "A, fee\n"
        "Rule: by a solution of the game (equal gains); amounts for 3 members.\n"
        "  1. equal gains: as given = -2\n"
        "  Fee: -2"
    )
    other = cs.compare({"gains": "equal_gains"}, game=fairness.airport({"A": 2, "B": 9, "C": 9}))
    (change,) = cs.compare(
        {"a": found.allocations["gains"], "b": other.allocations["gains"]}
    ).differences("b")
    assert change.message == (
        "fee is shared by a solution of the game (equal gains), of another game"
    )


def test_a_solution_stands_beside_models():
    found = cs.compare(
        {**MODELS, "Shapley": "shapley", "nucleolus": "nucleolus"},
        total=1000,
        members=MEMBERS,
        currency="SEK",
        game=GAME,
    )
    assert str(found).endswith(
        """\
saving against the cost alone, SEK

       alone  flat  by head  Shapley  nucleolus
-----------------------------------------------
A        400  -100      150      200        200
B      1 000   500      250      200        200
-----------------------------------------------
total  1 400   400      400      400        400

by head: fee is shared by population instead of equally.
Shapley: fee is shared by a solution of the game (Shapley value) instead of equally.
nucleolus: fee is shared by a solution of the game (nucleolus) instead of equally.
flat: not in the core. A would cost 400 alone and pay 500: they pay 100 for B.
by head: in the core. No players pay more than they would cost alone.
Shapley: in the core. No players pay more than they would cost alone.
nucleolus: in the core. No players pay more than they would cost alone."""
    )
    assert found.solutions.proofs["nucleolus"].holds_for(GAME)
    assert found.figures["Shapley"] == found.figures["flat"] == {"A": 100, "B": 300}
    assert found.solutions.holds_for(GAME)
    assert "saving" not in cs.compare(MODELS, total=1000, members=MEMBERS).to_frame()
    assert "saving" not in found.to_frame(pool="fee")
    assert list(found.to_frame("scenario", tidy=True)["in_core"]) == [False, True, True, True]
    assert "besparing mot kostnaden ensam, SEK" in found.to_text(lang="sv")


def test_agreements_and_allocations_are_judged_and_solutions_need_no_members():
    today = cs.allocate(1000, cs.Flat(), MEMBERS, unit="0.01", currency="SEK", period="2022")
    found = cs.compare({"today": today, "fair": "shapley"}, game=GAME, unit=100, currency="SEK")
    assert found.solutions.unit == Decimal("0.01")
    assert found.solutions.currency == "SEK"
    assert found.allocations["fair"].unit == 100
    assert found.allocations["fair"].member_totals == {"A": 200, "B": 800}
    alone = cs.compare({"fair": "shapley"}, game=GAME)
    assert alone.members == ("A", "B")


def test_rounding_in_a_coarse_unit_may_leave_the_core_and_is_said():
    game = fairness.Game(["A", "B"], {"A": 50, "B": 50, ("A", "B"): 100})
    found = cs.compare({"fair": "nucleolus"}, unit=100, game=game)
    assert found.to_frame("scenario")["in_core"].tolist() == [False]
    assert "fair: in the core before rounding only. A would cost 50 alone and pay 100" in str(found)


def test_a_game_of_which_costs_are_missing_leaves_the_core_open():
    game = fairness.Game(["A", "B", "C"], {"A": 4, "B": 5, "C": 6, ("A", "B", "C"): 9})
    found = cs.compare({"fair": "equal_gains"}, game=game)
    assert found.to_frame("scenario")["in_core"].isna().all()
    assert "Costs of some coalitions are missing." in str(found)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"scenarios": {"s": "shapley"}}, "scenario s is a solution, shapley; pass the costs"),
        ({"scenarios": {"s": "shaply"}}, "'shaply' is not a scenario"),
        ({"scenarios": {"s": "shaply"}, "game": GAME}, "solution in scenario s: 'shaply'; did you"),
        ({"scenarios": {"s": "shapley"}, "game": {"A": 3}}, "game is of type dict; pass a Game"),
        ({"scenarios": {"s": "shapley"}, "game": GAME, "total": 1000}, "total is for models"),
        (
            {"scenarios": MODELS, "total": 900, "members": MEMBERS, "game": GAME},
            "scenario flat: fees sum to 900, and all players of the game cost 1000",
        ),
        (
            {"scenarios": MODELS, "total": 1000, "members": {**MEMBERS, "C": {"population": 1}}}
            | {"game": GAME},
            "scenario flat: C has a fee, and is not a player of the game",
        ),
        (
            {"scenarios": {"flat": cs.Flat()}, "total": 1000, "members": {"A": {}}, "game": GAME},
            "scenario flat: B is a player of the game, and has no fee",
        ),
        (
            {"scenarios": {"s": "shapley"}, "game": GAME, "members": {**MEMBERS, "C": {}}},
            "scenario s: pool fee: C is a member, and is not a player of the game",
        ),
        (
            {"scenarios": {"s": "shapley"}, "game": GAME, "members": {"A": {}}},
            "scenario s: pool fee: B is a player of the game, and is not a member",
        ),
        (
            {
                "scenarios": {"s": "shapley", "n": "nucleolus"},
                "game": fairness.Game(["A", "B"], {"A": 1, "B": 1, ("A", "B"): 4}),
            },
            "scenario n: all players together cost 4, more than each alone",
        ),
        ({"scenarios": {"s": "shapley"}, "game": GAME, "unit": 3}, "not a multiple of unit 3"),
        (
            {
                "scenarios": {
                    "today": cs.allocate(1000, cs.Flat(), MEMBERS, currency="EUR"),
                    "s": "shapley",
                },
                "game": GAME,
                "currency": "SEK",
            },
            "SEK.*EUR|EUR.*SEK",
        ),
    ],
)
def test_what_cannot_be_judged_is_refused(arguments, message):
    with pytest.raises(cs.CostshareError, match=message):
        cs.compare(**arguments)


def test_a_record_whose_fees_are_not_those_that_were_judged_is_refused():
    data = cs.compare({"s": "shapley"}, game=GAME).to_dict()
    other = cs.compare({"s": "equal_gains"}, game=fairness.airport({"A": 200, "B": 1000}))
    data["solutions"] = other.to_dict()["solutions"]
    with pytest.raises(cs.CostshareError, match="fees are not those that solutions has"):
        cs.Comparison.from_dict(data)


AGREED = cs.Agreement(
    name="Board",
    period="2026",
    members=MEMBERS,
    pools=[cs.Pool(name="IT", total=1000, model=cs.PerCapita())],
)


def test_a_solution_beside_an_agreement_is_named_by_its_rule_and_its_scenario():
    compared = cs.compare(
        {"now": AGREED, "scrb": "scrb", "flat": cs.Flat()}, total=1000, members=MEMBERS, game=GAME
    )
    (found,) = compared.differences("scrb")
    assert (found.kind, found.pool, found.before, found.after["rule"]) == (
        "model",
        None,
        None,
        "scrb",
    )
    text = str(compared)
    assert (
        "\nscrb: fees are shared by a solution of the game (separable costs, remaining benefits).\n"
    ) in text
    assert "\nscrb: in the core. " in text
    assert "None" not in text + compared.to_text(lang="sv")
    assert compared.rebased("scrb").differences("now") == ()
