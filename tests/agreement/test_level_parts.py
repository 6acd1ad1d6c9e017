"""Instalments and added periods of a cascade: the levels stay, in each part and in the whole."""

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import costshare as cs
from cascades_local import cascades, platform
from circles_local import schools

DAYS = st.sampled_from([None, "2022-04-01", "2022-05-15"])


def cells(allocation):
    return {
        (pool.name, name): Fraction(fee)
        for pool in allocation.pools
        for name, fee in pool.fees.items()
    }


def added(parts):
    whole = {}
    for part in parts:
        for cell, fee in cells(part).items():
            whole[cell] = whole.get(cell, 0) + fee
    return whole


def assert_explained(allocation, member, pool):
    """What a fee consists of by level sums to it, and each level states what it takes over."""
    record, explained = allocation.pool(pool), allocation.explain(member, pool)
    explained.check()
    assert {*record.taken_over} <= {each.name for each in explained.levels}
    text = str(explained).replace("\N{NO-BREAK SPACE}", " ")
    for name in record.taken_over:
        assert f"{name}, passed on to {pool}" in text or f"{name}'s" in text
    fee = record.fees[member]
    amounts = [record.own_total, *map(Fraction, record.taken_over.values())]
    if record.taken_over and fee and min(amounts) >= 0:
        (parts,) = re.findall(rf"(?:charged by|of) {pool}.*: (.*)", text)
        numbers = [re.match(r"[-\d ]*[\d.]+", each)[0] for each in parts.split(" + ")]
        assert sum(Decimal(each.replace(" ", "")) for each in numbers) == fee


@given(cascades(), st.sampled_from(["quarter", 2, "month"]), DAYS)
@settings(max_examples=10)
def test_instalments_keep_the_levels(agreement, periods, joined):
    """Every fee of every level sums, payers pay the same, and no level makes or loses money."""
    last = [each.replace(joined=joined) if each.name == "c" else each for each in agreement.members]
    fees = agreement.replace(members=last).allocate()
    parts = fees.instalments(periods)
    assert added(parts) == cells(fees)
    plain = fees.final_fees().instalments(periods)
    for part, alone in zip(parts, plain, strict=True):
        part.check()
        assert part.passing_on == fees.passing_on
        assert cells(part.final_fees()) == cells(alone)
        for pool in part.pools:
            own = fees.pool(pool.name).own_total
            if fees.pool(pool.name).taken_over and pool.total >= 0:
                # Of no own cost there is no part.
                assert (pool.own_total > 0) <= (own > 0)
                assert pool.own_total >= 0
    for member in parts[-1].pool("X").fees:
        assert_explained(parts[-1], member, "X")
    year = cs.add_periods(parts)
    year.check()
    whole = year.allocation()
    whole.check()
    assert cells(whole) == cells(fees)
    assert {each.name: each.taken_over for each in whole.pools} == {
        each.name: each.taken_over for each in fees.pools
    }
    for member in whole.pool("X").fees:
        assert_explained(whole, member, "X")
    assert cs.Periods.from_dict(year.to_dict()) == year


@given(st.lists(cascades(), min_size=2, max_size=2))
@settings(max_examples=10)
def test_quarters_are_added_up_with_their_levels(agreements):
    """Also where others pass their fees on: then the fees of those who pay are added up."""
    quarters = [
        each.replace(period=f"2022-Q{at}").allocate() for at, each in enumerate(agreements, 1)
    ]
    both = cs.add_periods(quarters)
    both.check()
    whole = both.allocation()
    whole.check()
    assert added([each.final_fees() for each in both]) == cells(whole.final_fees())
    if quarters[0].passing_on == quarters[1].passing_on:
        assert whole.passing_on == quarters[0].passing_on
        assert cells(whole) == added(quarters)
    for member in whole.pool("X").fees:
        assert_explained(whole, member, "X")


def test_a_product_that_joins_late_is_behind_the_fees_of_the_whole_year():
    agreement = platform()
    late = [
        each.replace(joined="2022-07-01") if each.name == "Product A" else each
        for each in agreement.members
    ]
    fees = agreement.replace(members=late).allocate()
    parts = fees.instalments("quarter", unit="0.01")
    assert added(parts) == cells(fees)
    assert_explained(parts[0], "Boden", "Product A")
    quarters = [agreement.replace(members=late, period=f"2022-Q{n}").allocate() for n in (2, 3)]
    whole = cs.add_periods(quarters).allocation()
    whole.check()
    assert whole.pool("Product A").taken_over == {
        "platform": quarters[1].fee("Product A", "platform")
    }


def test_a_member_that_pays_for_one_period_and_passes_on_in_the_next_has_no_levels_in_the_whole():
    one, other = (platform().replace(period=f"2022-Q{n}") for n in (1, 2))
    paying = [pool for pool in one.pools if pool.name != "Product B"]
    members = [each for each in one.members if each.name != "Product B"]
    product = cs.Member(name="Product B", drivers={"load": 4, "use a": 0})
    quarters = [
        one.replace(pools=paying, members=[*members, product]).allocate(),
        other.allocate(),
    ]
    whole = cs.add_periods(quarters).allocation()
    whole.check()
    assert whole.passing_on == ()
    assert cells(whole) == added([each.final_fees() for each in quarters])


@pytest.mark.parametrize("name", ["month", "quarter"])
def test_of_a_circle_those_who_pay_have_instalments(name):
    fees = schools().allocate()
    parts = fees.instalments(name)
    assert all(part.passing_on == () for part in parts)
    assert added(parts) == cells(fees.final_fees())
    halves = [schools().replace(period=f"2022-Q{n}").allocate() for n in (1, 2)]
    whole = cs.add_periods(halves).allocation()
    whole.check()
    assert whole.total == sum(each.total for each in halves)
