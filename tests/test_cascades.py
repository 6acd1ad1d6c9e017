"""Cascades in all that follows: the books, comparisons, projections, letters, pictures, laws."""

from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest
from matplotlib.figure import Figure

import costshare as cs
from cascades_local import platform
from costshare.testing import (
    assert_allocation_sums,
    assert_corrections_restate,
    assert_finds_changed_lines,
    assert_instalments_sum,
    assert_reconciles,
)

FEES = platform().allocate()
PAID = FEES.final_fees().member_totals


def dearer(total=14_000):
    """The same agreement, with a dearer platform."""
    pools = [
        pool.replace(total=total) if pool.name == "platform" else pool for pool in platform().pools
    ]
    return platform().replace(pools=pools)


def test_invoices_are_for_those_who_pay_in_the_end():
    lines = FEES.invoice_lines(number="{n}")
    assert {line.member for line in lines} == {"Boden", "Luleå", "Piteå"}
    assert sum(line.amount for line in lines) == FEES.total == 30_000
    found = cs.reconcile(FEES, lines)
    assert found.balanced
    assert not found.findings
    assert_reconciles(FEES, lines)
    assert_finds_changed_lines(cs.reconcile, FEES)
    inside = FEES.internal_fees()
    assert cs.reconcile(inside, inside.invoice_lines()).balanced
    assert [each.kind for each in cs.reconcile(FEES, inside.invoice_lines()).findings].count(
        "unexpected"
    ) == 2


def test_last_year_and_budget_of_a_cascade_are_final_fees():
    found = cs.reconcile(FEES, FEES.invoice_lines(), last_year=FEES, budget=FEES)
    assert found.balanced
    assert sum(found.budget.values()) == 30_000


def test_instalments_sum_to_what_is_paid_in_the_end():
    months = FEES.instalments(unit="0.01")
    assert_instalments_sum(list(months), FEES)
    year = cs.add_periods(months)
    year.check()
    whole = year.allocation()
    assert whole.member_totals == FEES.member_totals
    assert whole.final_fees().member_totals == PAID
    assert whole.flows.equals(FEES.flows)


def test_months_of_cascades_are_added_up():
    months = [platform().replace(period=f"2022-{month:02}").allocate() for month in (1, 2)]
    both = cs.add_periods(months)
    both.check()
    assert both.allocation().total == 60_000
    assert both.allocation().internal_fees().pool_totals == {"platform": Decimal("20000.00")}
    assert both.fee("Boden", "2022-01") == PAID["Boden"]


def test_a_correction_is_the_difference_of_what_is_paid():
    later = dearer().allocate()
    correction = cs.correct(FEES, later)
    assert sum(correction.member_totals.values()) == 4000
    lines = [*FEES.invoice_lines(), *correction.invoice_lines(date="2023-01-31")]
    assert sum(line.amount for line in lines) == later.total
    corrected = correction.applied_to(FEES)
    assert corrected.member_totals == later.final_fees().member_totals
    assert cs.reconcile(corrected, lines).balanced
    assert_corrections_restate(FEES, correction, later)


def test_a_settlement_is_by_the_final_fees():
    actual = dearer().allocate()
    settled = cs.settle(FEES, final=actual, policy=cs.TrueUp(), unit="0.01")
    assert sum(settled.returned.values()) == -4000
    assert settled.applied_to(FEES).member_totals == actual.final_fees().member_totals
    with pytest.raises(cs.CostshareError, match="final="):
        cs.settle(FEES, {"platform": 10_500, "Product A": 20_000})


def test_a_budget_report_has_the_income_of_final_payers():
    items = [
        cs.BudgetItem(name="Product A", income="24285.71", cost=20_000),
        cs.BudgetItem(name="Product B", income="5714.29", cost=0),
        cs.BudgetItem(name="platform", income=0, cost=10_000),
    ]
    assert not cs.BudgetReport(items=items).findings_against(FEES)


def test_scenarios_differ_in_what_is_paid_in_the_end():
    compared = cs.compare({"today": platform(), "dearer": dearer()})
    changes = compared.changes()["dearer"]
    later = dearer().allocate().final_fees().member_totals
    assert {name: changes[name] for name in later} == {
        name: later[name] - PAID[name] for name in later
    }
    assert "Product A" not in changes.index
    assert str(compared)


def test_a_changed_fee_is_explained_to_the_unit():
    change = cs.explain_change(platform(), dearer(), member="Boden")
    change.check()
    later = dearer().allocate().member_totals["Boden"]
    assert str(later - PAID["Boden"]).replace(".", "") in str(change).replace(" ", "").replace(
        ".", ""
    )


def test_what_if_changes_costs_and_drivers_at_any_level():
    more = cs.what_if(platform(), total={"platform": 14_000})
    assert more.allocate() == dearer().allocate()
    used = cs.what_if(platform(), drivers={"Product A": {"load": 4}})
    assert used.allocate().pool("Product A").taken_over == {"platform": Decimal("5000.00")}


def test_a_projection_follows_the_levels():
    plan = cs.project(platform(), years=["2022", "2023"], totals={"2023": {"platform": 14_000}})
    frame = plan.to_frame()
    plan.check()
    assert "Product A" not in str(frame.index)
    assert str(dearer().allocate().member_totals["Boden"]) in frame.to_csv()


def test_a_sweep_shares_what_a_pool_takes_over_too():
    swept = cs.sweep(platform(), pool="Product A", driver="use a")
    assert swept.total == Decimal("24285.71")
    swept.check()


def test_a_simulation_of_a_cascade_is_refused():
    with pytest.raises(cs.CostshareError, match="Product B takes over costs"):
        cs.simulate(platform(), driver="load", spread="10%", seed=1)
    cs.simulate(platform(), driver="load", spread="10%", seed=1, pool="platform", runs=5)


def test_letters_explain_every_level():
    letters = cs.fee_letters(FEES, contact="Anna Berg")
    assert list(letters) == ["Boden", "Luleå", "Piteå"]
    assert "passed on to Product A" in letters["Boden"].replace("\N{NO-BREAK SPACE}", " ")


def test_sums_of_a_cascade_are_asserted_from_single_fees():
    assert_allocation_sums(FEES)


def test_pictures_show_what_is_paid_in_the_end():
    ax = cs.plotting.fees(FEES, ax=Figure().add_subplot())
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Boden", "Luleå", "Piteå"]
    for member, pool in (("Boden", None), ("Product A", None), ("Product A", "platform")):
        cs.plotting.waterfall(FEES, member=member, pool=pool, ax=Figure().add_subplot())
    cs.plotting.per_driver(FEES, drivers=platform(), driver="use b", ax=Figure().add_subplot())


def test_bands_lead_from_pool_to_pool_to_those_who_pay():
    ax = cs.plotting.flows(FEES, ax=Figure().add_subplot())
    texts = [text.get_text().replace("\N{NO-BREAK SPACE}", " ") for text in ax.texts]
    assert texts[:3] == ["platform 10 000.00", "Product B 5 714.29", "Product A 24 285.71"]
    assert texts[3] == "Boden 18 775.51"
    with pytest.raises(cs.CostshareError, match="credited"):
        cs.plotting.flows(cs.allocate(-10, cs.Flat(), {"A": {}, "B": {}}))


def test_a_workbook_has_a_sheet_for_each_level(tmp_path):
    FEES.to_excel(tmp_path / "fees.xlsx")
    book = openpyxl.load_workbook(tmp_path / "fees.xlsx")
    texts = [str(cell.value) for sheet in book for row in sheet for cell in row if cell.value]
    assert any("passed on to Product A" in text for text in texts)


def test_swedish_says_every_level():
    text = FEES.explain("Boden", "Product A").to_text(lang="sv")
    assert "passed on" not in text
    assert "Product A" in text
    assert "passed on" not in FEES.to_text(lang="sv")
    assert Fraction(FEES.total) == 30_000
