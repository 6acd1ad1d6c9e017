"""Whole columns at once give what cell by cell gives, in steps that grow evenly."""

import sys
from dataclasses import replace
from decimal import Decimal, localcontext

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.errors import CostshareError
from costshare.files import NumberColumn, read_number
from costshare.files._cells import read_column
from costshare.files._grid import are_plain, cell_text, cell_texts, is_blank
from costshare.files._number import column_mark

REGULAR = st.one_of(
    st.integers(-(10**6), 10**9).map(str),
    st.decimals(-(10**6), 10**9, places=2).map(lambda number: f"{number:f}".replace(".", ",")),
    st.decimals(0, 10**6, places=3).map(str),
    st.integers(1000, 10**9).map(lambda number: f"{number:,}".replace(",", " ") + ",50"),
    st.sampled_from(["1.234", "0.123", "12.345", "012.345"]),
    st.sampled_from(["0,123", "-0,00", "-0", "01", "1 234.567", "1.234,5"]),
)
ODD = st.one_of(
    st.sampled_from(
        [
            "",
            " ",
            " 5,00 ",
            "x",
            "5 kr",
            "(5)",
            "5:-",
            "1e-07",
            "−5",
            "+5",
            "٣",
            "1 2",
            "5,",
            "1\n2",
        ]
    ),
    st.sampled_from(
        ["1\u00a0234,50", "1\u202f234", "1'234.50", "0 234", "1,23,456.00", "1,234,567"]
    ),
    st.text("0123456789 .,-'\u00a0k", max_size=9),
)
NUMBERS = st.lists(st.one_of(REGULAR, REGULAR, REGULAR, ODD), max_size=12)


def outcome(read, *args, **kwargs):
    try:
        return str(read(*args, **kwargs))
    except CostshareError as error:
        return f"refused: {error}"


@given(NUMBERS, st.sampled_from([None, ",", "."]))
def test_numbers_read_together_are_those_read_one_by_one(texts, decimal):
    column = NumberColumn(texts, decimal, mixed=True)
    mark = decimal or column_mark(texts)
    for text in texts:
        one = outcome(read_number, text, name="amount", decimal=mark)
        assert outcome(column.number, text, "amount") == one


@given(st.lists(REGULAR, min_size=1))
def test_numbers_read_together_do_not_depend_on_the_context(texts):
    with localcontext(prec=2):
        few = NumberColumn(texts, ",").regular
    assert list(map(str, few.values())) == list(map(str, NumberColumn(texts, ",").regular.values()))


LABELS = st.sampled_from(
    [
        "Boden",
        "Kalix",
        "Luleå",
        " Boden",
        "Bo  den",
        "",
        "A|B",
        "A |B",
        "x\u200by",
        "\u00a0",
        "a\x07",
    ]
)


@given(st.lists(LABELS))
def test_texts_written_together_are_those_written_one_by_one(cells):
    one_by_one = [None if is_blank(cell) else cell_text(cell) for cell in cells]
    assert list(cell_texts(cells)) == one_by_one
    if are_plain(cells):
        assert one_by_one == cells


ROWS = st.lists(
    st.tuples(
        LABELS,
        st.sampled_from(["IT", "IT", "E-arkiv", "", "Summa"]),
        st.one_of(REGULAR, REGULAR, ODD),
        st.sampled_from(
            ["2022-03-31", "2022-03-31", "31/3 2022", "3/4 2022", "03/31/2022", "2022", ""]
        ),
        st.one_of(st.integers(1000, 1009).map(str), LABELS),
        LABELS,
    ),
    max_size=14,
)


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


def table(folder, rows, header="Kommun;Tjänst;Belopp;Datum;Faktura;Text", name="lines.csv"):
    path = folder / name
    lines = [header, *(";".join(map(quoted, row)) for row in rows)]
    path.write_text("\n".join(lines), encoding="utf-8", newline="")
    return path


def shown(path, **settings):
    """Show all that a reader gives, each value with its type and its decimals."""
    try:
        frame = cs.read_invoices(path, **settings)
    except CostshareError as error:
        return str(error)
    return {name: list(map(repr, frame[name].array)) for name in frame.columns}


def cell_by_cell(patch, chunk):
    """Make the readers read every cell at its place, and rows a few at a time."""

    def one_by_one(table, field, reader, at=None):
        return read_column(table, field, replace(reader, at_once=None, in_order=True), at)

    patch.setattr("costshare.files._invoices.read_column", one_by_one)
    patch.setattr("costshare.files._number_column.alike", lambda texts: ([], list(texts)))
    patch.setattr("costshare.files._grid.have_single_blanks", lambda _texts: False)
    patch.setattr("costshare.files._body._CHUNK", chunk)


@given(ROWS, st.sampled_from(["raise", "keep"]), st.sampled_from([None, ",", "."]))
def test_a_table_read_by_columns_is_the_one_read_cell_by_cell(
    tmp_path_factory, rows, on_error, decimal
):
    path = table(tmp_path_factory.getbasetemp(), rows)
    settings = {"on_error": on_error, "decimal": decimal}
    at_once = shown(path, **settings)
    for chunk in (1, 3):
        with pytest.MonkeyPatch.context() as patch:
            cell_by_cell(patch, chunk)
            assert shown(path, **settings) == at_once


def regular(folder, rows, more=0):
    """Write a table of lines whose amounts and invoices all differ."""
    header = ";".join(["Kommun;Tjänst;Belopp;Datum;Faktura", *(f"Fält {at}" for at in range(more))])
    lines = [
        (f"K {row % 7}", "IT", f"{1000 + row},50", "2022-03-31", f"F{row:06}", *["x"] * more)
        for row in range(rows)
    ]
    return table(folder, lines, header, f"{rows} × {more}.csv")


def calls(path):
    """Count the calls of Python functions that the reading of a file takes."""
    count = 0

    def seen(_frame, event, _arg):
        nonlocal count
        count += event == "call"

    cs.read_invoices(path)
    sys.setprofile(seen)
    try:
        frame = cs.read_invoices(path)
    finally:
        sys.setprofile(None)
    assert isinstance(frame["amount"][0], Decimal)
    return count


def test_steps_grow_evenly_with_the_rows(tmp_path):
    few, more, most = (calls(regular(tmp_path, rows)) for rows in (1_000, 2_000, 4_000))
    assert most - more <= 2.1 * (more - few)
    # A row costs a few calls: those that pass on its fields and its number.
    assert most - more < 12 * 2_000


def test_a_column_that_is_not_in_use_costs_no_step_for_each_of_its_cells(tmp_path):
    narrow, wide = (calls(regular(tmp_path, 2_000, more)) for more in (0, 40))
    # A few calls for each part of a column: far fewer than the 80 000 cells.
    assert wide - narrow < 8_000


def test_one_odd_cell_costs_no_more_than_itself(tmp_path):
    path = regular(tmp_path, 2_000)
    before = calls(path)
    path.write_text(path.read_text("utf-8").replace("1500,50", "1 500:50"), "utf-8")
    assert calls(path) - before < 500


def test_cells_that_are_equal_are_kept_once(tmp_path):
    frame = cs.read_invoices(regular(tmp_path, 2_000))
    assert len(set(map(id, frame["member"]))) == 7
    assert len(set(map(id, frame["date"]))) == 1
    pd.testing.assert_series_equal(frame["row"], pd.Series(range(2, 2_002), name="row"))
