"""A total that is known: a misprinted fee does not move the quotas of the others."""

import json
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import costshare as cs
from norrbotten_local import FEES, POPULATION

METHODS = ["largest_remainder", "webster", "jefferson", "cumulative"]


@given(
    st.lists(st.integers(1, 60), min_size=3, max_size=7),
    st.integers(1, 400),
    st.fractions(0, 1, max_denominator=50),
    st.sampled_from(METHODS),
    st.data(),
)
def test_one_misprint_is_the_least_change_where_the_total_is_known(
    driver, total, share, method, data
):
    members = {f"m{at}": {"d": size} for at, size in enumerate(driver)}
    model = cs.Mixed(flat_share=share, driver="d")
    fees = cs.allocate(total, model, members, method=method).member_totals
    wrong = data.draw(st.sampled_from(sorted(members)))
    printed = fees | {wrong: fees[wrong] + data.draw(st.integers(1, 50))}
    column = {name: each["d"] for name, each in members.items()}
    found = cs.infer_mixed(printed, column, method=method, total=total)
    assert not found.exact
    assert found.flat_share is None
    assert len(found.least_change.changes) >= 1
    # Another share may explain as many fees; none explains more than all but one.
    if method == "largest_remainder":
        assert len(found.least_change.changes) == 1
    assert sum(found.to_frame()["model"]) == total


@given(
    st.lists(st.integers(1, 60), min_size=2, max_size=7),
    st.integers(1, 400),
    st.fractions(0, 1, max_denominator=50),
    st.sampled_from(METHODS),
)
def test_a_total_that_the_fees_sum_to_changes_no_answer(driver, total, share, method):
    members = {f"m{at}": {"d": size} for at, size in enumerate(driver)}
    fees = cs.allocate(
        total, cs.Mixed(flat_share=share, driver="d"), members, method=method
    ).member_totals
    assume(any(fees.values()))
    known = cs.infer_mixed(fees, driver_of(members), method=method, total=total)
    taken = cs.infer_mixed(fees, driver_of(members), method=method)
    assert (known.exact, known.flat_share, known.closed) == (True, taken.flat_share, taken.closed)


def driver_of(members):
    return {name: each["d"] for name, each in members.items()}


BY_PEOPLE = {f"m{at}": 700 + 37 * at * at % 9001 for at in range(20)}
SHARED = cs.allocate(
    400_000, cs.Proportional(driver="p"), {name: {"p": size} for name, size in BY_PEOPLE.items()}
).member_totals


@pytest.mark.parametrize(
    ("more", "total", "said"),
    [
        (900, None, "The total 400 000 is deduced for proportional (p), mixed (p): with it, fewer"),
        (900, 400_000, "The fees sum to 400 900, 900 more than the total."),
        (0, 400_100, "The fees sum to 400 000, 100 less than the total."),
        (0, 400_000, None),
        (0, None, None),
    ],
)
def test_a_ranking_says_for_which_rows_a_total_is_deduced_or_that_the_fees_miss_it(
    more, total, said
):
    fees = SHARED | {"m3": SHARED["m3"] + more}
    found = cs.infer(fees, {"p": BY_PEOPLE}, total=total, unit=1)
    text = str(found)
    assert said is None or said in text
    sums = ("is deduced for", "The fees sum to")
    assert sum(each in text for each in sums) == bool(said)
    deduced = {row.kind for row in found if row.deduced_total is not None}
    assert deduced == ({"proportional", "mixed"} if more and total is None else set())


def test_a_ranking_of_years_says_of_which_year_a_total_is_deduced():
    totals = {2021: 400_000, 2022: 412_300}
    members = {name: {"p": size} for name, size in BY_PEOPLE.items()}
    fees = {
        year: dict(cs.allocate(total, cs.Proportional(driver="p"), members, unit=100).member_totals)
        for year, total in totals.items()
    }
    assert "is deduced" not in str(cs.infer(fees, {"p": BY_PEOPLE}, models=["proportional"]))
    fees[2022]["m3"] += 9_000
    found = cs.infer(fees, {"p": BY_PEOPLE}, models=["proportional"])
    assert [fit.deduced_total for fit in found.best.fits] == [None, 412_300]
    assert "The total 412 300 of 2022 is deduced: with it, fewer fees differ" in str(found)
    stated = cs.infer(fees, {"p": BY_PEOPLE}, models=["proportional"], total=totals)
    assert stated.best.differing == found.best.differing
    assert "is deduced" not in str(stated)


@given(
    st.lists(st.integers(1, 60), min_size=2, max_size=6),
    st.decimals(2, 400, places=3),
    st.fractions(0, 1, max_denominator=50),
    st.sampled_from(["up", "down", "half_even"]),
)
def test_a_total_that_was_rounded_first_changes_no_answer(driver, total, share, how):
    members = {f"m{at}": {"d": size} for at, size in enumerate(driver)}
    model = cs.Mixed(flat_share=share, driver="d")
    made = cs.allocate(total, model, members, round_total=how)
    found = cs.infer_mixed(made.member_totals, driver_of(members), total=total)
    assert found.exact
    assert found.reproduces(share)
    assert found.problem.total == sum(made.member_totals.values())
    every = cs.infer(made.member_totals, {"d": driver_of(members)}, total=total, models=["mixed"])
    # Each part on its own may give the fees as well, with other shares.
    assert any(row.reproduces(share) for row in every.exact)


MISPRINTED = FEES["utvecklare"].copy()
MISPRINTED["Kiruna"] = 79_500


def test_swapped_digits_of_kiruna_are_found():
    found = cs.infer_mixed(MISPRINTED, POPULATION["2019"], unit=100, total=937_200)
    assert found.least_change.changes == {"Kiruna": (Decimal(79_500), Decimal(75_900))}
    assert found.least_change.fewest
    assert found.contradiction is None
    text = str(found)
    assert "14 fees, 937 200 shared, in units of 100" in text
    assert "The fees sum to 940 800, 3 600 more than the total." in text
    assert json.loads(json.dumps(found.to_dict()))["exact"] is False
    with pytest.raises(cs.CostshareError, match="no mixed model reproduces these fees: they do"):
        found.model()
    best = cs.infer(MISPRINTED, POPULATION, models=["mixed"], unit=100, total=937_200).best
    assert (best.driver, best.differing) == ("2019", ("Kiruna",))
    assert best.largest_difference == 14 * best.mean_difference == Fraction(36, 795)
    assert best.model() == cs.Mixed(flat_share="0.5236", driver="2019")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: cs.infer_mixed({"A": 1, "B": 2}, {"A": 1, "B": 2}, total="1.5"),
            (
                "total 1.5 is not a multiple of unit 1, and the fees sum to 3; pass the total that "
                "they should sum to after it is rounded, 1 or 2, or a smaller unit"
            ),
        ),
        (
            lambda: cs.infer_mixed({"A": 1, "B": 2}, {"A": 1, "B": 2}, total=-3),
            "total -3 has another sign than the fees; correct one",
        ),
        (
            lambda: cs.infer_mixed({"A": 1, "B": 2}, {"A": 1, "B": 2}, total=3, rounding="nearest"),
            "a price list shares no total; leave total out",
        ),
        (
            lambda: cs.infer(
                {"A": 1, "B": 2},
                {"d": {"A": 1, "B": 2}},
                models=["tariff"],
                rounding="adams",
            ),
            (
                "rounding 'adams' shares a total, which a price list does not have; pass "
                "method='adams', or nearest, half_up, half_even, half_down, up, down"
            ),
        ),
    ],
)
def test_a_total_that_does_not_fit_is_refused(call, message):
    with pytest.raises(cs.CostshareError) as caught:
        call()
    assert str(caught.value) == message


def test_of_price_lists_nothing_is_claimed_below_zero():
    none = str(cs.infer_mixed([10, 25, 40], [1, 2, 3], rounding="nearest"))
    assert "No base and rate of zero or more reproduce all 3 fees." in none
    assert "Multiplied by 2, 1 and 3, these add up to 0 < -8, which is false." in none
    some = cs.infer_mixed([5, 5, 5], [1, 2, 3], rounding="nearest")
    assert "and none of zero or more outside does." in str(some)
    assert some.reproduces(5, Fraction(1, 10))


def test_a_misprint_within_a_large_unit_hides_no_total():
    # All fees are multiples of 300, and one that is wrong lies one of these from its quota.
    fees = {f"m{at}": 41_700 for at in range(24)} | {"m3": 41_400, "m9": 47_100}
    row = cs.infer(fees, {"d": dict.fromkeys(fees, 1)}, models=["flat"]).best
    assert row.deduced_total == 24 * 41_700
    assert {name: low for name, (low, _) in row.right_figures.items()} == {
        "m3": 41_700,
        "m9": 41_700,
    }
