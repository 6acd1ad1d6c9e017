"""The record of rounded shares proves them, and is refused where they do not follow."""

from dataclasses import replace
from fractions import Fraction

import pytest

import costshare as cs


def test_a_record_whose_shares_do_not_follow_is_refused():
    three = {"A": {}, "B": {}, "C": {}}
    fees = cs.allocate(600, cs.RoundedShares(model=cs.Flat(), places=0), three)
    assert cs.Allocation.from_dict(fees.to_dict()) == fees
    pool = fees.pool("fee")
    term = pool.terms[-1]
    its = term.share_rounding
    for change, message in [
        ({"share_rounding": None}, "role and share_rounding of the term share rounded .* do not"),
        ({"share_rounding": replace(its, ties="largest", broken_ties=())}, "recorded ties of"),
        ({"share_rounding": replace(its, shares={})}, "exact shares sum to 0, not to 1, and by"),
        ({"share_rounding": replace(its, shares={"A": Fraction(-1)})}, "share of A is -1; it is"),
        ({"share_rounding": replace(its, ties=None)}, "ties None and rounding None of shares do"),
        ({"share_rounding": replace(its, places=1)}, "rounded share of A is recorded as 0.34, but"),
        ({"rate": term.rate + 1}, "the quota of A in the term share .* as 4, but its shares give"),
    ]:
        terms = (*pool.terms[:-1], replace(term, **change))
        with pytest.raises(cs.ConservationError, match=message):
            replace(pool, terms=terms).check()
