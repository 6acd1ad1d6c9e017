"""No row and no cell of a sheet vanishes: it is read, or an error names the sheet and the cell."""

import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costshare.errors import CostshareError
from costshare.files import read_budget, read_invoices
from costshare.files._grid import Broken, cell_text
from costshare.files._load import read_workbook

openpyxl = pytest.importorskip("openpyxl")

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def write(folder, rows, *, after="", texts="", styles="", book=""):
    """Write a workbook of one sheet from the XML of its rows."""
    relations = f'<Relationships xmlns="{RELATIONS}">{{}}</Relationships>'
    relation = f'<Relationship Id="{{}}" Type="{OFFICE}/{{}}" Target="{{}}"/>'
    parts = {
        "_rels/.rels": relations.format(relation.format("r", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{book}<sheets>'
            '<sheet name="Blad1" sheetId="1" r:id="a"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": relations.format(
            relation.format("a", "worksheet", "/xl/sheet.xml")
            + relation.format("b", "sharedStrings", "texts.xml")
            + relation.format("c", "styles", "../xl/styles.xml")
        ),
        "xl/texts.xml": f'<sst xmlns="{MAIN}">{texts}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
        "xl/sheet.xml": (
            f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'
        ),
    }
    path = folder / "lines.xlsx"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def row(*cells, r=None):
    number = "" if r is None else f' r="{r}"'
    return f"<row{number}>{''.join(map(str, cells))}</row>"


def cell(value, r=None, **more):
    more |= {} if r is None else {"r": r}
    kind = "" if isinstance(value, int | float | Decimal) else ' t="str"'
    given = "".join(f' {name}="{each}"' for name, each in more.items())
    return f"<c{given}{'' if 't' in more else kind}><v>{value}</v></c>"


HEADER = row(cell("Kommun"), cell("Tjänst"), cell("Belopp"), r=1)


def line(member, amount, r=None, **more):
    return row(cell(member), cell("a"), cell(amount, **more), r=r)


def message(path, read=read_invoices):
    with pytest.raises(CostshareError) as caught:
        read(path)
    return str(caught.value)


def test_rows_and_cells_without_numbers_are_read(tmp_path):
    frame = read_invoices(write(tmp_path, HEADER + line("Boden", 1) + line("Kalix", 2, r=9)))
    assert list(frame["member"]) == ["Boden", "Kalix"]
    assert list(frame["row"]) == [2, 9]


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (line("Boden", 1, 2) + line("Kalix", 2, 2), "row 2: the row comes after row 2, or twice"),
        (line("Boden", 1, 5) + line("Kalix", 2, 3), "row 3: the row comes after row 5, or twice"),
        (line("Boden", 1, 1), "row 1: the row comes after row 1, or twice"),
        (line("Boden", 1, -5), "row 1: a row has the number '-5'"),
        (line("Boden", 1, 0), "row 0: the row comes after row 1, or twice"),
        (line("Boden", 1, "2.0"), "row 1: a row has the number '2.0'"),
        (line("Boden", 1, 10**9), "row 1: a row has the number '1000000000'"),
        (line("Boden", 1, 1_048_577), "row 1048577: the last row of a sheet is 1048576"),
        (
            row(cell("Boden", "A2"), cell("a", "B2"), cell(1, "C2"), cell(2, "C2"), r=2),
            "row 2: the cell C2 comes after the cell to its right, or twice",
        ),
        (
            row(cell("a", "B2"), cell("Boden", "A2"), cell(1, "C2"), r=2),
            "row 2: the cell A2 comes after the cell to its right, or twice",
        ),
        (row(cell("Boden", "A3"), r=2), "row 2: a cell in this row is called 'A3'"),
        (row(cell("Boden", "A-2"), r=2), "row 2: a cell in this row is called 'A-2'"),
        (row(cell("Boden", "XFE2"), r=2), "row 2: the cell XFE2 is beyond the last column, XFD"),
        (line("Boden", "1e999", t="n"), "cell C2: '1e999' is not a number that a cell can hold"),
        (
            line("Boden", "-1E+400", t="n"),
            "cell C2: '-1E+400' is not a number that a cell can hold",
        ),
        (line("Boden", "1e-999", t="n"), "cell C2: '1e-999' is not a number that a cell can hold"),
        (
            line("Boden", "9" * 400, t="n"),
            f"cell C2: '{'9' * 40}' is not a number that a cell can hold",
        ),
        (line("Boden", "NaN", t="n"), "cell C2: 'NaN' is not a number that a cell can hold"),
        (row(cell(1, "A2", t="s"), r=2), "cell A2: '1' is not a number of one of the workbook's 0"),
        (
            row(cell(-1, "A2", t="s"), r=2),
            "cell A2: '-1' is not a number of one of the workbook's 0",
        ),
        (row(cell(2, "A2", t="b"), r=2), "cell A2: '2' is not a truth value"),
        (row(cell(2, "A2", t="x"), r=2), "cell A2: 'x' is not a type of cell"),
        ("<row><c><v>1</v><v>2</v></c></row>", "cell A2: the cell has two values"),
        ("<row><c><v>1<a/>2</v></c></row>", "cell A2: an element inside a text"),
        ("<row><c><c><v>1</v></c></c></row>", "cell A2: a cell inside a cell"),
        (cell(5), "row 1: the cell XFE is beyond the last column, XFD"),
        (cell(5, "D1"), "row 1: the cell D1 comes after the cell to its right, or twice"),
        (row(cell("31/3", "A2", t="d"), r=2), "cell A2: '31/3' is not a date"),
    ],
)
def test_what_no_sheet_may_have_is_an_error_at_its_place(tmp_path, rows, problem):
    said = message(write(tmp_path, HEADER + rows))
    assert said.startswith(f"lines.xlsx cannot be read as a workbook: sheet Blad1, {problem}")
    assert said.endswith("; save it as .xlsx again")


@pytest.mark.parametrize(
    ("area", "rows"),
    [
        (
            "A2:A3",
            row(cell("Boden", "A2"), cell("a"), cell(1), r=2) + row(cell("b", "B3"), cell(2), r=3),
        ),
        ("C2:C3", line("Boden", 1) + row(cell("Kalix"), cell("a"))),
        ("D2:D3", ""),
    ],
)
def test_a_value_merged_over_rows_is_an_error(tmp_path, area, rows):
    merged = f'<mergeCells><mergeCell ref="{area}"/></mergeCells>'
    if area == "D2:D3":
        header = HEADER.replace("</row>", cell("Datum") + "</row>")
        rows = header + line("Boden", 1).replace("</row>", cell("2022-03-31") + "</row>")
        path = write(tmp_path, rows + line("Kalix", 2), after=merged)
    else:
        path = write(tmp_path, HEADER + rows, after=merged)
    said = message(path)
    assert said.startswith("lines.xlsx, row 3, column ")
    assert f"is merged with {area[:2]}; unmerge the cells and fill each one" in said


def test_an_amount_merged_sideways_is_an_error(tmp_path):
    header = row(cell("Kommun"), cell("Grundbelopp"), cell("E-arkiv"))
    merged = '<mergeCells><mergeCell ref="B2:C2"/></mergeCells>'
    path = write(tmp_path, header + row(cell("Boden"), cell(5)), after=merged)
    assert message(path, read_budget) == (
        "lines.xlsx, row 2, column 'E-arkiv': amount is merged with B2; unmerge the cells and "
        "fill each one"
    )


def test_merged_titles_and_totals_are_read(tmp_path):
    rows = (
        row(cell("Fakturor 2022"), r=1)
        + HEADER.replace('r="1"', 'r="3"')
        + line("Boden", 1, r=5)
        + row(cell("Summa"), cell(1, "C6"), r=6)
    )
    areas = ("A1:C2", "A3:A4", "C3:C4", "A6:B6", "A8:XFD1048576", "B2")
    merged = "".join(f'<mergeCell ref="{area}"/>' for area in areas)
    path = write(tmp_path, rows, after=f"<mergeCells>{merged}</mergeCells>")
    assert list(read_invoices(path)["row"]) == [5]


def test_a_merged_area_that_cannot_be_read_is_an_error(tmp_path):
    path = write(tmp_path, HEADER, after='<mergeCells><mergeCell ref="A1:"/></mergeCells>')
    assert "sheet Blad1, row 1: merged cells are called 'A1:'" in message(path)


def test_hidden_rows_are_read(tmp_path):
    hidden = line("Kalix", 2).replace("<row", '<row hidden="1"')
    frame = read_invoices(write(tmp_path, HEADER + line("Boden", 1) + hidden))
    assert list(frame["amount"]) == [1, 2]


STYLES = (
    '<numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="#,##0.00\\ &quot;skr/dag&quot;"/>'
    '<numFmt numFmtId="166" formatCode="[h]:mm"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/>'
    '<xf numFmtId="166"/><xf numFmtId="46"/></cellXfs>'
)


@pytest.mark.parametrize(
    ("number", "style", "from_1904", "expected"),
    [
        (44651, 0, 0, 44651),
        (44651, 1, 0, datetime(2022, 3, 31)),
        (44651.75, 2, 0, datetime(2022, 3, 31, 18)),
        (43189, 1, 1, datetime(2022, 3, 31)),
        (0, 1, 1, "time of day"),
        (1, 1, 1, datetime(1904, 1, 2)),
        (60, 1, 1, datetime(1904, 3, 1)),
        (1, 1, 0, datetime(1900, 1, 1)),
        (59, 1, 0, datetime(1900, 2, 28)),
        (60, 1, 0, "no such day"),
        (61, 1, 0, datetime(1900, 3, 1)),
        (2958465, 1, 0, datetime(9999, 12, 31)),
        (2958466, 1, 0, "no such day"),
        (2958465, 1, 1, "no such day"),
        ("1e300", 1, 0, "no such day"),
        (-1, 1, 0, "no such day"),
        (0.5, 1, 0, "is a time of day, 12:00:00"),
        (1.25, 4, 0, "is a time of day, 1 day, 6:00:00"),
        ("1e300", 5, 0, "is a time of day, 1e+300 days"),
        (44651, 3, 0, 44651),
        (44651, 99, 0, 44651),
    ],
)
def test_days_are_read_by_the_calendar_and_the_format(tmp_path, number, style, from_1904, expected):
    book = f'<workbookPr date1904="{from_1904}"/>'
    cells = row(cell(number, s=style, t="n"))
    grid = read_workbook(write(tmp_path, cells, styles=STYLES, book=book), None)
    ((_, (value,)),) = grid.rows
    if isinstance(expected, str):
        assert expected in value.problem
    else:
        assert value == expected


def test_texts_are_put_together(tmp_path):
    texts = (
        "<si><t>Kom</t></si>"
        "<si><r><t>Kom</t></r><r><t xml:space='preserve'>mun </t></r><rPh><t>x</t></rPh></si>"
        "<si><t>a_x000D__x005F_b_x0000_</t></si><si/>"
    )
    cells = [cell(at, t="s") for at in range(4)]
    inline = '<c t="inlineStr"><is><t>Luleå</t><rPh><t>x</t></rPh></is></c>'
    iso = cell("2022-03-31", t="d") + cell("12:30", t="d")
    path = write(tmp_path, row(*cells, inline, iso, cell("", t="s"), cell("x")), texts=texts)
    ((_, values),) = read_workbook(path, None).rows
    assert values[:6] == ("Kom", "Kommun ", "a\r_b_x0000_", None, "Luleå", datetime(2022, 3, 31))
    assert values[6].problem == "is a time of day, 12:30:00; write the date"
    assert values[7:] == (None, "x")


def test_shared_formulas_without_a_result_are_refused(tmp_path):
    formula = '<c><f t="shared" si="0"/></c>'
    path = write(tmp_path, HEADER + row(cell("Boden"), cell("a"), formula))
    assert message(path) == (
        "lines.xlsx, row 2, column 'Belopp': amount is a formula without a stored result; open "
        "the file in Excel and save it"
    )


CELLS = st.one_of(
    st.none(),
    st.integers(-(10**15), 10**15),
    st.floats(-1e300, 1e300, allow_subnormal=False),
    st.text("abåäöÅÄÖé<&>'\" _x000D", max_size=8),
    st.booleans(),
    st.datetimes(datetime(1901, 1, 1), datetime(2100, 1, 1)).map(
        lambda moment: moment.replace(microsecond=0)
    ),
    st.dates(date(1901, 1, 1), date(2100, 1, 1)),
    st.times().map(lambda moment: moment.replace(microsecond=0)),
)


def expected(value):
    """Give what a written value is read as, where it is read at all."""
    if isinstance(value, bool):
        return Broken(str(value).upper(), f"is {str(value).upper()}, neither text nor number")
    if isinstance(value, time):
        return Broken(str(value), f"is a time of day, {value}; write the date")
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)
    return value


@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=5))
def test_every_cell_that_was_written_is_read_at_its_place(tmp_path_factory, rows):
    book = openpyxl.Workbook()
    for at, values in enumerate(rows, 1):
        for column, value in enumerate(values, 1):
            written = book.active.cell(at, column)
            written.value = value
            if isinstance(value, str):
                written.data_type = "s"
    path = tmp_path_factory.mktemp("book") / "a.xlsx"
    book.save(path)
    read = dict(read_workbook(path, None).rows)
    for at, values in enumerate(rows, 1):
        cells = read.get(at, ())
        for column, value in enumerate(values):
            found = cells[column] if column < len(cells) else None
            if isinstance(value, str):
                assert cell_text(found) == cell_text(value)
            elif isinstance(value, datetime):
                assert abs(found - value) < timedelta(milliseconds=2)
            elif isinstance(value, int | float) and abs(value) >= 10**15:
                assert "more than 15 digits" in found.problem
            elif isinstance(value, float):
                # openpyxl writes 16 digits of 17.
                assert math.isclose(found, value, rel_tol=1e-15)
            else:
                assert found == expected(value)
