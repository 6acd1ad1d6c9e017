"""The derivation in words: golden texts, and the digits shown add up."""

import re
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import costshare as cs
from costshare.models import Facts
from derivation_local import check_derivation, is_what_is_shown, read

TOWNS = {
    "Kiruna": {"population": 22_867},
    "Luleå": {"population": 78_105},
    "Arjeplog": {"population": 2_785},
}


def test_a_mixed_fee():
    fees = cs.allocate(937_200, cs.Mixed(flat_share="0.5236"), TOWNS, unit=100)
    assert str(fees.explain("Kiruna")) == (
        "Kiruna, fee\n"
        "Rule: 52.36 % equally and the rest by population; 937 200 shared among 3 members in "
        "units of 100 by largest remainder.\n"
        "  1. flat: 490 717.92 × 1 / 3 (≈ 33.3333 %) = 163 572.64\n"
        "  2. by population: 446 482.08 × 22 867 / 103 757 (≈ 22.0390 %) ≈ 98 400.1631\n"
        "  3. quota: 163 572.64 + 98 400.1631 ≈ 261 972.8031; that is "
        "54 380 426 / 194 544 375 of the total (≈ 27.9527 %)\n"
        "  4. floor: ≈ 261 972.8031 ÷ 100 ≈ 2 619.728031, so 2 619 units = 261 900, remainder "
        "≈ 0.728031 of a unit\n"
        "  5. the floors leave 2 units for the largest remainders; Kiruna is number 1 of 3: "
        "one extra unit\n"
        "  Fee: 262 000"
    )


def test_a_tie():
    fees = cs.allocate(4, cs.Flat(), {"A": {}, "B": {}, "C": {}})
    head = (
        "Rule: equally; 4 shared among 3 members in units of 1 by largest remainder.\n"
        "  1. flat: 4 × 1 / 3 (≈ 33.3333 %) ≈ 1.333333\n"
        "  2. quota: ≈ 1.333333; that is 1 / 3 of the total (≈ 33.3333 %)\n"
        "  3. floor: ≈ 1.333333 ÷ 1 ≈ 1.333333, so 1 unit = 1, remainder ≈ 0.333333 of a unit\n"
    )
    assert str(fees.explain("A")) == (
        f"A, fee\n{head}"
        "  4. the floors leave 1 unit for the largest remainders; A is tied for places 1 to 3 of "
        "3: one extra unit\n"
        "  5. tie with B, C: it goes to the first in the list; A gets the "
        "unit\n"
        "  Fee: 2"
    )
    assert str(fees.explain("C")) == (
        f"C, fee\n{head}"
        "  4. the floors leave 1 unit for the largest remainders; C is tied for places 1 to 3 of "
        "3: no extra unit\n"
        "  5. tie with A, B: it goes to the first in the list; C does not "
        "get the unit\n"
        "  Fee: 1"
    )


def test_a_credit():
    fees = cs.allocate("-0.10", cs.PerCapita(), TOWNS, unit="0.01", currency="EUR")
    assert str(fees.explain("Kiruna")) == (
        "Kiruna, fee\n"
        "Rule: by population; -0.10 shared among 3 members in units of 0.01 by "
        "largest remainder.\n"
        "  1. by population: -0.1 × 22 867 / 103 757 (≈ 22.0390 %) ≈ -0.02203899\n"
        "  2. quota: ≈ -0.02203899; that is 22 867 / 103 757 of the total (≈ 22.0390 %)\n"
        "  3. a credit is shared as a charge of the same size, and then negated\n"
        "  4. floor: ≈ 0.02203899 ÷ 0.01 ≈ 2.203899, so 2 units = 0.02, remainder ≈ 0.203899 of a "
        "unit\n"
        "  5. the floors leave 1 unit for the largest remainders; Kiruna is number 3 of 3: no "
        "extra unit\n"
        "  Fee: -0.02 EUR"
    )


def test_a_tariff():
    tariff = cs.Tariff(base=35_050, rates={"population": "1.785"})
    fees = cs.allocate(None, tariff, TOWNS, unit=100, rounding="half_even")
    assert str(fees.explain("Kiruna")) == (
        "Kiruna, fee\n"
        "Rule: by a tariff (base 35 050, rates (population 1.785)); charged to 3 members, each fee "
        "rounded half to even in units of 100, which is 43.755 more in all.\n"
        "  1. base: 1 × 35 050 = 35 050\n"
        "  2. population: 22 867 × 1.785 = 40 817.595\n"
        "  3. quota: 35 050 + 40 817.595 = 75 867.595\n"
        "  4. rounded to the nearest multiple of 100, halves to the even one: 75 900\n"
        "  Fee: 75 900"
    )


def test_a_fixed_fee():
    amounts = {"Kiruna": 25_800, "Luleå": 0, "Arjeplog": 30_200}
    fees = cs.allocate(None, cs.Fixed(amounts=amounts), TOWNS, unit=100)
    assert str(fees.explain("Kiruna")) == (
        "Kiruna, fee\n"
        "Rule: by agreed amounts; agreed with 3 members.\n"
        "  1. agreed amount: as given = 25 800\n"
        "  Fee: 25 800"
    )


def test_floors_that_use_up_the_total():
    fees = cs.allocate(4, cs.Flat(), {"A": {}, "B": {}})
    assert str(fees.explain("A")).splitlines()[2:] == [
        "  1. flat: 4 × 1 / 2 (50 %) = 2",
        "  2. quota: 2; that is 1 / 2 of the total (50 %)",
        "  3. floor: 2 ÷ 1 = 2, so 2 units = 2, remainder 0 of a unit",
        "  4. the floors sum to the total, so nobody gets an extra unit",
        "  Fee: 2",
    ]


def test_a_total_of_nothing():
    fees = cs.allocate(0, cs.Mixed(flat_share="0.4"), {"A": {"population": 1}})
    assert "  3. quota: 0 + 0 = 0\n" in str(fees.explain("A"))


@pytest.mark.parametrize(
    ("method", "words"),
    [
        ("webster", "Webster rounds every quota ÷ d to the nearest unit, with the one d that"),
        ("jefferson", "Jefferson rounds every quota ÷ d down, with the one d that gives"),
        ("adams", "Adams rounds every quota ÷ d up, with the one d that gives the total"),
        ("huntington_hill", "Huntington–Hill rounds every quota ÷ d at the geometric mean"),
        ("dean", "Dean rounds every quota ÷ d at the harmonic mean"),
        ("cumulative", "cumulative rounds the running sum of the quotas in the order listed"),
    ],
)
def test_every_method_says_how_it_rounds(method, words):
    text = str(cs.allocate(100, cs.PerCapita(), TOWNS, method=method).explain("Luleå"))
    assert f"\n  4. {words}" in text
    assert f"by {words.partition(' rounds')[0]}.\n" in text


@pytest.mark.parametrize(
    ("rounding", "words"),
    [
        ("half_up", "to the nearest multiple of 100, halves up: 5 000"),
        ("half_down", "to the nearest multiple of 100, halves down: 5 000"),
        ("up", "up to a multiple of 100: 5 000"),
        ("down", "down to a multiple of 100: 4 900"),
    ],
)
def test_every_rounding_is_said(rounding, words):
    tariff = cs.Tariff(rates={"population": "1.785"})
    fees = cs.allocate(None, tariff, TOWNS, unit=100, rounding=rounding)
    assert f"  2. rounded {words}\n" in str(fees.explain("Arjeplog"))


def test_a_pool_and_everything():
    board = cs.Agreement(
        name="Board",
        period="2022",
        currency="SEK",
        members=[cs.Member(name=name, **drivers) for name, drivers in TOWNS.items()],
        pools=[
            cs.Pool(name="office", total=1000, model=cs.PerCapita()),
            cs.Pool(name="archive", total=10, model=cs.Flat(), exempt=["Luleå", "Arjeplog"]),
        ],
    )
    fees = board.allocate()
    office = (
        "office 2022, SEK\n"
        "Rule: by population; 1 000 shared among 3 members in units of 1 by "
        "largest remainder.\n"
        "\n"
        "member    population       quota  floor  extra unit    fee\n"
        "----------------------------------------------------------\n"
        "Kiruna        22 867  ≈ 220.3899    220           0    220\n"
        "Luleå         78 105  ≈ 752.7685    752           1    753\n"
        "Arjeplog       2 785   ≈ 26.8416     26           1     27\n"
        "----------------------------------------------------------\n"
        "total        103 757       1 000                  2  1 000"
    )
    assert str(fees.explain(pool="office")) == office
    everything = fees.explain()
    assert str(everything).startswith(f"{office}\n\narchive 2022, SEK\n")
    assert [pool["pool"] for pool in everything.to_dict()["pools"]] == ["office", "archive"]
    assert repr(everything) == "<Explanation of all members in office, archive 2022>"
    assert [pool["pool"] for pool in fees.explain("Luleå").to_dict()["pools"]] == ["office"]
    with pytest.raises(cs.CostshareError) as caught:
        fees.explain("Luleå", "archive")
    assert str(caught.value) == (
        "Luleå takes no part in pool archive, so there is no fee to explain"
    )


def test_the_text_says_that_a_member_is_in_no_pool():
    members = [cs.Member(name="A"), cs.Member(name="B")]
    pool = cs.Pool(name="p", total=1, model=cs.Flat(), exempt=["B"])
    board = cs.Agreement(name="Board", period="2022", members=members, pools=[pool])
    explanation = board.allocate().explain("B")
    assert str(explanation) == "B takes part in no pool 2022"
    assert explanation.to_dict()["pools"] == []


@given(
    st.integers(-(10**9), 10**9),
    st.fractions(0, 1, max_denominator=999),
    st.lists(st.integers(1, 10**6), min_size=1, max_size=6),
    st.sampled_from(["1", "0.01", "0.00005"]),
)
def test_the_parts_shown_add_up_to_the_quota_shown(units, share, people, unit):
    facts = {f"m{at}": {"population": each} for at, each in enumerate(people)}
    model = cs.Blend(parts=[(share, cs.Flat()), (1 - share, cs.Mixed(flat_share="1/3"))])
    fees = cs.allocate(units * Fraction(unit), model, facts, unit=unit)
    for member in facts:
        quota = fees.pools[0].quotas[member]
        lines = str(fees.explain(member)).splitlines()
        shown = [re.search(r" ([=≈]) (-?[0-9 .]+)$", line) for line in lines if " × " in line]
        sums = [line for line in lines if " quota: " in line]
        parts = [read(found[2]) for found in shown]
        if sums and len(parts) > 1:
            summed = re.search(r"quota: (.+) ([=≈]) (-?[0-9 .]+)(;|$)", sums[0])
            assert [read(part) for part in summed[1].split(" + ")] == parts
            assert is_what_is_shown(sum(parts), summed[3])
            assert (summed[2] == "=") is (read(summed[3]) == quota)
        assert abs(sum(parts) - quota) <= Fraction(1, 20_000)
        for found, term in zip(shown, fees.pools[0].terms, strict=True):
            assert (found[1] == "=") is (read(found[2]) == term.quotas[member])
        assert not any("= ≈" in line for line in lines)


# --- every line can be redone ---------------------------------------------------------------------

WEIGHT = st.one_of(
    st.integers(1, 10**9),
    st.fractions(Fraction(1, 97), 10**4, max_denominator=97),
    st.integers(1, 10**9).map(lambda digits: Fraction(digits, 10**9)),
)
PRICE = st.one_of(
    st.sampled_from(["0.0000004", "0.004", "1/3", "85", "12.345", "0.000000123456789"]),
    st.fractions(Fraction(1, 997), 100, max_denominator=997),
)


@st.composite
def explained(draw):
    """Any allocation with prices, shares, bounds, days and every kind of rounding."""
    names = [f"m{at}" for at in range(draw(st.integers(1, 4)))]
    facts = {name: {"x": draw(WEIGHT), "y": draw(WEIGHT)} for name in names}
    prices = cs.Capacity(prices={"x": draw(PRICE), "y": cs.Price(price=draw(PRICE), minimum="1/3")})
    is_priced = draw(st.booleans())
    share = draw(st.fractions(0, 1, max_denominator=99))
    other = cs.Tariff(base="0.7", rates={"x": draw(PRICE)}) if is_priced else cs.Flat()
    blend = cs.Blend(parts=[(share, prices), (1 - share, other)])
    models = [prices, other, blend]
    if not is_priced:
        models.append(cs.Mixed(flat_share=share, driver="x"))
    model = draw(st.sampled_from(models))
    if draw(st.booleans()):
        model = cs.Bounded(model=model, maximum_per={"x": draw(PRICE)}, minimum={names[0]: "100/3"})
    unit = draw(st.sampled_from(["1", "0.01", "100", "1200"]))
    if draw(st.booleans()):
        proration = {name: draw(st.sampled_from([1, Fraction(245, 365)])) for name in names}
        facts = Facts(facts, proration)
    rounding = st.sampled_from(["half_up", "half_even", "up", "down"])
    alone = st.fixed_dictionaries(
        {"rounding": rounding, "round_each": st.sampled_from(["fee", "line"])}
    )
    total, how = None, draw(alone)
    if not is_priced:
        total = Fraction(unit) * draw(st.integers(-(10**6), 10**6))
        each = alone.map(lambda rounded: {"method": "each", **rounded})
        how = draw(st.one_of(st.just({}), each))
    try:
        return cs.allocate(total, model, facts, unit=unit, **how)
    except cs.CostshareError:
        assume(False)


@given(explained())
def test_every_line_follows_from_the_numbers_shown(fees):
    for member in fees.members:
        check_derivation(fees, member)


@given(
    use=st.builds(Fraction, st.integers(1, 40), st.sampled_from([3, 7, 9, 11])),
    form=st.sampled_from(
        [
            lambda end: {"price": 1, "minimum": end},
            lambda end: {"price": 1, "free": end},
            lambda end: {"price": 1, "committed": end, "overage": 2},
            lambda end: {"tiers": [{"up_to": end, "price": 1}, {"price": 2}]},
            lambda end: {"tiers": [{"up_to": end, "price": 1}, {"price": 2}], "mode": "volume"},
            lambda end: {"tiers": [{"up_to": end, "fee": 1}, {"fee": 2}], "mode": "volume"},
        ]
    ),
)
def test_use_that_equals_an_end_without_finite_decimals_is_shown_as_equal(use, form):
    model = cs.Capacity(prices={"kwh": form(use)})
    fees = cs.allocate(None, model, {"A": {"kwh": use}, "B": {"kwh": 1}})
    for member in fees.members:
        check_derivation(fees, member)


@pytest.mark.parametrize("model", [cs.Mixed(flat_share="0.5"), cs.Blend(parts=[("1", cs.Flat())])])
def test_lines_that_are_rounded_on_their_own_share_a_total(model):
    facts = {"A": {"population": 1}, "B": {"population": 2}}
    how = {"method": "each", "round_each": "line"}
    fees = cs.allocate(100, model, facts, **how)
    for member in facts:
        check_derivation(fees, member)


def test_each_line_of_a_shared_total_is_shown_as_it_is_rounded():
    facts = {"A": {"population": 1}, "B": {"population": 2}}
    how = {"method": "each", "round_each": "line"}
    fees = cs.allocate(100, cs.Mixed(flat_share="0.5"), facts, **how)
    assert str(fees.explain("A")).splitlines()[2:] == [
        "  1. flat: 50 × 1 / 2 (50 %) = 25",
        "  2. by population: 50 × 1 / 3 (≈ 33.3333 %) ≈ 16.666667",
        "  3. quota: 25 + 16.666667 ≈ 41.666667; that is 5 / 12 of the total (≈ 41.6667 %)",
        "  4. each line rounded to the nearest multiple of 1, halves up: 25 + 17 = 42",
        "  Fee: 42",
    ]


def test_a_total_without_finite_decimals_is_shown_as_an_approximation():
    fees = cs.allocate("100/3", cs.PerCapita(), TOWNS, method="each")
    assert str(fees.explain("Kiruna")).splitlines()[1:3] == [
        (
            "Rule: by population; ≈ 33.3333 shared among 3 members, each fee "
            "rounded half up in units of 1, which is ≈ 0.333333 less in all."
        ),
        "  1. by population: ≈ 33.333333 × 22 867 / 103 757 (≈ 22.0390 %) ≈ 7.346332",
    ]
    assert "shared among 3 members" in str(fees.explain())


def test_thirds_are_shown_with_as_many_decimals_as_their_sum_takes():
    third = ("1/3", cs.Flat())
    fees = cs.allocate(1, cs.Blend(parts=[third, third, third]), {"A": {}})
    assert "≈ 0.333333 + " not in str(fees.explain("A"))
    check_derivation(fees, "A")


@pytest.mark.parametrize(
    ("price", "use", "line"),
    [
        ("0.0000004", 123_456_789, "x: 123 456 789 × 0.0000004 = 49.3827156"),
        ("1/3", 10, "x: 10 × ≈ 0.333333 ≈ 3.33333"),
        ("1/3", 10**9, "x: 1 000 000 000 × ≈ 0.3333333333333 ≈ 333 333 333.3333"),
    ],
)
def test_a_small_price_keeps_its_digits(price, use, line):
    fees = cs.allocate(None, cs.Tariff(rates={"x": price}), {"A": {"x": use}}, unit="0.01")
    assert f"  1. {line}\n" in str(fees.explain("A"))


def test_a_scaled_price_is_shown_with_its_factor():
    fees = cs.allocate(1_000, cs.Capacity(prices={"x": "0.004"}), {"A": {"x": 3}, "B": {"x": 4}})
    text = str(fees.explain("A"))
    assert "  1. x: 3 × 0.004 × ≈ 35 714.285714 ≈ 428.571429\n" in text
    assert fees.explain("A", "fee").to_dict()["terms"][0]["factor"] == "250000/7"


@pytest.mark.parametrize(
    "around",
    [
        lambda model: model,
        lambda model: cs.Bounded(model=model, minimum=1),
        lambda model: cs.Damped(model=model, previous={"A": 900}, max_increase="5%"),
        lambda model: cs.Blend(parts=[("0.5", cs.Flat()), ("0.5", model)]),
        lambda model: cs.Bounded(model=cs.Blend(parts=[("1", model)]), minimum=1),
        lambda model: cs.Indexed(
            model=model, index={"2020-12-31": 1, "2021-12-31": 2}, base="2020-12-31",
            years_before=1, day="12-31",
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "prices",
    [
        cs.Capacity(prices={"x": 2}),
        cs.Tariff(base=3),
        cs.Tiered(driver="x", tiers=[{"up_to": 3, "price": 5}, {"price": 7}]),
    ],
)
def test_scaled_charges_are_named_in_every_wrapper(around, prices):
    facts = {"A": {"x": 3}, "B": {"x": 4}}
    sentence = "; all charges of a price list are multiplied by one factor, so that they sum to the"
    fees = cs.allocate(1_000, around(prices), facts, period="2022")
    assert sentence in str(fees.explain("A"))
    assert sentence in str(fees.explain(pool="fee"))


def test_charges_that_are_not_scaled_do_not_say_so():
    bounded = cs.Bounded(model=cs.Mixed(flat_share="0.4"), maximum_per={"population": 6})
    for model in (bounded, cs.PerCapita()):
        assert "one factor" not in str(cs.allocate(1_000, model, TOWNS).explain("Kiruna"))
