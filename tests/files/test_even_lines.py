"""Lines cut at their delimiters give what the csv module gives: values, rows, errors, messages."""

import csv

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import costshare as cs
from costshare.errors import CostshareError
from costshare.files._csv import read_grids

FIELDS = st.one_of(
    st.sampled_from(
        ["Boden", "Luleå", "IT", "1,50", "2", "Summa", "x", "=1", "'", "\u2028", "\x85"]
    ),
    st.sampled_from(["", "", " ", " x", "x ", "a  b", "\u00a0", "|", ",", "\t", "\x0b", "\x1c"]),
    st.text('ab ;|,\t"\r\n\x0c\ufeff', max_size=4),
)
LINES = st.lists(st.lists(FIELDS, max_size=6), max_size=12)
EVEN = st.lists(st.lists(FIELDS, min_size=5, max_size=5), max_size=12)
ENDS = st.lists(st.sampled_from(["\n", "\n", "\n", "\r\n", "\r", "\n\n", "\n\r", ""]), min_size=1)


def outcome(path, **settings):
    """Give all that a reader gives, each value with its type; or the message of its error."""
    try:
        frame = cs.read_invoices(path, **settings)
    except CostshareError as error:
        return str(error)
    return {name: list(map(repr, frame[name].array)) for name in frame.columns}


def by_csv(call):
    """Call while the csv module reads every line."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("costshare.files._csv._Rows._are_even", lambda *_: False)
        return call()


FILES = st.fixed_dictionaries(
    {
        "rows": st.one_of(LINES, EVEN, EVEN),
        "ends": ENDS,
        "delimiter": st.sampled_from(";\t,| a"),
        "encoding": st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
        "above": st.sampled_from(["", "", "\n", "Lista\n\n", "sep=;\r\n"]),
        "header": st.sampled_from(["Text", "", " ", "row", "Belopp"]),
    }
)


def write(folder, rows, ends, delimiter, encoding, above, header):  # noqa: PLR0917
    lines = [["Kommun", "Tjänst", "Belopp", header, "Not"], *rows]
    ended = (delimiter.join(line) + ends[at % len(ends)] for at, line in enumerate(lines))
    path = folder / "even.csv"
    path.write_bytes((above + "".join(ended)).encode(encoding))
    return path


@pytest.mark.parametrize("size", [1, 40, 2**16])
@given(FILES, st.booleans(), st.sampled_from(["raise", "keep"]))
def test_a_text_is_read_as_by_the_csv_module(tmp_path_factory, size, file, stated, on_error):
    path = write(tmp_path_factory.getbasetemp(), **file)
    settings = {"on_error": on_error, "delimiter": file["delimiter"] if stated else None}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("costshare.files._csv._EVEN", size)
        assert outcome(path, **settings) == by_csv(lambda: outcome(path, **settings))


@given(st.text("ab;\r\n", max_size=30), st.integers(1, 4), st.integers(2, 4))
@example("a;b\na;b\r\n", 1, 2)
@example("a;b\r\r\na;b", 1, 2)
@example("a;b\n\ra;b\n", 1, 2)
@example("a;b\ra;b\n", 1, 2)
@example("a;b\na;b\r", 1, 2)
def test_rows_and_their_numbers_are_those_of_the_csv_module(tmp_path_factory, text, row, width):
    path = tmp_path_factory.getbasetemp() / "rows.csv"
    path.write_bytes(text.encode())
    (grid,) = read_grids(path, None, ";")
    found = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("costshare.files._csv._EVEN", 4)
        for part in grid.parts(row, width):
            if isinstance(part, list):
                found += part
            else:
                found += zip(part.numbers, map(list, zip(*part.columns, strict=True)), strict=True)
    assert found == [each for each in grid.rows if each[0] > row]


def test_a_line_beyond_the_limit_of_the_csv_module_is_refused(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text(f"Kommun;Tjänst;Belopp;Not\nA;p;1;x\nA;p;1;{'x' * 200_000}\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("costshare.files._csv._EVEN", 1)
        message = outcome(path)
    assert message.startswith("long.csv, row 3: field larger than field limit (131072)")
    before = csv.field_size_limit(300_000)
    try:
        assert len(outcome(path)["row"]) == 2
    finally:
        csv.field_size_limit(before)


def test_a_column_that_is_not_in_use_keeps_its_texts(tmp_path):
    path = tmp_path / "others.csv"
    lines = [f"A;p;1;{at};{at % 3 or ''}; {at}" for at in range(1, 400)]
    path.write_text("\n".join(["Kommun;Pool;Belopp;a;b;c", *lines]), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("costshare.files._csv._EVEN", 100)
        frame = cs.read_invoices(path)
    assert frame["a"].tolist() == [str(at) for at in range(1, 400)]
    assert frame["b"].tolist() == [str(at % 3) if at % 3 else None for at in range(1, 400)]
    assert frame["c"].tolist() == frame["a"].tolist()
