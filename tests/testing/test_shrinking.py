"""What a law fails on is shown in its smallest case."""

import os
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, find, settings

import costshare as cs
from costshare.models import MODELS
from costshare.testing import agreements, members, weights

SHRINKING = settings(
    max_examples=2000,
    database=None,
    deadline=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


def smallest(strategy, condition, size=len, goal=None):
    """The smallest example of a search, or of several that begin anywhere."""
    found = []
    for seed in range(4):
        found.append(find(strategy, condition, settings=SHRINKING, random=Random(seed)))
        if goal is None or size(found[-1]) <= goal:
            break
    return min(found, key=size)


def size_of(agreement):
    return len(agreement.members) + len(agreement.pools)


def fees(agreement):
    return [fee for pool in agreement.allocate().pools for fee in pool.fees.values()]


CASES = {
    "a fee is negative": (lambda each: min(fees(each)) < 0, 1, 1),
    "a fee has öre": (lambda each: any(fee % 1 for fee in fees(each)), 1, 1),
    "a pool has an exempt member": (lambda each: any(pool.exempt for pool in each.pools), 2, 1),
    "a tie was broken": (
        lambda each: any(pool.broken_ties for pool in each.allocate().pools),
        2,
        1,
    ),
    "a pool has no total": (lambda each: any(pool.total is None for pool in each.pools), 1, 1),
    "a member is there for a part": (
        lambda each: any(0 < one.proration_in(each.period) < 1 for one in each.members),
        1,
        1,
    ),
    "a member is away": (
        lambda each: not all(one.takes_part_in(each.period) for one in each.members),
        2,
        1,
    ),
    "pools have different units": (
        lambda each: len({pool.unit for pool in each.pools}) > 1,
        1,
        2,
    ),
    "each line is rounded": (
        lambda each: any(pool.round_each == "line" for pool in each.pools),
        1,
        1,
    ),
    "a pool has a version": (lambda each: any(pool.versions for pool in each.pools), 1, 1),
    "a driver goes by date": (lambda each: bool(each.reference_dates), 1, 1),
    "a fee is passed on": (lambda each: bool(each.allocate().passing_on), 2, 2),
    "three members": (lambda each: len(each.members) == 3, 3, 1),
}


THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
KINDS = MODELS if THOROUGH else (cs.Mixed,)
QUICK = (
    "a fee is negative",
    "a fee has öre",
    "a pool has an exempt member",
    "a member is there for a part",
    "pools have different units",
)


@pytest.mark.parametrize("case", CASES if THOROUGH else QUICK)
def test_an_agreement_shrinks_to_the_fewest_members_and_pools(case):
    condition, members_left, pools_left = CASES[case]
    found = smallest(agreements(), condition, size_of, members_left + pools_left)
    assert (len(found.members), len(found.pools)) == (members_left, pools_left)
    assert [member.name for member in found.members] == [*"ABC"][:members_left]


# Bounds that damp a fee need another member to pay the rest.
@pytest.mark.parametrize("kind", KINDS)
def test_a_model_of_each_kind_shrinks_to_one_pool(kind):
    def has_one(agreement):
        return any(type(pool.model) is kind for pool in agreement.pools)

    members_left = 2 if kind is cs.Damped else 1
    found = smallest(agreements(), has_one, size_of, members_left + 1)
    assert len(found.members) == members_left
    assert len(found.pools) == 1


def test_the_simplest_agreement_is_plain():
    found = smallest(agreements(), lambda _: True, size_of)
    assert found == cs.Agreement(
        name="A",
        period="2022",
        members=[cs.Member(name="A", population=1, drivers={"pupils": 1})],
        pools=[found.pools[0]],
    )
    pool = found.pools[0]
    assert (pool.total, pool.unit.size, pool.model) == (0, 1, cs.Flat())


def test_members_shrink_to_those_that_matter():
    def larger(board):
        return any(one.population > 1000 for one in board) and any(
            one.drivers["pupils"] == 0 for one in board
        )

    # One member with a driver of zero would be zero for all.
    board = smallest(members(), larger)
    assert len(board) == 2
    assert sorted(one.population for one in board) in ([0, 1001], [1, 1001])


def test_thousands_of_weights_shrink_to_the_fewest_that_matter():
    found = smallest(weights(max_size=3000), lambda by: len(by) > 12)
    assert (len(found), max(found)) in {(13, 1), (13, 3)}
    assert len(smallest(weights(max_size=3000), lambda by: len(by) > 100)) == 101
    assert smallest(weights(max_weight=10**9), lambda by: sum(by) > 10**8) == [10**8 + 1]
