"""Shapes, steps and errors of instalments."""

from collections import UserDict
from decimal import Decimal

import pandas as pd
import pytest

import costshare as cs
from costshare.apportionment.tables import instalments
from costshare.errors import CostshareError

NO_FEES = (
    "are not fees; pass a dict or a list of numbers, or a DataFrame with a row for each member and "
    "a column for each pool"
)


def test_a_dict_gives_members_by_periods_with_their_names():
    result = instalments(UserDict({"Kiruna": 1000, "Luleå": 500}), ["Q1", "Q2"], unit=100)
    assert result == {"Kiruna": {"Q1": 500, "Q2": 500}, "Luleå": {"Q1": 200, "Q2": 300}}


def test_a_number_of_periods_names_them_from_one():
    assert instalments({"Kiruna": 6}, 3) == {"Kiruna": {1: 2, 2: 2, 3: 2}}
    assert instalments(pd.Series({"Kiruna": 6}), 2) == {"Kiruna": {1: 3, 2: 3}}


def test_parts_of_a_krona_come_as_decimals():
    assert instalments(["1.00"], 4, unit="0.01") == [[Decimal("0.25")] * 4]
    assert instalments([Decimal(100)], 2) == [[Decimal(50), Decimal(50)]]


def test_days_weigh_the_months():
    result = instalments({"Kiruna": 590}, ["jan", "feb"], weights={"feb": 28, "jan": 31})
    assert result == {"Kiruna": {"jan": 310, "feb": 280}}
    assert instalments([590], 2, weights=(31, 28)) == [[310, 280]]


def test_a_period_of_no_weight_gets_nothing():
    assert instalments([5, 7], 3, weights=[1, 0, 1])[0][1] == 0


@pytest.mark.parametrize(
    ("fees", "periods", "settings", "message"),
    [
        (
            {"Kiruna": 1050},
            12,
            {"unit": 100},
            (
                "fee of Kiruna 1050 is not a multiple of unit 100; pass unit=50, or round the "
                "fee "
                "of Kiruna first"
            ),
        ),
        ([True], 12, {}, "fee of 0 True is a bool, not a number; pass 1 or 0 if that is meant"),
        ([1], 0, {}, "periods 0 name no period; a fee needs at least one"),
        ([1], -3, {}, "periods -3 name no period; a fee needs at least one"),
        ([1], [], {}, "periods [] name no period; a fee needs at least one"),
        ([1], True, {}, "periods True are not periods; pass how many, or a list of their names"),
        ([1], "Q1", {}, "periods 'Q1' are not periods; pass how many, or a list of their names"),
        ([1], ["Q1", "Q1"], {}, "periods: Q1 is listed twice; list it once"),
        ([1], 2, {"weights": [1]}, "weights has 1 values; the table has 2 weights"),
        ([1], 2, {"weights": {1: 1, 3: 1}}, "unknown weight in weights 3; Known: 1, 2"),
        ([1], 2, {"weights": [1, -1]}, "weight of 2 is -1, below zero; a weight is zero or more"),
        (
            pd.Series([1, 2], index=["Kiruna", "Kiruna"]),
            2,
            {},
            "fees: Kiruna is listed twice; list it once",
        ),
        ("12", 2, {}, f"fees of type str {NO_FEES}"),
        ([1], [["Q1"]], {}, "period ['Q1'] cannot be a name; name the periods by text or number"),
        (
            cs.allocate(1, cs.Flat(), {"A": {}}),
            2,
            {},
            "fees are of type Allocation, which splits itself: fees.instalments(12)",
        ),
        (12, 2, {}, f"fees of type int {NO_FEES}"),
    ],
)
def test_what_cannot_be_split_is_refused(fees, periods, settings, message):
    with pytest.raises(CostshareError) as error:
        instalments(fees, periods, **settings)
    assert str(error.value) == message


def test_no_fees_give_no_instalments():
    assert instalments({}, 12) == {}
    assert instalments([], 12) == []


def test_more_periods_than_anybody_means_are_refused():
    with pytest.raises(
        CostshareError, match=r"^periods 1000000000 are more than 10000; pass fewer"
    ):
        instalments({"A": 1}, 10**9)
