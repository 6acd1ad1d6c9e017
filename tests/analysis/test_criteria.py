"""Criteria of proposals: by hand, with members that are missing, and what is refused."""

from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest

import costshare as cs
from boards_local import norrbotten, proposals
from costshare.analysis import Criteria

MEMBERS = {name: {"population": n, "gb": g} for name, n, g in [("A", 100, 9), ("B", 300, 1)]}
MODELS = {"today": cs.Flat(), "mixed": cs.Mixed(flat_share="0.6"), "heads": cs.PerCapita()}
COMPARED = cs.compare(MODELS, total=1000, members=MEMBERS, currency="SEK")


def values(criteria, criterion):
    return [criteria.score(name, criterion).value for name in criteria.scenarios]


def test_spread_by_hand():
    criteria = COMPARED.criteria()
    assert values(criteria, "highest_to_lowest") == [3, Fraction(400, 100) / Fraction(600, 300), 1]
    # A quarter of the inhabitants pay a half, then 0.4, then a quarter of the total.
    assert values(criteria, "gini_of_rates") == [Fraction(1, 4), Fraction(3, 20), 0]
    assert criteria.best("gini_of_rates") == ("heads",)


def test_increases_by_hand():
    criteria = COMPARED.criteria()
    assert values(criteria, "largest_increase") == [None, 100, 250]
    assert values(criteria, "largest_increase_percent") == [None, 20, 50]
    assert criteria.score("heads", "largest_increase").who == ("B",)
    assert values(criteria, "pay_more") == [None, 1, 1]
    assert criteria.best("pay_more") == ("mixed", "heads")
    assert criteria.best("largest_increase") == ("mixed",)


def test_costs_alone_by_hand():
    criteria = COMPARED.criteria(stand_alone={"A": 350, "B": 700, ("B", "A"): 900})
    assert [each.name for each in criteria.stand_alone] == ["A", "B", "A + B"]
    assert values(criteria, "pay_more_than_alone") == [2, 2, 2]
    assert values(criteria, "largest_excess") == [150, 100, 100]
    assert criteria.score("today", "largest_excess").who == ("A",)
    assert criteria.score("heads", "largest_excess").who == ("A + B",)


def test_distance_from_use_by_hand():
    given = COMPARED.criteria(use={"A": 9, "B": 1})
    assert values(given, "paid_by_others_percent") == [40, 50, 65]
    people = COMPARED.criteria(use="population")
    assert values(people, "paid_by_others_percent") == [25, 15, 0]


def test_another_driver_is_that_which_fees_are_computed_with():
    models = {"people": cs.PerCapita(), "gb": cs.Proportional(driver="gb")}
    criteria = cs.compare(models, total=1000, members=MEMBERS).criteria(driver="gb", use="gb")
    assert criteria.driver == "gb"
    assert values(criteria, "highest_to_lowest") == [27, 1]
    assert values(criteria, "paid_by_others_percent") == [65, 0]
    with pytest.raises(cs.CostshareError, match="unknown driver 'bg'; Known: population, gb"):
        cs.compare(models, total=1000, members=MEMBERS).criteria(use="bg")


def test_a_best_needs_two_that_have_a_value():
    one = cs.compare({"today": cs.Flat(), "heads": cs.PerCapita()}, total=8, members=MEMBERS)
    assert one.criteria().best("largest_increase") == ()
    assert one.criteria().best("gini_of_rates") == ("heads",)
    alone = cs.compare({"today": cs.Flat()}, total=8, members=MEMBERS).criteria()
    assert not any(each.best for each in alone)
    assert "Who wins" not in str(alone)


def test_what_is_the_same_in_all_favours_none():
    same = cs.compare({"a": cs.Flat(), "b": cs.Flat()}, total=1000, members=MEMBERS).criteria()
    assert same.best("gini_of_rates") == ("a", "b")
    assert str(same).count("all the same") == 2


def test_members_that_join_leave_or_lack_a_driver_are_missing_not_zero():
    members = {"A": 100, "B": 200}
    before = cs.allocate(300, cs.Flat(), {"A": {}, "B": {}})
    joined = cs.allocate(300, cs.Flat(), {"B": {}, "C": {}, "D": {}})
    criteria = cs.compare({"today": before, "new": joined}, drivers=members).criteria(
        use={"A": 1, "B": 2}, stand_alone={"A": 200, "B": 50, ("A", "B"): 100}
    )
    assert values(criteria, "largest_increase") == [None, 0]
    assert values(criteria, "highest_to_lowest") == [2, 1]
    assert values(criteria, "pay_more_than_alone") == [2, 1]
    assert values(criteria, "paid_by_others_percent") == [Fraction(50, 3), None]
    text = str(criteria)
    for sentence in (
        "new: without population, and so without a fee per population: C, D.",
        "new: closeness to use is missing, since use is not known of C, D.",
        "new: not compared with costs alone, since a member has no fee: A, A + B.",
        "Not in today, but in new: C, D.",
        "Only in today, not in new: A.",
        "new: 1 pays 50 less.",
    ):
        assert sentence in text


def test_zero_totals_and_mixed_signs_have_no_spread():
    fees = {"today": (100, 100), "credit": (-50, -150), "mixed": (9, -9)}
    members = [
        cs.Member(name=name, population=each["population"]) for name, each in MEMBERS.items()
    ]
    compared = cs.compare(
        {
            name: cs.Agreement(
                name="Board",
                period="2022",
                members=members,
                pools=[
                    cs.Pool(name="p", model=cs.Fixed(amounts={"A": first}), members=["A"]),
                    cs.Pool(name="q", model=cs.Fixed(amounts={"B": second}), members=["B"]),
                ],
            )
            for name, (first, second) in fees.items()
        }
    )
    criteria = compared.criteria(use="population")
    assert values(criteria, "highest_to_lowest") == [3, 1, None]
    assert values(criteria, "gini_of_rates") == [Fraction(1, 4), 0, None]
    assert values(criteria, "paid_by_others_percent") == [25, 0, None]
    assert values(criteria, "largest_increase") == [None, 0, 0]


def test_a_comparison_without_the_driver_has_no_spread():
    criteria = cs.compare({"a": cs.Flat(), "b": cs.Flat()}, total=4, members={"A": {}}).criteria()
    assert criteria.criteria == ("largest_increase", "largest_increase_percent", "pay_more")


def test_frames_for_people_and_for_programs():
    criteria = COMPARED.criteria(stand_alone={"A": 350}, use="population")
    frame = criteria.to_frame()
    assert list(frame.index) == ["today", "mixed", "heads"]
    assert frame.loc["mixed", "highest_to_lowest"] == Decimal("2.0000")
    assert frame["pay_more"].dtype == frame["largest_increase"].dtype == "Int64"
    assert pd.isna(frame.loc["today", "largest_increase"])
    tidy = criteria.to_frame(tidy=True)
    assert list(tidy) == ["scenario", "criterion", "who", "best", "value"]
    assert tidy.loc[tidy["criterion"] == "gini_of_rates", "value"].tolist()[1] == Fraction(3, 20)
    by_member = criteria.to_frame("member")
    assert by_member.loc[0].tolist() == ["mixed", "B", "pays", 100, Decimal("20.00")]


def test_the_real_board_prints_who_wins_and_who_loses():
    compared = proposals(norrbotten(), flatter="0.6", steeper="0.2")
    text = str(compared.criteria(pool="utvecklare"))
    assert text.startswith("Criteria: utvecklare, SEK\n")
    assert "Who wins and who loses against today: utvecklare, SEK" in text
    assert "steeper: 10 pay 121 200 less in total and 4 pay 121 200 more in total." in text


def test_cents_stay_cents():
    compared = cs.compare(MODELS, total="10.01", members=MEMBERS, unit="0.01")
    each = compared.criteria().winners[1]
    assert (each.gained, each.paid) == (Decimal("2.51"), Decimal("2.51"))


def test_costs_from_a_series_or_a_set_of_names():
    series = pd.Series([350, 900], index=pd.Index([("A",), ("A", "B")], tupleize_cols=False))
    of_sets = {frozenset(["A"]): 350, frozenset(["A", "B"]): 900}
    as_series, as_sets = (COMPARED.criteria(stand_alone=each) for each in (series, of_sets))
    assert as_series == as_sets
    assert as_series.stand_alone[1].members == ("A", "B")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"stand_alone": 5}, "stand_alone is of type int; pass costs by member, like {'A': 900}"),
        ({"stand_alone": {"X": 1}}, "unknown member in stand_alone: 'X'; Known: A, B"),
        ({"stand_alone": {(): 1}}, "stand_alone has a cost of no members; name one or more"),
        ({"stand_alone": {("A", "A"): 1}}, "member in one cost of stand_alone: A is listed twice"),
        ({"stand_alone": {"A": 1, ("A",): 2}}, "stand-alone cost of ('A',) is listed twice"),
        ({"stand_alone": {"A": "much"}}, "stand-alone cost of A 'much' is not a plain number"),
        ({"stand_alone": {"A": Fraction(1, 3)}}, "stand-alone cost of A 1/3 has no finite decimal"),
        ({"use": 5}, "use is of type int; pass values by name"),
        ({"use": {"X": 1}}, "unknown member in use: 'X'; Known: A, B"),
        ({"use": {"A": -1}}, "driver 'use' of member A is -1, below zero"),
        ({"driver": 5}, "driver 5 is of type int; pass a string"),
        ({"pool": "x"}, "unknown pool 'x'"),
    ],
)
def test_a_slip_is_an_error_with_the_way_out(given, message):
    with pytest.raises(cs.CostshareError) as error:
        COMPARED.criteria(**given)
    assert str(error.value).startswith(message)


def test_an_unknown_criterion_or_scenario_is_refused():
    criteria = COMPARED.criteria()
    with pytest.raises(cs.CostshareError, match="did you mean 'gini_of_rates'"):
        criteria.best("gini_of_rate")
    with pytest.raises(cs.CostshareError, match="unknown scenario 'head'; did you mean 'heads'"):
        criteria.score("head", "pay_more")


def test_a_changed_record_is_refused():
    data = COMPARED.criteria().to_dict()
    with pytest.raises(cs.CostshareError, match="unknown scenario 'no'"):
        Criteria.from_dict(data | {"baseline": "no"})
    with pytest.raises(cs.CostshareError, match="not a multiple of unit 300"):
        Criteria.from_dict(data | {"unit": "300"})
