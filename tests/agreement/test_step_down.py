"""A step-down states its order, and which mutual charges it leaves out."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import costshare as cs
from circles_local import GIVERS, circles, schools, shares_of
from costshare.errors import ConservationError
from explanation_local import read_levels


@st.composite
def step_downs(draw):
    """Pools that charge each other, closed in any order."""
    circle = draw(circles())
    givers = [pool.name for pool in circle.pools if pool.name in GIVERS]
    return circle.replace(support="step_down", order=draw(st.permutations(givers)))


@given(step_downs())
@settings(max_examples=20)
def test_what_is_not_charged_is_all_that_goes_back(agreement):
    fees = agreement.allocate()
    fees.check()
    order = list(agreement.order)
    members = {pool.name: pool.members for pool in agreement.pools}
    back = {
        name: tuple(each for each in order[:at] if each in members[name])
        for at, name in enumerate(order)
    }
    assert fees.step_down.order == agreement.order
    assert fees.step_down.not_charged == {name: each for name, each in back.items() if each}
    for name in order:
        served = set(members[name]) - {name}
        assert served - set(back[name]) == set(fees.pool(name).fees)
    assert cs.Allocation.from_dict(json.loads(json.dumps(fees.to_dict()))) == fees
    explained = fees.explain("a")
    data = explained.to_dict()
    assert data["step_down"]["order"] == order
    assert type(explained).from_dict(data) == explained
    for part in (fees.final_fees(), fees.internal_fees() if fees.passing_on else fees):
        part.check()


@given(step_downs())
@settings(max_examples=20)
def test_it_is_the_step_down_of_overhead_but_for_units(agreement):
    """What the givers receive of each other is whole units here, and exact there."""
    fees = agreement.allocate()
    costs = dict.fromkeys([each.name for each in agreement.members], Fraction(0))
    for pool in agreement.pools:
        if pool.name in agreement.order:
            rent = Fraction(fees.fee(pool.name, "rent") or 0)
            costs[pool.name] = pool.total + rent
    services = {name: shares_of(agreement, name) for name in agreement.order}
    exact = cs.overhead.step_down(costs, services, order=agreement.order)
    for name in agreement.order:
        size = fees.pool(name).unit.size
        near = len(agreement.order) * size
        assert abs(fees.pool(name).total - exact.passed_on.get(name, 0)) < near


def test_prints_state_the_order_and_what_is_left_out():
    agreement = schools(support="step_down", order=["IT", "HR"])
    assert "costs of other pools, number 2 of the step-down" in str(agreement)
    fees = agreement.allocate()
    stated = "Step-down: costs are passed on in the order IT, HR."
    left_out = "HR charges nothing to IT, which passed on before it."
    assert str(fees).endswith(f"\n\n{stated} {left_out}")
    for explained in (fees.explain("Schools", "HR"), fees.explain(pool="HR")):
        assert str(explained).splitlines()[1:3] == [f"  {stated}", f"  {left_out}"]
    first = str(fees.explain("Schools", "IT"))
    assert stated in first
    assert left_out not in first
    for each in (agreement, fees, fees.explain("Schools", "HR")):
        text = each.to_text(lang="sv")
        assert "step-down" not in text.lower()
        assert "passed on" not in text
    for each in (schools(), schools().replace(support=None, pools=schools().pools[:1])):
        assert "Step-down" not in str(each.allocate())
        assert each.allocate().step_down is None


def test_an_outside_program_reads_a_step_down():
    fees = schools(support="step_down", order=["HR", "IT"]).allocate()
    read = read_levels(json.dumps(fees.explain().to_dict()))
    for name, charged in read.items():
        assert charged == {each: Fraction(fee) for each, fee in fees.pool(name).fees.items()}


def test_a_member_that_is_gone_is_not_left_out():
    agreement = schools(support="step_down", order=["IT", "HR"])
    gone = [
        cs.Member(name="IT", drivers={"staff": 10}, left="2021-12-31")
        if each.name == "IT"
        else each
        for each in agreement.members
    ]
    assert agreement.replace(members=gone).allocate().step_down.not_charged == {}


@pytest.mark.parametrize(
    ("order", "not_charged", "words"),
    [
        (("HR", "IT"), {}, "pool IT charges HR|pool HR charges IT"),
        (("IT", "HR"), {"HR": ("Care",)}, "HR does not charge Care"),
        (("IT", "HR"), {"IT": ("HR",)}, "IT does not charge HR"),
        (("IT", "HR"), {"Law": ("IT",)}, "Law"),
        (("IT", "Law"), {}, "Law"),
        (("IT", "IT"), {}, "IT"),
    ],
)
def test_a_record_of_another_order_is_refused(order, not_charged, words):
    fees = schools(support="step_down", order=["IT", "HR"]).allocate()
    false = replace(fees.step_down, order=order, not_charged=not_charged)
    with pytest.raises((cs.CostshareError, ConservationError), match=words):
        replace(fees, step_down=false).check()
