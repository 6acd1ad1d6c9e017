"""Invoice lines, their tax and credit notes are said; reasons of unreadable values are quoted."""

import json
from html import escape

import pytest

import costshare as cs
from costshare.invoices import InvoiceLine, InvoiceLines, add_tax, credit_note, round_invoices
from masked import words_not_said
from said_forms import forms_in, forms_of


def line(amount, **more):
    return InvoiceLine(**{"member": "Boden", "pool": "kontor", "amount": amount, **more})


WHOLE = {
    "invoice": "7",
    "date": "2022-01-31",
    "currency": "SEK",
    "corrects": "2021",
    "vat_rate": "0.25",
    "net": 100,
}
ODD = InvoiceLine(member=None, pool=None, amount="16.35", net="15.42", vat_rate="0.06")
RESULTS = {
    "none": InvoiceLines(()),
    "every field": InvoiceLines((line(125, **WHOLE), line(50, billed_by="Leverantör"))),
    "two currencies": InvoiceLines((line(1, currency="SEK"), line(2, currency="EUR"))),
    "unreadable": InvoiceLines((line("se bilaga"), line(1, date="snart"))),
    "tax by line": add_tax([line("0.50", invoice="1", currency="SEK")] * 3, "0.25", per="line"),
    "another issuer": add_tax([line(4, billed_by="Leverantör"), line(4)], "0.25"),
    "a supplier": InvoiceLines((line(4, billed_by="supplier"), line(4))),
    "rounding": round_invoices([line("1.50")]),
    "credit note": credit_note([ODD], credited=credit_note([ODD], "7.14")),
}


def names_of(result):
    """What is not said: names, codes, and reasons of values that could not be read."""
    lines = result if isinstance(result, InvoiceLines) else [each.line for each in result]
    problems = ["; ".join(each.problems) for each in lines]
    names = ["Boden", "kontor", "Leverantör", "SEK", "EUR", *filter(None, problems)]
    return [*names, *map(escape, names)]


@pytest.mark.parametrize("name", RESULTS)
def test_only_names_are_not_said(name):
    result = RESULTS[name]
    assert words_not_said(result, names_of(result)) == []
    again = type(result).from_dict(json.loads(json.dumps(result.to_dict())))
    assert again.to_text(lang="sv") == result.to_text(lang="sv")


def test_the_examples_say_every_sentence():
    assert forms_in("invoices") - forms_of(*RESULTS.values()) == set()


def test_lines_in_swedish():
    fees = cs.allocate(100, cs.Flat(), {"Boden": {}, "Luleå": {}}, pool="kontor", currency="SEK")
    lines = fees.invoice_lines(number="F{n}", date="2022-01-31")
    assert (
        lines.to_text(lang="sv")
        == """\
medlem  kostnadspool  faktura       datum  belopp, SEK
------------------------------------------------------
Boden         kontor       F1  2022-01-31           50
Luleå         kontor       F2  2022-01-31           50
------------------------------------------------------
summa                                              100"""
    )
    assert (
        add_tax(lines, "0.25").to_text(lang="sv")
        == """\
medlem  faktura  faktureras av  netto  skatt, SEK
-------------------------------------------------
Boden        F1         värden     50       12,50
Luleå        F2         värden     50       12,50
-------------------------------------------------
summa                             100       25,00"""
    )


def test_what_could_not_be_read_is_quoted():
    text = RESULTS["unreadable"].to_text(lang="sv")
    assert "Rad 1: ”amount 'se bilaga' is not a plain number; write it as 1234.50”." in text


def test_a_remark_in_swedish():
    assert RESULTS["credit note"].to_text(lang="sv").endswith(
        "(ingen medlem), (ingen kostnadspool): 9,21 krediteras som 8,68 och 0,53 moms, fast 6 % av "
        "8,68 är 0,52; inget nettobelopp passar, eller så skulle kreditfakturorna inte ge tillbaka "
        "fakturan."
    )  # fmt: skip
