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
        ({}, "give nothing_below or discounts, or both; neither is given"),
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
