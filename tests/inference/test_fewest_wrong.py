"""Law: the smallest sets of wrong fees are those that trying every set finds."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from costshare.inference._family import keys, prices
from costshare.inference._largest_remainder import LargestRemainder
from costshare.inference._misprints import fewest_wrong
from costshare.inference._proof import Proof
from costshare.inference._region import feasible
from costshare.inference._rounded import Rounded


def every_set(rule, most):
    """The smallest sets without which the other fees fit, each set tried by itself."""
    places = range(len(rule.fees))
    for count in range(most + 1):
        found = [
            each
            for each in combinations(places, count)
            if not isinstance(
                feasible(rule.only([at for at in places if at not in each]), ()), Proof
            )
        ]
        if found:
            return found, count
    return [], most + 1


@st.composite
def rules(draw):
    """Fees of a few members by two drivers: each rounded on its own, or shared."""
    size = draw(st.integers(3, 6))
    column = st.lists(st.integers(1, 9), min_size=size, max_size=size)
    columns, fees = [draw(column), draw(column)], draw(column)
    if draw(st.booleans()):
        return Rounded(prices(1, columns), tuple(fees), "half_up")
    total = sum(fees)
    return LargestRemainder(keys(total, columns), tuple(fees), "largest_remainder", "listed", total)


@settings(max_examples=25)
@given(rules(), st.integers(0, 3))
def test_the_fewest_wrong_fees_are_those_of_trying_every_set(rule, most):
    assert fewest_wrong(rule, (), most) == every_set(rule, most)
