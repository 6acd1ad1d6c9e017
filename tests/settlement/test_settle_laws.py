"""What holds for every settlement: identities, conservation, sign symmetry, several years."""

from dataclasses import replace
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import costshare as cs
from costshare.settlement import NO_MEMBER

NAMES = ["A", "B", "C", "D"]
POOLS = ["office", "archive", "portal"]
COSTS = st.integers(0, 10**7)
BASES = ["paid", "shares", "flat", cs.PerCapita(), cs.Mixed(flat_share="0.3")]

# Strategies are made here, once: to make one anew for every draw takes longer than to draw.
POPULATIONS = st.tuples(*[st.integers(1, 10**5)] * len(NAMES))
POOL_FIELDS = st.tuples(
    st.lists(st.sampled_from(NAMES), min_size=1, unique=True),
    st.sampled_from([1, 100]),
    st.integers(10, 10**4),
    st.sampled_from([cs.Flat(), cs.PerCapita()]),
)
ALL_POOL_FIELDS = st.tuples(*[POOL_FIELDS] * len(POOLS))


def allocation_of(populations, fields):
    pools = [
        cs.Pool(
            name=name,
            total=count * unit,
            unit=unit,
            model=model,
            members=members,
            method="adams",  # nobody pays nothing, so that every basis has weights
        )
        for name, (members, unit, count, model) in zip(POOLS, fields, strict=True)
    ]
    members = [
        cs.Member(name=name, population=population)
        for name, population in zip(NAMES, populations, strict=True)
    ]
    return cs.Agreement(name="Board", period="2022", members=members, pools=pools).allocate()


ALLOCATIONS = st.builds(allocation_of, POPULATIONS, ALL_POOL_FIELDS)
COSTS_BY_POOL = st.fixed_dictionaries(dict.fromkeys(POOLS, COSTS))
RULES_WITHOUT_KEEP = [
    rule
    for by in BASES
    for rule in (
        cs.CarryForward(by=by),
        cs.Return(by=by),
        cs.Return(by=by, only="surplus"),
        cs.TrueUp(by=by),
    )
]
RULES = st.sampled_from(RULES_WITHOUT_KEEP) | st.builds(
    cs.Return, by=st.sampled_from(BASES), keep=st.integers(0, 10**6)
)
SOME_POOLS = st.lists(st.sampled_from(POOLS), unique=True)
ORDERS = st.sampled_from(list(permutations(POOLS)))
LIMITS = st.none() | st.integers(0, 10**6)


def policies_of(order, rules, covered, orders, limits):
    chosen = dict(zip(order, rules, strict=True))
    for name, others, limit in zip(covered, orders, limits, strict=False):
        from_pools = [each for each in others if each != name]
        chosen[name] = cs.CoverFrom(pools=from_pools, limit=limit, then=chosen[name])
    return chosen


POLICIES = st.builds(
    policies_of,
    ORDERS,
    st.tuples(*[RULES] * len(POOLS)),
    SOME_POOLS,
    st.tuples(*[ORDERS] * len(POOLS)),
    st.tuples(*[LIMITS] * len(POOLS)),
)


EVERYONE = [cs.Member(name=name, population=number) for number, name in enumerate(NAMES, 1)]


@given(ALLOCATIONS, COSTS_BY_POOL, POLICIES, st.dictionaries(st.sampled_from(POOLS), COSTS))
def test_opening_income_cost_transfers_and_returns_make_the_closing(fees, spent, rule, opening):
    year = cs.settle(fees, spent, policies=rule, opening=opening, members=EVERYONE)
    year.check()
    names = [*year.members, NO_MEMBER]
    for balance in (
        year.balance(),
        *(year.balance(pool=name) for name in POOLS),
        *(year.balance(member=name) for name in names),
        *(year.balance(pool, name) for pool in POOLS for name in names),
    ):
        moved = balance.income - balance.cost + balance.transferred - balance.returned
        assert balance.opening + moved == balance.closing
    assert year.balance().transferred == 0
    for name in POOLS:
        total = year.balance(pool=name)
        assert (total.opening, total.income, total.cost) == (
            opening.get(name, 0),
            fees.pool_totals[name],
            spent[name],
        )
        for column in ("opening", "income", "cost", "transferred", "returned", "closing"):
            parts = [getattr(year.balance(name, each), column) for each in names]
            assert sum(parts) == getattr(total, column)


@given(ALLOCATIONS, COSTS_BY_POOL, POLICIES, st.data())
def test_lines_and_payments_reconcile_in_the_year_that_they_correct(fees, spent, rule, data):
    year = cs.settle(fees, spent, policies=rule, members=EVERYONE)
    sent = year.invoice_lines(number="S-{n}", date="2023-02-15")
    paid = fees.invoice_lines(number="2022-{n}", date="2022-06-30")
    after = year.applied_to(fees)
    after.check()
    result = cs.reconcile(after, data.draw(st.permutations([*paid, *sent])))
    assert result.findings == (), str(result)
    back = {name: Fraction(0) for name in year.members}
    for line in year.invoice_lines():
        back[line.member] -= Fraction(line.amount)
    assert back == year.returned


@given(ALLOCATIONS, COSTS_BY_POOL, POLICIES, ALLOCATIONS, st.data())
def test_lines_reconcile_in_the_year_in_which_they_are_sent(fees, spent, rule, other, data):
    period = cs.Period.read(data.draw(st.sampled_from(["2023", "2023-02"])))
    later = replace(other, period=period)
    year = cs.settle(fees, spent, policies=rule, members=EVERYONE)
    sent = year.invoice_lines(number="S-{n}", date="2023-02-15")
    own = later.invoice_lines(number="2023-{n}", date="2023-02-28")
    both = year.applied_to(later)
    both.check()
    assert cs.Allocation.from_dict(both.to_dict()) == both
    result = cs.reconcile(both, data.draw(st.permutations([*own, *sent])))
    assert result.findings == (), str(result)
    assert both.total == later.total - sum(year.returned.values())
    assert {line.corrects for line in sent} <= {fees.period}
    if any(year.returned.values()):
        message = "include the settlement of 2022 already; apply each settlement once"
        with pytest.raises(cs.CostshareError, match=message):
            year.applied_to(both)


@given(ALLOCATIONS, POLICIES, ALLOCATIONS, st.tuples(COSTS_BY_POOL, COSTS_BY_POOL), st.data())
def test_last_year_s_settlement_in_the_fees_changes_nothing(fees, rule, other, spent, data):
    spent, now = spent
    later = replace(other, period=cs.Period.read("2023"))
    last = cs.settle(fees, spent, policies=rule, members=EVERYONE)
    held = last.applied_to(later)
    own = data.draw(st.sampled_from([cs.Return, cs.CarryForward, cs.TrueUp]))
    by = data.draw(st.sampled_from(["paid", "flat", cs.PerCapita()]))
    paid = data.draw(
        st.sampled_from([None, later, held, [*later.invoice_lines(), *last.invoice_lines()]])
    )
    alone, together = (
        cs.settle(each, now, policy=own(by=by), members=EVERYONE, paid=paid)
        for each in (later, held)
    )
    assert together == alone


@given(ALLOCATIONS, ALLOCATIONS, st.tuples(COSTS_BY_POOL, COSTS_BY_POOL), POLICIES, POLICIES)
def test_settlements_go_onto_the_fees_in_any_order(one, two, spent, rule, other):
    first, second = spent
    before = replace(one, period=cs.Period.read("2021"))
    earlier = cs.settle(before, first, policies=rule, members=EVERYONE)
    year = cs.settle(two, second, policies=other, members=EVERYONE)
    in_time = year.applied_to(earlier.applied_to(two))
    turned = earlier.applied_to(year.applied_to(two))
    assert in_time.member_totals == turned.member_totals
    assert in_time.pool_totals == turned.pool_totals
    assert cs.Allocation.from_dict(in_time.to_dict()) == in_time
    paid = two.invoice_lines(number="2022-{n}", date="2022-06-30")
    sent = [
        *earlier.invoice_lines(number="R-{n}", date="2022-02-15"),
        *year.invoice_lines(number="S-{n}", date="2023-02-15"),
    ]
    for fees in (in_time, turned):
        assert cs.reconcile(fees, [*paid, *sent]).findings == ()


@given(ALLOCATIONS, COSTS_BY_POOL, POLICIES, ALLOCATIONS, COSTS_BY_POOL)
def test_last_year_s_settlement_is_not_a_payment_of_this_year(fees, spent, rule, other, now):
    later = replace(other, period=cs.Period.read("2023"))
    sent = cs.settle(fees, spent, policies=rule, members=EVERYONE).invoice_lines(date="2023-02-15")
    own = later.invoice_lines()
    alone, together = (
        cs.settle(later, now, members=EVERYONE, paid=lines) for lines in (own, [*own, *sent])
    )
    assert alone == together


@given(ALLOCATIONS, COSTS_BY_POOL, ALLOCATIONS, POLICIES)
def test_a_settlement_is_applied_to_no_other_fees_of_its_period(fees, spent, other, rule):
    assume(
        {pool.name: {**pool.fees} for pool in fees.pools}
        != {pool.name: {**pool.fees} for pool in other.pools}
        or any(one.unit != two.unit for one, two in zip(fees.pools, other.pools, strict=True))
    )
    year = cs.settle(fees, spent, policies=rule, members=EVERYONE)
    with pytest.raises(cs.CostshareError, match="is not what was settled: the fee of"):
        year.applied_to(other)


@given(ALLOCATIONS, COSTS_BY_POOL, POLICIES, ALLOCATIONS)
def test_a_correction_after_the_settlement_adds_up(fees, spent, rule, restated):
    year = cs.settle(fees, spent, policies=rule, members=EVERYONE)
    late = cs.correct(fees, restated)
    lines = [
        *fees.invoice_lines(date="2022-06-30"),
        *year.invoice_lines(date="2023-02-15"),
        *late.invoice_lines(date="2023-03-31"),
    ]
    assert cs.reconcile(late.applied_to(year.applied_to(fees)), lines).balanced


@given(ALLOCATIONS, ALLOCATIONS, ALLOCATIONS, COSTS_BY_POOL, POLICIES)
def test_corrections_of_another_year_settle_nothing(fees, one, other, spent, rule):
    last = [replace(each, period=cs.Period.read("2021")) for each in (one, other)]
    late = cs.correct(*last).invoice_lines(date="2022-03-31")
    own = fees.invoice_lines()
    settled = [
        cs.settle(fees, spent, policies=rule, members=EVERYONE, paid=lines)
        for lines in (own, [*late, *own])
    ]
    assert settled[0] == settled[1]


@given(ALLOCATIONS, ALLOCATIONS)
def test_true_up_brings_every_member_to_its_final_fee(advance, final):
    year = cs.settle(advance, policy=cs.TrueUp(), final=final)
    advances = [
        cs.InvoiceLine(member=name, pool=pool.name, amount=pool.fee(name))
        for pool in advance.pools
        for name in pool.fees
    ]
    assert year.balance().closing == 0
    for name in NAMES:
        assert year.balance(member=name).cost == final.member_totals[name]
    after = year.applied_to(advance)
    for pool in final.pools:
        for name in NAMES:
            assert (after.fee(name, pool.name) or 0) == (pool.fee(name) or 0)
    assert cs.reconcile(after, [*advances, *year.invoice_lines()]).balanced


@given(ALLOCATIONS, st.dictionaries(st.sampled_from(POOLS), st.integers(-(10**4), 10**4)), RULES)
def test_a_deficit_is_the_mirror_of_a_surplus(fees, differences, rule):
    assume(not (isinstance(rule, cs.TrueUp) or (isinstance(rule, cs.Return) and rule.only)))

    def settled(sign):
        spent = {
            name: total - sign * differences.get(name, 0)
            for name, total in fees.pool_totals.items()
        }
        return cs.settle(fees, spent, policy=rule, members=EVERYONE)

    surplus, deficit = settled(1), settled(-1)
    for name in NAMES:
        for column in ("returned", "closing"):
            one = getattr(surplus.balance(member=name), column)
            assert one == -getattr(deficit.balance(member=name), column)


@given(ALLOCATIONS, st.lists(COSTS_BY_POOL, min_size=2, max_size=4), RULES)
def test_over_several_years_nothing_is_lost(fees, years, rule):
    opening, returned, difference = None, Fraction(0), Fraction(0)
    for number, spent in enumerate(years, start=2022):
        own = replace(fees, period=cs.Period.read(number))
        year = cs.settle(own, spent, policy=rule, opening=opening, members=EVERYONE)
        if opening is not None:
            for name in NAMES:
                assert year.balance(member=name).opening == opening.balance(member=name).closing
        opening = year
        returned += Fraction(year.balance().returned)
        difference += Fraction(fees.total) - sum(spent.values())
    assert Fraction(opening.balance().closing) == difference - returned


@given(
    ALLOCATIONS,
    COSTS_BY_POOL,
    COSTS_BY_POOL,
    st.sampled_from(["take", "leave"]),
    st.sampled_from(NAMES),
)
def test_a_member_that_left_has_nothing_and_the_others_have_its_balance(
    fees, first, second, leavers, gone
):
    before = cs.settle(replace(fees, period=cs.Period.read("2021")), first)
    staying = [name for name in NAMES if name != gone]
    assume(all(set(pool.fees) != {gone} for pool in fees.pools))
    rule = cs.CarryForward(by="flat", leavers=leavers)
    year = cs.settle(fees, second, policy=rule, opening=before, leaving=[gone])
    left = year.balance(member=gone)
    assert left.closing == 0
    owned = left.opening + left.income - left.cost
    assert (left.returned if leavers == "take" else -left.transferred) == owned
    assert (left.transferred if leavers == "take" else left.returned) == 0
    others = sum(Fraction(year.balance(member=name).closing) for name in staying)
    assert others == Fraction(year.balance().closing)


@given(ALLOCATIONS, COSTS_BY_POOL, RULES)
def test_scaling_all_amounts_and_the_unit_scales_the_settlement(fees, spent, rule):
    assume(not (isinstance(rule, cs.Return) and rule.keep))
    whole = cs.settle(fees, spent, policy=rule, members=EVERYONE)
    again = cs.settle(
        fees,
        {name: cost * 3 for name, cost in spent.items()},
        policy=rule,
        members=EVERYONE,
        unit=3,
        paid={pool.name: {name: pool.fee(name) * 3 for name in pool.fees} for pool in fees.pools},
    )
    for name in NAMES:
        assert again.balance(member=name).returned == 3 * whole.balance(member=name).returned


@given(ALLOCATIONS, COSTS_BY_POOL, POLICIES)
def test_a_settlement_survives_its_record(fees, spent, rule):
    year = cs.settle(fees, spent, policies=rule, members=EVERYONE)
    assert cs.Settlement.from_dict(year.to_dict()) == year
    later = replace(fees, period=cs.Period.read("2023"))
    assert cs.settle(later, spent, policies=rule, opening=year, members=EVERYONE) == cs.settle(
        later, spent, policies=rule, opening=year.closing, members=EVERYONE
    )


@given(
    st.lists(st.integers(1, 10**6), min_size=2, max_size=6),
    COSTS,
    st.sampled_from([cs.Return(), cs.Return(by="flat"), cs.TrueUp(by="paid")]),
)
def test_the_order_of_members_decides_ties_alone(amounts, cost, rule):
    paid = {f"M{place}": amount for place, amount in enumerate(amounts)}

    def settled(names):
        model = cs.Fixed(amounts={name: paid[name] for name in names})
        fees = cs.allocate(None, model, {name: {} for name in names}, pool="office")
        return cs.settle(fees, {"office": cost}, policy=rule)

    listed, reversed_ = settled(list(paid)), settled(list(reversed(paid)))
    if listed.pool("office").broken_ties:
        off = [listed.returned[name] - reversed_.returned[name] for name in paid]
        assert max(map(abs, off)) <= 1
    else:
        assert listed.returned == reversed_.returned
