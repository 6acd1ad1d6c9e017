"""Invoice lines: every row is read in full, or told about."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.errors import CostshareError
from costshare.files import Unreadable, read_invoices
from costshare.files._columns import plain_header
from costshare.files._headers import HEADERS
from costshare.invoices import TYPE_HEADERS

HEADER = (
    "Kommun;Tjänst;Belopp;Fakturanummer;Fakturadatum;Faktureras av;Momssats;Netto;Valuta;Text\n"
)


def write(folder, *rows, header="Kommun;Tjänst;Belopp\n"):
    path = folder / "lines.csv"
    path.write_text(header + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def message(path, **settings):
    with pytest.raises(CostshareError) as caught:
        read_invoices(path, **settings)
    return str(caught.value)


def test_every_field_is_read(tmp_path):
    row = "Boden;E-arkiv;45\u00a0000,00;0017;31/3 2022;Leverantör;25 %;36 000,00;SEK;kvartal 1"
    frame = read_invoices(write(tmp_path, row, header=HEADER))
    assert frame.to_dict("records") == [
        {
            "member": "Boden",
            "pool": "E-arkiv",
            "amount": Decimal("45000.00"),
            "invoice": "0017",
            "date": date(2022, 3, 31),
            "billed_by": "supplier",
            "vat_rate": Decimal("0.25"),
            "net": Decimal("36000.00"),
            "currency": "SEK",
            "row": 2,
            "Text": "kvartal 1",
        }
    ]
    assert str(frame["amount"][0]) == "45000.00"


def test_blank_cells_that_may_be_blank_are_none(tmp_path):
    frame = read_invoices(write(tmp_path, "Boden;a;1;;;;;;;", header=HEADER))
    blank = ["invoice", "date", "billed_by", "vat_rate", "net", "currency", "Text"]
    assert [frame[name][0] for name in blank] == [None] * len(blank)


def test_a_line_may_have_a_net_amount_alone(tmp_path):
    frame = read_invoices(write(tmp_path, "Boden;a;;;;;;5;;", header=HEADER))
    assert frame["amount"][0] is None
    assert frame["net"][0] == 5


def test_a_line_says_which_period_it_corrects(tmp_path):
    header = "Kommun;Tjänst;Belopp;Fakturadatum;Rättar\n"
    rows = ["Boden;a;100;2022-01-31;", "Boden;a;-5;2022-03-31;2022-01"]
    frame = read_invoices(write(tmp_path, *rows, header=header))
    assert frame["corrects"].tolist() == [None, "2022-01"]
    fees = cs.allocate(95, cs.Flat(), {"Boden": {}}, pool="a", period="2022-01")
    assert cs.reconcile(fees, frame).findings == ()


@pytest.mark.parametrize("field", HEADERS)
def test_every_known_header_is_found_in_any_case_and_punctuation(tmp_path, field):
    for name in HEADERS[field]:
        assert plain_header(name) == name
        header = {"member": "member", "pool": "pool", "amount": "amount"}
        header[field] = f" {name.upper().replace(' ', '_')}. "
        values = {"member": "a", "pool": "b", "amount": "1", "date": "2022-01-01"}
        row = ";".join(values.get(each, "0") for each in header)
        frame = read_invoices(write(tmp_path, row, header=";".join(header.values()) + "\n"))
        assert field in frame.columns


def test_no_header_means_two_fields():
    names = [name for names in HEADERS.values() for name in names]
    assert len(set(names)) == len(names)


def test_the_how_to_lists_every_known_header():
    page = Path(__file__).parents[2] / "docs" / "how-to" / "read-files.md"
    lines = page.read_text(encoding="utf-8").splitlines()
    rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("| `")]
    listed = {row[0].strip("`"): row[1].split(", ") for row in rows}
    assert {
        field: tuple(plain_header(name) for name in listed[field]) for field in HEADERS
    } == HEADERS
    assert tuple(listed["type"]) == TYPE_HEADERS


def test_headers_by_argument_win(tmp_path):
    path = write(tmp_path, "Boden;x;a;1;2", header="Ort;Kommun;Pool;Belopp;Att betala\n")
    frame = read_invoices(path, columns={"member": "ort", "amount": "Att betala"})
    assert frame.to_dict("list") == {
        "member": ["Boden"],
        "pool": ["a"],
        "amount": [Decimal(2)],
        "row": [2],
        "Kommun": ["x"],
        "Belopp": ["1"],
    }


def test_a_header_given_to_one_field_does_not_belong_to_another(tmp_path):
    path = write(tmp_path, "Boden;a;1", header="Kommun;Avgift;Belopp\n")
    frame = read_invoices(path, columns={"invoice": "Avgift"}, pool="fees")
    assert (frame["invoice"][0], frame["pool"][0]) == ("a", "fees")


def test_headers_by_argument_must_be_there(tmp_path):
    path = write(tmp_path, "Boden;a;1")
    assert message(path, columns={"amount": "Belop"}) == (
        "lines.csv has no column for amount; "
        "pass columns={'amount': 'its header'}. Headers: Kommun, Tjänst, Belopp"
    )
    assert message(path, columns={"date": "Dag"}) == (
        "unknown header of lines.csv 'Dag'; Known: Kommun, Tjänst, Belopp"
    )
    assert message(path, columns={"amout": "Belopp"}).startswith(
        "unknown field in columns 'amout'; did you mean 'amount'? Known: member, pool, amount"
    )


def test_two_headers_for_one_field_are_an_error(tmp_path):
    path = write(tmp_path, "a;b;c;1", header="Kommun;Kund;Pool;Belopp\n")
    assert message(path) == (
        "lines.csv, row 1: the headers 'Kommun' and 'Kund' both mean member; "
        "pass columns={'member': 'the right one'}"
    )
    assert read_invoices(path, columns={"member": "Kund"})["member"][0] == "b"


def test_other_columns_are_kept_even_where_a_header_appears_twice(tmp_path):
    path = write(tmp_path, "a;b;1;x;y", header="Kommun;Pool;Belopp;Text;Text\n")
    frame = read_invoices(path)
    assert list(frame.columns) == ["member", "pool", "amount", "row", "Text", "Text (2)"]


def test_another_column_may_not_have_the_name_of_one_of_ours(tmp_path):
    path = write(tmp_path, "a;b;1;7", header="Kommun;Pool;Belopp;row\n")
    assert message(path) == "lines.csv: column 'row' has the name of one of ours; rename it"


def test_the_pool_of_a_file_without_one_is_passed(tmp_path):
    path = write(tmp_path, "Boden;1", "Summa;1", header="Kommun;Belopp\n")
    assert message(path).startswith("lines.csv has no column for pool;")
    assert list(read_invoices(path, pool=" Grundbelopp ")["pool"]) == ["Grundbelopp"]
    assert message(write(tmp_path, "Boden;a;1"), pool="x") == (
        "lines.csv has a column for the pool, 'Tjänst'; leave pool='x' out"
    )


def test_names_are_trimmed_and_in_one_form(tmp_path):
    frame = read_invoices(write(tmp_path, "Lulea\u030a\u00a0 kommun ;a;1"))
    assert frame["member"][0] == "Luleå kommun"


def test_an_unreadable_cell_is_reported_with_its_place_and_the_others_with_their_rows(tmp_path):
    path = write(tmp_path, "Boden;a;76 1OO", "Kalix;a;1", "Luleå;;1", ";a;1", "Piteå;a;")
    assert message(path) == (
        "lines.csv, row 2, column 'Belopp': amount '76 1OO' is not a number; "
        "write it as 76 100,50 or 76100.50. See also rows 4, 5, 6"
    )


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (";a;1", "lines.csv, row 2, column 'Kommun': the member is blank; fill it in"),
        ("Boden; ;1", "lines.csv, row 2, column 'Tjänst': the pool is blank; fill it in"),
        ("Boden;a;", "lines.csv, row 2, column 'Belopp': the amount is blank; fill it in"),
    ],
)
def test_a_line_must_have_member_pool_and_amount(tmp_path, row, problem):
    assert message(write(tmp_path, row)) == problem
    kept = read_invoices(write(tmp_path, row), on_error="keep")
    assert None in list(kept.iloc[0])


def test_many_problems_are_cut_short(tmp_path):
    path = write(tmp_path, *["Boden;a;x"] * 12)
    assert message(path).endswith("See also rows 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, …")


def test_an_ambiguous_amount_is_an_error_and_settled(tmp_path):
    path = write(tmp_path, "Boden;a;1,234", "Kalix;a;100")
    assert message(path) == (
        "lines.csv, row 2, column 'Belopp': amount '1,234' may be 1.234 or 1234; "
        'pass decimal="," for 1.234 or decimal="." for 1234'
    )
    assert read_invoices(path, decimal=",")["amount"][0] == Decimal("1.234")
    assert read_invoices(path, decimal=".")["amount"][0] == 1234
    path = write(tmp_path, "Boden;a;1.234", "Kalix;a;100,00")
    assert read_invoices(path)["amount"][0] == 1234


def test_an_ambiguous_date_is_an_error_and_settled(tmp_path):
    path = write(tmp_path, "Boden;a;1;3/4 2022", header="Kommun;Pool;Belopp;Datum\n")
    assert message(path).startswith(
        "lines.csv, row 2, column 'Datum': date '3/4 2022' may be 2022-04-03 or 2022-03-04;"
    )
    assert read_invoices(path, day_first=True)["date"][0] == date(2022, 4, 3)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("25 %", "0.25"),
        ("25%", "0.25"),
        ("25", "0.25"),
        ("0,25", "0.25"),
        ("6,0 %", "0.06"),
        ("0", "0"),
        ("1 %", "0.01"),
        ("0,5 %", "0.005"),
    ],
)
def test_a_vat_rate_is_a_share_or_per_cent(tmp_path, text, rate):
    path = write(tmp_path, f"Boden;a;1;{text}", header="Kommun;Pool;Belopp;Momssats\n")
    assert read_invoices(path)["vat_rate"][0] == Decimal(rate)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("1", "vat_rate '1' may be 1 % or 100 %; write the per cent sign"),
        ("-25", "vat_rate '-25' is not a rate from 0 to below 100 %; write it as 25 %"),
        ("100 %", "vat_rate '100 %' is not a rate from 0 to below 100 %; write it as 25 %"),
        ("moms", "vat_rate 'moms' is not a number; write it as 76 100,50 or 76100.50"),
    ],
)
def test_what_is_not_a_vat_rate_is_refused(tmp_path, text, problem):
    path = write(tmp_path, f"Boden;a;1;{text}", header="Kommun;Pool;Belopp;Momssats\n")
    assert message(path) == f"lines.csv, row 2, column 'Momssats': {problem}"


def test_unreadable_cells_are_kept_with_the_reason(tmp_path):
    path = write(
        tmp_path, "Boden;a;1,234;x", "Kalix;a;5;2022-01-31", header="Kommun;Pool;Belopp;Datum\n"
    )
    frame = read_invoices(path, on_error="keep")
    assert list(frame["row"]) == [2, 3]
    amount = frame["amount"][0]
    assert isinstance(amount, Unreadable)
    assert str(amount) == "1,234"
    assert amount.reason.startswith("lines.csv, row 2, column 'Belopp': amount '1,234' may be")
    assert frame["date"][0] == Unreadable(
        "x", "lines.csv, row 2, column 'Datum': date 'x' is not a date; write it as 2022-03-31"
    )
    assert frame["amount"][1] == 5


def test_an_unknown_way_to_treat_errors_is_refused(tmp_path):
    assert message(write(tmp_path, "Boden;a;1"), on_error="skip") == (
        "unknown on_error 'skip'; Known: raise, keep"
    )


names = st.text("abcdåäöÅÄÖ -&()", min_size=1).map(lambda text: " ".join(text.split()))
cells = names.filter(lambda name: name and "summa" not in name)


@given(st.lists(st.tuples(cells, cells, st.decimals(-(10**9), 10**9, places=2)), max_size=8))
def test_every_line_that_is_written_is_read_back(tmp_path_factory, lines):
    rows = [f"{member};{pool};{amount:f}" for member, pool, amount in lines]
    rows.insert(len(rows) // 2, ";;")
    rows.append(f"Summa;;{sum((amount for *_, amount in lines), Decimal(0)):f}")
    frame = read_invoices(write(tmp_path_factory.mktemp("lines"), *rows))
    assert list(frame[["member", "pool", "amount"]].itertuples(index=False, name=None)) == lines
