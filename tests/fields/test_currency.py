"""Currencies are ISO 4217 codes; none is assumed."""

import pytest

import costshare as cs
from costshare.fields import CURRENCIES, read_currency

MEMBERS = {"A": {"population": 1}, "B": {"population": 3}}
BOARD = {
    "name": "Board",
    "period": "2022",
    "members": [cs.Member(name="A")],
    "pools": [cs.Pool(name="p", total=1, model=cs.Flat())],
}
ITEMS = [cs.BudgetItem(name="p", income=5, cost=4)]


def test_every_code_is_three_capital_letters_and_read_as_it_is():
    assert {"SEK", "EUR", "NOK", "DKK", "ISK", "USD", "INR", "JPY", "GBP", "CHF"} <= CURRENCIES
    assert not {"HRK", "XXX", "XTS"} & CURRENCIES
    for code in CURRENCIES:
        assert (len(code), code.isascii(), code.isupper()) == (3, True, True)
        assert read_currency(code) == code
    assert read_currency(None) is None


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("sek", "'sek' is not an ISO 4217 code of three capital letters; did you mean 'SEK'?"),
        (" Eur ", "did you mean 'EUR'?"),
        ("kr", "currency 'kr' is not an ISO 4217 code of three capital letters; pass, for example"),
        ("", "currency '' is not an ISO 4217 code"),
        (752, "currency 752 is not an ISO 4217 code"),
        (["SEK"], r"currency ['SEK'] is not an ISO 4217 code"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_everywhere(given, message):
    for make in (
        lambda: read_currency(given),
        lambda: cs.allocate(1, cs.Flat(), MEMBERS, currency=given),
        lambda: cs.Agreement(currency=given, **BOARD),
        lambda: cs.BudgetReport(items=ITEMS, currency=given),
        lambda: cs.compare({"a": cs.Flat()}, total=1, members=MEMBERS, currency=given),
        lambda: cs.sweep(1, MEMBERS, currency=given),
    ):
        with pytest.raises(cs.CostshareError) as error:
            make()
        assert message in str(error.value)


def test_there_is_no_default_and_texts_are_not_currencies():
    fees = cs.allocate(4, cs.Flat(), MEMBERS)
    assert fees.currency is None
    assert str(fees).startswith("fee\n\n")
    assert repr(fees) == "<Allocation fee: 2 members, 1 pool, 4>"
    assert str(fees.explain("A")).endswith("  Fee: 2")
    assert str(fees.explain()).startswith("fee\nRule: ")
    assert cs.Agreement(**BOARD).currency is None
    assert cs.Agreement(**BOARD).allocate().currency is None
    assert cs.sweep(1, MEMBERS).currency is None
    comparison = cs.compare({"a": cs.Flat(), "b": cs.PerCapita()}, total=4, members=MEMBERS)
    assert comparison.currency is None
    assert "None" not in f"{comparison}{cs.BudgetReport(items=ITEMS)}{cs.reconcile(fees, [])}"


def test_a_currency_that_is_not_stated_is_kept_so_and_agrees_with_any():
    fees = cs.allocate(4, cs.Flat(), MEMBERS, pool="p")
    assert cs.Allocation.from_dict(fees.to_dict()) == fees
    assert fees.explain(pool="p").to_dict()["currency"] is None
    report = cs.BudgetReport(items=[cs.BudgetItem(name="p", income=4, cost=4)], currency="EUR")
    assert report.findings_against(fees) == ()
    lines = [cs.InvoiceLine(member=name, pool="p", amount=2, currency="EUR") for name in "AB"]
    assert cs.reconcile(fees, lines).balanced


def test_lines_in_several_currencies_need_to_know_that_of_the_fees():
    lines = [
        cs.InvoiceLine(member="A", pool="fee", amount=2, currency="EUR"),
        cs.InvoiceLine(member="B", pool="fee", amount=2, currency="SEK"),
    ]
    frame = cs.reconcile(cs.allocate(4, cs.Flat(), MEMBERS, currency="SEK"), lines)
    assert [finding.kind for finding in frame.findings] == ["missing", "unreadable"]
    with pytest.raises(cs.CostshareError) as error:
        cs.reconcile(cs.allocate(4, cs.Flat(), MEMBERS), lines)
    assert str(error.value) == (
        "invoices are in EUR, SEK, and the allocation does not state its currency; state it: "
        "currency='SEK'"
    )


def test_no_finding_names_a_currency_that_is_not_stated():
    fees = cs.allocate(4, cs.Flat(), MEMBERS, pool="p", period="2022")
    lines = [
        cs.InvoiceLine(member="A", pool="p", amount=1, invoice="1", date="2023-01-01"),
        cs.InvoiceLine(member="A", pool="p", amount=1, invoice="1", date="2023-01-01"),
        cs.InvoiceLine(member="B", pool="p", amount=2, date="2022-01-01"),
        cs.InvoiceLine(member="B", pool="p", amount=2, date="2022-01-01"),
        cs.InvoiceLine(member="X", pool="p", amount=7, vat_rate="x"),
    ]
    result = cs.reconcile(fees, lines)
    assert {"duplicate", "wrong_period", "unreadable"} <= {each.kind for each in result.findings}
    assert "None" not in f"{result}{result._repr_html_()}"


def test_the_schema_lists_the_codes():
    schema = cs.Agreement.json_schema()["properties"]["currency"]
    assert "SEK" in schema["enum"]
    assert schema["default"] is None
