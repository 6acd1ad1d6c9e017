"""Results of games: what they say, and that what was changed is found out."""

import re
from fractions import Fraction

import pytest

import costshare as cs
from costshare import fairness

GAME = fairness.airport({"A": 3, "B": 9, "C": 11})
APART = {"A": 1, ("B", "C"): 5, "B": 2, ("A", "C"): 5, "C": 100, ("A", "B"): 100}
EXAMPLES = [
    fairness.compare_solutions(GAME, ["shapley", "equal_gains"], unit="0.1", currency="SEK"),
    fairness.excess_levels(GAME),
    fairness.excess_levels(GAME, "per_capita_nucleolus"),
    fairness.least_core(GAME),
    fairness.estimate_shapley(GAME, seed=1, pairs=30),
    fairness.excess_levels(fairness.Game(["A", "B", "C"], {**APART, ("A", "B", "C"): 5})),
]


@pytest.mark.parametrize("result", EXAMPLES, ids=lambda each: type(each).__name__)
def test_a_result_equals_itself_as_data_and_in_a_file(result, tmp_path):
    result.check()
    kind = type(result)
    again = kind.from_dict(result.to_dict())
    assert again == result
    assert str(again) == str(result)
    result.save(tmp_path / "x.json")
    assert kind.load(tmp_path / "x.json") == result
    assert len(result.to_frame(tidy=True)) > 0
    assert len(list(result)) == len(result) > 0


@pytest.mark.parametrize(
    ("at", "change", "message"),
    [
        (0, lambda data: data["shares"]["shapley"].update(A="2"), "shares of shapley do not sum"),
        (0, lambda data: data["fees"]["shapley"].update(A="1.1", B="3.9"), "fees of shapley are"),
        (0, lambda data: data["blocking"]["equal_gains"].update(pays="13"), "does not pay what"),
        (0, lambda data: data["shares"].update(x={"A": "11"}), "shares of x do not sum"),
        (1, lambda data: data["amounts"].update(A="2"), "shares sum to"),
        (1, lambda data: data["amounts"].update(A="2", B="3.25"), "level 1 does not prove"),
        (1, lambda data: data["levels"].pop(), "do not settle what every player pays"),
        (5, lambda data: data["levels"].reverse(), "level 2 has a larger excess than level 1"),
        (1, lambda data: data["levels"][0]["coalitions"][0].update(coalition=["X"]), "player X"),
        (1, lambda data: data.update(rule="core"), "rule"),
        (0, lambda data: data["blocking"].update(x=None), "are of different solutions"),
        (0, lambda data: data["blocking"]["equal_gains"].update(coalition=["X"]), "does not pay"),
        (0, lambda data: data["fees"].pop("shapley"), "fees of shapley are not"),
        (
            1,
            lambda data: data["levels"][0]["coalitions"][0].update(weight="1/3"),
            "level 1 does not prove",
        ),
        (
            1,
            lambda data: [
                each.update(weight=weight)
                for each, weight in zip(
                    data["levels"][0]["coalitions"], ["1/3", "2/3"], strict=True
                )
            ],
            "level 1 does not prove",
        ),
        (4, lambda data: data["shares"]["A"].update(low="2"), "share of A lies outside"),
        (4, lambda data: data["shares"]["A"].update(most="0.5"), "that outside its bounds"),
        (4, lambda data: data.update(basis="trust"), "basis"),
        (4, lambda data: data.update(total="12"), "shares sum to 11, not to 12"),
    ],
)
def test_what_was_changed_in_a_file_is_found_out(at, change, message):
    data = EXAMPLES[at].to_dict()
    change(data)
    with pytest.raises(cs.CostshareError, match=message):
        type(EXAMPLES[at]).from_dict(data)


def test_a_proof_has_no_weights_below_zero_and_no_limit_that_its_rule_does_not_have():
    """A fake proof that A cannot pay less than alone, by taking A away again."""
    own = {"coalition": ["A"], "cost": "3"}
    fake = {
        "format": "costshare.excess_levels/1",
        "rule": "nucleolus",
        "total": "7",
        "amounts": {"A": "3", "B": "4"},
        "levels": [
            {
                "excess": "0",
                "coalitions": [{**own, "weight": "1"}],
                "alone": [{**own, "weight": "-1"}],
            }
        ],
    }
    other = {"coalition": ["B"], "cost": "4", "weight": "1"}
    right = {"excess": "0", "coalitions": [{**own, "weight": "1"}], "alone": [other]}
    fairness.ExcessLevels.from_dict({**fake, "levels": [right]})
    for data in (fake, {**fake, "levels": [right], "rule": "prenucleolus"}):
        with pytest.raises(cs.CostshareError, match="level 1 does not prove"):
            fairness.ExcessLevels.from_dict(data)


def test_solutions_stand_side_by_side():
    found = EXAMPLES[0]
    assert found.rules == ("shapley", "equal_gains")
    assert found.players == ("A", "B", "C")
    assert found.in_core("shapley")
    assert not found.in_core("equal_gains")
    assert found.savings("shapley") == {"A": 2, "B": 5, "C": 5}
    assert found.blocking["equal_gains"].coalition == ("B", "C")
    assert list(found.to_frame()["equal_gains"]) == list(found.fees["equal_gains"].values())
    tidy = found.to_frame(tidy=True)
    assert list(tidy.columns) == [
        "rule",
        "player",
        "in_core",
        "stand_alone",
        "share",
        "saving",
        "fee",
    ]
    assert str(found).endswith(
        "equal gains: not in the core. B + C would cost 11 alone and pay 12: they pay 1 for A."
    )
    with pytest.raises(cs.CostshareError, match="unknown rule 'shaply'; did you mean"):
        found.savings("shaply")


def test_amounts_and_models_are_compared_with_solutions():
    today = cs.Flat().quotas({name: {} for name in GAME.players}, GAME.total)
    found = fairness.compare_solutions(GAME, {"today": today, "fair": "nucleolus"}, unit="0.01")
    assert found.rules == ("today", "fair")
    assert found.blocking["today"].coalition == ("A",)
    assert found.blocking["today"].excess == Fraction(2, 3)


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ([], "rules are empty"),
        (["shapley", "shapley"], "shapley is listed twice"),
        (["shaply"], "unknown rule 'shaply'; did you mean 'shapley'"),
        ("shapley", "rules is of type str"),
        (
            {"today": {"A": 1, "B": 1, "C": 1}},
            "amounts of rule today sum to 3, not to",
        ),
        ({"today": {"A": 1}}, "amount of B is missing in amounts of rule today"),
        ({"today": 7}, "rule 7"),
        (
            {"flat": cs.Flat()},
            r"for flat is of type Flat; pass the name.*: model\.quotas\(…\), or ",
        ),
        (
            {"now": cs.allocate(GAME.total, cs.Flat(), {name: {} for name in GAME.players})},
            r"for now is of type Allocation; pass the name .*, or allocation\.member_totals$",
        ),
    ],
)
def test_what_cannot_be_compared_is_refused(rules, message):
    with pytest.raises(cs.CostshareError, match=message):
        fairness.compare_solutions(GAME, rules)


def test_the_cost_of_all_is_a_multiple_of_the_unit():
    with pytest.raises(cs.CostshareError, match="cost of all 11 is not a multiple of unit 2"):
        fairness.compare_solutions(GAME, unit=2)


def test_a_table_without_a_name_of_its_own_is_headed_in_words():
    heads = [
        fairness.compare_solutions(GAME, **named).to_text(lang=lang).split("\n")[0]
        for lang, named in [("en", {}), ("sv", {}), ("sv", {"name": "cable"})]
    ]
    assert heads == ["cost", "kostnad", "cable"]


def test_all_amounts_of_a_table_have_the_decimals_of_the_unit():
    game = fairness.Game(["A", "B"], {"A": "12.5", "B": 18, ("A", "B"): "20.3"})
    found = fairness.compare_solutions(game, ["shapley"], unit="0.01")
    compared = cs.compare({"solved": "shapley"}, game=game, unit="0.01")
    for text in (str(found), str(compared).split("\n\n", 3)[3]):
        amounts = re.findall(r"^(?:A|B|total) .*$", text, flags=re.MULTILINE)
        assert amounts
        assert not re.findall(r"(?<!\S)\d+(?:\.\d)?(?!\S)", "\n".join(amounts))
