"""Corrections of cascades are explained through the levels."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import costshare as cs
from cascades_local import cascades, platform
from circles_local import circles, schools
from costshare.errors import ConservationError


@st.composite
def restated(draw):
    """A cascade, or pools of a circle, and the same with other costs and weights."""
    before = draw(cascades() | circles())
    pools = [
        pool.replace(total=pool.total + draw(st.integers(0, 999)) * pool.unit.size)
        if pool.total is not None
        else pool
        for pool in before.pools
    ]
    more = draw(st.integers(0, 9))
    members = [
        cs.Member(name=each.name, drivers={key: it + more for key, it in each.drivers.items()})
        for each in before.members
    ]
    return before.allocate(), before.replace(pools=pools, members=members).allocate()


def change(values):
    was, now = values
    return (now or Fraction(0)) - (was or Fraction(0))


@given(restated())
@settings(max_examples=15)
def test_each_change_of_a_total_goes_on_to_the_charges_behind_it(pair):
    """Parts sum to the change of a total, and each part is the change of a fee of another pool."""
    before, after = pair
    explained = cs.correct(before, after).explain()
    explained.check()
    behind = {(line.pool, line.member): line for line in explained.levels}
    assert len(behind) == len(explained.levels)
    for line in (*explained.lines, *explained.levels):
        records = [each.pool(line.pool) for each in (before, after)]
        totals = [each.total for each in records]
        parts = [*line.taken_over.values(), line.own_total or (None, None)]
        if any(record.taken_over for record in records):
            assert sum(map(change, parts)) == totals[1] - totals[0]
        for giver, values in line.taken_over.items():
            assert behind[giver, line.pool].amount == change(values)
    for (giver, member), line in behind.items():
        fees = [each.fee(member, giver) for each in (before, after)]
        assert [line.billed, line.restated] == fees
        assert line.amount == (fees[1] or 0) - (fees[0] or 0)
    data = json.loads(json.dumps(explained.to_dict()))
    assert type(explained).from_dict(data) == explained


def dearer():
    return cs.what_if(
        platform(),
        total={"platform": 10_700, "Product A": 20_400},
        drivers={"Product A": {"load": 4}},
    ).allocate()


def test_why_a_product_passes_on_more():
    explained = cs.correct(platform().allocate(), dearer()).explain("Boden", "Product A")
    lines = str(explained).splitlines()
    assert lines[1] == (
        "  1. restated: 18 392.86; total 24 285.71 → 25 750.00 (20 000.00 → 20 400.00 of its own; "
        "4 285.71 → 5 350.00 from platform)"
    )
    assert lines[-2:] == [
        "Charges that are passed on:",
        ("  platform to Product A, 4 285.71 → 5 350.00; load 3 → 4, total 10 000.00 → 10 700.00"),
    ]
    assert "passed on" not in explained.to_text(lang="sv")
    assert "of its own" not in explained.to_text(lang="sv")


def test_a_circle_is_explained_by_what_its_pools_charge_each_other():
    later = cs.what_if(schools(), total={"IT": 113}).allocate()
    text = str(cs.correct(schools().allocate(), later).explain("Schools", "HR"))
    assert "total 101 → 108 (60 → 67 from IT)" in text
    assert "  IT to HR, 60 → 67; total 120 → 134 (100 → 113 of its own; 20 → 21 from HR)" in text


def test_a_record_with_other_levels_is_refused():
    correction = cs.correct(platform().allocate(), dearer())
    assert cs.Correction.from_dict(correction.to_dict()) == correction
    with pytest.raises(ConservationError, match="levels"):
        replace(correction, levels=correction.levels[::-1]).check()
    line = next(line for line in correction.lines if line.own_total)
    with pytest.raises(ConservationError, match="more than the total"):
        replace(line, own_total=(line.own_total[0], line.own_total[1] + 1)).check()
    without = cs.correct(platform().allocate().final_fees(), dearer().final_fees())
    assert without.levels is None
    assert without.explain().levels == ()
