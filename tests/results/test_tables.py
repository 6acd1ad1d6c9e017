"""Tables: columns that line up in text, and HTML that is safe."""

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from costshare.results import MISSING, Table

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
        '<tr><th style="text-align:left"></th>'
        '<th style="text-align:right">e-archive\xa0&amp;\xa0co</th>'
        '<th style="text-align:right">total</th></tr>\n'
        "</thead>\n"
        "<tbody>\n"
        '<tr><th style="text-align:left">Övertorneå</th>'
        '<td style="text-align:right">1\xa0200</td>'
        '<td style="text-align:right">1\xa0200</td></tr>\n'
        '<tr><th style="text-align:left">&lt;Kiruna&gt;</th>'
        '<td style="text-align:right">–</td>'
        '<td style="text-align:right">0</td></tr>\n'
        "</tbody>\n"
        "<tfoot>\n"
        '<tr><th style="text-align:left">total</th>'
        '<th style="text-align:right">1\xa0200</th>'
        '<th style="text-align:right">1\xa0200</th></tr>\n'
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
