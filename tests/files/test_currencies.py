"""The currency beside an amount is kept, and never mixed with another."""

from decimal import Decimal

import pandas as pd
import pytest

import costshare as cs


def read(folder, *rows, header="Kommun;Pool;Belopp", **settings):
    path = folder / "lines.csv"
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    return cs.read_invoices(path, **settings)


def fees(currency):
    return cs.allocate(200, cs.Flat(), {"A": {}, "B": {}}, pool="p", unit="0.01", currency=currency)


@pytest.mark.parametrize(
    ("amounts", "currencies"),
    [
        (["100,00 €", "60 EUR", "40,00"], ["EUR", "EUR", "EUR"]),
        (["100 kr", "60 SEK", "40:-"], ["SEK", "SEK", "SEK"]),
        (["$100", "$60", "$40.00"], ["$", "$", "$"]),
        (["100", "60", "40"], None),
    ],
)
def test_a_column_of_one_currency_gives_it_to_each_line(tmp_path, amounts, currencies):
    rows = [f"{name};p;{amount}" for name, amount in zip("ABB", amounts, strict=True)]
    frame = read(tmp_path, *rows)
    assert frame["amount"].tolist() == [100, 60, 40]
    found = frame["currency"].tolist() if "currency" in frame else None
    assert found == currencies


@pytest.mark.parametrize(
    ("amounts", "currency", "balanced"),
    [
        (["100,00 €", "100"], "EUR", True),
        (["100,00 €", "100"], "SEK", False),
        (["100,00 €", "100"], None, True),
        (["100 kr", "100"], "SEK", True),
        (["100 kr", "100"], "DKK", True),
        (["100 kr", "100"], "EUR", False),
        (["$100", "$100"], "USD", True),
        (["$100", "$100"], "CAD", True),
        (["$100", "$100"], "EUR", False),
        (["£100", "¥100"], "GBP", None),
    ],
)
def test_lines_in_another_currency_than_the_fees_are_not_counted(
    tmp_path, amounts, currency, balanced
):
    rows = [f"{name};p;{amount}" for name, amount in zip("AB", amounts, strict=True)]
    if balanced is None:
        with pytest.raises(cs.CostshareError, match="'¥100' is in another currency than '£100'"):
            read(tmp_path, *rows)
        return
    result = cs.reconcile(fees(currency), read(tmp_path, *rows))
    assert result.balanced is balanced
    assert len(result.uncounted) == (0 if balanced else 2)


def test_a_column_for_the_currency_allows_several(tmp_path):
    header = "Kommun;Pool;Belopp;Valuta"
    frame = read(tmp_path, "A;p;1 €;EUR", "B;p;2 kr;SEK", "B;p;3 kr;", header=header)
    assert frame["currency"].tolist() == ["EUR", "SEK", "kr"]
    with pytest.raises(cs.CostshareError) as caught:
        read(tmp_path, "A;p;1 €;EUR", "B;p;2 kr;EUR", header=header)
    assert str(caught.value) == (
        "lines.csv, row 3, column 'Belopp': the row names several currencies: EUR in currency and "
        "kr in amount; correct one"
    )


def test_a_cell_in_another_currency_may_be_kept_as_unreadable(tmp_path):
    frame = read(tmp_path, "A;p;1 €", "B;p;2 kr", on_error="keep")
    assert frame["amount"][0] == Decimal(1)
    assert frame["amount"][1].reason.endswith(
        "amount '2 kr' is in another currency than '1 €' of the same column; name the currency of "
        "each row in a column of its own, or read the rows apart"
    )
    assert frame["currency"].tolist() == ["EUR", "kr"]


@pytest.mark.parametrize(
    ("header", "currency"),
    [
        ("Belopp SEK", "SEK"),
        ("belopp sek", "SEK"),
        ("Belopp (EUR)", "EUR"),
        ("Belopp i EUR", "EUR"),
        ("Amount EUR", "EUR"),
        ("EUR Amount", "EUR"),
        ("Belopp (€)", "€"),
        ("Belopp kr", "kr"),
        ("Belopp", None),
    ],
)
def test_a_header_states_the_currency_of_its_column(tmp_path, header, currency):
    frame = read(tmp_path, "A;p;100", "B;p;100", header=f"Kommun;Pool;{header}")
    assert frame["amount"].tolist() == [100, 100]
    found = frame["currency"].tolist() if "currency" in frame else [None, None]
    codes = {"€": "EUR"}
    assert found == [codes.get(currency, currency)] * 2
    for fee in ("SEK", "EUR"):
        agrees = currency is None or currency in {fee, *(("kr",) if fee == "SEK" else ("€",))}
        assert cs.reconcile(fees(fee), frame).balanced is agrees


def test_a_header_that_the_caller_names_states_the_currency(tmp_path):
    rows = ["A;p;100", "B;p;100"]
    frame = read(
        tmp_path, *rows, header="Kommun;Pool;Att betala EUR", columns={"amount": "Att betala EUR"}
    )
    assert frame["currency"].tolist() == ["EUR", "EUR"]
    frame = read(tmp_path, *rows, header="Kommun;Pool;pay all", columns={"amount": "pay all"})
    assert "currency" not in frame


@pytest.mark.parametrize(
    ("header", "row", "reason"),
    [
        (
            "Kommun;Pool;Belopp SEK",
            "A;p;5 €",
            "amount '5 €' is in another currency than its header 'Belopp SEK'",
        ),
        (
            "Kommun;Pool;Belopp EUR;Valuta",
            "A;p;5;SEK",
            "SEK in currency and EUR in the header of amount; correct one",
        ),
        (
            "Kommun;Pool;Belopp EUR;Netto SEK;Valuta",
            "A;p;5;5;",
            "EUR in the header of amount and SEK in the header of net; correct one",
        ),
        (
            "Kommun;Pool;Belopp EUR;Netto SEK",
            "A;p;5;5",
            "EUR in amount and SEK in net; correct one",
        ),
    ],
)
def test_a_header_that_contradicts_is_refused(tmp_path, header, row, reason):
    with pytest.raises(cs.CostshareError) as caught:
        read(tmp_path, row, header=header)
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("column", "values", "extra", "balanced"),
    [
        ("Belopp EUR", [100, 100], {}, True),
        ("Belopp SEK", [100, 100], {}, False),
        ("Belopp SEK", ["100", "100,00"], {}, False),
        ("Belopp EUR", [100.0, 100.0], {"currency": ["EUR", None]}, True),
        ("Belopp EUR", [100.0, 100.0], {"currency": ["EUR", "SEK"]}, False),
        ("Belopp EUR", ["100 €", "100 kr"], {}, False),
    ],
)
def test_the_header_of_a_frame_states_the_currency(column, values, extra, balanced):
    frame = pd.DataFrame({"member": ["A", "B"], "pool": ["p", "p"], column: values, **extra})
    assert cs.reconcile(fees("EUR"), frame, amount=column).balanced is balanced


def test_a_total_over_several_currencies_proves_nothing(tmp_path):
    header = "Kommun;Pool;Belopp;Valuta"
    with pytest.raises(cs.CostshareError) as caught:
        read(tmp_path, "A;p;5;SEK", "B;p;5;EUR", "Summa;;10;", header=header)
    assert str(caught.value) == (
        "lines.csv, row 4, column 'Belopp': the total adds up several currencies, SEK, EUR; delete "
        "the row, or write a total for each of them"
    )
    with pytest.raises(cs.CostshareError, match="several currencies, SEK, EUR"):
        read(tmp_path, "A;p;5;SEK", "Summa;;5;EUR", header=header)
    kept = read(tmp_path, "A;p;5;SEK", "B;p;5;EUR", "Summa;;10;", header=header, on_error="keep")
    assert kept["row"].tolist() == [2, 3, 4]
    rows = ["A;p;5;SEK", "Summa;;5;SEK", "B;p;5 €;", "Summa;;5;EUR"]
    assert read(tmp_path, *rows, header=header)["currency"].tolist() == ["SEK", "EUR"]


@pytest.mark.parametrize(("header", "amount"), [("Belopp", 5), ("Belopp (€)", 1)])
def test_of_two_amounts_the_caller_names_one(tmp_path, header, amount):
    both = "Kommun;Pool;Belopp;Belopp (€)"
    with pytest.raises(cs.CostshareError, match="both mean amount; pass columns="):
        read(tmp_path, "A;p;5;1", header=both)
    assert read(tmp_path, "A;p;5;1", header=both, columns={"amount": header})["amount"][0] == amount
