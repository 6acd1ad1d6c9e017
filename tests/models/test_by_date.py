"""What goes by date in models: prices, what is provided, and amounts that follow an index."""

import json
from fractions import Fraction

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.models import Facts
from facts_local import NUMBERS, members, total_of
from prices_local import capacities

PERIOD = cs.Period.read("2022-07")
USE = {"A": {"vcpu": 2}, "B": {"vcpu": 1}}
INDEX = {
    "index": {"2019-10-31": "112.5", "2021-10-31": 117},
    "base": "2019-10-31",
    "years_before": 1,
    "day": "10-31",
}


def dated(facts, period=PERIOD):
    return Facts(facts, period=period)


# --- prices ---------------------------------------------------------------------------------------


@given(capacities(("vcpu", "population")))
def test_prices_that_hold_in_the_period_are_as_if_they_were_the_only_ones(case):
    model, facts = case
    by_date = {
        resource: {"2022-01-01": 10**6, "2022-07-01": price, "2022-08-01": 10**7}
        for resource, price in model.prices.items()
    }
    provided = {
        resource: {"2022-08-01": 0, "2022-06-30": quantity}
        for resource, quantity in (model.provided or {}).items()
    }
    changed = model.replace(prices=by_date, provided=provided or None)
    assert changed.quotas(dated(facts)) == model.quotas(facts)


def test_a_period_in_which_a_price_changes_is_refused():
    model = cs.Capacity(prices={"vcpu": {"2022-01-01": 85, "2022-07-15": 90}})
    with pytest.raises(cs.CostshareError) as caught:
        model.quotas(dated(USE))
    assert str(caught.value) == (
        "the price of vcpu changes 2022-07-15, within 2022-07; allocate 2022-07-01/2022-07-14 and "
        "2022-07-15/2022-07-31 each by itself, with the use, prices and totals of that part"
    )


def test_prices_by_date_need_a_period():
    model = cs.Capacity(prices={"vcpu": {"2022-01-01": 85}})
    with pytest.raises(cs.CostshareError, match="the price of vcpu has dates, and no period"):
        model.quotas(USE)


def test_a_model_of_ones_own_passes_the_period_on():
    class Doubled:
        def quotas(self, members, total=None):
            quotas = cs.Capacity(prices={"vcpu": {"2022-07-01": 90}}).quotas(members, total)
            return {name: 2 * quota for name, quota in quotas.items()}

    fees = cs.allocate(None, Doubled(), USE, period="2022-07")
    assert fees.member_totals == {"A": 360, "B": 180}


@pytest.mark.parametrize(
    ("price", "message"),
    [
        ({"2022-13-01": 5}, "prices.vcpu: '2022-13-01' is not a date; write it as '2022-01-31'"),
        (
            {"2022-01-01": -5},
            "prices.vcpu.2022-01-01: value -5 is below zero; it must be zero or more",
        ),
        (
            {"2022-01-01": {"prise": 3}},
            (
                "prices.vcpu.2022-01-01: unknown field of Price 'prise'; did you mean 'price'? "
                "Known: price, tiers, mode, free, committed, overage, minimum, package"
            ),
        ),
        (
            {"2022-01-01": 5, "2022-01-01 ": 6},
            "prices.vcpu: date 2022-01-01 is listed twice; list it once",
        ),
        (
            {"2022-01-01": 5, "price": 6},
            "prices.vcpu: 'price' is not a date; write it as '2022-01-31'",
        ),
    ],
)
def test_a_wrong_price_by_date_is_refused_at_its_place(price, message):
    with pytest.raises(cs.CostshareError) as caught:
        cs.Capacity(prices={"vcpu": price})
    assert str(caught.value) == f"Capacity: {message}"


# --- index ----------------------------------------------------------------------------------------

STATED = st.one_of(
    NUMBERS.filter(bool).map(lambda base: cs.Tariff(base=base, rates={"x": "1.785"})),
    NUMBERS.filter(bool).map(lambda price: cs.Capacity(prices={"x": price})),
    capacities(("x",)).map(lambda case: cs.Capacity(prices={"x": case[0].prices["x"]})),
    NUMBERS.filter(bool).map(
        lambda price: cs.Capacity(prices={"x": {"2022-01-01": price, "2022-08-01": 3}})
    ),
    st.just(cs.Blend(parts=[("0.3", cs.Tariff(base=7)), ("0.7", cs.Tariff(base=9))])),
    st.just(cs.Fixed(amounts=dict.fromkeys("ABCDEF", 100))),
).filter(lambda model: model.times(Fraction(2)) != model)


@given(
    STATED,
    st.lists(NUMBERS, min_size=6, max_size=6),
    NUMBERS.filter(bool),
    NUMBERS.filter(bool),
)
def test_indexed_amounts_are_the_amounts_times_the_ratio_of_two_index_values(model, use, then, now):
    facts = {name: {"x": x} for name, x in zip("ABCDEF", use, strict=True)}
    values = {"2019-10-31": then, "2021-10-31": now}
    quotas = cs.Indexed(model=model, **(INDEX | {"index": values})).quotas(dated(facts))
    factor = Fraction(now) / Fraction(then)
    assert quotas == {name: quota * factor for name, quota in model.quotas(dated(facts)).items()}


@given(members("population"), st.integers(1, 10**6))
def test_a_flat_amount_follows_the_index_and_the_rest_makes_up_the_total(facts, each):
    model = cs.Mixed(flat_amount=each)
    total = each * len(facts) * 2
    quotas = cs.Indexed(model=model, **INDEX).quotas(dated(facts), total)
    assert quotas == model.replace(flat_amount=Fraction(each) * 117 / Fraction("112.5")).quotas(
        facts, total
    )
    assert total_of(quotas) == total


def test_prices_minimum_and_overage_follow_an_index_and_quantities_do_not():
    price = cs.Price(price=100, committed=1, overage=200, free="0.5", minimum=300)
    model = cs.Indexed(model=cs.Capacity(prices={"vcpu": price}), **INDEX)
    # A: 1 × 104 + 0.5 × 208; B: 1 × 104, raised to the minimum
    assert model.quotas(dated(USE)) == {"A": 312, "B": 312}
    assert model.quotas(dated({"A": {"vcpu": 5}})) == {"A": 104 + Fraction(7, 2) * 208}


def test_the_prices_of_tiers_follow_an_index():
    tiers = [{"up_to": 1, "price": 100}, {"price": 25}]
    model = cs.Indexed(model=cs.Capacity(prices={"vcpu": cs.Price(tiers=tiers)}), **INDEX)
    assert model.quotas(dated(USE)) == {"A": 104 + 26, "B": 104}


def test_an_index_of_an_index_multiplies_both():
    once = cs.Indexed(model=cs.Tariff(base=1), **INDEX)
    twice = cs.Indexed(model=once, **INDEX)
    factor = Fraction(117) / Fraction("112.5")
    assert twice.quotas(dated(USE))["A"] == factor**2


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"model": cs.Flat()},
            (
                "Flat states no amounts that could follow an index; index a tariff, prices, a "
                "flat_amount or agreed amounts"
            ),
        ),
        (
            {"model": cs.Mixed(flat_share="0.4")},
            (
                "Mixed states no amounts that could follow an index; index a tariff, prices, a "
                "flat_amount or agreed amounts"
            ),
        ),
        (
            {"base": "2018-10-31"},
            (
                "there is no index value at 2018-10-31, the base; add it, there is 2019-10-31, "
                "2021-10-31"
            ),
        ),
        (
            {"index": {"2019-10-31": 0}},
            "index value of 2019-10-31 is 0; an index is above zero",
        ),
    ],
)
def test_an_index_that_does_not_fit_is_refused(changes, message):
    with pytest.raises(cs.CostshareError) as caught:
        cs.Indexed(**({"model": cs.Tariff(base=1)} | INDEX | changes))
    assert str(caught.value) == f"Indexed: {message}"


def test_a_model_of_ones_own_cannot_be_indexed():
    class Own:
        def quotas(self, members, total=None):
            return {}

    with pytest.raises(cs.CostshareError, match="Own states no amounts that could follow"):
        cs.Indexed(model=Own(), **INDEX)
    blend = cs.Blend(parts=[("0.5", cs.Tariff(base=1)), ("0.5", Own())])
    assert blend.times(Fraction(2)).parts[0][1] == cs.Tariff(base=2)


def test_a_period_without_its_index_value_is_refused():
    model = cs.Indexed(model=cs.Tariff(base=1), **INDEX)
    with pytest.raises(cs.CostshareError) as caught:
        model.quotas(dated(USE, cs.Period.read("2023")))
    assert str(caught.value) == (
        "there is no index value at 2022-10-31, which 2023 goes by; add it, there is 2019-10-31, "
        "2021-10-31"
    )
    with pytest.raises(cs.CostshareError, match="an index has dates, and no period is given"):
        model.quotas(USE)


# --- files ----------------------------------------------------------------------------------------

BY_DATE = [
    cs.Capacity(
        prices={
            "ram": "0.5",
            "vcpu": {"2022-01-01": 85, "2022-07-01": {"price": 90, "minimum": 1}},
        },
        provided={"vcpu": {"2022-01-01": 40}},
        idle="flat",
    ),
    cs.Indexed(model=cs.Tariff(base=100, rates={"vcpu": "1.5"}), **INDEX),
]


@pytest.mark.parametrize("model", BY_DATE, ids=lambda model: model.kind)
@pytest.mark.parametrize("kind", ["toml", "json"])
def test_what_goes_by_date_is_saved_and_loaded(tmp_path, model, kind):
    facts = [cs.Member(name=name, drivers={"vcpu": 2, "ram": 3}) for name in "AB"]
    board = cs.Agreement(
        name="x", period="2022-07", members=facts, pools=[cs.Pool(name="p", model=model)]
    )
    board.save(tmp_path / f"x.{kind}")
    loaded = cs.Agreement.load(tmp_path / f"x.{kind}")
    assert loaded == board
    assert loaded.allocate() == board.allocate()
    data = board.model_dump(mode="json", exclude_none=True)
    jsonschema.validate(json.loads(json.dumps(data)), cs.Agreement.json_schema())
