"""One resource is one line: what makes it up is never rounded apart."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.apportionment import ROUNDINGS
from prices_local import capacities

ROUNDING = st.sampled_from(list(ROUNDINGS))
UNIT = st.sampled_from(["1", "0.01", "0.5", "100"])
SAME_TIERS = [{"up_to": 10, "price": "0.125"}, {"up_to": 20, "price": "0.125"}, {"price": "0.125"}]


def fee(model, use, unit, rounding="half_up"):
    rule = {"unit": unit, "rounding": rounding, "round_each": "line"}
    fees = cs.allocate(None, model, {"A": use}, **rule)
    fees.check()
    assert cs.Allocation.from_dict(fees.to_dict()) == fees
    return fees


@pytest.mark.parametrize(
    ("price", "use", "unit", "expected"),
    [
        ({"price": "12.345", "minimum": 100}, 3, "0.01", "100.00"),
        ({"price": "0.125", "committed": 100, "overage": "0.125"}, 33, "0.01", "12.50"),
        ({"tiers": SAME_TIERS}, 31, "0.01", "3.88"),
        ({"price": "0.125"}, 31, "0.01", "3.88"),
        ({"price": "0.125", "free": "0.04"}, "31.04", "0.01", "3.88"),
    ],
)
def test_a_resource_is_rounded_once(price, use, unit, expected):
    model = cs.Capacity(prices={"disk": cs.Price(**price)})
    assert fee(model, {"disk": use}, unit).total == Decimal(expected)


@pytest.mark.parametrize("rounding", ROUNDINGS)
def test_a_minimum_that_is_a_multiple_of_the_unit_is_met_under_every_rule(rounding):
    model = cs.Capacity(prices={"disk": cs.Price(price="1.5", minimum=3)})
    assert fee(model, {"disk": 1}, 1, rounding).total == 3


def test_idle_capacity_is_a_part_of_its_resource():
    model = cs.Capacity(prices={"disk": "1.5"}, provided={"disk": 2}, idle="by_use")
    assert fee(model, {"disk": 1}, 1).total == 3


def test_parts_of_a_blend_for_one_resource_are_one_line():
    one = cs.Capacity(prices={"disk": cs.Price(price=1, minimum=2)})
    blend = cs.Blend(parts=[("0.5", one), ("0.5", cs.Tariff(rates={"disk": 3}))])
    assert fee(blend, {"disk": 1}, 1).total == 3  # 0.5 + 0.5 + 1.5 is 2.5


def test_bases_of_a_blend_are_one_line():
    half = ("0.5", cs.Tariff(base="0.01", rates={"base": "0.01"}))
    fees = fee(cs.Blend(parts=[half, half]), {"base": 1}, "0.01")
    assert fees.total == Decimal("0.02")
    text = str(fees.explain("A"))
    assert "  6. line base: 0.005 + 0.005 = 0.01\n  7. line base: 0.005 + 0.005 = 0.01\n" in text


def test_an_index_leaves_a_resource_one_line():
    model = cs.Indexed(
        model=cs.Capacity(prices={"disk": cs.Price(price=1, minimum=2)}),
        index={"2020-12-31": 2, "2021-12-31": 3},
        base="2020-12-31",
        years_before=1,
        day="12-31",
    )
    fees = cs.allocate(None, model, {"A": {"disk": 1}}, period="2022", round_each="line")
    assert fees.total == 3  # 1.5 + 1.5


def test_a_bound_is_on_the_whole_fee():
    lists = {"cpu": "0.004", "disk": "0.004"}
    model = cs.Bounded(model=cs.Capacity(prices=lists), minimum=1)
    assert fee(model, {"cpu": 1, "disk": 1}, "0.01").total == 1
    inside = cs.Blend(parts=[("0.5", model), ("0.5", cs.Tariff(rates={"cpu": "1.004"}))])
    assert fee(inside, {"cpu": 1, "disk": 1}, "0.01").total == Decimal("1.00")


def test_the_working_adds_up_a_line_before_it_is_rounded():
    model = cs.Capacity(prices={"cpu": "0.335", "disk": cs.Price(price="12.345", minimum=100)})
    fees = fee(model, {"cpu": 1, "disk": 3}, "0.01")
    assert str(fees.explain("A")).splitlines()[2:] == [
        "  1. cpu: 1 × 0.335 = 0.335",
        "  2. disk: 3 × 12.345 = 37.035",
        "  3. disk, up to the minimum 100: charged 37.035, 62.965 less than 100; added = 62.965",
        "  4. quota: 0.335 + 37.035 + 62.965 = 100.335",
        "  5. line disk: 37.035 + 62.965 = 100",
        "  6. each line rounded to the nearest multiple of 0.01, halves up: 0.34 + 100.00 = 100.34",
        "  Fee: 100.34",
    ]
    assert [term["line"] for term in fees.explain("A", "fee").to_dict()["terms"]] == [
        "cpu",
        "disk",
        "disk",
    ]


def around(draw, model):
    """The model, in a model around it that works without a total."""
    kind = draw(st.sampled_from(["alone", "blend", "bounded", "bounds in a blend"]))
    if "bound" in kind:
        model = cs.Bounded(model=model, minimum=draw(st.sampled_from([0, "7.3", 90])), maximum=300)
    return cs.Blend(parts=[("0.3", model), ("0.7", model)]) if "blend" in kind else model


@given(st.data(), capacities(("population",)), UNIT, ROUNDING)
def test_with_one_resource_a_line_is_the_fee(data, case, unit, rounding):
    model, facts = case
    model = around(data.draw, model)
    each = [
        cs.allocate(None, model, facts, unit=unit, rounding=rounding, round_each=what)
        for what in ("line", "fee")
    ]
    assert each[0].member_totals == each[1].member_totals
    each[0].check()


@given(capacities(("x", "y", "population")), UNIT, ROUNDING)
def test_a_fee_is_the_sum_of_the_fees_of_its_resources(case, unit, rounding):
    model, facts = case

    def fees(prices, what):
        provided = {key: each for key, each in (model.provided or {}).items() if key in prices}
        has_idle = {"provided": provided} if provided else {}
        rest = {"provided": None, "idle": None, "host": None} if not provided else has_idle
        part = model.replace(prices=prices, **rest)
        return cs.allocate(None, part, facts, unit=unit, rounding=rounding, round_each=what)

    whole = fees(model.prices, "line").member_totals
    parts = [fees({name: price}, "fee").member_totals for name, price in model.prices.items()]
    assert whole == {name: sum(part[name] for part in parts) for name in facts}


@given(capacities(("x", "y"), idle=st.just(False)), UNIT, ROUNDING)
def test_no_line_misses_its_minimum_or_commitment_by_more_than_a_rounding(case, unit, rounding):
    model, facts = case
    fees = cs.allocate(None, model, facts, unit=unit, rounding=rounding, round_each="line")
    for member, drivers in facts.items():
        promised = Fraction(0)
        for resource, price in model.prices.items():
            if isinstance(price, cs.Price):
                least = price.minimum or 0 if drivers[resource] else 0
                promised += max(least, price.committed_by(member) * price.first)
        fee_of = Fraction(fees.fee(member, "fee"))
        assert fee_of > promised - len(model.prices) * Fraction(unit)


def test_a_record_without_lines_is_read_as_it_was_rounded():
    model = cs.Tariff(base="10.4", rates={"population": "0.4"})
    fees = fee(model, {"population": 1}, 1)
    data = fees.to_dict()
    for term in data["pools"][0]["terms"]:
        term.pop("line", None)
    assert cs.Allocation.from_dict(data).total == fees.total
