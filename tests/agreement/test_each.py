"""A stated total whose quotas are rounded one by one, and settings that would have no effect."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.apportionment import ROUNDINGS, round_units
from costshare.testing import assert_allocation_sums

THREE = {"A": {"population": 1}, "B": {"population": 1}, "C": {"population": 1}}
BOARD = [cs.Member(name=name, population=size) for name, size in zip("ABC", (1, 2, 4), strict=True)]


@pytest.mark.parametrize(
    ("rounding", "fees", "off"),
    [(None, 33, -1), ("half_up", 33, -1), ("up", 34, 2), ("down", 33, -1)],
)
def test_every_quota_is_rounded_on_its_own_and_the_record_states_what_is_off(rounding, fees, off):
    shared = cs.allocate(100, cs.Flat(), THREE, method="each", rounding=rounding)
    assert shared.member_totals == dict.fromkeys("ABC", fees)
    pool = shared.pool("fee")
    assert (pool.total, pool.amount, pool.rounding_difference) == (100, 3 * fees, off)
    assert (shared.total, shared.pool_totals) == (3 * fees, {"fee": 3 * fees})
    shared.check()
    assert cs.Allocation.from_dict(shared.to_dict()) == shared
    data = shared.explain(pool="fee").to_dict()
    assert (data["total"], data["method"], data["ties"]) == ("100", "each", None)
    assert (data["rounding"], data["rounding_difference"]) == (rounding or "half_up", str(off))


def test_the_total_may_have_more_decimals_than_the_unit():
    fees = cs.allocate("100.40", cs.Flat(), THREE, method="each")
    assert fees.member_totals == dict.fromkeys("ABC", 33)
    assert fees.pool("fee").rounding_difference == Fraction(-7, 5)
    assert str(fees.explain("A")) == (
        "A, fee\n"
        "Rule: equally; 100.4 shared among 3 members, each fee rounded half up in units of 1, "
        "which is 1.4 less in all.\n"
        "  1. flat: 100.4 × 1 / 3 (≈ 33.3333 %) ≈ 33.466667\n"
        "  2. quota: ≈ 33.466667; that is 1 / 3 of the total (≈ 33.3333 %)\n"
        "  3. rounded to the nearest multiple of 1, halves up: 33\n"
        "  Fee: 33"
    )


@given(
    st.lists(st.integers(0, 99), min_size=1, max_size=6).filter(any),
    st.integers(-(10**6), 10**6),
    st.sampled_from(sorted(ROUNDINGS)),
    st.sampled_from(["fee", "line"]),
    st.sampled_from([1, 100, "0.01", 7]),
)
def test_fees_are_the_total_and_the_difference_and_each_is_its_rounded_quota(
    sizes, total, rounding, round_each, unit
):
    members = {f"m{at}": {"population": size} for at, size in enumerate(sizes)}
    model = cs.Mixed(flat_share="0.3")
    how = {"method": "each", "rounding": rounding, "round_each": round_each}
    fees = cs.allocate(total, model, members, unit=unit, **how)
    pool, step = fees.pool("fee"), Fraction(unit)
    assert fees.total == total + pool.rounding_difference
    if round_each == "fee":
        for name, quota in model.quotas(members, total).items():
            assert fees.fee(name, "fee") == round_units(quota / step, rounding) * step
    fees.check()
    assert_allocation_sums(fees)
    assert cs.Allocation.from_dict(fees.to_dict()) == fees
    credit = cs.allocate(-total, model, members, unit=unit, **how)
    assert credit.member_totals == {name: -fee for name, fee in fees.member_totals.items()}


def test_a_record_that_was_changed_is_refused():
    data = cs.allocate(100, cs.Flat(), THREE, method="each").to_dict()
    for field, value, message in (
        ("fees", {"A": 34, "B": 33, "C": 33}, "fee of A is recorded as 34, but its quota"),
        ("total", "99", "quotas sum to 100, not to the total 99"),
        ("ties", "listed", "do not go together"),
        ("rounding", None, "do not go together"),
    ):
        changed = {**data, "pools": [{**data["pools"][0], field: value}]}
        with pytest.raises(cs.CostshareError, match=message):
            cs.Allocation.from_dict(changed)


def board(**settings):
    pool = cs.Pool(name="office", **{"model": cs.PerCapita(), "total": 100} | settings)
    return cs.Agreement(name="Board", period="2022", members=BOARD, pools=[pool])


def test_the_books_go_by_the_fees():
    fees = board(method="each", rounding="up").allocate()
    assert fees.member_totals == {"A": 15, "B": 29, "C": 58}
    lines = fees.invoice_lines(instalments=2)
    assert sum(line.amount for line in lines) == 102
    assert cs.reconcile(fees, lines).balanced
    assert [part.total for part in fees.instalments(2)] == [51, 51]
    assert cs.settle(fees, {"office": 100}, policy=cs.Return()).balance().returned == 2
    comparison = cs.compare({"each": board(method="each", rounding="up"), "sum": board()})
    assert comparison.fees().sum().tolist() == [102, 100]
    simulated = cs.simulate(
        board(method="each", rounding="up"), driver="population", spread="0%", seed=1, runs=2
    )
    assert simulated.today == fees


@pytest.mark.parametrize("kind", [".toml", ".json"])
def test_an_agreement_keeps_it(tmp_path, kind):
    agreement = board(method="each", rounding="half_even", round_each="line")
    agreement.save(tmp_path / f"board{kind}")
    assert cs.Agreement.load(tmp_path / f"board{kind}") == agreement


TARIFF = {"model": cs.Tariff(base="1.5"), "total": None}
FIXED = {"model": cs.Fixed(amounts={"A": 1, "B": 2, "C": 3}), "total": None}
SHARED = "the total is shared by largest_remainder; leave it out, or pass method='each'"
ALONE = "without a total each fee is rounded by rounding; leave it out, or give total"
AGREED = "agreed amounts are neither shared nor rounded; leave it out"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"rounding": "down"}, f"rounding='down' has no effect: {SHARED}"),
        ({"round_each": "line"}, f"round_each='line' has no effect: {SHARED}"),
        ({**TARIFF, "method": "webster"}, f"method='webster' has no effect: {ALONE}"),
        ({**TARIFF, "method": "each"}, f"method='each' has no effect: {ALONE}"),
        ({**TARIFF, "ties": "listed"}, f"ties='listed' has no effect: {ALONE}"),
        ({**FIXED, "rounding": "up"}, f"rounding='up' has no effect: {AGREED}"),
        ({**FIXED, "total": 6, "method": "adams"}, f"method='adams' has no effect: {AGREED}"),
        ({"method": "each", "ties": "error"}, "ties='error' has no effect: method 'each' breaks"),
    ],
)
def test_a_setting_without_effect_is_refused_by_pools_and_by_allocate(settings, message):
    for make in (
        lambda: board(**settings),
        lambda: cs.allocate(**{"model": cs.PerCapita(), "total": 100, "members": BOARD} | settings),
    ):
        with pytest.raises(cs.CostshareError) as error:
            make()
        assert message in str(error.value)


def test_a_setting_for_a_later_version_counts():
    pool = cs.Pool(
        name="p",
        model=cs.Tariff(base="1.5"),
        rounding="down",
        method="webster",
        versions=[cs.Version(since="2023-01-01", total=10, model=cs.Flat())],
    )
    agreement = cs.Agreement(name="x", period="2022", members=BOARD, pools=[pool])
    assert agreement.allocate().member_totals == dict.fromkeys("ABC", 1)
    assert agreement.replace(period="2023").allocate().pools[0].method == "webster"


def test_a_comparison_drops_how_the_others_are_shared_for_agreed_amounts():
    models = {"agreed": cs.Fixed(amounts={"A": 1, "B": 2, "C": 3}), "flat": cs.Flat()}
    compared = cs.compare(models, total=6, members=BOARD, method="webster")
    assert compared.allocations["flat"].pools[0].method == "webster"
    with pytest.raises(cs.CostshareError, match="method='webster' has no effect: agreed amounts"):
        cs.compare({"agreed": models["agreed"]}, total=6, members=BOARD, method="webster")


def test_the_table_states_the_total_that_the_fees_miss():
    fees = cs.allocate(100, cs.Flat(), THREE, method="each", currency="SEK")
    caption = "fee, SEK; fee: fees 99, total to be shared 100"
    assert str(fees).startswith(f"{caption}\n")
    assert caption in fees._repr_html_()
    third = cs.allocate("100/3", cs.Flat(), THREE, method="each")
    assert str(third).startswith("fee; fee: fees 33, total to be shared ≈ 33.3333\n")
    exact = cs.allocate(99, cs.Flat(), THREE, method="each")
    assert str(exact).startswith("fee\n")
