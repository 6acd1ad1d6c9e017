"""Fees that models make, to be inferred again."""

from fractions import Fraction
from typing import get_args

from hypothesis import strategies as st

import costshare as cs
from costshare.apportionment import METHODS, TieRule

KNOWN = [method for method in METHODS if method != "huntington_hill"]
tie_rules = st.sampled_from(get_args(TieRule))
shares = st.integers(1, 40).flatmap(
    lambda below: st.integers(0, below).map(lambda above: Fraction(above, below))
)


def model_fees(total, driver, share, method, ties):
    """Fees that a mixed model makes, by the public door."""
    members = {f"m{at}": {"population": value} for at, value in enumerate(driver)}
    try:
        made = cs.allocate(total, cs.Mixed(flat_share=share), members, method=method, ties=ties)
    except cs.CostshareError:
        return None
    return [int(made.fee(name, "fee")) for name in members]


def tariff_fees(base, rate, driver, rounding):
    members = {f"m{at}": {"driver": value} for at, value in enumerate(driver)}
    model = cs.Tariff(base=base, rates={"driver": rate})
    made = cs.allocate(None, model, members, rounding=rounding)
    return [int(made.fee(name, "fee")) for name in members]
