"""RoundedShares: shares in per cent are rounded first, then multiplied by the total."""

from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.models import own_model
from facts_local import TOTALS, members, total_of

MODELS = st.sampled_from(
    [
        cs.Flat(),
        cs.PerCapita(),
        cs.Mixed(flat_share="1/3"),
        cs.Blend(parts=[("20%", cs.Flat()), ("80%", cs.PerCapita())]),
        cs.Bounded(model=cs.PerCapita(), maximum_share="100%"),
    ]
)
PLACES = st.integers(0, 5)


class Own:
    """A user's own model."""

    def __init__(self, **amounts):
        self._amounts = amounts

    def quotas(self, members, total=None):
        return self._amounts


def naive(shares, places):
    """Floors in steps, and the steps that are left for the largest remainders, first listed."""
    steps = 100 * 10**places
    counts = {name: floor(share * steps) for name, share in shares.items()}
    left = steps - sum(counts.values())
    for name in sorted(shares, key=lambda name: counts[name] - shares[name] * steps)[:left]:
        counts[name] += 1
    return {name: Fraction(count, steps) for name, count in counts.items()}


NO_COUNT = "is not a number of decimals; write a whole number from 0 to 15"
BOARD = {"A": {"population": 1}, "B": {"population": 2}, "C": {"population": 3}}


@given(members("population"), TOTALS, MODELS, PLACES)
def test_shares_are_those_of_the_naive_rule_and_sum_to_the_whole(facts, total, model, places):
    quotas = cs.RoundedShares(model=model, places=places).quotas(facts, total)
    exact = {name: quota / total for name, quota in model.quotas(facts, total).items()}
    assert quotas == {name: share * total for name, share in naive(exact, places).items()}
    assert total_of(quotas) == total


@given(members("population"), TOTALS, MODELS, PLACES)
def test_each_share_on_its_own_is_the_nearest_one(facts, total, model, places):
    rounded = cs.RoundedShares(model=model, places=places, method="each")
    exact = model.quotas(facts, total)
    step = Fraction(1, 100 * 10**places)
    for name, quota in rounded.quotas(facts, total).items():
        assert (quota / total) % step == 0
        assert abs(quota - exact[name]) <= abs(total) * step / 2
        assert quota or abs(exact[name] / total) < step / 2  # halves go up


@given(
    members("population"), TOTALS, MODELS, PLACES, st.sampled_from(["largest_remainder", "each"])
)
def test_a_credit_mirrors_a_charge_and_nothing_is_paid_for_nothing(
    facts, total, model, places, method
):
    rounded = cs.RoundedShares(model=model, places=places, method=method)
    quotas = rounded.quotas(facts, total)
    assert rounded.quotas(facts, -total) == {name: -quota for name, quota in quotas.items()}
    for name, quota in model.quotas(facts, total).items():
        assert quota or not quotas[name]


def test_without_an_amount_nothing_is_rounded():
    model = cs.RoundedShares(model=cs.Flat(), places=1)
    assert model.quotas(BOARD, 0) == {"A": 0, "B": 0, "C": 0}


def test_ties_are_broken_by_their_rule_and_named():
    def quotas(ties):
        return cs.RoundedShares(model=cs.PerCapita(), places=0, ties=ties).quotas(
            {"A": {"population": 1}, "B": {"population": 1}, "C": {"population": 1}}
            | {"D": {"population": 3}},
            100,
        )

    assert list(quotas("listed").values()) == [17, 17, 16, 50]
    assert quotas(None) == quotas("listed")
    with pytest.raises(cs.TieError, match="A, B, C tie for a last unit"):
        quotas("error")
    fees = cs.allocate(100, cs.RoundedShares(model=cs.Flat(), places=0), BOARD)
    assert fees.pool("fee").terms[-1].label == "share rounded to 1 % (a tie: A, B, C)"


def test_a_rounded_share_in_a_blend_and_within_bounds():
    shares = cs.RoundedShares(model=cs.Flat(), places=0)
    blend = cs.Blend(parts=[("50%", shares), ("50%", cs.PerCapita())])
    assert blend.quotas(BOARD, 600) == {"A": 152, "B": 199, "C": 249}
    capped = cs.Bounded(model=shares, maximum={"A": 30})
    assert capped.quotas(BOARD, 100) == {"A": 30, "B": 35, "C": 35}


def test_amounts_inside_follow_an_index():
    shares = cs.RoundedShares(model=cs.Mixed(flat_amount=10), places=2)
    assert shares.times(Fraction(2)).model == cs.Mixed(flat_amount=20)
    own = cs.RoundedShares(model=Own(A=1), places=2)
    assert own.times(Fraction(2)) == own


def test_a_users_own_model_is_found_inside():
    own = Own(A=1)
    assert own_model(cs.RoundedShares(model=own, places=2)) is own


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"places": 16}, f"places: 16 {NO_COUNT}"),
        ({"places": "3"}, f"places: '3' {NO_COUNT}"),
        ({"places": True}, f"places: True {NO_COUNT}"),
        ({"places": 2, "rounding": "up"}, "rounding='up' has no effect by method"),
        ({"places": 2, "ties": "listed", "method": "each"}, "ties=.* has no effect by method"),
        ({"places": 2, "method": "webster"}, "unknown method 'webster'"),
    ],
)  # fmt: skip
def test_a_setting_that_does_not_fit_is_refused(settings, message):
    with pytest.raises(cs.CostshareError, match=message):
        cs.RoundedShares(model=cs.Flat(), **settings)


@pytest.mark.parametrize(
    ("model", "total", "message"),
    [
        (cs.Flat(), None, "RoundedShares shares a total, and none is given"),
        (Own(A=-1, B=51, C=50), 100, "quota of A is -1, of another sign than the sum; put charges"),
        (Own(A=0, B=1, C=-1), 0, "quota of C is -1, of another sign than the sum; put charges and"),
    ],
)
def test_what_has_no_shares_is_refused(model, total, message):
    with pytest.raises(cs.CostshareError, match=message):
        cs.RoundedShares(model=model, places=2).quotas(BOARD, total)


def test_shares_that_miss_the_whole_are_not_rounded_to_it_again():
    inner = cs.RoundedShares(model=cs.PerCapita(), places=0, method="each")
    three = {name: {"population": 1} for name in "ABC"}
    for method in ("largest_remainder", "each"):
        with pytest.raises(cs.CostshareError) as caught:
            cs.allocate(10_000, cs.RoundedShares(model=inner, places=1), three, method=method)
        assert str(caught.value) == (
            "pool fee: rounded shares miss the total by -100, and by largest remainder they would "
            "be rounded again, to sum to 100 %; round the inner shares by "
            "method='largest_remainder', or these by method='each'"
        )
    again = cs.RoundedShares(model=inner, places=1, method="each")
    fees = cs.allocate(10_000, again, three, method="each")
    assert fees.member_totals == dict.fromkeys(three, 3_300)


def test_bounds_do_not_share_again_what_shares_miss():
    shares = cs.RoundedShares(model=cs.Flat(), places=0, method="each")
    with pytest.raises(cs.CostshareError, match=r"rounded shares miss the total by -1, .* around"):
        cs.Bounded(model=shares, maximum_share="40%").quotas(BOARD, 100)
