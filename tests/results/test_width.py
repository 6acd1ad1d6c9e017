"""A report fits a terminal: wide tables go on below, sentences are wrapped, nothing is lost."""

from hypothesis import given
from hypothesis import strategies as st

from costshare.results import Points, Table, number, text_of
from costshare.results._report import Point

WORDS = st.lists(st.text("abcåä", min_size=1, max_size=9), max_size=12).map(" ".join)
NUMBERS = st.integers(-(10**7), 10**7)
WIDTH = st.integers(30, 90)


@st.composite
def tables(draw):
    columns = draw(st.integers(1, 6))
    row = st.tuples(st.text("abc", max_size=8), *([NUMBERS] * columns))
    header = ["", *(f"column {at}" for at in range(columns))]
    rows = draw(st.lists(row, max_size=4))
    return Table(header, rows, draw(st.none() | row), draw(WORDS))


def cells(table):
    rows = [*table.rows, *([] if table.totals is None else [table.totals])]
    return [number(each) for row in rows for each in row[1:]]


@given(tables(), WIDTH)
def test_no_line_of_a_table_is_wider_and_every_number_is_shown(table, width):
    text = text_of([table], width=width)
    assert all(len(line) <= width for line in text.splitlines())
    for cell in cells(table):
        assert cell in text


@given(tables())
def test_a_table_that_fits_is_as_without_a_width(table):
    assert text_of([table], width=1_000) == text_of([table])


@given(WORDS, st.lists(WORDS, max_size=3), WIDTH)
def test_sentences_are_wrapped_and_keep_their_words(text, notes, width):
    blocks = [text, Points([Point(text, notes=notes)])]
    wrapped = text_of(blocks, width=width)
    assert all(len(line) <= width for line in wrapped.splitlines())
    assert wrapped.split() == text_of(blocks).split()


@given(st.lists(st.integers(1_000, 10**9), min_size=5, max_size=20), WIDTH)
def test_a_number_is_not_broken(numbers, width):
    lines = text_of([", ".join(map(number, numbers))], width=width).splitlines()
    for each in numbers:
        assert any(number(each) in line for line in lines)


def test_steps_keep_their_indent():
    step = "  1. " + "word " * 20
    assert text_of([step], width=30).splitlines()[1].startswith("    word")
