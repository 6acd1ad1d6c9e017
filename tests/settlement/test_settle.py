"""Each policy with cases computed by hand, the order of the steps, and bad input."""

import json
from dataclasses import replace
from decimal import Decimal

import pandas as pd
import pytest

import costshare as cs
from circles_local import schools
from costshare.settlement import NO_MEMBER, Balance, read_policy

MEMBERS = [
    cs.Member(name="A", population=1),
    cs.Member(name="B", population=2),
    cs.Member(name="C", population=7),
]


def board(pools, members=MEMBERS, period="2022"):
    return cs.Agreement(name="Board", period=period, members=members, pools=pools).allocate()


def pool(name="office", total=100, model=None, **more):
    return cs.Pool(name=name, total=total, model=model or cs.PerCapita(), **more)


OFFICE = board([pool()])  # A 10, B 20, C 70
TWO = board([pool(), pool("project", 30, cs.Flat())])  # project: 10 each


def in_year(fees, year):
    return replace(fees, period=cs.Period.read(year))


def money(**amounts):
    return {name: Decimal(amount) for name, amount in amounts.items()}


# Returning and collecting


def test_a_surplus_goes_back_in_proportion_to_what_was_paid():
    year = cs.settle(OFFICE, {"office": 85}, policy=cs.Return())
    # 15 x 10 %, 20 %, 70 % = 1.5, 3, 10.5: the last unit is a tie, and A is listed first.
    assert year.returned == money(A=2, B=3, C=10)
    assert year.pool("office").broken_ties[0].tied == ("A", "C")
    assert year.pool("office").broken_ties[0].won == ("A",)
    assert year.balance().closing == 0


def test_a_deficit_is_collected_as_a_surplus_is_returned():
    year = cs.settle(OFFICE, {"office": 115}, policy=cs.Return())
    assert year.returned == money(A=-2, B=-3, C=-10)


def test_a_return_may_be_flat_or_by_a_model_or_by_the_shares_before_rounding():
    def returned(by):
        return cs.settle(OFFICE, {"office": 85}, policy=cs.Return(by=by)).returned

    assert returned("flat") == money(A=5, B=5, C=5)
    assert returned(cs.Mixed(flat_share="0.4")) == money(A=3, B=4, C=8)  # 2.9, 3.8, 8.3
    assert returned({"kind": "per_capita"}) == returned("shares") == money(A=2, B=3, C=10)


def test_shares_are_those_before_rounding():
    members = [cs.Member(name=name) for name in "ABC"]
    rough = board([pool(total=400, model=cs.Flat(), unit=100)], members)  # A 200, B 100, C 100
    by_paid = cs.settle(rough, {"office": 370}, policy=cs.Return(by="paid"))
    by_share = cs.settle(rough, {"office": 370}, policy=cs.Return(by="shares"))
    assert by_paid.returned == money(A=15, B=8, C=7)
    assert by_share.returned == money(A=10, B=10, C=10)


def test_a_model_may_use_drivers_that_the_fees_did_not():
    members = {"A": {"pupils": 1}, "B": {"pupils": 1}, "C": {"pupils": 3}}
    policy = cs.Return(by=cs.Proportional(driver="pupils"))
    year = cs.settle(OFFICE, {"office": 85}, policy=policy, members=members)
    assert year.returned == money(A=3, B=3, C=9)


def test_a_part_may_be_kept_and_the_rest_goes_back():
    year = cs.settle(OFFICE, {"office": 80}, policy=cs.Return(keep=10))
    assert year.returned == money(A=1, B=2, C=7)
    assert year.closing == {"office": money(A=1, B=2, C=7)}
    small = cs.settle(OFFICE, {"office": 95}, policy=cs.Return(keep=10))
    assert small.balance().returned == 0
    deficit = cs.settle(OFFICE, {"office": 120}, policy=cs.Return(keep=10))
    assert deficit.returned == money(A=-1, B=-2, C=-7)


def test_a_part_is_returned_out_of_credits_alone_and_debits_stay():
    opening = {"office": {"A": -9, "B": 6, "C": 9}}
    year = cs.settle(OFFICE, {"office": 100}, policy=cs.Return(keep=1), opening=opening)
    assert year.returned == money(A=0, B=2, C=3)
    assert year.closing == {"office": money(A=-9, B=4, C=6)}


@pytest.mark.parametrize(
    ("only", "cost", "returned"),
    [("surplus", 90, 10), ("surplus", 110, 0), ("deficit", 90, 0), ("deficit", 110, -10)],
)
def test_only_a_surplus_or_only_a_deficit_may_be_settled(only, cost, returned):
    year = cs.settle(OFFICE, {"office": cost}, policy=cs.Return(only=only))
    assert year.balance().returned == returned
    assert year.balance().closing == 100 - cost - returned


# Carrying forward, over several years


def test_the_closing_of_one_year_is_the_opening_of_the_next():
    first = cs.settle(OFFICE, {"office": 90})
    assert first.closing == {"office": money(A=1, B=2, C=7)}
    second = cs.settle(in_year(OFFICE, "2023"), {"office": 130}, opening=first)
    assert second.balance(member="C") == Balance(
        opening=Decimal(7),
        income=Decimal(70),
        cost=Decimal(91),
        transferred=Decimal(0),
        returned=Decimal(0),
        closing=Decimal(-14),
    )
    third = cs.settle(OFFICE, {"office": 100}, policy=cs.Return(), opening=second.closing)
    assert third.returned == money(A=-2, B=-4, C=-14)


def test_what_a_member_brought_stays_its_own():
    opening = {"office": {"A": 8}}
    year = cs.settle(OFFICE, {"office": 90}, policy=cs.Return(), opening=opening)
    assert year.returned == money(A=9, B=2, C=7)


def test_an_opening_balance_without_members_is_shared_like_the_difference():
    year = cs.settle(OFFICE, {"office": 100}, policy=cs.Return(by="flat"), opening={"office": 9})
    assert year.returned == money(A=3, B=3, C=3)
    assert year.balance(member="A").opening == 3


# Leaving


def test_a_member_that_leaves_takes_its_balance():
    year = cs.settle(OFFICE, {"office": 90}, leaving=["C"])
    assert year.returned == money(A=0, B=0, C=7)
    assert year.closing == {"office": money(A=1, B=2)}


def test_a_member_that_leaves_pays_its_deficit():
    year = cs.settle(OFFICE, {"office": 110}, leaving=["C"])
    assert year.returned == money(A=0, B=0, C=-7)


def test_a_member_may_leave_its_balance_to_the_others():
    policy = cs.CarryForward(leavers="leave")
    year = cs.settle(OFFICE, {"office": 90}, policy=policy, leaving=["C"])
    # C's 7 by what A and B paid, 10 and 20: 2.33 and 4.67
    assert year.closing == {"office": money(A=3, B=7)}
    assert year.balance(member="C").transferred == -7
    assert year.balance().transferred == 0
    assert year.balance().returned == 0


def test_a_member_with_a_balance_but_no_fee_has_left():
    before = cs.settle(in_year(OFFICE, "2021"), {"office": 90})
    smaller = board([pool(total=90)], MEMBERS[1:])  # B 20, C 70
    taken = cs.settle(smaller, {"office": 90}, opening=before)
    assert taken.returned == money(B=0, C=0, A=1)
    left = cs.settle(
        smaller, {"office": 90}, policy=cs.CarryForward(leavers="leave"), opening=before
    )
    assert left.closing == {"office": money(B=2, C=8)}


def test_a_pool_that_has_ended_gives_its_balance_back():
    before = cs.settle(in_year(TWO, "2021"), {"office": 100, "project": 24})
    year = cs.settle(OFFICE, {"office": 100}, opening=before)
    assert year.returned == money(A=2, B=2, C=2)
    assert [each.name for each in year.pools] == ["office", "project"]
    assert {(line.pool, line.amount) for line in year.invoice_lines()} == {("project", Decimal(-2))}


# Covering


def test_a_deficit_is_covered_from_another_surplus():
    year = cs.settle(
        TWO,
        {"office": 80, "project": 36},
        policies={"project": cs.CoverFrom(pools=["office"])},
    )
    assert year.balance(pool="project").transferred == 6
    assert year.balance(pool="project").closing == 0
    assert year.balance(pool="office").closing == 14
    # The office's 20 are A 2, B 4, C 14; 6 of them: 0.6, 1.2, 4.2. The project's -6: 2 each.
    assert year.balance(member="A").transferred == 2 - 1
    assert year.balance(member="C").transferred == 2 - 4
    assert [(each.source, each.target, each.amount) for each in year.transfers] == [
        ("office", "project", 6)
    ]


FOUR = board([pool(name, 30, cs.Flat()) for name in ("one", "two", "third", "fourth")])


def test_sources_are_taken_in_order_and_within_their_limits():
    policy = cs.CoverFrom(pools=["two", "one"], limits={"two": 3})
    year = cs.settle(
        FOUR,
        {"one": 18, "two": 24, "third": 39, "fourth": 30},
        policies={"third": policy},
    )
    assert [(each.source, each.amount) for each in year.transfers] == [("two", 3), ("one", 6)]
    assert year.balance(pool="third").closing == 0


def test_the_limit_in_all_leaves_the_rest_to_the_next_policy():
    policy = cs.CoverFrom(pools=["two", "one"], limit=4, then=cs.Return())
    year = cs.settle(
        FOUR,
        {"one": 18, "two": 27, "third": 40, "fourth": 30},
        policies={"third": policy},
    )
    assert [(each.source, each.amount) for each in year.transfers] == [("two", 3), ("one", 1)]
    assert year.balance(pool="third").returned == -6
    assert year.returned == money(A=-2, B=-2, C=-2)


def test_deficits_are_covered_in_the_order_of_the_policies():
    cover = cs.CoverFrom(pools=["one"])
    costs = {"one": 21, "two": 36, "third": 36, "fourth": 30}
    for first, second in (("two", "third"), ("third", "two")):
        year = cs.settle(FOUR, costs, policies={first: cover, second: cover})
        assert year.balance(pool=first).closing == 0
        assert year.balance(pool=second).closing == -3


def test_one_policy_may_cover_every_deficit():
    year = cs.settle(
        FOUR,
        {"one": 18, "two": 36, "third": 33, "fourth": 30},
        policy=cs.CoverFrom(pools=["one"]),
    )
    assert [year.balance(pool=each.name).closing for each in year.pools] == [3, 0, 0, 0]


def test_there_is_nothing_to_cover_where_there_is_no_deficit():
    policies = {"project": cs.CoverFrom(pools=["office"])}
    year = cs.settle(TWO, {"office": 80, "project": 27}, policies=policies)
    assert year.transfers == ()
    assert year.balance(pool="project").closing == 3


# True-up


def test_advances_are_trued_up_against_actual_use():
    use = cs.Proportional(driver="vcpu")
    advance = cs.allocate(90, use, {"A": {"vcpu": 1}, "B": {"vcpu": 2}}, pool="dc")
    final = cs.allocate(80, use, {"A": {"vcpu": 2}, "B": {"vcpu": 1}, "C": {"vcpu": 1}}, pool="dc")
    year = cs.settle(advance, policy=cs.TrueUp(), final=final)
    assert year.returned == money(A=30 - 40, B=60 - 20, C=0 - 20)
    assert year.balance().closing == 0
    assert year.balance(member="A").cost == 40


def test_a_cost_above_the_final_fees_is_shared_like_them():
    advance = cs.allocate(100, cs.Flat(), {"A": {}, "B": {}}, pool="dc")
    tariff = cs.Tariff(rates={"vcpu": 10})
    final = cs.allocate(None, tariff, {"A": {"vcpu": 1}, "B": {"vcpu": 3}}, pool="dc")
    year = cs.settle(advance, {"dc": 48}, policy=cs.TrueUp(), final=final)
    assert year.balance(member="A").cost == 10 + 2
    assert year.returned == money(A=50 - 12, B=50 - 36)


def test_advances_are_trued_up_against_actual_cost_by_the_same_shares():
    year = cs.settle(OFFICE, {"office": 95}, policy=cs.TrueUp(by="shares"))
    assert {name: year.balance(member=name).cost for name in "ABC"} == money(A=10, B=19, C=66)
    assert year.returned == money(A=0, B=1, C=4)


def test_instalments_that_came_in_are_what_is_trued_up():
    lines = [
        cs.InvoiceLine(member="A", pool="office", amount=5),
        cs.InvoiceLine(member="A", pool="office", amount=5),
        cs.InvoiceLine(member="C", pool="office", amount="87.50", vat_rate="0.25"),
        cs.InvoiceLine(member="B", pool="office", amount=20, billed_by="supplier"),
    ]
    year = cs.settle(OFFICE, {"office": 100}, policy=cs.TrueUp(by="shares"), paid=lines)
    assert year.returned == money(A=0, B=-20, C=0)
    same = cs.settle(
        OFFICE,
        {"office": 100},
        policy=cs.TrueUp(by="shares"),
        paid={"office": {"A": 10, "C": 70}},
    )
    assert same == year
    rounding = cs.InvoiceLine(member="A", pool="Öresavrundning", amount="0.40")
    paid = [*lines, rounding]
    assert cs.settle(OFFICE, {"office": 100}, policy=cs.TrueUp(by="shares"), paid=paid) == year
    assert cs.settle(OFFICE, {"office": 90}, paid=OFFICE) == cs.settle(OFFICE, {"office": 90})


def test_a_payment_that_contradicts_itself_is_refused():
    line = cs.InvoiceLine(member="A", pool="office", amount=80, net=50, vat_rate="0.25")
    with pytest.raises(cs.CostshareError, match="A for office contradicts itself: amount 80, net"):
        cs.settle(OFFICE, {"office": 100}, policy=cs.TrueUp(by="shares"), paid=[line])


THIRDS = {"A": {"w": 2}, "B": {"w": 1}, "C": {"w": 1}}


def base(period, model):
    return cs.allocate(300, model, THIRDS, pool="base", period=period)


def corrected(period):
    """A period that was billed flat and should have been by weight: A +50, B -25, C -25."""
    return cs.correct(base(period, cs.Flat()), base(period, cs.Proportional(driver="w")))


def test_a_correction_of_another_period_is_not_income_of_this_one():
    fees, late = base("2022", cs.Flat()), corrected("2021").invoice_lines(date="2022-03-31")
    rule = cs.TrueUp(by="shares")
    year = cs.settle(fees, {"base": 300}, policy=rule, paid=[*fees.invoice_lines(), *late])
    assert year.returned == {"A": 0, "B": 0, "C": 0}
    assert year.balance().income == 300
    # It does not count either if the fees include it.
    held = corrected("2021").applied_to(fees)
    for paid in (None, [*fees.invoice_lines(), *late], held):
        year = cs.settle(held, {"base": 300}, policy=rule, paid=paid)
        assert year.balance(member="A").income == 100
        assert year.returned == {"A": 0, "B": 0, "C": 0}


def test_a_correction_of_this_period_counts_whenever_it_is_sent():
    fees, late = base("2022", cs.Flat()), corrected("2022").invoice_lines(date="2023-03-31")
    rule, final = cs.TrueUp(by="final"), base("2022", cs.Proportional(driver="w"))
    paid = [*fees.invoice_lines(), *late]
    year = cs.settle(fees, policy=rule, final=final, paid=paid)
    assert year.balance(member="A").income == 150
    assert year.returned == {"A": 0, "B": 0, "C": 0}
    month = corrected("2022-05").invoice_lines(date="2022-06-30")
    year = cs.settle(fees, policy=rule, final=final, paid=[*fees.invoice_lines(), *month])
    assert year.balance(member="A").income == 150


def test_a_correction_cannot_be_told_apart_from_fees_for_no_period():
    fees, late = base(None, cs.Flat()), corrected("2021").invoice_lines()
    message = "line of A for base corrects 2021, and the fees have no period to compare it with"
    with pytest.raises(cs.CostshareError, match=message):
        cs.settle(fees, {"base": 300}, paid=[*fees.invoice_lines(), *late])


def test_final_fees_matter_to_a_true_up_alone():
    final = cs.allocate(100, cs.Flat(), {"A": {}, "D": {}}, pool="office")
    year = cs.settle(OFFICE, {"office": 85}, policy=cs.Return(by="flat"), final=final)
    assert year.returned == money(A=5, B=5, C=5)


# Budget reports


def test_income_that_is_not_a_fee_pays_for_as_much_of_the_cost():
    items = [cs.BudgetItem(name="office", income=126, cost=116)]
    year = cs.settle(OFFICE, cs.BudgetReport(items=items), policy=cs.Return())
    assert year.returned == money(A=1, B=2, C=7)
    other = year.balance(member=NO_MEMBER)
    assert (other.income, other.cost, other.closing) == (26, 26, 0)
    assert year.balance().income == 126


def test_an_item_of_two_pools_is_settled_as_one_and_returned_by_pool():
    items = [cs.BudgetItem(name="all", income=130, cost=117, pools=["office", "project"])]
    year = cs.settle(TWO, cs.BudgetReport(items=items), policy=cs.Return())
    # Paid: A 20, B 30, C 80. Of 13: 2, 3, 8; by pool: 10:10, 20:10, 70:10.
    assert year.returned == money(A=2, B=3, C=8)
    assert [(line.member, line.pool, line.amount) for line in year.invoice_lines()] == [
        ("A", "office", -1),
        ("A", "project", -1),
        ("B", "office", -2),
        ("B", "project", -1),
        ("C", "office", -7),
        ("C", "project", -1),
    ]


def test_an_item_without_members_keeps_its_difference_to_itself():
    items = [
        cs.BudgetItem(name="office", income=100, cost=80),
        cs.BudgetItem(name="study", income=10, cost=16),
    ]
    report = cs.BudgetReport(items=items)
    first = cs.settle(OFFICE, report)
    assert first.closing["study"] == {NO_MEMBER: Decimal(-6)}
    second = cs.settle(in_year(OFFICE, "2023"), report, opening=first)
    assert second.balance(pool="study").closing == -12
    covered = cs.settle(OFFICE, report, policies={"study": cs.CoverFrom(pools=["office"])})
    assert covered.balance(pool="study").closing == 0
    assert covered.closing["office"] == money(A=1, B=3, C=10)  # 2, 4, 14 less 0.6, 1.2, 4.2


def test_what_others_bill_is_not_settled():
    both = board([pool(), pool("dc", 50, billed_by="supplier")])
    assert [each.name for each in cs.settle(both, {"office": 90}).pools] == ["office"]


def test_what_others_bill_may_be_left_out_by_name():
    year = cs.settle(SPLIT_BILLING, {"base": 90}, leave_out=["cap"])
    assert year == cs.settle(SPLIT_BILLING, {"base": 90})


def test_a_pool_with_a_balance_of_its_own_that_is_now_part_of_an_item_loses_nothing():
    before = cs.settle(in_year(TWO, "2021"), {"office": 90, "project": 30})
    items = [cs.BudgetItem(name="all", income=130, cost=117, pools=["office", "project"])]
    year = cs.settle(TWO, cs.BudgetReport(items=items), policy=cs.Return(), opening=before)
    assert year.returned == money(A=2 + 1, B=3 + 2, C=8 + 7)
    assert sum(line.amount for line in year.invoice_lines()) == -23
    assert year.applied_to(TWO).member_totals == money(A=20 - 3, B=30 - 5, C=80 - 15)


def test_what_a_former_pool_has_left_is_returned_by_the_host():
    before = cs.settle(in_year(TWO, "2021"), {"office": 90, "project": 24})
    year = cs.settle(OFFICE, {"office": 90}, policy=cs.Return(), opening=before)
    assert year.returned == money(A=1 + 1 + 2, B=2 + 2 + 2, C=7 + 7 + 2)
    former = year.applied_to(OFFICE).pool("project")
    assert former.billed_by == "host"
    assert year.applied_to(OFFICE).member_totals == money(A=10 - 4, B=20 - 6, C=70 - 16)


def test_a_pool_lists_those_who_have_something_in_it_alone():
    year = cs.settle(OFFICE, {"office": 90}, opening={"project": {"A": 2}})
    assert list(year.pool("project").entries) == ["A"]


@pytest.mark.parametrize("cost", [99, 101, 95, 105])
def test_a_balance_within_what_is_kept_is_not_returned(cost):
    year = cs.settle(OFFICE, {"office": cost}, policy=cs.Return(keep=5))
    assert year.returned == money(A=0, B=0, C=0)
    assert year.balance().closing == 100 - cost


# The record


def test_lines_are_numbered_by_member_and_dated():
    year = cs.settle(TWO, {"office": 90, "project": 24}, policy=cs.Return())
    how = {"per": "member", "date": "2023-02-01"}
    lines = year.invoice_lines(number="S2022-{n}", **how)
    assert [line.invoice for line in lines] == ["S2022-1"] * 2 + ["S2022-2"] * 2 + ["S2022-3"] * 2
    assert {str(line.date) for line in lines} == {"2023-02-01"}
    assert [line.invoice for line in year.invoice_lines()] == list("123456")
    named = year.invoice_lines(number="{member}/{n:03}/{date}", **how)
    assert named[-1].invoice == "C/003/2023-02-01"
    with pytest.raises(cs.CostshareError, match=r"gives two invoices the number S-; put \{n\}"):
        year.invoice_lines(number="S-")
    with pytest.raises(cs.CostshareError, match="is not a rule of invoice numbers"):
        year.invoice_lines(number="S-{pool}")
    assert year.invoice_lines(number="S-{n}", first=7, **how)[-1].invoice == "S-9"
    with pytest.raises(cs.CostshareError, match="number is empty; leave it out, or put"):
        year.invoice_lines(number="")
    assert year.invoice_lines(billed_by="host") == year.invoice_lines()
    with pytest.raises(cs.CostshareError, match="unknown billed_by 'supplier'"):
        year.invoice_lines(billed_by="supplier")


def test_amounts_below_one_are_settled_in_their_unit():
    year = cs.settle(OFFICE, {"office": "99.95"}, policy=cs.Return(), unit="0.01")
    assert year.returned == {"A": Decimal("0.01"), "B": Decimal("0.01"), "C": Decimal("0.03")}
    assert str(year.invoice_lines()[0].amount) == "-0.01"


def test_frames_have_a_row_for_each_pool_member_or_both():
    year = cs.settle(TWO, {"office": 90, "project": 24}, policy=cs.Return())
    assert year.to_frame().loc[("project", "B")].to_dict() == {
        "opening": 0,
        "income": 10,
        "cost": 8,
        "transferred": 0,
        "returned": 2,
        "closing": 0,
    }
    assert year.to_frame("pool")["returned"].to_dict() == {"office": 10, "project": 6}
    assert year.to_frame("member")["cost"].to_dict() == {"A": 17, "B": 26, "C": 71}
    assert (year.to_frame().dtypes == pd.Int64Dtype()).all()
    tidy = year.to_frame(tidy=True)
    assert tidy[["pool", "member"]].iloc[1].to_list() == ["office", "B"]
    assert tidy["returned"].tolist() == year.to_frame()["returned"].tolist()
    with pytest.raises(cs.CostshareError, match="by='pool' has no effect on the tidy frame"):
        year.to_frame("pool", tidy=True)


def test_amounts_are_decimals_and_pools_are_the_rows():
    year = cs.settle(TWO, {"office": 90, "project": "23.5"}, policy=cs.Return(), unit="0.5")
    assert [pool.name for pool in year] == ["office", "project"]
    assert year.unit == Decimal("0.5")
    assert year.fees["office"] == money(A=10, B=20, C=70)
    assert year.pool("project").paid == {"project": money(A=10, B=10, C=10)}
    assert year.pool("project").total.cost == Decimal("23.5")
    assert year.pool("project").entries["A"] == year.balance("project", "A")


def test_a_settlement_survives_json_and_is_checked_when_read():
    year = cs.settle(TWO, {"office": 90, "project": 24}, policy=cs.Return(by=cs.Flat()))
    data = json.loads(json.dumps(year.to_dict()))
    assert cs.Settlement.from_dict(data) == year
    entry = data["pools"][0]["entries"]["A"]
    entry["returned"] = str(int(entry["returned"]) + 1)
    with pytest.raises(cs.ConservationError, match="the closing balance of A is off by 1"):
        cs.Settlement.from_dict(data)


def test_the_check_sees_that_members_do_not_sum_to_the_pool():
    data = cs.settle(OFFICE, {"office": 90}).to_dict()
    data["pools"][0]["entries"]["A"] |= {"opening": "3", "closing": "4"}
    with pytest.raises(cs.ConservationError, match="members' opening sums to 3 too much"):
        cs.Settlement.from_dict(data)


def test_the_check_sees_a_transfer_that_did_not_arrive():
    policies = {"project": cs.CoverFrom(pools=["office"])}
    data = cs.settle(TWO, {"office": 80, "project": 36}, policies=policies).to_dict()
    data["transfers"] = []
    with pytest.raises(cs.ConservationError, match="pool office: its transfers are off by -6"):
        cs.Settlement.from_dict(data)


def test_the_text_and_html_show_both_tables():
    year = cs.settle(OFFICE, {"office": 90}, policy=cs.Return())
    assert str(year).count("total  ") == 2
    assert year._repr_html_().count("<table>") == 2
    assert repr(year) == "<Settlement of Board: 1 pool, returned 10, closing 0>"


@pytest.mark.parametrize(
    "policy",
    [
        cs.CarryForward(by="flat", leavers="leave"),
        cs.Return(by=cs.Mixed(flat_share="0.4"), keep="0.5", only="surplus"),
        cs.TrueUp(by="shares"),
        cs.CoverFrom(pools=["a", "b"], limit=3, limits={"a": 1}, then=cs.Return(by="flat")),
    ],
)
def test_a_policy_is_data_that_can_be_read_back(policy):
    assert read_policy(json.loads(json.dumps(policy.to_dict()))) == policy


SPLIT_BILLING = board([pool("cap", billed_by="supplier"), pool("base")])
OUT = cs.BudgetReport(items=[cs.BudgetItem(name="office", income=95, cost=90)])
SPLIT = cs.BudgetReport(
    items=[
        cs.BudgetItem(name="office", income=120, cost=90, sources={"fees": 101, "grant": 19}),
    ]
)
ALONE = cs.BudgetReport(
    items=[
        cs.BudgetItem(name="office", income=100, cost=90),
        cs.BudgetItem(name="study", income=100, cost=90),
    ]
)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: cs.settle(TWO, {"office": 90}), r"leave_out=\['project'\]"),
        (lambda: cs.settle(OFFICE, {"ofice": 90}), "'ofice'; did you mean 'office'?"),
        (
            lambda: cs.settle(SPLIT_BILLING, {"cap": 1, "base": 1}),
            (
                "pool with a cost 'cap' is billed by supplier, not by the host, so it is not "
                "settled; leave it out"
            ),
        ),
        (
            lambda: cs.settle(SPLIT_BILLING, {"base": 1}, paid={"cap": {"A": 1}}),
            "pool with a payment 'cap' is billed by supplier, not by the host, so it is not",
        ),
        (lambda: cs.settle(OFFICE), "pass a BudgetReport, a mapping of pool to cost, or final="),
        (lambda: cs.settle(OFFICE, 90), "costs are of type int"),
        (
            lambda: cs.settle(OFFICE, {"office": "90.5"}),
            "cost of office 90.5 is not a multiple of unit 1; pass unit=0.01",
        ),
        (
            lambda: cs.settle(OFFICE, {"office": 90}, opening={"ofice": 1}),
            "opening balance 'ofice'",
        ),
        (lambda: cs.settle(OFFICE, {"office": 90}, opening=3), "opening is of type int"),
        (lambda: cs.settle(OFFICE, {"office": 90}, leaving=["D"]), "member that leaves 'D'"),
        (lambda: cs.settle(OFFICE, {"office": 90}, leaving="C"), r"pass a list of names: \['C'\]"),
        (lambda: cs.settle(OFFICE, {"office": 90}, leave_out=["x"]), "pool to leave out 'x'"),
        (
            lambda: cs.settle(OFFICE, {"office": 90}, leave_out=["office"]),
            "pool office has a cost and is left out; do one of the two",
        ),
        (lambda: cs.settle(OFFICE, {"office": 90}, policies={"x": cs.Return()}), "policy 'x'"),
        (
            lambda: cs.settle(OFFICE, {"office": 90}, policy="return"),
            "policy 'return' is not a policy",
        ),
        (lambda: cs.settle(OFFICE, {"office": 90}, policy=cs.Return), r"make one: Return\(\)"),
        (
            lambda: cs.settle(OFFICE, {"office": 90}, policy={"kind": "retrun"}),
            "policy kind 'retrun'; did you mean 'return'?",
        ),
        (
            lambda: cs.settle(
                TWO,
                {"office": 90, "project": 1},
                policies={"office": cs.CoverFrom(pools=["office"])},
            ),
            "pool office cannot cover its own deficit; name other pools",
        ),
        (
            lambda: cs.settle(OFFICE, {"office": 90}, policy=cs.CoverFrom(pools=["x"])),
            "pool that covers office: 'x'",
        ),
        (lambda: cs.CoverFrom(pools=["a"], limits={"b": 1}), "pool with a limit 'b'"),
        (lambda: cs.CoverFrom(pools=["a", "a"]), "pool a is listed twice to cover from"),
        (lambda: cs.Return(by="payed"), "by: unknown basis 'payed'; did you mean 'paid'?"),
        (lambda: cs.Return(by="final"), "unknown basis 'final'"),
        (lambda: cs.Return(keep=-1), "keep: value -1 is below zero"),
        (
            lambda: cs.settle(OFFICE, {"office": 90}, policy=cs.TrueUp()),
            (
                "pool office: there are no final fees for office; pass final=…, or true up by "
                "'shares'"
            ),
        ),
        (
            lambda: cs.settle(OFFICE, OUT),
            "item office has a fee income of 95, its members paid 100: 5 is missing",
        ),
        (
            lambda: cs.settle(OFFICE, SPLIT),
            "item office has a fee income of 101, its members paid 100: 1 too much",
        ),
        (
            lambda: cs.settle(OFFICE, ALONE, policy=cs.Return()),
            "pool study: there are no members to return to; carry it forward, cover it, or name",
        ),
        (
            lambda: cs.settle(
                OFFICE, {"office": 90}, policy=cs.CarryForward(leavers="leave"), leaving=list("ABC")
            ),
            "pool office: A, B, C left, and no member stays to take over; use leavers='take'",
        ),
        (
            lambda: cs.settle(board([pool(total=0)]), {"office": 90}),
            "pool office: the payments are zero for all of A, B, C; share by 'flat' instead",
        ),
        (
            lambda: cs.settle(
                OFFICE, {"office": 90}, policy=cs.Return(by=cs.Proportional(driver="pupils"))
            ),
            "pool office: unknown driver of member A: 'pupils'",
        ),
        (
            lambda: cs.settle(
                OFFICE, {"office": 90}, policy=cs.Return(by=cs.PerCapita()), members={"A": {}}
            ),
            "pool office: unknown member among members=…: 'B'",
        ),
        (lambda: cs.settle(OFFICE, {"office": 1}, paid={"x": {"A": 1}}), "with a payment 'x'"),
        (lambda: cs.settle(OFFICE, {"office": 1}, paid={"office": {"D": 1}}), "payment 'D'"),
        (lambda: cs.settle(OFFICE, {"office": 1}, paid={"office": 3}), "pass them by member"),
        (lambda: cs.settle(OFFICE, {"office": 1}, paid=[3]), "payment 3 is not an InvoiceLine"),
        (lambda: cs.settle(OFFICE, {"office": 1}, paid=3), "paid is of type int"),
        (
            lambda: cs.settle(
                OFFICE,
                {"office": 1},
                paid=[cs.InvoiceLine(member="A", pool="office", amount="1 000")],
            ),
            "invoice line of A for office cannot be read: amount '1 000' is not a plain number",
        ),
        (
            lambda: cs.settle(
                replace(OFFICE, currency="SEK"),
                {"office": 1},
                paid=[cs.InvoiceLine(member="A", pool="office", amount=1, currency="EUR")],
            ),
            "invoice line of A for office is in EUR; convert it to SEK",
        ),
        (lambda: cs.settle(OFFICE, {"office": 90}).balance(member="D"), "unknown member 'D'"),
        (lambda: cs.settle(OFFICE, {"office": 90}).balance(pool="D"), "unknown settled pool 'D'"),
        (lambda: cs.settle(OFFICE, {"office": 90}).to_frame("pols"), "unknown by 'pols'"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_way_out(make, message):
    with pytest.raises(cs.CostshareError, match=message):
        make()


def test_final_fees_of_a_pool_that_charged_nothing_are_refused_with_the_way_out():
    two = {"A": {}, "B": {}}
    advance = cs.allocate(100, cs.Flat(), two, pool="drift", period="2022")
    both = cs.Agreement(
        name=advance.name,
        period="2022",
        members=[cs.Member(name=name) for name in two],
        pools=[
            cs.Pool(name="drift", total=110, model=cs.Flat()),
            cs.Pool(name="licens", total=60, model=cs.Flat()),
        ],
    )
    final = both.allocate()
    with pytest.raises(cs.CostshareError) as caught:
        cs.settle(advance, policy=cs.TrueUp(), final=final)
    assert str(caught.value) == (
        f"pool licens has final fees, and {advance.name} has no such pool; add it to the agreement "
        "of what was charged, with a total of 0, or leave it out: leave_out=['licens']"
    )
    left_out = cs.settle(advance, policy=cs.TrueUp(), final=final, leave_out=["licens"])
    assert left_out.returned == {"A": -5, "B": -5}
    pools = [pool.replace(total=0) for pool in both.pools]
    nothing_yet = both.replace(pools=pools).allocate()
    assert cs.settle(nothing_yet, policy=cs.TrueUp(), final=final).returned == {"A": -85, "B": -85}
    suppliers = both.replace(pools=[both.pools[0], both.pools[1].replace(billed_by="supplier")])
    with pytest.raises(cs.CostshareError, match=r"licens' is billed by supplier, not by the host"):
        cs.settle(suppliers.allocate(), policy=cs.TrueUp(), final=final)


@pytest.mark.parametrize("costs", [None, {"IT": 110, "HR": 41}])
def test_a_cascade_is_settled_by_final_fees_alone(costs):
    """Costs by pool do not settle it, so an error without them does not ask for them."""
    agreement = schools()
    fees = agreement.allocate()
    policy = cs.TrueUp(by="shares")
    with pytest.raises(cs.CostshareError, match=r"costs of Support are passed on by IT.*final=…"):
        cs.settle(fees, costs, policy=policy)
    it, hr = agreement.pools
    actual = agreement.replace(pools=[it.replace(total=110), hr]).allocate()
    settled = cs.settle(fees, final=actual, policy=policy)
    assert settled.balance().returned == fees.total - actual.total
