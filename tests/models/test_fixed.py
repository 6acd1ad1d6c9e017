"""Fixed: amounts that the members agreed on."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from facts_local import NUMBERS, total_of


@given(st.dictionaries(st.sampled_from("ABCDEF"), NUMBERS, min_size=1), st.sampled_from([1, -1]))
def test_the_quotas_are_the_amounts_in_the_members_order(amounts, sign):
    agreed = {name: sign * amount for name, amount in amounts.items()}
    model = cs.Fixed(amounts=dict(reversed(agreed.items())))
    quotas = model.quotas({name: {} for name in agreed})
    assert quotas == {name: Fraction(amount) for name, amount in agreed.items()}
    assert list(quotas) == list(agreed)
    assert model.quotas({name: {} for name in agreed}, total_of(quotas)) == quotas


@pytest.mark.parametrize(
    ("total", "message"),
    [
        (60, "agreed amounts sum to 55.5, 4.5 under the total 60; "),
        (50, "agreed amounts sum to 55.5, 5.5 over the total 50; "),
    ],
)
def test_a_total_that_is_not_their_sum_is_refused(total, message):
    with pytest.raises(cs.CostshareError) as caught:
        cs.Fixed(amounts={"A": "25.5", "B": 30}).quotas({"A": {}, "B": {}}, total)
    assert str(caught.value) == message + "correct an amount, or leave the total out"


def test_a_member_without_an_agreed_amount_is_refused():
    with pytest.raises(cs.CostshareError) as caught:
        cs.Fixed(amounts={"A": 1}).quotas({"A": {}, "B": {}})
    assert str(caught.value) == (
        "member B has no agreed amount; add it, 0 if it pays nothing, or exempt B"
    )


def test_an_amount_for_a_stranger_is_refused():
    with pytest.raises(cs.CostshareError) as caught:
        cs.Fixed(amounts={"Kiruna": 1, "Lulea": 2}).quotas({"Kiruna": {}, "Luleå": {}})
    assert str(caught.value) == (
        "unknown member with an agreed amount 'Lulea'; did you mean 'Luleå'? Known: Kiruna, Luleå"
    )


@pytest.mark.parametrize(
    ("amounts", "message"),
    [
        (
            {},
            "Fixed: amounts are missing; give the amount of each member, or lines of amounts",
        ),
        (
            {"A": 1, "B": -1},
            "Fixed: amounts charge A and credit B; put credits in a pool of their own",
        ),
        ({"A": 1, "A ": 2}, "Fixed: amounts: name A is listed twice; list it once"),
        (
            {"A": None},
            (
                "Fixed: amounts.A: value is missing (None); fill in the number, or leave the "
                "member out"
            ),
        ),
    ],
)
def test_wrong_amounts_are_refused(amounts, message):
    with pytest.raises(cs.CostshareError) as caught:
        cs.Fixed(amounts=amounts)
    assert str(caught.value) == message


def test_agreed_amounts_are_never_rounded():
    facts = {"A": {}, "B": {}}
    with pytest.raises(cs.CostshareError) as caught:
        cs.allocate(None, cs.Fixed(amounts={"A": 100, "B": 150}), facts, unit=100)
    assert str(caught.value) == (
        "pool fee: agreed amount of B 150 is not a multiple of unit 100; pass unit=50, "
        "or round the agreed amount of B first"
    )
    fees = cs.allocate(None, cs.Fixed(amounts={"A": -100, "B": 0}), facts, unit=100)
    assert fees.member_totals == {"A": -100, "B": 0}


LINES = st.dictionaries(
    st.sampled_from(["fire engine", "exercise", "training"]),
    st.dictionaries(st.sampled_from("ABC"), st.integers(0, 1000), min_size=1),
    min_size=1,
)


@given(LINES, st.none() | st.dictionaries(st.sampled_from("ABC"), st.integers(0, 1000), min_size=1))
def test_a_fee_is_the_sum_of_its_lines_and_each_is_explained(lines, amounts):
    members = {
        name: {} for name in {*(amounts or {}), *(name for line in lines.values() for name in line)}
    }
    model = cs.Fixed(amounts=amounts or {}, lines=lines)
    fees = cs.allocate(None, model, members)
    parts = [*lines.values(), amounts or {}]
    for name in members:
        assert fees.fee(name, "fee") == sum(part.get(name, 0) for part in parts)
        explained = str(fees.explain(name))
        for line, each in lines.items():
            assert f"{line}: as given = {each.get(name, 0):,}".replace(",", " ") in explained
    fees.check()
    assert cs.Allocation.from_dict(fees.to_dict()) == fees
    doubled = cs.allocate(None, model.times(Fraction(2)), members)
    assert doubled.total == 2 * fees.total


def test_a_credit_in_a_line_may_lower_a_fee_and_not_turn_it():
    lines = {"fee": {"A": 100, "B": 100}, "returned": {"A": -100}}
    assert cs.Fixed(lines=lines).quotas({"A": {}, "B": {}}) == {"A": 0, "B": 100}
    with pytest.raises(cs.CostshareError, match="amounts charge B and credit A"):
        cs.Fixed(lines={**lines, "more": {"A": -1}})
