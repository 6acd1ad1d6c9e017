"""Laws of explained changes: they sum to the difference, and each is of what changed."""

from fractions import Fraction
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

import costshare as cs
from fee_changes_local import boards, of_any_model, unlike, with_changes, with_one_change

any_pair = unlike() | with_changes()
OF = {
    "total": {"total"},
    "driver": {"driver", "others"},
    "other_driver": {"other_driver"},
    "members": {"members"},
    "unit": set(),
    "rule": {"rule"},
}


def paid(fees, pool, member):
    """What a member pays for a pool; zero if it takes no part."""
    records = {each.name: each for each in fees.pools}
    fee = records[pool].fees.get(member) if pool in records else None
    return Fraction(fee or 0)


def amounts(terms, **wanted):
    """The sum of the terms with these attributes."""
    return sum(
        (
            term.amount
            for term in terms
            if all(getattr(term, name) == value for name, value in wanted.items())
        ),
        Fraction(0),
    )


@settings(max_examples=40)
@given(any_pair)
def test_the_terms_sum_to_the_difference_of_every_fee(pair):
    allocated = [each.allocate() for each in pair]
    change = cs.explain_change(*allocated)
    before, after = (each.final_fees() for each in allocated)
    for member in (*before.members, *after.members):
        for pool in change.pools:
            moved = paid(after, pool, member) - paid(before, pool, member)
            assert amounts(change, pool=pool, member=member) == moved
    for member in change.members:
        assert sum(change.effects(member).values()) == amounts(change, member=member)
        alone = cs.explain_change(*allocated, member)
        assert alone.terms == tuple(term for term in change if term.member == member)
    change.check()


@settings(max_examples=30)
@given(any_pair)
def test_an_allocation_against_itself_has_no_terms(pair):
    for each in pair:
        assert len(cs.explain_change(each, each)) == 0


@settings(max_examples=40)
@given(with_one_change())
def test_one_change_has_terms_of_its_own_kind_alone(case):
    kind, before, after = case
    for one, other in ((before, after), (after, before)):
        moved = [term for term in cs.explain_change(one, other) if term.amount]
        assert {cause for term in moved for cause in term.causes} <= OF[kind] | {"rounding"}
        assert all(len(term.causes) == 1 for term in moved)
        if kind == "driver":
            people = [
                {each.name: each.population for each in side.members} for side in (one, other)
            ]
            changing = {name for name in people[0] if people[0][name] != people[1][name]}
            own = {term.member for term in moved if term.causes == ("driver",)}
            others = {term.member for term in moved if term.causes == ("others",)}
            assert own <= changing
            assert all(changing - {name} for name in others)


@settings(max_examples=40)
@given(of_any_model())
def test_figures_or_totals_that_change_are_the_cause_by_any_model(case):
    kind, before, after = case
    change = cs.explain_change(before, after)
    causes = {cause for term in change if term.amount for cause in term.causes}
    assert causes <= OF[kind] | {"rounding"}
    assert all(len(term.causes) == 1 for term in change)
    change.check()


@settings(max_examples=30)
@given(with_one_change())
def test_one_change_back_is_the_negative(case):
    _, before, after = case
    there = cs.explain_change(before, after)
    back = cs.explain_change(after, before)
    # Two figures that change at once are one change of the driver.
    alone = [(cause,) for cause in ("total", "other_driver", "members", "rule", "rounding")]
    kinds = [("driver", "others"), *alone]
    for member in there.members:
        for kind in kinds:
            one, other = (
                sum(amounts(change, member=member, causes=(cause,)) for cause in kind)
                for change in (there, back)
            )
            assert one == -other


@settings(max_examples=40)
@given(with_changes())
def test_the_terms_of_all_members_sum_to_what_changed(pair):
    change = cs.explain_change(*pair)
    old, new = change.before.pools[0], change.after.pools[0]
    assert amounts(change, causes=("total",)) == new.total - old.total
    for cause in ("members", "other_driver", "rule"):
        assert amounts(change, causes=(cause,)) == 0
    assert amounts(change, causes=("driver",)) == -amounts(change, causes=("others",))
    off = new.rounding_difference - old.rounding_difference
    assert amounts(change, causes=("rounding",)) == off


@settings(max_examples=30)
@given(with_changes(), st.randoms())
def test_the_order_of_members_is_irrelevant(pair, random):
    def effects(sides):
        terms = cs.explain_change(*sides).terms
        return {
            (term.member, term.causes): term.amount
            for term in terms
            if term.causes != ("rounding",) and term.amount
        }

    def mixed_up(board):
        members = list(board.members)
        random.shuffle(members)
        return board.replace(members=members)

    assert effects(pair) == effects(map(mixed_up, pair))


@settings(max_examples=40)
@given(with_changes())
def test_the_terms_are_those_of_a_naive_computation(pair):
    """By hand: a flat share and a population share, with one thing after another replaced."""

    def facts(board):
        parts = {each.name: each.proration_in(board.period) for each in board.members}
        model = board.pools[0].model
        flat = {"flat": 1, "per_capita": 0, "proportional": 0}.get(model.kind)
        return parts, board.pools[0].total, model.flat_share if flat is None else flat

    def figures(board, driver):
        return {
            each.name: each.population if driver == "population" else each.drivers[driver]
            for each in board.members
        }

    def quota(member, people, parts, total, flat):
        if member not in parts:
            return Fraction(0)
        days = sum(parts.values())
        heads = sum(people[name] * part for name, part in parts.items())
        part = parts[member]
        return total * (flat * part / days + (1 - flat) * people[member] * part / heads)

    before, after = pair
    change = cs.explain_change(before, after)
    first, last = (getattr(each.pools[0].model, "driver", None) for each in pair)
    (days, total, flat), (new_days, new_total, new_flat) = map(facts, pair)
    driver = first or last or "population"
    old, new = figures(before, driver), figures(after, driver)
    other = last if None not in (first, last) and first != last else None
    joined = {**new, **old}
    for member in change.members:
        own = {**joined, member: new.get(member, joined[member])}
        way = [
            ("start", quota(member, old, days, total, flat)),
            ("members", quota(member, joined, new_days, total, flat)),
            ("total", quota(member, joined, new_days, new_total, flat)),
        ]
        if other is None:
            there = {**joined, **new}
            way += [
                ("driver", quota(member, own, new_days, new_total, flat)),
                ("others", quota(member, there, new_days, new_total, flat)),
            ]
        else:
            there = figures(after, other)
            way += [("other_driver", quota(member, there, new_days, new_total, flat))]
        way += [("rule", quota(member, there, new_days, new_total, new_flat))]
        for (_, earlier), (cause, now) in pairwise(way):
            assert amounts(change, member=member, causes=(cause,)) == now - earlier


@settings(max_examples=30)
@given(boards(), boards())
def test_a_pool_of_one_side_is_the_whole_difference(one, other):
    other = other.replace(pools=[other.pools[0].replace(name="portal")])
    change = cs.explain_change(one, other)
    assert {term.causes for term in change} == {("pool",)}
    assert amounts(change, pool="portal") == Fraction(other.allocate().total)
    assert amounts(change, pool="office") == -Fraction(one.allocate().total)


ROUNDED = st.builds(
    lambda total, rounding: {"total": total, "round_total": rounding},
    st.fractions(50, 10**4, max_denominator=16),
    st.sampled_from(["up", "down", "half_up", "half_even"]),
)


@settings(max_examples=40)
@given(boards(), ROUNDED, ROUNDED, st.integers(0, 10))
def test_another_rounding_of_the_total_is_a_change_of_the_total(board, one, other, amount):
    """Not of the rule, also where quotas do not go with the total."""
    (pool,) = board.pools
    how = {"model": cs.Mixed(flat_amount=amount), "method": None, "unit": 1}
    fees = [board.replace(pools=[pool.replace(**how, **each)]).allocate() for each in (one, other)]
    change = cs.explain_change(*fees)
    found = {cause for term in change for cause in term.causes}
    moved = fees[0].pools[0].quotas != fees[1].pools[0].quotas
    assert found <= {"total", "rounding"}
    assert ("total" in found) >= moved
    differences = {each.kind for each in cs.compare({"a": fees[0], "b": fees[1]}).differences("b")}
    assert differences <= {"total", "rounding"}
    if moved:
        assert differences
    for member in fees[0].members:
        assert amounts(change, member=member) == paid(fees[1], "office", member) - paid(
            fees[0], "office", member
        )


def test_how_a_total_was_rounded_is_said_beside_it():
    pool = cs.Pool(name="office", total="100.25", round_total="down", model=cs.Flat())
    board = cs.Agreement(name="B", period="2022", members=[cs.Member(name="A")], pools=[pool])
    up = board.replace(pools=[pool.replace(round_total="up")])
    assert str(cs.explain_change(board, up, "A")).splitlines()[1] == (
        "  1. pool total 100 → 101 (100.25 rounded down to 100 → 100.25 rounded up to 101): +1"
    )
