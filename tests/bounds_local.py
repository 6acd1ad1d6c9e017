"""Cases of bounds that a total fits, and a reference that tries every choice of binding bounds."""

from fractions import Fraction
from itertools import product

from hypothesis import assume
from hypothesis import strategies as st

NAMES = "ABCD"
AMOUNTS = st.one_of(st.integers(0, 40), st.fractions(0, 40, max_denominator=7))


@st.composite
def cases(draw):
    """Weights, minima and maxima by member (not all have one), and a total that fits."""
    count = draw(st.integers(1, 4))
    names = NAMES[:count]
    weights = {name: draw(st.integers(0, 9)) for name in names}
    assume(any(weights.values()))
    bounds = {name: sorted([draw(AMOUNTS), draw(AMOUNTS)]) for name in names}
    lowest = {name: low for name, (low, _) in bounds.items() if draw(st.booleans())}
    highest = {name: high for name, (_, high) in bounds.items() if draw(st.booleans())}
    least = sum(lowest.values())
    most = sum(
        lowest.get(name, 0) if not weights[name] else highest.get(name, 200) for name in names
    )
    total = least + draw(st.fractions(0, 1, max_denominator=12)) * (most - least)
    assume(total)
    return weights, lowest, highest, Fraction(total)


def reference(weights, lowest, highest, total):
    """Quotas by trying every choice of binding bounds, and keeping what fits."""
    names = list(weights)
    bounds = {name: (lowest.get(name, 0), highest.get(name)) for name in names}
    found = []
    for where in product(("low", "free", "high"), repeat=len(names)):
        at = dict(zip(names, where, strict=True))
        if any(at[name] == "high" and name not in highest for name in names):
            continue
        quotas = {
            name: Fraction(lowest.get(name, 0) if at[name] == "low" else highest.get(name, 0))
            for name in names
        }
        free = [name for name in names if at[name] == "free"]
        left = total - sum(quotas[name] for name in names if name not in free)
        whole = sum(weights[name] for name in free)
        if free and not whole:
            continue
        if free:
            factors = [left / whole]
        elif left:
            continue
        else:
            # Every factor between these will do; the ends are as good as any.
            factors = [quotas[name] / weights[name] for name in names if weights[name]]
        for factor in factors:
            for name in free:
                quotas[name] = factor * weights[name]
            if all(
                _fits(at[name], quotas[name], factor * weights[name], bounds[name])
                for name in names
            ):
                found.append(dict(quotas))
    assert found
    assert all(quotas == found[0] for quotas in found)  # unique
    return found[0]


def _fits(where, quota, wanted, bounds):
    low, high = bounds
    if where == "low":
        return wanted <= quota
    if where == "high":
        return wanted >= quota
    return low <= quota and (high is None or quota <= high)
