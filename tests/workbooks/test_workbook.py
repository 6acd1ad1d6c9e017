"""A workbook holds what print shows, as numbers, text and formulas, and says what it is of."""

import io
import json
import math
import sys
import tempfile
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import costshare as cs
from books_local import alike, cells_of, written
from circles_local import schools
from costshare.results import Table, number, percent, signed
from costshare.results._cell import MOST_DIGITS, write_cell
from costshare.results._report import written as as_printed
from costshare.results._sheet import Sheet, sheets_of
from costshare.results._workbook import sheet_name, workbook_of
from costshare.testing import agreements
from costshare.words import ENGLISH, words_of
from examples_local import EXAMPLES, FEES
from masked import MASKED, words_left
from spreadsheet_local import computed

each_result = pytest.mark.parametrize(
    "value", EXAMPLES.values(), ids=[kind.__name__ for kind in EXAMPLES]
)
DANGEROUS = ["=1+1", "+46 920", "-", "@SUM(A1)", "=cmd|' /C calc'!A0", "{=1}", "http://a.se", "007"]

names = st.sampled_from(DANGEROUS) | st.text(st.characters(exclude_categories=["C"]), max_size=9)
decimals = st.decimals(-(10**17), 10**17, places=2) | st.decimals(-9, 9, places=9)
figures = decimals.map(number) | decimals.map(signed) | st.fractions().map(lambda x: number(x, 4))
cells = st.one_of(
    names,
    st.none(),
    st.integers(-(10**17), 10**17),
    decimals,
    st.fractions(-(10**6), 10**6),
    figures,
    st.fractions(-2, 2).map(percent),
)


def read(content, *, formulas=False):
    return openpyxl.load_workbook(io.BytesIO(content), data_only=not formulas)


def shown(value, form):
    """What a spreadsheet shows of a value, in the groups and with the decimal point of print."""
    if isinstance(value, str):
        return value
    sections = form.split(";")
    if len(sections) > 1:
        form = sections[1 if value < 0 else 2 if value == 0 and len(sections) == 3 else 0]
    percents = form.endswith("\\ %")
    form = form.removesuffix("\\ %")
    places = len(form.partition(".")[2])
    exact = Decimal(repr(value)) * (100 if percents else 1)
    text = f"{abs(round(exact, places)):,.{places}f}".replace(",", " ")
    sign = "-" if value < 0 else "+" if form.startswith("+") else ""
    return f"{'≈ ' if '≈' in form else ''}{sign}{text}{' %' if percents else ''}"


@given(cells)
def test_a_cell_shows_what_print_shows(value):
    cell, text = write_cell(value), as_printed(value, ENGLISH)
    digits = sum(each.isdigit() for each in text.lstrip("0.≈ -"))
    if digits <= MOST_DIGITS or isinstance(cell.value, str):
        assert shown(cell.value, cell.form) == text
    else:
        assert "≈" in text or text.endswith("0")
    if isinstance(value, int | Decimal) and not isinstance(cell.value, str):
        assert cell.value == (value if isinstance(value, int) else float(value))
    if type(value) is str:
        assert cell.value == value
    assert not cell.formula


@settings(max_examples=20)
@given(st.lists(cells, min_size=1))
def test_a_workbook_holds_the_cells_of_a_table(values):
    table = Table(header=["", "amount"], rows=[["row", each] for each in values])
    sheet = read(workbook_of([Sheet("s", ["title"], [table])], {}, ENGLISH))["s"]
    for row, value in enumerate(values, start=4):
        cell, expected = sheet.cell(row, 2), write_cell(value)
        if isinstance(expected.value, str):
            assert (cell.value or "") == expected.value
            assert cell.data_type == ("s" if expected.value else "n")
        else:
            assert math.isclose(cell.value, expected.value, rel_tol=1e-15)
        assert cell.number_format == (expected.form or "General")


@settings(max_examples=20)
@given(
    st.lists(st.lists(st.decimals(-(10**9), 10**9, places=2), min_size=2, max_size=2), min_size=1)
)
def test_totals_are_formulas_where_they_are_sums(rows):
    totals = [sum(column) for column in zip(*rows, strict=True)]
    table = Table(
        header=["", "right", "wrong"],
        rows=[["=1", *row] for row in rows],
        totals=["total", totals[0], totals[1] + 1],
    )
    content = workbook_of([Sheet("s", [], [table])], {}, ENGLISH)
    row = len(rows) + 2
    formulas, values = read(content, formulas=True)["s"], read(content)["s"]
    assert formulas.cell(row, 2).value == f"=SUM(B2:B{row - 1})"
    assert values.cell(row, 2).value == float(totals[0])
    assert formulas.cell(row, 3).value == values.cell(row, 3).value == float(totals[1] + 1)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=20)
@given(agreements())
def test_formulas_give_every_value_in_doubles(agreement):
    fees = agreement.allocate()
    with tempfile.TemporaryDirectory() as folder:
        path = written(fees, folder)
        values = cells_of(path)
        book = openpyxl.load_workbook(path)
    for sheet in book:
        for place, found in computed(sheet).items():
            value, form = values[sheet.title, place]
            assert alike(value, found, form), (sheet.title, place, value, found)
    table = book.worksheets[0]
    header = 2 + len(next(iter(sheets_of(fees._blocks(), ENGLISH))).lines)
    for column, pool in enumerate(fees.pools, start=2):
        for row, member in enumerate(fees.members, start=header + 1):
            fee = pool.fees.get(member)
            cell = table.cell(row, column)
            assert shown(cell.value, cell.number_format) == ("–" if fee is None else number(fee))


@given(st.lists(st.text(max_size=40) | st.sampled_from(["history", "History", "a" * 31, "A" * 32])))
def test_sheets_have_names_that_spreadsheets_take(texts):
    used = set()
    for text in texts:
        name = sheet_name(text, used)
        assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'")
        assert not name.endswith("'")
        assert name.casefold() not in {*used, "history"}
        used.add(name.casefold())


@each_result
@pytest.mark.parametrize("lang", ["en", "sv"])
def test_each_result_is_a_workbook_with_a_sheet_for_each_table(value, lang, tmp_path):
    path = written(value, tmp_path, lang)
    book = openpyxl.load_workbook(path)
    blocks = [each for each in value._blocks() if isinstance(each, Table)]
    filters = [sheet for sheet in book if sheet.auto_filter.ref]
    assert len(filters) > len(blocks)
    assert all(sheet.freeze_panes for sheet in filters)
    about = book.worksheets[-1]
    facts = {row[0].value: row[1].value for row in about.iter_rows()}
    words = words_of(lang)
    assert about.title == {"en": "About", "sv": "Om"}[lang]
    assert value.format in facts.values()
    assert value.sha256() in facts.values()
    assert cs.__version__ in facts.values()
    assert words is not None
    again = written(value, tmp_path, lang)
    assert again.read_bytes() == path.read_bytes()


def test_the_hash_is_of_the_data_as_json():
    data = FEES.to_dict()
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert FEES.sha256() == sha256(text.encode()).hexdigest()
    assert cs.Allocation.from_dict(data).sha256() == FEES.sha256()


def test_names_that_look_like_formulas_are_text(tmp_path):
    members = {name: {"population": 1 + at} for at, name in enumerate(DANGEROUS)}
    fees = cs.allocate(1_000, cs.PerCapita(), members, pool="=A1", currency="SEK")
    path = written(fees, tmp_path)
    for sheet in openpyxl.load_workbook(path):
        held = [cell for row in sheet.iter_rows() for cell in row if cell.value in DANGEROUS]
        assert len(held) in {0, len(DANGEROUS)}
        assert {cell.data_type for cell in held} <= {"s"}
        assert not any(cell.hyperlink for cell in held)


def test_amounts_of_too_many_digits_are_text_and_the_workbook_says_so(tmp_path):
    fees = cs.allocate(10**16 + 1, cs.Flat(), {"A": {}, "B": {}})
    book = openpyxl.load_workbook(written(fees, tmp_path))
    total = book.worksheets[0].cell(6, 2)
    assert (total.value, total.alignment.horizontal) == ("10 000 000 000 000 001", "right")
    assert "Numbers of more than 15 digits are text" in book["About"]["A2"].value
    assert "more digits than a spreadsheet" in book["fee, derivation"]["A3"].value


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"method": "webster"}, "the method is Webster"),
        ({"method": "each"}, "each fee is rounded on its own"),
        ({"model": cs.Fixed(amounts={"A": 60, "B": 40}), "total": None}, "no total"),
        ({"model": cs.Bounded(model=cs.Flat(), maximum={"A": 5})}, "fees have bounds"),
        ({"total": 0}, "amounts are stated"),
    ],
)
def test_a_pool_in_values_says_why(change, reason, tmp_path):
    settings = {"total": 100, "model": cs.Flat(), "members": {"A": {}, "B": {}}, **change}
    book = openpyxl.load_workbook(written(cs.allocate(**settings), tmp_path))
    assert reason in book["fee, derivation"]["A3"].value
    assert not any(
        "INT(" in str(cell.value) for row in book["fee, derivation"].iter_rows() for cell in row
    )


def test_pandas_reads_the_values(tmp_path):
    frame = pd.read_excel(written(FEES, tmp_path), header=2, index_col=0)
    assert frame["total"].tolist() == [16.53, 29.0, 59.52, 105.05]


def test_a_derivation_in_swedish(tmp_path):
    sheet = openpyxl.load_workbook(written(FEES, tmp_path, "sv"))["office, härledning"]
    header = [cell.value for cell in sheet[11] if cell.value]
    assert header == [
        *("medlem", "population", "andel", "kvot", "heltalsdel i enheter", "rest", "plats"),
        *("extra enhet", "avgift i enheter", "avgift"),
    ]


def test_every_word_of_a_derivation_can_be_said():
    names = {"population", "flat", "office", "network", "SEK", *FEES.members}
    for sheet in FEES._sheets():
        names.update(str(row[0]) for table in sheet.tables for row in table.rows)
        for line in (sheet.name, sheet.lines[0], *sheet.lines[2:]):
            assert words_left(MASKED(line), names) == []
        for table in sheet.tables:
            for row in [table.header, *table.rows, table.totals or []]:
                assert words_left(" ".join(as_printed(cell, MASKED) for cell in row), names) == []


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    path = written(FEES, tmp_path)
    before = path.read_bytes()
    members = {"x" * 33_000: {}}
    with pytest.raises(cs.CostshareError, match="33000 signs, and a cell holds 32767"):
        cs.allocate(1, cs.Flat(), members).to_excel(path)
    with pytest.raises(cs.CostshareError, match=r"ending of path fees.xls .* use .xlsx"):
        FEES.to_excel(tmp_path / "fees.xls")
    assert path.read_bytes() == before
    assert [*tmp_path.iterdir()] == [path]


def test_the_error_names_the_extra(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(cs.CostshareError, match=r"pip install 'costshare\[excel\]'"):
        FEES.to_excel(tmp_path / "fees.xlsx")


def test_a_table_that_is_too_long_for_a_sheet_is_refused(monkeypatch):
    monkeypatch.setattr("costshare.results._workbook._MOST_ROWS", 3)
    table = Table(header=["", ""], rows=[["a", 1], ["b", Fraction(1, 3)], ["c", 2]])
    with pytest.raises(cs.CostshareError, match="a sheet has 3 rows, and a table has 3"):
        workbook_of([Sheet("s", [], [table])], {}, ENGLISH)


def test_a_workbook_of_pools_that_charge_each_other(tmp_path):
    fees = schools().allocate()
    fees.to_excel(tmp_path / "fees.xlsx")
    book = openpyxl.load_workbook(tmp_path / "fees.xlsx")
    shown = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert {"IT", "HR", "Schools", "Care"} <= shown
