"""Laws of every reconciliation, for any lines."""

from fractions import Fraction
from itertools import permutations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from costshare.amounts import plain
from costshare.invoices import InvoiceLine
from costshare.reconciliation import Reconciliation, reconcile
from ledger_local import (
    allocations,
    cell_findings,
    ledgers,
    line,
    own_ledgers,
    table,
)


def exact_sum(numbers):
    return sum(map(Fraction, numbers), Fraction(0))


@given(ledgers())
def test_every_line_ends_in_exactly_one_place(ledger):
    allocation, raw = ledger
    lines = [InvoiceLine(**fields) for fields in raw]
    result = reconcile(allocation, lines)
    foreign = [each for each in lines if each.currency not in {None, allocation.currency}]
    unknown = [each for each in lines if each.net_amount is None or each in foreign]
    assert len(result.uncounted) == len(unknown)
    assert sum(cell.lines for cell in result.cells) == len(lines) - len(unknown)
    cells = [(cell.member, cell.pool) for cell in result.cells]
    assert len(cells) == len(set(cells))


@given(ledgers())
def test_allocated_plus_differences_is_invoiced_by_cell_member_pool_and_in_all(ledger):
    allocation, raw = ledger
    lines = [InvoiceLine(**fields) for fields in raw]
    counted = [
        each
        for each in lines
        if each.net_amount is not None and each.currency in {None, allocation.currency}
    ]
    frame = reconcile(allocation, lines).to_frame()

    def proves(rows, fees, chosen):
        differences = exact_sum(rows["difference"])
        assert exact_sum(fees) + differences == exact_sum(each.net_amount for each in chosen)
        assert exact_sum(rows["expected"].dropna()) == exact_sum(fees)

    for member in {*allocation.members, *(each.member for each in counted)}:
        rows = frame[frame["member"].isna() if member is None else frame["member"] == member]
        fees = [allocation.member_totals[member]] if member in allocation.members else []
        proves(rows, fees, [each for each in counted if each.member == member])
    for pool in {*allocation.pool_totals, *(each.pool for each in counted)}:
        rows = frame[frame["pool"].isna() if pool is None else frame["pool"] == pool]
        fees = [allocation.pool_totals[pool]] if pool in allocation.pool_totals else []
        proves(rows, fees, [each for each in counted if each.pool == pool])
    proves(frame, [allocation.total], counted)


@given(ledgers())
def test_a_cell_s_status_follows_from_its_numbers(ledger):
    allocation, raw = ledger
    result = reconcile(allocation, [InvoiceLine(**fields) for fields in raw])
    for cell in result.cells:
        off = Fraction(cell.invoiced) - Fraction(cell.expected or 0)
        assert Fraction(cell.difference) == off
        if cell.expected is None:
            wanted = "unexpected" if off else "matched"
        elif not off:
            wanted = "matched"
        elif not cell.lines:
            wanted = "missing"
        else:
            wanted = "over" if off > 0 else "under"
        assert cell.status == wanted
    found = {(each.member, each.pool): each for each in cell_findings(result)}
    differing = [cell for cell in result.cells if cell.status != "matched"]
    assert len(found) == len(differing) == len(cell_findings(result))
    for cell in differing:
        finding = found[cell.member, cell.pool]
        assert finding.kind == cell.status
        assert finding.difference == cell.difference
        assert len(finding.lines) == cell.lines
        sums = exact_sum(each.net_amount for each in finding.lines)
        assert sums == Fraction(finding.invoiced)
        assert Fraction(finding.invoiced) - Fraction(finding.expected) == Fraction(
            finding.difference
        )


@given(ledgers(), st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_nothing(ledger, random):
    allocation, raw = ledger
    lines = [InvoiceLine(**fields) for fields in raw]
    shuffled = random.sample(lines, len(lines))
    one, other = reconcile(allocation, lines), reconcile(allocation, shuffled)
    assert one == other
    assert str(one) == str(other)


def test_lines_of_one_cell_are_listed_in_a_fixed_order():
    fees = table({"A": {"fee": 100}})
    lines = [
        line("A", "fee", 7, date="2022-02-01"),
        line("A", "fee", 7, date="2022-01-01", invoice="2"),
        line("A", "fee", 5, date="2022-01-01", invoice="2"),
        line("A", "fee", "?"),
        line("A", "fee", "!"),
    ]
    results = [reconcile(fees, order) for order in permutations(lines)]
    assert all(result == results[0] for result in results)
    assert [int(each.amount) for each in results[0].findings[0].lines] == [5, 7, 7]


@given(ledgers())
def test_a_frame_and_its_lines_give_the_same(ledger):
    allocation, raw = ledger
    # A frame's texts are read as a file's; a line takes plain numbers alone.
    plainly = {"76 100,00": "76100.00"}
    by_lines = reconcile(
        allocation,
        [
            InvoiceLine(**fields | {"amount": plainly[fields["amount"]]})
            if isinstance(fields["amount"], str) and fields["amount"] in plainly
            else InvoiceLine(**fields)
            for fields in raw
        ],
    )
    names = list(InvoiceLine.model_fields)[:-1]
    frame = pd.DataFrame({name: pd.Series([r[name] for r in raw], dtype=object) for name in names})
    assert reconcile(allocation, frame) == by_lines


@given(own_ledgers())
def test_an_allocation_s_own_lines_are_balanced(ledger):
    allocation, lines = ledger
    result = reconcile(allocation, lines)
    assert result.balanced
    assert result.findings == ()
    result.raise_for_findings()


@given(own_ledgers(), st.data())
def test_one_changed_line_gives_exactly_one_cell_finding(ledger, data):
    allocation, lines = ledger
    place = data.draw(st.integers(0, len(lines) - 1))
    off = data.draw(
        st.one_of(st.integers(-1000, 1000), st.decimals(-1000, 1000, places=2)).filter(bool)
    )
    old = Fraction(lines[place].amount)
    changed = lines[place].replace(amount=plain(old + Fraction(off)))
    result = reconcile(allocation, [*lines[:place], changed, *lines[place + 1 :]])
    (finding,) = cell_findings(result)
    assert (finding.member, finding.pool) == (changed.member, changed.pool)
    assert Fraction(finding.difference) == Fraction(off)
    assert finding.kind == ("over" if off > 0 else "under")
    assert not result.balanced


@given(own_ledgers(), st.data())
def test_one_lost_line_gives_exactly_one_cell_finding(ledger, data):
    allocation, lines = ledger
    place = data.draw(st.integers(0, len(lines) - 1))
    result = reconcile(allocation, [*lines[:place], *lines[place + 1 :]])
    (finding,) = cell_findings(result)
    assert (finding.member, finding.pool) == (lines[place].member, lines[place].pool)
    assert Fraction(finding.difference) == -Fraction(lines[place].amount)


@given(own_ledgers(), st.data())
def test_one_repeated_line_is_flagged_and_makes_its_cell_differ(ledger, data):
    allocation, lines = ledger
    twice = lines[data.draw(st.integers(0, len(lines) - 1))]
    result = reconcile(allocation, [*lines, twice])
    (finding,) = cell_findings(result)
    assert Fraction(finding.difference) == Fraction(twice.amount)
    assert "duplicate" in [hint.kind for hint in finding.hints]
    (flagged,) = [each for each in result.findings if each.kind == "duplicate"]
    assert flagged.lines == (twice, twice)
    assert flagged.difference == 0


@given(ledgers(), st.integers(0, 50), st.sampled_from([1, 10, 100, 1000]))
def test_a_tolerance_is_exact_to_the_last_digit(ledger, numerator, denominator):
    allocation, raw = ledger
    lines = [InvoiceLine(**fields) for fields in raw]
    limit = Fraction(numerator, denominator)
    strict, lax = reconcile(allocation, lines), reconcile(allocation, lines, tolerance=limit)
    for before, after in zip(strict.cells, lax.cells, strict=True):
        within = before.expected is not None and abs(Fraction(before.difference)) <= limit
        assert after.status == ("matched" if within else before.status)
    assert strict.total == lax.total


@given(ledgers())
def test_a_record_comes_back_equal(ledger):
    allocation, raw = ledger
    result = reconcile(allocation, [InvoiceLine(**fields) for fields in raw], budget=allocation)
    assert Reconciliation.from_dict(result.to_dict()) == result


@given(allocations)
def test_without_lines_every_fee_is_missing(allocation):
    result = reconcile(allocation, [])
    paid = allocation.final_fees()
    fees = sum(1 for pool in paid.pools for fee in pool.fees.values() if fee)
    assert [each.kind for each in result.findings] == ["missing"] * fees
    assert Fraction(result.total.difference) == -Fraction(allocation.total)


@pytest.mark.parametrize("big", [10**18, 10**25, -(10**18)])
def test_one_unit_in_a_quintillion_is_seen_at_tolerance_0(big):
    fees = table({"A": {"fee": big}})
    off = 1
    for invoices in (
        [line("A", "fee", big + off)],
        pd.DataFrame({"member": ["A"], "pool": ["fee"], "amount": [big + off]}),
        pd.DataFrame({"member": ["A"], "pool": ["fee"], "amount": [str(big + off)]}),
    ):
        (finding,) = reconcile(fees, invoices).findings
        assert finding.difference == 1
        assert reconcile(fees, invoices, tolerance=1).balanced
        assert not reconcile(fees, invoices, tolerance="0.999").balanced


def test_sums_beyond_64_bits_stay_exact():
    most = 2**63 - 1
    fees = table({"A": {"fee": 3 * most}})
    frame = pd.DataFrame({"member": "A", "pool": "fee", "amount": [most] * 3})
    assert reconcile(fees, frame).balanced
    frame.loc[0, "amount"] -= 1
    assert [each.difference for each in reconcile(fees, frame).findings] == [-1]


def test_a_finer_unit_widens_amounts_that_no_longer_fit():
    most = 2**60  # fits, until thousandths are counted
    fees = table({"A": {"fee": most, "other": "0.001"}}, units={"other": "0.001"})
    frame = pd.DataFrame({"member": "A", "pool": ["fee", "other"], "amount": [most, None]})
    frame["amount"] = frame["amount"].astype("Int64").fillna(0)
    frame.loc[0, "amount"] = most
    result = reconcile(fees, frame)
    assert [(each.pool, str(each.difference)) for each in result.findings] == [("other", "-0.001")]


def test_within_a_cent_is_within_a_cent():
    fees = table({"A": {"fee": 100}})
    for amount in (100.01, "100.01"):
        invoices = [line("A", "fee", amount)]
        assert not reconcile(fees, invoices).balanced
        assert not reconcile(fees, invoices, tolerance="0.009").balanced
        assert reconcile(fees, invoices, tolerance=0.01).balanced
    assert reconcile(fees, [line("A", "fee", "100.0")]) == reconcile(fees, [line("A", "fee", 100)])


def test_many_lines_of_one_cell_add_up():
    fees = table({"A": {"fee": 100}, "B": {"fee": 100}})
    lines = [
        line("A", "fee", 60),
        line("A", "fee", 60),
        line("B", "fee", 130),
        line("B", "fee", -30),
    ]
    result = reconcile(fees, lines)
    assert [(each.member, each.kind, each.difference) for each in result.findings] == [
        ("A", "over", 20)
    ]
    assert result.cell("B", "fee").lines == 2
