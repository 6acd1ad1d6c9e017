"""What must not be settled together: another currency, period or allocation."""

from decimal import Decimal

import pytest

import costshare as cs

FEES = cs.allocate(100, cs.Flat(), {"A": {}, "B": {}}, pool="office", currency="SEK")


def test_another_currency_is_refused():
    report = cs.BudgetReport(
        currency="EUR", items=[cs.BudgetItem(name="office", income=100, cost=90)]
    )
    with pytest.raises(cs.CostshareError, match="the budget report is in EUR, the fees are in SEK"):
        cs.settle(FEES, report)
    with pytest.raises(cs.CostshareError, match="the budget report is in EUR, the fees are in SEK"):
        report.findings_against(FEES)
    in_euro = cs.allocate(100, cs.Flat(), {"A": {}, "B": {}}, pool="office", currency="EUR")
    with pytest.raises(cs.CostshareError, match="the opening is in EUR, the fees are in SEK"):
        cs.settle(FEES, {"office": 90}, opening=cs.settle(in_euro, {"office": 90}))
    with pytest.raises(cs.CostshareError, match="final is in EUR, the fees are in SEK"):
        cs.settle(FEES, policy=cs.TrueUp(), final=in_euro)


def fees(period, total=100, **options):
    return cs.allocate(
        total, cs.Flat(), {"A": {}, "B": {}}, pool="office", period=period, **options
    )


ITEM = cs.BudgetItem(name="office", income=60, cost=60)
PART = cs.BudgetReport(period="2025-01/2025-08", items=[ITEM])


@pytest.mark.parametrize(
    ("compare", "message"),
    [
        (PART.findings_against, "the budget report is for 2025-01-01/2025-08-31"),
        (lambda year: cs.settle(year, PART), "the budget report is for 2025-01-01/2025-08-31"),
        (
            lambda year: cs.settle(year, policy=cs.TrueUp(), final=fees("2024")),
            "final is for 2024",
        ),
        (lambda year: cs.settle(year, {"office": 90}, paid=fees("2025-01")), "paid is for 2025-01"),
        (lambda year: cs.reconcile(year, [], budget=fees("2024")), "budget is for 2024"),
    ],
)
def test_amounts_of_another_period_are_refused(compare, message):
    with pytest.raises(cs.CostshareError) as error:
        compare(fees("2025"))
    assert str(error.value) == (
        f"{message}, the fees are for 2025; pass two of the same period: allocate that period, or "
        "split the fees by instalments('month')"
    )


def test_amounts_of_the_same_period_or_of_none_are_compared():
    year = fees("2025", 60)
    for period in ("2025", ("2025-01-01", "2025-12-31"), None):
        assert cs.BudgetReport(period=period, items=[ITEM]).findings_against(year) == ()
    assert PART.findings_against(fees(None, 60)) == ()
    months = year.instalments("month")
    assert (
        cs.BudgetReport(period="2025-01", items=[ITEM.replace(income=5)]).findings_against(
            months[0]
        )
        == ()
    )
    assert cs.reconcile(year, year.invoice_lines(), budget=fees("2025", 60)).findings == ()


@pytest.mark.parametrize("before", ["2025", "2024-Q3", "2023", "2026", "2024-12-01/2025-01-31"])
def test_an_opening_of_another_period_than_the_one_before_is_refused(before):
    opening = cs.settle(fees(before), {"office": 90})
    with pytest.raises(cs.CostshareError) as error:
        cs.settle(fees("2025"), {"office": 90}, opening=opening)
    assert str(error.value) == (
        f"opening is the settlement of {before}, the fees are for 2025; pass the settlement that "
        "ends on the day before 2025-01-01"
    )


@pytest.mark.parametrize("before", ["2024", "2024-Q4", "2024-12", "2024-02-03/2024-12-31", None])
def test_an_opening_of_the_period_before_is_taken(before):
    opening = cs.settle(fees(before), {"office": 90})
    year = cs.settle(fees("2025"), {"office": 90}, opening=opening)
    assert (year.balance().opening, year.balance().closing) == (10, 20)


def test_the_unit_is_that_of_the_fees_or_of_what_is_finer():
    year = cs.settle(fees("2024", "100.01", unit="0.01"), {"office": "99.98"})
    assert year.balance(member="A").closing == Decimal("0.02")
    assert str(year.unit.size) == "1/100"
    later = cs.settle(fees("2025"), {"office": 100}, opening=year, policy=cs.Return())
    assert later.returned == {"A": Decimal("0.02"), "B": Decimal("0.01")}
    final = fees("2025", "99.99", unit="0.01")
    up = cs.settle(fees("2025"), policy=cs.TrueUp(), final=final)
    assert up.returned == {"A": Decimal("0.00"), "B": Decimal("0.01")}
    assert cs.settle(fees("2025", 100, unit=50), {"office": 97}).balance().closing == 3
    assert cs.settle(fees("2025", 100, unit=50), {"office": 0}, unit=50).unit.size == 50
    billed_elsewhere = cs.Agreement(
        name="Board",
        period="2025",
        members=[cs.Member(name="A")],
        pools=[
            cs.Pool(name="office", total=100, model=cs.Flat()),
            cs.Pool(name="dc", total="0.01", unit="0.01", model=cs.Flat(), billed_by="supplier"),
        ],
    ).allocate()
    assert cs.settle(billed_elsewhere, {"office": 90}).unit.is_whole


def test_a_settlement_is_applied_once_and_to_what_was_settled():
    year = cs.settle(fees("2025"), {"office": 90}, policy=cs.Return())
    with pytest.raises(cs.CostshareError) as error:
        year.applied_to(fees("2025", 102))
    assert str(error.value) == (
        "<Allocation office: 2 members, 1 pool, 102> is not what was settled: the fee of A in "
        "pool office was 50, and is 51 here; pass the allocation that settle was given"
    )
    with pytest.raises(cs.CostshareError, match="is not what was settled: the fee of A in pool"):
        year.applied_to(year.applied_to(fees("2025")))
    later = year.applied_to(fees("2026"))
    assert later.member_totals == {"A": 45, "B": 45}
    for held in (later, cs.Allocation.from_dict(later.to_dict())):
        with pytest.raises(cs.CostshareError) as error:
            year.applied_to(held)
        assert str(error.value) == (
            "the fees in pool office include the settlement of 2025 already; apply each settlement "
            "once"
        )
    elsewhere = cs.Agreement(
        name="office",
        period="2026",
        members=[cs.Member(name="A")],
        pools=[cs.Pool(name="office", total=9, model=cs.Flat(), billed_by="supplier")],
    ).allocate()
    with pytest.raises(cs.CostshareError, match="billed by supplier, its settlement by host; rec"):
        year.applied_to(elsewhere)
    with pytest.raises(cs.CostshareError, match="allocation is of type NoneType; pass an Alloc"):
        year.applied_to(None)


def test_a_settlement_of_another_period_in_the_fees_is_not_income():
    year = cs.settle(fees("2025"), {"office": 90}, policy=cs.Return())
    lines = [*fees("2026").invoice_lines(), *year.invoice_lines(date="2026-02-15")]
    both = year.applied_to(fees("2026"))
    for paid in (None, lines, both):
        assert cs.settle(both, {"office": 80}, paid=paid).balance().closing == 20
        assert cs.settle(fees("2026"), {"office": 80}, paid=paid).balance().closing == 20


def test_a_member_of_another_period_only_takes_no_part():
    year = cs.settle(fees("2025"), {"office": 90}, policy=cs.Return())
    alone = cs.allocate(40, cs.Flat(), {"B": {}}, pool="office", period="2026")
    held = year.applied_to(alone)
    assert held.member_totals == {"A": -5, "B": 35}
    settled = cs.settle(held, {"office": 30}, policy=cs.Return(by="flat"))
    assert settled.returned == {"A": 0, "B": 10}
    elsewhere = cs.Agreement(
        name="office",
        period="2026",
        members=[cs.Member(name="A")],
        pools=[cs.Pool(name="new", total=9, model=cs.Flat())],
    ).allocate()
    assert cs.settle(year.applied_to(elsewhere), {"new": 9}).balance().income == 9


def test_a_settlement_goes_onto_the_invoices_of_a_later_period_alone():
    year = cs.settle(fees("2025"), {"office": 90}, policy=cs.Return())
    with pytest.raises(cs.CostshareError) as error:
        year.applied_to(fees("2024"))
    assert str(error.value) == (
        "the settlement of 2025 cannot be on the invoices for 2024, which is before it; pass the "
        "fees of the period whose invoices carry the lines"
    )
    with pytest.raises(cs.CostshareError, match="on the invoices for 2025-12, which share days"):
        year.applied_to(fees("2025-12"))
    quarter = cs.settle(fees("2025-01/2025-03"), {"office": 90}, policy=cs.Return())
    with pytest.raises(cs.CostshareError, match="which share days with it; pass the fees that"):
        quarter.applied_to(fees("2025-03-15/2025-06-14"))
    late = cs.correct(fees("2025"), fees("2025", 120))
    with pytest.raises(cs.CostshareError, match="the correction of 2025 cannot be on the invoices"):
        late.applied_to(fees("2024"))


def test_an_opening_is_of_the_same_agreement():
    other = cs.allocate(100, cs.Flat(), {"A": {}, "B": {}}, pool="portal", period="2025")
    last = cs.settle(other, {"portal": 90})
    with pytest.raises(cs.CostshareError) as error:
        cs.settle(fees("2026"), {"office": 90}, opening=last)
    assert str(error.value) == (
        "opening is the settlement of portal, the fees are of office; pass the settlement of the "
        "same agreement, or its balances: opening=last.closing"
    )


@pytest.mark.parametrize("holder", ["A", "A ", " A", "A\u200b"])
def test_every_name_is_found_in_whatever_spacing(holder):
    year = cs.settle(
        fees("2026"),
        {"office ": 90},
        policies={" office": cs.Return()},
        opening={"office\u200b": {holder: 5}},
        paid={"office ": {holder: 50, "B ": 50}},
        leaving=["B "],
    )
    assert year.members == ("A", "B")
    assert year.returned == {"A": 10, "B": 5}
    assert cs.settle(fees("2026"), {}, leave_out=["office "]).pools == ()
    with pytest.raises(cs.CostshareError, match="opening of office: A is listed twice; list it"):
        cs.settle(fees("2026"), {"office": 90}, opening={"office": {"A": 1, "A ": 2}})
    with pytest.raises(cs.CostshareError, match="costs: office is listed twice; list it once"):
        cs.settle(fees("2026"), {"office": 90, "office ": 10})


def test_payments_in_several_currencies_are_refused():
    lines = [
        cs.InvoiceLine(member=name, pool="office", amount=5, currency=code)
        for name, code in (("A", "EUR"), ("B", "USD"))
    ]
    with pytest.raises(cs.CostshareError) as error:
        cs.settle(fees("2026"), {"office": 90}, paid=lines)
    assert str(error.value) == (
        "paid lines are in EUR, USD, and the allocation does not state its currency; state it: "
        "currency='SEK'"
    )
    assert cs.settle(fees("2026"), {"office": 10}, paid=lines[:1]).balance().income == 5
    opening = cs.settle(fees("2025", currency="SEK"), {"office": 90})
    with pytest.raises(cs.CostshareError, match="line of A for office is in EUR; convert it to"):
        cs.settle(fees("2026"), {"office": 90}, paid=lines[:1], opening=opening)


def test_a_settlement_is_applied_to_what_was_settled_alone():
    year = cs.settle(FEES, {"office": 90}, policy=cs.Return())
    other = cs.allocate(50, cs.Flat(), {"X": {}, "Y": {}}, pool="other")
    with pytest.raises(cs.CostshareError, match="is not what was settled: that is office"):
        year.applied_to(other)


def test_lines_with_an_invalid_date_are_refused():
    year = cs.settle(FEES, {"office": 90}, policy=cs.Return())
    with pytest.raises(cs.CostshareError, match="date '15/2 2023' is not a date"):
        year.invoice_lines(date="15/2 2023")
