"""Invoice lines as a result: a sequence, a frame, and a CSV file that is read as equal lines."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import costshare as cs
from costshare.files import HEADERS
from costshare.invoices import LINE_FIELDS, CreditNote, Unreadable

FEES = cs.allocate(
    "100.50", cs.Flat(), {"A": {}, "B": {}, "C": {}}, pool="x", currency="SEK", unit="0.01"
)
LINES = FEES.invoice_lines(number="2022-{n}", date="2022-01-31")
NAMES = st.sampled_from(
    ["A", "Övertorneå", "=1+1", "-", "+46", "@x", '=cmd|"x"!A1', "0017", "2022-1", "1E5", "12.50"]
)
NUMBERS = st.one_of(
    st.integers(-(10**6), 10**6), st.decimals(-(10**6), 10**6, places=2), st.just("0.123")
)


@st.composite
def readable(draw):
    """Lines without a problem, as a file can hold them."""
    rows = st.builds(
        cs.InvoiceLine,
        member=NAMES,
        pool=NAMES,
        amount=NUMBERS,
        invoice=st.none() | NAMES,
        date=st.none() | st.dates(),
        billed_by=st.sampled_from(["host", "supplier", "0017"]),
        vat_rate=st.sampled_from([None, "0.25", "0.06", 0, "0.125"]),
        net=st.none() | NUMBERS,
        currency=st.sampled_from([None, "SEK"]),
        corrects=st.sampled_from([None, "2022", "2022-03", "2021-11-01/2022-02-28"]),
    )
    return cs.InvoiceLines(draw(st.lists(rows, max_size=5)))


def lines_of(frame):
    return [cs.InvoiceLine(**row) for row in frame.drop(columns="row").to_dict("records")]


@settings(deadline=None)
@given(readable(), st.sampled_from([",", ";", "\t", "|"]), st.sampled_from([".", ","]))
def test_a_csv_file_is_read_as_equal_lines(tmp_path_factory, lines, delimiter, decimal):
    path = tmp_path_factory.mktemp("csv") / "lines.csv"
    if delimiter == decimal:
        with pytest.raises(cs.CostshareError, match="delimiter and decimal are both ','"):
            lines.to_csv(path, delimiter=delimiter, decimal=decimal)
        return
    lines.to_csv(path, delimiter=delimiter, decimal=decimal, encoding="utf-8-sig")
    assert lines_of(cs.read_invoices(path)) == lines
    text = lines.to_csv(delimiter=delimiter, decimal=decimal)
    assert path.read_text(encoding="utf-8-sig") == text
    cells = [cell for row in text.splitlines() for cell in row.split(delimiter)]
    assert not [cell for cell in cells if cell.startswith(("=1", "=c", "@", "+"))]


def test_swedish_excel_gets_its_signs():
    assert LINES[:1].to_csv(delimiter=";", decimal=",") == (
        'member;pool;invoice;date;currency;amount\nA;x;"=""2022-1""";2022-01-31;SEK;33,50\n'
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"delimiter": "::"}, "unknown delimiter '::'"),
        ({"decimal": "'"}, 'unknown decimal "\'"'),
        ({"encoding": "klingon"}, "encoding 'klingon' is unknown"),
        ({"encoding": 8}, "encoding is of type int"),
        ({"encoding": "ascii"}, "encoding 'ascii' has no 'Ö'; pass 'utf-8-sig'"),
    ],
)
def test_a_file_is_written_whole_or_not_at_all(tmp_path, arguments, message):
    path = tmp_path / "lines.csv"
    path.write_text("before", encoding="utf-8")
    lines = cs.InvoiceLines([*LINES, LINES[0].replace(member="Övertorneå")])
    with pytest.raises(cs.CostshareError) as error:
        lines.to_csv(path, **arguments)
    assert message in str(error.value)
    assert path.read_text(encoding="utf-8") == "before"


def test_a_line_with_a_problem_is_not_written_as_if_it_had_none():
    lines = cs.InvoiceLines([*LINES, cs.InvoiceLine(member="A", pool="x", amount=5, vat_rate=25)])
    with pytest.raises(cs.CostshareError, match=r"lines\[3\] could not be read in full: vat_rate"):
        lines.to_csv()


def test_lines_are_a_sequence():
    assert len(LINES) == 3
    assert list(LINES) == LINES
    assert tuple(LINES) == LINES
    assert list(LINES)[:2] != LINES
    assert hash(LINES) == hash(tuple(LINES))
    assert type(LINES[1:]) is cs.InvoiceLines
    assert LINES[1:] == list(LINES)[1:]
    assert LINES[-1] in LINES
    assert LINES.index(LINES[2]) == 2
    for both in (LINES + list(LINES), list(LINES) + LINES, LINES + iter(LINES)):
        assert type(both) is cs.InvoiceLines
        assert [*both] == [*LINES, *LINES]
    assert sum(line.amount for line in LINES) == LINES.total == Decimal("100.50")
    with pytest.raises(cs.CostshareError, match=r"lines\[0\] is of type int"):
        cs.InvoiceLines([5])


def test_what_the_source_states_besides_follows_its_lines():
    one = cs.InvoiceLines(LINES.lines, {"voucher": ("K 1", None, "K 2"), "row": (1, 2, 3)})
    assert one[1:].others == {"voucher": (None, "K 2"), "row": (2, 3)}
    joined = one[:1] + LINES[:1]
    assert joined.others == {"voucher": ("K 1", None), "row": (1, None)}
    assert one == LINES
    assert cs.InvoiceLines.from_dict(one.to_dict()).others == one.others
    assert one.to_frame()["voucher"].isna().tolist() == [False, True, False]
    assert str(one.to_frame()["row"].dtype) == "Int64"
    assert one.to_csv().splitlines()[0] == "member,pool,invoice,date,currency,amount,voucher"
    for others in (
        {"amount": (1, 2, 3)},
        {"x": (1,)},
        {"x": (1.5, 2, 3)},
        {"x": 5},
        {1: (1, 2, 3)},
    ):
        with pytest.raises(cs.CostshareError, match="others"):
            cs.InvoiceLines(LINES.lines, others)


def test_totals_are_of_one_currency():
    euro = LINES[0].replace(currency="EUR", amount=5)
    lines = cs.InvoiceLines([*LINES, euro])
    assert repr(lines) == "<InvoiceLines 4 lines, 100.50 SEK and 5 EUR>"
    assert str(lines).endswith("In all: 100.50 SEK; 5 EUR.")
    assert (LINES.currency, lines.currency) == ("SEK", None)
    with pytest.raises(cs.CostshareError, match="lines are in SEK, EUR; take the lines of one"):
        _ = lines.total
    unread = cs.InvoiceLines([*LINES, cs.InvoiceLine(member="A", pool="x", amount="?")])
    with pytest.raises(cs.CostshareError, match=r"lines\[3\] has no amount to add: amount '\?'"):
        _ = unread.total
    assert "Line 4: amount '?'" in str(unread)
    net = cs.InvoiceLines([*LINES, cs.InvoiceLine(member="A", pool="x", amount=None, net=5)])
    with pytest.raises(cs.CostshareError, match="states its net amount only"):
        _ = net.total


def test_a_lost_line_is_found_in_a_record():
    data = LINES.to_dict()
    assert data["totals"] == [{"currency": "SEK", "amount": "100.50"}]
    del data["lines"][0]
    with pytest.raises(cs.ConservationError, match="totals is not what the other fields give"):
        cs.InvoiceLines.from_dict(data)


def test_a_reconciliation_reads_the_frame_as_it_reads_the_lines():
    lines = cs.InvoiceLines(
        [
            *LINES[:2],
            cs.InvoiceLine(member="C", pool="x", amount="33.50", vat_rate=25, invoice="7"),
            cs.InvoiceLine(
                member=None, pool="x", amount=Unreadable("1.234", "row 7: 1.234 or 1234?")
            ),
            cs.InvoiceLine(
                member="C", pool="x", amount="33.50", billed_by="supplier", corrects="2021"
            ),
        ]
    )
    one, other = cs.reconcile(FEES, lines), cs.reconcile(FEES, lines.to_frame())
    assert [each.kind for each in one.findings] == [each.kind for each in other.findings]
    assert one.cells == other.cells


def test_a_credit_note_is_lines_with_remarks():
    note = cs.credit_note(LINES)
    assert isinstance(note, CreditNote)
    assert CreditNote.from_dict(note.to_dict()) == note
    assert note.total == -LINES.total
    assert type(note[:1]) is cs.InvoiceLines


def test_every_field_has_a_reader_a_column_and_a_header():
    assert set(LINE_FIELDS) == set(cs.InvoiceLine.model_fields) - {"problems"} == set(HEADERS)
    assert set(LINES.to_frame(tidy=True).columns) == {*LINE_FIELDS, "problems"}


def test_lines_are_found_counted_and_reversed_like_those_of_a_list():
    lines = cs.allocate(100, cs.Flat(), {"A": {}, "B": {}, "C": {}}).invoice_lines()
    listed = list(lines)
    assert [lines.index(line) for line in listed] == [0, 1, 2]
    assert [lines.count(line) for line in [*listed, None]] == [1, 1, 1, 0]
    assert None not in lines
    assert list(reversed(lines)) == listed[::-1]
