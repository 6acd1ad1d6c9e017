"""Lines and drivers for the laws of split, and a plain reference for it."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

import costshare as cs

KEYS = ["db", "vm", "gås", "", None]


def amounts_of(kind):
    """Amounts in cents, written as one kind of number."""
    cents = st.integers(-(10**7), 10**7) | st.integers(-(10**20), 10**20)
    if kind == "int":
        return cents
    if kind == "float":
        return st.integers(-(10**7), 10**7).map(lambda each: each / 100)
    decimals = cents.map(lambda each: Decimal(each).scaleb(-2))
    return decimals if kind == "decimal" else decimals.map(str)


@st.composite
def cases(draw, kinds=("int", "decimal", "text", "float"), weights=None):
    """Lines and drivers as lists of dicts; lines may lack drivers, drivers may lack lines."""
    kind = draw(st.sampled_from(kinds))
    lines = draw(
        st.lists(
            st.builds(
                lambda key, amount, note: {"resource": key, "amount": amount, "note": note},
                st.sampled_from(KEYS),
                amounts_of(kind),
                st.integers(0, 9),
            ),
            max_size=5,
        )
    )
    weights = weights or draw(
        st.sampled_from(
            [
                st.integers(0, 50),
                st.integers(0, 10**25),
                st.floats(0, 1, allow_subnormal=False),
                st.integers(0, 999).map(lambda each: Decimal(each).scaleb(-1)),
            ]
        )
    )
    drivers = draw(
        st.lists(
            st.builds(
                lambda key, weight: {"resource": key, "weight": weight},
                st.sampled_from(KEYS[:-1]),
                weights,
            ),
            max_size=8,
        )
    )
    for place, driver in enumerate(drivers):
        driver["team"] = f"team {place}"
    return lines, drivers


def by_apportion(lines, drivers):
    """Split line by line, by the scalar kernel; lines without drivers are kept."""
    rows = []
    for line in lines:
        own = [each for each in drivers if line["resource"] is not None]
        own = [each for each in own if each["resource"] == line["resource"]]
        weights = [each["weight"] for each in own]
        if not own:
            parts, own = [Decimal(amount_of(line))], [{"weight": None, "team": None}]
        else:
            weights = weights if any(weights) else [1] * len(own)
            parts = cs.apportion(amount_of(line), weights, unit="0.01")
        for driver, part in zip(own, parts, strict=True):
            named = {name: driver[name] for name in ("weight", "team")}
            rows.append({**line, **named, "allocated": part})
    return rows


def amount_of(line):
    """The amount of a line as an int or a Decimal of two decimals."""
    amount = line["amount"]
    if isinstance(amount, int):
        return amount
    exact = Fraction(str(amount))
    return Decimal(int(exact * 100)).scaleb(-2)
