"""Paradoxes: published ones are found, every one found is one, and divisor methods have none."""

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.testing import weights as weight_lists
from states_local import US_1880

DIVISOR = ["webster", "jefferson", "adams", "huntington_hill", "dean"]


def changed(paradox):
    """Who has other fees than before."""
    before, after = paradox.before.fees, paradox.after.fees
    return {
        name: (int(before[name]), int(after[name]))
        for name in before
        if before[name] != after[name]
    }


def test_alabama_on_the_census_of_1880():
    # The seat for every state that the law of 1850 gave is what made it Alabama's (see
    # apportionment/test_golden.py). By largest remainder alone it is Florida's and Nevada's.
    found = cs.paradoxes(275, US_1880, highest=350)
    assert found.searched == {"alabama": "totals from 275 to 350 in steps of 1"}
    assert [(each.after.total, each.member) for each in found] == [
        (287, "Florida"),
        (299, "Florida"),
        (328, "Nevada"),
        (334, "Nevada"),
    ]
    assert changed(found.found[1]) == {"Alabama": (7, 8), "Florida": (2, 1), "Illinois": (18, 19)}
    assert str(found.found[1]) == "At a total of 299 instead of 298, Florida pays 1 instead of 2."


def test_a_published_population_paradox():
    # Angel, Abbott and Runde, A Survey of Mathematics with Applications (Pearson), ch. 14, the
    # example of table 14.48: B has grown more than A, and loses a seat to it.
    found = cs.paradoxes(
        100,
        {"A": 23_527, "B": 5_548, "C": 70_925},
        later={"A": 23_926, "B": 5_648, "C": 71_110},
        steps=1,
    )
    assert [(each.kind, each.member, each.other) for each in found] == [("population", "B", "A")]
    assert found.found[0].after.fees == {"A": 24, "B": 5, "C": 71}
    assert str(found) == (
        "population, largest remainder, 1 step from the weights to the later ones: 1 found\n\n"
        "B grows by ≈ 1.80245 % and pays 5 instead of 6, while A grows by ≈ 1.69592 % and pays "
        "24 instead of 23."
    )


@pytest.mark.parametrize(
    ("total", "weights", "new", "fees"),
    [
        # R. Blitzer, Thinking Mathematically, 7th ed., section 13.4, exercises 11 and 12: the
        # populations; the seats are worked out here.
        (100, {"A": 9_450, "B": 90_550}, 10_400, {"A": (9, 10), "B": (91, 90)}),
        (50, {"A": 99_000, "B": 214_000, "C": 487_000}, 116_000, {"B": (13, 14), "C": (31, 30)}),
    ],
)
def test_published_new_states_paradoxes(total, weights, new, fees):
    found = cs.paradoxes(total, weights, joining={"New": new})
    assert len(found) == 1
    assert changed(found.found[0]) == fees
    assert found.found[0].other == "New"


def test_cases_worked_by_hand():
    # As in docs/explanation/apportionment-methods.md. Quotas of 10: 4 2/7, 4 2/7, 1 3/7; of 11:
    # 4 5/7, 4 5/7, 1 4/7. Of 4: 4/7, 4/7, 2 6/7; later 1 1/5, 2/5, 2 2/5, and B is listed first.
    alabama = cs.paradoxes(10, {"A": 6, "B": 6, "C": 2}, highest=11)
    assert str(alabama.found[0]) == "At a total of 11 instead of 10, C pays 1 instead of 2."
    population = cs.paradoxes(4, {"A": 1, "B": 1, "C": 5}, later={"A": 3, "B": 1, "C": 6}, steps=1)
    assert [str(each) for each in population] == [
        "C grows by 20 % and pays 2 instead of 3, while B grows by 0 % and pays 1 instead of 0."
    ]


def test_what_was_not_found_is_said_of_what_was_searched_alone():
    found = cs.paradoxes(
        10, {"A": 1, "B": 1}, highest=12, later={"A": 2, "B": 1}, joining={"C": range(1, 4)}
    )
    assert not found
    assert str(found) == (
        "alabama, largest remainder, totals from 10 to 12 in steps of 1: none found\n\n"
        "population, largest remainder, 100 steps from the weights to the later ones: none found\n"
        "\nnew_member, largest remainder, C with 3 weights: none found"
    )
    assert repr(found) == "<Paradoxes of largest_remainder: 0 found in what was searched>"


def test_totals_in_steps_of_the_unit():
    in_hundreds = {name: size * 100 for name, size in US_1880.items()}
    found = cs.paradoxes(27_500, in_hundreds, unit=100, highest=35_000)
    assert [each.after.total for each in found] == [28_700, 29_900, 32_800, 33_400]
    assert "steps of 100" in str(found)


def test_a_long_list_is_cut_in_print_alone():
    found = cs.paradoxes(1, {"A": 5, "B": 5, "C": 3}, highest=5_000)
    assert len(found) > 300
    assert str(found).splitlines()[-1] == f"… {len(found) - 300} more"
    html = found._repr_html_()
    assert html.count("At a total of") == 300
    assert "totals from 1 to 5 000 in steps of 1" in html


cases = weight_lists(min_size=2, max_size=6, max_weight=60).map(
    lambda values: {f"m{number}": value for number, value in enumerate(values)}
)


@given(cases, st.integers(0, 40), st.sampled_from(["largest_remainder", "cumulative", "webster"]))
def test_alabama_finds_each_fall_that_trying_every_total_finds(weights, total, method):
    found = cs.paradoxes(total, weights, highest=total + 15, method=method)
    falls = []
    for here in range(total, total + 15):
        before, after = (cs.apportion(each, weights, method=method) for each in (here, here + 1))
        falls += [(here, name) for name in weights if after[name] < before[name]]
    assert [(each.before.total, each.member) for each in found] == falls


@given(cases, st.integers(1, 60), st.data())
def test_every_instance_is_one_when_worked_out_again(weights, total, data):
    later = {name: data.draw(st.integers(1, 80)) for name in weights}
    new = data.draw(st.lists(st.integers(1, 90), min_size=1, max_size=3))
    method = data.draw(st.sampled_from(["largest_remainder", "cumulative"]))
    found = cs.paradoxes(
        total, weights, highest=total + 5, later=later, steps=7, joining={"new": new}, method=method
    )
    for each in found:
        for side in (each.before, each.after):
            assert cs.apportion(side.total, side.weights, method=method) == side.fees
        assert each.after.fees[each.member] < each.before.fees[each.member]
        before, after = each.before, each.after
        if each.kind == "alabama":
            assert (after.total - before.total, before.weights) == (1, after.weights)
        elif each.kind == "population":
            assert after.total == before.total
            assert after.fees[each.other] > before.fees[each.other]
            assert (
                after.weights[each.member] / before.weights[each.member]
                > after.weights[each.other] / before.weights[each.other]
            )
        else:
            share = int(before.total) * after.weights["new"] / sum(weights.values())
            assert abs(int(after.total - before.total) - share) <= Fraction(1, 2)
            assert any(after.fees[name] > before.fees[name] for name in weights)


@given(cases, st.data(), st.sampled_from(DIVISOR))
def test_divisor_methods_have_no_paradox_of_any_kind(weights, data, method):
    # Balinski and Young, Fair Representation, 2nd ed. (2001), appendix A, theorem 4.3.
    total = data.draw(st.integers(len(weights) + 1, 60))
    found = cs.paradoxes(
        total,
        weights,
        method=method,
        highest=total + 10,
        later={name: data.draw(st.integers(1, 80)) for name in weights},
        steps=5,
        joining={"new": data.draw(st.lists(st.integers(1, 90), min_size=1, max_size=4))},
    )
    assert list(found) == []


def test_largest_remainder_has_each_kind_on_a_small_range():
    # So that the law above is not one of nothing.
    kinds = {
        each.kind
        for each in cs.paradoxes(
            100,
            {"A": 23_527, "B": 5_548, "C": 70_925},
            highest=400,
            later={"A": 23_926, "B": 5_648, "C": 71_110},
            joining={"D": range(1, 40_000, 500)},
        )
    }
    assert kinds == {"alabama", "population", "new_member"}


def test_a_series_is_read_like_a_mapping():
    series = pd.Series({"A": 23_527, "B": 5_548, "C": 70_925})
    found = cs.paradoxes(100, series, later=series * 2, highest=110)
    assert found.searched.keys() == {"alabama", "population"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"highest": None}, "there is nothing to search; pass highest=…, later=… or joining=…"),
        ({"total": -5}, "total -5 is a credit; pass the charge of the same size"),
        ({"total": "0.5"}, "total 0.5 is not a multiple of unit 1"),
        ({"weights": [1, 2]}, "weights is of type list; pass values by name"),
        ({"weights": {}}, "weights are empty"),
        ({"weights": {"A": -1}}, "weights of A is -1, below zero"),
        ({"weights": {"A": 0}}, "weights are all zero"),
        ({"weights": {"A": None}}, "weights of A is missing"),
        ({"ties": "error"}, "a search passes through ties"),
        ({"method": "hamiltn"}, "unknown method 'hamiltn'; did you mean 'hamilton'"),
        ({"highest": 10}, "highest 10 must lie above the total 10, by at most 100 000 units"),
        ({"highest": 10**9}, "highest 1 000 000 000 must lie above"),
        ({"later": {"A": 1}}, "later has no weight of B; give the same members"),
        ({"later": {"A": 1, "B": 1, "C": 1}}, "unknown member in later: 'C'; Known: A, B"),
        ({"later": {"A": 0, "B": 0}}, "later weights are all zero"),
        ({"later": {"A": 1, "B": 1}, "steps": 0}, "steps 0 must be a whole number from 1"),
        ({"joining": "C"}, "joining 'C' has no name; pass a name and a weight"),
        ({"joining": {}}, "joining {} has no name"),
        ({"joining": {"A": 1}}, "joining member A is a member already"),
        ({"joining": {"C": []}}, "joining member C has no weight to try"),
        ({"joining": {"C": 0}}, "weight of C is 0; pass a weight above zero"),
        ({"joining": {"C": ["x"]}}, "weight of C 'x' is not a plain number"),
    ],
)
def test_what_cannot_be_searched(arguments, message):
    with pytest.raises(cs.CostshareError, match=message):
        cs.paradoxes(**{"total": 10, "weights": {"A": 1, "B": 2}, "highest": 12} | arguments)


def test_later_weights_of_other_members_are_told_by_the_right_name():
    now = {"A": 1, "B": 2, "C": 3}
    with pytest.raises(cs.CostshareError, match="unknown member in later: 'D'"):
        cs.paradoxes(100, now, later={"A": 1, "B": 2, "D": 3})
    with pytest.raises(cs.CostshareError, match="later has no weight of C; give the same members"):
        cs.paradoxes(100, now, later={"A": 1, "B": 2})
