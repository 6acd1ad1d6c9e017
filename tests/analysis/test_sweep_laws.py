"""Laws of the sweep: it is what `allocate` gives, everywhere, and it misses no jump."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from naive_sweep import fees_at, fees_between, naive_pieces
from sweeps_local import TIES, board_cases, cases, model_cases


@given(cases())
def test_jumps_are_those_that_trying_every_share_finds(case):
    total, members, rules = case
    fees = cs.sweep(total, members, **rules)
    pieces = naive_pieces(total, members, **rules)
    for member in members:
        assert list(fees.jumps(member)) == naive_jumps(pieces, member)


def naive_jumps(pieces, member):
    naive = []
    for index, (share, here) in enumerate(pieces):
        if share is not None:
            before = pieces[index - 1][1][member] if index else None
            after = pieces[index + 1][1][member] if index + 1 < len(pieces) else None
            if {before, here[member], after} - {None, here[member]}:
                naive.append(cs.analysis.Jump(share, before, here[member], after))
    return naive


@given(model_cases(), st.fractions(0, 1, max_denominator=97))
def test_between_two_models_fees_are_those_of_their_blend_and_no_jump_is_missed(case, share):
    total, members, models, rules = case
    fees = cs.sweep(total, members, between=models, **rules)
    assert fees.at(share) == fees_between(total, members, share, models, **rules)
    for end, model in zip((0, 1), models, strict=True):
        assert fees.at(end) == cs.allocate(total, model, members, **rules).member_totals
    pieces = naive_pieces(total, members, models, **rules)
    for member in members:
        assert list(fees.jumps(member)) == naive_jumps(pieces, member)


@given(cases())
def test_a_flat_share_is_a_sweep_from_the_driver_to_flat(case):
    total, members, rules = case
    flat = cs.sweep(total, members, **rules)
    between = cs.sweep(total, members, between=[cs.PerCapita(), cs.Flat()], **rules)
    for member in members:
        assert flat.steps(member) == between.steps(member)


@given(st.lists(st.integers(0, 9), min_size=3, max_size=3), st.integers(0, 6), TIES)
def test_agreed_amounts_are_left_on_a_straight_line(amounts, number, ties):
    members = {name: {"population": size} for name, size in zip("ABC", (1, 4, 5), strict=True)}
    agreed, total = dict(zip("ABC", amounts, strict=True)), sum(amounts)
    fees = cs.sweep(total, members, between=(cs.Fixed(amounts=agreed), cs.PerCapita()), ties=ties)
    assert fees.at(0) == agreed
    share, by_head = Fraction(number, 6), cs.PerCapita().quotas(members, total)
    quotas = {name: (1 - share) * agreed[name] + share * by_head[name] for name in members}
    assert fees.at(share) == (cs.apportion(total, quotas, ties=ties) if total else agreed)


@given(board_cases(), st.fractions(0, 1, max_denominator=30))
def test_a_pool_of_an_agreement_is_swept_as_it_is_shared(board, share):
    fees = cs.sweep(board, pool="office")
    office = board.pools[0]
    assert fees.at(office.model.flat_share) == board.allocate().pool("office").fees
    other = cs.what_if(board, models={"office": office.model.replace(flat_share=share)})
    assert fees.at(share) == other.allocate().pool("office").fees
    assert (fees.currency, fees.unit, fees.pool) == ("SEK", office.unit, "office")
    between = cs.sweep(
        board, pool="office", between=(cs.Proportional(driver="people"), office.model)
    )
    assert between.at(1) == board.allocate().pool("office").fees


@given(cases(), st.data())
def test_steps_cover_every_share_once_with_the_fee_that_allocate_gives(case, data):
    total, members, rules = case
    fees = cs.sweep(total, members, **rules)
    for member in members:
        steps = fees.steps(member)
        shares = [share for step in steps for share in (step.lowest, step.highest)]
        shares += [(step.lowest + step.highest) / 2 for step in steps]
        shares.append(data.draw(st.fractions(0, 1, max_denominator=997)))
        for share in shares:
            (inside,) = [step for step in steps if share in step]
            assert inside.fee == fees_at(total, members, share, **rules)[member]
        assert all(one.fee != other.fee for one, other in pairwise(steps))


@given(cases(), st.fractions(0, 1, max_denominator=97))
def test_a_sweep_is_what_allocate_gives_and_sums(case, share):
    total, members, rules = case
    fees = cs.sweep(total, members, **rules).at(share)
    assert fees == fees_at(total, members, share, **rules)
    assert sum(map(Fraction, fees.values())) == total


@given(cases(), st.integers(0, 24))
def test_the_share_of_a_break_even_gives_the_fee_as_quota(case, number):
    total, members, rules = case
    fees = cs.sweep(total, members, **rules)
    some = Fraction(number, 24)
    for even in fees.break_even(fees_at(total, members, some, **rules)):
        assert any(some in step for step in even.steps)
        ends = [cs.Mixed(flat_share=share).quotas(members, total)[even.member] for share in (0, 1)]
        between = min(ends) <= Fraction(even.fee) <= max(ends)
        assert (even.share is not None) == (between and ends[0] != ends[1])
        if even.share is not None:
            quotas = cs.Mixed(flat_share=even.share).quotas(members, total)
            assert quotas[even.member] == Fraction(even.fee)


@given(cases())
def test_a_break_even_has_every_step_with_its_fee(case):
    total, members, rules = case
    fees = cs.sweep(total, members, **rules)
    for member in members:
        steps = fees.steps(member)
        for units in range(min(total // rules["unit"], 0) - 1, max(total // rules["unit"], 0) + 2):
            fee = units * rules["unit"]
            (even,) = fees.break_even({member: fee})
            assert even.steps == tuple(step for step in steps if step.fee == fee)
            between = fees.break_even({member: fee + Fraction(1, 2)})[0]
            assert between.steps == ()


def test_many_members_miss_no_jump_on_a_fine_grid():
    # More changes than floats put in order at once: 60 members, one of them at the mean.
    sizes = [1 + number**2 for number in range(59)]
    sizes.append(sum(sizes) // 59)
    members = {f"m{number}": {"population": size} for number, size in enumerate(sizes)}
    fees = cs.sweep(9_990, members)
    steps = {member: fees.steps(member) for member in ("m0", "m58", "m59")}
    for number in range(401):
        share = Fraction(number, 400)
        at = fees.at(share)
        for member, own in steps.items():
            assert [step.fee for step in own if share in step] == [at[member]]
    assert len(steps["m59"]) > 2


@given(st.lists(st.integers(0, 9), min_size=2, max_size=4), st.integers(1, 9), TIES)
def test_shares_too_close_for_floats_are_put_in_order_exactly(sizes, total, ties):
    members = {
        f"m{number}": {"population": 10**17 + size, "pupils": 1 + number % 2 + size % 3}
        for number, size in enumerate(sizes)
    }
    models = cs.PerCapita(), cs.Proportional(driver="pupils")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("costshare.analysis._steps._WINDOW", 3)
        fees = cs.sweep(total, members, between=models, ties=ties)
        pieces = naive_pieces(total, members, models, ties=ties)
        for member in members:
            assert list(fees.jumps(member)) == naive_jumps(pieces, member)
