"""Delimited text: encoding and delimiter are found out, or asked for."""

from decimal import Decimal

import pytest

from costshare.errors import CostshareError
from costshare.files import read_invoices

TEXT = "Kommun;Tjänst;Belopp\nÄlvsbyn;Räddningstjänst;32 300,00\nLuleå;E-arkiv;97 000,00\n"


def write(folder, text, encoding="utf-8", name="lines.csv"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", "\t", ",", "|"])
def test_encoding_and_delimiter_are_found_out(tmp_path, encoding, delimiter):
    text = TEXT.replace(";", delimiter)
    if delimiter == ",":
        text = text.replace("32 300,00", '"32 300,00"').replace("97 000,00", '"97 000,00"')
    frame = read_invoices(write(tmp_path, text, encoding))
    assert list(frame["member"]) == ["Älvsbyn", "Luleå"]
    assert list(map(str, frame["amount"])) == ["32300.00", "97000.00"]


@pytest.mark.parametrize("encoding", ["cp437", "mac_roman"])
def test_another_encoding_is_an_error_and_read(tmp_path, encoding):
    path = write(tmp_path, TEXT, encoding)
    with pytest.raises(CostshareError, match=r'; pass encoding="cp437" .*"mac_roman" .*"cp1252"$'):
        read_invoices(path)
    assert read_invoices(path, encoding=encoding)["member"][0] == "Älvsbyn"


def test_the_message_on_another_encoding_shows_the_letters(tmp_path):
    with pytest.raises(CostshareError) as caught:
        read_invoices(write(tmp_path, TEXT, "cp437"))
    assert str(caught.value) == (
        "lines.csv is not in UTF-8, and 'j„n' makes Windows-1252 unlikely; "
        'pass encoding="cp437" (it reads \'jän\'), "mac_roman" (\'jÑn\') or "cp1252"'
    )


def test_bytes_in_no_encoding_are_refused(tmp_path):
    path = tmp_path / "lines.csv"
    path.write_bytes(TEXT.encode("cp1252") + b"x \x81")
    with pytest.raises(
        CostshareError, match=r"^lines\.csv is not in cp1252: .*; pass its encoding=…$"
    ):
        read_invoices(path)
    with pytest.raises(
        CostshareError, match=r"^lines\.csv is not in ascii: .*; pass its encoding=…$"
    ):
        read_invoices(path, encoding="ascii")
    with pytest.raises(CostshareError, match=r"^encoding 'utf-99' is unknown; pass one like"):
        read_invoices(path, encoding="utf-99")


def test_excels_line_that_states_the_delimiter_is_obeyed(tmp_path):
    frame = read_invoices(write(tmp_path, "sep=|\r\n" + TEXT.replace(";", "|")))
    assert list(frame["row"]) == [3, 4]


def test_a_stated_delimiter_alone_is_tried(tmp_path):
    path = write(tmp_path, TEXT.replace(";", ":"))
    assert list(read_invoices(path, delimiter=":")["row"]) == [2, 3]
    with pytest.raises(CostshareError, match="has no column for member and pool and amount"):
        read_invoices(path, delimiter=";")
    with pytest.raises(CostshareError) as caught:
        read_invoices(path, delimiter="::")
    assert str(caught.value) == "delimiter '::' is not one character; pass ';', ',' or '\\t'"


def test_two_delimiters_that_both_give_a_header_are_an_error(tmp_path):
    # An odd file: each half is a whole header of its own.
    text = "kommun;pool;belopp\nBoden;a;1\nkommun,pool,belopp\nBoden,a,1\n"
    with pytest.raises(CostshareError) as caught:
        read_invoices(write(tmp_path, text))
    assert str(caught.value) == "lines.csv may be read with several delimiters; pass delimiter=…"


def test_rows_are_numbered_as_in_the_file(tmp_path):
    text = 'Lista 2022\n\nKommun;Pool;Belopp;Text\nBoden;a;1;"två\nrader"\n;;;\nKalix;a;2;x\n'
    frame = read_invoices(write(tmp_path, text))
    assert list(frame["row"]) == [4, 7]
    assert list(frame["Text"]) == ["två rader", "x"]


def test_unpaired_quotes_are_refused_with_their_row(tmp_path):
    text = 'Kommun;Pool;Belopp\nBoden;a;1\nKalix;"a;2\n'
    with pytest.raises(CostshareError) as caught:
        read_invoices(write(tmp_path, text))
    assert str(caught.value) == (
        "lines.csv, row 3: unexpected end of data; quotes around a field must pair up"
    )


def test_a_row_that_is_longer_than_the_header_is_refused(tmp_path):
    text = "Kommun,Pool,Belopp\nBoden,a,76100,00\n"
    with pytest.raises(CostshareError) as caught:
        read_invoices(write(tmp_path, text))
    assert str(caught.value) == (
        "lines.csv, row 2: '00' is in column 4, which has no header; "
        "name the column, or quote a field that holds the delimiter"
    )


def test_an_unnamed_column_is_passed_over_only_where_it_is_empty(tmp_path):
    frame = read_invoices(write(tmp_path, "Kommun;;Pool;Belopp\nBoden; ;a;1\n"))
    assert list(frame.columns) == ["member", "pool", "amount", "row"]
    with pytest.raises(CostshareError, match="row 2: 'x' is in column 2, which has no header"):
        read_invoices(write(tmp_path, "Kommun;;Pool;Belopp\nBoden;x;a;1\n"))


def test_a_short_row_is_filled_with_blanks(tmp_path):
    frame = read_invoices(write(tmp_path, "Kommun;Pool;Belopp;Text\nBoden;a;1\n"))
    assert list(frame["Text"]) == [None]


@pytest.mark.parametrize("text", ["", "\n\n", ";;\n"])
def test_an_empty_file_is_refused(tmp_path, text):
    with pytest.raises(CostshareError, match=r"^lines\.csv holds no rows$"):
        read_invoices(write(tmp_path, text))


def test_a_file_of_one_column_is_refused(tmp_path):
    with pytest.raises(CostshareError) as caught:
        read_invoices(write(tmp_path, "Kommun\nBoden\n"))
    assert str(caught.value) == (
        "lines.csv has no column for pool and amount; "
        "pass columns={'pool': 'its header'}. Headers: Kommun"
    )


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "lines.pdf",
            (
                "the ending of path lines.pdf is not of a known kind; "
                "use one of .csv, .txt, .tsv, .skv, .xlsx, .xlsm, .parquet"
            ),
        ),
        ("lines.xls", "lines.xls is text, not a workbook; rename it to lines.csv"),
    ],
)
def test_files_of_other_kinds_are_refused(tmp_path, name, message):
    with pytest.raises(CostshareError) as caught:
        read_invoices(write(tmp_path, TEXT, name=name))
    assert str(caught.value) == message


def test_a_text_has_no_sheets(tmp_path):
    with pytest.raises(CostshareError, match=r"^lines\.csv is text and has no sheets; leave sheet"):
        read_invoices(write(tmp_path, TEXT), sheet="Blad1")


def test_a_file_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_invoices(tmp_path / "none.csv")


@pytest.mark.parametrize("gap", [" ", "\t ", "\u00a0"])
def test_blanks_around_quoted_fields_are_passed_over(tmp_path, gap):
    text = f'"Kommun";{gap}"Pool";"Belopp"{gap}\n"Boden";{gap}"p";{gap}76,1\n'
    frame = read_invoices(write(tmp_path, text))
    assert frame.to_dict("list") == {
        "member": ["Boden"],
        "pool": ["p"],
        "amount": [Decimal("76.1")],
        "row": [2],
    }


def test_blanks_within_quotes_and_delimiters_within_them_stay(tmp_path):
    text = 'Kommun;Pool;Belopp;Text\n"Bo;den" ;"a ""q"" ; z" ; 5;"" \n'
    frame = read_invoices(write(tmp_path, text))
    assert frame.loc[0].tolist() == ["Bo;den", 'a "q" ; z', 5, 2, None]


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"delimiter": 5}, "delimiter is of type int; pass one character, such as ';'"),
        ({"delimiter": '"'}, "delimiter '\"' parts no fields"),
        ({"encoding": object}, "encoding is of type type; pass its name, such as 'utf-8'"),
        ({"encoding": "idna"}, "lines.csv is not in idna: "),
        ({"encoding": "hex"}, "encoding 'hex' is unknown"),
        ({"columns": ["amount"]}, "columns is of type list; pass a mapping of field to header"),
        ({"columns": {"amount": 5}}, "columns['amount'] is of type int; pass the text of a header"),
        ({"columns": {5: "x"}}, "unknown field in columns 5"),
        ({"sheet": 5}, "sheet is of type int; pass the name of a sheet"),
        ({"day_first": "yes"}, "day_first 'yes' is not True or False"),
        ({"on_error": []}, "unknown on_error []; Known: raise, keep"),
        ({"decimal": 5}, "decimal 5 is not a decimal mark"),
        ({"pool": 5}, "pool is of type int; pass its name"),
        ({"totals": 5}, "totals is of type int; pass a list of words"),
    ],
)
def test_an_option_of_a_wrong_type_is_refused_by_its_name(tmp_path, settings, problem):
    path = write(tmp_path, "Kommun;Pool;Belopp\nLuleå;p;1\n")
    with pytest.raises(CostshareError) as caught:
        read_invoices(path, **settings)
    assert str(caught.value).startswith(problem)
