"""Damped: quotas near last year's fees."""

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.models import Facts
from facts_local import TOTALS, members, total_of

TOWNS = {"A": {"population": 1}, "B": {"population": 3}, "C": {"population": 6}}
LAST = {"A": 20, "B": 30, "C": 50}
SHARES = st.fractions(0, 1, max_denominator=50)


@given(
    members("x"), TOTALS, st.lists(st.fractions(0, 5, max_denominator=9), min_size=6, max_size=6)
)
def test_a_damping_without_a_binding_bound_changes_nothing(facts, total, above):
    inner = cs.Proportional(driver="x")
    quotas = inner.quotas(facts, total)
    # Last year everyone paid the new quota ÷ (1 + s), so that a rise of 500 % holds nobody.
    previous = {
        name: abs(quota) / (1 + share)
        for (name, quota), share in zip(quotas.items(), above, strict=False)
    }
    model = cs.Damped(model=inner, previous=previous, max_increase="500%", max_decrease="0%")
    assert model.quotas(facts, total) == quotas


@given(members("x"), TOTALS, SHARES, SHARES)
def test_damping_is_bounding_by_the_previous_fees(facts, total, up, down):
    inner = cs.Proportional(driver="x")
    before = cs.Flat().quotas(facts, abs(total))
    model = cs.Damped(model=inner, previous=before, max_increase=up, max_decrease=down)
    bounds = {
        "minimum": {name: fee * (1 - down) for name, fee in before.items()},
        "maximum": {name: fee * (1 + up) for name, fee in before.items()},
    }
    try:
        quotas = model.quotas(facts, total)
    except cs.CostshareError:
        with pytest.raises(cs.CostshareError):
            cs.Bounded(model=inner, **bounds).quotas(facts, total)
        return
    assert quotas == cs.Bounded(model=inner, **bounds).quotas(facts, total)
    assert total_of(quotas) == total
    for name, quota in quotas.items():
        assert before[name] * (1 - down) <= abs(quota) <= before[name] * (1 + up)


@pytest.mark.parametrize("change", ["5%", " 5 % ", "0.05", Fraction(1, 20), 0.05, "1/20"])
def test_a_change_in_per_cent_or_as_a_share(change):
    model = cs.Damped(model=cs.PerCapita(), previous=LAST, max_increase=change)
    assert model.max_increase == Fraction(1, 20)
    # 10, 30, 60; C pays 52.50, B then (which would pay 35.63) at 31.50.
    assert model.quotas(TOWNS, 100) == {"A": 16, "B": Fraction(63, 2), "C": Fraction(105, 2)}


def test_a_fall_is_bounded_too():
    model = cs.Damped(model=cs.PerCapita(), previous=LAST, max_decrease="2%")
    # A pays 19.60 at least, B 29.40; C takes off what is left to it: 51.
    assert model.quotas(TOWNS, 100) == {
        "A": Fraction("19.6"),
        "B": Fraction("29.4"),
        "C": 51,
    }
    terms = model.terms(Facts(TOWNS), Fraction(100))
    assert [term.label for term in terms] == [
        "by population",
        "previous fee - 2 %",
        "taken off by A",
    ]
    assert terms[1].binding == {"A": Fraction("19.6"), "B": Fraction("29.4")}


def test_a_new_member_has_no_bounds():
    facts = {**TOWNS, "D": {"population": 10}}
    model = cs.Damped(model=cs.PerCapita(), previous=LAST, max_increase="0%", max_decrease="100%")
    # 10, 30, 60, 100; C pays 50, then B at 30, and A and D share the rest, one to ten.
    assert model.quotas(facts, 200) == {
        "A": Fraction(120, 11),
        "B": 30,
        "C": 50,
        "D": Fraction(1200, 11),
    }
    assert set(model.bounds(Facts(facts), Fraction(200))) == {"A", "B", "C"}


def test_around_bounds_and_inside_them():
    bounded = cs.Bounded(model=cs.PerCapita(), maximum_per={"population": 11})
    model = cs.Damped(model=bounded, previous=LAST, max_increase="10%")
    # C: 55 from last year; B: 33 both ways; A: 11 per inhabitant. That is 99.
    assert model.quotas(TOWNS, 99) == {"A": 11, "B": 33, "C": 55}
    turned = cs.Bounded(
        model=cs.Damped(model=cs.PerCapita(), previous=LAST, max_increase="10%"),
        maximum_per={"population": 11},
    )
    assert turned.quotas(TOWNS, 99) == model.quotas(TOWNS, 99)


MORE = "is enough, or a little more where whole units need it"


@pytest.mark.parametrize(
    ("fields", "total", "message"),
    [
        (
            {"previous": LAST, "max_increase": "5%"},
            110,
            (
                "the maxima let the members pay 105 together, 5 less than the total 110; "
                f"max_increase='10%' {MORE}"
            ),
        ),
        (
            {"previous": LAST, "max_increase": "5%"},
            "107.777",
            (
                "the maxima let the members pay 105 together, 2.777 less than the total 107.777; "
                f"max_increase='7.78%' {MORE}"
            ),
        ),
        (
            {"previous": LAST, "max_decrease": "5%"},
            -90,
            f"the minima sum to 95, 5 more than the total 90; max_decrease='10%' {MORE}",
        ),
        (
            {"previous": dict.fromkeys("ABC", 0), "max_increase": 1},
            5,
            (
                "the maxima let the members pay 0 together, 5 less than the total 5; change a "
                "bound, such as max_increase, or the total"
            ),
        ),
        (
            {"previous": {**LAST, "D": 4}, "max_increase": 1},
            5,
            "unknown member with a previous fee 'D'; Known: A, B, C",
        ),
    ],
)
def test_what_cannot_be_says_which_change_would_do(fields, total, message):
    with pytest.raises(cs.CostshareError) as caught:
        cs.Damped(model=cs.PerCapita(), **fields).quotas(TOWNS, total)
    assert str(caught.value) == message


def test_the_change_in_the_message_is_enough():
    facts = {**TOWNS, "D": {"population": 0}}
    previous = {**LAST, "D": 7}
    for total, field, change in [
        ("107.777", "max_increase", "7.78%"),
        (90, "max_decrease", "15.89%"),
    ]:
        model = cs.Damped(model=cs.PerCapita(), previous=previous, **{field: "1%"})
        with pytest.raises(cs.CostshareError, match=f"{field}='{change}' is enough"):
            model.quotas(facts, total)
        assert total_of(model.replace(**{field: change}).quotas(facts, total)) == Fraction(total)


@pytest.mark.parametrize(("total", "field"), [("107.777", "max_increase"), (90, "max_decrease")])
def test_the_change_in_the_message_leaves_out_who_is_absent(total, field):
    change = {"max_increase": "7.78%", "max_decrease": "10%"}[field]
    facts = Facts(TOWNS, absent={"gone": {"population": 9}})
    model = cs.Damped(model=cs.PerCapita(), previous={**LAST, "gone": 50}, **{field: "1%"})
    with pytest.raises(cs.CostshareError, match=f"{field}='{change}' is enough"):
        model.quotas(facts, total)


def test_bounds_inside_bounds_leave_the_change_open():
    inner = cs.Bounded(model=cs.PerCapita(), maximum=40)
    with pytest.raises(cs.CostshareError, match="change a bound, such as max_increase, or the"):
        cs.Damped(model=inner, previous=LAST, max_increase="5%").quotas(TOWNS, 105)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"previous": LAST},
            "give max_increase or max_decrease, or both; neither is given",
        ),
        ({"max_increase": "5%"}, "previous: is missing; give it a value"),
        ({"previous": {}, "max_increase": "5%"}, "previous: is empty; give at least one"),
        (
            {"previous": LAST, "max_increase": 5},
            "max_increase: share 5 is 500 per cent; write '5%', or '500%' if meant",
        ),
        (
            {"previous": LAST, "max_decrease": "500%"},
            "max_decrease 500% is more than all; a fee can fall by '100%' at most",
        ),
        (
            {"previous": LAST, "max_increase": "-5%"},
            "max_increase: -5% is below zero; it must be zero or more",
        ),
        (
            {"previous": LAST, "max_increase": "5 procent"},
            "max_increase: share '5 procent' is not a plain number; write it as 1234.50",
        ),
        (
            {"previous": LAST, "max_increase": "%"},
            "max_increase: share '%' is not a plain number; write it as 1234.50",
        ),
        (
            {"previous": {"A": -1}, "max_increase": 1},
            "previous.A: value -1 is below zero; it must be zero or more",
        ),
        (
            {"previous": {"A": None}, "max_increase": 1},
            "previous.A: value is missing (None); fill in the number, or leave the member out",
        ),
    ],
)
def test_wrong_fields_are_refused(fields, message):
    with pytest.raises(cs.CostshareError) as caught:
        cs.Damped(model=cs.Flat(), **fields)
    assert str(caught.value) == f"Damped: {message}"


@given(st.fractions(0, 9, max_denominator=99))
def test_as_data_and_back(change):
    from costshare.models import write_model

    model = cs.Damped(
        model=cs.PerCapita(), previous=LAST, max_increase=f"{change * 100}%", max_decrease="1/3"
    )
    assert model.max_increase == change
    assert cs.Damped(**write_model(model)) == model


def test_the_change_that_would_do_claims_no_more_than_quotas_tell():
    people = {"A": {"population": 2_000}, "B": {"population": 7_000}, "C": {"population": 21_000}}
    damped = cs.Damped(
        model=cs.PerCapita(), previous={"A": 10_000, "B": 30_000, "C": 50_000}, max_increase="5%"
    )
    with pytest.raises(
        cs.CostshareError, match=r"max_increase='11.12%' is enough, or a little more where whole"
    ):
        cs.allocate(100_000, damped, people, unit=100)


def test_previous_fees_as_a_series():
    fees = {"A": 10, "B": 30}
    damped = cs.Damped(model=cs.Flat(), previous=pd.Series(fees), max_increase="5%")
    assert damped == cs.Damped(model=cs.Flat(), previous=fees, max_increase="5%")
    twice = pd.Series([1, 2], index=["A", "A"])
    with pytest.raises(cs.CostshareError, match="previous: name A is listed twice"):
        cs.Damped(model=cs.Flat(), previous=twice, max_increase="5%")
