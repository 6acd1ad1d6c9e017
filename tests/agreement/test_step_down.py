"""A step-down states its order, and which mutual charges it leaves out."""

import json
import re
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


# --- an order by a rule -------------------------------------------------------------------------

RULES = st.sampled_from(("most_service", "largest_costs"))


@given(circles(), RULES)
@settings(max_examples=20)
def test_a_rule_orders_each_circle_as_overhead_does(circle, rule):
    """By own costs, and by what pools charge each other; other levels stay as they are."""
    fees = circle.replace(support="step_down", order=rule).allocate()
    fees.check()
    solved = {each.solved for each in circle.allocate().pools if each.solved}
    if not solved:
        assert fees.step_down is None or not fees.step_down.not_charged
    for names in solved:
        own = {each.name: each.total for each in circle.pools if each.name in names}
        costs = dict.fromkeys([each.name for each in circle.members], Fraction(0)) | own
        services = {name: shares_of(circle, name) for name in own}
        expected = cs.overhead.step_down(costs, services, order=rule).order
        assert [name for name in fees.step_down.order if name in names] == list(expected)
        assert fees.step_down.order_rule == rule
        stated = circle.replace(support="step_down", order=fees.step_down.order).allocate()
        assert stated.pools == fees.pools
    assert cs.Allocation.from_dict(json.loads(json.dumps(fees.to_dict()))) == fees


def test_another_order_is_named_where_a_fee_changes():
    orders = (["IT", "HR"], ["HR", "IT"])
    one, other = (schools(support="step_down", order=order) for order in orders)
    said = "The order of the step-down has changed: HR, IT instead of IT, HR."
    assert said in str(cs.explain_change(one, other, "Schools"))
    compared = cs.compare({"today": one, "proposal": other}, baseline="today")
    assert said in str(compared.explain("Schools"))
    (by_order,) = (each for each in compared.differences("proposal") if each.kind == "order")
    assert (by_order.before, by_order.after) == (("IT", "HR"), ("HR", "IT"))
    by_order_in_words = "the order of the step-down is HR, IT instead of IT, HR"
    assert (str(by_order), by_order_in_words in str(compared)) == (by_order_in_words, True)
    correction = cs.correct(one.allocate(), other.allocate())
    explained = correction.explain("Schools")
    assert said in str(correction)
    assert said in str(explained)
    assert type(explained).from_dict(json.loads(json.dumps(explained.to_dict()))) == explained
    cheaper = cs.what_if(one, total={"IT": 1})
    assert "The order" not in str(cs.explain_change(one, cheaper, "Schools"))
    same = cs.correct(one.allocate(), cheaper.allocate())
    assert "The order" not in f"{same}{same.explain()}"
    assert "step_downs" not in same.explain().to_dict()


def test_added_parts_keep_the_order_that_all_have():
    fees = schools(support="step_down", order=["IT", "HR"]).allocate()
    year = cs.add_periods(fees.instalments("quarter")).allocation()
    year.check()
    assert year.step_down == fees.step_down
    assert "in the order IT, HR" in str(year.explain("Schools", "HR"))


def test_a_rule_is_stated_and_kept_in_files(tmp_path):
    agreement = schools(support="step_down", order="largest_costs")
    assert "costs of other pools, in a step-down, largest costs first" in str(agreement)
    text = str(agreement.allocate())
    assert "in the order IT, HR. The order is by costs, largest first. HR charges nothing" in text
    for name in ("a.toml", "a.json"):
        agreement.save(tmp_path / name)
        assert cs.Agreement.load(tmp_path / name) == agreement
    it, hr = agreement.pools
    assert agreement.facts(hr).names == ("Schools", "Care")
    dearer = agreement.replace(pools=[it, hr.replace(total=200)])
    assert dearer.allocate().step_down.order == ("HR", "IT")
    assert dearer.facts(hr).names == ("IT", "Schools", "Care")
    by_service = dearer.replace(order="most_service")
    assert by_service.allocate().step_down.order == ("IT", "HR")


def test_a_rule_leaves_levels_without_a_circle_alone():
    """Also where a product has larger costs than the pool before it."""
    it, hr = schools().pools
    plain = schools().replace(pools=[it, hr.replace(members=["Schools", "Care"], total=900)])
    by_rule = plain.replace(support="step_down", order="largest_costs").allocate()
    assert by_rule == plain.replace(support=None).allocate()


def test_a_rule_needs_no_circle_in_the_period():
    """Where one of the circle has not joined yet, there is nothing to order."""
    apart = schools(support="step_down", order="most_service")
    it, hr = apart.pools
    apart = apart.replace(
        members=[
            each.replace(joined="2023-01-01") if each.name == "HR" else each
            for each in apart.members
        ],
        pools=[it, hr.replace(total=0)],
    )
    fees = apart.replace(period="2022").allocate()
    assert fees.step_down is None
    assert apart.replace(period="2023").allocate().step_down.order


def test_an_order_by_a_rule_is_found_once(monkeypatch):
    found = []

    def step_down(*args, **how):
        found.append(how)
        return by_rule(*args, **how)

    by_rule = cs.overhead.step_down
    monkeypatch.setattr(cs.overhead, "step_down", step_down)
    agreement = schools(support="step_down", order="most_service")
    for pool in agreement.pools:
        agreement.facts(pool)
    agreement.allocate()
    assert found == [{"order": "most_service"}]


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"order": "most_servic"}, "did you mean 'most_service'"),
        ({"order": "IT"}, r"pass names as a list, even a single one: \['IT'\]"),
        ({"order": "most_service", "support": None}, "go together"),
        ({"order": "most_service", "support": "reciprocal"}, "go together"),
    ],
)
def test_an_unknown_rule_or_one_without_a_step_down_is_refused(how, words):
    with pytest.raises(cs.CostshareError, match=words):
        schools(**{"support": "step_down"} | how)


def test_a_rule_that_cannot_be_decided_names_the_pool():
    idle = schools(support="step_down", order="most_service").replace(
        members=[
            cs.Member(name=name, drivers={"hours": 1, "staff": 0})
            for name in ("IT", "HR", "Schools", "Care")
        ]
    )
    with pytest.raises(cs.CostshareError, match="pool HR: driver 'staff' is zero"):
        idle.allocate()


# --- a published case ---------------------------------------------------------------------------

# "Chapter 15, example 2 (multiple service departments)": maintenance (machine hours) and
# computing (CPU minutes), https://www.coursehero.com/file/5929594/10026-032410-96/
COSTS = {"M": 90_000, "C": 83_820, "P1": 200_000, "P2": 400_000}
USE = {"M": {"C": 5_000, "P1": 10_000, "P2": 35_000}, "C": {"M": 250, "P1": 350, "P2": 400}}


def factory(order):
    """The same as members, with what they use, and two pools that charge each other."""
    pools = [
        cs.Pool(
            name=giver,
            total=COSTS[giver],
            model=cs.Proportional(driver=f"service of {giver}"),
            members=list(used),
            receives=True,
        )
        for giver, used in USE.items()
    ]
    own = {name: COSTS[name] for name in ("P1", "P2")}
    pools.append(cs.Pool(name="own", model=cs.Fixed(amounts=own), members=list(own)))
    members = [
        cs.Member(
            name=name,
            drivers={
                f"service of {each}": used[name] for each, used in USE.items() if name in used
            },
        )
        for name in COSTS
    ]
    return cs.Agreement(
        name="factory",
        period="2022",
        members=members,
        pools=pools,
        support="step_down",
        order=order,
    )


def test_a_published_step_down_as_printed():
    fees = factory(["M", "C"]).allocate()
    assert fees.pool("M").fees == {"C": 9_000, "P1": 18_000, "P2": 63_000}
    assert fees.pool("C").fees == {"P1": 43_316, "P2": 49_504}
    paid = fees.final_fees().member_totals
    assert paid == {"P1": 261_316, "P2": 512_504}
    assert fees.step_down.not_charged == {"C": ("M",)}


@pytest.mark.parametrize("order", [["M", "C"], ["C", "M"], "most_service", "largest_costs"])
def test_a_published_case_is_the_same_by_overhead(order):
    fees = factory(order).allocate()
    passed = cs.overhead.step_down(COSTS, USE, order=order)
    assert fees.step_down.order == passed.order
    assert fees.step_down.order_rule == passed.order_rule
    assert passed.rounded() == fees.final_fees().member_totals
    for giver, own in passed.matrix.items():
        assert all(
            abs(own[name] - Fraction(fee)) < 1 for name, fee in fees.pool(giver).fees.items()
        )


@pytest.mark.parametrize(
    ("model", "members"),
    [(cs.Flat(), ["HR"]), (cs.Proportional(driver="laptops"), ["HR", "Schools", "Care"])],
)
@pytest.mark.parametrize("period", ["2022", "2023"])
def test_an_order_that_leaves_a_pool_nobody_to_charge_is_named(model, members, period):
    """Neither members nor drivers are at fault: HR would be charged, and has passed on before."""
    agreement = schools(support="step_down", order=["HR", "IT"])
    it, hr = agreement.pools
    laptops = [
        each.replace(drivers={**each.driver_values, "laptops": int(each.name == "HR")})
        for each in agreement.members
    ]
    late = agreement.replace(
        members=laptops, period=period, pools=[it.replace(model=model, members=members), hr]
    )
    wrong = r"pool IT comes after HR in order=\['HR', 'IT'\], so it has nobody .* place it earlier"
    with pytest.raises(cs.CostshareError, match=wrong):
        late.allocate()
    late.replace(order=["IT", "HR"]).allocate()


def test_members_at_fault_are_not_blamed_on_the_order():
    agreement = schools(support="step_down", order=["HR", "IT"])
    it, hr = agreement.pools
    unused = cs.Proportional(driver="staff")
    nobody = [each.replace(drivers={"staff": 0}) for each in agreement.members]
    with pytest.raises(cs.CostshareError, match="driver 'staff' is zero for all"):
        agreement.replace(
            members=nobody, pools=[it.replace(model=unused), hr.replace(total=0, model=cs.Flat())]
        ).allocate()


def test_an_order_that_lacks_pools_of_the_circle_names_them():
    with pytest.raises(cs.CostshareError, match=r"order lacks HR; .*order=\['IT', 'HR'\]"):
        schools(support="step_down", order=["IT"])
    with pytest.raises(cs.CostshareError, match="'Hr'; did you mean 'HR'"):
        schools(support="step_down", order=["IT", "Hr"])
    hours = {"IT": {"HR": 1, "Care": 1}, "HR": {"IT": 1, "Care": 1}}
    with pytest.raises(cs.CostshareError, match="'hr'; did you mean 'HR'"):
        cs.overhead.step_down({"IT": 1, "HR": 1, "Care": 0}, hours, order=["IT", "hr"])


@given(circles())
@settings(max_examples=20)
def test_what_a_circle_error_proposes_resolves_it(agreement):
    """Its order is whole, and leaving a member out is proposed only where no circle is left."""
    pools = [
        each.replace(members=[name for name in each.members if name != each.name])
        for each in agreement.pools
    ]
    try:
        agreement.replace(support=None, pools=pools)
    except cs.CostshareError as error:
        said = str(error)
    else:
        return
    order = re.findall("'([^']+)'", said.partition("order=")[2])
    agreement.replace(support="step_down", order=order, pools=pools)
    if out := re.search("leave (.+) out of the members of pool (.+?);", said):
        apart = {
            each.name: each.replace(members=[name for name in each.members if name != out[1]])
            for each in pools
            if each.name == out[2]
        }
        agreement.replace(support=None, pools=[apart.get(each.name, each) for each in pools])
