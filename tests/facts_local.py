"""Members with drivers for the tests of models, and the laws that every model keeps."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

Drivers = Mapping[str, Mapping[str, Any]]

NUMBERS = st.one_of(
    st.integers(0, 10**12),
    st.integers(0, 10**9).map(lambda digits: Decimal(f"{digits}E-3")),
    st.fractions(0, 1000, max_denominator=97),
)
TOTALS = st.one_of(
    st.integers(-(10**24), 10**24), st.fractions(-1000, 1000, max_denominator=1000)
).filter(bool)
FACTORS = st.fractions(Fraction(1, 1000), 1000, max_denominator=1000)


def members(*drivers: str):
    """Up to six members, each with all the drivers, of which none is zero for everyone."""
    rows = st.lists(st.tuples(*[NUMBERS] * len(drivers)), min_size=1, max_size=6)
    return rows.filter(lambda table: all(map(any, zip(*table, strict=True)))).map(
        lambda table: {
            name: dict(zip(drivers, row, strict=True))
            for name, row in zip("ABCDEF", table, strict=False)
        }
    )


def total_of(quotas: Mapping[str, Fraction]) -> Fraction:
    assert all(type(quota) is Fraction for quota in quotas.values())
    return sum(quotas.values(), Fraction(0))


def check_laws(model, facts: Drivers, total, factor: Fraction) -> None:
    """Conservation, sign symmetry, anonymity, and scale invariance of the drivers."""
    quotas = model.quotas(facts, total)
    assert list(quotas) == list(facts)
    assert total_of(quotas) == total
    negated = model.quotas(facts, -total)
    assert negated == {name: -quota for name, quota in quotas.items()}
    reordered = dict(reversed(facts.items()))
    assert model.quotas(reordered, total) == quotas
    assert list(model.quotas(reordered, total)) == list(reordered)
    scaled = {
        name: {driver: Fraction(value) * factor for driver, value in drivers.items()}
        for name, drivers in facts.items()
    }
    assert model.quotas(scaled, total) == quotas
