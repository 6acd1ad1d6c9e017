"""Discounted: discounts from so many of a driver on, taken over by those without one."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.models import Facts, add_terms, own_model

TOWNS = {"A": {"x": 40}, "B": {"x": 60}, "C": {"x": 100}}
BY_X = cs.Proportional(driver="x")
OFF = st.sampled_from(["0", "10%", "1/3", "1"])
STEPS = st.dictionaries(st.integers(1, 12), OFF, min_size=1, max_size=3)
ROWS = st.lists(st.integers(0, 15), min_size=1, max_size=4).map(
    lambda sizes: {name: {"x": size} for name, size in zip("ABCD", sizes, strict=False)}
)


def off_of(has, steps, least, mode):
    """The discount of a member, inhabitant by inhabitant."""
    if has < least:
        return Fraction(1)
    shares = {at: {"10%": Fraction(1, 10)}.get(off) or Fraction(off) for at, off in steps.items()}

    def of_one(number, reached):
        return next((shares[at] for at in sorted(shares, reverse=True) if reached(at, number)), 0)

    if mode == "volume":
        return Fraction(of_one(has, lambda at, number: at <= number))
    every = [of_one(number, lambda at, number: at < number) for number in range(1, has + 1)]
    return sum(every, Fraction(0)) / (has or 1)


@given(ROWS, STEPS, st.integers(0, 6), st.sampled_from(["graduated", "volume"]), st.booleans())
def test_discounts_are_those_of_inhabitant_by_inhabitant(facts, steps, least, mode, is_shared):
    model = cs.Discounted(
        model=cs.Tariff(base=3, rates={"x": 2}),
        driver="x",
        discounts=steps,
        nothing_below=least or None,
        mode=mode,
    )
    charged = {name: Fraction(3 + 2 * each["x"]) for name, each in facts.items()}
    kept = {n: 1 - off_of(facts[n]["x"], steps, least, mode) for n in facts}
    total = sum(charged.values()) * 2 if is_shared else None
    if is_shared:
        charged = {name: 2 * each for name, each in charged.items()}
    lack = sum(each * (1 - kept[name]) for name, each in charged.items())
    others = sum(each for name, each in charged.items() if kept[name] == 1)
    if is_shared and lack and not others:
        with pytest.raises(cs.CostshareError, match=r"\(A.*nobody can pay what"):
            model.quotas(facts, total)
        return
    more = lack / others if is_shared and lack else 0
    expected = {
        name: each * (1 + more if kept[name] == 1 else kept[name]) for name, each in charged.items()
    }
    terms = model.terms(Facts(facts), total)
    assert model.quotas(facts, total) == add_terms(Facts(facts), terms) == expected
    for term in terms:
        assert sum(term.quotas.values()) == term.amount
    if is_shared:
        assert sum(expected.values()) == total
        credit = model.quotas(facts, -total)
        assert credit == {name: -each for name, each in expected.items()}


def test_worked_by_hand():
    # 40, 60 and 100 of 200: B has 10 % less, C 20 %, and A pays the 26.
    both = {"50": "10%", 100: "20%"}
    volume = cs.Discounted(model=BY_X, driver="x", discounts=both, mode="volume")
    assert volume.quotas(TOWNS, 200) == {"A": 66, "B": 54, "C": 80}
    labels = [(term.role, term.label, term.amount) for term in volume.terms(Facts(TOWNS), 200)]
    assert labels[1:] == [
        ("discount", "10 % off from 50 x on", -6),
        ("discount", "20 % off from 100 x on", -20),
        ("taken_over", "taken over from B, C", 26),
    ]
    # B has 10 % less on 10 of its 60, C on 50 of its 100.
    graduated = cs.Discounted(model=BY_X, driver="x", discounts=both)
    assert graduated.quotas(TOWNS, 200) == {"A": 46, "B": 59, "C": 95}
    small = cs.Discounted(model=BY_X, driver="x", nothing_below=50)
    assert small.quotas(TOWNS, 200) == {"A": 0, "B": 75, "C": 125}
    floor = cs.Bounded(model=small, minimum=80)
    assert floor.quotas(TOWNS, 320) == {"A": 80, "B": 90, "C": 150}
    assert cs.Discounted(model=cs.Tariff(base=5), nothing_below=1).times(Fraction(2)) == (
        cs.Discounted(model=cs.Tariff(base=10), nothing_below=1)
    )


BY_NAME = st.dictionaries(st.sampled_from("ABC"), OFF, min_size=1)


@given(ROWS, BY_NAME, st.sets(st.sampled_from("BCD"), min_size=1), st.booleans())
def test_discounts_by_name_are_taken_over_by_those_named(facts, off, takers, is_shared):
    off = {name: share for name, share in off.items() if name in facts} or {"A": "1/3"}
    takers = [name for name in takers if name in facts and name not in off]
    model = cs.Discounted(
        model=cs.Tariff(base=3, rates={"x": 2}),
        member_discounts={"group" if name == "A" else name: share for name, share in off.items()},
        taken_over_by=takers if is_shared and takers else None,
        groups={"group": ["A"]} if "A" in off else None,
    )
    total = 10**6 if is_shared else None
    charged = cs.Tariff(base=3, rates={"x": 2}).quotas(facts, total)
    less = {
        name: charged[name] * ({"10%": Fraction(1, 10)}.get(share) or Fraction(share))
        for name, share in off.items()
    }
    lack = sum(less.values())
    # Who has a discount of 0 % takes over as those without one do.
    taking = takers if is_shared and takers else [n for n in facts if not less.get(n)]
    if is_shared and lack and not taking:
        with pytest.raises(cs.CostshareError, match="nobody can pay what"):
            model.quotas(facts, total)
        return
    expected = {name: each - less.get(name, 0) for name, each in charged.items()}
    if is_shared:
        whole = sum(charged[name] for name in taking)
        expected |= {name: expected[name] + charged[name] * lack / (whole or 1) for name in taking}
    assert model.quotas(facts, total) == expected
    if is_shared:
        assert sum(expected.values()) == total
        assert model.quotas(facts, -total) == {name: -each for name, each in expected.items()}


def test_a_discount_by_name_worked_by_hand():
    # A pays the 12 and the 40 that B and C are let off.
    model = cs.Discounted(
        model=BY_X,
        member_discounts={"B": "20%", "large": "40%"},
        taken_over_by=["A"],
        groups={"large": ["C"]},
    )
    assert model.quotas(TOWNS, 200) == {"A": 92, "B": 48, "C": 60}
    labels = [(term.role, term.label, term.amount) for term in model.terms(Facts(TOWNS), 200)]
    assert labels[1:] == [
        ("discount", "discount", -12),
        ("discount", "40 % off (large)", -40),
        ("taken_over", "taken over from B, C", 52),
    ]
    fees = cs.allocate(200, model, TOWNS)
    fees.check()
    assert "2. 40 % off (large): -0.4 × 100 = -40" in str(fees.explain("C"))
    assert cs.Allocation.from_dict(fees.to_dict()) == fees


@pytest.mark.parametrize(
    ("fields", "total", "message"),
    [
        ({"taken_over_by": ["D"]}, 200, "unknown member in taken_over_by 'D'"),
        ({"taken_over_by": ["A"]}, None, "taken_over_by shares what the discounts take off a"),
        ({"nothing_below": 50, "member_discounts": {"A": "5%"}}, 200, "A has a discount by name"),
        (
            {"nothing_below": 50, "taken_over_by": ["A"]},
            200,
            "A has a discount and is named in taken_over_by, so it would take over its own",
        ),
        ({"groups": {"C": ["A"]}, "taken_over_by": ["C"]}, 200, "C is a group and a member"),
        ({"member_discounts": {"D": "5%"}}, 200, "unknown member with a discount 'D'"),
    ],
)
def test_names_that_make_no_sense_are_refused(fields, total, message):
    inner = cs.Tariff(rates={"x": 1})  # with a total or without
    model = cs.Discounted(model=inner, driver="x", **{"member_discounts": {"B": "5%"}} | fields)
    with pytest.raises(cs.CostshareError, match=message):
        model.quotas(TOWNS, total)


def test_those_who_pay_nothing_cannot_take_over():
    model = cs.Discounted(model=BY_X, member_discounts={"B": "5%"}, taken_over_by=["A"])
    with pytest.raises(cs.CostshareError, match="for by the model A pays nothing; name others"):
        model.quotas({"A": {"x": 0}, "B": {"x": 1}}, 200)


def test_members_that_are_absent_in_the_period_have_no_discount_and_take_nothing_over():
    facts = Facts(TOWNS, absent={"D": {}, "E": {}})
    groups = {"left": ["D", "E"]}
    model = cs.Discounted(
        model=BY_X, member_discounts={"B": "20%", "left": "50%"}, groups=groups, taken_over_by=["A"]
    )
    assert [term.label for term in model.terms(facts, 200) if term.role == "discount"] == [
        "discount"
    ]
    assert add_terms(facts, model.terms(facts, 200)) == {"A": 52, "B": 48, "C": 100}
    nobody = model.replace(member_discounts={"B": "20%"}, taken_over_by=["left"])
    with pytest.raises(cs.CostshareError, match="for nobody of them is a member in the period"):
        nobody.terms(facts, 200)


def test_around_a_model_of_a_users_own():
    class Twice:
        def quotas(self, members, total=None):
            return {member.name: Fraction(2) for member in members}

    own = cs.Discounted(model=Twice(), driver="x", nothing_below=50)
    assert own.times(Fraction(2)) == own
    assert own_model(own) is own.model
    assert own.quotas(TOWNS) == {"A": 0, "B": 2, "C": 2}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "give nothing_below, discounts or member_discounts; none of them is given"),
        (
            {"member_discounts": {"A": "5%", "small": "6%"}, "groups": {"small": ["A"]}},
            "A is named more than once in member_discounts and taken_over_by, by itself or in a",
        ),
        (
            {"member_discounts": {"A": "5%"}, "taken_over_by": ["A"]},
            "A is named more than once in member_discounts and taken_over_by",
        ),
        (
            {"member_discounts": {"A": "5%"}, "groups": {"small": ["B"]}},
            "the group small is named in no discount; remove it, or name it in member_discounts",
        ),
        (
            {"nothing_below": 5, "mode": "volume"},
            "mode 'volume' is of discounts, and none is given; remove it",
        ),
        (
            {"discounts": {0: "5%"}},
            "threshold 0 is not above zero; every member reaches it, so remove it, or correct it",
        ),
        (
            {"discounts": {10: "5%", "10.0": "6%"}},
            "discounts: threshold 10 is listed twice; list it once",
        ),
        ({"discounts": {"many": "5%"}}, "discounts: threshold 'many' is not a plain number"),
        ({"discounts": {5: 20}}, "discounts.5: share 20 lies outside 0 to 1; write '20%' if per"),
        ({"discounts": 5}, "discounts: is 5; pass a table of names and values"),
        ({"discounts": {5: 0}, "mode": "all"}, "mode: unknown mode of discounts 'all'"),
    ],
)
def test_what_makes_no_sense_is_refused(fields, message):
    with pytest.raises(cs.CostshareError) as caught:
        cs.Discounted(model=BY_X, **fields)
    assert str(caught.value).startswith(f"Discounted: {message}")
