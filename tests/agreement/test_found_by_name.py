"""A name is found by every result, whatever its spacing and composition."""

import sys
from collections import Counter

import pytest

import costshare as cs

AAR, OFFICE = "Åre", "office"
SPELLINGS = [AAR, "Åre ", " Åre", "A\u030are"]


@pytest.fixture(scope="module")
def fees():
    members = [cs.Member(name=name, population=size) for name, size in ((AAR, 1), ("Boden", 3))]
    pool = cs.Pool(name=OFFICE, total=100, model=cs.PerCapita())
    return cs.Agreement(name="Board", period="2022", members=members, pools=[pool])


@pytest.mark.parametrize("name", SPELLINGS)
def test_a_member_is_found_in_any_spelling(fees, name):
    record = fees.allocate()
    pool = record.pool(" office ")
    settled = cs.settle(record, {OFFICE: 90}, policy=cs.Return())
    comparison = cs.compare({"now": fees, "then": fees})
    simulated = cs.simulate(fees, driver="population", spread="0%", seed=1, runs=2)
    sweep = cs.sweep(100, [cs.Member(name=n, population=p) for n, p in ((AAR, 1), ("B", 3))])
    corrected = cs.correct(record, record)
    reconciled = cs.reconcile(record, record.invoice_lines())
    assert record.fee(name, "office ") == pool.fee(name) == 25
    assert pool.line(name).member == AAR
    assert record.explain(name, "office ").member == AAR
    assert corrected.amount(name, "office ") == 0
    assert settled.balance(member=name).returned == settled.pool("office ").entries[AAR].returned
    assert comparison.rebased(" then ").baseline == "then"
    assert comparison.total("now ", " office") == 100
    assert simulated.fees(name, "office ") == [25, 25]
    assert sweep.jumps(name) == sweep.jumps(AAR)
    assert reconciled.status(name, "office ") == "matched"
    item = cs.BudgetItem(name=AAR, income=1, cost=1)
    assert cs.BudgetReport(items=[item]).item(name) == item


def test_an_unknown_name_is_still_refused_with_the_nearest(fees):
    record = fees.allocate()
    for ask in (record.pool(OFFICE).line, lambda name: record.fee(name, OFFICE)):
        with pytest.raises(cs.CostshareError, match="did you mean 'Boden'"):
            ask("Bodne")
    assert record.pool(OFFICE).fee("Bodne") is None


def calls_of(work):
    calls = Counter()
    sys.setprofile(lambda _frame, event, _arg: calls.update([event]))
    try:
        work()
    finally:
        sys.setprofile(None)
    return calls["call"] + calls["c_call"]


def mixed(count):
    members = {f"m{at}": {"population": at + 1} for at in range(count)}
    return cs.allocate(10**9, cs.Mixed(flat_share="0.4"), members)


def test_checking_takes_steps_in_proportion_to_the_members():
    def steps(count):
        return calls_of(mixed(count).check)

    assert steps(2_000) < 5 * steps(500)


def test_sharing_takes_few_steps_for_each_member():
    mixed(2)

    def steps(count):
        return calls_of(lambda: mixed(count)) / count

    assert steps(2_000) < 100
    assert steps(2_000) < 1.1 * steps(500)
