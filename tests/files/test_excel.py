"""Workbooks: stored values, and nothing where a value is not certain."""

import sys
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zipfile import ZipFile

import pytest

from costshare.errors import CostshareError
from costshare.files import read_budget, read_invoices

openpyxl = pytest.importorskip("openpyxl")

HEADER = ["Kommun", "Tjänst", "Belopp", "Fakturanr", "Datum"]


def write(folder, *rows, header=HEADER, sheets=()):
    book = openpyxl.Workbook()
    book.active.title = "Blad1"
    for row in [header, *rows]:
        book.active.append(row)
    for name in sheets:
        book.create_sheet(name)
    path = folder / "lines.xlsx"
    book.save(path)
    return path


def message(path, **settings):
    with pytest.raises(CostshareError) as caught:
        read_invoices(path, **settings)
    return str(caught.value)


def edit_sheet(path, old, new):
    """Change the stored text of the first sheet, as another program may have written it."""
    with ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    name = "xl/worksheets/sheet1.xml"
    assert old in parts[name]
    parts[name] = parts[name].replace(old, new)
    with ZipFile(path, "w") as book:
        for each, data in parts.items():
            book.writestr(each, data)


def test_cells_are_read_by_what_they_hold(tmp_path):
    path = write(
        tmp_path,
        ["Boden", "a", 76100, 17, date(2022, 3, 31)],
        ["Kalix", "a", 0.1, "0018", datetime(2022, 3, 31, 12)],
        [],
        [2580, "a", "−1 200,50", 19.0, "31/3 2022"],
        ["Summa", None, 74899.6],
    )
    frame = read_invoices(path)
    assert list(frame["member"]) == ["Boden", "Kalix", "2580"]
    assert list(map(str, frame["amount"])) == ["76100", "0.1", "-1200.50"]
    assert list(frame["invoice"]) == ["17", "0018", "19"]
    assert list(frame["date"]) == [date(2022, 3, 31)] * 3
    assert list(frame["row"]) == [2, 3, 5]


def test_a_float_is_the_decimal_that_excel_prints(tmp_path):
    path = write(tmp_path, ["Boden", "a", 1], ["Kalix", "a", 2])
    edit_sheet(path, b"<v>1</v>", b"<v>0.30000000000000004</v>")
    edit_sheet(path, b"<v>2</v>", b"<v>1E+14</v>")
    assert list(map(str, read_invoices(path)["amount"])) == ["0.3", "100000000000000"]
    path = write(tmp_path, ["Boden", "a", 123456789012.25])
    assert read_invoices(path)["amount"][0] == Decimal("123456789012.25")


def test_numbers_settle_no_decimal_mark(tmp_path):
    path = write(tmp_path, ["Boden", "a", 0.25], ["Kalix", "a", "1.234"])
    assert message(path).startswith("lines.xlsx, row 3, column 'Belopp': amount '1.234' may be")
    assert read_invoices(path, decimal=",")["amount"][1] == 1234


def test_a_formula_is_read_by_its_stored_result(tmp_path):
    path = write(tmp_path, ["Boden", "a", 5], ["Summa", None, "=SUM(C2:C2)"])
    assert message(path) == (
        "lines.xlsx, row 3, column 'Belopp': amount is the formula =SUM(C2:C2) without a stored "
        "result; open the file in Excel and save it"
    )
    edit_sheet(path, b"<f>SUM(C2:C2)</f><v />", b"<f>SUM(C2:C2)</f><v>5</v>")
    assert list(read_invoices(path)["amount"]) == [5]


def test_a_formula_whose_result_is_empty_is_blank(tmp_path):
    path = write(tmp_path, ["Boden", "a", 5], ['=""', '=""', '=""'])
    edit_sheet(path, b"<v />", b"<v></v>")
    for cell in (b"A3", b"B3", b"C3"):
        edit_sheet(path, b'<c r="' + cell + b'">', b'<c r="' + cell + b'" t="str">')
    assert list(read_invoices(path)["row"]) == [2]


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("#REF!", "is the error #REF! in the workbook; correct the cell"),
        (True, "is TRUE, neither text nor number"),
        (time(12, 30), "is a time of day, 12:30:00; write the date"),
        (
            date(2022, 3, 31),
            "'2022-03-31 00:00:00' is a date, not a number; correct the cell or its format",
        ),
    ],
)
def test_a_cell_that_holds_no_amount_is_refused(tmp_path, value, problem):
    path = write(tmp_path, ["Boden", "a", value])
    assert message(path) == f"lines.xlsx, row 2, column 'Belopp': amount {problem}"
    kept = read_invoices(path, on_error="keep")
    assert kept["amount"][0].reason == f"lines.xlsx, row 2, column 'Belopp': amount {problem}"


def test_a_duration_is_not_an_amount(tmp_path):
    path = write(tmp_path, ["Boden", "a", timedelta(hours=30)])
    assert "amount is a time of day" in message(path)


def test_a_date_is_not_a_name_and_a_number_not_a_date(tmp_path):
    path = write(tmp_path, [date(2022, 3, 31), "a", 1])
    assert message(path) == (
        "lines.xlsx, row 2, column 'Kommun': member '2022-03-31 00:00:00' is a date; "
        "write it as text"
    )
    path = write(tmp_path, ["Boden", "a", 1, None, 44651])
    assert message(path).endswith("date 44651 is not a date; write it as 2022-03-31")


def test_the_sheet_must_be_named_where_there_are_several(tmp_path):
    path = write(tmp_path, ["Boden", "a", 1], sheets=["Blad2"])
    assert message(path) == "lines.xlsx has 2 sheets; pass sheet= one of: Blad1, Blad2"
    assert message(path, sheet="Blad3") == (
        "unknown sheet of lines.xlsx 'Blad3'; did you mean 'Blad2'? Known: Blad1, Blad2"
    )
    assert list(read_invoices(path, sheet="Blad1")["amount"]) == [1]
    assert message(path, sheet="Blad2") == "lines.xlsx, sheet Blad2 holds no rows"


def test_rows_beyond_the_written_size_are_read(tmp_path):
    path = write(tmp_path, ["Boden", "a", 1], ["Kalix", "a", 2])
    edit_sheet(path, b'<dimension ref="A1:E3" />', b'<dimension ref="A1:B2" />')
    assert list(read_invoices(path)["amount"]) == [1, 2]


def test_a_header_may_have_gaps(tmp_path):
    path = write(tmp_path, ["Boden", None, "a", 1], header=["Kommun", None, "Pool", "Belopp"])
    assert list(read_invoices(path).columns) == ["member", "pool", "amount", "row"]


def test_a_broken_workbook_is_refused(tmp_path):
    path = tmp_path / "lines.xlsx"
    path.write_bytes(b"no workbook")
    assert message(path) == (
        "lines.xlsx cannot be read as a workbook: File is not a zip file; save it as .xlsx again"
    )
    with pytest.raises(FileNotFoundError):
        read_invoices(tmp_path / "none.xlsx")


def test_a_workbook_needs_nothing_else_installed(tmp_path, monkeypatch):
    path = write(tmp_path, ["Boden", "a", 1])
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    assert list(read_invoices(path)["amount"]) == [1]


def test_a_budget_is_read_from_a_sheet(tmp_path):
    path = write(tmp_path, ["a", 5.5], ["Summa", 5.5], header=["Tjänst", "Belopp"])
    assert read_budget(path, sheet="Blad1") == {"a": Decimal("5.5")}


@pytest.mark.parametrize("number", ["1E+16", "123456789012345678", "-1000000000000000.5"])
def test_a_number_of_more_than_15_digits_is_refused(tmp_path, number):
    path = write(tmp_path, ["Boden", "a", 7])
    edit_sheet(path, b"<v>7</v>", f"<v>{number}</v>".encode())
    assert message(path) == (
        "lines.xlsx, row 2, column 'Belopp': amount is a number of more than 15 digits, of which a "
        "workbook keeps 15; write it as text"
    )


def test_an_invoice_number_that_is_a_number_keeps_its_digits(tmp_path):
    path = write(tmp_path, ["Boden", "a", 1, 123456789012345], ["Kalix", "a", 1, 7.0])
    assert read_invoices(path)["invoice"].tolist() == ["123456789012345", "7"]
    edit_sheet(path, b"<v>123456789012345</v>", b"<v>123456789012345678</v>")
    assert "column 'Fakturanr': invoice is a number of more than 15 digits" in message(path)


@pytest.mark.parametrize(
    ("shown", "currency"),
    [
        ("[$€-2] #,##0.00", "EUR"),
        ('#,##0.00 "kr"', "kr"),
        ('_-* #,##0.00\\ "kr"_-;-* #,##0.00\\ "kr"_-', "kr"),
        ("#,##0.00 [$SEK]", "SEK"),
        ("[$kr-41D] #,##0", "kr"),
        ("$#,##0.00;[Red]-$#,##0.00", "$"),
        ("[$-41D]#,##0.00", None),
        ('0.00 "all"', None),
        ("[Red]0.00", None),
        ("General", None),
    ],
)
def test_a_number_format_states_the_currency(tmp_path, shown, currency):
    path = tmp_path / "lines.xlsx"
    book = openpyxl.Workbook()
    for values in (HEADER, ["Boden", "a", 5], ["Kalix", "a", 6.5]):
        book.active.append(values)
    for cell in book.active["C"][1:]:
        cell.number_format = shown
    book.save(path)
    frame = read_invoices(path)
    assert frame["amount"].tolist() == [5, Decimal("6.5")]
    found = frame["currency"].tolist() if "currency" in frame else [None, None]
    assert found == [currency, currency]


def test_a_number_format_may_not_contradict(tmp_path):
    path = tmp_path / "lines.xlsx"
    book = openpyxl.Workbook()
    for values in (HEADER, ["Boden", "a", 5], ["Kalix", "a", 6]):
        book.active.append(values)
    book.active["C2"].number_format = "[$€-2] #,##0.00"
    book.save(path)
    with pytest.raises(CostshareError, match="the budget is in EUR, not in SEK; convert it first"):
        read_budget(path, currency="SEK")
    book.active["C3"].number_format = '#,##0.00 "kr"'
    book.save(path)
    assert message(path).startswith(
        "lines.xlsx, row 3, column 'Belopp': amount '6' in kr is in another currency than '5' of "
        "the same column;"
    )
