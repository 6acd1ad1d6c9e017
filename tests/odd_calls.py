"""Every public callable with one right call of it: what odd values are tried on."""

from datetime import timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

import costshare as cs
from costshare import testing

_HELD = TemporaryDirectory()


def _file(name, text):
    path = Path(_HELD.name, name)
    path.write_text(text, encoding="utf-8")
    return path


MEMBERS = {"A": {"population": 1}, "B": {"population": 2}}
BOARD = cs.Agreement(
    name="board",
    period="2022",
    members=[cs.Member(name=name, **drivers) for name, drivers in MEMBERS.items()],
    pools=[cs.Pool(name="p", total=5, model=cs.PerCapita())],
)
POOL = BOARD.pools[0]
FEES = BOARD.allocate()
LINES = FEES.invoice_lines()
TAXED = cs.add_tax(LINES, "0.25")
FRAME = pd.DataFrame({"member": ["A"], "pool": ["p"], "amount": [2], "invoice": ["1"]})
COMPARED = cs.compare({"today": BOARD, "same": BOARD})
CHANGED = COMPARED.explain()
CLAIMS = {"estate": 3, "claims": {"A": 2, "B": 4}, "unit": 1}
CLAIMED = cs.fairness.claims.compare(3, {"A": 2, "B": 4})
JUDGED = COMPARED.criteria(use="population", stand_alone={"A": 3, ("A", "B"): 4})
HOURS = {"IT": {"Care": 5}}
PASSED_ON = cs.overhead.direct({"IT": 100}, HOURS)
SWEEP = cs.sweep(9, MEMBERS)
RANKING = cs.infer({"A": 3, "B": 6}, {"x": {"A": 1, "B": 2}})
YEARLY = cs.infer({2021: {"A": 3, "B": 6}}, {"x": {"A": 1, "B": 2}}, models=["rate"])
MIXED = cs.infer_mixed({"A": 3, "B": 6}, {"A": 1, "B": 2})
REPORT = cs.BudgetReport(items=[cs.BudgetItem(name="p", income=5, cost=4)])
MONTHS = cs.BudgetMonths(
    reports=[REPORT.replace(period="2022-01")], year_budget={"p": 60}, name="months"
)
FORECAST = cs.BudgetForecast(months=MONTHS, by="budget")
BANDS = cs.Bands(bands=[{"name": "x"}], timezone="UTC")
LOG = cs.UsageLog(levels=[("A", "vcpu", "2022-01-01", 1)])
SETTLED = cs.settle(FEES, costs={"p": 4}, policy=cs.Return())
REBILLED = cs.correct(FEES, BOARD.replace(pools=[POOL.replace(total=8)]).allocate())
MATCHED = cs.reconcile(FEES, LINES)
TASKS = cs.reconcile(FEES, LINES[1:]).worklist()
PERIODS = cs.add_periods([FEES])
PROJECTED = cs.project(BOARD, years=[2022, 2023])
SIMULATED = cs.simulate(BOARD, driver="population", spread="5%", seed=1, runs=2)
YEAR = cs.Period.read("2022")
GAME = cs.fairness.Game(["A", "B"], {"A": 3, "B": 4, ("A", "B"): 5})
COMPARED_SOLUTIONS = cs.fairness.compare_solutions(GAME)
A_YEAR = testing.BoardYear()
SPAN = {"start": "2022-01-01", "end": "2022-02-01"}
MEASURED = {**SPAN, "period": None, "per": None, "gaps": None}

INVOICES = _file("invoices.csv", "Kommun;Tjänst;Datum;Belopp\nA;p;2022-02-15;19 025,00\n")
BUDGET = _file("budget.csv", "Pool;Amount\np;5\nSumma;5\n")
PEOPLE = _file("people.csv", "Kommun;2022\nA;5\nSumma;5\n")
USED = _file("used.csv", "member;resource;from;to;quantity\nA;vcpu;2022-01-01;2022-01-02;1\n")
USED_PARQUET = Path(_HELD.name, "used.parquet")
pd.read_csv(USED, sep=";").to_parquet(USED_PARQUET)
BOOKS = _file(
    "books.se",
    "#FLAGGA 0\n#PROGRAM x 1\n#FORMAT PC8\n#GEN 20221231\n#SIETYP 4\n#FNAMN x\n"
    "#DIM 6 Projekt\n#OBJEKT 6 A A\n#KONTO 3010 Income\n#PBUDGET 0 202212 3010 {6 A} -5\n"
    "#VER A 1 20221201\n"
    "{\n#TRANS 3010 {6 A} -5\n#TRANS 1910 {} 5\n}\n",
)
VOUCHERS = cs.read_sie(BOOKS)
SAVED = {
    name: Path(_HELD.name, f"{name}.json")
    for name in (
        *("fees", "rebilled", "matched", "settled", "report"),
        *("ranking", "yearly", "mixed", "lines", "taxed", "tasks", "periods", "months", "forecast"),
        "criteria",
    )
}
RECORDS = (
    *(FEES, REBILLED, MATCHED, SETTLED, REPORT, RANKING, YEARLY, MIXED, LINES, TAXED),
    *(TASKS, PERIODS, MONTHS, FORECAST, JUDGED),
)
for name, record in zip(SAVED, RECORDS, strict=True):
    record.save(SAVED[name])
AGREED = Path(_HELD.name, "board.toml")
BOARD.save(AGREED)
NEW = Path(_HELD.name, "new.json")
TABLE = Path(_HELD.name, "new.csv")
BOOK = Path(_HELD.name, "new.xlsx")

PAGE = Path(_HELD.name, "page.html")
SIE = Path(_HELD.name, "fees.si")
CUSTOMERS = cs.Customers(numbers={"A": 1})
SAVED_CUSTOMERS = Path(_HELD.name, "customers.toml")
CUSTOMERS.save(SAVED_CUSTOMERS)
CUSTOMER_TABLE = _file("customers.csv", "member;number;alias\nA;1;a\n")
ACCOUNTS = cs.Accounts(receivable=1510, pools={"p": 3010}, vat=2611)
LETTERS = cs.fee_letters(FEES, contact="x")

COSTS = [{"resource": "x", "amount": "10.00"}]
USERS = [{"resource": "x", "team": name, "weight": 1} for name in ("A", "B")]
SPLIT = {"on": "resource", "amount": "amount", "weight": "weight", "unit": "0.01"}
RULES = {"unmatched": "keep", "unused": "ignore", "zeros": "even", "method": "webster"}
BILL = [
    {
        "ResourceId": "x",
        "BilledCost": "1.2E-05",
        "BillingCurrency": "SEK",
        "Tags": None,
        "BillingPeriodStart": "2022-01-01T00:00:00Z",
        "BillingPeriodEnd": "2022-02-01T00:00:00Z",
    }
]
SHARED = [{"ResourceId": "x", "AllocatedResourceId": "A", "UsageQuantity": 1}]
STORED = Path(_HELD.name, "costs.parquet")
pd.DataFrame(COSTS).to_parquet(STORED)


class Fresh:
    """A path that leads to another new folder each time."""

    names = count()

    def __fspath__(self):
        return str(Path(_HELD.name, f"split {next(self.names)}"))


# fmt: off
# The same callable may come twice, with arguments that go together.
CALLS = [
    (cs.apportion, {
        "total": 10, "weights": [1, 2], "unit": 1, "method": "webster", "ties": "listed",
    }),
    (cs.apportion_array, {
        "totals": [1], "weights": [1, 2], "method": "webster", "zeros": "even", "fast": True,
    }),
    (cs.apportion_groups, {
        "totals": [1], "groups": [0, 0], "weights": [1, 2], "method": "webster", "zeros": "even",
        "fast": True,
    }),
    (cs.apportion_table, {
        "quotas": [[1, 2]], "unit": 1, "rows": None, "columns": None, "member": None,
    }),
    (cs.instalments, {
        "fees": {"A": 10}, "periods": 2, "unit": 1, "weights": None, "member": None,
    }),
    (cs.allocate, {
        "total": 10, "model": cs.Flat(), "members": MEMBERS, "unit": 1, "method": "webster",
        "ties": "listed", "rounding": None, "round_total": "up",
        "round_each": "fee", "pool": "p", "currency": "SEK",
        "period": "2022", "member": None,
    }),
    (cs.allocate, {
        "total": None, "model": cs.Tariff(base="1.5"), "members": MEMBERS, "rounding": "up",
        "round_each": "line",
    }),
    (cs.Member, {
        "name": "A", "population": 1, "drivers": {}, "series": {}, "joined": None, "left": None,
        "memberships": None,
    }),
    (cs.Member, {"name": "A", "memberships": [("2022-01-01", "2022-03-31")]}),
    (cs.Pool, {
        "name": "p", "total": 5, "unit": 1, "model": cs.Flat(), "members": ["A"], "exempt": [],
        "billed_by": "host", "method": "webster", "ties": "listed", "rounding": None,
        "round_total": "up", "round_each": "fee", "versions": [], "label": "P",
        "receives": False,
    }),
    (cs.Version, {"since": "2022-01-01", "total": 1, "model": cs.Flat(), "unit": 1}),
    (cs.Agreement, {
        "name": "board", "period": "2022", "currency": "SEK", "host": None,
        "members": BOARD.members, "pools": BOARD.pools, "reference_dates": {},
        "driver_labels": {"population": "people"}, "support": None, "order": [],
    }),
    (cs.Agreement, {"name": "board", "period": "2022", "members": MEMBERS, "pools": BOARD.pools}),
    (BOARD.to_text, {"lang": "sv"}),
    (cs.Agreement.load, {"path": AGREED}),
    (BOARD.save, {"path": NEW}),
    (BOARD.replace, {"name": "x", "period": "2022", "members": BOARD.members}),
    (BOARD.facts, {"pool": POOL}),
    (POOL.in_period, {"period": YEAR}),
    (BOARD.members[0].takes_part_in, {"period": YEAR}),
    (BOARD.members[0].proration_in, {"period": YEAR}),
    (BOARD.members[0].membership_in, {"period": YEAR}),
    (BOARD.members[0].until, {"last": "2022-09-30"}),
    (cs.ReferenceDate, {
        "years_before": 1, "day": "12-31", "series": None, "average_of": 2, "every": "month",
    }),
    (cs.ReferenceDate(years_before=1, day="12-31").date_for, {"period": YEAR}),
    (cs.ReferenceDate(years_before=1, day="12-31").dates_for, {"period": YEAR}),
    (cs.Flat, {}),
    (cs.Fixed, {"amounts": {"A": 1}, "lines": {"x": {"A": 1}}}),
    (cs.PerCapita, {"driver": "population"}),
    (cs.Proportional, {"driver": "population"}),
    (cs.Mixed, {"flat_share": "0.4", "flat_amount": None, "driver": "population"}),
    (cs.Tariff, {"base": 1, "rates": {"population": 1}}),
    (cs.Tiered, {"driver": "population", "tiers": [{"price": 5}]}),
    (cs.Tier, {"up_to": 5, "price": 1, "fee": 1}),
    (cs.Capacity, {
        "prices": {"x": 1}, "provided": {"x": 1}, "idle": "host", "host": "A", "bands": None,
    }),
    (cs.Price, {
        "price": 1, "tiers": None, "mode": None, "free": 0, "committed": None, "overage": None,
        "minimum": None, "package": 2,
    }),
    (cs.Band, {"name": "x", "months": "jan", "weekdays": "mon-fri", "hours": "06:00-22:00"}),
    (cs.Bands, {"bands": [{"name": "x"}], "timezone": "UTC", "holidays": ["2022-01-01"]}),
    (BANDS.at, {"moment": "2022-01-01T07:00"}),
    (BANDS.resources, {"resource": "energy"}),
    (cs.Blend, {"parts": [("0.4", cs.Flat()), ("0.6", cs.PerCapita())]}),
    (cs.Bounded, {
        "model": cs.Flat(), "minimum": 1, "maximum": {"A": 5}, "minimum_share": "0.1",
        "maximum_share": {"A": 1}, "minimum_per": None, "maximum_per": {"population": 5},
        "fixed_amount": None, "fixed_share": {"B": "1%"}, "except_for": ["A"],
        "groups": None, "prorated": True, "on": "quota",
    }),
    (cs.Damped, {
        "model": cs.Flat(), "previous": {"A": 1}, "max_increase": "5%", "max_decrease": None,
    }),
    (cs.Discounted, {
        "model": cs.Flat(), "driver": "population", "nothing_below": 5, "discounts": {10: "5%"},
        "mode": "volume", "member_discounts": {"A": "5%"}, "taken_over_by": ["B"], "groups": None,
    }),
    (cs.Indexed, {
        "model": cs.Tariff(base=1), "index": {"2022-01-01": 1}, "base": "2022-01-01",
        "years_before": 1, "day": "10-31",
    }),
    (cs.Phased, {
        "before": cs.Flat(), "after": cs.PerCapita(), "start": 2023, "years": 2, "steps": None,
    }),
    (cs.RoundedShares, {
        "model": cs.Flat(), "places": 3, "method": "each", "ties": None, "rounding": "half_up",
    }),
    (cs.Phased(before=cs.Flat(), after=cs.PerCapita(), start=2023, years=2).part_in, {
        "period": "2022",
    }),
    (cs.Flat().quotas, {"members": MEMBERS, "total": 5, "member": None}),
    (cs.Mixed(flat_share="0.4").quotas, {"members": MEMBERS, "total": 5}),
    (cs.Fixed(amounts={"A": 1, "B": 4}).quotas, {"members": MEMBERS, "total": 5}),
    (cs.Tariff(base=1).quotas, {"members": MEMBERS, "total": None}),
    (cs.Allocation.from_dict, {"data": FEES.to_dict()}),
    (cs.Allocation.load, {"path": SAVED["fees"]}),
    (FEES.save, {"path": NEW}),
    (FEES.to_excel, {"path": BOOK, "lang": "en"}),
    (FEES.pool, {"name": "p"}),
    (FEES.label_of, {"driver": "population"}),
    (FEES.to_text, {"lang": "en", "width": 80}),
    (TASKS.task(1).finding.to_text, {"lang": "sv"}),
    (FEES.to_html, {"lang": "en"}),
    (FEES.fee, {"member": "A", "pool": "p"}),
    (FEES.explain, {"member": "A", "pool": "p"}),
    (FEES.invoice_lines, {
        "per": "member", "number": "{n}", "first": 1, "date": None, "instalments": 1, "unit": None,
        "billed_by": "host",
    }),
    (cs.InvoiceLines, {"lines": LINES, "others": {}}),
    (cs.InvoiceLines.from_dict, {"data": LINES.to_dict()}),
    (cs.InvoiceLines.load, {"path": SAVED["lines"]}),
    (LINES.save, {"path": NEW}),
    (LINES.to_frame, {"tidy": True}),
    (LINES.to_csv, {
        "path": TABLE, "preset": "plain", "delimiter": ";", "decimal": ",",
        "encoding": "utf-8-sig", "customers": CUSTOMERS,
    }),
    (cs.Customers, {"numbers": {"A": 1}, "aliases": {"a": "A"}}),
    (cs.Customers.load, {"path": SAVED_CUSTOMERS}),
    (CUSTOMERS.save, {"path": NEW}),
    (CUSTOMERS.to_csv, {"path": TABLE, "preset": "plain"}),
    (CUSTOMERS.member, {"text": "A"}),
    (CUSTOMERS.members, {"texts": ["A"]}),
    (CUSTOMERS.number, {"member": "A"}),
    (cs.read_customers, {
        "path": CUSTOMER_TABLE, "columns": None, "encoding": None, "delimiter": None,
        "sheet": None,
    }),
    (cs.Posting, {"account": 3010, "cost_centre": 1, "project": "x", "objects": {}}),
    (cs.Accounts, {
        "receivable": 1510, "pools": {"p": 3010}, "vat": {"25%": 2611}, "counterparty": 8,
        "rounding": 3740, "names": {"3010": "x"},
    }),
    (ACCOUNTS.posting, {"pool": "p"}),
    (ACCOUNTS.vat_account, {"rate": Decimal("0.25")}),
    (cs.write_sie, {
        "lines": LINES, "path": SIE, "accounts": ACCOUNTS, "company": "x", "series": "A",
        "date": "2022-01-01", "customers": None, "replace": {"–": "-"},
    }),
    (cs.fee_letters, {
        "allocation": FEES, "contact": "x", "sender": "x", "date": None, "note": "x",
        "before": None, "invoices": [], "due": None, "report": None, "customers": None,
        "lang": "en",
    }),
    (LETTERS.to_folder, {"folder": Fresh()}),
    (LETTERS.to_file, {"path": PAGE}),
    (cs.TaxedLines.from_dict, {"data": TAXED.to_dict()}),
    (cs.TaxedLines.load, {"path": SAVED["taxed"]}),
    (TAXED.save, {"path": NEW}),
    (TAXED.to_frame, {"tidy": True}),
    (TAXED.invoice_lines, {"number": "{n}", "first": 1, "billed_by": "host"}),
    (FEES.instalments, {"periods": 4, "unit": 1}),
    (cs.add_periods, {"allocations": [FEES], "name": "board"}),
    (cs.Periods.from_dict, {"data": PERIODS.to_dict()}),
    (cs.Periods.load, {"path": SAVED["periods"]}),
    (PERIODS.save, {"path": NEW}),
    (PERIODS.fee, {"member": "A", "period": "2022", "pool": "p"}),
    (PERIODS.to_frame, {"pool": "p", "tidy": True}),
    (FEES.pool("p").fee, {"member": "A"}),
    (FEES.pool("p").line, {"member": "A"}),
    (cs.Period.read, {"value": "2022"}),
    (cs.Period.until, {"first": "2022-01-01", "end": "2023-01-01"}),
    (cs.Period, {"first": YEAR.first, "last": YEAR.last}),
    (YEAR.parts, {"count": 4}),
    (YEAR.overlaps, {"other": YEAR}),
    (YEAR.common, {"other": YEAR}),
    (cs.InvoiceLine, {
        "member": "A", "pool": "p", "amount": 5, "invoice": "1", "date": None, "billed_by": "host",
        "vat_rate": "0.25", "net": 4, "currency": "SEK", "corrects": None, "problems": (),
    }),
    (cs.credit_note, {
        "lines": LINES, "amount": 1, "credited": [], "unit": 1, "invoice": None,
        "date": "2022-01-01",
    }),
    (cs.add_tax, {
        "lines": LINES, "rate": "0.25", "stated": None, "unit": 1, "per": "invoice",
        "rounding": "half_up",
    }),
    (cs.round_invoices, {"lines": LINES, "to": 1, "pool": "rounding"}),
    (cs.reconcile, {
        "allocation": FEES, "invoices": LINES, "budget": None, "tolerance": 0, "last_year": None,
        "period": None, "columns": None, "rounding": None, "types": {},
    }),
    (cs.reconcile, {
        "allocation": FEES, "invoices": FRAME, "member": "member", "pool": "pool",
        "amount": "amount", "invoice": "invoice", "date": "date", "billed_by": "billed_by",
        "vat_rate": "vat_rate", "net": "net", "currency": "currency", "corrects": "corrects",
        "decimal": None, "day_first": None,
    }),
    (cs.Reconciliation.from_dict, {"data": MATCHED.to_dict()}),
    (cs.Reconciliation.load, {"path": SAVED["matched"]}),
    (MATCHED.save, {"path": NEW}),
    (MATCHED.worklist, {"before": TASKS}),
    (cs.Worklist.from_dict, {"data": TASKS.to_dict()}),
    (cs.Worklist.load, {"path": SAVED["tasks"]}),
    (TASKS.save, {"path": NEW}),
    (TASKS.task, {"number": 1}),
    (TASKS.note, {"number": 1, "status": "done", "owner": "Anna", "comment": "x"}),
    (TASKS.with_notes, {"given": [{"number": 1, "owner": "Anna"}]}),
    (TASKS.to_frame, {"tidy": True}),
    (MATCHED.cell, {"member": "A", "pool": "p"}),
    (MATCHED.status, {"member": "A", "pool": "p"}),
    (MATCHED.to_frame, {"by": "cell", "tidy": True}),
    (MATCHED.raise_for_findings, {"kinds": None}),
    (cs.correct, {"billed": FEES, "restated": FEES, "earlier": []}),
    (cs.Correction.from_dict, {"data": REBILLED.to_dict()}),
    (cs.Correction.load, {"path": SAVED["rebilled"]}),
    (REBILLED.save, {"path": NEW}),
    (REBILLED.to_frame, {"tidy": True}),
    (REBILLED.amount, {"member": "A", "pool": "p"}),
    (REBILLED.explain, {"member": "A", "pool": "p"}),
    (REBILLED.applied_to, {"allocation": FEES}),
    (REBILLED.invoice_lines, {
        "per": "member", "number": "{n}", "first": 1, "date": "2022-12-31", "billed_by": None,
    }),
    (cs.BudgetItem, {
        "name": "p", "income": 5, "cost": 4, "budget": None, "forecast": None, "year_budget": None,
        "sources": {}, "pools": None, "comment": "", "stated_variance": None,
    }),
    (cs.BudgetReport, {
        "items": REPORT.items, "name": "x", "period": None, "currency": None,
        "stated_income": None, "stated_cost": None, "stated_variance": None,
    }),
    (cs.BudgetReport.from_dict, {"data": REPORT.to_dict()}),
    (cs.BudgetReport.load, {"path": SAVED["report"]}),
    (REPORT.save, {"path": NEW}),
    (REPORT.to_frame, {"tidy": True}),
    (REPORT.findings_against, {"allocation": FEES}),
    (REPORT.item, {"name": "p"}),
    (REPORT.year_plan, {"item": REPORT.items[0]}),
    (cs.BudgetMonths, {"reports": MONTHS.reports, "name": "x", "year_budget": {"p": 5}}),
    (cs.BudgetMonths.from_dict, {"data": MONTHS.to_dict()}),
    (cs.BudgetMonths.load, {"path": SAVED["months"]}),
    (MONTHS.save, {"path": NEW}),
    (MONTHS.to_frame, {"tidy": True}),
    (cs.BudgetForecast, {"months": MONTHS, "by": "pace"}),
    (cs.BudgetForecast.from_dict, {"data": FORECAST.to_dict()}),
    (cs.BudgetForecast.load, {"path": SAVED["forecast"]}),
    (FORECAST.save, {"path": NEW}),
    (FORECAST.to_frame, {"tidy": True}),
    (FORECAST.item, {"name": "p"}),
    (cs.settle, {
        "allocation": FEES, "costs": {"p": 4}, "policy": cs.CarryForward(), "policies": {},
        "opening": {}, "paid": LINES, "final": None, "members": None, "leaving": (),
        "leave_out": (), "unit": 1, "member": None,
    }),
    (cs.CarryForward, {"by": "shares", "leavers": "take"}),
    (cs.TrueUp, {"by": "shares", "leavers": "take"}),
    (cs.Return, {"by": "shares", "keep": 0, "only": None, "leavers": "take"}),
    (cs.CoverFrom, {"pools": ["p"], "limit": 5, "limits": {}, "then": cs.CarryForward()}),
    (cs.Settlement.from_dict, {"data": SETTLED.to_dict()}),
    (cs.Settlement.load, {"path": SAVED["settled"]}),
    (SETTLED.save, {"path": NEW}),
    (SETTLED.pool, {"name": "p"}),
    (SETTLED.applied_to, {"allocation": FEES}),
    (SETTLED.balance, {"pool": "p", "member": "A"}),
    (SETTLED.invoice_lines, {
        "per": "member", "number": "{n}", "first": 1, "date": "2022-12-31", "billed_by": None,
    }),
    (SETTLED.to_frame, {"by": "member", "tidy": False}),
    (cs.UsageLog, {
        "levels": [("A", "vcpu", "2022-01-01", 1)], "readings": None, "timezone": None,
        "measure": "level", "gaps": None, "outside": "clip", "units": None,
    }),
    (cs.UsageLog.from_csv, {
        "path": USED, "columns": None, "decimal": None, "day_first": None, "encoding": "utf-8",
        "delimiter": None, "timezone": None, "measure": "level", "gaps": "zero", "outside": "clip",
        "units": None,
    }),
    (cs.UsageLog.from_parquet, {
        "path": USED_PARQUET, "columns": None, "decimal": None, "day_first": None,
        "timezone": None, "measure": "level", "gaps": "zero", "outside": "clip", "units": None,
    }),
    (LOG.average, {**MEASURED}),
    (LOG.average, {"period": "2022", "bands": BANDS}),
    (LOG.quantity, {**MEASURED, "bands": BANDS}),
    (LOG.peak, {**MEASURED, "bands": BANDS}),
    (LOG.percentile, {"percent": 95, "every": timedelta(minutes=5), **MEASURED}),
    (LOG.convert, {"units": {}}),
    (cs.infer_mixed, {
        "fees": {"A": 3, "B": 6}, "driver": {"A": 1, "B": 2}, "unit": 1, "rounding": "nearest",
        "method": "largest_remainder", "ties": "listed", "total": None,
        "driver_name": "population",
    }),
    (cs.infer_blend, {
        "fees": {"A": 3, "B": 6}, "drivers": {"x": {"A": 1, "B": 2}, "y": {"A": 1, "B": 1}},
        "unit": 1, "method": "largest_remainder", "ties": "listed", "member": None,
    }),
    (cs.infer, {
        "fees": {"A": 3, "B": 6}, "drivers": {"x": {"A": 1, "B": 2}}, "models": ["mixed"],
        "unit": None, "method": "webster", "rounding": "half_even", "ties": "listed",
        "total": None, "member": None,
    }),
    (MIXED.reproduces, {"parameters": "0.5"}),
    (RANKING.best.reproduces, {"parameters": "0.5"}),
    (MIXED.model, {"parameters": "0"}),
    (MIXED.allocate, {"parameters": "0"}),
    (MIXED.to_frame, {"tidy": True}),
    (cs.Inference.from_dict, {"data": MIXED.to_dict()}),
    (cs.Inference.load, {"path": SAVED["mixed"]}),
    (MIXED.save, {"path": NEW}),
    (cs.Ranking.from_dict, {"data": RANKING.to_dict()}),
    (cs.Ranking.load, {"path": SAVED["ranking"]}),
    (RANKING.save, {"path": NEW}),
    (RANKING.to_frame, {"tidy": True}),
    (RANKING.of, {"kind": "mixed", "driver": "x"}),
    (RANKING.plot, {"ax": None, "lang": "en"}),
    (cs.infer, {
        "fees": {2021: {"A": 3, "B": 6}, 2022: {"A": 4, "B": 8}},
        "drivers": {"x": {2021: {"A": 1, "B": 2}}}, "models": ["rate"], "unit": 1,
        "method": None, "rounding": "half_even", "ties": "listed",
        "total": {2021: 9}, "member": None,
    }),
    (cs.YearlyRanking.from_dict, {"data": YEARLY.to_dict()}),
    (cs.YearlyRanking.load, {"path": SAVED["yearly"]}),
    (YEARLY.save, {"path": NEW}),
    (YEARLY.to_frame, {"tidy": True}),
    (YEARLY.of, {"kind": "rate", "driver": "x"}),
    (cs.compare, {
        "scenarios": {"x": cs.Flat()}, "baseline": "x", "total": 9, "members": MEMBERS,
        "member": None, "unit": 1, "method": "webster", "ties": "listed", "currency": "SEK",
        "driver": "population", "drivers": None, "period": "2022",
        "game": cs.fairness.airport({"A": 3, "B": 9}),
    }),
    (COMPARED.fees, {"pool": "p"}),
    (COMPARED.changes, {"pool": "p", "scenario": "same"}),
    (COMPARED.to_frame, {"by": "member", "pool": "p", "tidy": True}),
    (COMPARED.plot, {"scenario": "same", "pool": "p", "ax": None, "lang": "en"}),
    (COMPARED.rebased, {"baseline": "same"}),
    (COMPARED.break_even, {"pool": "p"}),
    (COMPARED.differences, {"scenario": "same"}),
    (COMPARED.explain, {"member": "A", "pool": "p", "scenario": "same"}),
    (cs.explain_change, {
        "before": BOARD, "after": FEES, "member": "A", "pool": "p", "names": ["x", "y"],
    }),
    (CHANGED.fees, {"member": "A", "pool": "p"}),
    (CHANGED.effects, {"member": "A"}),
    (CHANGED.change_in_words, {"member": "A", "pool": "p"}),
    (CHANGED.plot, {"ax": None, "member": "A", "lang": "en"}),
    (cs.plotting.fee_change, {"change": CHANGED, "ax": None, "member": "A", "lang": "en"}),
    (COMPARED.total, {"scenario": "same", "pool": "p"}),
    (COMPARED.changes_in, {"pool": "p"}),
    (COMPARED.summaries, {"pool": "p"}),
    (COMPARED.criteria, {
        "driver": "population", "use": {"A": 1, "B": 2}, "stand_alone": {("A", "B"): 4},
        "pool": "p",
    }),
    (JUDGED.score, {"scenario": "same", "criterion": "pay_more"}),
    (JUDGED.best, {"criterion": "gini_of_rates"}),
    (JUDGED.to_frame, {"by": "member", "tidy": True}),
    (JUDGED.save, {"path": NEW}),
    (cs.Criteria.from_dict, {"data": JUDGED.to_dict()}),
    (cs.Criteria.load, {"path": SAVED["criteria"]}),
    (cs.sweep, {
        "total": 9, "members": MEMBERS, "member": None, "driver": "population", "unit": 1,
        "ties": "listed", "method": "largest_remainder", "lowest": 0, "highest": 1,
        "currency": "SEK",
    }),
    (cs.sweep, {
        "total": BOARD, "pool": "p", "between": (cs.Flat(), cs.PerCapita()), "ties": "largest",
    }),
    (cs.sweep, {"total": 9, "members": MEMBERS, "driver": ["population", "population"]}),
    (SWEEP.at, {"share": "0.5"}),
    (SWEEP.steps, {"member": "A"}),
    (SWEEP.jumps, {"member": "A"}),
    (SWEEP.to_frame, {"points": 3, "tidy": True}),
    (SWEEP.break_even, {"fees": {"A": 4}}),
    (SWEEP.plot, {"members": ["A"], "ax": None, "lang": "en"}),
    (cs.what_if, {
        "agreement": BOARD, "population": {"A": 5}, "drivers": None, "leaving": ["B"],
        "joining": [], "total": {"p": 6}, "total_change": None, "name": "x",
    }),
    (cs.what_if, {"agreement": BOARD, "total_change": "5%", "models": {"p": cs.Flat()}}),
    (cs.what_if, {"agreement": BOARD, "leaving": {"A": "2022-05-01"}}),
    (cs.project, {
        "agreement": BOARD, "years": [2022, 2023], "drivers": {2023: {"population": {"A": 5}}},
        "totals": {2023: {"p": 6}}, "total_change": "5%", "index": None, "baseline": BOARD,
    }),
    (cs.project, {"agreement": BOARD, "years": [2023], "index": {2022: 1, 2023: 2}}),
    (PROJECTED.fees, {"pool": "p"}),
    (PROJECTED.changes, {"pool": "p"}),
    (PROJECTED.effects, {"pool": "p"}),
    (PROJECTED.cumulated, {"pool": "p"}),
    (PROJECTED.fees_in, {"pool": "p"}),
    (PROJECTED.to_frame, {"by": "year", "pool": "p", "tidy": True}),
    (PROJECTED.plot, {"ax": None, "show": "fees", "pool": "p", "members": ["A"], "lang": "en"}),
    (cs.simulate, {
        "agreement": BOARD, "driver": "population", "spread": "5%", "seed": 1, "runs": 2,
    }),
    (cs.simulate, {
        "agreement": BOARD, "spread": {"population": "5%"}, "seed": 1, "runs": 2, "pool": "p",
    }),
    (SIMULATED.fees, {"member": "A", "pool": "p"}),
    (SIMULATED.ranges, {"pool": "p", "quantiles": ["5%"]}),
    (SIMULATED.to_frame, {"pool": "p", "quantiles": ["5%"], "tidy": True}),
    (cs.paradoxes, {
        "total": 3, "weights": {"A": 2, "B": 3}, "unit": 1, "method": "webster", "ties": "listed",
        "highest": 5, "later": {"A": 3, "B": 4}, "steps": 2, "joining": {"C": 1},
    }),
    *((call, {
        "costs": {"IT": 9}, "services": HOURS, "fixed": {"IT": 1}, "capacity": HOURS,
        "giver": None, "receiver": None, "quantity": None, "period": "2022", "currency": "SEK",
        **more,
    }) for call, more in (
        (cs.overhead.direct, {}), (cs.overhead.step_down, {"order": ["IT"]}),
        (cs.overhead.reciprocal, {}), (cs.overhead.repeated, {"rounds": 5, "until": None}),
    )),
    (cs.overhead.direct, {
        "services": [{"of": "IT", "to": "Care", "hours": 5}], "giver": "of", "receiver": "to",
        "quantity": "hours", "costs": {"IT": 100},
    }),
    (cs.overhead.repeated, {"costs": {"IT": 100}, "services": HOURS, "until": "0.5"}),
    (PASSED_ON.rounded, {"unit": 1}),
    (PASSED_ON.rounded_matrix, {"unit": 1}),
    (PASSED_ON.explain, {"department": "IT"}),
    *((rule, CLAIMS) for rule in cs.fairness.claims.RULES.values()),
    (cs.fairness.claims.compare, {**CLAIMS, "rules": ["cea"], "currency": "SEK"}),
    (CLAIMED.losses, {"rule": "cea"}),
    (CLAIMED.to_frame, {"tidy": True}),
    (cs.fairness.Game, {"players": ["A"], "cost": {"A": 3}}),
    (GAME.cost, {"coalition": ["A"]}),
    (GAME.saving, {"coalition": ["A"]}),
    (cs.fairness.airport, {"costs": {"A": 3}}),
    (cs.fairness.tree, {"links": {"A": (None, 3)}, "players": ["A"]}),
    (cs.fairness.joint_procurement, {"fixed": 3, "variable": {"A": 3}}),
    (cs.fairness.spanning_tree, {"costs": {("source", "A"): 3}, "source": "source"}),
    (cs.fairness.stand_alone, {
        "costs": {"A": 3, "B": 4, "C": 5}, "together": 5, "groups": {("A", "B"): 4},
    }),
    *((each, {"game": GAME}) for each in (
        cs.fairness.shapley, cs.fairness.nucleolus, cs.fairness.per_capita_nucleolus,
        cs.fairness.prenucleolus, cs.fairness.least_core, cs.fairness.alternative_cost_avoided,
        cs.fairness.equal_gains, cs.fairness.proportional_gains, cs.fairness.tau_value,
        cs.fairness.dutta_ray,
    )),
    (cs.fairness.scrb, {"game": GAME, "benefits": {"A": 3, "B": 4}}),
    (cs.fairness.excess_levels, {"game": GAME, "rule": "nucleolus"}),
    (cs.fairness.excess_levels(GAME).holds_for, {"game": GAME}),
    (cs.fairness.estimate_shapley, {
        "game": GAME, "seed": 1, "pairs": 30, "confidence": "95%",
        "bounds": {"A": (0, 5), "B": (0, 5)},
    }),
    *((each, {"game": GAME, "amounts": {"A": 2, "B": 3}}) for each in (
        cs.fairness.in_core, cs.fairness.blocking,
    )),
    (cs.fairness.solve, {"game": GAME, "rule": "shapley"}),
    (cs.fairness.fees, {"game": GAME, "amounts": {"A": 2, "B": 3}, "unit": 1}),
    (cs.fairness.compare_solutions, {
        "game": GAME, "rules": ["shapley"], "unit": 1, "currency": "SEK", "name": "x",
    }),
    (COMPARED_SOLUTIONS.in_core, {"rule": "shapley"}),
    (COMPARED_SOLUTIONS.savings, {"rule": "shapley"}),
    (COMPARED_SOLUTIONS.verdict, {"rule": "shapley"}),
    (COMPARED_SOLUTIONS.fees_in_core, {"rule": "shapley"}),
    (COMPARED_SOLUTIONS.subsidised, {"rule": "shapley"}),
    (COMPARED_SOLUTIONS.holds_for, {"game": GAME}),
    (COMPARED_SOLUTIONS.to_frame, {"tidy": True}),
    (cs.plotting.fees, {"allocation": FEES, "ax": None, "members": ["A"], "lang": "en"}),
    (cs.plotting.changes, {
        "comparison": COMPARED, "scenario": "same", "pool": "p", "ax": None, "lang": "en",
    }),
    (cs.plotting.projection, {
        "projection": PROJECTED, "ax": None, "show": "fees", "pool": "p", "members": ["A"],
        "lang": "en",
    }),
    (cs.plotting.per_driver, {
        "fees": FEES, "drivers": MEMBERS, "driver": "population", "ax": None, "member": None,
        "lang": "en",
    }),
    (cs.plotting.sweep, {"sweep": SWEEP, "members": ["A"], "ax": None, "lang": "en"}),
    (cs.plotting.waterfall, {
        "allocation": FEES, "member": "A", "pool": "p", "ax": None, "lang": "en",
    }),
    (cs.plotting.flows, {"allocation": FEES, "ax": None, "lang": "en"}),
    (cs.plotting.solutions, {"solutions": COMPARED_SOLUTIONS, "ax": None, "lang": "en"}),
    (cs.plotting.budget, {"report": REPORT, "ax": None, "lang": "en"}),
    (cs.plotting.flat_shares, {"ranking": RANKING, "ax": None, "lang": "en"}),
    (cs.read_invoices, {
        "path": INVOICES, "columns": None, "pool": None, "decimal": None, "day_first": None,
        "totals": (), "on_error": "raise", "encoding": None, "delimiter": None, "sheet": None,
        "customers": None, "types": {},
    }),
    (cs.read_budget, {
        "path": BUDGET, "period": None, "currency": None, "columns": None, "decimal": None,
        "totals": (), "encoding": None, "delimiter": None, "sheet": None,
    }),
    (cs.read_drivers, {
        "path": PEOPLE, "columns": None, "decimal": None, "totals": (), "encoding": None,
        "delimiter": None, "sheet": None,
    }),
    (cs.read_sie, {"path": BOOKS, "encoding": None, "checksum": True}),
    (VOUCHERS.amounts, {
        "of": "budget", "pools": {"3010": "p"}, "dimension": 6, "members": {"A": "A"}, "year": 0,
        "period": "2022", "kind": "income", "missing": "keep",
    }),
    (VOUCHERS.balance_frame, {}),
    (VOUCHERS.invoice_lines, {
        "pools": {"3010": "p"}, "dimension": "6", "members": None, "kind": "income",
        "missing": "keep",
    }),
    (cs.read_number, {"text": "5", "name": "number", "decimal": None}),
    (testing.assert_sums_exactly, {"parts": [1, 2], "total": 3}),
    (testing.assert_nothing_for_nothing, {"parts": [1, 0], "weights": [1, 0]}),
    (testing.assert_within_quota, {"parts": [1, 2], "total": 3, "weights": [1, 2], "unit": 1}),
    (testing.assert_nothing_for_nothing, {"parts": cs.apportion, "total": 3, "weights": [1, 2]}),
    *((law, {"function": cs.apportion, "total": 3, "weights": [1, 2]}) for law in (
        testing.assert_credit_mirrors_charge, testing.assert_scale_free, testing.assert_monotone,
        testing.assert_repeatable,
    )),
    *((law, {"function": cs.apportion, "total": 3, "weights": [1, 2], "unit": 1}) for law in (
        testing.assert_sums, testing.assert_order_free,
    )),
    (testing.assert_same_as, {
        "function": cs.apportion, "reference": cs.apportion, "total": 3, "weights": [1, 2],
    }),
    (testing.check_allocator, {
        "function": cs.apportion, "laws": ["sums"], "reference": cs.apportion, "unit": 1,
        "kinds": ["int"], "min_units": 0, "max_units": 9, "max_size": 2, "max_weight": 9,
        "max_examples": 5, "seed": 1,
    }),
    (testing.assert_allocation_sums, {"allocation": FEES}),
    (testing.assert_table_sums, {
        "table": [[1, 2]], "rows": [3], "columns": [1, 2], "total": 3, "member": None,
    }),
    (testing.assert_instalments_sum, {
        "parts": [[1, 2]], "fees": [3], "instalments": None, "weights": [1, 1], "unit": 1,
        "member": None,
    }),
    (testing.assert_reconciles, {"fees": FEES, "lines": LINES}),
    (testing.assert_finds_changed_lines, {
        "function": cs.reconcile, "fees": FEES, "lines": LINES, "least": 1,
    }),
    (testing.assert_credit_notes_undo, {"lines": LINES, "notes": cs.credit_note(LINES)}),
    (testing.assert_corrections_restate, {
        "billed": FEES, "corrections": REBILLED, "restated": REBILLED.restated,
    }),
    (testing.assert_settlement_closes, {
        "settlement": SETTLED, "totals": {"income": 5}, "member": None,
    }),
    (A_YEAR.agreement, {
        "members": BOARD.members, "totals": {"office": 1, "portal": 2}, "period": "2022",
    }),
    (A_YEAR.allocate, {"agreement": BOARD}),
    (A_YEAR.invoice, {"fees": FEES, "instalments": 1}),
    (A_YEAR.credit, {"lines": LINES}),
    (A_YEAR.correct, {"billed": FEES, "restated": REBILLED.restated, "earlier": ()}),
    (A_YEAR.reconcile, {"fees": FEES, "lines": LINES}),
    (A_YEAR.settle, {"fees": FEES, "costs": {"p": 4}, "paid": LINES}),
    (testing.agreements, {
        "min_members": 1, "max_members": 2, "min_pools": 1, "max_pools": 2, "allow_cascades": True,
    }),
    (testing.members, {"min_size": 1, "max_size": 2, "drivers": ["x"], "max_driver": 5}),
    (testing.pools, {
        "members": BOARD.members, "name": "p", "unit": 1, "methods": ["webster"],
        "ties": ["listed"], "period": YEAR,
    }),
    (testing.allocations, {
        "min_members": 1, "max_members": 2, "min_pools": 1, "max_pools": 2, "allow_cascades": True,
    }),
    (testing.budgets, {"allocation": FEES, "unit": 1, "min_items": 1, "max_items": 2}),
    (testing.cost_lines, {
        "library": "pandas", "on": "o", "amount": "a", "member": "m", "weight": "w", "places": 2,
        "max_lines": 3, "max_drivers": 3,
    }),
    (testing.frames, {
        "columns": {"m": "member"}, "library": "pandas", "min_rows": 1, "max_rows": 2,
        "dtypes": ["int64"], "places": 2, "repeat": False, "index": "range",
    }),
    (testing.invoices, {"allocation": FEES, "kinds": ["over"], "max_errors": 2}),
    (testing.near_ties, {"max_size": 3, "unit": 1, "max_units": 9, "max_weight": 9}),
    (testing.ties, {"max_size": 3, "unit": 1, "max_units": 9, "max_weight": 9}),
    (testing.usage_logs, {
        "members": ["A"], "kind": "levels", "resources": ["x"], "period": "2022", "min_rows": 1,
        "max_rows": 2,
    }),
    (testing.models, {"members": BOARD.members, "total": 5, "unit": 1, "period": YEAR}),
    (testing.totals, {"unit": 1, "min_units": 0, "max_units": 5}),
    (testing.units, {"whole": True}),
    (testing.weights, {
        "min_size": 1, "max_size": 2, "max_weight": 5, "allow_zero": True, "kinds": ["int"],
        "places": 2,
    }),
    (cs.split, {"lines": COSTS, "drivers": USERS, **SPLIT, **RULES}),
    (cs.split_parquet, {
        "source": STORED, "drivers": USERS, "target": Fresh(), **SPLIT, **RULES,
        "rows_per_file": 5, "progress": False,
    }),
    (cs.explain_split, {
        "lines": COSTS, "drivers": USERS, "row": 0, **SPLIT, "member": "team", "zeros": "even",
        "method": "webster",
    }),
    (cs.read_focus, {"source": BILL, "tags": ["team"]}),
    (cs.split_focus, {
        "bill": BILL, "drivers": SHARED, "method_id": "hours", "on": "ResourceId",
        "weight": "UsageQuantity", "usage_unit": "Hours", "unit": "0.000001", **RULES,
    }),
]
# fmt: on
