"""Texts in a frame: numbers, dates and currencies as people write them."""

from decimal import Decimal

import pandas as pd
import pytest

import costshare as cs
from costshare.files import Unreadable
from ledger_local import only


def fees(currency=None):
    return cs.allocate(
        200,
        cs.Flat(),
        {"A": {}, "B": {}},
        pool="p",
        unit="0.01",
        period="2024-02",
        currency=currency,
    )


def frame(amounts, **more):
    return pd.DataFrame({"member": ["A", "B", "B"], "pool": "p", "amount": amounts} | more)


@pytest.mark.parametrize(
    "amounts",
    [
        ["100,00 €", "60.00 EUR", "40"],
        ["€ 100.00", 60, 40.0],
        pd.array(["100,00", "60:-", "40,00"], dtype="string"),
        pd.Categorical(["100,00", "60,-", "40"]),
    ],
)
def test_amounts_are_read_as_in_a_file(amounts):
    assert cs.reconcile(fees("EUR"), frame(amounts)).balanced


def test_the_column_settles_its_decimal_mark():
    rows = frame(["1.234", "60,00", "40,00"])
    assert cs.reconcile(fees(), rows).total.invoiced == Decimal("1334.00")
    rows["amount"] = ["1.234", "60", "40"]
    found = cs.reconcile(fees(), rows).uncounted
    assert [line.problems for line in found] == [
        (
            (
                "amount: the text '1.234' may be 1234 or 1.234; "
                'pass decimal="," for 1234 or decimal="." for 1.234'
            ),
        )
    ]
    assert cs.reconcile(fees(), rows, decimal=",").total.invoiced == Decimal("1334.00")


@pytest.mark.parametrize(("currency", "uncounted"), [("EUR", 0), ("SEK", 3), (None, 0), ("USD", 3)])
def test_a_currency_beside_the_amounts_is_compared(currency, uncounted):
    result = cs.reconcile(fees(currency), frame(["100 €", "60", 40]))
    assert len(result.uncounted) == uncounted
    assert result.balanced is not bool(uncounted)


def test_a_currency_that_contradicts_its_column_is_a_finding():
    rows = frame(["100 €", "60", "40"], currency=["SEK", None, None])
    result = cs.reconcile(fees("SEK"), rows)
    assert result.uncounted[0].problems == (
        "amount: the row names several currencies: SEK in currency and EUR in amount; correct one",
    )


def test_the_column_settles_the_order_of_day_and_month():
    rows = frame([100, 60, 40], date=["1/2/2024", "13/2/2024", "3/2/2024"])
    assert cs.reconcile(fees(), rows).findings == ()
    rows["date"] = ["1/2/2024", None, "2024-02-29"]
    assert only(cs.reconcile(fees(), rows)).message.endswith(
        "Reason: date: the text '1/2/2024' may be 2024-02-01 or 2024-01-02; pass day_first=True or "
        "day_first=False."
    )
    assert cs.reconcile(fees(), rows, day_first=True).findings == ()


@pytest.mark.parametrize("settings", [{"decimal": ";"}, {"day_first": "yes"}])
def test_an_invalid_way_of_reading_is_refused(settings):
    with pytest.raises(cs.CostshareError, match=f"^{next(iter(settings))} "):
        cs.reconcile(fees(), frame([1, 2, 3]), **settings)


@pytest.mark.parametrize("field", ["member", "pool", "invoice", "billed_by", "currency"])
def test_a_name_that_a_file_reader_could_not_read_keeps_its_reason(field):
    row = {"member": "A", "pool": "p", "amount": 5, "invoice": "1", "billed_by": "host"}
    row |= {"currency": "SEK", field: Unreadable("", f"a.xlsx, row 2: the {field} is the error")}
    frame = pd.DataFrame([{**row, "invoice": "2", field: "p" if field == "pool" else "A"}, row])
    frame.loc[0, "currency"] = "SEK"
    fees = cs.allocate(5, cs.Flat(), {"A": {}}, pool="p", currency="SEK")
    by_frame = cs.reconcile(fees, frame)
    lines = [cs.InvoiceLine(**each) for each in frame.to_dict("records")]
    assert lines[1].problems == (f"{field}: a.xlsx, row 2: the {field} is the error",)
    assert cs.InvoiceLine(**dict(lines[1])) == lines[1]
    assert by_frame == cs.reconcile(fees, lines)
    assert f"the {field} is the error" in str(by_frame)
    assert "Unreadable(" not in str(by_frame)
    assert "the agreement has no member ." not in str(by_frame)


def test_a_budget_of_some_pools_is_not_compared_with_all():
    pools = [cs.Pool(name=name, total=100, model=cs.Flat()) for name in "pq"]
    board = cs.Agreement(name="B", period="2022", members=[cs.Member(name="A")], pools=pools)
    fees = board.allocate()
    lines = [cs.InvoiceLine(member="A", pool=pool, amount=100) for pool in "pq"]
    text = str(cs.reconcile(fees, lines, budget={"p": 110}))
    rows = {row.split("  ")[0]: row.split() for row in text.splitlines() if "  " in row}
    assert rows["p"][-2] == "-10"
    assert rows["total"][-2] == "–"
