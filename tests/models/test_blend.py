"""Blend: any mix of models, each with its share of the total."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.models._registry import KINDS
from facts_local import FACTORS, TOTALS, check_laws, members

SHARES = st.fractions(0, 1, max_denominator=1000)


@given(members("population", "cpu"), TOTALS, FACTORS, SHARES)
def test_a_blend_keeps_the_laws(facts, total, factor, share):
    inner = cs.Blend(parts=[("1/2", cs.PerCapita()), ("1/2", cs.Capacity(prices={"cpu": 3}))])
    check_laws(cs.Blend(parts=[(share, cs.Flat()), (1 - share, inner)]), facts, total, factor)


@given(members("population", "cpu"), TOTALS, SHARES)
def test_a_quota_is_the_shares_of_the_parts_quotas(facts, total, share):
    first, second = cs.PerCapita(), cs.Capacity(prices={"cpu": 3})
    one, other = first.quotas(facts, total), second.quotas(facts, total)
    quotas = cs.Blend(parts=[(share, first), (1 - share, second)]).quotas(facts, total)
    assert quotas == {name: share * one[name] + (1 - share) * other[name] for name in facts}


@given(members("cpu"), SHARES)
def test_prices_without_a_total_are_charged_at_their_shares(facts, share):
    parts = [(share, cs.Tariff(base=7)), (1 - share, cs.Capacity(prices={"cpu": 3}))]
    assert cs.Blend(parts=parts).quotas(facts) == {
        name: 7 * share + (1 - share) * 3 * Fraction(drivers["cpu"])
        for name, drivers in facts.items()
    }


def test_a_part_of_no_share_is_left_out_with_its_drivers():
    model = cs.Blend(parts=[(1, cs.Flat()), (0, cs.PerCapita())])
    assert model.quotas({"A": {}, "B": {}}, 5) == dict.fromkeys("AB", Fraction(5, 2))


def test_the_terms_say_their_shares():
    model = cs.Blend(parts=[("0.25", cs.Flat()), ("0.75", cs.Mixed(flat_share="0.4"))])
    fees = cs.allocate(8, model, {"A": {"population": 1}})
    labels = [(term.label, term.amount) for term in fees.pools[0].terms]
    assert labels == [
        ("25 % × flat", 2),
        ("75 % × flat", Fraction(12, 5)),
        ("75 % × by population", Fraction(18, 5)),
    ]


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ([], "Blend: parts: is empty; give at least one"),
        (
            [("0.3", cs.Flat()), ("0.6", cs.PerCapita())],
            "Blend: shares of the parts sum to 0.9, not to 1: 0.1 too little",
        ),
        (
            [("0.7", cs.Flat()), ("0.7", cs.PerCapita())],
            "Blend: shares of the parts sum to 1.4, not to 1: 0.4 too much",
        ),
        (
            [("2", cs.Flat())],
            "Blend: parts[0][0]: share 2 lies outside 0 to 1; write '2%' if per cent are meant",
        ),
        ([(1, cs.Flat)], "Blend: parts[0][1]: model Flat is a class; make one: Flat(…)"),
        (
            [(1, cs.Flat(), 3)],
            "Blend: parts[0]: has 3 items, (1, Flat(kind='flat'), 3); give 2",
        ),
        ([(1,)], "Blend: parts[0][1]: is missing; give it a value"),
        (5, "Blend: parts: is 5; pass a list"),
        (
            [(1, {"kind": "mixed", "flat_share": "1.5"})],
            (
                "Blend: parts[0][1].flat_share: share 1.5 lies outside 0 to 1; "
                "write '1.5%' if per cent are meant"
            ),
        ),
        (
            [(1, {"kind": "flatt"})],
            (
                "Blend: parts[0][1]: unknown model kind 'flatt'; did you mean 'flat'? Known: "
                f"{', '.join(KINDS)}"
            ),
        ),
    ],
)
def test_wrong_parts_are_refused(parts, message):
    with pytest.raises(cs.CostshareError) as caught:
        cs.Blend(parts=parts)
    assert str(caught.value) == message


def test_a_part_that_needs_a_total_says_so():
    with pytest.raises(cs.CostshareError, match="Flat shares a total, and none is given"):
        cs.Blend(parts=[(1, cs.Flat())]).quotas({"A": {}})
