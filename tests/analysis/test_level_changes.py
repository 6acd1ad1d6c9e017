"""Explained changes of cascades: what changed at the levels behind, in what the payer pays."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import costshare as cs
from cascades_local import cascades, platform
from circles_local import circles, schools


@st.composite
def changed(draw):
    """A cascade, and the same with another cost or weight; what changed, and by how much."""
    before = draw(cascades())
    more = draw(st.integers(1, 999))
    if draw(st.booleans()):
        name = draw(st.sampled_from([pool.name for pool in before.pools]))
        pools = [
            pool.replace(total=pool.total + more) if pool.name == name else pool
            for pool in before.pools
        ]
        return ("total", name, more), before, before.replace(pools=pools)
    name = draw(st.sampled_from([each.name for each in before.members]))
    members = [
        cs.Member(name=name, drivers={"w": each.driver_values["w"] + more})
        if each.name == name
        else each
        for each in before.members
    ]
    return ("driver", name, more), before, before.replace(members=members)


def pairs():
    """Two cascades, or two agreements of circles, with anything different."""
    return st.tuples(cascades(), cascades()) | st.tuples(circles(), circles())


def amount(terms):
    return sum((term.amount for term in terms), Fraction(0))


def is_of_total(term):
    return term.level is not None or term.causes in {("own_total",), ("total",)}


# --- laws ---------------------------------------------------------------------------------------


@given(pairs())
@settings(max_examples=12)
def test_terms_sum_to_the_change_of_what_is_paid_in_the_end(pair):
    before, after = (each.allocate() for each in pair)
    change = cs.explain_change(before, after)
    change.check()
    paid = [each.final_fees().member_totals for each in (before, after)]
    for member in change.members:
        moved = Fraction(paid[1].get(member, 0)) - Fraction(paid[0].get(member, 0))
        assert amount(term for term in change if term.member == member) == moved
        assert sum(change.effects(member).values()) == moved
    assert not {*change.members} & ({*before.passing_on} & {*after.passing_on})
    assert len(cs.explain_change(before, before)) == 0
    data = json.loads(json.dumps(change.to_dict()))
    assert cs.FeeChange.from_dict(data) == change


@given(pairs())
@settings(max_examples=4)
def test_terms_sum_to_the_change_of_what_a_department_passes_on(pair):
    before, after = (each.allocate() for each in pair)
    paying = {name for each in (before, after) for name in each.final_fees().members}
    for name in dict.fromkeys((*before.members, *after.members)):
        if name not in paying:
            change = cs.explain_change(before, after, name)
            change.check()
            fees = [
                sum((Fraction(each.fees.get(name, 0)) for each in side.pools), Fraction(0))
                for side in (before, after)
            ]
            assert amount(change.terms) == fees[1] - fees[0]
            assert {term.member for term in change} <= {name}


@given(changed())
@settings(max_examples=30)
def test_one_change_at_a_level_is_the_cause_at_that_level(case):
    (kind, name, more), before, after = case
    fees = before.allocate()
    change = cs.explain_change(fees, after)
    moved = [term for term in change if term.amount and term.causes != ("rounding",)]
    if kind == "driver":
        assert all(
            (term.charged or term.member) == name
            if term.causes == ("driver",)
            else term.causes == ("others",)
            for term in moved
        )
        return
    weights = {each.name: each.driver_values["w"] for each in before.members}
    pools = {pool.name: pool for pool in before.pools}

    def reaching(pool):
        """Amount of the change in the total of a pool, by shares alone."""
        own = Fraction(more) if pool == name else Fraction(0)
        givers = [each for each in pools if pool in pools[each].members and pools[pool].receives]
        return own + sum(reaching(giver) * share(giver, pool) for giver in givers)

    def share(pool, member):
        return Fraction(weights[member], sum(weights[each] for each in pools[pool].members))

    assert {term.causes for term in moved} <= {("own_total",), ("total",)}
    assert {term.level or term.pool for term in moved} <= {name}
    for pool in change.pools:
        for member in change.members:
            terms = [term for term in moved if (term.pool, term.member) == (pool, member)]
            charged = member in fees.pool(pool).fees
            assert amount(terms) == (reaching(pool) * share(pool, member) if charged else 0)


@given(pairs())
@settings(max_examples=12)
def test_parts_of_a_total_sum_to_its_change(pair):
    """Product X charges only those who pay in the end, by one rule before and after."""
    before, after = (each.allocate() for each in pair)
    change = cs.explain_change(before, after, pool="X")
    totals = [each.pool("X").total for each in (before, after)]
    assert amount(filter(is_of_total, change)) == totals[1] - totals[0]


@example(schools(), 13)
@given(circles(), st.integers(1, 10**4))
@settings(max_examples=20)
def test_a_dearer_pool_of_a_circle_is_a_change_of_totals_alone(before, more):
    pools = [
        pool.replace(total=pool.total + more * pool.unit.size) if pool.name == "IT" else pool
        for pool in before.pools
    ]
    change = cs.explain_change(before, before.replace(pools=pools))
    causes = {term.causes for term in change if term.amount}
    assert causes <= {("own_total",), ("total",), ("rounding",)}


# --- cases --------------------------------------------------------------------------------------


def dearer():
    return cs.what_if(
        platform(),
        total={"platform": 10_700, "Product A": 20_400},
        drivers={"Product A": {"load": 4}},
    )


def test_a_controller_reads_why_a_product_became_dearer():
    change = cs.explain_change(platform(), dearer(), "Boden", "Product A")
    lines = str(change).splitlines()
    assert [line.split(": ≈")[0] for line in lines[1:5]] == [
        "  1. own costs 20 000.00 → 20 400.00",
        "  2. platform to Product A, pool total 10 000.00 → 10 700.00",
        "  3. platform to Product A, load 3 → 4",
        ("  4. platform to Product A, rounding in units of 0.01, fee less quota ≈ -0.00428571 → 0"),
    ]
    # 5 of the 7 units of use: of 400, of 3/7 of 700, and of the step from 3/7 to 4/8 of 10 700.
    assert [term.amount for term in change][:3] == [
        Fraction(5, 7) * each for each in (400, 300, Fraction(10_700, 14))
    ]
    assert lines[-1].endswith("platform charges Product A, whose own pool passes it on.")
    swedish = change.to_text(lang="sv")
    assert "own costs" not in swedish
    assert " to Product A" not in swedish


def test_a_department_that_pays_in_the_end_before_and_passes_on_after():
    """Both ways, and a product that the platform charges only after."""
    passing = platform()
    members = {"Product A": ["Boden"], "Product B": ["Luleå"]}
    paying = passing.replace(
        pools=[
            pool.replace(receives=False, total=pool.total or 1, members=members[pool.name])
            if pool.name in members
            else pool
            for pool in passing.pools
        ]
    )
    for one, other in ((passing, paying), (paying, passing)):
        change = cs.explain_change(one, other)
        change.check()
        assert {term.causes for term in change if term.member == "Product A"} == {("pool",)}
        behind = [term for term in change if term.level is not None]
        assert {(term.level, term.causes) for term in behind} == {("platform", ("pool",))}
        text = str(cs.explain_change(one, other, "Boden"))
        assert f"platform to Product A, only {'before' if one is passing else 'after'}" in text


def test_a_comparison_explains_the_levels_too():
    compared = cs.compare({"today": platform(), "plan": dearer()})
    explained = compared.explain("Boden")
    assert [term.amount for term in explained] == [
        term.amount for term in cs.explain_change(platform(), dearer(), "Boden")
    ]
    assert cs.Comparison.from_dict(compared.to_dict()) == compared
    other = platform().replace(name="other").allocate()
    for levels in ({"today": other}, {"none": other}):
        with pytest.raises(cs.CostshareError, match=r"levels|none"):
            replace(compared, levels=levels).check()


def test_what_a_department_is_charged_is_explained():
    before = schools(support="step_down", order=["IT", "HR"])
    after = cs.what_if(before, total={"IT": 130})
    change = cs.explain_change(before, after, "HR")
    assert change.change_in_words("HR") == "HR pays 15 more for all pools: 50 → 65"
    assert "  1. pool total 100 → 130: +15\n" in str(change)
    assert change.to_frame()["after"].tolist() == [65]
    assert cs.explain_change(before, after, "HR", "IT").terms == change.terms
    assert cs.FeeChange.from_dict(change.to_dict()) == change


def test_instalments_point_to_the_fees_of_whole_periods():
    first, second = platform().allocate().instalments("quarter")[:2]
    change = cs.explain_change(first, second)
    assert "explain the fees of the whole periods to see what is behind it" in str(change)


def test_a_pool_that_charges_departments_alone_is_explained():
    chain = platform()
    change = cs.explain_change(
        chain, cs.what_if(chain, total={"platform": 11_000}), pool="platform"
    )
    assert amount(change.terms) == 1000
    assert set(change.members) == {"Product A", "Product B"}
