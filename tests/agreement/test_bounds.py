"""Bounds hold on the fees, in whole units; a record keeps them; an explanation tells them."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import costshare as cs
from bounds_local import CASES
from costshare.apportionment import METHODS, ROUNDINGS
from costshare.testing import assert_allocation_sums
from derivation_local import check_quota_follows
from explanation_local import check

TOWNS = {
    "Kiruna": {"population": 22_867},
    "Luleå": {"population": 78_105},
    "Arjeplog": {"population": 2_785},
}


def model_of(lowest, highest):
    bounds = {"minimum": lowest or {"A": 0}, "maximum": highest or None}
    return cs.Bounded(model=cs.Proportional(driver="x"), **bounds)


def allowed(member, lowest, highest, unit, total):
    """Every multiple within a member's bounds; or, if no multiple fits, those on either side."""
    low, high = lowest.get(member, 0), highest.get(member, max(total, lowest.get(member, 0) + unit))
    multiples = [at * unit for at in range(int(high / unit) + 2)]
    inside = [each for each in multiples if low <= each <= high]
    below = [each for each in multiples if each < low]
    return inside or [below[-1], below[-1] + unit]


# --- fees ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
@given(CASES, st.sampled_from(["1", "0.5", "0.07"]), st.sampled_from([1, -1]))
def test_no_fee_passes_a_bound(method, case, unit, sign):
    weights, lowest, highest, total = case
    total = sign * (total // Fraction(unit)) * Fraction(unit)
    members = {name: {"x": weight} for name, weight in weights.items()}
    try:
        fees = cs.allocate(total, model_of(lowest, highest), members, unit=unit, method=method)
    except cs.CostshareError:
        assume(False)
    fees.check()
    assert_allocation_sums(fees)
    for name in weights:
        fee = sign * Fraction(fees.fee(name, "fee"))
        assert fee in allowed(name, lowest, highest, Fraction(unit), total=abs(total))
        assert str(fees.explain(name))
    assert cs.Allocation.from_dict(fees.to_dict()) == fees


@pytest.mark.parametrize("rounding", ROUNDINGS)
@given(CASES, st.sampled_from(["1", "0.5"]), st.sampled_from([1, -1]))
def test_no_fee_of_a_price_list_passes_a_bound(rounding, case, unit, sign):
    weights, lowest, highest, _ = case
    amounts = {name: sign * Fraction(weight) * 3 for name, weight in weights.items()}
    model = cs.Bounded(
        model=cs.Fixed(amounts=amounts), minimum=lowest or {"A": 0}, maximum=highest or None
    )
    try:
        fees = cs.allocate(
            None, model, {name: {} for name in weights}, unit=unit, rounding=rounding
        )
    except cs.CostshareError:
        assume(False)
    fees.check()
    for name in weights:
        fee = abs(Fraction(fees.fee(name, "fee")))
        assert fee in allowed(name, lowest, highest, Fraction(unit), total=60)


@given(
    st.lists(st.integers(0, 10**6), min_size=1, max_size=6).filter(any),
    st.integers(-(10**9), 10**9),
    st.sampled_from(["largest_remainder", "webster", "cumulative"]),
)
def test_bounds_that_do_not_bind_give_the_fees_of_the_model(people, total, method):
    members = {f"m{at}": {"population": each} for at, each in enumerate(people)}
    inner = cs.Mixed(flat_share="0.3")
    alone = cs.allocate(total, inner, members, method=method)
    previous = {name: abs(fee) for name, fee in alone.member_totals.items()}
    for model in (
        cs.Bounded(model=inner, minimum=0, maximum=abs(total)),
        cs.Damped(
            model=inner, previous={n: fee + 1 for n, fee in previous.items()}, max_increase="0%"
        ),
    ):
        fees = cs.allocate(total, model, members, method=method)
        assert fees.member_totals == alone.member_totals
        assert fees.pools[0].quotas == alone.pools[0].quotas
        assert fees.pools[0].broken_ties == alone.pools[0].broken_ties


def test_a_bound_that_is_not_a_multiple_of_the_unit_is_moved_inside():
    # Quotas 10, 30, 60; C pays 50.5, but its fee may be 50 at most.
    members = {"A": {"x": 1}, "B": {"x": 3}, "C": {"x": 6}}
    model = cs.Bounded(model=cs.Proportional(driver="x"), maximum="50.5")
    for method in METHODS:
        fees = cs.allocate(100, model, members, method=method)
        assert fees.fee("C", "fee") == 50, method
        assert fees.total == 100
    assert fees.pools[0].quotas["C"] == Fraction("50.5")


def test_a_divisor_method_may_leave_quota_but_no_bound():
    members = {name: {"x": 1} for name in "ABCD"} | {"E": {"x": 16}}
    alone = cs.allocate(10, cs.Proportional(driver="x"), members, method="jefferson")
    assert alone.fee("E", "fee") == 10  # of a quota of 8
    model = cs.Bounded(model=cs.Proportional(driver="x"), maximum=8)
    fees = cs.allocate(10, model, members, method="jefferson")
    assert fees.member_totals == {"A": 1, "B": 1, "C": 0, "D": 0, "E": 8}


def test_ties_are_among_members_without_a_binding_bound():
    members = {"D": {"x": 9}} | {name: {"x": 1} for name in "ABC"}
    model = cs.Bounded(model=cs.Proportional(driver="x"), maximum={"D": "2.5"})
    fees = cs.allocate(9, model, members)
    assert fees.member_totals == {"A": 3, "B": 2, "C": 2, "D": 2}
    (tie,) = fees.pools[0].broken_ties
    assert (tie.tied, tie.won) == (("A", "B", "C"), ("A",))
    with pytest.raises(cs.TieError, match="A, B, C tie for a last unit"):
        cs.allocate(9, model, members, ties="error")


def test_there_is_no_tie_where_all_bounds_bind():
    members = {"A": {"x": 1}, "B": {"x": 1}}
    model = cs.Bounded(model=cs.Proportional(driver="x"), minimum={"A": 3}, maximum={"B": 2})
    fees = cs.allocate(5, model, members, ties="error")
    assert fees.member_totals == {"A": 3, "B": 2}
    assert fees.pools[0].broken_ties == ()


# --- bounds that no whole units fit -------------------------------------------------------------


@pytest.mark.parametrize(
    ("total", "fields", "message"),
    [
        (
            30_100,
            {"maximum": 10_050},
            (
                "in whole units of 100, the maxima let the members pay 30000 together, 100 less "
                "than the total 30100; take a smaller unit, or wider bounds"
            ),
        ),
        (
            -30_000,
            {"minimum": 9_950, "maximum": 11_000},
            None,
        ),
        (
            30_000,
            {"minimum": 9_990, "maximum": {"Luleå": "10010"}},
            None,
        ),
        (
            29_900,
            {"minimum": 9_950},
            (
                "in whole units of 100, the minima sum to 30000, 100 more than the total 29900; "
                "take a smaller unit, or wider bounds"
            ),
        ),
        (
            30_000,
            {"minimum": {"Kiruna": 9_910}, "maximum": {"Kiruna": 9_990}},
            None,
        ),
    ],
)
def test_bounds_between_units_are_kept_or_refused(total, fields, message):
    model = cs.Bounded(model=cs.Flat(), **fields)
    if message is None:
        assert cs.allocate(total, model, TOWNS, unit=100).total == total
        return
    with pytest.raises(cs.CostshareError) as caught:
        cs.allocate(total, model, TOWNS, unit=100)
    assert str(caught.value) == f"pool fee: {message}"


# --- bounds without a multiple of the unit --------------------------------------------------------

EU = {"EU": {"x": 1}, "A": {"x": 2}, "B": {"x": 5}}


def fixed_share(share):
    return cs.Bounded(model=cs.Proportional(driver="x"), fixed_share={"EU": share})


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("sign", [1, -1])
def test_a_fixed_share_is_one_of_the_two_multiples_around_it(method, sign):
    fees = cs.allocate(sign * 100_001, fixed_share("0.025"), EU, method=method)
    assert fees.total == sign * 100_001
    assert fees.fee("EU", "fee") * sign in {2_500, 2_501}
    assert cs.Allocation.from_dict(fees.to_dict()) == fees


@pytest.mark.parametrize(
    ("share", "fee"), [("0.025", 2_500), ("0.0250099", 2_501), ("0.02500975", 2_501)]
)
def test_the_remainder_decides_between_the_two(share, fee):
    fees = cs.allocate(100_001, fixed_share(share), EU)
    assert fees.fee("EU", "fee") == fee
    mirrored = cs.allocate(-100_001, fixed_share(share), EU)
    assert {n: -each for n, each in mirrored.member_totals.items()} == fees.member_totals


def test_the_others_stay_inside_their_bounds():
    bounds = {"minimum": {"EU": "2.5"}, "maximum": {"EU": "2.5", "A": "2.5"}}
    model = cs.Bounded(model=cs.Proportional(driver="x"), **bounds)
    fees = cs.allocate(11, model, EU)
    assert fees.member_totals == {"EU": 3, "A": 2, "B": 6}  # quotas of 2.5, 2.4… and 6.1


PAIR = {"groups": {"two": ["A", "B"]}, "on": "quota"}


@pytest.mark.parametrize(
    "model",
    [
        cs.Bounded(model=fixed_share("0.1").replace(on="quota"), maximum=60, minimum=10),
        cs.Bounded(
            model=cs.Bounded(model=cs.Flat(), maximum={"A": "40.5"}), fixed_amount={"EU": 9}
        ),
        cs.Bounded(model=fixed_share("1/7"), maximum_share="1/2", except_for=["two", "EU"], **PAIR),
        cs.Bounded(model=cs.Flat(), fixed_share={"two": "1/8"}, maximum={"EU": 99}, **PAIR),
        cs.Bounded(model=fixed_share("1/7"), fixed_share={"A": "1/3"}, maximum_per={"x": 20}),
        cs.Blend(parts=[("0.5", fixed_share("1/7")), ("0.5", cs.Flat())]),
        cs.Bounded(model=cs.Tariff(base=3, rates={"x": "0.3"}), fixed_amount={"EU": "3.5"}),
    ],
)
@pytest.mark.parametrize("method", ["largest_remainder", "webster", "each"])
def test_what_is_fixed_follows_from_the_data_and_from_the_text(model, method):
    is_shared = not isinstance(model.model, cs.Tariff) if isinstance(model, cs.Bounded) else True
    for sign in (1, -1) if is_shared else (1,):
        total, by = (sign * 100, {"method": method}) if is_shared else (None, {})
        fees = cs.allocate(total, model, EU, **by)
        fees.check()
        check(fees)
        assert cs.Allocation.from_dict(fees.to_dict()) == fees
        for member in EU:
            check_quota_follows(fees, member)


def test_the_explanation_names_who_is_fixed():
    text = str(cs.allocate(101, fixed_share("0.1"), EU).explain("EU"))
    assert "fixed share (EU 10 %)" in text
    assert (
        "\n  1. fixed share of the total: 0.1 × 101 = 10.1\n  2. quota: 10.1; that is 1 / 10"
        in text
    )
    amount = cs.Bounded(model=cs.Proportional(driver="x"), fixed_amount={"EU": 10})
    fees = cs.allocate(100, amount, EU)
    assert "\n  1. fixed amount: as given = 10\n" in str(fees.explain("EU"))
    steps = str(fees.explain("A")).splitlines()[2:4]
    assert steps[0] == "  1. fixed amount: 10 from EU; the others share the rest"
    assert steps[1].startswith("  2. by x: 90 × 2 / 7 ")
    (fixed,) = [each for each in fees.explain(pool="fee").to_dict()["terms"] if each["binding"]]
    assert (fixed["role"], fixed["binding"]) == ("fixed", {"EU": "10"})
    # Nothing is left for the others of a price list to share.
    listed = cs.Bounded(model=cs.Tariff(rates={"x": 1}), fixed_amount={"EU": 10})
    assert "EU" not in str(cs.allocate(None, listed, EU).explain("A")).partition("\n  1.")[2]


def test_every_member_may_have_a_fixed_share():
    model = cs.Bounded(model=cs.Flat(), minimum_share="1/3", maximum_share="1/3")
    assert cs.allocate(100, model, EU).member_totals == {"EU": 34, "A": 33, "B": 33}
    assert cs.allocate(-100, model, EU).member_totals == {"EU": -34, "A": -33, "B": -33}


@pytest.mark.parametrize(("rounding", "fee"), [("half_up", 3), ("half_even", 2), ("down", 2)])
@pytest.mark.parametrize("round_each", ["fee", "line"])
def test_without_a_total_the_rounding_rule_decides(rounding, fee, round_each):
    model = cs.Bounded(model=cs.Tariff(rates={"x": 1}), minimum="2.5", maximum="2.5")
    each = {"rounding": rounding, "round_each": round_each}
    fees = cs.allocate(None, model, EU, **each)
    assert set(fees.member_totals.values()) == {fee}
    credit = cs.Bounded(model=cs.Fixed(amounts=dict.fromkeys(EU, -1)), minimum="2.5", maximum="2.5")
    assert set(cs.allocate(None, credit, EU, **each).member_totals.values()) == {-fee}


def test_lines_that_miss_bounds_without_a_multiple_are_put_at_the_nearer_one():
    # Lines of 0.8 six times are 4.8, inside; rounded each they come to 6.
    rates = {f"r{at}": "0.8" for at in range(6)}
    model = cs.Bounded(model=cs.Tariff(rates=rates), minimum="4.1", maximum="4.9")
    fees = cs.allocate(None, model, {"A": dict.fromkeys(rates, 1)}, round_each="line")
    assert fees.total == 5
    assert str(fees.explain("A")).splitlines()[-4:-1] == [
        (
            "  8. each line rounded to the nearest multiple of 1, halves up: "
            "1 + 1 + 1 + 1 + 1 + 1 = 6"
        ),
        "  9. no multiple of 1 lies from 4.1 to 4.9, the bounds of A; it may be 4 or 5",
        "  10. that lies outside the bounds; the nearest multiple that they allow is 5",
    ]


def test_the_working_names_the_two_multiples():
    text = str(cs.allocate(100_001, fixed_share("0.025"), EU).explain("EU"))
    assert "no multiple of 1 lies at 2 500.025, the bound of EU; it may be 2 500 or 2 501\n" in text


def sums_of(choices):
    """Every sum of one amount of each member."""
    sums = {Fraction(0)}
    for amounts in choices:
        sums = {one + other for one in sums for other in amounts}
    return sums


@given(CASES, st.sampled_from(["1", "2.5", "7"]), st.sampled_from([1, -1]), st.booleans())
def test_fees_exist_wherever_whole_units_within_the_bounds_sum_to_the_total(
    case, unit, sign, is_fixed
):
    weights, lowest, highest, total = case
    total = total // Fraction(unit) * Fraction(unit)
    assume(total)
    members = {name: {"x": weight} for name, weight in weights.items()}
    if is_fixed:  # a bound on either side at the same amount
        both = {name: each for name, each in lowest.items() if name in highest}
        highest = highest | both
    model = model_of(lowest, highest)
    try:
        quotas = model.quotas(members, sign * total)
    except cs.CostshareError:
        assume(False)
    step = Fraction(unit)
    choices = [
        allowed(name, lowest, highest, step, total)
        if quotas[name]
        else [lowest.get(name, Fraction(0))]
        for name in weights
    ]
    try:
        fees = cs.allocate(sign * total, model, members, unit=unit)
    except cs.CostshareError:
        assert total not in sums_of(choices)
        return
    parts = [sign * Fraction(fee) for fee in fees.member_totals.values()]
    assert sum(parts) == total
    assert all(part in choice for part, choice in zip(parts, choices, strict=True))
    mirrored = cs.allocate(-sign * total, model, members, unit=unit)
    assert [-sign * Fraction(fee) for fee in mirrored.member_totals.values()] == parts


# --- a price list ---------------------------------------------------------------------------------


def test_a_price_list_keeps_to_units_inside():
    model = cs.Bounded(model=cs.Tariff(rates={"population": 1}), minimum=3_010, maximum=50_090)
    fees = cs.allocate(None, model, TOWNS, unit=100)
    assert fees.member_totals == {"Kiruna": 22_900, "Luleå": 50_000, "Arjeplog": 3_100}
    lines = str(fees.explain("Luleå")).splitlines()
    assert lines[2:] == [
        "  1. population: 78 105 × 1 = 78 105",
        "  2. maximum: binds at 50 090, 28 015 less",
        "  3. quota: 78 105 - 28 015 = 50 090",
        "  4. rounded to the nearest multiple of 100, halves up: 50 100",
        "  5. that lies outside the bounds; the nearest multiple that they allow is 50 000",
        "  Fee: 50 000",
    ]


def test_lines_that_are_rounded_each_keep_to_the_bounds_in_sum():
    model = cs.Bounded(model=cs.Tariff(base="10.5", rates={"population": "0.001"}), maximum=50)
    pool = cs.Pool(name="p", model=model, round_each="line")
    members = [cs.Member(name=name, **drivers) for name, drivers in TOWNS.items()]
    board = cs.Agreement(name="Board", period="2023", members=members, pools=[pool])
    fees = board.allocate()
    # 11 + 23 and 11 + 3; Luleå pays 50, which is one line.
    assert fees.member_totals == {"Kiruna": 34, "Luleå": 50, "Arjeplog": 14}
    fees.check()
    assert str(fees.explain("Luleå")).splitlines()[2:] == [
        "  1. base: 1 × 10.5 = 10.5",
        "  2. population: 78 105 × 0.001 = 78.105",
        "  3. maximum: binds at 50, 38.605 less",
        "  4. quota: 10.5 + 78.105 - 38.605 = 50",
        "  5. rounded to the nearest multiple of 1, halves up: 50",
        "  Fee: 50",
    ]


# --- in words -----------------------------------------------------------------------------------


# --- in words -----------------------------------------------------------------------------------

CAPPED = cs.Bounded(model=cs.Mixed(flat_share="0.4"), maximum=50_050, maximum_per={"population": 6})
RULE = (
    "Rule: 40 % equally and the rest by population, with bounds (maximum 50 050, maximum per unit "
    "(population 6)); 100 000 shared among 3 members in units of 100 by largest remainder.\n"
)


def test_what_a_bound_takes_off():
    fees = cs.allocate(100_000, CAPPED, TOWNS, unit=100)
    assert str(fees.explain("Luleå")) == (
        f"Luleå, fee\n{RULE}"
        "  1. flat: 40 000 × 1 / 3 (≈ 33.3333 %) ≈ 13 333.3333\n"
        "  2. by population: 60 000 × 78 105 / 103 757 (≈ 75.2768 %) ≈ 45 166.1093\n"
        "  3. maximum: binds at 50 050, ≈ 8 449.4426 less, taken over by Kiruna, Arjeplog\n"
        "  4. maximum 6 per population: 78 105 × 6 = 468 630, not reached\n"
        "  5. quota: 13 333.3333 + 45 166.1093 - 8 449.4426 = 50 050; that is 1 001 / 2 000 of the "
        "total (50.05 %)\n"
        "  6. floor: 50 050 ÷ 100 = 500.5, so 500 units = 50 000, remainder 0.5 of a unit\n"
        "  7. largest remainder alone gives 501 units, past a bound of Luleå; the bound allows "
        "500 units\n"
        "  Fee: 50 000"
    )


def test_what_a_member_takes_over():
    fees = cs.allocate(100_000, CAPPED, TOWNS, unit=100)
    assert str(fees.explain("Kiruna")) == (
        f"Kiruna, fee\n{RULE}"
        "  1. flat: 40 000 × 1 / 3 (≈ 33.3333 %) ≈ 13 333.3333\n"
        "  2. by population: 60 000 × 22 867 / 103 757 (≈ 22.0390 %) ≈ 13 223.397\n"
        "  3. maximum 6 per population: 22 867 × 6 = 137 202, not reached\n"
        "  4. taken over from Luleå: ≈ 6 683.2697 × ≈ 26 556.7303 / ≈ 26 556.7303 (100 %) "
        "≈ 6 683.2697\n"
        "  5. quota: 13 333.3333 + 13 223.397 + 6 683.2697 = 33 240; that is 831 / 2 500 of the "
        "total (33.24 %)\n"
        "  6. floor: 33 240 ÷ 100 = 332.4, so 332 units = 33 200, remainder 0.4 of a unit\n"
        "  7. largest remainder alone takes Luleå past a bound; they pay the bound, and it "
        "shares the rest: 333 units\n"
        "  Fee: 33 300"
    )


def test_a_member_takes_over_up_to_its_own_bound():
    fees = cs.allocate(100_000, CAPPED, TOWNS, unit=100)
    assert str(fees.explain("Arjeplog")).splitlines()[4:6] == [
        (
            "  3. maximum 6 per population: 2 785 × 6 = 16 710, binds at 16 710, ≈ 1 766.17292 "
            "more, taken off Luleå"
        ),
        (
            "  4. quota: 13 333.33333 + 1 610.49375 + 1 766.17292 = 16 710; that is 1 671 / 10 000 "
            "of the total (16.71 %)"
        ),
    ]


def test_a_credit_and_last_years_fees():
    model = cs.Damped(
        model=cs.Mixed(flat_share="0.4"), previous={"Luleå": 50_000}, max_increase="4%"
    )
    lines = str(cs.allocate(-100_000, model, TOWNS, unit=100).explain("Luleå")).splitlines()
    assert lines[1].startswith("Rule: 40 % equally and the rest by population, at most 4 % above ")
    assert lines[4:6] == [
        (
            "  3. previous fee + 4 %: binds at -52 000, ≈ 6 499.4426 less, taken over by Kiruna, "
            "Arjeplog"
        ),
        (
            "  4. quota: -13 333.3333 - 45 166.1093 + 6 499.4426 = -52 000; that is 13 / 25 of the "
            "total (52 %)"
        ),
    ]


def test_a_bound_that_binds_without_a_change():
    # 10 each; C pays 9, so the others would pay 10 1/3, and B may not.
    model = cs.Bounded(model=cs.Flat(), maximum={"B": 10, "C": 9})
    fees = cs.allocate(40, model, {name: {} for name in "ABCD"}, unit="0.5")
    assert fees.member_totals == {"A": Decimal("10.5"), "B": 10, "C": 9, "D": Decimal("10.5")}
    assert "  2. maximum: binds at 10, as it is" in str(fees.explain("B"))


def test_the_data_name_the_bounds_and_those_that_bind():
    fees = cs.allocate(100_000, CAPPED, TOWNS, unit=100)
    data = fees.explain(pool="fee").to_dict()
    assert data["bounds"] == {
        "Kiruna": ["0", "50050"],
        "Luleå": ["0", "50050"],
        "Arjeplog": ["0", "16710"],
    }
    assert [term["binding"] for term in data["terms"]] == [
        {},
        {},
        {"Luleå": "50050"},
        {"Arjeplog": "16710"},
        {},
    ]
    assert data["lines"][2]["drivers"] == {"population": "2785"}
    open_above = cs.Bounded(model=cs.Flat(), minimum={"Luleå": 1})
    one = cs.allocate(9, open_above, TOWNS).explain("Luleå", "fee").to_dict()
    assert one["bounds"] == {"Luleå": ["1", None]}


# --- the record ---------------------------------------------------------------------------------


def test_a_record_is_checked_against_its_bounds():
    fees = cs.allocate(100_000, CAPPED, TOWNS, unit=100)
    data = fees.to_dict()
    assert data["pools"][0]["bounds"]["Arjeplog"] == {"lowest": "0", "highest": "16710"}
    assert cs.Allocation.from_dict(data) == fees
    data["pools"][0]["bounds"] = {}
    with pytest.raises(cs.ConservationError) as caught:
        cs.Allocation.from_dict(data)
    assert str(caught.value) == (
        "pool fee: the fee of Kiruna is recorded as 33300, but its quota and the pool's rule give "
        "33200"
    )


def test_a_record_that_names_a_stranger_is_refused():
    fees = cs.allocate(100_000, CAPPED, TOWNS, unit=100)
    data = fees.to_dict()
    data["pools"][0]["bounds"]["Lulea"] = {"lowest": "0", "highest": "1"}
    with pytest.raises(cs.CostshareError) as caught:
        cs.Allocation.from_dict(data)
    assert str(caught.value) == (
        "unknown member with bounds in pool fee: 'Lulea'; did you mean 'Luleå'? Known: Kiruna, "
        "Luleå, Arjeplog"
    )
    data = fees.to_dict()
    data["pools"][0]["terms"][2]["binding"]["Pitea"] = "5"
    with pytest.raises(cs.CostshareError, match="member with a bound of the term maximum in pool"):
        cs.Allocation.from_dict(data)


@pytest.mark.parametrize("kind", ["toml", "json"])
def test_an_agreement_with_bounds_is_saved_and_loaded(tmp_path, kind):
    model = cs.Damped(
        model=CAPPED.replace(minimum_share={"Luleå": "1/3"}),
        previous={"Luleå": 48_000, "Kiruna": "22000.50"},
        max_increase="5%",
        max_decrease="1/3",
    )
    tiers = [{"up_to": 5_000, "price": 30_000}, {"price": "60000.5"}]
    agreement = cs.Agreement(
        name="Board",
        period="2023",
        members=[cs.Member(name=name, **drivers) for name, drivers in TOWNS.items()],
        pools=[
            cs.Pool(name="damped", total=80_000, unit=100, model=model),
            cs.Pool(name="tiered", model=cs.Tiered(tiers=tiers)),
        ],
    )
    path = tmp_path / f"board.{kind}"
    agreement.save(path)
    loaded = cs.Agreement.load(path)
    assert loaded == agreement
    assert loaded.allocate() == agreement.allocate()


def test_settling_takes_the_driver_of_a_class_from_the_record():
    from costshare.settlement._sources import facts_for

    tiers = [{"up_to": 5_000, "price": 30_000}, {"price": 60_000}]
    fees = cs.allocate(None, cs.Tiered(tiers=tiers), TOWNS)
    assert facts_for(fees, None).read("population") == {
        name: drivers["population"] for name, drivers in TOWNS.items()
    }
