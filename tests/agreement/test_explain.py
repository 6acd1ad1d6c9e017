"""Explanations of every kind are derived again by an independent reader."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import costshare as cs
from costshare.models import Facts
from explanation_local import READERS, check, clamp, reader_of, whole_bounds
from prices_local import capacities

SMALL = st.integers(0, 12)
SHARE = st.sampled_from(["0", "1", "0.4", "1/3", "0.5236"])
PRICES = st.sampled_from([{"x": "85"}, {"x": "1.785", "population": "22"}])
LEAVES = st.one_of(
    st.just(cs.Flat()),
    st.just(cs.Proportional(driver="x")),
    st.just(cs.PerCapita()),
    SHARE.map(lambda share: cs.Mixed(flat_share=share)),
    SHARE.map(lambda share: cs.Mixed(flat_share=share, driver="x")),
    PRICES.map(lambda prices: cs.Capacity(prices=prices)),
    st.builds(lambda base, rates: cs.Tariff(base=base, rates=rates), SMALL, PRICES),
)
SHARED = st.one_of(
    LEAVES,
    st.builds(
        lambda share, one, other: cs.Blend(parts=[(share, one), (1 - Fraction(share), other)]),
        SHARE,
        LEAVES,
        LEAVES,
    ),
)
UNIT = st.sampled_from(["1", "100", "0.01", "1200"])
FACTS = st.lists(st.tuples(SMALL, SMALL), min_size=1, max_size=6).map(
    lambda rows: {
        name: {"population": population, "x": x}
        for name, (population, x) in zip("ABCDEF", rows, strict=False)
    }
)
METHODS = ["largest_remainder", "webster", "jefferson", "adams", "huntington_hill", "dean"]


DAYS = st.lists(
    st.sampled_from([1, 1, Fraction(245, 365), Fraction(1, 365), Fraction(1, 2)]),
    min_size=6,
    max_size=6,
)


def charged_by_both(facts):
    return all(any(row[driver] for row in facts.values()) for driver in ("population", "x"))


def present(facts, days):
    return Facts(facts, dict(zip(facts, days, strict=False)))


@pytest.mark.parametrize("method", [*METHODS, "cumulative"])
@given(
    SHARED,
    FACTS.filter(charged_by_both),
    st.integers(-40, 40),
    UNIT,
    st.sampled_from(["listed", "largest", "smallest"]),
    DAYS,
)
def test_a_shared_total_is_derived_again(  # noqa: PLR0917 - Hypothesis passes them by name
    method, model, facts, units, unit, ties, days
):
    if method in {"adams", "huntington_hill", "dean"}:
        assume(not units or abs(units) >= len(facts))
    total = units * Fraction(unit)
    shared = present(facts, days)
    check(cs.allocate(total, model, shared, unit=unit, method=method, ties=ties))


@given(FACTS.filter(charged_by_both), st.integers(-40, 40), st.integers(0, 10), DAYS)
def test_a_flat_amount_is_derived_again(facts, units, each, days):
    assume(each * len(facts) <= abs(units))
    check(cs.allocate(units, cs.Mixed(flat_amount=each), present(facts, days)))


@given(
    st.one_of(
        PRICES.map(lambda prices: cs.Capacity(prices=prices)),
        st.builds(lambda base, rates: cs.Tariff(base=base, rates=rates), SMALL, PRICES),
        SHARE.map(
            lambda share: cs.Blend(
                parts=[
                    (share, cs.Tariff(base=7)),
                    (1 - Fraction(share), cs.Capacity(prices={"x": "2.5"})),
                ]
            )
        ),
    ),
    FACTS,
    UNIT,
    st.sampled_from(["half_up", "half_even", "half_down", "up", "down"]),
    st.sampled_from(["fee", "line"]),
    DAYS,
)
def test_a_price_list_is_derived_again(  # noqa: PLR0917 - Hypothesis passes them by name
    model, facts, unit, rounding, round_each, days
):
    how = {"rounding": rounding, "round_each": round_each}
    check(cs.allocate(None, model, present(facts, days), unit=unit, **how))


INDEX = {
    "index": {"2019-10-31": "110.1", "2021-10-31": "117", "2022-10-31": 130},
    "base": "2019-10-31",
    "years_before": 1,
    "day": "10-31",
}


@given(
    st.one_of(
        PRICES.map(lambda prices: cs.Capacity(prices=prices)),
        capacities(("x", "population")).map(lambda case: cs.Capacity(prices=case[0].prices)),
        st.just(cs.Capacity(prices={"x": {"2022-01-01": 3, "2022-07-01": {"tiers": [
            {"up_to": 5, "price": 7}, {"price": "6.5"}], "minimum": 9}, "2022-08-01": 100}})),
        SMALL.map(lambda base: cs.Tariff(base=base + 1, rates={"x": "1.785"})),
        st.just(cs.Blend(parts=[("0.25", cs.Tariff(base=7)), ("0.75", cs.Tariff(base=9))])),
        st.just(cs.Fixed(amounts=dict.fromkeys("ABCDEF", "100.5"))),
    ),
    st.lists(st.tuples(SMALL, SMALL), min_size=6, max_size=6),
    UNIT,
    st.booleans(),
)  # fmt: skip
def test_what_goes_by_date_is_derived_again(model, rows, unit, indexed):
    facts = {
        name: {"population": population, "x": x}
        for name, (population, x) in zip("ABCDEF", rows, strict=True)
    }
    if indexed or isinstance(model, cs.Fixed):
        model = cs.Indexed(model=model, **INDEX)
    check(cs.allocate(None, model, facts, unit=unit, period="2022-07"))


@given(st.integers(0, 10), st.integers(0, 40))
def test_an_indexed_flat_amount_is_derived_again(each, population):
    facts = {"A": {"population": population}, "B": {"population": 7}}
    model = cs.Indexed(model=cs.Mixed(flat_amount=each + 1), **INDEX)
    check(cs.allocate(1_000, model, facts, unit=100, period="2022-07"))


@given(
    FACTS, st.lists(SMALL, min_size=6, max_size=6), st.sampled_from([1, -1]), st.booleans(), DAYS
)
def test_agreed_amounts_are_derived_again(facts, amounts, sign, with_total, days):
    agreed = {name: 100 * sign * each for name, each in zip(facts, amounts, strict=False)}
    total = sum(agreed.values()) if with_total else None
    check(cs.allocate(total, cs.Fixed(amounts=agreed), present(facts, days), unit=100))


@given(
    capacities(("x", "population")),
    UNIT,
    st.one_of(st.none(), st.integers(-40, 40)),
    st.sampled_from(["0", "1/3"]),
    DAYS,
)
def test_declared_prices_and_idle_capacity_are_derived_again(case, unit, units, overhead, days):
    model, facts = case
    if overhead != "0":
        model = cs.Blend(parts=[(1 - Fraction(overhead), model), (overhead, cs.Tariff(base=7))])
    total = None if units is None else units * Fraction(unit)
    fees = cs.allocate(total, model, present(facts, days), unit=unit)
    fees.check()
    check(fees)


@pytest.mark.parametrize("mode", ["graduated", "volume"])
@pytest.mark.parametrize("free", [0, 3])
def test_use_at_the_end_of_a_tier_is_derived_again(mode, free):
    tiers = [{"up_to": 5, "price": 7}, {"up_to": 10, "price": "6.5"}, {"price": 6}]
    price = cs.Price(tiers=tiers, mode=mode, free=free)
    facts = {name: {"x": x + free} for name, x in zip("ABCDE", [5, 6, 10, 11, 0], strict=True)}
    check(cs.allocate(None, cs.Capacity(prices={"x": price}), facts, unit="0.01"))


BOUNDS = st.sampled_from(["0", "1", "2", "2.5", "7/2", "5", "8", "20"])
TIERS = st.lists(st.tuples(st.integers(1, 12), SMALL), max_size=3, unique_by=lambda pair: pair[0])


@st.composite
def limited(draw, inner):
    """One or two models of bounds around another; many do not fit a total."""
    model = draw(inner)
    for _ in range(draw(st.integers(1, 2))):
        fields = {
            "minimum": BOUNDS,
            "maximum": st.one_of(BOUNDS, st.dictionaries(st.just("A"), BOUNDS, min_size=1)),
            "maximum_share": st.sampled_from(["1/3", "0.5", {"A": "0.4"}]),
            "minimum_share": st.sampled_from(["0.05", {"A": "0.3"}]),
            "maximum_per": st.sampled_from([{"x": "2"}, {"x": "1.5", "population": 9}]),
            "minimum_per": st.just({"population": "1/4"}),
        }
        if draw(st.booleans()):
            names = draw(st.lists(st.sampled_from(sorted(fields)), min_size=1, max_size=2))
            model = cs.Bounded(model=model, **{name: draw(fields[name]) for name in names})
        else:
            previous = draw(st.dictionaries(st.just("A"), BOUNDS, min_size=1))
            changes = draw(st.sampled_from([("5%", None), (None, "10%"), ("1/3", "1/3")]))
            up, down = changes
            model = cs.Damped(model=model, previous=previous, max_increase=up, max_decrease=down)
    return model


TIERED = TIERS.map(
    lambda tiers: cs.Tiered(
        driver="x",
        tiers=[*({"up_to": end, "price": price} for end, price in sorted(tiers)), {"price": 3}],
    )
)


@pytest.mark.parametrize("method", [*METHODS, "cumulative"])
@given(
    st.one_of(limited(SHARED), limited(TIERED), limited(SHARED), TIERED),
    FACTS.filter(charged_by_both),
    st.integers(-40, 40),
    UNIT,
    st.sampled_from(["listed", "largest", "smallest"]),
    DAYS,
)
def test_a_total_within_bounds_is_derived_again(  # noqa: PLR0917 - Hypothesis passes them by name
    method, model, facts, units, unit, ties, days
):
    total = units * Fraction(unit)
    try:
        fees = cs.allocate(total, model, present(facts, days), unit=unit, method=method, ties=ties)
    except cs.CostshareError:
        assume(False)
    fees.check()
    check(fees)
    assert cs.Allocation.from_dict(fees.to_dict()) == fees
    for name, bounds in fees.pools[0].bounds.items():
        fee = abs(Fraction(fees.fee(name, "fee"))) / Fraction(unit)
        assert clamp(fee, *whole_bounds(bounds.lowest, bounds.highest, Fraction(unit))) == fee


@given(
    limited(st.one_of(TIERED, st.builds(lambda rates: cs.Tariff(base=1, rates=rates), PRICES))),
    FACTS,
    UNIT,
    st.sampled_from(["half_up", "half_even", "half_down", "up", "down"]),
    DAYS,
)
def test_prices_within_bounds_are_derived_again(model, facts, unit, rounding, days):
    try:
        fees = cs.allocate(None, model, present(facts, days), unit=unit, rounding=rounding)
    except cs.CostshareError:
        assume(False)
    fees.check()
    check(fees)


def test_every_registered_kind_is_derived_above():
    from costshare.models._registry import KINDS

    assert all(kind in READERS or callable(reader_of(kind)) for kind in KINDS)
    assert set(KINDS) >= READERS


def test_the_data_have_what_was_promised():
    fees = cs.allocate("-0.000003", cs.PerCapita(), {"A": {"population": 1}}, unit="0.000001")
    data = fees.explain(member="A", pool="fee").to_dict()
    assert data.pop("record")["pools"] == fees.to_dict()["pools"]
    assert data == {
        "format": "costshare.explanation/1",
        "pool": "fee",
        "period": None,
        "currency": None,
        "total": "-0.000003",
        "unit": "0.000001",
        "method": "largest_remainder",
        "ties": "listed",
        "rounding": None,
        "round_each": "fee",
        "rounding_difference": "0",
        "model": {"kind": "per_capita", "driver": "population"},
        "reference_dates": {},
        "terms": [
            {
                "role": "share",
                "label": "by population",
                "driver": "population",
                "amount": "-3/1000000",
                "rate": None,
                "prorated": True,
                "line": None,
                "factor": None,
                "weights": {"A": "1"},
                "quotas": {"A": "-3/1000000"},
                "binding": {},
                "quantity": None,
                "idle": None,
                "share_rounding": None,
            }
        ],
        "bounds": {},
        "broken_ties": [],
        "lines": [
            {
                "member": "A",
                "drivers": {"population": "1"},
                "proration": "1",
                "quota": "-3/1000000",
                "floor": "-0.000003",
                "extra_unit": 0,
                "fee": "-0.000003",
            }
        ],
    }


def test_tiny_amounts_are_written_out():
    fees = cs.allocate("0.0000001", cs.Flat(), {"A": {}, "B": {}}, unit="0.0000001")
    lines = fees.explain(pool="fee").to_dict()["lines"]
    assert [line["fee"] for line in lines] == ["0.0000001", "0.0000000"]
