"""Cases of bounds that a total fits, and a reference that tries every choice of binding bounds."""

from fractions import Fraction
from itertools import product

from hypothesis import strategies as st

NAMES = "ABCD"


def fractions_up_to(highest, most):
    """Every fraction from 0 up to the highest with a denominator of at most so much."""
    every = {
        Fraction(above, below)
        for below in range(1, most + 1)
        for above in range(highest * below + 1)
    }
    return st.sampled_from(sorted(every, key=lambda each: (each.denominator, each)))


AMOUNTS = st.integers(0, 40) | fractions_up_to(40, 7)
ROWS = st.lists(
    st.tuples(st.integers(0, 9), AMOUNTS, AMOUNTS, st.booleans(), st.booleans()),
    min_size=1,
    max_size=4,
).filter(lambda rows: any(weight for weight, *_ in rows))


def case_of(rows, part):
    """Weights, minima and maxima by member (not all have one), and a total that fits."""
    named = dict(zip(NAMES, rows, strict=False))
    weights = {name: row[0] for name, row in named.items()}
    lowest = {name: min(row[1:3]) for name, row in named.items() if row[3]}
    highest = {name: max(row[1:3]) for name, row in named.items() if row[4]}
    least = sum(lowest.values())
    most = sum(
        lowest.get(name, 0) if not weights[name] else highest.get(name, 200) for name in named
    )
    return weights, lowest, highest, Fraction(least + part * (most - least))


CASES = st.builds(case_of, ROWS, fractions_up_to(1, 12)).filter(lambda case: case[-1])


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
