"""Laws of `infer_mixed` with one parameter, against the kernel and a slow search."""

from fractions import Fraction
from itertools import combinations, pairwise

from hypothesis import assume, example, given
from hypothesis import strategies as st

import costshare as cs
from costshare.inference._largest_remainder import LargestRemainder
from inferred_local import KNOWN, model_fees, shares, tie_rules
from naive_inference import fees_at, shares_to_try

TINY = Fraction(1, 10**12)

# Kinds of models of one driver that share a total.
TO_COUNT = ("mixed", "flat", "proportional")

methods = st.sampled_from(KNOWN)


def one_inference(kind, fees, driver, method="largest_remainder", ties="listed"):
    """What `infer` finds of one kind of model, in the unit 1."""
    named = {
        name: {f"member {at + 1}": value for at, value in enumerate(each)}
        for name, each in (("fees", fees), ("driver", driver))
    }
    ranking = cs.infer(
        named["fees"], {"driver": named["driver"]}, models=[kind], unit=1, method=method, ties=ties
    )
    return ranking.best.inference


@st.composite
def drivers(draw, max_size=6):
    most = draw(st.sampled_from((3, 50, 10**5)))
    return draw(st.lists(st.integers(0, most), min_size=1, max_size=max_size).filter(any))


@given(drivers(), st.integers(1, 500), shares, methods, tie_rules)
def test_the_share_that_made_the_fees_is_always_found(driver, total, share, method, ties):
    fees = model_fees(total, driver, share, method, ties)
    assume(fees is not None)
    inference = cs.infer_mixed(fees, driver, method=method, ties=ties)
    low, high = inference.flat_share
    assert inference.exact
    assert low <= share <= high
    assert inference.reproduces(share)
    assert share != low or inference.closed[0]
    assert share != high or inference.closed[1]


@given(drivers(), st.integers(1, 500), shares, methods, tie_rules, shares, shares)
def test_every_share_inside_reproduces_the_fees_and_no_share_outside_does(  # noqa: PLR0917
    driver, total, share, method, ties, inside, outside
):
    fees = model_fees(total, driver, share, method, ties)
    assume(fees is not None)
    inference = cs.infer_mixed(fees, driver, method=method, ties=ties)
    low, high = inference.flat_share

    def gives(value):
        return model_fees(total, driver, value, method, ties) == fees

    for end, closed in zip((low, high), inference.closed, strict=True):
        assert gives(end) == closed
    for value in (
        inference.simplest,
        inference.shortest,
        low + (high - low) / 2,
        low + (high - low) * TINY,
        high - (high - low) * TINY,
        low + (high - low) * inside,
    ):
        if value is not None and low < value < high:
            assert gives(value)
    for value in (low - TINY, high + TINY, outside):
        if 0 <= value <= 1 and not low <= value <= high:
            assert not gives(value)
    assert gives(inference.model().flat_share)
    inference.check()
    assert list(inference.allocate().member_totals.values()) == fees


@st.composite
def few_units(draw):
    """Small enough to try every share, and often a unit or two off a model's fees."""
    method, ties = draw(methods), draw(tie_rules)
    whole = method in {"largest_remainder", "cumulative"}
    total = draw(st.integers(1, 12 if whole else 5))
    driver = draw(st.lists(st.integers(0, 9), min_size=1, max_size=4 if whole else 3).filter(any))
    fees = fees_at(draw(shares), total, driver, "largest_remainder")
    for _ in range(draw(st.integers(0, 3))):
        one, other = (draw(st.integers(0, len(fees) - 1)) for _ in range(2))
        if fees[one]:
            fees[one] -= 1
            fees[other] += 1
    return fees, driver, method, ties


@st.composite
def some_units(draw):
    """More units than `few_units`, so that a model's fees change at many shares."""
    driver = draw(st.lists(st.integers(0, 30), min_size=3, max_size=5).filter(any))
    fees = fees_at(draw(shares), draw(st.integers(20, 50)), driver)
    for _ in range(draw(st.integers(1, 3))):
        one, other = (draw(st.integers(0, len(fees) - 1)) for _ in range(2))
        moved = draw(st.integers(0, min(fees[one], 2)))
        fees[one] -= moved
        fees[other] += moved
    return fees, driver


@given(few_units())
def test_the_interval_is_what_trying_every_share_finds(case):
    fees, driver, method, ties = case
    total = sum(fees)
    tried = {
        share: _or_none(share, total, driver, method, ties)
        for share in shares_to_try(total, driver, method)
    }
    right = [share for share, parts in tried.items() if parts == fees]
    inference = cs.infer_mixed(fees, driver, method=method, ties=ties)
    assert inference.exact == bool(right)
    if right:
        low, high = inference.flat_share
        assert low <= min(right)
        assert max(right) <= high
        assert (low in right, high in right) == inference.closed
        assert all(share in right for share in tried if low < share < high)


@given(few_units())
def test_all_conditions_hold_exactly_where_the_kernel_gives_the_fees(case):
    fees, driver, method, ties = case
    rule = cs.infer_mixed(fees, driver, method=method, ties=ties).problem.rule
    sums = rule.sums() if method == "cumulative" else ()
    conditions = [*rule.singles(), *rule.pairs(), *sums]
    for share in shares_to_try(sum(fees), driver, method):
        holds = all(each.holds((share,)) for each in conditions)
        assert holds == (_or_none(share, sum(fees), driver, method, ties) == fees)


@given(few_units())
def test_a_contradiction_is_proven_and_no_share_gives_its_fees(case):
    fees, driver, method, ties = case
    inference = cs.infer_mixed(fees, driver, method=method, ties=ties)
    assume(not inference.exact)
    contradiction = inference.contradiction
    assert contradiction.proof.holds()
    assert contradiction.fewest
    assert inference.solution.holds()
    inference.check()
    at = contradiction.proof.members
    assert len(at) <= 4 or method == "cumulative"
    for share in shares_to_try(sum(fees), driver, method):
        parts = _or_none(share, sum(fees), driver, method, ties)
        assert parts is None or any(parts[place] != fees[place] for place in at)


# Three fees, of which one takes part in both conditions.
@example(([13, 6, 10, 13], [60, 14, 33, 53]))
@example(([14, 6, 13, 11], [55, 3, 41, 27]))
@given(few_units().filter(lambda case: case[2] != "cumulative") | some_units())
def test_no_smaller_set_of_fees_contradicts_itself(case):
    fees, driver, method, ties = (*case, "largest_remainder", "listed")[:4]
    inference = cs.infer_mixed(fees, driver, method=method, ties=ties)
    assume(not inference.exact)
    rule = inference.problem.rule
    conditions = [*rule.singles(), *rule.pairs()]
    size = len(inference.contradiction.members)
    for fewer in range(size):
        for chosen in combinations(range(len(fees)), fewer):
            assert common_share([c for c in conditions if set(c.members) <= set(chosen)])


def common_share(conditions, low=0, high=1):
    """Whether some share from low to high fulfils conditions: the ends, and between each two."""
    ends = {Fraction(low), Fraction(high)}
    ends |= {each.end for each in conditions if each.moves and low <= each.end <= high}
    places = sorted(ends)
    places += [(one + other) / 2 for one, other in pairwise(places)]
    return any(all(each.holds((share,)) for each in conditions) for share in places)


@given(few_units().filter(lambda case: case[2] != "cumulative"), st.sampled_from(TO_COUNT))
def test_conflicts_are_counted_over_all_pairs(case, kind):
    fees, driver, method, ties = case
    inference = one_inference(kind, fees, driver, method, ties)
    rule, shares = inference.problem.rule, inference.problem.shares
    conditions = [*rule.singles(), *rule.pairs()]

    def contradict(*chosen):
        theirs = [c for c in conditions if set(c.members) <= set(chosen)]
        return not common_share(theirs, *shares)

    alone = {at for at in range(len(fees)) if contradict(at)}
    for at in range(len(fees)):
        others = [other for other in range(len(fees)) if other != at]
        count = len(others)
        if at not in alone:
            count = sum(contradict(at, other) for other in others if other not in alone)
        assert inference.conflicts[f"member {at + 1}"] == count


def test_conflicts_of_many_fees_compare_few_of_them_in_full(monkeypatch):
    driver = [100 + at * at * 7919 % 90_000 for at in range(120)]
    compared = []
    pair = LargestRemainder.pair
    monkeypatch.setattr(
        LargestRemainder, "pair", lambda *each: compared.append(each) or pair(*each)
    )
    for kind in ("flat", "proportional", "mixed"):
        found = one_inference(kind, [(735 * each + 50) // 100 for each in driver], driver)
        assert found.conflicts is not None
    few = 20 * len(driver)
    assert len(compared) < few


@given(few_units())
def test_the_least_change_is_what_trying_every_share_finds(case):
    fees, driver, method, ties = case
    total = sum(fees)
    least = cs.infer_mixed(fees, driver, method=method, ties=ties).least_change
    made = [
        parts
        for share in shares_to_try(total, driver, method)
        if (parts := _or_none(share, total, driver, method, ties)) is not None
    ]
    if least is None:
        assert not made
        return
    fewest = min(sum(a != b for a, b in zip(parts, fees, strict=True)) for parts in made)
    assert least.at_least <= fewest <= len(least.changes)
    assert least.fewest == (least.at_least == len(least.changes))
    if method == "largest_remainder":
        assert len(least.changes) == fewest
        assert least.fewest
    assert sum(other - one for one, other in least.changes.values()) == 0
    given_by_model = fees_at(least.model.flat_share, total, driver, method, ties)
    for at, (fee, other) in enumerate(zip(fees, given_by_model, strict=True)):
        assert least.changes.get(f"member {at + 1}", (fee, fee)) == (fee, other)


# The share is found between the values that are tried first, and near the end of a window.
@example(([14, 10, 9, 1, 18], [21, 16, 17, 0, 29]))
@example(([6, 5, 4, 7], [15, 15, 19, 1]))
@given(some_units())
def test_the_least_change_by_largest_remainder_is_proven_to_be_the_least(case):
    fees, driver = case
    least = cs.infer_mixed(fees, driver).least_change
    made = [fees_at(share, sum(fees), driver) for share in shares_to_try(sum(fees), driver)]
    fewest = min(sum(a != b for a, b in zip(parts, fees, strict=True)) for parts in made)
    assert len(least.changes) == least.at_least == fewest


@given(drivers(), st.integers(1, 500), shares, methods)
def test_credits_are_inferred_as_the_charges_that_they_mirror(driver, total, share, method):
    fees = model_fees(total, driver, share, method, "listed")
    assume(fees is not None)
    charges = cs.infer_mixed(fees, driver, method=method)
    credits_ = cs.infer_mixed([-fee for fee in fees], driver, method=method)
    assert credits_.flat_share == charges.flat_share
    assert credits_.closed == charges.closed
    assert [int(fee) for fee in credits_.allocate().member_totals.values()] == [-f for f in fees]


@given(drivers(), st.integers(1, 500), shares, st.sampled_from(["0.01", 1, 100, 1200]))
def test_the_unit_and_the_size_of_the_driver_do_not_matter(driver, total, share, unit):
    fees = model_fees(total, driver, share, "largest_remainder", "listed")
    step = Fraction(unit)
    scaled = cs.infer_mixed(
        [fee * step for fee in fees], [value * Fraction(1, 7) for value in driver], unit=unit
    )
    assert scaled.flat_share == cs.infer_mixed(fees, driver).flat_share


def _or_none(share, total, driver, method, ties):
    try:
        return fees_at(share, total, driver, method, ties)
    except cs.CostshareError:  # fewer units than members, by a method that gives each one
        return None
