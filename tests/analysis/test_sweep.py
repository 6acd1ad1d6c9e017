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


SCHOOL = cs.Agreement(
    name="Board",
    period="2022",
    currency="SEK",
    members=[
        cs.Member(name="A", population=100, drivers={"pupils": 30}),
        cs.Member(name="B", population=300, drivers={"pupils": 50}, joined="2022-07-02"),
        cs.Member(name="C", population=50, drivers={"pupils": 5}),
    ],
    pools=[
        cs.Pool(
            name="school",
            total=800,
            unit=100,
            model=cs.Proportional(driver="pupils"),
            exempt=["C"],
            ties="largest",
            method="webster",
        ),
        cs.Pool(name="prices", model=cs.Tariff(rates={"pupils": 2}), unit=5),
        cs.Pool(name="each", total=100, model=cs.Flat(), method="each"),
        cs.Pool(name="ties", total=101, model=cs.Flat(), ties="error"),
    ],
    driver_labels={"pupils": "elever"},
)


def test_a_pool_states_what_is_swept():
    fees = cs.sweep(SCHOOL, pool="school")
    assert (fees.total, fees.unit.size, fees.members) == (800, 100, ("A", "B"))
    assert (fees.method, fees.ties, fees.currency) == ("webster", "largest", "SEK")
    assert (fees.driver, fees.proration["B"], fees.pool) == ("pupils", Fraction(183, 365), "school")
    assert str(fees).splitlines()[0] == "Fees by flat share of 800 SEK, the rest by elever"
    assert cs.sweep(SCHOOL, pool="school", driver="population").driver == "population"
    prices = cs.sweep(SCHOOL, pool="prices", ties="smallest")
    assert (prices.total, prices.method, prices.ties) == (
        Fraction(SCHOOL.replace(pools=SCHOOL.pools[:2]).allocate().pool("prices").amount),
        "largest_remainder",
        "smallest",
    )
    only = SCHOOL.replace(pools=SCHOOL.pools[:1])
    assert cs.sweep(only) == fees


CAPPED = cs.Bounded(model=cs.Proportional(driver="pupils"), maximum=500)
DAMPED = cs.Damped(model=cs.Flat(), previous={"A": 400, "B": 400}, max_increase="5%")


@pytest.mark.parametrize("model", [CAPPED, DAMPED])
@pytest.mark.parametrize("driver", [None, "population"])
def test_a_pool_of_fees_within_bounds_is_not_swept(model, driver):
    """A sweep without the bounds would give other fees than those of the pool."""
    board = SCHOOL.replace(pools=[SCHOOL.pools[0].replace(model=model)])
    message = f"pool school keeps fees within bounds .{type(model).__name__}., which no sweep does"
    with pytest.raises(cs.CostshareError, match=message):
        cs.sweep(board, pool="school", driver=driver)
    around = board.replace(pools=[board.pools[0].replace(model=model.model)])
    assert cs.sweep(around, driver=driver).total == 800


def test_a_sweep_between_two_drivers_worked_by_hand():
    # By population A has 2.5 units of 10, by pupils 5: it passes 3.5 at 2/5 and 4.5 at 4/5.
    members = {"A": {"population": 1, "pupils": 1}, "B": {"population": 3, "pupils": 1}}
    fees = cs.sweep(10, members, driver=["population", "pupils"])
    assert told(fees.jumps("A")) == [("2/5", 3, 4, 4), ("4/5", 4, 5, 5)]
    assert told(fees.jumps("B")) == [("2/5", 7, 6, 6), ("4/5", 6, 5, 5)]
    assert [fees.between[end].quotas["A"] for end in (0, 1)] == [Fraction(5, 2), 5]
    assert fees.break_even({"A": 4})[0].share == Fraction(3, 5)
    assert repr(fees) == "<Sweep 10 over 2 members proportional to proportional, share 0 to 1>"
    assert str(fees).splitlines()[0] == ("Fees of 10, by population (0 %) to by pupils (100 %)")
    assert fees.to_frame(points=2).index.name == "share"
    assert "share" in fees.to_frame(tidy=True).columns


def test_a_user_model_may_be_an_end():
    class First:
        def quotas(self, members, total):
            return {each.name: total if each.name == "A" else 0 for each in members}

    fees = cs.sweep(10, TWO, between=(First(), cs.Flat()))
    assert fees.at("0.5") == {"A": 8, "B": 2}
    assert fees.between[0].model == {"kind": "First"}
    assert cs.Sweep.from_dict(fees.to_dict()) == fees


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"total": SCHOOL},
            r"several pools \(school, prices, each, ties\); name one: pool='school'",
        ),
        ({"total": SCHOOL, "pool": "schol"}, "unknown pool 'schol'; did you mean 'school'"),
        ({"total": SCHOOL, "pool": "each"}, "pool each rounds each fee on its own"),
        ({"total": SCHOOL, "pool": "ties"}, "a sweep passes through ties; choose"),
        ({"total": SCHOOL, "pool": "school", "unit": 1}, "unit is that of the pool of the agr"),
        ({"total": SCHOOL, "pool": "school", "members": TWO}, "members is that of the pool"),
        ({"total": 5, "members": TWO, "pool": "office"}, "pool='office' names a pool of an agree"),
        ({"between": 5}, "between is of type int; pass two, like"),
        ({"between": [cs.Flat()]}, "between has 1 models; pass two"),
        ({"between": [cs.Flat(), 5]}, r"between\[1\]: .*5 is not a model"),
        ({"between": [cs.Flat(), cs.Flat], "total": 5}, r"between\[1\]: .*Flat is a class"),
        (
            {"between": [cs.Flat(), cs.Proportional(driver="pupls")]},
            r"between\[1\]: unknown driver of member A: 'pupls'",
        ),
        (
            {"between": [cs.Fixed(amounts={"A": 5, "B": 5}), cs.Flat()]},
            r"between\[0\]: agreed amounts sum to 10",
        ),
        (
            {"between": [cs.Flat(), cs.Bounded(model=cs.Flat(), minimum=1)]},
            r"between\[1\]: Bounded keeps fees within bounds",
        ),
        ({"between": [cs.Flat(), cs.Flat()], "driver": "population"}, "driver and between are bot"),
        ({"driver": ["population"]}, "driver has 1 name; pass one, or two"),
        ({"driver": ["population", 5]}, r"driver\[1\] is of type int"),
        ({"driver": 5}, "driver is of type int; pass a list of names"),
    ],
)
def test_pools_and_models_that_cannot_be_swept(arguments, message):
    given = arguments if isinstance(arguments.get("total"), cs.Agreement) else {"total": 1000}
    with pytest.raises(cs.CostshareError, match=message):
        cs.sweep(**({"members": TWO} if given == {"total": 1000} else {}) | given | arguments)


def test_an_end_that_charges_some_and_credits_others_is_refused():
    class Both:
        def quotas(self, members, total):
            return {"A": total + 5, "B": -5}

    with pytest.raises(cs.CostshareError, match=r"between\[0\]: the quota of B is -5, of a total"):
        cs.sweep(100, TWO, between=[Both(), cs.Flat()])


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
