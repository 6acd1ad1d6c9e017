"""What must not be settled together: another currency, another allocation, a date that is none."""

import pytest

import costshare as cs

FEES = cs.allocate(100, cs.Flat(), {"A": {}, "B": {}}, pool="office", currency="SEK")


def test_another_currency_is_refused():
    outcome = cs.Outcome(currency="EUR", items=[cs.OutcomeItem(name="office", income=100, cost=90)])
    with pytest.raises(cs.CostshareError, match="the outcome is in EUR, the fees are in SEK"):
        cs.settle(FEES, outcome)
    with pytest.raises(cs.CostshareError, match="the outcome is in EUR, the fees are in SEK"):
        outcome.check(FEES)
    in_euro = cs.allocate(100, cs.Flat(), {"A": {}, "B": {}}, pool="office", currency="EUR")
    with pytest.raises(cs.CostshareError, match="the opening is in EUR, the fees are in SEK"):
        cs.settle(FEES, {"office": 90}, opening=cs.settle(in_euro, {"office": 90}))
    with pytest.raises(cs.CostshareError, match="final is in EUR, the fees are in SEK"):
        cs.settle(FEES, policy=cs.TrueUp(), final=in_euro)


def test_a_settlement_is_applied_to_what_was_settled_alone():
    year = cs.settle(FEES, {"office": 90}, policy=cs.Return())
    other = cs.allocate(50, cs.Flat(), {"X": {}, "Y": {}}, pool="other")
    with pytest.raises(cs.CostshareError, match="is not what was settled: that is office"):
        year.applied_to(other)


def test_lines_with_a_date_that_is_none_are_refused():
    year = cs.settle(FEES, {"office": 90}, policy=cs.Return())
    with pytest.raises(cs.CostshareError, match="date '15/2 2023' is no date"):
        year.lines(date="15/2 2023")
