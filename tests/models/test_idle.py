"""Idle capacity: used and idle come to the invoice, whoever pays for what stood idle."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.models import IDLE_WORDS
from facts_local import TOTALS, check_laws, members, total_of
from prices_local import QUANTITIES, RATES, capacities, capacity_that_suffices, uses

WHOLE = st.integers(-(10**24), 10**24).filter(bool)
RULES = ["by_use", "flat", "per_capita", "host"]

USE = {
    "A": {"population": 3, "vcpu": 6, "gb": 10},
    "B": {"population": 1, "vcpu": 2, "gb": 10},
    "C": {"population": 1, "vcpu": 0, "gb": 0},
}
PRICES = {"vcpu": 10, "gb": 1}
PROVIDED = {"vcpu": 12, "gb": 30}


def capacity(rule, **more):
    host = {"host": "C"} if rule == "host" else {}
    return cs.Capacity(prices=PRICES, provided=PROVIDED, idle=rule, **host).replace(**more)


def parts(fees, word):
    """What the terms of one kind come to, by member."""
    found = [
        term
        for term in fees.explain(pool="fee").to_dict()["terms"]
        if word in term["label"].split(", ")[0].split()
    ]
    return {
        name: sum((Fraction(term["quotas"][name]) for term in found), Fraction(0))
        for name in fees.members
    }


# --- the four rules, by hand ----------------------------------------------------------------------

# Used: A 70, B 30. Idle: 4 vCPU at 10 and 10 GB at 1. Provided in all: 150.


@pytest.mark.parametrize(
    ("rule", "idle"),
    [
        ("by_use", {"A": 35, "B": 15, "C": 0}),
        ("flat", {"A": Fraction(50, 3), "B": Fraction(50, 3), "C": Fraction(50, 3)}),
        ("per_capita", {"A": 30, "B": 10, "C": 10}),
        ("host", {"A": 0, "B": 0, "C": 50}),
    ],
)
@pytest.mark.parametrize("total", [None, 150, 1500, -150, 1])
def test_each_rule_shares_idle_capacity_its_own_way(rule, idle, total):
    factor = 1 if total is None else Fraction(total, 150)
    quotas = capacity(rule).quotas(USE, total)
    used = {"A": 70, "B": 30, "C": 0}
    assert quotas == {name: factor * (used[name] + idle[name]) for name in USE}


@pytest.mark.parametrize("rule", RULES)
def test_used_and_idle_are_terms_of_their_own_and_come_to_the_invoice(rule):
    fees = cs.allocate(3000, capacity(rule), USE)
    used, idle = parts(fees, "used"), parts(fees, "idle")
    assert used == {"A": 1400, "B": 600, "C": 0}
    assert total_of(idle) == 1000
    quotas = {line.member: line.quota for line in fees.pools[0].lines}
    assert quotas == {name: used[name] + idle[name] for name in USE}
    assert [term.label for term in fees.pools[0].terms] == [
        "used vcpu",
        "used gb",
        f"idle vcpu, {IDLE_WORDS[rule]}, 4 at 10",
        f"idle gb, {IDLE_WORDS[rule]}, 10 at 1",
    ]


def test_idle_capacity_is_a_line_of_its_own_where_its_member_is_one():
    board = {**USE, "idle capacity": {"vcpu": 0, "gb": 0}}
    fees = cs.allocate(300, capacity("host", host="idle capacity"), board)
    assert fees.member_totals == {"A": 140, "B": 60, "C": 0, "idle capacity": 100}


def test_the_text_shows_used_and_idle_capacity_apart():
    text = str(cs.allocate(None, capacity("by_use"), USE).explain("A"))
    assert "1. used vcpu: 6 × 10 = 60" in text
    assert (
        "3. idle vcpu, by use, 4 at 10: provided 12, used 8, idle 4; 40 × 6 / 8 (75 %) = 30" in text
    )
    assert text.startswith(
        "A, fee\nRule: by priced use (prices (vcpu 10, gb 1), provided (vcpu 12, gb 30), "
        "idle capacity shared by use); charged to 3 members"
    )


def test_only_what_was_provided_is_shown_as_used():
    model = cs.Capacity(prices=PRICES, provided={"gb": 20}, idle="flat")
    labels = [term.label for term in cs.allocate(None, model, USE).pools[0].terms]
    assert labels == ["vcpu", "used gb"]  # all 20 GB are in use, so nothing is idle


def test_idle_capacity_is_valued_at_the_price_of_the_first_unit():
    tiers = [{"up_to": 2, "price": 10}, {"price": 1}]
    for price in (cs.Price(tiers=tiers), cs.Price(price=10, free=1), 10):
        model = cs.Capacity(prices={"vcpu": price}, provided={"vcpu": 5}, idle="host", host="B")
        quotas = model.quotas({"A": {"vcpu": 3}, "B": {"vcpu": 0}})
        assert quotas["B"] == 20


# --- laws -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", RULES)
@given(members("population", "vcpu"), TOTALS, st.fractions("1/1000", 1000, max_denominator=1000))
def test_a_shared_invoice_keeps_the_laws(rule, facts, total, factor):
    model = cs.Capacity(
        prices={"vcpu": 3},
        provided={"vcpu": 2 * sum(Fraction(row["vcpu"]) for row in facts.values())},
        idle=rule,
        host="A" if rule == "host" else None,
    )
    check_laws(model, facts, total, Fraction(1))
    # Use and provided capacity in another unit: the same shares.
    scaled = {
        name: {"population": row["population"], "vcpu": Fraction(row["vcpu"]) * factor}
        for name, row in facts.items()
    }
    wider = model.replace(provided={"vcpu": model.provided["vcpu"] * factor})
    assert wider.quotas(scaled, total) == model.quotas(facts, total)


@given(capacities(("population", "x")), TOTALS)
def test_used_and_idle_come_to_the_invoice_whatever_the_prices(case, total):
    model, facts = case
    quotas = model.quotas(facts, total)
    assert total_of(quotas) == total
    whole = total_of(model.quotas(facts))
    assert quotas == {
        name: each * Fraction(total) / whole for name, each in model.quotas(facts).items()
    }


@given(uses(("vcpu", "gb")), RATES, RATES, QUANTITIES, QUANTITIES)
def test_without_a_total_used_and_idle_come_to_all_that_was_provided(facts, one, two, more, most):
    needed = capacity_that_suffices(cs.Capacity(prices={"vcpu": one, "gb": two}), facts)
    provided = {"vcpu": needed["vcpu"] + more, "gb": needed["gb"] + most}
    model = cs.Capacity(prices={"vcpu": one, "gb": two}, provided=provided, idle="flat")
    assert total_of(model.quotas(facts)) == sum(
        Fraction(model.prices[name]) * provided[name] for name in provided
    )


@given(uses(("vcpu", "gb")), RATES, RATES, TOTALS, st.fractions(1, 9, max_denominator=9))
def test_by_use_changes_no_share_where_all_resources_are_equally_idle(facts, one, two, total, f):
    model = cs.Capacity(prices={"vcpu": one, "gb": two})
    needed = capacity_that_suffices(model, facts)
    idle = model.replace(provided={name: f * each for name, each in needed.items()}, idle="by_use")
    assert idle.quotas(facts, total) == model.quotas(facts, total)


@given(uses(("population", "vcpu")), RATES, QUANTITIES, WHOLE, st.sampled_from(RULES))
def test_a_member_that_uses_nothing_has_no_used_part(facts, rate, more, total, rule):
    idler = {**facts, "idler": {"population": 4, "vcpu": 0}}
    needed = sum(Fraction(row["vcpu"]) for row in facts.values())
    model = cs.Capacity(
        prices={"vcpu": rate},
        provided={"vcpu": needed + more},
        idle=rule,
        host="A" if rule == "host" else None,
    )
    fees = cs.allocate(total, model, idler)
    assert parts(fees, "used")["idler"] == 0
    if rule in {"by_use", "host"}:
        assert parts(fees, "idle")["idler"] == 0


@given(uses(("population", "vcpu")), QUANTITIES, WHOLE)
def test_the_used_part_is_the_same_whoever_pays_for_the_idle_one(facts, more, total):
    provided = {"vcpu": sum(Fraction(row["vcpu"]) for row in facts.values()) + more}
    used = []
    for rule in RULES:
        host = "A" if rule == "host" else None
        model = cs.Capacity(prices={"vcpu": 2}, provided=provided, idle=rule, host=host)
        fees = cs.allocate(total, model, facts)
        used.append(parts(fees, "used"))
    assert used.count(used[0]) == len(RULES)


# --- what others' trackers teach ------------------------------------------------------------------


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("overhead", [cs.Flat(), cs.PerCapita(), cs.Proportional(driver="gb")])
@pytest.mark.parametrize("share", ["0", "0.1", "1/3", "1"])
def test_the_total_stays_where_idle_and_overhead_are_both_shared(rule, overhead, share):
    # kubecost/kubecost, issue 2359: the total rose when both were shared.
    model = cs.Blend(parts=[(1 - Fraction(share), capacity(rule)), (share, overhead)])
    fees = cs.allocate("10000.01", model, USE, unit="0.01")
    fees.check()
    assert sum(fees.member_totals.values()) == fees.pool_totals["fee"]
    assert str(fees.pool_totals["fee"]) == "10000.01"
    rest = (1 - Fraction(share)) * Fraction("10000.01")
    assert total_of(parts(fees, "used")) == rest * Fraction(100, 150)
    assert total_of(parts(fees, "idle")) == rest * Fraction(50, 150)


@pytest.mark.parametrize("rule", ["flat", "per_capita", "host"])
def test_idle_capacity_does_not_vanish_without_any_use(rule):
    # opencost/opencost, pull request 883: idle cost disappears when all weights are zero.
    unused = {name: {**row, "vcpu": 0, "gb": 0} for name, row in USE.items()}
    assert total_of(capacity(rule).quotas(unused)) == 150
    assert total_of(capacity(rule).quotas(unused, 77)) == 77


@pytest.mark.parametrize("total", [None, 77])
def test_idle_capacity_by_use_of_nothing_is_refused(total):
    unused = {name: {**row, "vcpu": 0} for name, row in USE.items()}
    with pytest.raises(cs.CostshareError) as caught:
        capacity("by_use").quotas(unused, total)
    assert str(caught.value) == (
        "nobody used vcpu, so its idle capacity cannot be shared by use; choose idle='flat', "
        "'per_capita' or 'host'"
    )


def test_members_that_are_looked_at_alone_have_the_same_idle_part():
    # opencost/opencost, issue 1124: with a filter, idle cost of the others came along.
    fees = cs.allocate(3000, capacity("by_use"), USE)
    alone = [
        {
            term["label"]: Fraction(term["quotas"][name])
            for term in fees.explain(name, "fee").to_dict()["terms"]
        }
        for name in USE
    ]
    terms = {term.label: term.amount for term in fees.pools[0].terms}
    assert {label: sum(each[label] for each in alone) for label in terms} == terms
    assert sum(terms.values()) == 3000


def test_a_free_resource_may_stand_idle_unused():
    prices = {"vcpu": 10, "gb": 0}
    unused = {name: {**row, "gb": 0} for name, row in USE.items()}
    assert total_of(capacity("by_use", prices=prices).quotas(unused, 77)) == 77


def test_an_unused_commitment_is_not_charged_again_as_idle():
    # opencost/opencost, issue 1124: idle cost counted twice, in another way.
    model = cs.Capacity(
        prices={"vcpu": cs.Price(price=10, committed={"A": 8}, overage=12)},
        provided={"vcpu": 12},
        idle="host",
        host="C",
    )
    # A uses 6 of its 8; B's 2 are above its commitment of nothing; 12 - 8 - 2 stand idle.
    assert model.quotas(USE) == {"A": 80, "B": 24, "C": 20}


@given(capacities(("population", "x"), idle=st.just(True)))
def test_capacity_is_used_promised_or_idle_and_never_two_of_them(case):
    model, facts = case
    for resource, provided in model.provided.items():
        price = model.prices[resource]
        first = price.first if isinstance(price, cs.Price) else price
        fees = cs.allocate(None, model, facts, unit="0.01")
        idle = sum(
            term.amount
            for term in fees.pools[0].terms
            if term.label.startswith(f"idle {resource},")
        )
        taken = sum(Fraction(row[resource]) for row in facts.values()) + sum(
            sum(term.weights.values())
            for term in fees.pools[0].terms
            if term.label == f"{resource}, committed but unused"
        )
        assert idle == first * (provided - taken)


# --- published examples ---------------------------------------------------------------------------


def test_the_split_of_the_focus_specification():
    # FOCUS specification, appendix "Examples: Data Generator-Calculated Split Cost Allocation"
    # (FinOps-Open-Cost-and-Usage-Spec/FOCUS_Spec,
    # specification/appendix/split_cost_allocation_examples.md): $100.00 by vCPU-hours.
    pods = {"orders": {"vcpu": 40}, "scoring": {"vcpu": 35}, "frontend": {"vcpu": 25}}
    fees = cs.allocate("100.00", cs.Capacity(prices={"vcpu": 1}), pods, unit="0.01")
    assert fees.member_totals == {"orders": 40, "scoring": 35, "frontend": 25}


# AWS Data Exports, "Example of split cost allocation data",
# https://docs.aws.amazon.com/cur/latest/userguide/example-split-cost-allocation-data.html:
# an instance of 4 vCPU and 16 GB at $1 an hour, weights 9 : 1. The vCPU are oversubscribed (4.9 of
# 4), so that none is idle; its cost of 4 × 9 is shared by use, which is a price of 36 / 4.9.
AWS = cs.Capacity(
    prices={"vcpu": "360/49", "gb": 1},
    provided={"gb": 16},
    idle="by_use",
)
AWS_PODS = {
    "Pod1": {"vcpu": 1, "gb": 4},
    "Pod2": {"vcpu": "1.9", "gb": 6},
    "Pod3": {"vcpu": 1, "gb": 2},
    "Pod4": {"vcpu": 1, "gb": 2},
}
AWS_PUBLISHED = {  # split cost, unused cost, both; in dollars
    "Pod1": ("0.22", "0.01", "0.23"),
    "Pod2": ("0.38", "0.02", "0.40"),
    "Pod3": ("0.18", "0.01", "0.19"),
    "Pod4": ("0.18", "0.01", "0.19"),
}


@pytest.mark.parametrize("pod", AWS_PODS)
def test_the_split_of_an_instance_that_aws_publishes(pod):
    fees = cs.allocate(1, AWS, AWS_PODS, unit=1)
    used = parts(fees, "vcpu")[pod] + parts(fees, "gb")[pod] - parts(fees, "idle")[pod]
    idle = parts(fees, "idle")[pod]
    cents = [Fraction(round(100 * each), 100) for each in (used, idle, used + idle)]
    assert cents == [Fraction(each) for each in AWS_PUBLISHED[pod]]


def test_the_unused_cost_that_aws_publishes():
    fees = cs.allocate(1, AWS, AWS_PODS, unit=1)
    assert total_of(parts(fees, "idle")) == Fraction(2, 52)  # printed as $0.04


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"provided": {"cpu": 1}, "idle": "flat"},
            "unknown provided resource 'cpu'; did you mean 'vcpu'? Known: vcpu, gb",
        ),
        (
            {"provided": PROVIDED},
            (
                "part of what is provided may be idle; say who pays for it: idle='by_use', "
                "'flat', 'per_capita' or 'host'"
            ),
        ),
        (
            {"idle": "flat"},
            "idle is given, but not what was provided; give provided, or leave idle out",
        ),
        (
            {"provided": PROVIDED, "idle": "by_us"},
            (
                "idle: unknown rule for idle capacity 'by_us'; did you mean 'by_use'? "
                "Known: by_use, flat, per_capita, host"
            ),
        ),
        (
            {"provided": PROVIDED, "idle": "host"},
            "idle='host' needs the name of the host; pass host='…'",
        ),
        (
            {"provided": PROVIDED, "idle": "flat", "host": "A"},
            "host A is given, but idle is 'flat'; pass idle='host'",
        ),
        ({"host": "A"}, "host A is given, but idle is None; pass idle='host'"),
        ({"provided": {}, "idle": "flat"}, "provided: is empty; give at least one"),
    ],
)
def test_capacity_that_contradicts_itself_is_refused(fields, message):
    with pytest.raises(cs.CostshareError) as caught:
        cs.Capacity(prices=PRICES, **fields)
    assert str(caught.value) == f"Capacity: {message}"


def test_more_use_than_there_was_is_refused():
    with pytest.raises(cs.CostshareError) as caught:
        capacity("flat", provided={"vcpu": "7.5"}).quotas(USE)
    assert str(caught.value) == (
        "use and commitments of vcpu sum to 8, more than the 7.5 provided; correct a figure, or "
        "leave vcpu out of provided"
    )


def test_a_host_that_takes_no_part_is_refused():
    with pytest.raises(cs.CostshareError) as caught:
        capacity("host", host="D").quotas(USE)
    assert str(caught.value) == "unknown host of idle capacity 'D'; Known: A, B, C"
