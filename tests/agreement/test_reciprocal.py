"""Pools that charge each other: solved at once, exactly, and rounded once."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from matplotlib.figure import Figure

import costshare as cs
from circles_local import GIVERS, circles, exact_totals, schools, shares_of
from costshare.errors import ConservationError
from costshare.testing import assert_allocation_sums
from explanation_local import read_levels

FLAT = cs.Flat()


def board(*pools, members=("IT", "HR", "x", "y"), **others):
    others = {"support": "reciprocal"} | others
    listed = [cs.Member(name=name, drivers={"share": 1}) for name in members]
    return cs.Agreement(name="Board", period="2022", members=listed, pools=pools, **others)


def pool(name, members, total=None, **others):
    others = {"model": FLAT, "receives": True} | others
    return cs.Pool(name=name, total=total, members=members, **others)


# --- laws ---------------------------------------------------------------------------------------


@given(circles())
@settings(max_examples=40)
def test_totals_solve_the_equations_and_fees_lie_within_units_of_them(agreement):
    """Conservation at each level; exact totals by elimination; whole units near the exact ones."""
    fees = agreement.allocate()
    assert_allocation_sums(fees)
    own = sum(each.total for each in agreement.pools)
    assert sum(map(Fraction, fees.final_fees().member_totals.values())) == fees.total == own
    inside = [each for each in fees.pools if each.solved]
    for circle in {each.solved for each in inside}:
        before = {
            name: fees.pool(name).own_total
            + sum(
                Fraction(amount)
                for giver, amount in fees.pool(name).taken_over.items()
                if giver not in circle
            )
            for name in circle
        }
        for name, total in exact_totals(agreement, before).items():
            one = fees.pool(name)
            assert one.exact_total == total
            assert abs(one.total - total) < one.unit.size
            exact = {each: share * total for each, share in shares_of(agreement, name).items()}
            assert exact == {each: one.exact_quota(each) for each in one.fees}
            for each, fee in one.fees.items():
                near = 1 if each in circle else 2
                assert abs(Fraction(fee) - exact[each]) < near * one.unit.size
                assert exact[each] or not fee
    again = agreement.replace(pools=agreement.pools[::-1]).allocate()
    assert {each.name: each.exact_total for each in again.pools if each.solved} == {
        each.name: each.exact_total for each in inside
    }
    # Which proves it, by `check`.
    assert cs.Allocation.from_dict(json.loads(json.dumps(fees.to_dict()))) == fees
    for part in (fees.final_fees(), fees.internal_fees() if fees.passing_on else fees):
        part.check()


@given(circles(least=-(10**4)))
@settings(max_examples=30)
def test_credits_and_charges_are_solved_together(agreement):
    fees = agreement.allocate()
    fees.check()
    assert fees.total == sum(each.total for each in agreement.pools)
    mirrored = [each.replace(total=-each.total) for each in agreement.pools]
    back = agreement.replace(pools=mirrored).allocate()
    assert {each.name: each.exact_total for each in back.pools} == {
        each.name: -each.exact_total for each in fees.pools
    }


@given(circles(most=60))
@settings(max_examples=25)
def test_an_outside_program_solves_the_circle(agreement):
    fees = agreement.allocate()
    for explained in (fees.explain(), fees.explain("a"), fees.explain(pool="HR")):
        data = explained.to_dict()
        for name, charged in read_levels(json.dumps(data)).items() if "levels" in data else ():
            assert charged == {each: Fraction(fee) for each, fee in fees.pool(name).fees.items()}
        if "levels" in data or explained.member is None:
            assert type(explained).from_dict(data) == explained  # which proves it, by `check`
    # The text of every pool, and of every step.
    assert str(fees.explain())
    assert str(fees.explain("a"))


@given(circles())
@settings(max_examples=40)
def test_without_mutual_service_it_is_a_plain_cascade(agreement):
    """To the unit, and with the same records: no pool is solved."""
    order = {name: at for at, name in enumerate([*GIVERS, "X", "a", "b", "c"])}
    pools = [
        each.replace(members=[name for name in each.members if order[name] > order[each.name]])
        if each.name in GIVERS
        else each
        for each in agreement.pools
    ]
    one = agreement.replace(pools=pools)
    assert one.allocate() == one.replace(support=None).allocate()


@given(circles())
@settings(max_examples=30)
def test_it_is_the_limit_of_repeated_distribution_and_the_method_of_overhead(agreement):
    fees = agreement.allocate()
    for circle in {each.solved for each in fees.pools if each.solved}:
        costs = dict.fromkeys([each.name for each in agreement.members], Fraction(0))
        for name in circle:
            one = fees.pool(name)
            costs[name] = one.own_total + sum(
                Fraction(amount) for giver, amount in one.taken_over.items() if giver not in circle
            )
        services = {name: shares_of(agreement, name) for name in circle}
        solved = cs.overhead.reciprocal(costs, services)
        assert dict(solved.passed_on) == {name: fees.pool(name).exact_total for name in circle}
        rounds = cs.overhead.repeated(costs, services, until="0.0001")
        for name, amount in rounds.passed_on.items():
            assert abs(amount - fees.pool(name).exact_total) < Fraction(1, 10)


# --- cases --------------------------------------------------------------------------------------


def test_a_published_case_of_the_reciprocal_method():
    """Castleford Engineering again (see `test_cascades`), by simultaneous equations.

    By hand: P = 6 300 000 + 0.1 I and I = 1 452 150 + 0.2 P, so P = 6 576 750 and I = 2 767 500.
    """
    members = {
        "P": {"i": 1},
        "I": {"p": 2},
        "Machining": {"p": 3, "i": 8},
        "Assembly": {"p": 5, "i": 1},
    }
    agreement = cs.Agreement(
        name="Castleford",
        period="2012",
        members=members,
        pools=[
            pool("P", ["I", "Machining", "Assembly"], 6_300_000, model=cs.Proportional(driver="p")),
            pool("I", ["P", "Machining", "Assembly"], 1_452_150, model=cs.Proportional(driver="i")),
        ],
        support="reciprocal",
    )
    fees = agreement.allocate()
    assert fees.pool_totals == {"P": 6_576_750, "I": 2_767_500}
    assert fees.final_fees().member_totals == {"Machining": 4_187_025, "Assembly": 3_565_125}


def test_a_fee_is_explained_through_its_equations():
    text = str(schools().allocate().explain("Schools", "HR"))
    assert text.splitlines()[1:9] == [
        "  IT, solved together with HR: ≈ 120.2222 = 100 of its own + 1/5 of HR's ≈ 101.1111",
        "  HR, solved together with IT: ≈ 101.1111 = 41 of its own + 1/2 of IT's ≈ 120.2222",
        "  20 = 1/5 of HR's ≈ 101.1111 in units of 1, passed on to IT",
        "    whole units inside the circle of IT and HR: ≈ -0.222222",
        "  IT shares 120 = 100 of its own + 20 from HR",
        "  60 = 1/2 of IT's ≈ 120.2222 in units of 1, passed on to HR",
        "    whole units inside the circle of IT and HR: ≈ -0.111111",
        "  HR shares 101 = 41 of its own + 60 from IT",
    ]
    assert "≈ 101.1111, in whole units 101, shared among 3 members" in text


def test_what_nobody_uses_costs_nobody_anything():
    """A department without own costs that nobody uses; nothing at all to share."""
    idle = schools().replace(
        members=[
            cs.Member(name="IT", drivers={"staff": 0}),
            cs.Member(name="HR", drivers={"hours": 0}),
            cs.Member(name="Schools", drivers={"hours": 1, "staff": 0}),
            cs.Member(name="Care", drivers={"hours": 1, "staff": 0}),
        ]
    )
    with pytest.raises(cs.CostshareError, match="pool HR: driver 'staff' is zero"):
        idle.allocate()
    no_cost = [each.replace(total=0) if each.name == "HR" else each for each in idle.pools]
    fees = idle.replace(pools=no_cost).allocate()
    fees.check()
    assert fees.member_totals == {"IT": 0, "HR": 0, "Schools": 50, "Care": 50}
    nothing = schools().replace(pools=[each.replace(total=0) for each in schools().pools])
    assert nothing.allocate().total == 0
    nothing.allocate().check()


def test_a_pool_charges_its_own_member_nothing():
    itself = board(pool("IT", ["IT", "x", "y"], 90))
    assert itself.allocate().member_totals == {"IT": 0, "HR": 0, "x": 45, "y": 45}
    with pytest.raises(cs.CostshareError, match="pool IT has no members but its own"):
        board(pool("IT", ["IT"], 90)).allocate()


def test_a_department_that_serves_only_others_in_its_circle():
    """Nobody pays it in the end; its fees are all passed on, and prove their sums alone."""
    fees = board(pool("IT", ["HR"], 70), pool("HR", ["IT", "x", "y"], 50)).allocate()
    fees.check()
    assert {each.name: each.exact_total for each in fees.pools} == {"IT": 130, "HR": 180}
    assert fees.final_fees().member_totals == {"x": 60, "y": 60}
    for part in (fees.final_fees(), fees.internal_fees()):
        part.check()
        part.explain().check()
        assert not any(each.solved for each in part.pools)


def test_a_comparison_says_that_final_fees_differ():
    other = schools(support="step_down", order=["IT", "HR"])
    text = str(cs.compare({"at once": schools(), "step-down": other}))
    assert "step-down: IT charges those who pay in the end other amounts" in text
    assert "level" not in text


def test_a_department_that_joins_later_is_in_the_circle_from_then_on():
    late = schools().replace(
        members=[
            each.replace(joined="2022-07-01") if each.name == "HR" else each
            for each in schools().members
        ]
    )
    before = late.replace(period="2022-Q2").allocate()
    assert not any(each.solved for each in before.pools)
    after = late.replace(period="2022-Q3").allocate()
    after.check()
    assert {each.solved for each in after.pools} == {("IT", "HR")}
    year = late.allocate()
    year.check()
    assert year.pool("IT").proration == {"HR": Fraction(184, 365)}


def test_bounds_that_do_not_bind_and_shares_of_the_total_are_solved():
    for model in (
        cs.Bounded(model=FLAT, maximum=1000),
        cs.Bounded(model=FLAT, minimum_share="0.1"),
        cs.Discounted(model=FLAT, driver="share", discounts={1: "0.1"}),
        cs.RoundedShares(model=FLAT, places=1),
        cs.Blend(parts=[("0.3", FLAT), ("0.7", cs.Proportional(driver="share"))]),
        cs.Capacity(prices={"share": 3}),
        cs.Tariff(base=1, rates={"share": 2}),
    ):
        members = ["HR", "x", "y"]
        fees = board(pool("IT", members, 100, model=model), pool("HR", ["IT", "y"], 7)).allocate()
        fees.check()
        assert fees.total == 107


# --- errors -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pools", "words"),
    [
        (
            [pool("IT", ["HR"], 1), pool("HR", ["IT"], 1)],
            ["costs of IT, HR cannot be passed on", "charge nobody outside", "pays in the end"],
        ),
        (
            [pool("IT", ["HR", "x"], 1, unit="0.5"), pool("HR", ["IT", "x"], 1)],
            ["IT has unit 0.5", "HR unit 1", "one unit"],
        ),
        (
            [pool("IT", ["HR", "x"], 1), pool("HR", ["IT", "x"], 1, method="webster")],
            ["pool HR has method webster", "leave method out"],
        ),
        (
            [
                pool("IT", ["HR", "x"], 100, model=cs.Mixed(flat_amount=5, driver="share")),
                pool("HR", ["IT", "x", "y"], 50),
            ],
            [],
        ),
        (
            [
                pool("IT", ["HR", "x"], 100, model=cs.Bounded(model=FLAT, maximum={"x": 55})),
                pool("HR", ["IT", "x", "y"], 60),
            ],
            ["pool IT", "depend on its total", "support='step_down'", "order=['IT', 'HR']"],
        ),
    ],
)
def test_what_cannot_be_solved_is_refused(pools, words):
    if not words:  # flat amounts of members that are alike are shares that are alike
        board(*pools).allocate().check()
        return
    with pytest.raises(cs.CostshareError) as error:
        board(*pools).allocate()
    assert all(word in str(error.value) for word in words), str(error.value)


def test_a_record_of_a_circle_with_a_false_part_is_refused():
    fees = schools().allocate()
    it, hr = fees.pools
    for false in (
        replace(it, solved=("IT",)),
        replace(it, solved=("IT", "LA")),
        replace(it, solved=()),
        replace(it, taken_over={"HR": it.taken_over["HR"] + 1}),
    ):
        with pytest.raises(ConservationError):
            replace(fees, pools=(false, hr)).check()
    other = schools().replace(pools=[each.replace(total=60) for each in schools().pools]).allocate()
    with pytest.raises(ConservationError):
        replace(fees, pools=(other.pools[0], hr)).check()


def test_charges_that_are_units_from_the_exact_ones_are_refused(monkeypatch):
    """They sum at every level, and only the equations tell."""
    passed = type(cs.overhead.reciprocal({"A": 1, "B": 0}, {"A": {"B": 1}}))
    rounded = passed.rounded_matrix

    def moved(self, unit):
        rows = {giver: dict(row) for giver, row in rounded(self, unit).items()}
        rows["HR"]["IT"] += 2
        rows["Law"]["IT"] -= 2
        return rows

    names = ["IT", "HR", "Law"]
    pools = [pool(name, [*names, "x"], 100) for name in names]
    agreement = board(*pools, members=[*names, "x"])
    agreement.allocate().check()
    monkeypatch.setattr(passed, "rounded_matrix", moved)
    with pytest.raises(ConservationError, match="which is not its exact amount"):
        agreement.allocate().check()


def test_totals_that_round_alike_are_not_exchanged():
    """Two agreements whose departments charge each other the same in whole units."""
    fees = schools().allocate()
    hr = schools().pools[1]
    other = schools().replace(pools=[schools().pools[0], hr.replace(total=42)]).allocate()
    assert other.pools[0].taken_over == fees.pools[0].taken_over
    with pytest.raises(ConservationError, match="before they are rounded"):
        replace(fees, pools=(other.pools[0], fees.pools[1])).check()


def test_the_books_follow_a_circle():
    """Invoices, instalments, a correction, a settlement and what-if are about final fees."""
    fees = schools().allocate()
    dearer = cs.what_if(schools(), total={"IT": 113}).allocate()
    paid, later = (each.final_fees().member_totals for each in (fees, dearer))
    assert cs.reconcile(fees, fees.invoice_lines()).balanced
    inside = fees.internal_fees()
    assert inside.member_totals == {"IT": 20, "HR": 60}
    assert cs.reconcile(inside, inside.invoice_lines()).balanced
    assert cs.add_periods(fees.instalments()).allocation().member_totals == paid
    assert cs.correct(fees, dearer).applied_to(fees).member_totals == later
    settled = cs.settle(fees, final=dearer, policy=cs.TrueUp())
    assert sum(settled.returned.values()) == -13
    assert cs.plotting.flows(fees, ax=Figure().add_subplot()).texts
    cs.explain_change(schools(), dearer, member="Schools").check()


def test_files_hold_the_way_of_support(tmp_path):
    for name in ("a.toml", "a.json"):
        schools().save(tmp_path / name)
        assert cs.Agreement.load(tmp_path / name) == schools()
    fees = schools().allocate()
    fees.save(tmp_path / "fees.json")
    assert cs.Allocation.load(tmp_path / "fees.json") == fees


@given(circles())
@settings(max_examples=10)
def test_support_is_never_without_effect_since_members_are_left_out(agreement):
    """Without members pools do not charge each other, and would pass costs on directly."""
    pools = [each.replace(members=None) if each.receives else each for each in agreement.pools]
    givers = [each.name for each in pools if each.receives]
    listed = {"support": "step_down", "order": givers}
    for support in ({"support": "reciprocal"}, listed, listed | {"order": "most_service"}):
        with pytest.raises(cs.CostshareError, match=f"no pools charge .* members to {givers[0]}, "):
            agreement.replace(pools=pools, **support)
    agreement.replace(pools=pools, support=None)


def test_members_left_out_in_one_pool_of_two_are_named():
    agreement = schools()
    it, hr = agreement.pools
    with pytest.raises(cs.CostshareError, match="pass members to HR, or leave support out"):
        agreement.replace(pools=[it, hr.replace(members=None, exempt=["IT"])])
