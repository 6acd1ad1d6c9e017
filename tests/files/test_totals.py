"""Total rows are left out, and must add up."""

from decimal import Decimal

import pytest

from costshare.errors import CostshareError
from costshare.files import Unreadable, read_invoices


def write(folder, *rows, header="Kommun;Tjänst;Belopp;Text\n"):
    path = folder / "lines.csv"
    path.write_text(header + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def message(path, **settings):
    with pytest.raises(CostshareError) as caught:
        read_invoices(path, **settings)
    return str(caught.value)


@pytest.mark.parametrize(
    "total",
    [
        "Summa;;3;",
        "SUMMA:;;3,00;",
        "Totalt;Totalt;3;",
        ";;3;Total",
        "Boden;Summa;3;",
        "(Sum);;3;",
        "Summa Boden;;3;",
        ";Delsumma;3;",
    ],
)
def test_a_total_that_holds_is_left_out(tmp_path, total):
    frame = read_invoices(write(tmp_path, "Boden;a;1;", "Boden;b;2;", total))
    assert list(frame["row"]) == [2, 3]


@pytest.mark.parametrize("line", ["Boden;a;3;Total", "Summa Boden;a;3;", "Boden;Summering;3;"])
def test_a_line_that_has_member_and_pool_is_a_line(tmp_path, line):
    assert len(read_invoices(write(tmp_path, "Boden;a;1;", line))) == 2


def test_totals_of_blocks_and_of_all_are_checked(tmp_path):
    rows = ["A;a;1;", "A;b;2;", "Summa A;;3;", "B;a;4;", "Summa B;;4;", "Totalt;;7;"]
    assert list(read_invoices(write(tmp_path, *rows))["amount"]) == [1, 2, 4]
    rows[4] = "Summa B;;5;"
    assert message(write(tmp_path, *rows)) == (
        "lines.csv, row 6, column 'Belopp': the total is 5, but the lines above it sum to 7: they "
        "differ by 2; correct the file, or pass totals=() to read the row as a line"
    )


def test_a_total_that_does_not_hold_is_kept_with_the_reason(tmp_path):
    path = write(tmp_path, "A;a;1,10;", "A;b;2;", "Summa;;3,11;")
    problem = (
        "lines.csv, row 4, column 'Belopp': the total is 3.11, but the lines above it sum to 3.1: "
        "they differ by 0.01; correct the file, or pass totals=() to read the row as a line"
    )
    assert message(path) == problem
    frame = read_invoices(path, on_error="keep")
    assert frame["amount"][2] == Unreadable("3.11", problem)
    assert list(frame["row"]) == [2, 3, 4]


def test_a_total_over_an_unreadable_line_is_kept_too(tmp_path):
    path = write(tmp_path, "A;a;x;", "A;b;2;", "Summa;;2;", "A;c;1;", "Summa;;1;", "Totalt;;3;")
    frame = read_invoices(path, on_error="keep")
    assert list(frame["row"]) == [2, 3, 4, 5, 7]
    assert frame["amount"][2].reason == (
        "lines.csv, row 4, column 'Belopp': "
        "the total 2 cannot be checked: a line above it is unreadable"
    )


def test_a_total_without_a_readable_amount_is_refused(tmp_path):
    assert message(write(tmp_path, "A;a;1;", "Summa;;;")) == (
        "lines.csv, row 3, column 'Belopp': "
        "the total row has no amount; fill it in, or delete the row"
    )
    assert message(write(tmp_path, "A;a;1;", "Summa;;x;")) == (
        "lines.csv, row 3, column 'Belopp': amount 'x' is not a number; "
        "write it as 76 100,50 or 76100.50"
    )


def test_net_amounts_are_checked_where_the_total_has_one(tmp_path):
    header = "Kommun;Pool;Belopp;Netto\n"
    assert len(read_invoices(write(tmp_path, "A;a;5;4", "Summa;;5;", header=header))) == 1
    assert (
        len(read_invoices(write(tmp_path, "A;a;5;4", "B;a;1;", "Summa;;6;4", header=header))) == 2
    )
    assert "row 3, column 'Netto': the total is 3, but the lines above it sum to 4" in message(
        write(tmp_path, "A;a;5;4", "Summa;;5;3", header=header)
    )


def test_other_words_for_a_total_are_passed(tmp_path):
    path = write(tmp_path, "A;a;1;", "(printed sum);;1;")
    assert "the pool is blank" in message(path)
    assert len(read_invoices(path, totals=["Printed sum"])) == 1


def test_without_words_no_row_is_a_total(tmp_path):
    path = write(tmp_path, "Summa;a;1;", "Totalt;b;5;")
    assert list(read_invoices(path, totals=())["amount"]) == [1, 5]


def test_with_one_pool_a_members_name_may_mark_the_total(tmp_path):
    path = write(tmp_path, "A;1", "B;2", "Summa 2022;3", header="Kommun;Belopp\n")
    assert list(read_invoices(path, pool="x")["amount"]) == [Decimal(1), Decimal(2)]


def test_words_for_totals_are_words(tmp_path):
    path = tmp_path / "lines.csv"
    path.write_text("Kommun;Tjänst;Belopp\nBoden;x;5\ns;s;5\n", encoding="utf-8")
    assert len(read_invoices(path, totals="Summa")) == 2
    for totals in (None, 5, [1]):
        with pytest.raises(CostshareError, match=r"^totals"):
            read_invoices(path, totals=totals)


def test_the_word_for_a_total_may_be_in_any_column(tmp_path):
    path = tmp_path / "lines.csv"
    rows = ["A;p;5;5;2022-01-01", "B;p;5;5;2022-01-01", ";;10;11;Summa"]
    path.write_text("\n".join(["Kommun;Pool;Belopp;Netto;Datum", *rows]), encoding="utf-8")
    with pytest.raises(CostshareError) as caught:
        read_invoices(path)
    assert str(caught.value) == (
        "lines.csv, row 4, column 'Netto': the total is 11, but the lines above it sum to 10: they "
        "differ by 1; correct the file, or pass totals=() to read the row as a line"
    )
    kept = read_invoices(path, on_error="keep")
    assert kept["date"][2] is None


def test_a_row_with_two_problems_is_named_once(tmp_path):
    path = tmp_path / "lines.csv"
    path.write_text("Kommun;Pool;Belopp\nA;p;5\nUtskrivet 2022-04-01;;\n", encoding="utf-8")
    with pytest.raises(CostshareError) as caught:
        read_invoices(path)
    assert str(caught.value) == ("lines.csv, row 3, column 'Pool': the pool is blank; fill it in")
