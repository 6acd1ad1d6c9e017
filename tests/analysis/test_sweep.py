"""Sweeps worked by hand, on the figures of 2022, and what is refused."""

import csv
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

import costshare as cs

EXAMPLES = Path(__file__).parents[2] / "examples"
TWO = {"A": {"population": 100}, "B": {"population": 300}}


def told(jumps):
    return [(str(jump.share), jump.before, jump.at, jump.after) for jump in jumps]


def test_two_members_worked_by_hand():
    # The quota of A is 2.5 + 2.5 s units, so it passes 3.5 and 4.5; at 0 and both it ties with B.
    fees = cs.sweep(1000, TWO, unit=100)
    assert told(fees.jumps("A")) == [("2/5", 300, 400, 400), ("4/5", 400, 500, 500)]
    assert told(fees.jumps("B")) == [("2/5", 700, 600, 600), ("4/5", 600, 500, 500)]
    assert fees.at("0.3") == {"A": 300, "B": 700}
    assert [str(step) for step in fees.steps("A")] == [
        "300 in [0, 0.4)",
        "400 in [0.4, 0.8)",
        "500 in [0.8, 1]",
    ]


def test_the_tie_rule_decides_at_the_jump_alone():
    fees = cs.sweep(1000, TWO, unit=100, ties="largest")
    assert told(fees.jumps("A")) == [
        ("0", None, 200, 300),
        ("2/5", 300, 300, 400),
        ("4/5", 400, 400, 500),
    ]
    assert told(cs.sweep(1000, TWO, unit=100, ties="smallest").jumps("A")) == told(
        cs.sweep(1000, TWO, unit=100).jumps("A")
    )


def test_a_credit_is_the_mirror_of_a_charge():
    charge, credit = cs.sweep(1000, TWO, unit=100), cs.sweep(-1000, TWO, unit=100)
    assert told(credit.jumps("A")) == [
        (share, *(-fee for fee in fees)) for share, *fees in told(charge.jumps("A"))
    ]
    assert credit.break_even({"A": -300})[0].share == Fraction(1, 5)


def test_a_part_of_the_sweep():
    fees = cs.sweep(1000, TWO, unit=100, lowest="0.4", highest="0.6")
    assert told(fees.jumps("A")) == []
    assert [str(step) for step in fees.steps("A")] == ["400 in [0.4, 0.6]"]
    with pytest.raises(cs.CostshareError, match=r"share 0.7 lies outside the sweep, 0.4 to 0.6"):
        fees.at("0.7")


def test_one_member_and_a_total_of_nothing_never_jump():
    assert cs.sweep(10, {"A": {"population": 1}}).jumps("A") == ()
    assert cs.sweep(0, TWO).jumps("A") == ()
    assert str(cs.sweep(0, TWO).steps("A")[0]) == "0 in [0, 1]"


def test_a_level_quota_may_waver_all_the_same():
    # B has the mean population, so its quota is 2.5 at every share. The remainders of A, C and D
    # pass it: C falls below at 1/5, A rises above at 2/5, C falls below again at 3/5.
    sizes = {"A": 1, "B": 3, "C": 6, "D": 2}
    fees = cs.sweep(10, {name: {"population": size} for name, size in sizes.items()})
    assert told(fees.jumps("B")) == [("1/5", 2, 3, 3), ("2/5", 3, 2, 2), ("3/5", 2, 3, 3)]
    assert fees.break_even({"B": 3})[0].share is None
    assert str(fees.break_even({"B": 3})[0]) == (
        "B: quota 3 at no flat share; fee in [0.2, 0.4), [0.6, 1]"
    )


def test_days_of_a_membership_count():
    half = [
        cs.Member(name="A", population=100, joined="2022-07-02"),
        cs.Member(name="B", population=300),
    ]
    pool = cs.Pool(name="fee", total=1000, model=cs.Mixed(flat_share="0.4"))
    board = cs.Agreement(name="Board", period="2022", members=half, pools=[pool])
    even = cs.compare({"today": board}).break_even()
    days = Fraction(183, 365)
    by_head, flat = days * 100 / (days * 100 + 300), days / (days + 1)
    assert even[0].share == (Fraction(even[0].fee) / 1000 - by_head) / (flat - by_head)
    assert Fraction("0.4") in even[0].steps[0]


def test_to_frame_holds_exact_shares():
    frame = cs.sweep(1000, TWO, unit=100).to_frame(points=6)
    assert frame.index.tolist() == [Fraction(each, 5) for each in range(6)]
    assert frame.index.name == "flat_share"
    assert frame["A"].tolist() == [300, 300, 400, 400, 500, 500]
    assert frame["A"].dtype == "Int64"
    cents = cs.sweep("0.05", TWO, unit="0.01").to_frame(points=2)
    assert cents["B"].tolist() == [Decimal("0.04"), Decimal("0.02")]
    assert len(cs.sweep(10, TWO).to_frame()) == 101


def published():
    with (EXAMPLES / "fees_2022.csv").open(encoding="utf-8") as file:
        return {row["municipality"]: int(row["utvecklare"]) for row in csv.DictReader(file)}


def test_the_published_fees_of_2022_come_from_one_stretch_of_flat_shares():
    agreement = cs.Agreement.load(EXAMPLES / "norrbotten_2022.toml")
    fees = cs.sweep(937_200, agreement.members, driver="population_2019", unit=100)
    even = fees.break_even(published())
    with_fee = {each.member: each.steps for each in even}
    used = Fraction("0.5236")  # what the agreement's file says
    assert all(any(used in step for step in steps) for steps in with_fee.values())
    # Where all fourteen fit is the stretch that the file's comment tells: 0.52347 to 0.52378.
    around = [next(step for step in steps if used in step) for steps in with_fee.values()]
    low, high = max(each.lowest for each in around), min(each.highest for each in around)
    assert (f"{float(low):.5f}", f"{float(high):.5f}") == ("0.52347", "0.52378")
    middle = (low + high) / 2
    assert fees.at(middle) == published()
    outside = Fraction(1, 10**6)
    assert fees.at(low - outside) != published() != fees.at(high + outside)


def test_break_even_against_a_baseline_of_several_pools():
    comparison = cs.compare(
        {"2022": cs.Agreement.load(EXAMPLES / "norrbotten_2022.toml")}, driver="population_2019"
    )
    even = {each.member: each for each in comparison.break_even("utvecklare")}
    assert even["Luleå"].share == Fraction(2_069_114_425, 3_952_064_622)
    # quota = 9372 · (s / 14 + (1 - s) · 78105 / 250093) units of 100 kr; the sum is the board's.
    quota = 9372 * (
        even["Luleå"].share / 14 + (1 - even["Luleå"].share) * Fraction(78_105, 250_093)
    )
    assert quota == 1745
    assert len(comparison.break_even("e_arkiv")) == 13
    with pytest.raises(cs.CostshareError, match="unknown pool 'utvecklre'; did you mean"):
        comparison.break_even("utvecklre")


def test_break_even_over_all_pools_shares_what_they_come_to():
    members = [cs.Member(name=name, population=size) for name, size in (("A", 100), ("B", 300))]
    office = cs.Pool(name="office", total=1000, unit=100, model=cs.Mixed(flat_share="0.5"))
    tools = cs.Pool(name="tools", total=90, unit=10, model=cs.Fixed(amounts={"A": 30, "B": 60}))
    mine = cs.Pool(name="own", total=50, unit=50, model=cs.Flat(), exempt=["A"])
    board = cs.Agreement(name="Board", period="2022", members=members, pools=[office, tools, mine])
    even = cs.compare({"today": board}).break_even()
    # A pays 400 + 30 of 1140 in steps of 10: 114 (1/4 + s/4) units are 43 where s = 29/57.
    assert [(each.member, each.fee, each.share) for each in even] == [
        ("A", 430, Fraction(29, 57)),
        ("B", 710, Fraction(29, 57)),
    ]
    swept = cs.sweep(1140, {"A": {"population": 100}, "B": {"population": 300}}, unit=10)
    assert even == swept.break_even({"A": 430, "B": 710})
    by_divisor = board.replace(pools=[office, tools.replace(model=cs.Flat(), method="webster")])
    with pytest.raises(cs.CostshareError, match="largest_remainder only, not for webster"):
        cs.compare({"today": by_divisor}).break_even()


def test_break_even_looks_only_where_the_fee_can_be():
    # At 0 or 1 and at an end of the sweep, where a whole walk would pass 10^29 units.
    even = cs.compare({"today": cs.Flat()}, total=4 * 10**30, members=TWO).break_even()
    assert [each.share for each in even] == [1, 1]
    assert even[0].steps[0].highest == 1
    # A's quota is 10^30 (1 + s) units; at a half over it would round up.
    assert even[0].steps[0].lowest == 1 - Fraction(1, 2 * 10**30)
    assert str(cs.sweep(0, TWO).break_even({"A": 0})[0]) == (
        "A: quota 0 at no flat share; fee in [0, 1]"
    )


def test_a_total_of_any_size_with_too_many_steps_says_so(monkeypatch):
    sizes = {"A": 1, "B": 3, "C": 6, "D": 2}
    members = {name: {"population": size} for name, size in sizes.items()}
    with pytest.raises(
        cs.CostshareError, match="the fee passes 16 666 666 666 666 666 666 multiples"
    ):
        cs.sweep(10**20, members).jumps("A")
    # The quota of B is level, half a unit from a whole number; the others' remainders
    # pass it all the way.
    monkeypatch.setattr("costshare.analysis._steps._MOST", 100)
    with pytest.raises(
        cs.CostshareError, match=r"the fee alternates between .*, too many to list; "
    ):
        cs.sweep(10**20 + 2, members).jumps("B")


def test_a_fee_that_no_share_gives():
    even = cs.sweep(1000, TWO, unit=100).break_even({"A": 600, "B": "0.5"})
    assert [(each.share, each.steps) for each in even] == [(None, ()), (None, ())]
    assert str(even[0]) == "A: quota 600 at no flat share; fee in no flat share"


def test_break_even_of_agreed_amounts_of_members_without_a_driver():
    fees = cs.allocate(10, cs.Flat(), {"A": {}, "B": {}})
    with pytest.raises(cs.CostshareError, match="member A has no population to share by"):
        cs.compare({"today": fees}).break_even()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"total": "0.5"}, "total 0.5 is not a multiple of unit 1"),
        ({"total": None}, "total is missing"),
        ({"members": None}, "members is of type NoneType"),
        ({"members": {}}, "there are no members to share the costs"),
        ({"driver": "pupils"}, "unknown driver of member A: 'pupils'"),
        ({"members": {"A": {"population": 0}}}, "driver 'population' is zero for all members"),
        ({"ties": "error"}, "a sweep passes through ties; choose"),
        ({"method": "webstr"}, "unknown method 'webstr'; did you mean 'webster'"),
        ({"lowest": -1}, "lowest share -1 lies outside 0 to 1"),
        ({"lowest": 1}, "a sweep from 1 to 1 must run from a lower"),
        ({"highest": "1.5"}, "highest share 1.5 lies outside 0 to 1; write"),
        ({"highest": True}, "highest share True is a bool"),
    ],
)
def test_what_cannot_be_swept(arguments, message):
    with pytest.raises(cs.CostshareError, match=message):
        cs.sweep(**{"total": 1000, "members": TWO} | arguments)


def test_what_a_sweep_does_not_know():
    fees = cs.sweep(1000, TWO)
    with pytest.raises(cs.CostshareError, match="unknown member 'C'"):
        fees.jumps("C")
    with pytest.raises(cs.CostshareError, match="fees is of type int; pass values by name"):
        fees.break_even(5)
    with pytest.raises(cs.CostshareError, match="fee of A 'x' is not a plain number"):
        fees.break_even({"A": "x"})
    with pytest.raises(cs.CostshareError, match="points 1 must be a whole number, 2 or more"):
        fees.to_frame(points=1)
    with pytest.raises(
        cs.CostshareError, match="the fee passes 2 499 999 multiples of the unit, too"
    ):
        cs.sweep(10_000_000, TWO).jumps("A")
    webster = cs.sweep(1000, TWO, method="webster")
    assert webster.at(0) == {"A": 250, "B": 750}
    with pytest.raises(cs.CostshareError, match="largest_remainder only, not for webster"):
        webster.jumps("A")
    assert repr(fees) == "<Sweep 1 000 over 2 members by population, flat share 0 to 1>"
