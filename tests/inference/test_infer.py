"""What `infer_mixed`, `infer_blend` and `infer` accept, refuse, say and write down."""

import copy
import json
import pickle
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

import costshare as cs
from costshare.amounts import Unit

FEES = {"A": 34, "B": 66}
POPULATION = {"A": 1, "B": 3}


def test_mappings_series_lists_and_arrays_are_read_alike():
    expected = cs.infer_mixed(FEES, POPULATION).flat_share
    assert expected == (Fraction(17, 50), Fraction(19, 50))
    for fees, driver in (
        (pd.Series(FEES), pd.Series(POPULATION)),
        (pd.Series(FEES, dtype="float64"), POPULATION),
        ([34, 66], [1, 3]),
        (np.array([34, 66]), np.array([1.0, 3.0])),
        ({"B": "66", "A": Decimal(34)}, POPULATION),
    ):
        assert cs.infer_mixed(fees, driver).flat_share == expected


def test_the_driver_has_the_name_of_its_series_or_the_one_that_is_given():
    series = pd.Series(POPULATION, name="2019")
    assert cs.infer_mixed(FEES, series).model().driver == "2019"
    assert cs.infer_mixed(FEES, series, driver_name="pupils").model().driver == "pupils"
    assert cs.infer_mixed(FEES, POPULATION).model().driver == "driver"


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA])
def test_a_member_without_a_fee_takes_no_part_and_is_named(missing):
    inference = cs.infer_mixed({**FEES, "C": missing}, {**POPULATION, "C": 50})
    assert inference.flat_share == cs.infer_mixed(FEES, POPULATION).flat_share
    assert inference.left_out == ("C",)
    assert "Left out, because they have no fee: C" in str(inference)


REFUSED = [
    ({}, {}, "there are no fees to explain; pass a fee for each member that takes part"),
    ({"A": None}, {"A": 1}, "there are no fees to explain"),
    ({"A": 0}, {"A": 1}, "the fees are all zero; every model gives them, so they show none"),
    (
        {"A": 5, "B": -2},
        POPULATION,
        "fee of B is -2, of another sign than the sum 3; no model charges some and credits others",
    ),
    (FEES, {"A": 1, "b": 3}, "unknown member of the fees, not in driver: 'B'"),
    (
        {"Kirunna": 1},
        {"Kiruna": 2},
        "unknown member of the fees, not in driver: 'Kirunna'; did you mean 'Kiruna'?",
    ),
    (
        FEES,
        {**POPULATION, "C": 4},
        "driver has C, and fees has not; pass None as the fee of a member that takes no part",
    ),
    (FEES, {"A": 1, "B": None}, "driver of B is missing"),
    (FEES, {"A": 1, "B": -1}, "driver of B is -1, below zero; a driver is zero or more"),
    (FEES, {"A": 0, "B": 0}, "driver is zero for all members, so it cannot charge any of them"),
    (FEES, [1, 3], "fees and driver must both come with names, or both as lists"),
    ([34, 66], [1, 3, 5], "fees has 2 values and driver has 3; pass one for each member"),
    ("34", POPULATION, "fees is '34', of type str; pass a mapping member -> number"),
    (None, POPULATION, "fees is None, of type NoneType"),
    (34, POPULATION, "fees is 34, of type int"),
    ({"A": True, "B": 66}, POPULATION, "fee of A True is a bool"),
    ({"A": "3 400", "B": 66}, POPULATION, "fee of A '3 400' is not a plain number"),
    (FEES, pd.DataFrame({"p": POPULATION}), "driver is a frame; pass one of its columns"),
    (pd.Series([1, 2], ["A", "A"]), POPULATION, "name in fees: A is listed twice"),
    ({1: 5}, POPULATION, "name in fees 1 is of type int; pass a string"),
]


@pytest.mark.parametrize(("fees", "driver", "message"), REFUSED)
def test_fees_that_cannot_be_read_are_refused(fees, driver, message):
    with pytest.raises(cs.CostshareError) as error:
        cs.infer_mixed(fees, driver)
    assert message in str(error.value)


def test_columns_that_are_not_drivers_and_rows_of_totals_are_to_be_left_out():
    frame = pd.DataFrame(
        {"p": [1, 3], "county": ["BD", "AC"], "area": [None, 2.5]}, index=["A", "B"]
    )
    for columns, message in (
        (["p", "county"], "county of A 'BD' is not a plain number; write it as 1234.50, or leave "),
        (["p", "area"], "area of A is NaN; a finite number is needed, or leave area out of the dr"),
    ):
        with pytest.raises(cs.CostshareError, match=message):
            cs.infer(FEES, frame[columns])
    message = "; Totalt is the sum of all others: leave it out of the fees if it is a total row"
    with pytest.raises(cs.CostshareError, match=message):
        cs.infer({**FEES, "Totalt": 100}, frame[["p"]])


def test_settings_that_are_wrong_are_refused():
    for settings, message in (
        ({"unit": 100}, "fee of A 34 is not a multiple of unit 100; pass unit=2"),
        ({"unit": 0}, "unit 0 must be positive"),
        ({"method": "webstr"}, "unknown method 'webstr'; did you mean 'webster'?"),
        ({"method": None}, "unknown method None"),
        ({"method": "nearest"}, "method 'nearest' rounds each fee on its own"),
        ({"rounding": "nearst"}, "unknown rounding 'nearst'; did you mean 'nearest'?"),
        ({"rounding": "webster"}, "rounding 'webster' shares a total"),
        ({"rounding": "up", "method": "adams"}, "method 'adams' shares a total, and rounding"),
        (
            {"method": "hill"},
            "inference knows largest_remainder, jefferson, webster, adams, dean, cumulative",
        ),
        ({"ties": "first"}, "unknown tie rule 'first'"),
    ):
        with pytest.raises(cs.CostshareError) as error:
            cs.infer_mixed(FEES, POPULATION, **settings)
        assert message in str(error.value)
    with pytest.raises(cs.CostshareError, match="the fees are below zero, and a price list"):
        cs.infer_mixed({"A": -1}, {"A": 1}, rounding="nearest")


def test_synonyms_and_nearest_are_known():
    assert cs.infer_mixed(FEES, POPULATION, method="hamilton").problem.method == (
        "largest_remainder"
    )
    assert cs.infer_mixed(FEES, POPULATION, rounding="nearest").problem.rounding == "half_up"


def test_the_tie_rule_decides_whether_an_end_belongs():
    """At 0.34 and 0.38 the quotas of both end on a half."""
    closed = {
        ties: cs.infer_mixed(FEES, POPULATION, ties=ties).closed
        for ties in ("listed", "largest", "smallest", "error")
    }
    assert closed == {
        "listed": (True, False),
        "largest": (False, True),
        "smallest": (True, False),
        "error": (False, False),
    }


def test_equal_members_with_unequal_fees_follow_the_tie_rule_or_contradict():
    driver = [1, 1]
    assert cs.infer_mixed([3, 2], driver).flat_share == (0, 1)
    other = cs.infer_mixed([2, 3], driver)
    assert not other.exact
    assert str(other.contradiction) == (
        "member 1 (2) and member 2 (3): with every flat share, member 1 would get the last 1 that "
        "member 2 has."
    )
    assert not cs.infer_mixed([3, 2], driver, ties="error").exact


def test_one_share_alone_may_be_left():
    inference = cs.infer_mixed([1, 0], [0, 1])
    assert inference.flat_share == (1, 1)
    assert inference.closed == (True, True)
    assert inference.simplest == inference.shortest == 1
    assert "The flat share 100 % reproduces all 2 fees, and no other does." in str(inference)


def test_a_model_is_built_where_it_reproduces_the_fees_and_refused_elsewhere():
    inference = cs.infer_mixed(FEES, POPULATION)
    assert inference.model("0.35") == cs.Mixed(flat_share="0.35", driver="driver")
    with pytest.raises(cs.CostshareError, match=r"mixed at 0\.4 does not reproduce the fees"):
        inference.model("0.4")
    with pytest.raises(cs.CostshareError, match="mixed has 1 parameter; pass that many"):
        inference.reproduces(1, 2)
    assert not inference.reproduces(-1)
    assert not inference.reproduces(2)
    impossible = cs.infer_mixed([0, 10], [3, 1])
    with pytest.raises(cs.CostshareError, match="no mixed model reproduces these fees: member 1"):
        impossible.model()
    with pytest.raises(cs.CostshareError, match="no mixed model"):
        impossible.allocate()


def test_an_inference_prints_what_a_controller_reads():
    text = str(cs.infer_mixed({"A": 40, "B": 40, "C": 120}, {"A": 1, "B": 2, "C": 3}, unit=10))
    assert text == (
        "Mixed: a flat part, the rest by driver\n"
        "3 fees, 200 in total, in units of 10, by largest remainder\n"
        "\n"
        "No flat share from 0 % to 100 % reproduces all 3 fees.\n"
        "\n"
        "The total is taken to be what the fees sum to. A misprinted fee would move every quota; "
        "pass total= where it is known.\n"
        "\n"
        "Contradiction: C (120) needs a flat share below -30 %: with a higher one, the fee would "
        "lie 10 or more from the quota. A flat share is at least 0 %.\n"
        "\n"
        "B and C each contradict both other fees.\n"
        "\n"
        "With the flat share 20 %, 1 of 3 fees agree, which is the most possible. These differ:\n"
        "\n"
        "   fee  model  difference\n"
        "-------------------------\n"
        "B   40     70          30\n"
        "C  120     90         -30"
    )


def test_everything_is_written_as_data_for_json():
    for inference in (
        cs.infer_mixed(FEES, POPULATION),
        cs.infer_mixed([0, 10], [3, 1]),
        cs.infer_mixed(FEES, POPULATION, rounding="nearest"),
        cs.infer_mixed([10, 5, 9], [3, 9, 4], rounding="half_even"),
    ):
        data = json.loads(json.dumps(inference.to_dict()))
        assert data["exact"] == inference.exact
        assert ("model" in data) == inference.exact
        assert ("contradiction" in data) == ("least_change" in data) == (not inference.exact)
    assert cs.infer_mixed(FEES, POPULATION).to_dict() == {
        "format": "costshare.inference/1",
        "problem": {
            "kind": "mixed",
            "unit": "1",
            "method": "largest_remainder",
            "ties": "listed",
            "rounding": None,
            "total": None,
            "fees": {"A": "34", "B": "66"},
            "left_out": [],
            "drivers": {"driver": {"A": "1", "B": "3"}},
        },
        "solution": {"low": "0.34", "high": "0.38", "closed": [True, False]},
        "exact": True,
        "model": {"kind": "mixed", "flat_share": "0.36", "driver": "driver"},
    }


def test_a_solution_that_the_fees_do_not_give_is_refused():
    found = cs.infer_mixed(FEES, POPULATION)
    with pytest.raises(cs.ConservationError, match="the solution of this mixed inference does not"):
        replace(found, solution=replace(found.solution, high=Fraction(2, 5))).check()
    with pytest.raises(cs.ConservationError, match="does not follow from its fees"):
        replace(found, solution=cs.infer_mixed([0, 10], [3, 1]).solution).check()
    none = cs.infer_mixed([0, 10], [3, 1])
    with pytest.raises(cs.ConservationError, match="does not follow from its fees"):
        replace(none, solution=replace(none.solution, multipliers=(1, 1))).check()
    data = none.to_dict()
    data["solution"]["conditions"][0]["coefficients"] = []
    with pytest.raises(cs.ConservationError, match="does not follow from its fees"):
        cs.Inference.from_dict(data)
    data = none.to_dict()
    data["contradiction"]["members"] = ["member 2"]
    with pytest.raises(
        cs.ConservationError, match="contradiction is not what the other fields give"
    ):
        cs.Inference.from_dict(data)
    data = found.to_dict()
    data["problem"]["drivers"] = {}
    with pytest.raises(cs.CostshareError, match="mixed has 0 drivers; pass 1"):
        cs.Inference.from_dict(data)


def test_a_single_share_is_shown_once_in_a_ranking():
    ranking = cs.infer([1, 0], {"p": [0, 1]}, models=["mixed"])
    assert ranking.best.found == "flat share 100 %"


def test_a_ranking_in_another_order_or_unit_is_refused():
    ranking = cs.infer({"A": 100, "B": 300}, {"p": POPULATION}, models=["flat", "mixed"])
    ranking.check()
    first, second = ranking
    with pytest.raises(cs.ConservationError, match="not in the order of their rank"):
        replace(ranking, rows=(second, first)).check()
    with pytest.raises(cs.ConservationError, match="not in the order of their rank"):
        replace(ranking, rows=()).check()
    for changed in (
        replace(first, exact_at=first.exact_at[:1]),
        replace(first, roundings=first.roundings[:1]),
        replace(first, inference=replace(first.inference, problem=large(first.inference.problem))),
    ):
        with pytest.raises(cs.ConservationError):
            replace(ranking, rows=(changed, second)).check()


def large(problem):
    return problem.in_unit(Unit.read(100))


def test_results_are_values_that_hash_and_pickle():
    ranking = cs.infer(FEES, {"p": POPULATION})
    for value in (*ranking, ranking, *(row.inference for row in ranking)):
        again = pickle.loads(pickle.dumps(value))
        assert again == value == copy.deepcopy(value)
        assert hash(again) == hash(value)
    with pytest.raises(cs.CostshareError, match="does not change"):
        ranking[0].inference.fees["A"] = 5
    assert repr(ranking[0]) == "<Candidate mixed p: flat share 34 % to 38 %>"
    assert repr(ranking[-1]) == "<Candidate flat: 2 fees differ>"


def test_published_and_model_fees_stand_side_by_side_in_a_frame():
    frame = cs.infer_mixed({"A": 0, "B": 10}, {"A": 3, "B": 1}).to_frame()
    assert frame.to_dict("index") == {
        "A": {"fee": 0, "model": 5, "difference": 5},
        "B": {"fee": 10, "model": 5, "difference": -5},
    }
    assert set(map(str, frame.dtypes)) == {"Int64"}
    cents = cs.infer_mixed({"A": "0.34", "B": "0.66"}, POPULATION, unit="0.01").to_frame()
    assert cents.loc["A"].to_list() == [Decimal("0.34"), Decimal("0.34"), Decimal("0.00")]


def test_it_shows_itself_in_a_notebook():
    html = cs.infer_mixed({"A & B": 34, "C": 66}, {"A & B": 1, "C": 3})._repr_html_()
    assert ">Mixed: a flat part, the rest by driver\n2 fees" in html
    assert "<table>" in html
    html = cs.infer_mixed({"A & B": 0, "C": 10}, {"A & B": 3, "C": 1})._repr_html_()
    assert "A &amp; B" in html
    assert cs.infer_mixed(FEES, POPULATION) == cs.infer_mixed(FEES, POPULATION)
    assert cs.infer_mixed(FEES, POPULATION) != cs.infer_mixed(FEES, POPULATION, ties="error")
    assert repr(cs.infer_mixed(FEES, POPULATION)) == "<Inference of mixed: exact, 2 fees>"


def test_huge_fees_are_inferred_exactly():
    total = 10**30
    members = {"A": {"p": 1}, "B": {"p": 3}, "C": {"p": 7}}
    made = cs.allocate(total, cs.Mixed(flat_share="1/3", driver="p"), members)
    fees = {name: made.fee(name, "fee") for name in members}
    inference = cs.infer_mixed(fees, {"A": 1, "B": 3, "C": 7})
    assert inference.simplest == Fraction(1, 3)
    low, high = inference.flat_share
    assert low < Fraction(1, 3) < high
    assert high - low < Fraction(1, 10**28)


def test_huge_prices_are_inferred_exactly():
    driver = {"A": 1, "B": 3, "C": 7}
    members = {name: {"p": size} for name, size in driver.items()}
    base, rate = 10**25 + 1, Fraction(10**25, 3)
    made = cs.allocate(None, cs.Tariff(base=base, rates={"p": rate}), members)
    fees = {name: made.fee(name, "fee") for name in members}
    inference = cs.infer_mixed(fees, driver, rounding="nearest")
    assert inference.reproduces(base, rate)
    assert not inference.reproduces(base + 2, rate)
    assert inference.allocate().member_totals == fees
    assert cs.infer(fees, {"p": driver}).of("tariff", "p").exact


def test_one_fee_alone_is_written_as_one():
    inference = cs.infer_mixed({"A": 5}, {"A": 1})
    assert inference.flat_share == (0, 1)
    assert "Every flat share from 0 % up to 100 % reproduces the fee, and no" in str(inference)


def test_running_sums_contradict_in_words():
    inference = cs.infer_mixed([3, 1, 6], [1, 1, 8], method="cumulative")
    assert str(inference.contradiction) == (
        "The first fee (3) needs a flat share of at least ≈ 64.2857 %: with a lower one, it would "
        "be rounded to another amount. The first 2 fees (4 together) need a flat share below "
        "≈ 53.5714 %: with a higher one, their sum would be rounded to another amount."
    )
    assert inference.contradiction.members == ("member 1", "member 2")
    assert inference.conflicts is None


def test_a_blend_takes_two_drivers_and_a_method():
    drivers = {"population": {"A": 1, "B": 1, "C": 4}, "pupils": {"A": 0, "B": 2, "C": 1}}
    fees = {"A": 20, "B": 30, "C": 50}
    inference = cs.infer_blend(fees, drivers)
    assert inference.flat_share is None
    assert inference.model().kind == "blend"
    assert "share of population" in str(inference)
    with pytest.raises(cs.CostshareError, match="infer_blend takes two drivers, and 1 are given"):
        cs.infer_blend(fees, {"population": drivers["population"]})
    with pytest.raises(cs.CostshareError, match="shares no total; pass a method"):
        cs.infer_blend(fees, drivers, method="nearest")
    with pytest.raises(cs.CostshareError, match="drivers is of type list; pass a mapping"):
        cs.infer_blend(fees, [1, 2])


def test_a_blend_that_is_impossible_is_proven_so():
    drivers = pd.DataFrame({"one": [1, 2, 3, 4], "two": [4, 1, 1, 4]})
    inference = cs.infer_blend(pd.Series([10, 90, 10, 10]), drivers)
    assert not inference.exact
    assert inference.contradiction.proof.holds()
    assert inference.least_change.at_least == 1
    assert not inference.least_change.fewest
    assert "add up to 0 <" in str(inference)
    assert sum(inference.to_frame()["difference"]) == 0


def test_candidates_are_ranked_exact_ones_first_then_by_least_change():
    drivers = pd.DataFrame({"2018": [1, 2, 3], "2019": [1, 3, 4]}, index=["A", "B", "C"])
    members = {name: row.to_dict() for name, row in drivers.iterrows()}
    fees = cs.allocate(8_000, cs.Proportional(driver="2019"), members, unit=100).member_totals
    ranking = cs.infer(fees, drivers, unit=100)
    assert [row.rank[0] for row in ranking.rows] == sorted(row.rank[0] for row in ranking.rows)
    assert ranking.best.model() == cs.Proportional(driver="2019")
    assert [row.kind for row in ranking.exact if row.driver == "2019"] == [
        "proportional",
        "rate",
        "mixed",
        "tariff",
    ]
    free = [row.rank[1] for row in ranking.exact]
    assert free == sorted(free)
    frame = ranking.to_frame()
    assert list(frame.columns) == [
        "model",
        "driver",
        "exact",
        "differing",
        "largest_difference",
        "mean_difference",
        "within_1_percent",
        "within_5_percent",
        "rounding",
        "unit",
        "exact_at",
        "lowest",
        "highest",
    ]
    # Flat, four kinds of one driver on each, and four kinds of both.
    assert len(frame) == len(ranking.rows) == 13
    assert json.loads(json.dumps(ranking.to_dict()))["rows"][0]["inference"]["exact"] is True
    assert "<table>" in ranking._repr_html_()
    assert repr(ranking) == f"<Ranking of 13 candidates: {len(ranking.exact)} exact>"


def test_a_candidate_that_ties_stop_comes_last_and_has_no_nearest_model():
    drivers = {"one": [1, 1], "two": [1, 2]}
    ranking = cs.infer([2, 3], drivers, models=["mixed"], unit=1, ties="error")
    assert [row.driver for row in ranking] == ["two", "one"]
    row = ranking[-1]
    assert (row.differing, row.largest_difference, row.mean_difference) == (None, None, None)
    assert row.found == "not exact"
    assert ranking.to_frame()["differing"].isna().to_list() == [False, True]
    with pytest.raises(cs.CostshareError, match="no mixed model reproduces these fees"):
        row.model()


def test_units_are_deduced_from_the_fees():
    def tried(fees, **settings):
        driver = {"d": list(range(1, len(fees) + 1))}
        return [int(unit) for unit in cs.infer(fees, driver, **settings).rows[0].tried]

    assert tried([2400, 3600])[:3] == [1200, 600, 400]
    assert tried([7, 14]) == [1]
    assert tried([76_100, 76_100])[0] == 100
    assert tried([300, 700], unit=100) == [100]
    cents = cs.infer(["0.15", "0.25"], {"d": [1, 2]}).rows[0].tried
    assert cents == (Decimal("0.05"), Decimal("0.01"))
    with pytest.raises(cs.CostshareError, match="unit 1/3 has no finite decimal"):
        cs.infer([Fraction(1, 3), Fraction(2, 3)], {"d": [1, 2]})


def test_unknown_models_and_candidates_are_refused():
    with pytest.raises(cs.CostshareError, match="unknown model 'mixd'; did you mean 'mixed'"):
        cs.infer(FEES, {"p": POPULATION}, models=["mixd"])
    with pytest.raises(cs.CostshareError, match="models is of type str; pass a list of flat"):
        cs.infer(FEES, {"p": POPULATION}, models="mixed")
    with pytest.raises(
        cs.CostshareError, match="no model can be tried on these drivers; pass a driver"
    ):
        cs.infer(FEES, {}, models=["mixed"])
    with pytest.raises(cs.CostshareError, match="driver p is listed twice"):
        cs.infer(FEES, {"p": POPULATION, " p": POPULATION})
    ranking = cs.infer(FEES, {"p": POPULATION}, models=["per_capita"])
    assert ranking.of("per_capita", "p").inference.model
    with pytest.raises(cs.CostshareError, match="no candidate is mixed p; there are: per_capita p"):
        ranking.of("mixed", "p")


def test_a_least_change_that_is_not_proven_says_so():
    inference = cs.infer_mixed([0, 10], [3, 1], method="webster")
    assert inference.least_change.at_least == 1
    assert not inference.least_change.fewest
    assert "0 of 2 fees agree. It is proven only that 1 fee or more differ." in str(inference)


def test_many_fees_are_answered_at_once_and_a_wrong_one_is_found():
    driver = {f"m{at}": at * at + 7 for at in range(290)}
    members = {name: {"population": size} for name, size in driver.items()}
    made = cs.allocate(5_000_000, cs.Mixed(flat_share="0.4237"), members, unit=100)
    fees = dict(made.member_totals)
    assert cs.infer_mixed(fees, driver, unit=100).reproduces("0.4237")
    fees["m3"] += 300
    fees["m4"] -= 300
    wrong = cs.infer_mixed(fees, driver, unit=100)
    assert not wrong.exact
    assert wrong.contradiction.proof.holds()
    assert set(wrong.least_change.changes) == {"m3", "m4"}
    assert wrong.least_change.fewest


def test_a_row_says_that_it_is_exact_with_bounds():
    people = {f"m{at:02}": 1_000 + 937 * at for at in range(16)}
    fees = {name: min(round(3.17 * each), 38_000) for name, each in people.items()}
    found = cs.infer(fees, {"people": people}, models=["rate", "flat"])
    capped = [name for name, fee in fees.items() if fee == 38_000]
    assert found.best.is_exact_within_bounds
    assert found.best.found == f"exact with bounds of {len(capped)} members"
    headline, more, *_ = str(found).split("\n\n")
    assert headline == "0 of 2 candidates reproduce all 16 fees."
    assert more == "With bounds that some members pay, 1 more does."
    assert (found.best.mean_difference, found.best.within(Fraction(0))) == (0, 16)
    assert found.best.roundings == ("half_up", "half_even", "half_down")
    found.check()
    wrong = cs.infer(fees | {"m03": 99}, {"people": people}, models=["rate"]).best
    assert not wrong.is_exact_within_bounds
    text = f"almost, with bounds of {len(capped)} members: 1 fee differs (m03)"
    assert wrong.found == text
    assert (wrong.roundings, wrong.mean_difference > 0) == ((), True)


@pytest.mark.parametrize("of_years", [False, True])
def test_a_fee_with_the_last_digits_of_float_arithmetic_is_refused(of_years):
    fees, people = {"A": 0.1 + 0.2, "B": 0.4}, {"A": 3, "B": 4}
    message = (
        "fee of A is 0.30000000000000004, with the last digits of float arithmetic, such as 0.1 "
        r"\+ 0.2; round it first, like round\(fee, 2\), or pass a Decimal"
    )
    for given in (fees, pd.Series(fees)):
        with pytest.raises(cs.CostshareError, match=message):
            cs.infer({2021: given} if of_years else given, {"p": people})
    assert cs.infer({"A": 0.3, "B": 0.4}, {"p": people}, models=["rate"]).best.exact
    # As text it is what was published, and a float of a whole number has no such digits.
    cs.infer({"A": "0.30000000000000004", "B": "0.4"}, {"p": people}, models=["rate"])
    cs.infer({"A": 1234567890123456.0, "B": 4}, {"p": people}, models=["rate"], unit=1)


def test_a_rule_with_as_many_parameters_as_fees_is_said_to_fit_any():
    found = cs.infer({"A": 34, "B": 77}, {"p": {"A": 1, "B": 3}}, models=["rate", "tariff", "flat"])
    assert found.of("tariff", "p").fits_any
    assert found.best.found == "12 + 21.5 per unit of p, but it fits any fees"
    assert [row.kind for row in found if "fits any fees" in row.found] == ["tariff"]
    three = cs.infer([34, 77, 77], {"p": [1, 3, 3]}, models=["tariff"]).best
    assert (three.exact, three.fits_any) == (True, False)
    assert "fits any" not in three.found


def test_equal_fees_that_others_pass_may_be_a_fixed_fee():
    people = {f"m{at}": 100 + 37 * at * at % 901 for at in range(24)}
    fees = {name: 3 * size for name, size in people.items()}
    middle = sorted(fees, key=fees.__getitem__)[9:12]
    for fee, kind in ((3 * people[middle[0]] - 50, "cap"), (3 * people[middle[-1]] + 50, "floor")):
        best = cs.infer(fees | dict.fromkeys(middle, fee), {"p": people}, models=["rate"]).best
        (bound,) = best.bounds
        assert (bound.kind, bound.for_all, set(bound.members)) == (kind, False, set(middle))
        assert f"a {kind} from" in str(bound)
        assert "for them alone, or a fixed fee (" in str(bound)
    # A cap that nobody passes is one.
    (bound,) = cs.infer(
        {name: min(fee, 2000) for name, fee in fees.items()}, {"p": people}, models=["rate"]
    ).best.bounds
    assert (bound.for_all, "fixed" in str(bound)) == (True, False)


PEOPLE = {"A": 66_427, "B": 12_460, "C": 6_925, "D": 3_352, "E": 4_244, "F": 1_543, "G": 1_211}
FACTS = {name: {"people": each} for name, each in PEOPLE.items()}
PLAIN = [
    (cs.Tariff(rates={"people": "0.85"}), None, "rate"),
    (cs.Tariff(base=1_500, rates={"people": "0.42"}), None, "tariff"),
    (cs.Proportional(driver="people"), 100_000, "proportional"),
    (cs.Mixed(flat_share="0.4", driver="people"), 100_000, "mixed"),
]


@pytest.mark.parametrize(("model", "total", "kind"), PLAIN, ids=[kind for *_, kind in PLAIN])
def test_of_rules_with_as_many_free_numbers_the_one_with_fewer_digits_comes_first(
    model, total, kind
):
    rounding = None if total else "half_up"
    made = cs.allocate(total, model, FACTS, unit=1, rounding=rounding).member_totals
    ranking = cs.infer(made, {"people": PEOPLE})
    assert ranking.best.exact
    assert ranking.best.kind == kind
    # A total that is given is not free.
    given = cs.infer(made, {"people": PEOPLE}, total=sum(made.values())).best
    assert given.kind == ("mixed" if kind in {"tariff", "mixed"} else "proportional")


def test_seats_come_before_a_fitted_flat_share_and_a_price_list_before_one_that_moves_nobody():
    made = cs.allocate(435, cs.Proportional(driver="people"), FACTS, method="huntington_hill")
    for total in (None, 435):
        best = cs.infer(made.member_totals, {"people": PEOPLE}, total=total).best
        assert best.kind == "proportional"
    prices = cs.Tariff(rates={"people": "0.85"})
    fees = cs.allocate(None, prices, FACTS, unit=1, rounding="half_up").member_totals
    kinds = [row.kind for row in cs.infer(fees, {"people": PEOPLE}).exact]
    assert kinds == ["rate", "proportional", "tariff", "mixed"]
