"""Declared prices: tiers, free allowance, commitment, minimum charge, one by one and together."""

import json
import tomllib
from fractions import Fraction

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from facts_local import TOTALS, total_of
from prices_local import QUANTITIES, RATES, declared, tiers, uses

# Stripe, "Set up tiered pricing", https://docs.stripe.com/subscriptions/pricing-models/tiered-pricing
# (read 2026-11-24): 1-5 fonts 7 USD each, 6-10 6.5 USD, 11 and more 6 USD, and both its tables.
STRIPE = [{"up_to": 5, "price": 7}, {"up_to": 10, "price": "6.5"}, {"price": 6}]
STRIPE_TOTALS = {
    "graduated": {1: "7", 5: "35", 6: "41.5", 20: "127.5", 25: "157.5"},
    "volume": {1: "7", 5: "35", 6: "39", 20: "120", 25: "150"},
}

# Zuplo, "Pricing models", https://zuplo.com/docs/articles/monetization/pricing-models
# (read 2026-11-24): 15 000 units cost $600 graduated and $150 by volume.
ZUPLO = [
    {"up_to": 1_000, "price": "0.10"},
    {"up_to": 10_000, "price": "0.05"},
    {"price": "0.01"},
]


def charge(price, use, member="A"):
    """What one member pays for one resource."""
    return cs.Capacity(prices={"cpu": price}).quotas({member: {"cpu": use}})[member]


# --- tiers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["graduated", "volume"])
def test_tiers_come_to_what_stripe_publishes(mode):
    price = cs.Price(tiers=STRIPE, mode=mode)
    published = STRIPE_TOTALS[mode]
    assert {use: charge(price, use) for use in published} == {
        use: Fraction(total) for use, total in published.items()
    }


def test_tiers_come_to_what_zuplo_publishes():
    assert charge({"tiers": ZUPLO}, 15_000) == 600
    assert charge({"tiers": ZUPLO, "mode": "volume"}, 15_000) == 150


def test_a_volume_discount_can_make_more_use_cheaper():
    # Stripe says so of its own example: "the total might decrease".
    price = cs.Price(tiers=[{"up_to": 5, "price": 7}, {"price": 1}], mode="volume")
    assert (charge(price, 5), charge(price, 6)) == (35, 6)


@pytest.mark.parametrize("mode", ["graduated", "volume"])
def test_a_fraction_above_the_end_of_a_tier_lies_in_the_next(mode):
    price = cs.Price(tiers=STRIPE, mode=mode)
    expected = {"graduated": 35 + Fraction(13, 4), "volume": Fraction(143, 4)}[mode]
    assert charge(price, "5.5") == expected


def test_tiers_are_graduated_unless_said_otherwise():
    assert charge({"tiers": STRIPE}, 6) == Fraction("41.5")


@given(RATES, QUANTITIES, st.sampled_from([None, "graduated", "volume"]))
def test_a_single_tier_is_a_plain_price(rate, use, mode):
    assert charge({"tiers": [{"price": rate}], "mode": mode}, use) == charge(rate, use)
    assert charge({"price": rate}, use) == charge(rate, use)


@given(tiers(), QUANTITIES, QUANTITIES)
def test_graduated_charges_never_fall_and_never_jump(steps, one, other):
    less, more = sorted([Fraction(one), Fraction(other)])
    dearest = max(Fraction(step["price"]) for step in steps)
    cheapest = min(Fraction(step["price"]) for step in steps)
    step = charge({"tiers": steps}, more) - charge({"tiers": steps}, less)
    assert cheapest * (more - less) <= step <= dearest * (more - less)


@given(tiers(), QUANTITIES)
def test_volume_prices_all_use_at_one_of_the_prices(steps, use):
    total = charge({"tiers": steps, "mode": "volume"}, use)
    assert total in {Fraction(step["price"]) * Fraction(use) for step in steps}


@given(tiers(), QUANTITIES, QUANTITIES)
def test_a_tier_cut_in_two_of_one_price_changes_nothing(steps, at, use):
    ends = {Fraction(each["up_to"]) for each in steps[:-1]}
    cut = Fraction(at) + 1
    place = sum(end < cut for end in ends)
    finer = steps
    if cut not in ends:
        finer = [*steps[:place], {**steps[place], "up_to": cut}, *steps[place:]]
    for mode in ("graduated", "volume"):
        coarse = charge({"tiers": steps, "mode": mode}, use)
        assert charge({"tiers": finer, "mode": mode}, use) == coarse


# --- free, committed, minimum ---------------------------------------------------------------------


@pytest.mark.parametrize(("use", "expected"), [(0, 0), (3, 0), (5, 0), (8, 21), (16, "73.5")])
def test_the_free_allowance_comes_first_and_tiers_count_from_there(use, expected):
    # 16 - 5 = 11 billable: 5 × 7 + 5 × 6.5 + 1 × 6.
    assert charge(cs.Price(tiers=STRIPE, free=5), use) == Fraction(expected)


@pytest.mark.parametrize(("use", "expected"), [(0, 30), (4, 30), (10, 30), (12, 40), (12.5, 42.5)])
def test_a_commitment_is_paid_whether_used_or_not_and_more_costs_the_overage(use, expected):
    assert charge({"price": 3, "committed": 10, "overage": 5}, use) == Fraction(str(expected))


def test_free_use_is_not_drawn_from_the_commitment():
    price = cs.Price(price=3, committed=10, overage=5, free=2)
    assert [charge(price, use) for use in (0, 12, 13)] == [30, 30, 35]


def test_members_can_commit_each_to_its_own():
    price = cs.Price(price=3, committed={"A": 10}, overage=5)
    quotas = cs.Capacity(prices={"cpu": price}).quotas({"A": {"cpu": 4}, "B": {"cpu": 4}})
    assert quotas == {"A": 30, "B": 20}


@pytest.mark.parametrize(("use", "expected"), [(0, 0), (1, 50), (10, 50), ("10.5", "52.5")])
def test_the_minimum_is_charged_to_whoever_uses_anything(use, expected):
    assert charge({"price": 5, "minimum": 50}, use) == Fraction(expected)


def test_the_minimum_comes_last_and_is_for_one_resource():
    price = {"price": 5, "free": 8, "minimum": 20}
    model = cs.Capacity(prices={"cpu": price, "ram": 1})
    assert model.quotas({"A": {"cpu": 10, "ram": 100}}) == {"A": 120}


@given(st.data(), uses(("cpu", "ram")), TOTALS)
def test_declared_prices_conserve_a_total_and_charge_nothing_for_nothing(data, facts, total):
    names = list(facts)
    prices = {each: data.draw(declared(names)) for each in ("cpu", "ram")}
    for price in prices.values():  # what is promised is paid without use: another law
        price["committed"] = price["overage"] = None
    idler = {**facts, "idler": {"cpu": 0, "ram": 0}}
    model = cs.Capacity(prices=prices)
    charges = model.quotas(idler)
    assert charges["idler"] == 0
    whole = total_of(charges)
    if whole:
        quotas = model.quotas(idler, total)
        assert total_of(quotas) == total
        assert quotas == {name: each * Fraction(total) / whole for name, each in charges.items()}


@given(st.data(), uses(("cpu",)))
def test_members_are_charged_alike_and_each_on_its_own(data, facts):
    model = cs.Capacity(prices={"cpu": data.draw(declared(list(facts)))})
    together = model.quotas(facts)
    by_name = isinstance(model.prices["cpu"].committed, dict)
    for name, row in facts.items():
        if not by_name:
            assert model.quotas({name: row}) == {name: together[name]}
    assert model.quotas(dict(reversed(facts.items()))) == together


@given(RATES, uses(("cpu",)), st.fractions("1/9", 9, max_denominator=9))
def test_plain_prices_add_up_over_months_and_tiers_do_not(rate, facts, factor):
    model = cs.Capacity(prices={"cpu": rate})
    later = {name: {"cpu": Fraction(row["cpu"]) * factor} for name, row in facts.items()}
    both = {name: {"cpu": Fraction(row["cpu"]) + later[name]["cpu"]} for name, row in facts.items()}
    one, two = model.quotas(facts), model.quotas(later)
    assert model.quotas(both) == {name: one[name] + two[name] for name in facts}
    tiered = cs.Price(tiers=STRIPE)
    assert charge(tiered, 10) < 2 * charge(tiered, 5)  # each month starts in the first tier


# --- how it is told -------------------------------------------------------------------------------


def test_every_part_of_a_price_is_a_term_with_its_name():
    prices = {
        "cpu": cs.Price(tiers=STRIPE, free=1, minimum=40),
        "ram": cs.Price(price=3, committed=4, overage=5),
    }
    use = {"A": {"cpu": 7, "ram": 6}, "B": {"cpu": 2, "ram": 3}}
    fees = cs.allocate(None, cs.Capacity(prices=prices), use)
    terms = fees.explain(pool="fee").to_dict()["terms"]
    assert [(term["label"], term["rate"], term["quotas"]) for term in terms] == [
        ("cpu, free", "0", {"A": "0", "B": "0"}),
        ("cpu, graduated tier 1 (up to and including 5)", "7", {"A": "35", "B": "7"}),
        (
            "cpu, graduated tier 2 (more than 5 up to and including 10)",
            "13/2",
            {"A": "13/2", "B": "0"},
        ),
        ("cpu, graduated tier 3 (more than 10)", "6", {"A": "0", "B": "0"}),
        ("cpu, up to the minimum 40", "1", {"A": "0", "B": "33"}),
        ("ram, committed", "3", {"A": "12", "B": "9"}),
        ("ram, committed but unused", "3", {"A": "0", "B": "3"}),
        ("ram, above the commitment", "5", {"A": "10", "B": "0"}),
    ]
    # The lines tell the whole use, not the part of it in some tier.
    lines = fees.explain(pool="fee").to_dict()["lines"]
    assert [line["drivers"] for line in lines] == [
        {"cpu": "7", "ram": "6"},
        {"cpu": "2", "ram": "3"},
    ]
    text = str(fees.explain("A"))
    assert (
        "including 5): cpu 7, 6 above the free 1, of which 5 up to and including 5; 5 × 7 = 35"
        in text
    )
    assert "above the commitment: ram 6, of which 2 above 4; 2 × 5 = 10" in text


def test_volume_tiers_say_so():
    model = cs.Capacity(prices={"cpu": cs.Price(tiers=STRIPE, mode="volume")})
    text = str(cs.allocate(None, model, {"A": {"cpu": 6}}).explain("A"))
    assert "cpu, volume tier 1 (up to and including 5): cpu 6, more than 5; 0 × 7 = 0" in text
    assert "including 10): cpu 6, more than 5 up to and including 10; 6 × 6.5 = 39" in text


@pytest.mark.parametrize("extension", ["toml", "json"])
def test_declared_prices_and_their_fees_are_saved_and_loaded(tmp_path, extension):
    prices = {
        "cpu": cs.Price(tiers=STRIPE, free=1, minimum=40, mode="volume"),
        "ram": cs.Price(price=3, committed={"A": 4}, overage=5),
        "net": "0.5",
        "gb": cs.Price(tiers=[{"up_to": 5, "fee": 9}, {"price": 2, "fee": 20}], package=3),
        "kwh peak": "1.5",
        "kwh rest": "0.5",
    }
    peak = {"name": "peak", "months": "nov-mar", "weekdays": "mon-fri", "hours": "06:00-22:00"}
    bands = cs.Bands(
        bands=[peak, {"name": "rest"}], timezone="Europe/Stockholm", holidays=["2022-12-26"]
    )
    more = {"gb": 7, "kwh peak": 3, "kwh rest": 4}
    model = cs.Capacity(prices=prices, bands={"kwh": bands})
    agreement = cs.Agreement(
        name="datacenter",
        period="2022",
        members=[
            cs.Member(name="A", drivers={"cpu": 7, "ram": 6, "net": 5, **more}),
            cs.Member(name="B", drivers={"cpu": 2, "ram": 3, "net": 1, **more}),
        ],
        pools=[cs.Pool(name="capacity", total=1000, model=model)],
    )
    path = tmp_path / f"agreement.{extension}"
    agreement.save(path)
    loaded = cs.Agreement.load(path)
    assert loaded == agreement
    read = tomllib.loads if extension == "toml" else json.loads
    validator = jsonschema.Draft202012Validator(cs.Agreement.json_schema())
    validator.validate(read(path.read_text(encoding="utf-8")))
    # A TOML file puts plain values before tables: the terms must not follow.
    told = [each.allocate().explain(pool="capacity").to_dict() for each in (agreement, loaded)]
    assert told[0] == told[1]
    fees = agreement.allocate()
    fees.save(tmp_path / "fees.json")
    assert cs.Allocation.load(tmp_path / "fees.json") == fees


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("price", "message"),
    [
        ({}, "give price or tiers; neither is given"),
        ({"price": 1, "tiers": STRIPE}, "give price or tiers; both are given"),
        (
            {"tiers": [{"price": 1}, {"price": 2}]},
            "tier 1 has no up_to, so no use reaches tier 2; give it one",
        ),
        (
            {"tiers": [{"up_to": "2.5", "price": 1}]},
            "use above 2.5 has no price; leave up_to out of the last tier",
        ),
        (
            {"tiers": [{"up_to": 0, "price": 1}, {"price": 1}]},
            "tier 1 ends at 0, not above zero; write tiers in rising order",
        ),
        (
            {"tiers": [{"up_to": 5, "price": 1}, {"up_to": 5, "price": 2}, {"price": 1}]},
            "tier 2 ends at 5, not above that of tier 1, 5; write tiers in rising order",
        ),
        (
            {"price": 1, "mode": "volume"},
            "mode 'volume' says how tiers are read, and there are no tiers; leave it out",
        ),
        ({"price": 1, "committed": 5}, "committed is given without overage; give both, or neither"),
        ({"price": 1, "overage": 5}, "overage is given without committed; give both, or neither"),
        (
            {"tiers": STRIPE, "committed": 1, "overage": 5},
            "a commitment has a price and an overage, not tiers; give one or the other",
        ),
    ],
)
def test_a_price_that_contradicts_itself_is_refused(price, message):
    with pytest.raises(cs.CostshareError) as caught:
        cs.Capacity(prices={"cpu": price})
    assert str(caught.value) == f"Capacity: prices.cpu: {message}"
    with pytest.raises(cs.CostshareError) as caught:
        cs.Price(**price)
    assert str(caught.value) == f"Price: {message}"


@pytest.mark.parametrize(
    ("price", "message"),
    [
        ({"tiers": []}, ".tiers: is empty; give at least one"),
        (
            {"tiers": STRIPE, "mode": "volum"},
            ".mode: unknown mode of tiers 'volum'; did you mean 'volume'? Known: graduated, volume",
        ),
        (
            {"tiers": STRIPE, "mode": 1},
            ".mode: unknown mode of tiers 1; Known: graduated, volume",
        ),
        ({"price": -1}, ".price: value -1 is below zero; it must be zero or more"),
        ({"price": 1, "free": -1}, ".free: value -1 is below zero; it must be zero or more"),
        (
            {"price": 1, "committed": {"A": -1}, "overage": 1},
            ".committed.A: value -1 is below zero; it must be zero or more",
        ),
        (
            {"prise": 1},
            (
                ": unknown field of Price 'prise'; did you mean 'price'? Known: price, tiers, "
                "mode, free, committed, overage, minimum, package"
            ),
        ),
        (cs.Flat(), ": is Flat(kind='flat'); pass Price(…), or a table of its fields"),
    ],
)
def test_a_misspelt_price_is_refused_with_its_place(price, message):
    with pytest.raises(cs.CostshareError) as caught:
        cs.Capacity(prices={"cpu": price})
    assert str(caught.value) == f"Capacity: prices.cpu{message}"


@pytest.mark.parametrize(
    "price", [{"price": 1, "prise": 1}, {"price": -1}, {"tiers": []}, {"mode": "steps"}, "cheap"]
)
def test_the_schema_refuses_a_misspelt_price(price):
    validator = jsonschema.Draft202012Validator(cs.Capacity.model_json_schema())
    validator.validate({"kind": "capacity", "prices": {"cpu": {"tiers": [{"price": 1}]}}})
    validator.validate({"kind": "capacity", "prices": {"cpu": "85"}})
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({"kind": "capacity", "prices": {"cpu": price}})


def test_a_commitment_of_somebody_else_is_refused():
    model = cs.Capacity(prices={"cpu": cs.Price(price=1, committed={"Bodn": 1}, overage=2)})
    with pytest.raises(cs.CostshareError) as caught:
        model.quotas({"Boden": {"cpu": 1}})
    assert str(caught.value) == (
        "unknown member with a commitment of cpu 'Bodn'; did you mean 'Boden'? Known: Boden"
    )


def test_a_total_over_free_use_alone_is_refused():
    model = cs.Capacity(prices={"cpu": cs.Price(price=1, free=10)})
    with pytest.raises(cs.CostshareError) as caught:
        model.quotas({"A": {"cpu": 5}}, 100)
    assert str(caught.value) == (
        "cpu times their prices come to zero, so the total cannot be shared; "
        "check use and prices, or leave the total out"
    )
