"""Flat fees of tiers, packages and prices by bands of time, against a price list read aloud."""

from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import costshare as cs
from costshare.models import Facts
from prices_local import QUANTITIES, declared, uses

# Lago, "Volume", https://getlago.com/docs/guide/plans/charges/charge-models/volume (read
# 2026-11-28): 65 000 API calls cost 65 000 x $0.0006 + $10 = $49.
LAGO = [
    {"up_to": 10_000, "price": "0.0010", "fee": 10},
    {"up_to": 50_000, "price": "0.0008", "fee": 10},
    {"up_to": 100_000, "price": "0.0006", "fee": 10},
    {"price": "0.0004", "fee": 10},
]
# Flexprice, "Package", https://docs.flexprice.io/docs/product-catalogue/plans/billing-models/package
# (read 2026-11-28): 1 500 and 4 500 messages cost $200 each.
FLEXPRICE = [{"up_to": 1_000, "fee": 50}, {"up_to": 5_000, "fee": 200}, {"fee": 350}]


def charge(price, use, proration=1):
    """What one member pays for one resource."""
    facts = Facts({"A": {"cpu": use}}, {"A": proration})
    terms = cs.Capacity(prices={"cpu": price}).terms(facts, None)
    return sum(term.quotas["A"] for term in terms)


def naive(price, use, part, member):
    """The charge as the list of steps in the docs says it, one step after another."""
    number = {
        name: Fraction(each)
        for name, each in price.items()
        if name not in {"tiers", "mode", "committed"}
    }
    billable = max(Fraction(use) - number.get("free", 0) * part, Fraction(0))
    if "package" in number:
        billable = Fraction(ceil(billable / number["package"]))
    charge = Fraction(0)
    if "committed" in price:
        of = price["committed"]
        committed = Fraction(of.get(member, 0) if isinstance(of, dict) else of) * part
        charge += number["price"] * committed
        charge += number["overage"] * max(billable - committed, 0)
    elif "tiers" in price:
        below, is_volume = Fraction(0), price.get("mode") == "volume"
        for at, tier in enumerate(price["tiers"]):
            end = Fraction(tier["up_to"]) * part if "up_to" in tier else billable + 1
            here = min(billable, end) - below if billable > below else Fraction(0)
            is_reached = here > 0 or (at == 0 and billable == 0)
            if is_volume:
                is_reached = is_reached and billable <= end
                here = billable if is_reached else Fraction(0)
            charge += here * Fraction(tier.get("price", 0))
            charge += is_reached * part * Fraction(tier.get("fee", 0))
            below = end
    else:
        charge += number["price"] * billable
    if Fraction(use) > 0:
        charge = max(charge, number.get("minimum", 0) * part)
    return charge


@st.composite
def contracts(draw, names):
    """A declared price, perhaps in packages, perhaps with fees of some tiers."""
    price = {name: each for name, each in draw(declared(names)).items() if each is not None}
    if draw(st.booleans()):
        price["package"] = draw(st.sampled_from([1, 2, 10, "5/2"]))
    if "tiers" in price and draw(st.booleans()):
        price["tiers"] = [
            draw(st.sampled_from([tier, {**tier, "fee": 30}, {**_without(tier), "fee": "1/3"}]))
            for tier in price["tiers"]
        ]
    return price


def _without(tier):
    return {name: each for name, each in tier.items() if name != "price"}


@given(st.data(), uses(("cpu",)), st.sampled_from([1, "1/2", "73/365"]))
def test_a_contract_price_is_what_its_steps_come_to(data, facts, part):
    price = data.draw(contracts(list(facts)))
    parts = dict.fromkeys(list(facts)[1:], part)
    model = cs.Capacity(prices={"cpu": price})
    terms = model.terms(Facts(facts, parts), None)
    for member, use in facts.items():
        expected = naive(price, use["cpu"], Fraction(parts.get(member, 1)), member)
        assert sum(term.quotas[member] for term in terms) == expected
    dearer = model.times(Fraction(3)).terms(Facts(facts, parts), None)
    assert [term.amount for term in dearer] == [3 * term.amount for term in terms]
    for term in terms:
        term.check("cpu", {name: Fraction(each) for name, each in parts.items()})


@settings(max_examples=25)
@given(st.data(), uses(("cpu", "gb")))
def test_another_program_derives_every_fee_from_the_record(data, facts):
    prices = {each: data.draw(contracts(list(facts))) for each in ("cpu", "gb")}
    members = [cs.Member(name=name, drivers=use) for name, use in facts.items()]
    members[-1] = members[-1].replace(joined="2022-07-01")
    fees = cs.allocate(None, cs.Capacity(prices=prices), members, period="2022")
    record = fees.explain(pool="fee").to_dict()
    for line in record["lines"]:
        assert Fraction(line["quota"]) == sum(
            naive(
                price if isinstance(price, dict) else {"price": price},
                line["drivers"][resource],
                Fraction(line["proration"]),
                line["member"],
            )
            for resource, price in record["model"]["prices"].items()
        )


# --- flat fees of tiers ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tiers", "mode", "published"),
    [(LAGO, "volume", {65_000: 49}), (FLEXPRICE, "volume", {1_500: 200, 4_500: 200, 1_000: 50})],
)
def test_tiers_with_fees_come_to_what_is_published(tiers, mode, published):
    price = cs.Price(tiers=tiers, mode=mode)
    assert {use: charge(price, use) for use in published} == published


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("volume", [500, 500, 500, 900, 1500]), ("graduated", [500, 500, 500, 1400, 2900])],
)
def test_the_fee_is_that_of_the_tier_reached_or_of_each_that_is_reached(mode, expected):
    tiers = [{"up_to": 100, "fee": 500}, {"up_to": 500, "fee": 900}, {"fee": 1500}]
    price = cs.Price(tiers=tiers, mode=mode)
    assert [charge(price, use) for use in (0, 1, 100, "100.5", 501)] == expected
    assert charge(price, 51, "1/2") == expected[3] / 2  # the ends are prorated, and the fees


def test_the_tier_is_that_of_billable_use():
    price = {"tiers": [{"up_to": 100, "fee": 500}, {"fee": 900}], "mode": "volume", "free": 20}
    assert [charge(price, use) for use in (0, 20, 120, 121)] == [500, 500, 500, 900]


def test_the_terms_name_the_fees_and_state_the_use():
    tiers = [{"up_to": 100, "fee": 500}, {"price": 2, "fee": 900}]
    for mode in ("volume", "graduated"):
        model = cs.Capacity(prices={"gb": cs.Price(tiers=tiers, mode=mode)})
        terms = model.terms(Facts({"A": {"gb": 0}, "B": {"gb": 150}}, {"A": "1/2"}), None)
        assert [(term.label, term.rate, term.prorated) for term in terms] == [
            (f"gb, fee of {mode} tier 1 (up to and including 100)", 500, True),
            (f"gb, {mode} tier 2 (more than 100), by days", 2, False),
            (f"gb, fee of {mode} tier 2 (more than 100)", 900, True),
        ]
        assert terms[0].quotas == {"A": 250, "B": 500 if mode == "graduated" else 0}
        assert all(term.driver_values == {"A": 0, "B": 150} for term in terms)


def test_a_fee_class_has_a_fee_or_a_price():
    tiers = [{"up_to": 5, "fee": 10}, {"fee": 30}]
    facts = {"A": {"population": 0}, "B": {"population": 6}}
    assert cs.Tiered(tiers=tiers).quotas(facts) == {"A": 10, "B": 30}
    assert cs.Tiered(tiers=tiers).times(Fraction(2)).quotas(facts) == {"A": 20, "B": 60}
    with pytest.raises(cs.CostshareError) as caught:
        cs.Tiered(tiers=[{"up_to": 5, "fee": 10, "price": 2}, {"fee": 30}])
    assert str(caught.value) == (
        "Tiered: class 1 has a fee and a price, which mean the same here; give one of them, or use "
        "a Capacity with a Price of tiers"
    )


# --- packages -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("use", "expected"), [(0, 0), (1, 50), (120, 600), (121, 650), (130, 650)])
def test_a_started_package_is_charged_whole(use, expected):
    assert charge(cs.Price(price=50, package=10), use) == expected


def test_packages_after_a_free_allowance_come_to_what_lago_publishes():
    # Lago, "Package", https://getlago.com/docs/guide/plans/charges/charge-models/package (read
    # 2026-11-28): $5 for 100 units, the first 100 free; 201 units cost $10.
    assert charge(cs.Price(price=5, package=100, free=100), 201) == 10


def test_tiers_and_commitments_count_packages():
    tiers = [{"up_to": 10, "price": 50}, {"price": 40}]
    assert charge(cs.Price(tiers=tiers, package=10), 121) == 10 * 50 + 3 * 40
    assert charge(cs.Price(tiers=tiers, mode="volume", package=10), 121) == 13 * 40
    committed = cs.Price(price=50, committed=12, overage=60, package=10)
    assert [charge(committed, use) for use in (0, 120, 121)] == [600, 600, 660]
    assert charge(committed.replace(minimum=700), 121) == 700


def test_packages_are_each_member_s_own_and_not_prorated():
    model = cs.Capacity(prices={"gb": cs.Price(price=50, package=10)})
    facts = Facts({"A": {"gb": 1}, "B": {"gb": 1}}, {"B": "1/2"})
    (term,) = model.terms(facts, None)
    assert (term.label, term.quotas) == ("gb, packages of 10", {"A": 50, "B": 50})


def test_idle_capacity_counts_units_at_the_price_of_one():
    price = cs.Price(price=50, package=10, committed={"B": 3}, overage=60)
    model = cs.Capacity(prices={"gb": price}, provided={"gb": 100}, idle="flat")
    terms = model.terms(Facts({"A": {"gb": 21}, "B": {"gb": 4}}), None)
    # 100 - 21 - 30 committed = 49 idle units at 50 / 10.
    assert (terms[-1].label, terms[-1].amount) == ("idle gb, flat, 49 at 5", 245)


@pytest.mark.parametrize(
    ("price", "message"),
    [
        (
            {"price": 5, "package": 0},
            ": a package of 0 holds nothing; leave package out where each unit is charged",
        ),
        (
            {"price": 5, "package": "1/3"},
            (
                ": package 1/3 has no finite decimals, so that nobody could tell a full package "
                "from a started one; write it as a decimal such as 0.5"
            ),
        ),
        ({"price": 5, "package": -1}, ".package: value -1 is below zero; it must be zero or more"),
        (
            {"tiers": [{"up_to": 5}, {"price": 1}]},
            (
                ".tiers[0]: a tier has neither a price nor a fee; give one of them, 0 if it costs "
                "nothing"
            ),
        ),
    ],
)
def test_a_contract_price_that_cannot_be_is_refused(price, message):
    with pytest.raises(cs.CostshareError) as caught:
        cs.Capacity(prices={"gb": price})
    assert str(caught.value) == f"Capacity: prices.gb{message}"


# --- bands ----------------------------------------------------------------------------------------

BANDS = {
    "energy": {
        "bands": [{"name": "peak", "hours": "06:00-22:00"}, {"name": "off-peak"}],
        "timezone": "Europe/Stockholm",
    }
}


@settings(max_examples=20)
@given(QUANTITIES, QUANTITIES)
def test_use_in_each_band_is_charged_by_its_price(peak, other):
    prices = {"energy peak": "1.5", "energy off-peak": {"price": 1, "minimum": 2}}
    model = cs.Capacity(prices=prices, bands=BANDS)
    quotas = model.quotas({"A": {"energy peak": peak, "energy off-peak": other}})
    least = 2 if other else 0
    assert quotas == {"A": Fraction(3, 2) * Fraction(peak) + max(Fraction(other), least)}
    assert model.times(Fraction(2)).bands == model.bands


@pytest.mark.parametrize(
    ("prices", "message"),
    [
        (
            {"energy peak": 1},
            "unknown price of 'energy off-peak'; did you mean 'energy peak'? Known: energy peak",
        ),
        (
            {"energy": 1},
            "unknown price of 'energy peak'; did you mean 'energy'? Known: energy",
        ),
    ],
)
def test_every_band_has_a_price(prices, message):
    with pytest.raises(cs.CostshareError) as caught:
        cs.Capacity(prices=prices, bands=BANDS)
    assert str(caught.value) == f"Capacity: {message}"


def test_the_price_of_some_bands_may_be_added_to_that_of_all_times():
    model = cs.Capacity(prices={"energy": 1, "energy peak": "0.5"}, bands=BANDS)
    assert model.quotas({"A": {"energy": 30, "energy peak": 20}}) == {"A": 40}
