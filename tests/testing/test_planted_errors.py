"""Invoice lines with planted errors give exactly the findings that they state."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.testing import allocations, invoices
from samples_local import sample

KINDS = {"under", "over", "missing", "unexpected", "duplicate", "wrong_period"}


def facts(findings):
    return sorted((each.kind, each.member, each.pool, each.difference) for each in findings)


@given(invoices())
def test_a_reconciliation_finds_what_was_planted_and_nothing_else(case):
    result = cs.reconcile(case.allocation, case.lines)
    assert facts(result.findings) == facts(case.findings)
    wrong = {(each.member, each.pool) for each in case.findings if each.difference}
    for cell in result.cells:
        assert (cell.status == "matched") == ((cell.member, cell.pool) not in wrong)


@given(st.data(), allocations(max_members=3, max_pools=2))
def test_lines_without_errors_reconcile(data, allocation):
    case = data.draw(invoices(allocation, max_errors=0))
    assert case.allocation == allocation.final_fees()
    assert not case.findings
    assert cs.reconcile(allocation, case.lines).findings == ()


def test_every_kind_is_planted_and_several_at_once():
    found = sample(invoices(), 200)
    kinds = [{each.kind for each in case.findings} for case in found]
    assert set().union(*kinds) == KINDS
    for kind in KINDS:
        assert sum(kind in each for each in kinds) >= 5, kind
    assert sum(len(each) > 2 for each in kinds) >= 5
    assert sum(not each for each in kinds) >= 5
    assert any(
        each.difference < 0 and each.kind == "unexpected" for c in found for each in c.findings
    )


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_kind_is_planted_alone(kind):
    fees = cs.allocate(100, cs.Flat(), {"A": {}, "B": {}}, pool="office", period="2022")
    found = sample(invoices(fees, kinds=[kind], max_errors=1), 30)
    planted = {each.kind for case in found for each in case.findings}
    assert kind in planted
    assert planted <= {kind} | ({"over"} if kind == "duplicate" else set())


def test_without_a_period_no_date_is_wrong():
    fees = cs.allocate("0.05", cs.Flat(), {"A": {}}, unit="0.01")
    for case in sample(invoices(fees, max_errors=6), 50):
        assert facts(cs.reconcile(fees, case.lines).findings) == facts(case.findings)
        assert all(each.kind != "wrong_period" for each in case.findings)
        assert all(isinstance(each.difference, Decimal) for each in case.findings)


def test_odd_arguments_are_refused():
    with pytest.raises(cs.CostshareError, match="'ovre'"):
        invoices(kinds=["ovre"])
    with pytest.raises(cs.CostshareError, match="max_errors -1 is below 0"):
        invoices(max_errors=-1)
