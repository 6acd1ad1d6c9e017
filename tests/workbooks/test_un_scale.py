"""A published table of a UN scale, through the whole chain: 196 Parties in two years."""

import csv
import json
from pathlib import Path

import openpyxl
import pytest

import costshare as cs
from explanation_local import check

EXAMPLES = Path(__file__).parents[2] / "examples"
AGREEMENT = cs.Agreement.load(EXAMPLES / "cbd_2025_2026.toml")
POOL = "core budget"
with (EXAMPLES / "cbd_2025_2026.csv").open(encoding="utf-8") as file:
    PUBLISHED = list(csv.DictReader(file))


@pytest.mark.parametrize(("year", "off"), [("2025", 5), ("2026", -16)])
def test_every_published_contribution(year, off):
    fees = AGREEMENT.replace(period=year).allocate()
    invoices = [
        cs.InvoiceLine(member=row["Party"], pool=POOL, amount=row[year], billed_by=None)
        for row in PUBLISHED
    ]
    assert len(invoices) == 196
    assert cs.reconcile(fees, invoices).balanced
    assert fees.pool(POOL).rounding_difference == off
    fees.check()
    lines = fees.invoice_lines(date=f"{year}-01-01")
    assert sum(line.amount for line in lines) == fees.pool(POOL).total + off


def test_another_program_derives_every_contribution_from_drivers_and_model():
    (pool,) = AGREEMENT.pools
    fees = cs.allocate(pool.total, pool.model, AGREEMENT.members, method="each", period="2025")
    check(fees)
    assert fees.member_totals == AGREEMENT.allocate().member_totals


def test_the_rule_is_saved_in_files_as_it_is(tmp_path):
    for kind in ("toml", "json"):
        AGREEMENT.save(tmp_path / f"cbd.{kind}")
        assert cs.Agreement.load(tmp_path / f"cbd.{kind}") == AGREEMENT


def test_the_explanation_in_swedish_and_in_a_workbook(tmp_path):
    explained = AGREEMENT.allocate().explain(pool=POOL)
    assert cs.Explanation.from_dict(json.loads(json.dumps(explained.to_dict()))) == explained
    explained.to_excel(tmp_path / "cbd.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "cbd.xlsx").worksheets[0]
    rows = {row[0]: row[1:] for row in sheet.iter_rows(values_only=True)}
    assert 351_966 in rows["European Union"]
    one = AGREEMENT.allocate().explain("European Union", POOL)
    other = AGREEMENT.allocate().explain("Angola", POOL)
    swedish = [
        each.to_text(lang="sv").replace("\N{NO-BREAK SPACE}", " ").splitlines()[1:5]
        for each in (one, other)
    ]
    rule = swedish[0][0]
    assert rule.startswith("Regel: efter un_scale, med gränser (")
    assert "tak som andel (least developed countries 0,01 %)" in rule
    assert "fast andel (European Union 2,5 %), " in rule
    assert "gränser för kvoter före avrundning" in rule
    assert "gruppen least developed countries (Afghanistan, Angola, " in rule
    assert "Central African Republic och 37 till)" in rule
    assert swedish[0][1:3] == [
        "  1. fast andel av totalbeloppet: 0,025 × 14 078 652 = 351 966,3",
        "  2. kvot: 351 966,3; det är 1 / 40 av totalbeloppet (2,5 %)",
    ]
    assert swedish[1][1] == (
        "  1. fast andel av totalbeloppet: 351 966,3 från European Union; de andra delar på resten"
    )
    assert swedish[1][3].startswith(
        "  3. tak som andel av totalbeloppet (least developed countries): gränsen 1 407,8652 nås"
    )
