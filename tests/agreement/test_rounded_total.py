"""A total that is not a multiple of the unit: quotas of the exact one, fees of the rounded one."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.apportionment import ROUNDINGS, round_units
from derivation_local import check_derivation, check_quota_follows
from explanation_local import check
from naive_apportionment import naive

COUNTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=5).filter(any)
TOTALS = st.fractions(-(10**6), 10**6, max_denominator=997)
UNITS = st.sampled_from([Fraction(1), Fraction("0.01"), Fraction(50)])


def shared(total, counts, **settings):
    members = {f"m{at}": {"population": count} for at, count in enumerate(counts)}
    return cs.allocate(total, cs.PerCapita(), members, **settings)


@given(TOTALS, COUNTS, UNITS, st.sampled_from([*ROUNDINGS]))
def test_fees_share_the_rounded_total_and_the_record_has_both(total, counts, unit, rounding):
    fees = shared(total, counts, unit=unit, round_total=rounding)
    (pool,) = fees.pools
    units = round_units(total / unit, rounding)
    assert [int(Fraction(fee) / unit) for fee in pool.fees.values()] == naive(
        units, counts, "largest_remainder"
    )
    assert pool.total == units * unit == Fraction(fees.total)
    assert pool.unrounded_total == (None if pool.total == total else total)
    exact = pool.terms[0]
    assert sum(exact.quotas.values()) == exact.amount == total
    fees.check()
    assert cs.Allocation.from_dict(fees.to_dict()) == fees
    if total:
        check(fees)


@given(TOTALS.filter(lambda total: abs(total) >= 1), COUNTS)
def test_the_text_leads_from_the_exact_total_to_the_fees(total, counts):
    fees = shared(total, counts, unit="0.01", round_total="half_up")
    for member in fees.members:
        check_derivation(fees, member)
        check_quota_follows(fees, member)


def board(**settings):
    pool = cs.Pool(name="trains", total="100.4567", unit="0.01", model=cs.Flat(), **settings)
    members = [cs.Member(name=name) for name in ("A", "B", "C")]
    return cs.Agreement(name="Act", period="2022", members=members, pools=[pool])


def test_an_exact_total_grows_from_year_to_year():
    plan = cs.project(board(round_total="half_up"), years=[2023, 2024], total_change="1.8%")
    of_2024 = plan.allocations["2024"].pool("trains")
    assert of_2024.unrounded_total == Fraction("100.4567") * Fraction("1.018") ** 2
    assert of_2024.total == Fraction("104.11")


def test_it_is_saved_explained_reconciled_and_said(tmp_path):
    agreement = board(round_total="half_up")
    for kind in ("toml", "json"):
        agreement.save(tmp_path / f"act.{kind}")
        assert cs.Agreement.load(tmp_path / f"act.{kind}") == agreement
    fees = agreement.allocate()
    assert "100.4567, rounded half up to 100.46, shared among" in str(fees.explain("A"))
    data = fees.explain(pool="trains").to_dict()
    assert (data["total"], data["unrounded_total"]) == ("100.46", "1004567/10000")
    assert cs.reconcile(fees, fees.invoice_lines(number="F{n}")).balanced
    assert cs.what_if(agreement, total={"trains": "7.777"}).allocate().total == Fraction("7.78")


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"total": None, "model": cs.Tariff(base=1)}, "there is no total; leave it out"),
        ({"method": "each"}, "by method 'each' fees need not sum to a rounded total"),
        ({"model": cs.Fixed(amounts={"A": 1})}, "agreed amounts sum to the total as they are"),
        ({"round_total": "nearest"}, "unknown rounding of a total 'nearest'"),
    ],
)
def test_a_rounding_without_effect_is_refused(fields, why):
    given_fields = {"name": "p", "total": 1, "model": cs.Flat(), "round_total": "up"} | fields
    with pytest.raises(cs.CostshareError, match=why):
        cs.Pool(**given_fields)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"unrounded_total": None}, "unrounded_total and round_total go together; state both"),
        ({"unrounded_total": "99.999"}, "not to the 100.46|not to the total 99.999"),
        ({"round_total": "down"}, "the units of the unrounded total sum to 100.45, not to the"),
    ],
)
def test_a_record_that_does_not_follow_is_refused(changes, message):
    data = board(round_total="half_up").allocate().to_dict()
    data["pools"][0] |= changes
    with pytest.raises(cs.ConservationError, match=message):
        cs.Allocation.from_dict(data).check()
