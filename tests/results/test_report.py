"""Tables: columns that line up in text, and HTML that is safe."""

import re
from decimal import Decimal
from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costshare.results import MISSING, Point, Points, Table, html_of, number, text_of

TABLE = Table(
    header=["", "e-archive & co", "total"],
    rows=[["Övertorneå", "1 200", "1 200"], ["<Kiruna>", MISSING, "0"]],
    totals=["total", "1 200", "1 200"],
    caption='"Fees" 2022 & later',
)


def test_text_lines_up_names_to_the_left_and_numbers_to_the_right():
    assert TABLE.text() == (
        '"Fees" 2022 & later\n'
        "\n"
        "            e-archive & co  total\n"
        "---------------------------------\n"
        "Övertorneå           1 200  1 200\n"
        "<Kiruna>                 –      0\n"
        "---------------------------------\n"
        "total                1 200  1 200"
    )


def test_caption_and_totals_may_be_left_out():
    assert Table(header=["a", "b"], rows=[["x", "1"]]).text() == "a  b\n----\nx  1"
    html = Table(header=["a", "b"], rows=[["x", "1"]]).html()
    assert "caption" not in html
    assert "tfoot" not in html


def test_html_escapes_and_keeps_numbers_on_one_line():
    assert TABLE.html() == (
        "<table>\n"
        "<caption>&quot;Fees&quot; 2022 &amp; later</caption>\n"
        "<thead>\n"
        '<tr><th scope="col" style="text-align:left"></th>'
        '<th scope="col" style="text-align:right">e-archive\xa0&amp;\xa0co</th>'
        '<th scope="col" style="text-align:right">total</th></tr>\n'
        "</thead>\n"
        "<tbody>\n"
        '<tr><th scope="row" style="text-align:left">Övertorneå</th>'
        '<td style="text-align:right">1\xa0200</td>'
        '<td style="text-align:right">1\xa0200</td></tr>\n'
        '<tr><th scope="row" style="text-align:left">&lt;Kiruna&gt;</th>'
        '<td style="text-align:right">–</td>'
        '<td style="text-align:right">0</td></tr>\n'
        "</tbody>\n"
        "<tfoot>\n"
        '<tr><th scope="row" style="text-align:left">total</th>'
        '<td style="text-align:right;font-weight:bold">1\xa0200</td>'
        '<td style="text-align:right;font-weight:bold">1\xa0200</td></tr>\n'
        "</tfoot>\n"
        "</table>"
    )


CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=6)
ROWS = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=2, max_size=5)
)


@given(ROWS)
def test_every_cell_is_in_the_html_as_it_was(rows):
    table = Table(header=rows[0], rows=rows[1:], caption="x")
    root = ET.fromstring(table.html())  # noqa: S314 - our own text
    read = [["".join(cell.itertext()) for cell in row] for row in root.iter("tr")]
    assert read == [[cell.replace(" ", "\xa0") for cell in row] for row in rows]


@given(ROWS)
def test_all_lines_of_the_text_are_as_wide_as_the_rule(rows):
    lines = Table(header=rows[0], rows=rows[1:]).text().split("\n")
    assert len(lines) == len(rows) + 1
    assert all(len(line) <= len(lines[1]) for line in lines)


def test_cells_may_be_numbers_and_missing():
    table = Table(
        header=["", "fee", "quota"],
        rows=[["A", Decimal("1200.50"), Fraction(10, 3)], ["B", None, 7]],
        totals=["total", 1_200_000, None],
    )
    assert table.text() == (
        "             fee      quota\n"
        "---------------------------\n"
        "A       1 200.50  ≈ 3.33333\n"
        "B              –          7\n"
        "---------------------------\n"
        "total  1 200 000          –"
    )


@pytest.mark.parametrize("count", [299, 300, 301, 40_000])
def test_a_long_table_and_a_long_list_end_in_how_many_more(count):
    table = Table(header=["", "fee"], rows=[[f"m{n}", n] for n in range(count)], totals=["", "x"])
    points = Points([Point(f"p{n}") for n in range(count)])
    for text in (table.text(), table.html(), points.text(), points.html()):
        more = f"… {number(count - 300)} more".replace(" ", r"[ \xa0]")
        assert len(re.findall(more, text)) == (count > 300)
        assert len(text.splitlines()) < 320
    assert table.text().splitlines()[-1].split() == ["x"]


def test_a_report_has_its_blocks_in_order_and_escapes_them():
    point = Point("A < B", label="under", notes=["Hint: 10 × too small"])
    blocks = ["Not balanced & so on.", Points([point, Point("C")]), "A\n  1. step", TABLE]
    assert text_of(blocks).startswith(
        "Not balanced & so on.\n\nA < B\n  Hint: 10 × too small\n\nC\n\nA\n  1. step\n\n"
    )
    html = html_of(blocks)
    assert html.startswith(
        "<p>Not balanced &amp; so on.</p>\n<ul>\n"
        "<li><strong>under</strong> A &lt; B<br><em>Hint: 10 × too small</em></li>\n"
        "<li>C</li>\n</ul>\n"
        '<p style="white-space:pre-wrap">A\n  1. step</p>\n<table>'
    )
